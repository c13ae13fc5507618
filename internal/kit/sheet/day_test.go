package sheet

import (
	"testing"

	"pamong/internal/kit/clock"
)

func TestDaysAsListsWriteThem(t *testing.T) {
	for text, want := range map[string]clock.Date{"1999-05-12": "1999-05-12", "12-05-1999": "1999-05-12", "12/5/1999": "1999-05-12", "12 Mei 1999": "1999-05-12", "12 Agustus 1999": "1999-08-12",
		"12.05.1999": "1999-05-12", "1999-05-12 08:00:00": "1999-05-12", "31/02/1999": "", "05/1999": "", "12/05/99": "", "kemarin": "", "12 Foo 1999": ""} {
		if got, ok := ParseDay(text); got != want && (ok || want != "") {
			t.Errorf("%q reads as %q, %t; want %q", text, got, ok, want)
		}
	}
}

func TestDaysAreReadAsOfficesWriteThem(t *testing.T) {
	for text, want := range map[string]clock.Date{"29/02/2024": "2024-02-29", "45474": "2024-07-01", "Senin, 12 Mei 2025": "2025-05-12", "May 12, 2025": "2025-05-12", "12-Mei-25": "2025-05-12", "2025-05-12 00:00:00": "2025-05-12",
		"29/02/2025": "", "123456": "", "III/a": "", "": ""} {
		if got, ok := ReadDay(text); got != want || ok != (want != "") {
			t.Errorf("%q is read as %q, %v", text, got, ok)
		}
	}
}
