package planning

import (
	"cmp"
	"slices"

	"pamong/internal/kit/clock"
	"pamong/internal/schedule"
	"pamong/internal/trainer"
)

// guides are the roles that a letter gives for a whole course, in the order in
// which they are proposed.
var guides = []trainer.Role{trainer.Coach, trainer.Examiner}

// The costs by which a coach or an examiner is chosen for a group: a day of its
// sessions on which somebody is away or fully taken, who would examine the people
// whom they coach, and a session at an hour at which they lead another one.
// Beside them counts each JP of their load.
const (
	costDay   = 200
	costOwn   = 100
	costClash = 60
)

// propose returns a coach and an examiner for each group that has sessions of the
// role ahead and nobody bound to it who still teaches then: of those who have the right and no conflict
// of interest, the one with the time and the smallest load. Groups with the
// fewest to choose from are served first.
func (r *Round) propose() []trainer.Binding {
	p := proposal{Round: r, taken: map[trainer.ID]map[clock.Date]int{}, load: map[trainer.ID]int{}, most: map[trainer.ID]int{}, bound: map[place]trainer.ID{}, led: map[trainer.ID][]schedule.Session{}}
	for _, b := range r.Bindings {
		p.bound[place{Group{b.Batch, b.Group}, b.Role}] = b.Trainer
	}
	for _, t := range r.Trainers {
		p.most[t.ID] = r.Bounds.MostDay(t)
	}
	for id, jp := range r.Past {
		p.load[id] = jp
	}
	for _, s := range r.Others {
		p.add(s.TrainerID, []schedule.Session{s})
	}
	for _, s := range r.Parts {
		p.add(s.TrainerID, []schedule.Session{s.Session})
	}
	for _, c := range r.Courses {
		for _, s := range c.Sessions {
			if keeps := r.Timed[s.ID].Trainer; keeps != "" {
				p.add(keeps, []schedule.Session{s})
			} else if id := r.boundTo(c.Batch.ID, s.Group, roleOf(s), s.Day); id != "" && led(s) {
				p.add(id, []schedule.Session{s})
			}
		}
	}
	var made []trainer.Binding
	for _, role := range guides {
		open := p.open(role)
		slices.SortStableFunc(open, func(a, b opening) int { return len(a.able) - len(b.able) })
		for _, o := range open {
			if len(o.able) == 0 {
				continue
			}
			best := slices.MinFunc(o.able, func(a, b trainer.ID) int {
				return cmp.Or(p.cost(o, a)-p.cost(o, b), cmp.Compare(a, b))
			})
			p.add(best, o.sessions)
			p.bound[place{o.group, role}] = best
			made = append(made, trainer.Binding{Agency: r.Agency, Batch: o.group.Batch, Group: o.group.Number, Role: role, Trainer: best, From: o.sessions[0].Day})
		}
	}
	return made
}

// since lets who is proposed begin on the first day on which the plan has them
// lead, but not before whom they follow.
func (r *Round) since(proposed []trainer.Binding, planned []Planned) {
	for i := range proposed {
		b := &proposed[i]
		var leads []clock.Date
		for _, p := range planned {
			for _, s := range p.Sessions {
				if p.Batch.ID == b.Batch && s.Group == b.Group && roleOf(s) == b.Role && s.TrainerID == b.Trainer {
					leads = append(leads, s.Day)
				}
			}
		}
		if len(leads) > 0 {
			b.From = slices.Min(leads)
		}
		for _, had := range r.Bindings {
			if had.Batch == b.Batch && had.Group == b.Group && had.Role == b.Role && had.Person == "" {
				b.From = max(b.From, had.From)
			}
		}
	}
}

// proposal counts what trainers bear while they are chosen.
type proposal struct {
	*Round
	taken map[trainer.ID]map[clock.Date]int // JP by day
	load  map[trainer.ID]int
	most  map[trainer.ID]int // JP a day
	bound map[place]trainer.ID
	led   map[trainer.ID][]schedule.Session
}

// place is a role in a group.
type place struct {
	Group
	role trainer.Role
}

// opening is a group without somebody in a role.
type opening struct {
	group    Group
	role     trainer.Role
	sessions []schedule.Session
	rooms    []int // JP that the day of each has room for
	able     []trainer.ID
}

func (p *proposal) add(id trainer.ID, sessions []schedule.Session) {
	if p.taken[id] == nil {
		p.taken[id] = map[clock.Date]int{}
	}
	for _, s := range sessions {
		p.taken[id][s.Day] += s.JP
		p.load[id] += s.JP
	}
	p.led[id] = append(p.led[id], sessions...)
}

// open returns the groups in which nobody has the role, or nobody any more.
func (p *proposal) open(role trainer.Role) []opening {
	var list []opening
	for _, c := range p.Courses {
		lessons := map[string]int{}
		for _, s := range c.Stages {
			lessons[s.Key] = c.lessons(s.Key)
		}
		for g := 1; g <= c.Groups(); g++ {
			o := opening{group: Group{c.Batch.ID, g}, role: role}
			for _, s := range c.Sessions {
				if s.Group == g && roleOf(s) == role && p.movable(s) && p.Timed[s.ID].Trainer == "" && p.boundTo(c.Batch.ID, g, role, s.Day) == "" {
					o.sessions, o.rooms = append(o.sessions, s), append(o.rooms, lessons[s.Stage])
				}
			}
			if len(o.sessions) == 0 {
				continue
			}
			from, until := o.sessions[0].Day, o.sessions[len(o.sessions)-1].Day
			for _, t := range p.Trainers {
				fits := !p.barred(c, g, role, t.ID) && (t.Until.IsZero() || t.Until > until)
				for _, s := range o.sessions {
					fits = fits && p.entitled(t, c, role, s.Agenda, from, until)
				}
				if fits {
					o.able = append(o.able, t.ID)
				}
			}
			slices.Sort(o.able)
			list = append(list, o)
		}
	}
	return list
}

// cost is what speaks against somebody in a role.
func (p *proposal) cost(o opening, id trainer.ID) int {
	n := p.load[id]
	for i, s := range o.sessions {
		room := o.rooms[i]
		if most := p.most[id]; most > 0 {
			room = min(room, most)
		}
		if p.taken[id][s.Day]+s.JP > room || p.away(id, s.Day) {
			n += costDay
		}
		for _, o := range p.led[id] {
			if o.Day == s.Day && o.Start < s.End && s.Start < o.End {
				n += costClash
			}
		}
	}
	for _, role := range guides {
		if role != o.role && p.bound[place{o.group, role}] == id {
			n += costOwn
		}
	}
	return n
}

// away reports whether somebody is away for a part of a day.
func (r *Round) away(id trainer.ID, day clock.Date) bool {
	return slices.ContainsFunc(r.Absences[id], func(a trainer.Absence) bool { return a.From <= day && day <= a.Until })
}
