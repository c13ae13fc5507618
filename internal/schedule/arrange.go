package schedule

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"

	"pamong/internal/access"
	"pamong/internal/audit"
	"pamong/internal/kit/clock"
	"pamong/internal/kit/db"
	"pamong/internal/kit/fault"
	"pamong/internal/org"
	"pamong/internal/training"
)

// Lessons returns start and end, in minutes after midnight, of so many lessons
// of one JP that follow each other on a day of the batch, around its breaks.
func (v View) Lessons(day clock.Date, jp int) [][2]int {
	each := make([]int, jp)
	for i := range each {
		each[i] = 1
	}
	return v.frame.times(day, each)
}

// Fullest returns the JP of the fullest day of a stage as the pack lays it out on
// the days that it has; 0 where the pack has no template for it.
func (v View) Fullest(stage string) int { return v.frame.fullest(stage) }

// Groups returns how many groups the batch has.
func (v View) Groups() int { return v.frame.groups }

// With reports whether two sessions of one batch concern the same people.
func (s Session) With(o Session) bool { return s.with(o) }

// Mark changes whenever anything of a session does. A page carries it, so that
// two people who change one session see each other's change.
func (s Session) Mark() string {
	sum := sha256.Sum256([]byte(fmt.Sprint(s)))
	return hex.EncodeToString(sum[:6])
}

// Mark changes whenever anything of the version that is looked at does, or
// another one takes its place. A page on which somebody publishes or throws away
// carries it.
func (v View) Mark() string {
	sum := sha256.Sum256([]byte(fmt.Sprint(v.Latest, v.Sessions)))
	return hex.EncodeToString(sum[:6])
}

// MovedTo returns a session at another time: it ends as its JP want it around the
// breaks of that day, or after as many minutes as before where it does not follow
// its JP.
func (v View) MovedTo(s Session, day clock.Date, start int) Session {
	jp := dayJP(v.Sessions)
	length := s.JP * v.frame.rules.Hours.MinutesPerJP.Value
	_, was := advance(s.Start, length, v.frame.pauses(s.Day, jp[dayGroup{s.Day, s.Group}]))
	end := start + s.End - s.Start
	if was == s.End {
		start, end = advance(start, length, v.frame.pauses(day, jp[dayGroup{day, s.Group}]))
	}
	s.Day, s.Start, s.End = day, start, end
	return s
}

// Breaks returns what a change of one session would break that is not broken
// now, among published slots of seminars too. The view is one that Look has read.
func (d *Desk) Breaks(ctx context.Context, q db.Q, v View, changed Session) ([]Problem, error) {
	after := slices.Clone(v.Sessions)
	for i := range after {
		if after[i].ID == changed.ID {
			after[i] = changed
		}
	}
	problems, err := v.judge(ctx, q, after)
	if err != nil {
		return nil, err
	}
	parts, err := d.Parts(ctx, q, v.Batch.Agency, v.Batch.Start, v.Batch.End)
	if err != nil {
		return nil, err
	}
	was, lost := apartFrom(parts, v.Batch.ID, v.Sessions)
	now, out := apartFrom(parts, v.Batch.ID, after)
	problems = append(problems, crossings(after, now)...)
	if out[changed.ID] && !lost[changed.ID] {
		problems = append(problems, Problem{Key: "schedule.problem.slots", Args: []any{"Subject", changed.Subject}, Session: changed.ID})
	}
	known := map[string]bool{}
	for _, p := range append(crossings(v.Sessions, was), v.Problems...) {
		known[p.mark()] = true
	}
	var list []Problem
	for _, p := range problems {
		if !known[p.mark()] {
			list = append(list, p)
		}
	}
	return list, nil
}

func (p Problem) mark() string { return fmt.Sprint(p.Key, p.Args) }

// ErrChanged says that somebody has changed sessions since they were read.
var ErrChanged = errors.New("sessions have changed since")

// Arrange puts planned sessions into the draft of a batch, which follows what
// is published, within the caller's transaction: seen are the sessions from
// which the plan was made, as they then stood. Where somebody has changed them
// since, nothing is written and it returns false, so that no change of another
// planner is lost. New sessions have no id.
func (d *Desk) Arrange(ctx context.Context, tx *db.Tx, actor access.Actor, agency org.AgencyID, batch training.BatchID, seen, planned []Session, why string) error {
	if err := actor.RequireScope(string(agency), access.BatchScope(string(batch)), writers...); err != nil {
		return err
	}
	err := d.inDraft(ctx, tx, agency, batch, func(tx *db.Tx, f *frame, v Version, all []Session) error {
		if !slices.Equal(all, seen) {
			return ErrChanged
		}
		after := slices.Clone(planned)
		for i := range after {
			if n := slices.IndexFunc(f.stages, func(s training.Stage) bool { return s.Key == after[i].Stage }); n >= 0 {
				after[i].DayNumber = slices.Index(f.stages[n].Days, after[i].Day) + 1
			}
		}
		identify(training.Batch{ID: batch, Agency: agency}, after)
		slices.SortStableFunc(after, InTime)
		if slices.Equal(all, after) {
			return nil
		}
		if err := replace(ctx, tx, v, after); err != nil {
			return err
		}
		return audit.Write(ctx, tx, audit.Entry{Agency: string(agency), At: d.Clock.Now(), Actor: actor.Ref(), Act: "schedule.arrange", Subject: "batch:" + string(batch), Reason: why,
			After: map[string]any{"sessions": len(after), "changed": changed(all, after)}})
	})
	if err != nil {
		return fmt.Errorf("arrange sessions: %w", err)
	}
	return nil
}

// Stands returns ErrChanged unless the sessions of the newest version of a batch
// are as they were seen: what a plan leaves alone it was laid around.
func Stands(ctx context.Context, q db.Q, batch training.BatchID, seen []Session) error {
	versions, err := Versions(ctx, q, batch)
	if err != nil || len(versions) == 0 {
		return err
	}
	all, err := SessionsOf(ctx, q, versions[0])
	if err == nil && !slices.Equal(all, seen) {
		err = ErrChanged
	}
	return err
}

// Lock keeps plans from moving a session, or lets them again. It stays with day,
// time, trainer and room until a person moves it. Officer and committee may.
func (d *Desk) Lock(ctx context.Context, actor access.Actor, agency org.AgencyID, batch training.BatchID, session SessionID, on bool) error {
	return d.onDraft(ctx, actor, agency, batch, func(tx *db.Tx, _ *frame, v Version, all []Session) error {
		i := slices.IndexFunc(all, func(s Session) bool { return s.ID == session })
		if i < 0 {
			return fault.NotFound("access.not_found")
		}
		if all[i].Locked == on {
			return nil
		}
		if err := tx.Do(ctx, `UPDATE schedule_session SET locked = $1 WHERE version_id = $2 AND id = $3`, db.Flag(on), string(v.ID), string(session)); err != nil {
			return fmt.Errorf("lock session %s: %w", session, err)
		}
		return audit.Write(ctx, tx, audit.Entry{Agency: string(agency), At: d.Clock.Now(), Actor: actor.Ref(), Act: "schedule.lock", Subject: "session:" + string(session), Before: !on, After: on})
	})
}

// changed counts the sessions that are not as they were.
func changed(before, after []Session) int {
	was := make(map[SessionID]Session, len(before))
	for _, s := range before {
		was[s.ID] = s
	}
	n := 0
	for _, s := range after {
		if was[s.ID] != s {
			n++
		}
	}
	return n
}

// Taken returns the published sessions of an agency between two days, both
// included, that have a trainer or a place, of all batches.
func Taken(ctx context.Context, q db.Q, agency org.AgencyID, from, until clock.Date) ([]Session, error) {
	return occupying(ctx, q, agency, from, until, inForce, "")
}

// Between returns the sessions of an agency between two days, both included, in
// order of time: of each batch the draft, where drafts are asked for and one
// waits, and otherwise what is published.
func Between(ctx context.Context, q db.Q, agency org.AgencyID, from, until clock.Date, drafts bool) ([]Session, error) {
	which := `v.state = 'published'`
	if drafts {
		which = `(v.state = 'draft' OR v.state = 'published' AND NOT EXISTS (SELECT 1 FROM schedule_version d WHERE d.batch_id = v.batch_id AND d.state = 'draft'))`
	}
	return querySessions(ctx, q, `SELECT `+prefixed("s")+` FROM schedule_session s JOIN schedule_version v ON v.id = s.version_id
WHERE s.agency_id = $1 AND s.day >= $2 AND s.day <= $3 AND `+which+inOrder, string(agency), string(from), string(until))
}
