package clock

import (
	"fmt"
	"time"
)

// Date is a civil date written YYYY-MM-DD, the form in which every table
// stores dates. The empty Date means "no date". Dates order as text.
type Date string

// NewDate returns the date of a year, month and day; like time.Date it
// carries overflowing days and months over.
func NewDate(year int, month time.Month, day int) Date {
	return FromTime(time.Date(year, month, day, 0, 0, 0, 0, time.UTC))
}

// FromTime returns the date on which t falls in t's own zone. Lists ask for
// thousands of dates, so common ones are written digit by digit.
func FromTime(t time.Time) Date {
	year, month, day := t.Date()
	if year < 0 || year > 9999 {
		return Date(t.Format(time.DateOnly))
	}
	return Date([]byte{
		'0' + byte(year/1000), '0' + byte(year/100%10), '0' + byte(year/10%10), '0' + byte(year%10), '-',
		'0' + byte(month/10), '0' + byte(month%10), '-', '0' + byte(day/10), '0' + byte(day%10),
	})
}

// ParseDate reads YYYY-MM-DD and refuses dates that do not exist.
func ParseDate(s string) (Date, error) {
	if !Date(s).Valid() {
		return "", fmt.Errorf("read date %q: want YYYY-MM-DD", s)
	}
	return Date(s), nil
}

// Time returns midnight UTC of the date; the zero time for the empty Date and
// for one that does not exist.
func (d Date) Time() time.Time {
	year, month, day, ok := d.digits()
	if !ok {
		return time.Time{}
	}
	t := time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.UTC)
	if t.Day() != day || t.Month() != time.Month(month) {
		return time.Time{}
	}
	return t
}

// digits reads the three numbers of a date; they need not exist together.
func (d Date) digits() (year, month, day int, ok bool) {
	if len(d) != len(time.DateOnly) || d[4] != '-' || d[7] != '-' {
		return 0, 0, 0, false
	}
	for i, into := range [...]*int{&year, &year, &year, &year, nil, &month, &month, nil, &day, &day} {
		if into == nil {
			continue
		}
		if d[i] < '0' || d[i] > '9' {
			return 0, 0, 0, false
		}
		*into = *into*10 + int(d[i]-'0')
	}
	return year, month, day, month >= 1 && day >= 1
}

// Valid reports whether d is an existing date.
func (d Date) Valid() bool {
	_, err := time.Parse(time.DateOnly, string(d))
	return err == nil
}

// IsZero reports whether d is the empty Date.
func (d Date) IsZero() bool { return d == "" }

// AddDays returns the date n days later, or earlier when n is negative.
func (d Date) AddDays(n int) Date { return FromTime(d.Time().AddDate(0, 0, n)) }

// AddMonths returns the same day n months later, or the last day of that
// month where it has no such day (31 January + 1 month = 28 or 29 February).
func (d Date) AddMonths(n int) Date {
	t := d.Time()
	first := time.Date(t.Year(), t.Month()+time.Month(n), 1, 0, 0, 0, 0, time.UTC)
	last := first.AddDate(0, 1, -1).Day()
	return NewDate(first.Year(), first.Month(), min(t.Day(), last))
}

// DaysUntil returns the number of days from d to e, negative when e is earlier.
func (d Date) DaysUntil(e Date) int {
	return int(e.Time().Sub(d.Time()) / (24 * time.Hour))
}

// MonthsUntil returns the number of complete months from d to e, by the same
// rule of month ends as AddMonths; 0 when e is not after d.
func (d Date) MonthsUntil(e Date) int {
	if e <= d {
		return 0
	}
	a, b := d.Time(), e.Time()
	n := (b.Year()-a.Year())*12 + int(b.Month()) - int(a.Month())
	if d.AddMonths(n) > e {
		n--
	}
	return n
}

// Weekday returns the day of the week.
func (d Date) Weekday() time.Weekday { return d.Time().Weekday() }

// Year returns the year, 0 for the empty Date.
func (d Date) Year() int {
	if d.IsZero() {
		return 0
	}
	return d.Time().Year()
}
