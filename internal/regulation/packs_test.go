package regulation

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"pamong/internal/kit/fault"
	"pamong/internal/kit/i18n"
)

func embedded(t testing.TB) Packs {
	t.Helper()
	packs, err := Embedded()
	if err != nil {
		t.Fatal(err)
	}
	return packs
}

func training(t testing.TB, id string) *Training {
	t.Helper()
	pack, err := embedded(t).Find(id)
	if err != nil {
		t.Fatal(err)
	}
	return pack.Training
}

func probation(t testing.TB) *Probation {
	t.Helper()
	pack, err := embedded(t).Newest(KindProbation, "2026-02-04")
	if err != nil {
		t.Fatal(err)
	}
	return pack.Probation
}

func TestPacksComeOldestFirst(t *testing.T) {
	got := map[string][]string{}
	var ids []string
	for _, p := range embedded(t) {
		ids = append(ids, p.ID)
		got[p.ID] = p.Modes()
	}
	if diff := cmp.Diff([]string{"latsar-2018", "latsar-2022", "latsar-2024", "probation-2020"}, ids); diff != "" {
		t.Error(diff)
	}
	want := map[string][]string{
		"latsar-2018":    {"classical"},
		"latsar-2022":    {"blended", "classical", "distance"},
		"latsar-2024":    {"blended", "classical", "distance"},
		"probation-2020": {},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	newest, err := embedded(t).Newest(KindLatsar, "2026-02-04")
	if err != nil || newest.ID != "latsar-2024" {
		t.Errorf("the newest Latsar pack is %v, %v", newest, err)
	}
}

// names are the fields that name things instead of ruling them; all other
// values of a pack need a source and a grade.
var names = []string{"id", "kind", "key", "title", "en"}

func TestEveryValueHasASourceAndAGrade(t *testing.T) {
	for _, p := range embedded(t) {
		proven := 0
		for _, r := range p.Rows() {
			if r.complete() {
				proven++
				continue
			}
			last := r.Path[strings.LastIndex(r.Path, ".")+1:]
			if !cmp.Equal(r.Evidence, Evidence{}) || !contains(names, last) {
				t.Errorf("%s: %s = %q has no source and grade", p.ID, r.Path, r.Value)
			}
		}
		if proven < 100 {
			t.Errorf("%s has only %d proven values", p.ID, proven)
		}
	}
}

func contains(list []string, s string) bool {
	for _, x := range list {
		if x == s {
			return true
		}
	}
	return false
}

func TestStagesOfTheSixtyFourDays(t *testing.T) {
	mode, err := training(t, "latsar-2024").Mode("")
	if err != nil {
		t.Fatal(err)
	}
	jp := map[string]int{}
	for _, s := range mode.Stages {
		for _, d := range s.Template {
			for _, x := range d.Sessions {
				jp[s.Key] += d.Days * x.JP
			}
		}
	}
	want := map[string]int{"self_study": 48, "elearning_1": 231, "actualization": 320, "elearning_2": 12, "classical": 36}
	if diff := cmp.Diff(want, jp); diff != "" {
		t.Error(diff)
	}
	if mode.Key != "blended" || mode.Days() != 64 || mode.JP.Value != 647 {
		t.Errorf("%s mode has %d days and %d JP", mode.Key, mode.Days(), mode.JP.Value)
	}
}

func TestAPackSurvivesBeingWritten(t *testing.T) {
	for _, p := range embedded(t) {
		text, err := p.YAML()
		if err != nil {
			t.Fatal(err)
		}
		back, err := Parse(text)
		if err != nil {
			t.Fatalf("%s: %v", p.ID, err)
		}
		if diff := cmp.Diff(p, back); diff != "" {
			t.Errorf("%s: %s", p.ID, diff)
		}
		if d := Diff(p, back); d != nil {
			t.Errorf("%s differs from itself: %v", p.ID, d)
		}
	}
}

func TestWhatIsNotVerifiedIsListed(t *testing.T) {
	pack, err := embedded(t).Find("latsar-2024")
	if err != nil {
		t.Fatal(err)
	}
	unsure := map[string]bool{}
	for _, r := range pack.Unverified() {
		unsure[r.Path] = !r.Verified()
	}
	for path, want := range map[string]bool{
		"training.evaluation.rounding":                    true,
		"training.attendance.deduction":                   true,
		"training.modes[blended].stages[elearning_1].jp":  true,
		"training.modes[blended].stages[self_study].days": false,
		"training.attendance.max_sessions":                false,
	} {
		if unsure[path] != want {
			t.Errorf("%s unsure: %t", path, unsure[path])
		}
	}
}

func TestTextsSpeakBothLanguages(t *testing.T) {
	text := Text{ID: "Lulus", EN: "Passed"}
	if text.In(i18n.Indonesian) != "Lulus" || text.In(i18n.English) != "Passed" {
		t.Errorf("%s, %s", text.In(i18n.Indonesian), text.In(i18n.English))
	}
}

func TestDifferencesNamePlaceValueAndGrade(t *testing.T) {
	a, b := embedded(t)[2], embedded(t)[2]
	days := &b.Training.Modes[0].Stages[0].Days
	days.Value, days.Grade = 10, GradeText
	b.Edition = &Edition{From: a.ID, Author: "x", Date: "2026-01-02", Basis: Instrument{"y", "2026-01-01", "z"}}
	b.Training.Modes[0].Stages = b.Training.Modes[0].Stages[:4]
	changed, gone, added := 0, 0, 0
	for _, d := range Diff(a, b) {
		switch {
		case d.After == nil:
			gone++
			if !strings.HasPrefix(d.Path, "training.modes[blended].stages[classical].") {
				t.Errorf("%s is gone", d.Path)
			}
		case d.Before == nil:
			added++
			if !strings.HasPrefix(d.Path, "edition.") {
				t.Errorf("%s is new", d.Path)
			}
		default:
			changed++
			source := d.Before.Source
			want := Difference{"training.modes[blended].stages[self_study].days",
				&Row{"training.modes[blended].stages[self_study].days", "9", Evidence{GradePress, source}},
				&Row{"training.modes[blended].stages[self_study].days", "10", Evidence{GradeText, source}}}
			if diff := cmp.Diff(want, d); diff != "" {
				t.Error(diff)
			}
		}
	}
	if changed != 1 || gone == 0 || added != 6 {
		t.Errorf("%d changed, %d gone, %d added", changed, gone, added)
	}
}

func TestFaultyPacksAreRefusedWithTheirPlace(t *testing.T) {
	text, err := packFiles.ReadFile("packs/latsar-2024.yaml")
	if err != nil {
		t.Fatal(err)
	}
	cases := map[string]struct{ old, new, place, key string }{
		"weights that make 101":       {"weight: {value: 15, ", "weight: {value: 16, ", "training.evaluation.components", "regulation.fault.weights"},
		"parts that make 21":          {"weight: {value: 10, grade: A, source: \"PerLAN 1/2021\"}", "weight: {value: 10.5, grade: A, source: \"PerLAN 1/2021\"}", "training.evaluation.components[academic].parts", "regulation.fault.weights"},
		"a gap between bands":         {"from: 90.01", "from: 90.02", "training.evaluation.bands[2]", "regulation.fault.band"},
		"bands that stop above 0":     {"{from: 0,", "{from: 1,", "training.evaluation.bands", "regulation.fault.bands"},
		"a stage of another length":   {"days: {value: 9, grade: C", "days: {value: 10, grade: C", "training.modes[blended].stages[self_study].template", "regulation.fault.template_days"},
		"a session of another JP":     {"subject: national_insight, kind: asynchronous, audience: batch, lead: none, jp: 5", "subject: national_insight, kind: asynchronous, audience: batch, lead: none, jp: 6", "training.modes[blended].stages[self_study].template", "regulation.fault.template_jp"},
		"a subject of another JP":     {"jp: {value: 2, grade: B", "jp: {value: 3, grade: B", "training.modes[blended].stages", "regulation.fault.subject_jp"},
		"an unknown subject":          {"{subject: opening,", "{subject: closing_time,", "training.modes[blended].stages[elearning_1].template[1].sessions[1].subject", "regulation.fault.subject"},
		"a grade that does not exist": {"cap: {value: 40, grade: U", "cap: {value: 40, grade: E", "training.batch.cap", "regulation.fault.evidence"},
		"an empty source":             {"numbering: {value: roman, grade: U, source: \"Praktik penyelenggara\"}", "numbering: {value: roman, grade: U, source: \" \"}", "training.batch.numbering", "regulation.fault.evidence"},
		"a value left out":            {"cap: {value: 40, grade: U", "cap: {grade: U", "training.batch.cap", "regulation.fault.evidence"},
		"an unknown field":            {"cap: {value: 40,", "cap: {values: 40,", "", "regulation.fault.unreadable"},
		"a field given twice":         {"id: latsar-2024\n", "id: latsar-2024\nid: latsar-2025\n", "", "regulation.fault.unreadable"},
		"a word for a number":         {"cap: {value: 40,", "cap: {value: forty,", "", "regulation.fault.unreadable"},
		"three places in a weight":    {"{from: 90.01", "{from: 90.001", "", "regulation.fault.unreadable"},
		"a second document":           {"training:\n", "---\ntraining:\n", "", "regulation.fault.two_documents"},
		"another kind":                {"kind: latsar\n", "kind: probation\n", "kind", "regulation.fault.kind"},
		"a way to count unheard of":   {"skip: {value: [holidays, collective, saturday]", "skip: {value: [none, saturday]", "training.modes[blended].stages[self_study].skip", "regulation.fault.skip"},
		"a title in one language":     {"title: {id: \"E-learning I\", en: \"E-learning I\"}", "title: {id: \"E-learning I\", en: \"\"}", "training.modes[blended].stages[elearning_1].title", "regulation.fault.wording"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			if !strings.Contains(string(text), c.old) {
				t.Fatalf("the pack does not contain %q", c.old)
			}
			_, err := Parse([]byte(strings.Replace(string(text), c.old, c.new, 1)))
			refusedWith(t, err, c.place, c.key)
		})
	}
}

// refusedWith demands an Invalid fault with the key, beside the place if one
// is given.
func refusedWith(t *testing.T, err error, place, key string) {
	t.Helper()
	f := fault.Of(err)
	if f == nil || f.Kind != fault.KindInvalid {
		t.Fatalf("want a fault, got %v", err)
	}
	if place == "" && f.Key == key {
		return
	}
	for _, p := range f.Fields {
		if p.Name == place && p.Key == key {
			return
		}
	}
	t.Errorf("want %s at %q, got %v", key, place, err)
}

func TestAFaultNamesItsLine(t *testing.T) {
	_, err := Parse([]byte("id: x\ntitel: y\n"))
	refusedWith(t, err, "", "regulation.fault.unreadable")
	if args := fault.Of(err).Args; args[1] != "2" {
		t.Errorf("line %v", args)
	}
	_, err = Parse(nil)
	refusedWith(t, err, "", "regulation.fault.empty")
}

func TestAFileThatWouldKeepTheServerBusyIsRefusedUnread(t *testing.T) {
	for name, text := range map[string]string{
		"longer than any pack":        strings.Repeat("x", largestPack+1),
		"lists nested without end":    strings.Repeat("- ", 100_000),
		"a hundred thousand keys":     strings.Repeat("k: 1\n", 30_000),
		"one list named many times":   "id: &a [1]\nx: [" + strings.Repeat("*a,", 20_000) + "]",
		"brackets that never close":   strings.Repeat("[", 100_000),
		"questions without an answer": strings.Repeat("? ", 100_000),
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Parse([]byte(text))
			refusedWith(t, err, "", "regulation.fault.too_large")
		})
	}
}

func TestEveryMessageOfTheHouseCanBeSaid(t *testing.T) {
	c, err := i18n.NewCatalogue(Messages)
	if err != nil {
		t.Fatal(err)
	}
	keys := []string{Finding{Code: NIPAge}.Key(), Warning{Code: WarnHolidaysUnknown}.Key()}
	for _, code := range []string{NIPEmpty, NIPNumber, NIPCharacters, NIPLength, NIPBirth, NIPContract, NIPMonth, NIPSex, NIPSequence, NIPBornDiffers, NIPTMTDiffers, NIPSexDiffers} {
		keys = append(keys, Finding{Code: code}.Key())
	}
	for _, code := range []string{WarnDaysDiffer, WarnDaysUnknown, WarnStageOverlaps} {
		keys = append(keys, Warning{Code: code}.Key())
	}
	for _, p := range embedded(t) {
		keys = append(keys, "regulation.kind."+string(p.Kind))
		for _, r := range p.Rows() {
			if r.Grade != "" {
				keys = append(keys, "regulation.grade."+string(r.Grade))
			}
		}
	}
	for _, key := range keys {
		if !c.Has(key) {
			t.Errorf("no message %s", key)
		}
	}
}

func BenchmarkEmbedded(b *testing.B) {
	for b.Loop() {
		if _, err := Embedded(); err != nil {
			b.Fatal(err)
		}
	}
}
