package pdf

import (
	"context"
	"runtime"
)

// Batch makes n documents and hands each over in order. Documents are made
// on all processors, because most of the work of a small one is its fonts;
// only a few wait at any time, so memory does not grow with n. work must
// not write anything shared. The first error of work or use ends the batch.
func Batch(ctx context.Context, n int, work func(i int) ([]byte, error), use func(i int, body []byte) error) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	queue := queued(ctx, n, work)
	for i := range n {
		var waiting chan made
		select {
		case waiting = <-queue:
		case <-ctx.Done():
			return ctx.Err()
		}
		m := <-waiting
		if m.err != nil {
			return m.err
		}
		if err := use(i, m.body); err != nil {
			return err
		}
	}
	return nil
}

// made is one document or what kept it from being made.
type made struct {
	body []byte
	err  error
}

// queued begins the documents in order, as many at a time as there are
// processors, and returns a channel of the places where they will arrive.
func queued(ctx context.Context, n int, work func(i int) ([]byte, error)) <-chan chan made {
	queue := make(chan chan made, runtime.GOMAXPROCS(0)-1)
	go func() {
		for i := range n {
			place := make(chan made, 1)
			select {
			case queue <- place:
			case <-ctx.Done():
				return
			}
			go func() {
				body, err := work(i)
				place <- made{body, err}
			}()
		}
	}()
	return queue
}
