package evaluationweb

import (
	"io"
	"net/url"
	"slices"

	"pamong/internal/evaluation"
	"pamong/internal/kit/fault"
	"pamong/internal/kit/i18n"
	"pamong/internal/kit/web"
	"pamong/internal/kit/web/ui"
	"pamong/internal/org"
	"pamong/internal/regulation"
	"pamong/internal/roster"
	"pamong/internal/training"
)

// line is one batch in the list.
type line struct {
	training.Batch
	evaluation.Counts
}

func (p *pages) batches(r *web.Request) (web.Answer, error) {
	a := org.From(r.Ctx())
	all, err := training.AllBatches(r.Ctx(), p.board.DB, a.ID)
	if err != nil {
		return nil, err
	}
	progress, err := evaluation.Progress(r.Ctx(), p.board.DB, a.ID)
	if err != nil {
		return nil, err
	}
	var list []line
	for _, b := range all {
		list = append(list, line{b, progress[b.ID]})
	}
	return web.Page(batchesPage(a, list)), nil
}

func (p *pages) table(r *web.Request) (web.Answer, error) {
	h, err := p.here(r)
	if err != nil {
		return nil, err
	}
	return web.Page(tablePage(h, ui.QueryOf(r.Request))), nil
}

// sheetForm is the form in which the marks of one component are typed.
type sheetForm struct {
	here
	component *regulation.Component
	marker    evaluation.Marker
	markers   []evaluation.Marker
}

func (p *pages) form(r *web.Request) (sheetForm, error) {
	h, err := p.here(r)
	if err != nil {
		return sheetForm{}, err
	}
	f := sheetForm{here: h, component: h.component(r.PathValue("component")), markers: h.markers(r.PathValue("component"))}
	if f.component == nil {
		return f, fault.NotFound("access.not_found")
	}
	if len(f.markers) == 0 {
		return f, fault.Forbidden("evaluation.not_marker")
	}
	f.marker = evaluation.Marker(r.Q("as"))
	if !slices.Contains(f.markers, f.marker) {
		f.marker = f.markers[0]
	}
	return f, nil
}

func (p *pages) markForm(r *web.Request) (web.Answer, error) {
	f, err := p.form(r)
	if err != nil {
		return nil, err
	}
	return web.Page(markPage(f, nil, nil)), nil
}

// mark enters what was typed: only fields that say something else than the
// mark in force.
func (p *pages) mark(r *web.Request) (web.Answer, error) {
	f, err := p.form(r)
	if err != nil {
		return nil, err
	}
	marks, err := f.typed(r)
	n := 0
	if err == nil {
		n, err = p.board.Enter(r.Ctx(), f.actor, f.agency, f.Batch.ID, marks, "")
	}
	if err != nil {
		return web.Refuse(err, markPage(f, err, r.PostForm))
	}
	return web.Go(f.path(""), "evaluation.entered", "N", n), nil
}

func (f sheetForm) typed(r *web.Request) ([]evaluation.NewMark, error) {
	var problems fault.Fields
	var marks []evaluation.NewMark
	for _, row := range f.Rows {
		name := evaluation.FieldName(row.Seat.ID, f.component.Key, f.marker)
		text := r.V(name)
		if text == "" {
			continue
		}
		value, err := regulation.ParseHundredths(text)
		if err != nil || value > regulation.Full {
			problems.Add(name, "evaluation.bad_mark")
			continue
		}
		marks = append(marks, evaluation.NewMark{Seat: row.Seat.ID, Component: f.component.Key, Marker: f.marker, Value: value, Reason: r.V("reason")})
	}
	return marks, problems.Err()
}

// mine returns the mark in force that the form would change, nil if none.
func (f sheetForm) mine(row evaluation.Row) *evaluation.Mark {
	for i := range row.Marks {
		m := &row.Marks[i]
		if m.Component == f.component.Key && m.Marker == f.marker && (m.Assessor == "" || m.Assessor == f.actor.Ref()) {
			return m
		}
	}
	return nil
}

func (p *pages) template(r *web.Request) (web.Answer, error) {
	h, err := p.here(r)
	if err != nil {
		return nil, err
	}
	columns := h.SheetColumns(h.actor, h.agency)
	if len(columns) == 0 {
		return nil, fault.Forbidden("access.forbidden")
	}
	return web.File("nilai-"+h.agency.Code+"-"+h.Batch.Label+".xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", false, func(w io.Writer) error {
		return h.Template(w, i18n.From(r.Ctx()), columns)
	}), nil
}

func (p *pages) dropPage(r *web.Request) (web.Answer, error) {
	h, err := p.marking(r)
	if err != nil {
		return nil, err
	}
	return web.Page(sheetDrop(h, nil)), nil
}

// drop keeps the filled sheet and goes to its preview.
func (p *pages) drop(r *web.Request) (web.Answer, error) {
	h, err := p.marking(r)
	if err != nil {
		return nil, err
	}
	in, head, err := r.Upload("file")
	if err != nil {
		return web.Refuse(err, sheetDrop(h, err))
	}
	defer in.Close()
	info, err := p.files.Put(r.Ctx(), in, mostUpload)
	if err == nil {
		_, err = p.read(r, h, info.Hash, head.Filename)
	}
	if err != nil {
		return web.Refuse(err, sheetDrop(h, err))
	}
	return web.Go(h.path("sheet/"+info.Hash)+"?"+url.Values{"name": {head.Filename}}.Encode(), ""), nil
}

func (p *pages) read(r *web.Request, h here, hash, name string) (*evaluation.Preview, error) {
	f, err := p.files.Open(hash)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	file := roster.File{ReaderAt: f, Size: info.Size(), Name: name}
	return p.board.ReadMarks(r.Ctx(), h.actor, h.agency, h.Batch.ID, file, p.catalogue.Speaker(i18n.Indonesian), p.catalogue.Speaker(i18n.English))
}

func (p *pages) preview(r *web.Request) (web.Answer, error) {
	h, err := p.marking(r)
	if err != nil {
		return nil, err
	}
	list, err := p.read(r, h, r.PathValue("file"), r.Q("name"))
	if err != nil {
		return nil, err
	}
	return web.Page(sheetPreview(h, list, r.URL.RequestURI(), nil)), nil
}

func (p *pages) enterSheet(r *web.Request) (web.Answer, error) {
	h, err := p.marking(r)
	if err != nil {
		return nil, err
	}
	list, err := p.read(r, h, r.PathValue("file"), r.Q("name"))
	if err != nil {
		return nil, err
	}
	n, err := p.board.EnterSheet(r.Ctx(), h.actor, h.agency, h.Batch.ID, list, r.V("skip") == "1")
	if err != nil {
		return web.Refuse(err, sheetPreview(h, list, r.URL.RequestURI(), err))
	}
	return web.Go(h.path(""), "evaluation.entered", "N", n), nil
}

// why explains one result.
func (p *pages) why(r *web.Request) (web.Answer, error) {
	h, err := p.here(r)
	if err != nil {
		return nil, err
	}
	row := h.row(r.PathValue("chain"))
	if row == nil {
		return nil, fault.NotFound("access.not_found")
	}
	var history []evaluation.Verdict
	if row.Verdict != nil {
		if history, err = evaluation.History(r.Ctx(), p.board.DB, row.Person.ID); err != nil {
			return nil, err
		}
	}
	return web.Page(whyPage(h, *row, history)), nil
}
