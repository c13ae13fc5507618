package clock

import (
	"fmt"
	"strings"
	"time"
)

// WriteMinute writes minutes after midnight as a time field holds them: "08:05".
func WriteMinute(minutes int) string { return fmt.Sprintf("%02d:%02d", minutes/60, minutes%60) }

// ReadMinute reads a time of day from 00:00 to 23:59 as minutes after midnight,
// also with the point that offices write: "08.05".
func ReadMinute(text string) (int, error) {
	at, err := time.Parse("15:04", strings.ReplaceAll(text, ".", ":"))
	if err != nil {
		return 0, fmt.Errorf("read time of day %q: want HH:MM", text)
	}
	return at.Hour()*60 + at.Minute(), nil
}
