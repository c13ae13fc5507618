package training

import (
	"fmt"
	"strconv"
	"strings"

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
// those of subjects, "Day", "End" and "Start" into dates. Rules may be nil where no
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
		case "Day", "End", "Start":
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

// Say says a fact that keeps somebody out of waves, and what would free it.
func (f Fact) Say(s *i18n.Speaker) (fact, free string) {
	args := append([]any{"Waves", wavesIn(f.Waves)}, f.Args...)
	for i := 2; i+1 < len(args); i += 2 {
		if args[i] == "Kind" {
			args[i+1] = s.T("training.kind." + fmt.Sprint(args[i+1]))
		}
	}
	return s.T(f.Key, args...), s.T(f.Key+".free", args...)
}

// wavesIn writes the numbers of waves: "1, 3".
func wavesIn(waves []int) string {
	said := make([]string, len(waves))
	for i, w := range waves {
		said[i] = strconv.Itoa(w)
	}
	return strings.Join(said, ", ")
}

// Say says why somebody waits.
func (w Waiter) Say(s *i18n.Speaker) string { return s.T(w.Reason, w.Args...) }

// Say says why somebody is not taken in.
func (e Excluded) Say(s *i18n.Speaker) string { return s.T(e.Reason, Words(s, nil, nil, e.Args)...) }

// Say says why somebody is on the waiting list.
func (q Queued) Say(s *i18n.Speaker) string { return s.T(q.Reason, q.Args...) }
