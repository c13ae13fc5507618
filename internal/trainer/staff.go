package trainer

import (
	"context"
	"slices"

	"pamong/internal/kit/clock"
	"pamong/internal/kit/db"
	"pamong/internal/kit/i18n"
	"pamong/internal/org"
	"pamong/internal/training"
)

// Staff is what is known of the trainers of an agency between two days, for
// those who ask about many of them.
type Staff struct {
	Trainers []Trainer // by name
	Rights   map[ID][]Right
	Absences map[ID][]Absence
	Bounds   Bounds
}

// StaffOf reads the trainers of an agency with their rights, their absences
// between two days, and the bounds.
func StaffOf(ctx context.Context, q db.Q, agency org.AgencyID, from, until clock.Date) (Staff, error) {
	var s Staff
	var err error
	if s.Trainers, err = All(ctx, q, agency); err != nil {
		return s, err
	}
	if s.Rights, err = Rights(ctx, q, agency); err != nil {
		return s, err
	}
	if s.Absences, err = Absences(ctx, q, agency, from, until); err != nil {
		return s, err
	}
	s.Bounds, err = BoundsOf(ctx, q, agency)
	return s, err
}

// ByID returns a trainer of the staff.
func (s *Staff) ByID(id ID) (Trainer, bool) {
	i := slices.IndexFunc(s.Trainers, func(t Trainer) bool { return t.ID == id })
	if i < 0 || id == "" {
		return Trainer{}, false
	}
	return s.Trainers[i], true
}

// Duty is something that a trainer is to do on a day.
type Duty struct {
	Role       Role
	Agenda     string // "" for the role as a whole: a right for one agenda covers it too
	Class      training.Class
	Day        clock.Date
	Start, End int // minutes after midnight; 0 and 0 asks for no hour of the day
}

// Bars says why a trainer may not do a duty: no right, a level below the
// lowest, away. None if they may.
func (s *Staff) Bars(t Trainer, d Duty) []i18n.Line {
	var bars []i18n.Line
	if t.Until != "" && d.Day >= t.Until {
		bars = append(bars, i18n.Say("trainer.bar.left", "Day", t.Until))
	}
	if slices.Contains(Roles, d.Role) {
		if !slices.ContainsFunc(s.Rights[t.ID], d.within) {
			bars = append(bars, i18n.Say("trainer.bar.right"))
		}
		if least := s.Bounds.Level[d.Class]; t.Own() && t.Level.Below(least) {
			bars = append(bars, i18n.Say("trainer.bar.level"))
		}
	}
	if d.End == 0 {
		return bars
	}
	for _, a := range s.Absences[t.ID] {
		if a.Meets(d.Day, d.Start, d.End) {
			bars = append(bars, i18n.Say("trainer.bar.absent", "From", a.From, "Until", a.Until, "Reason", a.Reason))
		}
	}
	return bars
}

func (d Duty) within(r Right) bool {
	agenda := d.Agenda
	if agenda == "" {
		agenda = r.Agenda
	}
	return r.Covers(d.Role, agenda, d.Class, d.Day)
}

// Below reports whether a level is lower than another.
func (l Level) Below(other Level) bool { return slices.Index(Levels, l) < slices.Index(Levels, other) }

// Meets reports whether the trainer is away at some time between two minutes
// of a day.
func (a Absence) Meets(day clock.Date, start, end int) bool {
	if day < a.From || day > a.Until {
		return false
	}
	return a.Start == 0 && a.End == 0 || a.Start < end && start < a.End
}

// Amiss returns the sessions after a day that somebody leads although they are
// away then, or teach no longer.
func Amiss(t Trainer, absences []Absence, led []Led, after clock.Date) []Led {
	var list []Led
	for _, l := range led {
		away := slices.ContainsFunc(absences, func(a Absence) bool { return a.Meets(l.Day, l.Start, l.End) })
		if l.Trainer == t.ID && l.Day > after && (away || !t.Until.IsZero() && l.Day >= t.Until) {
			list = append(list, l)
		}
	}
	return list
}

// MostDay is the most JP of a trainer a day, 0 without a bound.
func (b Bounds) MostDay(t Trainer) int { return firstOf(t.DayJP, b.DayJP) }

// MostMonth is the most JP of a trainer a month, 0 without a bound.
func (b Bounds) MostMonth(t Trainer) int { return firstOf(t.MonthJP, b.MonthJP) }

func firstOf(own, all int) int {
	if own > 0 {
		return own
	}
	return all
}
