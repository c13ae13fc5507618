package sheet

import (
	"slices"
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

// weekdays stand before dates in lists.
var weekdays = []string{"senin", "selasa", "rabu", "kamis", "jumat", "jum'at", "sabtu", "minggu", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "sen", "sel", "rab", "kam", "jum", "sab", "min"}

// IsWeekday reports whether a word is the name of a day of the week, as lists
// write it before a date.
func IsWeekday(word string) bool { return slices.Contains(weekdays, strings.ToLower(word)) }

// ReadDay reads a day in the ways in which offices write one: with or without
// the name of the weekday, in figures or words, in English, or as the serial
// number that a spreadsheet program keeps.
func ReadDay(text string) (clock.Date, bool) {
	text = strings.TrimSpace(text)
	if first, rest, ok := strings.Cut(strings.Replace(text, ",", " ", 1), " "); ok && IsWeekday(first) {
		text = strings.TrimSpace(rest)
	}
	if d, ok := ParseDay(text); ok {
		return d, true
	}
	parts := strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune("-/. ,", r) })
	if len(parts) == 3 && len(parts[0]) >= 3 && len(parts[2]) == 4 { // May 12, 2025
		if d, ok := ParseDay(parts[1] + " " + parts[0] + " " + parts[2]); ok {
			return d, true
		}
	}
	if len(parts) == 3 && len(parts[2]) == 2 && len(parts[1]) >= 3 { // 12-Mei-25
		return ParseDay(parts[0] + " " + parts[1] + " 20" + parts[2])
	}
	return serialDay(text)
}

// serialDay reads the number under which spreadsheet programs keep a day: those
// from 1950 to 2079 only, so that no other number is taken for a day.
func serialDay(text string) (clock.Date, bool) {
	whole, _, _ := strings.Cut(text, ".")
	if len(whole) != 5 {
		return "", false
	}
	n := 0
	for _, r := range whole {
		if r < '0' || r > '9' {
			return "", false
		}
		n = n*10 + int(r-'0')
	}
	if n < 18264 || n > 65745 {
		return "", false
	}
	return clock.Date("1899-12-30").AddDays(n), true
}
