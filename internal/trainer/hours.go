package trainer

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"pamong/internal/access"
	"pamong/internal/audit"
	"pamong/internal/identity"
	"pamong/internal/kit/clock"
	"pamong/internal/kit/db"
	"pamong/internal/kit/fault"
	"pamong/internal/org"
	"pamong/internal/training"
)

// Led is a session that somebody leads, as the schedules plan it: the draft
// where one waits, otherwise what is published.
type Led struct {
	Trainer ID     // "" for a name only
	Name    string // as the session has it
	Batch   training.BatchID
	Day     clock.Date
	Start   int // minutes after midnight
	End     int
	JP      int
}

// MonthOf returns the month of a day as YYYY-MM.
func MonthOf(d clock.Date) string {
	if len(d) < 7 {
		return ""
	}
	return string(d[:7])
}

// Load is the planned JP of trainers by month.
type Load map[ID]map[string]int

// On returns the JP of a trainer in a month.
func (l Load) On(t ID, month string) int { return l[t][month] }

// LoadOf adds up what trainers lead. A session without an id counts for the
// trainer of that name.
func LoadOf(trainers []Trainer, led []Led) Load {
	l := Load{}
	for _, s := range named(trainers, led) {
		if l[s.Trainer] == nil {
			l[s.Trainer] = map[string]int{}
		}
		l[s.Trainer][MonthOf(s.Day)] += s.JP
	}
	return l
}

// named returns the sessions that trainers of the list lead, each with its id.
func named(trainers []Trainer, led []Led) []Led {
	byName := map[string]ID{}
	for _, t := range trainers {
		byName[org.Fold(t.Name)] = t.ID
	}
	list := make([]Led, 0, len(led))
	for _, s := range led {
		s.Trainer = cmp.Or(s.Trainer, byName[org.Fold(s.Name)])
		if s.Trainer != "" {
			list = append(list, s)
		}
	}
	return list
}

// Hours are the planned JP of a trainer in one batch and month: of them the
// duty of an own trainer, and what is above it and paid. Attendance confirms
// them later.
type Hours struct {
	Trainer  ID
	Batch    training.BatchID
	Month    string // YYYY-MM
	Fund     string // who pays the batch: "APBD", "" if not known
	JP       int
	Duty     int // of JP, owed without pay
	Sessions int
}

// Paid are the JP above the duty.
func (h Hours) Paid() int { return h.JP - h.Duty }

// HoursOf adds up what trainers lead by month, trainer and batch. The duty of
// a month is done by its first JP, whichever batch they belong to.
func HoursOf(trainers []Trainer, led []Led, funds map[training.BatchID]string) []Hours {
	list := named(trainers, led)
	slices.SortStableFunc(list, func(a, b Led) int {
		return cmp.Or(cmp.Compare(a.Day, b.Day), cmp.Compare(a.Start, b.Start), cmp.Compare(a.Batch, b.Batch))
	})
	type place struct {
		trainer ID
		batch   training.BatchID
		month   string
	}
	type due struct {
		trainer ID
		month   string
	}
	left := map[due]int{}
	sums := map[place]*Hours{}
	duty, at := map[ID]int{}, map[ID]int{}
	for i, t := range trainers {
		duty[t.ID], at[t.ID] = t.DutyJP, i
	}
	var all []*Hours
	for _, s := range list {
		month := MonthOf(s.Day)
		d := due{s.Trainer, month}
		if _, known := left[d]; !known {
			left[d] = duty[s.Trainer]
		}
		p := place{s.Trainer, s.Batch, month}
		if sums[p] == nil {
			sums[p] = &Hours{Trainer: s.Trainer, Batch: s.Batch, Month: month, Fund: funds[s.Batch]}
			all = append(all, sums[p])
		}
		owed := min(left[d], s.JP)
		left[d] -= owed
		sums[p].JP, sums[p].Duty, sums[p].Sessions = sums[p].JP+s.JP, sums[p].Duty+owed, sums[p].Sessions+1
	}
	hours := make([]Hours, len(all))
	for i, h := range all {
		hours[i] = *h
	}
	slices.SortStableFunc(hours, func(a, b Hours) int {
		return cmp.Or(cmp.Compare(a.Month, b.Month), cmp.Compare(at[a.Trainer], at[b.Trainer]), cmp.Compare(a.Batch, b.Batch))
	})
	return hours
}

// Funds returns who pays each batch of an agency; batches without a fund are
// left out.
func Funds(ctx context.Context, q db.Q, agency org.AgencyID) (map[training.BatchID]string, error) {
	type fund struct {
		batch training.BatchID
		name  string
	}
	list, err := db.List(ctx, q, "list funds", func(row db.Row) (f fund, err error) {
		err = row.Scan(&f.batch, &f.name)
		return f, err
	}, `SELECT batch_id, fund FROM trainer_fund WHERE agency_id = $1`, string(agency))
	funds := make(map[training.BatchID]string, len(list))
	for _, f := range list {
		funds[f.batch] = f.name
	}
	return funds, err
}

// SetFund notes from which fund the trainers of a batch are paid; "" for not
// known.
func (d *Desk) SetFund(ctx context.Context, actor access.Actor, agency org.AgencyID, batch training.BatchID, fund string) error {
	if err := actor.Require(string(agency), writers...); err != nil {
		return err
	}
	if fund = identity.OneLine(fund); long(fund) || strings.ContainsAny(fund, "<>") {
		return fault.Beside("fund", fault.Invalid("trainer.fault.long", "N", mostText))
	}
	return d.DB.InTx(ctx, func(tx *db.Tx) error {
		if _, err := training.BatchByID(ctx, tx, agency, batch); fault.KindOf(err) == fault.KindNotFound {
			return fault.Beside("batch", fault.Invalid("trainer.fault.batch"))
		} else if err != nil {
			return err
		}
		funds, err := Funds(ctx, tx, agency)
		if err != nil || funds[batch] == fund {
			return err
		}
		err = tx.Do(ctx, `INSERT INTO trainer_fund (batch_id, agency_id, fund) VALUES ($1, $2, $3) ON CONFLICT (batch_id) DO UPDATE SET fund = excluded.fund`, string(batch), string(agency), fund)
		if err != nil {
			return fmt.Errorf("set fund: %w", err)
		}
		return audit.Write(ctx, tx, audit.Entry{Agency: string(agency), At: d.Clock.Now(), Actor: actor.Ref(), Act: "trainer.fund", Subject: "batch:" + string(batch), Before: funds[batch], After: fund})
	})
}

// Budget is what an agency plans to teach between two days.
type Budget struct {
	Trainers []Trainer
	Batches  []training.Batch
	Funds    map[training.BatchID]string
	Hours    []Hours
}

// Budget adds up the planned hours between two days, of one programme or, with
// "", of all. The duty of a month counts over all programmes.
func (d *Desk) Budget(ctx context.Context, actor access.Actor, agency org.AgencyID, from, until clock.Date, programme training.ProgrammeID) (Budget, error) {
	var b Budget
	err := May(actor, agency)
	if err != nil {
		return b, err
	}
	if b.Trainers, err = All(ctx, d.DB, agency); err != nil {
		return b, err
	}
	if b.Batches, err = training.AllBatches(ctx, d.DB, agency); err != nil {
		return b, err
	}
	if b.Funds, err = Funds(ctx, d.DB, agency); err != nil {
		return b, err
	}
	var led []Led
	if d.Led != nil {
		if led, err = d.Led(ctx, d.DB, agency, from, until); err != nil {
			return b, err
		}
	}
	of := map[training.BatchID]bool{}
	for _, one := range b.Batches {
		of[one.ID] = programme == "" || one.Programme == programme
	}
	b.Hours = slices.DeleteFunc(HoursOf(b.Trainers, led, b.Funds), func(h Hours) bool { return !of[h.Batch] })
	return b, nil
}
