package walk

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestALongListShowsItsProgress drops a list that takes longer than one waits.
func TestALongListShowsItsProgress(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *System) {
		const people = 6000
		s.Command("org", "create", "provinsi", "Provinsi Contoh")
		w := s.Phone()
		activate(w, s.Invite("lia@contoh.example", "Lia Permata, S.Sos.", "officer", "provinsi"), secret)
		w.Open("/a/provinsi/people/import")
		w.Upload("Berkas daftar", crowd(t, people))
		w.Click("Baca dan periksa")
		w.See("Periksa sebelum dimasukkan", "6.000")
		w.Click("Masukkan 6.000 orang")
		w.See("Memasukkan 6.000 baris dari daftar.csv")
		w.Shot("progress")
		w.See("6.000 orang baru masuk")
		w.Shot("done")
		w.Open("/a/provinsi/people")
		w.See("6.000")
	})
}

// crowd writes an ordinary list of so many invented people.
func crowd(t *testing.T, people int) string {
	t.Helper()
	var text strings.Builder
	text.WriteString("Nama;NIP;Golongan;Jabatan;Unit Kerja;Jenis Kelamin;Pendidikan\n")
	first := time.Date(1985, 1, 1, 0, 0, 0, 0, time.UTC)
	for i := range people {
		woman := i / 50 % 2
		fmt.Fprintf(&text, "ORANG KE %d CONTOH, S.E.;%s202505%d%d;III/a;Penelaah Teknis Kebijakan;Dinas Contoh %d;%s;S-1/D-IV\n",
			i, first.AddDate(0, 0, i/100).Format("20060102"), 1+woman, 901+i%50, i%30, "LP"[woman:woman+1])
	}
	file := filepath.Join(t.TempDir(), "daftar.csv")
	if err := os.WriteFile(file, []byte(text.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}
