package regulation

import (
	"fmt"

	"pamong/internal/kit/calendar"
)

// mode checks the stages of a mode, that their JP make the mode's, and that a
// complete session template gives each subject the JP of the curriculum.
func (c *checker) mode(t *Training, m *Mode) {
	path := "training.modes[" + m.Key + "]"
	c.must(len(m.Stages) > 0, path+".stages", "regulation.fault.none")
	c.unique(path+".stages", keys(m.Stages, func(s Stage) string { return s.Key }))
	sum, known := 0, m.JP.Value > 0
	for i := range m.Stages {
		s := &m.Stages[i]
		c.stage(t, s, path+".stages["+s.Key+"]")
		sum += s.JP.Value
		known = known && s.JP.Value > 0
	}
	if known {
		c.must(sum == m.JP.Value, path+".jp", "regulation.fault.sum", "Want", m.JP.Value, "Got", sum)
	}
	c.subjectsOf(t, m, path)
}

func (c *checker) stage(t *Training, s *Stage, path string) {
	c.among(string(s.Kind), path+".kind", string(StageSelfStudy), string(StageOnline), string(StageWorkplace), string(StageClass))
	c.within(s.Days.Value, 0, daysOfYear, path+".days")
	c.within(s.JP.Value, 0, countLimit, path+".jp")
	c.within(s.DailyMaxJP.Value, 1, hoursOfDay, path+".daily_max_jp")
	if _, err := calendar.NewRule(s.Unit.Value, s.Skip.Value); err != nil {
		c.add(path+".skip", "regulation.fault.skip")
	}
	if len(s.Template) == 0 {
		return
	}
	days, jp := 0, 0
	for i, d := range s.Template {
		at := fmt.Sprintf("%s.template[%d]", path, i+1)
		c.within(d.Days, 1, daysOfYear, at+".days")
		days += d.Days
		jp += d.Days * c.day(t, s, d, at)
	}
	c.must(days == s.Days.Value, path+".template", "regulation.fault.template_days", "Want", s.Days.Value, "Got", days)
	c.must(jp == s.JP.Value, path+".template", "regulation.fault.template_jp", "Want", s.JP.Value, "Got", jp)
}

// day checks the sessions of one day and returns their JP.
func (c *checker) day(t *Training, s *Stage, d DayPattern, path string) int {
	c.must(len(d.Sessions) > 0, path+".sessions", "regulation.fault.none")
	total, led := 0, 0
	for i, x := range d.Sessions {
		at := fmt.Sprintf("%s.sessions[%d]", path, i+1)
		subject, _ := t.Subject(x.Subject)
		c.must(subject != nil, at+".subject", "regulation.fault.subject", "Key", x.Subject)
		c.among(string(x.Kind), at+".kind", WordsOf("kind")...)
		c.among(x.Audience, at+".audience", WordsOf("audience")...)
		c.among(x.Lead, at+".lead", WordsOf("lead")...)
		c.within(x.JP, 0, hoursOfDay, at+".jp")
		total += x.JP
		if x.Kind == Synchronous || x.Kind == Classroom {
			led += x.JP
		}
	}
	c.must(led <= s.DailyMaxJP.Value, path, "regulation.fault.daily_max", "Most", s.DailyMaxJP.Value, "Got", led)
	return total
}

// subjectsOf compares the JP of each subject in the template with those of
// the curriculum, once every stage of the mode has a template.
func (c *checker) subjectsOf(t *Training, m *Mode, path string) {
	given := map[string]int{}
	for _, s := range m.Stages {
		if len(s.Template) == 0 {
			return
		}
		for _, d := range s.Template {
			for _, x := range d.Sessions {
				given[x.Subject] += d.Days * x.JP
			}
		}
	}
	for _, a := range t.Curriculum {
		for _, s := range a.Subjects {
			if s.JP != nil && given[s.Key] != s.JP.Value {
				c.add(path+".stages", "regulation.fault.subject_jp", "Key", s.Key, "Want", s.JP.Value, "Got", given[s.Key])
			}
		}
	}
}
