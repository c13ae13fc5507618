package schedule

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"pamong/internal/access"
	"pamong/internal/audit"
	"pamong/internal/kit/clock"
	"pamong/internal/kit/db"
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

// Groups returns how many groups the batch has.
func (v View) Groups() int { return v.frame.groups }

// With reports whether two sessions of one batch concern the same people.
func (s Session) With(o Session) bool { return s.with(o) }

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
	return querySessions(ctx, q, `SELECT `+prefixed("s")+` FROM schedule_session s JOIN schedule_version v ON v.id = s.version_id
WHERE s.agency_id = $1 AND s.day >= $2 AND s.day <= $3 AND (s.trainer <> '' OR s.room_id <> '') AND v.state = 'published'`+inOrder, string(agency), string(from), string(until))
}
