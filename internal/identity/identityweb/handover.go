package identityweb

import (
	"net/url"
	"slices"

	"pamong/internal/access"
	"pamong/internal/identity"
	"pamong/internal/kit/clock"
	"pamong/internal/kit/i18n"
	"pamong/internal/kit/web"
	"pamong/internal/kit/web/ui"
	"pamong/internal/org"
)

// Open is something that somebody has begun and not finished.
type Open struct {
	Text i18n.Line
	Href string // where it is gone on with, "" for nowhere
}

// handing is the form by which somebody who leaves hands over.
type handing struct {
	agency org.Agency
	identity.Member
	names map[access.Scope]string
	today clock.Date
	heirs []ui.Option
	open  []Open
	waits *identity.Handover
	stuck bool // whoever it waits for cannot take it
	err   error
	typed url.Values
}

// leaver finds whom the address names, for somebody who may hand over.
func (m *members) leaver(r *web.Request) (org.Agency, identity.Member, error) {
	a := org.From(r.Ctx())
	if err := access.From(r.Ctx()).Require(string(a.ID), access.Admin, access.Operator); err != nil {
		return a, identity.Member{}, err
	}
	who, _, err := m.memberOf(r, a)
	return a, who, err
}

func (m *members) handing(r *web.Request) (handing, error) {
	a, who, err := m.leaver(r)
	v := handing{agency: a, Member: who, today: a.Today(m.desk.Clock.Now())}
	if err != nil {
		return v, err
	}
	v.Grants = slices.DeleteFunc(v.Grants, func(g access.Grant) bool { return g.Role == access.Participant })
	if v.names, err = m.scopeNames(r, a); err != nil {
		return v, err
	}
	all, err := identity.Members(r.Ctx(), m.db, string(a.ID), false)
	if err != nil {
		return v, err
	}
	v.heirs = []ui.Option{{Value: "", Label: i18n.T(r.Ctx(), "identity.handover_choose")}}
	for _, one := range all {
		if one.ID != v.ID && one.State != identity.Locked {
			v.heirs = append(v.heirs, ui.Option{Value: string(one.ID), Label: one.Name + " · " + grant(r.Ctx(), one.Grants[0], v.names)})
		}
	}
	if v.waits, err = identity.Waiting(r.Ctx(), m.db, string(a.ID), v.ID); err != nil {
		return v, err
	}
	if v.waits != nil {
		takes, err := identity.Takes(r.Ctx(), m.db, *v.waits)
		if err != nil {
			return v, err
		}
		v.stuck = !takes
	}
	v.open, err = m.Open(r.Ctx(), m.db, a, v.Account)
	return v, err
}

func (m *members) handoverForm(r *web.Request) (web.Answer, error) {
	v, err := m.handing(r)
	if err != nil {
		return nil, err
	}
	return web.Page(handoverPage(v)), nil
}

func (m *members) handover(r *web.Request) (web.Answer, error) {
	v, err := m.handing(r)
	if err != nil {
		return nil, err
	}
	h, err := m.desk.HandOver(r.Ctx(), access.From(r.Ctx()), v.agency, v.ID, identity.AccountID(r.V("to")), clock.Date(r.V("day")), r.V("reason"))
	if err != nil {
		v.err, v.typed = err, r.PostForm
		return web.Refuse(err, handoverPage(v))
	}
	if h.Day > v.today {
		return web.Go(v.agency.Path("members/"+string(v.ID)+"/handover"), "identity.handover_planned", "Name", v.Name, "On", h.Day), nil
	}
	return web.Go(v.agency.Path("members/"+string(h.To.ID)), "identity.handover_done", "Name", v.Name), nil
}

func (m *members) handoverBack(r *web.Request) (web.Answer, error) {
	a, who, err := m.leaver(r)
	if err != nil {
		return nil, err
	}
	if err := m.desk.KeepHome(r.Ctx(), access.From(r.Ctx()), a.ID, who.ID); err != nil {
		return nil, err
	}
	return web.Go(a.Path("members/"+string(who.ID)), "identity.handover_kept", "Name", who.Name), nil
}
