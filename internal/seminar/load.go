package seminar

import (
	"cmp"
	"context"
	"slices"

	"pamong/internal/kit/clock"
	"pamong/internal/kit/db"
	"pamong/internal/kit/fault"
	"pamong/internal/kit/i18n"
	"pamong/internal/org"
	"pamong/internal/regulation"
	"pamong/internal/schedule"
	"pamong/internal/trainer"
	"pamong/internal/training"
	"pamong/internal/venue"
)

// load reads what the seminar of a batch is laid into, as those see it who plan:
// the drafts of schedules and of other seminars where some wait.
func load(ctx context.Context, q db.Q, agency org.AgencyID, batch training.BatchID, subject Subject) (*frame, schedule.View, error) {
	v, err := schedule.Look(ctx, q, agency, batch)
	if err != nil {
		return nil, v, err
	}
	return loadInto(ctx, q, v, subject, newest)
}

// loadInForce does so with what is published, and nothing else.
func loadInForce(ctx context.Context, q db.Q, b training.Batch, subject Subject) (*frame, schedule.View, error) {
	v, err := schedule.Latest(ctx, q, b)
	if err == nil {
		v, err = v.InForce(ctx, q)
	}
	if err != nil {
		return nil, v, err
	}
	return loadInto(ctx, q, v, subject, published)
}

// loadInto reads what the sessions of a view are laid into, beside the slots of
// other plans that meet a condition.
func loadInto(ctx context.Context, q db.Q, v schedule.View, subject Subject, which string) (*frame, schedule.View, error) {
	agency := v.Batch.Agency
	if !subject.Valid() {
		return nil, v, fault.NotFound("access.not_found")
	}
	f := &frame{pauses: map[schedule.SessionID][][2]int{}, rooms: map[venue.RoomID]venue.Room{}, trainers: map[trainer.ID]trainer.Trainer{}, taken: map[string][]taken{}, class: v.Batch.Class}
	if _, agenda := v.Rules.Training.Subject(string(subject)); agenda != nil {
		f.agenda = agenda.Key
	}
	for _, s := range v.Sessions {
		if s.Subject == string(subject) && s.Meets() {
			f.sessions = append(f.sessions, s)
			f.pauses[s.ID] = v.Pauses(s)
		}
	}
	if err := f.loadPeople(ctx, q, v); err != nil {
		return nil, v, err
	}
	if len(f.sessions) == 0 {
		return f, v, nil
	}
	if err := f.loadAway(ctx, q, agency); err != nil {
		return nil, v, err
	}
	return f, v, f.loadOthers(ctx, q, v, subject, which)
}

// loadPeople reads the participants and who comes with each of them.
func (f *frame) loadPeople(ctx context.Context, q db.Q, v schedule.View) error {
	agency := v.Batch.Agency
	members, err := training.Members(ctx, q, agency, v.Batch.ID)
	if err != nil {
		return err
	}
	guides, err := schedule.Guides(ctx, q, agency)
	if err != nil {
		return err
	}
	all, err := trainer.All(ctx, q, agency)
	if err != nil {
		return err
	}
	nips := map[string]trainer.ID{}
	for _, t := range all {
		f.trainers[t.ID] = t
		if t.NIP != "" {
			nips[t.NIP] = t.ID
		}
	}
	if f.rights, err = trainer.Rights(ctx, q, agency); err != nil {
		return err
	}
	bound, err := trainer.Bindings(ctx, q, v.Batch.ID)
	if err != nil {
		return err
	}
	for _, m := range members {
		p := seat{Person: m.Person.ID, Name: m.Person.Name, NIP: m.Person.NIP, Phone: m.Person.Phone, Unit: m.Unit, Group: m.Seat.GroupNumber}
		if len(f.sessions) > 0 {
			p.Group = m.Seat.GroupOn(f.sessions[0].Day)
		}
		if g := guides[p.Person]; g != nil {
			p.MentorID, p.MentorPhone = g.Mentor.ID, g.Phone
			p.Mentor = party{key: mentorKey(g.Mentor.ID), name: g.Name}
			if id, ok := nips[g.NIP]; ok { // one human, in two roles
				p.Mentor.key = trainerKey(id, "")
			}
		}
		f.bind(&p, v, bound)
		f.seats = append(f.seats, p)
	}
	slices.SortFunc(f.seats, func(a, b seat) int {
		return cmp.Or(cmp.Compare(org.Fold(a.Name), org.Fold(b.Name)), cmp.Compare(a.Person, b.Person))
	})
	return nil
}

// bind finds the coach and the examiner of a participant: by a binding of their
// own, by what the sessions say, or by the binding of the group.
func (f *frame) bind(p *seat, v schedule.View, bound []trainer.Binding) {
	find := func(role trainer.Role, of func(trainer.Binding) bool) party {
		for _, b := range bound {
			if b.Role == role && of(b) {
				return party{trainerKey(b.Trainer, ""), b.Trainer, f.trainers[b.Trainer].Name}
			}
		}
		return party{}
	}
	own := func(b trainer.Binding) bool { return b.Person == string(p.Person) }
	group := func(b trainer.Binding) bool { return b.Person == "" && b.Group == p.Group }
	whole := func(b trainer.Binding) bool { return b.Person == "" && b.Group == 0 }
	said := func(lead string, subject bool) party {
		for _, s := range v.Sessions {
			among := !subject || slices.ContainsFunc(f.sessions, func(o schedule.Session) bool { return o.ID == s.ID })
			if s.Lead == lead && s.Trainer != "" && among && (s.Group == 0 || s.Group == p.Group) {
				return party{trainerKey(s.TrainerID, s.Trainer), s.TrainerID, s.Trainer}
			}
		}
		return party{}
	}
	first := func(list ...party) party {
		for _, one := range list {
			if one.key != "" {
				return one
			}
		}
		return party{}
	}
	p.Coach = first(find(trainer.Coach, own), find(trainer.Coach, group), find(trainer.Coach, whole), said("coach", false))
	p.Examiner = find(trainer.Examiner, own)
	if p.ExaminerByHand = p.Examiner.key != ""; !p.ExaminerByHand {
		p.Examiner = first(said("examiner", true), find(trainer.Examiner, group), find(trainer.Examiner, whole))
	}
}

// loadAway reads absences of trainers and closures of rooms.
func (f *frame) loadAway(ctx context.Context, q db.Q, agency org.AgencyID) error {
	days := f.days()
	rooms, err := venue.All(ctx, q, agency)
	if err != nil {
		return err
	}
	for _, r := range rooms {
		if r.Until == "" || days[len(days)-1] < r.Until {
			f.rooms[r.ID] = r
		}
	}
	absences, err := trainer.Absences(ctx, q, agency, days[0], days[len(days)-1])
	if err != nil {
		return err
	}
	for id, list := range absences {
		for _, a := range list {
			f.away(trainerKey(id, ""), a.From, a.Until, a.Start, a.End, i18n.Say("seminar.why.absent", "Reason", a.Reason))
		}
	}
	closures, err := venue.Closures(ctx, q, agency, days[0], days[len(days)-1])
	if err != nil {
		return err
	}
	for id, list := range closures {
		for _, c := range list {
			f.away(placeKey(id, "", ""), c.From, c.Until, c.Start, c.End, i18n.Say("seminar.why.closed", "Reason", c.Reason))
		}
	}
	return nil
}

// away takes the days of the seminar between two days.
func (f *frame) away(key string, from, until clock.Date, start, end int, why i18n.Line) {
	if start == 0 && end == 0 {
		end = 24 * 60
	}
	for _, day := range f.days() {
		if day >= from && day <= until {
			f.take(key, taken{day, start, end, why})
		}
	}
}

// loadOthers reads what else happens on the days of the seminar: sessions, and
// the slots of other plans. A session whose slots are planned counts by them.
func (f *frame) loadOthers(ctx context.Context, q db.Q, v schedule.View, subject Subject, which string) error {
	days := f.days()
	others, err := standing(ctx, q, v.Batch.Agency, days, which)
	if err != nil {
		return err
	}
	sliced := map[schedule.SessionID]bool{}
	for _, o := range others {
		if o.batch == v.Batch.ID && o.subject == subject {
			continue
		}
		sliced[o.slot.Session] = true
		f.takeSlot(o)
	}
	for _, s := range f.sessions {
		sliced[s.ID] = true
	}
	sessions := v.Sessions
	for _, day := range days {
		list, err := schedule.OnDay(ctx, q, v.Batch.Agency, day)
		if err != nil {
			return err
		}
		for _, s := range list {
			if s.Batch != v.Batch.ID {
				sessions = append(sessions, s)
			}
		}
	}
	for _, s := range sessions {
		if !s.Meets() || sliced[s.ID] || !slices.Contains(days, s.Day) {
			continue
		}
		t := taken{s.Day, s.Start, s.End, i18n.Say("seminar.why.session", "Subject", title(v.Rules, s.Subject), "From", i18n.Hour(s.Start), "Until", i18n.Hour(s.End))}
		f.take(trainerKey(s.TrainerID, s.Trainer), t)
		f.take(placeKey(s.RoomID, s.Place, s.Link), t)
	}
	return nil
}

// takeSlot takes whom and what a slot of another plan needs.
func (f *frame) takeSlot(o standingSlot) {
	one := o.slot
	t := taken{one.Day, one.Start, one.End, i18n.Say("seminar.why.slot", "Batch", o.label, "From", i18n.Hour(one.Start), "Until", i18n.Hour(one.End))}
	f.take(trainerKey(one.ExaminerID, one.Examiner), t)
	if key := trainerKey(one.CoachID, one.Coach); key != trainerKey(one.ExaminerID, one.Examiner) {
		f.take(key, t)
	}
	f.take(one.where(), t)
	key := mentorKey(one.MentorID)
	if i := slices.IndexFunc(f.seats, func(p seat) bool { return p.MentorID == one.MentorID }); one.MentorID != "" && i >= 0 {
		key = f.seats[i].Mentor.key
	}
	f.take(key, t)
}

// title names a subject of a rule pack within a message.
func title(pack *regulation.Pack, subject string) i18n.Both {
	if s, _ := pack.Training.Subject(subject); s != nil {
		return i18n.Both{ID: s.Title.ID, EN: s.Title.EN}
	}
	return i18n.Both{ID: subject, EN: subject}
}
