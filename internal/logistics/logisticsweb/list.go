package logisticsweb

import (
	"context"
	"net/url"

	"pamong/internal/access"
	"pamong/internal/kit/i18n"
	"pamong/internal/org"
	"pamong/internal/roster"
	"pamong/internal/roster/listweb"
	"pamong/internal/training"
)

// lists takes in a list of needs of a batch.
func (p *pages) lists() listweb.Kind {
	const stay = "training/b/{batch}/stay"
	return listweb.Kind{Path: stay, Words: "logistics.list", Back: stay, Entered: "logistics.list.entered", Files: p.files,
		Of: func(ctx context.Context, actor access.Actor, a org.Agency, batch string) (string, error) {
			b, err := training.BatchByID(ctx, p.desk.DB, a.ID, training.BatchID(batch))
			if err != nil {
				return "", err
			}
			return say(ctx, "training.batch", "Label", b.Label), actor.RequireScope(string(a.ID), access.BatchScope(batch), access.Officer, access.Committee)
		},
		Read: func(ctx context.Context, actor access.Actor, a org.Agency, file roster.File, v url.Values) (listweb.Preview, error) {
			l, err := p.desk.ReadList(ctx, actor, a, training.BatchID(v.Get("batch")), file)
			if err != nil {
				return listweb.Preview{}, err
			}
			return listweb.Preview{Rows: l.Rows, New: l.New, Changed: l.Changed, Unchanged: l.Unchanged, Title: columnTitle, Enter: func(ctx context.Context, skip bool) (string, error) {
				return "", p.desk.EnterList(ctx, actor, a, l, skip)
			}}, nil
		}}
}

// columnTitle heads a column of a list of needs.
func columnTitle(s *i18n.Speaker, field string) string {
	if field == "name" || field == "nip" {
		return ""
	}
	return s.T("logistics." + field)
}
