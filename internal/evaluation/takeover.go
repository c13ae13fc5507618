package evaluation

import (
	"context"
	"fmt"

	"pamong/internal/access"
	"pamong/internal/audit"
	"pamong/internal/kit/db"
	"pamong/internal/kit/fault"
	"pamong/internal/org"
	"pamong/internal/regulation"
	"pamong/internal/training"
)

// takers take over what an office has when it moves in.
var takers = []access.Role{access.Officer, access.Committee}

// MarkColumn is one component that somebody marks, for whoever reads sheets
// before there is a batch.
type MarkColumn struct {
	Component *regulation.Component
	Marker    Marker
}

// MarkColumns lists what a mode of a pack has marked, and by whom.
func MarkColumns(pack *regulation.Pack, mode string) []MarkColumn {
	var list []MarkColumn
	for _, c := range columns(&pack.Training.Evaluation, mode) {
		for _, m := range c.Markers.Value {
			list = append(list, MarkColumn{c, Marker(m)})
		}
	}
	return list
}

// TakeIn enters the marks of a batch that an office brings from its lists when
// it moves in, within the caller's transaction. They stand as those that the
// committee typed from paper. It returns how many were entered.
func (b *Board) TakeIn(ctx context.Context, tx *db.Tx, actor access.Actor, a org.Agency, batch training.BatchID, marks []NewMark, source string) (int, error) {
	if err := actor.Require(string(a.ID), takers...); err != nil {
		return 0, err
	}
	e, err := b.entering(ctx, tx, actor, a, batch, source)
	if err != nil {
		return 0, err
	}
	e.taking = true
	var problems fault.Fields
	for _, m := range marks {
		if err := e.enter(ctx, m, &problems); err != nil {
			return 0, err
		}
	}
	return e.entered, problems.Err()
}

// MayTakeBack refuses when marks of a batch came from elsewhere than the
// source, or its graduation meeting was prepared.
func MayTakeBack(ctx context.Context, tx *db.Tx, batch training.BatchID, source string) error {
	var others, meetings int
	err := tx.QueryRow(ctx, `SELECT (SELECT COUNT(*) FROM evaluation_mark WHERE batch_id = $1 AND source <> $2), (SELECT COUNT(*) FROM evaluation_meeting WHERE batch_id = $1)`, string(batch), source).Scan(&others, &meetings)
	switch {
	case err != nil:
		return fmt.Errorf("ask for marks of batch %s: %w", batch, err)
	case meetings > 0:
		return fault.Conflict("evaluation.back.meeting")
	case others > 0:
		return fault.Conflict("evaluation.back.marks", "N", others)
	}
	return nil
}

// TakeBack removes the marks that TakeIn entered under a source.
func (b *Board) TakeBack(ctx context.Context, tx *db.Tx, actor access.Actor, a org.Agency, batch training.BatchID, source string) error {
	if err := actor.Require(string(a.ID), takers...); err != nil {
		return err
	}
	if err := MayTakeBack(ctx, tx, batch, source); err != nil {
		return err
	}
	n, err := tx.Exec(ctx, `DELETE FROM evaluation_mark WHERE batch_id = $1 AND source = $2`, string(batch), source)
	if err != nil {
		return fmt.Errorf("take marks of batch %s back: %w", batch, err)
	}
	return audit.Write(ctx, tx, audit.Entry{Agency: string(a.ID), At: b.Clock.Now(), Actor: actor.Ref(), Act: "evaluation.take_back", Subject: "batch:" + string(batch), Before: map[string]int64{"marks": n}})
}
