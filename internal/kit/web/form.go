package web

import (
	"errors"
	"mime/multipart"
	"net/http"
	"strconv"
	"strings"

	"pamong/internal/kit/clock"
	"pamong/internal/kit/fault"
	"pamong/internal/kit/i18n"
)

// inMemory is how much of an uploaded file is kept in memory; the rest goes
// to a temporary file.
const inMemory = 1 << 20

// Parse reads the form of the request, multipart or not. It refuses bodies
// over the route's limit.
func (r *Request) Parse() error {
	var err error
	if strings.HasPrefix(r.Header.Get("Content-Type"), "multipart/") {
		err = r.ParseMultipartForm(inMemory)
	} else {
		err = r.ParseForm()
	}
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &tooLarge):
		return fault.Invalid("web.too_large", "MB", int(tooLarge.Limit>>20)).Because(err)
	case err != nil:
		return fault.Invalid("web.unreadable").Because(err)
	}
	return nil
}

// V returns a posted value without surrounding space, "" if absent.
func (r *Request) V(name string) string { return strings.TrimSpace(r.PostFormValue(name)) }

// Vs returns all posted values of a name.
func (r *Request) Vs(name string) []string {
	r.PostFormValue(name) // parses
	return r.PostForm[name]
}

// Upload returns the uploaded file of a field; a fault beside the field when
// there is none. The caller closes it.
func (r *Request) Upload(name string) (multipart.File, *multipart.FileHeader, error) {
	f, h, err := r.FormFile(name)
	if err != nil {
		var fields fault.Fields
		fields.Add(name, "web.no_file")
		return nil, nil, fields.Err()
	}
	return f, h, nil
}

// Date reads a posted date. An empty value is the empty date; nonsense is
// noted beside the field.
func (r *Request) Date(name string, problems *fault.Fields) clock.Date {
	v := r.V(name)
	if v == "" {
		return ""
	}
	d, err := clock.ParseDate(v)
	if err != nil {
		problems.Add(name, "web.bad_date")
	}
	return d
}

// Int reads a posted whole number between lo and hi. An empty value is lo-1;
// nonsense is noted beside the field.
func (r *Request) Int(name string, lo, hi int, problems *fault.Fields) int {
	v := r.V(name)
	if v == "" {
		return lo - 1
	}
	n, err := strconv.Atoi(v)
	if err != nil || n < lo || n > hi {
		problems.Add(name, "web.bad_number", "Lo", lo, "Hi", hi)
		return lo - 1
	}
	return n
}

// Problems are what a form page shows: one sentence above, and one beside
// each field.
type Problems struct {
	Text   string
	Fields map[string]string
}

// Of returns the problem beside a field, "" if there is none.
func (p Problems) Of(field string) string { return p.Fields[field] }

// Any reports whether there is anything to show.
func (p Problems) Any() bool { return p.Text != "" || len(p.Fields) > 0 }

// Explain puts an error of an act into the person's words, for the same form
// with everything typed still in it. ok is false when the error is not the
// person's to mend; then the action returns the error itself.
func (r *Request) Explain(err error) (p Problems, status int, ok bool) {
	f := fault.Of(err)
	if f == nil || f.Kind != fault.KindInvalid && f.Kind != fault.KindConflict {
		return Problems{}, 0, false
	}
	s := i18n.From(r.Ctx())
	p = Problems{Text: s.T(f.Key, f.Args...), Fields: map[string]string{}}
	for _, field := range f.Fields {
		text := s.T(field.Key, field.Args...)
		if before := p.Fields[field.Name]; before != "" {
			text = before + " " + text
		}
		p.Fields[field.Name] = text
	}
	if f.Kind == fault.KindConflict {
		return p, http.StatusConflict, true
	}
	return p, http.StatusUnprocessableEntity, true
}
