// Package regulationweb shows the rules by which the product counts, dates and
// judges: each pack value by value with its grade and source, what differs
// between two packs, and the holidays with their decree and the day on which
// each became known. Rules name no person, so everybody of an agency may read
// them.
//
// The administrator copies a pack and edits the copy, always with the legal
// basis, and puts it in force; a pack that a programme has taken is only
// copied again. New versions of the list of days off come by file or day by
// day; a release moves nothing, it names the batches that wait for an
// agreement. The pages stand within an agency, which sees what comes with the
// program, what is for all of the installation, and its own.
package regulationweb

import (
	"context"

	"pamong/internal/access"
	"pamong/internal/kit/clock"
	"pamong/internal/kit/db"
	"pamong/internal/kit/fault"
	"pamong/internal/kit/web"
	"pamong/internal/regulation"
)

// Place is the agency in which a page stands.
type Place struct {
	ID    string
	Code  string
	Name  string
	Today clock.Date
}

// Path returns the address of a page of the rules in this agency.
func (p Place) Path(rest string) string {
	if rest == "" {
		return "/a/" + p.Code + "/rules"
	}
	return "/a/" + p.Code + "/rules/" + rest
}

// Neighbours is what these pages ask of later houses.
type Neighbours struct {
	// Place is the agency of the address.
	Place func(ctx context.Context) Place
	// Names says who the actors of some acts are.
	Names func(ctx context.Context, q db.Q, actors []string) (map[string]string, error)
	// Programme is the address of a programme that took a pack.
	Programme func(ctx context.Context, programme string) string
	// Moves names the batches of the agency that the newest lists would move,
	// none for people who do not see its plans.
	Moves func(ctx context.Context, q db.Q) ([]Move, error)
}

type pages struct {
	library *regulation.Library
	Neighbours
}

// mostPack is the largest file of a pack in bytes, with the form around it.
const mostPack = 1 << 20

// Routes lists the pages of the rules.
func Routes(library *regulation.Library, n Neighbours) []web.Route {
	p := &pages{library, n}
	const at, pack, list = "/a/{agency}/rules", "/a/{agency}/rules/packs/{pack}", "/a/{agency}/rules/holidays/{list}"
	return []web.Route{
		web.Get(at, p.list),
		web.Get(at+"/compare", p.compare),
		web.Get(at+"/holidays", p.days),
		web.Get(at+"/holidays/new", p.newList),
		web.Post(at+"/holidays/new", p.begin).Upload(mostList),
		web.Get(list, p.showList),
		web.Post(list, p.saveList),
		web.Get(list+"/release", p.releaseListForm),
		web.Post(list+"/release", p.releaseList),
		web.Get(list+"/delete", p.deleteListForm),
		web.Post(list+"/delete", p.deleteList),
		web.Get(pack, p.pack),
		web.Get(pack+"/pack.yaml", p.file),
		web.Get(pack+"/copy", p.copyForm),
		web.Post(pack+"/copy", p.copy),
		web.Get(pack+"/edit", p.editForm),
		web.Post(pack+"/edit", p.edit).Upload(mostPack),
		web.Get(pack+"/layout", p.layoutForm),
		web.Post(pack+"/layout", p.lay).Upload(mostPack),
		web.Get(pack+"/replace", p.replaceForm),
		web.Post(pack+"/replace", p.replace).Upload(mostPack),
		web.Get(pack+"/release", p.question),
		web.Post(pack+"/release", p.release),
		web.Get(pack+"/withdraw", p.question),
		web.Post(pack+"/withdraw", p.withdraw),
		web.Get(pack+"/delete", p.question),
		web.Post(pack+"/delete", p.remove),
	}
}

// one is a pack with what its pages say about it.
type one struct {
	place Place
	*regulation.Pack
	own    *regulation.Own // nil for a pack of the program
	uses   []regulation.Use
	locked error // why its values can no longer be edited; nil when they can
	keeps  bool  // the person may change it
	copies bool  // the person may copy packs
	all    bool  // the person keeps the packs of the installation
	names  map[string]string
	link   func(programme string) string // address of a programme
}

// open finds the pack of the address for somebody of the agency.
func (p *pages) open(r *web.Request) (one, error) {
	o := one{place: p.Place(r.Ctx()), link: func(programme string) string { return p.Programme(r.Ctx(), programme) }}
	actor := access.From(r.Ctx())
	if !actor.Within(o.place.ID) {
		return o, fault.NotFound("access.not_found")
	}
	var err error
	if o.Pack, o.own, err = p.library.Find(r.Ctx(), p.library.DB, o.place.ID, r.PathValue("pack")); err != nil {
		return o, err
	}
	o.copies, o.all = regulation.Keeps(actor, o.place.ID), regulation.Keeps(actor, "")
	if o.own != nil && o.own.State == regulation.Draft && !staff(actor, o.place) {
		return o, fault.NotFound("regulation.fault.no_pack", "ID", o.ID)
	}
	if o.own != nil {
		o.keeps = regulation.Keeps(actor, o.own.Agency)
		o.locked = p.library.Editable(r.Ctx(), p.library.DB, o.own)
	}
	o.uses, err = p.library.Using(r.Ctx(), p.library.DB, o.ID)
	return o, err
}

// staff reports whether somebody works for the whole agency: they see drafts
// too, while others see only what is or was in force.
func staff(actor access.Actor, place Place) bool {
	return actor.HasWhole(place.ID, access.Officer, access.Committee, access.Leader, access.Auditor, access.Admin, access.Operator)
}

// keep finds an own pack that the person may change.
func (p *pages) keep(r *web.Request) (one, error) {
	o, err := p.open(r)
	switch {
	case err != nil:
		return o, err
	case o.own == nil && !o.copies, o.own != nil && !o.keeps:
		return o, fault.Forbidden("access.forbidden")
	case o.own == nil:
		return o, fault.Conflict("regulation.fault.built_in")
	}
	return o, nil
}

// here lists the programmes of this agency that took the pack, and counts
// those of others for whoever keeps the packs of all.
func (o one) here() (mine []regulation.Use, others int) {
	for _, u := range o.uses {
		switch {
		case u.Agency == o.place.ID:
			mine = append(mine, u)
		case o.all:
			others++
		}
	}
	return mine, others
}

// path is the address of a page of the pack.
func (o one) path(rest string) string {
	if rest != "" {
		rest = "/" + rest
	}
	return o.place.Path("packs/" + o.ID + rest)
}

// signature is the edition that the person of the request signs today.
func (p *pages) signature(r *web.Request) (regulation.Edition, error) {
	ref := access.From(r.Ctx()).Ref()
	names, err := p.Names(r.Ctx(), p.library.DB, []string{ref})
	by := regulation.Edition{Author: names[ref], Date: p.Place(r.Ctx()).Today}
	if by.Author == "" {
		by.Author = ref
	}
	return by, err
}

// basis reads the legal basis of a form.
func basis(r *web.Request) regulation.Instrument {
	return regulation.Instrument{Number: r.V("basis_number"), Date: clock.Date(r.V("basis_date")), About: r.V("basis_about")}
}
