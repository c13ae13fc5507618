package training

import (
	"testing"

	"pamong/internal/org"
)

func TestAUnitThatIsAnotherGovernmentOwnsItsPeople(t *testing.T) {
	for unit, want := range map[org.Unit]string{
		{Name: "Dinas Kesehatan", Kind: "dinas"}:              "",
		{Name: "Pemerintah Kabupaten Kubu Raya"}:              "Pemerintah Kabupaten Kubu Raya",
		{Name: "Kabupaten Mempawah", Kind: "Instansi"}:        "Kabupaten Mempawah",
		{Name: "Bagian Pemerintahan", Kind: "bagian"}:         "",
		{Name: "PEMERINTAH KOTA SINGKAWANG", Kind: "Lain"}:    "PEMERINTAH KOTA SINGKAWANG",
		{Name: "Biro Pemerintahan Kota", Kind: "sekretariat"}: "",
	} {
		if got := ownerOf(unit); got != want {
			t.Errorf("%s (%s) is owned by %q, want %q", unit.Name, unit.Kind, got, want)
		}
	}
}
