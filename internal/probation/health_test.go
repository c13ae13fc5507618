package probation_test

import (
	"testing"
	"time"

	"pamong/internal/access"
	"pamong/internal/document"
	"pamong/internal/kit/clock"
	"pamong/internal/kit/fault"
	"pamong/internal/kit/i18n"
	"pamong/internal/probation"
	"pamong/internal/regulation"
)

// From the queue to the letter: thirty people, twelve on a working day, one not
// fit, one asked again, one away, one given up.
func TestPeopleAreExaminedWithinTheQuota(t *testing.T) {
	each(t, func(t *testing.T, b bureau) {
		ctx, o := t.Context(), b.office
		if n := len(b.waiting(t)); n != 30 {
			t.Fatalf("%d people wait", n)
		}
		exam, err := o.PlanExam(ctx, b.Actor, b.Agency, probation.Exam{Hospital: "RSUD Taman Husada", Place: "Poli MCU", FirstDay: "2026-02-12", Quota: 12})
		if err != nil {
			t.Fatal(err)
		}
		if n, err := o.SeatExam(ctx, b.Actor, b.Agency, exam, nil); err != nil || n != 30 {
			t.Fatalf("seated %d: %v", n, err)
		}
		_, seats, err := o.HealthQueue(ctx, b.Actor, b.Agency)
		if err != nil {
			t.Fatal(err)
		}
		days := map[clock.Date]int{}
		for _, s := range seats {
			days[s.Day]++
		}
		// 14 and 15 February are a weekend, 16 and 17 collective leave and Chinese New Year.
		if len(days) != 3 || days["2026-02-12"] != 12 || days["2026-02-13"] != 12 || days["2026-02-14"]+days["2026-02-15"] != 0 {
			t.Errorf("days %v", days)
		}
		if len(b.waiting(t)) != 0 {
			t.Error("who has a day still waits")
		}
		if _, err := o.SeatExam(ctx, b.Actor, b.Agency, exam, nil); fault.KindOf(err) != fault.KindConflict {
			t.Errorf("seated twice: %v", err)
		}
		if err := o.Examined(ctx, b.Actor, b.Agency, probation.ExamResult{Seat: seats[0].ID, State: probation.ExamAbsent}); fault.KindOf(err) != fault.KindInvalid {
			t.Errorf("a result before the day: %v", err)
		}
		b.on(t, "2026-02-13")
		for i, r := range []probation.ExamResult{
			{State: probation.ExamFit, Number: "445/1", IssuedOn: "2026-02-12"}, {State: probation.ExamUnfit, Number: "445/2", IssuedOn: "2026-02-13"},
			{State: probation.ExamAgain, AgainOn: "2026-02-23"}, {State: probation.ExamAbsent}, {State: probation.ExamReleased},
		} {
			r.Seat = seats[i].ID
			if err := o.Examined(ctx, b.Actor, b.Agency, r); err != nil {
				t.Fatalf("%s: %v", r.State, err)
			}
			if err := o.Examined(ctx, b.Actor, b.Agency, r); fault.KindOf(err) != fault.KindConflict {
				t.Errorf("%s twice: %v", r.State, err)
			}
		}
		papers, err := document.InForce(ctx, b.DB, seats[0].Person)
		if err != nil || papers[document.Health].Issuer != "RSUD Taman Husada" || !papers[document.Health].Counts(rulesOf(t, b), "2026-02-13") {
			t.Errorf("the letter is %+v: %v", papers[document.Health], err)
		}
		back := map[string]probation.Waiting{}
		for _, w := range b.waiting(t) {
			back[string(w.ID)] = w
		}
		if len(back) != 3 || back[seats[2].Person].NotBefore != "2026-02-23" || back[seats[3].Person].Absent != 1 {
			t.Errorf("back in the queue: %d", len(back))
		}
		if n, err := o.SeatExam(ctx, b.Actor, b.Agency, exam, []string{seats[2].Person, seats[3].Person}); err != nil || n != 2 {
			t.Fatalf("seated again %d: %v", n, err)
		}
		_, seats, err = o.HealthQueue(ctx, b.Actor, b.Agency)
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range seats[30:] {
			if s.Person == seats[2].Person && s.Day != "2026-02-23" || s.Day <= "2026-02-13" {
				t.Errorf("the second examination is on %s", s.Day)
			}
		}
	})
}

// One letter for each day to the hospital, with those who have that day.
func TestACoveringLetterGoesWithEachDay(t *testing.T) {
	each(t, func(t *testing.T, b bureau) {
		ctx, o := t.Context(), b.office
		order := document.Order{Agency: b.Agency, Kind: document.HealthCover, Day: "2026-02-04", Speak: messages(t).Speaker(i18n.Indonesian)}
		if _, err := o.Letters(ctx, b.DB, b.Actor, order); fault.KindOf(err) != fault.KindConflict {
			t.Errorf("a letter without anybody: %v", err)
		}
		exam, err := o.PlanExam(ctx, b.Actor, b.Agency, probation.Exam{Hospital: "RSUD Taman Husada", Place: "Poli MCU", FirstDay: "2026-02-12", Quota: 12})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := o.SeatExam(ctx, b.Actor, b.Agency, exam, nil); err != nil {
			t.Fatal(err)
		}
		letters, err := o.Letters(ctx, b.DB, b.Actor, order)
		if err != nil || len(letters) != 3 {
			t.Fatalf("%d letters: %v", len(letters), err)
		}
		complete(t, document.HealthCover, letters[0].Data)
		if d := letters[0].Data; d.Text["periksa_hari"] != "Kamis, 12 Februari 2026" || d.Text["periksa_oleh"] != "RSUD Taman Husada" || d.Text["periksa_tempat"] != "Poli MCU" || len(d.Lists["daftar"]) != 12 {
			t.Errorf("the letter says %v to %d people", d.Text, len(d.Lists["daftar"]))
		}
		_, seats, err := o.HealthQueue(ctx, b.Actor, b.Agency)
		if err != nil {
			t.Fatal(err)
		}
		order.People = []string{seats[0].Person, seats[1].Person}
		if letters, err = o.Letters(ctx, b.DB, b.Actor, order); err != nil || len(letters) != 1 || len(letters[0].Data.Lists["daftar"]) != 2 {
			t.Errorf("%d letters for two people: %v", len(letters), err)
		}
		order.People, order.Day = nil, "2026-02-13"
		if letters, err = o.Letters(ctx, b.DB, b.Actor, order); err != nil || len(letters) != 2 {
			t.Errorf("%d letters when the first day is over: %v", len(letters), err)
		}
	})
}

// One person moves to another day of the examination, as the quota allows.
func TestSomebodyMovesToAnotherDay(t *testing.T) {
	each(t, func(t *testing.T, b bureau) {
		ctx, o := t.Context(), b.office
		exam, err := o.PlanExam(ctx, b.Actor, b.Agency, probation.Exam{Hospital: "RSUD Taman Husada", FirstDay: "2026-02-12", Quota: 12})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := o.SeatExam(ctx, b.Actor, b.Agency, exam, []string{}); refusedField(err) != "people" {
			t.Errorf("nobody was ticked: %v", err)
		}
		first := b.waiting(t)[:14]
		var people []string
		for _, w := range first {
			people = append(people, string(w.ID))
		}
		if n, err := o.SeatExam(ctx, b.Actor, b.Agency, exam, people); err != nil || n != 14 {
			t.Fatalf("seated %d: %v", n, err)
		}
		if _, err := o.SeatExam(ctx, b.Actor, b.Agency, exam, people[:1]); refusedField(err) != "people" {
			t.Errorf("ticked twice: %v", err)
		}
		_, seats, err := o.HealthQueue(ctx, b.Actor, b.Agency)
		if err != nil {
			t.Fatal(err)
		}
		for name, day := range map[string]clock.Date{"the day it is": seats[12].Day, "a full day": "2026-02-12", "a Saturday": "2026-02-14", "Chinese New Year": "2026-02-17", "before the first day": "2026-02-11", "no day": ""} {
			if err := o.MoveExam(ctx, b.Actor, b.Agency, seats[12].ID, day); refusedField(err) != "day" {
				t.Errorf("%s: %v", name, err)
			}
		}
		leader := access.AccountActor("l", []access.Grant{{Role: access.Leader, Agency: string(b.Agency.ID), Scope: access.Whole}})
		if err := o.MoveExam(ctx, leader, b.Agency, seats[0].ID, "2026-02-13"); fault.KindOf(err) != fault.KindForbidden {
			t.Errorf("a leader moves: %v", err)
		}
		for _, move := range []struct {
			seat string
			to   clock.Date
		}{{seats[0].ID, "2026-02-13"}, {seats[12].ID, "2026-02-12"}} {
			if err := o.MoveExam(ctx, b.Actor, b.Agency, move.seat, move.to); err != nil {
				t.Fatal(err)
			}
		}
		if _, seats, err = o.HealthQueue(ctx, b.Actor, b.Agency); err != nil || seats[0].Day != "2026-02-13" || seats[12].Day != "2026-02-12" {
			t.Errorf("moved to %s and %s: %v", seats[0].Day, seats[12].Day, err)
		}
		b.on(t, "2026-02-13")
		if err := o.Examined(ctx, b.Actor, b.Agency, probation.ExamResult{Seat: seats[0].ID, State: probation.ExamAgain, AgainOn: "2026-02-25"}); err != nil {
			t.Fatal(err)
		}
		if err := o.MoveExam(ctx, b.Actor, b.Agency, seats[0].ID, "2026-02-26"); fault.KindOf(err) != fault.KindConflict {
			t.Errorf("moved after the result: %v", err)
		}
		if _, err := o.SeatExam(ctx, b.Actor, b.Agency, exam, []string{seats[0].Person}); err != nil {
			t.Fatal(err)
		}
		if _, seats, err = o.HealthQueue(ctx, b.Actor, b.Agency); err != nil || seats[14].Day != "2026-02-25" {
			t.Fatalf("examined again on %s: %v", seats[14].Day, err)
		}
		if err := o.MoveExam(ctx, b.Actor, b.Agency, seats[14].ID, "2026-02-24"); refusedField(err) != "day" {
			t.Errorf("moved before the day that was asked: %v", err)
		}
	})
}

// refusedField is the one field beside which something was refused.
func refusedField(err error) string {
	if f := fault.Of(err); f != nil && len(f.Fields) == 1 {
		return f.Fields[0].Name
	}
	return ""
}

// on lets the day come.
func (b bureau) on(t *testing.T, d clock.Date) {
	t.Helper()
	at, err := time.Parse(time.DateOnly, string(d))
	if err != nil {
		t.Fatal(err)
	}
	b.Clock.Set(at.Add(3 * time.Hour))
}

// waiting is the queue for the examination.
func (b bureau) waiting(t *testing.T) []probation.Waiting {
	t.Helper()
	list, _, err := b.office.HealthQueue(t.Context(), b.Actor, b.Agency)
	if err != nil {
		t.Fatal(err)
	}
	return list
}

func rulesOf(t *testing.T, b bureau) *regulation.Probation {
	t.Helper()
	p, err := b.office.Pack(t.Context(), b.Agency)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestExaminationsThatAreRefused(t *testing.T) {
	each(t, func(t *testing.T, b bureau) {
		ctx, o := t.Context(), b.office
		good := probation.Exam{Hospital: "RSUD", FirstDay: "2026-02-12", Quota: 12}
		cases := map[string]struct {
			field  string
			change func(*probation.Exam)
		}{
			"nobody examines":     {"hospital", func(e *probation.Exam) { e.Hospital = "  " }},
			"a day that has been": {"first_day", func(e *probation.Exam) { e.FirstDay = "2026-02-03" }},
			"nobody on a day":     {"quota", func(e *probation.Exam) { e.Quota = 0 }},
		}
		for name, c := range cases {
			t.Run(name, func(t *testing.T) {
				e := good
				c.change(&e)
				_, err := o.PlanExam(ctx, b.Actor, b.Agency, e)
				if f := fault.Of(err); f == nil || len(f.Fields) != 1 || f.Fields[0].Name != c.field {
					t.Errorf("refused with %v", err)
				}
			})
		}
		leader := access.AccountActor("l", []access.Grant{{Role: access.Leader, Agency: string(b.Agency.ID), Scope: access.Whole}})
		if _, err := o.PlanExam(ctx, leader, b.Agency, good); fault.KindOf(err) != fault.KindForbidden {
			t.Errorf("a leader plans: %v", err)
		}
		if _, _, err := o.HealthQueue(ctx, leader, b.Agency); err != nil {
			t.Errorf("a leader may not look: %v", err)
		}
	})
}
