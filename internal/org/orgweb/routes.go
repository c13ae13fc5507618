// Package orgweb shows an agency's units as a tree with their past, and its
// settings: names, zone, colour, letterhead and coat of arms. Officers and
// administrators keep the units; settings are the administrators'. The
// operator of the installation sees all agencies and makes new ones.
package orgweb

import (
	"context"
	"io"
	"net/url"
	"slices"
	"strings"

	"pamong/internal/access"
	"pamong/internal/kit/clock"
	"pamong/internal/kit/db"
	"pamong/internal/kit/fault"
	"pamong/internal/kit/sheet"
	"pamong/internal/kit/web"
	"pamong/internal/kit/web/ui"
	"pamong/internal/org"
)

// unitsAt is how many units a page of the list shows.
const unitsAt = 50

// mostList is the largest list of units in bytes, with the form around it.
const mostList = 3 << 20

// unitReaders may look at the units.
var unitReaders = []access.Role{access.Officer, access.Admin, access.Operator, access.Auditor}

// Counts returns how many people serve in each unit; people belong to a later
// house.
type Counts func(ctx context.Context, q db.Q, agency org.AgencyID) (map[org.UnitID]int, error)

// Totals returns how many people each agency has; they belong to a later house.
type Totals func(ctx context.Context, q db.Q) (map[org.AgencyID]int, error)

type pages struct {
	desk   *org.Desk
	counts Counts
	totals Totals
}

// Routes lists the pages of this house.
func Routes(desk *org.Desk, counts Counts, totals Totals) []web.Route {
	p := &pages{desk, counts, totals}
	return []web.Route{
		web.Get("/agencies", p.agencies),
		web.Get("/agencies/new", p.newAgency),
		web.Post("/agencies/new", p.makeAgency),
		web.Get("/a/{agency}/units", p.units),
		web.Get("/a/{agency}/units/new", p.newUnit),
		web.Post("/a/{agency}/units/new", p.addUnit),
		web.Get("/a/{agency}/units/import", p.listForm),
		web.Post("/a/{agency}/units/import", p.takeList).Upload(mostList),
		web.Get("/a/{agency}/units/{unit}", p.unit),
		web.Post("/a/{agency}/units/{unit}", p.changeUnit),
		web.Post("/a/{agency}/units/{unit}/close", p.closeUnit),
		web.Get("/a/{agency}/agency", p.agency),
		web.Post("/a/{agency}/agency", p.changeAgency),
		web.Post("/a/{agency}/agency/crest", p.setCrest).Upload(mostCrest),
	}
}

// view is what every page of units needs.
type view struct {
	agency org.Agency
	today  clock.Date
	tree   *org.Tree
	may    bool
	reads  bool // may open the list of people
	counts map[org.UnitID]int
	err    error
	typed  url.Values
}

// open loads the tree for somebody who may look at it, or change it.
func (p *pages) open(r *web.Request, change bool) (view, error) {
	a, actor := org.From(r.Ctx()), access.From(r.Ctx())
	v := view{agency: a, today: a.Today(p.desk.Clock.Now()), may: org.KeepsUnits(actor, a.ID), reads: actor.HasWhole(string(a.ID), access.Officer, access.Admin, access.Auditor)}
	roles := unitReaders
	if change {
		roles = []access.Role{access.Officer, access.Admin}
	}
	if err := actor.Require(string(a.ID), roles...); err != nil {
		return v, err
	}
	var err error
	if v.tree, err = org.TreeOf(r.Ctx(), p.desk.DB, a.ID); err != nil {
		return v, err
	}
	v.counts, err = p.counts(r.Ctx(), p.desk.DB, a.ID)
	return v, err
}

// people counts who serves in a unit and below it.
func (v view) people(unit org.UnitID) int {
	n := 0
	for _, u := range v.tree.Below(unit) {
		n += v.counts[u]
	}
	return n
}

// options are the units as choices, for the unit above.
func (v view) options(top string, but org.UnitID) []ui.Option {
	list := []ui.Option{{Value: "", Label: top}}
	for _, office := range v.tree.Children("") {
		for _, id := range v.tree.Below(office.ID) {
			if id != but {
				list = append(list, ui.Option{Value: string(id), Label: v.tree.Path(id)})
			}
		}
	}
	return list
}

// unitList is the list of units in the order of the tree.
type unitList struct {
	view
	query ui.Query
	shown []org.UnitID
	total int
}

func (p *pages) units(r *web.Request) (web.Answer, error) {
	v, err := p.open(r, false)
	if err != nil {
		return nil, err
	}
	l := unitList{view: v, query: ui.QueryOf(r.Request)}
	words := org.Fold(l.query.Search())
	var all []org.UnitID
	for _, office := range v.tree.Children("") {
		all = append(all, v.tree.Below(office.ID)...)
	}
	all = slices.DeleteFunc(all, func(id org.UnitID) bool {
		u, _ := v.tree.Unit(id)
		return words != "" && !strings.Contains(org.Fold(u.Code+" "+u.Name), words)
	})
	l.total = len(all)
	l.shown = ui.PageOf(l.query, unitsAt, all)
	return web.Page(unitsPage(l)), nil
}

func (p *pages) newUnit(r *web.Request) (web.Answer, error) {
	v, err := p.open(r, true)
	if err != nil {
		return nil, err
	}
	return web.Page(newPage(v, r.Q("below"))), nil
}

func (p *pages) addUnit(r *web.Request) (web.Answer, error) {
	v, err := p.open(r, true)
	if err != nil {
		return nil, err
	}
	var f fault.Fields
	u := org.Unit{Agency: v.agency.ID, Parent: org.UnitID(r.V("parent")), Code: r.V("code"), Kind: r.V("kind"), Name: r.V("name"), From: r.Date("from", &f)}
	var made org.UnitID
	if err = f.Err(); err == nil {
		made, err = p.desk.AddUnit(r.Ctx(), access.From(r.Ctx()), u)
	}
	if err != nil {
		v.err, v.typed = err, r.PostForm
		return web.Refuse(err, newPage(v, ""))
	}
	return web.Go(v.agency.Path("units/"+string(made)), "org.unit_added", "Name", u.Name), nil
}

// oneUnit is the page of a unit.
type oneUnit struct {
	view
	org.Unit
	past      []org.Past
	closeErr  error
	closeForm url.Values
}

func (p *pages) one(r *web.Request, change bool) (oneUnit, error) {
	v, err := p.open(r, change)
	if err != nil {
		return oneUnit{}, err
	}
	o := oneUnit{view: v}
	if o.Unit, err = org.UnitByID(r.Ctx(), p.desk.DB, v.agency.ID, org.UnitID(r.PathValue("unit"))); err != nil {
		return o, err
	}
	o.past, err = org.History(r.Ctx(), p.desk.DB, o.ID)
	return o, err
}

func (p *pages) unit(r *web.Request) (web.Answer, error) {
	o, err := p.one(r, false)
	if err != nil {
		return nil, err
	}
	return web.Page(unitPage(o)), nil
}

func (p *pages) changeUnit(r *web.Request) (web.Answer, error) {
	o, err := p.one(r, true)
	if err != nil {
		return nil, err
	}
	var f fault.Fields
	from := r.Date("from", &f)
	if err = f.Err(); err == nil {
		err = p.desk.ChangeUnit(r.Ctx(), access.From(r.Ctx()), o.agency.ID, o.ID, r.V("name"), org.UnitID(r.V("parent")), from)
	}
	if err != nil {
		o.err, o.typed = err, r.PostForm
		return web.Refuse(err, unitPage(o))
	}
	return web.Go(o.agency.Path("units/"+string(o.ID)), "org.unit_changed"), nil
}

// closeUnit ends a unit in which nobody serves any more.
func (p *pages) closeUnit(r *web.Request) (web.Answer, error) {
	o, err := p.one(r, true)
	if err != nil {
		return nil, err
	}
	var f fault.Fields
	until := r.Date("until", &f)
	if n := o.people(o.ID); n > 0 {
		f.Add("until", "org.unit_has_people", "N", n)
	}
	if err = f.Err(); err == nil {
		err = p.desk.CloseUnit(r.Ctx(), access.From(r.Ctx()), o.agency.ID, o.ID, until)
	}
	if err != nil {
		o.closeErr, o.closeForm = err, r.PostForm
		return web.Refuse(err, unitPage(o))
	}
	return web.Go(o.agency.Path("units"), "org.unit_closed", "Name", o.Name), nil
}

func (p *pages) listForm(r *web.Request) (web.Answer, error) {
	v, err := p.open(r, true)
	if err != nil {
		return nil, err
	}
	return web.Page(listPage(v)), nil
}

func (p *pages) takeList(r *web.Request) (web.Answer, error) {
	v, err := p.open(r, true)
	if err != nil {
		return nil, err
	}
	list, err := readList(r)
	added := 0
	if err == nil {
		added, err = p.desk.AddUnits(r.Ctx(), access.From(r.Ctx()), v.agency.ID, list, v.today)
	}
	if err != nil {
		v.err = err
		return web.Refuse(err, listPage(v))
	}
	return web.Go(v.agency.Path("units"), "org.units_added", "N", added, "Read", len(list)), nil
}

// titles are the columns of a list of units, as offices title them.
var titles = map[string]string{
	"kode": "code", "code": "code", "kode unit": "code",
	"induk": "parent", "kode induk": "parent", "unit induk": "parent", "parent": "parent", "parent_code": "parent", "parent code": "parent",
	"jenis": "kind", "kind": "kind",
	"nama": "name", "nama unit": "name", "unit kerja": "name", "name": "name",
}

// readList reads the uploaded list: code, unit above, kind and name.
func readList(r *web.Request) ([]org.NewUnit, error) {
	in, head, err := r.Upload("file")
	if err != nil {
		return nil, err
	}
	defer in.Close()
	book, err := sheet.Open(in, head.Size, head.Filename, sheet.Limits{})
	if err != nil {
		return nil, err
	}
	table, err := sheet.FindTable(book.Sheets[0], func(text string) (string, bool) {
		key, ok := titles[strings.ToLower(text)]
		return key, ok
	})
	if err != nil {
		return nil, err
	}
	var list []org.NewUnit
	for line, err := range table.Lines() {
		if err != nil {
			return nil, err
		}
		var u org.NewUnit
		for i, c := range table.Columns {
			text := strings.TrimSpace(line.Cell(i).Text)
			switch c.Key {
			case "code":
				u.Code = text
			case "parent":
				u.Parent = text
			case "kind":
				u.Kind = text
			case "name":
				u.Name = text
			}
		}
		if line.Mark != sheet.Repeated && u != (org.NewUnit{}) {
			list = append(list, u)
		}
	}
	if len(list) == 0 {
		return nil, fault.Invalid("org.empty_list")
	}
	return list, nil
}

// read returns what an upload holds.
func read(in io.Reader) ([]byte, error) { return io.ReadAll(io.LimitReader(in, mostCrest)) }
