package walk

import (
	"cmp"
	"encoding/csv"
	"html"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"regexp"
	"slices"
	"strings"
	"sync"
)

// stroll goes through the demo as everybody whom its door lets in, by links
// alone and without a browser: it finds the pages that there are.
type stroll struct {
	s      *System
	routes *http.ServeMux // tells the route of an address

	mu     sync.Mutex
	sights map[string][]sight // by route
	opened map[string]bool    // routes of which somebody got an answer
}

// sight is one page as one person found it.
type sight struct {
	route   string
	address string
	guest   guest
	size    int // bytes
}

// guest is somebody of the demo, signed in; the zero guest is nobody.
type guest struct {
	name, secret string
	linked       string // where a signed link led who has no account
}

// Routes that stand in no table of who may, since everybody may.
var openRoutes = []string{
	"GET /{$}", "GET /demo/begin", "GET /demo/colours.css", "GET /sign-in", "GET /activate/{secret}", "GET /account",
	"GET /help", "GET /help/", "GET /inbox", "GET /inbox/", "GET /c/{code}", "GET /colour/{sheet}", "GET /crest/{hash}", "GET /_/components",
}

// deep is how many addresses of one kind one person opens: the same route with
// the same names in its query; with a query, one.
const deep = 2

// newStroll reads the routes of the product.
func newStroll(s *System) *stroll {
	s.t.Helper()
	file, err := os.Open("../app/testdata/who-may.csv")
	if err != nil {
		s.t.Fatal(err)
	}
	defer file.Close()
	rows, err := csv.NewReader(file).ReadAll()
	if err != nil {
		s.t.Fatal(err)
	}
	o := &stroll{s: s, routes: http.NewServeMux(), sights: map[string][]sight{}, opened: map[string]bool{}}
	for _, row := range rows[1:] {
		o.routes.HandleFunc(row[0], http.NotFound)
		if strings.HasPrefix(row[0], "GET ") {
			o.opened[row[0]] = false
		}
	}
	for _, route := range openRoutes {
		o.routes.HandleFunc(route, http.NotFound)
	}
	return o
}

// route returns the route of an address, the address itself if it is none of
// those in the table.
func (o *stroll) route(address string) string {
	_, pattern := o.routes.Handler(httptest.NewRequest(http.MethodGet, address, nil))
	if pattern == "" {
		pattern, _, _ = strings.Cut("GET "+address, "?")
		pattern = named.ReplaceAllString(pattern, "/{…}")
	}
	return pattern
}

// named tells what in an address names one thing of many: an agency, an id, the
// code of a paper.
var named = regexp.MustCompile(`/(?:pontianak|bontang|kosong|muara|pindah|[0-9a-f-]{36}|[0-9A-Z]{12})\b`)

// kind is the route of an address and the names in its query.
func (o *stroll) kind(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return address
	}
	var names []string
	for name := range u.Query() {
		names = append(names, name)
	}
	slices.Sort(names)
	return o.route(address) + "?" + strings.Join(names, "&")
}

var (
	door   = regexp.MustCompile(`(?s)name="account" value="([^"]+)".*?<b>([^<]+)</b>`)
	linked = regexp.MustCompile(`\b(?:href|src|hx-get)="(/[^"]*)"`)
	asked  = regexp.MustCompile(`<form[^>]* method="get" action="(/[^"]*)"`)
)

// guests signs in everybody whom the door of the demo lets in.
func (o *stroll) guests() []guest {
	o.s.t.Helper()
	_, body, _ := o.get(guest{}, "/")
	var all []guest
	for _, m := range door.FindAllStringSubmatch(body, -1) {
		answer, err := quick.PostForm(o.s.URL+"/demo/enter", url.Values{"account": {m[1]}})
		if err != nil {
			o.s.t.Fatal(err)
		}
		answer.Body.Close()
		for _, c := range answer.Cookies() {
			if c.Name == "pamong_session" {
				all = append(all, guest{name: m[2] + " " + answer.Header.Get("Location"), secret: c.Value})
			}
		}
	}
	return all
}

// quick is a browser that does not follow redirections.
var quick = http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}

// get opens an address as somebody; the body is empty unless it is a page.
func (o *stroll) get(g guest, address string) (code int, body, to string) {
	o.s.t.Helper()
	r, err := http.NewRequest(http.MethodGet, o.s.URL+address, nil)
	if err != nil {
		o.s.t.Fatal(err)
	}
	r.AddCookie(&http.Cookie{Name: "pamong_session", Value: g.secret})
	answer, err := quick.Do(r)
	if err != nil {
		o.s.t.Fatal(err)
	}
	defer answer.Body.Close()
	if !strings.HasPrefix(answer.Header.Get("Content-Type"), "text/html") {
		return answer.StatusCode, "", answer.Header.Get("Location")
	}
	content, err := io.ReadAll(answer.Body)
	if err != nil {
		o.s.t.Fatal(err)
	}
	return answer.StatusCode, string(content), answer.Header.Get("Location")
}

// walk opens what links lead to, beginning somewhere, and reports each link
// that does not answer the person who was shown it.
func (o *stroll) walk(g guest, begin ...string) {
	o.s.t.Helper()
	from, times := map[string]string{}, map[string]int{}
	queue := begin
	for len(queue) > 0 {
		address := queue[0]
		queue = queue[1:]
		kind := o.kind(address)
		if times[kind]++; times[kind] > deep || times[kind] > 1 && once.MatchString(kind) {
			continue
		}
		code, body, to := o.get(g, address)
		if code >= http.StatusBadRequest {
			o.s.t.Errorf("%s: the link %s on %s answers %d", g.name, address, from[address], code)
			continue
		}
		o.note(sight{o.route(address), address, g, len(body)})
		found := append(linked.FindAllStringSubmatch(body, -1), asked.FindAllStringSubmatch(body, -1)...)
		if strings.HasPrefix(to, "/") {
			found = append(found, []string{"", html.EscapeString(to)})
		}
		for _, m := range found {
			next, _, _ := strings.Cut(html.UnescapeString(m[1]), "#")
			if _, seen := from[next]; !seen && !strings.HasPrefix(next, "/static/") {
				from[next] = address
				queue = append(queue, next)
			}
		}
	}
}

// once tells the kinds of which one is enough: papers, and pages with a query.
var once = regexp.MustCompile(`\.(xlsx|csv|zip|pdf|yaml|css)\?|\?.`)

// note keeps what somebody found.
func (o *stroll) note(x sight) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.opened[x.route] = true
	if x.size > 0 {
		o.sights[x.route] = append(o.sights[x.route], x)
	}
}

// everywhere strolls as all of them, two at a time, and as nobody, and returns
// the pages to look at.
func (o *stroll) everywhere(all []guest) []sight {
	o.s.t.Helper()
	queue := make(chan guest)
	var both sync.WaitGroup
	for range 2 {
		both.Go(func() {
			for g := range queue {
				if g.linked != "" { // no account
					o.walk(g, g.linked)
					continue
				}
				o.walk(g, "/", "/account", "/help")
			}
		})
	}
	for _, g := range all {
		queue <- g
	}
	close(queue)
	both.Wait()
	o.walk(guest{}, "/", "/sign-in", "/_/components")
	return o.best()
}

// best picks of each route the fullest page, and the emptiest if it has less than
// two thirds of that.
func (o *stroll) best() []sight {
	var all []sight
	for _, list := range o.sights {
		slices.SortFunc(list, func(a, b sight) int {
			return cmp.Or(a.size-b.size, strings.Compare(a.address+a.guest.name, b.address+b.guest.name))
		})
		all = append(all, list[len(list)-1])
		if list[0].size < list[len(list)-1].size*2/3 {
			all = append(all, list[0])
		}
	}
	slices.SortFunc(all, func(a, b sight) int { return cmp.Or(strings.Compare(a.route, b.route), a.size-b.size) })
	return all
}
