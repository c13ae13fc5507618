package evaluationweb

import (
	"context"
	"io"
	"net/url"
	"slices"

	"pamong/internal/access"
	"pamong/internal/evaluation"
	"pamong/internal/kit/fault"
	"pamong/internal/kit/i18n"
	"pamong/internal/kit/sheet"
	"pamong/internal/kit/web"
	"pamong/internal/kit/web/ui"
	"pamong/internal/org"
	"pamong/internal/regulation"
	"pamong/internal/roster"
	"pamong/internal/roster/listweb"
	"pamong/internal/training"
)

// line is one batch in the list.
type line struct {
	training.Batch
	evaluation.Counts
}

func (p *pages) batches(r *web.Request) (web.Answer, error) {
	a := org.From(r.Ctx())
	sight, err := training.SightOf(r.Ctx(), p.board.DB, access.From(r.Ctx()), a.ID)
	if err != nil {
		return nil, err
	}
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
		if sight.Batch(b.ID) {
			list = append(list, line{b, progress[b.ID]})
		}
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
		if m, ok := typedMark(r, row.Seat.ID, f.component.Key, f.marker, &problems); ok {
			marks = append(marks, m)
		}
	}
	return marks, problems.Err()
}

// typedMark reads the field of one mark; ok is false where it is empty, or wrong,
// which is noted beside it.
func typedMark(r *web.Request, seat training.SeatID, component string, marker evaluation.Marker, problems *fault.Fields) (m evaluation.NewMark, ok bool) {
	name := evaluation.FieldName(seat, component, marker)
	text := r.V(name)
	if text == "" {
		return m, false
	}
	value, err := regulation.ParseHundredths(text)
	if err != nil || value > regulation.Full {
		problems.Add(name, "evaluation.bad_mark")
		return m, false
	}
	return evaluation.NewMark{Seat: seat, Component: component, Marker: marker, Value: value, Reason: r.V("reason")}, true
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
	return web.File("nilai-"+h.agency.Code+"-"+h.Batch.Label+".xlsx", sheet.MediaType, false, func(w io.Writer) error {
		return h.Template(w, i18n.From(r.Ctx()), columns)
	}), nil
}

// sheets takes in the filled mark sheet of a batch.
func (p *pages) sheets() listweb.Kind {
	return listweb.Kind{Path: "evaluation/{batch}", Words: "evaluation.sheets", Back: "evaluation/{batch}", Template: "evaluation/{batch}/sheet.xlsx", Entered: "evaluation.sheets.entered",
		Files: p.files,
		Of: func(ctx context.Context, actor access.Actor, a org.Agency, batch string) (string, error) {
			t, err := p.board.Table(ctx, actor, a, training.BatchID(batch))
			if err == nil && len(t.SheetColumns(actor, a)) == 0 {
				err = fault.Forbidden("evaluation.not_marker")
			}
			if err != nil {
				return "", err
			}
			return i18n.T(ctx, "evaluation.batch", "Batch", t.Batch.Label), nil
		},
		Read: func(ctx context.Context, actor access.Actor, a org.Agency, file roster.File, v url.Values) (listweb.Preview, error) {
			batch := training.BatchID(v.Get("batch"))
			list, err := p.board.ReadMarks(ctx, actor, a, batch, file, p.catalogue.Speaker(i18n.Indonesian), p.catalogue.Speaker(i18n.English))
			if err != nil {
				return listweb.Preview{}, err
			}
			return listweb.Preview{Rows: list.Rows, New: list.New, Changed: list.Changed, Unchanged: list.Unchanged, Title: list.Title,
				Enter: func(ctx context.Context, skip bool) (string, error) {
					_, err := p.board.EnterSheet(ctx, actor, a, batch, list, skip)
					return "", err
				}}, nil
		}}
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
