// Package i18n speaks to people in Indonesian or English: messages, dates,
// numbers and marks.
//
// Each house keeps its messages in messages.csv with the columns key, id, en
// and, where English counts, en_one. The composition root loads them all into
// one Catalogue and puts a Speaker for the person's language into the context.
package i18n

import (
	"context"
	"encoding/csv"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"text/template"

	"pamong/internal/kit/clock"
)

// Lang is a language of the product.
type Lang string

// The languages of the product; Indonesian comes first and is the default.
const (
	Indonesian Lang = "id"
	English    Lang = "en"
)

// ParseLang returns the language named s, Indonesian for any other text.
func ParseLang(s string) Lang {
	if s == string(English) {
		return English
	}
	return Indonesian
}

// Catalogue holds all messages. It is filled once and then only read.
type Catalogue struct {
	words map[Lang]map[string]*message
}

type message struct {
	parts []string           // texts, and between them the names of arguments
	tmpl  *template.Template // set instead where the text has conditions
	one   *message           // English text when the argument N is 1
}

// NewCatalogue reads message files (the content of messages.csv) into a
// catalogue. It refuses a key that appears twice and a missing text.
func NewCatalogue(files ...string) (*Catalogue, error) {
	c := &Catalogue{words: map[Lang]map[string]*message{Indonesian: {}, English: {}}}
	for _, f := range files {
		if err := c.read(f); err != nil {
			return nil, err
		}
	}
	return c, nil
}

func (c *Catalogue) read(file string) error {
	r := csv.NewReader(strings.NewReader(file))
	r.FieldsPerRecord = -1
	rows, err := r.ReadAll()
	if err != nil {
		return fmt.Errorf("read messages: %w", err)
	}
	for i, row := range rows {
		if i == 0 || len(row) == 0 {
			continue // heading
		}
		if len(row) < 3 || row[0] == "" || row[1] == "" || row[2] == "" {
			return fmt.Errorf("message %q: want key, id and en", row[0])
		}
		if c.words[Indonesian][row[0]] != nil {
			return fmt.Errorf("message %q stands twice", row[0])
		}
		if err := c.add(row); err != nil {
			return fmt.Errorf("message %q: %w", row[0], err)
		}
	}
	return nil
}

func (c *Catalogue) add(row []string) error {
	inIndonesian, err := parse(row[1])
	if err != nil {
		return err
	}
	inEnglish, err := parse(row[2])
	if err != nil {
		return err
	}
	if len(row) > 3 && row[3] != "" {
		if inEnglish.one, err = parse(row[3]); err != nil {
			return err
		}
	}
	c.words[Indonesian][row[0]], c.words[English][row[0]] = inIndonesian, inEnglish
	return nil
}

var placeholder = regexp.MustCompile(`\{\{\.(\w+)\}\}`)

func parse(text string) (*message, error) {
	if !strings.Contains(placeholder.ReplaceAllString(text, ""), "{{") {
		m, at := &message{}, 0
		for _, found := range placeholder.FindAllStringSubmatchIndex(text, -1) {
			m.parts = append(m.parts, text[at:found[0]], text[found[2]:found[3]])
			at = found[1]
		}
		m.parts = append(m.parts, text[at:])
		return m, nil
	}
	t, err := template.New("").Option("missingkey=error").Parse(text)
	if err != nil {
		return nil, err
	}
	return &message{tmpl: t}, nil
}

// Keys returns all message keys in order.
func (c *Catalogue) Keys() []string { return slices.Sorted(maps.Keys(c.words[Indonesian])) }

// Has reports whether the key has a text.
func (c *Catalogue) Has(key string) bool { return c.words[Indonesian][key] != nil }

// Speaker says messages in one language.
type Speaker struct {
	catalogue *Catalogue
	Lang      Lang
}

// Speaker returns the speaker of a language.
func (c *Catalogue) Speaker(l Lang) *Speaker { return &Speaker{catalogue: c, Lang: l} }

// T says the message of the key. Args alternate names and values for the
// placeholders {{.Name}}; numbers, marks and dates are written by the rules of the
// language.
// A missing message is said as its key.
func (s *Speaker) T(key string, args ...any) string {
	if s == nil || s.catalogue == nil {
		return key
	}
	m := s.catalogue.words[s.Lang][key]
	if m == nil {
		return key
	}
	if m.one != nil && fmt.Sprint(argument(args, "N")) == "1" {
		m = m.one
	}
	var text string
	var ok bool
	if m.tmpl == nil {
		text, ok = s.fill(m.parts, args)
	} else {
		text, ok = s.execute(m.tmpl, args)
	}
	if !ok {
		return key
	}
	return text
}

// fill puts arguments between texts; it reports whether all were there.
func (s *Speaker) fill(parts []string, args []any) (string, bool) {
	if len(parts) == 1 {
		return parts[0], true
	}
	var b strings.Builder
	for i, part := range parts {
		if i%2 == 0 {
			b.WriteString(part)
			continue
		}
		v := argument(args, part)
		if v == nil {
			return "", false
		}
		if text, ok := s.value(v).(string); ok {
			b.WriteString(text)
		} else {
			fmt.Fprint(&b, s.value(v))
		}
	}
	return b.String(), true
}

// execute fills a text with conditions; it reports whether that worked.
func (s *Speaker) execute(t *template.Template, args []any) (string, bool) {
	data := map[string]any{}
	for i := 0; i+1 < len(args); i += 2 {
		data[fmt.Sprint(args[i])] = s.value(args[i+1])
	}
	var b strings.Builder
	err := t.Execute(&b, data)
	return b.String(), err == nil
}

// argument returns the value behind a name, nil for none; the last one counts.
func argument(args []any, name string) any {
	for i := len(args) - len(args)%2 - 2; i >= 0; i -= 2 {
		if args[i] == name {
			return args[i+1]
		}
	}
	return nil
}

// Mark is a number of hundredths among the arguments of a message: Mark(8836)
// is said "88,36".
type Mark int

// Hour is a time of day among the arguments of a message, in minutes after
// midnight: Hour(615) is said "10.15".
type Hour int

// value writes numbers, marks, hours and dates by the rules of the language, and
// everything else as it is.
func (s *Speaker) value(v any) any {
	switch n := v.(type) {
	case int:
		return s.Number(int64(n))
	case int64:
		return s.Number(n)
	case Mark:
		return s.Hundredths(int(n))
	case Hour:
		return s.HourMinute(int(n))
	case clock.Date:
		return s.Date(n)
	case Both:
		return n.In(s.Lang)
	case Span:
		return s.Period(n.From, n.To)
	case Line:
		return n.Of(s)
	}
	return v
}

type speakerKey struct{}

// With returns a context in which s speaks.
func With(ctx context.Context, s *Speaker) context.Context {
	return context.WithValue(ctx, speakerKey{}, s)
}

// From returns the speaker of the context; a silent one, which says keys, if
// there is none.
func From(ctx context.Context) *Speaker {
	if s, ok := ctx.Value(speakerKey{}).(*Speaker); ok {
		return s
	}
	return &Speaker{Lang: Indonesian}
}

// T says the message of the key in the language of the context.
func T(ctx context.Context, key string, args ...any) string { return From(ctx).T(key, args...) }
