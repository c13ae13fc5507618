package i18n

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"pamong/internal/kit/clock"
)

var monthNames = map[Lang][12]string{
	Indonesian: {"Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus", "September", "Oktober", "November", "Desember"},
	English:    {"January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"},
}

var shortMonthNames = map[Lang][12]string{
	Indonesian: {"Jan", "Feb", "Mar", "Apr", "Mei", "Jun", "Jul", "Agt", "Sep", "Okt", "Nov", "Des"},
	English:    {"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"},
}

var dayNames = map[Lang][7]string{
	Indonesian: {"Minggu", "Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu"},
	English:    {"Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"},
}

var shortDayNames = map[Lang][7]string{
	Indonesian: {"Mg", "Sn", "Sl", "Rb", "Km", "Jm", "Sb"},
	English:    {"Su", "Mo", "Tu", "We", "Th", "Fr", "Sa"},
}

// noDate stands where there is no date.
const noDate = "–"

// Date says a date: "29 Juli 2025", "29 July 2025"; a dash for no date.
func (s *Speaker) Date(d clock.Date) string {
	if !d.Valid() {
		return noDate
	}
	t := d.Time()
	return fmt.Sprintf("%d %s %d", t.Day(), monthNames[s.Lang][t.Month()-1], t.Year())
}

// LongDate says a date with its day: "Selasa, 29 Juli 2025".
func (s *Speaker) LongDate(d clock.Date) string {
	if !d.Valid() {
		return noDate
	}
	return dayNames[s.Lang][d.Weekday()] + ", " + s.Date(d)
}

// ShortDate says a date in a narrow place: "29 Jul 2025".
func (s *Speaker) ShortDate(d clock.Date) string {
	if !d.Valid() {
		return noDate
	}
	return s.DayMonth(d) + " " + strconv.Itoa(d.Year())
}

// DayMonth says a date without its year: "29 Jul".
func (s *Speaker) DayMonth(d clock.Date) string {
	if !d.Valid() {
		return noDate
	}
	t := d.Time()
	return fmt.Sprintf("%d %s", t.Day(), shortMonthNames[s.Lang][t.Month()-1])
}

// Month says the name of a month.
func (s *Speaker) Month(m time.Month) string { return monthNames[s.Lang][m-1] }

// ShortDay says the two letters of a weekday: "Sl".
func (s *Speaker) ShortDay(d clock.Date) string { return shortDayNames[s.Lang][d.Weekday()] }

// Period says a span of dates, shortened where they share month or year:
// "18 Juli–15 Agustus 2025".
func (s *Speaker) Period(from, to clock.Date) string {
	if !from.Valid() || !to.Valid() || from == to {
		return s.Date(from)
	}
	a, b := from.Time(), to.Time()
	switch {
	case a.Year() != b.Year():
		return s.Date(from) + "–" + s.Date(to)
	case a.Month() != b.Month():
		return fmt.Sprintf("%d %s–%s", a.Day(), monthNames[s.Lang][a.Month()-1], s.Date(to))
	}
	return fmt.Sprintf("%d–%s", a.Day(), s.Date(to))
}

// zoneNames are the names of the three zones of Indonesia.
var zoneNames = map[string]string{"Asia/Jakarta": "WIB", "Asia/Pontianak": "WIB", "Asia/Makassar": "WITA", "Asia/Jayapura": "WIT"}

// Clock says a time of day with its zone: "10.15 WIB".
func (s *Speaker) Clock(t time.Time) string {
	name := zoneNames[t.Location().String()]
	if name == "" {
		name, _ = t.Zone()
	}
	return s.HourMinute(t.Hour()*60+t.Minute()) + " " + name
}

// HourMinute says minutes after midnight as a time of day: "10.15", "10:15".
func (s *Speaker) HourMinute(minutes int) string {
	sep := "."
	if s.Lang == English {
		sep = ":"
	}
	return fmt.Sprintf("%02d%s%02d", minutes/60, sep, minutes%60)
}

// Moment says an instant in a zone: "29 Juli 2025, 10.15 WIB".
func (s *Speaker) Moment(t time.Time, zone *time.Location) string {
	t = t.In(zone)
	return s.Date(clock.FromTime(t)) + ", " + s.Clock(t)
}

// Number says a whole number with separators: "27.000", "27,000".
func (s *Speaker) Number(n int64) string {
	text := strconv.FormatInt(n, 10)
	sign := ""
	if n < 0 {
		sign, text = "-", text[1:]
	}
	sep := "."
	if s.Lang == English {
		sep = ","
	}
	for i := len(text) - 3; i > 0; i -= 3 {
		text = text[:i] + sep + text[i:]
	}
	return sign + text
}

// Hundredths says an exact number of hundredths with two places: 8836 is
// "88,36".
func (s *Speaker) Hundredths(n int) string {
	text := fmt.Sprintf("%d.%02d", n/100, abs(n)%100)
	if n < 0 && n > -100 {
		text = "-" + text
	}
	return s.Decimal(text)
}

// Decimal turns a decimal written with a point into the language's form.
func (s *Speaker) Decimal(text string) string {
	if s.Lang == English {
		return text
	}
	return strings.Replace(text, ".", ",", 1)
}

// Percent says part of whole as a percentage with at most one place:
// "92,4 %"; "0 %" when the whole is 0.
func (s *Speaker) Percent(part, whole int) string {
	if whole == 0 {
		return "0 %"
	}
	tenths := (part*2000 + whole) / (2 * whole)
	text := strconv.Itoa(tenths / 10)
	if tenths%10 != 0 {
		text += "." + strconv.Itoa(tenths%10)
	}
	return s.Decimal(text) + " %"
}

func abs(n int) int {
	if n < 0 {
		return -n
	}
	return n
}
