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

// FromTime returns the date on which t falls in t's own zone.
func FromTime(t time.Time) Date { return Date(t.Format(time.DateOnly)) }

// ParseDate reads YYYY-MM-DD and refuses dates that do not exist.
func ParseDate(s string) (Date, error) {
	if _, err := time.Parse(time.DateOnly, s); err != nil {
		return "", fmt.Errorf("read date %q: want YYYY-MM-DD", s)
	}
	return Date(s), nil
}

// Time returns midnight UTC of the date; the zero time for the empty Date.
func (d Date) Time() time.Time {
	t, err := time.Parse(time.DateOnly, string(d))
	if err != nil {
		return time.Time{}
	}
	return t
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
	return int(e.Time().Sub(d.Time()).Hours() / 24)
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
