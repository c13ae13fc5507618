package app

import (
	"context"
	"strings"

	"pamong/internal/access"
	"pamong/internal/kit/i18n"
	"pamong/internal/kit/web/ui"
	"pamong/internal/org"
)

// place is one entry of a menu: its icon, its message and its address below
// the agency.
type place struct{ icon, key, path string }

// Places to go, each shared by the menus of several roles.
var (
	home      = place{"layout-dashboard", "app.nav.home", ""}
	today     = place{"calendar-check", "app.nav.today", ""}
	people    = place{"users", "app.nav.people", "people"}
	members   = place{"users", "app.nav.participants", "people"}
	probation = place{"hourglass", "app.nav.probation", "probation"}
	latsar    = place{"graduation-cap", "app.nav.latsar", "training"}
	plan      = place{"calendar-range", "app.nav.plan", "training"}
	marks     = place{"clipboard-list", "app.nav.marks", "evaluation"}
	papers    = place{"folder-open", "app.nav.documents", "documents"}
	briefing  = place{"landmark", "app.nav.briefing", "briefing"}
	trail     = place{"shield-check", "app.nav.trail", "audit"}
	mine      = place{"user", "app.nav.mine", "me"}
)

// menus lists where each role can go, at most five places.
var menus = map[access.Role][]place{
	access.Officer:     {home, people, probation, latsar, papers},
	access.Committee:   {today, members, plan, marks, papers},
	access.Leader:      {briefing, people, probation, latsar},
	access.Auditor:     {trail, people, marks, probation, briefing},
	access.Coach:       {today, members, marks},
	access.Examiner:    {today, members, marks},
	access.Mentor:      {today, members},
	access.Participant: {today, mine, papers},
	access.Admin:       {home, trail},
	access.Operator:    {home},
}

func nav(ctx context.Context, role access.Role, a org.Agency, path string) []ui.NavItem {
	if a.ID == "" {
		return nil
	}
	var items []ui.NavItem
	best, length := -1, -1
	for i, p := range menus[role] {
		href := a.Path(p.path)
		items = append(items, ui.NavItem{Icon: p.icon, Label: i18n.T(ctx, p.key), Href: href})
		here := path == href || p.path != "" && strings.HasPrefix(path, href+"/")
		if here && len(href) > length {
			best, length = i, len(href)
		}
	}
	if best >= 0 {
		items[best].Current = true
	}
	return items
}

// menu lists the links below the person's name: administration, and the other
// agencies in which they have a role.
func menu(ctx context.Context, actor access.Actor, a org.Agency) []ui.NavItem {
	var items []ui.NavItem
	add := func(icon, key, href string) {
		items = append(items, ui.NavItem{Icon: icon, Label: i18n.T(ctx, key), Href: href})
	}
	id := string(a.ID)
	if a.ID != "" && actor.HasWhole(id, access.Officer, access.Admin, access.Operator) {
		add("user-plus", "app.menu.members", a.Path("members"))
		add("network", "app.menu.units", a.Path("units"))
	}
	if a.ID != "" && actor.HasWhole(id, access.Admin, access.Operator) {
		add("settings", "app.menu.agency", a.Path("agency"))
	}
	if a.ID != "" && actor.HasWhole(id, access.Auditor, access.Admin, access.Officer) {
		add("shield-check", "app.menu.audit", a.Path("audit"))
	}
	if actor.HasWhole(id, access.Officer, access.Committee, access.Auditor, access.Admin, access.Operator, access.Leader) {
		add("book-open", "app.menu.rules", "/rules")
	}
	return items
}
