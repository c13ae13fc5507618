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
	"pamong/internal/regulation"
	"pamong/internal/roster"
)

// Existing is a programme as an office has it already, when it moves in in
// the middle of a year: the division is not proposed but taken as it is.
type Existing struct {
	ID      ProgrammeID // chosen by the caller, so that it can be taken back by it
	Name    string
	Pack    string // id
	Mode    string // key
	Batches []ExistingBatch
	Reason  string // why people are seated: which files said so
}

// ExistingBatch is one batch of it. Groups hold the people of each group, the
// first is number 1; none may be missing.
type ExistingBatch struct {
	Number, Wave int
	Class        Class
	Start, AsOf  clock.Date
	Stages       map[string]regulation.StageChange
	Groups       [][]roster.PersonID
}

// TakeOver stores a programme as it stands, within the caller's transaction,
// and returns its batches in the order given. It refuses a name that exists
// and a person who is seated already. More people than the cap of the pack are
// taken: they sit there.
func (p *Planner) TakeOver(ctx context.Context, tx *db.Tx, actor access.Actor, agency org.AgencyID, e Existing) ([]Batch, error) {
	if err := p.refuseTwice(ctx, tx, actor, agency, e.Name); err != nil {
		return nil, err
	}
	a, err := org.AgencyByID(ctx, tx, agency)
	if err != nil {
		return nil, err
	}
	packs, err := p.Rules.Packs(ctx, tx, string(agency))
	if err != nil {
		return nil, err
	}
	now := p.Clock.Now()
	prop := Proposal{Order: Order{Name: e.Name, Pack: e.Pack, Mode: e.Mode, Start: e.first(), AsOf: a.Today(now)}}
	if err := prop.rules(packs, prop.AsOf); err != nil {
		return nil, err
	}
	if err := prop.check(); err != nil {
		return nil, err
	}
	for _, b := range e.Batches {
		n := 0
		for _, g := range b.Groups {
			n += len(g)
		}
		prop.Cap, prop.Groups = max(prop.Cap, n), max(prop.Groups, len(b.Groups))
		prop.Mixed = prop.Mixed || b.Class == Mixed
	}
	hash, err := storePack(ctx, tx, prop.Rules)
	if err != nil {
		return nil, err
	}
	if err := p.insertProgramme(ctx, tx, agency, e.ID, hash, &prop); err != nil {
		return nil, err
	}
	after := map[string]any{"name": prop.Name, "pack": prop.Pack, "mode": prop.Mode, "start": prop.Start, "batches": len(e.Batches)}
	if err := audit.Write(ctx, tx, audit.Entry{Agency: string(agency), At: now, Actor: actor.Ref(), Act: "training.take_over", Subject: "programme:" + string(e.ID), After: after, Reason: e.Reason}); err != nil {
		return nil, err
	}
	return p.takeBatches(ctx, tx, actor, agency, e, &prop, hash)
}

// first is the day on which the first batch begins.
func (e *Existing) first() clock.Date {
	var first clock.Date
	for _, b := range e.Batches {
		if first == "" || b.Start < first {
			first = b.Start
		}
	}
	return first
}

func (p *Planner) takeBatches(ctx context.Context, tx *db.Tx, actor access.Actor, agency org.AgencyID, e Existing, prop *Proposal, hash string) ([]Batch, error) {
	holidays, err := p.Rules.Holidays(ctx, tx, string(agency))
	if err != nil {
		return nil, err
	}
	waves, starts := map[int]Wave{}, map[int]clock.Date{}
	for _, b := range e.Batches {
		if have, ok := starts[b.Wave]; !ok || b.Start < have {
			starts[b.Wave] = b.Start
		}
	}
	var made []Batch
	for _, b := range e.Batches {
		w, ok := waves[b.Wave]
		if !ok {
			w = Wave{ID: WaveID(id.New()), Programme: e.ID, Number: b.Wave, Start: starts[b.Wave]}
			if err := storeWave(ctx, tx, w); err != nil {
				return nil, err
			}
			waves[b.Wave] = w
		}
		dates, err := DatesOf(prop.Course, b.Start, holidays.AsOf(b.AsOf), b.Stages)
		if err != nil {
			return nil, err
		}
		batch := Batch{ID: BatchID(id.New()), Agency: agency, Programme: e.ID, Wave: w.ID, WaveNumber: w.Number, Number: b.Number, Label: prop.Numbering.Label(b.Number), Class: b.Class,
			Mode: prop.Mode, Start: b.Start, AsOf: b.AsOf, State: BatchOpen}
		groups := make([][]Candidate, len(b.Groups))
		for i, people := range b.Groups {
			for _, person := range people {
				groups[i] = append(groups[i], Candidate{Person: person})
			}
		}
		if err := p.storeBatch(ctx, tx, actor, batch, hash, stagesOf(prop.Course, dates, b.Stages), groups, min(prop.AsOf, b.Start)); err != nil {
			return nil, err
		}
		made = append(made, batch)
	}
	return made, nil
}

// changed says what has happened to a programme since it was taken over, as the
// key of a message; "" while nothing has.
func (p *Planner) changed(ctx context.Context, tx *db.Tx, programme ProgrammeID) (string, error) {
	for _, ask := range []struct{ key, query string }{
		{"training.back.seats", `SELECT COUNT(*) FROM training_seat WHERE programme_id = $1 AND (until_date <> '' OR begin_event <> 'planned')`},
		{"training.back.groups", `SELECT COUNT(*) FROM training_group_seat g JOIN training_seat s ON s.id = g.seat_id WHERE s.programme_id = $1 AND g.until_date <> ''`},
		{"training.back.batches", `SELECT COUNT(*) FROM training_batch WHERE programme_id = $1 AND state <> 'open'`},
		{"training.back.outcomes", `SELECT COUNT(*) FROM training_outcome o JOIN training_seat s ON s.person_id = o.person_id WHERE s.programme_id = $1 AND o.withdrawn_at = '' AND o.source LIKE 'meeting:%'`},
	} {
		var n int
		if err := tx.QueryRow(ctx, ask.query, string(programme)).Scan(&n); err != nil {
			return "", fmt.Errorf("ask what was built on programme %s: %w", programme, err)
		}
		if n > 0 {
			return ask.key, nil
		}
	}
	return "", nil
}

// MayTakeBack refuses with what stands in the way of taking a programme back.
func (p *Planner) MayTakeBack(ctx context.Context, tx *db.Tx, agency org.AgencyID, programme ProgrammeID) error {
	if _, err := scanProgramme(tx.QueryRow(ctx, `SELECT `+programmeColumns+` FROM training_programme WHERE id = $1 AND agency_id = $2`, string(programme), string(agency))); err != nil {
		return missing(err, "programme "+string(programme))
	}
	key, err := p.changed(ctx, tx, programme)
	if err != nil || key == "" {
		return err
	}
	return fault.Conflict(key)
}

// TakeBack removes a programme that was taken over, as if it had never been
// entered. The sessions of its batches, their attendance and marks have gone
// before, by the acts of the later houses. It is refused when seats, groups or
// batches were changed since.
func (p *Planner) TakeBack(ctx context.Context, tx *db.Tx, actor access.Actor, agency org.AgencyID, programme ProgrammeID) error {
	if err := actor.Require(string(agency), writers...); err != nil {
		return err
	}
	if err := p.MayTakeBack(ctx, tx, agency, programme); err != nil {
		return err
	}
	seats, err := db.List(ctx, tx, "list seats of programme", scanSeat, seatQuery+`WHERE s.programme_id = $1`, string(programme))
	if err != nil {
		return err
	}
	for _, s := range seats {
		for _, scope := range []access.Scope{access.BatchScope(string(s.Batch)), access.GroupScope(string(s.Group))} {
			if err := access.Forget(ctx, tx, scope, string(s.Person)); err != nil {
				return err
			}
		}
	}
	for _, q := range []string{
		`DELETE FROM training_outcome WHERE withdrawn_at <> '' AND person_id IN (SELECT person_id FROM training_seat WHERE programme_id = $1)`,
		`DELETE FROM training_group_seat WHERE seat_id IN (SELECT id FROM training_seat WHERE programme_id = $1)`,
		`DELETE FROM training_seat WHERE programme_id = $1`,
		`DELETE FROM training_group WHERE batch_id IN (SELECT id FROM training_batch WHERE programme_id = $1)`,
		`DELETE FROM training_stage WHERE batch_id IN (SELECT id FROM training_batch WHERE programme_id = $1)`,
		`DELETE FROM training_batch WHERE programme_id = $1`,
		`DELETE FROM training_wave WHERE programme_id = $1`,
		`DELETE FROM training_waiting WHERE programme_id = $1`,
		`DELETE FROM training_programme WHERE id = $1`,
	} {
		if err := tx.Do(ctx, q, string(programme)); err != nil {
			return fmt.Errorf("take programme %s back: %w", programme, err)
		}
	}
	return audit.Write(ctx, tx, audit.Entry{Agency: string(agency), At: p.Clock.Now(), Actor: actor.Ref(), Act: "training.take_back", Subject: "programme:" + string(programme), Before: map[string]int{"seats": len(seats)}})
}

// ForgetWithdrawn removes outcomes that were taken back with the list that had
// brought them, so that their people can be taken back too.
func ForgetWithdrawn(ctx context.Context, tx *db.Tx, agency org.AgencyID, source string) error {
	if err := tx.Do(ctx, `DELETE FROM training_outcome WHERE agency_id = $1 AND source = $2 AND withdrawn_at <> ''`, string(agency), source); err != nil {
		return fmt.Errorf("forget outcomes of %s: %w", source, err)
	}
	return nil
}
