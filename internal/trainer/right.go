package trainer

import (
	"context"
	"slices"

	"pamong/internal/access"
	"pamong/internal/audit"
	"pamong/internal/identity"
	"pamong/internal/kit/clock"
	"pamong/internal/kit/db"
	"pamong/internal/kit/fault"
	"pamong/internal/kit/id"
	"pamong/internal/org"
	"pamong/internal/training"
)

// Classes are what a right may cover, in the order in which pages offer them.
var Classes = []training.Class{training.Mixed, training.ClassII, training.ClassIII}

// clean brings a right into form and notes what is wrong beside its field.
func (r *Right) clean(f *fault.Fields) {
	r.Certificate = identity.OneLine(r.Certificate)
	if !slices.Contains(Roles, r.Role) {
		f.Add("role", "trainer.fault.role")
	}
	if r.Role != Tutor {
		r.Agenda = ""
	}
	if !slices.Contains(Classes, r.Class) {
		f.Add("class", "trainer.fault.class")
	}
	if long(r.Certificate) {
		f.Add("certificate", "trainer.fault.long", "N", mostText)
	}
	if r.Until != "" && r.From != "" && r.Until <= r.From {
		f.Add("until", "trainer.fault.term")
	}
}

// Grant gives a trainer a right.
func (d *Desk) Grant(ctx context.Context, actor access.Actor, agency org.AgencyID, r Right) error {
	var f fault.Fields
	r.clean(&f)
	if err := f.Err(); err != nil {
		return err
	}
	return d.about(ctx, actor, agency, r.Trainer, func(tx *db.Tx, _ Trainer) (audit.Entry, error) {
		r.ID = RightID(id.New())
		return audit.Entry{Act: "trainer.grant", After: r}, storeRight(ctx, tx, r, "")
	})
}

func storeRight(ctx context.Context, tx *db.Tx, r Right, imp string) error {
	return tx.Do(ctx, `INSERT INTO trainer_right (id, trainer_id, role, agenda, class, certificate, from_date, until_date, import_id) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
		string(r.ID), string(r.Trainer), string(r.Role), r.Agenda, string(r.Class), r.Certificate, string(r.From), string(r.Until), imp)
}

// Revoke ends a right on a day, or takes it out where it had not begun, and
// returns whose it was.
func (d *Desk) Revoke(ctx context.Context, actor access.Actor, agency org.AgencyID, right RightID, until clock.Date) (ID, error) {
	if err := actor.Require(string(agency), writers...); err != nil {
		return "", err
	}
	all, err := Rights(ctx, d.DB, agency)
	if err != nil {
		return "", err
	}
	for _, list := range all {
		if i := slices.IndexFunc(list, func(r Right) bool { return r.ID == right }); i >= 0 {
			return list[i].Trainer, d.revoke(ctx, actor, agency, list[i], until)
		}
	}
	return "", fault.NotFound("access.not_found")
}

func (d *Desk) revoke(ctx context.Context, actor access.Actor, agency org.AgencyID, old Right, until clock.Date) error {
	return d.about(ctx, actor, agency, old.Trainer, func(tx *db.Tx, _ Trainer) (audit.Entry, error) {
		e := audit.Entry{Act: "trainer.revoke", Before: old}
		if until <= old.From {
			return e, tx.Do(ctx, `DELETE FROM trainer_right WHERE id = $1`, string(old.ID))
		}
		now := old
		now.Until = until
		e.After = now
		return e, tx.Do(ctx, `UPDATE trainer_right SET until_date = $1 WHERE id = $2`, string(until), string(old.ID))
	})
}

// Leave notes when a trainer is away.
func (d *Desk) Leave(ctx context.Context, actor access.Actor, agency org.AgencyID, a Absence) error {
	var f fault.Fields
	a.Reason = identity.OneLine(a.Reason)
	if a.Until == "" {
		a.Until = a.From
	}
	if !a.From.Valid() {
		f.Add("from", "web.bad_date")
	}
	if !a.Until.Valid() || a.Until < a.From || a.Until > a.From.AddDays(366) {
		f.Add("until", "trainer.fault.away")
	}
	if a.Start < 0 || a.End < 0 || a.End > 24*60 || a.End != 0 && a.End <= a.Start || a.Start > 0 && a.End == 0 {
		f.Add("end", "trainer.fault.hours")
	}
	if a.Reason == "" || long(a.Reason) {
		f.Add("reason", "trainer.fault.why_away")
	}
	if err := f.Err(); err != nil {
		return err
	}
	return d.about(ctx, actor, agency, a.Trainer, func(tx *db.Tx, _ Trainer) (audit.Entry, error) {
		a.ID = AbsenceID(id.New())
		return audit.Entry{Act: "trainer.away", After: a}, tx.Do(ctx, `INSERT INTO trainer_absence (id, trainer_id, from_date, until_date, start_minute, end_minute, reason) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
			string(a.ID), string(a.Trainer), string(a.From), string(a.Until), a.Start, a.End, a.Reason)
	})
}

// Return takes an absence out and returns whose it was.
func (d *Desk) Return(ctx context.Context, actor access.Actor, agency org.AgencyID, absence AbsenceID) (ID, error) {
	if err := actor.Require(string(agency), writers...); err != nil {
		return "", err
	}
	all, err := Absences(ctx, d.DB, agency, "", "9999-12-31")
	if err != nil {
		return "", err
	}
	for _, list := range all {
		if i := slices.IndexFunc(list, func(a Absence) bool { return a.ID == absence }); i >= 0 {
			old := list[i]
			return old.Trainer, d.about(ctx, actor, agency, old.Trainer, func(tx *db.Tx, _ Trainer) (audit.Entry, error) {
				return audit.Entry{Act: "trainer.back", Before: old}, tx.Do(ctx, `DELETE FROM trainer_absence WHERE id = $1`, string(absence))
			})
		}
	}
	return "", fault.NotFound("access.not_found")
}
