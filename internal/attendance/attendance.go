// Package attendance remembers who was there.
//
// The committee, or a coach for the own group, calls the roll of a session;
// participants check in by themselves around its start; a filled sheet of the
// whole batch comes in after a preview. A mark that is changed is superseded
// with a reason; who was sick, on leave or on duty has a reason or the number
// of a letter. Marks stay with the session's id through all versions of the
// schedule, and with the person's chain of seats through all moves, so that
// history is never lost.
//
// The roll is called where people meet: in synchronous and classroom sessions
// and at ceremonies. What people do in their own time or at work has no roll
// and counts in no counter. Absences are counted three ways, with and without
// excused ones; whether the excused count is not settled (training-rules,
// section 4, grade U), so both are shown. A breach of the limits of the
// batch's pack opens a case for the graduation meeting and fails nobody.
package attendance

import (
	"embed"
	"slices"
	"time"

	"pamong/internal/access"
	"pamong/internal/kit/clock"
	"pamong/internal/kit/db"
	"pamong/internal/notify"
	"pamong/internal/org"
	"pamong/internal/regulation"
	"pamong/internal/roster"
	"pamong/internal/schedule"
	"pamong/internal/training"
)

// Schema holds the tables of this house.
//
//go:embed schema/*.sql
var Schema embed.FS

// Messages holds the texts of this house.
//
//go:embed messages.csv
var Messages string

// State is what a person's session came to.
type State string

// The seven states. Open (Belum Diisi) has no mark.
const (
	Open    State = ""
	Present State = "present"
	Late    State = "late"
	Sick    State = "sick"
	Leave   State = "leave"
	Duty    State = "duty"
	Absent  State = "absent"
)

// States returns the states that a mark can have, in the order of the roll.
func States() []State { return []State{Present, Late, Sick, Leave, Duty, Absent} }

// Valid reports whether a mark can have the state.
func (s State) Valid() bool { return s == Present || s == Late || s.Missed() }

// Missed reports whether the person was not there, excused or not.
func (s State) Missed() bool { return s.Excused() || s == Absent }

// Excused reports whether the absence has a reason that the office knows:
// Sakit, Izin, Dinas Luar.
func (s State) Excused() bool { return s == Sick || s == Leave || s == Duty }

// Mark is a mark in force.
type Mark struct {
	ID       string
	Batch    training.BatchID
	Session  schedule.SessionID
	Chain    training.SeatID // first seat of the attempt
	Person   roster.PersonID
	State    State
	Reason   string
	Document string // number of the letter, "" if none
	Source   string // file it came from, "check-in", or "" for a roll call
	At       time.Time
	By       string // actor
}

// Case is a participant whose absences break a limit of the pack.
type Case struct {
	Batch    training.BatchID
	Chain    training.SeatID
	Person   roster.PersonID
	OpenedAt time.Time
}

// Desk is where the roll is called.
type Desk struct {
	DB    *db.DB
	Clock clock.Clock
	Post  *notify.Post // nil tells nobody

	Address func() string // where the pages are reached, without a slash at the end
}

// called are the kinds of sessions whose roll is called.
var called = []regulation.SessionKind{regulation.Synchronous, regulation.Classroom, regulation.Ceremony}

// CalledKinds returns the kinds of sessions whose roll is called.
func CalledKinds() []regulation.SessionKind { return slices.Clone(called) }

// Called reports whether the roll of a kind of sessions is called: people meet
// in it.
func Called(kind regulation.SessionKind) bool { return slices.Contains(called, kind) }

// expects reports whether a session expects a person of that seat.
func expects(s schedule.Outline, seat training.Seat) bool {
	return Called(s.Kind) && s.Batch == seat.Batch && seat.From <= s.Day && (seat.Until.IsZero() || s.Day < seat.Until) &&
		(s.Group == 0 || s.Group == seat.GroupOn(s.Day))
}

// MayCall reports whether an actor may call the roll for a seat: the
// committee of the batch, the coach of the group.
func MayCall(actor access.Actor, a org.Agency, seat training.Seat) bool {
	id := string(a.ID)
	return actor.RequireScope(id, access.BatchScope(string(seat.Batch)), access.Committee) == nil ||
		actor.RequireScope(id, access.GroupScope(string(seat.Group)), access.Coach) == nil ||
		actor.RequireScope(id, access.BatchScope(string(seat.Batch)), access.Coach) == nil
}

// MayRead reports whether an actor may see the attendance of a seat.
func MayRead(actor access.Actor, a org.Agency, seat training.Seat) bool {
	return MayCall(actor, a, seat) || actor.RequireScope(string(a.ID), access.BatchScope(string(seat.Batch)), access.Officer, access.Leader, access.Auditor) == nil
}
