// Package web turns HTTP requests into acts and their answers into pages.
//
// A house lists its Routes; each Action takes a Request and returns one of a
// closed set of answers or an error. Faults become pages that say what to do,
// everything else a page with a reference number under which the log holds
// the rest. Pages work without script; forms carry a key so that a second
// press of the same button does not act twice.
package web

import (
	"context"
	"embed"
	"io"
	"net/http"
	"net/url"

	"github.com/a-h/templ"

	"pamong/internal/kit/sheet"
)

// Schema holds the table of pressed buttons.
//
//go:embed schema/*.sql
var Schema embed.FS

// Messages holds the texts of this package.
//
//go:embed messages.csv
var Messages string

// Action answers one request.
type Action func(r *Request) (Answer, error)

// Route binds a method and path pattern, as http.ServeMux reads them, to an
// action.
type Route struct {
	Method string
	Path   string
	Do     Action
	Open   bool  // also for people who are not signed in
	Body   int64 // most bytes of the request body; 0 for 1 MiB
	Look   bool  // also while one only looks with the eyes of somebody else: the end of looking
	Free   bool  // the route needs no form key: acts that may be repeated without harm
}

// Get, Post and their kin shorten lists of routes.
func Get(path string, do Action) Route  { return Route{Method: http.MethodGet, Path: path, Do: do} }
func Post(path string, do Action) Route { return Route{Method: http.MethodPost, Path: path, Do: do} }

// Opened returns the route, open to people who are not signed in.
func (r Route) Opened() Route { r.Open = true; return r }

// Looked returns the route, open also to who only looks with the eyes of
// somebody else.
func (r Route) Looked() Route { r.Look = true; return r }

// Upload returns the route with room for a body of that many bytes.
func (r Route) Upload(bytes int64) Route { r.Body = bytes; return r }

// Unkeyed returns the route without the guard against a second press.
func (r Route) Unkeyed() Route { r.Free = true; return r }

// Request is a request on its way to an action.
type Request struct {
	*http.Request
	w http.ResponseWriter
}

// Ctx returns the context of the request, with actor, speaker and frame.
func (r *Request) Ctx() context.Context { return r.Context() }

// Q returns a value of the address, "" if absent.
func (r *Request) Q(name string) string { return r.URL.Query().Get(name) }

// Partial reports whether htmx asks for a part of the page only.
func (r *Request) Partial() bool {
	return r.Header.Get("HX-Request") == "true" && r.Header.Get("HX-Boosted") != "true"
}

// SetCookie adds a cookie to the answer.
func (r *Request) SetCookie(c *http.Cookie) { http.SetCookie(r.w, c) }

// Stream returns the raw writer for answers that flow, such as live counters.
func (r *Request) Stream() http.ResponseWriter { return r.w }

// Answer is what an action returns; the kinds are those of this package.
type Answer interface {
	write(s *Server, r *Request) error
}

// Page answers with a page.
func Page(c templ.Component) Answer { return page{http.StatusOK, c} }

// PageAs answers with a page under another status, such as 422 for a form
// that was refused.
func PageAs(status int, c templ.Component) Answer { return page{status, c} }

// Go answers with a redirection after an act. The toast, when its key is not
// empty, is shown on the next page.
func Go(to, toast string, args ...any) Answer { return redirect{to, toast, args} }

// Leave answers an act with a page that goes on to another site by itself. A
// redirection would not: our forms lead nowhere but here, and browsers hold them
// to that for where their answers lead, too.
func Leave(to string, c templ.Component) Answer { return leave{to, page{http.StatusOK, c}} }

// File answers with a file to download, or to show when inline. Write streams it.
func File(name, kind string, inline bool, write func(w io.Writer) error) Answer {
	return file{name, kind, inline, write}
}

// Workbook answers with lists as one xlsx file to download, a sheet for each. The
// rows are made as they are sent.
func Workbook(name string, lists ...sheet.List) Answer {
	return File(name, sheet.MediaType, false, func(w io.Writer) error { return sheet.Write(w, lists...) })
}

// JSON answers with data.
func JSON(v any) Answer { return data{http.StatusOK, v} }

// JSONAs answers with data under another status, such as 409 for a slice that
// belongs elsewhere.
func JSONAs(status int, v any) Answer { return data{status, v} }

// Done is the answer of an action that has written everything through Stream.
func Done() Answer { return done{} }

// Link joins a path and query pairs, leaving out empty values.
func Link(path string, pairs ...string) string {
	q := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i+1] != "" {
			q.Set(pairs[i], pairs[i+1])
		}
	}
	if len(q) == 0 {
		return path
	}
	return path + "?" + q.Encode()
}
