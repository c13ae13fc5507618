// Package movingweb guides an office that moves in: it drops its files, sees
// what each seems to be, says what the system does not know, looks at what
// contradicts itself, and enters all of it in one step that can be taken back.
package movingweb

import (
	"io"
	"mime/multipart"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"pamong/internal/access"
	"pamong/internal/kit/clock"
	"pamong/internal/kit/fault"
	"pamong/internal/kit/i18n"
	"pamong/internal/kit/jobs"
	"pamong/internal/kit/web"
	"pamong/internal/kit/web/ui"
	"pamong/internal/moving"
	"pamong/internal/org"
	"pamong/internal/roster"
)

// mostUpload is the most that one form may carry, in bytes.
const mostUpload = 41 << 20

type pages struct {
	desk *moving.Desk
	task func(org.Agency, jobs.TaskID) string
}

// Routes lists the pages of this house. Task gives the address of the page of
// a long job.
func Routes(desk *moving.Desk, task func(org.Agency, jobs.TaskID) string) []web.Route {
	p := &pages{desk, task}
	return []web.Route{
		web.Get("/a/{agency}/moving", p.start),
		web.Post("/a/{agency}/moving", p.upload).Upload(mostUpload),
		web.Get("/a/{agency}/moving/{move}", p.look),
		web.Post("/a/{agency}/moving/{move}/files", p.add).Upload(mostUpload),
		web.Post("/a/{agency}/moving/{move}/answers", p.answer),
		web.Get("/a/{agency}/moving/{move}/sheet", p.sheet),
		web.Post("/a/{agency}/moving/{move}/sheet", p.say),
		web.Get("/a/{agency}/moving/{move}/who", p.who),
		web.Post("/a/{agency}/moving/{move}/who", p.match),
		web.Get("/a/{agency}/moving/{move}/problems", p.problems),
		web.Get("/a/{agency}/moving/{move}/problems.xlsx", p.export),
		web.Post("/a/{agency}/moving/{move}/problems", p.choose),
		web.Get("/a/{agency}/moving/{move}/enter", p.askEnter),
		web.Post("/a/{agency}/moving/{move}/enter", p.enter),
		web.Get("/a/{agency}/moving/{move}/undo", p.askUndo),
		web.Post("/a/{agency}/moving/{move}/undo", p.undo),
		web.Get("/a/{agency}/moving/{move}/drop", p.askDrop),
		web.Post("/a/{agency}/moving/{move}/drop", p.drop),
	}
}

// where is what every page needs: the agency, its day, who is here.
type where struct {
	agency org.Agency
	today  clock.Date
	actor  access.Actor
	said   *i18n.Speaker
}

// where refuses whoever may not move the office in.
func (p *pages) where(r *web.Request) (where, error) {
	a, actor := org.From(r.Ctx()), access.From(r.Ctx())
	w := where{agency: a, today: a.Today(p.desk.Clock.Now()), actor: actor, said: i18n.From(r.Ctx())}
	return w, actor.Require(string(a.ID), access.Officer)
}

func (w where) at(rest string) string { return w.agency.Path(strings.TrimSuffix("moving/"+rest, "/")) }

func (w where) moment(t time.Time) string { return w.said.Moment(t, w.agency.Zone.Location()) }

func (w where) crumbs(more ...ui.Crumb) []ui.Crumb {
	return append([]ui.Crumb{{Label: w.said.T("moving.title"), Href: w.at("")}}, more...)
}

// The steps of a move.
const (
	stepFiles = iota
	stepCheck
	stepDone
)

func (w where) steps(now int) ui.Steps {
	return ui.Steps{Names: []string{w.said.T("moving.step.files"), w.said.T("moving.step.check"), w.said.T("moving.step.done")}, Now: now}
}

// starting is the first page: the files, and the moves before.
type starting struct {
	where
	past []moving.Move
	err  error
}

func (p *pages) starting(r *web.Request) (starting, error) {
	w, err := p.where(r)
	if err != nil {
		return starting{}, err
	}
	s := starting{where: w}
	s.past, err = moving.Moves(r.Ctx(), p.desk.DB, w.agency.ID)
	return s, err
}

func (p *pages) start(r *web.Request) (web.Answer, error) {
	s, err := p.starting(r)
	if err != nil {
		return nil, err
	}
	return web.Page(startPage(s)), nil
}

// files opens what a form carries. The caller calls close.
func files(r *web.Request) (list []roster.File, closeAll func(), err error) {
	first, _, err := r.Upload("file")
	if err != nil {
		return nil, func() {}, err
	}
	first.Close()
	var open []multipart.File
	closeAll = func() {
		for _, f := range open {
			f.Close()
		}
	}
	for _, head := range r.MultipartForm.File["file"] {
		f, err := head.Open()
		if err != nil {
			closeAll()
			return nil, func() {}, err
		}
		open = append(open, f)
		list = append(list, roster.File{ReaderAt: io.ReaderAt(f), Size: head.Size, Name: head.Filename})
	}
	return list, closeAll, nil
}

func (p *pages) upload(r *web.Request) (web.Answer, error) {
	s, err := p.starting(r)
	if err != nil {
		return nil, err
	}
	list, closeAll, err := files(r)
	defer closeAll()
	var move moving.ID
	if err == nil {
		move, err = p.desk.Begin(r.Ctx(), s.actor, s.agency.ID, list)
	}
	if err != nil {
		s.err = err
		return web.Refuse(err, startPage(s))
	}
	return web.Go(s.at(string(move)), ""), nil
}

// staged is a move that waits, as the next step of every page sees it.
type staged struct {
	where
	*moving.Preview
	err   error
	typed url.Values
}

func (p *pages) staged(r *web.Request) (staged, error) {
	w, err := p.where(r)
	if err != nil {
		return staged{}, err
	}
	s := staged{where: w}
	s.Preview, err = p.desk.Preview(r.Ctx(), w.actor, w.agency, moving.ID(r.PathValue("move")))
	return s, err
}

// link is the address of a page of this move.
func (s staged) link(rest string) string { return s.at(string(s.Move.ID) + "/" + rest) }

func (s staged) crumb() ui.Crumb {
	return ui.Crumb{Label: s.said.T("moving.check"), Href: s.link("")}
}

func (p *pages) look(r *web.Request) (web.Answer, error) {
	w, err := p.where(r)
	if err != nil {
		return nil, err
	}
	m, err := moving.ByID(r.Ctx(), p.desk.DB, w.agency.ID, moving.ID(r.PathValue("move")))
	if err != nil {
		return nil, err
	}
	switch m.State {
	case moving.Entering:
		if m.Task != "" {
			return web.Go(p.task(w.agency, m.Task), ""), nil
		}
		return web.Page(donePage(done{w, m})), nil
	case moving.Entered, moving.Undone:
		return web.Page(donePage(done{w, m})), nil
	}
	s, err := p.staged(r)
	if err != nil {
		return nil, err
	}
	return web.Page(checkPage(s)), nil
}

func (p *pages) add(r *web.Request) (web.Answer, error) {
	w, err := p.where(r)
	if err != nil {
		return nil, err
	}
	list, closeAll, err := files(r)
	defer closeAll()
	if err == nil {
		err = p.desk.Add(r.Ctx(), w.actor, w.agency.ID, moving.ID(r.PathValue("move")), list)
	}
	if err != nil {
		return p.refused(r, err, checkPage)
	}
	return web.Go(w.at(r.PathValue("move")), "moving.added"), nil
}

func (p *pages) answer(r *web.Request) (web.Answer, error) {
	w, err := p.where(r)
	if err != nil {
		return nil, err
	}
	more := moving.Answers{Programme: cut(r.V("programme"), 120), Pack: r.V("pack"), Selection: cut(r.V("selection"), 20), Period: cut(r.V("period"), 10), Starts: map[string]string{}}
	if err := r.ParseForm(); err != nil {
		return nil, err
	}
	var problems fault.Fields
	for name := range r.PostForm {
		if number, ok := strings.CutPrefix(name, "start-"); ok {
			if d := r.Date(name, &problems); d != "" {
				more.Starts[number] = string(d)
			}
		}
	}
	err = problems.Err()
	if err == nil {
		err = p.desk.Answer(r.Ctx(), w.actor, w.agency.ID, moving.ID(r.PathValue("move")), more)
	}
	if err != nil {
		return p.refused(r, err, checkPage)
	}
	return web.Go(w.at(r.PathValue("move")), "moving.answered"), nil
}

func (p *pages) askEnter(r *web.Request) (web.Answer, error) {
	s, err := p.staged(r)
	if err != nil {
		return nil, err
	}
	return web.Page(enterPage(s)), nil
}

func (p *pages) enter(r *web.Request) (web.Answer, error) {
	w, err := p.where(r)
	if err != nil {
		return nil, err
	}
	task, err := p.desk.BeginEnter(r.Ctx(), w.actor, w.agency, moving.ID(r.PathValue("move")), true)
	if err != nil {
		return p.refused(r, err, enterPage)
	}
	return web.Go(p.task(w.agency, task), ""), nil
}

// done is a move that is in, or was.
type done struct {
	where
	moving.Move
}

func (d done) link(rest string) string { return d.at(string(d.ID) + "/" + rest) }

func (p *pages) done(r *web.Request) (done, error) {
	w, err := p.where(r)
	if err != nil {
		return done{}, err
	}
	m, err := moving.ByID(r.Ctx(), p.desk.DB, w.agency.ID, moving.ID(r.PathValue("move")))
	return done{w, m}, err
}

func (p *pages) askUndo(r *web.Request) (web.Answer, error) {
	d, err := p.done(r)
	if err != nil {
		return nil, err
	}
	if d.State != moving.Entered {
		return web.Go(d.at(string(d.ID)), ""), nil
	}
	return web.Page(undoPage(d, nil)), nil
}

func (p *pages) undo(r *web.Request) (web.Answer, error) {
	d, err := p.done(r)
	if err != nil {
		return nil, err
	}
	if err := p.desk.Undo(r.Ctx(), d.actor, d.agency, d.ID); err != nil {
		return web.Refuse(err, undoPage(d, err))
	}
	return web.Go(d.at(string(d.ID)), "moving.was_undone"), nil
}

func (p *pages) askDrop(r *web.Request) (web.Answer, error) {
	d, err := p.done(r)
	if err != nil {
		return nil, err
	}
	return web.Page(dropPage(d)), nil
}

func (p *pages) drop(r *web.Request) (web.Answer, error) {
	d, err := p.done(r)
	if err != nil {
		return nil, err
	}
	if err := p.desk.Drop(r.Ctx(), d.actor, d.agency.ID, d.ID); err != nil {
		return nil, err
	}
	return web.Go(d.at(""), "moving.was_dropped"), nil
}

func cut(text string, most int) string {
	if runes := []rune(text); len(runes) > most {
		return string(runes[:most])
	}
	return text
}

func count(s *i18n.Speaker, n int) string { return s.Number(int64(n)) }

func number(text string) int { n, _ := strconv.Atoi(text); return n }

// fileErr is why more files were refused, nil when something else was.
func (s staged) fileErr() error {
	if f := fault.Of(s.err); f != nil && slices.ContainsFunc(f.Fields, func(p fault.Field) bool { return p.Name == "file" }) {
		return s.err
	}
	return nil
}

// otherErr is what else was refused.
func (s staged) otherErr() error {
	if s.fileErr() != nil {
		return nil
	}
	return s.err
}
