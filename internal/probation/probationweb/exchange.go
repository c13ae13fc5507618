package probationweb

import (
	"io"
	"slices"
	"strconv"

	"pamong/internal/access"
	"pamong/internal/identity"
	"pamong/internal/kit/i18n"
	"pamong/internal/kit/sheet"
	"pamong/internal/kit/web"
	"pamong/internal/kit/web/ui"
	"pamong/internal/org"
	"pamong/internal/probation"
	"pamong/internal/regulation"
)

// exchanging is the page of lists for SIASN.
type exchanging struct {
	probation.Exchange
	agency   org.Agency
	query    ui.Query
	register []probation.Exported
	names    map[string]string
	enter    bool
	refused  error
}

func (p *pages) exchange(r *web.Request) (exchanging, error) {
	a, actor := org.From(r.Ctx()), access.From(r.Ctx())
	v := exchanging{agency: a, query: ui.Query{Path: a.Path("probation/siasn"), Values: r.URL.Query()}, enter: actor.HasWhole(string(a.ID), mayEnter...)}
	kind := probation.ExchangeKind(r.Q("kind"))
	if !slices.Contains(probation.ExchangeKinds, kind) {
		kind = probation.ExchangeSTTP
	}
	period := r.Q("period")
	if period == "" {
		period = strconv.Itoa(a.Today(p.office.Clock.Now()).Year() - 1)
	}
	var err error
	if v.Exchange, err = p.office.Exchange(r.Ctx(), actor, a, kind, period); err != nil {
		return v, err
	}
	if v.register, err = p.office.Exports(r.Ctx(), actor, a); err != nil {
		return v, err
	}
	var refs []string
	for _, e := range v.register {
		refs = append(refs, e.By)
	}
	v.names, err = identity.Names(r.Ctx(), p.office.DB, refs)
	return v, err
}

func (p *pages) siasn(r *web.Request) (web.Answer, error) {
	v, err := p.exchange(r)
	if err != nil {
		return nil, err
	}
	return web.Page(siasnPage(v)), nil
}

// exportSIASN writes the list that the address names and notes it in the
// register, from where it is downloaded.
func (p *pages) exportSIASN(r *web.Request) (web.Answer, error) {
	v, err := p.exchange(r)
	if err != nil {
		return nil, err
	}
	if _, err := p.office.Export(r.Ctx(), access.From(r.Ctx()), v.agency, v.Kind, v.Period, r.V("fresh") != ""); err != nil {
		v.refused = err
		return web.Refuse(err, siasnPage(v))
	}
	return web.Go(v.query.With("page", ""), "probation.siasn.written"), nil
}

func (p *pages) exported(r *web.Request) (web.Answer, error) {
	e, f, err := p.office.OpenExport(r.Ctx(), access.From(r.Ctx()), org.From(r.Ctx()), r.PathValue("export"))
	if err != nil {
		return nil, err
	}
	return web.File(e.File, sheet.MediaType, false, func(w io.Writer) error {
		defer f.Close()
		_, err := io.Copy(w, f)
		return err
	}), nil
}

func (v exchanging) by(s *i18n.Speaker, ref string) string {
	if name := v.names[ref]; name != "" {
		return name
	}
	return s.T("probation.at_machine")
}

// reasons joins what keeps somebody out.
func reasons(s *i18n.Speaker, lines []i18n.Line) []string {
	var list []string
	for _, l := range lines {
		list = append(list, l.Of(s))
	}
	return list
}

// rating is the page of the matrix.
type rating struct {
	probation.Grid
	agency org.Agency
	pack   *regulation.Probation
	enter  bool
}

func (p *pages) matrix(r *web.Request) (web.Answer, error) {
	a, actor := org.From(r.Ctx()), access.From(r.Ctx())
	g, _, err := p.office.GridOf(r.Ctx(), actor, a, r.Q("period"))
	if err != nil {
		return nil, err
	}
	pack, err := p.office.Pack(r.Ctx(), a)
	if err != nil {
		return nil, err
	}
	return web.Page(matrixPage(rating{g, a, pack, actor.HasWhole(string(a.ID), mayEnter...)})), nil
}

// at leads to the people of a field of the matrix.
func (v rating) at(results, behaviour regulation.Rating) string {
	return web.Link(v.agency.Path("probation"), "period", v.Period, "cell", string(results)+"-"+string(behaviour))
}
