package app

import (
	"context"
	"net/http"

	"github.com/a-h/templ"

	"pamong/internal/access"
	"pamong/internal/identity/identityweb"
	"pamong/internal/kit/web"
	"pamong/internal/kit/web/assets"
)

// Routes lists the pages and acts of all houses in the order of the story.
func (h *House) Routes() []web.Route {
	var all []web.Route
	for _, routes := range [][]web.Route{
		h.ownRoutes(),
		identityweb.Routes(h.Identity, h.DB, h.secure()),
	} {
		all = append(all, routes...)
	}
	return all
}

// handler returns everything the server answers.
func (h *House) handler(demo bool) (http.Handler, error) {
	routes := h.Routes()
	s := &web.Server{DB: h.DB, Clock: h.Clock, Log: h.Log, SignIn: "/sign-in",
		Before:   h.before(demo),
		SignedIn: func(ctx context.Context) bool { return access.From(ctx).Known() },
		Trouble:  func(_ context.Context, t web.Trouble) templ.Component { return trouble(t) },
	}
	return s.Handler(routes, map[string]http.Handler{"GET " + assets.Prefix: assets.Handler()}), nil
}
