package app

import (
	"context"
	"strings"

	"pamong/internal/access"
	"pamong/internal/identity"
	"pamong/internal/kit/i18n"
	"pamong/internal/kit/web/ui"
	"pamong/internal/org"
)

// place is one entry of a menu: its icon, its message and its address, which
// lies below the agency unless it begins at the root.
type place struct{ icon, key, path string }

// Places to go, each shared by the menus of several roles.
var (
	toHome      = place{"layout-dashboard", "app.nav.home", ""}
	toToday     = place{"calendar-check", "app.nav.today", ""}
	toPeople    = place{"users", "app.nav.people", "people"}
	toMembers   = place{"users", "app.nav.participants", "people"}
	toProbation = place{"hourglass", "app.nav.probation", "probation"}
	toLatsar    = place{"graduation-cap", "app.nav.latsar", "training"}
	toPlan      = place{"calendar-range", "app.nav.plan", "training"}
	toMarks     = place{"clipboard-list", "app.nav.marks", "evaluation"}
	toReturns   = place{"inbox", "app.nav.returns", "returns"}
	toRoll      = place{"user-check", "app.nav.attendance", "attendance"}
	toWork      = place{"notebook-pen", "app.nav.actualization", "actualization"}
	toPapers    = place{"folder-open", "app.nav.documents", "documents"}
	toBriefing  = place{"landmark", "app.nav.briefing", "briefing"}
	toTrail     = place{"shield-check", "app.nav.trail", "audit"}
	toRules     = place{"book-open", "app.menu.rules", "rules"}
	toOwn       = place{"user", "app.nav.own", "own"}
	toMine      = place{"user", "app.nav.mine", "me"}

	toAgencies  = place{"landmark", "app.nav.agencies", "/agencies"}
	toCondition = place{"life-buoy", "app.nav.condition", "/condition"}
	toAccounts  = place{"user-plus", "app.menu.members", "members"}
	toViews     = place{"eye", "app.menu.views", "views"}
	toSettings  = place{"settings", "app.menu.agency", "agency"}
)

// menus lists where each role can go, at most five places.
var menus = map[access.Role][]place{
	access.Officer:     {toHome, toPeople, toProbation, toLatsar, toPapers},
	access.Committee:   {toToday, toMembers, toPlan, toMarks, toRoll},
	access.Leader:      {toBriefing, toPeople, toProbation, toLatsar},
	access.Auditor:     {toTrail, toPeople, toMarks, toProbation, toBriefing},
	access.Coach:       {toToday, toMembers, toMarks, toRoll, toWork},
	access.Examiner:    {toToday, toMembers, toMarks, toWork},
	access.Mentor:      {toToday, toWork, toMembers, toMarks},
	access.Clerk:       {toReturns},
	access.Self:        {toOwn},
	access.Participant: {toToday, toRoll, toWork, toMine, toPapers},
	access.Admin:       {toHome, toRules, toTrail},
	access.Support:     {toViews},
	access.Operator:    {toAgencies, toCondition, toAccounts, toSettings, toRules},
}

func nav(ctx context.Context, role access.Role, a org.Agency, path string) []ui.NavItem {
	var items []ui.NavItem
	best, length := -1, -1
	for _, p := range menus[role] {
		href := p.path
		if !strings.HasPrefix(href, "/") {
			if a.ID == "" {
				continue
			}
			href = a.Path(href)
		}
		items = append(items, ui.NavItem{Icon: p.icon, Label: i18n.T(ctx, p.key), Href: href})
		here := path == href || p.path != "" && strings.HasPrefix(path, href+"/")
		if here && len(href) > length {
			best, length = len(items)-1, len(href)
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
	if a.ID != "" && actor.HasWhole(id, identity.Lookers...) {
		add("eye", "app.menu.views", a.Path("views"))
	}
	if a.ID != "" && actor.HasWhole(id, access.Officer, access.Committee, access.Leader, access.Auditor) {
		add("layout-dashboard", "desk.board", a.Path("board"))
		add("building-2", "desk.place", a.Path("placements"))
	}
	if a.ID != "" && actor.Has(id, access.Officer, access.Committee) {
		add("users", "app.menu.mentors", a.Path("mentors"))
		add("bed", "logistics.dormitory", a.Path("dormitory"))
		add("notebook-pen", "app.nav.actualization", a.Path("actualization"))
		add("link", "roster.links", a.Path("people/links"))
		add("inbox", "evaluation.returns", a.Path("returns"))
	}
	if a.ID != "" && actor.HasWhole(id, access.Officer, access.Committee, access.Leader, access.Auditor) {
		add("presentation", "trainer.title", a.Path("trainers"))
		add("door-open", "venue.title", a.Path("rooms"))
	}
	if a.ID != "" && actor.Has(id, access.Officer, access.Committee, access.Coach, access.Examiner, access.Mentor, access.Participant) {
		add("calendar-check", "schedule.feed.title", a.Path("calendar"))
	}
	if a.ID != "" && actor.Has(id, access.Participant) {
		add("bed", "logistics.own", a.Path("arrival"))
	}
	if a.ID != "" && actor.HasWhole(id, access.Officer, access.Admin) {
		add("arrow-right-left", "roster.transfers", a.Path("transfers"))
	}
	if a.ID != "" && actor.HasWhole(id, access.Officer) {
		add("file-up", "app.menu.moving", a.Path("moving"))
	}
	switch {
	case a.ID == "":
	case actor.HasWhole(id, access.Officer, access.Committee):
		add("message-circle", "notify.reach", a.Path("reach"))
		add("send", "app.menu.sent", a.Path("sent"))
	case actor.HasWhole(id, access.Admin):
		add("mail", "notify.undelivered", a.Path("undelivered"))
	}
	if a.ID != "" && actor.HasWhole(id, access.Admin, access.Operator) {
		add("settings", "app.menu.agency", a.Path("agency"))
	}
	switch {
	case a.ID == "":
	case actor.HasWhole(id, access.Officer, access.Committee):
		add("file-text", "document.letters.title", a.Path("letters"))
	case actor.HasWhole(id, access.Auditor):
		add("file-text", "document.letters.register", a.Path("letters/register"))
	}
	if a.ID != "" && actor.HasWhole(id, access.Officer, access.Committee, access.Auditor, access.Leader) {
		add("stamp", "app.menu.certificates", a.Path("certificates"))
	}
	if a.ID != "" && actor.HasWhole(id, access.Admin) {
		add("badge-check", "app.menu.accreditation", a.Path("certificates/settings"))
	}
	if a.ID != "" && actor.HasWhole(id, access.Auditor, access.Admin, access.Officer) {
		add("shield-check", "app.menu.audit", a.Path("audit"))
	}
	if a.ID != "" && actor.HasWhole(id, access.Officer, access.Committee, access.Auditor, access.Admin, access.Operator, access.Leader) {
		add("book-open", "app.menu.rules", a.Path("rules"))
	}
	return items
}
