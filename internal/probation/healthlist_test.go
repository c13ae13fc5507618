package probation_test

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"pamong/internal/access"
	"pamong/internal/audit"
	"pamong/internal/document"
	"pamong/internal/kit/db"
	"pamong/internal/kit/fault"
	"pamong/internal/kit/sheet"
	"pamong/internal/org"
	"pamong/internal/probation"
	"pamong/internal/roster"
)

// ward is an examination whose first two days have come: twelve people were to
// come on 12 February, twelve on the 13th, six on a day to come.
type ward struct {
	bureau
	exam  probation.ExamID
	seats []probation.ExamSeat
	nips  []string // of the people of the seats
}

func eachWard(t *testing.T, f func(t *testing.T, w ward)) {
	t.Helper()
	each(t, func(t *testing.T, b bureau) {
		w, ctx := ward{bureau: b}, t.Context()
		var err error
		if w.exam, err = b.office.PlanExam(ctx, b.Actor, b.Agency, probation.Exam{Hospital: "RSUD Taman Husada", FirstDay: "2026-02-12", Quota: 12}); err != nil {
			t.Fatal(err)
		}
		if _, err := b.office.SeatExam(ctx, b.Actor, b.Agency, w.exam, nil); err != nil {
			t.Fatal(err)
		}
		w.seats = w.days(t)
		for _, s := range w.seats {
			p, err := roster.ByID(ctx, b.DB, b.Agency.ID, roster.PersonID(s.Person))
			if err != nil {
				t.Fatal(err)
			}
			w.nips = append(w.nips, p.NIP)
		}
		b.on(t, "2026-02-13")
		f(t, w)
	})
}

func (w ward) days(t *testing.T) []probation.ExamSeat {
	t.Helper()
	_, seats, err := w.office.HealthQueue(t.Context(), w.Actor, w.Agency)
	if err != nil {
		t.Fatal(err)
	}
	return seats
}

// list is a list of results as a hospital gives it back.
func list(header string, lines ...string) roster.File {
	text := header + "\n" + strings.Join(lines, "\n") + "\n"
	return roster.File{ReaderAt: strings.NewReader(text), Size: int64(len(text)), Name: "hasil.csv"}
}

const resultHeader = "NIP;Nama;Hari;Hasil;Nomor surat sehat;Tanggal surat;Diperiksa lagi mulai;Catatan"

func (w ward) read(t *testing.T, file roster.File) *probation.Preview {
	t.Helper()
	p, err := w.office.ReadResults(t.Context(), w.Actor, w.Agency, file)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// record writes the result of one day by hand.
func (w ward) record(t *testing.T, r probation.ExamResult) {
	t.Helper()
	if err := w.office.Examined(t.Context(), w.Actor, w.Agency, r); err != nil {
		t.Fatal(err)
	}
}

// Each row says what it becomes or, beside its field, what is wrong with it.
func TestEachRowOfAListOfResultsIsJudged(t *testing.T) {
	eachWard(t, func(t *testing.T, w ward) {
		w.record(t, probation.ExamResult{Seat: w.seats[8].ID, State: probation.ExamFit, Number: "445/8", IssuedOn: "2026-02-12"})
		w.record(t, probation.ExamResult{Seat: w.seats[9].ID, State: probation.ExamAbsent})
		w.record(t, probation.ExamResult{Seat: w.seats[12].ID, State: probation.ExamFit, Number: "445/12", IssuedOn: "2026-02-13"})
		cases := []struct {
			name, line, want string
		}{
			{"fit", w.nips[0] + ";;12/02/2026;Memenuhi Syarat;445/1;2026-02-12;;sehat", "becomes.fit"},
			{"not fit, the date a serial number", w.nips[1] + ";;46065;TMS;445/2;46065;;", "becomes.unfit outcome?probation.list.unfit"},
			{"a second examination", w.nips[2] + ";;12 Februari 2026;Periksa ulang;;;23-Feb-26;", "becomes.again"},
			{"absent, with a letter of no use", w.nips[3] + ";;Kamis, 12 Februari 2026;tidak hadir;445/3;;;", "becomes.absent letter?probation.health.list.no_letter"},
			{"without the day", w.nips[4] + ";;;sehat;445/4;13-02-2026;;", "becomes.fit"},
			{"given up before its day", w.nips[29] + ";;;Lepas harinya;;;;", "becomes.released"},
			{"not filled in", w.nips[5] + ";;12/02/2026;;;;;", "outcome?probation.health.list.empty"},
			{"a letter without a result", w.nips[5] + ";;12-02-2026;;445/5;;;", "outcome!probation.health.no_result"},
			{"an unknown word", w.nips[5] + ";;2026-02-12;lumayan;445/5;2026-02-12;;", "outcome!probation.health.list.bad_result"},
			{"no number, no date", w.nips[6] + ";;12/02/2026;fit;;;;", "letter!probation.health.no_number letter_on!probation.health.bad_issued"},
			{"a letter from before the day", w.nips[7] + ";;12/02/2026;fit;445/7;11/02/2026;;", "letter_on!probation.health.bad_issued"},
			{"no date at all", w.nips[7] + ";;;fit;445/7;besok;;", "letter_on!roster.list.bad_date"},
			{"somebody else's day", w.nips[10] + ";;13/02/2026;fit;445/10;13/02/2026;;", "day!probation.health.list.other_day"},
			{"recorded as something else", w.nips[8] + ";;12/02/2026;tidak hadir;;;;", "outcome!probation.health.list.recorded"},
			{"recorded under another number", w.nips[12] + ";;13/02/2026;fit;445/80;13/02/2026;;", "outcome!probation.health.list.recorded"},
			{"recorded like that", w.nips[9] + ";;12/02/2026;tidak hadir;;;;", "list.same"},
			{"a day to come", w.nips[28] + ";;;tidak hadir;;;;", "outcome!probation.health.too_early"},
			{"a second examination on the same day", w.nips[11] + ";;12/02/2026;periksa lagi;;;12/02/2026;", "again_on!probation.health.bad_again"},
			{"nobody's number", "199001012020011999;;12/02/2026;fit;1;12/02/2026;;", "nip!roster.list.unknown"},
			{"the same day twice", w.nips[0] + ";;12-02-2026;fit;445/1;12/02/2026;;", "nip!roster.list.twice"},
		}
		var lines []string
		for _, c := range cases {
			lines = append(lines, c.line)
		}
		p := w.read(t, list(resultHeader, lines...))
		if len(p.Rows) != len(cases) {
			t.Fatalf("%d rows of %d lines", len(p.Rows), len(cases))
		}
		for i, c := range cases {
			if got := judged(p.Rows[i]); got != c.want {
				t.Errorf("%s: %s, want %s", c.name, got, c.want)
			}
		}
		if p.New != 6 || p.Unchanged != 1 {
			t.Errorf("%d new, %d unchanged", p.New, p.Unchanged)
		}
	})
}

// judged is what a row becomes, then its problems: "field!key", doubts as
// "field?key".
func judged(r roster.ListRow) string {
	var said []string
	if r.Becomes.Key != "" {
		said = append(said, strings.TrimPrefix(r.Becomes.Key, "probation.health."))
	}
	var problems []string
	for _, p := range r.Problems {
		sign := "!"
		if p.Warning {
			sign = "?"
		}
		problems = append(problems, p.Field+sign+p.Key)
	}
	slices.Sort(problems)
	return strings.Join(append(said, problems...), " ")
}

// The columns are found wherever they stand, under the names that offices give
// them, in English too, below title rows; a person may stand under two days.
func TestAListOfResultsComesInManyForms(t *testing.T) {
	eachWard(t, func(t *testing.T, w ward) {
		w.record(t, probation.ExamResult{Seat: w.seats[0].ID, State: probation.ExamAbsent})
		if _, err := w.office.SeatExam(t.Context(), w.Actor, w.Agency, w.exam, nil); err != nil {
			t.Fatal(err)
		}
		again := w.days(t)[30]
		if again.Person != w.seats[0].Person {
			t.Fatalf("the second day is that of %s", again.Person)
		}
		w.on(t, again.Day)
		var book bytes.Buffer
		cells := func(yield func([]sheet.Cell, error) bool) {
			_ = yield([]sheet.Cell{sheet.DateCell("2026-02-12"), sheet.TextCell(w.nips[0]), sheet.TextCell("Did not come")}, nil) &&
				yield([]sheet.Cell{sheet.DateCell(again.Day), sheet.TextCell(w.nips[0]), sheet.TextCell("Fit"), sheet.DateCell(again.Day), sheet.TextCell("445/30")}, nil)
		}
		if err := sheet.Write(&book, sheet.List{Name: "Hasil", Columns: []sheet.Heading{{Title: "Examination day"}, {Title: "NIP"}, {Title: "RESULT"}, {Title: "Letter date"}, {Title: "Letter  number"}}, Rows: cells}); err != nil {
			t.Fatal(err)
		}
		for name, file := range map[string]roster.File{
			"a workbook in English": {ReaderAt: bytes.NewReader(book.Bytes()), Size: int64(book.Len()), Name: "results.xlsx"},
			"columns moved below a title": list("RSUD TAMAN HUSADA;;;;", "Daftar hasil;;;;", "Tgl Pemeriksaan;Tgl Surat;NIP;No Surat;Kesimpulan",
				"12/02/2026;;"+w.nips[0]+";;tidak hadir", fmt.Sprintf("%s;%s;%s;445/30;sehat", again.Day, again.Day, w.nips[0])),
		} {
			p := w.read(t, file)
			var got []string
			for _, r := range p.Rows {
				got = append(got, judged(r))
			}
			if diff := cmp.Diff([]string{"list.same", "becomes.fit"}, got); diff != "" {
				t.Errorf("%s: %s", name, diff)
			}
		}
		if _, err := w.office.ReadResults(t.Context(), w.Actor, w.Agency, list("NIP;Nama", w.nips[0]+";x")); fault.KindOf(err) != fault.KindInvalid {
			t.Errorf("a list without results: %v", err)
		}
		leader := access.AccountActor("l", []access.Grant{{Role: access.Leader, Agency: string(w.Agency.ID), Scope: access.Whole}})
		if _, err := w.office.ReadResults(t.Context(), leader, w.Agency, list(resultHeader)); fault.KindOf(err) != fault.KindForbidden {
			t.Errorf("a leader reads a list: %v", err)
		}
	})
}

// A list goes in as one and comes out as one.
func TestAListOfResultsGoesInAndComesOutAgain(t *testing.T) {
	eachWard(t, func(t *testing.T, w ward) {
		ctx := t.Context()
		file := list(resultHeader, w.nips[0]+";;12/02/2026;sehat;445/1;12/02/2026;;", w.nips[1]+";;12/02/2026;tms;445/2;13/02/2026;;", w.nips[2]+";;12/02/2026;periksa ulang;;;23/02/2026;",
			w.nips[3]+";;12/02/2026;tidak hadir;;;;", w.nips[4]+";;12/02/2026;lumayan;;;;")
		if _, err := w.office.Enter(ctx, w.Actor, w.Agency, w.read(t, file), false); fault.KindOf(err) != fault.KindConflict {
			t.Fatalf("entered with a fault: %v", err)
		}
		before, stale := w.trail(t), w.read(t, file)
		imp, err := w.office.Enter(ctx, w.Actor, w.Agency, w.read(t, file), true)
		if err != nil {
			t.Fatal(err)
		}
		if n := w.trail(t) - before; n != 4 {
			t.Errorf("%d lines in the trail about people, want 4", n)
		}
		want := []probation.ExamState{probation.ExamFit, probation.ExamUnfit, probation.ExamAgain, probation.ExamAbsent, probation.ExamPlanned}
		if got := w.states(t, 5); !slices.Equal(got, want) {
			t.Errorf("states %v", got)
		}
		if letter := w.letter(t, 0); letter.Number != "445/1" || letter.Issuer != "RSUD Taman Husada" || letter.Outcome != document.Fit {
			t.Errorf("the letter is %+v", letter)
		}
		if n := len(w.waiting(t)); n != 2 {
			t.Errorf("%d wait again", n)
		}
		if p := w.read(t, file); p.New != 0 || p.Unchanged != 4 {
			t.Errorf("the same list again: %d new, %d unchanged", p.New, p.Unchanged)
		}
		if _, err := w.office.Enter(ctx, w.Actor, w.Agency, stale, true); fault.KindOf(err) != fault.KindConflict {
			t.Errorf("a preview that was overtaken: %v", err)
		}
		if err := w.office.Undo(ctx, w.Actor, w.Agency, imp); err != nil {
			t.Fatal(err)
		}
		if got := w.states(t, 5); slices.ContainsFunc(got, func(s probation.ExamState) bool { return s != probation.ExamPlanned }) {
			t.Errorf("taken back: %v", got)
		}
		if letter := w.letter(t, 0); letter.ID != "" {
			t.Errorf("the letter stays: %+v", letter)
		}
		if n := len(w.waiting(t)); n != 0 {
			t.Errorf("%d wait after all was taken back", n)
		}
		if _, err := w.office.Enter(ctx, w.Actor, w.Agency, w.read(t, file), true); err != nil {
			t.Errorf("once more: %v", err)
		}
	})
}

// What rests on the results holds them.
func TestResultsOnWhichSomethingRests(t *testing.T) {
	cases := map[string]struct {
		rest func(t *testing.T, w ward)
		key  string
	}{
		"nothing": {func(*testing.T, ward) {}, ""},
		"a new day": {func(t *testing.T, w ward) {
			if _, err := w.office.SeatExam(t.Context(), w.Actor, w.Agency, w.exam, []string{w.seats[1].Person}); err != nil {
				t.Fatal(err)
			}
		}, "probation.health.list.seated"},
		"a newer letter": {func(t *testing.T, w ward) {
			newer := document.Paper{Agency: string(w.Agency.ID), Person: w.seats[0].Person, Kind: document.Health, Number: "445/99", IssuedOn: "2026-02-13", Outcome: document.Fit}
			err := w.DB.InTx(t.Context(), func(tx *db.Tx) error {
				_, err := w.office.Papers.Record(t.Context(), tx, w.Actor, newer, "2026-02-13")
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
		}, "document.bundle_replaced"},
		"a proposal": {func(t *testing.T, w ward) {
			letter := probation.Letter{Kind: probation.Proposed, Forum: probation.ToPPK, Number: "800/12/BKPSDM", IssuedOn: "2026-02-13"}
			if _, err := w.office.Together(t.Context(), w.Actor, w.Agency, letter, []string{w.seats[0].Person}); err != nil {
				t.Fatal(refusal(t, err))
			}
		}, "document.bundle_relied"},
		"a release": {func(t *testing.T, w ward) {
			person := roster.PersonID(w.seats[0].Person)
			if _, err := w.office.People.Release(t.Context(), w.Actor, w.Agency.ID, person, 0, roster.Release{Name: "Kabupaten Contoh", Left: "2026-02-13", Number: "824/1", Reason: "mutasi"}); err != nil {
				t.Fatal(refusal(t, err))
			}
		}, "document.bundle_sealed"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			eachWard(t, func(t *testing.T, w ward) {
				w.mend(t, w.seats[0].Person)
				file := list(resultHeader, w.nips[0]+";;12/02/2026;sehat;445/1;12/02/2026;;", w.nips[1]+";;12/02/2026;tidak hadir;;;;")
				imp, err := w.office.Enter(t.Context(), w.Actor, w.Agency, w.read(t, file), false)
				if err != nil {
					t.Fatal(err)
				}
				c.rest(t, w)
				err = w.office.Undo(t.Context(), w.Actor, w.Agency, imp)
				if f := fault.Of(err); (f != nil || c.key != "" || err != nil) && (f == nil || f.Key != c.key) {
					t.Errorf("taken back: %v, want %s", err, c.key)
				}
				if err := w.office.Taken(t.Context(), w.Agency, imp); (err == nil) != (c.key != "") {
					t.Errorf("the import: %v", err)
				}
			})
		})
	}
}

func (w ward) states(t *testing.T, n int) []probation.ExamState {
	t.Helper()
	var list []probation.ExamState
	for _, s := range w.days(t)[:n] {
		list = append(list, s.State)
	}
	return list
}

func (w ward) letter(t *testing.T, seat int) document.Paper {
	t.Helper()
	papers, err := document.InForce(t.Context(), w.DB, w.seats[seat].Person)
	if err != nil {
		t.Fatal(err)
	}
	return papers[document.Health]
}

// trail counts the entries about results of people.
func (w ward) trail(t *testing.T) int {
	t.Helper()
	rows, err := audit.List(t.Context(), w.DB, audit.Filter{Agency: string(w.Agency.ID), Act: "probation.exam_result", Limit: 100})
	if err != nil {
		t.Fatal(err)
	}
	return len(slices.DeleteFunc(rows, func(r audit.Row) bool { return r.Person == "" }))
}

func TestAListOfPapersStaysWhileSomethingRestsOnIt(t *testing.T) {
	eachWard(t, func(t *testing.T, w ward) {
		ctx := t.Context()
		p, err := w.office.ReadPapers(ctx, w.Actor, w.Agency, list("NIP;Nama;Nomor SPMT;Tanggal SPMT", w.nips[0]+";;800/77/SPMT;02/05/2025"))
		if err != nil {
			t.Fatal(err)
		}
		imp, err := w.office.Enter(ctx, w.Actor, w.Agency, p, false)
		if err != nil {
			t.Fatal(err)
		}
		relied := w.office.Papers.Relied
		w.office.Papers.Relied = func(_ context.Context, _ db.Q, _ org.AgencyID, people []string, _ time.Time) (int, error) {
			return len(people), nil
		}
		if err := w.office.Undo(ctx, w.Actor, w.Agency, imp); fault.Of(err) == nil || fault.Of(err).Key != "document.bundle_relied" {
			t.Errorf("a list on which a step rests was taken back: %v", err)
		}
		w.office.Papers.Relied = relied
		if err := w.office.Undo(ctx, w.Actor, w.Agency, imp); err != nil {
			t.Errorf("nothing rests on it: %v", err)
		}
	})
}
