// Package trainerweb shows who teaches: the list of trainers with their load,
// the page of each with rights, absences and bindings, the bounds of the
// agency, and the budget of hours.
package trainerweb

import (
	"context"
	"net/url"

	"pamong/internal/access"
	"pamong/internal/kit/blob"
	"pamong/internal/kit/clock"
	"pamong/internal/kit/db"
	"pamong/internal/kit/i18n"
	"pamong/internal/kit/web"
	"pamong/internal/org"
	"pamong/internal/regulation"
	"pamong/internal/roster"
	"pamong/internal/roster/listweb"
	"pamong/internal/trainer"
)

type pages struct {
	desk  *trainer.Desk
	rules *regulation.Library
	db    *db.DB
	clock clock.Clock
	files *blob.Store
}

// Routes lists the pages of this house.
func Routes(desk *trainer.Desk, rules *regulation.Library, files *blob.Store) []web.Route {
	p := &pages{desk: desk, rules: rules, db: desk.DB, clock: desk.Clock, files: files}
	const at = "/a/{agency}/trainers"
	return append([]web.Route{
		web.Get(at, p.list),
		web.Get("/a/{agency}/trainers.xlsx", p.export),
		web.Get(at+"/new", p.newForm),
		web.Post(at+"/new", p.add),
		web.Get(at+"/bounds", p.bounds),
		web.Post(at+"/bounds", p.setBounds),
		web.Get(at+"/t/{trainer}", p.person),
		web.Get(at+"/t/{trainer}/edit", p.editForm),
		web.Post(at+"/t/{trainer}/edit", p.edit),
		web.Post(at+"/t/{trainer}/stop", p.stop),
		web.Post(at+"/t/{trainer}/rights", p.grant),
		web.Post(at+"/rights/{right}/end", p.revoke),
		web.Post(at+"/t/{trainer}/absences", p.leave),
		web.Post(at+"/absences/{absence}/remove", p.comeBack),
		web.Get("/a/{agency}/hours", p.hours),
		web.Get("/a/{agency}/hours.xlsx", p.hoursFile),
		web.Post("/a/{agency}/hours/fund", p.setFund),
	}, p.lists().Routes()...)
}

// lists takes in a list of trainers.
func (p *pages) lists() listweb.Kind {
	return listweb.Kind{Path: "trainers", Words: "trainer.lists", Back: "trainers", Files: p.files, Roles: []access.Role{access.Officer, access.Committee}, Undo: p.desk.Undo, Taken: p.desk.Taken, UndoWords: "trainer.lists",
		Read: func(ctx context.Context, actor access.Actor, a org.Agency, file roster.File, _ url.Values) (listweb.Preview, error) {
			l, err := p.desk.ReadList(ctx, actor, a, file)
			if err != nil {
				return listweb.Preview{}, err
			}
			return listweb.Preview{Rows: l.Rows, New: l.New, Changed: l.Changed, Unchanged: l.Unchanged, Title: columnTitle, Enter: func(ctx context.Context, skip bool) (string, error) {
				return p.desk.Enter(ctx, actor, a, l, skip)
			}}, nil
		}}
}

// columnTitle heads a column of a list of trainers.
func columnTitle(s *i18n.Speaker, field string) string {
	switch field {
	case "name", "nip":
		return ""
	}
	return s.T("trainer.field." + field)
}

func say(ctx context.Context, key string, args ...any) string { return i18n.T(ctx, key, args...) }

// at returns the address of a page about trainers.
func at(a org.Agency, rest string) string {
	if rest == "" {
		return a.Path("trainers")
	}
	return a.Path("trainers/" + rest)
}

func personAt(a org.Agency, t trainer.ID) string { return at(a, "t/"+string(t)) }

// agency returns the agency of the request and refuses who may not see its
// trainers.
func (p *pages) agency(r *web.Request) (org.Agency, error) {
	a := org.From(r.Ctx())
	return a, trainer.May(access.From(r.Ctx()), a.ID)
}

// writable does so for a change.
func (p *pages) writable(r *web.Request) (org.Agency, error) {
	a := org.From(r.Ctx())
	return a, access.From(r.Ctx()).Require(string(a.ID), access.Officer, access.Committee)
}

func (p *pages) today(r *web.Request) clock.Date { return org.From(r.Ctx()).Today(p.clock.Now()) }
