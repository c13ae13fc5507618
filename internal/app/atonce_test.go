package app

import (
	"net/http"
	"sync"
	"testing"
)

// TestPagesAtOnce opens the first pages of everybody at the same time; the
// race detector watches what they share.
func TestPagesAtOnce(t *testing.T) {
	e := newExercise(t)
	var wg sync.WaitGroup
	for _, s := range e.seats {
		for _, page := range []string{"", "/people", "/training", "/evaluation", "/attendance", "/probation", "/briefing", "/rules", "/members", "/documents"} {
			wg.Go(func() {
				for range 2 {
					answer := e.send(s, http.MethodGet, "/a/"+s.city+page, "")
					if answer.StatusCode >= http.StatusInternalServerError {
						t.Errorf("%s: %s answers %d", s, page, answer.StatusCode)
					}
				}
			})
		}
	}
	wg.Wait()
}
