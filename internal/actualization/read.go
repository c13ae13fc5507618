package actualization

import (
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

// filled puts reports, the newest first, into their weeks.
func filled(weeks []Week, list []kept) []Week {
	weeks = slices.Clone(weeks)
	for _, r := range list {
		i := slices.IndexFunc(weeks, func(w Week) bool { return w.Monday == r.Monday })
		switch {
		case i < 0: // the dates of the stage have moved since
		case r.inForce:
			one := r.Report
			weeks[i].Report = &one
		default:
			weeks[i].Past = append(weeks[i].Past, r.Report)
		}
	}
	return weeks
}

// Line is a participant with the weeks at work.
type Line struct {
	Person roster.Person
	Seat   training.Seat
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
// have a seat.
func (d *Desk) Own(ctx context.Context, actor access.Actor, a org.Agency) ([]Week, error) {
	person, err := self(actor, a)
	if err != nil {
		return nil, err
	}
	_, weeks, err := weeksNow(ctx, d.DB, person)
	if fault.KindOf(err) == fault.KindNotFound {
		return nil, nil
	}
	return weeks, err
}

// Guided returns the participants of the mentor who asks that sit in a batch.
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
		l := Line{Person: p}
		l.Seat, l.Weeks, err = weeksNow(ctx, d.DB, p.ID)
		if fault.KindOf(err) == fault.KindNotFound {
			continue
		}
		if err != nil {
			return nil, err
		}
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

// Course is a batch with its participants and their weeks at work.
type Course struct {
	Batch training.Batch
	Weeks []Week // without reports
	Lines []Line
}

// Course returns the reports of the people of a batch whom the actor may see.
func (d *Desk) Course(ctx context.Context, actor access.Actor, a org.Agency, batch training.BatchID) (Course, error) {
	var c Course
	sight, err := training.SightOf(ctx, d.DB, actor, a.ID)
	if err != nil {
		return c, err
	}
	if !actor.Has(string(a.ID), readers...) || !sight.Batch(batch) {
		return c, fault.NotFound("access.not_found")
	}
	if c.Batch, err = training.BatchByID(ctx, d.DB, a.ID, batch); err != nil {
		return c, err
	}
	stages, err := training.StagesOf(ctx, d.DB, []training.BatchID{batch})
	if err != nil {
		return c, err
	}
	c.Weeks = weeksOf(stages[batch])
	reach, err := actor.Reach(string(a.ID), readers...)
	if err != nil {
		return c, err
	}
	people, err := roster.Within(ctx, d.DB, a.ID, reach, a.Today(d.Clock.Now()))
	if err != nil {
		return c, err
	}
	list, err := reports(ctx, d.DB, `chain_id IN (SELECT chain_id FROM actualization_report WHERE batch_id = $1)`, string(batch))
	if err != nil {
		return c, err
	}
	of := map[training.SeatID][]kept{}
	for _, r := range list {
		of[r.Chain] = append(of[r.Chain], r)
	}
	seats, err := training.Seats(ctx, d.DB, batch)
	if err != nil {
		return c, err
	}
	mentors, err := schedule.Guides(ctx, d.DB, a.ID)
	if err != nil {
		return c, err
	}
	for _, s := range seats {
		if i := slices.IndexFunc(people, func(p roster.Person) bool { return p.ID == s.Person }); i >= 0 {
			c.Lines = append(c.Lines, Line{Person: people[i], Seat: s, Weeks: filled(c.Weeks, of[s.Chain]), Mentor: mentors[s.Person]})
		}
	}
	return c, nil
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

// Batches returns the batches that the actor sees and that have weeks at work.
func (d *Desk) Batches(ctx context.Context, actor access.Actor, a org.Agency) ([]training.Batch, error) {
	if !actor.Has(string(a.ID), readers...) {
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
	return slices.DeleteFunc(all, func(b training.Batch) bool { return len(weeksOf(stages[b.ID])) == 0 }), err
}
