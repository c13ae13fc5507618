package walk

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// cutting lets a page send so many requests of a script and then breaks its line;
// it counts those that went out over all pages of the window.
const cutting = `(() => {
	const real = window.fetch;
	window.fetch = (to, how) => {
		const n = Number(sessionStorage.sent || 0);
		if (n >= %LIMIT%) return Promise.reject(new TypeError("the line is cut"));
		sessionStorage.sent = n + 1;
		return real(to, how);
	};
	return true;
})()`

// TestAWeakLine lets a candidate without an account send a paper by a link over a
// line that breaks, come back later, and go on where it stopped.
func TestAWeakLine(t *testing.T) {
	t.Parallel()
	s := Start(t, filepath.Join(t.TempDir(), "demo.db"), "demo")
	var list []struct{ Name, Link string }
	if err := json.Unmarshal([]byte(s.Command("--json", "roster", "links", "--agency", "pontianak", "--make")), &list); err != nil {
		t.Fatal(err)
	}
	at := 0
	for list[at].Link == "" {
		at++
	}
	scan := filepath.Join(t.TempDir(), "sk.pdf")
	content := append([]byte("%PDF-1.4\n"), bytes.Repeat([]byte("surat keputusan\n"), 60_000)...) // 960 kB: eight slices
	if err := os.WriteFile(scan, content, 0o600); err != nil {
		t.Fatal(err)
	}

	phone := s.Phone()
	phone.Open(list[at].Link[strings.Index(list[at].Link, "/l/"):])
	phone.See("Untuk " + list[at].Name)
	phone.Click("Buka di perangkat ini")
	phone.See("Lengkapi data Anda", "Jadwal Latsar")
	phone.Shot("own")

	hand := func(limit string) {
		t.Helper()
		var cut bool
		phone.eval(&cut, strings.ReplaceAll(cutting, "%LIMIT%", limit))
		phone.Click("SK CPNS")
		phone.Upload("Pilih atau letakkan berkas", scan)
		phone.Click("Serahkan SK CPNS")
	}
	hand("4") // one to begin, and three slices
	phone.See("Sambungan terputus pada 40 %")
	phone.Shot("broken")

	phone.Open("/a/pontianak/own") // another visit
	hand("100")
	phone.See("menunggu diperiksa")
	var sent string
	phone.eval(&sent, `sessionStorage.sent`)
	if sent != "10" { // four before, then one to find the place, and five slices
		t.Errorf("%s requests were sent, want 10: what had come was sent again", sent)
	}
	phone.See("Menunggu")
}
