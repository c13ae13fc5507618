package reporting

import (
	"context"
	"strings"

	"pamong/internal/kit/db"
	"pamong/internal/kit/i18n"
	"pamong/internal/kit/pdf"
	"pamong/internal/org"
)

// Paper sets a briefing on paper with the agency's letterhead, large enough to
// be read standing. The same rows give the same bytes.
func Paper(ctx context.Context, q db.Q, a org.Agency, s *i18n.Speaker, b Briefing) ([]byte, error) {
	title := s.T("reporting.title", "Agency", a.Name)
	doc, err := org.Paper(ctx, q, a, s.T("app.government", "Name", a.Name), pdf.Options{Title: title, Created: b.AsOf.Time(), Speaker: s})
	if err != nil {
		return nil, err
	}
	doc.Title(strings.ToUpper(title), s.T("reporting.state_of", "On", s.LongDate(b.AsOf)))
	doc.Words(b.Lead(s), 14, true)
	doc.Gap(4)
	for paragraph := range strings.SplitSeq(b.Plain(s), "\n\n") {
		doc.Words(paragraph, 13, false)
		doc.Gap(3)
	}
	doc.Gap(4)
	doc.Text(s.T("reporting.no_record"))
	for _, src := range b.Sources {
		doc.Text(s.T("reporting.source", "File", src.File, "On", src.AsOf, "N", src.People))
	}
	return doc.Bytes()
}
