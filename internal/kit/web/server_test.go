package web

import (
	"context"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"syscall"
	"testing"

	"github.com/a-h/templ"
	"github.com/google/go-cmp/cmp"

	"pamong/internal/kit/clock"
)

func TestWhatIsNoTextReachesNobody(t *testing.T) {
	s := &Server{
		Log:      slog.New(slog.DiscardHandler),
		Before:   func(_ http.ResponseWriter, r *http.Request) (context.Context, error) { return r.Context(), nil },
		SignedIn: func(context.Context) bool { return true },
		Trouble:  func(context.Context, Trouble) templ.Component { return templ.NopComponent },
	}
	reached := 0
	do := func(*Request) (Answer, error) { reached++; return Go("/", ""), nil }
	h := s.Handler([]Route{
		{Method: "GET", Path: "/a/{id}", Do: do, Free: true},
		{Method: "POST", Path: "/a/{id}", Do: do, Free: true},
	}, nil)
	for name, c := range map[string]struct {
		method, path, body string
		status             int
	}{
		"an id":                    {"GET", "/a/x?q=%C3%A9", "", 303},
		"a zero in an id":          {"GET", "/a/%00", "", 404},
		"half a letter in an id":   {"GET", "/a/%FF", "", 404},
		"a zero in what is sought": {"GET", "/a/x?q=%00", "", 404},
		"a text":                   {"POST", "/a/x", "name=S%C3%A9sar%0D%0A", 303},
		"a zero in a text":         {"POST", "/a/x", "name=a%00b", 422},
		"half a letter in a text":  {"POST", "/a/x", "name=%FF", 422},
		"a zero in a field's name": {"POST", "/a/x", "na%00me=a", 422},
	} {
		t.Run(name, func(t *testing.T) {
			before := reached
			r := httptest.NewRequest(c.method, c.path, strings.NewReader(c.body))
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			w := httptest.NewRecorder()
			h.ServeHTTP(w, r)
			if w.Code != c.status || (reached > before) != (c.status == 303) {
				t.Errorf("status %d, want %d; reached %t", w.Code, c.status, reached > before)
			}
		})
	}
}

func TestTroubleSpeaksAndKeepsWhatWasTyped(t *testing.T) {
	type word struct{}
	var met Trouble
	var spoke any
	s := &Server{
		Log:   slog.New(slog.DiscardHandler),
		Clock: clock.System{},
		Before: func(_ http.ResponseWriter, r *http.Request) (context.Context, error) {
			return context.WithValue(r.Context(), word{}, "halo"), &net.OpError{Op: "dial", Err: syscall.ECONNREFUSED}
		},
		Trouble: func(ctx context.Context, t Trouble) templ.Component {
			met, spoke = t, ctx.Value(word{})
			return templ.NopComponent
		},
	}
	h := s.Handler([]Route{{Method: "POST", Path: "/a/x"}, {Method: "GET", Path: "/a/x"}}, nil)
	for name, c := range map[string]struct {
		method, body, again string
		typed               url.Values
	}{
		"a page":                     {"GET", "", "", nil},
		"a form":                     {"POST", "name=Budi&_once=k", "/a/x?y=1", url.Values{"name": {"Budi"}, "_once": {"k"}}},
		"a form with a password":     {"POST", "password=rahasia", "", nil},
		"a form that cannot be read": {"POST", "name=%FF", "", nil},
	} {
		t.Run(name, func(t *testing.T) {
			r := httptest.NewRequest(c.method, "/a/x?y=1", strings.NewReader(c.body))
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			w := httptest.NewRecorder()
			h.ServeHTTP(w, r)
			if w.Code != http.StatusServiceUnavailable || spoke != "halo" {
				t.Errorf("status %d in the context %v", w.Code, spoke)
			}
			if met.Again != c.again || !cmp.Equal(met.Typed, c.typed) {
				t.Errorf("again %q with %v, want %q with %v", met.Again, met.Typed, c.again, c.typed)
			}
		})
	}
}

func TestAFormOfAnotherSiteIsRefusedWithAPage(t *testing.T) {
	var met Trouble
	s := &Server{
		Log:      slog.New(slog.DiscardHandler),
		Before:   func(_ http.ResponseWriter, r *http.Request) (context.Context, error) { return r.Context(), nil },
		SignedIn: func(context.Context) bool { return true },
		Trouble:  func(_ context.Context, t Trouble) templ.Component { met = t; return templ.NopComponent },
	}
	reached := false
	h := s.Handler([]Route{{Method: "POST", Path: "/a", Free: true, Do: func(*Request) (Answer, error) { reached = true; return Go("/", ""), nil }}}, nil)
	r := httptest.NewRequest("POST", "/a", strings.NewReader("name=x"))
	r.Header.Set("Sec-Fetch-Site", "cross-site")
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	if w.Code != http.StatusForbidden || met.Status != http.StatusForbidden || met.Text == "" || reached {
		t.Errorf("status %d, page %+v, reached %t", w.Code, met, reached)
	}
}

func TestAnActThatLeavesGoesOnByItsOwnPage(t *testing.T) {
	const to = "https://wa.me/6281200000901?text=a%20b"
	s := &Server{
		Log:      slog.New(slog.DiscardHandler),
		Before:   func(_ http.ResponseWriter, r *http.Request) (context.Context, error) { return r.Context(), nil },
		SignedIn: func(context.Context) bool { return true },
		Trouble:  func(context.Context, Trouble) templ.Component { return templ.NopComponent },
	}
	pressed := 0
	h := s.Handler([]Route{Post("/tell", func(*Request) (Answer, error) { pressed++; return Leave(to, templ.Raw("going on")), nil }).Unkeyed()}, nil)
	ask := func(method string) *httptest.ResponseRecorder {
		w := httptest.NewRecorder()
		h.ServeHTTP(w, httptest.NewRequest(method, "/tell", nil))
		return w
	}
	if w := ask("GET"); pressed != 0 || w.Header().Get("Refresh") != "" {
		t.Errorf("a browser that looks ahead pressed %d times and was led to %q", pressed, w.Header().Get("Refresh"))
	}
	w := ask("POST")
	if pressed != 1 || w.Code != http.StatusOK || w.Header().Get("Refresh") != "0; url="+to || w.Header().Get("Location") != "" {
		t.Errorf("a press answers %d, refresh %q, location %q", w.Code, w.Header().Get("Refresh"), w.Header().Get("Location"))
	}
	if policy := w.Header().Get("Content-Security-Policy"); !strings.Contains(policy, "form-action 'self';") {
		t.Errorf("forms may lead elsewhere: %s", policy)
	}
}
