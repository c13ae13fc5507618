package web

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"mime"
	"net/http"

	"github.com/a-h/templ"

	"pamong/internal/kit/i18n"
)

type page struct {
	status int
	body   templ.Component
}

func (p page) write(_ *Server, r *Request) error {
	buf := templ.GetBuffer()
	defer templ.ReleaseBuffer(buf)
	if err := p.body.Render(r.Ctx(), buf); err != nil {
		return fmt.Errorf("render page: %w", err)
	}
	h := r.w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Cache-Control", "no-store")
	r.w.WriteHeader(p.status)
	_, err := buf.WriteTo(r.w)
	return ignoreGone(err)
}

type redirect struct {
	to    string
	toast string
	args  []any
}

func (a redirect) write(_ *Server, r *Request) error {
	if a.toast != "" {
		setToast(r, i18n.T(r.Ctx(), a.toast, a.args...))
	}
	if r.Partial() {
		r.w.Header().Set("HX-Redirect", a.to)
		r.w.WriteHeader(http.StatusNoContent)
		return nil
	}
	r.w.Header().Set("Location", a.to)
	r.w.WriteHeader(http.StatusSeeOther)
	return nil
}

type leave struct {
	to   string
	page page
}

func (l leave) write(s *Server, r *Request) error {
	r.w.Header().Set("Refresh", "0; url="+l.to)
	return l.page.write(s, r)
}

type file struct {
	name   string
	kind   string
	inline bool
	body   func(w io.Writer) error
}

func (f file) write(_ *Server, r *Request) error {
	disposition := "attachment"
	if f.inline {
		disposition = "inline"
	}
	h := r.w.Header()
	h.Set("Content-Type", f.kind)
	h.Set("Content-Disposition", mime.FormatMediaType(disposition, map[string]string{"filename": f.name}))
	h.Set("Cache-Control", "private, no-store")
	w := &lateWriter{w: r.w}
	if err := f.body(w); err != nil {
		if w.begun {
			// The status is sent: break the connection, so that nobody takes
			// half a file for a whole one.
			panic(http.ErrAbortHandler)
		}
		h.Del("Content-Disposition")
		return err
	}
	return nil
}

// lateWriter remembers whether anything was written.
type lateWriter struct {
	w     io.Writer
	begun bool
}

func (l *lateWriter) Write(p []byte) (int, error) {
	l.begun = true
	return l.w.Write(p)
}

type data struct {
	status int
	value  any
}

func (d data) write(_ *Server, r *Request) error {
	r.w.Header().Set("Content-Type", "application/json; charset=utf-8")
	r.w.Header().Set("Cache-Control", "no-store")
	r.w.WriteHeader(d.status)
	return ignoreGone(json.NewEncoder(r.w).Encode(d.value))
}

type done struct{}

func (done) write(*Server, *Request) error { return nil }

// ignoreGone drops errors of writing: the reader has gone, nobody is left to
// be told.
func ignoreGone(error) error { return nil }

// toastCookie carries one sentence to the next page.
const toastCookie = "pamong_toast"

func setToast(r *Request, text string) {
	http.SetCookie(r.w, &http.Cookie{Name: toastCookie, Value: base64.RawURLEncoding.EncodeToString([]byte(text)), Path: "/", MaxAge: 60, HttpOnly: true, SameSite: http.SameSiteLaxMode})
}

// TakeToast returns the sentence that the last act left for this page and
// removes it.
func TakeToast(w http.ResponseWriter, r *http.Request) string {
	c, err := r.Cookie(toastCookie)
	if err != nil || r.Method != http.MethodGet {
		return ""
	}
	http.SetCookie(w, &http.Cookie{Name: toastCookie, Path: "/", MaxAge: -1, HttpOnly: true, SameSite: http.SameSiteLaxMode})
	text, err := base64.RawURLEncoding.DecodeString(c.Value)
	if err != nil {
		return ""
	}
	return string(text)
}

// Kept answers with content that never changes under its address, so that
// browsers keep it for a year.
func Kept(kind string, content []byte) Answer { return kept{kind, content} }

// Read answers with text that programs read again and again, as calendars do:
// who has it already is told that nothing has changed.
func Read(kind, text string) Answer { return read{kind, text} }

type read struct{ kind, text string }

func (a read) write(_ *Server, r *Request) error {
	sum := sha256.Sum256([]byte(a.text))
	tag := `"` + base64.RawURLEncoding.EncodeToString(sum[:12]) + `"`
	h := r.w.Header()
	h.Set("ETag", tag)
	h.Set("Cache-Control", "private, no-cache")
	if r.Header.Get("If-None-Match") == tag {
		r.w.WriteHeader(http.StatusNotModified)
		return nil
	}
	h.Set("Content-Type", a.kind)
	_, err := io.WriteString(r.w, a.text)
	return ignoreGone(err)
}

type kept struct {
	kind    string
	content []byte
}

func (k kept) write(_ *Server, r *Request) error {
	r.w.Header().Set("Content-Type", k.kind)
	r.w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
	_, err := r.w.Write(k.content)
	return ignoreGone(err)
}
