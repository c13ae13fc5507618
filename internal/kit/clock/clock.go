// Package clock tells instants and civil dates apart.
//
// An instant is a real moment in UTC and comes only from a Clock, which tests
// replace with a Fixed one. A Date is a day on somebody's wall calendar, such
// as the day an agency calls today; it has no zone.
package clock

import (
	"sync"
	"time"
)

// Clock gives the present instant.
type Clock interface {
	Now() time.Time
}

// System is the clock of the machine.
type System struct{}

// Now returns the present instant in UTC.
func (System) Now() time.Time { return time.Now().UTC() }

// Fixed is a clock that stands still until it is moved. The zero value stands
// at the zero time. It may be used from several goroutines.
type Fixed struct {
	mu sync.Mutex
	at time.Time
}

// At returns a clock standing at the instant.
func At(t time.Time) *Fixed { return &Fixed{at: t.UTC()} }

// Now returns the instant at which the clock stands.
func (f *Fixed) Now() time.Time {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.at
}

// Set moves the clock to the instant.
func (f *Fixed) Set(t time.Time) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.at = t.UTC()
}

// Advance moves the clock on by d.
func (f *Fixed) Advance(d time.Duration) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.at = f.at.Add(d)
}

// stampLayout has a fixed width, so that stamps order as text.
const stampLayout = "2006-01-02T15:04:05.000000Z"

// Stamp writes an instant as fixed-width text in UTC, the form in which every
// table stores instants. Stamps order as the instants do.
func Stamp(t time.Time) string { return t.UTC().Format(stampLayout) }

// ParseStamp reads what Stamp wrote.
func ParseStamp(s string) (time.Time, error) { return time.Parse(stampLayout, s) }
