// Package documentweb is where papers are handed in, looked at and judged.
package documentweb

import (
	"context"
	"io"
	"slices"

	"pamong/internal/access"
	"pamong/internal/document"
	"pamong/internal/kit/clock"
	"pamong/internal/kit/db"
	"pamong/internal/kit/fault"
	"pamong/internal/kit/jobs"
	"pamong/internal/kit/web"
	"pamong/internal/kit/web/ui"
	"pamong/internal/org"
)

// judges verify papers and enter scans.
var judges = []access.Role{access.Officer, access.Committee}

// Names returns the names of people by their ids. Papers know ids only; the
// names belong to a later house.
type Names func(ctx context.Context, q db.Q, agency org.AgencyID) (map[string]string, error)

type pages struct {
	cabinet *document.Cabinet
	names   Names
	task    func(org.Agency, jobs.TaskID) string
}

// Routes lists the pages of this house. Task gives the address of the page of
// a long job.
func Routes(c *document.Cabinet, names Names, task func(org.Agency, jobs.TaskID) string) []web.Route {
	p := &pages{c, names, task}
	return []web.Route{
		web.Get("/a/{agency}/documents", p.list),
		web.Get("/a/{agency}/documents/due", p.due),
		web.Get("/a/{agency}/documents/due.xlsx", p.dueFile),
		web.Get("/a/{agency}/documents/scans", p.scans),
		web.Post("/a/{agency}/documents/scans", p.sendScans).Upload(document.MostBundle + 1<<20),
		web.Get("/a/{agency}/documents/scans/{bundle}", p.lookScans),
		web.Post("/a/{agency}/documents/scans/{bundle}/all", p.forAll),
		web.Post("/a/{agency}/documents/scans/{bundle}/enter", p.enterScans),
		web.Get("/a/{agency}/documents/scans/{bundle}/undo", p.askScans),
		web.Post("/a/{agency}/documents/scans/{bundle}/undo", p.undoScans),
		web.Post("/a/{agency}/documents/scans/{bundle}/{scan}", p.pair),
		web.Get("/a/{agency}/documents/{paper}", p.open),
		web.Post("/a/{agency}/documents/{paper}/judge", p.judge),
		web.Post("/a/{agency}/uploads", p.beginUpload).Unkeyed(),
		web.Post("/a/{agency}/uploads/{upload}", p.appendSlice).Unkeyed(),
		web.Get("/a/{agency}/people/{person}/documents", p.uploadPage),
		web.Post("/a/{agency}/people/{person}/documents", p.upload).Upload(document.MostBytes + 1<<20),
	}
}

// listing is the list of papers as its page needs it.
type listing struct {
	agency org.Agency
	query  ui.Query
	papers []document.Paper
	total  int
	states map[document.State]int
	names  map[string]string
	judge  bool // the actor may verify
	leads  bool // the actor sees what everybody owes
	own    string
}

func (p *pages) list(r *web.Request) (web.Answer, error) {
	l, err := p.find(r)
	if err != nil {
		return nil, err
	}
	return web.Page(listPage(l, nil)), nil
}

func (p *pages) find(r *web.Request) (listing, error) {
	ctx, a, actor := r.Ctx(), org.From(r.Ctx()), access.From(r.Ctx())
	l := listing{agency: a, query: ui.QueryOf(r.Request), judge: actor.HasWhole(string(a.ID), judges...),
		leads: actor.HasWhole(string(a.ID), access.Officer, access.Committee, access.Leader, access.Auditor)}
	state := document.State(l.query.Get("state"))
	if state == "" && l.judge {
		state = document.Waiting
	}
	if state == "all" {
		state = ""
	}
	var err error
	l.papers, l.total, err = p.cabinet.List(ctx, actor, string(a.ID), a.Today(p.cabinet.Clock.Now()), document.Filter{State: state, Kind: document.Kind(l.query.Get("kind")), Page: l.query.Page()})
	if err != nil {
		return l, err
	}
	if l.states, err = document.CountStates(ctx, p.cabinet.DB, string(a.ID)); err != nil {
		return l, err
	}
	if l.names, err = p.names(ctx, p.cabinet.DB, a.ID); err != nil {
		return l, err
	}
	for _, g := range actor.Grants() {
		if person := g.Scope.Person(); g.Agency == string(a.ID) && g.Role == access.Participant && person != "" {
			l.own = person
		}
	}
	return l, nil
}

// open shows the scan itself, within a sandbox: a file that somebody handed
// in runs nothing here.
func (p *pages) open(r *web.Request) (web.Answer, error) {
	a := org.From(r.Ctx())
	paper, f, err := p.cabinet.Open(r.Ctx(), access.From(r.Ctx()), string(a.ID), document.PaperID(r.PathValue("paper")), a.Today(p.cabinet.Clock.Now()))
	if err != nil {
		return nil, err
	}
	r.Stream().Header().Set("Content-Security-Policy", "default-src 'none'; sandbox")
	return web.File(paper.File.Name, paper.File.Type, true, func(w io.Writer) error {
		defer f.Close()
		_, err := io.Copy(w, f)
		return err
	}), nil
}

func (p *pages) judge(r *web.Request) (web.Answer, error) {
	a := org.From(r.Ctx())
	ok := r.V("verdict") == "verify"
	err := p.cabinet.Judge(r.Ctx(), access.From(r.Ctx()), string(a.ID), document.PaperID(r.PathValue("paper")), ok, r.V("note"))
	if err != nil {
		l, e := p.find(r)
		if e != nil {
			return nil, e
		}
		return web.Refuse(err, listPage(l, err))
	}
	if ok {
		return web.Go(a.Path("documents"), "document.verified"), nil
	}
	return web.Go(a.Path("documents"), "document.rejected"), nil
}

// handing is the page on which a paper is handed in.
type handing struct {
	agency  org.Agency
	person  string
	name    string
	kind    string // chosen on the page before, "" for none
	needs   []document.Need
	today   clock.Date
	papers  []document.Paper
	make    bool             // the actor makes letters
	letters []document.Entry // about the person, for whoever makes them
}

func (p *pages) uploadPage(r *web.Request) (web.Answer, error) {
	h, err := p.handing(r)
	if err != nil {
		return nil, err
	}
	return web.Page(handPage(h, nil, nil)), nil
}

func (p *pages) handing(r *web.Request) (handing, error) {
	ctx, a := r.Ctx(), org.From(r.Ctx())
	h := handing{agency: a, person: r.PathValue("person"), kind: r.Q("kind"), today: a.Today(p.cabinet.Clock.Now())}
	err := access.RequirePerson(ctx, p.cabinet.DB, access.From(ctx), string(a.ID), h.person, h.today, access.Officer, access.Committee, access.Participant)
	if err != nil {
		return h, err
	}
	names, err := p.names(ctx, p.cabinet.DB, a.ID)
	if err != nil {
		return h, err
	}
	if h.name = names[h.person]; h.name == "" {
		return h, fault.NotFound("access.not_found")
	}
	if h.needs, err = p.cabinet.NeedsOfPerson(ctx, access.From(ctx), a, h.person); err != nil {
		return h, err
	}
	h.papers, err = document.Of(ctx, p.cabinet.DB, h.person)
	h.papers = slices.DeleteFunc(h.papers, func(p document.Paper) bool { return p.Replaced })
	h.make = access.From(ctx).HasWhole(string(a.ID), judges...)
	if err == nil && h.make {
		h.letters, err = document.LettersOf(ctx, p.cabinet.DB, h.person)
	}
	return h, err
}

func (p *pages) upload(r *web.Request) (web.Answer, error) {
	h, err := p.handing(r)
	if err != nil {
		return nil, err
	}
	if err := p.take(r, h); err != nil {
		return web.Refuse(err, handPage(h, err, r.PostForm))
	}
	return web.Go(h.agency.Path("people/"+h.person+"/documents"), "document.added"), nil
}

func (p *pages) take(r *web.Request, h handing) error {
	var f fault.Fields
	paper := document.Paper{Agency: string(h.agency.ID), Person: h.person, Kind: document.Kind(r.V("kind")), Number: r.V("number"), IssuedOn: r.Date("issued_on", &f), Issuer: r.V("issuer"), Outcome: document.Outcome(r.V("outcome"))}
	if err := f.Err(); err != nil {
		return err
	}
	return TakeFile(r, p.cabinet, func(name string, content io.Reader) error {
		_, err := p.cabinet.Upload(r.Ctx(), access.From(r.Ctx()), paper, h.agency.Today(p.cabinet.Clock.Now()), name, content)
		return err
	})
}
