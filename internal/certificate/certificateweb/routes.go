// Package certificateweb shows the STTP of an agency and takes in the lists
// that LAN sends.
package certificateweb

import (
	"context"
	"net/url"

	"pamong/internal/access"
	"pamong/internal/certificate"
	"pamong/internal/kit/blob"
	"pamong/internal/kit/web"
	"pamong/internal/org"
	"pamong/internal/roster"
	"pamong/internal/roster/listweb"
)

// Routes lists the pages of this house. Check gives the address to which the
// QR codes of papers lead.
func Routes(r *certificate.Registry, files *blob.Store, check func() string) []web.Route {
	p := &pages{r, check}
	list := listweb.Kind{Path: "certificates/sttp", Words: "certificate.sttp", Back: "training", Files: files, Roles: []access.Role{access.Officer, access.Committee},
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
		web.Get("/a/{agency}/certificates/b/{batch}", p.list),
		web.Post("/a/{agency}/certificates/b/{batch}", p.issue),
		web.Get("/a/{agency}/certificates/b/{batch}/all.zip", p.archive),
		web.Post("/a/{agency}/certificates/b/{batch}/revoke", p.revoke),
		web.Get("/a/{agency}/certificates/{code}", p.open),
	)
}
