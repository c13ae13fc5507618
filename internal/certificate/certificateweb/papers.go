package certificateweb

import (
	"io"
	"strings"

	"pamong/internal/access"
	"pamong/internal/certificate"
	"pamong/internal/kit/clock"
	"pamong/internal/kit/fault"
	"pamong/internal/kit/i18n"
	"pamong/internal/kit/web"
	"pamong/internal/org"
	"pamong/internal/roster"
	"pamong/internal/training"
)

type pages struct {
	registry *certificate.Registry
	check    func() string // address to which QR codes lead
}

// register is the transcripts of one batch as the page shows them.
type register struct {
	agency org.Agency
	batch  training.Batch
	papers []certificate.Paper
	names  map[roster.PersonID]roster.Person
	issue  bool // the actor may issue
	locked bool
}

var readers = []access.Role{access.Officer, access.Committee, access.Auditor, access.Leader}

func (p *pages) register(r *web.Request) (register, error) {
	ctx, a, actor := r.Ctx(), org.From(r.Ctx()), access.From(r.Ctx())
	v := register{agency: a, names: map[roster.PersonID]roster.Person{}, issue: actor.HasWhole(string(a.ID), access.Officer, access.Committee)}
	if err := actor.Require(string(a.ID), readers...); err != nil {
		return v, err
	}
	var err error
	if v.batch, err = training.BatchByID(ctx, p.registry.DB, a.ID, training.BatchID(r.PathValue("batch"))); err != nil {
		return v, err
	}
	table, err := p.registry.Board.Table(ctx, actor, a, v.batch.ID)
	if err != nil {
		return v, err
	}
	v.locked = table.Meeting.Locked()
	for _, row := range table.Rows {
		v.names[row.Person.ID] = row.Person
	}
	v.papers, err = certificate.Transcripts(ctx, p.registry.DB, a.ID, v.batch.ID)
	return v, err
}

func (p *pages) list(r *web.Request) (web.Answer, error) {
	v, err := p.register(r)
	if err != nil {
		return nil, err
	}
	return web.Page(registerPage(v, nil)), nil
}

func (p *pages) issue(r *web.Request) (web.Answer, error) {
	a := org.From(r.Ctx())
	n, err := p.registry.Issue(r.Ctx(), access.From(r.Ctx()), a, training.BatchID(r.PathValue("batch")), i18n.From(r.Ctx()), p.check(), nil)
	if err != nil {
		v, e := p.register(r)
		if e != nil {
			return nil, e
		}
		return web.Refuse(err, registerPage(v, err))
	}
	return web.Go(a.Path("certificates/b/"+r.PathValue("batch")), "certificate.issued", "N", n), nil
}

// archive sends the standing transcripts of a batch as one ZIP.
func (p *pages) archive(r *web.Request) (web.Answer, error) {
	v, err := p.register(r)
	if err != nil {
		return nil, err
	}
	return web.File("transkrip-"+v.batch.Label+".zip", "application/zip", false, func(w io.Writer) error {
		return p.registry.Zip(w, v.papers, func(c certificate.Paper) string { return v.names[c.Person].NIP })
	}), nil
}

func (p *pages) open(r *web.Request) (web.Answer, error) {
	a := org.From(r.Ctx())
	c, _, err := certificate.ByCode(r.Ctx(), p.registry.DB, strings.TrimSuffix(r.PathValue("code"), ".pdf"))
	if err != nil {
		return nil, err
	}
	today := a.Today(p.registry.Clock.Now())
	if err := access.RequirePerson(r.Ctx(), p.registry.DB, access.From(r.Ctx()), string(a.ID), string(c.Person), today, append(readers, access.Participant)...); err != nil {
		return nil, err
	}
	f, err := p.registry.Files.Open(c.Hash)
	if err != nil {
		return nil, err
	}
	return web.File(strings.ReplaceAll(c.Number, "/", "-")+".pdf", "application/pdf", true, func(w io.Writer) error {
		defer f.Close()
		_, err := io.Copy(w, f)
		return err
	}), nil
}

func (p *pages) revoke(r *web.Request) (web.Answer, error) {
	a := org.From(r.Ctx())
	if err := p.registry.Revoke(r.Ctx(), access.From(r.Ctx()), a, r.V("paper"), r.V("reason")); err != nil {
		v, e := p.register(r)
		if e != nil {
			return nil, e
		}
		return web.Refuse(err, registerPage(v, err))
	}
	return web.Go(a.Path("certificates/b/"+r.PathValue("batch")), "certificate.revoked"), nil
}

// checked is what the public page says of a paper: nothing personal.
type checked struct {
	certificate.Paper
	agency org.Agency
	known  bool
	code   string
	at     clock.Date
}

// public answers whoever scans the QR code of a paper.
func (p *pages) public(r *web.Request) (web.Answer, error) {
	v := checked{code: strings.ToUpper(r.PathValue("code")), at: clock.FromTime(p.registry.Clock.Now())}
	c, agency, err := certificate.ByCode(r.Ctx(), p.registry.DB, v.code)
	if fault.KindOf(err) == fault.KindNotFound {
		return web.PageAs(404, checkPage(v)), nil
	}
	if err != nil {
		return nil, err
	}
	if v.agency, err = org.AgencyByID(r.Ctx(), p.registry.DB, agency); err != nil {
		return nil, err
	}
	v.Paper, v.known = c, true
	return web.Page(checkPage(v)), nil
}
