package clock

import "testing"

func TestTimesOfDayAreReadAsOfficesWriteThem(t *testing.T) {
	cases := map[string]struct {
		text string
		want int
		ok   bool
	}{
		"with a colon":         {"08:05", 8*60 + 5, true},
		"with a point":         {"13.30", 13*60 + 30, true},
		"without leading zero": {"8.05", 8*60 + 5, true},
		"midnight":             {"00:00", 0, true},
		"the last minute":      {"23:59", 23*60 + 59, true},
		"after the day":        {"24:00", 0, false},
		"sixty minutes":        {"08:60", 0, false},
		"an hour alone":        {"08", 0, false},
		"below nothing":        {"-1:00", 0, false},
		"words":                {"pagi", 0, false},
		"nothing":              {"", 0, false},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			got, err := ReadMinute(c.text)
			if got != c.want || (err == nil) != c.ok {
				t.Errorf("ReadMinute(%q) = %d, %v", c.text, got, err)
			}
		})
	}
	for minutes := range 24 * 60 {
		if got, err := ReadMinute(WriteMinute(minutes)); err != nil || got != minutes {
			t.Fatalf("%d is written %s and read %d, %v", minutes, WriteMinute(minutes), got, err)
		}
	}
}
