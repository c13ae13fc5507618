package identityweb

import (
	"io"
	"net/url"
	"slices"
	"strings"

	"pamong/internal/access"
	"pamong/internal/identity"
	"pamong/internal/kit/fault"
	"pamong/internal/kit/i18n"
	"pamong/internal/kit/pdf"
	"pamong/internal/kit/web"
	"pamong/internal/kit/web/ui"
	"pamong/internal/org"
)

// inviting is the form by which somebody gets a role.
type inviting struct {
	agency org.Agency
	role   string // the one that the link here proposes
	roles  []access.Role
	scopes []ui.Option
	typed  url.Values
	err    error
}

func (m *members) inviting(r *web.Request) (inviting, error) {
	a, actor := org.From(r.Ctx()), access.From(r.Ctx())
	v := inviting{agency: a, role: r.Q("role"), roles: identity.RolesToGive(actor, string(a.ID))}
	if err := actor.Require(string(a.ID), keepers...); err != nil {
		return v, err
	}
	var err error
	v.scopes, err = m.scopeOptions(r, a)
	return v, err
}

func (m *members) inviteForm(r *web.Request) (web.Answer, error) {
	v, err := m.inviting(r)
	if err != nil {
		return nil, err
	}
	return web.Page(invitePage(v)), nil
}

func (m *members) invite(r *web.Request) (web.Answer, error) {
	v, err := m.inviting(r)
	if err != nil {
		return nil, err
	}
	one, err := m.typed(r, v)
	var account identity.AccountID
	var secret string
	if err == nil {
		account, secret, err = m.desk.Invite(r.Ctx(), access.From(r.Ctx()), string(v.agency.ID), one)
	}
	if err != nil {
		v.err, v.typed = err, r.PostForm
		return web.Refuse(err, invitePage(v))
	}
	if secret == "" {
		return web.Go(v.agency.Path("members/"+string(account)), "identity.role_given"), nil
	}
	return m.showLink(r, account, secret, true)
}

// typed reads an invitation. A participant is somebody on the roster, and
// every other role reaches just over what it may.
func (m *members) typed(r *web.Request, v inviting) (identity.Invitation, error) {
	one := identity.Invitation{Name: r.V("name"), Title: r.V("title"), Email: r.V("email"), NIP: r.V("nip"), Phone: r.V("phone"), Role: access.Role(r.V("role")), Scope: access.Scope(r.V("scope"))}
	var f fault.Fields
	if one.Role == access.Participant {
		id, name, phone, err := m.Person(r.Ctx(), m.db, v.agency.ID, strings.ReplaceAll(one.NIP, " ", ""))
		if fault.KindOf(err) == fault.KindNotFound {
			f.Add("nip", "identity.not_on_roster")
			return one, f.Err()
		}
		if err != nil {
			return one, err
		}
		one.Person, one.Name, one.Scope = id, name, access.PersonScope(id)
		if one.Phone == "" {
			one.Phone = phone
		}
		return one, nil
	}
	if !slices.ContainsFunc(v.scopes, func(o ui.Option) bool { return o.Value == string(one.Scope) }) {
		f.Add("scope", "identity.bad_scope.unknown")
	}
	return one, f.Err()
}

// memberView is the page of one member.
type memberView struct {
	agency org.Agency
	identity.Member
	scopes map[access.Scope]string
	may    bool // the actor may renew and lock
	hands  bool // the actor may hand over what this one has
	looks  bool // the actor may look with the eyes of this one
	roles  []access.Role
	self   bool
	err    error
	typed  url.Values
}

func (m *members) member(r *web.Request) (memberView, error) {
	a, actor := org.From(r.Ctx()), access.From(r.Ctx())
	v := memberView{agency: a, roles: identity.RolesToGive(actor, string(a.ID))}
	if err := actor.Require(string(a.ID), keepers...); err != nil {
		return v, err
	}
	var all []access.Grant
	var err error
	if v.Member, all, err = m.memberOf(r, a); err != nil {
		return v, err
	}
	v.may, v.self = identity.MayKeep(actor, all), actor.Account() == string(v.ID)
	v.hands = identity.MayHandOver(actor, string(a.ID), v.ID, v.Grants)
	v.looks = identity.MayView(actor, string(a.ID), v.ID, all)
	v.scopes, err = m.scopeNames(r, a)
	return v, err
}

// memberOf returns the account of the address with its grants in the agency,
// and all that it has anywhere.
func (m *members) memberOf(r *web.Request, a org.Agency) (identity.Member, []access.Grant, error) {
	id := identity.AccountID(r.PathValue("account"))
	all, err := access.GrantsOf(r.Ctx(), m.db, string(id))
	if err != nil {
		return identity.Member{}, nil, err
	}
	here := slices.DeleteFunc(slices.Clone(all), func(g access.Grant) bool { return g.Agency != string(a.ID) })
	if len(here) == 0 {
		return identity.Member{}, nil, fault.NotFound("identity.no_account")
	}
	account, err := identity.ByID(r.Ctx(), m.db, id)
	return identity.Member{Account: account, Grants: here}, all, err
}

func (m *members) show(r *web.Request) (web.Answer, error) {
	v, err := m.member(r)
	if err != nil {
		return nil, err
	}
	return web.Page(memberPage(v)), nil
}

// linkView is an activation link, which is shown this once.
type linkView struct {
	agency       org.Agency
	account      identity.Account
	secret, link string
	mailed       bool // it went to their address too
}

// showLink shows a link once. A link for a new account goes out by mail too; one
// that renews does not, lest it reach a lost phone.
func (m *members) showLink(r *web.Request, account identity.AccountID, secret string, fresh bool) (web.Answer, error) {
	a, err := identity.ByID(r.Ctx(), m.db, account)
	if err != nil {
		return nil, err
	}
	return web.Page(linkPage(linkView{org.From(r.Ctx()), a, secret, m.Link(secret), fresh && m.Mails && a.Email != ""})), nil
}

func (m *members) renew(r *web.Request) (web.Answer, error) {
	v, err := m.member(r)
	if err != nil {
		return nil, err
	}
	secret, err := m.desk.Renew(r.Ctx(), access.From(r.Ctx()), string(v.agency.ID), v.ID)
	if err != nil {
		return nil, err
	}
	return m.showLink(r, v.ID, secret, false)
}

func (m *members) lock(r *web.Request) (web.Answer, error)   { return m.setLocked(r, true) }
func (m *members) unlock(r *web.Request) (web.Answer, error) { return m.setLocked(r, false) }

func (m *members) setLocked(r *web.Request, locked bool) (web.Answer, error) {
	v, err := m.member(r)
	if err != nil {
		return nil, err
	}
	if err := m.desk.SetLocked(r.Ctx(), access.From(r.Ctx()), string(v.agency.ID), v.ID, locked, r.V("reason")); err != nil {
		v.err, v.typed = err, r.PostForm
		return web.Refuse(err, memberPage(v))
	}
	said := "identity.unlocked"
	if locked {
		said = "identity.locked_out"
	}
	return web.Go(v.agency.Path("members/"+string(v.ID)), said, "Name", v.Name), nil
}

func (m *members) take(r *web.Request) (web.Answer, error) {
	v, err := m.member(r)
	if err != nil {
		return nil, err
	}
	g := access.Grant{Role: access.Role(r.V("role")), Agency: string(v.agency.ID), Scope: access.Scope(r.V("scope"))}
	if !slices.Contains(v.Grants, g) {
		return nil, fault.NotFound("identity.no_account")
	}
	if err := m.desk.TakeRole(r.Ctx(), access.From(r.Ctx()), string(v.agency.ID), v.ID, g); err != nil {
		return nil, err
	}
	to := "members/" + string(v.ID)
	if len(v.Grants) == 1 {
		to = "members"
	}
	return web.Go(v.agency.Path(to), "identity.role_taken", "Name", v.Name), nil
}

// slip prints the link that has just been made, with its QR code.
func (m *members) slip(r *web.Request) (web.Answer, error) {
	v, err := m.member(r)
	if err != nil {
		return nil, err
	}
	secret := r.V("secret")
	account, err := m.whoseLink(r, secret)
	if err != nil {
		return nil, err
	}
	if account.ID != v.ID {
		return nil, fault.NotFound("identity.link_unknown")
	}
	body, err := m.slipPaper(r, v, m.Link(secret))
	if err != nil {
		return nil, err
	}
	return web.File("slip-"+string(v.ID)+".pdf", "application/pdf", false, func(w io.Writer) error {
		_, err := w.Write(body)
		return err
	}), nil
}

func (m *members) slipPaper(r *web.Request, v memberView, link string) ([]byte, error) {
	s := i18n.From(r.Ctx())
	doc, err := org.Paper(r.Context(), m.db, v.agency, s.T("identity.government", "Agency", v.agency.Name), pdf.Options{Title: s.T("identity.slip"), Created: m.desk.Clock.Now()})
	if err != nil {
		return nil, err
	}
	doc.Title(s.T("identity.slip"))
	doc.Facts(1, pdf.Fact{Term: s.T("identity.name"), Text: v.Name}, pdf.Fact{Term: s.T("identity.login"), Text: loginOf(v.Account)}, pdf.Fact{Term: s.T("identity.address"), Text: link})
	doc.Gap(4)
	doc.Text(s.T("identity.slip_text"))
	doc.QR(link, 75, 120, 60)
	return doc.Bytes()
}

// loginOf is by what an account signs in.
func loginOf(a identity.Account) string {
	if a.NIP != "" {
		return a.NIP
	}
	return a.Email
}
