package regulation

import "pamong/internal/kit/clock"

// Absences are the three counters of one person in one batch.
type Absences struct{ Sessions, JP, Days int }

// The names of the counters.
const (
	CounterSessions = "sessions"
	CounterJP       = "jp"
	CounterDays     = "days"
)

// Over returns the counters that are above their limit. Any of them opens a
// case for the graduation meeting; none fails anybody by itself.
func (a *Attendance) Over(n Absences) []string {
	over := []string{}
	if n.Sessions > a.MaxSessions.Value {
		over = append(over, CounterSessions)
	}
	if n.JP > a.MaxJP.Value {
		over = append(over, CounterJP)
	}
	if n.Days > a.MaxDays.Value {
		over = append(over, CounterDays)
	}
	return over
}

// Limits returns the limits as counters.
func (a *Attendance) Limits() Absences {
	return Absences{Sessions: a.MaxSessions.Value, JP: a.MaxJP.Value, Days: a.MaxDays.Value}
}

// Window returns the days from and to which the evaluation after the training
// is held when the batch ended on the date.
func (p *PostTraining) Window(ended clock.Date) (opens, closes clock.Date) {
	return ended.AddMonths(p.OpensMonths.Value), ended.AddMonths(p.ClosesMonths.Value)
}
