package regulationweb

import (
	"context"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"pamong/internal/access"
	"pamong/internal/kit/fault"
	"pamong/internal/kit/i18n"
	"pamong/internal/kit/web"
	"pamong/internal/kit/web/ui"
	"pamong/internal/regulation"
)

// laying is the form by which a mode of a pack is laid out: how long its stages
// are, what their days hold, and the JP of its subjects.
type laying struct {
	one
	words   *lexicon
	layout  regulation.Layout
	before  regulation.Layout // as it is kept
	touched string            // the place of the days that were touched last
	texts   map[string]string // numbers that were typed and are none, by field
	basis   regulation.Instrument
	grade   string
	added   addition
	refused error
}

// addition is a new subject that is being typed.
type addition struct {
	title, titleEN, agenda string
	refused                error
}

// The most rows of a form: more come from no officer.
const (
	mostPatterns = 100
	mostSessions = 24
	mostNew      = 50
)

func (l *laying) mode() string { return "training.modes[" + l.layout.Mode + "]" }

func (l *laying) stage(key string) string { return l.mode() + ".stages[" + key + "]" }

// patternAt is the place of the days with a number of a stage, from 1.
func patternAt(stage string, n int) string { return fmt.Sprintf("%s.template[%d]", stage, n) }

// sessionAt is the place of a session of such days, from 1.
func sessionAt(pattern string, n int) string { return fmt.Sprintf("%s.sessions[%d]", pattern, n) }

func subjectAt(s regulation.LaidSubject) string {
	return "training.curriculum[" + s.Agenda + "].subjects[" + s.Key + "]"
}

func (p *pages) layable(r *web.Request) (laying, error) {
	o, err := p.keep(r)
	if err != nil {
		return laying{}, err
	}
	if o.Training == nil {
		return laying{}, fault.NotFound("access.not_found")
	}
	l := laying{one: o, words: newLexicon(r.Ctx(), o.Pack), texts: map[string]string{}, basis: o.Edition.Basis, grade: string(regulation.GradeDocument)}
	mode := r.URL.Query().Get("mode")
	if r.Method == "POST" {
		mode = r.V("mode")
	}
	if l.layout, err = o.Training.Layout(mode); err != nil {
		return l, err
	}
	l.before, err = o.Training.Layout(mode) // a copy of its own: the other one is changed by the form
	return l, err
}

func (p *pages) layoutForm(r *web.Request) (web.Answer, error) {
	l, err := p.layable(r)
	if err != nil {
		return nil, err
	}
	if l.locked != nil {
		return web.Refuse(l.locked, lockedPage(l.one))
	}
	return web.Page(layoutPage(l)), nil
}

// lay keeps the layout, or does with the form what its other buttons say and
// keeps nothing yet.
func (p *pages) lay(r *web.Request) (web.Answer, error) {
	l, err := p.layable(r)
	if err != nil {
		return nil, err
	}
	if l.locked != nil {
		return web.Refuse(l.locked, lockedPage(l.one))
	}
	problems := l.read(r)
	if do := r.V("do"); do != "save" {
		l.change(do)
		return web.Page(layoutPage(l)), nil
	}
	if l.refused = problems.Err(); l.refused != nil {
		return web.Refuse(l.refused, layoutPage(l))
	}
	l.tidy()
	by, err := p.signature(r)
	if err != nil {
		return nil, err
	}
	by.Basis = l.basis
	err = p.library.Lay(r.Ctx(), access.From(r.Ctx()), l.place.ID, l.ID, versionSeen(r), by, regulation.Grade(l.grade), l.layout)
	if err != nil {
		l.refused = err
		return web.Refuse(err, layoutPage(l))
	}
	return web.Go(l.path(""), "regulation.changed", "Title", l.Title.ID), nil
}

// read takes the layout of the form; numbers that are none stay as they were
// typed and are named.
func (l *laying) read(r *web.Request) fault.Fields {
	var f fault.Fields
	number := func(name string) int {
		text := r.V(name)
		n, err := strconv.Atoi(text)
		if text != "" && (err != nil || n < 0 || n > 10_000) {
			l.texts[name] = text
			f.Add(name, "regulation.fault.value", "Text", text)
			return 0
		}
		return n
	}
	l.basis, l.grade = basis(r), r.V("grade")
	l.layout.JP = number(l.mode() + ".jp")
	for i := range l.layout.Subjects {
		l.layout.Subjects[i].JP = number(subjectAt(l.layout.Subjects[i]) + ".jp")
	}
	for i := range mostNew {
		at := fmt.Sprintf("new[%d]", i+1)
		if r.V(at+".key") == "" {
			break
		}
		s := regulation.LaidSubject{Agenda: r.V(at + ".agenda"), Key: r.V(at + ".key"), Title: regulation.Text{ID: r.V(at + ".title"), EN: r.V(at + ".title_en")}}
		s.JP = number(subjectAt(s) + ".jp")
		l.enter(s)
	}
	l.added = addition{title: r.V("title"), titleEN: r.V("title_en"), agenda: r.V("agenda")}
	for i := range l.layout.Stages {
		s := &l.layout.Stages[i]
		at := l.stage(s.Key)
		s.Days, s.JP, s.Template = number(at+".days"), number(at+".jp"), nil
		for n := 1; n <= mostPatterns && r.PostForm.Has(patternAt(at, n)+".days"); n++ {
			d := regulation.DayPattern{Days: number(patternAt(at, n) + ".days")}
			for k := 1; k <= mostSessions && r.PostForm.Has(sessionAt(patternAt(at, n), k)+".subject"); k++ {
				x := sessionAt(patternAt(at, n), k)
				d.Sessions = append(d.Sessions, regulation.SessionPattern{Subject: r.V(x + ".subject"), Kind: regulation.SessionKind(r.V(x + ".kind")), Audience: r.V(x + ".audience"), Lead: r.V(x + ".lead"), JP: number(x + ".jp")})
			}
			s.Template = append(s.Template, d)
		}
	}
	return f
}

// enter adds a new subject, which the form names from now on.
func (l *laying) enter(s regulation.LaidSubject) {
	l.layout.Subjects = append(l.layout.Subjects, s)
	l.words.keys[s.Key] = s.Title.In(l.words.Lang)
}

// change does what a button of the form says: "subject" adds the subject that was
// typed, "session STAGE N" a session to days, "day STAGE N" days behind others,
// "drop STAGE N" takes days away. Anything else only counts anew. Numbers that are
// none stay beside the fields in which they were typed.
func (l *laying) change(do string) {
	if do == "subject" {
		l.addSubject()
		return
	}
	words := strings.Fields(do)
	if len(words) != 3 {
		return
	}
	n, err := strconv.Atoi(words[2])
	i := slices.IndexFunc(l.layout.Stages, func(s regulation.LaidStage) bool { return s.Key == words[1] })
	if err != nil || i < 0 || n < 0 || n > len(l.layout.Stages[i].Template) {
		return
	}
	days := &l.layout.Stages[i].Template
	switch {
	case words[0] == "day":
		l.touched = dayID(words[1], n+1)
		l.moveTexts(words[1], n, 1)
		*days = slices.Insert(*days, n, regulation.DayPattern{Days: 1, Sessions: []regulation.SessionPattern{{}}})
	case words[0] == "session" && n > 0:
		l.touched = dayID(words[1], n)
		(*days)[n-1].Sessions = append((*days)[n-1].Sessions, regulation.SessionPattern{})
	case words[0] == "drop" && n > 0:
		l.moveTexts(words[1], n, -1)
		*days = slices.Delete(*days, n-1, n)
	}
}

// moveTexts lets what was typed in the days of a stage behind some follow them, by 1
// where days are put behind those, by -1 where those are taken away with what was
// typed in them.
func (l *laying) moveTexts(stage string, behind, by int) {
	moved := map[string]string{}
	for field, text := range l.texts {
		rest, ofDays := strings.CutPrefix(field, l.stage(stage)+".template[")
		number, rest, _ := strings.Cut(rest, "]")
		n, _ := strconv.Atoi(number)
		switch {
		case ofDays && n > behind:
			moved[patternAt(l.stage(stage), n+by)+rest] = text
		case ofDays && n == behind && by < 0: // taken away
		default:
			moved[field] = text
		}
	}
	l.texts = moved
}

// opens reports whether days stand open in the form: those that were touched last,
// that are not as they are kept, or of which something is refused.
func (l *laying) opens(ctx context.Context, stage string, n int, d regulation.DayPattern) bool {
	for _, s := range l.before.Stages {
		if s.Key == stage && !slices.ContainsFunc(s.Template, func(old regulation.DayPattern) bool {
			return old.Days == d.Days && slices.Equal(old.Sessions, d.Sessions)
		}) {
			return true
		}
	}
	at := patternAt(l.stage(stage), n)
	wrong := func(b ui.Problem) bool { return b.Name == at || strings.HasPrefix(b.Name, at+".") }
	return l.touched == dayID(stage, n) || slices.ContainsFunc(ui.ProblemsOf(ctx, l.refused).Beside, wrong)
}

// inShort says what days hold.
func (l *laying) inShort(ctx context.Context, d regulation.DayPattern) string {
	_, jp := regulation.LaidStage{Template: []regulation.DayPattern{{Days: 1, Sessions: d.Sessions}}}.Counted()
	list := []string{i18n.T(ctx, "regulation.layout_jp_day", "N", jp)}
	for _, x := range d.Sessions {
		if title := l.words.keys[x.Subject]; title != "" && !slices.Contains(list, title) {
			list = append(list, title)
		}
	}
	return strings.Join(list, " · ")
}

func (l *laying) addSubject() {
	var f fault.Fields
	s := regulation.LaidSubject{Agenda: l.added.agenda, Key: l.layout.NewKey(l.added.title), Title: regulation.Text{ID: l.added.title, EN: l.added.titleEN}}
	if s.Key == "" || len(s.Title.ID) > 200 || len(s.Title.EN) > 200 {
		f.Add("title", "regulation.fault.title")
	}
	if !slices.ContainsFunc(l.Training.Curriculum, func(a regulation.Agenda) bool { return a.Key == s.Agenda }) {
		f.Add("agenda", "regulation.fault.word", "Word", s.Agenda)
	}
	if l.added.refused = f.Err(); l.added.refused != nil {
		return
	}
	if s.Title.EN == "" {
		s.Title.EN = s.Title.ID
	}
	l.enter(s)
	l.added = addition{}
}

// tidy leaves out sessions without a subject and days without sessions, so that
// what is refused stands where it is shown.
func (l *laying) tidy() {
	for i := range l.layout.Stages {
		s := &l.layout.Stages[i]
		for k := range s.Template {
			d := &s.Template[k]
			d.Sessions = slices.DeleteFunc(d.Sessions, func(x regulation.SessionPattern) bool { return x.Subject == "" })
		}
		s.Template = slices.DeleteFunc(s.Template, func(d regulation.DayPattern) bool { return len(d.Sessions) == 0 })
	}
}

// isNew reports whether a subject is not in the pack yet.
func (l *laying) isNew(s regulation.LaidSubject) bool {
	known, _ := l.Training.Subject(s.Key)
	return known == nil
}

// number is what a field of a number shows: what was typed, else the number, and
// nothing for one that nothing fixes.
func (l *laying) number(name string, n int) string {
	if text, typed := l.texts[name]; typed {
		return text
	}
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

// layoutOf is the address of the layout of a mode.
func (o one) layoutOf(mode string) string { return o.path("layout?mode=" + url.QueryEscape(mode)) }
