// Package planning places all sessions of all batches of a programme at once:
// their hour, who leads them, and where.
//
// The committee presses once. The house reads the drafts, the trainers with
// their rights, absences and bounds, the rooms with their closures, and what is
// published for others and for seminars; makes a problem of it for the timetable
// engine; and puts what comes out into the drafts, where people see, edit, lock
// and publish it.
// Who is bound to no group yet is proposed as its coach or examiner. What finds
// no place is named, with the facts that stand in the way and those that would
// free it. After a change it mends: everything begins where it lies, and each
// session that moves costs, so that only what must move does.
//
// The house refuses nothing by itself and publishes nothing: it never changes
// what is locked, has begun, or was changed by another planner in the meantime,
// and never moves a session in which published slots of a seminar lie.
// Decision 15 says what may move and which rules are hard.
package planning

import (
	"embed"

	"pamong/internal/kit/clock"
	"pamong/internal/kit/db"
	"pamong/internal/kit/jobs"
	"pamong/internal/org"
	"pamong/internal/schedule"
	"pamong/internal/trainer"
	"pamong/internal/training"
	"pamong/internal/venue"
)

// Schema holds the tables of this house.
//
//go:embed schema/*.sql
var Schema embed.FS

// Messages holds the texts of this house.
//
//go:embed messages.csv
var Messages string

// Desk is where programmes are planned.
type Desk struct {
	DB       *db.DB
	Clock    clock.Clock
	Schedule *schedule.Desk
	Trainers *trainer.Desk
	Jobs     *jobs.Queue
}

// Weights say what each wish counts that a plan does not meet. They are our own:
// no regulation gives them. 0 leaves a wish out.
type Weights struct {
	Day    int `json:"day"`    // a session on another day than before, for each day
	Hour   int `json:"hour"`   // a session at another hour of its day
	Same   int `json:"same"`   // each further trainer for one subject of a group, or for its coaching
	Room   int `json:"room"`   // each further room or link of a group in one stage
	Share  int `json:"share"`  // each JP of a trainer above an even share
	Change int `json:"change"` // each published session that changes, when a plan is mended
}

// Usual are the weights of an agency that has set none.
func Usual() Weights { return Weights{Day: 6, Hour: 1, Same: 12, Room: 2, Share: 1, Change: 40} }

// Round is everything that a plan depends on, as it stood when it was read.
type Round struct {
	Agency   org.AgencyID
	Today    clock.Date // sessions up to this day stay
	Courses  []Course
	Others   []schedule.Session // published sessions of batches outside the round
	Months   []schedule.Session // more of them before and after it, in its first and last month
	Trainers []trainer.Trainer
	Rights   map[trainer.ID][]trainer.Right
	Absences map[trainer.ID][]trainer.Absence
	Bindings []trainer.Binding
	Bounds   trainer.Bounds
	Past     map[trainer.ID]int // JP led in the three months before the round
	Barred   map[Group][]trainer.ID
	Rooms    []venue.Room
	Closures map[venue.RoomID][]venue.Closure
	Trips    venue.Trips
	Weights  Weights
	Mend     bool                        // keep everything where it lies, where it can be kept
	Kept     map[schedule.SessionID]bool // sessions that stay as if they were locked
	Timed    map[schedule.SessionID]Hold // sessions that keep their time, and may get another trainer or room
	Parts    []schedule.Part             // published slots of its seminars, each in a session of Kept or of Timed
}

// Hold is what a session keeps beside its time: who leads it, and its room; "" for
// what a plan has to find.
type Hold struct {
	Trainer trainer.ID
	Room    venue.RoomID
}

// Course is one batch of a round.
type Course struct {
	schedule.View
	Sizes []int // people of each group
}

// Size returns how many people the batch has.
func (c Course) Size() int {
	n := 0
	for _, s := range c.Sizes {
		n += s
	}
	return n
}

// Group names a group of a batch; Number is 0 for the whole batch.
type Group struct {
	Batch  training.BatchID
	Number int
}

// stays reports whether a session is locked, for good or for this round.
func (r *Round) stays(s schedule.Session) bool { return s.Locked || r.Kept[s.ID] }

// movable reports whether a plan may give a session another place: one with
// others that nobody has locked and that lies ahead.
func (r *Round) movable(s schedule.Session) bool {
	return s.Meets() && !r.stays(s) && s.Day > r.Today
}
