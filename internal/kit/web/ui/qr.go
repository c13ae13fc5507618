package ui

import (
	"context"
	"fmt"
	"io"
	"strings"

	"github.com/a-h/templ"
	"github.com/skip2/go-qrcode"
)

// qrQuiet is the white margin that readers need, in modules.
const qrQuiet = 4

// QR draws text as a QR code, black on white also in the dark. The code it
// holds must also stand beside it as text to type.
func QR(text, label string) templ.Component {
	return templ.ComponentFunc(func(_ context.Context, w io.Writer) error {
		rows, err := Modules(text)
		if err != nil {
			return err
		}
		side := len(rows) + 2*qrQuiet
		return markup(w, `<svg viewBox="0 0 %d %d" role="img" aria-label="%s"><rect width="%d" height="%d" fill="#fff"></rect><path d="%s" fill="#000" shape-rendering="crispEdges"></path></svg>`,
			side, side, templ.EscapeString(label), side, side, qrPath(rows))
	})
}

// Modules returns the dark modules of the QR code of text, row by row,
// without margin, at a correction of 15 %.
func Modules(text string) ([][]bool, error) {
	code, err := qrcode.New(text, qrcode.Medium)
	if err != nil {
		return nil, fmt.Errorf("make QR code: %w", err)
	}
	code.DisableBorder = true
	return code.Bitmap(), nil
}

// qrPath draws each run of dark modules of a row as one rectangle.
func qrPath(rows [][]bool) string {
	var b strings.Builder
	for y, row := range rows {
		for x := 0; x < len(row); x++ {
			if !row[x] {
				continue
			}
			run := 1
			for x+run < len(row) && row[x+run] {
				run++
			}
			fmt.Fprintf(&b, "M%d %dh%dv1h-%dz", x+qrQuiet, y+qrQuiet, run, run)
			x += run
		}
	}
	return b.String()
}
