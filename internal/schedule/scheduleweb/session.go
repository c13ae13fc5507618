package scheduleweb

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"pamong/internal/access"
	"pamong/internal/kit/clock"
	"pamong/internal/kit/fault"
	"pamong/internal/kit/web"
	"pamong/internal/regulation"
	"pamong/internal/schedule"
	"pamong/internal/training"
)

// sessionView is the form of one session, new when it has no id.
type sessionView struct {
	seen
	session schedule.Session
	mark    string // of the session as it stands
	stage   training.Stage

	trainers, rooms []schedule.Choice
	risky           bool // a choice breaks a hard rule, and may be meant so
}

func (v *sessionView) inStage(key string) error {
	i := slices.IndexFunc(v.Stages, func(s training.Stage) bool { return s.Key == key && len(s.Days) > 0 })
	if i < 0 {
		return fault.NotFound("web.no_page")
	}
	v.stage = v.Stages[i]
	return nil
}

func (p *pages) sessionOf(r *web.Request) (sessionView, error) {
	var v sessionView
	var err error
	if v.seen, err = p.writable(r); err != nil {
		return v, err
	}
	id := schedule.SessionID(r.PathValue("session"))
	i := slices.IndexFunc(v.Sessions, func(s schedule.Session) bool { return s.ID == id })
	if i < 0 {
		return v, fault.NotFound("access.not_found")
	}
	v.session = v.Sessions[i]
	v.mark = v.session.Mark()
	if err := v.inStage(v.session.Stage); err != nil {
		return v, err
	}
	return v, p.choose(r.Ctx(), &v)
}

func (p *pages) session(r *web.Request) (web.Answer, error) {
	v, err := p.sessionOf(r)
	if err != nil {
		return nil, err
	}
	return web.Page(sessionPage(v, nil, nil)), nil
}

func editOf(r *web.Request) (schedule.Edit, error) {
	var f fault.Fields
	e := schedule.Edit{Day: clock.Date(r.V("day")), Start: r.Minute("start", "schedule.fault.time", &f), End: r.Minute("end", "schedule.fault.end", &f),
		JP: max(0, r.Int("jp", 0, 24, &f)), Place: r.V("place"), Link: r.V("link"), Trainer: r.V("trainer")}
	chosen(r, &e)
	return e, f.Err()
}

func (p *pages) changeSession(r *web.Request) (web.Answer, error) {
	v, err := p.sessionOf(r)
	if err != nil {
		return nil, err
	}
	e, err := editOf(r)
	e.Seen = r.V("seen")
	if err == nil {
		if e.Trainer == v.session.Trainer {
			e.Account = v.session.Account
		}
		err = p.weigh(r, &v, e)
	}
	if err == nil {
		err = p.desk.Change(r.Ctx(), access.From(r.Ctx()), v.agency.ID, v.Batch.ID, v.session.ID, e)
	}
	if err != nil {
		return web.Refuse(err, sessionPage(v, err, r.PostForm))
	}
	return web.Go(v.back(), v.saved()), nil
}

// saved is the sentence after a change: it waits where people have been told
// otherwise.
func (s seen) saved() string {
	if s.Published != nil {
		return "schedule.saved_waits"
	}
	return "schedule.saved"
}

func (v sessionView) back() string {
	return path(v.agency, v.Batch.ID, "days?"+url.Values{"stage": {v.stage.Key}}.Encode()) + "#" + string(v.session.Day)
}

func (p *pages) newSessionOf(r *web.Request, stage string) (sessionView, error) {
	var v sessionView
	var err error
	if v.seen, err = p.writable(r); err != nil {
		return v, err
	}
	if stage == "" {
		stage = v.stageNow()
	}
	if err := v.inStage(stage); err != nil {
		return v, err
	}
	h := v.Rules.Training.Hours
	v.session = schedule.Session{Stage: stage, Day: v.stage.Days[0], Start: h.DayStart.Value, End: h.DayStart.Value + h.MinutesPerJP.Value, JP: 1, Kind: schedule.Kinds[0]}
	return v, p.choose(r.Ctx(), &v)
}

func (p *pages) newSession(r *web.Request) (web.Answer, error) {
	v, err := p.newSessionOf(r, r.Q("stage"))
	if err != nil {
		return nil, err
	}
	return web.Page(sessionPage(v, nil, nil)), nil
}

func (p *pages) addSession(r *web.Request) (web.Answer, error) {
	v, err := p.newSessionOf(r, r.V("stage"))
	if err != nil {
		return nil, err
	}
	e, err := editOf(r)
	if err == nil {
		group, _ := strconv.Atoi(r.V("group"))
		v.session = schedule.Session{Stage: v.stage.Key, Day: e.Day, Start: e.Start, End: e.End, JP: e.JP, Subject: r.V("subject"), Kind: schedule.Kinds[0], Lead: "tutor", Group: group, Place: e.Place, Link: e.Link, Trainer: e.Trainer, TrainerID: e.TrainerID, RoomID: e.RoomID}
		if _, agenda := v.Rules.Training.Subject(v.session.Subject); agenda != nil {
			v.session.Agenda = agenda.Key
		}
		for _, k := range schedule.Kinds {
			if string(k) == r.V("kind") {
				v.session.Kind = k
			}
		}
		err = p.weigh(r, &v, e)
	}
	if err == nil {
		err = p.desk.Add(r.Ctx(), access.From(r.Ctx()), v.agency.ID, v.Batch.ID, v.session)
	}
	if err != nil {
		return web.Refuse(err, sessionPage(v, err, r.PostForm))
	}
	return web.Go(v.back(), v.saved()), nil
}

func (p *pages) askRemove(r *web.Request) (web.Answer, error) {
	v, err := p.sessionOf(r)
	if err != nil {
		return nil, err
	}
	return web.Page(removePage(v)), nil
}

func (p *pages) removeSession(r *web.Request) (web.Answer, error) {
	v, err := p.sessionOf(r)
	if err != nil {
		return nil, err
	}
	if err := p.desk.Remove(r.Ctx(), access.From(r.Ctx()), v.agency.ID, v.Batch.ID, v.session.ID); err != nil {
		return nil, err
	}
	return web.Go(v.back(), "schedule.removed"), nil
}

// leadRow is one line of the form for trainers.
type leadRow struct {
	lead     string
	group    int
	jp       int
	sessions int
	trainer  string // "" when none or several
	several  bool
}

func (l leadRow) field() string { return l.lead + "_" + strconv.Itoa(l.group) }

// leads returns who must be named: every lead of every group.
func (s seen) leads() []leadRow {
	var rows []leadRow
	for _, one := range s.Sessions {
		if one.Lead == "none" || one.Lead == "mentor" || one.Lead == "" || one.Kind == regulation.Asynchronous {
			continue
		}
		i := slices.IndexFunc(rows, func(l leadRow) bool { return l.lead == one.Lead && l.group == one.Group })
		if i < 0 {
			rows = append(rows, leadRow{lead: one.Lead, group: one.Group, trainer: one.Trainer})
			i = len(rows) - 1
		}
		rows[i].jp += one.JP
		rows[i].sessions++
		rows[i].several = rows[i].several || rows[i].trainer != one.Trainer
	}
	slices.SortFunc(rows, func(a, b leadRow) int {
		if a.lead != b.lead {
			return strings.Compare(a.lead, b.lead)
		}
		return a.group - b.group
	})
	return rows
}

func (p *pages) assign(r *web.Request) (web.Answer, error) {
	v, err := p.benchOf(r)
	if err != nil {
		return nil, err
	}
	changed := 0
	for _, l := range v.rest() {
		name := r.V(l.field())
		if name == "" && (l.several || l.trainer == "") || name == l.trainer && !l.several {
			continue
		}
		n, err := p.desk.Assign(r.Ctx(), access.From(r.Ctx()), v.agency.ID, v.Batch.ID, schedule.Assignment{Lead: l.lead, Group: l.group, Trainer: name})
		if err != nil {
			v.err, v.typed = err, r.PostForm
			return web.Refuse(err, benchPage(v))
		}
		changed += n
	}
	return web.Go(path(v.agency, v.Batch.ID, ""), "schedule.assigned", "N", changed), nil
}
