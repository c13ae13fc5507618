package planning

import (
	"slices"

	"pamong/internal/kit/timetable"
	"pamong/internal/schedule"
	"pamong/internal/trainer"
)

// unchosen adds to a session that lacks somebody to lead it why nobody else could be
// chosen: who is bound to its group in its role, and whose right begins too late or
// ends too early. What alone would give it somebody who is free where it lies frees
// it. Bindings proposed in this round would be proposed otherwise.
func (m *model) unchosen(l *Left, c Course, proposed []trainer.Binding, places []timetable.Place) {
	role := roleOf(l.Session)
	if role == "" {
		return
	}
	bound := m.boundTo(c.Batch.ID, l.Session.Group, role, l.Session.Day)
	decided := bound != "" && !slices.ContainsFunc(proposed, func(b trainer.Binding) bool {
		return b.Batch == c.Batch.ID && b.Group == l.Session.Group && b.Role == role
	})
	others, idlers := 0, 0
	for _, t := range m.Round.Trainers {
		if t.ID == bound || m.barred(c, l.Session.Group, role, t.ID) {
			continue
		}
		idle := m.idle(t.ID, l.Session, places)
		if m.entitled(t, c, role, l.Session.Agenda, l.Session.Day, l.Session.Day) {
			if others++; idle {
				idlers++
			}
			continue
		}
		if lapse, ok := m.lapse(t, c, l.Session, role); ok {
			l.Causes = append(l.Causes, lapse)
			if idle && !decided {
				l.Frees = append(l.Frees, lapse)
			}
		}
	}
	if decided && others > 0 {
		one := Cause{Kind: CauseBound, Who: m.byID[bound].Name, Role: role}
		l.Causes = append(l.Causes, one)
		if idlers > 0 {
			l.Frees = append(l.Frees, one)
		}
	}
	l.Causes, l.Frees = once(l.Causes), once(l.Frees)
}

// lapse says that somebody has the right to lead a session on other days only.
func (r *Round) lapse(t trainer.Trainer, c Course, s schedule.Session, role trainer.Role) (Cause, bool) {
	if !t.Until.IsZero() && t.Until <= s.Day {
		return Cause{}, false
	}
	for _, right := range r.Rights[t.ID] {
		dated := right
		dated.From, dated.Until = "", ""
		switch {
		case !dated.Covers(role, s.Agenda, c.Batch.Class, s.Day):
		case !right.Until.IsZero() && right.Until <= s.Day:
			return Cause{Kind: CauseLapse, Who: t.Name, Until: right.Until}, true
		case right.From > s.Day:
			return Cause{Kind: CauseLapse, Who: t.Name, From: right.From}, true
		}
	}
	return Cause{}, false
}

// idle reports whether a trainer has nothing else where a session lies.
func (m *model) idle(id trainer.ID, s schedule.Session, places []timetable.Place) bool {
	span, ok := m.span(s.Day, s.Start, s.End)
	return ok && !m.busy(m.trainers[id], span, places)
}
