package deskweb

import (
	"context"
	"slices"
	"strings"

	"pamong/internal/access"
	"pamong/internal/desk"
	"pamong/internal/kit/i18n"
	"pamong/internal/kit/sheet"
	"pamong/internal/kit/web"
	"pamong/internal/kit/web/ui"
	"pamong/internal/org"
)

// Gaps that the list of placements can be narrowed to.
const (
	gapEmpty    = "empty"    // offices without people
	gapMentor   = "mentor"   // offices with people without a mentor
	gapUnplaced = "unplaced" // people who serve nowhere
)

// namesAt is how many people are named in one row.
const namesAt = 4

// placing is the board of placements as it is drawn.
type placing struct {
	agency org.Agency
	query  ui.Query
	binds  bool // the actor gives mentors
	all    []desk.Placement
	list   []desk.Placement // of the filter
	shown  []desk.Placement
}

// placements is the page of the board.
func placements(r *desk.Reader, q *web.Request) (web.Answer, error) {
	v, err := readPlacements(r, q)
	if err != nil {
		return nil, err
	}
	v.shown = ui.PageOf(v.query, officesAt, v.list)
	return web.Page(placementPage(v)), nil
}

func readPlacements(r *desk.Reader, q *web.Request) (placing, error) {
	actor := access.From(q.Ctx())
	v := placing{agency: org.From(q.Ctx()), query: ui.QueryOf(q.Request)}
	v.binds = actor.HasWhole(string(v.agency.ID), access.Officer, access.Committee)
	var err error
	if v.all, err = r.Placements(q.Ctx(), actor, v.agency); err != nil {
		return v, err
	}
	words := org.Fold(v.query.Search())
	for _, p := range v.all {
		if in(v.query.Get("show"), p) && (strings.Contains(org.Fold(p.Office.Name), words) || named(p, words)) {
			v.list = append(v.list, p)
		}
	}
	if column, _ := v.query.Sort(); column == "people" {
		slices.SortStableFunc(v.list, func(a, b desk.Placement) int { return len(b.People) - len(a.People) })
	}
	return v, nil
}

// named reports whether somebody of the office has a name with the words.
func named(p desk.Placement, words string) bool {
	for i := range p.People {
		if p.People[i].Fits(words) {
			return true
		}
	}
	return false
}

// in reports whether a placement belongs to a gap; all belong to "".
func in(gap string, p desk.Placement) bool {
	switch gap {
	case gapEmpty:
		return len(p.People) == 0
	case gapMentor:
		return p.NoMentor > 0
	case gapUnplaced:
		return p.Office.ID == ""
	}
	return true
}

func (v placing) count(gap string) int {
	n := 0
	for _, p := range v.all {
		if in(gap, p) {
			n++
		}
	}
	return n
}

func (v placing) filters(ctx context.Context) ui.Filters {
	gaps := []string{"", gapEmpty, gapUnplaced}
	if v.binds {
		gaps = append(gaps, gapMentor)
	}
	var pills ui.Filters
	for _, gap := range gaps {
		key := "desk.place.show." + gap
		if gap == "" {
			key = "desk.place.show.all"
		}
		pills = append(pills, ui.Filter{Label: i18n.T(ctx, key), Count: v.count(gap), Href: v.query.With("show", gap), Current: v.query.Get("show") == gap})
	}
	return pills
}

func (v placing) facts(ctx context.Context) []string {
	people, offices := 0, 0
	for _, p := range v.all {
		people += len(p.People)
		if len(p.People) > 0 && p.Office.ID != "" {
			offices++
		}
	}
	return []string{i18n.T(ctx, "desk.place.facts", "N", people, "Offices", offices)}
}

func (v placing) acts(ctx context.Context) []ui.Button {
	return []ui.Button{{Label: i18n.T(ctx, "desk.board.export"), Icon: "file-spreadsheet", Href: v.query.Whole(v.agency.Path("placements.xlsx")), Download: true}}
}

func (v placing) columns(ctx context.Context) []ui.Col {
	cols := []ui.Col{{Label: i18n.T(ctx, "desk.board.office"), Sort: "name"}, {Label: i18n.T(ctx, "desk.board.people"), Right: true, Sort: "people"}, {Label: i18n.T(ctx, "desk.place.seated"), Right: true}}
	if v.binds {
		cols = append(cols, ui.Col{Label: i18n.T(ctx, "desk.place.no_mentor"), Right: true})
	}
	return cols
}

// path is the list of the people of an office.
func (v placing) path(p desk.Placement) string {
	unit := string(p.Office.ID)
	if unit == "" {
		unit = "none"
	}
	return web.Link(v.agency.Path("people"), "unit", unit)
}

// names names some of the people of an office.
func (v placing) names(s *i18n.Speaker, p desk.Placement) string {
	var list []string
	for i := range p.People[:min(len(p.People), namesAt)] {
		list = append(list, p.People[i].Name)
	}
	text := strings.Join(list, ", ")
	if more := len(p.People) - namesAt; more > 0 {
		return s.T("desk.board.and_more", "Names", text, "N", more)
	}
	return text
}

// placementFile writes who serves where, one line for each person, and the
// offices without people.
func placementFile(r *desk.Reader, q *web.Request) (web.Answer, error) {
	v, err := readPlacements(r, q)
	if err != nil {
		return nil, err
	}
	s := i18n.From(q.Ctx())
	out := sheet.List{Name: s.T("desk.place"), Columns: []sheet.Heading{{Title: s.T("desk.board.office"), Width: 44}, {Title: s.T("roster.field.name"), Width: 36}, {Title: "NIP", Width: 20}, {Title: s.T("roster.field.golongan"), Width: 10}, {Title: s.T("roster.field.position"), Width: 36}}}
	out.Rows = func(yield func([]sheet.Cell, error) bool) {
		for _, p := range v.list {
			office := sheet.TextCell(officeName(s, p.Office))
			if len(p.People) == 0 && !yield([]sheet.Cell{office}, nil) {
				return
			}
			for i := range p.People {
				one := &p.People[i]
				if !yield([]sheet.Cell{office, sheet.TextCell(one.Name), sheet.TextCell(one.NIP), sheet.TextCell(one.Golongan), sheet.TextCell(one.Position)}, nil) {
					return
				}
			}
		}
	}
	return web.Workbook("penempatan-"+v.agency.Code+".xlsx", out), nil
}
