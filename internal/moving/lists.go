package moving

import (
	"bytes"
	"context"
	"fmt"
	"slices"

	"pamong/internal/kit/sheet"
	"pamong/internal/roster"
)

// line is a row of a list that a house reads by itself, with where it stands
// in the files.
type line struct {
	who   *Person
	at    Source
	cells []string
}

// file writes lines as the list of a house that takes it, under the titles
// that it knows: what the files of an office say, in one form.
func file(name string, titles []string, lines []line) (roster.File, error) {
	l := sheet.List{Name: name}
	for _, t := range append([]string{"NIP"}, titles...) {
		l.Columns = append(l.Columns, sheet.Heading{Title: t, Kind: sheet.Text})
	}
	l.Rows = func(yield func([]sheet.Cell, error) bool) {
		for _, one := range lines {
			cells := []sheet.Cell{sheet.TextCell(one.who.NIP)}
			for _, c := range one.cells {
				cells = append(cells, sheet.TextCell(c))
			}
			if !yield(cells, nil) {
				return
			}
		}
	}
	var b bytes.Buffer
	if err := sheet.Write(&b, l); err != nil {
		return roster.File{}, fmt.Errorf("write list of move: %w", err)
	}
	return roster.File{ReaderAt: bytes.NewReader(b.Bytes()), Size: int64(b.Len()), Name: name + ".xlsx"}, nil
}

// leave notes the rows that a house found wrong.
func (e *entering) leave(rows []roster.ListRow, lines []line) {
	for i := range rows {
		at := rows[i].Row - 2 // the header is the first row
		for _, p := range rows[i].Problems {
			if p.Warning || at < 0 || at >= len(lines) {
				continue
			}
			e.result.left(e.p.Plan.problem(true, p.Key, lines[at].who, []Source{lines[at].at}, p.Args))
		}
	}
}

// known keeps the lines of people who are on the roster.
func known(lines []line) []line {
	return slices.DeleteFunc(lines, func(l line) bool { return l.who.ID == "" })
}

// enterMentors binds the mentors, after the seats that they need.
func (e *entering) enterMentors(ctx context.Context) error {
	if _, in := e.has(partMentors, ""); in {
		return nil
	}
	var lines []line
	for _, who := range e.p.Plan.People {
		if who.Guide.Mentor != "" {
			lines = append(lines, line{who, who.Guide.Source, append([]string{who.Guide.Mentor}, who.Guide.Of...)})
		}
	}
	if lines = known(lines); len(lines) == 0 {
		return nil
	}
	f, err := file(e.m.title(), []string{"Nama Mentor", "NIP Mentor", "Jabatan Mentor", "Unit Kerja Mentor", "No WA Mentor", "Email Mentor", "Nomor Surat Penunjukan", "Tanggal Surat Penunjukan"}, lines)
	if err != nil {
		return err
	}
	l, err := e.d.Schedule.ReadMentors(ctx, e.actor, e.a, f)
	if err != nil {
		return err
	}
	e.leave(l.Rows, lines)
	l.Hash = e.m.source()
	imp, err := e.d.Schedule.EnterMentors(ctx, e.actor, e.a, l, true)
	if err != nil {
		return err
	}
	e.result.Mentors = roster.Sound(l.Rows)
	return e.noted(ctx, partMentors, imp)
}

func (e *entering) enterSTTP(ctx context.Context) error {
	if _, in := e.has(partSTTP, ""); in {
		return nil
	}
	var lines []line
	for _, who := range e.p.Plan.People {
		if c := who.STTP; c != nil {
			lines = append(lines, line{who, c.Source, []string{c.Number, c.Issued, c.Ended, c.Final, c.Predicate, c.Batch, c.Registration}})
		}
	}
	if lines = known(lines); len(lines) == 0 {
		return nil
	}
	f, err := file(e.m.title(), []string{"Nomor STTP", "Tanggal STTP", "Tanggal Selesai", "Nilai Akhir", "Predikat Kelulusan", "Angkatan", "Nomor Registrasi Alumni"}, lines)
	if err != nil {
		return err
	}
	p, err := e.d.Certificates.Read(ctx, e.actor, e.a.ID, f)
	if err != nil {
		return err
	}
	e.leave(p.Rows, lines)
	p.Hash = e.m.source()
	imp, err := e.d.Certificates.Import(ctx, e.actor, e.a.ID, p, true)
	if err != nil {
		return err
	}
	e.result.STTP = roster.Sound(p.Rows)
	return e.noted(ctx, partSTTP, imp)
}

func (e *entering) enterPapers(ctx context.Context) error {
	if _, in := e.has(partPapers, ""); in {
		return nil
	}
	var lines []line
	for _, who := range e.p.Plan.People {
		l := line{who: who, cells: make([]string, 6)}
		for _, p := range who.Papers {
			l.at = p.Source
			if p.Health {
				l.cells[2], l.cells[3], l.cells[4], l.cells[5] = p.Number, p.On, p.Examiner, p.Outcome
			} else {
				l.cells[0], l.cells[1] = p.Number, p.On
			}
		}
		if len(who.Papers) > 0 {
			lines = append(lines, l)
		}
	}
	if lines = known(lines); len(lines) == 0 {
		return nil
	}
	f, err := file(e.m.title(), []string{"Nomor SPMT", "Tanggal SPMT", "Nomor Surat Sehat", "Tanggal Surat Sehat", "Dokter / Tim Penguji", "Hasil"}, lines)
	if err != nil {
		return err
	}
	p, err := e.d.Probation.ReadPapers(ctx, e.actor, e.a, f)
	if err != nil {
		return err
	}
	e.leave(p.Rows, lines)
	p.Hash = e.m.source()
	imp, err := e.d.Probation.Enter(ctx, e.actor, e.a, p, true)
	if err != nil {
		return err
	}
	e.result.Papers = p.New
	return e.noted(ctx, partPapers, imp)
}

// enterRatings enters the performance, each period as a list of its own.
func (e *entering) enterRatings(ctx context.Context) error {
	byPeriod := map[string][]line{}
	var periods []string
	for _, who := range e.p.Plan.People {
		for _, r := range who.Ratings {
			if byPeriod[r.Period] == nil {
				periods = append(periods, r.Period)
			}
			byPeriod[r.Period] = append(byPeriod[r.Period], line{who, r.Source, []string{r.Results, r.Behaviour, r.Predicate, r.Discipline}})
		}
	}
	slices.Sort(periods)
	in := 0
	for _, s := range e.steps {
		if s.part == partRating {
			in++
		}
	}
	for i, period := range periods {
		lines := known(byPeriod[period])
		if i < in || len(lines) == 0 {
			continue
		}
		f, err := file(e.m.title(), []string{"Hasil Kerja", "Perilaku Kerja", "Predikat Kinerja", "Hukuman Disiplin"}, lines)
		if err != nil {
			return err
		}
		p, err := e.d.Probation.ReadPerformance(ctx, e.actor, e.a, f, period)
		if err != nil {
			return err
		}
		e.leave(p.Rows, lines)
		p.Hash = e.m.source()
		imp, err := e.d.Probation.Enter(ctx, e.actor, e.a, p, true)
		if err != nil {
			return err
		}
		e.result.Performance += p.New
		if err := e.noted(ctx, partRating, imp); err != nil {
			return err
		}
	}
	return nil
}
