package certificateweb

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"strings"

	"pamong/internal/certificate"
	"pamong/internal/kit/clock"
	"pamong/internal/kit/fault"
	"pamong/internal/kit/web"
	"pamong/internal/org"
)

// mostCopy is the largest copy that is compared, in bytes, with the form
// around it.
const mostCopy = 3 << 20

// checked is what the public page says of a paper: nothing personal.
type checked struct {
	certificate.Paper
	agency   org.Agency
	known    bool
	code     string
	at       clock.Date
	after    []certificate.Paper // what came in its place
	before   string              // number of the one in whose place it stands
	compared bool                // a copy was handed in
	same     bool                // it is the file that was frozen
	copied   string              // its SHA-256
	err      error
}

func (p *pages) look(r *web.Request) (checked, error) {
	ctx := r.Ctx()
	v := checked{code: strings.ToUpper(r.PathValue("code")), at: clock.FromTime(p.registry.Clock.Now())}
	c, err := certificate.ByCode(ctx, p.registry.DB, v.code)
	if fault.KindOf(err) == fault.KindNotFound {
		return v, nil
	}
	if err != nil {
		return v, err
	}
	v.Paper, v.known = c, true
	if v.agency, err = org.AgencyByID(ctx, p.registry.DB, c.Agency); err != nil {
		return v, err
	}
	if c.Replaces != "" {
		old, err := certificate.ByID(ctx, p.registry.DB, c.Agency, c.Replaces)
		if err != nil {
			return v, err
		}
		v.before = old.Number
	}
	v.after, err = certificate.Chain(ctx, p.registry.DB, c)
	return v, err
}

// public answers whoever scans the QR code of a paper.
func (p *pages) public(r *web.Request) (web.Answer, error) {
	v, err := p.look(r)
	switch {
	case err != nil:
		return nil, err
	case !v.known:
		return web.PageAs(404, checkPage(v)), nil
	}
	return web.Page(checkPage(v)), nil
}

// compare says whether a file that somebody holds is the one that was frozen.
// The file is read and not kept.
func (p *pages) compare(r *web.Request) (web.Answer, error) {
	v, err := p.look(r)
	switch {
	case err != nil:
		return nil, err
	case !v.known:
		return web.PageAs(404, checkPage(v)), nil
	}
	f, _, err := r.Upload("copy")
	if err != nil {
		v.err = err
		return web.Refuse(err, checkPage(v))
	}
	defer f.Close()
	sum := sha256.New()
	if _, err := io.Copy(sum, f); err != nil {
		return nil, fmt.Errorf("read copy: %w", err)
	}
	v.copied = hex.EncodeToString(sum.Sum(nil))
	v.compared, v.same = true, v.copied == v.Hash
	return web.Page(checkPage(v)), nil
}
