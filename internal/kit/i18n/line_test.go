package i18n

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"pamong/internal/kit/clock"
)

func TestALineIsKeptAndSaidInEachLanguage(t *testing.T) {
	c, err := NewCatalogue("key,id,en,en_one\nx.moved,\"{{.Name}}: {{.N}} hari, {{.Day}}, nilai {{.Mark}}, {{.Stage}}, {{.Kind}}, {{.Span}}\",\"{{.Name}}: {{.N}} days, {{.Day}}, mark {{.Mark}}, {{.Stage}}, {{.Kind}}, {{.Span}}\",\"{{.Name}}: {{.N}} day, {{.Day}}, mark {{.Mark}}, {{.Stage}}, {{.Kind}}, {{.Span}}\"\nx.kind,surat,letter\n")
	if err != nil {
		t.Fatal(err)
	}
	packed, err := Say("x.moved", "Name", "Ani", "N", 1, "Day", clock.Date("2025-07-29"), "Mark", Mark(8836), "Stage", Both{"Mandiri", "Self-study"}, "Kind", Say("x.kind"), "Span", Span{"2025-07-18", "2025-08-15"}).Pack()
	if err != nil {
		t.Fatal(err)
	}
	l, err := Unpack("x.moved", packed)
	if err != nil {
		t.Fatal(err)
	}
	got := []string{l.Of(c.Speaker(Indonesian)), l.Of(c.Speaker(English))}
	want := []string{"Ani: 1 hari, 29 Juli 2025, nilai 88,36, Mandiri, surat, 18 Juli–15 Agustus 2025", "Ani: 1 day, 29 July 2025, mark 88.36, Self-study, letter, 18 July–15 August 2025"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestALineRefusesWhatItCannotKeep(t *testing.T) {
	if _, err := Say("x.y", "At", struct{}{}).Pack(); err == nil {
		t.Error("packed a struct")
	}
}
