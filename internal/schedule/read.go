package schedule

import (
	"context"
	"fmt"
	"slices"

	"pamong/internal/kit/clock"
	"pamong/internal/kit/db"
	"pamong/internal/kit/fault"
	"pamong/internal/org"
	"pamong/internal/regulation"
	"pamong/internal/training"
)

const inOrder = ` ORDER BY s.day, s.start_minute, s.end_minute, s.group_number, s.id`

// Sessions returns the published sessions of a batch in order of time; none
// while nothing is published.
func Sessions(ctx context.Context, q db.Q, batch training.BatchID) ([]Session, error) {
	return querySessions(ctx, q, `SELECT `+prefixed("s")+` FROM schedule_session s JOIN schedule_version v ON v.id = s.version_id WHERE v.batch_id = $1 AND v.state = 'published'`+inOrder, string(batch))
}

// Outlines returns the published sessions of a batch of some kinds, for counting.
func Outlines(ctx context.Context, q db.Q, batch training.BatchID, kinds ...regulation.SessionKind) ([]Outline, error) {
	where, args := db.In("s.kind", kinds, 2)
	return db.List(ctx, q, "list outlines of sessions", func(row db.Row) (Outline, error) {
		s := Outline{Batch: batch}
		err := row.Scan(&s.ID, &s.Day, &s.JP, &s.Kind, &s.Group)
		return s, err
	}, `SELECT s.id, s.day, s.jp, s.kind, s.group_number FROM schedule_session s JOIN schedule_version v ON v.id = s.version_id WHERE v.batch_id = $1 AND v.state = 'published' AND `+where, append([]any{string(batch)}, args...)...)
}

// OnDay returns the published sessions of an agency on a day, of all batches.
func OnDay(ctx context.Context, q db.Q, agency org.AgencyID, day clock.Date) ([]Session, error) {
	all, err := querySessions(ctx, q, `SELECT `+prefixed("s")+` FROM schedule_session s JOIN schedule_version v ON v.id = s.version_id WHERE s.agency_id = $1 AND s.day = $2 AND v.state = 'published'`+inOrder, string(agency), string(day))
	if err != nil {
		return nil, err
	}
	return withoutMerged(ctx, q, agency, all)
}

// OnDayOf returns the published sessions of some batches on a day.
func OnDayOf(ctx context.Context, q db.Q, batches []training.BatchID, day clock.Date) ([]Session, error) {
	among, args := db.In("s.batch_id", batches, 2)
	return querySessions(ctx, q, `SELECT `+prefixed("s")+` FROM schedule_session s JOIN schedule_version v ON v.id = s.version_id WHERE s.day = $1 AND `+among+` AND v.state = 'published'`+inOrder, append([]any{string(day)}, args...)...)
}

// DaysAround returns the nearest days before and after a day on which some
// batches have published sessions of some kinds; "" where there is none.
func DaysAround(ctx context.Context, q db.Q, batches []training.BatchID, kinds []regulation.SessionKind, day clock.Date) (before, after clock.Date, err error) {
	among, args := db.In("s.batch_id", batches, 2)
	of, more := db.In("s.kind", kinds, 2+len(args))
	err = q.QueryRow(ctx, `SELECT COALESCE(MAX(CASE WHEN s.day < $1 THEN s.day END), ''), COALESCE(MIN(CASE WHEN s.day > $1 THEN s.day END), '')
FROM schedule_session s JOIN schedule_version v ON v.id = s.version_id WHERE `+among+` AND `+of+` AND v.state = 'published'`,
		append(append([]any{string(day)}, args...), more...)...).Scan(&before, &after)
	if err != nil {
		return "", "", fmt.Errorf("find days around %s: %w", day, err)
	}
	return before, after, nil
}

// ByID returns a session of an agency as the newest published version has it,
// or had it last.
func ByID(ctx context.Context, q db.Q, agency org.AgencyID, id SessionID) (Session, error) {
	list, err := querySessions(ctx, q, `SELECT `+prefixed("s")+` FROM schedule_session s JOIN schedule_version v ON v.id = s.version_id
WHERE s.id = $1 AND s.agency_id = $2 AND v.state <> 'draft' ORDER BY v.number DESC LIMIT 1`, string(id), string(agency))
	if err != nil {
		return Session{}, err
	}
	if len(list) == 0 {
		return Session{}, fault.NotFound("access.not_found")
	}
	return list[0], nil
}

// Versions returns the versions of the schedule of a batch, newest first.
func Versions(ctx context.Context, q db.Q, batch training.BatchID) ([]Version, error) {
	return db.List(ctx, q, "list versions", func(row db.Row) (v Version, err error) {
		err = row.Scan(&v.ID, &v.Agency, &v.Batch, &v.Number, &v.State, &v.Reason, &v.Published, &v.By, &v.Repeats)
		return v, err
	}, `SELECT id, agency_id, batch_id, number, state, reason, published_at, published_by, repeats FROM schedule_version WHERE batch_id = $1 ORDER BY number DESC`, string(batch))
}

// SessionsOf returns the sessions of one version in order of time.
func SessionsOf(ctx context.Context, q db.Q, v Version) ([]Session, error) {
	return querySessions(ctx, q, `SELECT `+prefixed("s")+` FROM schedule_session s WHERE s.version_id = $1`+inOrder, string(v.ID))
}

// View is the schedule of a batch as people who plan see it: the draft, or
// the published version where no draft waits.
type View struct {
	Batch     training.Batch
	Programme training.Programme
	Rules     *regulation.Pack
	Course    *regulation.Mode
	Stages    []training.Stage
	Latest    Version  // what Sessions belong to
	Published *Version // what is in force, nil for nothing
	Withdrawn *Version // nil unless the first publication was taken back
	Sessions  []Session
	Ledger    Ledger
	Problems  []Problem

	frame  *frame
	beside string // which versions of other batches count, a condition
}

// Waiting reports whether a draft waits to be published.
func (v View) Waiting() bool { return v.Latest.State == Draft }

// Hard returns the problems that forbid publishing.
func (v View) Hard() []Problem {
	var hard []Problem
	for _, p := range v.Problems {
		if p.Hard {
			hard = append(hard, p)
		}
	}
	return hard
}

// InForce is a view whose draft waits as those see it who do not plan: with what is
// published, without checks.
func (v View) InForce(ctx context.Context, q db.Q) (View, error) {
	var err error
	v.Problems = nil
	if v.Sessions, err = Sessions(ctx, q, v.Batch.ID); err != nil {
		return v, err
	}
	v.Ledger = ledger(v.frame.mode, v.frame.stages, v.frame.groups, v.Sessions)
	return v, nil
}

// Latest reads the schedule of a batch with its ledger, without checks.
func Latest(ctx context.Context, q db.Q, b training.Batch) (View, error) {
	v := View{Batch: b}
	f, err := frameOf(ctx, q, &v)
	if err != nil {
		return v, err
	}
	v.frame = f
	versions, err := Versions(ctx, q, b.ID)
	if err != nil || len(versions) == 0 {
		return v, err
	}
	v.Latest = versions[0]
	for i := range versions {
		switch {
		case versions[i].State == Published:
			v.Published = &versions[i]
		case versions[i].State == Withdrawn && v.Published == nil && v.Withdrawn == nil:
			v.Withdrawn = &versions[i]
		}
	}
	if v.Sessions, err = SessionsOf(ctx, q, v.Latest); err != nil {
		return v, err
	}
	v.Ledger = ledger(f.mode, f.stages, f.groups, v.Sessions)
	return v, nil
}

// Look reads the schedule of a batch with its ledger and its checks, beside what
// is published of other batches. It judges nobody: the caller has asked who may
// see the batch.
func Look(ctx context.Context, q db.Q, agency org.AgencyID, batch training.BatchID) (View, error) {
	return look(ctx, q, agency, batch, inForce)
}

// LookAhead does so beside the drafts of other batches where some wait, as those
// see it who plan and will publish them together.
func LookAhead(ctx context.Context, q db.Q, agency org.AgencyID, batch training.BatchID) (View, error) {
	return look(ctx, q, agency, batch, newest)
}

func look(ctx context.Context, q db.Q, agency org.AgencyID, batch training.BatchID, beside string) (View, error) {
	b, err := training.BatchByID(ctx, q, agency, batch)
	if err != nil {
		return View{}, err
	}
	v, err := Latest(ctx, q, b)
	if err != nil || v.Latest.ID == "" {
		return v, err
	}
	if slices.ContainsFunc(v.Sessions, Session.resourced) {
		if v.frame.resources, err = resourcesOf(ctx, q, b); err != nil {
			return v, err
		}
	}
	v.beside = beside
	v.Problems, err = v.judge(ctx, q, v.Sessions)
	return v, err
}

// judge checks sessions that the batch of the view has, or would have.
func (v View) judge(ctx context.Context, q db.Q, sessions []Session) ([]Problem, error) {
	others, err := othersOf(ctx, q, v.Batch, sessions, v.beside)
	return v.frame.check(sessions, others), err
}

// frameOf reads what the sessions of a batch are laid into.
func frameOf(ctx context.Context, q db.Q, v *View) (*frame, error) {
	var err error
	if v.Programme, err = training.ProgrammeByID(ctx, q, v.Batch.Agency, v.Batch.Programme); err != nil {
		return nil, err
	}
	if v.Rules, err = training.PackOf(ctx, q, v.Batch.ID); err != nil {
		return nil, err
	}
	if v.Course, err = v.Rules.Training.Mode(v.Batch.Mode); err != nil {
		return nil, err
	}
	if v.Stages, err = training.Stages(ctx, q, v.Batch.ID); err != nil {
		return nil, err
	}
	groups, err := training.Groups(ctx, q, v.Batch.ID)
	if err != nil {
		return nil, err
	}
	return &frame{rules: v.Rules.Training, mode: v.Course, stages: v.Stages, groups: len(groups), from: v.Programme.RamadanFrom, until: v.Programme.RamadanUntil}, nil
}
