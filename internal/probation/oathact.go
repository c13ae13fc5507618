package probation

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
	"pamong/internal/kit/i18n"
	"pamong/internal/kit/id"
	"pamong/internal/notify"
	"pamong/internal/org"
	"pamong/internal/roster"
)

// Limits of an oath.
const (
	longestName = 200
	mostPerRow  = 50
	mostHelpers = 20
)

func (o *Oath) clean() error {
	var f fault.Fields
	for name, text := range map[string]*string{"starts": &o.Starts, "place": &o.Place, "official": &o.Official, "title": &o.Title} {
		if *text = strings.TrimSpace(*text); len(*text) > longestName {
			f.Add(name, "probation.too_long", "N", longestName)
		}
	}
	if !o.HeldOn.Valid() {
		f.Add("held_on", "web.bad_date")
	}
	if o.Place == "" {
		f.Add("place", "probation.oath.no_place")
	}
	if o.PerRow < 1 || o.PerRow > mostPerRow {
		f.Add("per_row", "probation.oath.bad_row", "N", mostPerRow)
	}
	return f.Err()
}

// PlanOath plans an oath, or changes one that is planned: when its ID names
// it. It returns the id.
func (o *Office) PlanOath(ctx context.Context, actor access.Actor, a org.Agency, oath Oath) (OathID, error) {
	if err := actor.Require(string(a.ID), keepers...); err != nil {
		return "", err
	}
	if err := oath.clean(); err != nil {
		return "", err
	}
	isNew := oath.ID == ""
	if isNew {
		oath.ID = OathID(id.New())
	}
	err := o.DB.InTx(ctx, func(tx *db.Tx) error {
		at := o.Clock.Now()
		if !isNew {
			if _, err := planned(ctx, tx, a, oath.ID); err != nil {
				return err
			}
		}
		err := tx.Do(ctx, `INSERT INTO probation_oath (id, agency_id, held_on, starts, place, official_name, official_title, per_row, state, minutes_number, minutes_on, reason, changed_at, changed_by)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'planned', '', '', '', $9, $10)
ON CONFLICT (id) DO UPDATE SET held_on = excluded.held_on, starts = excluded.starts, place = excluded.place, official_name = excluded.official_name, official_title = excluded.official_title, per_row = excluded.per_row, changed_at = excluded.changed_at, changed_by = excluded.changed_by`,
			string(oath.ID), string(a.ID), string(oath.HeldOn), oath.Starts, oath.Place, oath.Official, oath.Title, oath.PerRow, clock.Stamp(at), actor.Ref())
		if err != nil {
			return fmt.Errorf("plan oath: %w", err)
		}
		return audit.Write(ctx, tx, audit.Entry{Agency: string(a.ID), At: at, Actor: actor.Ref(), Act: "probation.oath_plan", Subject: "oath:" + string(oath.ID), After: oath})
	})
	return oath.ID, err
}

// planned returns an oath that has not been held or cancelled.
func planned(ctx context.Context, q db.Q, a org.Agency, id OathID) (Oath, error) {
	oath, err := oathByID(ctx, q, a, id)
	if err == nil && oath.State != OathPlanned {
		err = fault.Conflict("probation.oath.over")
	}
	return oath, err
}

// Seat puts people at an oath. Each must have the decree and sit nowhere else.
func (o *Office) Seat(ctx context.Context, actor access.Actor, a org.Agency, oath OathID, people []string) error {
	return o.changeSeats(ctx, actor, a, oath, "probation.oath_seat", people, func(tx *db.Tx) error {
		pack, err := o.pack(ctx, a)
		if err != nil {
			return err
		}
		list, err := o.candidates(ctx, tx, a, pack, people, a.Today(o.Clock.Now()))
		if err != nil {
			return err
		}
		seated, _, err := seatsOf(ctx, tx, a)
		if err != nil {
			return err
		}
		var f fault.Fields
		var rows []any
		for _, c := range list {
			switch {
			case c.Path.State != StateDecided:
				f.Add("people", "probation.cannot", "Name", c.Name, "State", i18n.Say("probation.state."+string(c.Stage())))
			case seated[string(c.ID)]:
				f.Add("people", "probation.oath.seated", "Name", c.Name)
			}
			rows = append(rows, string(oath), string(c.ID), Seated, 0, "")
		}
		if err := f.Err(); err != nil {
			return err
		}
		return tx.InsertAll(ctx, `INSERT INTO probation_oath_seat (oath_id, person_id, state, number, reason) VALUES`, 5, rows, "")
	})
}

// Unseat takes people from an oath that is planned.
func (o *Office) Unseat(ctx context.Context, actor access.Actor, a org.Agency, oath OathID, people []string) error {
	return o.changeSeats(ctx, actor, a, oath, "probation.oath_unseat", people, func(tx *db.Tx) error {
		for _, p := range people {
			if err := tx.Do(ctx, `DELETE FROM probation_oath_seat WHERE oath_id = $1 AND person_id = $2`, string(oath), p); err != nil {
				return err
			}
		}
		return nil
	})
}

func (o *Office) changeSeats(ctx context.Context, actor access.Actor, a org.Agency, oath OathID, act string, people []string, do func(tx *db.Tx) error) error {
	if err := actor.Require(string(a.ID), keepers...); err != nil {
		return err
	}
	if len(people) == 0 {
		var f fault.Fields
		f.Add("people", "probation.nobody")
		return f.Err()
	}
	return o.DB.InTx(ctx, func(tx *db.Tx) error {
		if _, err := planned(ctx, tx, a, oath); err != nil {
			return err
		}
		if err := do(tx); err != nil {
			return err
		}
		return audit.Write(ctx, tx, audit.Entry{Agency: string(a.ID), At: o.Clock.Now(), Actor: actor.Ref(), Act: act, Subject: "oath:" + string(oath), After: people})
	})
}

// Attend says who stands by at an oath: all witnesses and clergymen at once.
// Rows without a name are left out.
func (o *Office) Attend(ctx context.Context, actor access.Actor, a org.Agency, oath OathID, helpers []Helper) error {
	if err := actor.Require(string(a.ID), keepers...); err != nil {
		return err
	}
	var f fault.Fields
	var list []Helper
	for _, h := range helpers {
		h.Name, h.NIP, h.Golongan, h.Title = strings.TrimSpace(h.Name), strings.TrimSpace(h.NIP), strings.TrimSpace(h.Golongan), strings.TrimSpace(h.Title)
		if h.Name == "" {
			continue
		}
		if len(h.Name)+len(h.NIP)+len(h.Title) > 3*longestName || len(list) == mostHelpers {
			f.Add("witnesses", "probation.too_long", "N", longestName)
		}
		if rank, err := rankOf(h.Golongan); err != nil || h.Kind == Witness && rank == 0 {
			f.Add("witnesses", "probation.oath.bad_rank", "Name", h.Name)
		}
		list = append(list, h)
	}
	if err := f.Err(); err != nil {
		return err
	}
	return o.DB.InTx(ctx, func(tx *db.Tx) error {
		if _, err := planned(ctx, tx, a, oath); err != nil {
			return err
		}
		if err := tx.Do(ctx, `DELETE FROM probation_oath_helper WHERE oath_id = $1`, string(oath)); err != nil {
			return err
		}
		var rows []any
		for i, h := range list {
			rows = append(rows, string(oath), i, h.Kind, h.Religion, h.Name, h.NIP, h.Golongan, h.Title)
		}
		if err := tx.InsertAll(ctx, `INSERT INTO probation_oath_helper (oath_id, place, kind, religion, name, nip, golongan, title) VALUES`, 8, rows, ""); err != nil {
			return err
		}
		return audit.Write(ctx, tx, audit.Entry{Agency: string(a.ID), At: o.Clock.Now(), Actor: actor.Ref(), Act: "probation.oath_attend", Subject: "oath:" + string(oath), After: list})
	})
}

// Hold enters the minutes of an oath: those who were present become PNS by
// them, those who were absent wait for a later oath, each with the reason. It
// refuses an oath that lacks a witness, a clergyman or rank.
func (o *Office) Hold(ctx context.Context, actor access.Actor, a org.Agency, id OathID, minutes string, on clock.Date, absent map[string]string) error {
	if err := actor.Require(string(a.ID), keepers...); err != nil {
		return err
	}
	pack, err := o.pack(ctx, a)
	if err != nil {
		return err
	}
	var f fault.Fields
	today := a.Today(o.Clock.Now())
	if minutes = strings.TrimSpace(minutes); minutes == "" || len(minutes) > longestNumber {
		f.Add("minutes", "probation.no_document")
	}
	err = o.DB.InTx(ctx, func(tx *db.Tx) error {
		f := slices.Clone(f)
		oath, err := planned(ctx, tx, a, id)
		if err != nil {
			return err
		}
		if !on.Valid() || on > today || on < oath.HeldOn {
			f.Add("minutes_on", "probation.oath.bad_day", "On", oath.HeldOn)
		}
		list, err := o.sittings(ctx, tx, a, id)
		if err != nil {
			return err
		}
		var present []Sitting
		for _, s := range list {
			if why, away := absent[string(s.ID)]; !away {
				present = append(present, s)
				if s.Decree != nil && oath.HeldOn < s.Decree.Day {
					f.Add("people", "probation.oath.before_tmt", "Name", s.Name, "On", s.Decree.Day)
				}
			} else if strings.TrimSpace(why) == "" {
				f.Add("people", "probation.oath.why_absent", "Name", s.Name)
			}
		}
		lacks, err := oath.lacks(pack, present)
		if err != nil {
			return err
		}
		if err := append(f, lacks...).Err(); err != nil {
			return err
		}
		oath.Minutes, oath.MinutesOn = minutes, on
		return o.hold(ctx, tx, actor, a, oath, list, absent)
	})
	if err != nil {
		return fmt.Errorf("hold oath %s: %w", id, err)
	}
	return nil
}

func (o *Office) hold(ctx context.Context, tx *db.Tx, actor access.Actor, a org.Agency, oath Oath, list []Sitting, absent map[string]string) error {
	at, act := o.Clock.Now(), id.New()
	var steps []Step
	var people []string
	for _, s := range list {
		state, why := TookOath, ""
		if reason, away := absent[string(s.ID)]; away {
			state, why = StayedAway, strings.TrimSpace(reason)
		}
		err := tx.Do(ctx, `UPDATE probation_oath_seat SET state = $1, reason = $2, number = $3 WHERE oath_id = $4 AND person_id = $5`, state, why, s.Number, string(oath.ID), string(s.ID))
		if err != nil {
			return err
		}
		if state == StayedAway {
			continue
		}
		if s.Decree == nil || !s.Path.May(Sworn) {
			return fault.Conflict("probation.not_now")
		}
		steps = append(steps, Step{Person: string(s.ID), Act: act, Kind: Sworn, Number: oath.Minutes, IssuedOn: oath.MinutesOn, Day: oath.HeldOn, Choice: string(oath.ID)})
		people = append(people, string(s.ID))
		decree := roster.Decree{Number: s.Decree.Number, Date: s.Decree.IssuedOn, TMT: s.Decree.Day}
		if err := o.People.Appoint(ctx, tx, actor, a.ID, s.ID, decree, oath.Minutes); err != nil {
			return err
		}
	}
	if err := o.enterSteps(ctx, tx, actor, a, steps); err != nil {
		return err
	}
	err := tx.Do(ctx, `UPDATE probation_oath SET state = 'held', minutes_number = $1, minutes_on = $2, changed_at = $3, changed_by = $4 WHERE id = $5`, oath.Minutes, string(oath.MinutesOn), clock.Stamp(at), actor.Ref(), string(oath.ID))
	if err != nil {
		return err
	}
	if err := audit.Write(ctx, tx, audit.Entry{Agency: string(a.ID), At: at, Actor: actor.Ref(), Act: "probation.oath_hold", Subject: "oath:" + string(oath.ID), After: map[string]any{"minutes": oath.Minutes, "on": string(oath.MinutesOn), "sworn": len(people), "absent": len(list) - len(people)}}); err != nil {
		return err
	}
	office, err := access.HoldersOf(ctx, tx, string(a.ID), []access.Role{access.Officer}, []access.Scope{access.Whole})
	if err != nil {
		return err
	}
	return o.Post.Send(ctx, tx, actor, notify.Event{Agency: string(a.ID), Key: "probation.oath:" + string(oath.ID), Wide: true, Title: i18n.Say("probation.told.oath", "N", len(people), "On", oath.HeldOn)},
		notify.Letter{People: people, Text: i18n.Say("probation.told.sworn", "On", oath.HeldOn), Href: a.Path("me")},
		notify.Letter{Accounts: office, Text: i18n.Say("probation.told.after_oath", "N", len(people)), Href: a.Path("probation/oaths/" + string(oath.ID)), Office: true})
}

// CancelOath gives up an oath that is planned, with the reason; its people
// wait for another.
func (o *Office) CancelOath(ctx context.Context, actor access.Actor, a org.Agency, oath OathID, reason string) error {
	if err := actor.Require(string(a.ID), keepers...); err != nil {
		return err
	}
	if reason = strings.TrimSpace(reason); reason == "" || len(reason) > longestReason {
		var f fault.Fields
		f.Add("reason", "probation.say_why")
		return f.Err()
	}
	return o.DB.InTx(ctx, func(tx *db.Tx) error {
		if _, err := planned(ctx, tx, a, oath); err != nil {
			return err
		}
		at := o.Clock.Now()
		err := tx.Do(ctx, `UPDATE probation_oath SET state = 'cancelled', reason = $1, changed_at = $2, changed_by = $3 WHERE id = $4`, reason, clock.Stamp(at), actor.Ref(), string(oath))
		if err != nil {
			return fmt.Errorf("cancel oath: %w", err)
		}
		return audit.Write(ctx, tx, audit.Entry{Agency: string(a.ID), At: at, Actor: actor.Ref(), Act: "probation.oath_cancel", Subject: "oath:" + string(oath), Reason: reason})
	})
}
