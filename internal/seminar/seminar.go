// Package seminar gives each participant the hour of their seminar.
//
// A batch has two: the design is defended before the weeks at work, and what
// came of it after them. The schedule knows the day and the room of each group;
// the committee wants to know who comes when. From the sessions, the coaches and
// examiners bound to the groups, and the mentors, the house proposes a plan: one
// slot for each participant of the group, of one length, in an order, with a
// break between, in one room or several side by side. A person then swaps two,
// moves one, gives another room or examiner, and locks; each change says at once
// what it breaks. What is published is told to each person concerned, and is
// never changed in place: a change makes a successor, with a reason, in which a
// slot keeps its id.
//
// The house refuses to publish while anybody or any room is in two places at
// once, or a slot lies outside its session, in an absence or a closure, or
// outside the hours of a mentor who attends. That an examiner examines own
// coachees, that the participants of one mentor do not follow each other, or
// that the order is not kept, is a wish with a weight. Whoever finds no slot is
// listed with what stands in the way. Marks belong to evaluation.
package seminar

import (
	"cmp"
	"embed"
	"slices"

	"pamong/internal/access"
	"pamong/internal/kit/clock"
	"pamong/internal/kit/db"
	"pamong/internal/kit/i18n"
	"pamong/internal/kit/timetable"
	"pamong/internal/notify"
	"pamong/internal/org"
	"pamong/internal/roster"
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

// PlanID names one version of a plan, SlotID a slot through all of them.
type (
	PlanID string
	SlotID string
)

// Subject is the key of a seminar in the curriculum.
type Subject string

// The two seminars of a batch.
const (
	Design Subject = "design_seminar"
	Final  Subject = "actualization_seminar"
)

// Subjects are both, in the order of the course.
var Subjects = []Subject{Design, Final}

// Valid reports whether there is such a seminar.
func (s Subject) Valid() bool { return slices.Contains(Subjects, s) }

// paths are the names of the seminars in addresses.
var paths = map[Subject]string{Design: "design", Final: "final"}

// Path names the seminar in addresses.
func (s Subject) Path() string { return paths[s] }

// SubjectAt returns the seminar that an address names, "" for none.
func SubjectAt(path string) Subject {
	for _, s := range Subjects {
		if s.Path() == path {
			return s
		}
	}
	return ""
}

// PagePath is the page of a seminar of a batch, below the agency.
func PagePath(b training.BatchID, s Subject) string {
	return "training/b/" + string(b) + "/seminars/" + s.Path()
}

// State says which version of a plan counts.
type State string

// The states of plans.
const (
	Draft      State = "draft"
	Published  State = "published"
	Superseded State = "superseded"
)

// Plan is one version of the slots of a seminar of a batch.
type Plan struct {
	ID        PlanID
	Agency    org.AgencyID
	Batch     training.BatchID
	Subject   Subject
	Number    int // from 1
	Revision  int // grows with each change of a draft, so that two planners see each other
	State     State
	Settings  Settings
	Reason    string // why it follows the one before
	Published string // stamp; "" for a draft
	By        string // actor who published it
	Slots     []Slot
}

// Slot is when and before whom one participant speaks. Without a time (End 0) it
// found no place, for Reasons.
type Slot struct {
	ID         SlotID
	Person     roster.PersonID
	Session    schedule.SessionID
	Group      int
	Day        clock.Date
	Start, End int // minutes after midnight
	RoomID     venue.RoomID
	Place      string
	Link       string
	CoachID    trainer.ID
	Coach      string
	ExaminerID trainer.ID
	Examiner   string
	MentorID   schedule.MentorID
	Mentor     string
	Locked     bool // a person has set it; no proposal moves it
	Reasons    []Reason
}

// Placed reports whether the slot has a time.
func (s Slot) Placed() bool { return s.End > 0 }

// where is the room, the address or the text of the place, to compare.
func (s Slot) where() string { return placeKey(s.RoomID, s.Place, s.Link) }

func placeKey(room venue.RoomID, place, link string) string {
	switch {
	case room != "":
		return "room:" + string(room)
	case place != "":
		return "place:" + org.Fold(place)
	case link != "":
		return "link:" + link
	}
	return ""
}

func trainerKey(id trainer.ID, name string) string {
	switch {
	case id != "":
		return "trainer:" + string(id)
	case name != "":
		return "name:" + org.Fold(name)
	}
	return ""
}

func mentorKey(id schedule.MentorID) string {
	if id == "" {
		return ""
	}
	return "mentor:" + string(id)
}

// Reason is why a participant finds no slot: at so many of the possible times
// Who is not free, or, with Of 0, what is missing altogether.
type Reason struct {
	Rule  timetable.Rule `json:"rule"`
	Who   string         `json:"who"`
	Times int            `json:"times"`
	Of    int            `json:"of"`
}

// What is missing altogether.
const (
	noTime    timetable.Rule = "no_time"    // no time of the session is long enough, or none in the hours of the mentor
	noSession timetable.Rule = "no_session" // the group has no session
)

// Desk is where seminars are planned.
type Desk struct {
	DB    *db.DB
	Clock clock.Clock
	Post  *notify.Post // nil tells nobody
}

// writers plan seminars.
var writers = []access.Role{access.Officer, access.Committee}

// Why says why the slot has no time, by what stands in the way at most times.
func (s Slot) Why() i18n.Line {
	switch {
	case len(s.Reasons) == 0:
		return i18n.Say("seminar.why.new")
	case s.Reasons[0].Of == 0:
		return i18n.Say("seminar.why." + string(s.Reasons[0].Rule))
	}
	r := s.Reasons[0]
	return i18n.Say("seminar.why.busy", "Who", cmp.Or(r.Who, "–"), "Times", r.Times, "Of", r.Of)
}
