package rosterweb

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"pamong/internal/kit/web"
	"pamong/internal/kit/web/ui"
	"pamong/internal/regulation"
	"pamong/internal/roster"
)

// checking is the third step.
type checking struct {
	staged
	query   ui.Query
	verdict *roster.Verdict
	shown   []*roster.Judged
	of      int // rows that the filter keeps
}

// checkSize is how many rows a page shows.
const checkSize = 50

func (p *pages) check(r *web.Request) (web.Answer, error) {
	c, err := p.checking(r)
	if err != nil {
		return nil, err
	}
	if c.imp.State != roster.Staged {
		return web.Go(c.link("done"), ""), nil
	}
	if c.draft.Lacking != nil {
		return web.Go(c.link("columns"), ""), nil
	}
	return web.Page(checkPage(c)), nil
}

func (p *pages) checking(r *web.Request) (checking, error) {
	s, err := p.staged(r)
	c := checking{staged: s, query: ui.QueryOf(r.Request)}
	if err != nil || s.imp.State != roster.Staged || s.draft.Lacking != nil {
		return c, err
	}
	if c.verdict, err = p.desk.Preview(r.Ctx(), s.actor, s.agency.ID, s.draft, s.imp.Selection); err != nil {
		return c, err
	}
	var kept []*roster.Judged
	for i := range c.verdict.Rows {
		if j := &c.verdict.Rows[i]; c.shows(j) {
			kept = append(kept, j)
		}
	}
	c.shown, c.of = ui.PageOf(c.query, checkSize, kept), len(kept)
	return c, nil
}

// severity is the word of a row in the address.
func severity(j *roster.Judged) string {
	if s := j.Severity(); s != "" {
		return string(s)
	}
	return "ok"
}

func (c checking) shows(j *roster.Judged) bool {
	switch show := c.query.Get("show"); show {
	case "":
		return true
	case string(roster.Changed), string(roster.New):
		return string(j.Outcome) == show
	default:
		return severity(j) == show
	}
}

func (c checking) enters() int { return c.verdict.Totals.New + c.verdict.Totals.Changed }

func (c checking) headFacts() []string {
	known := 0
	for _, t := range c.draft.Tables {
		for _, col := range t.Columns {
			if col.Field != "" && col.Field != roster.FieldIgnored {
				known++
			}
		}
	}
	list := []string{c.imp.File, c.said.T("roster.check.columns", "N", known)}
	if sheets := len(c.draft.Tables) + len(c.draft.Unread); sheets > 1 {
		list = append(list, c.said.T("roster.check.sheets", "N", len(c.draft.Tables), "Of", sheets))
	}
	return append(list, c.said.T("roster.check.unstored"))
}

func (c checking) acts() []ui.Button {
	acts := []ui.Button{{Label: c.said.T("roster.check.columns_act"), Icon: "table", Href: c.link("columns")}}
	if c.enters() > 0 {
		label := c.said.T("roster.check.enter", "N", c.enters())
		if c.verdict.Totals.Changed > 0 {
			label = c.said.T("roster.check.enter_changed", "N", c.verdict.Totals.New, "Changed", c.verdict.Totals.Changed)
		}
		acts = append(acts, ui.Button{Label: label, Icon: "check", Kind: ui.Main, Post: c.at("import/enter"), Hidden: c.list()})
	}
	return acts
}

// lead says what was read and what becomes of the rest.
func (c checking) lead() ui.Lead {
	var more []string
	for _, s := range c.draft.Skipped[:min(2, len(c.draft.Skipped))] {
		more = append(more, c.said.T("roster.check.skipped", "Text", cut(s.Text, 40)))
	}
	if n := len(c.draft.Skipped) - 2; n > 0 {
		more = append(more, c.said.T("roster.check.skipped_more", "N", n))
	}
	if len(c.draft.Unread) > 0 {
		more = append(more, c.said.T("roster.check.unread", "Names", strings.Join(c.draft.Unread, ", ")))
	}
	t := c.verdict.Totals
	if t.Unchanged > 0 {
		more = append(more, c.said.T("roster.check.unchanged", "N", t.Unchanged))
	}
	if t.Error > 0 {
		more = append(more, c.said.T("roster.check.left_out"))
	}
	return ui.Lead{Text: c.said.T("roster.check.read", "N", t.Total), More: strings.Join(more, " ")}
}

func cut(text string, most int) string {
	if runes := []rune(text); len(runes) > most {
		return string(runes[:most]) + "…"
	}
	return text
}

func (c checking) pills() ui.Filters {
	t := c.verdict.Totals
	var list ui.Filters
	for _, f := range []struct {
		key, show string
		n         int
	}{{"roster.all", "", t.Total}, {"roster.check.wrong", "error", t.Error}, {"roster.check.look", "warning", t.Warning}, {"roster.check.ready", "ok", t.OK}, {"roster.check.changed", "changed", t.Changed}} {
		if f.n > 0 || f.show == "" {
			list = append(list, ui.Filter{Label: c.said.T(f.key), Count: f.n, Href: c.query.With("show", f.show), Current: c.query.Get("show") == f.show})
		}
	}
	return list
}

// fault is what the check page says about one row.
func (c checking) fault(j *roster.Judged) ui.ImportFault {
	f := ui.ImportFault{Tone: ui.Ok}
	list := slices.Clone(j.Findings)
	slices.SortStableFunc(list, func(a, b roster.Finding) int { return rank(a) - rank(b) })
	for i, one := range list {
		field, text := c.said.T("roster.field."+string(one.Field)), one.Say(c.said)
		if i == 0 {
			f.Tone, f.Field, f.Text = tone(one), field, text
		} else {
			f.Text += " " + field + ": " + text
		}
	}
	if j.Suggest.Office != "" {
		f.Fix = &ui.Button{Label: c.said.T("roster.check.use"), Kind: ui.Bare, Small: true, Post: c.at("import/suggest"),
			Hidden: append(c.list(), ui.Hidden{Name: "row", Value: strconv.Itoa(j.Row)}, ui.Hidden{Name: "back", Value: c.query.With("list", string(c.imp.ID))})}
	}
	switch changes := c.said.T("roster.check.changes"); {
	case j.Outcome != roster.Changed:
	case len(list) == 0:
		f.Field, f.Text = changes, c.changes(j)
	default:
		f.Text += " " + changes + ": " + c.changes(j)
	}
	return f
}

func (c checking) changes(j *roster.Judged) string {
	var parts []string
	for _, ch := range j.Changes {
		parts = append(parts, c.said.T("roster.check.change", "Field", c.said.T("roster.field."+string(ch.Field)), "From", ui.Dash(ch.From), "To", ui.Dash(ch.To)))
	}
	for _, f := range slices.Sorted(maps.Keys(j.Private)) {
		parts = append(parts, c.said.T("roster.check.private", "Field", c.said.T("roster.field."+string(f))))
	}
	if j.Moves {
		parts = append(parts, c.said.T("roster.check.moves", "To", j.Place.String()))
	}
	return strings.Join(parts, "; ")
}

// rank puts errors first.
func rank(f roster.Finding) int {
	if f.Severity == regulation.SeverityError {
		return 0
	}
	return 1
}

func tone(f roster.Finding) ui.Tone {
	if f.Severity == regulation.SeverityError {
		return ui.Wrong
	}
	return ui.Late
}

// mark is the class of a cell beside which something was found.
func mark(j *roster.Judged, fields ...roster.Field) string {
	class := ""
	for _, f := range j.Findings {
		if !slices.Contains(fields, f.Field) {
			continue
		}
		if f.Severity == regulation.SeverityError {
			return "cell-bad"
		}
		class = "cell-late"
	}
	return class
}

// name is what stands in the name cell.
func (c checking) name(j *roster.Judged) string {
	switch {
	case j.Name == "":
		return c.said.T("roster.check.empty")
	case j.Person.Name != "":
		return j.Person.Name
	}
	return j.Name
}

// golongan is what stands in the cell of the rank: what was read, or what the
// list says where that is no rank.
func (c checking) golongan(j *roster.Judged) string {
	for _, f := range j.Findings {
		if f.Code == roster.CodeGolonganUnknown && len(f.Args) > 1 {
			if text, ok := f.Args[1].(string); ok {
				return text
			}
		}
	}
	return j.Person.Golongan
}
