package planning

import (
	"pamong/internal/kit/clock"
	"pamong/internal/regulation"
	"pamong/internal/schedule"
	"pamong/internal/training"
)

// loose reports whether a session is what the people of one group do in their
// own time: it fills what is left of the days.
func loose(s schedule.Session) bool {
	return s.Kind == regulation.Asynchronous && s.Group > 0
}

// led reports whether a session needs a trainer.
func led(s schedule.Session) bool { return s.Meets() && roleOf(s) != "" }

// teaches reports whether a stage has sessions in which people meet.
func (c Course) teaches(stage string) bool {
	for _, s := range c.Sessions {
		if s.Stage == stage && s.Meets() {
			return true
		}
	}
	return false
}

// lessons returns how many JP a day of a stage takes: as many as the fullest day
// has by the template, or as the pack allows together; without a template as many
// as the fullest day of a group has now. A day that somebody has filled beyond
// that by hand makes no other day longer.
func (c Course) lessons(stage string) int {
	most := 0
	if rule := c.Course.Stage(stage); rule != nil {
		most = rule.DailyMaxJP.Value
	}
	if n := c.Fullest(stage); n > 0 {
		return max(most, n)
	}
	for _, n := range c.load(stage) {
		most = max(most, n)
	}
	return most
}

// load returns the JP of each day of each group in a stage.
func (c Course) load(stage string) map[dayOf]int {
	jp := map[dayOf]int{}
	for _, s := range c.Sessions {
		if s.Stage != stage {
			continue
		}
		for g := 1; g <= c.Groups(); g++ {
			if s.Group == 0 || s.Group == g {
				jp[dayOf{g, s.Day}] += s.JP
			}
		}
	}
	return jp
}

// dayOf is a day of a group.
type dayOf struct {
	group int
	day   clock.Date
}

// stage returns a stage of the batch.
func (c Course) stage(key string) training.Stage {
	for _, s := range c.Stages {
		if s.Key == key {
			return s
		}
	}
	return training.Stage{}
}

// people returns how many sit in a session.
func (c Course) people(s schedule.Session) int {
	if s.Group == 0 || s.Group > len(c.Sizes) {
		return c.Size()
	}
	return c.Sizes[s.Group-1]
}
