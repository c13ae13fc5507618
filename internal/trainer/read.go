package trainer

import (
	"context"
	"fmt"

	"pamong/internal/kit/clock"
	"pamong/internal/kit/db"
	"pamong/internal/kit/fault"
	"pamong/internal/notify"
	"pamong/internal/org"
	"pamong/internal/training"
)

const columns = `id, agency_id, nip, name, level, employer, unit_id, account_id, phone, email, day_jp, month_jp, duty_jp, until_date`

func scan(row db.Row) (t Trainer, err error) {
	err = row.Scan(&t.ID, &t.Agency, &t.NIP, &t.Name, &t.Level, &t.Employer, &t.Unit, &t.Account, &t.Phone, &t.Email, &t.DayJP, &t.MonthJP, &t.DutyJP, &t.Until)
	return t, err
}

// All returns the trainers of an agency by name, those who have left too.
func All(ctx context.Context, q db.Q, agency org.AgencyID) ([]Trainer, error) {
	return db.List(ctx, q, "list trainers", scan, `SELECT `+columns+` FROM trainer_trainer WHERE agency_id = $1 ORDER BY search_key, id`, string(agency))
}

// ByID returns a trainer of an agency.
func ByID(ctx context.Context, q db.Q, agency org.AgencyID, id ID) (Trainer, error) {
	list, err := db.List(ctx, q, "read trainer", scan, `SELECT `+columns+` FROM trainer_trainer WHERE agency_id = $1 AND id = $2`, string(agency), string(id))
	if err != nil {
		return Trainer{}, err
	}
	if len(list) == 0 {
		return Trainer{}, fault.NotFound("access.not_found")
	}
	return list[0], nil
}

// Guests returns those of some ids that are trainers of an agency, as messages
// reach them who have no account.
func Guests(ctx context.Context, q db.Q, agency string, ids []string) (map[string]notify.Guest, error) {
	among, args := db.In("id", ids, 2)
	list, err := db.List(ctx, q, "list guests", scan, `SELECT `+columns+` FROM trainer_trainer WHERE agency_id = $1 AND `+among, append([]any{agency}, args...)...)
	found := map[string]notify.Guest{}
	for _, t := range list {
		found[string(t.ID)] = notify.Guest{Name: t.Name, Email: t.Email}
	}
	return found, err
}

// Rights returns what the trainers of an agency may lead, by trainer.
func Rights(ctx context.Context, q db.Q, agency org.AgencyID) (map[ID][]Right, error) {
	list, err := db.List(ctx, q, "list rights of trainers", func(row db.Row) (r Right, err error) {
		err = row.Scan(&r.ID, &r.Trainer, &r.Role, &r.Agenda, &r.Class, &r.Certificate, &r.From, &r.Until)
		return r, err
	}, `SELECT r.id, r.trainer_id, r.role, r.agenda, r.class, r.certificate, r.from_date, r.until_date FROM trainer_right r JOIN trainer_trainer t ON t.id = r.trainer_id
WHERE t.agency_id = $1 ORDER BY r.trainer_id, r.role, r.agenda, r.id`, string(agency))
	by := map[ID][]Right{}
	for _, r := range list {
		by[r.Trainer] = append(by[r.Trainer], r)
	}
	return by, err
}

// Absences returns when the trainers of an agency are away within two days, by
// trainer. Both days count.
func Absences(ctx context.Context, q db.Q, agency org.AgencyID, from, until clock.Date) (map[ID][]Absence, error) {
	list, err := db.List(ctx, q, "list absences of trainers", func(row db.Row) (a Absence, err error) {
		err = row.Scan(&a.ID, &a.Trainer, &a.From, &a.Until, &a.Start, &a.End, &a.Reason)
		return a, err
	}, `SELECT a.id, a.trainer_id, a.from_date, a.until_date, a.start_minute, a.end_minute, a.reason FROM trainer_absence a JOIN trainer_trainer t ON t.id = a.trainer_id
WHERE t.agency_id = $1 AND a.until_date >= $2 AND a.from_date <= $3 ORDER BY a.trainer_id, a.from_date, a.id`, string(agency), string(from), string(until))
	by := map[ID][]Absence{}
	for _, a := range list {
		by[a.Trainer] = append(by[a.Trainer], a)
	}
	return by, err
}

// Bindings returns who is bound to the groups and participants of a batch now.
func Bindings(ctx context.Context, q db.Q, batch training.BatchID) ([]Binding, error) {
	return bindings(ctx, q, `b.batch_id = $1`, string(batch))
}

// BindingsOf returns who is bound in all batches of an agency now.
func BindingsOf(ctx context.Context, q db.Q, agency org.AgencyID) ([]Binding, error) {
	return bindings(ctx, q, `b.agency_id = $1`, string(agency))
}

func bindings(ctx context.Context, q db.Q, where string, args ...any) ([]Binding, error) {
	return db.List(ctx, q, "list bindings of trainers", scanBinding, `SELECT `+bindingColumns+` FROM trainer_binding b
WHERE `+where+` AND b.until_date = '' ORDER BY b.batch_id, b.group_number, b.person_id, b.role`, args...)
}

// BoundsOf returns the bounds of an agency; none while nobody has set any.
func BoundsOf(ctx context.Context, q db.Q, agency org.AgencyID) (Bounds, error) {
	b := Bounds{Level: map[training.Class]Level{}}
	var two, three Level
	rows, err := db.List(ctx, q, "read bounds of trainers", func(row db.Row) (Bounds, error) {
		err := row.Scan(&b.DayJP, &b.MonthJP, &two, &three)
		return b, err
	}, `SELECT day_jp, month_jp, level_2, level_3 FROM trainer_bound WHERE agency_id = $1`, string(agency))
	if err != nil {
		return b, fmt.Errorf("read bounds: %w", err)
	}
	if len(rows) > 0 {
		b.Level[training.ClassII], b.Level[training.ClassIII] = two, three
	}
	return b, nil
}

// Bound returns the bindings of one trainer, those that are over too, the
// newest first.
func Bound(ctx context.Context, q db.Q, t Trainer) ([]Binding, error) {
	return db.List(ctx, q, "list bindings of trainer", scanBinding, `SELECT `+bindingColumns+` FROM trainer_binding b WHERE b.agency_id = $1 AND b.trainer_id = $2 ORDER BY b.from_date DESC, b.id DESC`, string(t.Agency), string(t.ID))
}

const bindingColumns = `b.id, b.agency_id, b.batch_id, b.group_number, b.person_id, b.role, b.trainer_id, b.from_date, b.until_date, b.document, b.reason`

func scanBinding(row db.Row) (b Binding, err error) {
	err = row.Scan(&b.ID, &b.Agency, &b.Batch, &b.Group, &b.Person, &b.Role, &b.Trainer, &b.From, &b.Until, &b.Document, &b.Reason)
	return b, err
}
