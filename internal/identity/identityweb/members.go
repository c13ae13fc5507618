package identityweb

import (
	"context"
	"slices"
	"strings"

	"pamong/internal/access"
	"pamong/internal/identity"
	"pamong/internal/kit/db"
	"pamong/internal/kit/i18n"
	"pamong/internal/kit/web"
	"pamong/internal/kit/web/ui"
	"pamong/internal/org"
)

// Neighbours is what the pages of members ask of later houses.
type Neighbours struct {
	// Link is the public address of an activation link.
	Link func(secret string) string
	// Mails says that a new account gets its link by mail, where it has an
	// address.
	Mails bool
	// Scopes lists the batches and groups of an agency, as scopes.
	Scopes func(ctx context.Context, q db.Q, agency org.AgencyID) ([]ui.Option, error)
	// People returns the invitations, as participants, of the people on the
	// roster of an agency, of a batch or of a group; "" is the whole roster.
	People func(ctx context.Context, q db.Q, agency org.Agency, scope access.Scope) ([]identity.Invitation, error)
	// Open lists what an account has begun in an agency and not finished.
	Open func(ctx context.Context, q db.Q, agency org.Agency, account identity.Account) ([]Open, error)
	// Person returns the person of an NIP on the roster; NotFound if none.
	Person func(ctx context.Context, q db.Q, agency org.AgencyID, nip string) (id, name, phone string, err error)
}

// membersAt is how many members a page of the list shows.
const membersAt = 50

// keepers may open the pages of members.
var keepers = []access.Role{access.Officer, access.Admin, access.Operator}

type members struct {
	pages
	Neighbours
}

func (p *pages) memberRoutes(n Neighbours) []web.Route {
	m := &members{*p, n}
	return []web.Route{
		web.Get("/a/{agency}/members", m.list),
		web.Get("/a/{agency}/members/new", m.inviteForm),
		web.Post("/a/{agency}/members/new", m.invite),
		web.Get("/a/{agency}/members/slips", m.slipsForm),
		web.Post("/a/{agency}/members/slips", m.inviteMany),
		web.Post("/a/{agency}/members/slips.pdf", m.printSlips).Unkeyed(),
		web.Get("/a/{agency}/members/{account}", m.show),
		web.Post("/a/{agency}/members/{account}/renew", m.renew),
		web.Post("/a/{agency}/members/{account}/slip", m.slip).Unkeyed(),
		web.Post("/a/{agency}/members/{account}/lock", m.lock),
		web.Post("/a/{agency}/members/{account}/unlock", m.unlock),
		web.Post("/a/{agency}/members/{account}/take", m.take),
		web.Get("/a/{agency}/members/{account}/handover", m.handoverForm),
		web.Post("/a/{agency}/members/{account}/handover", m.handover),
		web.Post("/a/{agency}/members/{account}/handover/back", m.handoverBack),
		web.Get("/a/{agency}/views", m.views),
		web.Get("/a/{agency}/views/{account}", m.viewForm),
		web.Post("/a/{agency}/views/{account}", m.beginView).Unkeyed(),
		web.Post(EndViewPath, p.endView).Unkeyed().Looked(),
	}
}

// memberList is the list as its page needs it.
type memberList struct {
	agency org.Agency
	query  ui.Query
	shown  []identity.Member
	total  int
	states map[identity.State]int
	scopes map[access.Scope]string
}

func (m *members) list(r *web.Request) (web.Answer, error) {
	a := org.From(r.Ctx())
	if err := access.From(r.Ctx()).Require(string(a.ID), keepers...); err != nil {
		return nil, err
	}
	l := memberList{agency: a, query: ui.QueryOf(r.Request), states: map[identity.State]int{}}
	role := access.Role(l.query.Get("role"))
	all, err := identity.Members(r.Ctx(), m.db, string(a.ID), role == access.Participant)
	if err != nil {
		return nil, err
	}
	words := org.Fold(l.query.Search())
	all = slices.DeleteFunc(all, func(one identity.Member) bool {
		return !matches(one, words) || role != "" && !slices.ContainsFunc(one.Grants, func(g access.Grant) bool { return g.Role == role })
	})
	for _, one := range all {
		l.states[one.State]++
	}
	if state := identity.State(l.query.Get("state")); state != "" {
		all = slices.DeleteFunc(all, func(one identity.Member) bool { return one.State != state })
	}
	l.total = len(all)
	l.shown = ui.PageOf(l.query, membersAt, all)
	if l.scopes, err = m.scopeNames(r, a); err != nil {
		return nil, err
	}
	return web.Page(membersPage(l)), nil
}

// matches reports whether somebody has the folded words in their name, number
// or address.
func matches(one identity.Member, words string) bool {
	return strings.Contains(org.Fold(one.Name+" "+one.NIP+" "+one.Email), words)
}

// scopeOptions are the parts of an agency over which a role can be given.
func (m *members) scopeOptions(r *web.Request, a org.Agency) ([]ui.Option, error) {
	s := i18n.From(r.Ctx())
	list := []ui.Option{{Value: string(access.Whole), Label: s.T("identity.whole")}}
	later, err := m.Scopes(r.Ctx(), m.db, a.ID)
	if err != nil {
		return nil, err
	}
	list = append(list, later...)
	tree, err := org.TreeOf(r.Ctx(), m.db, a.ID)
	if err != nil {
		return nil, err
	}
	for _, office := range tree.Children("") {
		for _, id := range tree.Below(office.ID) {
			list = append(list, ui.Option{Value: string(access.UnitScope(string(id))), Label: tree.Path(id)})
		}
	}
	return list, nil
}

func (m *members) scopeNames(r *web.Request, a org.Agency) (map[access.Scope]string, error) {
	list, err := m.scopeOptions(r, a)
	names := make(map[access.Scope]string, len(list))
	for _, o := range list[min(1, len(list)):] {
		names[access.Scope(o.Value)] = o.Label
	}
	return names, err
}

// grant says a role and over what it reaches.
func grant(ctx context.Context, g access.Grant, names map[access.Scope]string) string {
	said := i18n.T(ctx, "access.role."+string(g.Role))
	if name := names[g.Scope]; name != "" {
		said += " · " + name
	}
	return said
}
