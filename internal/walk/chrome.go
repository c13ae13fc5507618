package walk

import (
	"context"
	"os/exec"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
)

// height is that of every window; desk is the width of those on a desk.
const (
	height = 800
	desk   = 1280
)

// chrome is one browser; each person has windows and cookies of their own.
type chrome struct{ ctx context.Context }

// unwanted are the features that chromedp switches off, and two that start a
// process for each page: one to go back fast, one to have a process ready.
const unwanted = "Translate,BlinkGenPropertyTrees,BackForwardCache,SpareRendererForSitePerProcess"

// newChrome starts a browser that ends with the test.
func newChrome(t testing.TB) *chrome {
	t.Helper()
	path, err := exec.LookPath("chromium")
	if err != nil {
		t.Fatalf("walks need the browser of the package chromium: %v", err)
	}
	flags := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.UserDataDir(t.TempDir()), chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true), chromedp.Flag("disable-features", unwanted))
	ctx, end := chromedp.NewExecAllocator(context.Background(), flags...)
	t.Cleanup(end)
	ctx, closeTab := chromedp.NewContext(ctx)
	t.Cleanup(closeTab)
	if err := chromedp.Do(ctx); err != nil {
		t.Fatalf("start chromium: %v", err)
	}
	return &chrome{ctx}
}

// Phone is a person with a phone of 360 pixels.
func (s *System) Phone() *Walker { return s.walker(phone) }

// Desk is a person at a desk.
func (s *System) Desk() *Walker { return s.walker(desk) }

// walker opens a window of its own.
func (s *System) walker(width int64) *Walker {
	s.t.Helper()
	w := &Walker{t: s.t, base: s.URL, width: width, watch: newWatch()}
	ctx, end := chromedp.NewContext(s.chrome.ctx, chromedp.WithNewBrowserContext(), chromedp.WithListener(w.watch.hear))
	s.t.Cleanup(end)
	w.ctx = ctx
	if err := chromedp.Do(ctx); err != nil {
		s.t.Fatalf("open window: %v", err)
	}
	if _, err := chromedp.Call(ctx, network.Enable, network.EnableParams{}); err != nil {
		s.t.Fatal(err)
	}
	if _, err := chromedp.Call(ctx, log.Enable, cdp.Empty{}); err != nil {
		s.t.Fatal(err)
	}
	if _, err := chromedp.Call(ctx, emulation.SetFocusEmulationEnabled, emulation.SetFocusEmulationEnabledParams{Enabled: true}); err != nil {
		s.t.Fatal(err) // of several windows one has the focus
	}
	w.resize(width)
	if s.plain {
		w.WithoutScript()
	}
	return w
}

// WithoutScript switches the scripts of pages off for this person.
func (w *Walker) WithoutScript() {
	w.t.Helper()
	if _, err := chromedp.Call(w.ctx, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true}); err != nil {
		w.t.Fatal(err)
	}
}
