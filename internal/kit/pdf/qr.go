package pdf

import (
	"fmt"
	"strconv"

	"github.com/skip2/go-qrcode"
)

func itoa(n int) string { return strconv.Itoa(n) }

// QR draws text as a QR code of the given side, in millimetres, at a place
// of the page, as vectors; its white margin is inside the side.
func (d *Doc) QR(text string, x, y, side float64) {
	code, err := qrcode.New(text, qrcode.Medium)
	if err != nil {
		d.fail(fmt.Errorf("print QR code: %w", err))
		return
	}
	code.DisableBorder = true
	rows := code.Bitmap()
	const quiet = 2
	m := side / float64(len(rows)+2*quiet)
	d.f.SetFillColor(0, 0, 0)
	for i, row := range rows {
		for j := 0; j < len(row); j++ {
			run := 0
			for j+run < len(row) && row[j+run] {
				run++
			}
			if run > 0 {
				d.f.Rect(x+float64(j+quiet)*m, y+float64(i+quiet)*m, float64(run)*m, m+.01, "F")
				j += run
			}
		}
	}
}
