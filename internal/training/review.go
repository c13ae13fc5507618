package training

import (
	"context"
	"slices"

	"pamong/internal/kit/calendar"
	"pamong/internal/kit/clock"
	"pamong/internal/kit/db"
	"pamong/internal/org"
	"pamong/internal/regulation"
	"pamong/internal/roster"
)

// Review is a programme with everything that its plan shows.
type Review struct {
	Programme Programme
	Rules     *regulation.Pack
	Course    *regulation.Mode
	Waves     []ReviewedWave
	Warnings  []Warning
	People    int
}

// ReviewedWave is one wave of a review.
type ReviewedWave struct {
	Wave    Wave
	Batches []ReviewedBatch
}

// ReviewedBatch is one batch of a review.
type ReviewedBatch struct {
	Batch   Batch
	Stages  []Stage
	Groups  []int // people per group
	Balance Balance
}

// Review reads a programme with its waves, batches, stages, and what a person
// should know of them.
func (p *Planner) Review(ctx context.Context, q db.Q, agency org.Agency, id ProgrammeID) (Review, error) {
	programme, err := ProgrammeByID(ctx, q, agency.ID, id)
	if err != nil {
		return Review{}, err
	}
	r := Review{Programme: programme}
	if r.Rules, err = PackOfProgramme(ctx, q, id); err != nil {
		return r, err
	}
	if r.Course, err = r.Rules.Training.Mode(programme.Mode); err != nil {
		return r, err
	}
	waves, err := Waves(ctx, q, id)
	if err != nil {
		return r, err
	}
	batches, err := Batches(ctx, q, id)
	if err != nil {
		return r, err
	}
	members, err := membersByBatch(ctx, q, agency.ID, programme)
	if err != nil {
		return r, err
	}
	probation, err := p.Rules.Newest(ctx, q, string(agency.ID), regulation.KindProbation, agency.Today(p.Clock.Now()))
	if err != nil {
		return r, err
	}
	holidays, err := p.Rules.Holidays(ctx, q, string(agency.ID))
	if err != nil {
		return r, err
	}
	for _, w := range waves {
		reviewed := ReviewedWave{Wave: w}
		for _, b := range batches {
			if b.Wave != w.ID {
				continue
			}
			stages, err := Stages(ctx, q, b.ID)
			if err != nil {
				return r, err
			}
			one := ReviewedBatch{Batch: b, Stages: stages, Balance: Measure(members[b.ID])}
			for _, g := range members[b.ID] {
				one.Groups = append(one.Groups, len(g))
			}
			r.People += b.Size
			reviewed.Batches = append(reviewed.Batches, one)
		}
		if err := r.warn(holidays, reviewed, members, probation.Probation); err != nil {
			return r, err
		}
		r.Waves = append(r.Waves, reviewed)
	}
	return r, nil
}

// warn collects the warnings of a wave, those that its batches share once, and
// the people whose probation is full before their batch ends.
func (r *Review) warn(holidays *calendar.List, w ReviewedWave, members map[BatchID][][]Candidate, rule *regulation.Probation) error {
	var found []Warning
	var late []Candidate
	var end, latest clock.Date
	for _, b := range w.Batches {
		dates, err := DatesOf(r.Course, w.Wave.Start, holidays.AsOf(b.Batch.AsOf), changesOf(b.Stages))
		if err != nil {
			return err
		}
		found = append(found, dates.Warnings...)
		end = max(end, b.Batch.End)
		own := Late(slices.Concat(members[b.Batch.ID]...), b.Batch.End, rule)
		if len(own) == 0 {
			continue
		}
		start, err := latestStart(r.Course, w.Wave.Start, holidays.AsOf(b.Batch.AsOf), changesOf(b.Stages), own, b.Batch.End, rule)
		if err != nil {
			return err
		}
		if len(late) == 0 || start < latest {
			latest = start
		}
		late = append(late, own...)
	}
	if len(late) > 0 {
		found = append(found, lateWarning(late, end, latest))
	}
	for i, one := range found {
		same := func(o Warning) bool { return o.Key == one.Key && slices.Equal(o.Args, one.Args) }
		if !slices.ContainsFunc(found[:i], same) {
			one.Wave = w.Wave.Number
			r.Warnings = append(r.Warnings, one)
		}
	}
	return nil
}

// membersByBatch returns the people of a programme by batch and group.
func membersByBatch(ctx context.Context, q db.Q, agency org.AgencyID, programme Programme) (map[BatchID][][]Candidate, error) {
	people, err := roster.All(ctx, q, agency)
	if err != nil {
		return nil, err
	}
	seated, err := Seated(ctx, q, agency)
	if err != nil {
		return nil, err
	}
	tree, err := org.TreeOf(ctx, q, agency)
	if err != nil {
		return nil, err
	}
	members := map[BatchID][][]Candidate{}
	for _, person := range people {
		s, ok := seated[person.ID]
		if !ok || s.Programme != programme.ID {
			continue
		}
		if members[s.Batch] == nil {
			members[s.Batch] = make([][]Candidate, programme.Groups)
		}
		if s.GroupNumber >= 1 && s.GroupNumber <= programme.Groups {
			members[s.Batch][s.GroupNumber-1] = append(members[s.Batch][s.GroupNumber-1], candidate(person, tree))
		}
	}
	return members, nil
}
