package schedule

import (
	"slices"

	"pamong/internal/trainer"
)

// Unled returns the sessions with others that a tutor, coach or examiner leads and
// that have nobody yet. It is empty for a batch in which nobody is named at all:
// its trainers have not been chosen, or are kept elsewhere.
func (v View) Unled() []Session {
	var list []Session
	named := false
	for _, s := range v.Sessions {
		if !s.Meets() || !slices.Contains(trainer.Roles, trainer.Role(s.Lead)) {
			continue
		}
		if named = named || s.Trainer != ""; s.Trainer == "" {
			list = append(list, s)
		}
	}
	if !named {
		return nil
	}
	return list
}
