package planning_test

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"pamong/internal/kit/db/dbtest"
	"pamong/internal/planning"
	"pamong/internal/regulation"
	"pamong/internal/schedule"
	"pamong/internal/trainer"
)

// TestFewRoomsAndTrainersAreEnough plans with so few that some sessions find a place
// only when others make room for them, and their trainer only at the end.
func TestFewRoomsAndTrainersAreEnough(t *testing.T) {
	o := newOffice(t, dbtest.SQLite(t, schemas()...), 118, 220, 4)
	r := o.round(t, 30, 12, 6)
	out := solve(t, r, 900_000)
	for _, f := range faults(r, out) {
		t.Error(f)
	}
	for _, l := range out.Left {
		t.Errorf("left: %s of %s lacks %v", l.Session.Subject, l.Session.Day, l.Needs)
	}
}

func TestTheOrderOfNamesChangesNothing(t *testing.T) {
	o := newOffice(t, dbtest.SQLite(t, schemas()...), 0, 70, 1)
	one := solve(t, o.round(t, 12, 8, 8), 60_000)
	r := o.round(t, 12, 8, 8)
	random := rand.New(rand.NewPCG(3, 4))
	random.Shuffle(len(r.Trainers), func(i, j int) { r.Trainers[i], r.Trainers[j] = r.Trainers[j], r.Trainers[i] })
	random.Shuffle(len(r.Rooms), func(i, j int) { r.Rooms[i], r.Rooms[j] = r.Rooms[j], r.Rooms[i] })
	for i := range r.Trainers {
		r.Trainers[i].Name = "Z" + r.Trainers[i].Name
	}
	two := solve(t, r, 60_000)
	for i := range two.Batches {
		for k, s := range two.Batches[i].Sessions {
			was := one.Batches[i].Sessions[k]
			if s.ID != was.ID || s.Day != was.Day || s.Start != was.Start || s.TrainerID != was.TrainerID || s.RoomID != was.RoomID {
				t.Fatalf("%s lies elsewhere: %+v, %+v", s.Subject, was, s)
			}
		}
	}
}

func TestThePlanKeepsDaysAndJPOfEveryStage(t *testing.T) {
	o := newOffice(t, dbtest.SQLite(t, schemas()...), 118, 0, 1)
	// So few links that sessions have to leave their hours and days.
	r := o.round(t, 30, 12, 9)
	out := solve(t, r, 800_000)
	for _, f := range faults(r, out) {
		t.Error(f)
	}
	type part struct {
		stage, subject string
		group          int
		kind           regulation.SessionKind
	}
	sum := func(list []schedule.Session) map[part]int {
		jp := map[part]int{}
		for _, s := range list {
			jp[part{s.Stage, s.Subject, s.Group, s.Kind}] += s.JP
		}
		return jp
	}
	moved := 0
	for _, b := range out.Batches {
		if diff := cmp.Diff(sum(b.Before), sum(b.Sessions)); diff != "" {
			t.Errorf("JP of %s: %s", b.Batch.Label, diff)
		}
		if !slices.IsSortedFunc(b.Sessions, schedule.InTime) {
			t.Error("sessions are out of order")
		}
		for _, s := range b.Changes() {
			was := b.Before[slices.IndexFunc(b.Before, func(o schedule.Session) bool { return o.ID == s.ID })]
			if was.Day != s.Day || was.Start != s.Start {
				moved++
			}
		}
	}
	if moved == 0 {
		t.Error("no session has moved, so nothing was shown")
	}
	for _, l := range out.Left {
		t.Errorf("%s is left: %+v", l.Session.Subject, l.Causes)
	}
}

// after returns a round in which everything lies as an outcome has it.
func after(r *planning.Round, out *planning.Outcome) *planning.Round {
	next := *r
	next.Mend = true
	next.Courses = slices.Clone(r.Courses)
	for i := range next.Courses {
		next.Courses[i].Sessions = slices.Clone(out.Batches[i].Sessions)
	}
	next.Bindings = append(slices.Clone(r.Bindings), out.Bindings...)
	return &next
}

func TestAMendedPlanMovesOnlyWhatMustMove(t *testing.T) {
	o := newOffice(t, dbtest.SQLite(t, schemas()...), 118, 0, 1)
	r := o.round(t, 20, 12, 12)
	next := after(r, solve(t, r, 400_000))
	for _, b := range solve(t, next, 400_000).Batches {
		if diff := cmp.Diff(b.Before, b.Sessions); diff != "" {
			t.Errorf("sessions change although nothing has happened: %s", diff)
		}
	}
	// Only what they lead on the day can need somebody.
	who, ill := illness(next, 1)
	out := solve(t, next, 400_000)
	for _, f := range faults(next, out) {
		t.Error(f)
	}
	if n := changes(out); n != ill || ill == 0 {
		t.Errorf("%d sessions change, %d had to", n, ill)
	}
	for _, b := range out.Batches {
		for _, s := range b.Sessions {
			was := b.Before[slices.IndexFunc(b.Before, func(o schedule.Session) bool {
				return o.ID == s.ID && o.Day == s.Day && o.Start == s.Start && o.Group == s.Group
			})]
			if s != was && was.TrainerID != who {
				t.Errorf("%s of %s changes although it concerns nobody: %+v", s.Subject, s.Day, was)
			}
		}
	}
}

// illness lets the first tutor of a round be ill for some days from that session on,
// and returns who it is and how many sessions they would lead then.
func illness(r *planning.Round, days int) (trainer.ID, int) {
	all := r.Courses[0].Sessions
	first := all[slices.IndexFunc(all, func(s schedule.Session) bool { return s.Lead == "tutor" && s.TrainerID != "" })]
	last, n := first.Day.AddDays(days-1), 0
	for _, c := range r.Courses {
		for _, s := range c.Sessions {
			if s.Day >= first.Day && s.Day <= last && s.TrainerID == first.TrainerID {
				n++
			}
		}
	}
	r.Absences = map[trainer.ID][]trainer.Absence{first.TrainerID: {{Trainer: first.TrainerID, From: first.Day, Until: last, Reason: "sakit"}}}
	return first.TrainerID, n
}

func changes(out *planning.Outcome) int {
	n := 0
	for _, b := range out.Batches {
		n += len(b.Changes())
	}
	return n
}

func TestWhatCannotBeIsSaidWithWhatWouldFreeIt(t *testing.T) {
	o := newOffice(t, dbtest.SQLite(t, schemas()...), 0, 40, 1)
	r := o.round(t, 8, 12, 12)
	// In class only one tutor still has a right to the subject, and is away.
	stages := r.Courses[0].Stages
	class := stages[len(stages)-1]
	for id := range r.Rights {
		right := trainer.Right{Trainer: id, Role: trainer.Tutor, Until: class.Start}
		if id == "t0000" {
			right.Until = ""
		}
		r.Rights[id] = []trainer.Right{right, {Trainer: id, Role: trainer.Examiner}}
	}
	r.Absences["t0000"] = []trainer.Absence{{Trainer: "t0000", From: class.Start, Until: class.End, Reason: "diklat"}}
	out := solve(t, r, 200_000)
	i := slices.IndexFunc(out.Left, func(l planning.Left) bool { return l.Session.Stage == class.Key && l.Session.Lead == "tutor" })
	if i < 0 {
		t.Fatalf("nothing of the stage in class is left: %d", len(out.Left))
	}
	l := out.Left[i]
	if !slices.Equal(l.Needs, []planning.Need{planning.NeedTrainer}) || l.Session.Trainer != "" {
		t.Errorf("it lacks %v, led by %q", l.Needs, l.Session.Trainer)
	}
	away := func(c planning.Cause) bool { return c.Kind == planning.CauseAbsence && c.Reason == "diklat" }
	if !slices.ContainsFunc(l.Causes, away) || !slices.ContainsFunc(l.Frees, away) {
		t.Errorf("causes %+v, frees %+v", l.Causes, l.Frees)
	}
	lapsed := func(c planning.Cause) bool {
		return c.Kind == planning.CauseLapse && c.Who == r.Trainers[1].Name && c.Until == class.Start
	}
	if !slices.ContainsFunc(l.Causes, lapsed) || !slices.ContainsFunc(l.Frees, lapsed) {
		t.Errorf("it is not said whose right has ended: causes %+v, frees %+v", l.Causes, l.Frees)
	}
	right := slices.ContainsFunc(out.Left, func(l planning.Left) bool {
		return len(l.Causes) == 1 && l.Causes[0].Kind == planning.CauseRight && l.Session.Lead == "coach"
	})
	if !right {
		t.Error("it is not said that nobody may coach")
	}
	for _, f := range faults(r, out) {
		t.Error(f)
	}
}

// TestWhoIsAwayForWeeksLeavesTheirSessionsInOrder lets the coach of a group be away
// for the whole of e-learning: their sessions keep an hour without them, nothing
// clashes, and each is named with the absence.
func TestWhoIsAwayForWeeksLeavesTheirSessionsInOrder(t *testing.T) {
	o := newOffice(t, dbtest.SQLite(t, schemas()...), 0, 40, 1)
	r := o.round(t, 20, 6, 6)
	first := solve(t, r, 300_000)
	r = after(r, first)
	coach := first.Bindings[slices.IndexFunc(first.Bindings, func(b trainer.Binding) bool { return b.Role == trainer.Coach })]
	c := r.Courses[0]
	r.Absences = map[trainer.ID][]trainer.Absence{coach.Trainer: {{Trainer: coach.Trainer, From: c.Batch.Start, Until: c.Batch.End, Reason: "sakit"}}}
	out := solve(t, r, 300_000)
	for _, f := range faults(r, out) {
		t.Error(f)
	}
	lost := 0
	for _, s := range out.Batches[0].Sessions {
		if s.TrainerID == coach.Trainer {
			t.Errorf("who is away leads %s on %s", s.Subject, s.Day)
		}
		if s.Lead == "coach" && s.TrainerID == "" {
			lost++
		}
	}
	named, freed := 0, 0
	for _, l := range out.Left {
		if slices.ContainsFunc(l.Causes, func(c planning.Cause) bool { return c.Kind == planning.CauseAbsence && c.Reason == "sakit" }) {
			named++
		}
		if slices.ContainsFunc(l.Frees, func(c planning.Cause) bool { return c.Kind == planning.CauseBound && c.Role == trainer.Coach }) {
			freed++
		}
	}
	if lost == 0 || named < lost || freed < lost {
		t.Errorf("%d sessions without a coach, %d named with the absence, %d free with another coach", lost, named, freed)
	}
}
