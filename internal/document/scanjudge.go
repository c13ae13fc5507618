package document

import (
	"cmp"
	"path"
	"slices"
)

// around is what scans are judged against.
type around struct {
	numbers map[string]Numbered
	people  map[string]Numbered       // by person
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
		s.Name = a.people[s.Person].Name
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
	case a.people[s.Person].Name == "":
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
		sk := a.people[s.Person].SK
		p.Number, p.IssuedOn = sk.Number, sk.IssuedOn
	}
	p.File.Name = shorten(path.Base(s.Place))
	return p
}

// Part is what becomes of a scan when its bundle is entered; a message
// "document.scans.part.…" says it.
type Part string

// The parts of a bundle.
const (
	PartReady   Part = "ready"
	PartLook    Part = "look"    // is entered too
	PartWrong   Part = "wrong"   // is not
	PartSkipped Part = "skipped" // put aside, or there already
)

// Part returns what becomes of a judged scan.
func (s Scan) Part() Part {
	switch {
	case s.Skipped || s.Finding.needless():
		return PartSkipped
	case s.Finding.Keeps():
		return PartWrong
	case s.Finding != "":
		return PartLook
	}
	return PartReady
}

// Pairable reports whether it helps to say by hand whose and which paper a
// judged scan is.
func (s Scan) Pairable() bool { return !s.Broken() && !s.Enters() && !s.Finding.needless() }

// Sum counts the scans of a bundle.
type Sum struct {
	Ready, Look, Wrong, Skipped int // Look are entered too, Wrong are not
	NoKind, NoOutcome           int // what can be said once for all
}

// SumOf counts judged scans.
func SumOf(scans []Scan) Sum {
	var n Sum
	for _, s := range scans {
		switch s.Part() {
		case PartReady:
			n.Ready++
		case PartLook:
			n.Look++
		case PartWrong:
			n.Wrong++
		case PartSkipped:
			n.Skipped++
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
func (s Scan) Enters() bool { return s.Part() == PartReady || s.Part() == PartLook }

// Look returns the scans of a part; what is no part leaves all.
func Look(scans []Scan, part Part) []Scan {
	switch part {
	case PartReady, PartLook, PartWrong, PartSkipped:
		return slices.DeleteFunc(slices.Clone(scans), func(s Scan) bool { return s.Part() != part })
	}
	return scans
}
