package planning

import (
	"context"
	"fmt"
	"slices"

	"pamong/internal/kit/timetable"
	"pamong/internal/schedule"
	"pamong/internal/trainer"
	"pamong/internal/training"
	"pamong/internal/venue"
)

// Effort says how long a plan is searched. A search by moves gives the same plan
// for the same round and seed on every machine.
type Effort = timetable.Options

// Outcome is what a round comes to. Nothing of it is stored.
type Outcome struct {
	Batches  []Planned
	Left     []Left
	Bindings []trainer.Binding // proposed for groups to which nobody is bound
	Costs    timetable.Costs   // of wishes that are not met
	Moves    int               // tried
	Events   int               // sessions that were placed or left
}

// Planned is a batch with its sessions as they were and as they would be.
type Planned struct {
	Batch    training.Batch
	Before   []schedule.Session
	Sessions []schedule.Session
}

// Changes returns the sessions with others that would not be as they were, as
// they would be; new parts of what people do in their own time are not counted.
func (p Planned) Changes() []schedule.Session {
	was := make(map[schedule.SessionID]schedule.Session, len(p.Before))
	for _, s := range p.Before {
		was[s.ID] = s
	}
	var list []schedule.Session
	for _, s := range p.Sessions {
		if old := was[s.ID]; s.Meets() && (old.Day != s.Day || old.Start != s.Start || old.Trainer != s.Trainer || old.Place != s.Place || old.Link != s.Link) {
			list = append(list, s)
		}
	}
	return list
}

// The heat at which a round is searched. Its first places are near: sessions lie
// where the template puts them, or where they lay. A search of few moves for each
// session begins cooler, so that it does not lose what is good already.
const (
	fresh   = 4.0
	mended  = 1.0
	settled = 0.3 // where a search has left something out, and another goes on
	perHeat = 200 // moves for each session that a unit of heat wants
)

// mostExplained bounds for how many sessions it is said what stands in the way;
// the others are named.
const mostExplained = 30

// Solve plans a round. When the context ends it keeps the best that it has. An
// error means that the round cannot be described, for instance because it is
// longer than a few years.
func Solve(ctx context.Context, r *Round, e Effort) (*Outcome, error) {
	proposed := r.propose()
	with := *r
	with.Bindings = slices.Concat(r.Bindings, proposed)
	m := newModel(&with)
	out := &Outcome{Bindings: proposed, Events: len(m.events)}
	if len(m.events) == 0 {
		return out, nil
	}
	e.Heat = min(fresh, max(mended, float64(e.Moves/len(m.events))/perHeat))
	if r.Mend {
		e.Heat = mended
	}
	plan, err := m.search(ctx, e)
	if err != nil {
		return nil, err
	}
	out.Moves = plan.Moves
	out.Left = m.explain(plan.Places, plan.Left)
	if plan, err = m.again(ctx, e, plan, out); err != nil {
		return nil, err
	}
	out.Left = append(out.Left, m.lacking()...)
	places, without := m.rescue(context.WithoutCancel(ctx), plan) // it is short, and what is left out must not stay in the way
	verdict, err := timetable.Judge(&m.Problem, plan.Places)
	if err != nil {
		return nil, fmt.Errorf("judge plan: %w", err)
	}
	out.Costs = verdict.Costs
	for i, c := range r.Courses {
		out.Batches = append(out.Batches, Planned{c.Batch, c.Sessions, m.sessions(i, places, without)})
	}
	out.Left = m.still(out, places)
	r.since(proposed, out.Batches)
	return out, nil
}

// still returns of the sessions that are left those that still lack something,
// where they lie now and without what.
func (m *model) still(out *Outcome, places []timetable.Place) []Left {
	type lying struct {
		schedule.Session
		course int
	}
	lies, unplaced := map[schedule.SessionID]lying{}, map[schedule.SessionID]bool{}
	for course, p := range out.Batches {
		for _, s := range p.Sessions {
			lies[s.ID] = lying{s, course}
		}
	}
	for i, at := range places {
		unplaced[m.events[i].session.ID] = at.Option < 0
	}
	var list []Left
	for _, l := range out.Left {
		s := lies[l.Session.ID]
		l.Session, l.Needs = s.Session, m.needsOf(m.Courses[s.course], s.Session)
		if len(l.Needs) == 0 && unplaced[s.ID] {
			l.Needs = []Need{NeedTime}
		}
		if slices.Contains(l.Needs, NeedTrainer) {
			m.unchosen(&l, m.Courses[s.course], out.Bindings, places)
		}
		if len(l.Needs) > 0 {
			list = append(list, l)
		}
	}
	return list
}

// needsOf returns whom or what a session is without, where it wants it.
func (m *model) needsOf(c Course, s schedule.Session) []Need {
	var list []Need
	if led(s) && s.Trainer == "" {
		list = append(list, NeedTrainer)
	}
	kind := m.kindOf(c, s)
	if s.RoomID == "" && slices.ContainsFunc(m.Round.Rooms, func(r venue.Room) bool { return r.Kind == kind }) {
		list = append(list, NeedRoom)
	}
	return list
}

// searches is how often a round is searched while something finds no place: each
// further search begins where the best plan lies, and takes a third of the moves.
const searches = 4

// search returns a plan, the best of a few that leaves least out.
func (m *model) search(ctx context.Context, e Effort) (*timetable.Plan, error) {
	best, err := timetable.Solve(ctx, &m.Problem, e)
	if err != nil {
		return nil, fmt.Errorf("plan sessions: %w", err)
	}
	moves := best.Moves
	for range searches - 1 {
		if len(best.Left) == 0 || ctx.Err() != nil {
			break
		}
		p := m.Problem
		p.Events = slices.Clone(p.Events)
		for i := range p.Events {
			p.Events[i].Home = nil
			if at := best.Places[i]; at.Option >= 0 {
				p.Events[i].Home = &at
			}
		}
		e.Seed, e.Moves, e.Heat = e.Seed+1, max(1, e.Moves/3), settled
		next, err := timetable.Solve(ctx, &p, e)
		if err != nil {
			return nil, fmt.Errorf("plan sessions: %w", err)
		}
		moves += next.Moves
		if len(next.Left) <= len(best.Left) {
			best = next
		}
	}
	best.Moves = moves
	return best, nil
}

// explain says of what is left out, and of what nobody may lead and no room
// takes, what stands in the way.
func (m *model) explain(places []timetable.Place, left []int) []Left {
	var list []Left
	for n, e := range left {
		one := Left{Session: m.events[e].session, Batch: m.Courses[m.events[e].course].Batch}
		if n < mostExplained {
			set, frees := timetable.Core(&m.Problem, places, e)
			one.Causes, one.Frees = m.causesOf(set), m.causesOf(frees)
		}
		list = append(list, one)
	}
	return list
}

// lacking says of what nobody may lead and no room takes what stands in the way.
func (m *model) lacking() []Left {
	var list []Left
	for _, l := range m.lacks {
		causes := l.causes
		if len(causes) == 0 {
			kind := CauseRight
			if l.need == NeedRoom {
				kind = CauseSeats
			}
			causes = []Cause{{Kind: kind}}
		}
		list = append(list, Left{Session: l.session, Batch: m.Courses[l.course].Batch, Causes: causes, Frees: l.frees})
	}
	return list
}

// rescueMoves is how long a place is searched for what is left out, for each
// such session.
const rescueMoves = 2000

// rescue gives sessions that are left out a time without trainer, without room or
// without both, while all others stay; without says what each goes without.
func (m *model) rescue(ctx context.Context, plan *timetable.Plan) (places []timetable.Place, without map[int][]Need) {
	places, without = slices.Clone(plan.Places), map[int][]Need{}
	for _, spare := range [][]Need{{NeedRoom}, {NeedTrainer}, {NeedTrainer, NeedRoom}} {
		p := m.Problem
		p.Events = slices.Clone(m.Problem.Events)
		open := 0
		for e := range p.Events {
			one := &p.Events[e]
			if places[e].Option < 0 {
				open++
				one.Home = nil
				strip(one, spare)
				continue
			}
			strip(one, without[e])
			at := places[e]
			one.Home, one.Locked = &at, true
		}
		if open == 0 {
			break
		}
		again, err := timetable.Solve(ctx, &p, timetable.Options{Moves: rescueMoves * open, Seed: 1})
		if err != nil {
			break
		}
		for e, at := range again.Places {
			if places[e].Option < 0 && at.Option >= 0 {
				places[e], without[e] = at, spare
			}
		}
	}
	return places, without
}

// strip takes away what an event does without.
func strip(e *timetable.Event, spare []Need) {
	if slices.Contains(spare, NeedTrainer) {
		e.Choices[0] = nil
	}
	if slices.Contains(spare, NeedRoom) {
		e.Choices[1] = nil
	}
}

// sessions returns the sessions of a course as they would be.
func (m *model) sessions(course int, places []timetable.Place, without map[int][]Need) []schedule.Session {
	c := m.Courses[course]
	var placed []schedule.Session
	for _, s := range c.Sessions {
		if !m.movable(s) && (!loose(s) || s.Locked || s.Day <= m.Today) {
			placed = append(placed, s)
		}
	}
	for i, e := range m.events {
		if e.course == course {
			if places[i].Option < 0 {
				placed = append(placed, m.yield(e, places))
				continue
			}
			placed = append(placed, m.put(e, places[i], slices.Concat(e.without, without[i])))
		}
	}
	all := placed
	for _, stage := range c.Stages {
		all = append(all, c.fill(stage.Key, m.Today, placed)...)
	}
	slices.SortStableFunc(all, schedule.InTime)
	return all
}

// put gives a session the place that was found for it.
func (m *model) put(e event, at timetable.Place, without []Need) schedule.Session {
	s := e.session
	s.Day, s.Start, s.End = e.spots[at.Option].day, e.spots[at.Option].start, e.spots[at.Option].end
	if pick := at.Picks[0]; pick >= 0 {
		t := m.byID[e.trainers[pick]]
		s.TrainerID, s.Trainer, s.Account = t.ID, t.Name, t.Account
	} else if slices.Contains(without, NeedTrainer) {
		s.TrainerID, s.Trainer, s.Account = "", "", ""
	}
	if pick := at.Picks[1]; pick >= 0 {
		one := m.roomByID[e.rooms[pick]]
		s.RoomID, s.Place, s.Link = one.ID, one.Name, one.Link
	} else if slices.Contains(without, NeedRoom) {
		s.RoomID, s.Place, s.Link = "", "", ""
	}
	return s
}
