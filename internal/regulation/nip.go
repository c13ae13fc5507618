package regulation

import (
	"strconv"
	"strings"
	"time"
	"unicode"

	"pamong/internal/kit/clock"
)

// Sex is the sex that the fifteenth digit of an NIP tells.
type Sex string

// The sexes, as personnel lists write them.
const (
	Male   Sex = "L"
	Female Sex = "P"
)

// NIP is a personnel number taken apart. Fields that could not be read are
// empty.
type NIP struct {
	Text     string     // the digits alone, as far as they could be cleaned
	Born     clock.Date // digits 1-8
	TMT      clock.Date // digits 9-14: the first day of the month of appointment
	Sex      Sex        // digit 15
	Sequence int        // digits 16-18
}

// Expect is what a roster says about the person beside the NIP. Empty fields
// are not compared.
type Expect struct {
	Born    clock.Date
	TMT     clock.Date // compared by its month
	Sex     Sex
	Numeric bool // the cell held a number, so that digits may be lost
}

// Severity says whether a finding stops an import.
type Severity string

// The severities.
const (
	SeverityError   Severity = "error"
	SeverityWarning Severity = "warning"
)

// Finding is one thing noticed about an NIP. Args alternate names and values;
// the text is the message "regulation.nip." + Code.
type Finding struct {
	Severity Severity
	Code     string
	Args     []any
}

// Key returns the message key of the finding.
func (f Finding) Key() string { return "regulation.nip." + f.Code }

// The codes of findings.
const (
	NIPEmpty       = "empty"
	NIPNumber      = "cell_is_number"
	NIPCharacters  = "not_digits"
	NIPLength      = "length"
	NIPBirth       = "birth_date"
	NIPContract    = "pppk"
	NIPMonth       = "month"
	NIPSex         = "sex_digit"
	NIPSequence    = "sequence"
	NIPBornDiffers = "born_differs"
	NIPTMTDiffers  = "tmt_differs"
	NIPSexDiffers  = "sex_differs"
	NIPAge         = "age"
)

// The shape of an NIP: YYYYMMDD birth, YYYYMM TMT, sex, sequence.
const (
	nipDigits     = 18
	contractMonth = 21 // a PPPK has 21 where a CPNS has the month
)

// CheckNIP takes an NIP apart and says what is wrong with it. Spaces, dots,
// dashes and apostrophes are ignored. Whether the number is unique is known
// only to the roster.
func (p *Probation) CheckNIP(text string, want Expect) (NIP, []Finding) {
	n := NIP{Text: CleanNIP(text)}
	findings := []Finding{}
	fail := func(code string, args ...any) {
		findings = append(findings, Finding{SeverityError, code, args})
	}
	switch {
	case n.Text == "":
		fail(NIPEmpty)
	case want.Numeric || scientific(n.Text):
		fail(NIPNumber)
	case !digits(n.Text):
		fail(NIPCharacters)
	case len(n.Text) != nipDigits:
		fail(NIPLength, "N", len(n.Text), "Digits", nipDigits)
	}
	if len(findings) > 0 {
		return n, findings
	}
	n.read(fail)
	return n, append(findings, p.compareNIP(n, want)...)
}

// read takes eighteen digits apart and reports those that cannot be.
func (n *NIP) read(fail func(code string, args ...any)) {
	born, err := clock.ParseDate(n.Text[0:4] + "-" + n.Text[4:6] + "-" + n.Text[6:8])
	if err != nil || born.Year() == 0 {
		fail(NIPBirth, "Digits", n.Text[0:8])
	} else {
		n.Born = born
	}
	year, month := number(n.Text[8:12]), number(n.Text[12:14])
	switch {
	case month == contractMonth:
		fail(NIPContract)
	case month < 1 || month > 12 || year == 0:
		fail(NIPMonth, "Digits", n.Text[8:14])
	default:
		n.TMT = clock.NewDate(year, time.Month(month), 1)
	}
	switch n.Text[14] {
	case '1':
		n.Sex = Male
	case '2':
		n.Sex = Female
	default:
		fail(NIPSex, "Digit", n.Text[14:15])
	}
	if n.Sequence = number(n.Text[15:18]); n.Sequence == 0 {
		fail(NIPSequence)
	}
}

// compareNIP warns where the roster says something else than the number, and
// of an unlikely age.
func (p *Probation) compareNIP(n NIP, want Expect) []Finding {
	var findings []Finding
	warn := func(code string, args ...any) {
		findings = append(findings, Finding{SeverityWarning, code, args})
	}
	if want.Born != "" && n.Born != "" && want.Born != n.Born {
		warn(NIPBornDiffers, "NIP", n.Born, "Roster", want.Born)
	}
	if want.TMT != "" && n.TMT != "" && want.TMT[:len("2006-01")] != n.TMT[:len("2006-01")] {
		warn(NIPTMTDiffers, "NIP", n.TMT[:len("2006-01")], "Roster", want.TMT)
	}
	if want.Sex != "" && n.Sex != "" && want.Sex != n.Sex {
		warn(NIPSexDiffers, "NIP", n.Sex, "Roster", want.Sex)
	}
	if n.Born != "" && n.TMT != "" {
		least, most := p.EntryAgeLeast.Value, p.EntryAgeMost.Value
		if age := ageInMonth(n.Born, n.TMT); age < least || age > most {
			warn(NIPAge, "N", age, "Least", least, "Most", most)
		}
	}
	return findings
}

// ageInMonth returns the years that somebody has completed by the end of the
// month in which the TMT lies: the number tells the month only, so the doubt
// is in the person's favour.
func ageInMonth(born, tmt clock.Date) int {
	b, t := born.Time(), tmt.AddMonths(1).AddDays(-1).Time()
	age := t.Year() - b.Year()
	if t.Month() < b.Month() || t.Month() == b.Month() && t.Day() < b.Day() {
		age--
	}
	return age
}

// CleanNIP drops what offices type around and between the digits.
func CleanNIP(text string) string {
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune(".-'’‘`\u200b\ufeff", r) || unicode.IsSpace(r) {
			return -1
		}
		return r
	}, text)
}

// scientific reports whether a spreadsheet wrote the number as 1.99E+17.
func scientific(s string) bool {
	mantissa, exponent, found := strings.Cut(strings.ToUpper(s), "E+")
	return found && digits(strings.Replace(mantissa, ",", "", 1)) && digits(exponent)
}

// number reads digits that are known to be digits.
func number(s string) int {
	n, _ := strconv.Atoi(s)
	return n
}

func yearText(year int) string { return strconv.Itoa(year) }
