package web

import (
	"context"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/a-h/templ"
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
