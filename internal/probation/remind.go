package probation

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"pamong/internal/access"
	"pamong/internal/kit/clock"
	"pamong/internal/kit/db"
	"pamong/internal/kit/i18n"
	"pamong/internal/notify"
	"pamong/internal/org"
)

// alert is one line of warning that somebody has reached.
type alert struct {
	person string
	due    Due
	line   int
}

// Remind tells, once a day for each agency, who has reached a line of warning
// before something is due: the office, and the person where it is a paper that
// they can bring. Each line of each person is told once, whether or not a day
// was missed; it may run as often as one likes.
func (o *Office) Remind(ctx context.Context) error {
	agencies, err := org.Agencies(ctx, o.DB)
	if err != nil {
		return err
	}
	var all []error
	for _, a := range agencies {
		if err := o.remind(ctx, a); err != nil {
			all = append(all, fmt.Errorf("remind %s: %w", a.Code, err))
		}
	}
	return errors.Join(all...)
}

func (o *Office) remind(ctx context.Context, a org.Agency) error {
	today, system := a.Today(o.Clock.Now()), access.System("sweep")
	var swept int
	if err := o.DB.QueryRow(ctx, `SELECT COUNT(*) FROM probation_sweep WHERE agency_id = $1 AND day = $2`, string(a.ID), string(today)).Scan(&swept); err != nil || swept > 0 {
		return err
	}
	pack, err := o.pack(ctx, a)
	if err != nil {
		return err
	}
	list, err := o.Candidates(ctx, system, a, today)
	if err != nil {
		return err
	}
	var reached []alert
	for _, c := range list {
		for _, d := range c.Dues(pack) {
			if line := Warning(pack.WarnDays.Value, today.DaysUntil(d.Day)); line >= 0 {
				reached = append(reached, alert{string(c.ID), d, line})
			}
		}
	}
	away, err := o.Absences(ctx, system, a, today.Year())
	if err != nil {
		return err
	}
	for _, n := range away {
		if n.Near > 0 {
			reached = append(reached, alert{n.Person, Due{Kind: DueAbsence, Day: clock.NewDate(n.Year, time.December, 31)}, n.Near})
		}
	}
	return o.DB.InTx(ctx, func(tx *db.Tx) error {
		fresh, err := o.keepAlerts(ctx, tx, a, reached)
		if err != nil {
			return err
		}
		if err := tx.Do(ctx, `INSERT INTO probation_sweep (agency_id, day) VALUES ($1, $2) ON CONFLICT (agency_id) DO UPDATE SET day = excluded.day`, string(a.ID), string(today)); err != nil {
			return err
		}
		return o.tellDues(ctx, tx, system, a, fresh, today)
	})
}

// keepAlerts remembers lines that were not told yet and returns them.
func (o *Office) keepAlerts(ctx context.Context, tx *db.Tx, a org.Agency, reached []alert) ([]alert, error) {
	told, err := db.Column[string](ctx, tx, "list alerts", `SELECT person_id || ' ' || due_key || ' ' || due_on || ' ' || line FROM probation_alert WHERE agency_id = $1`, string(a.ID))
	if err != nil {
		return nil, err
	}
	known := make(map[string]bool, len(told))
	for _, t := range told {
		known[t] = true
	}
	var fresh []alert
	var rows []any
	for _, r := range reached {
		if known[fmt.Sprintf("%s %s %s %d", r.person, r.due.Key(), r.due.Day, r.line)] {
			continue
		}
		fresh = append(fresh, r)
		rows = append(rows, string(a.ID), r.person, r.due.Key(), string(r.due.Day), r.line, clock.Stamp(o.Clock.Now()))
	}
	if err := tx.InsertAll(ctx, `INSERT INTO probation_alert (agency_id, person_id, due_key, due_on, line, at) VALUES`, 6, rows, ""); err != nil {
		return nil, fmt.Errorf("keep alerts: %w", err)
	}
	return fresh, nil
}

// tellDues sends one message for each thing and day, however many people it
// concerns.
func (o *Office) tellDues(ctx context.Context, tx *db.Tx, actor access.Actor, a org.Agency, fresh []alert, today clock.Date) error {
	type group struct {
		due    Due
		line   int
		people []string
	}
	var groups []*group
	at := map[string]*group{}
	for _, r := range fresh {
		key := fmt.Sprintf("%s %s %d", r.due.Key(), r.due.Day, r.line)
		if at[key] == nil {
			at[key] = &group{due: r.due, line: r.line}
			groups = append(groups, at[key])
		}
		at[key].people = append(at[key].people, r.person)
	}
	roles := []access.Role{access.Officer}
	office, err := access.HoldersOf(ctx, tx, string(a.ID), roles, []access.Scope{access.Whole})
	if err != nil {
		return err
	}
	leaders, err := access.HoldersOf(ctx, tx, string(a.ID), []access.Role{access.Leader}, []access.Scope{access.Whole})
	if err != nil {
		return err
	}
	told := map[string]bool{} // one message a day to each person
	for _, g := range groups {
		args := []any{"N", len(g.people), "What", g.due.Line(), "On", g.due.Day, "Left", max(0, today.DaysUntil(g.due.Day))}
		text := i18n.Say("probation.told.due", args...)
		switch {
		case g.due.Kind == DueAbsence:
			text = i18n.Say("probation.told.absence", "N", len(g.people), "Days", g.line)
		case today > g.due.Day:
			text = i18n.Say("probation.told.past", args...)
		}
		to := office
		if g.due.Kind == DueYear {
			to = append(slices.Clone(office), leaders...)
		}
		letters := []notify.Letter{{Accounts: to, Text: text, Href: a.Path("probation") + g.due.filter(), Office: true}}
		if g.due.Gate != nil && len(g.due.Gate.Documents) > 0 || g.due.Key() == "gate:health" {
			own := slices.DeleteFunc(slices.Clone(g.people), func(p string) bool { return told[p] })
			for _, p := range own {
				told[p] = true
			}
			letters = append(letters, notify.Letter{People: own, Text: i18n.Say("probation.told.own", args...), Href: a.Path("me")})
		}
		event := notify.Event{Agency: string(a.ID), Key: fmt.Sprintf("probation.due:%s:%s:%s:%d", today, g.due.Key(), g.due.Day, g.line), Wide: len(g.people) > 1, Title: text}
		if err := o.Post.Send(ctx, tx, actor, event, letters...); err != nil {
			return err
		}
	}
	return nil
}

// filter narrows the list of probation to those whom it concerns.
func (d Due) filter() string {
	if d.Gate != nil {
		return "?lacks=" + d.Gate.Key
	}
	return map[DueKind]string{DueReport: "/proposals?stage=report", DueAbsence: "/absences", DueSuspension: "?state=suspended"}[d.Kind]
}
