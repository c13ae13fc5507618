package walk

import (
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// TestEveryPage opens every page that there is as somebody whose page it is:
// on a phone in Indonesian without script, and at a desk in English with it.
func TestEveryPage(t *testing.T) {
	t.Parallel()
	s := Start(t, filepath.Join(t.TempDir(), "demo.db"), "demo")
	o := newStroll(s)
	people := map[string]guest{}
	for _, g := range o.guests() {
		people[g.name] = g
	}
	more := furnish(t, s, o)
	o.acts(people)
	pages := o.everywhere(append(slices.Collect(maps.Values(people)), more...))
	for _, route := range slices.Sorted(maps.Keys(o.opened)) {
		if !o.opened[route] {
			t.Errorf("no link leads anybody to %s", route)
		}
	}
	titles := s.sweep(pages, readWords(t))
	for title, routes := range titles {
		if len(routes) > 1 {
			t.Errorf("%d pages have the title “%s”: %s", len(routes), title, strings.Join(slices.Sorted(maps.Keys(routes)), ", "))
		}
	}
	t.Logf("%d pages of %d routes", len(pages), len(o.sights))
}
