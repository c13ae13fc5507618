package document

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"pamong/internal/kit/clock"
)

// Pattern is how the numbers of a kind of letter are written: words around
// placeholders, such as "800/{{nomor}}/BKPSDM/{{tahun}}". {{nomor:3}} is the
// running number in at least three digits; {{tahun}}, {{bulan}} and
// {{bulan_romawi}} are those of the date of the letter.
type Pattern string

var placeholder = regexp.MustCompile(`\{\{\s*([a-z_]+)\s*(?::\s*([0-9]+)\s*)?\}\}`)

const (
	mostDigits  = 8
	mostPattern = 100 // bytes
)

// romanMonths are the months as offices write them in numbers.
var romanMonths = []string{"I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII"}

// Check refuses a pattern that would give two letters one number: it needs the
// running number and the year.
func (p Pattern) Check() error {
	has := map[string]bool{}
	for _, m := range placeholder.FindAllStringSubmatch(string(p), -1) {
		digits, _ := strconv.Atoi(m[2])
		switch m[1] {
		case "nomor", "tahun", "bulan", "bulan_romawi":
			has[m[1]] = true
		default:
			return refuse("pattern", "document.pattern_unknown", "Name", m[0])
		}
		if digits > mostDigits || m[2] != "" && m[1] != "nomor" {
			return refuse("pattern", "document.pattern_unknown", "Name", m[0])
		}
	}
	rest := placeholder.ReplaceAllString(string(p), "")
	if !has["nomor"] || !has["tahun"] || strings.ContainsAny(rest, "{}\n") || len(p) > mostPattern {
		return refuse("pattern", "document.pattern_bad")
	}
	return nil
}

// Write writes a running number of a day.
func (p Pattern) Write(running int, day clock.Date) string {
	return placeholder.ReplaceAllStringFunc(string(p), func(text string) string {
		m := placeholder.FindStringSubmatch(text)
		switch m[1] {
		case "tahun":
			return strconv.Itoa(day.Year())
		case "bulan":
			return fmt.Sprintf("%02d", day.Time().Month())
		case "bulan_romawi":
			return romanMonths[day.Time().Month()-1]
		}
		digits, _ := strconv.Atoi(m[2])
		return fmt.Sprintf("%0*d", digits, running)
	})
}
