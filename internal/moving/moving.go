// Package moving lets an office that is in the middle of a year move in with
// the spreadsheets it has.
//
// The officer drops any number of files. Each sheet is read, and the house
// says what it seems to be (people, division, coaches and mentors, dates,
// attendance, marks, STTP, papers, performance) and which columns it
// understood; what it does not know it asks, and it remembers the answer for
// the office. All sheets are then judged together: a person in two batches, a
// mark without a person, two STTP numbers. Nothing of it is anywhere but here
// until the officer enters the move; then it goes in through the acts of every
// house, as one entry that can be taken back while nobody has built on it.
//
// Nothing is guessed silently. People are matched by NIP; a line without one is
// proposed by its name, and a person confirms it. Where files contradict each
// other a person chooses, and until then the doubtful fact stays out. NIK,
// religion, birth place and addresses are dropped at the door.
package moving

import (
	"embed"
	"time"

	"pamong/internal/attendance"
	"pamong/internal/certificate"
	"pamong/internal/evaluation"
	"pamong/internal/kit/clock"
	"pamong/internal/kit/db"
	"pamong/internal/kit/i18n"
	"pamong/internal/kit/jobs"
	"pamong/internal/org"
	"pamong/internal/probation"
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

// ID names one move.
type ID string

// State is how far a move has come.
type State string

// The states of moves.
const (
	Staged   State = "staged"   // read and kept apart
	Entering State = "entering" // on its way in
	Entered  State = "entered"  // in
	Undone   State = "undone"   // taken back
)

// Kind is what a sheet seems to be.
type Kind string

// The kinds of sheets. Nothing is left out.
const (
	People      Kind = "people"
	Division    Kind = "division"
	Guides      Kind = "guides"
	Dates       Kind = "dates"
	Attendance  Kind = "attendance"
	Marks       Kind = "marks"
	STTP        Kind = "sttp"
	Papers      Kind = "papers"
	Performance Kind = "performance"
	Nothing     Kind = "nothing"
)

// Kinds lists what a sheet can be, in the order of a page.
var Kinds = []Kind{People, Division, Guides, Dates, Attendance, Marks, STTP, Papers, Performance, Nothing}

// Move is one round of moving in.
type Move struct {
	ID      ID
	Agency  org.AgencyID
	State   State
	Answers Answers
	By      string // actor
	Begun   time.Time
	Entered time.Time // zero until then
	Undone  time.Time
	Task    jobs.TaskID
	Result  Result
}

// Answers are what a person has said about the files of a move.
type Answers struct {
	Programme string            `json:"programme"` // name of the programme that the batches make
	Pack      string            `json:"pack"`      // rule pack; "" for the newest when the first batch starts
	Mode      string            `json:"mode"`      // "" for the usual one
	Selection string            `json:"selection"` // year of the selection where no list names it
	Period    string            `json:"period"`    // of performance where a list names none
	Starts    map[string]string `json:"starts"`    // first day of a batch that no file dates, by its number
	Matches   map[string]string `json:"matches"`   // NIP of a line without one, by its key; "-" leaves it out
	Choices   map[string]string `json:"choices"`   // value chosen where files contradict each other, by the key
}

// Result is what entering a move came to.
type Result struct {
	People, Units, Batches, Seats int
	Attendance, Marks             int
	STTP, Papers, Performance     int
	Guides, Mentors               int       // names of coaches put into schedules; mentors bound
	Left                          []Problem // lines that a house refused
}

// Desk is where an office moves in.
type Desk struct {
	DB           *db.DB
	Clock        clock.Clock
	Rules        *regulation.Library
	Jobs         *jobs.Queue
	Roster       *roster.Desk
	Training     *training.Planner
	Schedule     *schedule.Desk
	Attendance   *attendance.Desk
	Evaluation   *evaluation.Board
	Certificates *certificate.Registry
	Probation    *probation.Office

	// Speakers are the languages in which sheets name marks.
	Speakers []*i18n.Speaker
}
