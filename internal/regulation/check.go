package regulation

import (
	"reflect"
	"slices"
	"strings"

	"pamong/internal/kit/fault"
)

// isID reports whether the text is usable in addresses and file names.
func isID(text string) bool {
	return text != "" && strings.Trim(text, "abcdefghijklmnopqrstuvwxyz0123456789-") == "" && !strings.HasPrefix(text, "-")
}

// Check returns everything that is wrong with the pack as one fault, each
// problem beside its place, nil when the pack can be used.
func (p *Pack) Check() error {
	c := &checker{}
	c.must(isID(p.ID), "id", "regulation.fault.id")
	c.must(p.EffectiveFrom.Value.Valid(), "effective_from", "regulation.fault.date")
	c.must(len(p.Citations) > 0, "citations", "regulation.fault.none")
	c.evidence(p)
	if e := p.Edition; e != nil {
		c.must(e.Author != "" && len(e.Basis.faults()) == 0 && e.From != "" && e.Date.Valid(), "edition", "regulation.fault.edition")
	}
	switch {
	case p.Kind == KindLatsar && p.Training != nil && p.Probation == nil:
		c.training(p.Training)
	case p.Kind == KindProbation && p.Probation != nil && p.Training == nil:
		c.probation(p.Probation)
	default:
		c.add("kind", "regulation.fault.kind")
	}
	return c.problems.Err()
}

// checker collects the problems of a pack.
type checker struct{ problems fault.Fields }

func (c *checker) add(path, key string, args ...any) { c.problems.Add(path, key, args...) }

func (c *checker) must(ok bool, path, key string, args ...any) {
	if !ok {
		c.add(path, key, args...)
	}
}

// within demands a number from least to most.
func (c *checker) within(n, least, most int, path string) {
	c.must(n >= least && n <= most, path, "regulation.fault.range", "Least", least, "Most", most)
}

// among demands a word of a closed vocabulary.
func (c *checker) among(word, path string, words ...string) {
	c.must(slices.Contains(words, word), path, "regulation.fault.word", "Word", word)
}

// unique notes keys that are empty or stand twice.
func (c *checker) unique(path string, keys []string) {
	seen := map[string]bool{}
	for _, k := range keys {
		c.must(k != "" && !seen[k], path, "regulation.fault.key", "Key", k)
		seen[k] = true
	}
}

// evidence demands a source, a known grade and both languages everywhere.
func (c *checker) evidence(p *Pack) {
	w := walker{}
	w.walk(reflect.ValueOf(p).Elem(), "", reflect.Value{})
	for _, path := range w.unproven {
		c.add(path, "regulation.fault.evidence")
	}
	for _, path := range w.unworded {
		c.add(path, "regulation.fault.wording")
	}
}

// Bounds that no rule of people's time can leave; they catch typing errors.
const (
	daysOfYear  = 366
	hoursOfDay  = 24
	minutesADay = 24 * 60
	monthsLimit = 120
	countLimit  = 100_000
)

func (c *checker) training(t *Training) {
	c.must(len(t.Modes) > 0, "training.modes", "regulation.fault.none")
	c.unique("training.modes", keys(t.Modes, func(m Mode) string { return m.Key }))
	c.curriculum(t)
	for i := range t.Modes {
		c.mode(t, &t.Modes[i])
	}
	c.hours(&t.Hours)
	c.evaluation(t)
	c.actualization(&t.Actualization)
	c.certificate(t.Certificate)
	a, b, f := t.Attendance, t.Batch, t.PostTraining
	c.within(a.MaxSessions.Value, 0, countLimit, "training.attendance.max_sessions")
	c.within(a.MaxJP.Value, 0, countLimit, "training.attendance.max_jp")
	c.within(a.MaxDays.Value, 0, daysOfYear, "training.attendance.max_days")
	c.within(int(a.Deduction.Value), 0, int(Full), "training.attendance.deduction")
	c.within(b.Cap.Value, 1, countLimit, "training.batch.cap")
	c.within(b.Groups.Value, 1, b.Cap.Value, "training.batch.groups")
	c.among(string(b.Numbering.Value), "training.batch.numbering", string(Roman), string(Arabic))
	c.within(f.OpensMonths.Value, 0, monthsLimit, "training.post_training.opens_months")
	c.within(f.ClosesMonths.Value, f.OpensMonths.Value, monthsLimit, "training.post_training.closes_months")
}

func keys[T any](list []T, key func(T) string) []string {
	names := make([]string, len(list))
	for i, x := range list {
		names[i] = key(x)
	}
	return names
}

func (c *checker) hours(h *Hours) {
	const path = "training.hours."
	c.within(h.MinutesPerJP.Value, 1, minutesADay, path+"minutes_per_jp")
	c.within(h.DayStart.Value, 0, minutesADay, path+"day_start")
	c.within(h.DayEnd.Value, h.DayStart.Value+1, minutesADay, path+"day_end")
	c.within(h.LunchStart.Value, h.DayStart.Value, h.DayEnd.Value, path+"lunch_start")
	c.within(h.LunchMinutes.Value, 0, minutesADay, path+"lunch_minutes")
	c.within(h.AfternoonBreak.Value, 0, minutesADay, path+"afternoon_break_minutes")
	c.within(h.FridayMinutes.Value, 0, minutesADay, path+"friday_break_minutes")
	c.within(h.RamadanStart.Value, 0, minutesADay, path+"ramadan_start")
	c.within(h.RamadanWeek.Value, 1, 7*minutesADay, path+"ramadan_week_minutes")
}

func (c *checker) curriculum(t *Training) {
	var subjects []string
	for _, a := range t.Curriculum {
		for _, s := range a.Subjects {
			subjects = append(subjects, s.Key)
			if s.JP != nil {
				c.within(s.JP.Value, 0, countLimit, "training.curriculum["+a.Key+"].subjects["+s.Key+"].jp")
			}
		}
		for _, p := range a.Proof.Value {
			c.among(p, "training.curriculum["+a.Key+"].proof", vocabulary["proof"]...)
		}
	}
	c.unique("training.curriculum", keys(t.Curriculum, func(a Agenda) string { return a.Key }))
	c.unique("training.curriculum", subjects)
}

func (c *checker) actualization(a *Actualization) {
	const path = "training.actualization.methods"
	c.within(a.LeastIssues.Value, 1, countLimit, "training.actualization.least_issues")
	c.unique(path, keys(a.Methods, func(m IssueMethod) string { return m.Key }))
	for _, m := range a.Methods {
		c.must(len(m.Criteria) > 0, path+"["+m.Key+"].criteria", "regulation.fault.none")
		c.within(m.Most, m.Least, countLimit, path+"["+m.Key+"].most")
	}
}
