package regulationweb

import (
	"context"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"pamong/internal/kit/clock"
	"pamong/internal/kit/i18n"
	"pamong/internal/regulation"
)

// lexicon says the places and values of a pack in words: by the titles that
// stand in the pack itself, and by the words of this house.
type lexicon struct {
	*i18n.Speaker
	titles map[string]string // by place
	keys   map[string]string // titles of subjects and modes by their key
}

func newLexicon(ctx context.Context, p *regulation.Pack) *lexicon {
	l := &lexicon{i18n.From(ctx), map[string]string{}, map[string]string{}}
	for _, r := range p.Rows() {
		at, ok := strings.CutSuffix(r.Path, ".title."+string(l.Lang))
		if !ok {
			continue
		}
		l.titles[at] = r.Value
		name, key, _ := strings.Cut(at[strings.LastIndex(at, ".")+1:], "[")
		if name == "subjects" || name == "modes" {
			l.keys[strings.TrimSuffix(key, "]")] = r.Value
		}
	}
	return l
}

// word says a step of a place, or a word of a closed vocabulary; the word
// itself where nobody has said it.
func (l *lexicon) word(name string) string {
	key := "regulation.word." + name
	if said := l.T(key); said != key {
		return said
	}
	return strings.ReplaceAll(name, "_", " ")
}

// label says a place in words, without the steps of the part it stands in.
func (l *lexicon) label(path, within string) string {
	var said []string
	at := ""
	for _, step := range strings.Split(path, ".") {
		at = strings.TrimPrefix(at+"."+step, ".")
		if step == "id" && path == "id" {
			step = "pack_id"
		}
		if step == "training" || step == "probation" || at == within || strings.HasPrefix(within, at+".") || strings.HasPrefix(within, at+"[") {
			continue
		}
		name, key, element := strings.Cut(step, "[")
		switch {
		case l.titles[at] != "":
			said = append(said, l.titles[at])
		case element:
			said = append(said, l.T("regulation.nth", "Name", l.word(name), "N", strings.TrimSuffix(key, "]")))
		case step == "title" && len(said) > 0:
		default:
			said = append(said, l.word(name))
		}
	}
	return upper(strings.Join(said, " › "))
}

// upper begins a text with a capital letter.
func upper(text string) string {
	r, size := utf8.DecodeRuneInString(text)
	return string(unicode.ToUpper(r)) + text[size:]
}

// clockTimes are the steps whose number is a time of the day in minutes.
var clockTimes = []string{"day_start", "day_end", "lunch_start", "ramadan_start"}

// say says a value as people read it.
func (l *lexicon) say(e regulation.Entry) string {
	switch e.Shape {
	case regulation.ShapeDecimal:
		if n, err := regulation.ParseHundredths(e.Value); err == nil {
			return l.Decimal(n.Short())
		}
	case regulation.ShapeDate:
		return l.Date(clock.Date(e.Value))
	case regulation.ShapeTruth, regulation.ShapeWord:
		return l.word(e.Value)
	case regulation.ShapeNumber:
		n, err := strconv.Atoi(e.Value)
		for _, step := range clockTimes {
			if err == nil && last(e.Path) == step {
				return l.HourMinute(n)
			}
		}
	case regulation.ShapeList, regulation.ShapeText:
		var said []string
		for _, part := range strings.Split(e.Value, ", ") {
			if l.keys[part] != "" {
				part = l.keys[part]
			} else if l.T("regulation.word."+part) != "regulation.word."+part {
				part = l.word(part)
			}
			said = append(said, part)
		}
		return strings.Join(said, ", ")
	}
	return e.Value
}

// last is the last step of a place.
func last(path string) string { return path[strings.LastIndex(path, ".")+1:] }

// above is a place without its last step.
func above(path string) string { return strings.TrimSuffix(path, "."+last(path)) }

// titled reports whether a place is a title in one of the languages.
func titled(path string) bool {
	return strings.HasSuffix(path, "title.id") || strings.HasSuffix(path, "title.en")
}

// part is one part of a pack, as a panel shows it: the values whose places
// begin alike.
type part struct {
	At     string // where its places begin
	Title  string
	Groups []group
	Values int
}

// group is the values of a part that share one grade and source.
type group struct {
	Label string
	Proof string // where grade and source stand, "" for values without
	regulation.Evidence
	Lines []line

	about string // the place of all its values
}

// line is values of one thing within a group, such as a session of a day.
type line struct {
	Label string
	Cells []regulation.Entry
}

// partOf is where the part of a place begins: a stage and its sessions, a
// mode, a chapter of the rules, the single values of the probation, or
// "general" for what the pack says of itself.
func partOf(path string) string {
	head, rest, ok := strings.Cut(path, ".")
	if !ok || head != "training" && head != "probation" {
		return "general"
	}
	name, _, list := strings.Cut(rest, "[")
	name, _, deep := strings.Cut(name, ".")
	switch {
	case head == "probation" && !list && !deep && name != "gates" && name != "performance" && name != "unexcused_absence" && name != "dismissal_grounds":
		return "probation"
	case name != "modes":
		return head + "." + name
	}
	if i := strings.Index(path, ".template"); i >= 0 {
		return path[:i] + ".template"
	}
	if i := strings.Index(path, ".stages["); i >= 0 {
		return path[:i+strings.IndexByte(path[i:], ']')+1]
	}
	if i := strings.IndexByte(path, ']'); i >= 0 {
		return path[:i+1]
	}
	return "training.modes"
}

// parts divides the values of a pack into parts, groups and lines.
func parts(l *lexicon, p *regulation.Pack) []part {
	var list []part
	byName := map[string]int{}
	for _, e := range p.Entries() {
		at := partOf(e.Path)
		i, ok := byName[at]
		if !ok {
			i = len(list)
			byName[at] = i
			list = append(list, part{At: at, Title: l.partTitle(at)})
		}
		list[i].take(l, e)
	}
	return list
}

// partTitle says the name of a part.
func (l *lexicon) partTitle(at string) string {
	if stage, ok := strings.CutSuffix(at, ".template"); ok {
		return l.T("regulation.template_of", "Stage", l.titles[stage])
	}
	if said := l.titles[at]; said != "" {
		return said
	}
	return l.T("regulation.part." + last(at))
}

func (p *part) take(l *lexicon, e regulation.Entry) {
	p.Values++
	about := e.Path
	switch {
	case e.Proof != "":
		about = e.Proof
	case titled(e.Path):
		about = above(e.Path)
	}
	n := len(p.Groups)
	if n == 0 || p.Groups[n-1].about != about {
		p.Groups = append(p.Groups, group{Label: l.label(about, p.At), Proof: e.Proof, Evidence: e.Evidence, about: about})
		n++
	}
	g := &p.Groups[n-1]
	of := ""
	if at := above(e.Path); e.Path != about && at != about {
		of = l.label(at, about)
	}
	if n := len(g.Lines); n == 0 || g.Lines[n-1].Label != of {
		g.Lines = append(g.Lines, line{Label: of})
	}
	at := &g.Lines[len(g.Lines)-1]
	at.Cells = append(at.Cells, e)
}
