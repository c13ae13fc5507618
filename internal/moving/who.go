package moving

import (
	"cmp"
	"slices"
	"strings"

	"pamong/internal/org"
	"pamong/internal/regulation"
	"pamong/internal/roster"
)

// who returns the person of a line: by NIP, by what somebody has confirmed, or
// nobody, with a proposal.
func (g *gathering) who(seen *Seen, l *Line) *Person {
	cell, _ := seen.Guess.value(l, FieldNIP)
	nip, name := regulation.CleanNIP(cell.Text), fullName(&seen.Guess, l)
	if nip == "" && name == "" {
		return nil
	}
	if cell.Number && len(nip) > 15 { // a spreadsheet program has lost its last digits
		if seen.Guess.Kind == People || seen.Guess.Kind == Division {
			seen.Left++
			return nil
		}
		nip = ""
	}
	p := g.plan.byNIP[nip]
	sure := p != nil && (name == "" || seen.Guess.Kind == People || alike(name, p.Name) != 0)
	if sure {
		if name != "" && alike(name, p.Name) == 1 && seen.Guess.Kind != People {
			g.plan.doubt("moving.other_spelling", p, []Source{seen.at(l)}, "Text", name)
		}
		return p
	}
	key := bareName(name) + "|" + nip
	switch said := g.answers.Matches[key]; {
	case said == "-":
		seen.Left++
		g.propose(key, name, nip, seen.at(l), said, p)
		return nil
	case said != "" && g.plan.byNIP[said] != nil:
		g.propose(key, name, nip, seen.at(l), said, p)
		return g.plan.byNIP[said]
	}
	seen.Left++
	g.propose(key, name, nip, seen.at(l), "", p)
	return nil
}

// propose asks once for all lines of one name and number.
func (g *gathering) propose(key, name, nip string, at Source, chosen string, numbered *Person) {
	if i, ok := g.asked[key]; ok {
		if i >= 0 {
			g.plan.Proposals[i].More++
		}
		return
	}
	one := Proposal{Key: key, Name: name, NIP: nip, Source: at, Chosen: chosen}
	if numbered != nil {
		one.Candidates = append(one.Candidates, Candidate{NIP: numbered.NIP, Name: numbered.Name})
	}
	one.Candidates = append(one.Candidates, g.near(name, numbered)...)
	if len(one.Candidates) == 0 {
		g.asked[key] = -1
		g.plan.Problems = append(g.plan.Problems, Problem{Wrong: true, Message: "moving.nobody", Who: name, NIP: nip, Sources: []Source{at}})
		return
	}
	g.asked[key] = len(g.plan.Proposals)
	g.plan.Proposals = append(g.plan.Proposals, one)
}

// mostCandidates is how many people are offered for one line.
const mostCandidates = 4

// near returns the people whom a name may mean, the likeliest first.
func (g *gathering) near(name string, but *Person) []Candidate {
	bare := bareName(name)
	if bare == "" {
		return nil
	}
	var same, close []Candidate
	for _, p := range g.byName[bare] {
		if p != but {
			same = append(same, Candidate{p.NIP, p.Name, true})
		}
	}
	if len(same) == 0 {
		for _, p := range g.plan.byNIP {
			if p != but && alike(name, p.Name) == 1 {
				close = append(close, Candidate{p.NIP, p.Name, false})
			}
		}
	}
	all := append(same, close...)
	slices.SortFunc(all, func(a, b Candidate) int { return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.NIP, b.NIP)) })
	return all[:min(len(all), mostCandidates)]
}

// titles stand before names in lists.
var titles = []string{"dr", "drg", "drh", "ir", "dra", "drs", "prof", "h", "hj", "apt", "ns", "kh", "pdt", "ust", "sdr", "sdri", "bpk", "ibu", "mr", "mrs", "ms"}

// bareName is a name without its titles, folded.
func bareName(name string) string {
	bare, _, _ := strings.Cut(name, ",")
	words := strings.Fields(org.Fold(bare))
	for len(words) > 1 && slices.Contains(titles, words[0]) {
		words = words[1:]
	}
	return strings.Join(words, " ")
}

// alike compares two names without their titles: 2 for the same, 1 for one
// that differs by spelling, by letters set together or by words left out, 0
// for another name.
func alike(a, b string) int {
	x, y := bareName(a), bareName(b)
	switch {
	case x == y:
		return 2
	case x == "" || y == "":
		return 0
	case strings.ReplaceAll(x, " ", "") == strings.ReplaceAll(y, " ", ""), roster.Near(x, y):
		return 1
	}
	short, long := strings.Fields(x), strings.Fields(y)
	if len(short) > len(long) {
		short, long = long, short
	}
	for _, w := range short {
		if !slices.ContainsFunc(long, func(o string) bool { return o == w || len(w) == 1 && strings.HasPrefix(o, w) }) {
			return 0
		}
	}
	if len(short) == 1 && len(long) > 2 {
		return 0 // one word of a long name says too little
	}
	return 1
}
