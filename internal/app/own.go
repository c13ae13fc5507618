package app

import (
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"

	"pamong/internal/access"
	"pamong/internal/kit/fault"
	"pamong/internal/kit/i18n"
	"pamong/internal/kit/web"
	"pamong/internal/kit/web/ui"
	"pamong/internal/org"
)

// ownRoutes are the pages that belong to no house: the door, colours and
// coats of arms, and the gallery of components.
func (h *House) ownRoutes() []web.Route {
	return []web.Route{
		web.Get("/colour/{sheet}", h.colour).Opened(),
		web.Get("/crest/{hash}", h.crest).Opened(),
		web.Get("/help", h.help),
		web.Get("/condition", h.condition),
		web.Get("/a/{agency}/jobs/{task}", h.task),
		web.Get("/healthz", h.health).Opened(),
		web.Get("/_/components", func(*web.Request) (web.Answer, error) { return web.Page(ui.Gallery()), nil }).Opened(),
	}
}

// door sends people to the home of their agency. The operator's is the list of
// agencies; who has no role any more sees their account.
func (h *House) door(r *web.Request) (web.Answer, error) {
	actor, a := access.From(r.Ctx()), org.From(r.Ctx())
	switch {
	case a.ID != "":
		return web.Go(a.Path(""), ""), nil
	case actor.HasWhole("", access.Operator):
		return web.Go("/agencies", ""), nil
	case actor.Known():
		return web.Go("/account", ""), nil
	}
	return web.Go("/sign-in", ""), nil
}

// condition shows the operator what is wrong with the installation and how to
// mend it.
func (h *House) condition(r *web.Request) (web.Answer, error) {
	if err := access.From(r.Ctx()).Require("", access.Operator); err != nil {
		return nil, err
	}
	c := checkup{r.Ctx(), h.Config, i18n.From(r.Ctx())}
	if r.Q("whole") != "" {
		return web.Page(conditionPage(c.all(), true)), nil
	}
	return web.Page(conditionPage(c.quick(), false)), nil
}

// colourVersion is part of the address of a colour sheet; it changes when the
// making of colours does.
const colourVersion = 1

func colourURL(a org.Agency) string { return fmt.Sprintf("/colour/%d-%d.css", colourVersion, a.Hue) }

// colour serves the accent colours of a hue as a stylesheet.
func (h *House) colour(r *web.Request) (web.Answer, error) {
	_, rest, _ := strings.Cut(strings.TrimSuffix(r.PathValue("sheet"), ".css"), "-")
	hue, err := strconv.Atoi(rest)
	if err != nil {
		return nil, fault.NotFound("web.no_page")
	}
	sheet, err := ui.Palette(hue)
	if err != nil {
		return nil, fault.NotFound("web.no_page").Because(err)
	}
	return web.Kept("text/css; charset=utf-8", []byte(sheet)), nil
}

// crest serves a coat of arms.
func (h *House) crest(r *web.Request) (web.Answer, error) {
	kind, content, err := org.Crest(r.Ctx(), h.DB, r.PathValue("hash"))
	if err != nil {
		return nil, err
	}
	return web.Kept(kind, content), nil
}

// health answers whether the database does, for whoever watches the service.
func (h *House) health(r *web.Request) (web.Answer, error) {
	var one int
	if err := h.DB.QueryRow(r.Ctx(), `SELECT 1`).Scan(&one); err != nil {
		return nil, fmt.Errorf("ask database: %w", err)
	}
	w := r.Stream()
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.WriteHeader(http.StatusOK)
	_, err := io.WriteString(w, "ok\n")
	return web.Done(), err
}

// checkURL is the address to which QR codes of papers lead.
func (h *House) checkURL() string { return h.publicURL() + "/c/" }
