package probationweb

import (
	"context"
	"net/url"

	"pamong/internal/access"
	"pamong/internal/kit/i18n"
	"pamong/internal/kit/sheet"
	"pamong/internal/kit/web"
	"pamong/internal/org"
	"pamong/internal/probation"
	"pamong/internal/roster"
	"pamong/internal/roster/listweb"
)

// examXLSX writes the list of an examination, or of one day of it, which the
// hospital fills in and resultsList takes back.
func (p *pages) examXLSX(r *web.Request) (web.Answer, error) {
	v, err := p.examView(r)
	if err != nil {
		return nil, err
	}
	s := i18n.From(r.Ctx())
	rows := func(yield func([]sheet.Cell, error) bool) {
		for _, d := range v.days {
			for i, one := range d.list {
				result := ""
				if one.State != probation.ExamPlanned {
					result = s.T("probation.health.state." + string(one.State))
				}
				row := []sheet.Cell{sheet.DateCell(d.day), sheet.IntCell(i + 1), sheet.TextCell(one.name), sheet.TextCell(one.nip), sheet.TextCell(one.unit), sheet.TextCell(result), {}, {}, sheet.DateCell(one.AgainOn), {}}
				if !yield(row, nil) {
					return
				}
			}
		}
	}
	heads := []sheet.Heading{{Title: s.T("probation.health.day"), Width: 13}, {Title: s.T("probation.health.nr"), Width: 6}, {Title: s.T("probation.col.name"), Width: 38}, {Title: "NIP", Width: 21, Kind: sheet.Text}, {Title: s.T("probation.col.unit"), Width: 50},
		{Title: s.T("probation.health.result"), Width: 24}, {Title: s.T("probation.health.number"), Width: 24, Kind: sheet.Text}, {Title: s.T("probation.health.issued_on"), Width: 15}, {Title: s.T("probation.health.again_on"), Width: 22}, {Title: s.T("probation.health.note"), Width: 30}}
	name := "pemeriksaan-kesehatan-" + v.agency.Code
	if day := v.query.Get("day"); day != "" {
		name += "-" + day
	}
	return web.Workbook(name+".xlsx", sheet.List{Name: s.T("probation.tab.health"), Columns: heads, Rows: rows}), nil
}

// resultColumns are the headings of the list of results.
var resultColumns = map[string]string{"day": "probation.health.day", "outcome": "probation.health.result", "letter": "probation.health.number", "letter_on": "probation.health.issued_on", "again_on": "probation.health.again_on"}

// resultsList takes the lists back that hospitals have filled in.
func (p *pages) resultsList() listweb.Kind {
	return listweb.Kind{Path: "probation/health/results", Words: "probation.health.list", Back: "probation/health", Entered: "probation.health.list.entered", Files: p.office.Papers.Files, Roles: mayEnter, Undo: p.office.Undo, Taken: p.office.Taken,
		Read: func(ctx context.Context, actor access.Actor, a org.Agency, file roster.File, _ url.Values) (listweb.Preview, error) {
			list, err := p.office.ReadResults(ctx, actor, a, file)
			if err != nil {
				return listweb.Preview{}, err
			}
			title := func(s *i18n.Speaker, field string) string {
				if key := resultColumns[field]; key != "" {
					return s.T(key)
				}
				return ""
			}
			return listweb.Preview{Rows: list.Rows, New: list.New, Unchanged: list.Unchanged, Title: title, Enter: func(ctx context.Context, skip bool) (string, error) {
				return p.office.Enter(ctx, actor, a, list, skip)
			}}, nil
		}}
}
