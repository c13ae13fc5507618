package evaluationweb

import (
	"strings"

	"pamong/internal/access"
	"pamong/internal/kit/i18n"
	"pamong/internal/kit/web"
)

// noAddress narrows the list to offices whose link cannot go out by e-mail.
const noAddress = "none"

// namedAt is how many offices without an address are named.
const namedAt = 3

// names names some of the offices without an address.
func (l returnsList) names(s *i18n.Speaker) string {
	text := strings.Join(l.Bare[:min(len(l.Bare), namedAt)], "; ")
	if more := len(l.Bare) - namedAt; more > 0 {
		return s.T("evaluation.return.and_more", "Names", text, "N", more)
	}
	return text
}

// mailUnits sends the links of the list that the address asks for by e-mail.
func (p *pages) mailUnits(r *web.Request) (web.Answer, error) {
	l, list, err := p.findReturns(r)
	if err != nil {
		return nil, err
	}
	n, err := p.board.MailUnits(r.Ctx(), access.From(r.Ctx()), l.agency, l.Units)
	if err != nil {
		l.query.Path = l.agency.Path("returns")
		l.err = err
		l.cut(list)
		return web.Refuse(err, returnsPage(l))
	}
	return web.Go(l.query.Whole(l.agency.Path("returns")), "notify.pass.queued", "N", n), nil
}
