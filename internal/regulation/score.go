package regulation

import (
	"slices"

	"pamong/internal/kit/fault"
)

// Marks are the marks of one person by the key of a component or of a part,
// exact and from 0 to Full.
type Marks map[string]Exact

// Part is one addend of the final mark.
type Part struct {
	Component *Component // what was marked: a component, or a part of one
	Mark      Exact
}

// Points returns what the part adds to the final mark: weight x mark / 100,
// exact.
func (p Part) Points() Exact {
	return Exact{int64(p.Component.Weight.Value) * p.Mark.Num, p.Mark.Den * int64(Full)}.reduced()
}

// Result is a final mark with everything that explains it.
type Result struct {
	Final Hundredths // rounded half up, before banding
	Band  *Band      // predicate and outcome that the final mark proposes
	Parts []Part     // in the order of the pack
}

// PartsIn returns the parts that the component has in the mode.
func (k *Component) PartsIn(mode string) []*Component {
	var found []*Component
	for i := range k.Parts {
		if p := &k.Parts[i]; p.Modes == nil || slices.Contains(p.Modes.Value, mode) {
			found = append(found, p)
		}
	}
	return found
}

// Scorer computes results under one evaluation in one mode. It is made once
// and used for many people, from any goroutine.
type Scorer struct {
	evaluation *Evaluation
	components []scored
	known      map[string]bool
}

type scored struct {
	component *Component
	parts     []*Component
}

// Scorer returns the scorer of a mode.
func (e *Evaluation) Scorer(mode string) *Scorer {
	s := &Scorer{evaluation: e, known: map[string]bool{}}
	for i := range e.Components {
		k := &e.Components[i]
		s.components = append(s.components, scored{k, k.PartsIn(mode)})
		s.known[k.Key] = true
		for _, p := range k.PartsIn(mode) {
			s.known[p.Key] = true
		}
	}
	return s
}

// Missing returns the keys of the marks that are still wanted, in the order of
// the pack. A component with parts wants all its parts, unless it was marked
// as a whole.
func (s *Scorer) Missing(marks Marks) []string {
	var missing []string
	for _, c := range s.components {
		if _, whole := marks[c.component.Key]; whole {
			continue
		}
		if len(c.parts) == 0 {
			missing = append(missing, c.component.Key)
			continue
		}
		for _, p := range c.parts {
			if _, ok := marks[p.Key]; !ok {
				missing = append(missing, p.Key)
			}
		}
	}
	return missing
}

func anyPart(parts []*Component, marks Marks) bool {
	return slices.ContainsFunc(parts, func(p *Component) bool { _, ok := marks[p.Key]; return ok })
}

// Score returns the final mark: the sum of weight x mark / 100 over all parts,
// exact, rounded once to hundredths. It refuses unknown, missing and
// impossible marks, and a component marked both as a whole and in parts; all
// problems are named beside their keys.
func (s *Scorer) Score(marks Marks) (Result, error) {
	r := Result{Parts: make([]Part, 0, len(s.known))}
	used := 0
	for _, c := range s.components {
		if mark, ok := marks[c.component.Key]; ok {
			r.Parts = append(r.Parts, Part{c.component, mark})
			used++
			continue
		}
		for _, p := range c.parts {
			if mark, ok := marks[p.Key]; ok {
				r.Parts = append(r.Parts, Part{p, mark})
				used++
			}
		}
	}
	sum, err := total(r.Parts)
	weight := Hundredths(0)
	for _, p := range r.Parts {
		weight += p.Component.Weight.Value
	}
	if used != len(marks) || weight != Full || !allWithin(marks) {
		return Result{}, s.problems(marks)
	}
	if err != nil {
		return Result{}, err
	}
	r.Final = sum.Round()
	r.Band = s.evaluation.Band(r.Final)
	return r, nil
}

// total adds the points of the parts exactly, in hundredths.
func total(parts []Part) (Exact, error) {
	den := int64(1)
	for _, p := range parts {
		var err error
		if den, err = common(den, p.Mark.Den); err != nil {
			return Exact{}, err
		}
	}
	sum := int64(0)
	for _, p := range parts {
		sum += int64(p.Component.Weight.Value) * p.Mark.Num * (den / p.Mark.Den)
	}
	return Exact{sum, den * int64(Full)}, nil
}

func allWithin(marks Marks) bool {
	for _, m := range marks {
		if !m.isMark() {
			return false
		}
	}
	return true
}

// isMark reports whether the fraction lies from 0 to Full.
func (e Exact) isMark() bool { return e.Num >= 0 && e.Num <= int64(Full)*e.Den }

// problems names what is wrong with the marks.
func (s *Scorer) problems(marks Marks) error {
	var f fault.Fields
	for _, key := range s.Missing(marks) {
		f.Add(key, "regulation.fault.mark_missing", "Key", key)
	}
	var given []string
	for key := range marks {
		given = append(given, key)
	}
	slices.Sort(given)
	for _, key := range given {
		if !s.known[key] {
			f.Add(key, "regulation.fault.mark_unknown", "Key", key)
		} else if !marks[key].isMark() {
			f.Add(key, "regulation.fault.mark_range", "Key", key)
		}
	}
	for _, c := range s.components {
		if _, whole := marks[c.component.Key]; whole && anyPart(c.parts, marks) {
			f.Add(c.component.Key, "regulation.fault.mark_twice", "Key", c.component.Key)
		}
	}
	return f.Err()
}

// Band returns the band of a final mark from 0 to Full.
func (e *Evaluation) Band(final Hundredths) *Band {
	for i := range e.Bands {
		if final >= e.Bands[i].From {
			return &e.Bands[i]
		}
	}
	return nil
}

// implementationKey is the component whose parts make one mark of their own.
const implementationKey = "implementation"

// Implementation returns the mark of the execution of the actualization from
// the marks of its parts, as the weights of the pack have it: exact. The
// component tells what the mark weighs in the final mark.
func (e *Evaluation) Implementation(marks Marks) (Part, error) {
	var f fault.Fields
	for i := range e.Components {
		k := &e.Components[i]
		if k.Key != implementationKey || len(k.Parts) == 0 {
			continue
		}
		var weighed []Weighed
		for _, p := range k.Parts {
			mark, ok := marks[p.Key]
			switch {
			case !ok:
				f.Add(p.Key, "regulation.fault.mark_missing", "Key", p.Key)
			case !mark.isMark():
				f.Add(p.Key, "regulation.fault.mark_range", "Key", p.Key)
			}
			weighed = append(weighed, Weighed{p.Weight.Value, mark})
		}
		if err := f.Err(); err != nil {
			return Part{}, err
		}
		mean, err := WeightedMean(weighed...)
		return Part{k, mean}, err
	}
	return Part{}, fault.Invalid("regulation.fault.no_parts")
}
