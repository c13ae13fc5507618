package training

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"pamong/internal/access"
	"pamong/internal/audit"
	"pamong/internal/kit/calendar"
	"pamong/internal/kit/clock"
	"pamong/internal/kit/db"
	"pamong/internal/kit/fault"
	"pamong/internal/org"
	"pamong/internal/regulation"
)

// SetWaveStart moves the start of a wave, and with it the stages of its
// batches. The reason is kept.
func (p *Planner) SetWaveStart(ctx context.Context, actor access.Actor, agency org.AgencyID, wave WaveID, start clock.Date, reason string) error {
	if err := actor.Require(string(agency), writers...); err != nil {
		return err
	}
	var f fault.Fields
	if !start.Valid() {
		f.Add("start", "web.bad_date")
	}
	if reason = cleanReason(reason, &f); len(f) > 0 {
		return f.Err()
	}
	return p.DB.InTx(ctx, func(tx *db.Tx) error {
		var opened clock.Date
		err := tx.QueryRow(ctx, `SELECT p.start_date FROM training_wave w JOIN training_programme p ON p.id = w.programme_id WHERE w.id = $1 AND p.agency_id = $2`, string(wave), string(agency)).Scan(&opened)
		if err := missing(err, "programme of wave"); err != nil {
			return err
		}
		if near(&f, "start", start, opened); len(f) > 0 {
			return f.Err()
		}
		batches, err := db.List(ctx, tx, "list batches", scanBatch, batchQuery+`WHERE b.wave_id = $1 AND b.agency_id = $2 AND b.state = 'open' ORDER BY b.number`, string(wave), string(agency))
		if err != nil {
			return err
		}
		if len(batches) == 0 {
			return fault.NotFound("access.not_found")
		}
		if err := tx.Do(ctx, `UPDATE training_wave SET start_date = $1 WHERE id = $2`, string(start), string(wave)); err != nil {
			return fmt.Errorf("move wave %s: %w", wave, err)
		}
		for _, b := range batches {
			if err := p.redate(ctx, tx, actor, b, redating{act: "training.wave_start", start: start, asOf: b.AsOf, reason: reason}); err != nil {
				return err
			}
		}
		return nil
	})
}

func cleanReason(reason string, f *fault.Fields) string {
	reason = strings.TrimSpace(reason)
	if reason == "" || len(reason) > 500 {
		f.Add("reason", "training.fault.reason")
	}
	return reason
}

// SetStage decides a stage of a batch otherwise than the pack: another number
// of days (0 leaves it out), other days that count, or a start by hand. A zero
// change goes back to the pack.
func (p *Planner) SetStage(ctx context.Context, actor access.Actor, agency org.AgencyID, batch BatchID, key string, change regulation.StageChange, reason string) error {
	var f fault.Fields
	if reason = cleanReason(reason, &f); len(f) > 0 {
		return f.Err()
	}
	return p.DB.InTx(ctx, func(tx *db.Tx) error {
		b, err := batchFor(ctx, tx, actor, agency, batch)
		if err != nil {
			return err
		}
		programme, err := ProgrammeByID(ctx, tx, agency, b.Programme)
		if err != nil {
			return err
		}
		near(&f, "start", change.Start, programme.Start)
		for day := range strings.FieldsSeq(change.Set) {
			if near(&f, "day", clock.Date(day), programme.Start); len(f) > 0 {
				break
			}
		}
		if err := f.Err(); err != nil {
			return err
		}
		return p.redate(ctx, tx, actor, b, redating{act: "training.stage", asOf: b.AsOf, reason: reason, stage: key, change: change})
	})
}

// redating is what moves the dates of a batch.
type redating struct {
	act    string
	start  clock.Date // "" keeps the start of the wave
	asOf   clock.Date
	reason string
	stage  string // whose change is new
	change regulation.StageChange
}

// redate computes the dates of a batch anew under its own pack, stores them,
// and lets its sessions follow.
func (p *Planner) redate(ctx context.Context, tx *db.Tx, actor access.Actor, b Batch, r redating) error {
	have, stages, _, err := p.redated(ctx, tx, b, r)
	if err != nil {
		return err
	}
	if err := storeStages(ctx, tx, b.ID, stages); err != nil {
		return err
	}
	from, to := span(stages)
	if err := tx.Do(ctx, `UPDATE training_batch SET start_date = $1, end_date = $2, holidays_as_of = $3 WHERE id = $4`, string(from), string(to), string(r.asOf), string(b.ID)); err != nil {
		return fmt.Errorf("move batch %s: %w", b.ID, err)
	}
	err = audit.Write(ctx, tx, audit.Entry{Agency: string(b.Agency), At: p.Clock.Now(), Actor: actor.Ref(), Act: r.act, Subject: "batch:" + string(b.ID), Before: stageState(have), After: stageState(stages), Reason: r.reason})
	if err != nil {
		return err
	}
	return p.dated(ctx, tx, actor, b.Agency, b.ID)
}

// redated computes the stages of a batch as they would be, beside those that
// it has.
func (p *Planner) redated(ctx context.Context, q db.Q, b Batch, r redating) (have, stages []Stage, dates Dates, err error) {
	if have, err = Stages(ctx, q, b.ID); err != nil {
		return nil, nil, dates, err
	}
	changes := changesOf(have)
	if r.stage != "" {
		changes[r.stage] = r.change
	}
	if r.start.IsZero() {
		if err := q.QueryRow(ctx, `SELECT start_date FROM training_wave WHERE id = $1`, string(b.Wave)).Scan(&r.start); err != nil {
			return nil, nil, dates, fmt.Errorf("read start of wave: %w", err)
		}
	}
	mode, err := modeOf(ctx, q, b)
	if err != nil {
		return nil, nil, dates, err
	}
	all, err := p.Rules.Holidays(ctx, q, string(b.Agency))
	if err != nil {
		return nil, nil, dates, err
	}
	holidays := all.AsOf(r.asOf)
	if dates, err = DatesOf(mode, r.start, holidays, changes); err != nil {
		return nil, nil, dates, err
	}
	if len(dates.Stages) == 0 {
		return nil, nil, dates, fault.Conflict("training.fault.no_days", "Mode", b.Mode)
	}
	dates.Warnings = append(dates.Warnings, daysOff(dates.Stages, changes, holidays)...)
	return have, stagesOf(mode, dates, changes), dates, nil
}

// daysOff warns of days set by hand that are Sundays or days off, and of a day
// that two stages have.
func daysOff(stages []regulation.StageDate, changes map[string]regulation.StageChange, holidays *calendar.List) []Warning {
	var found []Warning
	taken := map[clock.Date]string{}
	for _, s := range stages {
		for _, d := range s.Days {
			if other, twice := taken[d]; twice {
				found = append(found, Warning{Key: WarnDayTwice, Args: []any{"Day", string(d), "Stage", s.Stage.Key, "Before", other}})
			}
			taken[d] = s.Stage.Title.ID
			if changes[s.Stage.Key].Set == "" {
				continue
			}
			off := holidays.Between(d, d)
			switch {
			case len(off) > 0:
				found = append(found, Warning{Key: WarnDayOff, Args: []any{"Day", string(d), "Stage", s.Stage.Key, "Name", off[0].Name}})
			case d.Weekday() == time.Sunday:
				found = append(found, Warning{Key: WarnSunday, Args: []any{"Day", string(d), "Stage", s.Stage.Key}})
			}
		}
	}
	return found
}

// Trial is what the dates of a batch would be, and what that breaks.
type Trial struct {
	Stages   []Stage // as they would be
	Have     []Stage // as they are
	Warnings []Warning
	Late     []Candidate // whose probation would be full before the course ends
}

// TryStage says what a change of a stage would do, without doing it; a zero
// change of no stage says how the dates stand.
func (p *Planner) TryStage(ctx context.Context, q db.Q, agency org.Agency, b Batch, key string, change regulation.StageChange) (Trial, error) {
	var t Trial
	var dates Dates
	var err error
	if t.Have, t.Stages, dates, err = p.redated(ctx, q, b, redating{asOf: b.AsOf, stage: key, change: change}); err != nil {
		return t, err
	}
	t.Warnings = dates.Warnings
	groups, err := Groups(ctx, q, b.ID)
	if err != nil {
		return t, err
	}
	members, err := membersOf(ctx, q, agency.ID, b.ID, len(groups))
	if err != nil {
		return t, err
	}
	probation, err := p.Rules.Newest(ctx, q, string(agency.ID), regulation.KindProbation, agency.Today(p.Clock.Now()))
	if err != nil {
		return t, err
	}
	if t.Late = Late(slices.Concat(members...), dates.End(), probation.Probation); len(t.Late) > 0 {
		t.Warnings = append(t.Warnings, lateWarning(t.Late, dates.End(), ""))
	}
	return t, nil
}

func changesOf(stages []Stage) map[string]regulation.StageChange {
	changes := map[string]regulation.StageChange{}
	for _, s := range stages {
		if s.Change != (regulation.StageChange{}) {
			changes[s.Key] = s.Change
		}
	}
	return changes
}

func stageState(stages []Stage) []map[string]any {
	var state []map[string]any
	for _, s := range stages {
		state = append(state, map[string]any{"stage": s.Key, "start": s.Start, "end": s.End, "days": len(s.Days)})
	}
	return state
}

func modeOf(ctx context.Context, q db.Q, b Batch) (*regulation.Mode, error) {
	pack, err := PackOf(ctx, q, b.ID)
	if err != nil {
		return nil, err
	}
	return pack.Training.Mode(b.Mode)
}

// BatchDrift is a batch whose dates a newer list of holidays would move.
type BatchDrift struct {
	Batch  Batch
	Shifts []Shift
}

// Drifts returns the batches of a programme, running or to come, whose dates
// the holidays known today would move.
func (p *Planner) Drifts(ctx context.Context, q db.Q, agency org.Agency, programme ProgrammeID) ([]BatchDrift, error) {
	batches, err := Batches(ctx, q, programme)
	if err != nil {
		return nil, err
	}
	waves, err := Waves(ctx, q, programme)
	if err != nil {
		return nil, err
	}
	today := agency.Today(p.Clock.Now())
	holidays, err := p.Rules.Holidays(ctx, q, string(agency.ID))
	if err != nil {
		return nil, err
	}
	known := holidays.AsOf(today)
	var drifts []BatchDrift
	for _, b := range batches {
		if b.Agency != agency.ID || b.End < today || b.AsOf > today {
			continue
		}
		have, err := Stages(ctx, q, b.ID)
		if err != nil {
			return nil, err
		}
		mode, err := modeOf(ctx, q, b)
		if err != nil {
			return nil, err
		}
		now, err := DatesOf(mode, waves[slices.IndexFunc(waves, func(w Wave) bool { return w.ID == b.Wave })].Start, known, changesOf(have))
		if err != nil {
			return nil, err
		}
		if shifts := Drift(have, now, holidays, today); len(shifts) > 0 {
			drifts = append(drifts, BatchDrift{b, shifts})
		}
	}
	return drifts, nil
}

// AcceptHolidays dates batches anew with the holidays known today. Only the
// named batches move, and only those that Drifts would name.
func (p *Planner) AcceptHolidays(ctx context.Context, actor access.Actor, agency org.AgencyID, programme ProgrammeID, batches []BatchID, reason string) error {
	if err := actor.Require(string(agency), writers...); err != nil {
		return err
	}
	var f fault.Fields
	if len(batches) == 0 {
		f.Add("batch", "training.fault.no_batch")
	}
	if reason = cleanReason(reason, &f); len(f) > 0 {
		return f.Err()
	}
	return p.DB.InTx(ctx, func(tx *db.Tx) error {
		a, err := org.AgencyByID(ctx, tx, agency)
		if err != nil {
			return err
		}
		if _, err := ProgrammeByID(ctx, tx, agency, programme); err != nil {
			return err
		}
		drifts, err := p.Drifts(ctx, tx, a, programme)
		if err != nil {
			return err
		}
		var moved []Batch
		for _, batch := range batches {
			i := slices.IndexFunc(drifts, func(d BatchDrift) bool { return d.Batch.ID == batch })
			if i < 0 {
				return fault.Conflict("training.fault.no_drift")
			}
			err := p.redate(ctx, tx, actor, drifts[i].Batch, redating{act: "training.holidays", asOf: a.Today(p.Clock.Now()), reason: reason})
			if err != nil {
				return err
			}
			moved = append(moved, drifts[i].Batch)
		}
		return p.tellMoved(ctx, tx, actor, a, moved)
	})
}
