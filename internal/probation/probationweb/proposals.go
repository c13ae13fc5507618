package probationweb

import (
	"net/url"
	"slices"
	"strings"

	"pamong/internal/access"
	"pamong/internal/kit/clock"
	"pamong/internal/kit/fault"
	"pamong/internal/kit/i18n"
	"pamong/internal/kit/sheet"
	"pamong/internal/kit/web"
	"pamong/internal/kit/web/ui"
	"pamong/internal/org"
	"pamong/internal/probation"
)

// The stages of the way from dossier to report, in order.
const (
	stageReady    = "ready"
	stageLate     = "late"
	stageLacking  = "lacking"
	stageBKN      = "bkn"
	stageProposed = "proposed"
	stageReport   = "report"
)

var stages = []string{stageReady, stageLate, stageLacking, stageBKN, stageProposed, stageReport}

// actsOf are the letters that may follow in each stage, the usual one first.
var actsOf = map[string][]probation.StepKind{
	stageReady:    {probation.Proposed},
	stageLate:     {probation.Proposed},
	stageBKN:      {probation.Recommended, probation.Returned},
	stageProposed: {probation.Decided, probation.Returned},
	stageReport:   {probation.Reported},
}

// stageOf says where somebody stands between dossier and report, "" for
// nowhere.
func stageOf(c probation.Candidate, today clock.Date) string {
	switch c.Path.State {
	case probation.StateActive:
		switch {
		case len(c.Lacks()) > 0:
			return stageLacking
		case c.Forum(today) == probation.ToBKN:
			return stageLate
		}
		return stageReady
	case probation.StateProposed:
		if c.Path.Forum == probation.ToBKN && !c.Recommended {
			return stageBKN
		}
		return stageProposed
	case probation.StateDecided, probation.StateSworn:
		if !c.Report {
			return stageReport
		}
	}
	return ""
}

// proposing is the page of proposals and decrees.
type proposing struct {
	agency  org.Agency
	query   ui.Query
	tree    *org.Tree
	today   clock.Date
	stage   string
	act     probation.StepKind // "" where nothing can be done
	counts  map[string]int
	people  []probation.Candidate // of the stage, as searched
	shown   []probation.Candidate
	acts    []probation.Act
	enter   bool
	refused error
	typed   url.Values
}

func (p *pages) propose(r *web.Request) (proposing, error) {
	a, actor := org.From(r.Ctx()), access.From(r.Ctx())
	v := proposing{agency: a, query: ui.Query{Path: a.Path("probation/proposals"), Values: r.URL.Query()}, today: a.Today(p.office.Clock.Now()), counts: map[string]int{}, enter: actor.HasWhole(string(a.ID), mayEnter...)}
	if err := actor.Require(string(a.ID), maySee...); err != nil {
		return v, err
	}
	all, err := p.office.Candidates(r.Ctx(), actor, a, v.today)
	if err != nil {
		return v, err
	}
	v.tree, err = org.TreeOf(r.Ctx(), p.office.DB, a.ID)
	if err != nil {
		return v, err
	}
	if v.stage = v.query.Get("stage"); !slices.Contains(stages, v.stage) {
		v.stage = stageReady
	}
	if list := actsOf[v.stage]; len(list) > 0 {
		v.act = list[0]
		if asked := probation.StepKind(v.query.Get("act")); slices.Contains(list, asked) {
			v.act = asked
		}
	}
	words := org.Fold(v.query.Search())
	for _, c := range all {
		stage := stageOf(c, v.today)
		v.counts[stage]++
		if stage == v.stage && (words == "" || strings.Contains(org.Fold(c.Name)+" "+c.NIP, words)) {
			v.people = append(v.people, c)
		}
	}
	v.shown = ui.PageOf(v.query, pageSize, v.people)
	v.acts, err = p.office.Acts(r.Ctx(), actor, a)
	return v, err
}

func (p *pages) proposals(r *web.Request) (web.Answer, error) {
	v, err := p.propose(r)
	if err != nil {
		return nil, err
	}
	return web.Page(proposalsPage(v)), nil
}

// together takes a step with the people who were ticked, or with all who stand
// in the list.
func (p *pages) together(r *web.Request) (web.Answer, error) {
	v, err := p.propose(r)
	if err != nil {
		return nil, err
	}
	v.act = probation.StepKind(r.V("act"))
	people := r.Vs("people")
	if r.V("all") != "" {
		people = people[:0]
		for _, c := range v.people {
			people = append(people, string(c.ID))
		}
	}
	var f fault.Fields
	l := probation.Letter{Kind: v.act, Number: r.V("number"), IssuedOn: r.Date("issued_on", &f), TMT: r.Date("day", &f), Reason: r.V("reason"), Forum: probation.ToPPK}
	if v.stage == stageLate {
		l.Forum = probation.ToBKN
	}
	act := ""
	if err = f.Err(); err == nil {
		act, err = p.office.Together(r.Ctx(), access.From(r.Ctx()), v.agency, l, people)
	}
	if err != nil {
		v.refused, v.typed = err, r.PostForm
		return web.Refuse(err, proposalsPage(v))
	}
	return web.Go(v.agency.Path("probation/acts/"+act), "probation.act_done", "N", len(people)), nil
}

// listed writes people with what the office needs of them.
func listed(s *i18n.Speaker, tree *org.Tree, people []probation.Candidate) sheet.List {
	heads := []sheet.Heading{{Title: "No", Width: 5}, {Title: s.T("probation.col.name"), Width: 38}, {Title: "NIP", Width: 21}, {Title: s.T("probation.col.rank"), Width: 8}, {Title: s.T("probation.col.position"), Width: 36}, {Title: s.T("probation.col.unit"), Width: 50},
		{Title: "TMT CPNS", Width: 12}, {Title: s.T("probation.col.ends"), Width: 12}, {Title: s.T("probation.col.state"), Width: 24}, {Title: s.T("probation.col.lacks"), Width: 60}}
	rows := func(yield func([]sheet.Cell, error) bool) {
		for i, c := range people {
			row := []sheet.Cell{sheet.IntCell(i + 1), sheet.TextCell(c.Name), sheet.TextCell(c.NIP), sheet.TextCell(c.Golongan), sheet.TextCell(c.Position), sheet.TextCell(tree.Path(c.Unit)),
				sheet.DateCell(c.TMT), sheet.DateCell(c.Term.Ends), sheet.TextCell(s.T("probation.state." + string(c.Stage()))), sheet.TextCell(lacking(s, c))}
			if !yield(row, nil) {
				return
			}
		}
	}
	return sheet.List{Name: s.T("probation.tab.proposals"), Columns: heads, Rows: rows}
}

// lacking names everything that somebody's dossier lacks.
func lacking(s *i18n.Speaker, c probation.Candidate) string {
	var list []string
	for _, g := range c.Lacks() {
		list = append(list, g.Gate.Title.In(s.Lang))
	}
	return strings.Join(list, "; ")
}

func (p *pages) proposalsXLSX(r *web.Request) (web.Answer, error) {
	v, err := p.propose(r)
	if err != nil {
		return nil, err
	}
	return web.Workbook("usul-"+v.stage+"-"+v.agency.Code+"-"+string(v.today)+".xlsx", listed(i18n.From(r.Ctx()), v.tree, v.people)), nil
}

// lettered is the page of one letter.
type lettered struct {
	agency org.Agency
	tree   *org.Tree
	letter probation.Step
	people []probation.Candidate
	enter  bool
	err    error // why there is no archive
}

func (p *pages) find1(r *web.Request) (lettered, error) {
	a, actor := org.From(r.Ctx()), access.From(r.Ctx())
	v := lettered{agency: a, enter: actor.HasWhole(string(a.ID), mayEnter...)}
	var err error
	if v.letter, v.people, err = p.office.ActOf(r.Ctx(), actor, a, r.PathValue("act"), a.Today(p.office.Clock.Now())); err != nil {
		return v, err
	}
	v.tree, err = org.TreeOf(r.Ctx(), p.office.DB, a.ID)
	return v, err
}

func (p *pages) act1(r *web.Request) (web.Answer, error) {
	v, err := p.find1(r)
	if err != nil {
		return nil, err
	}
	if r.Q("scans") != "" && v.enter {
		_, v.err = p.office.Dossiers(r.Ctx(), access.From(r.Ctx()), v.agency, v.people)
	}
	return web.Page(actPage(v)), nil
}

func (p *pages) actXLSX(r *web.Request) (web.Answer, error) {
	v, err := p.find1(r)
	if err != nil {
		return nil, err
	}
	return web.Workbook(string(v.letter.Kind)+"-"+v.agency.Code+"-"+string(v.letter.IssuedOn)+".xlsx", listed(i18n.From(r.Ctx()), v.tree, v.people)), nil
}

// dossiers gives the scans of the people of a letter as one archive, or says
// which of them are missing.
func (p *pages) dossiers(r *web.Request) (web.Answer, error) {
	v, err := p.find1(r)
	if err != nil {
		return nil, err
	}
	write, err := p.office.Dossiers(r.Ctx(), access.From(r.Ctx()), v.agency, v.people)
	if fault.KindOf(err) == fault.KindInvalid {
		return web.Go(v.agency.Path("probation/acts/"+v.letter.Act)+"?scans=1", ""), nil
	}
	if err != nil {
		return nil, err
	}
	return web.File("berkas-usul-"+v.agency.Code+"-"+string(v.letter.IssuedOn)+".zip", "application/zip", false, write), nil
}
