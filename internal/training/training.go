// Package training plans the course: who learns with whom, and from when to
// when.
//
// An officer or the committee opens a programme under a rule pack, of which
// the programme and each of its batches keep a frozen copy for life. The
// planner divides the people who wait into waves (gelombang), batches
// (angkatan) and balanced groups (kelompok), and dates the stages of each
// batch over the holidays known that day. Afterwards people are moved,
// deferred, withdrawn and taken in again, batches are split and merged: always
// with a date and a reason, and never by changing the past, because a seat
// (a person in a batch) has dates and is ended, not altered.
//
// The house refuses a batch of a handful: too few people is a question that a
// person answers by mixing classes or sending them out. It refuses a person
// in two batches at once and more people than the cap. A stage of another
// length than the pack's is a warning with the difference. When a holiday is
// announced later, the batches whose dates it moves are named, and they move
// only when a person agrees. Sessions, their hours and publishing belong to
// the schedule.
package training

import (
	"context"
	"embed"

	"pamong/internal/access"
	"pamong/internal/kit/clock"
	"pamong/internal/kit/db"
	"pamong/internal/notify"
	"pamong/internal/org"
	"pamong/internal/regulation"
	"pamong/internal/roster"
)

// Schema holds the tables of this house.
//
//go:embed schema/*.sql
var Schema embed.FS

// Messages holds the texts of this house.
//
//go:embed messages.csv
var Messages string

// The ids of this house.
type (
	ProgrammeID string
	WaveID      string
	BatchID     string
	GroupID     string
	SeatID      string
)

// Programme is one round of training of an agency under one rule pack.
type Programme struct {
	ID           ProgrammeID
	Agency       org.AgencyID
	Name         string
	Pack         string // id of the rule pack
	Mode         string // key of the mode, for instance blended
	Start        clock.Date
	Cap          int // most people in a batch
	Groups       int // groups of a batch
	Mixed        bool
	Numbering    regulation.Numbering
	RamadanFrom  clock.Date // days with the hours of Ramadan; "" for none
	RamadanUntil clock.Date // the last of them
}

// Wave is one wave of a programme; its batches start on the same day.
type Wave struct {
	ID        WaveID
	Programme ProgrammeID
	Number    int
	Start     clock.Date
}

// BatchState says whether a batch counts.
type BatchState string

// The states of batches.
const (
	BatchOpen   BatchState = "open"
	BatchMerged BatchState = "merged" // its people were taken into another batch
)

// Batch is one batch. Its dates are those of its stages.
type Batch struct {
	ID         BatchID
	Agency     org.AgencyID
	Programme  ProgrammeID
	Wave       WaveID
	WaveNumber int
	Number     int
	Label      string // the number as it is written: "II"
	Class      Class
	Mode       string
	Start, End clock.Date // first and last day of the course
	AsOf       clock.Date // the holiday list it was dated with, as known on that day
	State      BatchState
	Size       int // people seated now
}

// Stage is one stage of a batch. Days is empty where the stage is left out.
type Stage struct {
	Key        string
	Kind       regulation.StageKind
	Start, End clock.Date
	Days       []clock.Date
	Change     regulation.StageChange // what the batch decides otherwise than the pack
}

// Group is one group of a batch.
type Group struct {
	ID     GroupID
	Batch  BatchID
	Number int // from 1
}

// SeatEvent says how a seat began or ended.
type SeatEvent string

// The events of seats.
const (
	Planned   SeatEvent = "planned"   // seated by the division
	Moved     SeatEvent = "moved"     // to or from another batch
	Deferred  SeatEvent = "deferred"  // takes part later
	Withdrawn SeatEvent = "withdrawn" // does not take part
	Reentered SeatEvent = "reentered" // came back after one of the two
)

// Seat is a person in a batch from a date until another. A move ends one seat
// and begins the next of the same attempt; Chain is the first of them.
type Seat struct {
	ID          SeatID
	Agency      org.AgencyID
	Programme   ProgrammeID
	Batch       BatchID
	Person      roster.PersonID
	Attempt     int // from 1; coming back after a withdrawal is the next, a deferral uses none up
	Chain       SeatID
	Group       GroupID // where the person is now, or was last
	GroupNumber int
	From, Until clock.Date // Until is "" while it lasts; the day before was the last
	Began       Turn
	Ended       Turn // zero while it lasts

	left []groupUntil // earlier groups of this seat, the oldest first
}

// groupUntil is a group that somebody left on a date; the day before was the
// last.
type groupUntil struct {
	number int
	until  clock.Date
}

// GroupOn returns the number of the group in which the person was on a day, so
// that a change of group leaves earlier sessions where they were attended.
func (s Seat) GroupOn(day clock.Date) int {
	for _, g := range s.left {
		if day < g.until {
			return g.number
		}
	}
	return s.GroupNumber
}

// Turn is how and why a seat began or ended.
type Turn struct {
	Event    SeatEvent
	Reason   string
	Document string // number of the letter, "" if none
	By       string // actor
	Who      string // the name or office that decided; "" when the actor did
}

// Note is why and from when somebody's place changes. Document is the number
// of the letter that orders it, if any; Authority is the name or office that
// decided, "" when whoever writes it down did.
type Note struct {
	Date      clock.Date
	Reason    string
	Document  string
	Authority string
	Across    bool // people may come into a batch of the other golongan
}

// Planner is the desk at which courses are planned. Every plan looks at the
// holidays as they were known on a day.
type Planner struct {
	DB    *db.DB
	Clock clock.Clock
	Rules *regulation.Library

	Post *notify.Post // nil tells nobody

	// Dated is called within the transaction of every act that makes a batch
	// or changes its dates or groups, so that its sessions follow.
	Dated func(ctx context.Context, tx *db.Tx, actor access.Actor, agency org.AgencyID, batch BatchID) error

	// Rehoured is called for each batch whose days have got or lost the hours of
	// Ramadan, within the transaction, with the days that had them before.
	Rehoured func(ctx context.Context, tx *db.Tx, actor access.Actor, batch Batch, was Ramadan) error
}
