package letterweb

import (
	"io"
	"net/url"
	"strconv"

	"pamong/internal/access"
	"pamong/internal/document"
	"pamong/internal/identity"
	"pamong/internal/kit/i18n"
	"pamong/internal/kit/sheet"
	"pamong/internal/kit/web"
	"pamong/internal/kit/web/ui"
	"pamong/internal/org"
)

// registerView is the register of numbers as its page needs it.
type registerView struct {
	agency org.Agency
	query  ui.Query
	narrow document.Narrow
	list   []document.Entry
	total  int
	years  []int
	names  map[string]string
	make   bool
	run    *document.Run
}

// find reads a list of letters, whole or one page of it.
func (p *pages) find(r *web.Request, n document.Narrow) (registerView, error) {
	a, actor, err := p.may(r, onlookers)
	if err != nil {
		return registerView{}, err
	}
	v := registerView{agency: a, query: ui.QueryOf(r.Request), narrow: n, make: actor.HasWhole(string(a.ID), makers...)}
	if v.list, v.total, err = p.cabinet.Register(r.Ctx(), actor, a, n); err != nil {
		return v, err
	}
	if v.years, err = document.Years(r.Ctx(), p.cabinet.DB, a.ID); err != nil {
		return v, err
	}
	refs := map[string]bool{}
	var list []string
	for _, e := range v.list {
		if !refs[e.MadeBy] {
			refs[e.MadeBy] = true
			list = append(list, e.MadeBy)
		}
	}
	v.names, err = identity.Names(r.Ctx(), p.cabinet.DB, list)
	return v, err
}

// asked is what the address asks for.
func asked(r *web.Request) document.Narrow {
	q := ui.QueryOf(r.Request)
	year, _ := strconv.Atoi(q.Get("year"))
	return document.Narrow{Kind: document.LetterKind(q.Get("kind")), Year: year, State: document.LetterState(q.Get("state")), Search: q.Search(), Page: q.Page()}
}

func (p *pages) register(r *web.Request) (web.Answer, error) {
	v, err := p.find(r, asked(r))
	if err != nil {
		return nil, err
	}
	return web.Page(registerPage(v)), nil
}

// export writes the register as it is filtered.
func (p *pages) export(r *web.Request) (web.Answer, error) {
	n := asked(r)
	n.Page = 0
	v, err := p.find(r, n)
	if err != nil {
		return nil, err
	}
	s := i18n.From(r.Ctx())
	var columns []sheet.Heading
	for _, c := range []struct {
		key   string
		width float64
	}{{"number", 34}, {"day", 12}, {"kind", 28}, {"title", 60}, {"state", 14}, {"reason", 40}, {"hash", 66}, {"by", 30}} {
		columns = append(columns, sheet.Heading{Title: s.T("document.letters.col." + c.key), Width: c.width, Kind: sheet.Text})
	}
	rows := func(yield func([]sheet.Cell, error) bool) {
		for _, e := range v.list {
			cells := []sheet.Cell{sheet.TextCell(e.Number), sheet.DateCell(e.Day), sheet.TextCell(s.T("document.letter." + string(e.Kind))), sheet.TextCell(e.Title),
				sheet.TextCell(s.T("document.letters.state." + string(e.State))), sheet.TextCell(e.Reason), sheet.TextCell(e.Hash), sheet.TextCell(v.by(s, e.MadeBy))}
			if !yield(cells, nil) {
				return
			}
		}
	}
	return web.Workbook("buku-nomor-surat-"+v.agency.Code+".xlsx", sheet.List{Name: s.T("document.letters.register"), Columns: columns, Rows: rows}), nil
}

// by says who made a letter.
func (v registerView) by(s *i18n.Speaker, ref string) string {
	if name := v.names[ref]; name != "" {
		return name
	}
	return s.T("document.letters.at_machine")
}

// run shows the letters of one making.
func (p *pages) run(r *web.Request) (web.Answer, error) {
	q := ui.QueryOf(r.Request)
	v, err := p.find(r, document.Narrow{Run: r.PathValue("run"), Page: q.Page()})
	if err != nil {
		return nil, err
	}
	run, err := document.RunByID(r.Ctx(), p.cabinet.DB, v.agency.ID, r.PathValue("run"))
	if err != nil {
		return nil, err
	}
	v.run = &run
	return web.Page(runPage(v)), nil
}

// archive sends the letters of one making.
func (p *pages) archive(r *web.Request) (web.Answer, error) {
	v, err := p.find(r, document.Narrow{Run: r.PathValue("run")})
	if err != nil {
		return nil, err
	}
	run, err := document.RunByID(r.Ctx(), p.cabinet.DB, v.agency.ID, r.PathValue("run"))
	if err != nil {
		return nil, err
	}
	return web.File(string(run.Kind)+"-"+string(run.Day)+".zip", "application/zip", false, func(w io.Writer) error { return p.cabinet.Zip(w, v.list) }), nil
}

// letterView is one letter with what can be done with it.
type letterView struct {
	agency org.Agency
	letter document.Entry
	by     string
	may    bool
	err    error
	typed  url.Values
	act    string // whose form was refused: "void" or "reprint"
}

func (p *pages) one(r *web.Request) (letterView, error) {
	a, actor, err := p.may(r, onlookers)
	if err != nil {
		return letterView{}, err
	}
	v := letterView{agency: a, may: actor.HasWhole(string(a.ID), makers...)}
	if v.letter, err = document.LetterByID(r.Ctx(), p.cabinet.DB, a.ID, document.LetterID(r.PathValue("letter"))); err != nil {
		return v, err
	}
	names, err := identity.Names(r.Ctx(), p.cabinet.DB, []string{v.letter.MadeBy})
	v.by = registerView{names: names}.by(i18n.From(r.Ctx()), v.letter.MadeBy)
	return v, err
}

func (p *pages) letter(r *web.Request) (web.Answer, error) {
	v, err := p.one(r)
	if err != nil {
		return nil, err
	}
	return web.Page(letterPage(v)), nil
}

func (p *pages) void(r *web.Request) (web.Answer, error) {
	v, err := p.one(r)
	if err != nil {
		return nil, err
	}
	if err := p.cabinet.Void(r.Ctx(), access.From(r.Ctx()), v.agency, v.letter.ID, r.V("reason")); err != nil {
		v.err, v.typed, v.act = err, r.PostForm, "void"
		return web.Refuse(err, letterPage(v))
	}
	return web.Go(v.agency.Path("letters/l/"+string(v.letter.ID)), "document.letters.voided"), nil
}

func (p *pages) reprint(r *web.Request) (web.Answer, error) {
	v, err := p.one(r)
	if err != nil {
		return nil, err
	}
	fresh, err := p.cabinet.Reprint(r.Ctx(), access.From(r.Ctx()), v.agency, v.letter.ID, r.V("reason"))
	if err != nil {
		v.err, v.typed, v.act = err, r.PostForm, "reprint"
		return web.Refuse(err, letterPage(v))
	}
	return web.Go(v.agency.Path("letters/l/"+string(fresh)), "document.letters.reprinted"), nil
}

// file sends the file of a letter.
func (p *pages) file(r *web.Request) (web.Answer, error) {
	a, actor, err := p.may(r, onlookers)
	if err != nil {
		return nil, err
	}
	pdf := r.Q("as") == asPDF
	e, f, err := p.cabinet.LetterFile(r.Ctx(), actor, a, document.LetterID(r.PathValue("letter")), pdf)
	if err != nil {
		return nil, err
	}
	kind, ending := docxType, ".docx"
	if pdf {
		kind, ending = pdfType, ".pdf"
	}
	return web.File(e.Name+ending, kind, pdf, func(w io.Writer) error {
		defer f.Close()
		_, err := io.Copy(w, f)
		return err
	}), nil
}
