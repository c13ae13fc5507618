package probation

import (
	"slices"
	"time"

	"pamong/internal/kit/clock"
)

// StepID names a step, CaseID a discipline case: its first step.
type (
	StepID string
	CaseID string
)

// StepKind is what was done; a message "probation.step.…" says it.
type StepKind string

// The steps of the way from probation to oath.
const (
	Warned      StepKind = "warned"      // a warning was given
	Heard       StepKind = "heard"       // the person was heard, minutes were written
	Suspended   StepKind = "suspended"   // until a day
	Resumed     StepKind = "resumed"     // the suspension ended
	Proposed    StepKind = "proposed"    // the dossier went to the PPK, or to BKN first
	Returned    StepKind = "returned"    // it came back with a note
	Recommended StepKind = "recommended" // BKN agreed to a late appointment
	Decided     StepKind = "decided"     // SK PNS
	Reported    StepKind = "reported"    // to BKN
	Sworn       StepKind = "sworn"       // by the minutes of the oath
	Resigned    StepKind = "resigned"
	Died        StepKind = "died"
	Dismissed   StepKind = "dismissed"
	Objected    StepKind = "objected"
	Upheld      StepKind = "upheld"   // the objection changed nothing
	Annulled    StepKind = "annulled" // the dismissal was taken back
)

// The steps of a discipline case.
const (
	CaseOpened   StepKind = "case_opened" // a report of a breach
	CaseExamined StepKind = "case_examined"
	CaseDropped  StepKind = "case_dropped" // not proven
	CaseDecided  StepKind = "case_decided" // SK hukuman disiplin
	CaseAppealed StepKind = "case_appealed"
	CaseUpheld   StepKind = "case_upheld"
	CaseAnnulled StepKind = "case_annulled"
)

// State is where somebody stands on the way, or a case; a message
// "probation.state.…" says it.
type State string

// The states of people. Eligible and NeedsBKN are what the clock makes of
// Active; no act sets them.
const (
	StateActive    State = "active"
	StateEligible  State = "eligible"
	StateNeedsBKN  State = "needs_bkn_recommendation"
	StateSuspended State = "suspended"
	StateProposed  State = "proposed"
	StateDecided   State = "decided"
	StateSworn     State = "sworn"
	StateDismissed State = "dismissed"
	StateDeceased  State = "deceased"
	StateResigned  State = "resigned"
)

// The states of a discipline case.
const (
	StateNone     State = ""
	StateReported State = "case_reported"
	StateExamined State = "case_examined"
	StateDropped  State = "case_dropped"
	StateMeasured State = "case_decided"
	StateAppealed State = "case_appealed"
	StateFinal    State = "case_final"
)

// Step is one documented act on somebody's way.
type Step struct {
	ID       StepID
	Person   string
	Act      string // the same for all people of one collective act
	Case     CaseID // "" for the way to the oath
	Kind     StepKind
	Number   string // of the document
	IssuedOn clock.Date
	Day      clock.Date // last day of a suspension, TMT of a decree, day of a death or resignation
	Choice   string     // of a proposal the forum, of a dismissal the ground, of a measure its SIASN code
	Form     string     // of a dismissal how, of an appeal which kind
	Reason   string
	At       time.Time
	By       string
	Struck   string // why it was taken back, "" while it stands
}

// Forums of a proposal.
const (
	ToPPK = "ppk"
	ToBKN = "bkn"
)

// DayOf says what the day of a step means.
type DayOf string

// The meanings of days; DayNone where a step has none.
const (
	DayNone  DayOf = ""
	DayUntil DayOf = "until" // must not have passed
	DayTMT   DayOf = "tmt"
	DayEvent DayOf = "event" // must not lie ahead
)

// Move says from where a step may be taken, where it leads and what document
// it needs. Each names number and date of one, but where NoteOnly is set.
type Move struct {
	Kind     StepKind
	From     []State
	To       State // "" stays
	Day      DayOf
	NoteOnly bool
	Grounds  bool // needs the ground and the form of a dismissal
	Measure  bool // needs a kind of measure
	Appeal   bool // needs the kind of appeal
	Together bool // taken for many people on a page of its own
}

// ended are the states in which the probation is over.
var ended = []State{StateSworn, StateDismissed, StateDeceased, StateResigned}

var serving = []State{StateActive, StateProposed}

// moves are all steps in the order in which pages offer them.
var moves = []Move{
	{Kind: Proposed, From: []State{StateActive}, To: StateProposed, Together: true},
	{Kind: Returned, From: []State{StateProposed}, To: StateActive, NoteOnly: true, Together: true},
	{Kind: Recommended, From: []State{StateProposed}, Together: true},
	{Kind: Decided, From: []State{StateProposed}, To: StateDecided, Day: DayTMT, Together: true},
	{Kind: Reported, From: []State{StateDecided, StateSworn}, Together: true},
	{Kind: Sworn, From: []State{StateDecided}, To: StateSworn, Together: true},
	{Kind: Suspended, From: serving, To: StateSuspended, Day: DayUntil},
	{Kind: Resumed, From: []State{StateSuspended}, To: StateActive},
	{Kind: Warned, From: serving},
	{Kind: Heard, From: []State{StateActive, StateProposed, StateSuspended, StateDecided}},
	{Kind: Resigned, From: []State{StateActive, StateProposed, StateSuspended, StateDecided}, To: StateResigned, Day: DayEvent},
	{Kind: Died, From: []State{StateActive, StateProposed, StateSuspended, StateDecided}, To: StateDeceased, Day: DayEvent},
	{Kind: Dismissed, From: []State{StateActive, StateProposed, StateSuspended, StateDecided}, To: StateDismissed, Grounds: true},
	{Kind: Objected, From: []State{StateDismissed}},
	{Kind: Upheld, From: []State{StateDismissed}},
	{Kind: Annulled, From: []State{StateDismissed}, To: StateActive},

	{Kind: CaseOpened, From: []State{StateNone}, To: StateReported},
	{Kind: CaseExamined, From: []State{StateReported}, To: StateExamined},
	{Kind: CaseDropped, From: []State{StateReported, StateExamined}, To: StateDropped},
	{Kind: CaseDecided, From: []State{StateExamined}, To: StateMeasured, Measure: true},
	{Kind: CaseAppealed, From: []State{StateMeasured}, To: StateAppealed, Appeal: true},
	{Kind: CaseUpheld, From: []State{StateAppealed}, To: StateFinal},
	{Kind: CaseAnnulled, From: []State{StateAppealed}, To: StateFinal},
}

// MoveOf returns the rule of a kind of step, nil for an unknown kind.
func MoveOf(kind StepKind) *Move {
	for i := range moves {
		if moves[i].Kind == kind {
			return &moves[i]
		}
	}
	return nil
}

// Path is what the steps of one person, or of one case, come to.
type Path struct {
	State       State
	Until       clock.Date // last day of a suspension
	Forum       string     // of the proposal that is open
	Proposal    string     // its act
	Recommended bool       // BKN has agreed to it
	Decree      *Step      // SK PNS
	Heard       bool       // since the last dismissal was annulled
	Objection   bool       // an objection waits for its result
	Report      bool       // the decree was reported to BKN
	Steps       []Step     // that stand, oldest first
}

// Follow follows steps that stand, oldest first, from a state. It computes
// only.
func Follow(from State, steps []Step) Path {
	p := Path{State: from}
	for i := range steps {
		if steps[i].Struck == "" {
			p.take(&steps[i])
		}
	}
	return p
}

func (p *Path) take(s *Step) {
	p.Steps = append(p.Steps, *s)
	if m := MoveOf(s.Kind); m != nil && m.To != "" {
		p.State = m.To
	}
	switch s.Kind {
	case Suspended:
		p.Until = s.Day
	case Proposed:
		p.Forum, p.Proposal, p.Recommended = s.Choice, s.Act, false
	case Recommended:
		p.Recommended = true
	case Decided:
		p.Decree = s
	case Reported:
		p.Report = true
	case Heard:
		p.Heard = true
	case Objected:
		p.Objection = true
	case Upheld:
		p.Objection = false
	case Annulled:
		p.Objection, p.Heard, p.Decree, p.Report = false, false, nil, false
	}
}

// Ended reports whether the probation is over.
func (p Path) Ended() bool { return slices.Contains(ended, p.State) }

// May reports whether a step of the kind may follow.
func (p Path) May(kind StepKind) bool {
	m := MoveOf(kind)
	switch {
	case m == nil || !slices.Contains(m.From, p.State):
		return false
	case kind == Recommended:
		return p.Forum == ToBKN && !p.Recommended
	case kind == Reported:
		return !p.Report
	case kind == Objected:
		return !p.Objection
	case kind == Upheld, kind == Annulled:
		return p.Objection
	}
	return true
}

// Next lists the steps that one person may take alone, in the order of pages.
func (p Path) Next() []Move {
	var list []Move
	for _, m := range moves {
		if !m.Together && p.May(m.Kind) {
			list = append(list, m)
		}
	}
	return list
}
