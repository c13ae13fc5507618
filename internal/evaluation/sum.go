package evaluation

import (
	"slices"

	"pamong/internal/regulation"
)

// columns returns what is marked under an evaluation in a mode: parts where a
// component has them, the component itself otherwise.
func columns(e *regulation.Evaluation, mode string) []*regulation.Component {
	var list []*regulation.Component
	for i := range e.Components {
		k := &e.Components[i]
		if parts := k.PartsIn(mode); len(parts) > 0 {
			list = append(list, parts...)
		} else {
			list = append(list, k)
		}
	}
	return list
}

// mayMark reports whether the pack lets a marker mark a component.
func mayMark(c *regulation.Component, m Marker) bool {
	return slices.Contains(c.Markers.Value, string(m))
}

// means returns the mark of each component: the mean over its markers, each
// the mean over its assessors. How markers share a component is not settled
// (training-rules, section 4, grade U), so each counts the same.
func means(marks []Mark) (map[string]regulation.Exact, error) {
	byMarker := map[string]map[Marker][]regulation.Weighed{}
	for _, m := range marks {
		if byMarker[m.Component] == nil {
			byMarker[m.Component] = map[Marker][]regulation.Weighed{}
		}
		byMarker[m.Component][m.Marker] = append(byMarker[m.Component][m.Marker], regulation.Weighed{Weight: 1, Mark: regulation.Whole(m.Value)})
	}
	means := map[string]regulation.Exact{}
	for component, markers := range byMarker {
		var each []regulation.Weighed
		for _, assessors := range markers {
			mean, err := regulation.WeightedMean(assessors...)
			if err != nil {
				return nil, err
			}
			each = append(each, regulation.Weighed{Weight: 1, Mark: mean})
		}
		mean, err := regulation.WeightedMean(each...)
		if err != nil {
			return nil, err
		}
		means[component] = mean
	}
	return means, nil
}

// compute fills means, missing components and, when nothing is missing, the
// result of a row.
func (r *Row) compute(scorer *regulation.Scorer) error {
	var err error
	if r.Means, err = means(r.Marks); err != nil {
		return err
	}
	marks := regulation.Marks(r.Means)
	if r.Missing = scorer.Missing(marks); len(r.Missing) > 0 {
		return nil
	}
	result, err := scorer.Score(marks)
	if err != nil {
		return err
	}
	r.Result = &result
	return nil
}
