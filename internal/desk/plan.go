package desk

import (
	"context"

	"pamong/internal/access"
	"pamong/internal/attendance"
	"pamong/internal/certificate"
	"pamong/internal/document"
	"pamong/internal/evaluation"
	"pamong/internal/kit/clock"
	"pamong/internal/kit/fault"
	"pamong/internal/org"
	"pamong/internal/regulation"
	"pamong/internal/schedule"
	"pamong/internal/training"
)

// plan is what some batches of an agency do on a day. Desks share it.
type plan struct {
	running, next, ended []Running
	unissued             []Running
	sessions             []Session
	waiting              int // papers to be checked
	group                int // of the participant whose plan it is, 0 for others
}

// plan returns what concerns the actor on a day. Those who see a whole agency
// see the same, so that it is kept until something changes there; others ask for
// the few batches in their sight, whatever the size of the agency.
func (r *Reader) plan(ctx context.Context, actor access.Actor, a org.Agency, today clock.Date) (plan, error) {
	id := string(a.ID)
	if p := attendance.PersonOf(actor, a); p != "" && !actor.Has(id, access.Officer, access.Committee, access.Coach, access.Leader) {
		seat, err := training.SeatOn(ctx, r.DB, p, today)
		if fault.KindOf(err) == fault.KindNotFound {
			return plan{}, nil
		}
		if err != nil {
			return plan{}, err
		}
		p, err := r.planOf(ctx, a, today, []training.BatchID{seat.Batch})
		p.group = seat.GroupOn(today)
		return p, err
	}
	sight, err := training.SightOf(ctx, r.DB, actor, a.ID)
	if err != nil {
		return plan{}, err
	}
	if !sight.Whole {
		return r.planOf(ctx, a, today, sight.Batches())
	}
	return r.plans.Get(ctx, r.DB, id, today, func() (plan, error) { return r.planOfAll(ctx, a, today) })
}

// planOf plans the day of some batches.
func (r *Reader) planOf(ctx context.Context, a org.Agency, today clock.Date, ids []training.BatchID) (plan, error) {
	if len(ids) == 0 {
		return plan{}, nil
	}
	batches, err := training.BatchesOf(ctx, r.DB, a.ID, ids)
	if err != nil {
		return plan{}, err
	}
	sessions, err := schedule.OnDayOf(ctx, r.DB, ids, today)
	if err != nil {
		return plan{}, err
	}
	return r.arrange(ctx, today, batches, sessions, nil)
}

// planOfAll plans the day of a whole agency.
func (r *Reader) planOfAll(ctx context.Context, a org.Agency, today clock.Date) (plan, error) {
	batches, err := training.AllBatches(ctx, r.DB, a.ID)
	if err != nil {
		return plan{}, err
	}
	sessions, err := schedule.OnDay(ctx, r.DB, a.ID, today)
	if err != nil {
		return plan{}, err
	}
	progress, err := evaluation.Progress(ctx, r.DB, a.ID)
	if err != nil {
		return plan{}, err
	}
	transcripts, err := certificate.Transcripts(ctx, r.DB, a.ID)
	if err != nil {
		return plan{}, err
	}
	states, err := document.CountStates(ctx, r.DB, string(a.ID))
	if err != nil {
		return plan{}, err
	}
	p, err := r.arrange(ctx, today, batches, sessions, progress)
	p.waiting = states[document.Waiting]
	for _, b := range batches {
		if c := progress[b.ID]; c.Locked && transcripts[b.ID] < b.Size {
			p.unissued = append(p.unissued, Running{Batch: b, Counts: c})
		}
	}
	return p, err
}

// arrange sorts batches into running, next and ended ones, with the sessions
// of the day.
func (r *Reader) arrange(ctx context.Context, today clock.Date, batches []training.Batch, sessions []schedule.Session, progress map[training.BatchID]evaluation.Counts) (plan, error) {
	var p plan
	var running []training.BatchID
	byID := make(map[training.BatchID]training.Batch, len(batches))
	for _, b := range batches {
		byID[b.ID] = b
		run := Running{Batch: b, Counts: progress[b.ID]}
		switch {
		case b.Start > today:
			p.next = append(p.next, run)
		case b.End >= today:
			p.running = append(p.running, run)
			running = append(running, b.ID)
		case !run.Counts.Locked:
			p.ended = append(p.ended, run)
		}
	}
	stages, err := training.StagesOf(ctx, r.DB, running)
	if err != nil {
		return p, err
	}
	for i := range p.running {
		p.running[i].stand(stages[p.running[i].ID], today)
	}
	p.sessions, err = r.say(ctx, sessions, byID)
	return p, err
}

// say puts the sessions of open batches into words.
func (r *Reader) say(ctx context.Context, sessions []schedule.Session, batches map[training.BatchID]training.Batch) ([]Session, error) {
	var said []Session
	packs := map[training.ProgrammeID]*regulation.Pack{} // batches of a programme share theirs
	for _, s := range sessions {
		b, ok := batches[s.Batch]
		if !ok {
			continue
		}
		if packs[b.Programme] == nil {
			var err error
			if packs[b.Programme], err = training.PackOfProgramme(ctx, r.DB, b.Programme); err != nil {
				return nil, err
			}
		}
		one := Session{Session: s, Batch: b.Label}
		if subject, _ := packs[b.Programme].Training.Subject(s.Subject); subject != nil {
			one.Title = subject.Title
		}
		said = append(said, one)
	}
	return said, nil
}

// stand counts the days of a running batch.
func (r *Running) stand(stages []training.Stage, today clock.Date) {
	r.Stages = stages
	for _, s := range stages {
		r.Days += len(s.Days)
		for _, day := range s.Days {
			if day <= today {
				r.Day++
			}
		}
	}
}
