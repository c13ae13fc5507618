// Package schedule says what happens on each day of a batch, hour by hour.
//
// When the planner has dated a batch, its sessions are laid out from the
// session template of its rule pack: day, time, JP, subject, for the whole
// batch or for each group. The committee sees in the ledger whether days and
// JP of every stage are what the pack wants, gives sessions their trainers,
// places and links, and publishes. What is published is never changed in
// place: every change makes a successor with a reason, under which the same
// session keeps its id, so that attendance stays with it.
//
// It also keeps who guides a participant at work: the mentor, a direct superior
// who mostly has no account and comes by a link of their own.
//
// The house refuses to publish while a hard rule is broken: JP of a stage that
// do not add up, two sessions of one group at once, a trainer or a room in two
// places, a trainer without the right or away, a room that is closed or too
// small, a session outside its stage. Deviations of lengths and long days are
// warnings.
// When dates of a batch move, the sessions follow in a new draft; nobody is
// told before a person publishes it.
package schedule

import (
	"context"
	"embed"

	"pamong/internal/access"
	"pamong/internal/identity"
	"pamong/internal/kit/clock"
	"pamong/internal/kit/db"
	"pamong/internal/notify"
	"pamong/internal/org"
	"pamong/internal/regulation"
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

// SessionID names a session through all versions of its schedule, VersionID
// one version.
type (
	SessionID string
	VersionID string
)

// Session is one session of a batch or of one group of it.
type Session struct {
	ID         SessionID
	Agency     org.AgencyID
	Batch      training.BatchID
	Stage      string // key
	Day        clock.Date
	DayNumber  int // of its stage, from 1
	Start, End int // minutes after midnight; breaks within are part of it
	JP         int
	Subject    string // key of the curriculum
	Agenda     string // key of its agenda
	Kind       regulation.SessionKind
	Lead       string       // tutor, coach, examiner, mentor, committee or none
	Group      int          // number of the group, 0 for the whole batch
	Place      string       // room or address
	Link       string       // of the online meeting
	Trainer    string       // name of who leads it
	Account    string       // their account, "" if none
	TrainerID  trainer.ID   // of the list of trainers, "" for a name only
	RoomID     venue.RoomID // of the list of rooms, "" for a text only
	Locked     bool         // a person has set it; no plan moves it
}

// Part is a piece of a session for which a later house needs a trainer and a room,
// such as the slot of a participant in a seminar. It has the form of a session.
type Part struct {
	Session
	Of SessionID // in which it lies
}

// Outline is as much of a session as counting needs.
type Outline struct {
	ID    SessionID
	Batch training.BatchID
	Day   clock.Date
	JP    int
	Kind  regulation.SessionKind
	Group int
}

// Outline returns what counting needs of a session.
func (s Session) Outline() Outline { return Outline{s.ID, s.Batch, s.Day, s.JP, s.Kind, s.Group} }

// VersionState says which version of a schedule counts.
type VersionState string

// The states of versions.
const (
	Draft      VersionState = "draft"
	Published  VersionState = "published"
	Superseded VersionState = "superseded"
	Withdrawn  VersionState = "withdrawn" // follows a first publication that was taken back: nothing is in force
)

// Version is one version of the schedule of a batch.
type Version struct {
	ID        VersionID
	Agency    org.AgencyID
	Batch     training.BatchID
	Number    int // from 1
	State     VersionState
	Reason    string // why it follows the one before
	Published string // stamp; "" for a draft
	By        string // actor who published it
	Repeats   int    // number of the version that came in force again with it, 0 for none
}

// Desk is where schedules are made and published.
type Desk struct {
	DB    *db.DB
	Clock clock.Clock
	Post  *notify.Post   // nil tells nobody
	Links *identity.Desk // makes the links of mentors
	Key   []byte         // signs the addresses of calendars

	Address func() string // where the pages are reached, without a slash at the end

	// Extras are what later houses add to somebody's calendar; nil for nothing.
	Extras func(ctx context.Context, q db.Q, w Whose) ([]Extra, error)
	// Elsewhere are the times at which later houses need trainers and rooms between
	// two days, as parts of the sessions of their batches; nil for none.
	Elsewhere func(ctx context.Context, q db.Q, agency org.AgencyID, from, until clock.Date) ([]Part, error)
	// Followed lets later houses follow what has come in force; nil for nobody.
	Followed func(ctx context.Context, tx *db.Tx, actor access.Actor, b training.Batch) error
}

// with reports whether two sessions concern the same people: one of them is
// for the whole batch, or both are for one group.
func (s Session) with(o Session) bool { return s.Group == 0 || o.Group == 0 || s.Group == o.Group }
