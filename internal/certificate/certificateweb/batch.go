package certificateweb

import (
	"io"
	"strings"

	"pamong/internal/access"
	"pamong/internal/certificate"
	"pamong/internal/evaluation"
	"pamong/internal/kit/web"
	"pamong/internal/org"
	"pamong/internal/roster"
	"pamong/internal/training"
)

// batchView is the papers of one batch as the page shows them.
type batchView struct {
	agency org.Agency
	batch  training.Batch
	table  *evaluation.Table
	papers map[roster.PersonID]map[certificate.Kind]certificate.Paper
	plan   certificate.Plan
	basis  certificate.Accreditation
	issue  bool // the actor may issue
	holds  bool
	err    error
}

func (p *pages) view(r *web.Request) (batchView, error) {
	ctx, a, actor := r.Ctx(), org.From(r.Ctx()), access.From(r.Ctx())
	v := batchView{agency: a, papers: map[roster.PersonID]map[certificate.Kind]certificate.Paper{}, issue: actor.HasWhole(string(a.ID), issuers...), holds: actor.HasWhole(string(a.ID), holders...)}
	if err := actor.Require(string(a.ID), readers...); err != nil {
		return v, err
	}
	var err error
	if v.batch, err = training.BatchByID(ctx, p.registry.DB, a.ID, training.BatchID(r.PathValue("batch"))); err != nil {
		return v, err
	}
	if v.table, err = p.registry.Board.Table(ctx, actor, a, v.batch.ID); err != nil {
		return v, err
	}
	if v.basis, err = certificate.AccreditationOf(ctx, p.registry.DB, a.ID); err != nil {
		return v, err
	}
	for _, kind := range []certificate.Kind{certificate.Transcript, certificate.Own} {
		list, err := certificate.Papers(ctx, p.registry.DB, a.ID, v.batch.ID, kind)
		if err != nil {
			return v, err
		}
		for _, c := range list {
			v.keep(c)
		}
	}
	if v.table.Meeting.Locked() {
		v.plan, err = p.registry.Look(ctx, actor, a, v.table, v.kinds()...)
	}
	return v, err
}

// keep shows of each person and kind the paper that stands, before one that is
// being made, before the last that stood.
func (v *batchView) keep(c certificate.Paper) {
	if v.papers[c.Person] == nil {
		v.papers[c.Person] = map[certificate.Kind]certificate.Paper{}
	}
	if have := v.papers[c.Person][c.Kind]; have.State != certificate.Valid {
		v.papers[c.Person][c.Kind] = c
	}
}

// kinds are the papers that are issued here.
func (v *batchView) kinds() []certificate.Kind {
	if v.basis.On {
		return []certificate.Kind{certificate.Transcript, certificate.Own}
	}
	return []certificate.Kind{certificate.Transcript}
}

// count returns how many papers of a kind stand.
func (v *batchView) count(kind certificate.Kind) int {
	n := 0
	for _, of := range v.papers {
		if of[kind].State == certificate.Valid {
			n++
		}
	}
	return n
}

// stuck are the papers that could not be printed, with the reason.
func (v *batchView) stuck() []certificate.Paper {
	var list []certificate.Paper
	for _, row := range v.table.Rows {
		for _, kind := range []certificate.Kind{certificate.Transcript, certificate.Own} {
			if c := v.papers[row.Person.ID][kind]; c.State == certificate.Making && c.Trouble.Key != "" {
				list = append(list, c)
			}
		}
	}
	return list
}

func (v *batchView) name(person roster.PersonID) string {
	for _, row := range v.table.Rows {
		if row.Person.ID == person {
			return row.Person.Name
		}
	}
	return "–"
}

func (p *pages) batch(r *web.Request) (web.Answer, error) {
	v, err := p.view(r)
	if err != nil {
		return nil, err
	}
	return web.Page(batchPage(v)), nil
}

// issue queues the papers of everybody and goes to the page that tells how far
// they are.
func (p *pages) issue(r *web.Request) (web.Answer, error) {
	v, err := p.view(r)
	if err != nil {
		return nil, err
	}
	task, _, err := p.registry.Begin(r.Ctx(), access.From(r.Ctx()), v.agency, v.batch.ID, v.kinds()...)
	if err != nil {
		v.err = err
		return web.Refuse(err, batchPage(v))
	}
	if task == "" {
		return web.Go(v.agency.Path("certificates/b/"+string(v.batch.ID)), "certificate.nothing"), nil
	}
	return web.Go(p.task(v.agency, task), ""), nil
}

// archive sends the standing papers of a kind as one ZIP.
func (p *pages) archive(kind certificate.Kind) web.Action {
	return func(r *web.Request) (web.Answer, error) {
		v, err := p.view(r)
		if err != nil {
			return nil, err
		}
		var list []certificate.Paper
		people := map[roster.PersonID]roster.Person{}
		for _, row := range v.table.Rows {
			people[row.Person.ID] = row.Person
			list = append(list, v.papers[row.Person.ID][kind])
		}
		name := map[certificate.Kind]string{certificate.Transcript: "transkrip-", certificate.Own: "sttp-"}[kind] + strings.ReplaceAll(v.batch.Label, "/", "-") + ".zip"
		return web.File(name, "application/zip", false, func(w io.Writer) error {
			return p.registry.Zip(w, list, func(c certificate.Paper) roster.Person { return people[c.Person] })
		}), nil
	}
}
