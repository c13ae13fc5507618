package roster

import (
	"fmt"
	"slices"
	"time"

	"pamong/internal/kit/clock"
	"pamong/internal/kit/i18n"
	"pamong/internal/regulation"
)

// Finding is one thing noticed about one line of a list. The text is the
// message "roster.finding." + Code with Args.
type Finding struct {
	Severity regulation.Severity
	Code     string
	Field    Field // beside which it stands
	Args     []any
}

// Key returns the message key of the finding.
func (f Finding) Key() string { return "roster.finding." + f.Code }

// The codes of findings. Those of an NIP come from the rule pack.
const (
	CodeNIPDuplicate    = "nip_duplicate"    // error: the number stands further up already
	CodeNIPReplaced     = "nip_replaced"     // the number was corrected before; the person is known by a new one
	CodeNameMissing     = "name_missing"     // error
	CodeNameFormula     = "name_formula"     // kept as text, never run
	CodeGolonganUnknown = "golongan_unknown" // error: no rank of that name
	CodeGolonganMissing = "golongan_missing"
	CodeSexUnread       = "sex_unread"
	CodeDateUnread      = "date_unread"
	CodeEmail           = "email"
	CodePhone           = "phone"
	CodeUnitNear        = "unit_near"    // a unit's name that is almost another's
	CodeUnitMissing     = "unit_missing" // no unit at all
	CodeUnitNew         = "unit_new"     // not in the agency's list of units
	CodeRowHidden       = "row_hidden"
	CodeNIKLength       = "nik_length"
	CodeNIKDiffers      = "nik_differs"
	CodeWithdrawn       = "withdrawn" // the person was taken out before
	CodeLeft            = "left"      // error: the person has gone to another agency
)

// nipCodes names the findings of the rule pack as this house does, with the
// field beside which each stands.
var nipCodes = map[string]struct {
	code  string
	field Field
}{
	regulation.NIPEmpty:       {"nip_missing", FieldNIP},
	regulation.NIPNumber:      {"nip_number_cell", FieldNIP},
	regulation.NIPCharacters:  {"nip_digits", FieldNIP},
	regulation.NIPLength:      {"nip_length", FieldNIP},
	regulation.NIPBirth:       {"nip_birth", FieldNIP},
	regulation.NIPContract:    {"nip_pppk", FieldNIP},
	regulation.NIPMonth:       {"nip_month", FieldNIP},
	regulation.NIPSex:         {"nip_sex", FieldNIP},
	regulation.NIPSequence:    {"nip_sequence", FieldNIP},
	regulation.NIPBornDiffers: {"born_differs", FieldBorn},
	regulation.NIPTMTDiffers:  {"tmt_differs", FieldTMT},
	regulation.NIPSexDiffers:  {"sex_differs", FieldSex},
	regulation.NIPAge:         {"age", FieldNIP},
}

// severityOf returns the worst severity, "" when nothing was found.
func severityOf(findings []Finding) regulation.Severity {
	worst := regulation.Severity("")
	for _, f := range findings {
		if f.Severity == regulation.SeverityError {
			return f.Severity
		}
		worst = f.Severity
	}
	return worst
}

// counted returns the arguments with what the message about a length compares.
func (f Finding) counted() []any {
	args := slices.Clone(f.Args)
	for i := 0; i+1 < len(f.Args); i += 2 {
		n, ok := f.Args[i+1].(int)
		switch {
		case ok && f.Args[i] == "N":
			args = append(args, "Count", float64(n))
		case ok && f.Args[i] == "Digits":
			args = append(args, "Full", float64(n))
		}
	}
	return args
}

// Say tells the finding to an officer: dates and sexes as people write them.
func (f Finding) Say(s *i18n.Speaker) string {
	args := f.counted()
	for i := 0; i+1 < len(args); i += 2 {
		switch v := args[i+1].(type) {
		case clock.Date:
			args[i+1] = sayDay(s, v)
		case regulation.Sex:
			args[i+1] = string(v)
			if args[i] == "NIP" {
				args[i+1] = s.T("roster.sex." + string(v))
			}
		}
	}
	return s.T(f.Key(), args...)
}

// sayDay says a date, or the month that an NIP tells.
func sayDay(s *i18n.Speaker, d clock.Date) string {
	if t, err := time.Parse("2006-01", string(d)); err == nil {
		return fmt.Sprintf("%s %d", s.Month(t.Month()), t.Year())
	}
	return s.Date(d)
}
