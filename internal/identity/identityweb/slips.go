package identityweb

import (
	"io"
	"slices"
	"time"

	"pamong/internal/access"
	"pamong/internal/identity"
	"pamong/internal/kit/fault"
	"pamong/internal/kit/i18n"
	"pamong/internal/kit/pdf"
	"pamong/internal/kit/web"
	"pamong/internal/kit/web/ui"
	"pamong/internal/org"
)

// slipsView is the page on which many people are invited at once.
type slipsView struct {
	agency org.Agency
	scopes []ui.Option // whom: everybody on the roster, a batch, a group
	chosen access.Scope
	people []identity.Invitation // those chosen
	active int
	err    error
}

// slips prepares the page for the choice in the address.
func (m *members) slips(r *web.Request) (slipsView, error) {
	v := slipsView{agency: org.From(r.Ctx()), chosen: access.Scope(r.V("of"))}
	if r.Method == "GET" {
		v.chosen = access.Scope(r.Q("of"))
	}
	if err := access.From(r.Ctx()).Require(string(v.agency.ID), keepers...); err != nil {
		return v, err
	}
	courses, err := m.Scopes(r.Ctx(), m.db, v.agency.ID)
	if err != nil {
		return v, err
	}
	v.scopes = append([]ui.Option{{Value: "", Label: i18n.T(r.Ctx(), "identity.whole_roster")}}, courses...)
	if !slices.ContainsFunc(v.scopes, func(o ui.Option) bool { return o.Value == string(v.chosen) }) {
		return v, fault.NotFound("access.not_found")
	}
	if v.people, err = m.People(r.Ctx(), m.db, v.agency, v.chosen); err != nil {
		return v, err
	}
	all, err := identity.Members(r.Ctx(), m.db, string(v.agency.ID), true)
	if err != nil {
		return v, err
	}
	active := map[string]bool{}
	for _, one := range all {
		active[one.NIP] = one.State == identity.Active
	}
	for _, p := range v.people {
		if p.NIP != "" && active[p.NIP] {
			v.active++
		}
	}
	return v, nil
}

func (m *members) slipsForm(r *web.Request) (web.Answer, error) {
	v, err := m.slips(r)
	if err != nil {
		return nil, err
	}
	return web.Page(slipsPage(v)), nil
}

// inviteMany makes the links and shows them, this once.
func (m *members) inviteMany(r *web.Request) (web.Answer, error) {
	v, err := m.slips(r)
	if err != nil {
		return nil, err
	}
	made, err := m.desk.InviteMany(r.Ctx(), access.From(r.Ctx()), string(v.agency.ID), v.people)
	if err != nil {
		v.err = err
		return web.Refuse(err, slipsPage(v))
	}
	return web.Page(madePage(m, v, made)), nil
}

// printSlips prints links that have just been made, three to a page.
func (m *members) printSlips(r *web.Request) (web.Answer, error) {
	a := org.From(r.Ctx())
	if err := access.From(r.Ctx()).Require(string(a.ID), keepers...); err != nil {
		return nil, err
	}
	if err := r.Parse(); err != nil {
		return nil, err
	}
	var list []identity.Slip
	for _, secret := range r.PostForm["secret"] {
		account, err := m.whoseLink(r, secret)
		if err != nil {
			return nil, err
		}
		list = append(list, identity.Slip{Account: account, Secret: secret})
	}
	if len(list) == 0 || len(list) > identity.MostAtOnce {
		return nil, fault.NotFound("identity.link_unknown")
	}
	s := i18n.From(r.Ctx())
	var slips []Slip
	for _, one := range list {
		slips = append(slips, Slip{Name: one.Account.Name, Line: s.T("identity.login") + ": " + loginOf(one.Account), Link: m.Link(one.Secret), Beside: s.T("identity.slip_beside")})
	}
	return SlipsAnswer(a, "slip-aktivasi.pdf", s.T("identity.slip"), m.desk.Clock.Now(), slips)
}

// whoseLink returns the account of a link that has just been made, if the actor
// keeps it.
func (m *members) whoseLink(r *web.Request, secret string) (identity.Account, error) {
	opened, err := m.desk.OpenLink(r.Ctx(), m.db, secret)
	if err != nil {
		return identity.Account{}, err
	}
	grants, err := access.GrantsOf(r.Ctx(), m.db, string(opened.Account.ID))
	if err != nil {
		return identity.Account{}, err
	}
	if !identity.MayKeep(access.From(r.Ctx()), grants) {
		return identity.Account{}, fault.NotFound("identity.link_unknown")
	}
	return opened.Account, nil
}

// The places of slips on a page, in millimetres.
const (
	slipsAPage = 3
	slipHigh   = 92
	slipTop    = 14
)

// Slip is a link as it is printed: whose it is, a line below the name, and what
// is said beside it.
type Slip struct{ Name, Line, Link, Beside string }

// SlipsAnswer prints links with their QR codes, three to a page, to be cut apart.
func SlipsAnswer(a org.Agency, file, title string, at time.Time, list []Slip) (web.Answer, error) {
	doc := pdf.New(pdf.Options{Title: title, Author: a.Name, Created: at, Bare: true})
	for i, slip := range list {
		place := i % slipsAPage
		if i > 0 && place == 0 {
			doc.Page()
		}
		top := slipTop + float64(place)*slipHigh
		if place > 0 {
			doc.Cut(top - 6)
		}
		doc.QR(slip.Link, 20, top+8, 52)
		doc.Small(9, 84, top, 106, a.BodyName)
		doc.At(top + 6)
		doc.Small(14, 84, top+7, 106, slip.Name)
		doc.Gap(2)
		if slip.Line != "" {
			doc.Small(10, 84, doc.Y(), 106, slip.Line)
			doc.Gap(1)
		}
		doc.Small(8, 84, doc.Y(), 106, slip.Link)
		doc.Gap(2)
		doc.Small(9, 84, doc.Y(), 106, slip.Beside)
	}
	body, err := doc.Bytes()
	if err != nil {
		return nil, err
	}
	return web.File(file, "application/pdf", false, func(w io.Writer) error {
		_, err := w.Write(body)
		return err
	}), nil
}
