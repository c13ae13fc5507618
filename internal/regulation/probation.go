package regulation

import (
	"slices"

	"pamong/internal/kit/clock"
	"pamong/internal/kit/fault"
)

// Probation is the part of a pack that rules the year from SK CPNS to SK PNS.
type Probation struct {
	Months           Value[int]      `yaml:"months"` // from the TMT
	EntryAgeLeast    Value[int]      `yaml:"entry_age_least"`
	EntryAgeMost     Value[int]      `yaml:"entry_age_most"`
	ReportDays       Value[int]      `yaml:"report_days"` // from the SK to the report to BKN
	AnnualLeaveAfter Value[int]      `yaml:"annual_leave_after_months"`
	ReapplyYears     Value[int]      `yaml:"reapply_years"`
	OathWitnesses    Value[int]      `yaml:"oath_witnesses"`
	OathCopies       Value[int]      `yaml:"oath_copies"`
	WarnDays         Value[[]int]    `yaml:"warn_days"` // before a date that is due
	AtRiskDays       Value[int]      `yaml:"at_risk_days"`
	BlockingLevels   Value[[]string] `yaml:"blocking_levels"` // of discipline
	Gates            []Gate          `yaml:"gates"`
	Papers           []PaperRule     `yaml:"papers,omitempty"` // an own pack without them has those of the program
	PaperTerms       []PaperTerm     `yaml:"paper_terms,omitempty"`
	LeastPredicate   Value[string]   `yaml:"least_predicate"`
	Performance      []PerformanceOf `yaml:"performance"`
	DismissalGrounds []Ground        `yaml:"dismissal_grounds"`
	AbsenceWarnDays  Value[[]int]    `yaml:"absence_warn_days"`
	UnexcusedAbsence []AbsenceLine   `yaml:"unexcused_absence"`
}

// GateKind says how binding a gate is.
type GateKind string

// The kinds of gates.
const (
	GateLaw      GateKind = "law"      // without it nobody may be appointed
	GateDossier  GateKind = "dossier"  // a paper that the dossier needs
	GatePractice GateKind = "practice" // a habit of offices; a warning
)

// Gate is one thing that a candidate must have before the appointment.
type Gate struct {
	Key           string     `yaml:"key"`
	Kind          GateKind   `yaml:"kind"`
	Title         Text       `yaml:"title"`
	Rule          Text       `yaml:"rule"`
	Article       string     `yaml:"article"`
	Documents     []string   `yaml:"documents,omitempty"`      // SIASN document ids
	OnlyLate      bool       `yaml:"only_late,omitempty"`      // asked only past the year
	AfterDecision bool       `yaml:"after_decision,omitempty"` // follows the SK PNS, so it does not hold it up
	LastSafeDay   Value[int] `yaml:"last_safe_days"`           // days before the year is full
	Evidence      `yaml:",inline"`
}

// LastSafe returns the last day on which the gate can be met in time when the
// year is full on the date.
func (g *Gate) LastSafe(full clock.Date) clock.Date { return full.AddDays(-g.LastSafeDay.Value) }

// Gate returns the gate with the key, nil if there is none.
func (p *Probation) Gate(key string) *Gate {
	for i := range p.Gates {
		if p.Gates[i].Key == key {
			return &p.Gates[i]
		}
	}
	return nil
}

// Ground is a reason for which a candidate is dismissed.
type Ground struct {
	Key      string      `yaml:"key"`
	Title    Text        `yaml:"title"`
	Article  string      `yaml:"article"`
	Hearing  Value[bool] `yaml:"hearing"` // the person is heard first, with minutes
	Evidence `yaml:",inline"`
}

// Ground returns the ground with the key, nil if there is none.
func (p *Probation) Ground(key string) *Ground {
	for i := range p.DismissalGrounds {
		if p.DismissalGrounds[i].Key == key {
			return &p.DismissalGrounds[i]
		}
	}
	return nil
}

// AtRisk reports whether a gate not yet met endangers the appointment: its
// last safe day is past or near.
func (p *Probation) AtRisk(g *Gate, full, today clock.Date) bool {
	return g.LastSafe(full) <= today.AddDays(p.AtRiskDays.Value)
}

// TermState says where in the year of probation a day lies. It knows the
// clock alone; whether the gates are met is another question.
type TermState string

// The states of the term.
const (
	TermNotStarted TermState = "not_started"              // before the TMT
	TermActive     TermState = "active"                   // the year is running
	TermEligible   TermState = "eligible"                 // the year is full on this day
	TermLate       TermState = "needs_bkn_recommendation" // TMT + 1 year has passed
)

// Term is the clock of one candidate's probation on one day.
type Term struct {
	MonthsServed int        // complete months
	Ends         clock.Date // the day on which the year is full
	State        TermState
}

// Term returns the clock of somebody with the TMT as it stands today.
func (p *Probation) Term(tmt, today clock.Date) Term {
	t := Term{MonthsServed: tmt.MonthsUntil(today), Ends: tmt.AddMonths(p.Months.Value), State: TermActive}
	switch {
	case today < tmt:
		t.State = TermNotStarted
	case today == t.Ends:
		t.State = TermEligible
	case today > t.Ends:
		t.State = TermLate
	}
	return t
}

// Rating is how results or behaviour compare with what was expected.
type Rating string

// The ratings.
const (
	Above Rating = "above"
	Meets Rating = "meets"
	Below Rating = "below"
)

// PerformanceOf is one field of the 3 x 3 matrix of results and behaviour,
// with the codes that SIASN has for it.
type PerformanceOf struct {
	Results        Rating `yaml:"results"`
	Behaviour      Rating `yaml:"behaviour"`
	Predicate      string `yaml:"predicate"`
	SIASNResults   int    `yaml:"siasn_results"`
	SIASNBehaviour int    `yaml:"siasn_behaviour"`
	SIASNQuadrant  int    `yaml:"siasn_quadrant"`
	Evidence       `yaml:",inline"`
}

// Rate returns the field of the matrix for results and behaviour; an Invalid
// fault for a rating that does not exist.
func (p *Probation) Rate(results, behaviour Rating) (PerformanceOf, error) {
	for _, f := range p.Performance {
		if f.Results == results && f.Behaviour == behaviour {
			return f, nil
		}
	}
	return PerformanceOf{}, fault.Invalid("regulation.fault.rating", "Results", string(results), "Behaviour", string(behaviour))
}

// Basis says how unexcused days of absence are counted.
type Basis string

// The bases.
const (
	Yearly      Basis = "yearly"      // working days within one year
	Consecutive Basis = "consecutive" // working days in a row
)

// AbsenceLine is one line of the scale of unexcused absence. To is 0 where
// the line has no upper end.
type AbsenceLine struct {
	Basis    Basis  `yaml:"basis"`
	From     int    `yaml:"from"`
	To       int    `yaml:"to"`
	Level    string `yaml:"level"` // ringan, sedang or berat
	Sanction string `yaml:"sanction"`
	Blocks   bool   `yaml:"blocks"` // the appointment as PNS
	Evidence `yaml:",inline"`
}

// Unexcused returns the lines that working days of unexcused absence reach:
// at most one for the year and one for days in a row. They are signals; only
// a recorded disciplinary decree has effect.
func (p *Probation) Unexcused(inYear, inRow int) []AbsenceLine {
	var reached []AbsenceLine
	for _, l := range p.UnexcusedAbsence {
		days := inYear
		if l.Basis == Consecutive {
			days = inRow
		}
		if days >= l.From && (l.To == 0 || days <= l.To) {
			reached = append(reached, l)
		}
	}
	return reached
}

// Blocks reports whether a disciplinary measure of the level bars the
// appointment as PNS.
func (p *Probation) Blocks(level string) bool {
	return slices.Contains(p.BlockingLevels.Value, level)
}
