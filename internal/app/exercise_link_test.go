package app

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"pamong/internal/access"
	"pamong/internal/identity"
	"pamong/internal/identity/identityweb"
	"pamong/internal/org"
	"pamong/internal/roster"
)

// byLink lets people of Pontianak in who have no account, but a link: a mentor,
// and a candidate who completes the own data. The last one of each list: the acts
// of others try their hands at the first.
func (e *exercise) byLink(h *House, agencies []org.Agency) {
	e.t.Helper()
	for _, role := range []access.Role{access.Mentor, access.Self} {
		for _, a := range agencies {
			e.openLast(h, a, role)
		}
		if last := e.seats[len(e.seats)-1]; last.account != "" || last.role != role {
			e.t.Fatalf("no %s came by a link", role)
		}
	}
}

// openLast opens the last link of a role in an agency that can be opened.
func (e *exercise) openLast(h *House, a org.Agency, role access.Role) {
	e.t.Helper()
	passes, err := identity.Passes(e.t.Context(), h.DB, string(a.ID), role)
	if err != nil {
		e.t.Fatal(err)
	}
	var last identity.Pass
	for _, p := range passes {
		if p.Opens(h.Clock.Now()) && p.Scope > last.Scope {
			last = p
		}
	}
	if last.ID == "" {
		return
	}
	secret, err := h.Identity.PassSecret(last.ID)
	if err != nil {
		e.t.Fatal(err)
	}
	address := identity.PassPath(secret)
	if answer := e.send(seat{}, http.MethodGet, address, ""); answer.StatusCode != http.StatusOK {
		e.t.Fatalf("the link of a %s answers %d", role, answer.StatusCode)
	}
	for _, c := range e.send(seat{}, http.MethodPost, address, "").Cookies() {
		if c.Name == identityweb.SessionCookie {
			e.seats = append(e.seats, seat{a.Code, role, "", c})
		}
	}
}

// clerk gives the unit that is tried somebody who keeps its personnel, by an
// account, and a link that has not gone out.
func (e *exercise) clerk(unit string) {
	e.t.Helper()
	ctx, desk := e.t.Context(), access.System("exercise")
	a, err := org.AgencyByCode(ctx, e.house.DB, "pontianak")
	if err != nil {
		e.t.Fatal(err)
	}
	if _, err := e.house.Evaluation.AskUnit(ctx, desk, a, org.UnitID(unit), identity.NewPass{Holder: "Siti Rahmah", Phone: "081200000940"}); err != nil {
		e.t.Fatal(err)
	}
	v := identity.Invitation{Role: access.Clerk, Scope: access.UnitScope(unit), Name: "Siti Rahmah", Email: "unit@contoh.pontianak.example"}
	account, _, err := e.house.Identity.Invite(ctx, desk, string(a.ID), v)
	if err != nil {
		e.t.Fatal(err)
	}
	for _, c := range e.send(seat{}, http.MethodPost, "/demo/enter", "account="+url.QueryEscape(string(account))).Cookies() {
		e.seats = append(e.seats, seat{a.Code, access.Clerk, string(account), c})
		return
	}
	e.t.Fatal("the clerk of a unit cannot sign in")
}

// ended withdraws the links of candidates and expects that nobody goes on by them,
// not even with a file of which a part has come.
func (e *exercise) ended() {
	e.t.Helper()
	ctx, desk := e.t.Context(), access.System("exercise")
	a, err := org.AgencyByCode(ctx, e.house.DB, "pontianak")
	if err != nil {
		e.t.Fatal(err)
	}
	passes, err := identity.Passes(ctx, e.house.DB, string(a.ID), access.Self)
	if err != nil {
		e.t.Fatal(err)
	}
	i := slices.IndexFunc(e.seats, func(s seat) bool { return s.role == access.Self })
	if code := e.send(e.seats[i], http.MethodPost, a.Path("uploads"), "name=a.pdf&mark=a&size=100").StatusCode; code != http.StatusOK {
		e.t.Errorf("beginning to send a file by a link answers %d", code)
	}
	for _, p := range passes {
		if err := e.house.Roster.WithdrawLink(ctx, desk, a, roster.PersonID(p.Scope.Person())); err != nil {
			e.t.Fatal(err)
		}
	}
	answer := e.send(e.seats[i], http.MethodPost, a.Path("uploads"), "name=a.pdf&mark=a&size=100")
	if to := answer.Header.Get("Location"); !strings.HasPrefix(to, "/sign-in") {
		e.t.Errorf("going on after the link was withdrawn answers %d %s", answer.StatusCode, to)
	}
}
