// Package trailweb shows the trail of acts to those who answer for it: all of
// an agency to its quality assurers, administrators and officers, and each
// person's own part to the person. They read who did what, to whom, when and
// why, what it was before and what it became; they check the chain of seals
// and take the list away. Nothing here can be changed. The pages stand beside
// the desk because they name people and accounts of later houses.
package trailweb

import (
	"slices"
	"strings"
	"time"

	"pamong/internal/access"
	"pamong/internal/audit"
	"pamong/internal/identity"
	"pamong/internal/kit/clock"
	"pamong/internal/kit/db"
	"pamong/internal/kit/fault"
	"pamong/internal/kit/i18n"
	"pamong/internal/kit/web"
	"pamong/internal/kit/web/ui"
	"pamong/internal/org"
	"pamong/internal/roster"
)

// pageSize is how many acts a page shows.
const pageSize = 50

// mostPeople bounds how many people a searched name may stand for.
const mostPeople = 50

// readers may read the whole trail of an agency.
var readers = []access.Role{access.Auditor, access.Admin, access.Officer}

// personReaders may read the trail of a person within their reach.
var personReaders = []access.Role{access.Participant, access.Auditor, access.Admin, access.Officer}

type pages struct {
	db    *db.DB
	clock clock.Clock
	acts  []string
}

// Routes lists the pages of the trail. Messages are the keys of all texts:
// those that begin with "act." name the acts that can be chosen.
func Routes(d *db.DB, c clock.Clock, messages []string) []web.Route {
	p := &pages{db: d, clock: c}
	for _, key := range messages {
		if act, ok := strings.CutPrefix(key, "act."); ok {
			p.acts = append(p.acts, act)
		}
	}
	return []web.Route{
		web.Get("/a/{agency}/audit", p.list),
		web.Get("/a/{agency}/audit/verify", p.verify),
		web.Get("/a/{agency}/audit.xlsx", p.xlsx),
		web.Get("/a/{agency}/audit.csv", p.csv),
		web.Get("/a/{agency}/people/{person}/trail", p.person),
	}
}

// trail is a part of the trail as its page needs it.
type trail struct {
	agency org.Agency
	today  clock.Date
	query  ui.Query
	said   *i18n.Speaker
	filter audit.Filter
	rows   []audit.Row
	more   bool // older acts follow
	people map[string]string
	actors map[string]string
	acts   []ui.Option
	head   audit.Head
	sealed bool // nothing waits to be sealed
	faults fault.Fields
}

// begin reads who is where and which part of the trail the address asks for.
func (p *pages) begin(r *web.Request) (*trail, error) {
	a := org.From(r.Ctx())
	t := &trail{agency: a, today: a.Today(p.clock.Now()), query: ui.QueryOf(r.Request), said: i18n.From(r.Ctx())}
	people, err := roster.All(r.Ctx(), p.db, a.ID)
	if err != nil {
		return nil, err
	}
	t.people = make(map[string]string, len(people))
	for _, one := range people {
		t.people[string(one.ID)] = one.Name
	}
	t.filter = audit.Filter{Agency: string(a.ID), Act: t.query.Get("act"), Actor: t.query.Get("actor"), Before: t.query.Get("before")}
	if name := org.Fold(t.query.Search()); name != "" {
		t.filter.People = t.named(name)
	}
	zone := a.Zone.Location()
	t.filter.From = t.day("from", 0, zone)
	t.filter.Until = t.day("until", 1, zone)
	return t, nil
}

// named returns the people whose names hold the folded words.
func (t *trail) named(words string) []string {
	list := []string{}
	for person, name := range t.people {
		if strings.Contains(org.Fold(name), words) {
			list = append(list, person)
		}
	}
	slices.Sort(list)
	return list[:min(len(list), mostPeople)]
}

// day reads a date of the address as the instant at which it begins in the
// agency, some days later.
func (t *trail) day(name string, later int, zone *time.Location) time.Time {
	text := t.query.Get(name)
	if text == "" {
		return time.Time{}
	}
	day, err := clock.ParseDate(text)
	if err != nil {
		t.faults.Add(name, "audit.bad_date")
		return time.Time{}
	}
	at := day.AddDays(later - t.agency.Offset).Time()
	return time.Date(at.Year(), at.Month(), at.Day(), 0, 0, 0, 0, zone)
}

func (p *pages) list(r *web.Request) (web.Answer, error) {
	t, err := p.read(r)
	if err != nil {
		return nil, err
	}
	return web.Page(listPage(t)), nil
}

// read loads one page of the agency's trail.
func (p *pages) read(r *web.Request) (*trail, error) {
	a := org.From(r.Ctx())
	if err := access.From(r.Ctx()).Require(string(a.ID), readers...); err != nil {
		return nil, err
	}
	t, err := p.begin(r)
	if err != nil {
		return nil, err
	}
	if err := p.load(r, t); err != nil {
		return nil, err
	}
	t.acts = p.actOptions(t.said)
	if t.head, err = audit.HeadOf(r.Ctx(), p.db, string(a.ID)); err != nil {
		return nil, err
	}
	waiting, err := audit.Waiting(r.Ctx(), p.db)
	t.sealed = !waiting
	return t, err
}

// load reads the acts of the filter and the names of who did them.
func (p *pages) load(r *web.Request, t *trail) error {
	t.filter.Limit = pageSize + 1
	rows, err := audit.List(r.Ctx(), p.db, t.filter)
	if err != nil {
		return err
	}
	t.more, t.rows = len(rows) > pageSize, rows[:min(len(rows), pageSize)]
	var refs []string
	for _, row := range t.rows {
		refs = append(refs, row.Actor, row.Subject)
	}
	t.actors, err = identity.Names(r.Ctx(), p.db, append(refs, t.filter.Actor))
	return err
}

// actOptions are the acts that can be chosen, in the order of their words.
func (p *pages) actOptions(s *i18n.Speaker) []ui.Option {
	list := make([]ui.Option, 0, len(p.acts))
	for _, act := range p.acts {
		list = append(list, ui.Option{Value: act, Label: s.T("act." + act)})
	}
	slices.SortFunc(list, func(a, b ui.Option) int { return strings.Compare(a.Label, b.Label) })
	return append([]ui.Option{{Value: "", Label: s.T("audit.all_acts")}}, list...)
}

// checked is what the check of the chain found.
type checked struct {
	agency org.Agency
	asked  string // the published head that was asked for
	report audit.Report
}

// verify walks the whole chain of the agency.
func (p *pages) verify(r *web.Request) (web.Answer, error) {
	a := org.From(r.Ctx())
	if err := access.From(r.Ctx()).Require(string(a.ID), readers...); err != nil {
		return nil, err
	}
	c := checked{agency: a, asked: strings.ToLower(strings.TrimSpace(r.Q("head")))}
	var err error
	if c.report, err = audit.Verify(r.Ctx(), p.db, string(a.ID), c.asked); err != nil {
		return nil, err
	}
	return web.Page(verifyPage(c)), nil
}
