// Package trainingweb shows the pages on which courses are planned: the
// programmes, opening one with a preview, the changes of seats and batches,
// the dates that a new holiday moves, and the SMARTBANGKOM upload. The plan
// and the days of a batch stand in scheduleweb.
package trainingweb

import (
	"pamong/internal/access"
	"pamong/internal/kit/clock"
	"pamong/internal/kit/db"
	"pamong/internal/kit/web"
	"pamong/internal/org"
	"pamong/internal/roster"
	"pamong/internal/training"
)

type pages struct {
	planner *training.Planner
	people  *roster.Desk
	db      *db.DB
	clock   clock.Clock
}

// Routes lists the pages of this house.
func Routes(planner *training.Planner, people *roster.Desk, d *db.DB) []web.Route {
	p := &pages{planner: planner, people: people, db: d, clock: planner.Clock}
	const at = "/a/{agency}/training"
	return []web.Route{
		web.Get(at, p.programmes),
		web.Get(at+"/new", p.newPage),
		web.Post(at+"/new", p.create),
		web.Get(at+"/year", p.year),
		web.Get(at+"/wishes", p.wishes),
		web.Post(at+"/wishes", p.addWish),
		web.Post(at+"/wishes/far", p.setFar),
		web.Post(at+"/wishes/{wish}/drop", p.dropWish),
		web.Get(at+"/waiting", p.waitingList),
		web.Get(at+"/waiting.xlsx", p.waitingFile),
		web.Get(at+"/p/{programme}/holidays", p.holidays),
		web.Post(at+"/p/{programme}/holidays", p.acceptHolidays),
		web.Get(at+"/p/{programme}/ramadan", p.ramadan),
		web.Post(at+"/p/{programme}/ramadan", p.setRamadan),
		web.Get(at+"/w/{wave}/start", p.waveStart),
		web.Post(at+"/w/{wave}/start", p.setWaveStart),
		web.Get(at+"/b/{batch}/dates", p.dates),
		web.Get(at+"/b/{batch}/stage/{stage}", p.stage),
		web.Post(at+"/b/{batch}/stage/{stage}", p.setStage),
		web.Get(at+"/b/{batch}/split", p.batchForm),
		web.Post(at+"/b/{batch}/split", p.split),
		web.Get(at+"/b/{batch}/merge", p.batchForm),
		web.Post(at+"/b/{batch}/merge", p.merge),
		web.Get(at+"/b/{batch}/reenter", p.reenterPage),
		web.Post(at+"/b/{batch}/reenter", p.reenter),
		web.Get(at+"/b/{batch}/smartbangkom", p.bangkom),
		web.Get(at+"/b/{batch}/smartbangkom.xlsx", p.bangkomFile),
		web.Get(at+"/s/{seat}/{change}", p.seatForm),
		web.Post(at+"/s/{seat}/{change}", p.changeSeat),
	}
}

// Path returns the address of a page of this house.
func Path(a org.Agency, rest string) string {
	if rest == "" {
		return a.Path("training")
	}
	return a.Path("training/" + rest)
}

// BatchPath returns the address of a page about a batch.
func BatchPath(a org.Agency, b training.BatchID, rest string) string {
	path := "b/" + string(b)
	if rest != "" {
		path += "/" + rest
	}
	return Path(a, path)
}

// ProgrammePath returns the address of the plan of a programme.
func ProgrammePath(a org.Agency, p training.ProgrammeID) string { return Path(a, "p/"+string(p)) }

// sight returns which batches the person may see.
func (p *pages) sight(r *web.Request) (training.Sight, error) {
	return training.SightOf(r.Ctx(), p.db, access.From(r.Ctx()), org.From(r.Ctx()).ID)
}

// planners refuses people who may not plan for the whole agency.
func (p *pages) planners(r *web.Request) error {
	return access.From(r.Ctx()).Require(string(org.From(r.Ctx()).ID), access.Officer, access.Committee)
}

// batch returns the batch of the address when the person may change it.
func (p *pages) batch(r *web.Request) (training.Batch, error) {
	b := training.BatchID(r.PathValue("batch"))
	a := org.From(r.Ctx())
	if err := access.From(r.Ctx()).RequireScope(string(a.ID), access.BatchScope(string(b)), access.Officer, access.Committee); err != nil {
		return training.Batch{}, err
	}
	return training.BatchByID(r.Ctx(), p.db, a.ID, b)
}

// today returns the agency's date.
func (p *pages) today(r *web.Request) clock.Date { return org.From(r.Ctx()).Today(p.clock.Now()) }
