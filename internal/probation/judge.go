package probation

import (
	"slices"

	"pamong/internal/document"
	"pamong/internal/kit/clock"
	"pamong/internal/kit/i18n"
	"pamong/internal/regulation"
)

// Facts are what the gates of one person are filled from.
type Facts struct {
	TMT         clock.Date
	SKNumber    string // of the SK CPNS
	SKDate      clock.Date
	Passed      Pass
	Papers      map[document.Kind]document.Brief
	Performance []Performance // in force, by period
	Discipline  []Discipline  // in force
	Decided     clock.Date    // day of the SK PNS, "" before it: a paper that expires later has done its duty
	Checked     clock.Date    // day of the newest list that would name a discipline case, "" if there was none
}

// relyOn is the day on which papers must be in force.
func (f Facts) relyOn(today clock.Date) clock.Date {
	if f.Decided != "" && f.Decided < today {
		return f.Decided
	}
	return today
}

// Pass is what is known of the training.
type Pass struct {
	Number    string // of the STTP, "" while none came
	EndedOn   clock.Date
	Final     int // hundredths
	Predicate string
	Batch     string
	Verdict   bool // the graduation meeting has passed the person, whether or not an STTP came
}

// GateState is one gate of one person on one day.
type GateState struct {
	Gate     *regulation.Gate
	Met      bool
	Reason   string // key of a message: why it is met or not
	Args     []any
	LastSafe clock.Date // last day on which it can still be met in time
	Late     bool       // that day is past or near
}

// Standing is how one person stands on one day.
type Standing struct {
	Word   Readiness
	Term   regulation.Term
	Gates  []GateState
	Reason *GateState // the most pressing unmet law gate, nil when none
}

// Open returns the unmet gates of a kind.
func (s Standing) Open(kind regulation.GateKind) []GateState {
	var list []GateState
	for _, g := range s.Gates {
		if !g.Met && g.Gate.Kind == kind {
			list = append(list, g)
		}
	}
	return list
}

// Judge says how somebody stands on a day by the rules of a pack. It computes
// only: values in, values out.
func Judge(p *regulation.Probation, f Facts, today clock.Date) Standing {
	s := Standing{Term: p.Term(f.TMT, today)}
	late := s.Term.State == regulation.TermLate
	for i := range p.Gates {
		g := &p.Gates[i]
		if g.OnlyLate && !late {
			continue
		}
		state := judgeGate(p, g, f, today)
		state.LastSafe = g.LastSafe(s.Term.Ends)
		state.Late = !state.Met && p.AtRisk(g, s.Term.Ends, today)
		s.Gates = append(s.Gates, state)
	}
	s.Word = word(&s)
	return s
}

// word says the one word, by the gates of law that come before the decision.
func word(s *Standing) Readiness {
	for i := range s.Gates {
		g := &s.Gates[i]
		if g.Gate.Kind != regulation.GateLaw || g.Gate.AfterDecision || g.Met {
			continue
		}
		if s.Reason == nil || g.LastSafe < s.Reason.LastSafe {
			s.Reason = g
		}
	}
	switch {
	case s.Reason == nil && (s.Term.State == regulation.TermEligible || s.Term.State == regulation.TermLate):
		return Ready
	case s.Reason == nil:
		return OnCourse
	case s.Reason.Late:
		return AtRisk
	}
	return Missing
}

// gateJudges fill the gates by their keys. A gate that an agency has added
// under another key is met when a verified paper of that kind is there.
var gateJudges = map[string]func(p *regulation.Probation, f Facts, today clock.Date) GateState{
	"training":   judgeTraining,
	"health":     judgeHealth,
	"discipline": judgeDiscipline,
	"oath": func(*regulation.Probation, Facts, clock.Date) GateState {
		return GateState{Reason: "probation.why.oath"}
	},
	"sk_cpns":               judgeSKCPNS,
	"sttp":                  judgeSTTP,
	"performance_year":      judgePerformanceYear,
	"performance_predicate": judgePredicate,
}

func judgeGate(p *regulation.Probation, g *regulation.Gate, f Facts, today clock.Date) GateState {
	judge, ok := gateJudges[g.Key]
	var s GateState
	if ok {
		s = judge(p, f, today)
	} else {
		s = judgePaper(p, f, document.Kind(g.Key), today)
	}
	s.Gate = g
	return s
}

func judgeTraining(_ *regulation.Probation, f Facts, _ clock.Date) GateState {
	switch {
	case f.Passed.Number != "":
		return GateState{Met: true, Reason: "probation.why.passed", Args: []any{"Final", i18n.Mark(f.Passed.Final), "Predicate", f.Passed.Predicate, "Batch", f.Passed.Batch, "Number", f.Passed.Number}}
	case f.Passed.Verdict:
		return GateState{Met: true, Reason: "probation.why.verdict", Args: []any{"Final", i18n.Mark(f.Passed.Final), "Predicate", f.Passed.Predicate}}
	}
	return GateState{Reason: "probation.why.not_passed"}
}

func judgeHealth(p *regulation.Probation, f Facts, today clock.Date) GateState {
	letter, ok := f.Papers[document.Health]
	switch {
	case !ok:
		return GateState{Reason: "probation.why.no_health"}
	case letter.Outcome == document.Unfit:
		return GateState{Reason: "probation.why.unfit", Args: []any{"Number", letter.Number, "On", letter.IssuedOn}}
	case letter.State != document.Verified:
		return GateState{Reason: "probation.why.waiting"}
	}
	if s, over := expired(p, f, letter, today); over {
		return s
	}
	return GateState{Met: true, Reason: "probation.why.fit", Args: []any{"Number", letter.Number, "On", letter.IssuedOn}}
}

// expired is the state of a gate whose verified paper may no longer be relied
// on.
func expired(p *regulation.Probation, f Facts, paper document.Brief, today clock.Date) (GateState, bool) {
	if !p.Expired(string(paper.Kind), paper.IssuedOn, f.relyOn(today)) {
		return GateState{}, false
	}
	return GateState{Reason: "probation.why.expired", Args: []any{"Number", paper.Number, "On", p.ValidUntil(string(paper.Kind), paper.IssuedOn)}}, true
}

// judgeDiscipline is met while no decree of a blocking level is on record. Its
// reason says on which list that rests.
func judgeDiscipline(p *regulation.Probation, f Facts, _ clock.Date) GateState {
	for _, d := range f.Discipline {
		if slices.Contains(p.BlockingLevels.Value, d.Level) {
			return GateState{Reason: "probation.why.discipline", Args: []any{"Level", d.Level, "Number", d.Number, "On", d.IssuedOn}}
		}
	}
	switch {
	case len(f.Discipline) > 0:
		return GateState{Met: true, Reason: "probation.why.light", Args: []any{"N", len(f.Discipline)}}
	case f.Checked != "":
		return GateState{Met: true, Reason: "probation.why.no_record", Args: []any{"On", f.Checked}}
	}
	return GateState{Met: true, Reason: "probation.why.no_list"}
}

func judgeSKCPNS(p *regulation.Probation, f Facts, today clock.Date) GateState {
	if paper := judgePaper(p, f, document.SKCPNS, today); paper.Met || f.SKNumber == "" {
		return paper
	}
	return GateState{Met: true, Reason: "probation.why.sk", Args: []any{"Number", f.SKNumber, "On", f.SKDate}}
}

func judgeSTTP(p *regulation.Probation, f Facts, today clock.Date) GateState {
	if f.Passed.Number != "" {
		return GateState{Met: true, Reason: "probation.why.paper", Args: []any{"Number", f.Passed.Number, "On", f.Passed.EndedOn}}
	}
	return judgePaper(p, f, document.STTP, today)
}

func judgePaper(p *regulation.Probation, f Facts, kind document.Kind, today clock.Date) GateState {
	paper, ok := f.Papers[kind]
	switch {
	case !ok || paper.State == document.Rejected:
		return GateState{Reason: "probation.why.no_paper"}
	case paper.State == document.Waiting:
		return GateState{Reason: "probation.why.waiting"}
	}
	if s, over := expired(p, f, paper, today); over {
		return s
	}
	return GateState{Met: true, Reason: "probation.why.paper", Args: []any{"Number", paper.Number, "On", paper.IssuedOn}}
}

// judgePerformanceYear is met by the evaluation of the year in which the
// probation began.
func judgePerformanceYear(p *regulation.Probation, f Facts, today clock.Date) GateState {
	for _, e := range f.Performance {
		if len(e.Period) == 4 {
			return GateState{Met: true, Reason: "probation.why.evaluated", Args: []any{"Period", e.Period, "Predicate", e.Predicate}}
		}
	}
	if paper := judgePaper(p, f, document.Performance, today); paper.Met {
		return paper
	}
	return GateState{Reason: "probation.why.not_evaluated"}
}

// judgePredicate compares the newest predicate with the least one that the
// pack names, by the order of the matrix from best to worst.
func judgePredicate(p *regulation.Probation, f Facts, _ clock.Date) GateState {
	if len(f.Performance) == 0 {
		return GateState{Reason: "probation.why.not_evaluated"}
	}
	last := f.Performance[len(f.Performance)-1]
	args := []any{"Period", last.Period, "Predicate", last.Predicate}
	if rank(p, last.Predicate) > rank(p, p.LeastPredicate.Value) {
		return GateState{Reason: "probation.why.low", Args: args}
	}
	return GateState{Met: true, Reason: "probation.why.evaluated", Args: args}
}

// rank returns the SIASN quadrant of a predicate, 1 for the best.
func rank(p *regulation.Probation, predicate string) int {
	for _, f := range p.Performance {
		if f.Predicate == predicate {
			return f.SIASNQuadrant
		}
	}
	return len(p.Performance) + 1
}
