package regulation

import (
	"fmt"
	"slices"
)

// evaluation checks that weights make 100 and that bands leave no gap.
func (c *checker) evaluation(t *Training) {
	const path = "training.evaluation"
	e := &t.Evaluation
	c.among(e.Rounding.Value, path+".rounding", RoundHalfUp)
	var names []string
	sum := Hundredths(0)
	for i := range e.Components {
		k := &e.Components[i]
		at := path + ".components[" + k.Key + "]"
		names = append(names, k.Key)
		sum += k.Weight.Value
		c.component(k, at)
		c.parts(t, k, at)
		for j := range k.Parts {
			part := &k.Parts[j]
			names = append(names, part.Key)
			c.component(part, at+".parts["+part.Key+"]")
			c.must(len(part.Parts) == 0, at, "regulation.fault.depth")
		}
	}
	c.unique(path+".components", names)
	c.must(sum == Full, path+".components", "regulation.fault.weights", "Want", Full.Short(), "Got", sum.Short())
	c.bands(e.Bands, path+".bands")
}

func (c *checker) component(k *Component, path string) {
	c.within(int(k.Weight.Value), 1, int(Full), path+".weight")
	c.must(len(k.Markers.Value) > 0, path+".markers", "regulation.fault.none")
	for _, m := range k.Markers.Value {
		c.among(m, path+".markers", vocabulary["markers"]...)
	}
	if k.PassMark != nil {
		c.within(int(k.PassMark.Value), 0, int(Full), path+".pass_mark")
	}
}

// parts checks that in every mode the parts of a component make its weight.
func (c *checker) parts(t *Training, k *Component, path string) {
	for _, part := range k.Parts {
		if part.Modes == nil {
			continue
		}
		for _, mode := range part.Modes.Value {
			c.among(mode, path+".parts["+part.Key+"].modes", keys(t.Modes, func(m Mode) string { return m.Key })...)
		}
	}
	for _, m := range t.Modes {
		parts := k.PartsIn(m.Key)
		sum := Hundredths(0)
		for _, part := range parts {
			sum += part.Weight.Value
		}
		if len(parts) > 0 {
			c.must(sum == k.Weight.Value, path+".parts", "regulation.fault.weights", "Want", k.Weight.Value.Short(), "Got", sum.Short())
		}
	}
}

// bands demands that the bands run from 100 down to 0 without gap or overlap.
func (c *checker) bands(bands []Band, path string) {
	next := Full
	for i, b := range bands {
		at := fmt.Sprintf("%s[%d]", path, i+1)
		c.must(b.To == next && b.From <= b.To, at, "regulation.fault.band", "To", next.String())
		c.among(string(b.Outcome), at+".outcome", string(Passed), string(Deferred), string(Failed))
		next = b.From - 1
	}
	c.must(next == -1, path, "regulation.fault.bands")
}

func (c *checker) probation(p *Probation) {
	const path = "probation."
	c.within(p.Months.Value, 1, monthsLimit, path+"months")
	c.within(p.EntryAgeLeast.Value, 1, daysOfYear, path+"entry_age_least")
	c.within(p.EntryAgeMost.Value, p.EntryAgeLeast.Value, daysOfYear, path+"entry_age_most")
	c.within(p.ReportDays.Value, 0, daysOfYear, path+"report_days")
	c.within(p.AtRiskDays.Value, 0, daysOfYear, path+"at_risk_days")
	c.must(len(p.WarnDays.Value) > 0, path+"warn_days", "regulation.fault.none")
	for _, level := range p.BlockingLevels.Value {
		c.among(level, path+"blocking_levels", disciplineLevels...)
	}
	c.unique(path+"gates", keys(p.Gates, func(g Gate) string { return g.Key }))
	for _, g := range p.Gates {
		at := path + "gates[" + g.Key + "]"
		c.among(string(g.Kind), at+".kind", string(GateLaw), string(GateDossier), string(GatePractice))
		c.must(g.Article != "", at+".article", "regulation.fault.none")
		c.within(g.LastSafeDay.Value, 0, daysOfYear, at+".last_safe_days")
	}
	c.unique(path+"dismissal_grounds", keys(p.DismissalGrounds, func(g Ground) string { return g.Key }))
	for _, g := range p.DismissalGrounds {
		c.must(g.Article != "", path+"dismissal_grounds["+g.Key+"].article", "regulation.fault.none")
	}
	c.performance(p)
	c.papers(p)
	c.absence(p)
}

// disciplineLevels are the levels that the law knows, mildest first.
var disciplineLevels = []string{"ringan", "sedang", "berat"}

// performance demands each pair of ratings exactly once.
func (c *checker) performance(p *Probation) {
	const path = "probation.performance"
	ratings := []string{string(Above), string(Meets), string(Below)}
	var pairs []string
	for _, f := range p.Performance {
		c.among(string(f.Results), path, ratings...)
		c.among(string(f.Behaviour), path, ratings...)
		c.must(f.Predicate != "", path, "regulation.fault.none")
		pairs = append(pairs, string(f.Results)+"/"+string(f.Behaviour))
	}
	c.unique(path, pairs)
	c.must(len(p.Performance) == len(ratings)*len(ratings), path, "regulation.fault.matrix")
	known := slices.ContainsFunc(p.Performance, func(f PerformanceOf) bool { return f.Predicate == p.LeastPredicate.Value })
	c.must(known, "probation.least_predicate", "regulation.fault.word", "Word", p.LeastPredicate.Value)
}

// absence demands lines in order that do not overlap within their basis.
func (c *checker) absence(p *Probation) {
	reached := map[Basis]int{}
	for i, l := range p.UnexcusedAbsence {
		at := fmt.Sprintf("probation.unexcused_absence[%d]", i+1)
		c.among(string(l.Basis), at+".basis", string(Yearly), string(Consecutive))
		c.among(l.Level, at+".level", disciplineLevels...)
		c.must(reached[l.Basis] >= 0 && l.From > reached[l.Basis] && (l.To == 0 || l.To >= l.From), at, "regulation.fault.overlap")
		reached[l.Basis] = l.To
		if l.To == 0 {
			reached[l.Basis] = -1 // an open line must be the last of its basis
		}
	}
}
