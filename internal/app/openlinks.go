package app

import (
	"context"
	"strings"

	"pamong/internal/access"
	"pamong/internal/identity"
	"pamong/internal/identity/identityweb"
	"pamong/internal/kit/fault"
	"pamong/internal/kit/i18n"
	"pamong/internal/kit/web/ui"
	"pamong/internal/org"
)

// drawn refuses what was pressed on a page that was drawn with the eyes of
// another account, once that has ended, or by a link by which the device does
// not act now.
func drawn(ctx context.Context, mark string) error {
	switch {
	case mark == access.From(ctx).Mark():
		return nil
	case strings.HasPrefix(mark, access.EyesMark):
		return fault.Conflict("app.look_ended")
	}
	return fault.Conflict("app.other_link")
}

// openLinks names the links that are open on a device when there are several.
func (h *House) openLinks(ctx context.Context, session string) (ui.Links, error) {
	open, err := h.Identity.OpenPasses(ctx, session)
	if err != nil || len(open) < 2 {
		return ui.Links{}, err
	}
	l := ui.Links{Text: i18n.T(ctx, "app.open_links", "N", len(open), "Role", i18n.T(ctx, "access.role."+string(open[0].Role))), Turn: identityweb.TurnPath}
	for _, p := range open[1:] {
		note, err := h.linkNote(ctx, p, open[0])
		if err != nil {
			return l, err
		}
		l.Rest = append(l.Rest, ui.OpenLink{Label: i18n.T(ctx, "app.turn_to", "Role", i18n.T(ctx, "access.role."+string(p.Role)), "Note", note), Value: p.ID})
	}
	return l, nil
}

// linkNote tells a link from the one in use where its role does not: by whose it
// is, or by the unit or agency it is for.
func (h *House) linkNote(ctx context.Context, p, used identity.Pass) (string, error) {
	if unit, ok := strings.CutPrefix(string(p.Scope), "unit:"); ok {
		u, err := org.UnitByID(ctx, h.DB, org.AgencyID(p.Agency), org.UnitID(unit))
		return u.Name, err
	}
	if p.Agency != used.Agency {
		a, err := org.AgencyByID(ctx, h.DB, org.AgencyID(p.Agency))
		return p.Holder + ", " + a.Name, err
	}
	return p.Holder, nil
}
