package regulationweb

import (
	"fmt"
	"html"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
)

var (
	inputs  = regexp.MustCompile(`<input [^>]*name="([^"]*)"[^>]*>`)
	values  = regexp.MustCompile(` value="([^"]*)"`)
	selects = regexp.MustCompile(`(?s)<select [^>]*name="([^"]*)".*?</select>`)
	chosen  = regexp.MustCompile(`<option value="([^"]*)" selected`)
	options = regexp.MustCompile(`<option value="([^"]*)"`)
)

// formOf reads the fields of the form of a page, as a browser sends them.
func formOf(body string) url.Values {
	form := url.Values{}
	for _, m := range inputs.FindAllStringSubmatch(body, -1) {
		value := ""
		if v := values.FindStringSubmatch(m[0]); v != nil {
			value = html.UnescapeString(v[1])
		}
		form.Set(html.UnescapeString(m[1]), value)
	}
	for _, m := range selects.FindAllStringSubmatch(body, -1) {
		v := chosen.FindStringSubmatch(m[0])
		if v == nil {
			v = options.FindStringSubmatch(m[0])
		}
		form.Set(html.UnescapeString(m[1]), html.UnescapeString(v[1]))
	}
	return form
}

const firstDay = "training.modes[blended].stages[elearning_1].template[1]"

func TestARegionLaysOutItsCourseInThePage(t *testing.T) {
	eachSite(t, func(t *testing.T, s *site) {
		s.draft()
		press := func(form url.Values, do string) (int, url.Values, string) {
			form.Set("do", do)
			code, body := s.send("packs/kami/layout", form)
			return code, formOf(body), body
		}
		code, body := s.send("packs/kami/layout?mode=blended", nil)
		if code != http.StatusOK {
			t.Fatalf("the page answers %d", code)
		}
		form := formOf(body)
		if form.Get(firstDay+".sessions[5].subject") != "policy" || form.Get(firstDay+".sessions[5].jp") != "3" {
			t.Fatalf("the form lacks the first day: %v", form)
		}
		if code, _, body := press(form, "save"); code != http.StatusUnprocessableEntity || !strings.Contains(body, "Belum ada yang berubah") {
			t.Errorf("saving without a change answers %d %s", code, regexp.MustCompile(`(?s)id="problems".*?</div>`).FindString(body))
		}
		form.Set("title", "Kearifan Lokal")
		if code, _, body := press(form, "subject"); code != http.StatusOK || !strings.Contains(body, `aria-invalid="true"`) || formOf(body).Has("new[1].key") {
			t.Errorf("a subject without agenda answers %d", code)
		}
		for _, p := range s.library.BuiltIn() {
			if p.Training != nil {
				form.Set("agenda", p.Training.Curriculum[0].Key)
			}
		}
		_, form, _ = press(form, "subject")
		if form.Get("new[1].key") != "kearifan_lokal" || form.Get("title") != "" {
			t.Fatalf("the new subject is not in the form: %v", form)
		}
		_, form, _ = press(form, "session elearning_1 1")
		if !form.Has(firstDay + ".sessions[6].subject") {
			t.Fatal("no row was added")
		}
		last := firstDay + ".sessions[6]"
		form.Set(last+".subject", "kearifan_lokal")
		form.Set(last+".kind", "asynchronous")
		form.Set(last+".lead", "none")
		form.Set(last+".jp", "satu")
		code, form, body = press(form, "save")
		if code != http.StatusUnprocessableEntity || form.Get(last+".jp") != "satu" || !strings.Contains(body, "“satu”") {
			t.Fatalf("a word for a number answers %d and %q", code, form.Get(last+".jp"))
		}
		form.Set(last+".jp", "1")
		code, form, body = press(form, "save")
		if code != http.StatusUnprocessableEntity || !strings.Contains(body, "232 JP") || form.Get(last+".subject") != "kearifan_lokal" {
			t.Fatalf("a JP too many answers %d", code)
		}
		form.Set(firstDay+".sessions[5].jp", "2")
		if code, _, body = press(form, "save"); code != http.StatusSeeOther {
			t.Fatalf("saving answers %d %s", code, body)
		}
		pack, own, err := s.library.Find(t.Context(), s.library.DB, "ptk", "kami")
		if err != nil || own.Version != 2 {
			t.Fatalf("version %d, %v", own.Version, err)
		}
		if subject, _ := pack.Training.Subject("kearifan_lokal"); subject == nil || subject.Source == "" {
			t.Errorf("the pack has the subject %+v", subject)
		}
	})
}

func TestDaysAreInsertedAndRemovedInTheForm(t *testing.T) {
	eachSite(t, func(t *testing.T, s *site) {
		s.draft()
		_, body := s.send("packs/kami/layout?mode=blended", nil)
		form := formOf(body)
		was := form.Get(firstDay + ".sessions[1].subject")
		form.Set("do", "day elearning_1 0")
		_, body = s.send("packs/kami/layout", form)
		form = formOf(body)
		if got := form.Get(strings.Replace(firstDay, "[1]", "[2]", 1) + ".sessions[1].subject"); got != was {
			t.Errorf("behind the new day lies %q, want %q", got, was)
		}
		form.Set("do", "drop elearning_1 1")
		_, body = s.send("packs/kami/layout", form)
		if got := formOf(body).Get(firstDay + ".sessions[1].subject"); got != was {
			t.Errorf("after removing it the first day holds %q, want %q", got, was)
		}
		for _, do := range []string{"day x 0", "drop elearning_1 0", "drop elearning_1 9999", "session elearning_1", "x"} {
			form.Set("do", do)
			if code, _ := s.send("packs/kami/layout", form); code != http.StatusOK {
				t.Errorf("%q answers %d", do, code)
			}
		}
		if _, own, err := s.library.Find(t.Context(), s.library.DB, "ptk", "kami"); err != nil || own.Version != 1 {
			t.Errorf("the buttons of the form have changed the pack: %v", err)
		}
	})
}

// What was typed for a number stays beside its field, whatever button is pressed.
func TestWhatWasTypedStaysWhereItWasTyped(t *testing.T) {
	day := func(n int) string { return strings.Replace(firstDay, "[1]", fmt.Sprintf("[%d]", n), 1) }
	const elsewhere = "training.modes[blended].stages[elearning_2].template[1].sessions[1].jp"
	for name, c := range map[string]struct {
		do   string
		code int
		want map[string]string // by field, behind the act
		lost string            // a text that goes with its days
	}{
		"days are put before":     {"day elearning_1 0", http.StatusOK, map[string]string{day(2) + ".sessions[1].jp": "satu", day(3) + ".days": "dua", day(3) + ".sessions[2].jp": "tiga"}, ""},
		"days are put between":    {"day elearning_1 1", http.StatusOK, map[string]string{day(1) + ".sessions[1].jp": "satu", day(3) + ".days": "dua", day(3) + ".sessions[2].jp": "tiga"}, ""},
		"the days are taken away": {"drop elearning_1 1", http.StatusOK, map[string]string{day(1) + ".days": "dua", day(1) + ".sessions[2].jp": "tiga"}, "satu"},
		"later days are dropped":  {"drop elearning_1 2", http.StatusOK, map[string]string{day(1) + ".sessions[1].jp": "satu"}, "dua"},
		"a session is added":      {"session elearning_1 1", http.StatusOK, map[string]string{day(1) + ".sessions[1].jp": "satu", day(2) + ".days": "dua", day(2) + ".sessions[2].jp": "tiga"}, ""},
		"all is counted":          {"count", http.StatusOK, map[string]string{day(1) + ".sessions[1].jp": "satu", day(2) + ".days": "dua"}, ""},
		"it is to be kept":        {"save", http.StatusUnprocessableEntity, map[string]string{day(1) + ".sessions[1].jp": "satu", day(2) + ".days": "dua", day(2) + ".sessions[2].jp": "tiga"}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			eachSite(t, func(t *testing.T, s *site) {
				s.draft()
				_, body := s.send("packs/kami/layout?mode=blended", nil)
				form := formOf(body)
				form.Set(day(1)+".sessions[1].jp", "satu")
				form.Set(day(2)+".days", "dua")
				form.Set(day(2)+".sessions[1].subject", "") // left out when it is kept
				form.Set(day(2)+".sessions[2].subject", "dynamics")
				form.Set(day(2)+".sessions[2].jp", "tiga")
				form.Set(elsewhere, "empat")
				form.Set("do", c.do)
				code, body := s.send("packs/kami/layout", form)
				form = formOf(body)
				c.want[elsewhere] = "empat"
				for field, text := range c.want {
					if code != c.code || form.Get(field) != text {
						t.Errorf("%d with %q at %s, want %q", code, form.Get(field), field, text)
					}
					if subject := strings.TrimSuffix(field, "jp") + "subject"; text == "tiga" && form.Get(subject) != "dynamics" {
						t.Errorf("%q stands beside %q", text, form.Get(subject))
					}
				}
				if c.lost != "" && strings.Contains(body, `value="`+c.lost+`"`) {
					t.Errorf("%q is still in the form", c.lost)
				}
			})
		})
	}
}
