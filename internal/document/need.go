package document

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"pamong/internal/kit/clock"
	"pamong/internal/org"
	"pamong/internal/regulation"
)

// NeedState is how far somebody is with a paper that is asked of them; a
// message "document.need.…" says it.
type NeedState string

// The states of what is asked.
const (
	NeedMissing   NeedState = "missing"   // nobody has brought it
	NeedRejected  NeedState = "rejected"  // brought, and returned with a note
	NeedExpired   NeedState = "expired"   // may no longer be relied on
	NeedUnfit     NeedState = "unfit"     // the examination found the person not fit
	NeedSoon      NeedState = "soon"      // counts, and expires within the days of risk
	NeedWaiting   NeedState = "waiting"   // waits for the office
	NeedUnscanned NeedState = "unscanned" // number and date are known, the scan is not
	NeedMet       NeedState = "met"
)

// NeedStates lists the states, what is most pressing first.
var NeedStates = []NeedState{NeedMissing, NeedRejected, NeedExpired, NeedUnfit, NeedSoon, NeedWaiting, NeedUnscanned, NeedMet}

// owed are the states in which the person still has to bring something.
var owed = []NeedState{NeedMissing, NeedRejected, NeedExpired, NeedUnfit, NeedSoon}

// Owed reports whether the person still has to bring something.
func (s NeedState) Owed() bool { return slices.Contains(owed, s) }

// Holder is somebody of whom papers may be asked, as later houses know them.
type Holder struct {
	Person  string
	NIP     string
	Name    string
	Unit    org.UnitID
	Anchors map[regulation.Anchor]clock.Date // those that are known; that of the SPMT comes from the paper
	Trained bool                             // has passed: the training asks nothing more
	Over    bool                             // the SK PNS is out, or the person has left: nothing is asked
	Papers  map[Kind]Brief                   // in force
	Known   map[Kind]Brief                   // papers of which another house knows number and date

	words string // folded name and number, "" while nobody has searched
}

// folded is what searches look in.
func (h *Holder) folded() string { return org.Fold(h.Name) + " " + h.NIP }

// fits reports whether the person is found by folded words. Lists are shared, so
// that nothing is kept here.
func (h *Holder) fits(words string) bool {
	if h.words == "" {
		return strings.Contains(h.folded(), words)
	}
	return strings.Contains(h.words, words)
}

// Need is one kind of paper that is asked of one person.
type Need struct {
	*Holder
	Kind   Kind
	Due    clock.Date // "" while its anchor is not known
	Serves []regulation.Purpose
	State  NeedState
	Until  clock.Date // last day of the paper that is there, "" where it does not expire
	Note   string     // why the last one was returned
}

// Overdue reports whether the person should have brought it before a day.
func (n Need) Overdue(today clock.Date) bool {
	return n.State.Owed() && n.Due != "" && n.Due < today
}

// NeedsOf says what the rules ask of somebody, in the order of Kinds. It
// computes only.
func NeedsOf(rules *regulation.Probation, h *Holder, today clock.Date) []Need {
	if h.Over {
		return nil
	}
	anchors := map[regulation.Anchor]clock.Date{regulation.AnchorSPMT: h.Papers[SPMT].IssuedOn}
	for a, day := range h.Anchors {
		anchors[a] = day
	}
	asked := map[Kind][]*regulation.PaperRule{}
	for i := range rules.Papers {
		if r := &rules.Papers[i]; h.asked(r) {
			asked[Kind(r.Paper)] = append(asked[Kind(r.Paper)], r)
		}
	}
	var list []Need
	for _, k := range Kinds {
		if len(asked[k]) == 0 {
			continue
		}
		paper, ok := h.Papers[k]
		if !ok {
			paper = h.Known[k]
		}
		n := Need{Holder: h, Kind: k, Note: paper.Note}
		n.State, n.Until = stateOf(rules, paper, today)
		n.Due = dueOf(asked[k], anchors, n)
		for _, r := range asked[k] {
			for _, s := range r.Serves {
				if p := regulation.Purpose(s); !slices.Contains(n.Serves, p) {
					n.Serves = append(n.Serves, p)
				}
			}
		}
		list = append(list, n)
	}
	return list
}

// asked reports whether a rule asks somebody.
func (h *Holder) asked(r *regulation.PaperRule) bool {
	if h.Trained && !slices.ContainsFunc(r.Serves, func(s string) bool { return regulation.Purpose(s) != regulation.ForTraining }) {
		return false
	}
	return r.For == regulation.ForEveryone || r.For == regulation.ForParticipants && h.Anchors[regulation.AnchorBatch] != ""
}

// stateOf says how far a paper is, and until when it may be relied on.
func stateOf(rules *regulation.Probation, b Brief, today clock.Date) (NeedState, clock.Date) {
	until := rules.ValidUntil(string(b.Kind), b.IssuedOn)
	switch {
	case b.Kind == "":
		return NeedMissing, ""
	case b.State == Waiting || b.Newer == Waiting:
		return NeedWaiting, ""
	case b.State == Rejected:
		return NeedRejected, ""
	case b.Outcome == Unfit:
		return NeedUnfit, ""
	case until != "" && until < today:
		return NeedExpired, until
	case until != "" && today.DaysUntil(until) <= rules.AtRiskDays.Value:
		return NeedSoon, until
	case !b.Scanned:
		return NeedUnscanned, until
	}
	return NeedMet, until
}

// dueOf returns the soonest day of some rules. For a paper that expires it is
// the soonest one after that, else the last day of the paper itself.
func dueOf(rules []*regulation.PaperRule, anchors map[regulation.Anchor]clock.Date, n Need) clock.Date {
	ends := n.State == NeedExpired || n.State == NeedSoon
	var due clock.Date
	for _, r := range rules {
		if day := r.Due(anchors); day != "" && (due == "" || day < due) && (!ends || day > n.Until) {
			due = day
		}
	}
	if due == "" && ends {
		return n.Until
	}
	return due
}

// Narrowing narrows a list of needs; empty fields narrow nothing.
type Narrowing struct {
	Person string
	Office org.UnitID
	Kind   Kind
	State  NeedState
	All    bool       // also those that are met; without State only what is owed
	By     clock.Date // due by this day; what has no day is left out
	Search string     // in names and numbers
}

// keeps reports whether a need passes, the state left aside; the words that are
// searched are folded.
func (f Narrowing) keeps(n *Need, tree *org.Tree) bool {
	return (f.Person == "" || n.Person == f.Person) && (f.Kind == "" || n.Kind == f.Kind) && (f.Office == "" || tree.Office(n.Unit).ID == f.Office) &&
		(f.By == "" || n.Due != "" && n.Due <= f.By) && (f.Search == "" || n.fits(f.Search))
}

// keepsState reports whether a need passes by its state.
func (f Narrowing) keepsState(n *Need) bool {
	if f.State != "" {
		return n.State == f.State
	}
	return f.All || n.State.Owed()
}

// Narrow returns the needs that pass, the soonest first, and how many there
// are in each state whatever state is asked.
func (f Narrowing) Narrow(all []Need, tree *org.Tree) ([]*Need, map[NeedState]int) {
	f.Search = org.Fold(f.Search)
	states := map[NeedState]int{}
	days := map[clock.Date]int{} // how many are due on each day
	var kept []*Need
	for i := range all {
		n := &all[i]
		if !f.keeps(n, tree) {
			continue
		}
		states[n.State]++
		if f.keepsState(n) {
			kept = append(kept, n)
			days[n.Due]++
		}
	}
	// Few days stand on a long list: each need goes to its place at once.
	next, place := map[clock.Date]int{}, 0
	for _, day := range slices.SortedFunc(maps.Keys(days), func(a, b clock.Date) int { return cmp.Compare(lastIfEmpty(a), lastIfEmpty(b)) }) {
		next[day] = place
		place += days[day]
	}
	list := make([]*Need, len(kept))
	for _, n := range kept {
		list[next[n.Due]] = n
		next[n.Due]++
	}
	return list, states
}

// lastIfEmpty orders what has no day after everything else.
func lastIfEmpty(day clock.Date) clock.Date {
	if day == "" {
		return "9999-12-31"
	}
	return day
}
