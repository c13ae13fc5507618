package schedule

import (
	"cmp"
	"slices"
	"strings"

	"pamong/internal/document"
	"pamong/internal/kit/clock"
	"pamong/internal/kit/docx"
	"pamong/internal/kit/fault"
	"pamong/internal/kit/i18n"
	"pamong/internal/org"
	"pamong/internal/trainer"
)

// engaged is a trainer with what they do in some batches.
type engaged struct {
	key string // id, or document.ByName with the folded name of who is on no list
	trainer.Trainer
	tasks []task
	bound []charge
	extra []further
	jp    int
}

// task is a session that the trainer leads, charge a group or participant to
// whom they are bound, further what a later house adds.
type (
	task struct {
		in course
		Session
	}
	charge struct {
		in course
		trainer.Binding
	}
	further struct {
		in course
		Task
	}
)

// engagedIn returns who leads sessions or is bound in some batches, by name.
// What counts as led is what counts for the budget of hours.
func (p *pressed) engagedIn(courses ...course) []*engaged {
	by, byName := map[string]*engaged{}, map[string]string{}
	var list []*engaged
	at := func(id trainer.ID, name string) *engaged {
		key := cmp.Or(string(id), byName[org.Fold(name)], document.ByName+org.Fold(name))
		if by[key] == nil {
			by[key] = &engaged{key: key, Trainer: trainer.Trainer{Name: name}}
			if i := slices.IndexFunc(p.trainers, func(t trainer.Trainer) bool { return string(t.ID) == key }); i >= 0 {
				by[key].Trainer = p.trainers[i]
			}
			list = append(list, by[key])
		}
		return by[key]
	}
	for _, t := range p.trainers {
		byName[org.Fold(t.Name)] = string(t.ID)
	}
	for _, c := range courses {
		for _, s := range c.sessions {
			if s.leads() {
				e := at(s.TrainerID, s.Trainer)
				e.tasks, e.jp = append(e.tasks, task{c, s}), e.jp+s.JP
			}
		}
		for _, b := range c.bindings {
			e := at(b.Trainer, "")
			e.bound = append(e.bound, charge{c, b})
		}
		for _, one := range c.tasks {
			e := at(one.Trainer, one.Name)
			e.extra = append(e.extra, further{c, one})
		}
	}
	slices.SortStableFunc(list, func(a, b *engaged) int {
		return cmp.Or(cmp.Compare(org.Fold(a.Name), org.Fold(b.Name)), cmp.Compare(a.key, b.key))
	})
	return list
}

// duties writes the letter of each trainer of the order.
func (p *pressed) duties() ([]document.Letter, error) {
	all := p.engagedIn(p.courses...)
	people := slices.Clone(p.order.People)
	for i, key := range people {
		if name, ok := strings.CutPrefix(key, document.ByName); ok {
			people[i] = document.ByName + org.Fold(name)
		}
		if !slices.ContainsFunc(all, func(e *engaged) bool { return e.key == people[i] }) {
			return nil, p.idle(p.order.People[i])
		}
	}
	var letters []document.Letter
	for _, e := range all {
		if people != nil && !slices.Contains(people, e.key) {
			continue
		}
		l := document.Letter{Person: e.key, Data: p.duty(e), Title: p.say.T("schedule.letter.duty", "Name", e.Name, "Programme", p.courses[0].facts.Text["program"], "Batch", labels(e.courses()))}
		for _, c := range e.courses() {
			l.Notes = append(l.Notes, c.notes...)
		}
		letters = append(letters, l)
	}
	if len(letters) > 0 {
		letters[0].Notes = append(p.notes, letters[0].Notes...)
	}
	for _, c := range p.courses {
		if p.order.People == nil && len(letters) > 0 {
			letters[0].Notes = append(letters[0].Notes, leaderless(c)...)
		}
	}
	return letters, nil
}

// leaderless notes the sessions of a batch that nobody leads yet.
func leaderless(c course) []i18n.Line {
	n := 0
	for _, s := range c.sessions {
		if s.Meets() && s.Trainer == "" && slices.Contains(trainer.Roles, trainer.Role(s.Lead)) {
			n++
		}
	}
	if n == 0 {
		return nil
	}
	return []i18n.Line{i18n.Say("schedule.letter.leaderless", "N", n, "Batch", c.batch.Label)}
}

// idle refuses somebody who does nothing in the batches of the order: of the
// list, or named by hand.
func (p *pressed) idle(key string) error {
	i := slices.IndexFunc(p.trainers, func(t trainer.Trainer) bool { return string(t.ID) == key })
	if i < 0 {
		return fault.Beside("people", fault.Invalid("document.letters.no_trainer", "Name", strings.TrimPrefix(key, document.ByName)))
	}
	return fault.Beside("people", fault.Invalid("schedule.letter.idle", "Name", p.trainers[i].Name))
}

// courses are the batches in which somebody does anything.
func (e *engaged) courses() []course {
	var list []course
	add := func(c course) {
		if !slices.ContainsFunc(list, func(o course) bool { return o.batch.ID == c.batch.ID }) {
			list = append(list, c)
		}
	}
	for _, t := range e.tasks {
		add(t.in)
	}
	for _, b := range e.bound {
		add(b.in)
	}
	for _, x := range e.extra {
		add(x.in)
	}
	slices.SortStableFunc(list, func(a, b course) int { return cmp.Compare(a.batch.Number, b.batch.Number) })
	return list
}

func labels(courses []course) string {
	var list []string
	for _, c := range courses {
		list = append(list, c.batch.Label)
	}
	return strings.Join(list, ", ")
}

// duty is the letter of one trainer.
func (p *pressed) duty(e *engaged) docx.Data {
	d := docx.Data{Text: p.teacher(e), Lists: map[string][]docx.Data{"sesi": nil, "tugas": nil}}
	var from, until clock.Date
	var based []string
	for _, c := range e.courses() {
		based = append(based, p.say.T("schedule.letter.based", "Batch", c.batch.Label, "N", c.version.Number, "Day", p.published(c)))
		if from == "" || c.batch.Start < from {
			from = c.batch.Start
		}
		until = max(until, c.batch.End)
	}
	slices.SortStableFunc(e.tasks, func(a, b task) int { return InTime(a.Session, b.Session) })
	if n := len(e.tasks); n > 0 {
		from, until = e.tasks[0].Day, e.tasks[n-1].Day
	}
	for name, text := range map[string]string{"program": p.courses[0].facts.Text["program"], "angkatan": labels(e.courses()), "mulai": p.say.Date(from), "selesai": p.say.Date(until), "periode": p.say.Period(from, until), "zona": string(p.order.Agency.Zone), "jadwal_terbit": strings.Join(based, "; ")} {
		d.Text[name] = text
	}
	for _, t := range e.tasks {
		d.Lists["sesi"] = append(d.Lists["sesi"], row(map[string]string{"angkatan": t.in.batch.Label, "hari": p.say.LongDate(t.Day), "waktu": p.hours(t.Session), "jp": p.say.Number(int64(t.JP)), "materi": p.subject(t.in, t.Session),
			"bentuk": p.say.T("schedule.held_" + string(t.Kind)), "untuk": p.audience(t.in, t.Group), "sebagai": p.role(t.Lead), "tempat": p.where(t.Session), "tautan": t.Link}))
	}
	d.Lists["tugas"] = p.charges(e)
	return d
}

// charges are the rows of what somebody is bound to.
func (p *pressed) charges(e *engaged) []docx.Data {
	var rows []docx.Data
	for _, b := range e.bound {
		who, n := b.in.under(b.Binding)
		if who == "" {
			who = p.audience(b.in, b.Group)
		}
		rows = append(rows, row(map[string]string{"angkatan": b.in.batch.Label, "sebagai": p.role(string(b.Role)), "untuk": who, "peserta": p.say.Number(int64(n)), "sejak": p.say.Date(cmp.Or(b.From, b.in.batch.Start)), "surat": b.Document}))
	}
	for _, x := range e.extra {
		rows = append(rows, row(map[string]string{"angkatan": x.in.batch.Label, "sebagai": p.role(string(x.Role)), "untuk": x.For, "peserta": p.say.Number(int64(x.People)), "sejak": p.say.Date(x.From), "surat": ""}))
	}
	return rows
}

// under names the participant of a binding, "" for a group, and counts the
// people whom it concerns: those of the group without a trainer of their own in
// the role.
func (c course) under(b trainer.Binding) (who string, n int) {
	for _, m := range c.members {
		person := string(m.Person.ID)
		own := slices.ContainsFunc(c.bindings, func(o trainer.Binding) bool { return o.Person == person && o.Role == b.Role })
		switch {
		case b.Person == person:
			who, n = m.Person.Name, 1
		case b.Person == "" && !own && (b.Group == 0 || b.Group == m.Seat.GroupNumber):
			n++
		}
	}
	return who, n
}

// role names what somebody does in a session.
func (p *pressed) role(lead string) string {
	if slices.Contains(trainer.Roles, trainer.Role(lead)) || lead == "committee" {
		return p.say.T("schedule.lead_" + lead)
	}
	return ""
}

// teacher gives the fields of the group trainer.
func (p *pressed) teacher(e *engaged) map[string]string {
	var roles []string
	for _, role := range []string{"tutor", "coach", "examiner", "committee"} {
		if slices.ContainsFunc(e.tasks, func(t task) bool { return t.Lead == role }) || slices.ContainsFunc(e.bound, func(b charge) bool { return string(b.Role) == role }) || slices.ContainsFunc(e.extra, func(x further) bool { return string(x.Role) == role }) {
			roles = append(roles, p.role(role))
		}
	}
	level, from := "", e.Employer
	if e.Level != trainer.NoLevel {
		level = p.say.T("schedule.letter.level", "Level", p.say.T("trainer.level."+string(e.Level)))
	}
	if e.ID != "" && e.Own() {
		from = cmp.Or(p.tree.Path(e.Unit), p.order.Agency.Name)
	}
	return map[string]string{"nama": e.Name, "nip": e.NIP, "jenjang": level, "asal": from, "peran": strings.Join(roles, ", "), "jp": p.say.Number(int64(e.jp)), "banyak_sesi": p.say.Number(int64(len(e.tasks)))}
}

// list writes the trainers of a batch.
func (p *pressed) list(c course, d docx.Data) {
	total := 0
	d.Lists["daftar"] = nil
	for _, e := range p.engagedIn(c) {
		d.Lists["daftar"] = append(d.Lists["daftar"], row(p.teacher(e)))
		total += e.jp
	}
	d.Text["jp_total"] = p.say.Number(int64(total))
}
