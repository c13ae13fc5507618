package app

import (
	"io"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"pamong/internal/access"
	"pamong/internal/identity"
	"pamong/internal/identity/identityweb"
	"pamong/internal/kit/clock"
	"pamong/internal/kit/web"
	"pamong/internal/org"
)

var markField = regexp.MustCompile(`name="` + web.AsField + `" value="([^"]*)"`)

// press sends a form of a page as somebody and returns what is answered.
func (e *exercise) press(s seat, address string, form url.Values) (int, string) {
	e.t.Helper()
	answer := e.send(s, http.MethodPost, address, form.Encode())
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		e.t.Fatal(err)
	}
	return answer.StatusCode, string(body)
}

// marks returns as whom the forms of a page say that they were drawn.
func marks(page string) []string {
	var list []string
	for _, m := range markField.FindAllStringSubmatch(page, -1) {
		if !slices.Contains(list, m[1]) {
			list = append(list, m[1])
		}
	}
	return list
}

// A support view runs out in an open tab: its buttons do nothing, neither as the
// one looked at nor as the viewer.
func TestAButtonOfALookThatIsOverDoesNothing(t *testing.T) {
	e := newExercise(t)
	admin, officer := e.seat(access.Admin), e.seat(access.Officer)
	eyes := seat{officer.city, officer.role, officer.account, admin.cookie}
	form := "reason=" + url.QueryEscape("tidak menemukan tombolnya")
	if answer := e.send(admin, http.MethodPost, "/a/pontianak/views/"+officer.account, form); answer.StatusCode != http.StatusSeeOther {
		t.Fatalf("the look begins with %d", answer.StatusCode)
	}
	list := e.known["GET /a/{agency}/transfers/{transfer}"]
	if len(list) == 0 {
		t.Fatal("no transfer is known")
	}
	page := e.read(eyes, list[0])
	drawn := marks(page)
	if len(drawn) != 1 || !strings.HasPrefix(drawn[0], access.EyesMark) || strings.Contains(page, "record.zip") {
		t.Fatalf("the page of a look is drawn as %q", drawn)
	}
	e.house.Identity.Clock = clock.At(e.house.Clock.Now().Add(31 * time.Minute))
	before := e.rows()["audit_entry"]
	code, body := e.press(eyes, list[0]+"/recall", url.Values{web.AsField: drawn})
	if code != http.StatusConflict || !strings.Contains(body, "melihat sebagai orang lain, dan itu sudah berakhir") {
		t.Errorf("a button of a look that is over answers %d", code)
	}
	if n := e.rows()["audit_entry"]; n != before {
		t.Errorf("it has written %d lines of the trail", n-before)
	}
	if code, _ := e.press(eyes, identityweb.EndViewPath, url.Values{web.AsField: drawn}); code != http.StatusSeeOther {
		t.Errorf("ending a look that is over answers %d", code)
	}
	if drawn := marks(e.read(admin, list[0])); len(drawn) != 0 {
		t.Errorf("the own page of an account is drawn as %q", drawn)
	}
	if code, _ := e.press(admin, list[0]+"/recall", nil); code != http.StatusSeeOther {
		t.Errorf("the own button answers %d", code)
	}
}

// twoLinks opens two links of Pontianak on one phone: that of a candidate, then
// that of a mentor.
func (e *exercise) twoLinks(t *testing.T) (phone seat, passes [2]identity.Pass) {
	t.Helper()
	a, err := org.AgencyByCode(t.Context(), e.house.DB, "pontianak")
	if err != nil {
		t.Fatal(err)
	}
	phone = seat{city: "pontianak"}
	for i, role := range []access.Role{access.Self, access.Mentor} {
		all, err := identity.Passes(t.Context(), e.house.DB, string(a.ID), role)
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range all {
			if p.Opens(e.house.Clock.Now()) && p.Scope > passes[i].Scope {
				passes[i] = p
			}
		}
		secret, err := e.house.Identity.PassSecret(passes[i].ID)
		if err != nil {
			t.Fatal(err)
		}
		page := e.read(phone, identity.PassPath(secret))
		if told := strings.Contains(page, "Tautan lain juga terbuka"); told != (i == 1) || i == 1 && !strings.Contains(page, passes[0].Holder) {
			t.Errorf("before link %d the page tells of others: %t", i+1, told)
		}
		answer := e.send(phone, http.MethodPost, identity.PassPath(secret), "")
		j := slices.IndexFunc(answer.Cookies(), func(c *http.Cookie) bool { return c.Name == identityweb.SessionCookie })
		if j < 0 {
			t.Fatalf("link %d opens with %d", i+1, answer.StatusCode)
		}
		phone.cookie = answer.Cookies()[j]
	}
	return phone, passes
}

// Two links are open on one phone: each page names both, the phone acts by one,
// and what was drawn by the other does nothing.
func TestTwoLinksOnOnePhone(t *testing.T) {
	e := newExercise(t)
	phone, passes := e.twoLinks(t)
	own, mentors := "/a/pontianak/own", "/a/pontianak/evaluation"
	status := func(address string) int { return e.send(phone, http.MethodGet, address, "").StatusCode }
	if a, b := status(own), status(mentors); a != http.StatusForbidden || b != http.StatusOK {
		t.Errorf("as a mentor the own page answers %d, the marks %d", a, b)
	}
	page := e.read(phone, mentors)
	if !strings.Contains(page, "Anda memakai tautan Mentor") || !strings.Contains(page, `value="`+passes[0].ID+`"`) || strings.Contains(page, `value="`+passes[1].ID+`"`) {
		t.Error("the page does not name its link and offer the other")
	}
	turn := func(p identity.Pass) {
		t.Helper()
		if code, _ := e.press(phone, identityweb.TurnPath, url.Values{"pass": {p.ID}}); code != http.StatusSeeOther {
			t.Errorf("turning to the link of %s answers %d", p.Holder, code)
		}
	}
	turn(passes[0])
	if a, b := status(own), status(mentors); a != http.StatusOK || b != http.StatusNotFound {
		t.Errorf("as a candidate the own page answers %d, the marks %d", a, b)
	}
	blank := url.Values{web.AsField: marks(e.read(phone, own))}
	turn(passes[1])
	if code, body := e.press(phone, own, blank); code != http.StatusConflict || !strings.Contains(body, "dengan tautan lain") {
		t.Errorf("a form of the other link answers %d", code)
	}
	turn(passes[0])
	if code, _ := e.press(phone, own, blank); code != http.StatusUnprocessableEntity {
		t.Errorf("the blank form of the own link answers %d, want what is wrong with it", code)
	}
	secret, err := e.house.Identity.PassSecret(passes[1].ID)
	if err != nil {
		t.Fatal(err)
	}
	if page := e.read(phone, identity.PassPath(secret)); !strings.Contains(page, "Beralih ke tautan ini") {
		t.Error("the link of the phone does not offer to turn to it")
	}
	if code, _ := e.press(phone, identity.PassPath(secret), nil); code != http.StatusSeeOther || status(mentors) != http.StatusOK {
		t.Errorf("opening a link of the phone again answers %d", code)
	}
	if code, _ := e.press(e.seat(access.Officer), identityweb.TurnPath, url.Values{"pass": {passes[0].ID}}); code != http.StatusNotFound {
		t.Errorf("an account turns to a link of a phone: %d", code)
	}
	if code, _ := e.press(phone, "/sign-out", nil); code != http.StatusSeeOther || status(own) != http.StatusSeeOther || status(mentors) != http.StatusSeeOther {
		t.Error("signing out leaves a link open")
	}
}
