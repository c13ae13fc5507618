package rosterweb

import (
	"fmt"
	"slices"
	"strings"

	"pamong/internal/kit/sheet"
	"pamong/internal/kit/web"
	"pamong/internal/kit/web/ui"
	"pamong/internal/org"
	"pamong/internal/roster"
)

// listing is the list of people as its page needs it.
type listing struct {
	where
	query  ui.Query
	tree   *org.Tree
	people []roster.Person
	total  int
	counts roster.Counts
	office org.Unit
}

// find reads the list that the address asks for; page 0 is everybody.
func (p *pages) find(r *web.Request, page int) (listing, error) {
	l := listing{where: p.where(r), query: ui.QueryOf(r.Request)}
	reach, err := l.actor.Reach(string(l.agency.ID), readers...)
	if err != nil {
		return l, err
	}
	if l.tree, err = p.tree(r, l.where); err != nil {
		return l, err
	}
	f := roster.Filter{Search: l.query.Search(), Golongan: l.query.Get("golongan"), Nowhere: l.query.Get("unit") == "none", Reach: reach, Today: l.today}
	if l.query.Get("state") == string(roster.Withdrawn) {
		f.State = roster.Withdrawn
	}
	f.Sort, f.Down = l.query.Sort()
	if u, ok := l.tree.Unit(org.UnitID(l.query.Get("unit"))); ok {
		l.office, f.Units = u, l.tree.Below(u.ID)
	}
	l.people, l.total, err = p.desk.People(r.Ctx(), l.agency.ID, f, page)
	if err != nil {
		return l, err
	}
	l.counts, err = p.desk.Count(r.Ctx(), l.agency.ID, reach, l.today)
	return l, err
}

func (p *pages) list(r *web.Request) (web.Answer, error) {
	l, err := p.find(r, ui.QueryOf(r.Request).Page())
	if err != nil {
		return nil, err
	}
	if r.Partial() {
		return web.Page(listTable(l)), nil
	}
	return web.Page(listPage(l)), nil
}

// pills are the narrower looks at the list.
func (l listing) pills() ui.Filters {
	pill := func(key, name, value string, n int) ui.Filter {
		return ui.Filter{Label: l.said.T(key), Count: n, Href: l.query.With(name, value), Current: l.query.Get(name) == value}
	}
	all := ui.Filter{Label: l.said.T("roster.all"), Count: l.counts.All, Href: l.unfiltered(), Current: l.query.Get("golongan") == "" && l.query.Get("unit") != "none" && l.query.Get("state") == ""}
	list := ui.Filters{all, pill("roster.golongan_2", "golongan", "II", l.counts.Golongan["II"]), pill("roster.golongan_3", "golongan", "III", l.counts.Golongan["III"])}
	if l.counts.Nowhere > 0 {
		list = append(list, pill("roster.nowhere", "unit", "none", l.counts.Nowhere))
	}
	if l.counts.Withdrawn > 0 {
		list = append(list, pill("roster.withdrawn", "state", string(roster.Withdrawn), l.counts.Withdrawn))
	}
	return list
}

// unfiltered is the list without pills, with what was searched.
func (l listing) unfiltered() string { return web.Link(l.query.Path, "q", l.query.Search()) }

// offices are the choices of the list of offices, with how many serve there.
func (l listing) offices() []ui.Option {
	list := []ui.Option{{Value: "", Label: l.said.T("roster.all_offices")}}
	for _, o := range l.tree.Children("") {
		n := 0
		for _, u := range l.tree.Below(o.ID) {
			n += l.counts.Units[u]
		}
		if n > 0 {
			list = append(list, ui.Option{Value: string(o.ID), Label: fmt.Sprintf("%s (%d)", o.Name, n)})
		}
	}
	return list
}

// carried is the state that the choice of an office keeps.
func (l listing) carried() []ui.Hidden {
	var list []ui.Hidden
	for _, name := range []string{"q", "golongan", "state", "sort"} {
		if v := l.query.Get(name); v != "" {
			list = append(list, ui.Hidden{Name: name, Value: v})
		}
	}
	return list
}

func (l listing) headFacts() []string {
	list := []string{l.said.T("roster.n_people", "N", l.counts.All)}
	if n := len(l.offices()) - 1; n > 0 {
		list = append(list, l.said.T("roster.n_offices", "N", n))
	}
	return list
}

func (l listing) acts() []ui.Button {
	var list []ui.Button
	if l.may {
		list = append(list, ui.Button{Label: l.said.T("roster.import.act"), Icon: "file-up", Kind: ui.Main, Href: l.at("import")},
			ui.Button{Label: l.said.T("roster.add.act"), Icon: "user-plus", Href: l.at("new")})
	}
	return list
}

// exportColumn is one column that the list can be written with.
type exportColumn struct {
	key   string
	width float64
	cell  func(l listing, p *roster.Person) sheet.Cell
}

// exportColumns are the columns in their order; an NIP is always text.
var exportColumns = []exportColumn{
	{"name", 38, func(_ listing, p *roster.Person) sheet.Cell { return sheet.TextCell(p.Name) }},
	{"nip", 21, func(_ listing, p *roster.Person) sheet.Cell { return sheet.TextCell(p.NIP) }},
	{"sex", 6, func(_ listing, p *roster.Person) sheet.Cell { return sheet.TextCell(p.Sex) }},
	{"born", 12, func(_ listing, p *roster.Person) sheet.Cell { return sheet.DateCell(p.Born) }},
	{"golongan", 10, func(_ listing, p *roster.Person) sheet.Cell { return sheet.TextCell(p.Golongan) }},
	{"position", 38, func(_ listing, p *roster.Person) sheet.Cell { return sheet.TextCell(p.Position) }},
	{"office", 40, func(l listing, p *roster.Person) sheet.Cell { return sheet.TextCell(l.tree.Office(p.Unit).Name) }},
	{"unit", 48, func(l listing, p *roster.Person) sheet.Cell { return sheet.TextCell(l.tree.Path(p.Unit)) }},
	{"education", 28, func(_ listing, p *roster.Person) sheet.Cell { return sheet.TextCell(p.Education) }},
	{"sk_number", 24, func(_ listing, p *roster.Person) sheet.Cell { return sheet.TextCell(p.SKNumber) }},
	{"sk_date", 12, func(_ listing, p *roster.Person) sheet.Cell { return sheet.DateCell(p.SKDate) }},
	{"tmt", 12, func(_ listing, p *roster.Person) sheet.Cell { return sheet.DateCell(p.TMT) }},
	{"selection", 10, func(_ listing, p *roster.Person) sheet.Cell { return sheet.TextCell(p.Selection) }},
	{"phone", 16, func(_ listing, p *roster.Person) sheet.Cell { return sheet.TextCell(p.Phone) }},
	{"email", 30, func(_ listing, p *roster.Person) sheet.Cell { return sheet.TextCell(p.Email) }},
}

// usualColumns are chosen when nobody chooses.
var usualColumns = []string{"name", "nip", "golongan", "position", "unit", "tmt"}

// choose asks which columns the spreadsheet should have.
func (p *pages) choose(r *web.Request) (web.Answer, error) {
	l, err := p.find(r, 1)
	if err != nil {
		return nil, err
	}
	return web.Page(choosePage(l)), nil
}

// kept is the whole state of the list, for the form that chooses columns.
func (l listing) kept() []ui.Hidden {
	list := l.carried()
	if u := l.query.Get("unit"); u != "" {
		list = append(list, ui.Hidden{Name: "unit", Value: u})
	}
	return list
}

func (l listing) columnOptions() []ui.Option {
	var list []ui.Option
	for _, c := range exportColumns {
		list = append(list, ui.Option{Value: c.key, Label: l.said.T("roster.field." + c.key)})
	}
	return list
}

// export writes the list as it stands, with the chosen columns.
func (p *pages) export(r *web.Request) (web.Answer, error) {
	l, err := p.find(r, 0)
	if err != nil {
		return nil, err
	}
	chosen := r.URL.Query()["col"]
	if len(chosen) == 0 {
		chosen = usualColumns
	}
	var columns []exportColumn
	var headings []sheet.Heading
	for _, c := range exportColumns {
		if slices.Contains(chosen, c.key) {
			columns = append(columns, c)
			headings = append(headings, sheet.Heading{Title: l.said.T("roster.field." + c.key), Width: c.width, Kind: sheet.Text})
		}
	}
	rows := func(yield func([]sheet.Cell, error) bool) {
		cells := make([]sheet.Cell, len(columns))
		for i := range l.people {
			for j, c := range columns {
				cells[j] = c.cell(l, &l.people[i])
			}
			if !yield(cells, nil) {
				return
			}
		}
	}
	return web.Workbook("orang-"+l.agency.Code+"-"+string(l.today)+".xlsx", sheet.List{Name: l.said.T("roster.people"), Columns: headings, Rows: rows}), nil
}

// share shows the list as text to send by WhatsApp: names and units, no
// numbers of people.
func (p *pages) share(r *web.Request) (web.Answer, error) {
	l, err := p.find(r, 0)
	if err != nil {
		return nil, err
	}
	return web.Page(sharePage(l)), nil
}

func (l listing) text() string {
	var b strings.Builder
	title := l.said.T("roster.share.title", "Agency", l.agency.Name, "On", l.said.Date(l.today))
	fmt.Fprintf(&b, "*%s*\n", title)
	if l.office.ID != "" {
		fmt.Fprintf(&b, "%s\n", l.office.Name)
	}
	for i := range l.people {
		q := &l.people[i]
		fmt.Fprintf(&b, "\n%d. %s", i+1, q.Name)
		if unit := l.tree.Path(q.Unit); unit != "" && l.office.ID == "" {
			fmt.Fprintf(&b, " – %s", unit)
		}
	}
	return b.String()
}
