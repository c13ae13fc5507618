package probationweb

import (
	"context"
	"maps"
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
	"pamong/internal/roster"
)

// healthView is the queue for the health examination, and the examinations.
type healthView struct {
	agency  org.Agency
	query   ui.Query
	tree    *org.Tree
	today   clock.Date
	enter   bool
	waiting int // all who wait
	found   []probation.Waiting
	shown   []probation.Waiting
	exams   []probation.Exam
	planned map[probation.ExamID]int
	sources []probation.Source // lists of results that were entered
	err     error
	typed   url.Values
}

func (p *pages) healthView(r *web.Request) (healthView, error) {
	a, actor := org.From(r.Ctx()), access.From(r.Ctx())
	v := healthView{agency: a, query: ui.QueryOf(r.Request), today: a.Today(p.office.Clock.Now()), enter: actor.HasWhole(string(a.ID), mayEnter...), planned: map[probation.ExamID]int{}}
	list, seats, err := p.office.HealthQueue(r.Ctx(), actor, a)
	if err != nil {
		return v, err
	}
	if v.tree, err = org.TreeOf(r.Ctx(), p.office.DB, a.ID); err != nil {
		return v, err
	}
	if v.exams, err = probation.Exams(r.Ctx(), p.office.DB, a.ID); err != nil {
		return v, err
	}
	if v.sources, err = probation.Sources(r.Ctx(), p.office.DB, string(a.ID)); err != nil {
		return v, err
	}
	v.sources = slices.DeleteFunc(v.sources, func(s probation.Source) bool { return s.Kind != probation.HealthList })
	for _, s := range seats {
		if s.State == probation.ExamPlanned {
			v.planned[s.Exam]++
		}
	}
	v.waiting = len(list)
	words := org.Fold(v.query.Search())
	v.found = slices.DeleteFunc(list, func(w probation.Waiting) bool {
		return words != "" && !strings.Contains(org.Fold(w.Name+" "+v.tree.Path(w.Unit))+" "+w.NIP, words)
	})
	v.shown = ui.PageOf(v.query, pageSize, v.found)
	return v, nil
}

func (p *pages) health(r *web.Request) (web.Answer, error) {
	v, err := p.healthView(r)
	if err != nil {
		return nil, err
	}
	return web.Page(healthPage(v)), nil
}

func (p *pages) healthXLSX(r *web.Request) (web.Answer, error) {
	v, err := p.healthView(r)
	if err != nil {
		return nil, err
	}
	s := i18n.From(r.Ctx())
	rows := func(yield func([]sheet.Cell, error) bool) {
		for _, w := range v.found {
			if !yield([]sheet.Cell{sheet.TextCell(w.Name), sheet.TextCell(w.NIP), sheet.TextCell(v.tree.Path(w.Unit)), sheet.DateCell(w.LastSafe), sheet.TextCell(waitNote(s, w))}, nil) {
				return
			}
		}
	}
	heads := []sheet.Heading{{Title: s.T("probation.col.name"), Width: 38}, {Title: "NIP", Width: 21}, {Title: s.T("probation.col.unit"), Width: 50}, {Title: s.T("probation.col.safe"), Width: 13}, {Title: s.T("probation.health.note"), Width: 40}}
	return web.Workbook("antrean-kesehatan-"+v.agency.Code+".xlsx", sheet.List{Name: s.T("probation.tab.health"), Columns: heads, Rows: rows}), nil
}

// waitNote says what is special about somebody who waits.
func waitNote(s *i18n.Speaker, w probation.Waiting) string {
	var said []string
	if w.NotBefore != "" {
		said = append(said, s.T("probation.health.not_before", "On", w.NotBefore))
	}
	if w.Absent > 0 {
		said = append(said, s.T("probation.health.was_absent", "N", w.Absent))
	}
	return strings.Join(said, "; ")
}

func (p *pages) planExam(r *web.Request) (web.Answer, error) {
	a := org.From(r.Ctx())
	var f fault.Fields
	e := probation.Exam{Hospital: r.V("hospital"), Place: r.V("place"), FirstDay: r.Date("first_day", &f), Quota: r.Int("quota", 1, 500, &f)}
	err := f.Err()
	var exam probation.ExamID
	if err == nil {
		exam, err = p.office.PlanExam(r.Ctx(), access.From(r.Ctx()), a, e)
	}
	if err != nil {
		v, e := p.healthView(r)
		if e != nil {
			return nil, e
		}
		v.err, v.typed = err, r.PostForm
		return web.Refuse(err, healthPage(v))
	}
	return web.Go(a.Path("probation/health/"+string(exam)), "probation.health.planned"), nil
}

// examView is one examination with the days of its people.
type examView struct {
	probation.Exam
	agency  org.Agency
	today   clock.Date
	enter   bool
	query   ui.Query
	waiting []probation.Waiting
	tree    *org.Tree
	days    []examDay
	counts  map[probation.ExamState]int
	dates   []clock.Date // all days of the examination
	err     error
	failed  string // the form that was refused: seats, or that of one seat
	typed   url.Values
}

// examDay is who comes on one day.
type examDay struct {
	day  clock.Date
	list []examined
}

type examined struct {
	probation.ExamSeat
	name, nip, unit string
}

func (p *pages) examView(r *web.Request) (examView, error) {
	a, actor := org.From(r.Ctx()), access.From(r.Ctx())
	v := examView{agency: a, today: a.Today(p.office.Clock.Now()), enter: actor.HasWhole(string(a.ID), mayEnter...), query: ui.QueryOf(r.Request), counts: map[probation.ExamState]int{}}
	v.query.Path = a.Path("probation/health/" + r.PathValue("exam"))
	waiting, seats, err := p.office.HealthQueue(r.Ctx(), actor, a)
	if err != nil {
		return v, err
	}
	v.waiting = waiting
	exams, err := probation.Exams(r.Ctx(), p.office.DB, a.ID)
	if err != nil {
		return v, err
	}
	at := slices.IndexFunc(exams, func(e probation.Exam) bool { return string(e.ID) == r.PathValue("exam") })
	if at < 0 {
		return v, fault.NotFound("probation.health.none")
	}
	v.Exam = exams[at]
	return v, p.fillDays(r.Ctx(), &v, seats)
}

// fillDays puts people under their days; the address may ask for one day.
func (p *pages) fillDays(ctx context.Context, v *examView, seats []probation.ExamSeat) error {
	people, err := p.office.Candidates(ctx, access.From(ctx), v.agency, v.today)
	if err != nil {
		return err
	}
	if v.tree, err = org.TreeOf(ctx, p.office.DB, v.agency.ID); err != nil {
		return err
	}
	byID, err := p.examinees(ctx, v.agency, people, seats)
	if err != nil {
		return err
	}
	days := map[clock.Date][]examined{}
	for _, s := range seats {
		if s.Exam != v.Exam.ID || s.State == probation.ExamReleased {
			continue
		}
		v.counts[s.State]++
		one := examined{ExamSeat: s}
		c := byID[roster.PersonID(s.Person)]
		one.name, one.nip, one.unit = c.Name, c.NIP, v.tree.Path(c.Unit)
		days[s.Day] = append(days[s.Day], one)
	}
	for day := range days {
		v.dates = append(v.dates, day)
	}
	slices.Sort(v.dates)
	for _, day := range v.dates {
		if asked := v.query.Get("day"); asked == "" || asked == string(day) {
			slices.SortStableFunc(days[day], func(a, b examined) int { return strings.Compare(org.Fold(a.name), org.Fold(b.name)) })
			v.days = append(v.days, examDay{day, days[day]})
		}
	}
	return nil
}

// examinees are the candidates, and those who have left since they were given
// a day: their line names them still.
func (p *pages) examinees(ctx context.Context, a org.Agency, candidates []probation.Candidate, seats []probation.ExamSeat) (map[roster.PersonID]roster.Person, error) {
	known := make(map[roster.PersonID]roster.Person, len(candidates))
	for _, c := range candidates {
		known[c.ID] = c.Person
	}
	var gone []roster.PersonID
	for _, s := range seats {
		if _, ok := known[roster.PersonID(s.Person)]; !ok {
			gone = append(gone, roster.PersonID(s.Person))
		}
	}
	left, err := roster.ByIDs(ctx, p.office.DB, a.ID, gone)
	maps.Copy(known, left)
	return known, err
}

func (p *pages) exam(r *web.Request) (web.Answer, error) {
	v, err := p.examView(r)
	if err != nil {
		return nil, err
	}
	return web.Page(examPage(v)), nil
}

func (p *pages) seatExam(r *web.Request) (web.Answer, error) {
	a, exam := org.From(r.Ctx()), r.PathValue("exam")
	people := append([]string{}, r.Vs("people")...)
	if r.V("all") != "" {
		people = nil
	}
	if _, err := p.office.SeatExam(r.Ctx(), access.From(r.Ctx()), a, probation.ExamID(exam), people); err != nil {
		return p.examRefused(r, seatsForm, err)
	}
	return web.Go(a.Path("probation/health/"+exam), "probation.health.were_seated"), nil
}

// moveExam gives one person another day.
func (p *pages) moveExam(r *web.Request) (web.Answer, error) {
	a, exam, seat := org.From(r.Ctx()), r.PathValue("exam"), r.PathValue("examinee")
	var f fault.Fields
	day := r.Date("day", &f)
	err := f.Err()
	if err == nil {
		err = p.office.MoveExam(r.Ctx(), access.From(r.Ctx()), a, seat, day)
	}
	if err != nil {
		return p.examRefused(r, moveForm+seat, err)
	}
	return web.Go(a.Path("probation/health/"+exam), "probation.health.moved"), nil
}

func (p *pages) examResult(r *web.Request) (web.Answer, error) {
	a, exam, seat := org.From(r.Ctx()), r.PathValue("exam"), r.PathValue("examinee")
	var f fault.Fields
	res := probation.ExamResult{Seat: seat, State: probation.ExamState(r.V("state")), Number: r.V("number"), IssuedOn: r.Date("issued_on", &f), AgainOn: r.Date("again_on", &f)}
	err := f.Err()
	if err == nil {
		err = p.office.Examined(r.Ctx(), access.From(r.Ctx()), a, res)
	}
	if err != nil {
		return p.examRefused(r, resultForm+seat, err)
	}
	return web.Go(a.Path("probation/health/"+exam), "probation.health.kept"), nil
}

// Forms of the page of an examination; the last two are for each person.
const (
	seatsForm  = "seats"
	moveForm   = "move-"
	resultForm = "result-"
)

// examRefused shows the examination again with what was typed into a form.
func (p *pages) examRefused(r *web.Request, form string, why error) (web.Answer, error) {
	v, err := p.examView(r)
	if err != nil {
		return nil, err
	}
	v.err, v.failed, v.typed = why, form, r.PostForm
	return web.Refuse(why, examPage(v))
}

// examTag is the colour and mark of how far somebody is.
func examTag(s *i18n.Speaker, state probation.ExamState) ui.Tag {
	t := ui.Tag{Label: s.T("probation.health.state." + string(state))}
	switch state {
	case probation.ExamFit:
		t.Tone, t.Icon = ui.Ok, "check"
	case probation.ExamUnfit:
		t.Tone, t.Icon = ui.Wrong, "circle-alert"
	case probation.ExamAgain:
		t.Tone, t.Icon = ui.Late, "clock-alert"
	case probation.ExamAbsent:
		t.Tone, t.Icon = ui.Late, "x"
	default:
		t.Tone, t.Icon = ui.Leave, "hourglass"
	}
	return t
}
