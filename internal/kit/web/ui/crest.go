package ui

import (
	"context"
	"io"

	"github.com/a-h/templ"
)

// shields are the sample shields of the demonstration and the plain one of an
// agency that has not uploaded its coat of arms. They imitate no real arms.
const shields = `
<symbol id="crest-pontianak" viewBox="0 0 36 42"><path class="f-accent" d="M2 3h32v20c0 9-7 14-16 17C9 37 2 32 2 23z"/><path class="f-sheet" d="M5 6h26v17c0 7-5.5 11-13 13.7C10.5 34 5 30 5 23z"/><path class="f-accent" d="M18 9l2 5h5l-4 3 1.5 5L18 19l-4.5 3 1.5-5-4-3h5z"/><path class="s-accent" stroke-width="2" d="M7 25.5c2.8-2 5-2 7.3 0s4.5 2 7.4 0 4.5-2 7.3 0M10 30.5c2-1.6 3.5-1.6 5.3 0s3.5 1.6 5.4 0 3.5-1.6 5.3 0"/></symbol>
<symbol id="crest-bontang" viewBox="0 0 36 42"><path class="f-accent" d="M18 2l16 5v16c0 9-7 14-16 17C9 37 2 32 2 23V7z"/><path class="f-sheet" d="M18 5.2L31 9.2V23c0 7-5.5 11-13 13.7C10.5 34 5 30 5 23V9.2z"/><path class="s-accent" stroke-width="2" d="M18 10v14M18 14c-4 0-6 2-7 5M18 14c4 0 6 2 7 5M18 24c-2 0-4 1-5 3M18 24c2 0 4 1 5 3"/><path class="s-accent" stroke-width="2" d="M9 29.5c2.3-1.6 4-1.6 6 0s4 1.6 6 0 4-1.6 6 0"/></symbol>
<symbol id="crest-plain" viewBox="0 0 36 42"><path class="f-aline" d="M3 9h4v24H3zM9 9h4v24H9zM21 9h4v24h-4zM27 9h4v24h-4z"/><path class="f-accent" d="M15 3h4v36h-4z"/></symbol>
`

// bands are the woven bands an agency may choose from, each a tile of
// 24 x 12 px.
var bands = map[string]string{
	"kapuas": `<path class="w-line" d="M0 11.5l6-6 6 6 6-6 6 6M0 7.5l6-6 6 6 6-6 6 6"/><circle class="w-dot" cx="12" cy="2" r="1.2"/><circle class="w-dot" cx="0" cy="2" r="1.2"/><circle class="w-dot" cx="24" cy="2" r="1.2"/>`,
	"selat":  `<path class="w-line" d="M0 11c3 0 3-3 6-3s3 3 6 3 3-3 6-3 3 3 6 3M0 7.2c3 0 3-3 6-3s3 3 6 3 3-3 6-3 3 3 6 3"/><path class="w-dot" d="M6 0l1.5 1.5L6 3 4.5 1.5zM18 0l1.5 1.5L18 3l-1.5-1.5z"/>`,
	"anyam":  `<path class="w-line" d="M0 3h9M15 3h9M0 9h3M9 9h12M12 0v6M0 6v6M24 6v6"/>`,
	"tangga": `<path class="w-line" d="M0 11h4V8h4V5h4V2h4v3h4v3h4v3"/>`,
	"wajik":  `<path class="w-line" d="M12 1l6 5-6 5-6-5zM0 1l3 5-3 5M24 1l-3 5 3 5"/><circle class="w-dot" cx="12" cy="6" r="1.4"/>`,
	"padi":   `<path class="w-line" d="M0 6h24M4 6l3-4M10 6l3-4M16 6l3-4M22 6l2-2.700M4 6l3 4M10 6l3 4M16 6l3 4M22 6l2 2.700"/>`,
}

// defaultBand is the band of an agency that has chosen none.
const defaultBand = "kapuas"

// Bands returns the names of the woven bands that an agency may choose.
func Bands() []string { return []string{"kapuas", "selat", "anyam", "tangga", "wajik", "padi"} }

// Crest draws the agency's own coat of arms, in the demonstration one of the
// sample shields, otherwise plain threads.
func Crest(a Agency, demo bool) templ.Component {
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		label := templ.EscapeString(say(ctx, "ui.crest", "Agency", a.Name))
		if a.CrestURL != "" {
			return markup(w, `<img class="crest" src="%s" width="36" height="42" alt="%s">`, templ.EscapeString(a.CrestURL), label)
		}
		id := "crest-" + a.Code
		if _, sample := symbols()[id]; !demo || !sample {
			id = "crest-plain"
		}
		if s := spriteOf(ctx); s != nil {
			s.use(id)
			return markup(w, `<svg class="crest" role="img" aria-label="%s"><use href="#%s"></use></svg>`, label, id)
		}
		return markup(w, `<svg class="crest" role="img" aria-label="%s" viewBox="0 0 36 42">%s</svg>`, label, inner(symbols()[id]))
	})
}

// Weave draws the agency's woven band across the width of its place.
func Weave(a Agency) templ.Component {
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		band := a.Band
		if bands[band] == "" {
			band = defaultBand
		}
		if s := spriteOf(ctx); s != nil {
			s.use("w-" + band)
		}
		return markup(w, `<svg class="weave" aria-hidden="true"><rect width="100%%" height="12" fill="url(#w-%s)"></rect></svg>`, band)
	})
}
