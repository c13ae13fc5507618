package schedule

import (
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"pamong/internal/kit/calendar"
	"pamong/internal/kit/clock"
	"pamong/internal/regulation"
	"pamong/internal/training"
)

// pontianak returns the frame of the 64 days from 7 July 2025, with other days of
// stages.
func pontianak(t testing.TB, days map[string]int) *frame {
	t.Helper()
	pack, holidays := latsar(t)
	return framed(t, pack, holidays, days)
}

// latsar returns the pack of 2024 and all days off.
func latsar(t testing.TB) (*regulation.Pack, *calendar.List) {
	t.Helper()
	packs, err := regulation.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	pack, err := packs.Find("latsar-2024")
	if err != nil {
		t.Fatal(err)
	}
	holidays, err := regulation.Holidays()
	if err != nil {
		t.Fatal(err)
	}
	return pack, calendar.NewList(holidays)
}

func framed(t testing.TB, pack *regulation.Pack, holidays *calendar.List, days map[string]int) *frame {
	t.Helper()
	mode, err := pack.Training.Mode("")
	if err != nil {
		t.Fatal(err)
	}
	changes := map[string]regulation.StageChange{}
	for key, n := range days {
		changes[key] = regulation.StageChange{Days: &n}
	}
	dates, err := training.DatesOf(mode, "2025-07-07", holidays, changes)
	if err != nil {
		t.Fatal(err)
	}
	f := &frame{rules: pack.Training, mode: mode, groups: 4}
	for _, s := range dates.Stages {
		f.stages = append(f.stages, training.Stage{Key: s.Stage.Key, Kind: s.Stage.Kind, Start: s.Start, End: s.End, Days: s.Days})
	}
	return f
}

// laid returns the sessions of a frame with ids.
func laid(f *frame) []Session {
	sessions := f.lay()
	for i := range sessions {
		sessions[i].ID = SessionID(fmt.Sprintf("s%03d", i))
	}
	return sessions
}

func found(problems []Problem, hard bool) []string {
	var keys []string
	for _, p := range problems {
		if p.Hard == hard {
			keys = append(keys, p.Key)
		}
	}
	return keys
}

func TestTheTemplateProves64DaysAnd647JP(t *testing.T) {
	f := pontianak(t, nil)
	sessions := laid(f)
	total := ledger(f.mode, f.stages, f.groups, sessions).Total()
	if total.Days != 64 || total.JP != 647 || total.WantJP != 647 || total.Empty != 0 {
		t.Errorf("the ledger says %+v", total)
	}
	if problems := f.check(sessions, nil); len(problems) != 0 {
		t.Errorf("problems of the template: %+v", problems)
	}
}

func TestTimesOfDays(t *testing.T) {
	f := pontianak(t, nil)
	cases := map[string]struct {
		day  clock.Date
		jp   []int
		want [][2]int
	}{
		"eleven JP end at 17.15 without the afternoon break": {"2025-07-21", []int{2, 3, 6}, [][2]int{{480, 570}, {570, 705}, {705, 1035}}},
		"ten JP leave room for the afternoon break":          {"2025-07-21", []int{10}, [][2]int{{480, 1005}}},
		"no session begins within lunch":                     {"2025-07-21", []int{5, 1}, [][2]int{{480, 705}, {705, 810}}},
		"a session that ends at lunch is followed after it":  {"2025-07-21", []int{4, 1, 2}, [][2]int{{480, 660}, {660, 705}, {705, 855}}},
		"on Friday lunch is half an hour longer":             {"2025-07-18", []int{11}, [][2]int{{480, 1065}}},
		"twelve JP end at 18.00":                             {"2025-07-21", []int{12}, [][2]int{{480, 1080}}},
		"nothing on a day of nothing":                        {"2025-07-21", nil, [][2]int{}},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(c.want, f.times(c.day, c.jp)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestAWorkplaceDayIsOneSession(t *testing.T) {
	f := pontianak(t, nil)
	days := map[clock.Date]int{}
	for _, s := range f.lay() {
		if s.Stage == "actualization" {
			days[s.Day]++
		}
	}
	if len(days) != 30 {
		t.Errorf("%d days at work, want 30", len(days))
	}
	for d, n := range days {
		if n != 1 {
			t.Errorf("%s has %d sessions", d, n)
		}
	}
}

func TestGroupsLearnAtTheSameTime(t *testing.T) {
	f := pontianak(t, nil)
	at := map[int][2]int{}
	for _, s := range f.lay() {
		if s.Day == "2025-07-21" && s.Subject == "national_insight" && s.JP == 3 {
			at[s.Group] = [2]int{s.Start, s.End}
		}
	}
	if len(at) != 4 || at[1] != at[4] || at[1] != [2]int{570, 705} {
		t.Errorf("groups learn at %v", at)
	}
}

func TestAnotherLengthKeepsTheJP(t *testing.T) {
	pack, holidays := latsar(t)
	rapid.Check(t, func(r *rapid.T) {
		days := map[string]int{
			"self_study":    rapid.IntRange(5, 16).Draw(r, "self study"),
			"elearning_1":   rapid.IntRange(18, 26).Draw(r, "e-learning"),
			"actualization": rapid.IntRange(25, 35).Draw(r, "work"),
			"classical":     rapid.IntRange(3, 6).Draw(r, "class"),
		}
		f := framed(t, pack, holidays, days)
		sessions := laid(f)
		for _, row := range ledger(f.mode, f.stages, f.groups, sessions) {
			if row.Missing() != 0 || row.Uneven() {
				r.Fatalf("%v: %+v", days, row)
			}
		}
		if hard := found(f.check(sessions, nil), true); len(hard) != 0 {
			r.Fatalf("%v: %v", days, hard)
		}
	})
}

func TestWhatForbidsPublishing(t *testing.T) {
	f := pontianak(t, nil)
	online := func(all []Session) int {
		for i, s := range all {
			if s.Kind == regulation.Synchronous && s.Group == 1 && s.Day == "2025-07-21" {
				return i
			}
		}
		t.Fatal("no lesson on 21 July")
		return 0
	}
	cases := map[string]struct {
		spoil  func([]Session) []Session
		others []Session
		hard   []string
		soft   []string
	}{
		"nothing changed":                   {func(s []Session) []Session { return s }, nil, nil, nil},
		"a session too few":                 {func(s []Session) []Session { return append(s[:0:0], s[1:]...) }, nil, []string{"schedule.problem.jp_missing"}, []string{"schedule.problem.empty_days"}},
		"a group with less than the others": {func(s []Session) []Session { i := online(s); return append(s[:i:i], s[i+1:]...) }, nil, []string{"schedule.problem.uneven"}, nil},
		"a session too many": {func(s []Session) []Session {
			more := s[0]
			more.ID, more.Start, more.End = "more", 1100, 1325
			return append(s, more)
		}, nil, []string{"schedule.problem.jp_over"}, nil},
		"two sessions at once":        {func(s []Session) []Session { i := online(s); s[i+4].Start, s[i+4].End = 480, 615; return s }, nil, []string{"schedule.problem.overlap"}, nil},
		"a session outside its stage": {func(s []Session) []Session { s[0].Day = "2025-07-06"; return s }, nil, []string{"schedule.problem.outside"}, []string{"schedule.problem.empty_days"}},
		"a session after midnight":    {func(s []Session) []Session { s[0].End = 1500; return s }, nil, []string{"schedule.problem.time"}, nil},
		"a trainer in two groups at once": {func(s []Session) []Session {
			i := online(s)
			s[i].Trainer, s[i+1].Trainer = "Dr. Rahma", "dr rahma"
			return s
		}, nil, []string{"schedule.problem.trainer"}, nil},
		"a trainer in another batch at once": {func(s []Session) []Session { s[online(s)].Trainer = "Dr. Rahma"; return s },
			[]Session{{ID: "other", Day: "2025-07-21", Start: 500, End: 520, Trainer: "Dr. Rahma", Kind: regulation.Classroom}}, []string{"schedule.problem.trainer"}, nil},
		"a trainer before and after": {func(s []Session) []Session { s[online(s)].Trainer = "Dr. Rahma"; return s },
			[]Session{{ID: "other", Day: "2025-07-21", Start: 570, End: 620, Trainer: "Dr. Rahma", Kind: regulation.Classroom}}, nil, nil},
		"two accounts of one name": {func(s []Session) []Session {
			i := online(s)
			s[i].Trainer, s[i].Account = "Dr. Rahma", "a"
			return s
		}, []Session{{ID: "other", Day: "2025-07-21", Start: 500, End: 520, Trainer: "Dr. Rahma", Account: "b", Kind: regulation.Classroom}}, nil, nil},
		"a lesson of other length than its JP": {func(s []Session) []Session { s[online(s)].Start = 500; return s }, nil, nil, []string{"schedule.problem.minutes"}},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			problems := f.check(c.spoil(laid(f)), c.others)
			if diff := cmp.Diff(c.hard, found(problems, true)); diff != "" {
				t.Error(diff)
			}
			if diff := cmp.Diff(c.soft, found(problems, false)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestRamadanIsShort(t *testing.T) {
	f := pontianak(t, nil)
	f.from, f.until = "2025-10-01", "2025-10-30"
	sessions := laid(f)
	if soft := found(f.check(sessions, nil), false); len(soft) != 0 {
		t.Errorf("two days in class are no long week: %v", soft)
	}
	f.rules.Hours.RamadanWeek.Value = 600
	if soft := found(f.check(sessions, nil), false); !slices.Contains(soft, "schedule.problem.ramadan") {
		t.Errorf("a week beyond the hours of Ramadan is quiet: %v", soft)
	}
	f.rules.Hours.RamadanWeek.Value = 1950
	f.from, f.until = "2025-07-21", "2025-08-15"
	if soft := found(f.check(sessions, nil), false); !slices.Contains(soft, "schedule.problem.ramadan") {
		t.Errorf("days of eleven JP in Ramadan are quiet: %v", soft)
	}
	f.from, f.until = "2025-10-01", "2025-10-30"
	for _, s := range sessions {
		if s.Day == "2025-10-02" && s.Start != f.rules.Hours.RamadanStart.Value {
			t.Errorf("a day of Ramadan starts at %d", s.Start)
		}
	}
}

func TestSessionsFollowTheHoursOfRamadan(t *testing.T) {
	f := pontianak(t, nil)
	f.rules.Hours.RamadanStart.Value = 450
	before := laid(f)
	f.from, f.until = "2025-08-04", "2025-08-15"
	after := f.rehour(before, training.Ramadan{}, "2025-08-05")
	for _, s := range after {
		was := before[slices.IndexFunc(before, func(o Session) bool { return o.ID == s.ID })]
		if moves := s.Day >= "2025-08-06" && s.Day <= "2025-08-15"; s.Day != was.Day || moves != (s.Start != was.Start) {
			t.Errorf("%s on %s begins at %d, before on %s at %d", s.Subject, s.Day, s.Start, was.Day, was.Start)
		}
	}
	if soft := found(f.check(after, nil), false); slices.Contains(soft, "schedule.problem.minutes") {
		t.Errorf("sessions do not fit the hours of their day: %v", soft)
	}
	f.from, f.until = "", ""
	if back := f.rehour(after, training.Ramadan{From: "2025-08-04", Until: "2025-08-15"}, "2025-08-05"); !slices.Equal(back, before) {
		t.Error("without Ramadan the sessions are not as they were")
	}
}

func TestAPackWithoutTemplateWantsSessions(t *testing.T) {
	f := pontianak(t, nil)
	for i := range f.mode.Stages {
		f.mode.Stages[i].Template = nil
	}
	if got := len(f.lay()); got != 0 {
		t.Fatalf("%d sessions from no template", got)
	}
	if hard := found(f.check(nil, nil), true); len(hard) != 5 || hard[0] != "schedule.problem.jp_missing" {
		t.Errorf("problems: %v, want the JP of every stage", hard)
	}
}

func TestTwoClashesOfOneDayAreToldApart(t *testing.T) {
	day := func(id string, start, end int) Session {
		return Session{ID: SessionID(id), Day: "2025-08-07", Start: start, End: end, Group: 1, Kind: regulation.Synchronous, Subject: "s", Trainer: "Dr. Rahma"}
	}
	all := []Session{day("long", 480, 700), day("first", 480, 570), day("second", 570, 660)}
	for name, found := range map[string][]Problem{"the people": overlaps(all), "the trainer": doubleBookings(all, nil)} {
		if len(found) != 2 || slices.Equal(found[0].Args, found[1].Args) {
			t.Errorf("%s: %+v", name, found)
		}
	}
}
