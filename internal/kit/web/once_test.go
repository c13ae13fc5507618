package web

import (
	"context"
	"errors"
	"io/fs"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/a-h/templ"

	"pamong/internal/kit/clock"
	"pamong/internal/kit/db"
	"pamong/internal/kit/db/dbtest"
)

// pressing is a server with one button, and what its error pages said.
type pressing struct {
	*Server
	do   Action
	acts int
	met  Trouble
}

func newPressing(d *db.DB) *pressing {
	p := &pressing{}
	p.do = func(*Request) (Answer, error) { p.acts++; return Go("/done", ""), nil }
	p.Server = &Server{
		DB: d, Clock: clock.System{}, Log: slog.New(slog.DiscardHandler),
		Before:   func(_ http.ResponseWriter, r *http.Request) (context.Context, error) { return r.Context(), nil },
		SignedIn: func(context.Context) bool { return true },
		Trouble:  func(_ context.Context, t Trouble) templ.Component { p.met = t; return templ.NopComponent },
	}
	return p
}

// press sends the form with a key and returns the status of the answer.
func (p *pressing) press(key string) int {
	h := p.Handler([]Route{{Method: "POST", Path: "/x", Do: func(r *Request) (Answer, error) { return p.do(r) }}}, nil)
	r := httptest.NewRequest("POST", "/x", strings.NewReader(url.Values{"name": {"Budi"}, OnceField: {key}}.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w.Code
}

// A server that was killed, or lost the database, never tells the outcome of
// the act. Whoever sends the form again must not be kept out for a day.
func TestAPressThatNeverAnswersIsGivenUp(t *testing.T) {
	dbtest.Each(t, []fs.FS{Schema}, func(t *testing.T, d *db.DB) {
		p, key := newPressing(d), NewOnce()
		err := d.InTx(t.Context(), func(tx *db.Tx) error {
			_, err := tx.Exec(t.Context(), `INSERT INTO web_once (form_key, at, outcome) VALUES ($1, $2, '')`, key, clock.Stamp(time.Now().Add(-2*onceLost)))
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		fresh := func() string { return p.met.Typed.Get(OnceField) }
		if code := p.press(key); code != http.StatusConflict || p.acts != 0 || p.met.Again != "/x" || p.met.Typed.Get("name") != "Budi" || fresh() == key {
			t.Fatalf("status %d after %d acts, again %q with %v", code, p.acts, p.met.Again, p.met.Typed)
		}
		for range 2 {
			if code := p.press(fresh()); code != http.StatusSeeOther || p.acts != 1 {
				t.Errorf("status %d after %d acts", code, p.acts)
			}
		}
	})
}

func TestAKeyThatCannotBeFreedIsReplaced(t *testing.T) {
	dbtest.Each(t, []fs.FS{Schema}, func(t *testing.T, d *db.DB) {
		p, key := newPressing(d), NewOnce()
		p.do = func(r *Request) (Answer, error) {
			lose := d.InTx(r.Ctx(), func(tx *db.Tx) error {
				_, err := tx.Exec(r.Ctx(), `DROP TABLE web_once`)
				return err
			})
			return nil, errors.Join(lose, errors.New("boom"))
		}
		if p.press(key); p.met.Again != "/x" || p.met.Typed.Get(OnceField) == key {
			t.Errorf("again %q with %v", p.met.Again, p.met.Typed)
		}
		if p.press(key); p.met.Typed.Get(OnceField) == key {
			t.Error("a key that could not be taken was kept")
		}
	})
}
