package trainer

import (
	"context"
	"fmt"
	"net/mail"
	"slices"
	"strings"
	"unicode/utf8"

	"pamong/internal/access"
	"pamong/internal/audit"
	"pamong/internal/identity"
	"pamong/internal/kit/clock"
	"pamong/internal/kit/db"
	"pamong/internal/kit/fault"
	"pamong/internal/kit/id"
	"pamong/internal/org"
	"pamong/internal/regulation"
	"pamong/internal/training"
)

// writers keep trainers and bind them; readers see them with their load.
var (
	writers = []access.Role{access.Officer, access.Committee}
	readers = []access.Role{access.Officer, access.Committee, access.Leader, access.Auditor}
)

// mostText bounds names, letters and reasons, in characters.
const mostText = 200

// Largest loads that anybody enters, in JP.
const (
	MostDayJP   = 24
	MostMonthJP = 400
)

func long(s string) bool { return utf8.RuneCountInString(s) > mostText }

// May refuses who may not see the trainers of an agency.
func May(actor access.Actor, agency org.AgencyID) error {
	return actor.Require(string(agency), readers...)
}

// MayWrite reports whether somebody may change the trainers of an agency.
func MayWrite(actor access.Actor, agency org.AgencyID) bool {
	return actor.HasWhole(string(agency), writers...)
}

// clean brings a trainer into form and notes what is wrong beside its field.
func (t *Trainer) clean(f *fault.Fields) {
	t.Name, t.Employer = identity.OneLine(t.Name), identity.OneLine(t.Employer)
	t.NIP = regulation.CleanNIP(t.NIP)
	t.Email = strings.ToLower(strings.TrimSpace(t.Email))
	if t.Name == "" {
		f.Add("name", "trainer.fault.name")
	}
	for _, one := range []struct{ field, text string }{{"name", t.Name}, {"employer", t.Employer}} {
		if long(one.text) {
			f.Add(one.field, "trainer.fault.long", "N", mostText)
		}
	}
	if t.NIP != "" && (len(t.NIP) != 18 || strings.Trim(t.NIP, "0123456789") != "") {
		f.Add("nip", "trainer.fault.nip", "N", len(t.NIP))
	}
	if !slices.Contains(Levels, t.Level) {
		f.Add("level", "trainer.fault.level")
	}
	if a, err := mail.ParseAddress(t.Email); t.Email != "" && (err != nil || a.Address != t.Email) {
		f.Add("email", "trainer.fault.email")
	}
	phone, ok := identity.CleanPhone(t.Phone)
	if !ok {
		f.Add("phone", "trainer.fault.phone")
	} else {
		t.Phone = phone
	}
	for _, one := range []struct {
		field   string
		n, most int
	}{{"day_jp", t.DayJP, MostDayJP}, {"month_jp", t.MonthJP, MostMonthJP}, {"duty_jp", t.DutyJP, MostMonthJP}} {
		if one.n < 0 || one.n > one.most {
			f.Add(one.field, "web.bad_number", "Lo", 0, "Hi", one.most)
		}
	}
	if !t.Own() {
		t.DutyJP, t.Unit = 0, ""
	}
}

// Keep writes a trainer: a new one without an id, otherwise what is new of
// them. Who signs in with the same NIP is linked when no account is given.
// Officer and committee may.
func (d *Desk) Keep(ctx context.Context, actor access.Actor, t Trainer) (ID, error) {
	if err := actor.Require(string(t.Agency), writers...); err != nil {
		return "", err
	}
	var f fault.Fields
	t.clean(&f)
	if err := f.Err(); err != nil {
		return "", err
	}
	err := d.DB.InTx(ctx, func(tx *db.Tx) error {
		own, err := accountsOf(ctx, tx, t.Agency)
		if err != nil {
			return err
		}
		return d.keep(ctx, tx, actor, &t, "", own)
	})
	return t.ID, err
}

// keep does so for a trainer who was found sound, typed or of an import.
func (d *Desk) keep(ctx context.Context, tx *db.Tx, actor access.Actor, t *Trainer, imp string, own accounts) error {
	if err := d.belongs(ctx, tx, t, own); err != nil {
		return err
	}
	e := audit.Entry{Agency: string(t.Agency), At: d.Clock.Now(), Actor: actor.Ref(), Act: "trainer.change"}
	if t.ID == "" {
		t.ID, e.Act = ID(id.New()), "trainer.add"
		err := tx.Do(ctx, `INSERT INTO trainer_trainer (`+columns+`, search_key, made_at, import_id) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, '', $14, $15, $16)`,
			string(t.ID), string(t.Agency), t.NIP, t.Name, string(t.Level), t.Employer, string(t.Unit), t.Account, t.Phone, t.Email, t.DayJP, t.MonthJP, t.DutyJP, searchKey(*t), clock.Stamp(e.At), imp)
		if err != nil {
			return fmt.Errorf("add trainer: %w", err)
		}
	} else {
		old, err := ByID(ctx, tx, t.Agency, t.ID)
		if err != nil {
			return err
		}
		t.Until = old.Until
		if old == *t {
			return nil
		}
		e.Before = old
		err = tx.Do(ctx, `UPDATE trainer_trainer SET nip = $1, name = $2, level = $3, employer = $4, unit_id = $5, account_id = $6, phone = $7, email = $8, day_jp = $9, month_jp = $10, duty_jp = $11, search_key = $12 WHERE id = $13`,
			t.NIP, t.Name, string(t.Level), t.Employer, string(t.Unit), t.Account, t.Phone, t.Email, t.DayJP, t.MonthJP, t.DutyJP, searchKey(*t), string(t.ID))
		if err != nil {
			return fmt.Errorf("change trainer: %w", err)
		}
		if d.Linked != nil && t.Account != old.Account {
			if err := d.Linked(ctx, tx, *t); err != nil {
				return err
			}
		}
	}
	e.Subject, e.After = "trainer:"+string(t.ID), *t
	return audit.Write(ctx, tx, e)
}

func searchKey(t Trainer) string { return org.Fold(t.Name) + " " + t.NIP }

// belongs refuses an NIP that another trainer has, a unit of elsewhere and an
// account without a role here, and links the account of the NIP.
func (d *Desk) belongs(ctx context.Context, tx *db.Tx, t *Trainer, own accounts) error {
	var f fault.Fields
	other, err := holder(ctx, tx, *t, "nip", t.NIP)
	if err != nil {
		return err
	}
	if other != "" {
		f.Add("nip", "trainer.fault.nip_taken", "Name", other)
	}
	chosen := t.Account != ""
	if !chosen && t.NIP != "" {
		t.Account = own.byNIP[t.NIP]
	}
	if other, err = holder(ctx, tx, *t, "account_id", t.Account); err != nil {
		return err
	}
	switch {
	case other != "" && chosen:
		f.Add("account", "trainer.fault.account_taken", "Name", other)
	case other != "":
		t.Account = ""
	case chosen && !own.here[t.Account]:
		f.Add("account", "trainer.fault.account")
	}
	if t.Unit != "" {
		if _, err := org.UnitByID(ctx, tx, t.Agency, t.Unit); fault.KindOf(err) == fault.KindNotFound {
			f.Add("unit", "trainer.fault.unit")
		} else if err != nil {
			return err
		}
	}
	return f.Err()
}

// holder returns the name of another trainer who has a value in a column, ""
// for nobody.
func holder(ctx context.Context, q db.Q, t Trainer, column, value string) (string, error) {
	if value == "" {
		return "", nil
	}
	names, err := db.Column[string](ctx, q, "find trainer by "+column, `SELECT name FROM trainer_trainer WHERE agency_id = $1 AND `+column+` = $2 AND id <> $3 ORDER BY id`, string(t.Agency), value, string(t.ID))
	if err != nil || len(names) == 0 {
		return "", err
	}
	return names[0], nil
}

// accounts are those with a role in an agency that trainers may have.
type accounts struct {
	here  map[string]bool
	byNIP map[string]string
}

func accountsOf(ctx context.Context, q db.Q, agency org.AgencyID) (accounts, error) {
	own := accounts{map[string]bool{}, map[string]string{}}
	members, err := identity.Members(ctx, q, string(agency), false)
	for _, m := range members {
		own.here[string(m.ID)] = true
		if own.byNIP[m.NIP] == "" {
			own.byNIP[m.NIP] = string(m.ID)
		}
	}
	return own, err
}

// Stop ends the teaching of a trainer from a day on, or, with an empty day,
// lets them teach again. Sessions after it become problems of their schedules.
func (d *Desk) Stop(ctx context.Context, actor access.Actor, agency org.AgencyID, trainer ID, from clock.Date, reason string) error {
	if err := actor.Require(string(agency), writers...); err != nil {
		return err
	}
	var f fault.Fields
	if reason = identity.OneLine(reason); reason == "" || long(reason) {
		f.Add("reason", "trainer.fault.reason_stop")
	}
	if from != "" && !from.Valid() {
		f.Add("from", "web.bad_date")
	}
	if err := f.Err(); err != nil {
		return err
	}
	return d.about(ctx, actor, agency, trainer, func(tx *db.Tx, old Trainer) (audit.Entry, error) {
		now := old
		now.Until = from
		err := tx.Do(ctx, `UPDATE trainer_trainer SET until_date = $1 WHERE id = $2`, string(from), string(trainer))
		return audit.Entry{Act: "trainer.stop", Before: old, After: now, Reason: reason}, err
	})
}

// about runs an act on a trainer of the agency and writes its row of the trail.
func (d *Desk) about(ctx context.Context, actor access.Actor, agency org.AgencyID, trainer ID, act func(tx *db.Tx, t Trainer) (audit.Entry, error)) error {
	if err := actor.Require(string(agency), writers...); err != nil {
		return err
	}
	return d.DB.InTx(ctx, func(tx *db.Tx) error {
		t, err := ByID(ctx, tx, agency, trainer)
		if err != nil {
			return err
		}
		e, err := act(tx, t)
		if err != nil {
			return fmt.Errorf("trainer %s: %w", trainer, err)
		}
		e.Agency, e.At, e.Actor, e.Subject = string(agency), d.Clock.Now(), actor.Ref(), "trainer:"+string(trainer)
		return audit.Write(ctx, tx, e)
	})
}

// SetBounds sets the bounds of an agency.
func (d *Desk) SetBounds(ctx context.Context, actor access.Actor, agency org.AgencyID, b Bounds) error {
	if err := actor.Require(string(agency), writers...); err != nil {
		return err
	}
	var f fault.Fields
	if b.DayJP < 0 || b.DayJP > MostDayJP {
		f.Add("day_jp", "web.bad_number", "Lo", 0, "Hi", MostDayJP)
	}
	if b.MonthJP < 0 || b.MonthJP > MostMonthJP {
		f.Add("month_jp", "web.bad_number", "Lo", 0, "Hi", MostMonthJP)
	}
	for _, l := range b.Level {
		if !slices.Contains(Levels, l) {
			f.Add("level", "trainer.fault.level")
		}
	}
	if err := f.Err(); err != nil {
		return err
	}
	return d.DB.InTx(ctx, func(tx *db.Tx) error {
		old, err := BoundsOf(ctx, tx, agency)
		if err != nil {
			return err
		}
		err = tx.Do(ctx, `INSERT INTO trainer_bound (agency_id, day_jp, month_jp, level_2, level_3) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (agency_id) DO UPDATE SET day_jp = excluded.day_jp, month_jp = excluded.month_jp, level_2 = excluded.level_2, level_3 = excluded.level_3`,
			string(agency), b.DayJP, b.MonthJP, string(b.Level[training.ClassII]), string(b.Level[training.ClassIII]))
		if err != nil {
			return fmt.Errorf("set bounds: %w", err)
		}
		return audit.Write(ctx, tx, audit.Entry{Agency: string(agency), At: d.Clock.Now(), Actor: actor.Ref(), Act: "trainer.bounds", Subject: "agency:" + string(agency), Before: old, After: b})
	})
}
