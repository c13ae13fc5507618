// Package certificateweb shows the transcripts and STTP of an agency: the
// papers of a batch, which the committee issues for everybody at once; the
// register of numbers; one paper with its past, where it is revoked or
// replaced; the basis on which STTP are issued here; the lists that LAN sends;
// and, for whoever scans a QR code, whether a paper stands.
package certificateweb

import (
	"context"
	"net/url"

	"pamong/internal/access"
	"pamong/internal/certificate"
	"pamong/internal/kit/blob"
	"pamong/internal/kit/jobs"
	"pamong/internal/kit/web"
	"pamong/internal/org"
	"pamong/internal/roster"
	"pamong/internal/roster/listweb"
)

type pages struct {
	registry *certificate.Registry
	task     func(org.Agency, jobs.TaskID) string // page on which a job tells how far it is
}

var (
	readers = []access.Role{access.Officer, access.Committee, access.Auditor, access.Leader}
	issuers = []access.Role{access.Officer, access.Committee}
	holders = []access.Role{access.Admin, access.Officer}
)

// Routes lists the pages of this house. Task gives the address of the page of
// a long job.
func Routes(r *certificate.Registry, files *blob.Store, task func(org.Agency, jobs.TaskID) string) []web.Route {
	p := &pages{r, task}
	list := listweb.Kind{Path: "certificates/sttp", Words: "certificate.sttp", Back: "training", Files: files, Roles: issuers,
		Taken: r.Taken,
		Undo: func(ctx context.Context, actor access.Actor, a org.Agency, id string) error {
			return r.Undo(ctx, actor, a.ID, id)
		},
		Read: func(ctx context.Context, actor access.Actor, a org.Agency, file roster.File, _ url.Values) (listweb.Preview, error) {
			p, err := r.Read(ctx, actor, a.ID, file)
			if err != nil {
				return listweb.Preview{}, err
			}
			return listweb.Preview{Rows: p.Rows, New: p.New, Changed: p.Changed, Unchanged: p.Unchanged, Enter: func(ctx context.Context, skip bool) (string, error) {
				return r.Import(ctx, actor, a.ID, p, skip)
			}}, nil
		}}
	return append(list.Routes(),
		web.Get("/c/{code}", p.public).Opened(),
		web.Post("/c/{code}", p.compare).Opened().Upload(mostCopy).Unkeyed(),
		web.Get("/a/{agency}/certificates", p.register),
		web.Get("/a/{agency}/certificates/register.xlsx", p.export),
		web.Get("/a/{agency}/certificates/settings", p.settings),
		web.Post("/a/{agency}/certificates/settings", p.accredit),
		web.Get("/a/{agency}/certificates/settings/off", p.askOff),
		web.Post("/a/{agency}/certificates/settings/off", p.off),
		web.Get("/a/{agency}/certificates/b/{batch}", p.batch),
		web.Post("/a/{agency}/certificates/b/{batch}", p.issue),
		web.Get("/a/{agency}/certificates/b/{batch}/all.zip", p.archive(certificate.Transcript)),
		web.Get("/a/{agency}/certificates/b/{batch}/sttp.zip", p.archive(certificate.Own)),
		web.Get("/a/{agency}/certificates/p/{code}", p.paper),
		web.Post("/a/{agency}/certificates/p/{code}/revoke", p.revoke),
		web.Post("/a/{agency}/certificates/p/{code}/replace", p.replace),
		web.Get("/a/{agency}/certificates/{code}", p.open),
	)
}
