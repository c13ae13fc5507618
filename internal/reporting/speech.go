package reporting

import (
	"strconv"
	"strings"

	"pamong/internal/kit/i18n"
	"pamong/internal/probation"
)

// Piece is a part of a sentence. Filter, when not empty, opens the people
// behind it in the list of probation.
type Piece struct {
	Text   string
	Filter string
}

// Speech says the briefing as paragraphs to be read aloud, in which every
// number opens the people behind it. Numbers stand in the messages between
// bars: "bertugas di |30 perangkat daerah|".
func (b *Briefing) Speech(s *i18n.Speaker) [][]Piece {
	if b.People == 0 {
		return [][]Piece{{{Text: s.T("reporting.speech.nobody")}}}
	}
	return [][]Piece{b.who(s), b.training(s), b.outlook(s)}
}

// say splits a message at its bars and gives each marked part its filter.
func say(s *i18n.Speaker, key string, filters []string, args ...any) []Piece {
	var list []Piece
	for i, text := range strings.Split(s.T(key, args...), "|") {
		p := Piece{Text: text}
		if i%2 == 1 && i/2 < len(filters) {
			p.Filter = filters[i/2]
		}
		if text != "" {
			list = append(list, p)
		}
	}
	return list
}

func space() []Piece { return []Piece{{Text: " "}} }

// who says how many, where, since when, and born when.
func (b *Briefing) who(s *i18n.Speaker) []Piece {
	var p []Piece
	if len(b.Selections) > 0 {
		p = append(p, say(s, "reporting.speech.selected", []string{"all=1"}, "Years", strings.Join(b.Selections, ", "), "N", b.People)...)
	} else {
		p = append(p, say(s, "reporting.speech.people", []string{"all=1"}, "N", b.People)...)
	}
	p = append(p, space()...)
	p = append(p, say(s, "reporting.speech.offices", []string{"by=office"}, "N", len(b.Offices))...)
	if len(b.Offices) > 0 {
		top := b.Offices[0]
		p = append(p, space()...)
		p = append(p, say(s, "reporting.speech.largest", []string{"office=" + top.Key}, "N", top.People, "Office", top.Name)...)
	}
	if len(b.SKDates) == 1 {
		p = append(p, space()...)
		p = append(p, say(s, "reporting.speech.sk", nil, "On", b.SKDates[0])...)
	}
	if b.MonthsFrom == b.MonthsTo {
		p = append(p, space()...)
		p = append(p, say(s, "reporting.speech.months", nil, "N", b.MonthsTo)...)
	}
	if b.BornFrom > 0 {
		p = append(p, space()...)
		p = append(p, say(s, "reporting.speech.born", []string{"born=z"}, "From", strconv.Itoa(b.BornFrom), "To", strconv.Itoa(b.BornTo), "N", b.GenZ, "Share", s.Percent(b.GenZ, b.People))...)
	}
	return p
}

// training says who passed, how they were evaluated, and what is on record.
func (b *Briefing) training(s *i18n.Speaker) []Piece {
	key := "reporting.speech.passed_some"
	if b.Passed == b.People {
		key = "reporting.speech.passed_all"
	}
	p := say(s, key, []string{"passed=yes"}, "N", b.Passed, "Of", b.People)
	if b.Evaluated > 0 {
		var parts []string
		var filters []string
		for _, c := range b.Predicates {
			parts = append(parts, "|"+s.Number(int64(c.People))+" "+c.Name+"|")
			filters = append(filters, "predicate="+c.Key)
		}
		p = append(p, space()...)
		p = append(p, say(s, "reporting.speech.predicates", filters, "Period", b.Period, "Parts", joinAnd(s, parts))...)
	}
	p = append(p, space()...)
	switch {
	case b.Measures > 0:
		p = append(p, say(s, "reporting.speech.measures", []string{"discipline=yes"}, "N", b.Measures)...)
	case b.Checked != "":
		p = append(p, say(s, "reporting.speech.no_record", nil, "On", b.Checked)...)
	default:
		p = append(p, say(s, "reporting.speech.no_list", nil)...)
	}
	return p
}

// outlook says who will be ready when, and who is at risk because of what.
func (b *Briefing) outlook(s *i18n.Speaker) []Piece {
	var p []Piece
	add := func(more []Piece) {
		if len(p) > 0 {
			p = append(p, space()...)
		}
		p = append(p, more...)
	}
	if n := b.Readiness[probation.Ready]; n > 0 {
		add(say(s, "reporting.speech.ready", []string{"word=ready"}, "N", n))
	}
	if n := b.Readiness[probation.OnCourse]; n > 0 {
		add(say(s, "reporting.speech.on_course", []string{"word=on_course"}, "N", n, "On", b.Full))
	}
	if n := b.Readiness[probation.AtRisk]; n > 0 {
		key := "reporting.speech.at_risk"
		if b.RiskBy < b.AsOf {
			key = "reporting.speech.at_risk_past"
		}
		add(say(s, key, []string{"word=at_risk"}, "N", n, "On", b.RiskBy, "Why", b.because(s)))
	}
	if n := b.Readiness[probation.Missing]; n > 0 {
		add(say(s, "reporting.speech.missing", []string{"word=missing"}, "N", n))
	}
	return p
}

// because names the gates behind the risks.
func (b *Briefing) because(s *i18n.Speaker) string {
	var parts []string
	for _, r := range b.Risks {
		parts = append(parts, s.T("reporting.because."+r.Key))
	}
	return joinAnd(s, parts)
}

// joinAnd joins parts with commas and a last "dan".
func joinAnd(s *i18n.Speaker, parts []string) string {
	if len(parts) < 2 {
		return strings.Join(parts, "")
	}
	last := len(parts) - 1
	comma := ""
	if last > 1 {
		comma = ","
	}
	return strings.Join(parts[:last], ", ") + comma + " " + s.T("reporting.and") + " " + parts[last]
}

// Lead says the answer in one or two sentences before any figure.
func (b *Briefing) Lead(s *i18n.Speaker) string {
	if b.People == 0 {
		return s.T("reporting.speech.nobody")
	}
	lead := s.T("reporting.lead.on_course", "N", b.FullSoon, "Of", b.People, "On", b.Full)
	if b.AsOf >= b.Full {
		lead = s.T("reporting.lead.ready", "N", b.Readiness[probation.Ready], "Of", b.People)
	}
	if n := b.Readiness[probation.AtRisk]; n > 0 {
		lead += " " + s.T("reporting.lead.at_risk", "N", n, "Why", b.because(s))
	}
	return lead
}

// Plain returns the speech as text without links.
func (b *Briefing) Plain(s *i18n.Speaker) string {
	var paragraphs []string
	for _, pieces := range b.Speech(s) {
		text := ""
		for _, p := range pieces {
			text += p.Text
		}
		paragraphs = append(paragraphs, text)
	}
	return strings.Join(paragraphs, "\n\n")
}
