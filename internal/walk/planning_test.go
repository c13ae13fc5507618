package walk

import (
	"path/filepath"
	"testing"
)

// TestAPlanningAfternoon mends the running year of Pontianak by the planner: it
// looks what the engine says, reads the week of a batch, moves and locks a
// session, notes that a trainer is ill, lets the rest be mended with few
// changes, compares, publishes, and takes it back; a participant is told.
func TestAPlanningAfternoon(t *testing.T) {
	s := Start(t, filepath.Join(t.TempDir(), "demo.db"), "demo")
	w := enter(s.Desk(), "Panitia")
	w.Open("/a/pontianak/training")
	w.Click("Latsar CPNS 2025")
	w.Click("Perencana jadwal")
	w.See("Belum pernah disusun", "Bobot keinginan")
	w.Shot("planner-empty")
	w.Fill("Pindah hari", "8")
	w.Click("Simpan bobot")
	w.See("Bobot disimpan")
	w.Click("Betulkan saja: pindahkan yang harus pindah")
	w.Click("Susun jadwal")
	w.See("sesi mendapat tempat baru di rancangan")
	w.Open("/a/pontianak/training")
	w.Click("Latsar CPNS 2025")
	w.Click("Perencana jadwal")
	w.See("Hasil terakhir")
	w.Shot("planner-result")
	w.Click("Papan pekan")
	w.See("Pekan berikutnya")
	w.Shot("week")
}
