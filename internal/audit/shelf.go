package audit

import (
	"context"
	"fmt"
	"sync"

	"pamong/internal/kit/db"
)

// Length returns how many entries the trail of an agency has. Entries are
// never removed, and each becomes visible together with what it tells of: the
// facts of an agency are unchanged as long as its trail is as long as it was.
// Only the tail that the sealer has not reached yet is counted one by one.
func Length(ctx context.Context, q db.Q, agency string) (int64, error) {
	var n int64
	err := q.QueryRow(ctx, `SELECT COALESCE((SELECT MAX(seq) FROM audit_seal WHERE agency_id = $1), 0) + (SELECT COUNT(*) FROM audit_entry WHERE agency_id = $1 AND sealed = 0)`, agency).Scan(&n)
	if err != nil {
		return 0, fmt.Errorf("measure audit trail: %w", err)
	}
	return n, nil
}

// shelfRoom is how many answers a shelf holds.
const shelfRoom = 16

// Shelf keeps answers over the facts of agencies, each as long as the trail of
// its agency does not grow. Its zero value is an empty shelf; it may be used
// from several goroutines, by any number of processes on one database.
type Shelf[K comparable, V any] struct {
	mu      sync.Mutex
	answers map[place[K]]*answer[V]
}

type place[K comparable] struct {
	agency string
	key    K
}

// answer is one place on the shelf. Whoever asks holds it, so that many who
// come at once ask only once.
type answer[V any] struct {
	mu     sync.Mutex
	known  bool
	length int64
	value  V
}

// Get returns the answer of an agency for a key, from the shelf where it still
// holds. The key names all else that the answer depends on, such as the day.
// Readers share the answer and change nothing in it. Ask reads the
// database itself: what a transaction sees may never come to be.
func (s *Shelf[K, V]) Get(ctx context.Context, d *db.DB, agency string, key K, ask func() (V, error)) (V, error) {
	var none V
	length, err := Length(ctx, d, agency)
	if err != nil {
		return none, err
	}
	kept := s.at(place[K]{agency, key})
	kept.mu.Lock()
	defer kept.mu.Unlock()
	if kept.known && kept.length > length { // somebody who came later was first, or an older backup was restored
		if length, err = Length(ctx, d, agency); err != nil {
			return none, err
		}
		if length > kept.length {
			return kept.value, nil
		}
	}
	if kept.known && kept.length == length {
		return kept.value, nil
	}
	value, err := ask()
	if err == nil {
		kept.known, kept.length, kept.value = true, length, value
	}
	return value, err
}

// at returns a place on the shelf, cleared when it is full.
func (s *Shelf[K, V]) at(p place[K]) *answer[V] {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.answers[p] == nil {
		if s.answers == nil || len(s.answers) >= shelfRoom {
			s.answers = map[place[K]]*answer[V]{}
		}
		s.answers[p] = &answer[V]{}
	}
	return s.answers[p]
}
