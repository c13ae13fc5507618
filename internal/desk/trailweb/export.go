package trailweb

import (
	"io"
	"strings"

	"pamong/internal/access"
	"pamong/internal/audit"
	"pamong/internal/identity"
	"pamong/internal/kit/clock"
	"pamong/internal/kit/sheet"
	"pamong/internal/kit/web"
	"pamong/internal/org"
)

// atOnce is how many acts are read at a time while a file is written.
const atOnce = 500

func (p *pages) xlsx(r *web.Request) (web.Answer, error) {
	t, list, err := p.export(r)
	if err != nil {
		return nil, err
	}
	return web.Workbook(t.fileName(".xlsx"), list), nil
}

func (p *pages) csv(r *web.Request) (web.Answer, error) {
	t, list, err := p.export(r)
	if err != nil {
		return nil, err
	}
	return web.File(t.fileName(".csv"), "text/csv; charset=utf-8", false, func(w io.Writer) error {
		return sheet.WriteCSV(w, list, true)
	}), nil
}

func (t *trail) fileName(ending string) string {
	return "jejak-" + t.agency.Code + "-" + string(t.today) + ending
}

// export returns all acts of the filter as a table that is read while it is
// written.
func (p *pages) export(r *web.Request) (*trail, sheet.List, error) {
	a := org.From(r.Ctx())
	if err := access.From(r.Ctx()).Require(string(a.ID), readers...); err != nil {
		return nil, sheet.List{}, err
	}
	t, err := p.begin(r)
	if err != nil {
		return nil, sheet.List{}, err
	}
	if err := t.faults.Err(); err != nil {
		return nil, sheet.List{}, err
	}
	list := sheet.List{Name: t.said.T("audit.title"), Columns: t.headings(), Rows: func(yield func([]sheet.Cell, error) bool) {
		t.filter.Limit, t.filter.Before = atOnce, ""
		for {
			rows, err := audit.List(r.Ctx(), p.db, t.filter)
			if err == nil {
				err = p.nameActors(r, t, rows)
			}
			if err != nil {
				yield(nil, err)
				return
			}
			for _, row := range rows {
				if !yield(t.cells(row), nil) {
					return
				}
			}
			if len(rows) < atOnce {
				return
			}
			t.filter.Before = rows[len(rows)-1].ID
		}
	}}
	return t, list, nil
}

// nameActors learns the names that it does not know yet.
func (p *pages) nameActors(r *web.Request, t *trail, rows []audit.Row) error {
	if t.actors == nil {
		t.actors = map[string]string{}
	}
	var refs []string
	for _, row := range rows {
		for _, ref := range []string{row.Actor, row.Subject} {
			if t.actors[ref] == "" {
				refs = append(refs, ref)
			}
		}
	}
	names, err := identity.Names(r.Ctx(), p.db, refs)
	for ref, name := range names {
		t.actors[ref] = name
	}
	return err
}

func (t *trail) headings() []sheet.Heading {
	var list []sheet.Heading
	for _, c := range []struct {
		key   string
		width float64
	}{{"at", 20}, {"actor", 30}, {"act", 36}, {"person", 30}, {"changes", 60}, {"reason", 40}, {"id", 36}} {
		list = append(list, sheet.Heading{Title: t.said.T("audit.col." + c.key), Width: c.width, Kind: sheet.Text})
	}
	return list
}

// cells writes one act. The instant stands as the agency's clock showed it.
func (t *trail) cells(r audit.Row) []sheet.Cell {
	at := r.At
	if instant, err := clock.ParseStamp(r.At); err == nil {
		at = instant.AddDate(0, 0, t.agency.Offset).In(t.agency.Zone.Location()).Format("2006-01-02 15:04:05")
	}
	var lines []string
	for _, c := range changes(r.Before, r.After) {
		lines = append(lines, t.line(c))
	}
	texts := []string{at, t.actor(r.Actor), t.act(r), t.person(r), strings.Join(lines, "; "), r.Reason, r.ID}
	cells := make([]sheet.Cell, len(texts))
	for i, text := range texts {
		cells[i] = sheet.TextCell(text)
	}
	return cells
}
