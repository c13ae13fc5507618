package regulation

import (
	"slices"

	"pamong/internal/kit/clock"
)

// PaperFor says whom a rule of papers asks.
type PaperFor string

// Whom a rule may ask.
const (
	ForEveryone     PaperFor = "everyone"     // each candidate
	ForParticipants PaperFor = "participants" // who has a seat in a batch
	ForNobody       PaperFor = "nobody"       // the agency has switched the rule off
)

// Anchor is the day from which a due day is counted.
type Anchor string

// The anchors.
const (
	AnchorTMT   Anchor = "tmt_cpns"
	AnchorSPMT  Anchor = "spmt"        // date of the SPMT
	AnchorBatch Anchor = "batch_start" // first day of the person's batch
	AnchorEnd   Anchor = "probation_end"
)

// Purpose is what a paper serves.
type Purpose string

// The purposes. One upload serves both.
const (
	ForTraining    Purpose = "training"
	ForAppointment Purpose = "appointment"
)

// paperKinds are the kinds of papers that a rule may ask for; the house of
// papers keeps them.
var paperKinds = []string{"sk_cpns", "spmt", "health_letter", "assignment", "willingness", "diploma", "photograph", "sttp", "performance", "delay_letter", "sk_discipline", "sk_pns"}

var (
	paperFors = []string{string(ForEveryone), string(ForParticipants), string(ForNobody)}
	anchors   = []string{string(AnchorTMT), string(AnchorSPMT), string(AnchorBatch), string(AnchorEnd)}
	purposes  = []string{string(ForTraining), string(ForAppointment)}
)

// PaperRule says that a kind of paper is due by a day.
type PaperRule struct {
	Key      string     `yaml:"key"`
	Title    Text       `yaml:"title"`
	Paper    string     `yaml:"paper"`
	For      PaperFor   `yaml:"for"`
	Serves   []string   `yaml:"serves"` // of the purposes
	Anchor   Anchor     `yaml:"anchor"`
	DueDays  Value[int] `yaml:"due_days"` // after the anchor, below zero before it
	Evidence `yaml:",inline"`
}

// Due returns the day by which the paper is due, "" while the anchor is not
// known.
func (r *PaperRule) Due(known map[Anchor]clock.Date) clock.Date {
	day := known[r.Anchor]
	if day == "" {
		return ""
	}
	return day.AddDays(r.DueDays.Value)
}

// PaperTerm says how long papers of a kind may be relied on. The key is the
// kind.
type PaperTerm struct {
	Key         string     `yaml:"key"`
	Title       Text       `yaml:"title"`
	ValidMonths Value[int] `yaml:"valid_months"` // from the date of the paper, 0 for ever
}

// ValidUntil returns the last day on which a paper of the kind and date may be
// relied on, "" where it does not expire or bears no date.
func (p *Probation) ValidUntil(paper string, issued clock.Date) clock.Date {
	for _, t := range p.PaperTerms {
		if t.Key == paper && t.ValidMonths.Value > 0 && issued != "" {
			return issued.AddMonths(t.ValidMonths.Value)
		}
	}
	return ""
}

// Expired reports whether a paper of the kind and date may no longer be relied
// on.
func (p *Probation) Expired(paper string, issued, today clock.Date) bool {
	until := p.ValidUntil(paper, issued)
	return until != "" && today > until
}

// inherit gives rules of probation that were copied before papers had any
// those that come with the program.
func (p *Pack) inherit(shipped Packs) {
	if p.Kind != KindProbation || p.Probation == nil || p.Probation.Papers != nil {
		return
	}
	for _, s := range slices.Backward(shipped) {
		if s.Kind == KindProbation {
			p.Probation.Papers, p.Probation.PaperTerms = s.Probation.Papers, s.Probation.PaperTerms
			return
		}
	}
}

func (c *checker) papers(p *Probation) {
	const path = "probation.papers"
	c.unique(path, keys(p.Papers, func(r PaperRule) string { return r.Key }))
	for _, r := range p.Papers {
		at := path + "[" + r.Key + "]"
		c.among(r.Paper, at+".paper", paperKinds...)
		c.among(string(r.For), at+".for", paperFors...)
		c.among(string(r.Anchor), at+".anchor", anchors...)
		c.must(len(r.Serves) > 0, at+".serves", "regulation.fault.none")
		for _, s := range r.Serves {
			c.among(s, at+".serves", purposes...)
		}
		c.must(r.Anchor != AnchorSPMT || r.Paper != string(AnchorSPMT), at+".anchor", "regulation.fault.own_anchor")
		c.within(r.DueDays.Value, -daysOfYear, 2*daysOfYear, at+".due_days")
	}
	c.unique("probation.paper_terms", keys(p.PaperTerms, func(t PaperTerm) string { return t.Key }))
	for _, t := range p.PaperTerms {
		at := "probation.paper_terms[" + t.Key + "]"
		c.among(t.Key, at+".key", paperKinds...)
		c.within(t.ValidMonths.Value, 0, monthsLimit, at+".valid_months")
	}
}
