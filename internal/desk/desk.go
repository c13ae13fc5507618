// Package desk answers what everybody asks first in the morning: what waits
// for me today. It only reads: running batches with their day, today's
// sessions, papers that wait, marks that are missing, candidates at risk.
// Each role sees what its own reach holds.
package desk

import (
	"context"
	_ "embed"

	"pamong/internal/access"
	"pamong/internal/actualization"
	"pamong/internal/attendance"
	"pamong/internal/audit"
	"pamong/internal/document"
	"pamong/internal/evaluation"
	"pamong/internal/kit/clock"
	"pamong/internal/kit/db"
	"pamong/internal/kit/fault"
	"pamong/internal/org"
	"pamong/internal/probation"
	"pamong/internal/regulation"
	"pamong/internal/roster"
	"pamong/internal/schedule"
	"pamong/internal/seminar"
	"pamong/internal/training"
)

// Messages holds the texts of this house.
//
//go:embed messages.csv
var Messages string

// Reader draws up desks.
type Reader struct {
	DB         *db.DB
	Clock      clock.Clock
	Papers     *document.Cabinet
	Roster     *roster.Desk
	Probation  *probation.Office
	Evaluation *evaluation.Board
	Schedule   *schedule.Desk

	plans audit.Shelf[clock.Date, plan]  // of whole agencies, by day
	waits audit.Shelf[clock.Date, Waits] // of whole agencies, by day

	places audit.Shelf[placing, []Placement]
}

// Running is a batch with where it stands today.
type Running struct {
	training.Batch
	Stages []training.Stage
	Day    int // number of the day of the course, 0 before it
	Days   int // of the whole course
	Counts evaluation.Counts
}

// Stage returns the stage that today belongs to, nil between and outside.
func (r Running) Stage(today clock.Date) *training.Stage {
	for i := range r.Stages {
		if s := &r.Stages[i]; len(s.Days) > 0 && s.Start <= today && today <= s.End {
			return s
		}
	}
	return nil
}

// Desk is what one person sees in the morning. The counts, Waiting, Ended
// and Unissued are for those who keep the whole agency; others have no use for them.
type Desk struct {
	Today     clock.Date
	People    int // on the roster within reach
	Waiting   int // papers to be checked
	Words     map[probation.Readiness]int
	RiskBy    clock.Date // earliest last safe date among those at risk
	Running   []Running
	Next      []Running // batches that begin later, soonest first
	Ended     []Running // batches over, whose results are not fixed
	Unissued  []Running // batches with fixed results and people without a transcript
	Sessions  []Session
	Slots     []schedule.Extra // of seminars, to which one comes today
	Guided    []Guided
	Reports   int // of the weeks at work of those guided that wait for the mentor
	Group     int // of the participant, 0 for others
	Candidate *probation.Candidate
}

// Guided is a participant whom a mentor guides, with the letter by which.
type Guided struct {
	Person roster.Person
	Batch  training.BatchID // "" while in none
	Label  string           // of the batch
	Letter string
}

// Session is a session of today with its subject in words.
type Session struct {
	schedule.Session
	Batch string // label
	Title regulation.Text
}

// Draw draws up the desk of an actor in an agency.
func (r *Reader) Draw(ctx context.Context, actor access.Actor, a org.Agency) (Desk, error) {
	d := Desk{Today: a.Today(r.Clock.Now())}
	id := string(a.ID)
	if !actor.Within(id) {
		return d, fault.NotFound("org.no_agency")
	}
	keeps := actor.HasWhole(id, access.Officer, access.Committee)
	if keeps {
		counts, err := r.Probation.Counts(ctx, actor, a, d.Today)
		if err != nil {
			return d, err
		}
		d.People, d.Words, d.RiskBy = counts.People, counts.Words, counts.RiskBy
	}
	if p := attendance.PersonOf(actor, a); p != "" {
		c, err := r.Probation.Of(ctx, actor, a, p, d.Today)
		if err != nil {
			return d, err
		}
		d.Candidate = &c
	}
	if actor.Has(id, access.Mentor) && !keeps {
		var err error
		if d.Guided, err = r.guided(ctx, actor, a, d.Today); err != nil {
			return d, err
		}
		people := make([]roster.PersonID, len(d.Guided))
		for i, g := range d.Guided {
			people[i] = g.Person.ID
		}
		if d.Reports, err = actualization.Waiting(ctx, r.DB, people); err != nil {
			return d, err
		}
	}
	p, err := r.plan(ctx, actor, a, d.Today)
	if err != nil {
		return d, err
	}
	d.Running, d.Next, d.Group = p.running, p.next, p.group
	if keeps {
		d.Waiting, d.Ended, d.Unissued = p.waiting, p.ended, p.unissued
	}
	for _, s := range p.sessions {
		if d.Group == 0 || s.Group == 0 || s.Group == d.Group {
			d.Sessions = append(d.Sessions, s)
		}
	}
	d.Slots, err = seminar.On(ctx, r.DB, schedule.Whose{Agency: a.ID, Account: actor.Account(), Grants: actor.Grants()}, d.Today)
	return d, err
}

// guided returns the participants whom a mentor guides.
func (r *Reader) guided(ctx context.Context, actor access.Actor, a org.Agency, today clock.Date) ([]Guided, error) {
	reach, err := actor.Reach(string(a.ID), access.Mentor)
	if err != nil {
		return nil, err
	}
	people, err := roster.Within(ctx, r.DB, a.ID, reach, today)
	if err != nil {
		return nil, err
	}
	batches, err := training.AllBatches(ctx, r.DB, a.ID)
	if err != nil {
		return nil, err
	}
	var list []Guided
	for _, p := range people {
		g := Guided{Person: p}
		seat, err := training.SeatNow(ctx, r.DB, p.ID)
		if err != nil && fault.KindOf(err) != fault.KindNotFound {
			return nil, err
		}
		for _, b := range batches {
			if b.ID == seat.Batch {
				g.Batch, g.Label = b.ID, b.Label
			}
		}
		mentors, err := schedule.MentorsOf(ctx, r.DB, a.ID, p.ID)
		if err != nil {
			return nil, err
		}
		if len(mentors) > 0 && mentors[0].Until == "" {
			g.Letter = mentors[0].Letter
		}
		list = append(list, g)
	}
	return list, nil
}
