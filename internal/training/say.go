package training

import (
	"pamong/internal/kit/clock"
	"pamong/internal/kit/i18n"
	"pamong/internal/regulation"
)

// Say says a warning in the speaker's language, with the titles of stages
// instead of their keys.
func (w Warning) Say(s *i18n.Speaker, mode *regulation.Mode) string {
	return s.T(w.Key, Words(s, nil, mode, w.Args)...)
}

// Words turns the keys and dates among the arguments of a message into what
// people read: "Stage" into the title of the stage, "Subject" and "Other" into
// those of subjects, "Day" and "End" into dates. Rules may be nil where no
// subject is named.
func Words(s *i18n.Speaker, rules *regulation.Training, mode *regulation.Mode, args []any) []any {
	said := make([]any, len(args))
	copy(said, args)
	for i := 0; i+1 < len(said); i += 2 {
		text, ok := said[i+1].(string)
		if !ok {
			continue
		}
		switch said[i] {
		case "Stage":
			said[i+1] = StageTitle(s, mode, text)
		case "Subject", "Other":
			if rules != nil {
				said[i+1] = SubjectTitle(s, rules, text)
			}
		case "Day", "End":
			said[i+1] = s.Date(clock.Date(text))
		}
	}
	return said
}

// StageTitle returns the title of a stage, its key when the mode has none.
func StageTitle(s *i18n.Speaker, mode *regulation.Mode, key string) string {
	if stage := mode.Stage(key); stage != nil {
		return stage.Title.In(s.Lang)
	}
	return key
}

// SubjectTitle returns the title of a subject, its key when the curriculum
// has none.
func SubjectTitle(s *i18n.Speaker, rules *regulation.Training, key string) string {
	if subject, _ := rules.Subject(key); subject != nil {
		return subject.Title.In(s.Lang)
	}
	return key
}
