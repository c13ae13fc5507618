package trailweb

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"pamong/internal/audit"
	"pamong/internal/kit/clock"
	"pamong/internal/kit/web"
)

// change is one field of a state: what it was and what it became, "" where it
// was not there.
type change struct{ Field, Before, After string }

// changes compares the states of an act, field by field, and leaves out what
// stayed the same. The states are JSON texts; a state that is one value alone
// has no field name.
func changes(before, after string) []change {
	was, is := fields(before), fields(after)
	var names []string
	for name := range was {
		names = append(names, name)
	}
	for name := range is {
		if _, known := was[name]; !known {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	var list []change
	for _, name := range names {
		if was[name] != is[name] {
			list = append(list, change{name, was[name], is[name]})
		}
	}
	return list
}

// fields takes a state apart. Values within values keep their JSON form.
func fields(state string) map[string]string {
	if state == "" {
		return nil
	}
	var parts map[string]json.RawMessage
	if json.Unmarshal([]byte(state), &parts) != nil {
		return map[string]string{"": plain(json.RawMessage(state))}
	}
	list := make(map[string]string, len(parts))
	for name, value := range parts {
		list[name] = plain(value)
	}
	return list
}

// plain writes a JSON value for people: text without quotes, nothing for null.
func plain(value json.RawMessage) string {
	var text string
	if json.Unmarshal(value, &text) == nil {
		return text
	}
	if bytes.Equal(value, []byte("null")) {
		return ""
	}
	return string(value)
}

// field says the name of a field, the name itself where no message has it.
func (t *trail) field(name string) string {
	if name == "" {
		return t.said.T("audit.field.state")
	}
	var b strings.Builder
	for i, c := range name {
		if i > 0 && c >= 'A' && c <= 'Z' && name[i-1] >= 'a' {
			b.WriteByte('_')
		}
		b.WriteRune(c)
	}
	key := "audit.field." + strings.ToLower(b.String())
	if said := t.said.T(key); said != key {
		return said
	}
	return name
}

// value says a value: ids of people and accounts as names, dates in words.
func (t *trail) value(text string) string {
	if name := t.people[text]; name != "" {
		return name
	}
	if day, err := clock.ParseDate(text); err == nil {
		return t.said.ShortDate(day)
	}
	if text == "" {
		return "–"
	}
	if whole, part, ok := strings.Cut(text, "."); ok && digits(whole) && digits(part) {
		return t.said.Decimal(text)
	}
	return text
}

func digits(text string) bool { return text != "" && strings.Trim(text, "0123456789") == "" }

// line writes a change in one line, for files.
func (t *trail) line(c change) string {
	if c.Before == "" {
		return fmt.Sprintf("%s: %s", t.field(c.Field), t.value(c.After))
	}
	return fmt.Sprintf("%s: %s → %s", t.field(c.Field), t.value(c.Before), t.value(c.After))
}

// act says what was done.
func (t *trail) act(r audit.Row) string {
	first, size := utf8.DecodeRuneInString(t.said.T("act." + r.Act))
	return string(unicode.ToUpper(first)) + t.said.T("act." + r.Act)[size:]
}

// actor says who did it.
func (t *trail) actor(ref string) string {
	if name := t.actors[ref]; name != "" {
		return name
	}
	switch audit.ActorKind(ref) {
	case "system":
		return t.said.T("audit.by_system")
	case "link":
		return t.said.T("audit.by_link")
	}
	return t.said.T("audit.by_unknown")
}

// person says to whom it was done: the person, or the account it was about.
func (t *trail) person(r audit.Row) string {
	if name := t.people[r.Person]; name != "" {
		return name
	}
	if name := t.actors[r.Subject]; name != "" {
		return name
	}
	if r.Person != "" {
		return t.said.T("audit.erased")
	}
	return ""
}

// moment says when, on the agency's calendar.
func (t *trail) moment(stamp string) string {
	at, err := clock.ParseStamp(stamp)
	if err != nil {
		return stamp
	}
	return t.said.Moment(at.AddDate(0, 0, t.agency.Offset), t.agency.Zone.Location())
}

// only is the list narrowed to one value of one filter.
func (t *trail) only(name, value string) string {
	return web.Link(t.agency.Path("audit"), name, value)
}

// older is the list after the last act of this page.
func (t *trail) older() string { return t.query.With("before", t.rows[len(t.rows)-1].ID) }

// newest is the list from its beginning, with its filters.
func (t *trail) newest() string { return t.query.With("before", "") }

// narrowed reports whether any filter is set.
func (t *trail) narrowed() bool {
	for _, name := range []string{"q", "act", "actor", "from", "until"} {
		if t.query.Get(name) != "" {
			return true
		}
	}
	return false
}
