package docx

import (
	"regexp"
	"strconv"
	"strings"
)

// verb is what a tag does.
type verb byte

const (
	verbText    verb = '='
	verbList    verb = '#'
	verbIf      verb = '?'
	verbElse    verb = ':'
	verbEnd     verb = '/'
	verbPicture verb = '@'
)

// tag is one tag of a template.
type tag struct {
	verb verb
	name string // "" for verbElse and a verbEnd that closes whatever is open
	mm   int    // greatest side of a picture, 0 where the tag does not say
	raw  string // as it was typed
	at   Place
}

// controls reports whether the tag opens, divides or closes.
func (t *tag) controls() bool { return t.verb != verbText && t.verb != verbPicture }

// piece is a stretch of text: either words or a tag.
type piece struct {
	words string
	tag   *tag
}

// trouble is a fault in a text, with the tag as far as it can be read.
type trouble struct {
	key string
	raw string
}

const (
	longestTag = 80 // characters between the brackets
	leastSide  = 3  // millimetres of a picture
	mostSide   = 250
)

var tagName = regexp.MustCompile(`^[a-z][a-z0-9_]*$`)

// pieces cuts a text at its tags. Joined again, the raw texts are the text.
func pieces(text string) ([]piece, *trouble) {
	var list []piece
	for text != "" {
		open, stray := strings.Index(text, "{{"), strings.Index(text, "}}")
		if stray >= 0 && (open < 0 || stray < open) {
			return nil, &trouble{"docx.broken", near(text[:stray+2], false)}
		}
		if open < 0 {
			return append(list, piece{words: text}), nil
		}
		if open > 0 {
			list = append(list, piece{words: text[:open]})
		}
		inside := text[open+2:]
		end := strings.Index(inside, "}}")
		if again := strings.Index(inside, "{{"); end < 0 || again >= 0 && again < end {
			return nil, &trouble{"docx.broken", near(text[open:], true)}
		}
		t, bad := parseTag(inside[:end])
		if bad != nil {
			return nil, bad
		}
		list = append(list, piece{tag: t})
		text = inside[end+2:]
	}
	return list, nil
}

// near is the beginning or the end of a text, for a message.
func near(text string, begin bool) string {
	const most = 30
	r := []rune(text)
	switch {
	case len(r) <= most:
		return text
	case begin:
		return string(r[:most]) + "…"
	}
	return "…" + string(r[len(r)-most:])
}

// parseTag reads what stands between the brackets.
func parseTag(inside string) (*tag, *trouble) {
	t := &tag{verb: verbText, raw: "{{" + inside + "}}"}
	bad := &trouble{"docx.bad_tag", near(t.raw, true)}
	text := strings.ToLower(strings.TrimSpace(inside))
	if text == "" || len(text) > longestTag {
		return nil, bad
	}
	switch v := verb(text[0]); v {
	case verbList, verbIf, verbElse, verbEnd, verbPicture:
		t.verb, text = v, strings.TrimSpace(text[1:])
	}
	words := strings.Fields(text)
	if n := len(words); t.verb == verbPicture && n > 1 {
		if mm, err := strconv.Atoi(words[n-1]); err == nil {
			if mm < leastSide || mm > mostSide {
				return nil, bad
			}
			t.mm, words = mm, words[:n-1]
		}
	}
	t.name = strings.Join(words, "_")
	nameless := t.name == "" && (t.verb == verbElse || t.verb == verbEnd)
	if !nameless && (!tagName.MatchString(t.name) || t.verb == verbElse) {
		return nil, bad
	}
	return t, nil
}
