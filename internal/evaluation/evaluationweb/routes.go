// Package evaluationweb is where marks are entered, explained and decided on.
package evaluationweb

import (
	"pamong/internal/access"
	"pamong/internal/evaluation"
	"pamong/internal/kit/blob"
	"pamong/internal/kit/fault"
	"pamong/internal/kit/i18n"
	"pamong/internal/kit/web"
	"pamong/internal/org"
	"pamong/internal/regulation"
	"pamong/internal/training"
)

type pages struct {
	link      func(secret string) string // address of a pass
	board     *evaluation.Board
	files     *blob.Store
	catalogue *i18n.Catalogue
}

// Routes lists the pages of this house. The catalogue lets a mark sheet be
// read in whichever language it was downloaded; pass returns the address of the
// link of an office.
func Routes(b *evaluation.Board, files *blob.Store, c *i18n.Catalogue, pass func(secret string) string) []web.Route {
	p := &pages{pass, b, files, c}
	at := "/a/{agency}/evaluation"
	return append(append(p.sheets().Routes(), p.returnRoutes()...), []web.Route{
		web.Get(at, p.batches),
		web.Get(at+"/{batch}", p.table),
		web.Get(at+"/{batch}/marks/{component}", p.markForm),
		web.Post(at+"/{batch}/marks/{component}", p.mark),
		web.Get(at+"/{batch}/sheet.xlsx", p.template),
		web.Get(at+"/{batch}/people/{chain}", p.why),
		web.Get(at+"/{batch}/meeting", p.meetingPage),
		web.Post(at+"/{batch}/meeting", p.prepare),
		web.Post(at+"/{batch}/meeting/confirm", p.confirmAll),
		web.Post(at+"/{batch}/meeting/decide/{chain}", p.decide),
		web.Post(at+"/{batch}/meeting/lock", p.lock),
		web.Get(at+"/{batch}/minutes.pdf", p.minutes),
		web.Get(at+"/{batch}/people/{chain}/correct", p.correctForm),
		web.Post(at+"/{batch}/people/{chain}/correct", p.correct),
	}...)
}

// here is what every page of a batch begins with.
type here struct {
	agency org.Agency
	actor  access.Actor
	*evaluation.Table
	decide bool   // the actor may hold the meeting
	hears  bool   // the actor may know what the meeting says of the whole batch
	judged string // the chain whose decision was refused, "" for none
}

func (p *pages) here(r *web.Request) (here, error) {
	h := here{agency: org.From(r.Ctx()), actor: access.From(r.Ctx())}
	batch := training.BatchID(r.PathValue("batch"))
	var err error
	h.Table, err = p.board.Table(r.Ctx(), h.actor, h.agency, batch)
	h.decide = h.actor.RequireScope(string(h.agency.ID), access.BatchScope(string(batch)), access.Committee) == nil
	h.hears = h.actor.RequireScope(string(h.agency.ID), access.BatchScope(string(batch)), access.Committee, access.Officer, access.Leader, access.Auditor) == nil
	return h, err
}

// hearing is here for whoever may know what the meeting says.
func (p *pages) hearing(r *web.Request) (here, error) {
	h, err := p.here(r)
	if err == nil && !h.hears {
		err = fault.Forbidden("access.forbidden")
	}
	return h, err
}

func (h here) path(rest string) string {
	at := h.agency.Path("evaluation/" + string(h.Batch.ID))
	if rest == "" {
		return at
	}
	return at + "/" + rest
}

// row returns the participant of the address, nil when there is none.
func (h here) row(chain string) *evaluation.Row {
	for i := range h.Rows {
		if string(h.Rows[i].Seat.Chain) == chain {
			return &h.Rows[i]
		}
	}
	return nil
}

// markers returns who marks a component among those the actor may enter for.
func (h here) markers(component string) []evaluation.Marker {
	var list []evaluation.Marker
	for _, c := range h.SheetColumns(h.actor, h.agency) {
		if c.Component.Key == component {
			list = append(list, c.Marker)
		}
	}
	return list
}

func (h here) component(key string) *regulation.Component {
	for _, c := range h.Columns {
		if c.Key == key {
			return c
		}
	}
	return nil
}
