// Package letterweb is where letters are made: the list of kinds, the page on
// which one says for whom, the workshop of templates with their fields, the
// register of numbers, each making with its archive, and the settings of who
// signs and how numbers are written.
package letterweb

import (
	"context"

	"pamong/internal/access"
	"pamong/internal/document"
	"pamong/internal/kit/db"
	"pamong/internal/kit/fault"
	"pamong/internal/kit/jobs"
	"pamong/internal/kit/web"
	"pamong/internal/kit/web/ui"
	"pamong/internal/org"
)

// Person is somebody about whom a letter may be.
type Person struct{ ID, NIP, Name string }

// Neighbours are what later houses know.
type Neighbours struct {
	Task func(org.Agency, jobs.TaskID) string // page of a long job
	// People returns whom letters of a kind may be about: participants or
	// trainers.
	People func(ctx context.Context, q db.Q, agency org.AgencyID, about document.About) ([]Person, error)
	// Batches returns the batches of an agency, Programmes its programmes, the
	// newest first.
	Batches    func(ctx context.Context, q db.Q, a org.Agency) ([]ui.Option, error)
	Programmes func(ctx context.Context, q db.Q, a org.Agency) ([]ui.Option, error)
	// Sessions returns the parts of a batch of which letters of a kind may be
	// made singly.
	Sessions func(ctx context.Context, q db.Q, a org.Agency, kind document.LetterKind, batch string) ([]ui.Option, error)
}

type pages struct {
	cabinet *document.Cabinet
	Neighbours
}

var (
	makers    = []access.Role{access.Officer, access.Committee}
	tailors   = []access.Role{access.Officer}
	onlookers = []access.Role{access.Officer, access.Committee, access.Auditor}
)

// Routes lists the pages of letters.
func Routes(c *document.Cabinet, n Neighbours) []web.Route {
	p := &pages{c, n}
	return []web.Route{
		web.Get("/a/{agency}/letters", p.index),
		web.Get("/a/{agency}/letters/k/{kind}", p.makePage),
		web.Post("/a/{agency}/letters/k/{kind}", p.make),
		web.Post("/a/{agency}/letters/k/{kind}/look", p.look).Unkeyed(),
		web.Get("/a/{agency}/letters/k/{kind}/preview", p.preview),
		web.Get("/a/{agency}/letters/k/{kind}/template", p.workshop),
		web.Post("/a/{agency}/letters/k/{kind}/template", p.addTemplate).Upload(document.MostTemplate + 1<<20),
		web.Post("/a/{agency}/letters/k/{kind}/template/try", p.try).Upload(document.MostTemplate + 1<<20).Unkeyed(),
		web.Post("/a/{agency}/letters/k/{kind}/template/use", p.useTemplate),
		web.Get("/a/{agency}/letters/k/{kind}/template.docx", p.template),
		web.Get("/a/{agency}/letters/register", p.register),
		web.Get("/a/{agency}/letters/register.xlsx", p.export),
		web.Get("/a/{agency}/letters/l/{letter}", p.letter),
		web.Get("/a/{agency}/letters/l/{letter}/file", p.file),
		web.Post("/a/{agency}/letters/l/{letter}/void", p.void),
		web.Post("/a/{agency}/letters/l/{letter}/reprint", p.reprint),
		web.Get("/a/{agency}/letters/runs/{run}", p.run),
		web.Get("/a/{agency}/letters/runs/{run}/all.zip", p.archive),
		web.Get("/a/{agency}/letters/settings", p.settings),
		web.Post("/a/{agency}/letters/settings/signers", p.addSigner),
		web.Post("/a/{agency}/letters/settings/signers/{signer}/end", p.endSigner),
		web.Post("/a/{agency}/letters/settings/patterns/{pattern}", p.setPattern),
	}
}

// kindOf is the kind of the address, if it can be made here.
func (p *pages) kindOf(r *web.Request) (document.Make, error) {
	m, known := document.MakeOf(document.LetterKind(r.PathValue("kind")))
	if !known || p.cabinet.Sources[m.Kind] == nil {
		return m, fault.NotFound("access.not_found")
	}
	return m, nil
}

func (p *pages) may(r *web.Request, roles []access.Role) (org.Agency, access.Actor, error) {
	a, actor := org.From(r.Ctx()), access.From(r.Ctx())
	return a, actor, actor.Require(string(a.ID), roles...)
}

// indexView is the list of kinds.
type indexView struct {
	agency   org.Agency
	kinds    []document.Make
	own      map[document.LetterKind]document.Template
	patterns map[document.LetterKind]document.Pattern
	tailor   bool
}

func (p *pages) index(r *web.Request) (web.Answer, error) {
	a, actor, err := p.may(r, makers)
	if err != nil {
		return nil, err
	}
	v := indexView{agency: a, tailor: actor.HasWhole(string(a.ID), tailors...)}
	for _, m := range document.Makes {
		if p.cabinet.Sources[m.Kind] != nil {
			v.kinds = append(v.kinds, m)
		}
	}
	if v.own, err = document.OwnTemplates(r.Ctx(), p.cabinet.DB, a.ID); err != nil {
		return nil, err
	}
	if v.patterns, err = document.Patterns(r.Ctx(), p.cabinet.DB, a.ID); err != nil {
		return nil, err
	}
	return web.Page(indexPage(v)), nil
}
