package training

import (
	"context"
	"encoding/json"
	"fmt"

	"pamong/internal/kit/clock"
	"pamong/internal/kit/db"
	"pamong/internal/org"
	"pamong/internal/roster"
)

// Queued is somebody on the waiting list: for whom a programme had no place
// when it was opened, and who has none still.
type Queued struct {
	Person    roster.PersonID
	Programme ProgrammeID
	Reason    string // key of a message
	Args      []any
	Since     clock.Date
}

// storeWaiting keeps who had no place, and why.
func storeWaiting(ctx context.Context, tx *db.Tx, agency org.AgencyID, programme ProgrammeID, since clock.Date, waiting []Waiter) error {
	for _, w := range waiting {
		args, err := json.Marshal(w.Args)
		if err != nil {
			return fmt.Errorf("keep waiting list: %w", err)
		}
		err = tx.Do(ctx, `INSERT INTO training_waiting (programme_id, agency_id, person_id, reason, args_json, since) VALUES ($1, $2, $3, $4, $5, $6)`,
			string(programme), string(agency), string(w.Person), w.Reason, string(args), string(since))
		if err != nil {
			return fmt.Errorf("keep waiting list: %w", err)
		}
	}
	return nil
}

// WaitingList returns who of an agency waits for a place, those who wait
// longest first. A seat or the end of the training takes people off it.
func WaitingList(ctx context.Context, q db.Q, agency org.AgencyID) ([]Queued, error) {
	return db.List(ctx, q, "list waiting people", func(row db.Row) (Queued, error) {
		var w Queued
		var args string
		if err := row.Scan(&w.Person, &w.Programme, &w.Reason, &args, &w.Since); err != nil {
			return w, err
		}
		return w, json.Unmarshal([]byte(args), &w.Args)
	}, `SELECT w.person_id, w.programme_id, w.reason, w.args_json, w.since FROM training_waiting w
WHERE w.agency_id = $1 AND w.programme_id = (SELECT MAX(l.programme_id) FROM training_waiting l WHERE l.person_id = w.person_id AND l.agency_id = w.agency_id)
AND NOT EXISTS (SELECT 1 FROM training_seat s WHERE s.person_id = w.person_id AND s.until_date = '')
AND NOT EXISTS (SELECT 1 FROM training_outcome o WHERE o.person_id = w.person_id AND o.withdrawn_at = '') ORDER BY w.since, w.person_id`, string(agency))
}
