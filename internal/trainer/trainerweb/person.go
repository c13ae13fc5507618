package trainerweb

import (
	"context"
	"net/url"
	"slices"
	"strconv"
	"time"

	"pamong/internal/access"
	"pamong/internal/identity"
	"pamong/internal/kit/clock"
	"pamong/internal/kit/fault"
	"pamong/internal/kit/i18n"
	"pamong/internal/kit/web"
	"pamong/internal/kit/web/ui"
	"pamong/internal/org"
	"pamong/internal/regulation"
	"pamong/internal/trainer"
	"pamong/internal/training"
)

// personView is the page of one trainer.
type personView struct {
	agency   org.Agency
	trainer  trainer.Trainer
	writes   bool
	today    clock.Date
	rights   []trainer.Right
	absences []trainer.Absence // of the last month and later
	bindings []trainer.Binding
	batches  map[training.BatchID]training.Batch
	load     trainer.Load
	amiss    []trainer.Led // what they cannot lead as planned
	bounds   trainer.Bounds
	agendas  []regulation.Agenda
	account  string // name of the account
	unit     string

	at    string // which form was refused: rights, absences, stop
	err   error
	typed url.Values
}

func (p *pages) personOf(r *web.Request) (personView, error) {
	v := personView{today: p.today(r), batches: map[training.BatchID]training.Batch{}}
	var err error
	if v.agency, err = p.agency(r); err != nil {
		return v, err
	}
	v.writes = trainer.MayWrite(access.From(r.Ctx()), v.agency.ID)
	ctx, id := r.Ctx(), v.agency.ID
	if v.trainer, err = trainer.ByID(ctx, p.db, id, trainer.ID(r.PathValue("trainer"))); err != nil {
		return v, err
	}
	rights, err := trainer.Rights(ctx, p.db, id)
	if err != nil {
		return v, err
	}
	absences, err := trainer.Absences(ctx, p.db, id, v.today.AddMonths(-1), "9999-12-31")
	if err != nil {
		return v, err
	}
	v.rights, v.absences = rights[v.trainer.ID], absences[v.trainer.ID]
	if v.bindings, err = trainer.Bound(ctx, p.db, v.trainer); err != nil {
		return v, err
	}
	batches, err := training.AllBatches(ctx, p.db, id)
	if err != nil {
		return v, err
	}
	for _, b := range batches {
		v.batches[b.ID] = b
	}
	if v.bounds, err = trainer.BoundsOf(ctx, p.db, id); err != nil {
		return v, err
	}
	led, err := p.led(ctx, v.agency, v.today.AddMonths(-3), v.today.AddMonths(8))
	if err != nil {
		return v, err
	}
	v.load, v.amiss = trainer.LoadOf([]trainer.Trainer{v.trainer}, led), trainer.Amiss(v.trainer, v.absences, led, v.today)
	if v.agendas, err = p.agendas(ctx, v.agency, v.today); err != nil {
		return v, err
	}
	return v, p.related(ctx, &v)
}

// related reads the names of the account and the unit of a trainer.
func (p *pages) related(ctx context.Context, v *personView) error {
	if v.trainer.Account != "" {
		a, err := identity.ByID(ctx, p.db, identity.AccountID(v.trainer.Account))
		if err != nil && fault.KindOf(err) != fault.KindNotFound {
			return err
		}
		v.account = a.Name
	}
	if v.trainer.Unit != "" {
		tree, err := org.TreeOf(ctx, p.db, v.agency.ID)
		if err != nil {
			return err
		}
		v.unit = tree.Path(v.trainer.Unit)
	}
	return nil
}

// agendas are those of the newest course that an agency gives.
func (p *pages) agendas(ctx context.Context, a org.Agency, today clock.Date) ([]regulation.Agenda, error) {
	pack, err := p.rules.Newest(ctx, p.db, string(a.ID), regulation.KindLatsar, today)
	if fault.KindOf(err) == fault.KindNotFound || err == nil && pack.Training == nil {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return pack.Training.Curriculum, nil
}

func (p *pages) person(r *web.Request) (web.Answer, error) {
	v, err := p.personOf(r)
	if err != nil {
		return nil, err
	}
	return web.Page(personPage(v)), nil
}

// act runs one of the small forms of the page of a trainer.
func (p *pages) act(r *web.Request, at, done string, do func(ctx context.Context, actor access.Actor, v personView, f *fault.Fields) error) (web.Answer, error) {
	if _, err := p.writable(r); err != nil {
		return nil, err
	}
	v, err := p.personOf(r)
	if err != nil {
		return nil, err
	}
	var f fault.Fields
	if err = do(r.Ctx(), access.From(r.Ctx()), v, &f); err != nil {
		v.at, v.err, v.typed = at, err, r.PostForm
		return web.Refuse(err, personPage(v))
	}
	return web.Go(personAt(v.agency, v.trainer.ID), done), nil
}

func (p *pages) stop(r *web.Request) (web.Answer, error) {
	return p.act(r, "stop", "trainer.saved", func(ctx context.Context, actor access.Actor, v personView, f *fault.Fields) error {
		from := r.Date("from", f)
		if v.trainer.Until == "" && from == "" && len(*f) == 0 {
			f.Add("from", "web.bad_date")
		}
		if err := f.Err(); err != nil {
			return err
		}
		return p.desk.Stop(ctx, actor, v.agency.ID, v.trainer.ID, from, r.V("reason"))
	})
}

func (p *pages) grant(r *web.Request) (web.Answer, error) {
	return p.act(r, "rights", "trainer.right.added", func(ctx context.Context, actor access.Actor, v personView, f *fault.Fields) error {
		g := trainer.Right{Trainer: v.trainer.ID, Role: trainer.Role(r.V("role")), Agenda: r.V("agenda"), Class: training.Class(r.V("class")), Certificate: r.V("certificate"), From: r.Date("from", f), Until: r.Date("until", f)}
		if g.Agenda != "" && !slices.ContainsFunc(v.agendas, func(a regulation.Agenda) bool { return a.Key == g.Agenda }) {
			f.Add("agenda", "trainer.fault.agenda")
		}
		if err := f.Err(); err != nil {
			return err
		}
		return p.desk.Grant(ctx, actor, v.agency.ID, g)
	})
}

func (p *pages) revoke(r *web.Request) (web.Answer, error) {
	a, err := p.writable(r)
	if err != nil {
		return nil, err
	}
	t, err := p.desk.Revoke(r.Ctx(), access.From(r.Ctx()), a.ID, trainer.RightID(r.PathValue("right")), p.today(r))
	if err != nil {
		return nil, err
	}
	return web.Go(personAt(a, t), "trainer.right.ended"), nil
}

func (p *pages) leave(r *web.Request) (web.Answer, error) {
	return p.act(r, "absences", "trainer.absence.added", func(ctx context.Context, actor access.Actor, v personView, f *fault.Fields) error {
		a := trainer.Absence{Trainer: v.trainer.ID, From: r.Date("from", f), Until: r.Date("until", f), Start: r.MinuteIf("start", "trainer.fault.hours", f), End: r.MinuteIf("end", "trainer.fault.hours", f), Reason: r.V("reason")}
		if err := f.Err(); err != nil {
			return err
		}
		return p.desk.Leave(ctx, actor, v.agency.ID, a)
	})
}

func (p *pages) comeBack(r *web.Request) (web.Answer, error) {
	a, err := p.writable(r)
	if err != nil {
		return nil, err
	}
	t, err := p.desk.Return(r.Ctx(), access.From(r.Ctx()), a.ID, trainer.AbsenceID(r.PathValue("absence")))
	if err != nil {
		return nil, err
	}
	return web.Go(personAt(a, t), "trainer.absence.removed"), nil
}

// bars are the JP of a trainer by month.
func (v personView) bars(ctx context.Context) ui.Bars {
	s, most := i18n.From(ctx), v.bounds.MostMonth(v.trainer)
	this := trainer.MonthOf(v.today)
	var list ui.Bars
	for i := -3; i <= 8; i++ {
		first := clock.NewDate(v.today.Year(), v.today.Time().Month()+time.Month(i), 1)
		month := trainer.MonthOf(first)
		n := v.load.On(v.trainer.ID, month)
		if n == 0 && (i < -1 || i > 2) {
			continue
		}
		b := ui.Bar{Label: s.Month(first.Time().Month()) + " " + strconv.Itoa(first.Year()), N: n, Text: strconv.Itoa(n) + " JP", Thin: true}
		switch {
		case most > 0 && n > most:
			b.Fill, b.Text = "f-late", say(ctx, "trainer.load.over", "N", n, "Most", most)
		case month < this:
			b.Fill = "f-aline"
		}
		list = append(list, b)
	}
	return list
}
