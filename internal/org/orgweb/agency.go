package orgweb

import (
	"net/http"
	"net/url"

	"pamong/internal/access"
	"pamong/internal/kit/fault"
	"pamong/internal/kit/pdf"
	"pamong/internal/kit/web"
	"pamong/internal/kit/web/ui"
	"pamong/internal/org"
)

// mostCrest is the largest upload of a coat of arms in bytes, with the form
// around it; the act itself allows less.
const mostCrest = 1 << 20

// settings is the page of an agency.
type settings struct {
	org.Agency
	err, crestErr error
	typed         url.Values
}

func (p *pages) settings(r *web.Request) (settings, error) {
	a := org.From(r.Ctx())
	return settings{Agency: a}, access.From(r.Ctx()).Require(string(a.ID), access.Admin, access.Operator)
}

func (p *pages) agency(r *web.Request) (web.Answer, error) {
	s, err := p.settings(r)
	if err != nil {
		return nil, err
	}
	return web.Page(agencyPage(s)), nil
}

func (p *pages) changeAgency(r *web.Request) (web.Answer, error) {
	s, err := p.settings(r)
	if err != nil {
		return nil, err
	}
	var f fault.Fields
	a := s.Agency
	a.Name, a.Zone, a.Hue = r.V("name"), org.Zone(r.V("zone")), r.Int("hue", 1, 359, &f)
	a.Address, a.Contact, a.BodyName = r.V("address"), r.V("contact"), r.V("body_name")
	a.PPKTitle, a.PPKName, a.City = r.V("ppk_title"), r.V("ppk_name"), r.V("city")
	if err = f.Err(); err == nil {
		err = p.desk.ChangeAgency(r.Ctx(), access.From(r.Ctx()), a)
	}
	if err != nil {
		s.err, s.typed = err, r.PostForm
		return web.Refuse(err, agencyPage(s))
	}
	return web.Go(a.Path("agency"), "org.agency_changed"), nil
}

// setCrest takes a picture that both pages and printed papers can show.
func (p *pages) setCrest(r *web.Request) (web.Answer, error) {
	s, err := p.settings(r)
	if err != nil {
		return nil, err
	}
	in, _, err := r.Upload("crest")
	if err == nil {
		defer in.Close()
		var content []byte
		if content, err = read(in); err != nil {
			return nil, err
		}
		if _, bad := pdf.ReadCrest(content); bad != nil {
			var f fault.Fields
			f.Add("crest", "org.crest_kind")
			err = f.Err()
		} else {
			err = p.desk.SetCrest(r.Ctx(), access.From(r.Ctx()), s.ID, http.DetectContentType(content), content)
		}
	}
	if err != nil {
		s.crestErr = err
		return web.Refuse(err, agencyPage(s))
	}
	return web.Go(s.Path("agency"), "org.crest_changed"), nil
}

// Band returns the woven band of an agency: the two cities of the stories
// have their own, others take one by their code.
func Band(code string) string {
	switch code {
	case "pontianak":
		return "kapuas"
	case "bontang":
		return "selat"
	}
	bands := ui.Bands()
	sum := 0
	for _, r := range code {
		sum += int(r)
	}
	return bands[sum%len(bands)]
}
