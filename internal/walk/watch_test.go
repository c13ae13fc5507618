package walk

import (
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/network"
	frame "github.com/chromedp/cdproto/page"
)

func TestAPageWaitsForItsOwnRequestsOnly(t *testing.T) {
	t.Parallel()
	asked := func(id, by string, kind network.ResourceType) *network.EventRequestWillBeSent {
		return &network.EventRequestWillBeSent{RequestID: network.RequestID(id), LoaderID: cdp.LoaderID(by), Type: kind}
	}
	arrived := func(by string) *frame.EventFrameNavigated {
		return &frame.EventFrameNavigated{Frame: &cdp.Frame{LoaderID: cdp.LoaderID(by)}}
	}
	w := newWatch()
	rests := func() bool {
		w.changed = time.Now().Add(-time.Second)
		return w.still()
	}
	w.hear(asked("old", "old", network.ResourceTypeDocument))
	w.hear(&network.EventLoadingFinished{RequestID: "old"})
	w.hear(asked("new", "new", network.ResourceTypeDocument))
	w.hear(asked("progress", "old", network.ResourceTypeXHR)) // asked while the next page is on its way
	w.hear(arrived("new"))
	if rests() {
		t.Error("the next page rests before it is whole")
	}
	w.hear(asked("style", "new", network.ResourceTypeStylesheet))
	w.hear(&network.EventLoadingFinished{RequestID: "new"})
	if rests() {
		t.Error("a page rests before its style is there")
	}
	w.hear(&network.EventLoadingFinished{RequestID: "style"})
	if !rests() {
		t.Error("a page waits for what the page before it asked")
	}
}
