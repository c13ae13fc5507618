// Package rosterweb shows the people of an agency: the list, each person's
// facts with what they were before, the forms that change them, and the four
// steps by which a list of the office comes in.
package rosterweb

import (
	"time"

	"pamong/internal/access"
	"pamong/internal/audit"
	"pamong/internal/kit/clock"
	"pamong/internal/kit/i18n"
	"pamong/internal/kit/jobs"
	"pamong/internal/kit/web"
	"pamong/internal/kit/web/ui"
	"pamong/internal/org"
	"pamong/internal/roster"
)

// mostUpload is the largest list in bytes, with room for the form around it.
const mostUpload = 11 << 20

// mostSealed is the largest sealed record in bytes, with its papers.
const mostSealed = 100 << 20

type pages struct {
	desk *roster.Desk
	task func(org.Agency, jobs.TaskID) string
}

// Routes lists the pages of this house. Task gives the address of the page of
// a long job.
func Routes(desk *roster.Desk, task func(org.Agency, jobs.TaskID) string) []web.Route {
	p := &pages{desk, task}
	return []web.Route{
		web.Get("/a/{agency}/people", p.list),
		web.Get("/a/{agency}/people.xlsx", p.export),
		web.Get("/a/{agency}/people/export", p.choose),
		web.Get("/a/{agency}/people/share", p.share),
		web.Get("/a/{agency}/people/purposes", p.purposes),
		web.Post("/a/{agency}/people/purposes", p.switchPurpose),

		web.Get("/a/{agency}/people/import", p.drop),
		web.Post("/a/{agency}/people/import", p.upload).Upload(mostUpload),
		web.Get("/a/{agency}/people/import/columns", p.columns),
		web.Post("/a/{agency}/people/import/columns", p.remap),
		web.Get("/a/{agency}/people/import/check", p.check),
		web.Post("/a/{agency}/people/import/suggest", p.suggest),
		web.Get("/a/{agency}/people/import/faults.xlsx", p.faults),
		web.Post("/a/{agency}/people/import/enter", p.enter),
		web.Get("/a/{agency}/people/import/done", p.done),
		web.Get("/a/{agency}/people/import/undo", p.askUndo),
		web.Post("/a/{agency}/people/import/undo", p.undo),

		web.Get("/a/{agency}/people/new", p.newForm),
		web.Post("/a/{agency}/people/new", p.add),
		web.Get("/a/{agency}/people/{person}/facts", p.facts),
		web.Get("/a/{agency}/people/{person}/correct", p.correctForm),
		web.Post("/a/{agency}/people/{person}/correct", p.correct),
		web.Get("/a/{agency}/people/{person}/nip", p.nipForm),
		web.Post("/a/{agency}/people/{person}/nip", p.correctNIP),
		web.Get("/a/{agency}/people/{person}/move", p.moveForm),
		web.Post("/a/{agency}/people/{person}/move", p.move),
		web.Get("/a/{agency}/people/{person}/merge", p.mergeForm),
		web.Post("/a/{agency}/people/{person}/merge", p.merge),
		web.Get("/a/{agency}/transfers", p.transfers),
		web.Get("/a/{agency}/transfers/new", p.receiveForm),
		web.Post("/a/{agency}/transfers/new", p.receive).Upload(mostSealed),
		web.Get("/a/{agency}/transfers/{transfer}", p.transfer),
		web.Get("/a/{agency}/transfers/{transfer}/record.zip", p.sealed),
		web.Post("/a/{agency}/transfers/{transfer}/accept", p.accept),
		web.Post("/a/{agency}/transfers/{transfer}/recall", p.recall),
		web.Get("/a/{agency}/people/{person}/release", p.releaseForm),
		web.Post("/a/{agency}/people/{person}/release", p.release),
		web.Get("/a/{agency}/people/{person}/split", p.splitForm),
		web.Post("/a/{agency}/people/{person}/split", p.split),
		web.Get("/a/{agency}/people/{person}/contact", p.contactForm),
		web.Post("/a/{agency}/people/{person}/contact", p.setContact),
		web.Get("/a/{agency}/people/{person}/withdraw", p.withdrawForm),
		web.Post("/a/{agency}/people/{person}/withdraw", p.withdraw),
		web.Post("/a/{agency}/people/{person}/restore", p.restore),
	}
}

// Who may read: the roles over the whole agency, and those over a scope.
var readers = []access.Role{access.Officer, access.Admin, access.Committee, access.Leader, access.Auditor, access.Coach, access.Examiner, access.Mentor, access.Participant}

// writers may change the roster.
var writers = []access.Role{access.Officer, access.Admin}

// where is what every page needs: the agency, its day, who is here.
type where struct {
	agency org.Agency
	today  clock.Date
	actor  access.Actor
	may    bool // the actor may change the roster
	said   *i18n.Speaker
}

func (p *pages) where(r *web.Request) where {
	a, actor := org.From(r.Ctx()), access.From(r.Ctx())
	return where{agency: a, today: a.Today(p.desk.Clock.Now()), actor: actor, may: actor.HasWhole(string(a.ID), writers...), said: i18n.From(r.Ctx())}
}

// keeper refuses whoever may not change the roster.
func (w where) keeper() error { return w.actor.Require(string(w.agency.ID), writers...) }

func (w where) at(rest string) string {
	if rest == "" {
		return w.agency.Path("people")
	}
	return w.agency.Path("people/" + rest)
}

func (w where) of(person roster.PersonID, rest string) string {
	return w.at(string(person) + "/" + rest)
}

// moment says an instant in the agency's zone.
func (w where) moment(t time.Time) string { return w.said.Moment(t, w.agency.Zone.Location()) }

func (w where) crumbs(more ...ui.Crumb) []ui.Crumb {
	return append([]ui.Crumb{{Label: w.said.T("roster.people"), Href: w.at("")}}, more...)
}

// tree loads the units of the agency.
func (p *pages) tree(r *web.Request, w where) (*org.Tree, error) {
	return org.TreeOf(r.Ctx(), p.desk.DB, w.agency.ID)
}

// person loads the person of the address for somebody within reach.
func (p *pages) person(r *web.Request, w where, roles ...access.Role) (roster.Person, error) {
	id := roster.PersonID(r.PathValue("person"))
	if err := access.RequirePerson(r.Ctx(), p.desk.DB, w.actor, string(w.agency.ID), string(id), w.today, roles...); err != nil {
		return roster.Person{}, err
	}
	return roster.ByID(r.Ctx(), p.desk.DB, w.agency.ID, id)
}

// seen remembers that somebody read a person's page.
func (p *pages) seen(r *web.Request, w where, person roster.PersonID) error {
	return audit.View(r.Ctx(), p.desk.DB, w.actor.Ref(), string(person), w.today, p.desk.Clock.Now())
}

// unitOptions lists the units for a choice, each with its office.
func unitOptions(s *i18n.Speaker, tree *org.Tree) []ui.Option {
	list := []ui.Option{{Value: "", Label: s.T("roster.choose_unit")}}
	for _, office := range tree.Children("") {
		for _, id := range tree.Below(office.ID) {
			list = append(list, ui.Option{Value: string(id), Label: tree.Path(id)})
		}
	}
	return list
}
