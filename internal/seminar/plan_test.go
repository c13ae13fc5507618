package seminar

import (
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"pamong/internal/kit/clock"
	"pamong/internal/kit/i18n"
	"pamong/internal/roster"
	"pamong/internal/schedule"
	"pamong/internal/trainer"
	"pamong/internal/training"
	"pamong/internal/venue"
)

const day clock.Date = "2025-07-29"

// groupsOf is a seminar day of some groups, each with a coach, an examiner and a
// session from 08.00 to 16.30 with lunch from 12.00.
func groupsOf(groups, people int) *frame {
	f := &frame{pauses: map[schedule.SessionID][][2]int{}, rooms: map[venue.RoomID]venue.Room{}, trainers: map[trainer.ID]trainer.Trainer{}, rights: map[trainer.ID][]trainer.Right{}, taken: map[string][]taken{}, class: training.ClassIII}
	for g := 1; g <= groups; g++ {
		s := schedule.Session{ID: schedule.SessionID(fmt.Sprint("s", g)), Day: day, Start: 8 * 60, End: 16*60 + 30, Group: g, Place: fmt.Sprint("Ruang ", g)}
		f.sessions = append(f.sessions, s)
		f.pauses[s.ID] = [][2]int{{12 * 60, 13 * 60}}
		for i := range people {
			name := fmt.Sprintf("Peserta %02d-%02d", g, i)
			f.seats = append(f.seats, seat{Person: roster.PersonID(name), Name: name, Unit: fmt.Sprint("Dinas ", i%3), Group: g,
				Coach: someone(fmt.Sprint("coach", g)), Examiner: someone(fmt.Sprint("examiner", g))})
		}
	}
	return f
}

func someone(name string) party {
	return party{key: "trainer:" + name, id: trainer.ID(name), name: name}
}

// right lets somebody examine.
func (f *frame) right(name string) {
	id := trainer.ID(name)
	f.trainers[id] = trainer.Trainer{ID: id, Name: name}
	f.rights[id] = []trainer.Right{{Trainer: id, Role: trainer.Examiner, Class: training.Mixed}}
}

func (f *frame) mentor(name string, seats ...int) {
	for _, i := range seats {
		f.seats[i].MentorID, f.seats[i].Mentor = schedule.MentorID(name), party{key: "mentor:" + name, name: name}
	}
}

func proposed(t testing.TB, f *frame, s Settings, old ...Slot) []Slot {
	t.Helper()
	slots, err := f.propose(t.Context(), s, old, false)
	if err != nil {
		t.Fatal(err)
	}
	for i := range slots { // the database names them
		if slots[i].ID == "" {
			slots[i].ID = SlotID("slot " + slots[i].Person)
		}
	}
	return slots
}

func hard(f *frame, s Settings, slots []Slot) (list []Problem) {
	for _, p := range f.check(s, slots) {
		if p.Hard {
			list = append(list, p)
		}
	}
	return list
}

func at(t testing.TB, slots []Slot, f *frame, i int) Slot {
	t.Helper()
	k := slices.IndexFunc(slots, func(s Slot) bool { return s.Person == f.seats[i].Person })
	if k < 0 {
		t.Fatalf("%s has no slot", f.seats[i].Name)
	}
	return slots[k]
}

func TestAPlanSeatsEverybodyInOrder(t *testing.T) {
	f := groupsOf(4, 10)
	s := usual(f)
	slots := proposed(t, f, s)
	if left := unplaced(slots); len(left) > 0 || len(slots) != 40 {
		t.Fatalf("%d slots, %d without a time: %+v", len(slots), len(left), left)
	}
	if got := hard(f, s, slots); len(got) > 0 {
		t.Fatalf("hard rules are broken: %+v", got)
	}
	for _, w := range f.wishes(s, slots) {
		if w.Unmet != 0 {
			t.Errorf("%s is not met %d times", w.Key, w.Unmet)
		}
	}
	first := at(t, slots, f, 0)
	if first.Start != 8*60 || first.End != first.Start+s.Minutes || first.Place != "Ruang 1" || first.Examiner != "examiner1" || first.Coach != "coach1" {
		t.Errorf("the first of group 1 speaks %+v", first)
	}
}

func TestCoachesWhoExamineEachOthersGroupsDoNotAttendAtFirst(t *testing.T) {
	f := groupsOf(2, 10)
	for i := range f.seats {
		f.seats[i].Examiner = someone([]string{"coach2", "coach1"}[f.seats[i].Group-1])
	}
	s := usual(f)
	slots := proposed(t, f, s)
	if s.Coaches || len(unplaced(slots)) > 0 || len(hard(f, s, slots)) > 0 {
		t.Errorf("coaches attend: %v, left: %+v", s.Coaches, unplaced(slots))
	}
	s.Coaches = true
	if slots = proposed(t, f, s); len(unplaced(slots)) == 0 || len(hard(f, s, slots)) > 0 {
		t.Errorf("two people serve two groups at once: left %d, broken %+v", len(unplaced(slots)), hard(f, s, slots))
	}
}

func TestSlotsOfASessionLeaveLunchFree(t *testing.T) {
	f := groupsOf(1, 10)
	got := f.starts(f.sessions[0], Settings{Minutes: 45, Break: 10})
	want := []int{480, 535, 590, 645, 780, 835, 890, 945}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestAMentorOfTwoGroupsIsInOnePlaceAndStaysTogether(t *testing.T) {
	f := groupsOf(2, 10)
	f.mentor("drg. Fauzan", 0, 4, 7, 10, 15)
	s := usual(f)
	slots := proposed(t, f, s)
	if got := hard(f, s, slots); len(got) > 0 || len(unplaced(slots)) > 0 {
		t.Fatalf("broken: %+v, left %+v", got, unplaced(slots))
	}
	s.Weights.Order = 0
	slots = proposed(t, f, s)
	if w := f.wishes(s, slots)[1]; w.Unmet > 1 { // lunch parts five in a row
		t.Errorf("the mentor waits %d times", w.Unmet)
	}
}

func TestAnExaminerDoesNotExamineOwnCoacheesWhereAnotherMay(t *testing.T) {
	f := groupsOf(1, 6)
	for i := range f.seats {
		f.seats[i].Examiner = f.seats[i].Coach
	}
	s := usual(f)
	slots := proposed(t, f, s)
	if got := f.wishes(s, slots)[0].Unmet; got != 6 || len(unplaced(slots)) > 0 {
		t.Fatalf("nobody else may examine: %d of own coachees, %d left", got, len(unplaced(slots)))
	}
	f.right("Dr. Rahma")
	slots = proposed(t, f, s)
	if got := f.wishes(s, slots)[0].Unmet; got != 0 || at(t, slots, f, 0).Examiner != "Dr. Rahma" {
		t.Errorf("%d of own coachees are examined, the first by %s", got, at(t, slots, f, 0).Examiner)
	}
}

func TestWhoFindsNoSlotIsNamedWithTheReason(t *testing.T) {
	f := groupsOf(1, 10)
	f.mentor("drg. Fauzan", 3)
	f.away("mentor:drg. Fauzan", day, day, 0, 0, i18n.Say("seminar.why.absent", "Reason", "cuti"))
	s := usual(f)
	slots := proposed(t, f, s)
	left := unplaced(slots)
	if len(left) != 1 || left[0].Person != f.seats[3].Person || len(left[0].Reasons) == 0 || left[0].Reasons[0].Who != "drg. Fauzan" || left[0].Reasons[0].Times != left[0].Reasons[0].Of {
		t.Fatalf("left are %+v", left)
	}
	s.Mentors = false
	if left := unplaced(proposed(t, f, s)); len(left) != 0 {
		t.Errorf("without mentors still left: %+v", left)
	}
}

func TestAMentorComesInWorkingHoursOnly(t *testing.T) {
	f := groupsOf(1, 10)
	f.mentor("drg. Fauzan", 0, 1)
	s := usual(f)
	s.From, s.Until = 13*60, 14*60
	for _, i := range []int{0, 1} {
		one := at(t, proposed(t, f, s), f, i)
		if one.Placed() && (one.Start < s.From || one.End > s.Until) {
			t.Errorf("%s speaks %d to %d", f.seats[i].Name, one.Start, one.End)
		}
	}
}

func TestALockedSlotStays(t *testing.T) {
	f := groupsOf(1, 8)
	s := usual(f)
	slots := proposed(t, f, s)
	i := slices.IndexFunc(slots, func(one Slot) bool { return one.Person == f.seats[0].Person })
	k := slices.IndexFunc(slots, func(one Slot) bool { return one.Person == f.seats[7].Person })
	slots[i], slots[k] = swapped(slots[i], slots[k])
	slots[i].Locked = true
	want := slots[i]
	again := proposed(t, f, s, slots...)
	if diff := cmp.Diff(want, at(t, again, f, 0)); diff != "" {
		t.Error(diff)
	}
	if got := hard(f, s, again); len(got) > 0 {
		t.Errorf("broken: %+v", got)
	}
}

func TestChecksSayWhatAChangeBreaks(t *testing.T) {
	f := groupsOf(2, 4)
	f.mentor("drg. Fauzan", 0, 4)
	s := usual(f)
	base := proposed(t, f, s)
	one := func(slots []Slot, i int) *Slot {
		return &slots[slices.IndexFunc(slots, func(o Slot) bool { return o.Person == f.seats[i].Person })]
	}
	cases := map[string]struct {
		change func(slots []Slot)
		key    string
	}{
		"two of a group at once":          {func(l []Slot) { one(l, 1).Start, one(l, 1).End = one(l, 2).Start, one(l, 2).End }, "seminar.problem.twice"},
		"a mentor in two groups":          {func(l []Slot) { one(l, 0).Start, one(l, 0).End = one(l, 4).Start, one(l, 4).End }, "seminar.problem.twice"},
		"a slot before its session":       {func(l []Slot) { one(l, 1).Start = 7 * 60 }, "seminar.problem.outside"},
		"a slot in the session of others": {func(l []Slot) { one(l, 1).Session = f.sessions[1].ID }, "seminar.problem.group"},
		"a room that is in use": {func(l []Slot) {
			f.take("place:ruang 1", taken{day, 8 * 60, 9 * 60, i18n.Say("seminar.why.closed")})
		}, "seminar.problem.taken"},
		"somebody who has left": {func(l []Slot) { one(l, 3).Person = "pindah" }, "seminar.problem.left"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			slots := slices.Clone(base)
			c.change(slots)
			got := hard(f, s, slots)
			clear(f.taken)
			if !slices.ContainsFunc(got, func(p Problem) bool { return p.Text.Key == c.key }) {
				t.Errorf("found %+v, want %s", got, c.key)
			}
		})
	}
}

// drawn is any seminar day.
func drawn(t *rapid.T) (*frame, Settings) {
	f := groupsOf(rapid.IntRange(1, 3).Draw(t, "groups"), rapid.IntRange(1, 7).Draw(t, "people"))
	for m := range rapid.IntRange(0, 4).Draw(t, "mentors") {
		f.mentor(fmt.Sprint("mentor", m), rapid.SliceOfN(rapid.IntRange(0, len(f.seats)-1), 1, 4).Draw(t, "guides")...)
	}
	for range rapid.IntRange(0, 4).Draw(t, "absences") {
		p := f.seats[rapid.IntRange(0, len(f.seats)-1).Draw(t, "whose")]
		start := rapid.IntRange(7, 15).Draw(t, "hour") * 60
		f.away(rapid.SampledFrom([]string{p.Coach.key, p.Examiner.key, p.Mentor.key, "place:ruang 1"}).Draw(t, "who"), day, day, start, start+90, i18n.Say("seminar.why.absent"))
	}
	if rapid.Bool().Draw(t, "shared") { // one coach for all groups
		for i := range f.seats {
			f.seats[i].Coach = someone("coach")
		}
	}
	s := usual(f)
	s.Minutes = rapid.IntRange(2, 8).Draw(t, "length") * unit
	s.Order = rapid.SampledFrom([]Order{ByName, ByUnit, Drawn}).Draw(t, "order")
	s.Parallel = rapid.IntRange(1, 2).Draw(t, "rooms")
	return f, s
}

func TestNobodyIsInTwoPlacesAndTheSameSeedGivesTheSamePlan(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		f, s := drawn(r)
		slots := proposed(t, f, s)
		if len(slots) != len(f.seats) {
			r.Fatalf("%d slots for %d people", len(slots), len(f.seats))
		}
		if got := hard(f, s, slots); len(got) > 0 {
			r.Fatalf("broken: %+v", got)
		}
		for _, one := range unplaced(slots) {
			if len(one.Reasons) == 0 {
				r.Fatalf("%s has no slot and no reason", one.Person)
			}
		}
		if diff := cmp.Diff(slots, proposed(t, f, s)); diff != "" {
			r.Fatal(diff)
		}
	})
}
