package app

import (
	"bytes"
	"encoding/json"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// commandOn returns a function that runs command lines on one database.
func commandOn(t *testing.T) func(args ...string) (code int, out, errs string) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "pamong.db")
	return func(args ...string) (int, string, string) {
		var o, e bytes.Buffer
		code := Run(t.Context(), append(args, "--db", path), nil, strings.NewReader(""), &o, &e)
		return code, o.String(), e.String()
	}
}

func TestPontianakIsPlannedByCommand(t *testing.T) {
	run := commandOn(t)
	if code, _, errs := run("roster", "import", "../demo/data/pontianak-daftar-peserta.xlsx", "--agency", "pontianak", "--create-agency", "--zone", "WIB", "--commit"); code != exitDone {
		t.Fatalf("import: %d, %s", code, errs)
	}
	plan := []string{"plan", "--agency", "pontianak", "--programme", "Latsar 2025", "--start", "2025-07-07", "--wave-start", "2=2025-08-04", "--publish", "--json"}
	code, out, errs := run(plan...)
	if code != exitDone {
		t.Fatalf("plan: %d, %s", code, errs)
	}
	var d planData
	if err := json.Unmarshal([]byte(out), &d); err != nil {
		t.Fatal(err)
	}
	sizes, perWave, ends := map[string][]int{}, []int{}, []string{}
	for _, w := range d.Waves {
		perWave = append(perWave, len(w.Batches))
		for _, b := range w.Batches {
			sizes[b.Golongan] = append(sizes[b.Golongan], b.Size)
		}
	}
	for _, s := range d.Waves[0].Stages {
		ends = append(ends, string(s.End))
	}
	if diff := cmp.Diff(map[string][]int{"II": {40, 39, 39}, "III": {37, 37, 37, 37, 36, 36}}, sizes); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]int{3, 2, 2, 2}, perWave); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"2025-07-17", "2025-08-15", "2025-09-30", "2025-10-01", "2025-10-06"}, ends); diff != "" {
		t.Error(diff)
	}
	if d.People != 338 || !d.Published || d.Waves[1].Start != "2025-08-04" || d.Waves[2].Start != "2025-07-07" {
		t.Errorf("planned %+v", d)
	}
	code, _, errs = run(plan...)
	if code != exitRefused || !strings.Contains(errs, "9 angkatan, 338 peserta") {
		t.Errorf("the same name again: %d, %s", code, errs)
	}
}

// Each case has a system of its own: a plan whose publishing is refused stays
// as a draft, and its people wait no longer.
func TestAPlanIsRefusedWithItsReason(t *testing.T) {
	cases := map[string]struct {
		args string
		code int
		errs string
	}{
		"an unknown agency":         {"--agency x --programme A --start 2025-07-07", exitRefused, "tidak ada"},
		"a start that is no date":   {"--agency pontianak --programme A --start 2025-13-01", exitUsage, "--start"},
		"a wave start of no form":   {"--agency pontianak --programme A --start 2025-07-07 --wave-start 2", exitUsage, "--wave-start"},
		"a wave that is not there":  {"--agency pontianak --programme A --start 2025-07-07 --wave-start 9=2025-08-04", exitRefused, "wave_start_9"},
		"a cap of one":              {"--agency pontianak --programme A --start 2025-07-07 --cap 1", exitRefused, "cap"},
		"a pack without a template": {"--agency pontianak --programme B --start 2025-07-07 --pack latsar-2018 --publish", exitRefused, "kurang 191 JP"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			run := commandOn(t)
			if code, _, errs := run("roster", "import", "../demo/data/pontianak-daftar-peserta.xlsx", "--agency", "pontianak", "--create-agency", "--zone", "WIB", "--commit"); code != exitDone {
				t.Fatalf("import: %d, %s", code, errs)
			}
			code, _, errs := run(append([]string{"plan"}, strings.Fields(c.args)...)...)
			if code != c.code || !strings.Contains(errs, c.errs) {
				t.Errorf("exit %d, %q", code, errs)
			}
		})
	}
}

func TestAPlanKnowsRamadan(t *testing.T) {
	run := commandOn(t)
	if code, _, errs := run("roster", "import", "../demo/data/pontianak-daftar-peserta.xlsx", "--agency", "pontianak", "--create-agency", "--zone", "WIB", "--commit"); code != exitDone {
		t.Fatalf("import: %d, %s", code, errs)
	}
	plan := []string{"plan", "--agency", "pontianak", "--programme", "Latsar 2026", "--start", "2026-01-12", "--ramadan"}
	for _, bad := range []string{"2026-02-18", "2026-02-18..", "2026-02-18..2026-03-40"} {
		if code, _, errs := run(append(plan, bad)...); code == exitDone || !strings.Contains(errs, "--ramadan") {
			t.Errorf("--ramadan %s: %d, %s", bad, code, errs)
		}
	}
	if code, _, errs := run(append(plan, "2026-02-18..2026-05-19", "--dry-run")...); code == exitDone || !strings.Contains(errs, "31 hari") {
		t.Errorf("three months of Ramadan: %d, %s", code, errs)
	}
	if code, _, errs := run(append(plan, "2026-02-18..2026-03-19")...); code != exitDone {
		t.Fatalf("plan: %d, %s", code, errs)
	}
}

func TestAGroupIsNamedWithItsBatch(t *testing.T) {
	run := commandOn(t)
	run("org", "create", "pontianak", "Kota Pontianak")
	code, _, errs := run("user", "create", "sri@contoh.example", "--name", "Sri Mulyani", "--role", "committee", "--agency", "pontianak", "--group", "2")
	if code != 1 || !strings.Contains(errs, "--batch II --group 2") {
		t.Errorf("exit %d: %s", code, errs)
	}
}

func TestMixedBatchesOf338(t *testing.T) {
	run := commandOn(t)
	if code, _, errs := run("roster", "import", "../demo/data/pontianak-daftar-peserta.xlsx", "--agency", "pontianak", "--create-agency", "--zone", "WIB", "--commit"); code != exitDone {
		t.Fatalf("import: %d, %s", code, errs)
	}
	code, out, errs := run("plan", "--agency", "pontianak", "--programme", "Campur", "--start", "2025-07-07", "--mix-golongan", "--json")
	if code != exitDone {
		t.Fatalf("plan: %d, %s", code, errs)
	}
	var d planData
	if err := json.Unmarshal([]byte(out), &d); err != nil {
		t.Fatal(err)
	}
	var sizes []int
	for _, w := range d.Waves {
		for _, b := range w.Batches {
			sizes = append(sizes, b.Size)
		}
	}
	if diff := cmp.Diff([]int{38, 38, 38, 38, 38, 37, 37, 37, 37}, sizes); diff != "" {
		t.Error(diff)
	}
}

func TestAPlanIsLookedAtBeforeItIsMade(t *testing.T) {
	run := commandOn(t)
	if code, _, errs := run("roster", "import", "../demo/data/pontianak-daftar-peserta.xlsx", "--agency", "pontianak", "--create-agency", "--zone", "WIB", "--commit"); code != exitDone {
		t.Fatalf("import: %d, %s", code, errs)
	}
	const who, other = "200107112025052901", "199805012025051901"
	plan := []string{"plan", "--agency", "pontianak", "--programme", "Latsar 2025", "--start", "2025-07-07"}
	with := func(more ...string) (int, string, string) { return run(append(slices.Clone(plan), more...)...) }
	code, out, errs := with("--dry-run", "--json", "--share", "50", "--quota", "330")
	var d planData
	if code != exitDone || json.Unmarshal([]byte(out), &d) != nil || d.ID != "" || d.People+len(d.WaitingList) != 338 || len(d.Costs) == 0 {
		t.Fatalf("dry run: %d, %s, %d people, %d wait", code, errs, d.People, len(d.WaitingList))
	}
	code, out, _ = with("--lock", who+"=VIII/2", "--explain", who)
	if code != exitDone || !strings.Contains(out, "gelombang 4, angkatan VIII") {
		t.Errorf("locked: %d, %s", code, out)
	}
	code, out, _ = with("--bar", who+"=2", "--bar", who+"=3", "--bar", who+"=4", "--bar", who+"=1", "--explain", who)
	if code != exitDone || !strings.Contains(out, "Berhalangan di semua gelombang") {
		t.Errorf("barred: %d, %s", code, out)
	}
	if code, _, errs = with("--together", who+","+other, "--apart", who+",1"); code != exitRefused || !strings.Contains(errs, "--apart") {
		t.Errorf("a NIP that nobody has: %d, %s", code, errs)
	}
	for _, slip := range []string{"--lock=" + who + "=wave:x", "--bar=" + who, "--together=" + who} {
		if code, _, errs = with(slip); code != exitUsage {
			t.Errorf("%s: %d, %s", slip, code, errs)
		}
	}
	if code, _, errs = with("--share", "60"); code != exitDone {
		t.Fatalf("after looking, nothing stands in the way: %d, %s", code, errs)
	}
	code, out, _ = run("plan", "--agency", "pontianak", "--programme", "Lagi", "--start", "2025-07-07", "--explain", who)
	if code != exitDone || !strings.Contains(out, "Sudah duduk") {
		t.Errorf("who has a seat: %d, %s", code, out)
	}
}
