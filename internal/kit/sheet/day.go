package sheet

import (
	"strconv"
	"strings"

	"pamong/internal/kit/clock"
)

// monthNumbers reads Indonesian and English month names by three letters.
var monthNumbers = map[string]int{"jan": 1, "feb": 2, "mar": 3, "apr": 4, "mei": 5, "may": 5, "jun": 6, "jul": 7, "agu": 8, "agt": 8, "aug": 8,
	"sep": 9, "okt": 10, "oct": 10, "nov": 11, "nop": 11, "des": 12, "dec": 12}

// ParseDay reads 1999-05-12, 12-05-1999, 12/05/1999, 12.5.1999 and 12 Mei
// 1999; a time of day after it is left out.
func ParseDay(text string) (clock.Date, bool) {
	parts := strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune("-/. ,", r) })
	if len(parts) < 3 {
		return "", false
	}
	day, month, year := parts[0], parts[1], parts[2]
	if len(day) == 4 {
		day, year = year, day
	}
	if len(month) >= 3 {
		month = strconv.Itoa(monthNumbers[strings.ToLower(month[:3])])
	}
	if len(day) > 2 || len(month) > 2 || len(year) != 4 {
		return "", false
	}
	d, err := clock.ParseDate(year + "-" + strings.Repeat("0", 2-len(month)) + month + "-" + strings.Repeat("0", 2-len(day)) + day)
	return d, err == nil
}
