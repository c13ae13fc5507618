package timetable

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// small is an instance of our own: two courses of one curriculum, one room that
// is too small.
const small = `Name: Small
Courses: 3
Rooms: 2
Days: 2
Periods_per_day: 3
Curricula: 1
Constraints: 1

COURSES:
Law Rini 3 2 30
Ethics Budi 1 1 20
History Rini 1 1 10

ROOMS:
R1 25
R2 40

CURRICULA:
Year1 2 Law Ethics

UNAVAILABILITY_CONSTRAINTS:
Law 0 0

END.
`

func TestASolutionIsRatedByTheRulesOfTheCompetition(t *testing.T) {
	c, err := ReadContest(strings.NewReader(small))
	if err != nil {
		t.Fatal(err)
	}
	for name, one := range map[string]struct {
		solution string
		want     ContestCost
	}{
		"everything in order":                         {"Law R2 0 1\nLaw R2 0 2\nLaw R2 1 0\nEthics R1 1 1\nHistory R1 0 0", ContestCost{}},
		"a lecture that is missing":                   {"Law R2 0 1\nLaw R2 0 2\nEthics R1 0 0\nHistory R1 1 0", ContestCost{Lectures: 1, MinDays: 5}},
		"a room too small for five, and another room": {"Law R1 0 1\nLaw R2 0 2\nLaw R2 1 0\nEthics R2 1 1\nHistory R1 0 0", ContestCost{Capacity: 5, Stability: 1}},
		"a lecture alone on its day counts two":       {"Law R2 0 1\nLaw R2 0 2\nLaw R2 1 0\nEthics R1 1 2\nHistory R1 0 0", ContestCost{Alone: 4}},
		"one teacher and one room twice at once":      {"Law R2 0 1\nLaw R2 0 2\nLaw R2 1 0\nEthics R1 1 1\nHistory R2 0 1", ContestCost{Conflicts: 1, Occupied: 1}},
		"a period that is closed":                     {"Law R2 0 0\nLaw R2 0 1\nLaw R2 1 0\nEthics R1 1 1\nHistory R1 0 2", ContestCost{Closed: 1}},
	} {
		lectures, err := ReadLectures(strings.NewReader(one.solution))
		if err != nil {
			t.Fatal(err)
		}
		got, err := c.Rate(lectures)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(one.want, got); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

func TestAnInstanceIsSolvedWithoutCost(t *testing.T) {
	c, err := ReadContest(strings.NewReader(small))
	if err != nil {
		t.Fatal(err)
	}
	p, err := c.Problem()
	if err != nil {
		t.Fatal(err)
	}
	plan, err := Solve(t.Context(), p, Options{Moves: 100000, Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	lectures := c.Lectures(p, plan.Places)
	got, err := c.Rate(lectures)
	if err != nil || got.Hard() != 0 || got.Soft() != plan.Cost || plan.Cost != 0 {
		t.Errorf("rated %+v, %v; the plan says %d", got, err, plan.Cost)
	}
	again, err := ReadLectures(strings.NewReader(LectureLines(lectures)))
	if err != nil || !cmp.Equal(again, lectures) {
		t.Errorf("written and read again: %v, %v", again, err)
	}
}

func TestFilesThatAreRefused(t *testing.T) {
	for name, one := range map[string]struct{ text, want string }{
		"an instance without courses":  {"Name: X\nDays: 2\nPeriods_per_day: 3\n", "no instance"},
		"a line with too few words":    {"COURSES:\nLaw Rini 3\n", "line 2"},
		"a number that is none":        {"ROOMS:\nR1 big\n", `no number: "big"`},
		"a curriculum that is shorter": {"CURRICULA:\nYear1 3 Law\n", "1 courses instead of 3"},
		"a part that nobody knows":     {"BUILDINGS:\nMain 3\n", `no part "BUILDINGS"`},
	} {
		if _, err := ReadContest(strings.NewReader(one.text)); err == nil || !strings.Contains(err.Error(), one.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	const head = "Name: X\nDays: 5\nPeriods_per_day: 6\nROOMS:\nR1 40\nCOURSES:\n"
	for name, one := range map[string]struct{ text, want string }{
		"more lectures than anybody holds": {head + "Law Rini 1000000000 2 30\n", "1000000000 lectures"},
		"many courses of many lectures":    {head + "Law Rini 60000 2 30\nEthics Budi 60000 1 20\n", "too many events"},
		"fewer lectures than none":         {head + "Law Rini -3 2 30\n", "-3 lectures"},
		"days without an end":              {"Days: 1000000000\nPeriods_per_day: 1000000000\nROOMS:\nR1 40\nCOURSES:\nLaw Rini 3 2 30\n", "too much time"},
		"a closed period that is none":     {head + "Law Rini 3 2 30\nUNAVAILABILITY_CONSTRAINTS:\nLaw 4 6\n", "no period 6 of day 4"},
	} {
		c, err := ReadContest(strings.NewReader(one.text))
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if _, err := c.Problem(); err == nil || !strings.Contains(err.Error(), one.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	for name, one := range map[string]struct{ text, want string }{
		"two problems in one file":         {`{"days": 1, "day_slots": 2}{"days": 1, "day_slots": 2}`, "something follows"},
		"days without an end":              {`{"days": 1000000, "day_slots": 1000000, "resources": [{"name": "A"}], "events": [{"name": "e", "with": ["A"], "times": [{"start": 0, "end": 1}]}]}`, "too much time"},
		"a time that costs less than none": {`{"days": 1, "day_slots": 2, "events": [{"name": "e", "times": [{"start": 0, "end": 1, "cost": -1}]}]}`, "cost -1"},
		"a wish that costs too much":       {`{"days": 1, "day_slots": 2, "resources": [{"name": "A", "gap": 9223372036854775807}]}`, "cost 9223372036854775807"},
		"a field that nobody knows":        {`{"days": 1, "hours": 2}`, "hours"},
		"two resources of one name":        {`{"days": 1, "day_slots": 2, "resources": [{"name": "A"}, {"name": "A"}]}`, `"A"`},
		"an event without a time":          {`{"days": 1, "day_slots": 2, "events": [{"name": "e", "times": []}]}`, "no time"},
		"an event with somebody unknown":   {`{"days": 1, "day_slots": 2, "events": [{"name": "e", "with": ["B"], "times": [{"start": 0, "end": 1}]}]}`, `no resource "B"`},
		"a time over midnight":             {`{"days": 2, "day_slots": 2, "events": [{"name": "e", "times": [{"start": 1, "end": 3}]}]}`, "no time of one day"},
		"a home that is not offered":       {`{"days": 1, "day_slots": 2, "events": [{"name": "e", "times": [{"start": 0, "end": 1}], "home": {"start": 1, "end": 2}}]}`, "may not lie"},
		"an order with an unknown event":   {`{"days": 1, "day_slots": 2, "orders": [{"before": "e", "after": "f"}]}`, `no event "e"`},
		"a locked event that is nowhere":   {`{"days": 1, "day_slots": 2, "events": [{"name": "e", "locked": true, "times": [{"start": 0, "end": 1}]}]}`, "locked"},
		"a resource that is named twice":   {`{"days": 1, "day_slots": 2, "resources": [{"name": "A"}], "events": [{"name": "e", "with": ["A"], "choices": [[{"who": "A"}]], "times": [{"start": 0, "end": 1}]}]}`, "named twice"},
		"times that do not stand in order": {`{"days": 1, "day_slots": 2, "events": [{"name": "e", "times": [{"start": 1, "end": 2}, {"start": 0, "end": 1}]}]}`, "out of order"},
	} {
		if _, err := ReadProblem(strings.NewReader(one.text)); err == nil || !strings.Contains(err.Error(), one.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestWhatFindsNoPlaceIsLeftOutWithItsReasons(t *testing.T) {
	p, err := ReadProblem(strings.NewReader(`{"days": 1, "day_slots": 2, "resources": [{"name": "Kelompok 1"}, {"name": "Rini"}, {"name": "Ruang A", "taken": [{"start": 1, "end": 2}]}],
		"events": [{"name": "satu", "with": ["Kelompok 1"], "choices": [[{"who": "Rini"}]], "times": [{"start": 0, "end": 1}], "locked": true, "home": {"start": 0, "end": 1, "picks": ["Rini"]}},
			{"name": "dua", "with": ["Kelompok 1"], "choices": [[{"who": "Rini"}], [{"who": "Ruang A"}]], "times": [{"start": 0, "end": 1}, {"start": 1, "end": 2}]}]}`))
	if err != nil {
		t.Fatal(err)
	}
	plan, err := Solve(t.Context(), p, Options{Moves: 4000, Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]FilePlace{{Event: "satu", Span: Span{0, 1}, Picks: []string{"Rini"}}}, p.Named(plan.Places)); diff != "" {
		t.Fatal(diff)
	}
	want := []Reason{{Clash, "Kelompok 1", 1, 2}, {"nobody", "Rini", 1, 2}, {"nobody", "Ruang A", 1, 2}}
	if diff := cmp.Diff(want, Why(p, plan.Places, plan.Left[0])); diff != "" {
		t.Error(diff)
	}
}
