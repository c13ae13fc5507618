package schedule

import (
	"context"
	"fmt"
	"strings"

	"pamong/internal/kit/clock"
	"pamong/internal/kit/db"
	"pamong/internal/kit/id"
	"pamong/internal/training"
)

// columns of a session in the order in which they are read and written,
// without its version.
const columns = `id, agency_id, batch_id, stage, day, day_number, start_minute, end_minute, jp, subject, agenda, kind, lead, group_number, place, link, trainer, trainer_account, trainer_id, room_id, locked`

// prefixed returns the columns of the table with an alias.
func prefixed(alias string) string {
	return alias + "." + strings.ReplaceAll(columns, ", ", ", "+alias+".")
}

func querySessions(ctx context.Context, q db.Q, query string, args ...any) ([]Session, error) {
	return db.List(ctx, q, "list sessions", func(row db.Row) (s Session, err error) {
		err = row.Scan(&s.ID, &s.Agency, &s.Batch, &s.Stage, &s.Day, &s.DayNumber, &s.Start, &s.End, &s.JP, &s.Subject, &s.Agenda, &s.Kind, &s.Lead, &s.Group, &s.Place, &s.Link, &s.Trainer, &s.Account, &s.TrainerID, &s.RoomID, &s.Locked)
		return s, err
	}, query, args...)
}

// storeSessions adds sessions to a version.
func storeSessions(ctx context.Context, tx *db.Tx, version VersionID, sessions []Session) error {
	const width = 22
	args := make([]any, 0, len(sessions)*width)
	for _, s := range sessions {
		args = append(args, string(version), string(s.ID), string(s.Agency), string(s.Batch), s.Stage, string(s.Day), s.DayNumber, s.Start, s.End, s.JP,
			s.Subject, s.Agenda, string(s.Kind), s.Lead, s.Group, s.Place, s.Link, s.Trainer, s.Account, string(s.TrainerID), string(s.RoomID), db.Flag(s.Locked))
	}
	if err := tx.InsertAll(ctx, `INSERT INTO schedule_session (version_id, `+columns+`) VALUES`, width, args, ""); err != nil {
		return fmt.Errorf("store sessions: %w", err)
	}
	return nil
}

// storeVersion adds the next version of a batch as a draft with its sessions.
func (d *Desk) storeVersion(ctx context.Context, tx *db.Tx, b training.Batch, number int, sessions []Session) (Version, error) {
	return d.storeAs(ctx, tx, b, Version{Number: number, State: Draft}, sessions)
}

// storeAs adds a version of a batch with its sessions.
func (d *Desk) storeAs(ctx context.Context, tx *db.Tx, b training.Batch, v Version, sessions []Session) (Version, error) {
	v.ID, v.Agency, v.Batch = VersionID(id.New()), b.Agency, b.ID
	err := tx.Do(ctx, `INSERT INTO schedule_version (id, agency_id, batch_id, number, state, reason, created_at, published_at, published_by, repeats) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
		string(v.ID), string(v.Agency), string(v.Batch), v.Number, string(v.State), v.Reason, clock.Stamp(d.Clock.Now()), v.Published, v.By, v.Repeats)
	if err != nil {
		return v, fmt.Errorf("store version %d: %w", v.Number, err)
	}
	return v, storeSessions(ctx, tx, v.ID, sessions)
}

// replace stores other sessions in a draft.
func replace(ctx context.Context, tx *db.Tx, v Version, sessions []Session) error {
	if err := tx.Do(ctx, `DELETE FROM schedule_session WHERE version_id = $1`, string(v.ID)); err != nil {
		return fmt.Errorf("replace sessions: %w", err)
	}
	return storeSessions(ctx, tx, v.ID, sessions)
}

// replaceOne stores one changed session of a draft.
func replaceOne(ctx context.Context, tx *db.Tx, v Version, s Session) error {
	if err := tx.Do(ctx, `DELETE FROM schedule_session WHERE version_id = $1 AND id = $2`, string(v.ID), string(s.ID)); err != nil {
		return fmt.Errorf("replace session %s: %w", s.ID, err)
	}
	return storeSessions(ctx, tx, v.ID, []Session{s})
}
