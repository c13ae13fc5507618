package ui

import (
	"context"
	"errors"
	"net/url"
	"strings"
	"testing"

	"github.com/a-h/templ"

	"pamong/internal/kit/fault"
	"pamong/internal/kit/i18n"
)

// speaking returns a context that speaks the language with the words of this
// package and those a fault of the test needs.
func speaking(t *testing.T, lang i18n.Lang) context.Context {
	t.Helper()
	c, err := i18n.NewCatalogue(Messages, "key,id,en\ntest.short,Baru 17 digit,Only 17 digits\ntest.closed,Sudah ditutup,Already closed\n")
	if err != nil {
		t.Fatal(err)
	}
	return i18n.With(context.Background(), c.Speaker(lang))
}

func shown(t *testing.T, ctx context.Context, c templ.Component) string {
	t.Helper()
	var b strings.Builder
	if err := c.Render(ctx, &b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func with(children templ.Component, ctx context.Context) context.Context {
	return templ.WithChildren(ctx, children)
}

func TestAPageCarriesOnlyTheIconsItUses(t *testing.T) {
	ctx := WithFrame(speaking(t, i18n.Indonesian), Frame{Nav: []NavItem{{Icon: "users", Label: "Orang", Href: "/orang"}}})
	html := shown(t, with(Icon("check"), ctx), Page(PageHead{Title: "Orang"}))
	for _, id := range []string{"users", "check", "crest-plain"} {
		if n := strings.Count(html, `<symbol id="`+id+`"`); n != 1 {
			t.Errorf("symbol %s stands %d times, want once", id, n)
		}
	}
	if strings.Contains(html, `<symbol id="bell"`) {
		t.Error("the bell is carried but not shown")
	}
}

func TestAFragmentDrawsItsIconsInPlace(t *testing.T) {
	html := shown(t, speaking(t, i18n.Indonesian), Tag{Icon: "check", Label: "Hadir"})
	if !strings.Contains(html, `<path d="M20 6 9 17l-5-5"`) {
		t.Errorf("no path in %s", html)
	}
}

func TestAnUnknownIconIsAnError(t *testing.T) {
	if err := Icon("no-such").Render(context.Background(), &strings.Builder{}); err == nil {
		t.Error("want an error")
	}
}

func TestARefusedFormKeepsWhatWasTyped(t *testing.T) {
	var problems fault.Fields
	problems.Add("nip", "test.short")
	fields := templ.Join(
		Input(Field{Name: "nip", Label: "NIP", Hint: "18 digit"}),
		Area(Field{Name: "note", Label: "Catatan"}),
		Select(Field{Name: "gol", Label: "Golongan"}, []Option{{Value: "II", Label: "II"}, {Value: "III", Label: "III"}}),
		Check(Field{Name: "sure", Label: "Yakin"}, true),
		Radios(Field{Name: "sex", Label: "L/P"}, []Option{{Value: "L", Label: "L"}, {Value: "P", Label: "P"}}),
		Checks(Field{Name: "days", Label: "Hari"}, []Option{{Value: "1", Label: "1"}, {Value: "2", Label: "2"}}, []string{"1"}),
		Input(Field{Name: "secret", Label: "Sandi", Type: "password"}),
	)
	head := FormHead{Action: "/x", Err: problems.Err(), Typed: url.Values{
		"nip": {"19970812"}, "note": {"a<b"}, "gol": {"III"}, "sex": {"P"}, "days": {"2"}, "secret": {"hush"},
	}}
	html := shown(t, with(fields, speaking(t, i18n.Indonesian)), Form(head))
	cases := map[string]string{
		"the text stays":                      `value="19970812"`,
		"the lines stay and are escaped":      `>a&lt;b</textarea>`,
		"the choice of the list stays":        `<option value="III" selected>`,
		"the radio stays":                     `value="P" checked`,
		"the ticked box of many stays":        `value="2" checked`,
		"the problem is said beside":          `<span>Baru 17 digit</span>`,
		"the summary leads to the field":      `<a href="#f-nip">Baru 17 digit</a>`,
		"the summary counts":                  `1 isian perlu diperbaiki`,
		"the field names hint and problem":    `aria-describedby="f-nip-h f-nip-e"`,
		"the form can be taken only once":     `name="_once" value="`,
		"the field says that it is not right": `aria-invalid="true"`,
	}
	for name, want := range cases {
		t.Run(name, func(t *testing.T) {
			if !strings.Contains(html, want) {
				t.Errorf("no %q in\n%s", want, html)
			}
		})
	}
	t.Run("an unticked box stays unticked", func(t *testing.T) {
		if strings.Contains(html, `value="1" checked`) {
			t.Error("a box that was not ticked came back ticked")
		}
	})
	t.Run("a password is not written back", func(t *testing.T) {
		if strings.Contains(html, "hush") {
			t.Error("the password stands in the page")
		}
	})
}

func TestProblemsOfAForm(t *testing.T) {
	ctx := speaking(t, i18n.English)
	if p := ProblemsOf(ctx, fault.Conflict("test.closed")); p.Summary != "Already closed" || len(p.Beside) != 0 {
		t.Errorf("a fault of the whole is said once: %+v", p)
	}
	if p := ProblemsOf(ctx, errors.New("disk")); p.Summary != "" {
		t.Errorf("an internal error is no problem of a form: %+v", p)
	}
}

func TestAListKeepsItsStateInTheAddress(t *testing.T) {
	q := Query{Path: "/orang", Values: url.Values{"q": {"ayu"}, "page": {"3"}, "sort": {"nama"}, "unit": {"dinkes"}}}
	cases := map[string]struct{ got, want string }{
		"a filter goes back to the first page": {q.With("unit", "rsud"), "/orang?q=ayu&sort=nama&unit=rsud"},
		"another page keeps everything":        {q.With("page", "4"), "/orang?page=4&q=ayu&sort=nama&unit=dinkes"},
		"taking a filter away removes it":      {q.With("unit", ""), "/orang?q=ayu&sort=nama"},
		"the same column turns the order":      {q.sortLink("nama"), "/orang?q=ayu&sort=-nama&unit=dinkes"},
		"another column orders upwards":        {q.sortLink("nip"), "/orang?q=ayu&sort=nip&unit=dinkes"},
		"another form has every page":          {q.Whole("/orang.xlsx"), "/orang.xlsx?q=ayu&sort=nama&unit=dinkes"},
		"nothing left is the bare path":        {Query{Path: "/orang", Values: url.Values{"q": {"a"}}}.With("q", ""), "/orang"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			if c.got != c.want {
				t.Errorf("got %s, want %s", c.got, c.want)
			}
		})
	}
}

func TestAPagerSaysWhatIsSeen(t *testing.T) {
	cases := map[string]struct {
		page            string
		total           int
		from, to, pages int
	}{
		"the last page may be short":        {"4", 338, 301, 338, 4},
		"an empty list shows nothing":       {"1", 0, 0, 0, 1},
		"a page beyond the end is the last": {"99", 338, 301, 338, 4},
		"no number is the first page":       {"", 338, 1, 100, 4},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			p := Pager{Query: Query{Values: url.Values{"page": {c.page}}}, Size: 100, Total: c.total}
			if p.From() != c.from || p.To() != c.to || p.Pages() != c.pages {
				t.Errorf("got %d–%d of %d pages, want %d–%d of %d", p.From(), p.To(), p.Pages(), c.from, c.to, c.pages)
			}
		})
	}
}
