package evaluation_test

import (
	"io/fs"
	"testing"

	"pamong/internal/access"
	"pamong/internal/attendance"
	"pamong/internal/evaluation"
	"pamong/internal/kit/db"
	"pamong/internal/kit/db/dbtest"
	"pamong/internal/kit/fault"
	"pamong/internal/kit/jobs"
	"pamong/internal/notify"
	"pamong/internal/regulation"
	"pamong/internal/schedule/scheduletest"
	"pamong/internal/training"
	"pamong/internal/training/trainingtest"
)

type room struct {
	*trainingtest.Desk
	board     *evaluation.Board
	batch     training.BatchID
	seats     []training.Seat
	committee access.Actor
}

func each(t *testing.T, f func(t *testing.T, r room)) {
	t.Helper()
	dbtest.Each(t, append(scheduletest.Schemas(), []fs.FS{attendance.Schema, evaluation.Schema, jobs.Schema, notify.Schema}...), func(t *testing.T, d *db.DB) {
		desk := trainingtest.New(t, d)
		desk.People(t, 0, 24)
		o := trainingtest.Order("Latsar 2025")
		o.Waves = 1
		batch := desk.Batches(t, desk.Programme(t, o))[0].ID
		f(t, room{desk, &evaluation.Board{DB: d, Clock: desk.Clock}, batch, desk.Seats(t, batch), trainingtest.Holding(string(desk.Agency.ID), access.Committee, access.Whole)})
	})
}

// full are the marks of somebody who passes with 82.20.
var full = []evaluation.NewMark{
	{Component: "attitude", Marker: evaluation.Organiser, Value: 8800}, {Component: "mooc", Marker: evaluation.SystemMark, Value: 7000},
	{Component: "elearning", Marker: evaluation.Organiser, Value: 7500}, {Component: "design", Marker: evaluation.ExaminerM, Value: 8200},
	{Component: "achievement", Marker: evaluation.ExaminerM, Value: 8400}, {Component: "benefit", Marker: evaluation.ExaminerM, Value: 8400},
	{Component: "communication", Marker: evaluation.ExaminerM, Value: 8400}, {Component: "pktbt", Marker: evaluation.HomeAgency, Value: 8600},
}

func (r room) mark(t *testing.T, seat training.Seat) {
	t.Helper()
	list := append([]evaluation.NewMark(nil), full...)
	for i := range list {
		list[i].Seat = seat.ID
	}
	if n, err := r.board.Enter(t.Context(), r.committee, r.Agency, r.batch, list, ""); err != nil || n != len(list) {
		t.Fatalf("entered %d marks, %v", n, err)
	}
}

func (r room) table(t *testing.T) *evaluation.Table {
	t.Helper()
	table, err := r.board.Table(t.Context(), r.committee, r.Agency, r.batch)
	if err != nil {
		t.Fatal(err)
	}
	return table
}

func (r room) row(t *testing.T, seat training.Seat) evaluation.Row {
	t.Helper()
	for _, row := range r.table(t).Rows {
		if row.Seat.ID == seat.ID {
			return row
		}
	}
	t.Fatal("no row of the seat")
	return evaluation.Row{}
}

func TestFromMarksToAResult(t *testing.T) {
	each(t, func(t *testing.T, r room) {
		r.mark(t, r.seats[0])
		row := r.row(t, r.seats[0])
		// 15x88 + 10x70 + 10x75 + 20x82 + 30x84 + 15x86 = 8220
		if row.Result == nil || row.Result.Final != 8220 || row.Proposal() != regulation.Passed {
			t.Fatalf("result %+v", row.Result)
		}
		if other := r.row(t, r.seats[1]); other.Result != nil || len(other.Missing) != 8 {
			t.Errorf("somebody without marks: %+v, missing %v", other.Result, other.Missing)
		}
	})
}

func TestSeveralMarkersCountTheSame(t *testing.T) {
	each(t, func(t *testing.T, r room) {
		r.mark(t, r.seats[0])
		seat := r.seats[0]
		coach := trainingtest.Holding(string(r.Agency.ID), access.Coach, access.GroupScope(string(seat.Group)))
		r.Clock.Advance(8 * 24 * 3600e9) // the group covers its people from the first day of the course
		if _, err := r.board.Enter(t.Context(), coach, r.Agency, r.batch, []evaluation.NewMark{{Seat: seat.ID, Component: "design", Marker: evaluation.CoachMark, Value: 9100}}, ""); err != nil {
			t.Fatal(err)
		}
		got := r.row(t, seat).Means["design"]
		if got.Round() != 8650 {
			t.Errorf("mean of 82 and 91 is %s, want 86.50", got)
		}
	})
}

func TestWhoMayMarkWhat(t *testing.T) {
	each(t, func(t *testing.T, r room) {
		r.Clock.Advance(8 * 24 * 3600e9)
		agency := string(r.Agency.ID)
		seat, other := r.seats[0], training.Seat{}
		for _, s := range r.seats {
			if s.Group != seat.Group {
				other = s
			}
		}
		coach := trainingtest.Holding(agency, access.Coach, access.GroupScope(string(seat.Group)))
		cases := map[string]struct {
			by   access.Actor
			mark evaluation.NewMark
			want fault.Kind
		}{
			"a coach marks the design of the own group":      {coach, evaluation.NewMark{Seat: seat.ID, Component: "design", Marker: evaluation.CoachMark, Value: 8000}, 0},
			"a coach marks nobody of another group":          {coach, evaluation.NewMark{Seat: other.ID, Component: "design", Marker: evaluation.CoachMark, Value: 8000}, fault.KindNotFound},
			"a coach does not mark as an examiner":           {coach, evaluation.NewMark{Seat: seat.ID, Component: "design", Marker: evaluation.ExaminerM, Value: 8000}, fault.KindForbidden},
			"a coach does not mark PKTBT":                    {coach, evaluation.NewMark{Seat: seat.ID, Component: "pktbt", Marker: evaluation.CoachMark, Value: 8000}, fault.KindInvalid},
			"a mark above 100 is refused":                    {coach, evaluation.NewMark{Seat: seat.ID, Component: "attitude", Marker: evaluation.CoachMark, Value: 10001}, fault.KindInvalid},
			"a component that the pack lacks is refused":     {r.committee, evaluation.NewMark{Seat: seat.ID, Component: "singing", Marker: evaluation.Organiser, Value: 8000}, fault.KindInvalid},
			"a leader marks nothing":                         {trainingtest.Holding(agency, access.Leader, access.Whole), evaluation.NewMark{Seat: seat.ID, Component: "design", Marker: evaluation.CoachMark, Value: 8000}, fault.KindForbidden},
			"another agency's committee finds nobody":        {trainingtest.Holding("other", access.Committee, access.Whole), evaluation.NewMark{Seat: seat.ID, Component: "design", Marker: evaluation.CoachMark, Value: 8000}, fault.KindNotFound},
			"the committee of another batch may not":         {trainingtest.Holding(agency, access.Committee, access.BatchScope("x")), evaluation.NewMark{Seat: seat.ID, Component: "design", Marker: evaluation.CoachMark, Value: 8000}, fault.KindNotFound},
			"an officer enters the mark of the home agency":  {r.Actor, evaluation.NewMark{Seat: seat.ID, Component: "pktbt", Marker: evaluation.HomeAgency, Value: 8000}, 0},
			"an officer does not enter the mark of a tutor":  {r.Actor, evaluation.NewMark{Seat: seat.ID, Component: "attitude", Marker: evaluation.Tutor, Value: 8000}, fault.KindForbidden},
			"a mark moved from the raw one needs its reason": {coach, evaluation.NewMark{Seat: seat.ID, Component: "attitude", Marker: evaluation.CoachMark, Value: 8000, Raw: 7000}, fault.KindInvalid},
		}
		for name, c := range cases {
			t.Run(name, func(t *testing.T) {
				_, err := r.board.Enter(t.Context(), c.by, r.Agency, r.batch, []evaluation.NewMark{c.mark}, "")
				if (err == nil) != (c.want == 0) || fault.KindOf(err) != c.want {
					t.Errorf("got %v (kind %d), want kind %d", err, fault.KindOf(err), c.want)
				}
			})
		}
	})
}

func TestAChangedMarkNeedsItsReason(t *testing.T) {
	each(t, func(t *testing.T, r room) {
		r.mark(t, r.seats[0])
		change := evaluation.NewMark{Seat: r.seats[0].ID, Component: "design", Marker: evaluation.ExaminerM, Value: 9000}
		if _, err := r.board.Enter(t.Context(), r.committee, r.Agency, r.batch, []evaluation.NewMark{change}, ""); fault.KindOf(err) != fault.KindInvalid {
			t.Errorf("changed without a reason: %v", err)
		}
		change.Reason = "Salah ketik"
		if n, err := r.board.Enter(t.Context(), r.committee, r.Agency, r.batch, []evaluation.NewMark{change}, ""); err != nil || n != 1 {
			t.Fatalf("changed %d, %v", n, err)
		}
		if n, err := r.board.Enter(t.Context(), r.committee, r.Agency, r.batch, []evaluation.NewMark{change}, ""); err != nil || n != 0 {
			t.Errorf("the same mark again changed %d, %v", n, err)
		}
	})
}

func (r room) prepare(t *testing.T) {
	t.Helper()
	err := r.board.Prepare(t.Context(), r.committee, r.Agency, evaluation.Meeting{Batch: r.batch, HeldOn: "2025-06-30", Chair: "Drs. Bambang Hermansyah, M.Si.", Present: []evaluation.Attendee{{Name: "Sri Mulyani Astuti, S.E., M.M.", As: "Akademik"}}})
	if err != nil {
		t.Fatal(err)
	}
}

func TestTheMeetingLocksWhatItDecided(t *testing.T) {
	each(t, func(t *testing.T, r room) {
		ctx := t.Context()
		lock := func(confirmed bool) error { return r.board.Lock(ctx, r.committee, r.Agency, r.batch, confirmed) }
		for _, s := range r.seats[1:] {
			r.mark(t, s)
		}
		if err := lock(true); fault.Of(err) == nil || fault.Of(err).Key != "evaluation.not_prepared" {
			t.Errorf("locked without a meeting: %v", err)
		}
		r.prepare(t)
		if n, err := r.board.ConfirmAll(ctx, r.committee, r.Agency, r.batch); err != nil || n != len(r.seats)-1 {
			t.Fatalf("confirmed %d, %v", n, err)
		}
		if err := lock(true); fault.Of(err) == nil || fault.Of(err).Key != "evaluation.undecided" {
			t.Errorf("locked with an open decision: %v", err)
		}
		first := r.seats[0].Chain
		if err := r.board.Decide(ctx, r.committee, r.Agency, r.batch, first, regulation.Passed, "kasihan"); fault.KindOf(err) != fault.KindInvalid {
			t.Errorf("passed without marks: %v", err)
		}
		if err := r.board.Decide(ctx, r.committee, r.Agency, r.batch, first, regulation.Deferred, ""); fault.KindOf(err) != fault.KindInvalid {
			t.Errorf("decided otherwise without a reason: %v", err)
		}
		if err := r.board.Decide(ctx, r.committee, r.Agency, r.batch, first, regulation.Deferred, "Sakit, nilai menyusul"); err != nil {
			t.Fatal(err)
		}
		if err := lock(false); fault.Of(err) == nil || fault.Of(err).Key != "evaluation.unverified" {
			t.Errorf("locked on unverified values without a word: %v", err)
		}
		if err := lock(true); err != nil {
			t.Fatal(err)
		}
		r.afterLock(t)
	})
}

func (r room) afterLock(t *testing.T) {
	t.Helper()
	ctx := t.Context()
	change := evaluation.NewMark{Seat: r.seats[1].ID, Component: "design", Marker: evaluation.ExaminerM, Value: 9000, Reason: "terlambat"}
	if _, err := r.board.Enter(ctx, r.committee, r.Agency, r.batch, []evaluation.NewMark{change}, ""); fault.KindOf(err) != fault.KindConflict {
		t.Errorf("a mark entered after the lock: %v", err)
	}
	verdicts, err := evaluation.Verdicts(ctx, r.DB, r.Agency.ID)
	if err != nil || len(verdicts) != len(r.seats) {
		t.Fatalf("%d verdicts, %v", len(verdicts), err)
	}
	v := verdicts[r.seats[1].Person]
	if v.Final != 8220 || v.Predicate != "Memuaskan" || v.Outcome != regulation.Passed || v.Snapshot.Pack != "latsar-2024" || len(v.Snapshot.Parts) != 8 {
		t.Errorf("verdict %+v", v)
	}
	outcomes, err := training.Outcomes(ctx, r.DB, r.Agency.ID)
	if err != nil || len(outcomes) != len(r.seats)-1 {
		t.Errorf("%d people concluded, %v; the deferred one keeps the attempt open", len(outcomes), err)
	}
	if err := r.board.Correct(ctx, r.committee, r.Agency, v.ID, map[string]regulation.Hundredths{"design": 9200}, regulation.Passed, "Nilai penguji kedua tertinggal"); err != nil {
		t.Fatal(err)
	}
	history, err := evaluation.History(ctx, r.DB, v.Person)
	if err != nil || len(history) != 2 || history[0].Final != 8220 || history[1].Final != 8420 {
		t.Errorf("history %+v, %v", history, err)
	}
	if err := r.board.Correct(ctx, r.committee, r.Agency, v.ID, nil, regulation.Failed, "lagi"); fault.KindOf(err) != fault.KindConflict {
		t.Errorf("an overtaken verdict corrected: %v", err)
	}
}
