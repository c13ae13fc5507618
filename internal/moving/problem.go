package moving

import (
	"slices"

	"pamong/internal/kit/clock"
	"pamong/internal/kit/i18n"
	"pamong/internal/roster"
)

// Problem is something about the files that a person should know, or must
// decide. Where it stands is Sources; what may be chosen is Options, under Key.
type Problem struct {
	Wrong   bool     `json:"wrong"`   // what it concerns stays out; otherwise it is only doubtful
	Message string   `json:"message"` // key of the message
	Args    []any    `json:"args,omitempty"`
	Who     string   `json:"who,omitempty"` // name of the person
	NIP     string   `json:"nip,omitempty"`
	Sources []Source `json:"sources,omitempty"`
	Key     string   `json:"key,omitempty"` // of a choice, "" where there is none
	Options []string `json:"options,omitempty"`
	Chosen  string   `json:"chosen,omitempty"`
	More    int      `json:"more,omitempty"` // further lines with the same

	finding *roster.Finding // of the roster, which says it itself
}

// Say tells the problem to an officer.
func (p *Problem) Say(s *i18n.Speaker) string {
	if p.finding != nil {
		return s.T("roster.field."+string(p.finding.Field)) + ": " + p.finding.Say(s)
	}
	args := slices.Clone(p.Args)
	for i := 1; i < len(args); i += 2 {
		switch v := args[i].(type) {
		case string:
			if args[i-1] == "Field" {
				args[i] = sayField(s, v)
			} else if d := clock.Date(v); d.Valid() {
				args[i] = d
			}
		case float64: // of a problem that was kept
			args[i] = int(v)
		}
	}
	return i18n.Say(p.Message, args...).Of(s)
}

// sayField names a field.
func sayField(s *i18n.Speaker, field string) string {
	if slices.Contains(roster.Fields, roster.Field(field)) {
		return s.T("roster.field." + field)
	}
	return field
}

// Source is where something stands.
type Source struct {
	File  string `json:"file"`
	Sheet string `json:"sheet,omitempty"`
	Row   int    `json:"row,omitempty"`
}
