// Package seminarweb shows the seminars of a batch: who speaks when, where and
// before whom; the plan of the committee with what it breaks, its changes, its
// publishing, and its printed list.
package seminarweb

import (
	"context"
	"slices"

	"pamong/internal/access"
	"pamong/internal/kit/db"
	"pamong/internal/kit/fault"
	"pamong/internal/kit/i18n"
	"pamong/internal/kit/web"
	"pamong/internal/org"
	"pamong/internal/schedule"
	"pamong/internal/seminar"
	"pamong/internal/training"
	"pamong/internal/training/trainingweb"
)

type pages struct {
	desk *seminar.Desk
	db   *db.DB
}

// Routes lists the pages of this house.
func Routes(desk *seminar.Desk) []web.Route {
	p := &pages{desk, desk.DB}
	const at = "/a/{agency}/training/b/{batch}/seminars"
	const one = at + "/{subject}"
	return []web.Route{
		web.Get(at, p.both),
		web.Get(one, p.plan),
		web.Get(one+"/plan", p.settings),
		web.Post(one+"/plan", p.propose),
		web.Get(one+"/slots/{slot}", p.slot),
		web.Post(one+"/slots/{slot}", p.change),
		web.Post(one+"/slots/{slot}/swap", p.swap),
		web.Get(one+"/publish", p.publishPage),
		web.Post(one+"/publish", p.publish),
		web.Get(one+"/discard", p.askDiscard),
		web.Post(one+"/discard", p.discard),
		web.Get(one+"/list.pdf", p.paper),
		web.Get(one+"/list.xlsx", p.file),
	}
}

func say(ctx context.Context, key string, args ...any) string { return i18n.T(ctx, key, args...) }

// seen is a seminar of a batch as somebody sees it.
type seen struct {
	seminar.View
	agency org.Agency
	batch  training.Batch
	sight  training.Sight
	writes bool
	own    []schedule.Extra // slots to which the person comes
	gone   int              // published slots that people no longer see
}

// see reads the seminar of the address. People who do not plan see what is
// published only.
func (p *pages) see(r *web.Request, subject seminar.Subject) (seen, error) {
	v := seen{agency: org.From(r.Ctx())}
	actor := access.From(r.Ctx())
	var err error
	if v.sight, err = training.SightOf(r.Ctx(), p.db, actor, v.agency.ID); err != nil {
		return v, err
	}
	b := training.BatchID(r.PathValue("batch"))
	if !v.sight.Batch(b) {
		return v, fault.NotFound("access.not_found")
	}
	if v.View, err = seminar.Look(r.Ctx(), p.db, v.agency.ID, b, subject); err != nil {
		return v, err
	}
	v.batch = v.Schedule.Batch
	v.writes = v.sight.Writes(b) && v.batch.State == training.BatchOpen
	if !v.writes {
		if v.Plan, err = seminar.InForce(r.Ctx(), p.db, v.View); err != nil {
			return v, err
		}
		v.Problems, v.Wishes = nil, nil
	} else if v.gone, err = seminar.Gone(r.Ctx(), p.db, v.View); err != nil {
		return v, err
	}
	v.own, err = seminar.Events(r.Ctx(), p.db, schedule.Whose{Agency: v.agency.ID, Account: actor.Account(), Grants: actor.Grants()})
	v.own = slices.DeleteFunc(v.own, func(x schedule.Extra) bool { return x.Cancelled || x.Batch != b })
	return v, err
}

func (p *pages) seeOne(r *web.Request) (seen, error) {
	return p.see(r, seminar.SubjectAt(r.PathValue("subject")))
}

// writable reads the seminar of the address for a change of it.
func (p *pages) writable(r *web.Request) (seen, error) {
	v, err := p.seeOne(r)
	if err != nil {
		return v, err
	}
	return v, access.From(r.Ctx()).RequireScope(string(v.agency.ID), access.BatchScope(string(v.batch.ID)), access.Officer, access.Committee)
}

// at names the seminar with the mark that the form carried.
func (v seen) at(r *web.Request) seminar.At {
	return seminar.At{Agency: v.agency.ID, Batch: v.batch.ID, Subject: v.Subject, Mark: r.V("mark")}
}

// path returns the address of a page about the seminar.
func (v seen) path(rest string) string {
	at := "seminars/" + v.Subject.Path()
	if rest != "" {
		at += "/" + rest
	}
	return trainingweb.BatchPath(v.agency, v.batch.ID, at)
}

// title names the seminar.
func (v seen) title(ctx context.Context) string {
	return training.SubjectTitle(i18n.From(ctx), v.Schedule.Rules.Training, string(v.Subject))
}

// both lists the two seminars of a batch.
func (p *pages) both(r *web.Request) (web.Answer, error) {
	var list []seen
	for _, s := range seminar.Subjects {
		v, err := p.see(r, s)
		if err != nil {
			return nil, err
		}
		list = append(list, v)
	}
	return web.Page(bothPage(list)), nil
}
