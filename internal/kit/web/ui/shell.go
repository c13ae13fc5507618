package ui

import (
	"context"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"pamong/internal/kit/i18n"
)

// current marks the present place for eyes and screen readers.
func current(is bool) templ.Attributes {
	if !is {
		return nil
	}
	return templ.Attributes{"aria-current": "page"}
}

// themed fixes the colours where the person has chosen them.
func themed(theme string) templ.Attributes {
	if theme != "light" && theme != "dark" {
		return nil
	}
	return templ.Attributes{"data-theme": theme}
}

func upper(s string) string { return strings.ToUpper(s) }

func refreshAfter(seconds int) string {
	if seconds <= 0 {
		return ""
	}
	return strconv.Itoa(seconds)
}

// mostCounted is what a small badge can show.
const mostCounted = 99

// count writes a figure for a badge.
func count(n int) string {
	if n > mostCounted {
		return strconv.Itoa(mostCounted) + "+"
	}
	return strconv.Itoa(n)
}

func currentFilter(is bool) templ.Attributes {
	if !is {
		return nil
	}
	return templ.Attributes{"aria-current": "true"}
}

// figure writes a whole number with the separators of the language.
func figure(ctx context.Context, n int) string { return i18n.From(ctx).Number(int64(n)) }

// toneOr returns the text colour of a tone, or the other for a quiet one.
func toneOr(t Tone, quiet string) string {
	if t == Quiet {
		return quiet
	}
	return "c-" + string(t)
}

// joined puts points between the words that are there.
func joined(words ...string) string {
	var said []string
	for _, w := range words {
		if w != "" {
			said = append(said, w)
		}
	}
	return strings.Join(said, " · ")
}
