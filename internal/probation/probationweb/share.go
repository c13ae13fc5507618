package probationweb

import (
	"fmt"
	"strings"

	"pamong/internal/kit/i18n"
	"pamong/internal/kit/web"
	"pamong/internal/kit/web/ui"
	"pamong/internal/probation"
)

// share shows the list, narrowed as in the address, as text for a group, and a
// message for each person.
func (p *pages) share(r *web.Request) (web.Answer, error) {
	l, people, err := p.find(r)
	if err != nil {
		return nil, err
	}
	text := l.text(i18n.From(r.Ctx()), people, i18n.From(r.Ctx()).LongDate(l.agency.Today(p.office.Clock.Now())))
	l.shown, l.total = ui.PageOf(l.query, pageSize, people), len(people)
	return web.Page(sharePage(l, text)), nil
}

// text is the list in words: names, how each stands and why; no numbers of
// people.
func (l listing) text(s *i18n.Speaker, people []probation.Candidate, today string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "*%s %s*\n%s\n", s.T("probation.title"), l.agency.Name, today)
	if n := l.narrowing(s); n != "" {
		b.WriteString(n + "\n")
	}
	for i, c := range people {
		fmt.Fprintf(&b, "\n%d. %s – %s", i+1, c.Name, s.T("probation.word."+string(c.Word)))
		if reason := why(s, c); reason != "" {
			b.WriteString(": " + reason)
		}
		if c.Reason != nil {
			fmt.Fprintf(&b, " (%s)", s.T("probation.safe_until", "On", c.Reason.LastSafe))
		}
	}
	return b.String()
}

// message is what one person is told about the own probation.
func (l listing) message(s *i18n.Speaker, c probation.Candidate) string {
	text := s.T("probation.message", "Name", c.Name, "Agency", l.agency.Name, "Months", c.Term.MonthsServed, "Ends", c.Term.Ends, "Word", s.T("probation.word."+string(c.Word)))
	if reason := why(s, c); reason != "" {
		text += "\n" + reason + "."
	}
	if c.Reason != nil {
		text += " " + s.T("probation.safe_until", "On", c.Reason.LastSafe) + "."
	}
	return text
}
