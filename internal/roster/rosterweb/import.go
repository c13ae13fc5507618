package rosterweb

import (
	"net/url"
	"strconv"
	"strings"

	"pamong/internal/kit/fault"
	"pamong/internal/kit/i18n"
	"pamong/internal/kit/sheet"
	"pamong/internal/kit/web"
	"pamong/internal/kit/web/ui"
	"pamong/internal/regulation"
	"pamong/internal/roster"
)

// The steps of an import.
const (
	stepFile = iota
	stepColumns
	stepCheck
	stepDone
)

func (w where) steps(now int) ui.Steps {
	return ui.Steps{Names: []string{w.said.T("roster.step.file"), w.said.T("roster.step.columns"), w.said.T("roster.step.check"), w.said.T("roster.step.done")}, Now: now}
}

// dropping is the first step: the file, and what came in before.
type dropping struct {
	where
	past  []roster.Import
	err   error
	typed url.Values
}

func (p *pages) drop(r *web.Request) (web.Answer, error) {
	d, err := p.dropping(r)
	if err != nil {
		return nil, err
	}
	return web.Page(dropPage(d)), nil
}

func (p *pages) dropping(r *web.Request) (dropping, error) {
	d := dropping{where: p.where(r)}
	if err := d.keeper(); err != nil {
		return d, err
	}
	var err error
	d.past, err = roster.Imports(r.Ctx(), p.desk.DB, d.agency.ID)
	return d, err
}

func (p *pages) upload(r *web.Request) (web.Answer, error) {
	d, err := p.dropping(r)
	if err != nil {
		return nil, err
	}
	imp, draft, err := p.stage(r, d.where)
	if err != nil {
		d.err, d.typed = err, r.PostForm
		return web.Refuse(err, dropPage(d))
	}
	next := "import/check"
	if draft.Lacking != nil || draft.Strange() > 0 {
		next = "import/columns"
	}
	return web.Go(web.Link(d.at(next), "list", string(imp)), ""), nil
}

// stage reads the uploaded file and keeps its rows apart.
func (p *pages) stage(r *web.Request, w where) (roster.ImportID, *roster.Draft, error) {
	in, head, err := r.Upload("file")
	if err != nil {
		return "", nil, err
	}
	defer in.Close()
	own, err := roster.Headers(r.Ctx(), p.desk.DB, w.agency.ID)
	if err != nil {
		return "", nil, err
	}
	keep, err := roster.Kept(r.Ctx(), p.desk.DB, w.agency.ID)
	if err != nil {
		return "", nil, err
	}
	draft, err := roster.ReadFile(roster.File{ReaderAt: in, Size: head.Size, Name: head.Filename}, sheet.Limits{}, own, keep)
	if err != nil {
		return "", nil, fault.Beside("file", err) // whatever is wrong is wrong with the file
	}
	imp, err := p.desk.Stage(r.Ctx(), w.actor, w.agency.ID, draft, r.V("selection"))
	return imp, draft, err
}

// staged is a list that waits, at one of the middle steps.
type staged struct {
	where
	imp   roster.Import
	draft *roster.Draft
	err   error
	typed url.Values
}

func (p *pages) staged(r *web.Request) (staged, error) {
	s := staged{where: p.where(r)}
	if err := s.keeper(); err != nil {
		return s, err
	}
	id := r.Q("list")
	if id == "" {
		id = r.V("list")
	}
	var err error
	s.draft, s.imp, err = p.desk.Draft(r.Ctx(), p.desk.DB, s.agency.ID, roster.ImportID(id))
	return s, err
}

// link is the address of a step of this list.
func (s staged) link(step string, pairs ...string) string {
	return web.Link(s.at("import/"+step), append([]string{"list", string(s.imp.ID)}, pairs...)...)
}

func (s staged) list() []ui.Hidden {
	return []ui.Hidden{{Name: "list", Value: string(s.imp.ID)}}
}

func (s staged) importCrumb() ui.Crumb {
	return ui.Crumb{Label: s.said.T("roster.import.act"), Href: s.at("import")}
}

func (p *pages) columns(r *web.Request) (web.Answer, error) {
	s, err := p.staged(r)
	if err != nil {
		return nil, err
	}
	if s.imp.State != roster.Staged {
		return web.Go(s.link("done"), ""), nil
	}
	return web.Page(columnsPage(s)), nil
}

// columnName is the name of the choice for one column of a form.
func columnName(table, column int) string {
	return "column-" + strconv.Itoa(table) + "-" + strconv.Itoa(column)
}

// fieldOptions are the meanings that a column can have.
func (s staged) fieldOptions() []ui.Option {
	list := []ui.Option{{Value: string(roster.FieldIgnored), Label: s.said.T("roster.field.ignored")}}
	for _, f := range roster.Fields {
		label := s.said.T("roster.field." + string(f))
		switch f {
		case roster.FieldPlace:
			label = s.said.T("roster.columns.place")
		case roster.FieldUnit:
			label = s.said.T("roster.columns.unit")
		}
		list = append(list, ui.Option{Value: string(f), Label: label})
	}
	return list
}

// meaning is the chosen field of a column; one that nobody knows is left out.
func meaning(c roster.Column) string {
	if c.Field == "" {
		return string(roster.FieldIgnored)
	}
	return string(c.Field)
}

func (p *pages) remap(r *web.Request) (web.Answer, error) {
	s, err := p.staged(r)
	if err != nil {
		return nil, err
	}
	said := map[string]roster.Field{}
	for i, t := range s.draft.Tables {
		for j, c := range t.Columns {
			if v := r.V(columnName(i, j)); v != "" && v != meaning(c) {
				said[c.Title] = roster.Field(v)
			}
		}
	}
	if err := p.desk.Remap(r.Ctx(), s.actor, s.agency.ID, s.imp.ID, said, r.V("selection")); err != nil {
		s.err, s.typed = err, r.PostForm
		return web.Refuse(err, columnsPage(s))
	}
	return web.Go(s.link("check"), ""), nil
}

func (p *pages) suggest(r *web.Request) (web.Answer, error) {
	w := p.where(r)
	row, err := strconv.Atoi(r.V("row"))
	if err != nil {
		return nil, fault.NotFound("roster.no_suggestion").Because(err)
	}
	list := r.V("list")
	if err := p.desk.UseSuggestion(r.Ctx(), w.actor, w.agency.ID, roster.ImportID(list), row); err != nil {
		return nil, err
	}
	back := web.Link(w.at("import/check"), "list", list)
	if to := r.V("back"); strings.HasPrefix(to, w.at("import/check")+"?") {
		back = to
	}
	return web.Go(back, "roster.check.used"), nil
}

func (p *pages) enter(r *web.Request) (web.Answer, error) {
	w := p.where(r)
	list := roster.ImportID(r.V("list"))
	if err := w.keeper(); err != nil {
		return nil, err
	}
	imp, err := roster.ImportByID(r.Ctx(), p.desk.DB, w.agency.ID, list)
	if err != nil {
		return nil, err
	}
	if imp.State == roster.Staged && imp.Totals.Total >= roster.Long {
		task, err := p.desk.Begin(r.Ctx(), w.actor, w.agency.ID, list, true)
		if err != nil {
			return nil, err
		}
		return web.Go(p.task(w.agency, task), ""), nil
	}
	if _, err := p.desk.EnterStaged(r.Ctx(), w.actor, w.agency.ID, list, true); err != nil {
		if fault.KindOf(err) != fault.KindConflict {
			return nil, err
		}
		c, failed := p.checking(r)
		if failed != nil {
			return nil, failed
		}
		if c.err = err; c.imp.State != roster.Staged {
			return web.Go(c.link("done"), ""), nil
		}
		c.query.Path = c.at("import/check")
		c.query.Values = url.Values{"list": {string(list)}}
		return web.Refuse(err, checkPage(c))
	}
	return web.Go(web.Link(w.at("import/done"), "list", string(list)), "roster.entered"), nil
}

func (p *pages) done(r *web.Request) (web.Answer, error) {
	s, err := p.staged(r)
	if err != nil {
		return nil, err
	}
	if s.imp.State == roster.Staged {
		return web.Go(s.link("check"), ""), nil
	}
	return web.Page(donePage(s)), nil
}

func (p *pages) askUndo(r *web.Request) (web.Answer, error) {
	s, err := p.staged(r)
	if err != nil {
		return nil, err
	}
	return web.Page(undoPage(s)), nil
}

func (p *pages) undo(r *web.Request) (web.Answer, error) {
	s, err := p.staged(r)
	if err != nil {
		return nil, err
	}
	if err := p.desk.Undo(r.Ctx(), s.actor, s.agency.ID, s.imp.ID); err != nil {
		s.err = err
		return web.Refuse(err, undoPage(s))
	}
	return web.Go(s.at("import"), "roster.was_undone", "N", s.imp.Totals.New), nil
}

// faults writes the faulty rows as a spreadsheet: the columns of the list as
// they are, and before them the row and what is wrong. It may be mended and
// uploaded again.
func (p *pages) faults(r *web.Request) (web.Answer, error) {
	s, err := p.staged(r)
	if err != nil {
		return nil, err
	}
	v := &roster.Verdict{}
	if s.draft.Lacking == nil && len(s.draft.Rows) > 0 {
		if v, err = p.desk.Preview(r.Ctx(), s.actor, s.agency.ID, s.draft, s.imp.Selection); err != nil {
			return nil, err
		}
	}
	var lists []sheet.List
	for i, t := range s.draft.Tables {
		lists = append(lists, faultList(s.said, s.draft, v, i, t))
	}
	name := "salah-" + strings.TrimSuffix(s.imp.File, ".xlsx") + ".xlsx"
	return web.Workbook(name, lists...), nil
}

func faultList(say *i18n.Speaker, d *roster.Draft, v *roster.Verdict, table int, t roster.Table) sheet.List {
	l := sheet.List{Name: t.Sheet, Columns: []sheet.Heading{{Title: say.T("roster.check.line"), Width: 8}, {Title: say.T("roster.check.result"), Width: 60}}}
	for _, c := range t.Columns {
		l.Columns = append(l.Columns, sheet.Heading{Title: c.Title, Width: 20, Kind: sheet.Text})
	}
	l.Rows = func(yield func([]sheet.Cell, error) bool) {
		for i := range v.Rows {
			row := &d.Rows[i]
			if row.Table != table || v.Rows[i].Severity() != regulation.SeverityError {
				continue
			}
			var words []string
			for _, f := range v.Rows[i].Findings {
				words = append(words, say.T("roster.field."+string(f.Field))+": "+f.Say(say))
			}
			cells := []sheet.Cell{sheet.IntCell(row.Line), sheet.TextCell(strings.Join(words, " "))}
			for _, c := range row.Cells {
				cells = append(cells, sheet.TextCell(c.Text))
			}
			if !yield(cells, nil) {
				return
			}
		}
	}
	return l
}

func (s staged) doneActs() []ui.Button {
	return []ui.Button{{Label: s.said.T("roster.done.people"), Icon: "users", Kind: ui.Main, Href: s.at("")}, {Label: s.said.T("roster.done.another"), Icon: "file-up", Href: s.at("import")}}
}

// fixed reports whether the meaning of a column is not to be chosen: fields of
// the SIASN export and those that only a purpose may keep.
func fixed(f roster.Field) bool { return f != "" && !f.Known() }
