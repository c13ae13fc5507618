package app

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const twoLectures = "Name: Small\nDays: 2\nPeriods_per_day: 2\n\nCOURSES:\nLaw Rini 2 2 30\nEthics Budi 1 1 20\n\nROOMS:\nR1 40\n\nCURRICULA:\nYear1 2 Law Ethics\n\nUNAVAILABILITY_CONSTRAINTS:\nLaw 0 0\n\nEND.\n"

func TestTheEngineIsDrivenByCommand(t *testing.T) {
	dir := t.TempDir()
	keep := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	run := func(args ...string) (int, string, string) {
		var out, errs bytes.Buffer
		code := Run(t.Context(), append([]string{"timetable"}, args...), nil, strings.NewReader(""), &out, &errs)
		return code, out.String(), errs.String()
	}
	instance, solution := keep("small.ctt", twoLectures), filepath.Join(dir, "solution")

	if code, _, errs := run("solve", "--format", "itc2007", "--seconds", "9999999999", instance); code != 2 || !strings.Contains(errs, "604.800") {
		t.Errorf("a search without an end: %d, %s", code, errs)
	}
	code, first, errs := run("solve", "--format", "itc2007", "--iterations", "4000", "--seed", "7", "--json", "--out", solution, instance)
	if code != 0 {
		t.Fatalf("%d: %s", code, errs)
	}
	var d struct {
		Cost, Breaches int
		Contest        struct{ Conflicts, Compactness int }
	}
	if err := json.Unmarshal([]byte(first), &d); err != nil || d.Breaches != 0 || d.Contest.Compactness != d.Cost {
		t.Errorf("solved %+v, %v", d, err)
	}
	if _, second, _ := run("solve", "--format", "itc2007", "--iterations", "4000", "--seed", "7", "--json", instance); second != first {
		t.Error("the same seed and moves gave another answer")
	}
	if code, out, errs := run("check", "--lang", "en", instance, solution); code != 0 || !strings.Contains(out, "Hard rules broken 0") {
		t.Errorf("checked: %d, %s %s", code, out, errs)
	}
	_, plain, said := run("solve", "--format", "itc2007", "--iterations", "4000", "--lang", "en", instance)
	if code, _, errs := run("check", instance, keep("plain", plain)); code != 0 || !strings.Contains(said, "Hard rules broken 0") {
		t.Errorf("what solve prints is no solution: %d, %s; beside it %s", code, errs, said)
	}
	broken := keep("broken", "Law R1 0 0\nLaw R1 1 0\nEthics R1 1 0\n")
	if code, _, errs := run("check", "--lang", "en", instance, broken); code == 0 || !strings.Contains(errs, "3 hard rules are broken") {
		t.Errorf("a broken solution: %d, %s", code, errs)
	}
	for file, want := range map[string]string{"Law R9 0 0\n": "Law R9", "Law R1 0\n": "3 words"} {
		if code, _, errs := run("check", instance, keep("bad", file)); code == 0 || !strings.Contains(errs, want) {
			t.Errorf("%q: %d, %s", file, code, errs)
		}
	}

	own := keep("own.json", `{"days": 1, "day_slots": 2, "resources": [{"name": "Kelompok 1"}, {"name": "Rini"}],
		"events": [{"name": "satu", "with": ["Kelompok 1"], "choices": [[{"who": "Rini"}]], "times": [{"start": 0, "end": 2}]},
			{"name": "dua", "with": ["Kelompok 1"], "times": [{"start": 0, "end": 1}, {"start": 1, "end": 2}]}]}`)
	code, out, errs := run("solve", "--iterations", "4000", "--lang", "en", own)
	if code != 0 || !strings.Contains(out, "1 events without a place") && !strings.Contains(out, "1 event without a place") || !strings.Contains(out, "Kelompok 1 is not free") {
		t.Errorf("what finds no place: %d, %s %s", code, out, errs)
	}
	if code, _, errs := run("solve", "--lang", "en", keep("bad.json", `{"days": 0}`)); code == 0 || !strings.Contains(errs, "no time") {
		t.Errorf("a problem without time: %d, %s", code, errs)
	}
	if code, _, errs := run("solve", "--lang", "en", "--seconds", "0", own); code == 0 || !strings.Contains(errs, "a second at least") {
		t.Errorf("no time to search: %d, %s", code, errs)
	}
}
