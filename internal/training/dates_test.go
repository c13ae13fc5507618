package training

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"pamong/internal/kit/calendar"
	"pamong/internal/kit/clock"
	"pamong/internal/regulation"
)

func rules(t *testing.T) (*regulation.Mode, *regulation.Probation, *calendar.List) {
	t.Helper()
	packs, err := regulation.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	pack, err := packs.Find("latsar-2024")
	if err != nil {
		t.Fatal(err)
	}
	mode, err := pack.Training.Mode("")
	if err != nil {
		t.Fatal(err)
	}
	newest, err := packs.Newest(regulation.KindProbation, "2025-07-07")
	if err != nil {
		t.Fatal(err)
	}
	days, err := regulation.Holidays()
	if err != nil {
		t.Fatal(err)
	}
	return mode, newest.Probation, calendar.NewList(days)
}

func ends(d Dates) []clock.Date {
	var list []clock.Date
	for _, s := range d.Stages {
		list = append(list, s.End)
	}
	return list
}

func keys(list []Warning) []string {
	var found []string
	for _, w := range list {
		found = append(found, w.Key)
	}
	return found
}

func TestWaveOneOfPontianak(t *testing.T) {
	mode, _, holidays := rules(t)
	now, err := DatesOf(mode, "2025-07-07", holidays, nil)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]clock.Date{"2025-07-17", "2025-08-15", "2025-09-30", "2025-10-01", "2025-10-06"}, ends(now)); diff != "" {
		t.Error(diff)
	}
	before, err := DatesOf(mode, "2025-07-07", holidays.AsOf("2025-08-06"), nil)
	if err != nil {
		t.Fatal(err)
	}
	if got := before.End(); got != "2025-10-03" {
		t.Errorf("with the list of 6 August the course ends on %s, want 2025-10-03", got)
	}
}

func TestANewHolidayIsNamedWithWhatItMoves(t *testing.T) {
	mode, _, holidays := rules(t)
	old, err := DatesOf(mode, "2025-07-07", holidays.AsOf("2025-08-06"), nil)
	if err != nil {
		t.Fatal(err)
	}
	var have []Stage
	for _, s := range old.Stages {
		have = append(have, Stage{Key: s.Stage.Key, Start: s.Start, End: s.End, Days: s.Days})
	}
	now, err := DatesOf(mode, "2025-07-07", holidays, nil)
	if err != nil {
		t.Fatal(err)
	}
	shifts := Drift(have, now, holidays, "2025-08-07")
	if len(shifts) != 3 || shifts[2].End != "2025-10-03" || shifts[2].NewEnd != "2025-10-06" || len(shifts[0].Causes) != 1 || shifts[0].Causes[0].Day != "2025-08-18" || shifts[0].Causes[0].Listed != "2025-08-07" {
		t.Errorf("got %+v", shifts)
	}
	have = have[:0]
	for _, s := range now.Stages {
		have = append(have, Stage{Key: s.Stage.Key, Start: s.Start, End: s.End, Days: s.Days})
	}
	if again := Drift(have, now, holidays, "2025-08-07"); len(again) != 0 {
		t.Errorf("agreed dates drift again: %+v", again)
	}
}

func TestWhatAPlanWarnsOf(t *testing.T) {
	mode, _, holidays := rules(t)
	twenty, none := 20, 0
	cases := map[string]struct {
		start   clock.Date
		changes map[string]regulation.StageChange
		want    []string
	}{
		"an ordinary plan is quiet":           {"2025-07-07", nil, nil},
		"a shorter stage is a deviation":      {"2025-07-07", map[string]regulation.StageChange{"elearning_1": {Days: &twenty}}, []string{"regulation.warning.days_differ"}},
		"a stage left out is a deviation":     {"2025-07-07", map[string]regulation.StageChange{"elearning_2": {Days: &none}}, []string{"regulation.warning.days_differ"}},
		"a class stage over Christmas":        {"2025-09-29", nil, []string{WarnSplit}},
		"years of unknown holidays are named": {"2030-01-07", nil, []string{"regulation.warning.holidays_unknown"}},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			d, err := DatesOf(mode, c.start, holidays, c.changes)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.want, keys(d.Warnings)); diff != "" {
				t.Errorf("%s\n%+v", diff, ends(d))
			}
		})
	}
}

func TestWhoseProbationIsFullBeforeTheEnd(t *testing.T) {
	_, probation, _ := rules(t)
	people := []Candidate{{Person: "early", TMT: "2024-10-01"}, {Person: "just", TMT: "2024-10-06"}, {Person: "later", TMT: "2025-04-01"}, {Person: "unknown"}}
	late := Late(people, "2025-10-06", probation)
	if len(late) != 1 || late[0].Person != "early" {
		t.Errorf("late: %+v", late)
	}
	if slices.ContainsFunc(Late(people, "2025-09-30", probation), func(Candidate) bool { return true }) {
		t.Error("a course that ends in time is late")
	}
}

func TestTheLastStartThatIsInTime(t *testing.T) {
	mode, probation, holidays := rules(t)
	people := []Candidate{{Name: "Rani", TMT: "2025-05-01"}, {Name: "Budi", TMT: "2025-06-01"}}
	end := func(start clock.Date) clock.Date {
		d, err := DatesOf(mode, start, holidays, nil)
		if err != nil {
			t.Fatal(err)
		}
		return d.End()
	}
	const start clock.Date = "2026-03-02"
	latest, err := latestStart(mode, start, holidays, nil, people, end(start), probation)
	if err != nil || latest == "" || latest >= start {
		t.Fatalf("latest start %q, %v", latest, err)
	}
	if late := Late(people, end(latest), probation); len(late) > 0 {
		t.Errorf("started on %s it ends %s, too late for %d", latest, end(latest), len(late))
	}
	if late := Late(people, end(latest.AddDays(1)), probation); len(late) == 0 {
		t.Errorf("a day after %s would do too", latest)
	}
	if w := lateWarning(people, end(start), latest); !w.Late() || !slices.Contains(w.Args, any(string(latest))) {
		t.Errorf("the warning is %+v", w)
	}
	late := []Candidate{{Name: "Rani", TMT: "2020-01-01"}}
	if never, err := latestStart(mode, start, holidays, nil, late, end(start), probation); err != nil || never != "" {
		t.Errorf("somebody who is years too late may start on %q, %v", never, err)
	}
}
