package probation

import (
	"cmp"
	"slices"

	"pamong/internal/kit/clock"
	"pamong/internal/kit/i18n"
	"pamong/internal/regulation"
)

// DueKind is what is due; a message "probation.due.…" says it.
type DueKind string

// What may be due.
const (
	DueGate       DueKind = "gate"       // a gate that is not met yet
	DueYear       DueKind = "year"       // the year is full and nothing is decided
	DueReport     DueKind = "report"     // of a decree to BKN
	DueSuspension DueKind = "suspension" // a suspension ends
	DueAbsence    DueKind = "absence"    // days without an excuse come near the line that blocks; the day is the last of their year
)

// Due is something that must be done by a day.
type Due struct {
	Kind DueKind
	Day  clock.Date
	Gate *regulation.Gate // of DueGate
}

// Key names the due thing of a person.
func (d Due) Key() string {
	if d.Gate != nil {
		return string(d.Kind) + ":" + d.Gate.Key
	}
	return string(d.Kind)
}

// Line says what is due.
func (d Due) Line() i18n.Line {
	if d.Gate != nil {
		return i18n.Say("probation.due.gate", "What", i18n.Both(d.Gate.Title))
	}
	return i18n.Say("probation.due." + string(d.Kind))
}

// Dues returns what is due of somebody, the soonest first; what the law wants
// and its proof are one thing. It computes only.
func (c Candidate) Dues(pack *regulation.Probation) []Due {
	var list []Due
	if c.Decree != nil && !c.Report && (c.Path.State == StateDecided || c.Path.State == StateSworn) {
		list = append(list, Due{Kind: DueReport, Day: c.Decree.IssuedOn.AddDays(pack.ReportDays.Value)})
	}
	switch c.Path.State {
	case StateSuspended:
		list = append(list, Due{Kind: DueSuspension, Day: c.Until})
	case StateActive, StateProposed:
		lacks := c.Lacks()
		for _, g := range lacks {
			if g.Gate.Kind == regulation.GateLaw || !slices.ContainsFunc(lacks, func(other GateState) bool { return other.Gate.Key == twins[g.Gate.Key] }) {
				list = append(list, Due{Kind: DueGate, Day: g.LastSafe, Gate: g.Gate})
			}
		}
		list = append(list, Due{Kind: DueYear, Day: c.Term.Ends})
	}
	slices.SortStableFunc(list, func(x, y Due) int { return cmp.Compare(x.Day, y.Day) })
	return list
}

// Warning returns the line of warning that is reached with so many days left,
// the nearest one; -1 while none is.
func Warning(lines []int, left int) int {
	reached := -1
	for _, l := range lines {
		if left <= l && (reached < 0 || l < reached) {
			reached = l
		}
	}
	return reached
}
