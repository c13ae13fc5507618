package schedule

import (
	"cmp"
	"context"
	"slices"

	"pamong/internal/kit/clock"
	"pamong/internal/kit/db"
	"pamong/internal/kit/i18n"
	"pamong/internal/org"
	"pamong/internal/regulation"
	"pamong/internal/trainer"
	"pamong/internal/training"
	"pamong/internal/venue"
)

// resources are the trainers and rooms that a check judges by: what each may,
// when each can, and how many people come.
type resources struct {
	staff  trainer.Staff
	stock  venue.Stock
	class  training.Class
	people map[int]int // of each group, of the whole batch for 0
}

// resourcesOf reads them for a batch.
func resourcesOf(ctx context.Context, q db.Q, b training.Batch) (*resources, error) {
	staff, err := trainer.StaffOf(ctx, q, b.Agency, b.Start, b.End)
	if err != nil {
		return nil, err
	}
	stock, err := venue.StockOf(ctx, q, b.Agency, b.Start, b.End)
	if err != nil {
		return nil, err
	}
	return resourcesFrom(ctx, q, b, staff, stock)
}

// resourcesFrom is what the people of a batch make of a staff and a stock.
func resourcesFrom(ctx context.Context, q db.Q, b training.Batch, staff trainer.Staff, stock venue.Stock) (*resources, error) {
	r := &resources{staff: staff, stock: stock, class: b.Class, people: map[int]int{0: b.Size}}
	seats, err := training.Seats(ctx, q, b.ID)
	for _, s := range seats {
		if s.Until == "" {
			r.people[s.GroupNumber]++
		}
	}
	return r, err
}

// duty is what the trainer of a session has to do.
func (r *resources) duty(s Session) trainer.Duty {
	return trainer.Duty{Role: trainer.Role(s.Lead), Agenda: s.Agenda, Class: r.class, Day: s.Day, Start: s.Start, End: s.End}
}

// checkEach finds sessions whose trainer may not or cannot, and whose room
// cannot, whatever else happens.
func (r *resources) checkEach(sessions []Session) []Problem {
	var problems []Problem
	for _, s := range sessions {
		if t, ok := r.staff.ByID(s.TrainerID); ok && s.Meets() {
			for _, why := range r.staff.Bars(t, r.duty(s)) {
				problems = append(problems, Problem{Hard: true, Key: "schedule.problem.bar", Args: []any{"Trainer", t.Name, "Subject", s.Subject, "Day", string(s.Day), "Why", why}, Session: s.ID, Day: s.Day})
			}
		}
		if room, ok := r.stock.ByID(s.RoomID); ok && s.Meets() {
			for _, why := range r.stock.Bars(room, s.Day, s.Start, s.End, r.people[s.Group]) {
				problems = append(problems, Problem{Hard: true, Key: "schedule.problem.room_bar", Args: []any{"Room", room.Name, "Subject", s.Subject, "Day", string(s.Day), "Why", why}, Session: s.ID, Day: s.Day})
			}
		}
	}
	return problems
}

// checkRooms finds rooms that would be used twice at once.
func checkRooms(sessions, others []Session) []Problem {
	var problems []Problem
	eachClash(sessions, others, func(a, b *Session) {
		if a.RoomID != "" && a.RoomID == b.RoomID && a.Meets() && b.Meets() {
			problems = append(problems, Problem{Hard: true, Key: "schedule.problem.room", Args: []any{"Room", a.Place, "Day", string(a.Day), "At", meetAt(a, b), "Subject", a.Subject, "Other", b.Subject}, Session: a.ID, Day: a.Day})
		}
	})
	return problems
}

// checkLoads finds days and months of trainers above their bounds, and trips
// between sites that are too short.
func (r *resources) checkLoads(sessions, others []Session) []Problem {
	type spell struct {
		trainer trainer.ID
		span    string // a day or a month
	}
	days, months := map[spell][]Session{}, map[spell]int{}
	mine := map[spell]Session{}
	add := func(s Session, own bool) {
		if s.TrainerID == "" || !s.Meets() {
			return
		}
		day, month := spell{s.TrainerID, string(s.Day)}, spell{s.TrainerID, trainer.MonthOf(s.Day)}
		days[day] = append(days[day], s)
		months[month] += s.JP
		if own {
			for _, at := range []spell{day, month} {
				if _, known := mine[at]; !known {
					mine[at] = s
				}
			}
		}
	}
	for _, s := range sessions {
		add(s, true)
	}
	for _, s := range others {
		add(s, false)
	}
	var problems []Problem
	for at, first := range mine {
		t, ok := r.staff.ByID(at.trainer)
		if !ok {
			continue
		}
		if list := days[at]; len(list) > 0 {
			problems = append(problems, r.checkDay(t, first, list)...)
		} else if most := r.staff.Bounds.MostMonth(t); most > 0 && months[at] > most {
			problems = append(problems, Problem{Key: "schedule.problem.trainer_month", Args: []any{"Trainer", t.Name, "Month", monthSpan(at.span), "N", months[at], "Most", most}, Session: first.ID, Day: first.Day})
		}
	}
	slices.SortStableFunc(problems, func(a, b Problem) int { return cmp.Or(cmp.Compare(a.Session, b.Session), cmp.Compare(a.Key, b.Key)) })
	return problems
}

// monthSpan returns the days of a month YYYY-MM.
func monthSpan(month string) i18n.Span {
	first := clock.Date(month + "-01")
	return i18n.Span{From: first, To: first.AddMonths(1).AddDays(-1)}
}

// checkDay judges the day of one trainer; first is a session of this batch.
func (r *resources) checkDay(t trainer.Trainer, first Session, list []Session) []Problem {
	var problems []Problem
	jp := 0
	slices.SortFunc(list, InTime)
	for i, s := range list {
		jp += s.JP
		if i == 0 {
			continue
		}
		before := list[i-1]
		if trip := r.trip(before, s); trip > 0 && s.Start >= before.End && s.Start < before.End+trip {
			problems = append(problems, Problem{Hard: true, Key: "schedule.problem.trip", Args: []any{"Trainer", t.Name, "Day", string(s.Day), "Minutes", s.Start - before.End, "Want", trip, "Place", before.Place, "To", s.Place}, Session: first.ID, Day: first.Day})
		}
	}
	if most := r.staff.Bounds.MostDay(t); most > 0 && jp > most {
		problems = append(problems, Problem{Hard: true, Key: "schedule.problem.trainer_day", Args: []any{"Trainer", t.Name, "Day", string(first.Day), "N", jp, "Most", most}, Session: first.ID, Day: first.Day})
	}
	return problems
}

// trip returns the minutes from the room of one session to that of the next.
func (r *resources) trip(a, b Session) int {
	from, ok := r.stock.ByID(a.RoomID)
	to, known := r.stock.ByID(b.RoomID)
	if !ok || !known || from.Kind != venue.Hall || to.Kind != venue.Hall || from.Site == to.Site {
		return 0
	}
	return r.stock.Trips.Between(from.Site, to.Site)
}

// Choice is a trainer or a room that a session could have.
type Choice struct {
	Trainer trainer.Trainer
	Room    venue.Room
	Month   int         // JP of the trainer in the month, without the session
	Bars    []i18n.Line // hard rules that it would break
	Doubts  []i18n.Line // what one should know
}

// Free reports whether nothing stands in the way.
func (c Choice) Free() bool { return len(c.Bars) == 0 }

// Choices returns the trainers and the rooms that a session of a batch could
// have at its day and time, those who can first: trainers with the smallest
// load of the month, rooms with the fewest seats to spare. Drafts of other
// batches and published slots of seminars count too.
func (d *Desk) Choices(ctx context.Context, q db.Q, a org.Agency, v View, s Session, today clock.Date) (trainers, rooms []Choice, err error) {
	r, err := resourcesOf(ctx, q, v.Batch)
	if err != nil {
		return nil, nil, err
	}
	first := clock.NewDate(s.Day.Year(), s.Day.Time().Month(), 1)
	taken, err := Planned(ctx, q, a.ID, first, clock.NewDate(s.Day.Year(), s.Day.Time().Month()+1, 1).AddDays(-1))
	if err != nil {
		return nil, nil, err
	}
	taken = slices.DeleteFunc(taken, func(o Session) bool { return o.ID == s.ID || !o.Meets() })
	load := trainer.LoadOf(r.staff.Trainers, ledOf(taken))
	parts, err := d.Parts(ctx, q, a.ID, s.Day, s.Day)
	if err != nil {
		return nil, nil, err
	}
	parts = slices.DeleteFunc(parts, func(p Part) bool { return p.Of == s.ID }) // its own go with it
	slots, _ := apartFrom(parts, v.Batch.ID, v.Sessions)
	taken = append(taken, slots...)
	for _, t := range r.staff.Trainers {
		if t.Until != "" && t.Until <= today {
			continue
		}
		trainers = append(trainers, r.trainerChoice(t, s, taken, load))
	}
	for _, room := range r.stock.Rooms {
		if room.Until == "" || room.Until > today {
			rooms = append(rooms, r.roomChoice(room, s, taken))
		}
	}
	slices.SortStableFunc(trainers, func(a, b Choice) int {
		return cmp.Or(cmp.Compare(min(len(a.Bars), 1), min(len(b.Bars), 1)), cmp.Compare(a.Month, b.Month))
	})
	slices.SortStableFunc(rooms, func(a, b Choice) int {
		return cmp.Or(cmp.Compare(min(len(a.Bars), 1), min(len(b.Bars), 1)), cmp.Compare(misfit(a.Room, s), misfit(b.Room, s)), cmp.Compare(a.Room.Seats, b.Room.Seats))
	})
	return trainers, rooms, nil
}

// misfit puts links behind rooms for what is held in class, and before them
// for what is held online.
func misfit(r venue.Room, s Session) int {
	if (r.Kind == venue.Online) == (s.Kind == regulation.Synchronous) {
		return 0
	}
	return 1
}

func (r *resources) trainerChoice(t trainer.Trainer, s Session, taken []Session, load trainer.Load) Choice {
	c := Choice{Trainer: t, Month: load.On(t.ID, trainer.MonthOf(s.Day)), Bars: r.staff.Bars(t, r.duty(s))}
	mine := s
	mine.Trainer, mine.TrainerID, mine.Account = t.Name, t.ID, t.Account
	jp := s.JP
	for _, o := range taken {
		if o.Day != s.Day || o.Trainer == "" || !sameTrainer(&o, &mine) {
			continue
		}
		jp += o.JP
		if o.Start < s.End && s.Start < o.End {
			c.Bars = append(c.Bars, i18n.Say("schedule.choice.busy", "From", i18n.Hour(o.Start), "Until", i18n.Hour(o.End)))
		}
		for _, pair := range [][2]Session{{o, mine}, {mine, o}} {
			if trip := r.trip(pair[0], pair[1]); trip > 0 && pair[1].Start >= pair[0].End && pair[1].Start < pair[0].End+trip {
				c.Bars = append(c.Bars, i18n.Say("schedule.choice.trip", "Minutes", trip))
			}
		}
	}
	if most := r.staff.Bounds.MostDay(t); most > 0 && jp > most {
		c.Bars = append(c.Bars, i18n.Say("schedule.choice.day", "N", jp, "Most", most))
	}
	if most := r.staff.Bounds.MostMonth(t); most > 0 && c.Month+s.JP > most {
		c.Doubts = append(c.Doubts, i18n.Say("schedule.choice.month", "N", c.Month+s.JP, "Most", most))
	}
	return c
}

func (r *resources) roomChoice(room venue.Room, s Session, taken []Session) Choice {
	c := Choice{Room: room, Bars: r.stock.Bars(room, s.Day, s.Start, s.End, r.people[s.Group])}
	for _, o := range taken {
		if o.RoomID == room.ID && o.Day == s.Day && o.Start < s.End && s.Start < o.End {
			c.Bars = append(c.Bars, i18n.Say("schedule.choice.used", "From", i18n.Hour(o.Start), "Until", i18n.Hour(o.End)))
		}
	}
	return c
}

// Clashes counts the sessions of a role and group of a batch, from a day on,
// for which a trainer would have to be in two places, given what is planned in
// all batches.
func Clashes(planned, sessions []Session, b trainer.Binding, t trainer.Trainer) int {
	mine := map[clock.Date][]Session{}
	for _, s := range planned {
		if s.TrainerID == t.ID && s.Meets() && (s.Batch != b.Batch || s.Group != b.Group || s.Lead != string(b.Role)) {
			mine[s.Day] = append(mine[s.Day], s)
		}
	}
	n := 0
	for _, s := range sessions {
		if s.Lead != string(b.Role) || s.Group != b.Group || s.Day < b.From || !s.Meets() {
			continue
		}
		if slices.ContainsFunc(mine[s.Day], func(o Session) bool { return o.Start < s.End && s.Start < o.End }) {
			n++
		}
	}
	return n
}
