package walk

import (
	"fmt"
	"maps"
	"strings"
	"sync"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	frame "github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
)

// watch listens to a browser: what is still under way, and what it complains
// about.
type watch struct {
	mu        sync.Mutex
	underway  map[network.RequestID]cdp.LoaderID // by which page it was asked
	changed   time.Time
	documents map[network.RequestID]bool // a refused form answers with an error status, by right
	faults    []string
}

func newWatch() *watch {
	return &watch{underway: map[network.RequestID]cdp.LoaderID{}, documents: map[network.RequestID]bool{}, changed: time.Now()}
}

// hear takes one event of the browser.
func (w *watch) hear(event any) {
	w.mu.Lock()
	defer w.mu.Unlock()
	switch e := event.(type) {
	case *network.EventRequestWillBeSent:
		w.documents[e.RequestID] = e.Type == network.ResourceTypeDocument
		if w.documents[e.RequestID] {
			clear(w.underway) // what the page that goes was waiting for never comes
		}
		if e.Type != network.ResourceTypeEventSource {
			w.underway[e.RequestID] = e.LoaderID
			w.changed = time.Now()
		}
	case *frame.EventFrameNavigated:
		// The page that goes may ask once more before the next one is there, and
		// the browser says nothing of what becomes of that.
		if e.Frame.ParentID == "" {
			maps.DeleteFunc(w.underway, func(_ network.RequestID, by cdp.LoaderID) bool { return by != e.Frame.LoaderID })
		}
	case *network.EventLoadingFinished:
		delete(w.underway, e.RequestID)
		w.changed = time.Now()
	case *network.EventLoadingFailed:
		delete(w.underway, e.RequestID)
		w.changed = time.Now()
	case *runtime.EventExceptionThrown:
		w.faults = append(w.faults, "exception: "+e.ExceptionDetails.Text)
	case *runtime.EventConsoleAPICalled:
		if e.Type == runtime.ConsoleAPICalledTypeError || e.Type == runtime.ConsoleAPICalledTypeWarning {
			w.faults = append(w.faults, fmt.Sprintf("console %s: %s", e.Type, said(e.Args)))
		}
	case *log.EventEntryAdded:
		refused := e.Entry.Source == log.EntrySourceNetwork && w.documents[network.RequestID(e.Entry.NetworkRequestID)]
		if (e.Entry.Level == log.EntryLevelError || e.Entry.Level == log.EntryLevelWarning) && !refused {
			w.faults = append(w.faults, fmt.Sprintf("%s: %s %s", e.Entry.Source, e.Entry.Text, e.Entry.URL))
		}
	}
}

// said joins the arguments of a call of the console.
func said(args []*runtime.RemoteObject) string {
	var words []string
	for _, a := range args {
		words = append(words, string(a.Value)+a.Description)
	}
	return strings.Join(words, " ")
}

// still reports whether nothing has been under way for a moment.
func (w *watch) still() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return len(w.underway) == 0 && time.Since(w.changed) > 100*time.Millisecond
}

// touch notes that something was just done, so that stillness is measured from
// now.
func (w *watch) touch() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.changed = time.Now()
}

// take returns the complaints since it was last asked.
func (w *watch) take() []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	all := w.faults
	w.faults = nil
	return all
}
