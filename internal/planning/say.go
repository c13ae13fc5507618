package planning

import (
	"strings"

	"pamong/internal/kit/i18n"
	"pamong/internal/regulation"
	"pamong/internal/schedule"
	"pamong/internal/training"
)

// Say says what stands in the way, in the speaker's language.
func (c Cause) Say(s *i18n.Speaker, rules *regulation.Training) string {
	span := i18n.Span{From: c.From, To: c.Until}
	switch c.Kind {
	case CauseAbsence, CauseClosure:
		if c.Reason == "" {
			return s.T("planning.cause."+string(c.Kind), "Who", c.Who, "Span", span)
		}
		return s.T("planning.cause."+string(c.Kind)+"_reason", "Who", c.Who, "Span", span, "Reason", c.Reason)
	case CauseLapse:
		if c.Until.IsZero() {
			return s.T("planning.cause.lapse_from", "Who", c.Who, "Day", c.From)
		}
		return s.T("planning.cause.lapse", "Who", c.Who, "Day", c.Until)
	case CauseBound:
		return s.T("planning.cause.bound", "Who", c.Who, "Role", strings.ToLower(s.T("trainer.role."+string(c.Role))))
	case CauseLeft:
		return s.T("planning.cause.left", "Who", c.Who, "Day", c.From)
	case CauseSession, CauseOrder:
		about := About(s, rules, c.Session, c.Label)
		if c.Who == "" {
			return s.T("planning.cause."+string(c.Kind), "Session", about)
		}
		return s.T("planning.cause.busy", "Who", c.Who, "Session", about)
	case CauseDay, CauseMonth:
		if c.Who == "" {
			return s.T("planning.cause.full_day", "Span", span)
		}
		return s.T("planning.cause."+string(c.Kind), "Who", c.Who, "Span", span, "N", c.Most)
	}
	return s.T("planning.cause." + string(c.Kind))
}

// Say says what is missing, in the speaker's language.
func (n Need) Say(s *i18n.Speaker) string { return s.T("planning.need." + string(n)) }

// About names a session: its subject, whose it is, and when.
func About(s *i18n.Speaker, rules *regulation.Training, one schedule.Session, label string) string {
	text := training.SubjectTitle(s, rules, one.Subject)
	if label != "" {
		text += " · " + s.T("training.batch", "Label", label)
	}
	if one.Group > 0 {
		text += " · " + s.T("training.group_n", "N", one.Group)
	}
	return text + " · " + s.LongDate(one.Day) + " " + s.HourMinute(one.Start)
}
