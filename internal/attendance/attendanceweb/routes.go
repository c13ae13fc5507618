// Package attendanceweb shows who was there: the sessions of today, the roll
// of one session, the matrix of a batch, the cases for the meeting, and to
// participants their own attendance with the button to check in.
package attendanceweb

import (
	"context"
	"io"
	"net/url"
	"slices"
	"strings"

	"pamong/internal/access"
	"pamong/internal/attendance"
	"pamong/internal/kit/blob"
	"pamong/internal/kit/clock"
	"pamong/internal/kit/fault"
	"pamong/internal/kit/i18n"
	"pamong/internal/kit/sheet"
	"pamong/internal/kit/web"
	"pamong/internal/kit/web/ui"
	"pamong/internal/org"
	"pamong/internal/roster"
	"pamong/internal/schedule"
	"pamong/internal/training"
)

type pages struct {
	desk      *attendance.Desk
	files     *blob.Store
	catalogue *i18n.Catalogue
}

// Routes lists the pages of this house. The catalogue lets an attendance sheet
// be read in whichever language it was downloaded.
func Routes(d *attendance.Desk, files *blob.Store, c *i18n.Catalogue) []web.Route {
	p := &pages{d, files, c}
	const at = "/a/{agency}/attendance"
	return append(p.sheets().Routes(), []web.Route{
		web.Get(at, p.today),
		web.Get(at+"/me", p.me),
		web.Post(at+"/me/{session}", p.checkIn),
		web.Get(at+"/cases", p.cases),
		web.Get(at+"/sessions/{session}", p.roll),
		web.Post(at+"/sessions/{session}", p.call),
		web.Get(at+"/rows/{row}", p.row),
		web.Get(at+"/scan", p.scan),
		web.Post(at+"/sessions/{session}/close", p.close),
		web.Get(at+"/batches/{batch}", p.matrix),
		web.Get(at+"/batches/{batch}/sheet.xlsx", p.sheet),
		web.Get(at+"/batches/{batch}/list.pdf", p.paper),
	}...)
}

func say(ctx context.Context, key string, args ...any) string { return i18n.T(ctx, key, args...) }

// readers see the attendance of batches within their reach.
var readers = []access.Role{access.Committee, access.Coach, access.Officer, access.Leader, access.Auditor}

// dayView is a day with its sessions: today, or one before it.
type dayView struct {
	agency        org.Agency
	today, day    clock.Date
	before, after clock.Date // the nearest days with a roll, "" if there is none
	list          []session
	batches       []training.Batch
}

// path is the address of another day.
func (v dayView) path(day clock.Date) string { return dayPath(v.agency, day) }

// acts leads to the cases, and to the scanner for who calls the roll.
func (v dayView) acts(ctx context.Context) []ui.Button {
	acts := []ui.Button{{Label: i18n.T(ctx, "attendance.cases"), Icon: "triangle-alert", Href: v.agency.Path("attendance/cases")}}
	if access.From(ctx).Has(string(v.agency.ID), access.Committee, access.Coach) {
		acts = append(acts, ui.Button{Label: i18n.T(ctx, "attendance.scan"), Icon: "scan-line", Href: v.agency.Path("attendance/scan")})
	}
	return acts
}

func dayPath(a org.Agency, day clock.Date) string {
	return web.Link(a.Path("attendance"), "day", string(day))
}

// listOf is the address of the list in which a session stands: whoever fills
// the rolls of an earlier day stays on it.
func (p *pages) listOf(a org.Agency, s schedule.Session) string {
	if s.Day == a.Today(p.desk.Clock.Now()) {
		return a.Path("attendance")
	}
	return dayPath(a, s.Day)
}

// session is one session of a day in the list.
type session struct {
	schedule.Session
	batch         training.Batch
	subject       string
	called, owing int
	closed        bool
}

func (p *pages) today(r *web.Request) (web.Answer, error) {
	ctx, a, actor := r.Ctx(), org.From(r.Ctx()), access.From(r.Ctx())
	if !actor.Has(string(a.ID), readers...) {
		if attendance.PersonOf(actor, a) != "" {
			return web.Go(a.Path("attendance/me"), ""), nil
		}
		return nil, actor.Require(string(a.ID), readers...)
	}
	v := dayView{agency: a, today: a.Today(p.desk.Clock.Now())}
	v.day = v.today
	if asked, err := clock.ParseDate(r.Q("day")); err == nil && asked < v.today {
		v.day = asked
	}
	all, err := schedule.OnDay(ctx, p.desk.DB, a.ID, v.day)
	if err != nil {
		return nil, err
	}
	sight, err := training.SightOf(ctx, p.desk.DB, actor, a.ID)
	if err != nil {
		return nil, err
	}
	batches, err := training.AllBatches(ctx, p.desk.DB, a.ID)
	if err != nil {
		return nil, err
	}
	books := map[training.BatchID]*attendance.Book{}
	var running []training.BatchID
	for _, b := range sight.Filter(batches) {
		if b.Start > v.today {
			continue
		}
		v.batches, running = append(v.batches, b), append(running, b.ID)
		if b.Start <= v.day && b.End >= v.day {
			if books[b.ID], err = p.desk.Book(ctx, actor, a, b.ID); err != nil {
				return nil, err
			}
		}
	}
	if v.before, v.after, err = schedule.DaysAround(ctx, p.desk.DB, running, attendance.CalledKinds(), v.day); err != nil {
		return nil, err
	}
	for _, s := range all {
		book := books[s.Batch]
		if book == nil || !attendance.Called(s.Kind) {
			continue
		}
		one := session{Session: s, batch: book.Batch, subject: training.SubjectTitle(i18n.From(ctx), book.Rules.Training, s.Subject), closed: book.Closed[s.ID]}
		for _, l := range book.Lines {
			if l.Expects(s) {
				one.owing++
				if l.Marks[s.ID].State != attendance.Open {
					one.called++
				}
			}
		}
		if one.owing > 0 {
			v.list = append(v.list, one)
		}
	}
	return web.Page(dayPage(v)), nil
}

// rollView is the roll of one session.
type rollView struct {
	agency  org.Agency
	session schedule.Session
	book    *attendance.Book
	lines   []attendance.Line // those the session expects
	call    bool              // the actor may call some of them
	close   bool
	subject string
	row     training.SeatID // the only one shown, "" for all
}

func (p *pages) view(r *web.Request) (rollView, error) {
	return p.viewOf(r, schedule.SessionID(r.PathValue("session")))
}

func (p *pages) viewOf(r *web.Request, session schedule.SessionID) (rollView, error) {
	ctx, actor := r.Ctx(), access.From(r.Ctx())
	v := rollView{agency: org.From(ctx)}
	var err error
	if v.session, err = schedule.ByID(ctx, p.desk.DB, v.agency.ID, session); err != nil {
		return v, err
	}
	if v.book, err = p.desk.Book(ctx, actor, v.agency, v.session.Batch); err != nil {
		return v, err
	}
	v.close = actor.RequireScope(string(v.agency.ID), access.BatchScope(string(v.session.Batch)), access.Committee) == nil && !v.book.Closed[v.session.ID]
	for _, l := range v.book.Lines {
		if l.Expects(v.session) {
			v.lines = append(v.lines, l)
			v.call = v.call || attendance.MayCall(actor, v.agency, l.Seat)
		}
	}
	v.subject = training.SubjectTitle(i18n.From(ctx), v.book.Rules.Training, v.session.Subject)
	v.call = v.call && v.session.Day <= v.agency.Today(p.desk.Clock.Now())
	return v, nil
}

func (p *pages) roll(r *web.Request) (web.Answer, error) {
	v, err := p.view(r)
	if err != nil {
		return nil, err
	}
	return web.Page(rollPage(v, nil, nil)), nil
}

// row is the roll of one person: where the QR code of a printed row leads.
func (p *pages) row(r *web.Request) (web.Answer, error) {
	session, row, _ := strings.Cut(r.PathValue("row"), ".")
	v, err := p.viewOf(r, schedule.SessionID(session))
	if err != nil {
		return nil, err
	}
	if !v.only(training.SeatID(row)) {
		return nil, fault.NotFound("attendance.scan.no_row")
	}
	return web.Page(rollPage(v, nil, nil)), nil
}

// only keeps one row of the roll, and reports whether it is there.
func (v *rollView) only(row training.SeatID) bool {
	v.row = row
	v.lines = slices.DeleteFunc(v.lines, func(l attendance.Line) bool { return l.Seat.Chain != row })
	return len(v.lines) > 0
}

// scan leads from what a scanner typed to the row that it names.
func (p *pages) scan(r *web.Request) (web.Answer, error) {
	a := org.From(r.Ctx())
	if _, err := access.From(r.Ctx()).Reach(string(a.ID), access.Committee, access.Coach); err != nil {
		return nil, err
	}
	code := r.Q("code")
	if code == "" {
		return web.Page(scanPage(a, nil, nil)), nil
	}
	session, row, err := attendance.ReadRow(a, code)
	if err != nil {
		return web.Refuse(err, scanPage(a, err, url.Values{"code": {code}}))
	}
	return web.Go(attendance.RowPath(a, session, row), ""), nil
}

func (p *pages) call(r *web.Request) (web.Answer, error) {
	v, err := p.view(r)
	if err != nil {
		return nil, err
	}
	if err := r.Parse(); err != nil {
		return nil, err
	}
	actor := access.From(r.Ctx())
	var entries []attendance.Entry
	for _, l := range v.lines {
		e := attendance.Entry{Chain: l.Seat.Chain, State: attendance.State(r.V(attendance.StateField(l.Seat.Chain))), Reason: r.V(attendance.ReasonField(l.Seat.Chain)), Document: r.V(attendance.DocumentField(l.Seat.Chain))}
		if e.State != attendance.Open && attendance.MayCall(actor, v.agency, l.Seat) {
			entries = append(entries, e)
		}
	}
	if len(entries) == 0 {
		if err := actor.Require(string(v.agency.ID), access.Committee, access.Coach); err != nil {
			return nil, err
		}
		return web.Go(v.agency.Path("attendance/sessions/"+string(v.session.ID)), ""), nil
	}
	row := training.SeatID(r.V("row"))
	n, err := p.desk.Call(r.Ctx(), actor, v.agency, v.session.ID, entries)
	if err != nil {
		if row != "" {
			v.only(row)
		}
		return web.Refuse(err, rollPage(v, err, r.PostForm))
	}
	if row != "" {
		return web.Go(v.agency.Path("attendance/scan"), "attendance.saved", "N", n), nil
	}
	return web.Go(p.listOf(v.agency, v.session), "attendance.saved", "N", n), nil
}

func (p *pages) close(r *web.Request) (web.Answer, error) {
	a := org.From(r.Ctx())
	s, err := schedule.ByID(r.Ctx(), p.desk.DB, a.ID, schedule.SessionID(r.PathValue("session")))
	if err == nil {
		err = p.desk.Close(r.Ctx(), access.From(r.Ctx()), a, s.ID)
	}
	if err != nil {
		return nil, err
	}
	return web.Go(p.listOf(a, s), "attendance.now_closed"), nil
}

func (p *pages) sheet(r *web.Request) (web.Answer, error) {
	b, err := p.desk.Book(r.Ctx(), access.From(r.Ctx()), org.From(r.Ctx()), training.BatchID(r.PathValue("batch")))
	if err != nil {
		return nil, err
	}
	return web.File("kehadiran-"+b.Batch.Label+".xlsx", sheet.MediaType, false, func(w io.Writer) error {
		return b.Sheet(w, i18n.From(r.Ctx()))
	}), nil
}

// paper prints the lists of a day, blank or filled; of one session when the
// address names it.
func (p *pages) paper(r *web.Request) (web.Answer, error) {
	ctx, a := r.Ctx(), org.From(r.Ctx())
	b, err := p.desk.Book(ctx, access.From(ctx), a, training.BatchID(r.PathValue("batch")))
	if err != nil {
		return nil, err
	}
	day := clock.Date(r.Q("day"))
	if day == "" {
		day = a.Today(p.desk.Clock.Now())
	}
	body, err := b.Paper(ctx, p.desk.DB, a, i18n.From(ctx), day, schedule.SessionID(r.Q("session")), r.Q("filled") == "1", p.desk.Clock.Now())
	if err != nil {
		return nil, err
	}
	return web.File("daftar-hadir-"+b.Batch.Label+"-"+string(day)+".pdf", "application/pdf", true, func(w io.Writer) error {
		_, err := w.Write(body)
		return err
	}), nil
}

// caseLine is one open case with its person and counters.
type caseLine struct {
	attendance.Case
	person roster.Person
	batch  training.Batch
	tally  attendance.Tally
}

func (p *pages) cases(r *web.Request) (web.Answer, error) {
	ctx, a, actor := r.Ctx(), org.From(r.Ctx()), access.From(r.Ctx())
	if !actor.Has(string(a.ID), readers...) {
		return nil, actor.Require(string(a.ID), readers...)
	}
	all, err := attendance.Cases(ctx, p.desk.DB, a.ID)
	if err != nil {
		return nil, err
	}
	var list []caseLine
	for _, c := range all {
		seat, err := training.SeatNow(ctx, p.desk.DB, c.Person)
		if err != nil || !attendance.MayRead(actor, a, seat) {
			continue
		}
		line := caseLine{Case: c}
		if line.person, err = roster.ByID(ctx, p.desk.DB, a.ID, c.Person); err != nil {
			return nil, err
		}
		if line.batch, err = training.BatchByID(ctx, p.desk.DB, a.ID, c.Batch); err != nil {
			return nil, err
		}
		counted, err := attendance.Tallies(ctx, p.desk.DB, seat.Batch, []training.Seat{seat})
		if err != nil {
			return nil, err
		}
		line.tally = counted[c.Chain]
		list = append(list, line)
	}
	return web.Page(casesPage(a, list)), nil
}

// mine is a participant's own attendance.
type mine struct {
	agency org.Agency
	own    attendance.Own
	today  clock.Date
	window map[schedule.SessionID]attendance.State
}

func (p *pages) mine(r *web.Request) (mine, error) {
	m := mine{agency: org.From(r.Ctx()), window: map[schedule.SessionID]attendance.State{}}
	m.today = m.agency.Today(p.desk.Clock.Now())
	var err error
	if m.own, err = p.desk.Own(r.Ctx(), access.From(r.Ctx()), m.agency); err != nil {
		return m, err
	}
	for _, s := range m.own.Sessions {
		m.window[s.ID] = p.desk.Window(m.agency, s)
	}
	return m, nil
}

func (p *pages) me(r *web.Request) (web.Answer, error) {
	m, err := p.mine(r)
	if err != nil {
		return nil, err
	}
	return web.Page(minePage(m, nil)), nil
}

func (p *pages) checkIn(r *web.Request) (web.Answer, error) {
	state, err := p.desk.CheckIn(r.Ctx(), access.From(r.Ctx()), org.From(r.Ctx()), schedule.SessionID(r.PathValue("session")))
	if err != nil {
		m, other := p.mine(r)
		if other != nil {
			return nil, other
		}
		return web.Refuse(err, minePage(m, err))
	}
	return web.Go(org.From(r.Ctx()).Path("attendance/me"), "attendance.checked_in_"+string(state)), nil
}
