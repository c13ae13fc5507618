package regulation

import (
	"slices"

	"pamong/internal/kit/fault"
)

// Ranked is one issue with its place among the others.
type Ranked struct {
	Index int // from 1, in the order given
	Total int // sum of its scores
	Rank  int // 1 is the highest total; equal totals share a rank
}

// Method returns the way to score issues with the key, a NotFound fault if
// the pack has none.
func (a *Actualization) Method(key string) (*IssueMethod, error) {
	for i := range a.Methods {
		if a.Methods[i].Key == key {
			return &a.Methods[i], nil
		}
	}
	return nil, fault.NotFound("regulation.fault.no_method", "Method", key)
}

// Rank adds the scores of each issue and ranks the sums, ties as 1, 2, 2, 4.
// The result keeps the given order. It refuses an issue with another number
// of scores than the method has criteria, and scores out of range.
func (m *IssueMethod) Rank(scores [][]int) ([]Ranked, error) {
	var f fault.Fields
	ranked := make([]Ranked, len(scores))
	for i, issue := range scores {
		ranked[i].Index = i + 1
		if len(issue) != len(m.Criteria) {
			f.Add("scores", "regulation.fault.criteria", "Issue", i+1, "Want", len(m.Criteria), "Got", len(issue))
		}
		for _, s := range issue {
			if s < m.Least || s > m.Most {
				f.Add("scores", "regulation.fault.issue_score", "Issue", i+1, "Least", m.Least, "Most", m.Most)
			}
			ranked[i].Total += s
		}
	}
	if err := f.Err(); err != nil {
		return nil, err
	}
	totals := make([]int, len(ranked))
	for i, r := range ranked {
		totals[i] = r.Total
	}
	slices.Sort(totals)
	slices.Reverse(totals)
	for i := range ranked {
		ranked[i].Rank = slices.Index(totals, ranked[i].Total) + 1
	}
	return ranked, nil
}
