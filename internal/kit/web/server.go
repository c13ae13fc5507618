package web

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"runtime/debug"
	"strings"
	"time"

	"github.com/a-h/templ"
	"github.com/klauspost/compress/gzhttp"
	"github.com/klauspost/compress/gzip"

	"pamong/internal/kit/clock"
	"pamong/internal/kit/db"
	"pamong/internal/kit/fault"
	"pamong/internal/kit/i18n"
)

// defaultBody is the most bytes of a request body unless the route says more.
const defaultBody = 1 << 20

// Server serves the routes of all houses.
type Server struct {
	DB    *db.DB
	Clock clock.Clock
	Log   *slog.Logger

	// Before puts actor, speaker and frame into the context of each request.
	// With an error it returns what it had until then: an error page speaks too.
	Before func(w http.ResponseWriter, r *http.Request) (context.Context, error)
	// SignedIn reports whether the context has an actor.
	SignedIn func(ctx context.Context) bool
	// Looking reports whether the context only looks with the eyes of somebody
	// else: everything but reading is refused then, with the message LookOnly.
	Looking  func(ctx context.Context) bool
	LookOnly string
	// Drawn refuses a form that was drawn as somebody as whom the request does
	// not act; mark is what its hidden field AsField carries. Forms without one
	// are taken, and so are those of open routes.
	Drawn func(ctx context.Context, mark string) error
	// SignIn is the page to which people who are not signed in are sent.
	SignIn string
	// Trouble draws the page of an error.
	Trouble func(ctx context.Context, t Trouble) templ.Component
}

// Trouble is what an error page says.
type Trouble struct {
	Status    int
	Text      string // what happened and what to do
	Reference string // number under which the log holds the rest, "" if none
	Back      string // where the person came from

	// Again is where the same form may be sent once more, with what was Typed
	// in it; "" when nothing was sent or when it held a file or a password.
	Again string
	Typed url.Values
}

// statusError is an error with its own status.
type statusError struct {
	status int
	key    string
}

func (e *statusError) Error() string { return e.key }

// contentPolicy allows nothing but our own files: no inline script or style.
const contentPolicy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'; manifest-src 'self'; worker-src 'self'"

// Handler returns the handler of the routes, with extra raw handlers such as
// static files under their patterns.
func (s *Server) Handler(routes []Route, raw map[string]http.Handler) http.Handler {
	mux := http.NewServeMux()
	for _, route := range routes {
		mux.Handle(route.Method+" "+route.Path, s.handler(route))
	}
	for pattern, h := range raw {
		mux.Handle(pattern, h)
	}
	mux.Handle("/", s.handler(Route{Method: http.MethodGet, Path: "/", Open: true, Free: true, Do: func(*Request) (Answer, error) {
		return nil, fault.NotFound("web.no_page")
	}}))
	guard := http.NewCrossOriginProtection()
	guard.SetDenyHandler(s.handler(Route{Open: true, Free: true, Do: func(*Request) (Answer, error) {
		return nil, fault.Forbidden("web.foreign")
	}}))
	// The fastest compression: a tenth more bytes for half of the work.
	zip, err := gzhttp.NewWrapper(gzhttp.CompressionLevel(gzip.BestSpeed), gzhttp.MinSize(1024), gzhttp.ContentTypes([]string{"text/html", "text/css", "text/javascript", "application/json", "image/svg+xml", "text/calendar", "text/csv"}))
	if err != nil {
		panic(err) // the options above are constants
	}
	return headers(guard.Handler(zip(mux)))
}

// headers sets what every answer carries.
func headers(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", contentPolicy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "same-origin")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Permissions-Policy", "camera=(self), geolocation=(self), microphone=()")
		if r.TLS != nil {
			h.Set("Strict-Transport-Security", "max-age=31536000")
		}
		next.ServeHTTP(w, r)
	})
}

func (s *Server) handler(route Route) http.Handler {
	limit := route.Body
	if limit == 0 {
		limit = defaultBody
	}
	return http.HandlerFunc(func(w http.ResponseWriter, raw *http.Request) {
		r := &Request{Request: raw, w: w}
		defer s.recoverPanic(r)
		raw.Body = http.MaxBytesReader(w, raw.Body, limit)
		readable := legible(raw.URL.Path) && allLegible(raw.URL.Query())
		if !readable {
			raw.URL = &url.URL{Path: "/"} // nothing of it reaches anybody
		}
		ctx, err := s.Before(w, raw)
		r.Request = raw.WithContext(ctx)
		if err == nil && !readable {
			err = fault.NotFound("web.no_page")
		}
		if err != nil {
			s.trouble(r, err)
			return
		}
		if !route.Open && !s.SignedIn(ctx) {
			s.sendToSignIn(r)
			return
		}
		if s.Looking != nil && s.Looking(ctx) && raw.Method != http.MethodGet && raw.Method != http.MethodHead && !route.Look {
			s.trouble(r, fault.Forbidden(s.LookOnly))
			return
		}
		answer, err := s.answer(r, route)
		if err == nil {
			err = answer.write(s, r)
		}
		if err != nil {
			s.trouble(r, err)
		}
	})
}

func (s *Server) answer(r *Request, route Route) (Answer, error) {
	if route.Method != http.MethodPost {
		return route.Do(r)
	}
	if err := r.Parse(); err != nil {
		return nil, err
	}
	if r.MultipartForm != nil {
		defer r.MultipartForm.RemoveAll()
	}
	if !allLegible(r.PostForm) {
		return nil, fault.Invalid("web.unreadable")
	}
	if err := s.drawn(r, route); err != nil {
		return nil, err
	}
	if route.Free {
		return route.Do(r)
	}
	return s.once(r, route.Do)
}

// drawn refuses a form of a page that was drawn as somebody else.
func (s *Server) drawn(r *Request, route Route) error {
	if s.Drawn == nil || route.Open || route.Look {
		return nil
	}
	for _, mark := range r.PostForm[AsField] {
		if err := s.Drawn(r.Ctx(), mark); err != nil {
			return err
		}
	}
	return nil
}

// sendToSignIn sends somebody who is not signed in to the sign-in page, and
// back here after it.
func (s *Server) sendToSignIn(r *Request) {
	back := ""
	if r.Method == http.MethodGet {
		back = r.URL.RequestURI()
	}
	if r.Partial() {
		r.w.Header().Set("HX-Redirect", Link(s.SignIn, "next", back))
		r.w.WriteHeader(http.StatusUnauthorized)
		return
	}
	http.Redirect(r.w, r.Request, Link(s.SignIn, "next", back), http.StatusSeeOther)
}

func (s *Server) recoverPanic(r *Request) {
	p := recover()
	if p == nil {
		return
	}
	if err, ok := p.(error); ok && errors.Is(err, http.ErrAbortHandler) {
		panic(p)
	}
	s.trouble(r, fmt.Errorf("panic: %v\n%s", p, debug.Stack()))
}

// trouble answers with the page of an error.
func (s *Server) trouble(r *Request, err error) {
	if errors.Is(err, context.Canceled) && r.Ctx().Err() != nil {
		return // the reader has gone
	}
	t := s.describe(r, err)
	r.w.Header().Del("Content-Encoding")
	if strings.Contains(r.Header.Get("Accept"), "application/json") {
		data{t.Status, map[string]string{"error": t.Text, "reference": t.Reference}}.write(s, r)
		return
	}
	if e := (page{t.Status, s.Trouble(r.Ctx(), t)}).write(s, r); e != nil {
		s.Log.Error("draw error page", "error", e)
	}
}

func (s *Server) describe(r *Request, err error) Trouble {
	speak := i18n.From(r.Ctx())
	t := Trouble{Status: http.StatusInternalServerError, Back: r.Referer()}
	var own *statusError
	f := fault.Of(err)
	switch {
	case errors.As(err, &own):
		t.Status, t.Text = own.status, speak.T(own.key)
		t.Again, t.Typed = r.again()
		return t
	case f != nil && f.Kind != fault.KindInternal:
		t.Status = map[fault.Kind]int{fault.KindNotFound: http.StatusNotFound, fault.KindInvalid: http.StatusUnprocessableEntity, fault.KindForbidden: http.StatusForbidden, fault.KindConflict: http.StatusConflict}[f.Kind]
		t.Text = speak.T(f.Key, f.Args...)
		for _, field := range f.Fields {
			t.Text += " " + speak.T(field.Key, field.Args...)
		}
		return t
	case db.Full(err):
		t.Status, t.Text = http.StatusInsufficientStorage, speak.T("web.disk_full")
	case db.Lost(err):
		t.Status, t.Text = http.StatusServiceUnavailable, speak.T("web.database_lost")
	default:
		t.Text = speak.T("web.internal")
	}
	t.Again, t.Typed = r.again()
	t.Reference = s.reference()
	s.Log.Error("request failed", "reference", t.Reference, "method", r.Method, "route", r.Pattern, "error", err)
	return t
}

// reference makes a number short enough to be read out: G-2907-84C1.
func (s *Server) reference() string {
	var b [2]byte
	rand.Read(b[:])
	return "G-" + s.Clock.Now().Format("0201") + "-" + fmt.Sprintf("%02X%02X", b[0], b[1])
}

// Serve listens on the server until the context ends, then lets requests
// under way finish.
func Serve(ctx context.Context, srv *http.Server, listen func() error) error {
	failed := make(chan error, 1)
	go func() { failed <- listen() }()
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
	}
	grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
	defer cancel()
	return srv.Shutdown(grace)
}
