package app_test

import "testing"

// returns looks at the sheets of units before anybody was asked for one.
func (s *shell) returns() {
	s.t.Helper()
	type sheet struct {
		Unit, Wave, State string
		People, Missing   int
	}
	var all, one []sheet
	s.json(&all, "returns", "list", "--agency", "pontianak")
	if len(all) < 10 {
		s.t.Fatalf("%d units owe marks", len(all))
	}
	people := 0
	for _, r := range all {
		if r.State != "nolink" || r.Missing != r.People {
			s.t.Errorf("a unit that was not asked: %+v", r)
		}
		people += r.People
	}
	if people != 338 {
		s.t.Errorf("units owe the marks of %d people, want 338", people)
	}
	s.json(&one, "returns", "list", "--agency", "pontianak", "--unit", all[0].Unit, "--wave", "1")
	if len(one) != 1 || one[0] != all[0] {
		s.t.Errorf("one unit in one wave: %+v", one)
	}
	if s.json(&one, "returns", "list", "--agency", "pontianak", "--state", "sent"); len(one) != 0 {
		s.t.Errorf("%d units have sent their sheets", len(one))
	}
	s.json(&one, "returns", "list", "--agency", "pontianak", "--wave", "9")
	if code, _, _ := s.try("returns", "list", "--agency", "pontianak", "--unit", "Dinas Yang Tidak Ada"); code != 1 {
		s.t.Errorf("an unknown unit: exit %d, want 1", code)
	}
	if code, _, errs := s.try("returns", "mail", "--agency", "pontianak"); code != 1 || errs == "" {
		s.t.Errorf("mail to nobody: exit %d, %s", code, errs)
	}
}

// Links that wait are counted by kind beside the people to reach.
func TestMessagesSayWhichLinksWait(t *testing.T) {
	onBoth(t, func(t *testing.T, s *shell) {
		s.run("roster", "import", lists+"bontang-siasn-export.xlsx", "--agency", "bontang", "--create-agency", "--zone", "WITA", "--commit")
		type waiting struct {
			People []struct{ NIP string }
			Links  []struct {
				Kind, State string
				N           int
			}
		}
		var w waiting
		s.json(&w, "messages", "list", "--agency", "bontang")
		if len(w.Links) != 0 {
			t.Errorf("no link was made, but %+v wait", w.Links)
		}
		s.run("roster", "links", "--agency", "bontang", "--make")
		s.json(&w, "messages", "list", "--agency", "bontang")
		if len(w.Links) != 1 || w.Links[0].Kind != "own" || w.Links[0].State != "unsent" || w.Links[0].N != 112 {
			t.Errorf("after the links were made: %+v", w.Links)
		}
	})
}
