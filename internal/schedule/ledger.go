package schedule

import (
	"slices"

	"pamong/internal/kit/clock"
	"pamong/internal/regulation"
	"pamong/internal/training"
)

// Ledger proves days and JP of a batch against its rule pack, stage by stage.
type Ledger []LedgerRow

// LedgerRow is one stage of a ledger. JP are those of one participant: of the
// group that has fewest, should groups differ.
type LedgerRow struct {
	Stage    string // key
	Days     int    // of the batch
	WantDays int    // by the pack; 0 while not known
	JP       int    // planned
	WantJP   int    // by the pack; 0 while not known
	Groups   []int  // JP of each group
	Empty    int    // days of the stage without any session
}

// Total sums a ledger.
func (l Ledger) Total() LedgerRow {
	var t LedgerRow
	for _, r := range l {
		t.Days, t.WantDays, t.JP, t.WantJP, t.Empty = t.Days+r.Days, t.WantDays+r.WantDays, t.JP+r.JP, t.WantJP+r.WantJP, t.Empty+r.Empty
	}
	return t
}

// Missing returns the JP that a stage still lacks, negative when it has too
// many; 0 where the pack does not know or the stage is left out.
func (r LedgerRow) Missing() int {
	if r.WantJP == 0 || r.Days == 0 {
		return 0
	}
	return r.WantJP - r.JP
}

// Uneven reports whether the groups of the stage have different JP.
func (r LedgerRow) Uneven() bool {
	return len(r.Groups) > 0 && slices.Min(r.Groups) != slices.Max(r.Groups)
}

// ledger counts sessions per stage.
func ledger(mode *regulation.Mode, stages []training.Stage, groups int, sessions []Session) Ledger {
	var book Ledger
	for _, s := range stages {
		row := LedgerRow{Stage: s.Key, Days: len(s.Days), Groups: make([]int, groups)}
		if rule := mode.Stage(s.Key); rule != nil {
			row.WantDays, row.WantJP = rule.Days.Value, rule.JP.Value
		}
		used := map[clock.Date]bool{}
		for _, one := range sessions {
			if one.Stage != s.Key {
				continue
			}
			used[one.Day] = true
			for g := range row.Groups {
				if one.Group == 0 || one.Group == g+1 {
					row.Groups[g] += one.JP
				}
			}
		}
		for _, d := range s.Days {
			if !used[d] {
				row.Empty++
			}
		}
		if groups > 0 {
			row.JP = slices.Min(row.Groups)
		}
		book = append(book, row)
	}
	return book
}
