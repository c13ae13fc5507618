package scheduleweb

import (
	"cmp"
	"context"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"pamong/internal/access"
	"pamong/internal/kit/clock"
	"pamong/internal/kit/db"
	"pamong/internal/kit/fault"
	"pamong/internal/kit/i18n"
	"pamong/internal/kit/web"
	"pamong/internal/kit/web/ui"
	"pamong/internal/schedule"
	"pamong/internal/trainer"
	"pamong/internal/training"
)

// benchView is the page on which trainers are bound to the groups of a batch.
type benchView struct {
	seen
	bench *trainer.Bench
	load  map[trainer.ID]int // JP from the first to the last day of the batch

	planned []schedule.Session // of all batches, on these days
	err     error
	typed   url.Values
}

func (p *pages) benchOf(r *web.Request) (benchView, error) {
	var v benchView
	var err error
	if v.seen, err = p.writable(r); err != nil {
		return v, err
	}
	if v.bench, err = p.teachers.Bench(r.Ctx(), p.db, v.agency.ID, v.Batch.ID); err != nil {
		return v, err
	}
	if v.planned, err = schedule.Planned(r.Ctx(), p.db, v.agency.ID, v.Batch.Start, v.Batch.End); err != nil {
		return v, err
	}
	v.load = schedule.LoadOf(v.bench.Trainers, v.planned)
	return v, nil
}

// listed reports whether the agency keeps trainers on a list.
func (v benchView) listed() bool { return len(v.bench.Trainers) > 0 }

// rest are the leads for which no list is kept: they are named by hand.
func (v benchView) rest() []leadRow {
	return slices.DeleteFunc(v.leads(), func(l leadRow) bool {
		return v.listed() && slices.Contains(trainer.Roles, trainer.Role(l.lead))
	})
}

// wants returns what a role has to lead in a group: sessions and JP.
func (v benchView) wants(role trainer.Role, group int) leadRow {
	for _, l := range v.leads() {
		if l.lead == string(role) && l.group == group {
			return l
		}
	}
	return leadRow{lead: string(role), group: group}
}

// now is who is bound in a place, nil for nobody.
func (v benchView) now(role trainer.Role, group int, person string) *trainer.Binding {
	return v.bench.Now(trainer.Binding{Role: role, Group: group, Person: person})
}

func (v benchView) name(id trainer.ID) string {
	t, _ := v.bench.ByID(id)
	return t.Name
}

// bindAt is the address of the form for one place: the role, and the number of
// the group or the id of the participant.
func (v benchView) bindAt(role trainer.Role, group int, person string) string {
	return path(v.agency, v.Batch.ID, "trainers/at/"+string(role)+"."+cmp.Or(person, strconv.Itoa(group)))
}

// trainers shows who is bound; asked for a participant and a role, it leads to
// the form for them.
func (p *pages) trainers(r *web.Request) (web.Answer, error) {
	v, err := p.benchOf(r)
	if err != nil {
		return nil, err
	}
	if person := r.Q("person"); person != "" {
		return web.Go(v.bindAt(trainer.Role(r.Q("role")), 0, person), ""), nil
	}
	return web.Page(benchPage(v)), nil
}

// bindView is the form that binds a trainer in one place.
type bindView struct {
	benchView
	place   trainer.Binding // role, group and person
	now     *trainer.Binding
	member  *training.Member // the participant with a trainer of their own
	release bool             // the refused form was the one that releases
	doubted bool             // the choice is doubtful, and may be meant so
}

func (p *pages) bindOf(r *web.Request) (bindView, error) {
	var v bindView
	var err error
	if v.benchView, err = p.benchOf(r); err != nil {
		return v, err
	}
	role, who, _ := strings.Cut(r.PathValue("place"), ".")
	v.place = trainer.Binding{Agency: v.agency.ID, Batch: v.Batch.ID, Role: trainer.Role(role)}
	if v.place.Group, err = strconv.Atoi(who); err != nil {
		v.place.Person, v.place.Group = who, 0
	}
	if !slices.Contains(trainer.Roles, v.place.Role) || v.place.Group < 0 || v.place.Group > v.bench.Groups || who == "" {
		return v, fault.NotFound("web.no_page")
	}
	if v.place.Person != "" {
		i := slices.IndexFunc(v.bench.Members, func(m training.Member) bool { return string(m.Person.ID) == v.place.Person })
		if i < 0 {
			return v, fault.NotFound("access.not_found")
		}
		v.member = &v.bench.Members[i]
	}
	v.now = v.bench.Now(v.place)
	return v, nil
}

func (p *pages) bindForm(r *web.Request) (web.Answer, error) {
	v, err := p.bindOf(r)
	if err != nil {
		return nil, err
	}
	return web.Page(bindTrainerPage(v)), nil
}

func (p *pages) bindTrainer(r *web.Request) (web.Answer, error) {
	v, err := p.bindOf(r)
	if err != nil {
		return nil, err
	}
	var f fault.Fields
	b := v.place
	b.Trainer, b.From, b.Document, b.Reason = trainer.ID(r.V("trainer")), r.Date("from", &f), r.V("document"), r.V("reason")
	if v.now != nil && v.now.Trainer == b.Trainer && (b.Document == "" || b.Document == v.now.Document) {
		f.Add("document", "schedule.bind.same", "Name", v.name(b.Trainer))
	}
	v.doubt(r, b, &f)
	if err = f.Err(); err == nil {
		err = p.teachers.DB.InTx(r.Ctx(), func(tx *db.Tx) error { return p.teachers.Bind(r.Ctx(), tx, access.From(r.Ctx()), b) })
	}
	if err != nil {
		v.err, v.typed = err, r.PostForm
		return web.Refuse(err, bindTrainerPage(v))
	}
	return web.Go(path(v.agency, v.Batch.ID, "trainers"), "schedule.bind.done", "Name", v.name(b.Trainer)), nil
}

// doubt asks once more where the choice is doubtful.
func (v *bindView) doubt(r *web.Request, b trainer.Binding, f *fault.Fields) {
	t, ok := v.bench.ByID(b.Trainer)
	if !ok || r.V("sure") == "1" || v.now != nil && v.now.Trainer == t.ID {
		return
	}
	for _, why := range v.doubtsOf(t, b) {
		f.Add("trainer", "schedule.choice.breaks", "Name", t.Name, "Why", why)
		v.doubted = true
	}
}

func (p *pages) releaseTrainer(r *web.Request) (web.Answer, error) {
	v, err := p.bindOf(r)
	if err != nil {
		return nil, err
	}
	var f fault.Fields
	until := r.Date("from", &f)
	if err = f.Err(); err == nil {
		err = p.teachers.DB.InTx(r.Ctx(), func(tx *db.Tx) error {
			return p.teachers.Release(r.Ctx(), tx, access.From(r.Ctx()), v.place, until, r.V("reason"))
		})
	}
	if err != nil {
		v.err, v.typed, v.release = err, r.PostForm, true
		return web.Refuse(err, bindTrainerPage(v))
	}
	return web.Go(path(v.agency, v.Batch.ID, "trainers"), "schedule.bind.released"), nil
}

// doubtsOf says what one should know before binding a trainer: an examiner who
// coaches the same people, sessions that would clash.
func (v bindView) doubtsOf(t trainer.Trainer, b trainer.Binding) []i18n.Line {
	doubts := v.bench.Doubts(t, b)
	if n := schedule.Clashes(v.planned, v.Sessions, b, t); n > 0 && b.Person == "" {
		doubts = append(doubts, i18n.Say("schedule.bind.clash", "N", n))
	}
	return doubts
}

// candidate is a trainer with what stands in the way of binding them.
type candidate struct {
	trainer.Trainer
	jp     int
	bars   []i18n.Line
	doubts []i18n.Line
}

// candidates are those who can be bound, the smallest load first, and below
// them those who cannot.
func (v bindView) candidates() (free, barred []candidate) {
	b := v.place
	if b.From = v.Batch.Start; v.now != nil {
		b.From = max(v.Batch.Start, v.today)
	}
	for _, t := range v.bench.Trainers {
		c := candidate{Trainer: t, jp: v.load[t.ID], bars: v.bench.Refusals(t, b), doubts: v.doubtsOf(t, b)}
		if len(c.bars) == 0 {
			free = append(free, c)
		} else if t.Until == "" || t.Until > v.today {
			barred = append(barred, c)
		}
	}
	slices.SortStableFunc(free, func(a, b candidate) int {
		return cmp.Or(cmp.Compare(len(a.doubts), len(b.doubts)), cmp.Compare(a.jp, b.jp))
	})
	return free, barred
}

// from is the day that the form offers.
func (v bindView) from() clock.Date {
	if v.now == nil {
		return v.Batch.Start
	}
	return max(v.Batch.Start, min(v.today, v.Batch.End))
}

// trainerOptions offers the candidates with their load.
func (v bindView) trainerOptions(ctx context.Context) []ui.Option {
	free, barred := v.candidates()
	list := []ui.Option{{Value: "", Label: say(ctx, "schedule.bind.choose")}}
	for _, c := range free {
		label := c.Name + " · " + say(ctx, "schedule.bind.load", "N", c.jp)
		if len(c.doubts) > 0 {
			label += " · " + whole(ctx, c.doubts)
		}
		list = append(list, ui.Option{Value: string(c.ID), Label: label})
	}
	if len(barred) > 0 {
		list = append(list, ui.Option{Value: "-", Label: say(ctx, "schedule.bind.cannot"), Disabled: true})
	}
	for _, c := range barred {
		list = append(list, ui.Option{Value: string(c.ID), Label: c.Name + ": " + whole(ctx, c.bars)})
	}
	return list
}
