package trainerweb

import (
	"net/url"

	"pamong/internal/access"
	"pamong/internal/identity"
	"pamong/internal/kit/fault"
	"pamong/internal/kit/web"
	"pamong/internal/kit/web/ui"
	"pamong/internal/org"
	"pamong/internal/trainer"
	"pamong/internal/training"
)

// formView is the form of a trainer, new when they have no id.
type formView struct {
	agency   org.Agency
	trainer  trainer.Trainer
	units    []ui.Option
	accounts []ui.Option
	err      error
	typed    url.Values
}

func (p *pages) formOf(r *web.Request) (formView, error) {
	var v formView
	var err error
	if v.agency, err = p.writable(r); err != nil {
		return v, err
	}
	v.trainer.Agency = v.agency.ID
	if id := r.PathValue("trainer"); id != "" {
		if v.trainer, err = trainer.ByID(r.Ctx(), p.db, v.agency.ID, trainer.ID(id)); err != nil {
			return v, err
		}
	}
	tree, err := org.TreeOf(r.Ctx(), p.db, v.agency.ID)
	if err != nil {
		return v, err
	}
	v.units = []ui.Option{{Value: "", Label: say(r.Ctx(), "trainer.unit_none")}}
	for _, office := range tree.Children("") {
		if office.Until != "" && string(v.trainer.Unit) != string(office.ID) {
			continue
		}
		v.units = append(v.units, ui.Option{Value: string(office.ID), Label: office.Name})
	}
	if u := v.trainer.Unit; u != "" && tree.Depth(u) > 1 {
		v.units = append(v.units, ui.Option{Value: string(u), Label: tree.Path(u)})
	}
	members, err := identity.Members(r.Ctx(), p.db, string(v.agency.ID), false)
	v.accounts = []ui.Option{{Value: "", Label: say(r.Ctx(), "trainer.account_none")}}
	for _, m := range members {
		label := m.Name
		if m.Title != "" {
			label += " · " + m.Title
		}
		v.accounts = append(v.accounts, ui.Option{Value: string(m.ID), Label: label})
	}
	return v, err
}

func (p *pages) newForm(r *web.Request) (web.Answer, error) {
	v, err := p.formOf(r)
	if err != nil {
		return nil, err
	}
	return web.Page(formPage(v)), nil
}

func (p *pages) editForm(r *web.Request) (web.Answer, error) { return p.newForm(r) }

func (p *pages) add(r *web.Request) (web.Answer, error) {
	v, err := p.formOf(r)
	if err != nil {
		return nil, err
	}
	var f fault.Fields
	t := v.trainer
	t.NIP, t.Name, t.Level, t.Employer = r.V("nip"), r.V("name"), trainer.Level(r.V("level")), r.V("employer")
	t.Unit, t.Account, t.Phone, t.Email = org.UnitID(r.V("unit")), r.V("account"), r.V("phone"), r.V("email")
	t.DayJP, t.MonthJP, t.DutyJP = max(0, r.Int("day_jp", 0, trainer.MostDayJP, &f)), max(0, r.Int("month_jp", 0, trainer.MostMonthJP, &f)), max(0, r.Int("duty_jp", 0, trainer.MostMonthJP, &f))
	var id trainer.ID
	if err = f.Err(); err == nil {
		id, err = p.desk.Keep(r.Ctx(), access.From(r.Ctx()), t)
	}
	if err != nil {
		v.err, v.typed = err, r.PostForm
		return web.Refuse(err, formPage(v))
	}
	return web.Go(personAt(v.agency, id), "trainer.saved"), nil
}

func (p *pages) edit(r *web.Request) (web.Answer, error) { return p.add(r) }

func (p *pages) boundsOf(r *web.Request) (listing, error) {
	var l listing
	var err error
	if l.agency, err = p.writable(r); err != nil {
		return l, err
	}
	l.bounds, err = trainer.BoundsOf(r.Ctx(), p.db, l.agency.ID)
	return l, err
}

func (p *pages) bounds(r *web.Request) (web.Answer, error) {
	l, err := p.boundsOf(r)
	if err != nil {
		return nil, err
	}
	return web.Page(boundsPage(l, nil, nil)), nil
}

func (p *pages) setBounds(r *web.Request) (web.Answer, error) {
	l, err := p.boundsOf(r)
	if err != nil {
		return nil, err
	}
	var f fault.Fields
	b := trainer.Bounds{DayJP: max(0, r.Int("day_jp", 0, trainer.MostDayJP, &f)), MonthJP: max(0, r.Int("month_jp", 0, trainer.MostMonthJP, &f)),
		Level: map[training.Class]trainer.Level{training.ClassII: trainer.Level(r.V("level_2")), training.ClassIII: trainer.Level(r.V("level_3"))}}
	if err = f.Err(); err == nil {
		err = p.desk.SetBounds(r.Ctx(), access.From(r.Ctx()), l.agency.ID, b)
	}
	if err != nil {
		return web.Refuse(err, boundsPage(l, err, r.PostForm))
	}
	return web.Go(at(l.agency, ""), "trainer.saved"), nil
}
