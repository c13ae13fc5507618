package rosterweb

import (
	"slices"
	"strings"

	"pamong/internal/access"
	"pamong/internal/kit/web"
	"pamong/internal/roster"
)

// purposing is the page on which an administrator says what private data is
// kept for.
type purposing struct {
	where
	on   []roster.Purpose
	keep []roster.Field
}

var allPurposes = []roster.Purpose{roster.PurposeSmartbangkom, roster.PurposeOath, roster.PurposeDecree, roster.PurposeSTTP, roster.PurposeSignature}

func (p *pages) purposes(r *web.Request) (web.Answer, error) {
	v := purposing{where: p.where(r)}
	if err := v.keeper(); err != nil {
		return nil, err
	}
	var err error
	if v.on, err = roster.Purposes(r.Ctx(), p.desk.DB, v.agency.ID); err != nil {
		return nil, err
	}
	if v.keep, err = roster.Kept(r.Ctx(), p.desk.DB, v.agency.ID); err != nil {
		return nil, err
	}
	return web.Page(purposesPage(v)), nil
}

// needs names the fields of a purpose.
func (v purposing) needs(p roster.Purpose) string {
	var names []string
	for _, f := range roster.PurposeFields[p] {
		names = append(names, v.said.T("roster.field."+string(f)))
	}
	return strings.Join(names, ", ")
}

func (p *pages) switchPurpose(r *web.Request) (web.Answer, error) {
	w := p.where(r)
	if err := p.desk.SwitchPurpose(r.Ctx(), w.actor, w.agency.ID, roster.Purpose(r.V("purpose")), r.V("on") == "1"); err != nil {
		return nil, err
	}
	return web.Go(w.at("purposes"), "roster.purpose_set"), nil
}

func (v purposing) isOn(p roster.Purpose) bool { return slices.Contains(v.on, p) }

// admin reports whether the actor may switch purposes.
func (v purposing) admin() bool { return v.actor.HasWhole(string(v.agency.ID), access.Admin) }
