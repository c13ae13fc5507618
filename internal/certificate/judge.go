package certificate

import (
	"context"

	"pamong/internal/evaluation"
	"pamong/internal/kit/clock"
	"pamong/internal/kit/db"
	"pamong/internal/kit/id"
	"pamong/internal/org"
	"pamong/internal/regulation"
	"pamong/internal/roster"
	"pamong/internal/training"
)

// findings is what decides who of a batch may have which paper, read at one
// moment.
type findings struct {
	table    *evaluation.Table
	days, jp int
	today    clock.Date
	basis    Accreditation
	verdicts map[roster.PersonID]evaluation.Verdict
	held     map[roster.PersonID]map[Kind]held
	sttp     map[string]STTP
	corrects string // the reason of a transcript that replaces one after a correction
}

// held is what somebody has of one kind of paper.
type held struct{ valid, making Paper }

func (r *Registry) findings(ctx context.Context, q db.Q, a org.Agency, t *evaluation.Table) (*findings, error) {
	f := &findings{table: t, today: a.Today(r.Clock.Now()), held: map[roster.PersonID]map[Kind]held{}, corrects: r.Speak.T("certificate.corrected_reason")}
	var err error
	if f.days, f.jp, err = course(t); err != nil {
		return nil, err
	}
	if f.basis, err = AccreditationOf(ctx, q, a.ID); err != nil {
		return nil, err
	}
	if f.verdicts, err = evaluation.Verdicts(ctx, q, a.ID); err != nil {
		return nil, err
	}
	if f.sttp, err = All(ctx, q, string(a.ID)); err != nil {
		return nil, err
	}
	list, err := papers(ctx, q, `p.agency_id = $1 AND p.batch_id = $2 AND e.paper_id IS NULL`, string(a.ID), string(t.Batch.ID))
	for _, p := range list {
		if f.held[p.Person] == nil {
			f.held[p.Person] = map[Kind]held{}
		}
		h := f.held[p.Person][p.Kind]
		if p.State == Making {
			h.making = p
		} else {
			h.valid = p
		}
		f.held[p.Person][p.Kind] = h
	}
	return f, err
}

// judge says which paper of a kind somebody may have now, or why none. Both
// says that transcripts are issued at the same time.
func (f *findings) judge(row *evaluation.Row, kind Kind, both bool) (Paper, *Left) {
	left := func(key string, args ...any) (Paper, *Left) {
		return Paper{}, &Left{Person: row.Person, Kind: kind, Key: key, Args: args}
	}
	v := row.Verdict
	if v == nil {
		return left("certificate.left.no_verdict")
	}
	if now, ok := f.verdicts[row.Person.ID]; ok && now.Chain == v.Chain && now.ID != v.ID {
		return left("certificate.left.moved")
	}
	p := Paper{ID: id.New(), Kind: kind, Batch: f.table.Batch.ID, Person: row.Person.ID, Verdict: v.ID, IssuedOn: f.today, Days: f.days, JP: f.jp}
	have := f.held[row.Person.ID][kind].valid
	if kind == Own {
		if key, args, holds := f.withheld(row, have, both); key != "" {
			return Paper{}, &Left{Person: row.Person, Kind: kind, Key: key, Args: args, Holds: holds}
		}
		return p, nil
	}
	switch {
	case have.ID != "" && have.Verdict == v.ID:
		return Paper{}, &Left{Person: row.Person, Kind: kind, Key: "certificate.left.holds", Args: []any{"Number", have.Number}, Holds: true}
	case have.ID != "":
		p.Replaces, p.Why = have.ID, f.corrects
	}
	return p, nil
}

// withheld says why somebody gets no STTP of our own now, "" when they do.
func (f *findings) withheld(row *evaluation.Row, have Paper, both bool) (key string, args []any, holds bool) {
	v, transcript := row.Verdict, f.held[row.Person.ID][Transcript].valid
	sttp, some := f.sttp[string(row.Person.ID)]
	switch {
	case have.ID != "" && have.Verdict == v.ID:
		return "certificate.left.holds", []any{"Number", have.Number}, true
	case have.ID != "":
		return "certificate.left.corrected", []any{"Number", have.Number}, false
	case some && sttp.Paper == "":
		return "certificate.left.imported", []any{"Number", sttp.Number}, true
	case some:
		return "certificate.left.holds", []any{"Number", sttp.Number}, true
	case v.Outcome == regulation.Deferred:
		return "certificate.left.deferred", nil, false
	case v.Outcome != regulation.Passed:
		return "certificate.left.failed", nil, false
	case f.table.Batch.End > f.today:
		return "certificate.left.running", []any{"On", f.table.Batch.End}, false
	case !both && (transcript.ID == "" || transcript.Verdict != v.ID):
		return "certificate.left.no_transcript", nil, false
	}
	return "", nil, false
}

// form is how the numbers of a kind are written.
func (f *findings) form(kind Kind) Form {
	if kind == Own {
		return f.basis.Form
	}
	return transcriptForm
}

func (f *findings) occasion(row *evaluation.Row) occasion {
	return occasion{class: string(training.ClassOf(row.Person.Golongan)), batch: f.table.Batch.Label}
}

// course returns days and JP of the batch's mode.
func course(t *evaluation.Table) (days, jp int, err error) {
	mode, err := t.Pack.Training.Mode(t.Mode)
	if err != nil {
		return 0, 0, err
	}
	for _, s := range mode.Stages {
		jp += s.JP.Value
	}
	return mode.Days(), jp, nil
}
