package letterweb

import (
	"io"

	"pamong/internal/access"
	"pamong/internal/document"
	"pamong/internal/identity"
	"pamong/internal/kit/fault"
	"pamong/internal/kit/web"
	"pamong/internal/kit/web/ui"
	"pamong/internal/org"
)

// workshopView is the workshop of a kind's template.
type workshopView struct {
	agency   org.Agency
	how      document.Make
	versions []document.Template
	fields   []document.LetterField
	names    map[string]string
	batches  []ui.Option
	tailor   bool
	pdf      bool
	err      error
}

func (p *pages) shop(r *web.Request) (workshopView, error) {
	a, actor, err := p.may(r, makers)
	if err != nil {
		return workshopView{}, err
	}
	v := workshopView{agency: a, tailor: actor.HasWhole(string(a.ID), tailors...), pdf: p.cabinet.Office.There()}
	if v.how, err = p.kindOf(r); err != nil {
		return v, err
	}
	if v.versions, err = document.Templates(r.Ctx(), p.cabinet.DB, a.ID, v.how.Kind); err != nil {
		return v, err
	}
	if v.fields, err = v.how.Fields(); err != nil {
		return v, err
	}
	if v.batches, err = p.Batches(r.Ctx(), p.cabinet.DB, a); err != nil {
		return v, err
	}
	var refs []string
	for _, t := range v.versions {
		refs = append(refs, t.By)
	}
	v.names, err = identity.Names(r.Ctx(), p.cabinet.DB, refs)
	return v, err
}

func (p *pages) workshop(r *web.Request) (web.Answer, error) {
	v, err := p.shop(r)
	if err != nil {
		return nil, err
	}
	return web.Page(workshopPage(v)), nil
}

// addTemplate takes the agency's own template.
func (p *pages) addTemplate(r *web.Request) (web.Answer, error) {
	v, err := p.shop(r)
	if err != nil {
		return nil, err
	}
	if !v.tailor {
		return nil, fault.Forbidden("access.forbidden")
	}
	in, head, err := r.Upload("file")
	if err == nil {
		defer in.Close()
		_, err = p.cabinet.AddTemplate(r.Ctx(), access.From(r.Ctx()), v.agency, v.how.Kind, head.Filename, in)
	}
	if err != nil {
		v.err = err
		return web.Refuse(err, workshopPage(v))
	}
	return web.Go(v.agency.Path("letters/k/"+string(v.how.Kind)+"/template"), "document.letters.template_added"), nil
}

// try fills a template that is not kept with real people, or with examples
// where nobody can be written about yet.
func (p *pages) try(r *web.Request) (web.Answer, error) {
	v, err := p.shop(r)
	if err != nil {
		return nil, err
	}
	if !v.tailor {
		return nil, fault.Forbidden("access.forbidden")
	}
	in, _, err := r.Upload("file")
	if err != nil {
		v.err = err
		return web.Refuse(err, workshopPage(v))
	}
	defer in.Close()
	content, err := io.ReadAll(io.LimitReader(in, document.MostTemplate))
	if err != nil {
		return nil, err
	}
	m := document.Making{Kind: v.how.Kind}
	if len(v.batches) > 0 {
		m.Batch = v.batches[0].Value
	}
	name, body, err := p.cabinet.Preview(r.Ctx(), access.From(r.Ctx()), v.agency, m, content)
	if aboutFacts(err) {
		name, body, err = p.cabinet.Sample(r.Ctx(), access.From(r.Ctx()), v.agency, v.how.Kind, content)
	}
	if err != nil {
		v.err = err
		return web.Refuse(err, workshopPage(v))
	}
	return p.show(r, name, body, v.pdf)
}

func (p *pages) useTemplate(r *web.Request) (web.Answer, error) {
	v, err := p.shop(r)
	if err != nil {
		return nil, err
	}
	if err := p.cabinet.UseTemplate(r.Ctx(), access.From(r.Ctx()), v.agency, v.how.Kind, document.TemplateID(r.V("version"))); err != nil {
		v.err = err
		return web.Refuse(err, workshopPage(v))
	}
	return web.Go(v.agency.Path("letters/k/"+string(v.how.Kind)+"/template"), "document.letters.template_used"), nil
}

// template sends the file of a version.
func (p *pages) template(r *web.Request) (web.Answer, error) {
	a, actor, err := p.may(r, makers)
	if err != nil {
		return nil, err
	}
	how, err := p.kindOf(r)
	if err != nil {
		return nil, err
	}
	t, body, err := p.cabinet.TemplateFile(r.Ctx(), actor, a, how.Kind, document.TemplateID(r.Q("version")))
	if err != nil {
		return nil, err
	}
	return web.File(t.Name, docxType, false, func(w io.Writer) error {
		_, err := w.Write(body)
		return err
	}), nil
}
