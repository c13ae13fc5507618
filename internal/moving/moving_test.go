package moving_test

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"pamong/internal/access"
	"pamong/internal/actualization"
	"pamong/internal/attendance"
	"pamong/internal/certificate"
	"pamong/internal/document"
	"pamong/internal/evaluation"
	"pamong/internal/kit/blob"
	"pamong/internal/kit/clock"
	"pamong/internal/kit/db"
	"pamong/internal/kit/db/dbtest"
	"pamong/internal/kit/fault"
	"pamong/internal/kit/i18n"
	"pamong/internal/kit/sheet"
	"pamong/internal/moving"
	"pamong/internal/notify"
	"pamong/internal/org"
	"pamong/internal/probation"
	"pamong/internal/roster"
	"pamong/internal/schedule/scheduletest"
	"pamong/internal/training"
)

// town is an empty agency with every desk that a move needs.
type town struct {
	*scheduletest.Desk
	move       *moving.Desk
	attendance *attendance.Desk
	board      *evaluation.Board
	papers     *document.Cabinet
	agency     org.Agency
}

func build(t *testing.T, d *db.DB) town {
	t.Helper()
	desk := scheduletest.New(t, d)
	desk.Clock.Set(time.Date(2025, 11, 20, 3, 0, 0, 0, time.UTC))
	texts, err := i18n.NewCatalogue(evaluation.Messages, training.Messages, moving.Messages)
	if err != nil {
		t.Fatal(err)
	}
	rules := desk.Planner.Rules
	w := town{Desk: desk, agency: desk.Agency, papers: &document.Cabinet{DB: d, Clock: desk.Clock, Files: blob.Folder(t.TempDir()), Relied: probation.Relied, Sealed: roster.Sealed},
		attendance: &attendance.Desk{DB: d, Clock: desk.Clock}, board: &evaluation.Board{DB: d, Clock: desk.Clock}}
	people := &roster.Desk{DB: d, Clock: desk.Clock, Org: desk.Org, Rules: rules}
	w.move = &moving.Desk{DB: d, Clock: desk.Clock, Rules: rules, Roster: people, Training: desk.Planner, Schedule: desk.Schedule, Attendance: w.attendance, Evaluation: w.board,
		Certificates: &certificate.Registry{DB: d, Clock: desk.Clock, Rules: rules, Board: w.board, People: people},
		Probation:    &probation.Office{DB: d, Clock: desk.Clock, Rules: rules, Papers: w.papers},
		Speakers:     []*i18n.Speaker{texts.Speaker(i18n.Indonesian), texts.Speaker(i18n.English)}}
	return w
}

func each(t *testing.T, f func(t *testing.T, w town)) {
	t.Helper()
	schemas := append(scheduletest.Schemas(), document.Schema, notify.Schema, attendance.Schema, actualization.Schema, evaluation.Schema, certificate.Schema, probation.Schema, moving.Schema)
	dbtest.Each(t, schemas, func(t *testing.T, d *db.DB) { f(t, build(t, d)) })
}

// plain returns the words of an office that has said nothing yet.
func plain(t *testing.T) *moving.Words {
	t.Helper()
	schemas := append(scheduletest.Schemas(), document.Schema, notify.Schema, attendance.Schema, actualization.Schema, evaluation.Schema, certificate.Schema, probation.Schema, moving.Schema)
	desk := build(t, dbtest.SQLite(t, schemas...))
	w, err := desk.move.Words(t.Context(), desk.agency.ID)
	if err != nil {
		t.Fatal(err)
	}
	return w
}

// TestBrokenFilesSayWhatTheOfficeKnows breaks the files of an office in many
// ways; each time they must say the same of everybody.
func TestBrokenFilesSayWhatTheOfficeKnows(t *testing.T) {
	words := plain(t)
	people := crew(3, 15)
	for seed := range uint64(60) {
		plan := moving.Gather(read(t, words, files(t, seed, people)), nil, words, nil, &moving.Answers{})
		for _, p := range plan.Problems {
			if p.Wrong {
				t.Fatalf("seed %d: %s %v %s %v", seed, p.Message, p.Args, p.Who, p.Sources)
			}
		}
		if n := plan.Open(); n > 0 {
			t.Fatalf("seed %d: %d lines are of nobody: %+v", seed, n, plan.Proposals[0])
		}
		found := map[string]*moving.Person{}
		for _, p := range plan.People {
			found[p.NIP] = p
		}
		for _, p := range people {
			if diff := cmp.Diff(said(p), heard(found[p.nip])); diff != "" {
				t.Fatalf("seed %d, %s (-office +files):\n%s", seed, p.name, diff)
			}
		}
		if len(plan.People) != len(people) {
			t.Fatalf("seed %d: %d people", seed, len(plan.People))
		}
	}
}

// fact is what must be the same of a person.
type fact struct {
	Name, Golongan, Place, TMT string
	Batch, Group               int
	Marks                      []string
	Days                       []string
	STTP, SPMT, Rating         string
}

func said(p one) fact {
	f := fact{Name: strings.ToLower(p.name), Golongan: p.golongan, Place: p.office, TMT: string(p.tmt), Batch: p.batch, Group: p.group, STTP: p.sttp + " 2025-10-06 88.25", SPMT: p.spmt + " 2025-06-02", Rating: "2025 " + p.rating}
	for c, m := range p.marks {
		f.Marks = append(f.Marks, c+" "+strings.ReplaceAll(m, ".", ""))
	}
	for d, s := range p.days {
		f.Days = append(f.Days, string(d)+" "+s)
	}
	slices.Sort(f.Marks)
	slices.Sort(f.Days)
	return f
}

func heard(p *moving.Person) fact {
	if p == nil {
		return fact{}
	}
	name, _, _ := strings.Cut(strings.ToLower(p.Name), ",")
	f := fact{Name: name, Golongan: p.Fields[roster.FieldGolongan], TMT: p.Fields[roster.FieldTMT], Batch: p.Batch, Group: p.Group}
	for _, place := range []roster.Field{roster.FieldOffice, roster.FieldPlace} {
		if p.Fields[place] != "" {
			f.Place = p.Fields[place]
		}
	}
	for c, m := range p.Marks {
		f.Marks = append(f.Marks, fmt.Sprintf("%s %d", strings.TrimPrefix(string(c), "mark:"), m))
	}
	seen := map[string]bool{}
	for _, d := range p.Days {
		text := strings.TrimPrefix(string(d.Slot), "day:") + " " + d.Text
		if !seen[text] {
			f.Days = append(f.Days, text)
		}
		seen[text] = true
	}
	if p.STTP != nil {
		f.STTP = p.STTP.Number + " " + p.STTP.Issued + " " + p.STTP.Final
	}
	for _, one := range p.Papers {
		f.SPMT = one.Number + " " + one.On
	}
	for _, one := range p.Ratings {
		f.Rating = one.Period + " " + one.Predicate
	}
	slices.Sort(f.Marks)
	slices.Sort(f.Days)
	return f
}

// table is a small file written by hand.
func table(t *testing.T, name, text string) roster.File {
	t.Helper()
	return roster.File{ReaderAt: strings.NewReader(text), Size: int64(len(text)), Name: name}
}

const (
	bagus = "199501012025051901"
	siti  = "199601012025052902"
)

const both = "NIP,Nama,Golongan,TMT CPNS,Unit Kerja,Nomor SK CPNS,Tanggal SK CPNS\n" +
	bagus + ",\"Bagus Prakoso, S.Kom.\",III/a,2025-05-01,Dinas Kesehatan,800/1/2025,2025-04-20\n" + siti + ",Siti Aminah,III/a,2025-05-01,Dinas Kesehatan,800/2/2025,2025-04-20\n"

func TestContradictionsAreNamedWithWhereTheyStand(t *testing.T) {
	words := plain(t)
	for name, c := range map[string]struct {
		files   map[string]string
		answers moving.Answers
		want    []string // messages of what is wrong or doubtful
	}{
		"a person in two batches": {files: map[string]string{"p.csv": both, "a.csv": "NIP,Nama,Angkatan,Kelompok\n" + bagus + ",Bagus Prakoso,I,1\n", "b.csv": "NIP,Nama,Angkatan,Kelompok\n" + bagus + ",Bagus Prakoso,II,1\n"},
			want: []string{"moving.two_batch"}},
		"a person chosen to be in the second": {files: map[string]string{"p.csv": both, "a.csv": "NIP,Nama,Angkatan,Kelompok\n" + bagus + ",Bagus Prakoso,I,1\n", "b.csv": "NIP,Nama,Angkatan,Kelompok\n" + bagus + ",Bagus Prakoso,II,1\n"},
			answers: moving.Answers{Choices: map[string]string{bagus + ":batch": "2"}, Starts: map[string]string{"2": "2025-07-07"}}, want: []string{"moving.two_batch"}},
		"a mark without a person": {files: map[string]string{"p.csv": both, "n.csv": "NIP,Nama,Tes e-learning\n199701012025051903,Rudi Hartono,80\n"}, want: []string{"moving.nobody"}},
		"two STTP numbers":        {files: map[string]string{"p.csv": both, "s.csv": "NIP,Nama,Nomor STTP,Tanggal STTP\n" + bagus + ",Bagus Prakoso,1/X,2025-10-06\n", "t.csv": "NIP,Nama,Nomor STTP,Tanggal STTP\n" + bagus + ",Bagus Prakoso,2/X,2025-10-06\n"}, want: []string{"moving.two_sttp"}},
		"one STTP number of two":  {files: map[string]string{"p.csv": both, "s.csv": "NIP,Nama,Nomor STTP,Tanggal STTP\n" + bagus + ",Bagus Prakoso,1/X,2025-10-06\n" + siti + ",Siti Aminah,1/X,2025-10-06\n"}, want: []string{"moving.sttp_of_two"}},
		"one NIP with two names":  {files: map[string]string{"p.csv": both, "q.csv": "NIP,Nama,Golongan,TMT CPNS\n" + bagus + ",Eko Nugroho,III/a,2025-05-01\n"}, want: []string{"moving.two_name"}},
		"a person with two SK":    {files: map[string]string{"p.csv": both, "q.csv": "NIP,Nama,Nomor SK CPNS,Tanggal SK CPNS,TMT CPNS\n" + bagus + ",Bagus Prakoso,900/9/2025,2025-06-20,2025-07-01\n"}, want: []string{"moving.two_sk"}},
		"two marks that differ":   {files: map[string]string{"p.csv": both, "n.csv": "NIP,Nama,Tes e-learning\n" + bagus + ",Bagus Prakoso,80\n", "m.csv": "NIP,Nama,Tes e-learning\n" + bagus + ",Bagus Prakoso,81\n"}, want: []string{"moving.two_mark"}},
		"a mark above a hundred":  {files: map[string]string{"p.csv": both, "n.csv": "NIP,Nama,Tes e-learning\n" + bagus + ",Bagus Prakoso,180\n"}, want: []string{"moving.bad_mark"}},
		"a column doubled that differs": {files: map[string]string{"p.csv": "NIP,Nama,Golongan,Gol. Ruang,TMT CPNS\n" + bagus + ",Bagus Prakoso,III/a,III/b,2025-05-01\n"},
			want: []string{"moving.columns_differ"}},
		"a batch without dates": {files: map[string]string{"p.csv": both, "a.csv": "NIP,Nama,Angkatan,Kelompok\n" + bagus + ",Bagus Prakoso,I,1\n"}, want: []string{"moving.no_start"}},
		"dates that contradict each other": {files: map[string]string{"p.csv": both, "a.csv": "NIP,Nama,Angkatan,Kelompok\n" + bagus + ",Bagus Prakoso,I,1\n",
			"d.csv": "Angkatan,Kegiatan,Mulai,Selesai\nI,E-learning I,18/07/2025,15/08/2025\nI,E-learning I,21 Juli 2025,15/08/2025\n"}, want: []string{"moving.two_dates"}},
		"nothing wrong, with TMT on 29 February": {files: map[string]string{"p.csv": "NIP,Nama,Golongan,TMT CPNS\n199501012024021901,Bagus Prakoso,III/a,29 Februari 2024\n"}},
	} {
		t.Run(name, func(t *testing.T) {
			var list []roster.File
			for _, file := range []string{"p.csv", "a.csv", "b.csv", "d.csv", "n.csv", "m.csv", "q.csv", "s.csv", "t.csv"} {
				if content, ok := c.files[file]; ok {
					list = append(list, table(t, file, content))
				}
			}
			plan := moving.Gather(read(t, words, list), nil, words, nil, &c.answers)
			var got []string
			for _, p := range plan.Problems {
				if !slices.Contains(got, p.Message) && p.Message != "moving.start_of_wave" {
					got = append(got, p.Message)
				}
				if p.Message != "moving.no_start" && (len(p.Sources) == 0 || p.Sources[0].File == "" || p.Sources[0].Row < 2) {
					t.Errorf("%s stands nowhere: %+v", p.Message, p.Sources)
				}
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("problems (-want +got):\n%s", diff)
			}
		})
	}
}

func TestALineWithoutNIPWaitsUntilAPersonConfirms(t *testing.T) {
	words := plain(t)
	list := func() []roster.File {
		return []roster.File{table(t, "p.csv", both), table(t, "n.csv", "Nama,NIP,Tes e-learning\nBagus Prakoso,,80\nSitti Aminah,,90\n")}
	}
	answers := moving.Answers{}
	plan := moving.Gather(read(t, words, list()), nil, words, nil, &answers)
	if plan.Open() != 2 || plan.Sums().Marks != 0 {
		t.Fatalf("%d open, %d marks", plan.Open(), plan.Sums().Marks)
	}
	first, second := plan.Proposals[0], plan.Proposals[1]
	if len(first.Candidates) != 1 || !first.Candidates[0].Same || len(second.Candidates) != 1 || second.Candidates[0].Same || second.Candidates[0].NIP != siti {
		t.Fatalf("candidates %+v and %+v", first.Candidates, second.Candidates)
	}
	answers.Matches = map[string]string{first.Key: bagus, second.Key: "-"}
	plan = moving.Gather(read(t, words, list()), nil, words, nil, &answers)
	if plan.Open() != 0 || plan.Sums().Marks != 1 {
		t.Errorf("after an answer: %d open, %d marks", plan.Open(), plan.Sums().Marks)
	}
}

// TestTheListsOfTheCitiesAreKnownHoweverTheyAreKept shuffles, renames and
// doubles the columns of every list of the two cities, in English too.
func TestTheListsOfTheCitiesAreKnownHoweverTheyAreKept(t *testing.T) {
	words := plain(t)
	english := map[string]string{"nama": "Full name", "nip": "Employee number", "gol/ruang": "Rank", "nomor sttp": "Certificate number", "tanggal sttp": "Certificate date", "nilai akhir": "Final mark", "predikat kinerja": "Performance predicate",
		"hasil kerja": "Work results", "perilaku kerja": "Work behaviour", "nomor spmt": "SPMT number", "tanggal spmt": "SPMT date", "nomor surat sehat": "Health letter number", "tanggal surat sehat": "Health letter date", "jabatan": "Position", "unit kerja": "Work unit", "tmt cpns": "Appointment date"}
	for name, want := range map[string]struct {
		kind  moving.Kind
		lines int
	}{"bontang-siasn-export.xlsx": {moving.People, 112}, "bontang-sttp.xlsx": {moving.STTP, 112}, "bontang-berkas.xlsx": {moving.Papers, 112}, "bontang-kinerja.xlsx": {moving.Performance, 112}, "pontianak-daftar-peserta.xlsx": {moving.People, 338}, "roster-with-faults.xlsx": {moving.People, 15}} {
		t.Run(name, func(t *testing.T) {
			content, err := os.ReadFile("../demo/data/" + name)
			if err != nil {
				t.Fatal(err)
			}
			whole := read(t, words, []roster.File{{ReaderAt: bytes.NewReader(content), Size: int64(len(content)), Name: name}})[0]
			for seed := range uint64(8) {
				r := rand.New(rand.NewPCG(seed, 1))
				order := r.Perm(len(whole.Titles))
				order = append(order, order[r.IntN(len(order))])
				l := sheet.List{Name: "Sheet1"}
				for _, column := range order {
					title := whole.Titles[column]
					if other := english[strings.ToLower(title)]; other != "" && seed%2 == 1 {
						title = other
					}
					l.Columns = append(l.Columns, sheet.Heading{Title: title})
				}
				l.Rows = func(yield func([]sheet.Cell, error) bool) {
					for _, line := range whole.Lines {
						var cells []sheet.Cell
						for _, column := range order {
							text := line.Cells[column].Text
							if d, ok := clock.ParseDate(text); ok == nil {
								cells = append(cells, day(d, r))
							} else {
								cells = append(cells, sheet.TextCell(text))
							}
						}
						if !yield(cells, nil) {
							return
						}
					}
				}
				page := read(t, words, []roster.File{workbook(t, "list.xlsx", l)})[0]
				if g := words.Recognise(&page, moving.Said{}); g.Kind != want.kind || len(page.Lines) != want.lines || !slices.Contains(g.Columns, moving.FieldNIP) || !slices.Contains(g.Columns, moving.FieldName) {
					t.Errorf("seed %d: %s with %d lines, %v", seed, g.Kind, len(page.Lines), g.Columns)
				}
			}
		})
	}
}

// TestAMoveGoesInAndComesOutAgain enters broken files of an office, looks at
// what every house has, and takes all of it back.
func TestAMoveGoesInAndComesOutAgain(t *testing.T) {
	each(t, func(t *testing.T, w town) {
		ctx, people := t.Context(), crew(2, 16)
		move, err := w.move.Begin(ctx, w.Actor, w.agency.ID, files(t, 3, people))
		if err != nil {
			t.Fatal(err)
		}
		before := w.count(t)
		r, err := w.move.Enter(ctx, w.Actor, w.agency, move, false)
		if err != nil {
			p, _ := w.move.Preview(ctx, w.Actor, w.agency, move)
			t.Fatalf("%v: %+v", err, p.Plan.Problems)
		}
		if r.People != 32 || r.Batches != 2 || r.Seats != 32 || r.Marks != 64 || r.STTP != 32 || r.Papers != 32 || r.Performance != 32 || len(r.Left) > 0 {
			t.Errorf("entered %+v", r)
		}
		batches, err := training.AllBatches(ctx, w.DB, w.agency.ID)
		if err != nil || len(batches) != 2 || batches[0].Start != "2025-07-07" || batches[0].Class != training.ClassIII {
			t.Fatalf("batches %+v: %v", batches, err)
		}
		table, err := w.board.Table(ctx, w.Actor, w.agency, batches[1].ID)
		if err != nil {
			t.Fatal(err)
		}
		for _, row := range table.Rows {
			i := slices.IndexFunc(people, func(p one) bool { return p.nip == row.Person.NIP })
			if want := people[i]; row.Seat.GroupNumber != want.group || len(row.Marks) != 2 || (row.Absence.Sessions > 0) != (want.days["2025-07-18"] == "S" || want.days["2025-07-18"] == "TK") {
				t.Errorf("%s: group %d, %d marks, %+v", want.name, row.Seat.GroupNumber, len(row.Marks), row.Absence)
			}
		}
		if err := w.move.Undo(ctx, w.Actor, w.agency, move); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(before, w.count(t)); diff != "" {
			t.Errorf("left behind (-before +after):\n%s", diff)
		}
		if err := w.move.Undo(ctx, w.Actor, w.agency, move); fault.KindOf(err) != fault.KindConflict {
			t.Errorf("taken back twice: %v", err)
		}
	})
}

// TestAnInterruptedRunGoesOnWhereItStopped kills the run after each of its
// parts; the next run makes what an undisturbed one makes.
func TestAnInterruptedRunGoesOnWhereItStopped(t *testing.T) {
	each(t, func(t *testing.T, w town) {
		people := crew(2, 16)
		for parts := 1; parts <= 9; parts++ {
			move, err := w.move.Begin(t.Context(), w.Actor, w.agency.ID, files(t, 3, people))
			if err != nil {
				t.Fatal(err)
			}
			if err := w.move.Claim(t.Context(), moving.Move{ID: move}); err != nil {
				t.Fatal(err)
			}
			ctx, kill := context.WithCancel(t.Context())
			w.move.Run(ctx, w.Actor, w.agency, move, func(done, _ int) {
				if done == parts {
					kill()
				}
			})
			r, err := w.move.Run(t.Context(), w.Actor, w.agency, move, func(int, int) {})
			if err != nil {
				t.Fatalf("after %d parts: %v", parts, err)
			}
			if r.People != 32 || r.Batches != 2 || r.Seats != 32 || r.Marks != 64 || r.STTP != 32 || r.Papers != 32 || r.Performance != 32 || r.Attendance == 0 || len(r.Left) > 0 {
				t.Errorf("after %d parts: %+v", parts, r)
			}
			if err := w.move.Undo(t.Context(), w.Actor, w.agency, move); err != nil {
				t.Fatalf("after %d parts: %v", parts, err)
			}
			kill()
		}
	})
}

// count counts what the houses hold.
func (w town) count(t *testing.T) map[string]int {
	t.Helper()
	counts := map[string]int{}
	for _, table := range []string{"roster_person", "roster_placement", "roster_appointment", "training_programme", "training_batch", "training_seat", "training_group_seat", "training_outcome", "schedule_version", "schedule_session",
		"attendance_mark", "attendance_case", "evaluation_mark", "certificate_sttp", "document_file", "probation_performance", "access_reach"} {
		var n int
		if err := w.DB.QueryRow(t.Context(), "SELECT COUNT(*) FROM "+table).Scan(&n); err != nil {
			t.Fatal(err)
		}
		counts[table] = n
	}
	return counts
}

func TestOnlyAnOfficerMovesTheOfficeIn(t *testing.T) {
	each(t, func(t *testing.T, w town) {
		ctx := t.Context()
		move, err := w.move.Begin(ctx, w.Actor, w.agency.ID, []roster.File{table(t, "p.csv", both)})
		if err != nil {
			t.Fatal(err)
		}
		leader := access.AccountActor("l", []access.Grant{{Role: access.Leader, Agency: string(w.agency.ID), Scope: access.Whole}})
		other := access.AccountActor("o", []access.Grant{{Role: access.Officer, Agency: "another", Scope: access.Whole}})
		for who, actor := range map[string]access.Actor{"a leader": leader, "an officer of another agency": other} {
			_, begun := w.move.Begin(ctx, actor, w.agency.ID, []roster.File{table(t, "p.csv", both)})
			_, seen := w.move.Preview(ctx, actor, w.agency, move)
			_, entered := w.move.Enter(ctx, actor, w.agency, move, true)
			for act, err := range map[string]error{"begins": begun, "looks": seen, "enters": entered, "answers": w.move.Answer(ctx, actor, w.agency.ID, move, moving.Answers{}),
				"drops": w.move.Drop(ctx, actor, w.agency.ID, move), "undoes": w.move.Undo(ctx, actor, w.agency, move)} {
				if k := fault.KindOf(err); k != fault.KindForbidden && k != fault.KindNotFound {
					t.Errorf("%s %s: %v", who, act, err)
				}
			}
		}
	})
}

func TestWhatAColumnMeansIsRememberedForTheOffice(t *testing.T) {
	each(t, func(t *testing.T, w town) {
		ctx := t.Context()
		list := []roster.File{table(t, "p.csv", "NIP,Nama,Golongan,TMT CPNS,Penempatan Kami\n"+bagus+",Bagus Prakoso,III/a,2025-05-01,Dinas Kesehatan\n")}
		move, err := w.move.Begin(ctx, w.Actor, w.agency.ID, list)
		if err != nil {
			t.Fatal(err)
		}
		if err := w.move.Say(ctx, w.Actor, w.agency.ID, move, 0, moving.Said{Kind: moving.People, Columns: map[int]moving.Field{4: moving.Field(roster.FieldPlace)}}); err != nil {
			t.Fatal(err)
		}
		again, err := w.move.Begin(ctx, w.Actor, w.agency.ID, list)
		if err != nil {
			t.Fatal(err)
		}
		p, err := w.move.Preview(ctx, w.Actor, w.agency, again)
		if err != nil || p.Plan.People[0].Fields[roster.FieldPlace] != "Dinas Kesehatan" {
			t.Errorf("the next file: %+v, %v", p.Plan.People[0].Fields, err)
		}
	})
}
