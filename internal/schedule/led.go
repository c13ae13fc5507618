package schedule

import (
	"context"
	"fmt"
	"slices"

	"pamong/internal/kit/clock"
	"pamong/internal/kit/db"
	"pamong/internal/org"
	"pamong/internal/trainer"
	"pamong/internal/training"
	"pamong/internal/venue"
)

// inForce keeps the version of a batch that is published.
const inForce = `v.state = 'published'`

// newest keeps the version of a batch that counts for planning: the draft where
// one waits, otherwise what is published.
const newest = `v.number = (SELECT MAX(n.number) FROM schedule_version n WHERE n.batch_id = v.batch_id)`

// Planned returns the sessions of an agency between two days that have a
// trainer or a room, as the schedules plan them: the draft of a batch where one
// waits, otherwise what is published.
func Planned(ctx context.Context, q db.Q, agency org.AgencyID, from, until clock.Date) ([]Session, error) {
	return occupying(ctx, q, agency, from, until, newest, "")
}

// occupying returns the sessions of some versions that have a trainer or a room,
// and meet one more condition, whose arguments begin at $4.
func occupying(ctx context.Context, q db.Q, agency org.AgencyID, from, until clock.Date, which, also string, args ...any) ([]Session, error) {
	all, err := querySessions(ctx, q, `SELECT `+prefixed("s")+` FROM schedule_session s JOIN schedule_version v ON v.id = s.version_id
WHERE s.agency_id = $1 AND s.day >= $2 AND s.day <= $3 AND (s.trainer <> '' OR s.room_id <> '')`+also+` AND `+which+inOrder, slices.Concat([]any{string(agency), string(from), string(until)}, args)...)
	if err != nil {
		return nil, err
	}
	return withoutMerged(ctx, q, agency, all)
}

// withoutMerged leaves out what a batch had ahead when it was merged into another
// one: nobody comes to it any more.
func withoutMerged(ctx context.Context, q db.Q, agency org.AgencyID, all []Session) ([]Session, error) {
	merged, err := training.MergedOn(ctx, q, agency)
	if err != nil || len(merged) == 0 {
		return all, err
	}
	return slices.DeleteFunc(all, func(s Session) bool {
		day, ended := merged[s.Batch]
		return ended && s.Day >= day
	}), nil
}

// Led returns what trainers lead in an agency between two days, for their load.
func Led(ctx context.Context, q db.Q, agency org.AgencyID, from, until clock.Date) ([]trainer.Led, error) {
	sessions, err := Planned(ctx, q, agency, from, until)
	if err != nil {
		return nil, err
	}
	return ledOf(sessions), nil
}

// LoadOf adds up the JP that trainers lead in some sessions.
func LoadOf(trainers []trainer.Trainer, sessions []Session) map[trainer.ID]int {
	sums := map[trainer.ID]int{}
	for id, months := range trainer.LoadOf(trainers, ledOf(sessions)) {
		for _, jp := range months {
			sums[id] += jp
		}
	}
	return sums
}

// ledOf returns what counts of sessions for the load of trainers.
func ledOf(sessions []Session) []trainer.Led {
	list := make([]trainer.Led, 0, len(sessions))
	for _, s := range sessions {
		if s.leads() {
			list = append(list, trainer.Led{Trainer: s.TrainerID, Name: s.Trainer, Batch: s.Batch, Day: s.Day, Start: s.Start, End: s.End, JP: s.JP})
		}
	}
	return list
}

// LedBy counts the sessions that a trainer leads in any version.
func LedBy(ctx context.Context, q db.Q, agency org.AgencyID, t trainer.ID) (int, error) {
	var n int
	if err := q.QueryRow(ctx, `SELECT COUNT(*) FROM schedule_session WHERE agency_id = $1 AND trainer_id = $2`, string(agency), string(t)).Scan(&n); err != nil {
		return 0, fmt.Errorf("count sessions of trainer: %w", err)
	}
	return n, nil
}

// HeldIn counts the sessions that are held in a room in any version.
func HeldIn(ctx context.Context, q db.Q, agency org.AgencyID, r venue.RoomID) (int, error) {
	var n int
	if err := q.QueryRow(ctx, `SELECT COUNT(*) FROM schedule_session WHERE agency_id = $1 AND room_id = $2`, string(agency), string(r)).Scan(&n); err != nil {
		return 0, fmt.Errorf("count sessions in room: %w", err)
	}
	return n, nil
}
