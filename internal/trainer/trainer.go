// Package trainer keeps who teaches: the tutors, coaches and examiners of an
// agency, what each may lead, and when they can.
//
// The office enters its trainers once, or takes a list over. A trainer has
// rights: to tutor an agenda, to coach, to examine, in one class of golongan or
// both, by a certificate with a term. A trainer has absences, and a largest load
// of JP a day and a month; own trainers (widyaiswara) owe the agency JP as a
// duty, and are paid above it only. The office then binds trainers to groups: the
// coach of group 2, its examiner, by letter and from a date.
//
// The house refuses to bind somebody who has no right to the role on that day,
// an examiner or coach who is the superior of a participant of the group, and
// two people in one role of a group at once. That an examiner coaches the same
// people, or a load above its bound, is a warning. Sessions belong to the
// schedule, which asks here who may lead them.
package trainer

import (
	"context"
	"embed"

	"pamong/internal/access"
	"pamong/internal/kit/clock"
	"pamong/internal/kit/db"
	"pamong/internal/notify"
	"pamong/internal/org"
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

// The ids of this house.
type (
	ID        string
	RightID   string
	AbsenceID string
	BindingID string
)

// Role is what a trainer does in a session. It is the Lead of a session.
type Role string

// The roles of trainers.
const (
	Tutor    Role = "tutor"    // pengampu materi
	Coach    Role = "coach"    // guides the actualization of a group
	Examiner Role = "examiner" // penguji of the seminars
)

// Roles are all of them, in the order in which pages show them.
var Roles = []Role{Tutor, Coach, Examiner}

// Level is the rank of a widyaiswara, the lowest first.
type Level string

// The levels.
const (
	NoLevel Level = ""
	First   Level = "first"  // Ahli Pertama
	Young   Level = "young"  // Ahli Muda
	Middle  Level = "middle" // Ahli Madya
	Main    Level = "main"   // Ahli Utama
)

// Levels are all of them, the lowest first.
var Levels = []Level{NoLevel, First, Young, Middle, Main}

// Trainer is somebody who leads sessions for an agency.
type Trainer struct {
	ID       ID
	Agency   org.AgencyID
	NIP      string // 18 digits, "" if none
	Name     string // with titles
	Level    Level
	Employer string     // the institution, "" for the agency itself
	Unit     org.UnitID // where they work within the agency, "" if elsewhere
	Account  string     // who signs in as this trainer, "" if none
	Phone    string     // digits with country code, "" if none
	Email    string
	DayJP    int        // most JP a day, 0 for the bound of the agency
	MonthJP  int        // most JP a month, 0 for the bound of the agency
	DutyJP   int        // JP a month owed as a duty, 0 for guests: above it is paid
	Until    clock.Date // "" while they teach; the day before was the last
}

// Recipient returns as whom messages reach the trainer: by their account, or as a
// guest on the list of trainers.
func (t Trainer) Recipient() notify.Recipient {
	return notify.RecipientOf(t.Account, string(t.ID))
}

// Own reports whether the agency employs the trainer.
func (t Trainer) Own() bool { return t.Employer == "" }

// Right is what a trainer may lead, and by which certificate.
type Right struct {
	ID          RightID
	Trainer     ID
	Role        Role
	Agenda      string         // key of the curriculum, "" for all
	Class       training.Class // II, III, or Mixed for both
	Certificate string         // name and number, "" if none is known
	From, Until clock.Date     // Until is "" without a term; the day before is the last
}

// Covers reports whether the right holds for a session on a day.
func (r Right) Covers(role Role, agenda string, class training.Class, day clock.Date) bool {
	return r.Role == role && (r.Agenda == "" || r.Agenda == agenda) && (r.Class == training.Mixed || r.Class == class) &&
		(r.From.IsZero() || r.From <= day) && (r.Until.IsZero() || day < r.Until)
}

// Absence is when a trainer cannot teach.
type Absence struct {
	ID          AbsenceID
	Trainer     ID
	From, Until clock.Date // both days belong to it
	Start, End  int        // minutes after midnight of each of the days; 0 and 0 for whole days
	Reason      string
}

// Binding is a trainer bound to a group of a batch, or to one participant.
type Binding struct {
	ID          BindingID
	Agency      org.AgencyID
	Batch       training.BatchID
	Group       int    // number of the group; 0 for all of the batch, and for one participant
	Person      string // a participant with a trainer of their own, "" for the group
	Role        Role
	Trainer     ID
	From, Until clock.Date // Until is "" while it lasts; the day before was the last
	Document    string     // number of the letter, "" if none yet
	Reason      string
}

// Bounds are the largest loads of an agency for trainers who have none of their
// own, and the lowest level for each class. 0 is no bound.
type Bounds struct {
	DayJP, MonthJP int
	Level          map[training.Class]Level
}

// Desk is where trainers are kept.
type Desk struct {
	DB    *db.DB
	Clock clock.Clock

	// Guides returns the NIP of who guides each participant at work; nil knows
	// none. Later houses know it.
	Guides func(ctx context.Context, q db.Q, agency org.AgencyID) (map[roster.PersonID]string, error)
	// Used count what later houses have given a trainer to do, in any version.
	Used []func(ctx context.Context, q db.Q, agency org.AgencyID, t ID) (int, error)
	// Led returns what is led in an agency between two days; nil knows nothing.
	Led func(ctx context.Context, q db.Q, agency org.AgencyID, from, until clock.Date) ([]Led, error)
	// Linked is called within the transaction that gives a trainer another
	// account, so that their sessions reach it; nil calls nobody.
	Linked func(ctx context.Context, tx *db.Tx, t Trainer) error
	// Bound is called within the transaction that binds a trainer to a group or
	// batch, so that the sessions follow; nil calls nobody.
	Bound func(ctx context.Context, tx *db.Tx, actor access.Actor, b Binding, t Trainer) error
}
