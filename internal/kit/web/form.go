package web

import (
	"errors"
	"mime/multipart"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/a-h/templ"

	"pamong/internal/kit/clock"
	"pamong/internal/kit/fault"
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

// again returns where a form that met trouble may be sent once more, and what
// stood in it. The form keeps its key: an act that was done all the same is not
// done twice.
func (r *Request) again() (string, url.Values) {
	if r.Method != http.MethodPost || r.Parse() != nil || r.MultipartForm != nil || r.PostForm.Has("password") || !allLegible(r.PostForm) {
		return "", nil
	}
	return r.URL.RequestURI(), r.PostForm
}

// legible reports whether a text can be one: valid, and without the zero that
// no keyboard types and PostgreSQL refuses to hold.
func legible(text string) bool {
	return utf8.ValidString(text) && !strings.ContainsRune(text, 0)
}

func allLegible(values url.Values) bool {
	for name, list := range values {
		if !legible(name) || slices.ContainsFunc(list, func(v string) bool { return !legible(v) }) {
			return false
		}
	}
	return true
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

// Minute reads a posted time of day, "08:00" or "08.00", as minutes after
// midnight. What is none, and an empty value, is 0 and noted beside the field by
// the message of the key.
func (r *Request) Minute(name, key string, problems *fault.Fields) int {
	n, err := clock.ReadMinute(r.V(name))
	if err != nil {
		problems.Add(name, key)
	}
	return n
}

// MinuteIf is Minute for a field that may be left empty, which is 0.
func (r *Request) MinuteIf(name, key string, problems *fault.Fields) int {
	if r.V(name) == "" {
		return 0
	}
	return r.Minute(name, key, problems)
}

// Refuse answers a refused act with the same form again, everything typed
// still in it, when the error is the person's to mend; other errors pass on.
func Refuse(err error, form templ.Component) (Answer, error) {
	switch fault.KindOf(err) {
	case fault.KindInvalid:
		return PageAs(http.StatusUnprocessableEntity, form), nil
	case fault.KindConflict:
		return PageAs(http.StatusConflict, form), nil
	}
	return nil, err
}
