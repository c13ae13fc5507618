package walk

import (
	"strings"
	"time"

	"github.com/chromedp/chromedp"
)

// phone is the narrowest screen that people have.
const phone = 360

// look waits until the page is there and holds it against what no page may
// have. A page for the desk is looked at in the width of a phone as well.
func (w *Walker) look() {
	w.t.Helper()
	w.watch.touch()
	w.until("wait for the page", func() string {
		ready := false
		if w.watch.still() {
			w.ask(&ready, "ready")
		}
		if !ready {
			return "it does not come to rest"
		}
		return ""
	})
	var faults []string
	w.ask(&faults, "faults")
	faults = append(faults, w.wider()...)
	if w.width != phone {
		w.resize(phone)
		faults = append(faults, w.wider()...)
		w.resize(w.width)
	}
	faults = append(faults, w.watch.take()...)
	if len(faults) > 0 {
		w.t.Errorf("%s at %d px:\n  %s", w.At(), w.width, strings.Join(faults, "\n  "))
	}
}

// wider lists what does not fit the width of the window.
func (w *Walker) wider() []string {
	w.t.Helper()
	var faults []string
	w.ask(&faults, "wider")
	return faults
}

// resize gives the window another width.
func (w *Walker) resize(width int64) {
	w.t.Helper()
	w.do("resize", chromedp.EmulateViewport(width, height))
	time.Sleep(20 * time.Millisecond)
}
