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
)

// CreateProgramme stores what Propose shows: programme, waves, batches with
// groups, stage dates and seats. It refuses a name that exists already and
// says what exists, and a proposal that is no more the one that was looked
// at. Officer and committee may.
func (p *Planner) CreateProgramme(ctx context.Context, actor access.Actor, agency org.AgencyID, o Order) (ProgrammeID, Proposal, error) {
	programme := ProgrammeID(id.New())
	var prop Proposal
	err := p.DB.InTx(ctx, func(tx *db.Tx) error {
		if err := tx.Lock(ctx, "training:"+string(agency)); err != nil {
			return err
		}
		if err := p.refuseTwice(ctx, tx, actor, agency, o.Name); err != nil {
			return err
		}
		var err error
		if prop, err = p.Propose(ctx, tx, actor, agency, o); err != nil {
			return err
		}
		if o.Seen != "" && o.Seen != prop.Mark() {
			return fault.Conflict("training.fault.changed")
		}
		return p.store(ctx, tx, actor, agency, programme, prop)
	})
	if err != nil {
		return "", prop, fmt.Errorf("create programme: %w", err)
	}
	return programme, prop, nil
}

// refuseTwice says what exists when the name is taken.
func (p *Planner) refuseTwice(ctx context.Context, tx *db.Tx, actor access.Actor, agency org.AgencyID, name string) error {
	if err := actor.Require(string(agency), writers...); err != nil {
		return err
	}
	have, err := ProgrammeByName(ctx, tx, agency, name)
	if fault.KindOf(err) == fault.KindNotFound {
		return nil
	}
	if err != nil {
		return err
	}
	batches, err := Batches(ctx, tx, have.ID)
	if err != nil {
		return err
	}
	waves, err := Waves(ctx, tx, have.ID)
	if err != nil {
		return err
	}
	people := 0
	for _, b := range batches {
		people += b.Size
	}
	return fault.Conflict("training.fault.exists", "Name", have.Name, "Waves", len(waves), "Batches", len(batches), "People", people, "Start", string(have.Start))
}

func (p *Planner) store(ctx context.Context, tx *db.Tx, actor access.Actor, agency org.AgencyID, programme ProgrammeID, prop Proposal) error {
	hash, err := storePack(ctx, tx, prop.Rules)
	if err != nil {
		return err
	}
	now := p.Clock.Now()
	if err := p.insertProgramme(ctx, tx, agency, programme, hash, &prop); err != nil {
		return err
	}
	after := map[string]any{"name": prop.Name, "pack": prop.Pack, "mode": prop.Mode, "start": prop.Start, "cap": prop.Cap, "waves": len(prop.Division.Waves), "batches": len(prop.Division.Batches()), "people": prop.People(), "mixed": prop.Mixed, "share": prop.Share, "quota": prop.Quota, "waiting": len(prop.Division.Waiting), "locks": len(prop.Locks)}
	err = audit.Write(ctx, tx, audit.Entry{Agency: string(agency), At: now, Actor: actor.Ref(), Act: "training.create", Subject: "programme:" + string(programme), After: after})
	if err != nil {
		return err
	}
	a, err := org.AgencyByID(ctx, tx, agency)
	if err != nil {
		return err
	}
	today := a.Today(now)
	for i, w := range prop.Division.Waves {
		wave := Wave{ID: WaveID(id.New()), Programme: programme, Number: w.Number, Start: prop.Starts[i]}
		if err := storeWave(ctx, tx, wave); err != nil {
			return err
		}
		for _, b := range w.Batches {
			batch := Batch{ID: BatchID(id.New()), Agency: agency, Programme: programme, Wave: wave.ID, WaveNumber: w.Number, Number: b.Number, Label: b.Label, Class: b.Class,
				Mode: prop.Mode, Start: wave.Start, AsOf: prop.AsOf, State: BatchOpen}
			if err := p.storeBatch(ctx, tx, actor, batch, hash, stagesOf(prop.Course, prop.Dates[i], prop.Stages), b.Groups, min(today, wave.Start)); err != nil {
				return err
			}
		}
	}
	return storeWaiting(ctx, tx, agency, programme, today, prop.Division.Waiting)
}

// insertProgramme stores the row of a programme.
func (p *Planner) insertProgramme(ctx context.Context, tx *db.Tx, agency org.AgencyID, programme ProgrammeID, hash string, prop *Proposal) error {
	err := tx.Do(ctx, `INSERT INTO training_programme (id, agency_id, name, search_key, pack_hash, pack_id, mode, start_date, cap, group_count, mixed, numbering, ramadan_from, ramadan_until, share, created_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)`,
		string(programme), string(agency), prop.Name, org.Fold(prop.Name), hash, prop.Pack, prop.Mode, string(prop.Start), prop.Cap, prop.Groups, db.Flag(prop.Mixed), string(prop.Numbering),
		string(prop.RamadanFrom), string(prop.RamadanUntil), prop.Share, clock.Stamp(p.Clock.Now()))
	if err != nil {
		return fmt.Errorf("store programme: %w", err)
	}
	return nil
}

// storeBatch stores a batch with its stages and groups and seats its people.
func (p *Planner) storeBatch(ctx context.Context, tx *db.Tx, actor access.Actor, b Batch, hash string, stages []Stage, people [][]Candidate, from clock.Date) error {
	b.Start, b.End = span(stages)
	groups, err := p.insertBatch(ctx, tx, b, hash, stages, len(people))
	if err != nil {
		return err
	}
	for i, members := range people {
		for _, c := range members {
			seat := Seat{ID: SeatID(id.New()), Agency: b.Agency, Programme: b.Programme, Batch: b.ID, Person: c.Person, Attempt: 1, From: from, Group: groups[i].ID, GroupNumber: i + 1,
				Began: Turn{Event: Planned, By: actor.Ref()}}
			seat.Chain = seat.ID
			if err := p.sit(ctx, tx, actor, seat, ""); err != nil {
				return err
			}
		}
	}
	return p.dated(ctx, tx, actor, b.Agency, b.ID)
}

func (p *Planner) dated(ctx context.Context, tx *db.Tx, actor access.Actor, agency org.AgencyID, batch BatchID) error {
	if p.Dated == nil {
		return nil
	}
	return p.Dated(ctx, tx, actor, agency, batch)
}

// span returns the first and the last day of stages.
func span(stages []Stage) (from, to clock.Date) {
	for _, s := range stages {
		if len(s.Days) == 0 {
			continue
		}
		if from.IsZero() || s.Start < from {
			from = s.Start
		}
		to = max(to, s.End)
	}
	return from, to
}

// stagesOf returns the stages of a mode with their dates, those left out too.
func stagesOf(mode *regulation.Mode, d Dates, changes map[string]regulation.StageChange) []Stage {
	var stages []Stage
	for i := range mode.Stages {
		s := Stage{Key: mode.Stages[i].Key, Kind: mode.Stages[i].Kind, Change: changes[mode.Stages[i].Key]}
		for _, dated := range d.Stages {
			if dated.Stage.Key == s.Key {
				s.Start, s.End, s.Days = dated.Start, dated.End, dated.Days
			}
		}
		stages = append(stages, s)
	}
	return stages
}
