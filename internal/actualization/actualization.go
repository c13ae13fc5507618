// Package actualization follows what participants do at work: the weeks of the
// workplace stage, for which there is no roll.
//
// The participant reports each week of the stage in own words. The mentor, who
// mostly has no account and comes by a signed link, reads it on the phone and
// approves it with one press, or returns it with a note; what was returned is
// written again and sent again. The committee and the coaches see of a whole
// batch who has reported and for whom a mentor is awaited, and remind them.
//
// The house refuses a report of a week that has not begun, one that was
// approved already, and a decision about a report that its writer has replaced
// since. A report is never changed: the next one stands in its place, and both
// are kept. It decides no mark and counts no hour (training-rules, section 6:
// logs are the weekly report and the consultations with mentor and coach).
package actualization

import (
	"embed"
	"time"

	"pamong/internal/access"
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

// ReportID names a report.
type ReportID string

// State is how far a week is; a message "actualization.state.…" says it.
type State string

// The states of a week. Ahead and Due have no report.
const (
	Ahead    State = "ahead" // has not begun
	Due      State = "due"
	Sent     State = "sent"
	Returned State = "returned"
	Approved State = "approved"
)

// States lists the states of weeks that have begun.
func States() []State { return []State{Due, Sent, Returned, Approved} }

// Report is what a participant has written of a week.
type Report struct {
	ID      ReportID
	Batch   training.BatchID
	Chain   training.SeatID
	Person  roster.PersonID
	Monday  clock.Date // of its week
	Body    string
	State   State // Sent, Returned or Approved
	SentAt  time.Time
	Decided time.Time // zero before
	By      string    // actor who decided
	Note    string    // what is to be done better, or a word to an approval
}

// Week is one week of the workplace stage.
type Week struct {
	Number int // from 1; 0 for a week that is no longer one of the stage
	Monday clock.Date
	Days   []clock.Date // of the stage, or the first and last of a week that is none of it
	Closed bool         // takes no report: not of the stage, or the writer has left
	Report *Report      // in force, nil for none
	Past   []Report     // replaced ones, the newest first
}

// State says how far the week is on a day.
func (w Week) State(today clock.Date) State {
	switch {
	case w.Report != nil:
		return w.Report.State
	case today < w.Days[0]:
		return Ahead
	}
	return Due
}

// Takes reports whether a report of the week is taken on a day.
func (w Week) Takes(today clock.Date) bool {
	s := w.State(today)
	return !w.Closed && (s == Due || s == Sent || s == Returned)
}

// weeksOf cuts the days at work of a batch into weeks from Monday to Sunday.
func weeksOf(stages []training.Stage) []Week {
	var weeks []Week
	for _, s := range stages {
		if s.Kind != regulation.StageWorkplace {
			continue
		}
		for _, day := range s.Days { // in order
			monday := day.AddDays(-(int(day.Weekday()) + 6) % 7)
			if n := len(weeks); n > 0 && weeks[n-1].Monday == monday {
				weeks[n-1].Days = append(weeks[n-1].Days, day)
				continue
			}
			weeks = append(weeks, Week{Number: len(weeks) + 1, Monday: monday, Days: []clock.Date{day}})
		}
	}
	return weeks
}

// Desk is where reports are written and decided.
type Desk struct {
	DB    *db.DB
	Clock clock.Clock
	Post  *notify.Post // nil tells nobody
}

// readers see the reports of whole batches within their reach.
var readers = []access.Role{access.Committee, access.Coach, access.Examiner, access.Officer, access.Leader, access.Auditor}
