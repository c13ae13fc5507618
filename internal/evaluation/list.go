package evaluation

import (
	"context"
	"io"
	"iter"

	"pamong/internal/access"
	"pamong/internal/kit/i18n"
	"pamong/internal/kit/sheet"
	"pamong/internal/org"
	"pamong/internal/regulation"
	"pamong/internal/roster"
	"pamong/internal/training"
)

// reasonKey is the column of a mark sheet that gives the reason of changes.
const reasonKey = "reason"

// SheetColumn is one column of a mark sheet: a component and who marks it.
type SheetColumn struct {
	Component *regulation.Component
	Marker    Marker
}

// Key names the column in a mark sheet.
func (c SheetColumn) Key() string { return c.Component.Key + "." + string(c.Marker) }

// Title is the heading of the column in a language.
func (c SheetColumn) Title(s *i18n.Speaker) string {
	return c.Component.Title.In(s.Lang) + " (" + s.T("evaluation.marker."+string(c.Marker)) + ")"
}

// SheetColumns returns the columns that the actor may fill, in the order of
// the pack.
func (t *Table) SheetColumns(actor access.Actor, a org.Agency) []SheetColumn {
	var may []Marker
	for role, markers := range markersOf {
		if actor.Has(string(a.ID), role) {
			may = append(may, markers...)
		}
	}
	var list []SheetColumn
	for _, c := range t.Columns {
		for _, m := range c.Markers.Value {
			if has(may, Marker(m)) {
				list = append(list, SheetColumn{c, Marker(m)})
			}
		}
	}
	return list
}

// Template writes the mark sheet of a table: one row a participant, one column
// a component and marker, filled with the marks in force.
func (t *Table) Template(w io.Writer, s *i18n.Speaker, columns []SheetColumn) error {
	heads := []sheet.Heading{{Title: "NIP", Width: 22}, {Title: s.T("evaluation.name"), Width: 40}}
	for _, c := range columns {
		heads = append(heads, sheet.Heading{Title: c.Title(s), Width: 18})
	}
	heads = append(heads, sheet.Heading{Title: s.T("evaluation.reason_column"), Width: 40})
	rows := func(yield func([]sheet.Cell, error) bool) {
		for _, r := range t.Rows {
			cells := []sheet.Cell{sheet.TextCell(r.Person.NIP), sheet.TextCell(r.Person.Name)}
			for _, c := range columns {
				cells = append(cells, r.cell(c))
			}
			if !yield(append(cells, sheet.TextCell("")), nil) {
				return
			}
		}
	}
	return sheet.Write(w, sheet.List{Name: s.T("evaluation.sheet", "Batch", t.Batch.Label), Columns: heads, Rows: iter.Seq2[[]sheet.Cell, error](rows)})
}

func (r *Row) cell(c SheetColumn) sheet.Cell {
	for _, m := range r.Marks {
		if m.Component == c.Component.Key && m.Marker == c.Marker && m.Assessor == "" {
			return sheet.HundredthsCell(int(m.Value))
		}
	}
	return sheet.Cell{}
}

// Preview is what a filled mark sheet would do.
type Preview struct {
	Rows                    []roster.ListRow
	New, Changed, Unchanged int // marks
	File                    string

	columns []SheetColumn
	marks   []NewMark
}

// Title is the heading of a column in which a problem lies, "" for those that
// every list has.
func (p *Preview) Title(s *i18n.Speaker, field string) string {
	if field == reasonKey {
		return s.T("evaluation.reason_column")
	}
	for _, c := range p.columns {
		if c.Component.Key == field {
			return c.Component.Title.In(s.Lang)
		}
	}
	return ""
}

// ReadMarks reads a filled mark sheet of a batch and judges its rows, without
// entering anything. Headings are known in both languages.
func (b *Board) ReadMarks(ctx context.Context, actor access.Actor, a org.Agency, batch training.BatchID, file roster.File, speakers ...*i18n.Speaker) (*Preview, error) {
	t, err := b.Table(ctx, actor, a, batch)
	if err != nil {
		return nil, err
	}
	columns := t.SheetColumns(actor, a)
	fields := []roster.ListField{{Key: reasonKey}}
	for _, s := range speakers {
		fields[0].Titles = append(fields[0].Titles, s.T("evaluation.reason_column"))
	}
	for _, c := range columns {
		f := roster.ListField{Key: c.Key()}
		for _, s := range speakers {
			f.Titles = append(f.Titles, c.Title(s))
		}
		fields = append(fields, f)
	}
	rows, err := roster.ReadList(ctx, b.DB, a.ID, file, fields)
	if err != nil {
		return nil, err
	}
	p := &Preview{Rows: rows, File: file.Name, columns: columns}
	seats := map[roster.PersonID]*Row{}
	for i := range t.Rows {
		seats[t.Rows[i].Person.ID] = &t.Rows[i]
	}
	for i := range rows {
		p.judge(&rows[i], seats, columns)
	}
	return p, nil
}

// judge reads the marks of one row.
func (p *Preview) judge(row *roster.ListRow, seats map[roster.PersonID]*Row, columns []SheetColumn) {
	r := seats[row.Person]
	if r == nil {
		if row.Sound() {
			row.Bad("nip", "evaluation.list.other_batch")
		}
		return
	}
	var marks []NewMark
	fresh, changed, same := 0, 0, 0
	for _, c := range columns {
		text := row.Values[c.Key()]
		if text == "" {
			continue
		}
		value, err := regulation.ParseHundredths(text)
		if err != nil || value > regulation.Full {
			row.Bad(c.Component.Key, "evaluation.list.bad_mark", "Text", text)
			continue
		}
		old := r.cell(c)
		switch {
		case old.Kind == sheet.Empty:
			fresh++
		case old.Text == sheet.HundredthsCell(int(value)).Text:
			same++
			continue
		default:
			changed++
			if row.Values[reasonKey] == "" {
				row.Bad(reasonKey, "evaluation.list.no_reason")
			}
		}
		marks = append(marks, NewMark{Seat: r.Seat.ID, Component: c.Component.Key, Marker: c.Marker, Value: value, Reason: row.Values[reasonKey]})
	}
	if !row.Sound() {
		return
	}
	p.New, p.Changed, p.Unchanged = p.New+fresh, p.Changed+changed, p.Unchanged+same
	p.marks = append(p.marks, marks...)
}

// EnterSheet enters the sound rows of a preview. It refuses a sheet with
// faults unless skip is set.
func (b *Board) EnterSheet(ctx context.Context, actor access.Actor, a org.Agency, batch training.BatchID, p *Preview, skip bool) (int, error) {
	if bad := len(p.Rows) - roster.Sound(p.Rows); bad > 0 && !skip {
		return 0, rowsBad(bad)
	}
	return b.Enter(ctx, actor, a, batch, p.marks, p.File)
}
