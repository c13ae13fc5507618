package i18n

import (
	"encoding/json"
	"fmt"

	"pamong/internal/kit/clock"
)

// Line is a message that is kept and said later, to each reader in their own
// language: its key, and its arguments as T takes them.
type Line struct {
	Key  string
	Args []any
}

// Both is a wording that exists in both languages outside of the messages, such
// as the title of a stage in a rule pack.
type Both struct{ ID, EN string }

// In returns the wording in a language.
func (b Both) In(l Lang) string {
	if l == English {
		return b.EN
	}
	return b.ID
}

// Span is a period among the arguments of a message: "18 Juli–15 Agustus 2025".
type Span struct{ From, To clock.Date }

// Say makes a line. Arguments that can be kept are texts, wordings in both
// languages, other lines, whole numbers, marks, hours, dates and spans.
func Say(key string, args ...any) Line { return Line{key, args} }

// Of says the line.
func (l Line) Of(s *Speaker) string {
	if l.Key == "" {
		return ""
	}
	return s.T(l.Key, l.Args...)
}

// kept is one argument as it is stored: exactly one of its fields is set.
type kept struct {
	Text *string `json:"s,omitempty"`
	N    *int64  `json:"n,omitempty"`
	Mark *int    `json:"m,omitempty"`
	Hour *int    `json:"h,omitempty"`
	Date *string `json:"d,omitempty"`
	Both *Both   `json:"b,omitempty"`
	Span *Span   `json:"p,omitempty"`
	Key  string  `json:"k,omitempty"` // of a line, whose arguments are Text
}

// Pack writes the arguments as text for a table.
func (l Line) Pack() (string, error) {
	list := make([]kept, len(l.Args))
	for i, a := range l.Args {
		switch v := a.(type) {
		case int:
			n := int64(v)
			list[i].N = &n
		case int64:
			list[i].N = &v
		case Mark:
			n := int(v)
			list[i].Mark = &n
		case Hour:
			n := int(v)
			list[i].Hour = &n
		case clock.Date:
			d := string(v)
			list[i].Date = &d
		case Both:
			list[i].Both = &v
		case Span:
			list[i].Span = &v
		case Line:
			args, err := v.Pack()
			if err != nil {
				return "", err
			}
			list[i].Key, list[i].Text = v.Key, &args
		case string:
			list[i].Text = &v
		default:
			return "", fmt.Errorf("pack message %s: cannot keep a %T", l.Key, a)
		}
	}
	text, err := json.Marshal(list)
	return string(text), err
}

// Unpack reads what Pack wrote.
func Unpack(key, packed string) (Line, error) {
	l := Line{Key: key}
	if packed == "" {
		return l, nil
	}
	var list []kept
	if err := json.Unmarshal([]byte(packed), &list); err != nil {
		return l, fmt.Errorf("unpack message %s: %w", key, err)
	}
	for _, k := range list {
		switch {
		case k.Key != "":
			inner, err := Unpack(k.Key, *k.Text)
			if err != nil {
				return l, err
			}
			l.Args = append(l.Args, inner)
		case k.N != nil:
			l.Args = append(l.Args, *k.N)
		case k.Mark != nil:
			l.Args = append(l.Args, Mark(*k.Mark))
		case k.Hour != nil:
			l.Args = append(l.Args, Hour(*k.Hour))
		case k.Date != nil:
			l.Args = append(l.Args, clock.Date(*k.Date))
		case k.Span != nil:
			l.Args = append(l.Args, *k.Span)
		case k.Both != nil:
			l.Args = append(l.Args, *k.Both)
		case k.Text != nil:
			l.Args = append(l.Args, *k.Text)
		}
	}
	return l, nil
}
