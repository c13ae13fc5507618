package probation

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"pamong/internal/document"
	"pamong/internal/kit/calendar"
	"pamong/internal/kit/clock"
	"pamong/internal/kit/fault"
	"pamong/internal/regulation"
)

// ExamID names an examination.
type ExamID string

// Exam is a health examination that a hospital or a team of doctors holds for
// the agency: so many people on each working day from the first.
type Exam struct {
	ID       ExamID
	Hospital string // who examines, as the letter names them
	Place    string
	FirstDay clock.Date
	Quota    int // people on a day
}

// mostQuota is the most people on a day that can be typed.
const mostQuota = 500

func (e *Exam) clean(today clock.Date) error {
	var f fault.Fields
	for name, text := range map[string]*string{"hospital": &e.Hospital, "place": &e.Place} {
		if *text = strings.TrimSpace(*text); len(*text) > longestName {
			f.Add(name, "probation.too_long", "N", longestName)
		}
	}
	if e.Hospital == "" {
		f.Add("hospital", "probation.health.no_hospital")
	}
	if !e.FirstDay.Valid() || e.FirstDay < today {
		f.Add("first_day", "probation.health.bad_day")
	}
	if e.Quota < 1 || e.Quota > mostQuota {
		f.Add("quota", "probation.health.bad_quota", "N", mostQuota)
	}
	return f.Err()
}

// ExamState is how far somebody is with an examination; a message
// "probation.health.state.…" says it.
type ExamState string

// The states. Of what was found only fit or not fit is kept, in the health
// letter; never a medical detail.
const (
	ExamPlanned  ExamState = "planned"
	ExamFit      ExamState = "fit"
	ExamUnfit    ExamState = "unfit"
	ExamAgain    ExamState = "again"  // a second examination is asked, on a later day
	ExamAbsent   ExamState = "absent" // did not come, and waits again
	ExamReleased ExamState = "released"
)

// ExamSeat is somebody's day of examination.
type ExamSeat struct {
	ID      string
	Exam    ExamID
	Person  string
	Day     clock.Date
	State   ExamState
	AgainOn clock.Date // not before this day, of ExamAgain
}

// Waiting is somebody who needs a health letter and has no day yet.
type Waiting struct {
	Candidate
	LastSafe  clock.Date // of the health gate
	NotBefore clock.Date // a second examination was asked for this day, "" for any
	Absent    int        // how often they did not come
}

// queue returns who needs a health letter and has no day, the nearest last
// safe day first. Values in, values out.
func queue(pack *regulation.Probation, people []Candidate, seats []ExamSeat) []Waiting {
	last, absent := map[string]ExamSeat{}, map[string]int{}
	for _, s := range seats { // oldest first
		last[s.Person] = s
		if s.State == ExamAbsent {
			absent[s.Person]++
		}
	}
	var list []Waiting
	for _, c := range people {
		safe, needs := needsLetter(pack, c)
		seat := last[string(c.ID)]
		if !needs || seat.State == ExamPlanned {
			continue
		}
		w := Waiting{Candidate: c, LastSafe: safe, Absent: absent[string(c.ID)]}
		if seat.State == ExamAgain {
			w.NotBefore = seat.AgainOn
		}
		list = append(list, w)
	}
	slices.SortStableFunc(list, func(a, b Waiting) int { return cmp.Compare(a.LastSafe, b.LastSafe) })
	return list
}

// needsLetter reports whether somebody on the way needs a health letter that
// lasts until the year is full, and the last safe day of it. One that waits to
// be checked is there already, and who was found not fit is not sent again by
// themselves: a named person decides that.
func needsLetter(pack *regulation.Probation, c Candidate) (clock.Date, bool) {
	if c.Path.State != StateActive && c.Path.State != StateProposed {
		return "", false
	}
	for _, g := range c.Gates {
		if g.Gate.Key != "health" {
			continue
		}
		letter, ok := c.Papers[document.Health]
		if ok && (letter.State == document.Waiting || letter.Newer == document.Waiting || letter.Outcome == document.Unfit) {
			return "", false
		}
		until := pack.ValidUntil(string(document.Health), letter.IssuedOn)
		return g.LastSafe, !g.Met || until != "" && until < c.Term.Ends
	}
	return "", false
}

// seatIn gives people a day each, in their order: working days from the first
// of the examination and after today, no more on a day than the quota. taken
// says how many have each day already.
func seatIn(e Exam, waiting []Waiting, taken map[clock.Date]int, free *calendar.List, today clock.Date) []ExamSeat {
	taken = maps.Clone(taken)
	first := max(e.FirstDay, today.AddDays(1))
	var seats []ExamSeat
	for _, w := range waiting {
		day := free.First(workdays, max(first, w.NotBefore))
		for taken[day] >= e.Quota {
			day = free.First(workdays, day.AddDays(1))
		}
		taken[day]++
		seats = append(seats, ExamSeat{Exam: e.ID, Person: string(w.ID), Day: day, State: ExamPlanned})
	}
	return seats
}
