package regulation

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"pamong/internal/access"
	"pamong/internal/kit/db"
	"pamong/internal/kit/fault"
)

// Layout is the course of one mode as an agency lays it out: the subjects with
// their JP, and of each stage how long it is and what its days hold.
type Layout struct {
	Mode     string
	JP       int // of all stages
	Subjects []LaidSubject
	Stages   []LaidStage
}

// LaidSubject is a subject of the curriculum; one whose key the pack does not know
// is new.
type LaidSubject struct {
	Agenda string // key
	Key    string
	Title  Text
	JP     int // 0 where nothing fixes it
}

// LaidStage is a stage of the mode.
type LaidStage struct {
	Key      string
	Days, JP int
	Template []DayPattern // evidence is not read: days as they were keep theirs
}

// Layout returns a copy of how a mode of the course is laid out, a NotFound fault when the
// pack has no such mode.
func (t *Training) Layout(mode string) (Layout, error) {
	m, err := t.Mode(mode)
	if err != nil {
		return Layout{}, err
	}
	l := Layout{Mode: m.Key, JP: m.JP.Value}
	for _, a := range t.Curriculum {
		for _, s := range a.Subjects {
			one := LaidSubject{Agenda: a.Key, Key: s.Key, Title: s.Title}
			if s.JP != nil {
				one.JP = s.JP.Value
			}
			l.Subjects = append(l.Subjects, one)
		}
	}
	for _, s := range m.Stages {
		one := LaidStage{Key: s.Key, Days: s.Days.Value, JP: s.JP.Value}
		for _, d := range s.Template {
			d.Sessions = slices.Clone(d.Sessions)
			one.Template = append(one.Template, d)
		}
		l.Stages = append(l.Stages, one)
	}
	return l, nil
}

// Counted returns the days and the JP that the days of a stage hold together.
func (s LaidStage) Counted() (days, jp int) {
	for _, d := range s.Template {
		days += d.Days
		for _, x := range d.Sessions {
			jp += d.Days * x.JP
		}
	}
	return days, jp
}

// Counted returns the JP that the days of all stages give to a subject.
func (l Layout) Counted(subject string) int {
	n := 0
	for _, s := range l.Stages {
		for _, d := range s.Template {
			for _, x := range d.Sessions {
				if x.Subject == subject {
					n += d.Days * x.JP
				}
			}
		}
	}
	return n
}

// Lay returns a copy of the pack in which a mode is laid out otherwise. What
// differs rests on the given evidence. The copy is checked as a whole, and every
// problem stands beside its place.
func (p *Pack) Lay(l Layout, by Edition, proof Evidence) (*Pack, error) {
	laid, err := p.copyAs(p.ID, by)
	if err != nil {
		return nil, err
	}
	if laid.Training == nil {
		return nil, fault.NotFound("regulation.fault.no_mode", "Mode", l.Mode)
	}
	m, err := laid.Training.Mode(l.Mode)
	if err != nil {
		return nil, err
	}
	revalue(&m.JP, l.JP, proof)
	for _, s := range l.Subjects {
		laid.Training.laySubject(s, proof)
	}
	for _, one := range l.Stages {
		if s := m.Stage(one.Key); s != nil {
			revalue(&s.Days, one.Days, proof)
			revalue(&s.JP, one.JP, proof)
			s.lay(one.Template, proof)
		}
	}
	if err := laid.Check(); err != nil {
		return nil, err
	}
	return laid, nil
}

// revalue gives a value that differs its evidence.
func revalue(v *Value[int], n int, proof Evidence) {
	if v.Value != n {
		*v = Value[int]{n, proof}
	}
}

// laySubject sets the JP of a subject, or adds a new one to its agenda.
func (t *Training) laySubject(s LaidSubject, proof Evidence) {
	known, _ := t.Subject(s.Key)
	if known == nil {
		for i := range t.Curriculum {
			if a := &t.Curriculum[i]; a.Key == s.Agenda {
				a.Subjects = append(a.Subjects, Subject{Key: s.Key, Title: s.Title, Evidence: proof})
				known = &a.Subjects[len(a.Subjects)-1]
			}
		}
	}
	switch {
	case known == nil: // of no agenda: nothing names it
	case s.JP == 0:
		known.JP = nil
	case known.JP == nil:
		known.JP = &Value[int]{s.JP, proof}
	default:
		revalue(known.JP, s.JP, proof)
	}
}

// NewKey makes a key of the title of a subject that none of the layout has yet,
// "" of a title without letters.
func (l Layout) NewKey(title string) string {
	words := strings.FieldsFunc(strings.ToLower(title), func(r rune) bool { return (r < 'a' || r > 'z') && (r < '0' || r > '9') })
	base := strings.Join(words, "_")
	key := base
	for n := 2; base != "" && slices.ContainsFunc(l.Subjects, func(s LaidSubject) bool { return s.Key == key }); n++ {
		key = fmt.Sprintf("%s_%d", base, n)
	}
	return key
}

// lay gives a stage other days; those that it held before keep their evidence.
func (s *Stage) lay(template []DayPattern, proof Evidence) {
	var days []DayPattern
	for _, d := range template {
		d.Evidence = proof
		for _, old := range s.Template {
			if old.Days == d.Days && slices.Equal(old.Sessions, d.Sessions) {
				d.Evidence = old.Evidence
			}
		}
		days = append(days, d)
	}
	s.Template = days
}

// Lay lays out a mode of an own pack otherwise, what differs resting on the legal
// basis of the edition with a grade. The version is the one that the person saw;
// if somebody has acted since, it is a conflict. Every fault stands beside its
// place, and nothing is stored then.
func (l *Library) Lay(ctx context.Context, actor access.Actor, agency, id string, version int, by Edition, grade Grade, to Layout) error {
	by.Basis.tidy()
	return l.DB.InTx(ctx, func(tx *db.Tx) error {
		o, err := l.open(ctx, tx, actor, agency, id, version)
		if err != nil {
			return err
		}
		by.From = o.Edition.From
		f := by.Basis.faults()
		if len(f) > 0 { // the evidence is made of it
			return f.Err()
		}
		pack, err := o.Lay(to, by, Evidence{grade, by.Basis.String()})
		if err != nil {
			return err
		}
		return l.keep(ctx, tx, actor, o, pack, actChange)
	})
}
