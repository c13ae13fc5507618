package actualization

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"pamong/internal/access"
	"pamong/internal/kit/clock"
	"pamong/internal/kit/db"
	"pamong/internal/kit/fault"
	"pamong/internal/org"
	"pamong/internal/roster"
	"pamong/internal/schedule"
	"pamong/internal/training"
)

const columns = `id, batch_id, chain_id, person_id, monday, body, state, sent_at, decided_at, decided_by, note`

// kept is a report with whether it is in force.
type kept struct {
	Report
	inForce bool
}

// reports returns reports, the newest first.
func reports(ctx context.Context, q db.Q, where string, args ...any) ([]kept, error) {
	return db.List(ctx, q, "list reports", func(row db.Row) (r kept, err error) {
		var sent, decided string
		if err = row.Scan(&r.ID, &r.Batch, &r.Chain, &r.Person, &r.Monday, &r.Body, &r.State, &sent, &decided, &r.By, &r.Note, &r.inForce); err != nil {
			return r, err
		}
		r.SentAt, _ = clock.ParseStamp(sent)
		r.Decided, _ = clock.ParseStamp(decided)
		return r, nil
	}, `SELECT `+columns+`, replaced_by = '' FROM actualization_report WHERE `+where+` ORDER BY sent_at DESC, id DESC`, args...)
}

func byID(ctx context.Context, q db.Q, agency org.AgencyID, report ReportID) (Report, bool, error) {
	list, err := reports(ctx, q, `agency_id = $1 AND id = $2`, string(agency), string(report))
	if err == nil && len(list) == 0 {
		err = fault.NotFound("access.not_found")
	}
	if err != nil {
		return Report{}, false, err
	}
	return list[0].Report, list[0].inForce, nil
}

// filled puts reports, the newest first, into the weeks of a chain. A report
// of a week that the stage has no more, or of an earlier attempt, stands in a
// week of its own, which is closed.
func filled(weeks []Week, chain training.SeatID, list []kept) []Week {
	type place struct {
		chain  training.SeatID
		monday clock.Date
	}
	weeks = slices.Clone(weeks)
	at := map[place]int{}
	for i, w := range weeks {
		at[place{chain, w.Monday}] = i
	}
	for _, r := range list {
		i, known := at[place{r.Chain, r.Monday}]
		if !known {
			i = len(weeks)
			at[place{r.Chain, r.Monday}] = i
			weeks = append(weeks, Week{Monday: r.Monday, Days: []clock.Date{r.Monday, r.Monday.AddDays(6)}, Closed: true})
		}
		if one := r.Report; r.inForce {
			weeks[i].Report = &one
		} else {
			weeks[i].Past = append(weeks[i].Past, one)
		}
	}
	slices.SortStableFunc(weeks, func(a, b Week) int { return cmp.Compare(a.Monday, b.Monday) })
	return weeks
}

// closed leaves of the weeks of somebody who has left those with a report.
func closed(weeks []Week) []Week {
	weeks = slices.DeleteFunc(weeks, func(w Week) bool { return w.Report == nil })
	for i := range weeks {
		weeks[i].Closed = true
	}
	return weeks
}

// Line is a participant with the weeks at work.
type Line struct {
	Person roster.Person
	Seat   training.Seat
	Left   bool // sits in no batch now, or no more in this one
	Weeks  []Week
	Mentor *schedule.Mentoring // who guides them now, nil for nobody
}

// Count says how many of the weeks are in a state on a day.
func (l Line) Count(s State, today clock.Date) int {
	n := 0
	for _, w := range l.Weeks {
		if w.State(today) == s {
			n++
		}
	}
	return n
}

// Own returns the weeks at work of the participant who asks; none before they
// have a seat, and of who has left the batch those with a report.
func (d *Desk) Own(ctx context.Context, actor access.Actor, a org.Agency) ([]Week, error) {
	person, err := self(actor, a)
	if err != nil {
		return nil, err
	}
	l, err := weeksNow(ctx, d.DB, person)
	if fault.KindOf(err) == fault.KindNotFound {
		return nil, nil
	}
	return l.Weeks, err
}

// Guided returns the participants of the mentor who asks that sit in a batch,
// or left one with reports.
func (d *Desk) Guided(ctx context.Context, actor access.Actor, a org.Agency) ([]Line, error) {
	reach, err := actor.Reach(string(a.ID), access.Mentor)
	if err != nil {
		return nil, err
	}
	people, err := roster.Within(ctx, d.DB, a.ID, reach, a.Today(d.Clock.Now()))
	if err != nil {
		return nil, err
	}
	var list []Line
	for _, p := range people {
		l, err := weeksNow(ctx, d.DB, p.ID)
		if fault.KindOf(err) == fault.KindNotFound || err == nil && l.Left && len(l.Weeks) == 0 {
			continue
		}
		if err != nil {
			return nil, err
		}
		l.Person = p
		list = append(list, l)
	}
	return list, nil
}

// Waiting counts the reports of people that wait for a mentor.
func Waiting(ctx context.Context, q db.Q, people []roster.PersonID) (int, error) {
	among, args := db.In("person_id", people, 2)
	var n int
	err := q.QueryRow(ctx, `SELECT COUNT(*) FROM actualization_report WHERE replaced_by = '' AND state = $1 AND `+among, append([]any{string(Sent)}, args...)...).Scan(&n)
	if err != nil {
		return 0, fmt.Errorf("count reports that wait: %w", err)
	}
	return n, nil
}

// Found is a report as somebody may read it.
type Found struct {
	Report
	Name    string // of its writer
	Newer   bool   // its writer has replaced it
	Decides bool   // whoever reads may decide about it
}

// Read returns a report to its writer, to the mentor, and to who sees the
// person's batch.
func (d *Desk) Read(ctx context.Context, actor access.Actor, a org.Agency, report ReportID) (Found, error) {
	r, inForce, err := byID(ctx, d.DB, a.ID, report)
	if err != nil {
		return Found{}, err
	}
	today := a.Today(d.Clock.Now())
	if err := access.RequirePerson(ctx, d.DB, actor, string(a.ID), string(r.Person), today, append(slices.Clone(readers), access.Mentor, access.Participant)...); err != nil {
		return Found{}, err
	}
	p, err := roster.ByID(ctx, d.DB, a.ID, r.Person)
	decides := access.RequirePerson(ctx, d.DB, actor, string(a.ID), string(r.Person), today, access.Mentor) == nil
	return Found{r, p.Name, !inForce, decides}, err
}

// SeesBatches reports whether the actor sees reports of batches, not only those
// of the people whom a mentor guides.
func SeesBatches(actor access.Actor, agency org.AgencyID) bool {
	return actor.Has(string(agency), readers...)
}

// Batches returns the batches that the actor sees and that have weeks at work,
// or had some of which people have reported.
func (d *Desk) Batches(ctx context.Context, actor access.Actor, a org.Agency) ([]training.Batch, error) {
	if !SeesBatches(actor, a.ID) {
		return nil, fault.NotFound("access.not_found")
	}
	sight, err := training.SightOf(ctx, d.DB, actor, a.ID)
	if err != nil {
		return nil, err
	}
	all, err := training.AllBatches(ctx, d.DB, a.ID)
	if err != nil {
		return nil, err
	}
	all = sight.Filter(all)
	ids := make([]training.BatchID, len(all))
	for i, b := range all {
		ids[i] = b.ID
	}
	stages, err := training.StagesOf(ctx, d.DB, ids)
	if err != nil {
		return nil, err
	}
	reported, err := db.Column[training.BatchID](ctx, d.DB, "list batches with reports", `SELECT DISTINCT batch_id FROM actualization_report WHERE agency_id = $1 AND replaced_by = ''`, string(a.ID))
	return slices.DeleteFunc(all, func(b training.Batch) bool {
		return len(weeksOf(stages[b.ID])) == 0 && !slices.Contains(reported, b.ID)
	}), err
}
