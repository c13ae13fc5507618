package walk

import (
	"path/filepath"
	"testing"
)

func TestDemo(t *testing.T) {
	t.Parallel()
	s := Start(t, filepath.Join(t.TempDir(), "demo.db"), "demo")
	doors := []struct{ city, role, sees string }{
		{"Pontianak", "Pimpinan", "338"},
		{"Pontianak", "Pengelola kepegawaian", "338"},
		{"Pontianak", "Panitia", "Angkatan"},
		{"Pontianak", "Peserta", "Perjalanan"},
		{"Pontianak", "Coach", "Angkatan"},
		{"Pontianak", "Penguji", "Angkatan"},
		{"Pontianak", "Mentor", "Angkatan"},
		{"Pontianak", "Penjamin mutu", "Angkatan"},
		{"Pontianak", "Administrator", "Kota Pontianak"},
		{"Bontang", "Syamsul Wijaya", "112"},
		{"Bontang", "Nur Aini Fitriana", "112"},
	}
	w := s.Phone()
	w.Open("/")
	w.See("Kota Pontianak", "Kota Bontang", "338", "112")
	w.Shot("door")
	for _, d := range doors {
		t.Run(d.role+" of "+d.city, func(t *testing.T) {
			w := s.Phone()
			w.t = t
			w.Open("/")
			w.Click(d.role)
			w.See(d.sees)
			w.Shot("home")
		})
	}
}
