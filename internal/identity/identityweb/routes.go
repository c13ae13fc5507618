// Package identityweb shows the pages of signing in, of one's own account, and
// of the members of an agency with their roles.
package identityweb

import (
	"net/http"
	"strings"
	"time"
	"unicode"

	"pamong/internal/identity"
	"pamong/internal/kit/db"
	"pamong/internal/kit/web"
)

// SessionCookie holds the secret of a session.
const SessionCookie = "pamong_session"

// Cookies of choices that do not need an account.
const (
	LangCookie  = "pamong_lang"
	ThemeCookie = "pamong_theme"
)

const aYear = 365 * 24 * 3600 // seconds

type pages struct {
	desk     *identity.Desk
	db       *db.DB
	safe     bool // the address is https: cookies never travel in the clear
	attempts attempts
}

// Routes lists the pages of this house. Secure says that people come by
// https.
func Routes(desk *identity.Desk, d *db.DB, secure bool, n Neighbours) []web.Route {
	p := &pages{desk: desk, db: d, safe: secure, attempts: newAttempts()}
	return append(p.memberRoutes(n),
		web.Get("/sign-in", p.signInPage).Opened(),
		web.Post("/sign-in", p.signIn).Opened().Unkeyed(),
		web.Get("/activate/{secret}", p.activatePage).Opened(),
		web.Post("/activate/{secret}", p.activate).Opened().Unkeyed(),
		web.Get("/l/{secret}", p.passPage).Opened(),
		web.Post("/l/{secret}", p.openPass).Opened().Unkeyed(),
		web.Post("/l/{secret}/ask", p.askPass).Opened().Unkeyed(),
		web.Post(TurnPath, p.turnTo).Unkeyed(),
		web.Post("/sign-out", p.signOut).Unkeyed().Looked(),
		web.Post("/choose", p.choose).Opened().Unkeyed(),
		web.Get("/account", p.account),
		web.Post("/account/password", p.changePassword),
		web.Post("/account/sign-out-elsewhere", p.signOutElsewhere),
		web.Post("/account/sessions/{session}/end", p.endSession),
	)
}

// Secret returns the session secret of a request, "" if none.
func Secret(r *http.Request) string {
	c, err := r.Cookie(SessionCookie)
	if err != nil {
		return ""
	}
	return c.Value
}

// sessionFor is how long a browser keeps the session of an account.
const sessionFor = 30 * 24 * time.Hour

// SetSession gives a session to the browser.
func SetSession(r *web.Request, secret string, secure bool) {
	r.SetCookie(sessionCookie(secret, sessionFor, secure))
}

// sessionCookie is the cookie of a session that lasts so long.
func sessionCookie(secret string, lasts time.Duration, secure bool) *http.Cookie {
	return &http.Cookie{Name: SessionCookie, Value: secret, Path: "/", MaxAge: int(lasts.Seconds()), HttpOnly: true, Secure: secure, SameSite: http.SameSiteLaxMode}
}

// Device describes the browser of a request in few words.
func Device(r *http.Request) string {
	agent := r.UserAgent()
	first := func(marks ...string) string {
		for i := 0; i+1 < len(marks); i += 2 {
			if strings.Contains(agent, marks[i]) {
				return marks[i+1]
			}
		}
		return ""
	}
	system := first("Android", "Android", "iPhone", "iPhone", "iPad", "iPad", "Windows", "Windows", "Mac OS", "macOS", "Linux", "Linux")
	browser := first("Edg/", "Edge", "OPR/", "Opera", "SamsungBrowser", "Samsung Internet", "Firefox", "Firefox", "Chrome", "Chrome", "Safari", "Safari")
	return strings.TrimSpace(browser + " " + system)
}

// back returns a local address to go to after signing in, "/" for any other.
func back(next string) string {
	if !strings.HasPrefix(next, "/") || strings.HasPrefix(next, "//") || strings.ContainsFunc(next, leaves) {
		return "/"
	}
	return next
}

// leaves reports whether a letter may lead a browser to another site: it takes
// a backslash for a slash and drops tabs and line breaks.
func leaves(c rune) bool { return c == '\\' || unicode.IsControl(c) }
