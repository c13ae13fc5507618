package regulationweb

import (
	"context"
	"io"
	"io/fs"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"pamong/internal/access"
	"pamong/internal/audit"
	"pamong/internal/kit/clock"
	"pamong/internal/kit/db"
	"pamong/internal/kit/db/dbtest"
	"pamong/internal/kit/i18n"
	"pamong/internal/kit/web"
	"pamong/internal/kit/web/ui"
	"pamong/internal/regulation"
)

// site is the pages of the rules in one agency, for its administrator.
type site struct {
	t       *testing.T
	handler http.Handler
	library *regulation.Library
}

func eachSite(t *testing.T, f func(t *testing.T, s *site)) {
	t.Helper()
	dbtest.Each(t, []fs.FS{web.Schema, audit.Schema, access.Schema, regulation.Schema}, func(t *testing.T, d *db.DB) {
		at := clock.At(time.Date(2026, 1, 5, 3, 0, 0, 0, time.UTC))
		l, err := regulation.NewLibrary(d, at)
		if err != nil {
			t.Fatal(err)
		}
		l.Using = func(context.Context, db.Q, string) ([]regulation.Use, error) { return nil, nil }
		words, err := i18n.NewCatalogue(web.Messages, ui.Messages, access.Messages, regulation.Messages)
		if err != nil {
			t.Fatal(err)
		}
		admin := access.AccountActor("a", []access.Grant{{Role: access.Admin, Agency: "ptk", Scope: access.Whole}})
		n := Neighbours{
			Place: func(context.Context) Place {
				return Place{ID: "ptk", Code: "pontianak", Name: "Kota Pontianak", Today: "2026-01-05"}
			},
			Names: func(context.Context, db.Q, []string) (map[string]string, error) {
				return map[string]string{"account:a": "Yoga Prasetyo"}, nil
			},
			Programme: func(context.Context, string) string { return "/p" },
			Moves:     func(context.Context, db.Q) ([]Move, error) { return nil, nil },
		}
		server := &web.Server{DB: d, Clock: at, Log: slog.New(slog.NewTextHandler(io.Discard, nil)), SignIn: "/sign-in",
			Before: func(_ http.ResponseWriter, r *http.Request) (context.Context, error) {
				return access.With(i18n.With(r.Context(), words.Speaker(i18n.Indonesian)), admin), nil
			},
			SignedIn: func(context.Context) bool { return true },
		}
		f(t, &site{t, server.Handler(Routes(l, n), nil), l})
	})
}

// send sends a form, or asks for a page when there is none.
func (s *site) send(path string, form url.Values) (int, string) {
	s.t.Helper()
	r := httptest.NewRequest(http.MethodGet, "http://localhost/a/pontianak/rules/"+path, nil)
	if form != nil {
		r = httptest.NewRequest(http.MethodPost, "http://localhost/a/pontianak/rules/"+path, strings.NewReader(form.Encode()))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	w := httptest.NewRecorder()
	s.handler.ServeHTTP(w, r)
	return w.Code, w.Body.String()
}

const (
	attitude = "training.evaluation.components[attitude].weight"
	pktbt    = "training.evaluation.components[pktbt].weight"
	maxJP    = "training.attendance.max_jp"
)

// filled is a form of changed values under the decree of the draft.
func filled(version string, more ...string) url.Values {
	form := url.Values{"version": {version}, "part": {"training.evaluation", "training.attendance"}, "basis_number": {"SK 1/2026"}, "basis_date": {"2026-01-02"}, "basis_about": {"bobot"}}
	for i := 0; i+1 < len(more); i += 2 {
		form.Set(more[i], more[i+1])
	}
	return form
}

func (s *site) draft() {
	s.t.Helper()
	code, body := s.send("packs/latsar-2024/copy", url.Values{"title": {"Kami"}, "id": {"kami"}, "effective_from": {"2026-02-01"}, "basis_number": {"SK 1/2026"}, "basis_date": {"2026-01-02"}, "basis_about": {"bobot"}})
	if code != http.StatusSeeOther {
		s.t.Fatalf("copy answers %d %s", code, body)
	}
}

func TestTheSecondEditorKeepsWhatTheyTyped(t *testing.T) {
	eachSite(t, func(t *testing.T, s *site) {
		s.draft()
		if code, body := s.send("packs/kami/edit", filled("1", attitude, "20", pktbt, "10", maxJP, "18")); code != http.StatusSeeOther {
			t.Fatalf("the first editor: %d %s", code, body)
		}
		// The second began at version 1 too: they left the weights alone and
		// changed the limit of absence.
		code, body := s.send("packs/kami/edit", filled("1", attitude, "15", pktbt, "15", maxJP, "21"))
		if code != http.StatusConflict {
			t.Fatalf("the second editor: %d", code)
		}
		for what, want := range map[string]string{"why": "diubah orang lain sejak Anda membukanya", "who": "Yoga Prasetyo", "their limit": `value="21"`, "the new weight": `value="20"`, "the version to go on with": `name="version" value="2"`} {
			if !strings.Contains(body, want) {
				t.Errorf("%s: the page lacks %q", what, want)
			}
		}
		if code, _ := s.send("packs/kami/edit", filled("2", attitude, "20", pktbt, "10", maxJP, "21")); code != http.StatusSeeOther {
			t.Errorf("saving again answers %d", code)
		}
		pack, _, err := s.library.Find(t.Context(), s.library.DB, "ptk", "kami")
		if err != nil {
			t.Fatal(err)
		}
		if got := pack.Training.Attendance.MaxJP.Value; got != 21 || pack.Training.Evaluation.Components[0].Weight.Value != 20_00 {
			t.Errorf("the pack has %d JP and %s", got, pack.Training.Evaluation.Components[0].Weight.Value)
		}
	})
}

func TestOpeningAPartKeepsWhatWasTypedAndChangesNothing(t *testing.T) {
	eachSite(t, func(t *testing.T, s *site) {
		s.draft()
		form := filled("1", attitude, "17")
		form.Set("open", "training.modes[blended].stages[classical]")
		code, body := s.send("packs/kami/edit", form)
		if code != http.StatusOK || !strings.Contains(body, `value="17"`) {
			t.Fatalf("opening a part answers %d", code)
		}
		boxes := regexp.MustCompile(`<input type="checkbox" name="training\.modes\[blended\]\.stages\[classical\]\.skip" value="\w+" checked>`)
		if got := len(boxes.FindAllString(body, -1)); got != 3 {
			t.Errorf("%d boxes of the opened part are ticked, want its three", got)
		}
		if _, own, err := s.library.Find(t.Context(), s.library.DB, "ptk", "kami"); err != nil || own.Version != 1 {
			t.Errorf("opening a part has changed the pack: %v", err)
		}
	})
}

func TestAFaultOfAWholePartStandsInItsPart(t *testing.T) {
	eachSite(t, func(t *testing.T, s *site) {
		s.draft()
		code, body := s.send("packs/kami/edit", filled("1", attitude, "20", maxJP, "banyak"))
		if code != http.StatusUnprocessableEntity || !strings.Contains(body, "“banyak” tidak dapat dipakai di sini") || !strings.Contains(body, `value="20"`) {
			t.Errorf("a word for a number answers %d", code)
		}
		code, body = s.send("packs/kami/edit", filled("1", attitude, "20"))
		if code != http.StatusUnprocessableEntity || !strings.Contains(body, `id="f-training.evaluation.components"`) {
			t.Errorf("weights of 105 answer %d, without the fault in their part", code)
		}
	})
}

func TestEveryPlaceOfThePacksHasWords(t *testing.T) {
	eachSite(t, func(t *testing.T, s *site) {
		words, err := i18n.NewCatalogue(regulation.Messages)
		if err != nil {
			t.Fatal(err)
		}
		inBrackets := regexp.MustCompile(`\[[^\]]*\]`)
		for _, p := range s.library.BuiltIn() {
			for _, e := range p.Entries() {
				for step := range strings.SplitSeq(inBrackets.ReplaceAllString(e.Path, ""), ".") {
					if step != "training" && step != "probation" && !words.Has("regulation.word."+step) && !words.Has("regulation.part."+step) {
						t.Errorf("%s: nobody says %q", e.Path, step)
					}
				}
				for _, w := range e.Words {
					if !words.Has("regulation.word." + w) {
						t.Errorf("%s: nobody says the word %q", e.Path, w)
					}
				}
			}
			for _, part := range parts(newLexicon(i18n.With(t.Context(), words.Speaker(i18n.English)), p), p) {
				if strings.HasPrefix(part.Title, "regulation.") {
					t.Errorf("%s has no title", part.At)
				}
			}
		}
	})
}
