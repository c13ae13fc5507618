package training

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strings"

	"pamong/internal/access"
	"pamong/internal/audit"
	"pamong/internal/kit/clock"
	"pamong/internal/kit/db"
	"pamong/internal/kit/fault"
	"pamong/internal/kit/id"
	"pamong/internal/regulation"
)

// storePack keeps the text of a pack under its hash, once. Beside it stands
// the same pack as JSON, which is read twenty times as fast: every page that
// shows a batch reads its pack.
func storePack(ctx context.Context, tx *db.Tx, pack *regulation.Pack) (string, error) {
	text, err := pack.YAML()
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256(text)
	hash := hex.EncodeToString(sum[:])
	decoded, err := json.Marshal(pack)
	if err != nil {
		return "", fmt.Errorf("keep pack %s: %w", pack.ID, err)
	}
	err = tx.Do(ctx, `INSERT INTO training_pack (hash, pack_id, content, decoded) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING`, hash, pack.ID, string(text), string(decoded))
	if err != nil {
		return "", fmt.Errorf("keep pack %s: %w", pack.ID, err)
	}
	return hash, nil
}

func storeWave(ctx context.Context, tx *db.Tx, w Wave) error {
	err := tx.Do(ctx, `INSERT INTO training_wave (id, programme_id, number, start_date) VALUES ($1, $2, $3, $4)`, string(w.ID), string(w.Programme), w.Number, string(w.Start))
	if err != nil {
		return fmt.Errorf("store wave %d: %w", w.Number, err)
	}
	return nil
}

// insertBatch stores a batch, its stages and its empty groups.
func (p *Planner) insertBatch(ctx context.Context, tx *db.Tx, b Batch, hash string, stages []Stage, groups int) ([]Group, error) {
	err := tx.Do(ctx, `INSERT INTO training_batch (id, agency_id, programme_id, wave_id, number, label, class, pack_hash, mode, start_date, end_date, holidays_as_of, state)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
		string(b.ID), string(b.Agency), string(b.Programme), string(b.Wave), b.Number, b.Label, string(b.Class), hash, b.Mode, string(b.Start), string(b.End), string(b.AsOf), string(b.State))
	if err != nil {
		return nil, fmt.Errorf("store batch %s: %w", b.Label, err)
	}
	if err := storeStages(ctx, tx, b.ID, stages); err != nil {
		return nil, err
	}
	var made []Group
	for n := 1; n <= groups; n++ {
		g := Group{ID: GroupID(id.New()), Batch: b.ID, Number: n}
		if err := tx.Do(ctx, `INSERT INTO training_group (id, batch_id, number) VALUES ($1, $2, $3)`, string(g.ID), string(b.ID), n); err != nil {
			return nil, fmt.Errorf("store group %d: %w", n, err)
		}
		made = append(made, g)
	}
	return made, nil
}

// storeStages replaces the stages of a batch; what they were is in the trail.
func storeStages(ctx context.Context, tx *db.Tx, batch BatchID, stages []Stage) error {
	if err := tx.Do(ctx, `DELETE FROM training_stage WHERE batch_id = $1`, string(batch)); err != nil {
		return fmt.Errorf("store stages: %w", err)
	}
	for i, s := range stages {
		change, err := json.Marshal(s.Change)
		if err != nil {
			return fmt.Errorf("store stage %s: %w", s.Key, err)
		}
		days := make([]string, len(s.Days))
		for k, d := range s.Days {
			days[k] = string(d)
		}
		err = tx.Do(ctx, `INSERT INTO training_stage (batch_id, position, key, kind, start_date, end_date, days, change_json) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
			string(batch), i, s.Key, string(s.Kind), string(s.Start), string(s.End), strings.Join(days, " "), string(change))
		if err != nil {
			return fmt.Errorf("store stage %s: %w", s.Key, err)
		}
	}
	return nil
}

// sit begins a seat: it puts the person into batch and group and into their
// reach.
func (p *Planner) sit(ctx context.Context, tx *db.Tx, actor access.Actor, s Seat, act string) error {
	n, err := tx.Exec(ctx, `INSERT INTO training_seat (id, agency_id, programme_id, batch_id, person_id, attempt, chain_id, from_date, until_date, begin_event, begin_reason, begin_document, begin_by, begin_authority, end_event, end_reason, end_document, end_by)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, '', $9, $10, $11, $12, $13, '', '', '', '') ON CONFLICT DO NOTHING`,
		string(s.ID), string(s.Agency), string(s.Programme), string(s.Batch), string(s.Person), s.Attempt, string(s.Chain), string(s.From),
		string(s.Began.Event), s.Began.Reason, s.Began.Document, s.Began.By, s.Began.Who)
	if err != nil {
		return fmt.Errorf("seat person: %w", err)
	}
	if n == 0 {
		return fault.Conflict("training.fault.seated")
	}
	if err := access.Cover(ctx, tx, access.BatchScope(string(s.Batch)), string(s.Person), s.From); err != nil {
		return err
	}
	if err := joinGroup(ctx, tx, s, s.From, s.Began.Reason); err != nil {
		return err
	}
	if act == "" {
		act = "training.seat"
	}
	return audit.Write(ctx, tx, audit.Entry{Agency: string(s.Agency), At: p.Clock.Now(), Actor: actor.Ref(), Act: act, Subject: "batch:" + string(s.Batch), Person: string(s.Person),
		After: seatState(s), Reason: s.Began.Reason})
}

// seatState is a seat as the trail keeps it.
func seatState(s Seat) map[string]any {
	return map[string]any{"seat": s.ID, "batch": s.Batch, "group": s.GroupNumber, "attempt": s.Attempt, "from": s.From, "until": s.Until, "event": s.Began.Event, "document": s.Began.Document + s.Ended.Document, "authority": s.Began.Who + s.Ended.Who}
}

func joinGroup(ctx context.Context, tx *db.Tx, s Seat, from clock.Date, reason string) error {
	err := tx.Do(ctx, `INSERT INTO training_group_seat (id, seat_id, group_id, from_date, until_date, reason) VALUES ($1, $2, $3, $4, '', $5)`, id.New(), string(s.ID), string(s.Group), string(from), reason)
	if err != nil {
		return fmt.Errorf("join group: %w", err)
	}
	return access.Cover(ctx, tx, access.GroupScope(string(s.Group)), string(s.Person), from)
}

func leaveGroup(ctx context.Context, tx *db.Tx, s Seat, until clock.Date) error {
	if err := tx.Do(ctx, `UPDATE training_group_seat SET until_date = $1 WHERE seat_id = $2 AND until_date = ''`, string(until), string(s.ID)); err != nil {
		return fmt.Errorf("leave group: %w", err)
	}
	return access.Uncover(ctx, tx, access.GroupScope(string(s.Group)), string(s.Person), until)
}

// rise ends a seat on a date; the day before was the last.
func (p *Planner) rise(ctx context.Context, tx *db.Tx, actor access.Actor, s Seat, event SeatEvent, n Note, act string) error {
	touched, err := tx.Exec(ctx, `UPDATE training_seat SET until_date = $1, end_event = $2, end_reason = $3, end_document = $4, end_by = $5, end_authority = $6 WHERE id = $7 AND until_date = ''`,
		string(n.Date), string(event), n.Reason, n.Document, actor.Ref(), n.Authority, string(s.ID))
	if err != nil {
		return fmt.Errorf("end seat %s: %w", s.ID, err)
	}
	if touched == 0 {
		return fault.Conflict("training.fault.ended")
	}
	if err := leaveGroup(ctx, tx, s, n.Date); err != nil {
		return err
	}
	if err := access.Uncover(ctx, tx, access.BatchScope(string(s.Batch)), string(s.Person), n.Date); err != nil {
		return err
	}
	after := s
	after.Until, after.Ended = n.Date, n.turn(event, actor)
	return audit.Write(ctx, tx, audit.Entry{Agency: string(s.Agency), At: p.Clock.Now(), Actor: actor.Ref(), Act: act, Subject: "batch:" + string(s.Batch), Person: string(s.Person),
		Before: seatState(s), After: seatState(after), Reason: n.Reason})
}
