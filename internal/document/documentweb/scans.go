package documentweb

import (
	"context"
	"net/url"
	"strings"

	"pamong/internal/access"
	"pamong/internal/document"
	"pamong/internal/kit/i18n"
	"pamong/internal/kit/web"
	"pamong/internal/kit/web/ui"
	"pamong/internal/org"
)

// bundles is the page on which a folder or an archive of scans is handed in.
type bundles struct {
	agency org.Agency
	past   []document.Bundle
	err    error
	typed  url.Values
}

func (p *pages) bundles(r *web.Request) (bundles, error) {
	a := org.From(r.Ctx())
	v := bundles{agency: a}
	if err := access.From(r.Ctx()).Require(string(a.ID), judges...); err != nil {
		return v, err
	}
	var err error
	v.past, err = document.Bundles(r.Ctx(), p.cabinet.DB, a.ID)
	return v, err
}

func (p *pages) scans(r *web.Request) (web.Answer, error) {
	v, err := p.bundles(r)
	if err != nil {
		return nil, err
	}
	return web.Page(bundlesPage(v)), nil
}

// sendScans takes the files of a form in.
func (p *pages) sendScans(r *web.Request) (web.Answer, error) {
	v, err := p.bundles(r)
	if err != nil {
		return nil, err
	}
	bundle, err := p.stage(r, v.agency)
	if err != nil {
		v.err, v.typed = err, r.PostForm
		return web.Refuse(err, bundlesPage(v))
	}
	return web.Go(v.agency.Path("documents/scans/"+string(bundle)), ""), nil
}

func (p *pages) stage(r *web.Request, a org.Agency) (document.BundleID, error) {
	first, _, err := r.Upload("file")
	if err != nil {
		return "", err
	}
	first.Close()
	var sent []document.Sent
	for _, head := range r.MultipartForm.File["file"] {
		sent = append(sent, document.Sent{Name: head.Filename, Size: head.Size, Open: func() (document.SentFile, error) { return head.Open() }})
	}
	return p.cabinet.StageScans(r.Ctx(), access.From(r.Ctx()), a, sent, document.Kind(r.V("kind")))
}

// bundle is one bundle as its page needs it.
type bundle struct {
	document.Bundle
	agency org.Agency
	query  ui.Query
	sum    document.Sum
	rest   int // scans that a bundle is still to enter
	shown  []document.Scan
	total  int
	err    error
	failed string // the scan whose form was refused, "" for that of the whole
	typed  url.Values
}

func (p *pages) bundle(r *web.Request) (bundle, error) {
	a := org.From(r.Ctx())
	v := bundle{agency: a, query: ui.QueryOf(r.Request)}
	v.query.Path = a.Path("documents/scans/" + r.PathValue("bundle"))
	var scans []document.Scan
	var err error
	v.Bundle, scans, err = p.cabinet.Scans(r.Ctx(), access.From(r.Ctx()), a, document.BundleID(r.PathValue("bundle")))
	if err != nil {
		return v, err
	}
	v.sum, v.rest = document.SumOf(scans), len(document.Outstanding(scans))
	list := scans
	if v.Bundle.State == document.BundleStaged {
		list = document.Look(scans, document.Part(v.part()))
	}
	if words := org.Fold(v.query.Search()); words != "" {
		list = matching(list, words)
	}
	v.total = len(list)
	v.shown = ui.PageOf(v.query, document.PageSize, list)
	return v, nil
}

func matching(list []document.Scan, words string) []document.Scan {
	var kept []document.Scan
	for _, s := range list {
		if strings.Contains(org.Fold(s.Place+" "+s.Name+" "+s.NIP), words) {
			kept = append(kept, s)
		}
	}
	return kept
}

// part is which scans the page shows: those that need a hand first.
func (v bundle) part() string {
	switch part := v.query.Get("part"); {
	case part != "":
		return part
	case v.sum.Wrong > 0:
		return "wrong"
	}
	return "all"
}

// droppable reports whether the bundle is thrown away, since nothing of it is in.
func (v bundle) droppable() bool {
	return v.Bundle.State == document.BundleStaged || v.Bundle.State == document.BundleStopped && v.Bundle.Papers == 0
}

func (v bundle) at(rest string) string {
	return v.agency.Path("documents/scans/" + string(v.Bundle.ID) + rest)
}

func (p *pages) lookScans(r *web.Request) (web.Answer, error) {
	v, err := p.bundle(r)
	if err != nil {
		return nil, err
	}
	return web.Page(bundlePage(v)), nil
}

// refused shows the page again with what was typed.
func (p *pages) refused(r *web.Request, scan string, why error) (web.Answer, error) {
	v, err := p.bundle(r)
	if err != nil {
		return nil, err
	}
	v.err, v.failed, v.typed = why, scan, r.PostForm
	return web.Refuse(why, bundlePage(v))
}

func (p *pages) forAll(r *web.Request) (web.Answer, error) {
	a := org.From(r.Ctx())
	bundle := r.PathValue("bundle")
	if err := p.cabinet.ForAll(r.Ctx(), access.From(r.Ctx()), a, document.BundleID(bundle), document.Kind(r.V("kind")), document.Outcome(r.V("outcome"))); err != nil {
		return p.refused(r, "", err)
	}
	return web.Go(a.Path("documents/scans/"+bundle), "document.scans.said"), nil
}

func (p *pages) pair(r *web.Request) (web.Answer, error) {
	a := org.From(r.Ctx())
	bundle, scan := r.PathValue("bundle"), r.PathValue("scan")
	by := document.Pairing{NIP: r.V("nip"), Kind: document.Kind(r.V("kind")), Outcome: document.Outcome(r.V("outcome")), Skip: r.V("do") == "skip"}
	if err := p.cabinet.Pair(r.Ctx(), access.From(r.Ctx()), a, document.BundleID(bundle), document.ScanID(scan), by); err != nil {
		return p.refused(r, scan, err)
	}
	back := a.Path("documents/scans/" + bundle)
	if by.Skip {
		return web.Go(back, "document.scans.skipped"), nil
	}
	return web.Go(back, "document.scans.paired"), nil
}

func (p *pages) enterScans(r *web.Request) (web.Answer, error) {
	a := org.From(r.Ctx())
	task, err := p.cabinet.BeginScans(r.Ctx(), access.From(r.Ctx()), a, document.BundleID(r.PathValue("bundle")))
	if err != nil {
		return p.refused(r, "", err)
	}
	return web.Go(p.task(a, task), ""), nil
}

func (p *pages) askScans(r *web.Request) (web.Answer, error) {
	v, err := p.bundle(r)
	if err != nil {
		return nil, err
	}
	switch v.Bundle.State {
	case document.BundleStaged, document.BundleStopped, document.BundleEntered:
		return web.Page(undoPage(v, nil)), nil
	}
	return web.Go(v.at(""), ""), nil
}

// undoScans throws a bundle away, or takes an entered one back.
func (p *pages) undoScans(r *web.Request) (web.Answer, error) {
	v, err := p.bundle(r)
	if err != nil {
		return nil, err
	}
	actor := access.From(r.Ctx())
	if v.droppable() {
		err = p.cabinet.DropScans(r.Ctx(), actor, v.agency, v.Bundle.ID)
	} else {
		err = p.cabinet.UndoScans(r.Ctx(), actor, v.agency, v.Bundle.ID)
	}
	if err != nil {
		return web.Refuse(err, undoPage(v, err))
	}
	return web.Go(v.agency.Path("documents/scans"), "document.scans.undone"), nil
}

// findingTag returns the tag of what was found of a scan.
func findingTag(ctx context.Context, v bundle, s document.Scan) ui.Tag {
	said := func(key string) string { return i18n.T(ctx, key) }
	switch {
	case s.Paper != "":
		return ui.Tag{Tone: ui.Ok, Icon: "check", Label: said("document.bundle.entered")}
	case v.Bundle.State == document.BundleStopped && s.Enters():
		return ui.Tag{Tone: ui.Late, Icon: "pause", Label: said("document.scans.not_in")}
	case v.Bundle.State == document.BundleEntering && s.Enters():
		return ui.Tag{Tone: ui.Leave, Icon: "hourglass", Label: said("document.scans.not_in")}
	case v.Bundle.State != document.BundleStaged:
		return ui.Tag{Icon: "minus", Label: said("document.scans.left_out")}
	case s.Skipped:
		return ui.Tag{Icon: "minus", Label: said("document.scans.aside")}
	}
	switch s.Part() {
	case document.PartReady:
		return ui.Tag{Tone: ui.Ok, Icon: "check", Label: said("document.scans.ready")}
	case document.PartLook:
		return ui.Tag{Tone: ui.Late, Icon: "triangle-alert", Label: said("document.scan." + string(s.Finding))}
	case document.PartSkipped:
		return ui.Tag{Icon: "minus", Label: said("document.scan." + string(s.Finding))}
	}
	return ui.Tag{Tone: ui.Wrong, Icon: "circle-alert", Label: said("document.scan." + string(s.Finding))}
}
