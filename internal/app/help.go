package app

import (
	"pamong/internal/access"
	"pamong/internal/kit/web"
	"pamong/internal/org"
)

// help says to each role of the person what to do first; a person without
// agency reads what everybody needs.
func (h *House) help(r *web.Request) (web.Answer, error) {
	actor, a := access.From(r.Ctx()), org.From(r.Ctx())
	var roles []access.Role
	for _, role := range access.AllRoles {
		if actor.Has(string(a.ID), role) {
			roles = append(roles, role)
		}
	}
	return web.Page(helpPage(roles)), nil
}
