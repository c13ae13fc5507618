package app

import (
	"bytes"
	"context"
	"encoding/csv"
	"html"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"pamong/internal/access"
	"pamong/internal/identity"
	"pamong/internal/kit/db"
	"pamong/internal/kit/docx"
	"pamong/internal/kit/i18n"
	"pamong/internal/kit/jobs"
	"pamong/internal/kit/web"
	"pamong/internal/org"
	"pamong/internal/roster"
	"pamong/internal/training"
)

// exercise is the filled demo and one browser for everybody in it.
type exercise struct {
	t       *testing.T
	house   *House
	handler http.Handler
	routes  *http.ServeMux // tells the pattern of an address
	list    []web.Route
	seats   []seat
	known   map[string][]string // addresses by pattern, as links and forms on pages say them
}

// seat is one role in one city, and the cookie of somebody who has it.
type seat struct {
	city    string
	role    access.Role
	account string
	cookie  *http.Cookie
}

func (s seat) String() string { return string(s.role) + " of " + s.city }

// newExercise fills the demo and signs in one account for each role.
func newExercise(t *testing.T) *exercise {
	t.Helper()
	dir := t.TempDir()
	texts, err := Messages()
	if err != nil {
		t.Fatal(err)
	}
	c := &Command{Ctx: t.Context(), catalogue: texts, Out: io.Discard, Err: io.Discard, Config: Config{Database: filepath.Join(dir, "pamong.db"), Files: filepath.Join(dir, "files"), Secret: filepath.Join(dir, "secret")}}
	h, err := c.open()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { h.Close() })
	h.Papers.Office = docx.Office{} // the same pages on every machine
	h.Log = slog.New(slog.NewTextHandler(t.Output(), nil))
	if err := h.demoOffice().Fill(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	e := &exercise{t: t, house: h, routes: http.NewServeMux(), known: map[string][]string{}, list: h.Routes()}
	e.handler = h.handler(true)
	for _, r := range e.list {
		e.routes.HandleFunc(r.Method+" "+r.Path, http.NotFound)
	}
	agencies, err := org.Agencies(t.Context(), h.DB)
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range agencies {
		e.enter(t.Context(), h.DB, a)
	}
	e.enter(t.Context(), h.DB, org.Agency{}) // the operator, who stands over all
	e.byLink(h, agencies)
	e.longJob(h, agencies)
	e.move(h, agencies)
	e.scans(h, agencies)
	e.leave(h, agencies)
	e.examine(h, agencies)
	return e
}

// longJob lets the committee of Pontianak wait for a long job.
func (e *exercise) longJob(h *House, agencies []org.Agency) {
	e.t.Helper()
	for _, a := range agencies {
		i := slices.IndexFunc(e.seats, func(s seat) bool { return s.city == a.Code && s.role == access.Committee })
		if i < 0 || a.Code != "pontianak" {
			continue
		}
		err := h.DB.InTx(e.t.Context(), func(tx *db.Tx) error {
			begun := jobs.Task{Agency: string(a.ID), StartedBy: access.AccountActor(e.seats[i].account, nil).Ref(), Title: i18n.Say("app.nav.home")}
			task, err := h.Jobs.Begin(e.t.Context(), tx, begun, "none", nil)
			e.learn(http.MethodGet, taskPath(a, task))
			return err
		})
		if err != nil {
			e.t.Fatal(err)
		}
	}
}

// move lets the officer of Pontianak begin to move in with one list.
func (e *exercise) move(h *House, agencies []org.Agency) {
	e.t.Helper()
	for _, a := range agencies {
		i := slices.IndexFunc(e.seats, func(s seat) bool { return s.city == a.Code && s.role == access.Officer })
		if i < 0 || a.Code != "pontianak" {
			continue
		}
		grants, err := access.GrantsOf(e.t.Context(), h.DB, e.seats[i].account)
		if err != nil {
			e.t.Fatal(err)
		}
		list := bytesFile("tambahan.csv", []byte("NIP,Nama,Golongan,TMT CPNS,Unit Kerja\n199501012025051901,Bagus Prakoso,III/a,01/05/2025,Dinas Kesehatan\n"))
		if _, err := h.Moving.Begin(e.t.Context(), access.AccountActor(e.seats[i].account, grants), a.ID, []roster.File{list}); err != nil {
			e.t.Fatal(err)
		}
	}
}

// enter signs in the first account of each role in a city.
func (e *exercise) enter(ctx context.Context, q db.Q, a org.Agency) {
	e.t.Helper()
	members, err := identity.Members(ctx, q, string(a.ID), true)
	if err != nil {
		e.t.Fatal(err)
	}
	for _, role := range access.AllRoles {
		for _, m := range members {
			if !slices.ContainsFunc(m.Grants, func(g access.Grant) bool { return g.Role == role }) {
				continue
			}
			answer := e.send(seat{}, http.MethodPost, "/demo/enter", "account="+url.QueryEscape(string(m.ID)))
			for _, c := range answer.Cookies() {
				e.seats = append(e.seats, seat{a.Code, role, string(m.ID), c})
				break
			}
			break
		}
	}
}

// send sends one request as somebody; the zero seat is not signed in.
func (e *exercise) send(s seat, method, address, form string) *http.Response {
	e.t.Helper()
	r := httptest.NewRequest(method, "http://127.0.0.1"+address, strings.NewReader(form))
	if method == http.MethodPost {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	if s.cookie != nil {
		r.AddCookie(s.cookie)
	}
	w := httptest.NewRecorder()
	e.handler.ServeHTTP(w, r)
	return w.Result()
}

// pattern returns the route of an address, "" if it is none of ours.
func (e *exercise) pattern(method, address string) string {
	r := httptest.NewRequest(method, "http://127.0.0.1"+address, nil)
	_, pattern := e.routes.Handler(r)
	return pattern
}

var (
	linked = regexp.MustCompile(`\b(?:href|src|hx-get)="(/[^"]*)"`)
	posted = regexp.MustCompile(`\baction="(/[^"]*)"`)
)

// deep is how many addresses of one route, with the same kinds of query, one
// person opens.
const deep = 1

// stroll opens what the links of the pages lead to, beginning at home, and
// reports each that does not answer the person who was shown it. Each page that
// answers is shown to visit.
func (e *exercise) stroll(s seat, visit func(address, page string)) (pages int) {
	e.t.Helper()
	home := "/a/" + s.city
	if s.role == access.Operator {
		home = "/agencies"
	}
	from, queue, opened := map[string]string{home: "home"}, []string{home}, map[string]int{}
	if s.account != "" {
		from["/account"], queue = "the menu", append(queue, "/account")
	}
	for len(queue) > 0 {
		address := queue[0]
		queue = queue[1:]
		kind := e.kind(address)
		if opened[kind]++; opened[kind] > deep {
			continue
		}
		answer := e.send(s, http.MethodGet, address, "")
		pages++
		if to := answer.Header.Get("Location"); strings.HasPrefix(to, "/") && from[to] == "" {
			from[to] = address
			queue = append(queue, to)
		}
		if answer.StatusCode >= http.StatusBadRequest {
			e.t.Errorf("%s: %s on %s answers %d", s, address, from[address], answer.StatusCode)
		}
		if answer.StatusCode >= http.StatusBadRequest || !strings.HasPrefix(answer.Header.Get("Content-Type"), "text/html") {
			continue
		}
		body, err := io.ReadAll(answer.Body)
		if err != nil {
			e.t.Fatal(err)
		}
		visit(address, string(body))
		for _, m := range posted.FindAllStringSubmatch(string(body), -1) {
			e.learn(http.MethodPost, html.UnescapeString(m[1]))
		}
		for _, m := range linked.FindAllStringSubmatch(string(body), -1) {
			next, _, _ := strings.Cut(html.UnescapeString(m[1]), "#")
			e.learn(http.MethodGet, next)
			if _, seen := from[next]; !seen && !strings.HasPrefix(next, "/static/") {
				from[next] = address
				queue = append(queue, next)
			}
		}
	}
	return pages
}

// kind is the route of an address and the names in its query.
func (e *exercise) kind(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		e.t.Fatalf("link %q: %v", address, err)
	}
	var names []string
	for name := range u.Query() {
		names = append(names, name)
	}
	slices.Sort(names)
	pattern := e.pattern(http.MethodGet, address)
	if pattern == "" {
		pattern = u.Path
	}
	return pattern + "?" + strings.Join(names, "&")
}

// learn keeps an address under its route.
func (e *exercise) learn(method, address string) {
	if p := e.pattern(method, address); p != "" && !slices.Contains(e.known[p], address) {
		e.known[p] = append(e.known[p], address)
	}
}

// TestWhoMay opens every page and presses every button of the product as each
// role, as somebody of another city, and as nobody.
func TestWhoMay(t *testing.T) {
	e := newExercise(t)
	e.door()
	for _, s := range e.seats {
		if n := e.stroll(s, func(string, string) {}); n < 3 {
			t.Errorf("%s opened %d pages only", s, n)
		}
	}
	values := e.values()
	e.clerk(values["unit"])
	values["row"] = e.row()
	want := e.expected()
	for _, r := range e.list {
		pattern := r.Method + " " + r.Path
		address := e.address(r, values)
		e.nobody(r, address)
		if _, listed := want[pattern]; !listed && !strings.HasPrefix(r.Path, "/a/") {
			continue // one's own account, and what is open to all
		}
		e.nowhere(r)
		if got := e.who(r, address); got != want[pattern] {
			t.Errorf("%s lets in %q, want %q", pattern, got, want[pattern])
		}
		delete(want, pattern)
	}
	e.ended()
	for pattern := range want {
		t.Errorf("%s: who may is written down for a route that is gone", pattern)
	}
}

// door enters the product, when it is no demo, as each role: everybody comes
// to a page.
func (e *exercise) door() {
	e.t.Helper()
	demo := e.handler
	defer func() { e.handler = demo }()
	e.handler = e.house.handler(false)
	for _, s := range e.seats {
		address := "/"
		for range 3 {
			answer := e.send(s, http.MethodGet, address, "")
			if address = answer.Header.Get("Location"); address == "" {
				if answer.StatusCode != http.StatusOK {
					e.t.Errorf("%s: the door leads to %d", s, answer.StatusCode)
				}
				break
			}
		}
		if address != "" {
			e.t.Errorf("%s: the door leads to %s for ever", s, address)
		}
	}
}

// expected reads who may what: for each route the roles that it lets in.
func (e *exercise) expected() map[string]string {
	e.t.Helper()
	content, err := os.ReadFile("testdata/who-may.csv")
	if err != nil {
		e.t.Fatal(err)
	}
	rows, err := csv.NewReader(bytes.NewReader(content)).ReadAll()
	if err != nil {
		e.t.Fatal(err)
	}
	want := map[string]string{}
	for _, row := range rows[1:] {
		if _, twice := want[row[0]]; twice {
			e.t.Errorf("%s: who may is written down twice", row[0])
		}
		want[row[0]] = row[1]
	}
	return want
}

var placeholder = regexp.MustCompile(`\{(\w+)\}`)

// values are what stands for each placeholder in the addresses of Pontianak
// that pages of the demo lead to; nobody who acts here, lest they be locked out.
func (e *exercise) values() map[string]string {
	values := map[string]string{"agency": "pontianak"}
	for pattern, list := range e.known {
		_, path, _ := strings.Cut(pattern, " ")
		names := strings.Split(path, "/")
		for _, address := range list {
			address, _, _ = strings.Cut(address, "?")
			parts := strings.Split(address, "/")
			if len(parts) != len(names) || !strings.HasPrefix(address, "/a/pontianak/") {
				continue
			}
			for i, name := range names {
				acts := slices.ContainsFunc(e.seats, func(s seat) bool { return s.account == parts[i] })
				if m := placeholder.FindStringSubmatch(name); m != nil && !acts && (values[m[1]] == "" || parts[i] < values[m[1]]) {
					values[m[1]] = parts[i]
				}
			}
		}
	}
	return values
}

// row is where the QR code of a printed row of a list of attendance leads.
func (e *exercise) row() string {
	e.t.Helper()
	a, err := org.AgencyByCode(e.t.Context(), e.house.DB, "pontianak")
	if err != nil {
		e.t.Fatal(err)
	}
	batches, err := training.AllBatches(e.t.Context(), e.house.DB, a.ID)
	if err != nil {
		e.t.Fatal(err)
	}
	book, err := e.house.Attendance.Book(e.t.Context(), atMachine, a, batches[0].ID)
	if err != nil {
		e.t.Fatal(err)
	}
	return string(book.Sessions[0].ID) + "." + string(book.Lines[0].Seat.Chain)
}

// fill puts values into the placeholders of a path, and an id of nothing where
// there is none.
func fill(path string, values map[string]string) string {
	return placeholder.ReplaceAllStringFunc(path, func(name string) string {
		if v := values[strings.Trim(name, "{}")]; v != "" {
			return v
		}
		return "01a201b2-eadd-7528-9d76-27a184228909"
	})
}

// address fills the path of a route. A list that was entered is one of its own
// house, although all houses call it import.
func (e *exercise) address(r web.Route, values map[string]string) string {
	if strings.HasSuffix(r.Path, "/imports/{import}/undo") {
		for _, address := range e.known[http.MethodGet+" "+r.Path] {
			if strings.HasPrefix(address, "/a/pontianak/") {
				return address
			}
		}
	}
	return fill(r.Path, values)
}

// nobody expects that people who are not signed in get the sign-in page.
func (e *exercise) nobody(r web.Route, address string) {
	e.t.Helper()
	answer := e.send(seat{}, r.Method, address, "")
	to := answer.Header.Get("Location")
	if sent := answer.StatusCode == http.StatusSeeOther && strings.HasPrefix(to, "/sign-in"); !r.Open && !sent {
		e.t.Errorf("%s %s: nobody signed in, answered %d %s", r.Method, address, answer.StatusCode, to)
	}
	if r.Open && answer.StatusCode >= http.StatusInternalServerError {
		e.t.Errorf("%s %s: nobody signed in, answered %d", r.Method, address, answer.StatusCode)
	}
}

// nowhere expects that ids of nothing are not found, neither by those who may
// nor as a fault of the server.
func (e *exercise) nowhere(r web.Route) {
	e.t.Helper()
	for _, id := range []string{"0", "01a201b2-eadd-7528-9d76-27a184228909"} {
		address := fill(r.Path, map[string]string{"agency": "pontianak", "change": "defer", "person": id, "batch": id, "paper": id})
		if rest := strings.Replace(r.Path, "{agency}", "", 1); !strings.Contains(rest, "{") || strings.HasSuffix(rest, "/{import}/undo") {
			return // the question before an undo does not look the import up; the undo does
		}
		for _, s := range e.seats {
			if s.city != "pontianak" || s.role != access.Officer && s.role != access.Committee {
				continue
			}
			code := e.send(s, r.Method, address, "").StatusCode
			if code >= http.StatusInternalServerError || r.Method == http.MethodGet && code < http.StatusMultipleChoices {
				e.t.Errorf("%s %s as %s answers %d", r.Method, address, s, code)
			}
		}
	}
}

// who returns the roles that a route lets in, and expects that it does not
// exist for the other city. Those it lets in act last: what they do changes
// what others find.
func (e *exercise) who(r web.Route, address string) string {
	e.t.Helper()
	var in []string
	for _, s := range e.seats {
		foreign := s.role != access.Operator && strings.HasPrefix(address, "/a/") && address != "/a/"+s.city && !strings.HasPrefix(address, "/a/"+s.city+"/")
		answer := e.send(s, r.Method, address, "")
		code := answer.StatusCode
		switch {
		case code >= http.StatusInternalServerError:
			e.t.Errorf("%s %s as %s answers %d", r.Method, address, s, code)
		case foreign && code != http.StatusNotFound:
			e.t.Errorf("%s %s as %s answers %d, want not found", r.Method, address, s, code)
		case strings.HasPrefix(answer.Header.Get("Location"), "/sign-in"):
			e.t.Errorf("%s %s as %s leads to the sign-in page", r.Method, address, s)
		case code != http.StatusNotFound && code != http.StatusForbidden && !slices.Contains(in, string(s.role)):
			in = append(in, string(s.role))
		}
	}
	slices.Sort(in)
	return strings.Join(in, " ")
}
