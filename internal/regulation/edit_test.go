package regulation

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"pamong/internal/kit/fault"
)

func TestACopyIsEditedWithAuthorAndBasis(t *testing.T) {
	original, err := embedded(t).Find("latsar-2024")
	if err != nil {
		t.Fatal(err)
	}
	ours := Evidence{GradeText, "Surat LAN"}
	by := Edition{Author: "Officer", Date: "2026-01-05", Basis: Instrument{"Surat LAN 1/2026", "2026-01-02", "bobot penilaian"}}
	changes := []Row{
		{"training.evaluation.components[attitude].weight", "12,5", ours},
		{"training.evaluation.components[pktbt].weight", "17.5", ours},
		{"training.evaluation.components[pktbt].markers", "mentor, organiser", ours},
		{"training.batch.golongan_apart", "false", ours},
		{"training.batch.cap", "30", ours},
		{"effective_from", "2026-02-01", ours},
		{"title.en", "Ours", Evidence{}},
	}
	edited, err := original.Edit("latsar-kami", by, changes)
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]string{}
	for _, d := range Diff(original, edited) {
		got[d.Path] = d.After.Value
	}
	want := map[string]string{
		"id": "latsar-kami", "title.en": "Ours", "effective_from": "2026-02-01",
		"edition.from": "latsar-2024", "edition.author": "Officer", "edition.date": "2026-01-05", "edition.basis.number": "Surat LAN 1/2026", "edition.basis.date": "2026-01-02", "edition.basis.about": "bobot penilaian",
		"training.evaluation.components[attitude].weight": "12.50",
		"training.evaluation.components[pktbt].weight":    "17.50",
		"training.evaluation.components[pktbt].markers":   "mentor, organiser",
		"training.batch.golongan_apart":                   "false",
		"training.batch.cap":                              "30",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	text, err := edited.YAML()
	if err != nil {
		t.Fatal(err)
	}
	back, err := Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(edited, back); diff != "" {
		t.Error(diff)
	}
}

func TestEditsThatMakeNoPackAreRefused(t *testing.T) {
	original, err := embedded(t).Find("latsar-2024")
	if err != nil {
		t.Fatal(err)
	}
	by := Edition{Author: "Officer", Date: "2026-01-05", Basis: Instrument{"Surat", "2026-01-02", "bobot"}}
	ours := Evidence{GradeText, "Surat LAN"}
	cases := map[string]struct {
		id         string
		by         Edition
		change     Row
		place, key string
	}{
		"weights no longer make 100":  {"ours", by, Row{"training.evaluation.components[attitude].weight", "16", ours}, "training.evaluation.components", "regulation.fault.weights"},
		"a number that is a word":     {"ours", by, Row{"training.batch.cap", "forty", ours}, "training.batch.cap", "regulation.fault.value"},
		"a list with a wrong element": {"ours", by, Row{"training.evaluation.components[attitude].markers", "tutor, barber", ours}, "training.evaluation.components[attitude].markers", "regulation.fault.word"},
		"an empty list":               {"ours", by, Row{"training.evaluation.components[attitude].markers", "", ours}, "training.evaluation.components[attitude].markers", "regulation.fault.none"},
		"a date that does not exist":  {"ours", by, Row{"effective_from", "2026-02-30", ours}, "effective_from", "regulation.fault.value"},
		"a truth that is none":        {"ours", by, Row{"training.batch.golongan_apart", "maybe", ours}, "training.batch.golongan_apart", "regulation.fault.value"},
		"a place that does not exist": {"ours", by, Row{"training.batch.hat", "1", ours}, "training.batch.hat", "regulation.fault.no_place"},
		"evidence that is missing":    {"ours", by, Row{"training.batch.cap", "30", Evidence{}}, "training.batch.cap", "regulation.fault.evidence"},
		"no legal basis":              {"ours", Edition{Author: "Officer", Date: "2026-01-05"}, Row{"training.batch.cap", "30", ours}, "edition", "regulation.fault.edition"},
		"an id with a space":          {"our pack", by, Row{"training.batch.cap", "30", ours}, "id", "regulation.fault.id"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			_, err := original.Edit(c.id, c.by, []Row{c.change})
			refusedWith(t, err, c.place, c.key)
		})
	}
	if original.Training.Batch.Cap.Value != 40 || original.Edition != nil || fault.Of(original.Check()) != nil {
		t.Error("the original was changed")
	}
}
