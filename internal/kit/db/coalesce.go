package db

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// Limits of one shared commit.
const (
	gather    = 512                  // most acts in one commit
	gatherFor = 2 * time.Millisecond // how long acts wait for as many as came the last time
)

// errClosed is returned to acts that come after Close.
var errClosed = errors.New("database is closed")

// small is one act that shares its commit with others.
type small struct {
	do   func(ctx context.Context, tx *Tx) error
	err  error
	done chan struct{}
}

// Coalesce runs f in a savepoint of a transaction that many callers share,
// and returns after the shared commit is durable. An error of f undoes f
// alone; a failure of the commit fails every act in it. For check-ins, saved
// answers and read receipts, where hundreds of people press at one moment. f
// must use the context it is given: a caller that goes away must not break the
// transaction it shares.
func (d *DB) Coalesce(ctx context.Context, f func(ctx context.Context, tx *Tx) error) error {
	if err := onlyLooks(ctx); err != nil {
		return err
	}
	s := &small{do: f, done: make(chan struct{})}
	select {
	case <-d.closed:
		return errClosed
	case <-ctx.Done():
		return ctx.Err()
	case d.queue <- s:
	}
	select {
	case <-s.done:
		return s.err
	case <-d.ended:
		return errClosed
	}
}

// coalesce gathers small acts and commits them together until Close.
func (d *DB) coalesce() {
	defer close(d.ended)
	before := 0
	for {
		select {
		case s := <-d.queue:
			acts := d.gather(s, before)
			d.commitTogether(acts)
			before = len(acts)
		case <-d.closed:
			for {
				select {
				case s := <-d.queue:
					d.commitTogether(d.gather(s, 0))
				default:
					return
				}
			}
		}
	}
}

// gather returns the first act and those that came meanwhile. Where several
// shared the commit before, it waits a moment until as many are there again; a
// lone act waits for nobody.
func (d *DB) gather(first *small, before int) []*small {
	acts := []*small{first}
	late := time.After(gatherFor)
	for waiting := true; waiting && len(acts) < before; {
		select {
		case s := <-d.queue:
			acts = append(acts, s)
		case <-late:
			waiting = false
		}
	}
	for len(acts) < gather {
		select {
		case s := <-d.queue:
			acts = append(acts, s)
		default:
			return acts
		}
	}
	return acts
}

func (d *DB) commitTogether(acts []*small) {
	err := d.InTx(context.Background(), func(tx *Tx) error {
		for _, s := range acts {
			if s.err = tx.savepoint(s.do); serialisation(s.err) {
				return s.err
			}
		}
		return nil
	})
	for _, s := range acts {
		if err != nil {
			s.err = fmt.Errorf("shared commit: %w", err)
		}
		close(s.done)
	}
}

// savepoint runs f so that its failure undoes nothing else.
func (t *Tx) savepoint(f func(ctx context.Context, tx *Tx) error) error {
	bg := context.Background()
	if err := t.Do(bg, "SAVEPOINT act"); err != nil {
		return err
	}
	err := f(bg, t)
	if err == nil {
		_, err = t.Exec(bg, "RELEASE SAVEPOINT act")
	}
	if err == nil {
		return nil
	}
	if _, back := t.Exec(bg, "ROLLBACK TO SAVEPOINT act"); back != nil {
		return errors.Join(err, back)
	}
	_, back := t.Exec(bg, "RELEASE SAVEPOINT act")
	return errors.Join(err, back)
}
