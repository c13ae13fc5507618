package app

import (
	"bytes"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"pamong/internal/regulation"
)

// withOwnPack makes a database whose installation has a pack of its own in
// force, and returns its name.
func withOwnPack(t *testing.T) string {
	t.Helper()
	texts, err := Messages()
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	name := filepath.Join(dir, "pamong.db")
	c := &Command{Ctx: t.Context(), catalogue: texts, Out: io.Discard, Err: io.Discard, Config: Config{Database: name, Files: filepath.Join(dir, "files"), Secret: filepath.Join(dir, "secret")}}
	h, err := c.open()
	if err != nil {
		t.Fatal(err)
	}
	defer h.Close()
	by := regulation.Edition{Author: "Yoga", Date: "2026-01-05", Basis: regulation.Instrument{Number: "SK 1/2026", Date: "2026-01-02", About: "bobot"}}
	order := regulation.CopyOrder{From: "latsar-2024", Shared: true, ID: "kami", Title: regulation.Text{ID: "Latsar kami"}, EffectiveFrom: "2026-02-01", By: by}
	if err := h.Rules.Copy(t.Context(), atMachine, "", order); err != nil {
		t.Fatal(err)
	}
	if err := h.Rules.Release(t.Context(), atMachine, "", "kami", 1); err != nil {
		t.Fatal(err)
	}
	return name
}

func TestTheCalculatorTakesTheRulesOfANamedDatabase(t *testing.T) {
	name := withOwnPack(t)
	code, out, errs := runRule(t, "packs", "--json", "--db", name)
	if code != 0 || !strings.Contains(out, `"kami"`) || !strings.Contains(out, `"latsar-2018"`) {
		t.Errorf("packs of the database: %d %s %s", code, out, errs)
	}
	if code, out, errs = runRule(t, "window", "--pack", "kami", "--ended", "2025-10-06", "--json", "--db", name); code != 0 || !strings.Contains(out, "2026-04-06") {
		t.Errorf("the own pack: %d %s %s", code, out, errs)
	}
	if code, out, _ = runRule(t, "packs", "--json"); code != 0 || strings.Contains(out, "kami") {
		t.Errorf("without a database: %d %s", code, out)
	}
	if code, _, _ = runRule(t, "packs", "--db", name, "--agency", "bontang"); code != exitUsage {
		t.Errorf("an agency that does not exist exits %d", code)
	}
	gone := filepath.Join(t.TempDir(), "none.db")
	if code, _, _ = runRule(t, "packs", "--db", gone); code != exitUsage {
		t.Errorf("a database that does not exist exits %d", code)
	}
	if _, err := os.Stat(gone); err == nil {
		t.Error("the calculator made a database")
	}
}

func TestAPackInAFileIsChecked(t *testing.T) {
	packs, err := regulation.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	text, err := packs[2].YAML()
	if err != nil {
		t.Fatal(err)
	}
	sound := filepath.Join(t.TempDir(), "paket.yaml")
	if err := os.WriteFile(sound, text, 0o600); err != nil {
		t.Fatal(err)
	}
	if code, out, errs := runRule(t, "check", sound); code != 0 || !strings.Contains(out, "latsar-2024") {
		t.Errorf("a sound pack: %d %s %s", code, out, errs)
	}
	bad := filepath.Join(t.TempDir(), "salah.yaml")
	head, rest, _ := strings.Cut(string(text), "key: attitude")
	if err := os.WriteFile(bad, []byte(head+"key: attitude"+strings.Replace(rest, "value: 15\n", "value: 16\n", 1)), 0o600); err != nil {
		t.Fatal(err)
	}
	if code, out, _ := runRule(t, "check", bad, "--json"); code != exitRefused || !strings.Contains(out, "training.evaluation.components") {
		t.Errorf("weights of 101: %d %s", code, out)
	}
}

func TestOwnRulesMoveWithABackup(t *testing.T) {
	name, dir := withOwnPack(t), t.TempDir()
	run := func(db string, args ...string) string {
		t.Helper()
		var out, errs bytes.Buffer
		args = append(args, "--db", db, "--files", filepath.Join(dir, "files"), "--secret-file", filepath.Join(filepath.Dir(db), "secret"))
		if code := Run(t.Context(), args, nil, strings.NewReader(""), &out, &errs); code != 0 {
			t.Fatalf("%v exits %d: %s", args, code, errs.String())
		}
		return out.String()
	}
	there := filepath.Join(dir, "moved.db")
	run(name, "backup", filepath.Join(dir, "backup.zip"))
	run(there, "restore", filepath.Join(dir, "backup.zip"))
	if before, after := run(name, "rule", "packs", "--json"), run(there, "rule", "packs", "--json"); before != after || !strings.Contains(after, "kami") {
		t.Errorf("the moved database has the packs %s", after)
	}
	if days := run(there, "rule", "calendar", "--pack", "kami", "--start", "2026-03-02", "--json"); !strings.Contains(days, "2026-03-02") {
		t.Errorf("the moved database dates %s", days)
	}
}
