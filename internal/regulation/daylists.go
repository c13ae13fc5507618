package regulation

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"pamong/internal/access"
	"pamong/internal/audit"
	"pamong/internal/kit/clock"
	"pamong/internal/kit/db"
	"pamong/internal/kit/fault"
	"pamong/internal/kit/id"
)

// The acts on lists of days off.
const (
	actDayDraft   = "regulation.day_draft"
	actDayChange  = "regulation.day_change"
	actDayRelease = "regulation.day_release"
	actDayDelete  = "regulation.day_delete"
)

// The years of which somebody can enter a list, and the most days of one; they
// catch typing errors.
const (
	firstYear = 2000
	lastYear  = 2100
	mostDays  = 366
)

// ListOrder is what is asked for when a new version of a year is begun.
type ListOrder struct {
	Shared bool // for the whole installation, not only the agency
	Layer  Layer
	Year   int
	Basis  Instrument
	Days   []Day // nil begins with the days of the version before
}

// BeginDayList makes the draft of a new version of a year. The administrator
// may; for the whole installation its administrator. There is one draft of a
// year at a time.
func (l *Library) BeginDayList(ctx context.Context, actor access.Actor, agency string, o ListOrder) (string, error) {
	owner := agency
	if o.Shared {
		owner = ""
	}
	if err := keeper(actor, owner); err != nil {
		return "", err
	}
	o.Basis.tidy()
	f := o.Basis.faults()
	if o.Layer != National && o.Layer != Regional || o.Layer == Regional && o.Shared {
		f.Add("layer", "regulation.fault.word", "Word", string(o.Layer))
	}
	if o.Year < firstYear || o.Year > lastYear {
		f.Add("year", "regulation.fault.range", "Least", firstYear, "Most", lastYear)
	}
	if err := together(f, checkDays(o.Layer, o.Year, o.Days)); err != nil {
		return "", err
	}
	list := DayList{ID: id.New(), Agency: owner, Layer: o.Layer, Year: o.Year, State: Draft, Version: 1, Basis: o.Basis, Days: o.Days, MadeBy: actor.Ref(), MadeAt: l.Clock.Now()}
	err := l.DB.InTx(ctx, func(tx *db.Tx) error {
		lists, err := l.DayLists(ctx, tx, agency)
		if err != nil {
			return err
		}
		for _, have := range lists {
			if have.State == Draft && have.Agency == owner && have.Layer == o.Layer && have.Year == o.Year {
				return fault.Conflict("regulation.fault.draft_exists", "Year", fmt.Sprint(o.Year))
			}
		}
		if o.Days == nil {
			list.Days = latest(lists, o.Layer, o.Year).Days
		}
		if err := insertDayList(ctx, tx, list); err != nil {
			return err
		}
		return l.rememberDays(ctx, tx, actor, list, actDayDraft, nil)
	})
	return list.ID, err
}

// latest returns the released version of a year that became known last, an
// empty one when there is none.
func latest(lists []DayList, layer Layer, year int) DayList {
	found := DayList{Layer: layer, Year: year}
	for _, l := range lists { // in order of time
		if l.State == InForce && l.Layer == layer && l.Year == year {
			found = l
		}
	}
	return found
}

// checkDays refuses days that cannot stand in a list, each fault beside its
// field: date_0, kind_0, name_0 for the first day.
func checkDays(layer Layer, year int, days []Day) error {
	var f fault.Fields
	seen := map[dayKey]bool{}
	if len(days) > mostDays {
		f.Add("days", "regulation.fault.range", "Least", 0, "Most", mostDays)
	}
	for i, d := range days {
		at := fmt.Sprintf("_%d", i)
		switch {
		case !d.Date.Valid():
			f.Add("date"+at, "regulation.fault.date")
		case d.Date.Year() != year:
			f.Add("date"+at, "regulation.fault.other_year", "Year", fmt.Sprint(year))
		case seen[d.key()]:
			f.Add("date"+at, "regulation.fault.day_twice")
		}
		seen[d.key()] = true
		if !slices.Contains(layer.kinds(), d.Kind) {
			f.Add("kind"+at, "regulation.fault.day_kind")
		}
		if d.Name == "" || len(d.Name) > mostText {
			f.Add("name"+at, "regulation.fault.day_name")
		}
	}
	return f.Err()
}

// ChangeDayList gives a draft other days and another basis. The version is the
// one that the person saw; every fault stands beside its field.
func (l *Library) ChangeDayList(ctx context.Context, actor access.Actor, agency, list string, version int, basis Instrument, days []Day) error {
	basis.tidy()
	for i := range days {
		days[i].Name = strings.TrimSpace(days[i].Name)
	}
	return l.DB.InTx(ctx, func(tx *db.Tx) error {
		have, err := l.draftOf(ctx, tx, actor, agency, list, version)
		if err != nil {
			return err
		}
		if err := together(basis.faults(), checkDays(have.Layer, have.Year, days)); err != nil {
			return err
		}
		next := have
		next.Basis, next.Days, next.Version = basis, days, have.Version+1
		if err := updateDayList(ctx, tx, next); err != nil {
			return err
		}
		return l.rememberDays(ctx, tx, actor, next, actDayChange, &have)
	})
}

// draftOf loads a draft for an act: the actor may change it, and nobody else
// has since the version that the actor saw.
func (l *Library) draftOf(ctx context.Context, tx *db.Tx, actor access.Actor, agency, list string, version int) (DayList, error) {
	have, err := l.DayListByID(ctx, tx, agency, list)
	if err != nil {
		return have, err
	}
	if err := keeper(actor, have.Agency); err != nil {
		return have, err
	}
	switch {
	case have.State != Draft:
		return have, fault.Conflict("regulation.fault.list_released")
	case have.Version != version:
		return have, fault.Conflict("regulation.fault.changed_meanwhile")
	}
	return have, nil
}

// ReleaseDayList lets a draft hold from a day on, which lies after that of the
// version before it and not after today, the date of the agency. Nothing moves
// by it: the batches whose dates it changes are named until a person agrees.
func (l *Library) ReleaseDayList(ctx context.Context, actor access.Actor, agency, list string, version int, asOf, today clock.Date) error {
	return l.DB.InTx(ctx, func(tx *db.Tx) error {
		have, err := l.draftOf(ctx, tx, actor, agency, list, version)
		if err != nil {
			return err
		}
		lists, err := l.DayLists(ctx, tx, agency)
		if err != nil {
			return err
		}
		before := latest(lists, have.Layer, have.Year)
		added, gone := have.Against(before)
		var f fault.Fields
		switch {
		case !asOf.Valid():
			f.Add("as_of", "regulation.fault.date")
		case asOf > today:
			f.Add("as_of", "regulation.fault.as_of_late", "Today", today)
		case asOf <= before.AsOf:
			f.Add("as_of", "regulation.fault.as_of_early", "Before", before.AsOf)
		}
		if err := f.Err(); err != nil {
			return err
		}
		if len(added)+len(gone) == 0 {
			return fault.Conflict("regulation.fault.same_days")
		}
		next := have
		next.State, next.AsOf, next.ReleasedBy, next.ReleasedAt, next.Version = InForce, asOf, actor.Ref(), l.Clock.Now(), have.Version+1
		if err := updateDayList(ctx, tx, next); err != nil {
			return err
		}
		return l.rememberDays(ctx, tx, actor, next, actDayRelease, &before)
	})
}

// DeleteDayList removes a draft. The trail remembers it.
func (l *Library) DeleteDayList(ctx context.Context, actor access.Actor, agency, list string, version int) error {
	return l.DB.InTx(ctx, func(tx *db.Tx) error {
		have, err := l.draftOf(ctx, tx, actor, agency, list, version)
		if err != nil {
			return err
		}
		if err := tx.Do(ctx, `DELETE FROM regulation_day WHERE list_id = $1`, list); err != nil {
			return fmt.Errorf("delete list %s: %w", list, err)
		}
		if err := tx.Do(ctx, `DELETE FROM regulation_day_list WHERE id = $1`, list); err != nil {
			return fmt.Errorf("delete list %s: %w", list, err)
		}
		return audit.Write(ctx, tx, audit.Entry{Agency: have.Agency, At: l.Clock.Now(), Actor: actor.Ref(), Act: actDayDelete, Subject: "days:" + list, Before: have.Basis})
	})
}

// rememberDays writes the audit row of an act: what it added and took away
// against the version before.
func (l *Library) rememberDays(ctx context.Context, tx *db.Tx, actor access.Actor, list DayList, act string, before *DayList) error {
	added, gone := list.Days, []Day(nil)
	if before != nil {
		added, gone = list.Against(*before)
	}
	after := map[string]any{"layer": list.Layer, "year": list.Year, "basis": list.Basis, "as_of": list.AsOf, "added": added, "days": len(list.Days)}
	return audit.Write(ctx, tx, audit.Entry{Agency: list.Agency, At: l.Clock.Now(), Actor: actor.Ref(), Act: act, Subject: "days:" + list.ID, Before: map[string]any{"gone": gone}, After: after})
}
