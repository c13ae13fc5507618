// Package desk answers what everybody asks first in the morning: what waits
// for me today. It only reads: running batches with their day, today's
// sessions, papers that wait, marks that are missing, candidates at risk.
// Each role sees what its own reach holds.
package desk

import (
	"context"
	_ "embed"

	"pamong/internal/access"
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
	Probation  *probation.Office
	Evaluation *evaluation.Board
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

// Desk is what one person sees in the morning.
type Desk struct {
	Today     clock.Date
	People    int // on the roster within reach
	Waiting   int // papers to be checked
	Words     map[probation.Readiness]int
	RiskBy    clock.Date // earliest last safe date among those at risk
	Running   []Running
	Next      []Running // batches that begin later, soonest first
	Ended     []Running // batches over, whose results are not fixed
	Sessions  []Session
	Group     int // of the participant, 0 for others
	Candidate *probation.Candidate
}

// Session is a session of today with its subject in words.
type Session struct {
	schedule.Session
	Batch string // label
	Title regulation.Text
}

// Draw draws up the desk of an actor in an agency.
func (r *Reader) Draw(ctx context.Context, actor access.Actor, a org.Agency) (Desk, error) {
	d := Desk{Today: a.Today(r.Clock.Now()), Words: map[probation.Readiness]int{}}
	if !actor.Within(string(a.ID)) {
		return d, fault.NotFound("org.no_agency")
	}
	if err := r.candidates(ctx, actor, a, &d); err != nil {
		return d, err
	}
	if actor.HasWhole(string(a.ID), access.Officer, access.Committee) {
		states, err := document.CountStates(ctx, r.DB, string(a.ID))
		if err != nil {
			return d, err
		}
		d.Waiting = states[document.Waiting]
	}
	mine, err := r.batches(ctx, actor, a, &d)
	if err != nil {
		return d, err
	}
	return d, r.sessions(ctx, a, &d, mine)
}

// candidates counts how people within reach stand, and finds the actor's own
// state.
func (r *Reader) candidates(ctx context.Context, actor access.Actor, a org.Agency, d *Desk) error {
	if p := person(actor, a); p != "" && !actor.HasWhole(string(a.ID), access.Officer, access.Committee, access.Leader) {
		c, err := r.Probation.Of(ctx, actor, a, p, d.Today)
		d.People, d.Candidate = 1, &c
		return err
	}
	counts, err := r.Probation.Counts(ctx, actor, a, d.Today)
	if kind := fault.KindOf(err); kind == fault.KindForbidden || kind == fault.KindNotFound {
		return nil // a role that has nothing to do with probation
	}
	if err != nil {
		return err
	}
	d.People, d.Words, d.RiskBy = counts.People, counts.Words, counts.RiskBy
	if p := person(actor, a); p != "" {
		c, err := r.Probation.Of(ctx, actor, a, p, d.Today)
		d.Candidate = &c
		return err
	}
	return nil
}

// person returns who on the roster the actor is, "" for nobody.
func person(actor access.Actor, a org.Agency) roster.PersonID {
	for _, g := range actor.Grants() {
		if g.Agency == string(a.ID) && g.Role == access.Participant {
			return roster.PersonID(g.Scope.Person())
		}
	}
	return ""
}

// batches sorts the batches that concern the actor into running, next and
// ended, and returns them by id.
func (r *Reader) batches(ctx context.Context, actor access.Actor, a org.Agency, d *Desk) (map[training.BatchID]Running, error) {
	all, err := training.AllBatches(ctx, r.DB, a.ID)
	if err != nil {
		return nil, err
	}
	sight, err := training.SightOf(ctx, r.DB, actor, a.ID)
	if err != nil {
		return nil, err
	}
	own, err := r.ownBatch(ctx, actor, a, d)
	if err != nil {
		return nil, err
	}
	progress, err := evaluation.Progress(ctx, r.DB, a.ID)
	if err != nil {
		return nil, err
	}
	mine := map[training.BatchID]Running{}
	for _, b := range all {
		if !sight.Batch(b.ID) || own != "" && b.ID != own {
			continue
		}
		run := Running{Batch: b, Counts: progress[b.ID]}
		if run.Stages, err = training.Stages(ctx, r.DB, b.ID); err != nil {
			return nil, err
		}
		for _, s := range run.Stages {
			run.Days += len(s.Days)
			for _, day := range s.Days {
				if day <= d.Today {
					run.Day++
				}
			}
		}
		mine[b.ID] = run
		switch {
		case b.Start > d.Today:
			d.Next = append(d.Next, run)
		case b.End >= d.Today:
			d.Running = append(d.Running, run)
		case !run.Counts.Locked:
			d.Ended = append(d.Ended, run)
		}
	}
	return mine, nil
}

// ownBatch returns the batch of a participant, "" for other roles.
func (r *Reader) ownBatch(ctx context.Context, actor access.Actor, a org.Agency, d *Desk) (training.BatchID, error) {
	p := person(actor, a)
	if p == "" || actor.Has(string(a.ID), access.Officer, access.Committee, access.Coach, access.Leader) {
		return "", nil
	}
	seat, err := training.SeatNow(ctx, r.DB, p)
	if fault.KindOf(err) == fault.KindNotFound {
		return "none", nil
	}
	d.Group = seat.GroupNumber
	return seat.Batch, err
}

// sessions lists today's sessions of the batches that concern the actor; of a
// participant only those of the own group.
func (r *Reader) sessions(ctx context.Context, a org.Agency, d *Desk, mine map[training.BatchID]Running) error {
	list, err := schedule.OnDay(ctx, r.DB, a.ID, d.Today)
	if err != nil {
		return err
	}
	packs := map[training.ProgrammeID]*regulation.Pack{} // batches of a programme share theirs
	for _, s := range list {
		b, ok := mine[s.Batch]
		if !ok || d.Group > 0 && s.Group > 0 && s.Group != d.Group {
			continue
		}
		if packs[b.Programme] == nil {
			if packs[b.Programme], err = training.PackOfProgramme(ctx, r.DB, b.Programme); err != nil {
				return err
			}
		}
		out := Session{Session: s, Batch: b.Label}
		if subject, _ := packs[b.Programme].Training.Subject(s.Subject); subject != nil {
			out.Title = subject.Title
		}
		d.Sessions = append(d.Sessions, out)
	}
	return nil
}
