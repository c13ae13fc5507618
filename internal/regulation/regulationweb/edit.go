package regulationweb

import (
	"io"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"pamong/internal/access"
	"pamong/internal/kit/clock"
	"pamong/internal/kit/fault"
	"pamong/internal/kit/web"
	"pamong/internal/regulation"
)

// copying is the form by which a pack is copied.
type copying struct {
	one
	refused error
	typed   url.Values
}

func (p *pages) copyable(r *web.Request) (copying, error) {
	o, err := p.open(r)
	if err != nil {
		return copying{}, err
	}
	if !o.copies {
		return copying{}, fault.Forbidden("access.forbidden")
	}
	return copying{one: o}, nil
}

func (p *pages) copyForm(r *web.Request) (web.Answer, error) {
	c, err := p.copyable(r)
	if err != nil {
		return nil, err
	}
	return web.Page(copyPage(c)), nil
}

func (p *pages) copy(r *web.Request) (web.Answer, error) {
	c, err := p.copyable(r)
	if err != nil {
		return nil, err
	}
	by, err := p.signature(r)
	if err != nil {
		return nil, err
	}
	by.Basis = basis(r)
	order := regulation.CopyOrder{From: c.ID, Shared: c.all && r.V("owner") == "all", ID: r.V("id"), Title: regulation.Text{ID: r.V("title"), EN: r.V("title_en")}, EffectiveFrom: clock.Date(r.V("effective_from")), By: by}
	if err := p.library.Copy(r.Ctx(), access.From(r.Ctx()), c.place.ID, order); err != nil {
		c.refused, c.typed = err, r.PostForm
		return web.Refuse(err, copyPage(c))
	}
	return web.Go(c.place.Path("packs/"+order.ID), "regulation.copied", "Title", order.Title.ID), nil
}

// editing is the form by which the values of some parts are changed.
type editing struct {
	packView
	opened  []string // where the opened parts begin
	refused error
	typed   url.Values
	theirs  []regulation.Event // what others have changed meanwhile
}

func (p *pages) editable(r *web.Request) (editing, error) {
	if _, err := p.keep(r); err != nil {
		return editing{}, err
	}
	v, err := p.view(r)
	return editing{packView: v}, err
}

func (p *pages) editForm(r *web.Request) (web.Answer, error) {
	e, err := p.editable(r)
	if err != nil {
		return nil, err
	}
	if e.locked != nil {
		return web.Refuse(e.locked, lockedPage(e.one))
	}
	e.open(r.URL.Query()["part"]...)
	if len(e.opened) == 0 {
		e.open("general")
	}
	return web.Page(editPage(e)), nil
}

// open opens parts that the pack has, in its order.
func (e *editing) open(parts ...string) {
	var opened []string
	for _, one := range e.parts {
		if slices.Contains(parts, one.At) || slices.Contains(e.opened, one.At) {
			opened = append(opened, one.At)
		}
	}
	e.opened = opened
	e.tick()
}

// tick fills the boxes of parts that were not in the form before: a form that
// comes back shows only what was sent, and boxes without a tick send nothing.
func (e *editing) tick() {
	if e.typed == nil {
		return
	}
	for _, one := range e.parts {
		for _, g := range one.Groups {
			for _, l := range g.Lines {
				for _, cell := range l.Cells {
					if cell.Shape == regulation.ShapeList && len(cell.Words) > 0 && !e.typed.Has("list:"+cell.Path) {
						e.typed[cell.Path] = strings.Split(cell.Value, ", ")
					}
				}
			}
		}
	}
}

// edit keeps what was typed, or opens one part more and keeps nothing yet.
func (p *pages) edit(r *web.Request) (web.Answer, error) {
	e, err := p.editable(r)
	if err != nil {
		return nil, err
	}
	if e.locked != nil {
		return web.Refuse(e.locked, lockedPage(e.one))
	}
	e.open(r.Vs("part")...)
	e.typed = r.PostForm
	e.tick()
	if more := r.V("open"); more != "" {
		e.open(more)
		return web.Page(editPage(e)), nil
	}
	by, err := p.signature(r)
	if err != nil {
		return nil, err
	}
	by.Basis = basis(r)
	version := versionSeen(r)
	err = p.library.Change(r.Ctx(), access.From(r.Ctx()), e.place.ID, e.ID, version, by, e.changes())
	if err == nil {
		return web.Go(e.path(""), "regulation.changed", "Title", e.Title.ID), nil
	}
	e.refused = err
	if fault.KindOf(err) == fault.KindConflict {
		e.merge(version)
	}
	if f := fault.Of(err); f != nil {
		for _, one := range f.Fields {
			e.open(partOf(one.Name))
		}
	}
	return web.Refuse(err, editPage(e))
}

// changes are the values of the opened parts that were typed otherwise.
func (e *editing) changes() []regulation.Row {
	var rows []regulation.Row
	for _, one := range e.parts {
		if !slices.Contains(e.opened, one.At) {
			continue
		}
		for _, g := range one.Groups {
			rows = append(rows, e.changed(g)...)
		}
	}
	return rows
}

// changed returns the rows of a group when one of its values, its grade or its
// source was typed otherwise.
func (e *editing) changed(g group) []regulation.Row {
	proof := g.Evidence
	if g.Proof != "" {
		proof = regulation.Evidence{Grade: regulation.Grade(e.value("grade:"+g.Proof, string(g.Grade))), Source: e.value("source:"+g.Proof, g.Source)}
	}
	var rows []regulation.Row
	changed := proof != g.Evidence
	for _, l := range g.Lines {
		for _, cell := range l.Cells {
			if cell.Fixed {
				continue
			}
			text := e.typedFor(cell)
			changed = changed || text != cell.Value
			rows = append(rows, regulation.Row{Path: cell.Path, Value: text, Evidence: proof})
		}
	}
	if !changed {
		return nil
	}
	return rows
}

// typedFor is what was typed for a value, in the pack's own writing when it
// says the same.
func (e *editing) typedFor(cell regulation.Entry) string {
	text := e.value(cell.Path, cell.Value)
	switch {
	case cell.Shape == regulation.ShapeDecimal && alike(text, cell.Value):
		return cell.Value
	case cell.Shape != regulation.ShapeList || len(cell.Words) == 0:
		return text
	case !e.typed.Has("list:" + cell.Path):
		return cell.Value
	}
	ticked, have := e.typed[cell.Path], strings.Split(cell.Value, ", ")
	if slices.Equal(slices.Sorted(slices.Values(ticked)), slices.Sorted(slices.Values(have))) {
		return cell.Value
	}
	return strings.Join(ticked, ", ")
}

// alike reports whether two decimals are the same number.
func alike(a, b string) bool {
	x, err := regulation.ParseHundredths(a)
	y, bad := regulation.ParseHundredths(b)
	return err == nil && bad == nil && x == y
}

// value is what was typed in a field, else what the pack has.
func (e *editing) value(field, have string) string {
	if typed, ok := e.typed[field]; ok && len(typed) > 0 {
		return strings.TrimSpace(typed[0])
	}
	return have
}

// merge shows a form that was begun at an older version: what others changed
// meanwhile and the person left alone follows them, the rest stays as typed.
func (e *editing) merge(version int) {
	for _, event := range e.events {
		if event.Version <= version {
			break
		}
		e.theirs = append(e.theirs, event)
		for _, d := range event.Changes {
			if d.Before == nil || d.After == nil {
				continue
			}
			for field, was := range map[string][2]string{d.Path: {d.Before.Value, d.After.Value}, "grade:" + d.Path: {string(d.Before.Grade), string(d.After.Grade)}, "source:" + d.Path: {d.Before.Source, d.After.Source}} {
				if e.value(field, "") == was[0] || alike(e.value(field, ""), was[0]) {
					e.typed.Del(field)
				}
			}
		}
	}
	e.typed.Del("version")
}

// replacing is the form by which a file takes the place of all values.
type replacing struct {
	one
	refused error
}

func (p *pages) replaceForm(r *web.Request) (web.Answer, error) {
	o, err := p.keep(r)
	if err != nil {
		return nil, err
	}
	if o.locked != nil {
		return web.Refuse(o.locked, lockedPage(o))
	}
	return web.Page(replacePage(replacing{one: o})), nil
}

func (p *pages) replace(r *web.Request) (web.Answer, error) {
	o, err := p.keep(r)
	if err != nil {
		return nil, err
	}
	by, err := p.signature(r)
	if err != nil {
		return nil, err
	}
	text, err := readFile(r)
	version := versionSeen(r)
	if err == nil {
		err = p.library.Replace(r.Ctx(), access.From(r.Ctx()), o.place.ID, o.ID, version, by, text)
	}
	if err != nil {
		return web.Refuse(err, replacePage(replacing{o, err}))
	}
	return web.Go(o.path(""), "regulation.replaced", "Title", o.Title.ID), nil
}

// readFile reads the uploaded file of a pack.
func readFile(r *web.Request) ([]byte, error) {
	in, _, err := r.Upload("file")
	if err != nil {
		return nil, err
	}
	defer in.Close()
	return io.ReadAll(io.LimitReader(in, mostPack))
}

// asking is the question before an act that ends something.
type asking struct {
	one
	act     string // release, withdraw or delete
	refused error
}

// question asks once before the pack is released, withdrawn or deleted.
func (p *pages) question(r *web.Request) (web.Answer, error) {
	o, err := p.keep(r)
	if err != nil {
		return nil, err
	}
	return web.Page(askPage(asking{one: o, act: last(strings.ReplaceAll(r.URL.Path, "/", "."))})), nil
}

func (p *pages) release(r *web.Request) (web.Answer, error) { return p.act(r, "release", "") }

func (p *pages) withdraw(r *web.Request) (web.Answer, error) {
	return p.act(r, "withdraw", r.V("reason"))
}

func (p *pages) remove(r *web.Request) (web.Answer, error) { return p.act(r, "delete", "") }

func (p *pages) act(r *web.Request, act, reason string) (web.Answer, error) {
	o, err := p.keep(r)
	if err != nil {
		return nil, err
	}
	version := versionSeen(r)
	actor, to, said := access.From(r.Ctx()), o.path(""), "regulation.released"
	switch act {
	case "release":
		err = p.library.Release(r.Ctx(), actor, o.place.ID, o.ID, version)
	case "withdraw":
		err, said = p.library.Withdraw(r.Ctx(), actor, o.place.ID, o.ID, version, reason), "regulation.withdrew"
	default:
		err, to, said = p.library.Delete(r.Ctx(), actor, o.place.ID, o.ID, version), o.place.Path(""), "regulation.deleted"
	}
	if err != nil {
		return web.Refuse(err, askPage(asking{o, act, err}))
	}
	return web.Go(to, said, "Title", o.Title.ID), nil
}

// versionSeen is the version that the form was made from. Nonsense is 0, which
// nothing has: the act refuses it as overtaken.
func versionSeen(r *web.Request) int {
	n, err := strconv.Atoi(r.V("version"))
	if err != nil {
		return 0
	}
	return n
}
