package app

import (
	"bytes"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"pamong/internal/access"
	"pamong/internal/attendance"
	"pamong/internal/kit/clock"
	"pamong/internal/kit/db/dbtest"
	"pamong/internal/kit/i18n"
	"pamong/internal/kit/sheet"
	"pamong/internal/moving"
	"pamong/internal/org"
	"pamong/internal/roster"
	"pamong/internal/training"
)

// emptyHouse is the product around an empty database, "" for SQLite.
func emptyHouse(t *testing.T, database string) *House {
	t.Helper()
	dir := t.TempDir()
	if database == "" {
		database = filepath.Join(dir, "pamong.db")
	}
	texts, err := Messages()
	if err != nil {
		t.Fatal(err)
	}
	c := &Command{Ctx: t.Context(), catalogue: texts, Out: io.Discard, Err: io.Discard, Config: Config{Database: database, Files: filepath.Join(dir, "files"), Secret: filepath.Join(dir, "secret")}}
	h, err := c.open()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { h.Close() })
	return h
}

// everybody may do everything of an agency, as who runs a small office does.
func everybody(a org.Agency) access.Actor {
	var grants []access.Grant
	for _, r := range []access.Role{access.Officer, access.Committee, access.Admin} {
		grants = append(grants, access.Grant{Role: r, Agency: string(a.ID), Scope: access.Whole})
	}
	return access.AccountActor("everybody", grants)
}

func list(name string, heads []string, rows [][]sheet.Cell) sheet.List {
	l := sheet.List{Name: name}
	for _, h := range heads {
		l.Columns = append(l.Columns, sheet.Heading{Title: h})
	}
	l.Rows = func(yield func([]sheet.Cell, error) bool) {
		for _, r := range rows {
			if !yield(r, nil) {
				return
			}
		}
	}
	return l
}

func bytesFile(name string, content []byte) roster.File {
	return roster.File{ReaderAt: bytes.NewReader(content), Size: int64(len(content)), Name: name}
}

func workbook(t *testing.T, name string, lists ...sheet.List) roster.File {
	t.Helper()
	var b bytes.Buffer
	if err := sheet.Write(&b, lists...); err != nil {
		t.Fatal(err)
	}
	return bytesFile(name, b.Bytes())
}

// months as people write them.
var months = []string{"", "Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus", "September", "Oktober", "November", "Desember"}

// written writes a day in one of four ways.
func written(d clock.Date, way int) sheet.Cell {
	var y, m, day int
	fmt.Sscanf(string(d), "%d-%d-%d", &y, &m, &day)
	switch way % 4 {
	case 0:
		return sheet.TextCell(fmt.Sprintf("%02d/%02d/%d", day, m, y))
	case 1:
		return sheet.TextCell(fmt.Sprintf("%d %s %d", day, months[m], y))
	case 2:
		return sheet.IntCell(clock.Date("1899-12-30").DaysUntil(d))
	}
	return sheet.DateCell(d)
}

// moved is an office as it stands in the demo.
type moved struct {
	house  *House
	agency org.Agency
}

// people is the list of people as an office keeps it.
func (m moved) people(t *testing.T) roster.File {
	t.Helper()
	ctx := t.Context()
	people, err := roster.All(ctx, m.house.DB, m.agency.ID)
	if err != nil {
		t.Fatal(err)
	}
	units, err := org.Units(ctx, m.house.DB, m.agency.ID)
	if err != nil {
		t.Fatal(err)
	}
	tree := org.NewTree(units)
	var rows [][]sheet.Cell
	for i, p := range people {
		office, unit := tree.Office(p.Unit).Name, ""
		if u, ok := tree.Unit(p.Unit); ok && u.Name != office {
			unit = u.Name
		}
		rows = append(rows, []sheet.Cell{sheet.IntCell(i + 1), sheet.TextCell(office), sheet.TextCell(unit), sheet.TextCell(p.Name), sheet.TextCell(p.NIP), sheet.TextCell(p.Golongan), sheet.TextCell(p.Position), written(p.TMT, i), written(p.Born, i+1), sheet.TextCell(p.Sex)})
	}
	return workbook(t, "Data CPNS terbaru.xlsx", list("Sheet1", []string{"No.", "Perangkat Daerah", "Sub Unit Kerja", "Nama Lengkap dan Gelar", "N I P", "Gol. Ruang", "Nama Jabatan", "TMT CPNS", "Tgl. Lahir", "L/P"}, rows))
}

// broken exports what an office keeps as it would keep it: people in one
// workbook with moved and renamed columns and dates in four ways, one sheet a
// batch with the groups as headings, the dates of the stages, attendance and
// marks as Pamong writes them.
func (m moved) broken(t *testing.T) []roster.File {
	t.Helper()
	ctx, actor := t.Context(), everybody(m.agency)
	files := []roster.File{m.people(t)}
	programmes, err := training.Programmes(ctx, m.house.DB, m.agency.ID)
	if err != nil {
		t.Fatal(err)
	}
	batches, err := training.Batches(ctx, m.house.DB, programmes[0].ID)
	if err != nil {
		t.Fatal(err)
	}
	pack, err := training.PackOf(ctx, m.house.DB, batches[0].ID)
	if err != nil {
		t.Fatal(err)
	}
	say := m.house.Catalogue.Speaker(i18n.Indonesian)
	var sheets []sheet.List
	var dates [][]sheet.Cell
	for _, b := range batches {
		members, err := training.Members(ctx, m.house.DB, m.agency.ID, b.ID)
		if err != nil {
			t.Fatal(err)
		}
		var rows [][]sheet.Cell
		group := 0
		for i, one := range members {
			if one.Seat.GroupNumber != group {
				group = one.Seat.GroupNumber
				rows = append(rows, []sheet.Cell{sheet.TextCell(fmt.Sprintf("KELOMPOK %d", group))})
			}
			rows = append(rows, []sheet.Cell{sheet.IntCell(i + 1), sheet.TextCell(one.Person.Name), sheet.TextCell(one.Person.NIP), sheet.TextCell(one.Unit)})
		}
		sheets = append(sheets, list("Angkatan "+b.Label, []string{"No", "Nama Peserta", "NIP", "Instansi"}, rows))
		stages, err := training.Stages(ctx, m.house.DB, b.ID)
		if err != nil {
			t.Fatal(err)
		}
		mode, err := pack.Training.Mode(b.Mode)
		if err != nil {
			t.Fatal(err)
		}
		for i, s := range stages {
			dates = append(dates, []sheet.Cell{sheet.TextCell(fmt.Sprint("Gelombang ", b.WaveNumber)), sheet.TextCell(b.Label), sheet.TextCell(training.StageTitle(say, mode, s.Key)), written(s.Start, i), written(s.End, i+1)})
		}
		if b.WaveNumber > 2 {
			continue
		}
		book, err := m.house.Attendance.Book(ctx, actor, m.agency, b.ID)
		if err != nil {
			t.Fatal(err)
		}
		var content bytes.Buffer
		if err := book.Sheet(&content, say); err != nil {
			t.Fatal(err)
		}
		files = append(files, bytesFile("Daftar hadir angkatan "+b.Label+".xlsx", content.Bytes()))
		table, err := m.house.Evaluation.Table(ctx, actor, m.agency, b.ID)
		if err != nil {
			t.Fatal(err)
		}
		var marks bytes.Buffer
		if err := table.Template(&marks, say, table.SheetColumns(actor, m.agency)); err != nil {
			t.Fatal(err)
		}
		files = append(files, bytesFile("Nilai akt "+b.Label+".xlsx", marks.Bytes()))
	}
	return append(files, workbook(t, "Pembagian angkatan.xlsx", sheets...),
		workbook(t, "jadwal.xlsx", list("Jadwal", []string{"Gelombang", "Angkatan", "Tahapan", "Mulai", "Selesai"}, dates)))
}

// life is what a person's record came to.
type life struct {
	Name, Golongan, Position, Unit string
	TMT                            clock.Date
	Batch                          string
	Group                          int
	Start, End                     clock.Date
	Away                           attendance.Tally
	Marks                          []string
}

// lives returns everybody's record by NIP.
func (m moved) lives(t *testing.T) map[string]life {
	t.Helper()
	ctx, actor := t.Context(), everybody(m.agency)
	people, err := roster.All(ctx, m.house.DB, m.agency.ID)
	if err != nil {
		t.Fatal(err)
	}
	units, err := org.Units(ctx, m.house.DB, m.agency.ID)
	if err != nil {
		t.Fatal(err)
	}
	tree, all, nips := org.NewTree(units), map[string]life{}, map[roster.PersonID]string{}
	for _, p := range people {
		nips[p.ID] = p.NIP
		all[p.NIP] = life{Name: p.Name, Golongan: p.Golongan, Position: p.Position, Unit: tree.Path(p.Unit), TMT: p.TMT}
	}
	batches, err := training.AllBatches(ctx, m.house.DB, m.agency.ID)
	if err != nil {
		t.Fatal(err)
	}
	for _, b := range batches {
		table, err := m.house.Evaluation.Table(ctx, actor, m.agency, b.ID)
		if err != nil {
			t.Fatal(err)
		}
		var seats []training.Seat
		for i := range table.Rows {
			seats = append(seats, table.Rows[i].Seat)
		}
		away, err := attendance.Tallies(ctx, m.house.DB, b.ID, seats)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range table.Rows {
			l := all[nips[r.Person.ID]]
			l.Batch, l.Group, l.Start, l.End, l.Away = fmt.Sprint(b.WaveNumber, " ", b.Label, " ", b.Class), r.Seat.GroupNumber, b.Start, b.End, away[r.Seat.Chain]
			for _, mark := range r.Marks {
				l.Marks = append(l.Marks, fmt.Sprint(mark.Component, mark.Marker, mark.Value))
			}
			slices.Sort(l.Marks)
			all[nips[r.Person.ID]] = l
		}
	}
	return all
}

// TestARunningProgrammeMovesIn exports the half-run programme of the demo,
// breaks the files as offices do, enters them in an empty system and compares
// person by person; then takes all of it back.
func TestARunningProgrammeMovesIn(t *testing.T) {
	e := newExercise(t)
	from, err := org.AgencyByCode(t.Context(), e.house.DB, "pontianak")
	if err != nil {
		t.Fatal(err)
	}
	old := moved{e.house, from}
	t.Run("sqlite", func(t *testing.T) { moveIn(t, old, emptyHouse(t, "")) })
	if dbtest.HasPostgres() {
		t.Run("postgres", func(t *testing.T) { moveIn(t, old, emptyHouse(t, dbtest.NewPostgres(t))) })
	}
}

// moveIn enters the files of an office in an empty system.
func moveIn(t *testing.T, old moved, h *House) {
	id, err := h.Org.CreateAgency(t.Context(), atMachine, org.Agency{Code: "baru", Name: "Kota Baru", Zone: org.WIB, Hue: 170, City: "Baru"})
	if err != nil {
		t.Fatal(err)
	}
	to, err := org.AgencyByID(t.Context(), h.DB, id)
	if err != nil {
		t.Fatal(err)
	}
	fixed := clock.At(clock.Date("2025-08-20").Time())
	h.setClock(fixed)
	officer := access.AccountActor("officer", []access.Grant{{Role: access.Officer, Agency: string(id), Scope: access.Whole}})
	move, err := h.Moving.Begin(t.Context(), officer, id, old.broken(t))
	if err != nil {
		t.Fatal(err)
	}
	p, err := h.Moving.Preview(t.Context(), officer, to, move)
	if err != nil {
		t.Fatal(err)
	}
	say := h.Catalogue.Speaker(i18n.English)
	for i := range p.Plan.Problems {
		if one := &p.Plan.Problems[i]; one.Wrong {
			t.Errorf("%s %v: %s", one.Who, one.Sources, one.Say(say))
		}
	}
	r, err := h.Moving.Enter(t.Context(), officer, to, move, false)
	if err != nil {
		t.Fatal(err)
	}
	if r.People != 338 || r.Batches != 9 || r.Attendance == 0 || r.Marks == 0 || len(r.Left) > 0 {
		t.Errorf("entered %+v", r)
	}
	now := moved{h, to}
	want, got := old.lives(t), now.lives(t)
	for nip, w := range want {
		if diff := cmp.Diff(w, got[nip]); diff != "" {
			t.Errorf("%s (-demo +moved):\n%s", nip, diff)
		}
	}
	if err := h.Moving.Undo(t.Context(), officer, to, move); err != nil {
		t.Fatal(err)
	}
	if left := now.lives(t); len(left) > 0 {
		t.Errorf("%d people are left", len(left))
	}
	if m, err := moving.ByID(t.Context(), h.DB, id, move); err != nil || m.State != moving.Undone {
		t.Errorf("the move is %s: %v", m.State, err)
	}
}

// setClock lets every desk of the house look at one clock.
func (h *House) setClock(c clock.Clock) {
	h.Clock = c
	h.Org.Clock, h.Roster.Clock, h.Training.Clock, h.Schedule.Clock, h.Attendance.Clock, h.Evaluation.Clock, h.Certificates.Clock, h.Probation.Clock, h.Moving.Clock, h.Papers.Clock = c, c, c, c, c, c, c, c, c, c
}
