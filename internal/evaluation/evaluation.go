// Package evaluation turns marks into a verdict.
//
// Coaches, tutors, examiners, mentors and the committee enter marks by
// component, each only what the rule pack lets their role mark; a mark that is
// changed is superseded with its reason, and a mark that a moderation moved
// keeps the raw one. The sum is computed from the marks in force whenever it
// is looked at; nothing is stored before the graduation meeting (Rapat
// Kelulusan). The meeting sees a proposal for everybody, confirms it or
// changes it with a reason, and locks: then each verdict is stored with a
// snapshot of the pack, the marks and the sum. A locked verdict is corrected
// only by a recorded successor.
//
// The system proposes; people decide. A breach of the limits of absence opens
// a case for the meeting and fails nobody. A verdict that rests on values of
// the pack that nobody has verified asks the meeting to confirm that, once.
package evaluation

import (
	"embed"
	"time"

	"pamong/internal/access"
	"pamong/internal/audit"
	"pamong/internal/identity"
	"pamong/internal/kit/clock"
	"pamong/internal/kit/db"
	"pamong/internal/notify"
	"pamong/internal/regulation"
	"pamong/internal/roster"
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

// Marker is a role in which somebody marks, as the rule packs name it.
type Marker string

// The markers of the packs.
const (
	Tutor      Marker = "tutor"
	CoachMark  Marker = "coach"
	Organiser  Marker = "organiser"
	MentorMark Marker = "mentor"
	ExaminerM  Marker = "examiner"
	SystemMark Marker = "system"
	HomeAgency Marker = "home_agency"
)

// markersOf says in which capacity each role marks. The committee types in
// what others hand over on paper, so it may enter for every marker; the
// entry keeps who typed it.
var markersOf = map[access.Role][]Marker{
	access.Coach:     {Tutor, CoachMark},
	access.Examiner:  {ExaminerM},
	access.Mentor:    {MentorMark},
	access.Clerk:     {HomeAgency},
	access.Officer:   {HomeAgency},
	access.Committee: {Tutor, CoachMark, Organiser, MentorMark, ExaminerM, SystemMark, HomeAgency},
}

// Mark is one mark in force.
type Mark struct {
	ID        string
	Chain     training.SeatID // first seat of the attempt: a move keeps the marks
	Person    roster.PersonID
	Component string // key in the pack
	Marker    Marker
	Assessor  string // actor who marked, or "" when the committee entered it from paper
	Value     regulation.Hundredths
	Raw       regulation.Hundredths // before moderation; the same when nothing moved it
	Reason    string
	Source    string // file it came from, "" when typed
	EnteredBy string
	EnteredAt time.Time
}

// Row is one participant of a batch with everything that makes the final.
type Row struct {
	Seat    training.Seat
	Person  roster.Person
	Marks   []Mark
	Means   map[string]regulation.Exact // by component: the mean over markers
	Missing []string                    // components still wanted, in the order of the pack
	Result  *regulation.Result          // nil while marks are missing
	Absence Absence
	Decided *Decision // what the meeting has noted, nil while nothing
	Verdict *Verdict  // once locked
}

// Absence is how much somebody was away, counted without and with excused
// sessions. Over names the limits that the stricter count breaks.
type Absence struct {
	Sessions, JP, Days          int // all absences
	Unexcused, UnexcusedJP, Out int // without Sakit, Izin and Dinas Luar
	Over                        []string
}

// Proposal is the outcome that the sum proposes, "" while marks are missing.
func (r *Row) Proposal() regulation.Outcome {
	if r.Result == nil || r.Result.Band == nil {
		return ""
	}
	return r.Result.Band.Outcome
}

// Table is a batch as the meeting sees it.
type Table struct {
	Batch   training.Batch
	Pack    *regulation.Pack
	Mode    string
	Columns []*regulation.Component // what is marked, in the order of the pack
	Rows    []Row
	Meeting *Meeting // nil before it was prepared
}

// Complete returns how many participants have all marks.
func (t *Table) Complete() int {
	n := 0
	for i := range t.Rows {
		if t.Rows[i].Result != nil {
			n++
		}
	}
	return n
}

// Cases returns the participants whose absence breaks a limit.
func (t *Table) Cases() []Row {
	var list []Row
	for _, r := range t.Rows {
		if len(r.Absence.Over) > 0 {
			list = append(list, r)
		}
	}
	return list
}

// Board is where marks are entered and verdicts reached.
type Board struct {
	DB    *db.DB
	Clock clock.Clock
	Post  *notify.Post   // nil tells nobody
	Links *identity.Desk // makes the links of offices

	tables audit.Shelf[training.BatchID, *Table]
}
