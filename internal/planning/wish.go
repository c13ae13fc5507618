package planning

import (
	"slices"

	"pamong/internal/kit/clock"
	"pamong/internal/kit/timetable"
	"pamong/internal/trainer"
)

// bound enters what nobody is loaded above: the JP together of each day of a
// group, and the JP of each day and month of a trainer.
func (m *model) bound() {
	for _, c := range m.Courses {
		for _, stage := range c.Stages {
			rule := c.Course.Stage(stage.Key)
			if rule == nil || rule.DailyMaxJP.Value == 0 || !c.teaches(stage.Key) {
				continue
			}
			for g := 1; g <= c.Groups(); g++ {
				r := m.groups[Group{c.Batch.ID, g}]
				for _, d := range stage.Days {
					m.cap(r, d, d.AddDays(1), rule.DailyMaxJP.Value, 0)
				}
			}
		}
	}
	for _, id := range m.ids() {
		t, r := m.byID[id], m.trainers[id]
		if most := m.Bounds.MostDay(t); most > 0 {
			for _, d := range m.days {
				m.cap(r, d, d.AddDays(1), most, 0)
			}
		}
		if most := m.Bounds.MostMonth(t); most > 0 {
			for _, d := range m.months() {
				m.cap(r, d, nextMonth(d), most, 0)
			}
		}
	}
}

// ids are the trainers in order.
func (m *model) ids() []trainer.ID {
	list := make([]trainer.ID, 0, len(m.byID))
	for id := range m.byID {
		list = append(list, id)
	}
	slices.Sort(list)
	return list
}

// cap bounds the load of a resource from a day on and before another one, less
// what it bears already.
func (m *model) cap(r int, from, before clock.Date, most, cost int) {
	a, b := m.grid.between(from, before)
	if a >= b {
		return
	}
	for day, jp := range m.loads[r] {
		if day >= from && day < before {
			most -= jp
		}
	}
	m.Caps = append(m.Caps, timetable.Cap{Resource: r, FromDay: a, ToDay: b, Most: max(0, most), Cost: cost})
}

// months are the first days of the months of the round.
func (m *model) months() []clock.Date {
	var list []clock.Date
	for _, d := range m.days {
		if f := firstOfMonth(d); !slices.Contains(list, f) {
			list = append(list, f)
		}
	}
	return list
}

func firstOfMonth(d clock.Date) clock.Date { return clock.Date(string(d[:8]) + "01") }
func nextMonth(d clock.Date) clock.Date    { return firstOfMonth(firstOfMonth(d).AddDays(31)) }

// wish enters the wishes that bind several sessions: who leads a subject or a
// group's coaching stays, a group stays in its room, shares are even.
func (m *model) wish() {
	if m.Weights.Same > 0 {
		m.steady(0, m.Weights.Same, func(e event) string {
			if len(e.trainers) < 2 {
				return ""
			}
			key := string(e.session.Lead)
			if roleOf(e.session) == trainer.Tutor {
				key = e.session.Subject
			}
			return key
		})
	}
	if m.Weights.Room > 0 {
		m.steady(1, m.Weights.Room, func(e event) string {
			if len(e.rooms) < 2 {
				return ""
			}
			return e.session.Stage + string(e.session.Kind)
		})
	}
	if m.Weights.Share > 0 {
		m.share()
	}
}

// steady wants events of one batch and group with the same key served by one.
func (m *model) steady(need, cost int, key func(event) string) {
	type set struct {
		course, group int
		key           string
	}
	at := map[set]int{}
	for i, e := range m.events {
		k := set{e.course, e.session.Group, key(e)}
		if k.key == "" {
			continue
		}
		n, known := at[k]
		if !known {
			n = len(m.Steadies)
			at[k] = n
			m.Steadies = append(m.Steadies, timetable.Steady{Need: need, Cost: cost})
		}
		m.Steadies[n].Events = append(m.Steadies[n].Events, i)
	}
	m.Steadies = slices.DeleteFunc(m.Steadies, func(s timetable.Steady) bool { return s.Need == need && len(s.Events) < 2 })
}

// share wants trainers to lead no more than an even share of the JP of the round
// and of the months before it, among those who may lead any of it.
func (m *model) share() {
	able := map[trainer.ID]bool{}
	total := 0
	for _, e := range m.events {
		if len(e.trainers) > 0 {
			total += e.session.JP
		}
		for _, id := range e.trainers {
			able[id] = true
		}
	}
	for id := range able {
		total += m.Past[id]
	}
	for _, id := range m.ids() {
		if !able[id] {
			continue
		}
		even := (total + len(able) - 1) / len(able)
		m.Caps = append(m.Caps, timetable.Cap{Resource: m.trainers[id], FromDay: 0, ToDay: m.Problem.Days, Most: max(0, even-m.Past[id]), Cost: m.Weights.Share})
	}
}
