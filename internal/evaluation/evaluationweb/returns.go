package evaluationweb

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"pamong/internal/access"
	"pamong/internal/evaluation"
	"pamong/internal/identity"
	"pamong/internal/kit/fault"
	"pamong/internal/kit/i18n"
	"pamong/internal/kit/sheet"
	"pamong/internal/kit/web"
	"pamong/internal/kit/web/ui"
	"pamong/internal/notify/notifyweb"
	"pamong/internal/org"
	"pamong/internal/regulation"
	"pamong/internal/training"
)

// returnsAt is how many offices stand on one page.
const returnsAt = 50

// returnRoutes are the pages of what offices send in.
func (p *pages) returnRoutes() []web.Route {
	const at = "/a/{agency}/returns"
	const one = at + "/{wave}/{unit}"
	return []web.Route{
		web.Get(at, p.returns),
		web.Get("/a/{agency}/returns.xlsx", p.returnsFile),
		web.Post(at+"/mail", p.mailUnits),
		web.Get(one, p.sheetOf),
		web.Post(one+"/whatsapp", p.askByWhatsApp).Unkeyed(),
		web.Post(one, p.fillIn),
		web.Post(one+"/send", p.sendIn),
		web.Post(one+"/back", p.giveBack),
		web.Post(one+"/link", p.askUnit),
		web.Post(one+"/mail", p.mailUnit),
		web.Post(one+"/withdraw", p.withdrawUnit),
	}
}

// returnsList is the list of offices as the page needs it.
type returnsList struct {
	p      *pages
	agency org.Agency
	query  ui.Query
	counts map[evaluation.ReturnState]int
	all    int
	waves  []evaluation.Wave
	inWave map[training.WaveID]int // offices
	shown  []evaluation.Return
	total  int
	asks   bool // the actor asks offices for their sheets
	err    error
	evaluation.Letters
}

func (p *pages) findReturns(r *web.Request) (returnsList, []evaluation.Return, error) {
	l := returnsList{p: p, agency: org.From(r.Ctx()), query: ui.QueryOf(r.Request), counts: map[evaluation.ReturnState]int{}, inWave: map[training.WaveID]int{}}
	actor := access.From(r.Ctx())
	list, err := p.board.Returns(r.Ctx(), actor, l.agency)
	if err != nil {
		return l, nil, err
	}
	l.all, l.asks = len(list), evaluation.MayAsk(actor, l.agency)
	for i := range list {
		if l.inWave[list[i].Wave.ID]++; l.inWave[list[i].Wave.ID] == 1 {
			l.waves = append(l.waves, list[i].Wave)
		}
	}
	list = slices.DeleteFunc(list, func(one evaluation.Return) bool { return !l.keeps(&one) })
	for i := range list {
		l.counts[l.state(&list[i])]++
	}
	if state := evaluation.ReturnState(l.query.Get("state")); state != "" {
		list = slices.DeleteFunc(list, func(one evaluation.Return) bool { return l.state(&one) != state })
	}
	if l.asks && !actor.IsLooking() {
		l.Letters, err = p.board.LettersOf(r.Ctx(), l.agency, list)
	}
	return l, list, err
}

// keeps reports whether an office passes the filters of the address, the state
// left aside.
func (l *returnsList) keeps(r *evaluation.Return) bool {
	if wave := l.query.Get("wave"); wave != "" && string(r.Wave.ID) != wave {
		return false
	}
	if l.query.Get("address") == noAddress && !r.Unaddressed(l.p.board.Clock.Now()) {
		return false
	}
	return strings.Contains(org.Fold(r.Unit.Name), org.Fold(l.query.Search()))
}

func (l *returnsList) state(r *evaluation.Return) evaluation.ReturnState {
	return r.State(l.p.board.Clock.Now())
}

func (p *pages) returns(r *web.Request) (web.Answer, error) {
	l, list, err := p.findReturns(r)
	if err != nil {
		return nil, err
	}
	if !l.asks && l.all == 1 {
		return web.Go(returnPath(l.agency, list[0]), ""), nil
	}
	l.cut(list)
	return web.Page(returnsPage(l)), nil
}

// cut keeps the page of the list that is shown.
func (l *returnsList) cut(list []evaluation.Return) {
	l.shown, l.total = ui.PageOf(l.query, returnsAt, list), len(list)
}

// returnPath is the address of the sheet of an office.
func returnPath(a org.Agency, r evaluation.Return) string {
	return a.Path("returns/" + string(r.Wave.ID) + "/" + string(r.Unit.ID))
}

// returnsFile writes the list as a spreadsheet.
func (p *pages) returnsFile(r *web.Request) (web.Answer, error) {
	l, list, err := p.findReturns(r)
	if err != nil {
		return nil, err
	}
	s := i18n.From(r.Ctx())
	out := sheet.List{Name: s.T("evaluation.returns")}
	for _, c := range []struct {
		key   string
		width float64
	}{{"evaluation.return.unit", 44}, {"evaluation.return.wave", 12}, {"evaluation.return.people", 10}, {"evaluation.return.filled", 10}, {"evaluation.return.state", 22}, {"evaluation.return.contact", 30}, {"evaluation.return.phone", 18}} {
		out.Columns = append(out.Columns, sheet.Heading{Title: s.T(c.key), Width: c.width})
	}
	out.Rows = func(yield func([]sheet.Cell, error) bool) {
		for i := range list {
			one := &list[i]
			name, phone := "", ""
			if one.Pass != nil {
				name, phone = one.Pass.Holder, one.Pass.Phone
			}
			if !yield([]sheet.Cell{sheet.TextCell(one.Unit.Name), sheet.TextCell(regulation.Roman.Label(one.Wave.Number)), sheet.IntCell(len(one.People)), sheet.IntCell(len(one.People) - one.Missing()), sheet.TextCell(s.T("evaluation.return.state." + string(l.state(one)))), sheet.TextCell(name), sheet.TextCell(phone)}, nil) {
				return
			}
		}
	}
	return web.Workbook("pengembalian-unit-"+l.agency.Code+".xlsx", out), nil
}

// returnView is the sheet of one office.
type returnView struct {
	evaluation.Return
	agency org.Agency
	state  evaluation.ReturnState
	asks   bool
	out    notifyweb.Sending
	err    error
	typed  url.Values
	which  string // the form that was refused: marks, back or link
}

func (p *pages) returnView(r *web.Request) (returnView, error) {
	actor := access.From(r.Ctx())
	v := returnView{agency: org.From(r.Ctx())}
	var err error
	v.Return, err = p.board.ReturnOf(r.Ctx(), actor, v.agency, training.WaveID(r.PathValue("wave")), org.UnitID(r.PathValue("unit")))
	if err != nil {
		return v, err
	}
	now := p.board.Clock.Now()
	v.state, v.asks = v.State(now), evaluation.MayAsk(actor, v.agency) && !actor.IsLooking()
	if v.Pass == nil || !v.asks {
		return v, nil
	}
	v.out = notifyweb.Sending{Pass: *v.Pass, Now: now, Zone: v.agency.Zone.Location(), Path: returnPath(v.agency, v.Return), Name: v.Pass.Holder, Phone: v.Pass.Phone, Email: v.Pass.Email}
	if err := v.out.Read(r.Ctx(), p.board.Links, p.board.Post, p.link); err != nil {
		return v, err
	}
	v.out.Text = i18n.T(r.Ctx(), "evaluation.return.share_text", "Name", v.Pass.Holder, "Unit", v.Unit.Name, "N", v.Missing(), "Wave", regulation.Roman.Label(v.Wave.Number), "Link", v.out.Link, "Office", v.agency.BodyName)
	return v, nil
}

func (p *pages) sheetOf(r *web.Request) (web.Answer, error) {
	v, err := p.returnView(r)
	if err != nil {
		return nil, err
	}
	return web.Page(returnPage(v)), nil
}

// refuseReturn shows the sheet again with what was typed.
func refuseReturn(r *web.Request, v returnView, which string, err error) (web.Answer, error) {
	v.err, v.typed, v.which = err, r.PostForm, which
	return web.Refuse(err, returnPage(v))
}

// fillIn enters what an office typed: only fields that say something else than
// the mark in force.
func (p *pages) fillIn(r *web.Request) (web.Answer, error) {
	v, err := p.returnView(r)
	if err != nil {
		return nil, err
	}
	var problems fault.Fields
	var marks []evaluation.NewMark
	for _, o := range v.People {
		for _, c := range o.Columns {
			if m, ok := typedMark(r, o.Seat.ID, c.Key, evaluation.HomeAgency, &problems); ok {
				marks = append(marks, m)
			}
		}
	}
	n := 0
	if err = problems.Err(); err == nil {
		n, err = p.board.FillIn(r.Ctx(), access.From(r.Ctx()), v.agency, v.Return, marks)
	}
	if err != nil {
		return refuseReturn(r, v, "marks", err)
	}
	return web.Go(returnPath(v.agency, v.Return), "evaluation.entered", "N", n), nil
}

func (p *pages) sendIn(r *web.Request) (web.Answer, error) {
	v, err := p.returnView(r)
	if err != nil {
		return nil, err
	}
	if err := p.board.SendIn(r.Ctx(), access.From(r.Ctx()), v.agency, v.Wave.ID, v.Unit.ID); err != nil {
		return refuseReturn(r, v, "marks", err)
	}
	return web.Go(returnPath(v.agency, v.Return), "evaluation.return.sent_now"), nil
}

func (p *pages) giveBack(r *web.Request) (web.Answer, error) {
	v, err := p.returnView(r)
	if err != nil {
		return nil, err
	}
	if err := p.board.GiveBack(r.Ctx(), access.From(r.Ctx()), v.agency, v.Wave.ID, v.Unit.ID, r.V("note")); err != nil {
		return refuseReturn(r, v, "back", err)
	}
	return web.Go(returnPath(v.agency, v.Return), "evaluation.return.given_back"), nil
}

func (p *pages) askUnit(r *web.Request) (web.Answer, error) {
	v, err := p.returnView(r)
	if err != nil {
		return nil, err
	}
	if _, err := p.board.AskUnit(r.Ctx(), access.From(r.Ctx()), v.agency, v.Unit.ID, identity.NewPass{Holder: r.V("name"), Title: r.V("title"), Phone: r.V("phone"), Email: r.V("email"), Told: r.V("told")}); err != nil {
		return refuseReturn(r, v, "link", err)
	}
	return web.Go(returnPath(v.agency, v.Return), "evaluation.return.link_made"), nil
}

// mailUnit sends the link of an office by e-mail.
func (p *pages) mailUnit(r *web.Request) (web.Answer, error) {
	v, err := p.returnView(r)
	if err != nil {
		return nil, err
	}
	if err := p.board.MailUnit(r.Ctx(), access.From(r.Ctx()), v.agency, v.Unit.ID); err != nil {
		return refuseReturn(r, v, "link", err)
	}
	return web.Go(returnPath(v.agency, v.Return), "notify.pass.queued", "N", 1), nil
}

func (p *pages) withdrawUnit(r *web.Request) (web.Answer, error) {
	v, err := p.returnView(r)
	if err != nil {
		return nil, err
	}
	if err := p.board.WithdrawUnit(r.Ctx(), access.From(r.Ctx()), v.agency, v.Unit.ID); err != nil {
		return nil, err
	}
	return web.Go(returnPath(v.agency, v.Return), "evaluation.return.link_withdrawn"), nil
}

// askByWhatsApp remembers that the link goes out and leads to WhatsApp.
func (p *pages) askByWhatsApp(r *web.Request) (web.Answer, error) {
	v, err := p.returnView(r)
	if err != nil {
		return nil, err
	}
	if !v.out.Goes() || v.out.Phone == "" {
		return nil, fault.NotFound("access.not_found")
	}
	if err := p.board.Links.PassSent(r.Ctx(), access.From(r.Ctx()), string(v.agency.ID), "whatsapp", v.Pass.ID); err != nil {
		return nil, err
	}
	return notifyweb.ToWhatsApp(v.out.Phone, v.out.Text), nil
}

// count says how many of the people have their marks.
func count(r *evaluation.Return) string {
	return strconv.Itoa(len(r.People)-r.Missing()) + "/" + strconv.Itoa(len(r.People))
}
