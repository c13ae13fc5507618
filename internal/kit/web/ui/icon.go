package ui

import (
	"context"
	_ "embed"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"

	"github.com/a-h/templ"
)

//go:embed icons.svg
var iconSource string

// symbols maps the id of every icon, crest and band to its markup: the
// content of a symbol or pattern element.
var symbols = sync.OnceValue(func() map[string]string {
	table := map[string]string{}
	for _, line := range strings.Split(iconSource+shields, "\n") {
		if rest, ok := strings.CutPrefix(line, `<symbol id="`); ok {
			id, _, _ := strings.Cut(rest, `"`)
			table[id] = line
		}
	}
	for name, tile := range bands {
		table["w-"+name] = `<pattern id="w-` + name + `" width="24" height="12" patternUnits="userSpaceOnUse">` + tile + `</pattern>`
	}
	return table
})

// Icon draws an icon of icons.svg, 20 px, silent for screen readers: a word
// always stands beside it. An unknown name is an error, so that a page test
// finds it.
func Icon(name string) templ.Component { return icon(name, "i") }

// SmallIcon draws the icon at 16 px.
func SmallIcon(name string) templ.Component { return icon(name, "i i-s") }

func icon(name, class string) templ.Component {
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		if name == "" {
			return nil
		}
		symbol, ok := symbols()[name]
		if !ok {
			return fmt.Errorf("icon %q is not in icons.svg", name)
		}
		if s := spriteOf(ctx); s != nil {
			s.use(name)
			return markup(w, `<svg class="%s" aria-hidden="true"><use href="#%s"></use></svg>`, class, name)
		}
		return markup(w, `<svg class="%s" aria-hidden="true" viewBox="0 0 24 24">%s</svg>`, class, inner(symbol))
	})
}

// inner returns what stands inside a symbol.
func inner(symbol string) string {
	_, rest, _ := strings.Cut(symbol, ">")
	return strings.TrimSuffix(rest, "</symbol>")
}

// sprite collects which symbols a page uses while it is written. A fragment
// for htmx has none and draws its icons in place.
type sprite struct{ ids []string }

func (s *sprite) use(id string) {
	if !slices.Contains(s.ids, id) {
		s.ids = append(s.ids, id)
	}
}

type spriteKey struct{}

func withSprite(ctx context.Context) context.Context {
	return context.WithValue(ctx, spriteKey{}, &sprite{})
}

func spriteOf(ctx context.Context) *sprite {
	s, _ := ctx.Value(spriteKey{}).(*sprite)
	return s
}

// writeSprite writes the symbols that were used; it stands last in the body.
func writeSprite() templ.Component {
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		s := spriteOf(ctx)
		if s == nil || len(s.ids) == 0 {
			return nil
		}
		var b strings.Builder
		b.WriteString(`<svg class="sprite" aria-hidden="true">`)
		for _, id := range s.ids {
			b.WriteString(symbols()[id])
		}
		b.WriteString(`</svg>`)
		_, err := io.WriteString(w, b.String())
		return err
	})
}
