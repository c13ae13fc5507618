package web

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"pamong/internal/kit/clock"
	"pamong/internal/kit/db"
	"pamong/internal/kit/id"
)

// OnceField is the hidden field in which every form carries its key.
const OnceField = "_once"

// AsField is the hidden field that says as whom a form was drawn, on pages where
// that may end while they are open.
const AsField = "_as"

// onceKept is how long a pressed button is remembered.
const onceKept = 24 * time.Hour

// onceWait is how long the second press waits for the first one's outcome.
const onceWait = 15 * time.Second

// onceLost is after how long a press that tells no outcome is given up: its
// server stopped, or lost the database.
const onceLost = time.Minute

// NewOnce returns a key for one form.
func NewOnce() string { return id.New() }

// once runs the action unless the form's key was pressed before; then it
// repeats the first outcome. A refused act frees its key, so that the mended
// form can be sent; what cannot be freed since the database is lost gets a new
// one. An act of which nobody knows whether it was done keeps its key.
func (s *Server) once(r *Request, do Action) (Answer, error) {
	key := r.PostFormValue(OnceField)
	if key == "" || !id.Valid(key) {
		return do(r)
	}
	mine, err := s.press(r.Ctx(), key)
	if err != nil {
		r.PostForm.Set(OnceField, NewOnce())
		return nil, err
	}
	if !mine {
		return s.repeat(r, key)
	}
	answer, err := do(r)
	to, acted := answer.(redirect)
	switch {
	case err == nil && acted:
		s.settle(r.Ctx(), key, to.to)
	case db.Unsure(err):
	case !s.settle(r.Ctx(), key, ""):
		r.PostForm.Set(OnceField, NewOnce())
	}
	return answer, err
}

// press takes the key; false when somebody has taken it before.
func (s *Server) press(ctx context.Context, key string) (bool, error) {
	var n int64
	err := s.DB.Coalesce(ctx, func(ctx context.Context, tx *db.Tx) error {
		var err error
		n, err = tx.Exec(ctx, `INSERT INTO web_once (form_key, at, outcome) VALUES ($1, $2, '') ON CONFLICT DO NOTHING`, key, clock.Stamp(s.Clock.Now()))
		return err
	})
	if err != nil {
		return false, fmt.Errorf("take form key: %w", err)
	}
	return n == 1, nil
}

// settle writes the outcome of a key, or frees it when nothing was done. It
// reports whether the database took that.
func (s *Server) settle(ctx context.Context, key, outcome string) bool {
	err := s.DB.Coalesce(context.WithoutCancel(ctx), func(ctx context.Context, tx *db.Tx) error {
		if outcome == "" {
			err := tx.Do(ctx, `DELETE FROM web_once WHERE form_key = $1`, key)
			return err
		}
		err := tx.Do(ctx, `UPDATE web_once SET outcome = $1 WHERE form_key = $2`, outcome, key)
		return err
	})
	if err != nil {
		s.Log.Error("settle form key", "error", err)
	}
	return err == nil
}

// repeat answers a second press with the outcome of the first. A press long ago
// without one may have acted or not: the form may then be sent under a new key.
func (s *Server) repeat(r *Request, key string) (Answer, error) {
	deadline := time.Now().Add(onceWait)
	for time.Now().Before(deadline) {
		var at, outcome string
		err := s.DB.QueryRow(r.Ctx(), `SELECT at, outcome FROM web_once WHERE form_key = $1`, key).Scan(&at, &outcome)
		if err != nil {
			break // the first press was refused and has freed the key
		}
		if outcome != "" {
			return Go(outcome, "web.already_done"), nil
		}
		if at < clock.Stamp(s.Clock.Now().Add(-onceLost)) {
			r.PostForm.Set(OnceField, NewOnce())
			return nil, &statusError{http.StatusConflict, "web.unsure"}
		}
		select {
		case <-r.Ctx().Done():
			return nil, r.Ctx().Err()
		case <-time.After(30 * time.Millisecond):
		}
	}
	r.w.Header().Set("Retry-After", "1")
	return nil, &statusError{http.StatusConflict, "web.pressed_twice"}
}

// ExpireOnce forgets buttons pressed more than a day ago.
func ExpireOnce(ctx context.Context, d *db.DB, now time.Time) error {
	return d.InTx(ctx, func(tx *db.Tx) error {
		err := tx.Do(ctx, `DELETE FROM web_once WHERE at < $1`, clock.Stamp(now.Add(-onceKept)))
		return err
	})
}
