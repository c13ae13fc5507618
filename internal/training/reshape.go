package training

import (
	"context"
	"fmt"

	"pamong/internal/access"
	"pamong/internal/audit"
	"pamong/internal/kit/clock"
	"pamong/internal/kit/db"
	"pamong/internal/kit/fault"
	"pamong/internal/kit/id"
	"pamong/internal/org"
	"pamong/internal/roster"
)

// SplitBatch makes a new batch in the same wave from half of each group of a
// batch, from a date on. The new batch takes the next free number, the dates
// and the pack of the old one. Officer and committee of the whole agency may.
func (p *Planner) SplitBatch(ctx context.Context, actor access.Actor, agency org.AgencyID, batch BatchID, n Note) (BatchID, error) {
	made := BatchID(id.New())
	if err := actor.Require(string(agency), writers...); err != nil {
		return "", err
	}
	err := p.DB.InTx(ctx, func(tx *db.Tx) error {
		b, err := batchFor(ctx, tx, actor, agency, batch)
		if err != nil {
			return err
		}
		programme, err := ProgrammeByID(ctx, tx, agency, b.Programme)
		if err != nil {
			return err
		}
		if err := tx.Lock(ctx, "training:"+string(agency)); err != nil {
			return err
		}
		seats, err := Seats(ctx, tx, batch)
		if err != nil {
			return err
		}
		n := n
		if err := n.forAll(seats, b); err != nil {
			return err
		}
		if b.Size < 2*programme.Groups {
			return fault.Conflict("training.fault.small_split", "Label", b.Label, "N", b.Size)
		}
		return p.split(ctx, tx, actor, programme, b, made, seats, n)
	})
	if err != nil {
		return "", fmt.Errorf("split batch %s: %w", batch, err)
	}
	return made, nil
}

// forAll cleans a note that moves several people at once.
func (n *Note) forAll(seats []Seat, b Batch) error {
	from := b.Start
	for i, s := range seats {
		if i == 0 || s.From > from {
			from = s.From
		}
	}
	var f fault.Fields
	n.clean(&f, from)
	if n.Date.Valid() && n.Date > b.End {
		f.Add("date", "training.fault.after", "Until", string(b.End))
	}
	return f.Err()
}

func (p *Planner) split(ctx context.Context, tx *db.Tx, actor access.Actor, programme Programme, b Batch, made BatchID, seats []Seat, n Note) error {
	var hash string
	var number int
	err := tx.QueryRow(ctx, `SELECT b.pack_hash, (SELECT MAX(o.number) FROM training_batch o WHERE o.programme_id = b.programme_id) FROM training_batch b WHERE b.id = $1`, string(b.ID)).Scan(&hash, &number)
	if err != nil {
		return fmt.Errorf("find next number: %w", err)
	}
	stages, err := Stages(ctx, tx, b.ID)
	if err != nil {
		return err
	}
	groups, err := Groups(ctx, tx, b.ID)
	if err != nil {
		return err
	}
	moving, err := halves(ctx, tx, b, len(groups))
	if err != nil {
		return err
	}
	next := b
	next.ID, next.Number, next.Label = made, number+1, programme.Numbering.Label(number+1)
	if _, err := p.insertBatch(ctx, tx, next, hash, stages, len(groups)); err != nil {
		return err
	}
	if err := p.dated(ctx, tx, actor, b.Agency, made); err != nil {
		return err
	}
	for _, s := range seats {
		if moving[s.Person] {
			if err := p.move(ctx, tx, actor, s, next, s.GroupNumber, n); err != nil {
				return err
			}
		}
	}
	return audit.Write(ctx, tx, audit.Entry{Agency: string(b.Agency), At: p.Clock.Now(), Actor: actor.Ref(), Act: "training.split", Subject: "batch:" + string(b.ID),
		After: n.in(map[string]any{"batch": made, "label": next.Label, "people": len(moving), "date": n.Date}), Reason: n.Reason})
}

// halves chooses the half of every group that moves; of groups with an odd
// number every other one gives one more.
func halves(ctx context.Context, tx *db.Tx, b Batch, groups int) (map[roster.PersonID]bool, error) {
	members, err := membersOf(ctx, tx, b.Agency, b.ID, groups)
	if err != nil {
		return nil, err
	}
	moving := map[roster.PersonID]bool{}
	for i, people := range members {
		if len(people) == 0 {
			continue
		}
		parts := balance(people, spread(len(people), 2), nil)
		for _, c := range parts[(i+1)%2] {
			moving[c.Person] = true
		}
	}
	return moving, nil
}

// MergeBatches takes everybody of one batch into another of the same
// programme from a date on; the emptied batch stays in the books as merged.
// It refuses when both together are more than the cap.
func (p *Planner) MergeBatches(ctx context.Context, actor access.Actor, agency org.AgencyID, from, into BatchID, n Note) error {
	if err := actor.Require(string(agency), writers...); err != nil {
		return err
	}
	err := p.DB.InTx(ctx, func(tx *db.Tx) error {
		b, err := batchFor(ctx, tx, actor, agency, from)
		if err != nil {
			return err
		}
		target, err := p.roomIn(ctx, tx, actor, agency, into, b.Size)
		if err != nil {
			return err
		}
		if b.ID == target.ID || b.Programme != target.Programme {
			var f fault.Fields
			f.Add("batch", "training.fault.same_batch")
			return f.Err()
		}
		seats, err := Seats(ctx, tx, from)
		if err != nil {
			return err
		}
		n := n
		if err := n.forAll(seats, target); err != nil {
			return err
		}
		if err := p.mix(ctx, tx, actor, b, &target, n); err != nil {
			return err
		}
		for _, s := range seats {
			if err := p.move(ctx, tx, actor, s, target, 0, n); err != nil {
				return err
			}
		}
		if err := tx.Do(ctx, `UPDATE training_batch SET state = 'merged' WHERE id = $1`, string(from)); err != nil {
			return fmt.Errorf("close batch: %w", err)
		}
		return audit.Write(ctx, tx, audit.Entry{Agency: string(agency), At: p.Clock.Now(), Actor: actor.Ref(), Act: "training.merge", Subject: "batch:" + string(from),
			After: n.in(map[string]any{"into": into, "people": len(seats), "date": n.Date}), Reason: n.Reason})
	})
	if err != nil {
		return fmt.Errorf("merge batch %s: %w", from, err)
	}
	return nil
}

// mix makes a batch mixed that takes in one of the other golongan, which the note
// has to say.
func (p *Planner) mix(ctx context.Context, tx *db.Tx, actor access.Actor, from Batch, into *Batch, n Note) error {
	if into.Class == Mixed || from.Class == into.Class {
		return nil
	}
	if !n.Across {
		var f fault.Fields
		f.Add("across", "training.fault.across_merge", "Label", into.Label)
		return f.Err()
	}
	was := into.Class
	into.Class = Mixed
	if err := tx.Do(ctx, `UPDATE training_batch SET class = $1 WHERE id = $2`, string(Mixed), string(into.ID)); err != nil {
		return fmt.Errorf("mix batch %s: %w", into.ID, err)
	}
	return audit.Write(ctx, tx, audit.Entry{Agency: string(into.Agency), At: p.Clock.Now(), Actor: actor.Ref(), Act: "training.mix", Subject: "batch:" + string(into.ID), Before: was, After: Mixed, Reason: n.Reason})
}

// MergedOn returns the batches of an agency that were merged into another one,
// each with the first day on which nobody is in it any more.
func MergedOn(ctx context.Context, q db.Q, agency org.AgencyID) (map[BatchID]clock.Date, error) {
	type merged struct {
		batch BatchID
		day   clock.Date
	}
	list, err := db.List(ctx, q, "list merged batches", func(row db.Row) (m merged, err error) {
		err = row.Scan(&m.batch, &m.day)
		return m, err
	}, `SELECT b.id, COALESCE(MAX(CASE WHEN s.end_event = 'moved' THEN s.until_date END), '') FROM training_batch b LEFT JOIN training_seat s ON s.batch_id = b.id WHERE b.agency_id = $1 AND b.state = 'merged' GROUP BY b.id`, string(agency))
	days := make(map[BatchID]clock.Date, len(list))
	for _, m := range list {
		days[m.batch] = m.day
	}
	return days, err
}
