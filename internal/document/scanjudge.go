package document

import (
	"cmp"
	"path"
	"slices"
)

// around is what scans are judged against.
type around struct {
	numbers map[string]Numbered
	names   map[string]string         // by person
	sk      map[string]Brief          // SK CPNS of the roster, by person
	papers  map[string]map[Kind]Paper // in force
}

// judgeScans says of each scan whether it can be entered, and what becomes of
// it. Values in, values out.
func judgeScans(scans []Scan, a around) {
	type seat struct {
		person string
		kind   Kind
	}
	taken := map[seat][]int{}
	for i := range scans {
		s := &scans[i]
		s.Finding = a.finding(s)
		s.Name = a.names[s.Person]
		if !s.Skipped && s.Person != "" && s.Kind != "" && !s.Broken() && s.Finding != FlawThere && s.Finding != FlawType {
			taken[seat{s.Person, s.Kind}] = append(taken[seat{s.Person, s.Kind}], i)
		}
	}
	for _, group := range taken {
		seen, different := map[string]bool{}, 0
		for _, i := range group {
			if seen[scans[i].File.Hash] {
				scans[i].Finding = FlawSame
				continue
			}
			seen[scans[i].File.Hash] = true
			different++
		}
		for _, i := range group {
			if different > 1 && scans[i].Finding != FlawSame {
				scans[i].Finding = FlawTwice
			}
		}
	}
}

// finding judges one scan by itself.
func (a around) finding(s *Scan) Flaw {
	who := a.numbers[s.NIP]
	switch {
	case s.Broken():
		return s.Flaw
	case s.Person == "" && s.Flaw == FlawTwo:
		return FlawTwo
	case s.Person == "" && s.NIP == "":
		return FlawNoNumber
	case a.names[s.Person] == "":
		return FlawUnknown
	case s.Kind == "":
		return FlawNoKind
	case !s.Kind.accepts(s.File.Type):
		return FlawType
	}
	have, ok := a.papers[s.Person][s.Kind]
	switch {
	case ok && have.File.Hash == s.File.Hash:
		return FlawThere
	case s.Kind == Health && s.Outcome == NoOutcome && (!ok || have.File.Hash != "" || have.Outcome == NoOutcome):
		return FlawOutcome
	case ok && have.File.Hash != "":
		return FlawReplaces
	case who.Person == s.Person && who.Former:
		return FlawFormer
	}
	return ""
}

// paper is what a scan becomes: the scan of a paper that is known by its
// number takes number, date and issuer over.
func (a around) paper(s Scan) Paper {
	p := Paper{Person: s.Person, Kind: s.Kind, Outcome: s.Outcome, File: s.File, State: Verified}
	if have, ok := a.papers[s.Person][s.Kind]; ok && have.File.Hash == "" && have.State == Verified {
		p.Number, p.IssuedOn, p.Issuer = have.Number, have.IssuedOn, have.Issuer
		p.Outcome = cmp.Or(p.Outcome, have.Outcome)
	} else if s.Kind == SKCPNS {
		p.Number, p.IssuedOn = a.sk[s.Person].Number, a.sk[s.Person].IssuedOn
	}
	p.File.Name = shorten(path.Base(s.Place))
	return p
}

// Sum counts the scans of a bundle.
type Sum struct {
	Ready, Look, Wrong, Skipped int // Look are entered too, Wrong are not
	NoKind, NoOutcome           int // what can be said once for all
}

// SumOf counts judged scans.
func SumOf(scans []Scan) Sum {
	var n Sum
	for _, s := range scans {
		switch {
		case s.Skipped || s.Finding.needless():
			n.Skipped++
		case s.Finding.Keeps():
			n.Wrong++
		case s.Finding != "":
			n.Look++
		default:
			n.Ready++
		}
		if !s.Skipped && s.Finding == FlawNoKind {
			n.NoKind++
		}
		if !s.Skipped && s.Finding == FlawOutcome {
			n.NoOutcome++
		}
	}
	return n
}

// Enters reports whether a judged scan is entered with its bundle.
func (s Scan) Enters() bool { return !s.Skipped && !s.Finding.Keeps() }

// Look returns the part of a list of scans that a page shows: "" all, "wrong",
// "look", "ready" or "skipped".
func Look(scans []Scan, part string) []Scan {
	return slices.DeleteFunc(slices.Clone(scans), func(s Scan) bool {
		aside := s.Skipped || s.Finding.needless()
		switch part {
		case "wrong":
			return aside || !s.Finding.Keeps()
		case "look":
			return aside || s.Finding == "" || s.Finding.Keeps()
		case "ready":
			return aside || s.Finding != ""
		case "skipped":
			return !aside
		}
		return false
	})
}
