// Package ui is the look of Pamong: the frame around a page and the parts
// that pages are made of.
//
// Every house that shows pages builds them from here, so that a stat, a
// table or a refused form looks and speaks alike everywhere. A part is a
// typed value or function; its words come from messages.csv and its colours
// from the stylesheet in kit/web/assets. Whole parts are struct values
// (Button, Tag, Ribbon); parts that hold other content are functions (Page,
// Panel, Form, Table).
//
// The package refuses what the content security policy refuses: it writes no
// style attribute, no script and no event handler. Drawings are SVG with
// attributes and classes. It knows no domain word and no rule: whoever draws
// a limit or a mark has computed it before.
package ui

import (
	"cmp"
	"context"
	_ "embed"
	"fmt"
	"io"

	"github.com/a-h/templ"

	"pamong/internal/kit/i18n"
)

// Messages are the words of the parts, for i18n.NewCatalogue.
//
//go:embed messages.csv
var Messages string

// say is i18n.T under a name short enough for attributes.
func say(ctx context.Context, key string, args ...any) string { return i18n.T(ctx, key, args...) }

// markup writes text that is already safe markup.
func markup(w io.Writer, format string, args ...any) error {
	_, err := fmt.Fprintf(w, format, args...)
	return err
}

// Text is a component of plain words, escaped.
func Text(s string) templ.Component {
	return templ.ComponentFunc(func(_ context.Context, w io.Writer) error {
		_, err := io.WriteString(w, templ.EscapeString(s))
		return err
	})
}

// Dash returns a text, or the dash that stands where there is none.
func Dash(text string) string { return cmp.Or(text, "–") }
