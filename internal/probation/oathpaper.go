package probation

import (
	"context"
	"strconv"

	"pamong/internal/access"
	"pamong/internal/kit/clock"
	"pamong/internal/kit/i18n"
	"pamong/internal/kit/pdf"
	"pamong/internal/kit/sheet"
	"pamong/internal/org"
)

// OathMinutes prints the minutes of an oath, as many copies as the rules want,
// each with the list of those who took it. While the oath is planned the paper
// is a draft: who is present is written in by hand.
func (o *Office) OathMinutes(ctx context.Context, actor access.Actor, a org.Agency, s *i18n.Speaker, id OathID) ([]byte, error) {
	if err := actor.Require(string(a.ID), keepers...); err != nil {
		return nil, err
	}
	oath, list, err := o.OathOf(ctx, actor, a, id)
	if err != nil {
		return nil, err
	}
	pack, err := o.pack(ctx, a)
	if err != nil {
		return nil, err
	}
	day := oath.HeldOn
	if oath.State == OathHeld {
		day = oath.MinutesOn
	}
	doc, err := org.Paper(ctx, o.DB, a, s.T("app.government", "Name", a.Name), pdf.Options{Title: s.T("probation.oath.minutes"), Number: oath.Minutes, Created: day.Time(), Speaker: s})
	if err != nil {
		return nil, err
	}
	for n := 1; n <= pack.OathCopies.Value; n++ {
		if n > 1 {
			doc.Page()
		}
		o.minutes(doc, a, s, oath, list, day, n, pack.OathCopies.Value)
	}
	return doc.Bytes()
}

func (o *Office) minutes(doc *pdf.Doc, a org.Agency, s *i18n.Speaker, oath Oath, list []Sitting, day clock.Date, n, of int) {
	number := oath.Minutes
	if number == "" {
		number = s.T("probation.oath.draft")
	}
	doc.Title(s.T("probation.oath.minutes"), s.T("probation.oath.numbered", "Number", number), s.T("probation.oath.copy", "N", n, "Of", of))
	doc.Text(s.T("probation.oath.opening", "Day", s.LongDate(oath.HeldOn), "Place", oath.Place, "Official", oath.Official, "Title", oath.Title))
	table := pdf.Table{Cols: []pdf.Col{{Title: "No", Width: 9, Align: pdf.Right}, {Title: s.T("probation.col.name")}, {Title: "NIP", Width: 38}, {Title: s.T("probation.col.rank"), Width: 12}, {Title: s.T("probation.oath.religion"), Width: 22}, {Title: s.T("probation.col.decree"), Width: 40}}}
	row := 0
	for _, one := range list {
		if one.State == StayedAway || one.Decree == nil {
			continue
		}
		row++
		table.Rows = append(table.Rows, []string{strconv.Itoa(row), one.Name, one.NIP, one.Golongan, one.Religion, one.Decree.Number})
	}
	doc.Table(table)
	doc.Heading(s.T("probation.oath.clerics"))
	for _, h := range oath.Of(Cleric) {
		doc.Text(h.Religion + ": " + h.Name)
	}
	blocks := []pdf.Signature{{Place: a.City + ", " + s.Date(day), Role: oath.Title, Name: oath.Official}}
	for i, w := range oath.Of(Witness) {
		if i < 2 {
			blocks = append(blocks, pdf.Signature{Role: s.T("probation.oath.witness_n", "N", i+1), Name: w.Name, NIP: w.NIP})
		}
	}
	doc.Signatures(blocks...)
}

// OathList prints who takes the oath, a table for each religion with its
// clergyman and the chairs, to be signed.
func (o *Office) OathList(ctx context.Context, actor access.Actor, a org.Agency, s *i18n.Speaker, id OathID) ([]byte, error) {
	if err := actor.Require(string(a.ID), keepers...); err != nil {
		return nil, err
	}
	oath, list, err := o.OathOf(ctx, actor, a, id)
	if err != nil {
		return nil, err
	}
	doc, err := org.Paper(ctx, o.DB, a, s.T("app.government", "Name", a.Name), pdf.Options{Title: s.T("probation.oath.list"), Created: oath.HeldOn.Time(), Speaker: s})
	if err != nil {
		return nil, err
	}
	doc.Title(s.T("probation.oath.list"), s.LongDate(oath.HeldOn), oath.Place)
	for from := 0; from < len(list); {
		until := from
		for until < len(list) && list[until].Religion == list[from].Religion {
			until++
		}
		doc.Heading(s.T("probation.oath.group", "Religion", list[from].Religion, "N", until-from, "Cleric", oath.Cleric(list[from].Religion)))
		table := pdf.Table{Signed: true, Height: 9, Cols: []pdf.Col{{Title: "No", Width: 9, Align: pdf.Right}, {Title: s.T("probation.oath.chair"), Width: 14}, {Title: s.T("probation.col.name")}, {Title: "NIP", Width: 38}, {Title: s.T("probation.oath.signature"), Width: 26}, {Width: 26}}}
		for i, one := range list[from:until] {
			table.Rows = append(table.Rows, []string{strconv.Itoa(i + 1), one.Row(oath.PerRow), one.Name, one.NIP, "", ""})
		}
		doc.Table(table)
		from = until
	}
	return doc.Bytes()
}

// OathSheets are the lists of an oath as a spreadsheet: who sits where, and,
// once it was held, the notices that follow it: the units, and the salary
// office, which pays full from the TMT.
func (o *Office) OathSheets(ctx context.Context, actor access.Actor, a org.Agency, s *i18n.Speaker, id OathID) (Oath, []sheet.List, error) {
	if err := actor.Require(string(a.ID), keepers...); err != nil {
		return Oath{}, nil, err
	}
	oath, list, err := o.OathOf(ctx, actor, a, id)
	if err != nil {
		return oath, nil, err
	}
	tree, err := org.TreeOf(ctx, o.DB, a.ID)
	if err != nil {
		return oath, nil, err
	}
	who := []sheet.Heading{{Title: "No", Width: 5}, {Title: s.T("probation.col.name"), Width: 38}, {Title: "NIP", Width: 21}, {Title: s.T("probation.col.rank"), Width: 8}, {Title: s.T("probation.col.unit"), Width: 50}}
	lists := []sheet.List{{Name: s.T("probation.oath.sheet_seats"), Columns: append(who[:5:5], sheet.Heading{Title: s.T("probation.oath.religion"), Width: 14}, sheet.Heading{Title: s.T("probation.oath.chair"), Width: 8}, sheet.Heading{Title: s.T("probation.col.state"), Width: 24}),
		Rows: each(list, tree, func(x Sitting) ([]sheet.Cell, bool) {
			return []sheet.Cell{sheet.TextCell(x.Religion), sheet.TextCell(x.Row(oath.PerRow)), sheet.TextCell(s.T("probation.oath.state."+x.State) + " " + x.Reason)}, true
		})}}
	if oath.State != OathHeld {
		return oath, lists, nil
	}
	sworn := func(more func(x Sitting) []sheet.Cell) func(x Sitting) ([]sheet.Cell, bool) {
		return func(x Sitting) ([]sheet.Cell, bool) {
			if x.State != TookOath || x.Decree == nil {
				return nil, false
			}
			return more(x), true
		}
	}
	decree := []sheet.Heading{{Title: s.T("probation.col.decree"), Width: 28}, {Title: s.T("probation.col.decree_on"), Width: 12}, {Title: "TMT PNS", Width: 12}}
	cells := func(x Sitting) []sheet.Cell {
		return []sheet.Cell{sheet.TextCell(x.Decree.Number), sheet.DateCell(x.Decree.IssuedOn), sheet.DateCell(x.Decree.Day)}
	}
	lists = append(lists,
		sheet.List{Name: s.T("probation.oath.sheet_units"), Columns: append(append(who[:5:5], sheet.Heading{Title: s.T("probation.col.office"), Width: 50}), decree...), Rows: each(list, tree, sworn(func(x Sitting) []sheet.Cell {
			return append([]sheet.Cell{sheet.TextCell(tree.Office(x.Unit).Name)}, cells(x)...)
		}))},
		sheet.List{Name: s.T("probation.oath.sheet_salary"), Columns: append(append(who[:5:5], decree...), sheet.Heading{Title: s.T("probation.oath.minutes_number"), Width: 28}), Rows: each(list, tree, sworn(func(x Sitting) []sheet.Cell {
			return append(cells(x), sheet.TextCell(oath.Minutes))
		}))})
	return oath, lists, nil
}

// each makes the rows of a list: who, then more cells of those it keeps.
func each(list []Sitting, tree *org.Tree, more func(x Sitting) ([]sheet.Cell, bool)) func(yield func([]sheet.Cell, error) bool) {
	return func(yield func([]sheet.Cell, error) bool) {
		n := 0
		for _, x := range list {
			cells, keep := more(x)
			if !keep {
				continue
			}
			n++
			row := append([]sheet.Cell{sheet.IntCell(n), sheet.TextCell(x.Name), sheet.TextCell(x.NIP), sheet.TextCell(x.Golongan), sheet.TextCell(tree.Path(x.Unit))}, cells...)
			if !yield(row, nil) {
				return
			}
		}
	}
}
