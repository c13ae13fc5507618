package letterweb

import (
	"net/url"

	"pamong/internal/access"
	"pamong/internal/document"
	"pamong/internal/kit/clock"
	"pamong/internal/kit/web"
	"pamong/internal/org"
)

// settingsView is who signs and how numbers are written.
type settingsView struct {
	agency   org.Agency
	signers  []document.Signer
	patterns map[document.LetterKind]document.Pattern
	today    clock.Date
	err      error
	typed    url.Values
	form     string // whose form was refused: "signer", or a kind
}

func (p *pages) setting(r *web.Request) (settingsView, error) {
	a, _, err := p.may(r, tailors)
	if err != nil {
		return settingsView{}, err
	}
	v := settingsView{agency: a, today: a.Today(p.cabinet.Clock.Now())}
	if v.signers, err = document.Signers(r.Ctx(), p.cabinet.DB, a); err != nil {
		return v, err
	}
	v.patterns, err = document.Patterns(r.Ctx(), p.cabinet.DB, a.ID)
	return v, err
}

func (p *pages) settings(r *web.Request) (web.Answer, error) {
	v, err := p.setting(r)
	if err != nil {
		return nil, err
	}
	return web.Page(settingsPage(v)), nil
}

// kept answers an act of the settings.
func (p *pages) kept(r *web.Request, v settingsView, form string, err error) (web.Answer, error) {
	if err != nil {
		v.err, v.typed, v.form = err, r.PostForm, form
		return web.Refuse(err, settingsPage(v))
	}
	return web.Go(v.agency.Path("letters/settings"), "document.letters.kept"), nil
}

func (p *pages) addSigner(r *web.Request) (web.Answer, error) {
	v, err := p.setting(r)
	if err != nil {
		return nil, err
	}
	_, err = p.cabinet.AddSigner(r.Ctx(), access.From(r.Ctx()), v.agency, document.Signer{Name: r.V("name"), NIP: r.V("nip"), Rank: r.V("rank"), Title: r.V("title"), Behalf: r.V("behalf")})
	return p.kept(r, v, "signer", err)
}

func (p *pages) endSigner(r *web.Request) (web.Answer, error) {
	v, err := p.setting(r)
	if err != nil {
		return nil, err
	}
	return p.kept(r, v, "", p.cabinet.EndSigner(r.Ctx(), access.From(r.Ctx()), v.agency, document.SignerID(r.PathValue("signer"))))
}

func (p *pages) setPattern(r *web.Request) (web.Answer, error) {
	v, err := p.setting(r)
	if err != nil {
		return nil, err
	}
	kind := r.PathValue("pattern")
	return p.kept(r, v, kind, p.cabinet.SetPattern(r.Ctx(), access.From(r.Ctx()), v.agency, document.LetterKind(kind), document.Pattern(r.V("pattern"))))
}
