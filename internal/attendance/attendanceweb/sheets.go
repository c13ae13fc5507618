package attendanceweb

import (
	"context"
	"net/url"
	"slices"

	"pamong/internal/access"
	"pamong/internal/attendance"
	"pamong/internal/kit/fault"
	"pamong/internal/kit/i18n"
	"pamong/internal/org"
	"pamong/internal/roster"
	"pamong/internal/roster/listweb"
	"pamong/internal/training"
)

// sheets takes in the filled attendance sheet of a batch.
func (p *pages) sheets() listweb.Kind {
	const batch = "attendance/batches/{batch}"
	return listweb.Kind{Path: batch, Words: "attendance.sheets", Back: batch, Template: batch + "/sheet.xlsx", Entered: "attendance.sheets.entered",
		Files: p.files,
		Of: func(ctx context.Context, actor access.Actor, a org.Agency, batch string) (string, error) {
			b, err := p.desk.Book(ctx, actor, a, training.BatchID(batch))
			if err != nil {
				return "", err
			}
			if !calls(actor, a, b) {
				return "", fault.Forbidden("attendance.not_yours")
			}
			return say(ctx, "attendance.batch", "Batch", b.Batch.Label), nil
		},
		Read: func(ctx context.Context, actor access.Actor, a org.Agency, file roster.File, v url.Values) (listweb.Preview, error) {
			list, err := p.desk.Read(ctx, actor, a, training.BatchID(v.Get("batch")), file, p.catalogue.Speaker(i18n.Indonesian), p.catalogue.Speaker(i18n.English))
			if err != nil {
				return listweb.Preview{}, err
			}
			return listweb.Preview{Rows: list.Rows, New: list.New, Changed: list.Changed, Unchanged: list.Unchanged, Title: list.Title,
				Enter: func(ctx context.Context, skip bool) (string, error) {
					_, err := p.desk.Enter(ctx, actor, a, list, skip)
					return "", err
				}}, nil
		}}
}

// calls reports whether an actor calls the roll of anybody in a book.
func calls(actor access.Actor, a org.Agency, b *attendance.Book) bool {
	return slices.ContainsFunc(b.Lines, func(l attendance.Line) bool { return attendance.MayCall(actor, a, l.Seat) })
}
