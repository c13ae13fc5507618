package walk

import (
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// reader is a folder in which programs of others read a calendar: vdirsyncer
// fetches it, khal shows it, and Python's icalendar takes it apart.
type reader struct {
	t   *testing.T
	dir string
}

func newReader(t *testing.T, address string) *reader {
	r := &reader{t, t.TempDir()}
	if err := os.Mkdir(filepath.Join(r.dir, "calendar"), 0o700); err != nil {
		t.Fatal(err)
	}
	r.keep("vdirsyncer", fmt.Sprintf(`[general]
status_path = "%s/status"

[pair latsar]
a = "office"
b = "phone"
collections = null

[storage office]
type = "http"
url = "%s"

[storage phone]
type = "filesystem"
path = "%s/calendar"
fileext = ".ics"
`, r.dir, address, r.dir))
	for zone, name := range map[string]string{"Asia/Jakarta": "khal.wib", "Asia/Jayapura": "khal.wit"} {
		r.keep(name, fmt.Sprintf("[calendars]\n[[latsar]]\npath = %s/calendar\n[sqlite]\npath = %s/%s.db\n[locale]\nlocal_timezone = %s\ndefault_timezone = %s\ntimeformat = %%H:%%M\ndateformat = %%Y-%%m-%%d\nlongdateformat = %%Y-%%m-%%d\ndatetimeformat = %%Y-%%m-%%d %%H:%%M\nlongdatetimeformat = %%Y-%%m-%%d %%H:%%M\n", r.dir, r.dir, name, zone, zone))
	}
	return r
}

func (r *reader) keep(name, text string) {
	r.t.Helper()
	if err := os.WriteFile(filepath.Join(r.dir, name), []byte(text), 0o600); err != nil {
		r.t.Fatal(err)
	}
}

// run runs a program and returns what it printed.
func (r *reader) run(name string, args ...string) (string, error) {
	cmd := exec.Command(name, args...)
	cmd.Dir = r.dir
	cmd.Env = append(os.Environ(), "HOME="+r.dir, "LC_ALL=C.UTF-8", "VDIRSYNCER_CONFIG="+filepath.Join(r.dir, "vdirsyncer"))
	out, err := cmd.CombinedOutput()
	return string(out), err
}

func (r *reader) must(name string, args ...string) string {
	r.t.Helper()
	out, err := r.run(name, args...)
	if err != nil {
		r.t.Fatalf("%s %s: %v\n%s", name, strings.Join(args, " "), err, out)
	}
	return out
}

// on lists a day as khal shows it to somebody in a zone.
func (r *reader) on(config, day string) string {
	r.t.Helper()
	return r.must("khal", "-c", filepath.Join(r.dir, config), "list", "--format", "{start-time} {end-time} {title} {location}", "--day-format", "", day, "1d")
}

// apart prints the events of a calendar as Python's icalendar reads them.
const apart = `
import icalendar, sys
for e in icalendar.Calendar.from_ical(sys.stdin.buffer.read()).walk("VEVENT"):
    print(e["UID"].split("@")[0], e["SEQUENCE"], e["STATUS"], e["DTSTART"].dt.isoformat(), e["DESCRIPTION"].split("/")[-1], e["SUMMARY"])
`

// event is one session as Python's icalendar reads it.
type event struct{ session, sequence, status, start, batch string }

// event finds the session of a subject under the address.
func (r *reader) event(address, subject string) event {
	r.t.Helper()
	answer, err := http.Get(address)
	if err != nil {
		r.t.Fatal(err)
	}
	defer answer.Body.Close()
	cmd := exec.Command("/usr/bin/python3", "-c", apart)
	cmd.Stdin = answer.Body
	out, err := cmd.Output()
	if err != nil {
		r.t.Fatalf("take a calendar apart: %v", err)
	}
	for line := range strings.Lines(string(out)) {
		if words := strings.SplitN(line, " ", 6); len(words) == 6 && strings.HasPrefix(words[5], subject) {
			return event{words[0], words[1], words[2], words[3], words[4]}
		}
	}
	r.t.Fatalf("no %s in\n%s", subject, out)
	return event{}
}

// TestCalendarsAreReadByOtherPrograms subscribes to the own calendar of a
// participant with programs that others wrote, follows a change that the
// committee publishes, and renews the address.
func TestCalendarsAreReadByOtherPrograms(t *testing.T) {
	t.Parallel()
	s := Start(t, filepath.Join(t.TempDir(), "demo.db"), "demo")
	phone := enter(s.Phone(), "Peserta")
	phone.Open("/a/pontianak/calendar")
	phone.Click("Buat alamat")
	phone.See("Alamat kalender siap dipakai", "Siapa pun yang punya alamat ini")
	phone.Shot("calendar")
	var address string
	phone.eval(&address, `document.querySelector("input[readonly]").value`)

	r := newReader(t, address)
	r.must("vdirsyncer", "discover", "latsar")
	r.must("vdirsyncer", "sync")
	const opening = "Pembukaan (angkatan II)"
	for config, want := range map[string]string{"khal.wib": "08:00 08:45 " + opening, "khal.wit": "10:00 10:45 " + opening} {
		if got := r.on(config, "2025-07-18"); !strings.Contains(got, want) {
			t.Errorf("%s shows\n%s\nwithout %q", config, got, want)
		}
	}
	before := r.event(address, "Penutupan")
	if before.sequence != "1" || before.status != "CONFIRMED" || !strings.HasSuffix(before.start, "+07:00") {
		t.Errorf("the closing, which a holiday has moved once, stands as %+v", before)
	}

	committee := enter(s.Desk(), "Panitia")
	committee.Open("/a/pontianak/training/b/" + before.batch + "/sessions/" + before.session)
	committee.Fill("Tempat", "Aula BKPSDM")
	committee.Click("Simpan sesi")
	committee.See("Sesi disimpan sebagai perubahan")
	committee.Open("/a/pontianak/training/b/" + before.batch)
	committee.Click("Lihat perubahan")
	committee.Click("Terbitkan jadwal")
	committee.Fill("Alasan", "Aula tersedia")
	committee.Click("Terbitkan jadwal")
	r.must("vdirsyncer", "sync")
	after := r.event(address, "Penutupan")
	if after.sequence != "2" || after.session != before.session || !strings.Contains(r.on("khal.wib", after.start[:10]), "Penutupan (angkatan II) Aula BKPSDM") {
		t.Errorf("after the change the closing stands as %+v", after)
	}

	answer, err := http.Get(address)
	if err != nil {
		t.Fatal(err)
	}
	answer.Body.Close()
	again, err := http.NewRequest(http.MethodGet, address, nil)
	if err != nil {
		t.Fatal(err)
	}
	again.Header.Set("If-None-Match", answer.Header.Get("ETag"))
	if answer, err = http.DefaultClient.Do(again); err != nil || answer.StatusCode != http.StatusNotModified {
		t.Errorf("what has not changed is sent again: %v, %v", answer, err)
	}

	phone.Click("Ganti alamat")
	phone.See("Alamat lama berhenti seketika")
	phone.Click("Ganti alamat")
	phone.See("Alamat kalender siap dipakai")
	if answer, err = http.Get(address); err != nil || answer.StatusCode != http.StatusGone {
		t.Errorf("a renewed address answers %v, %v", answer, err)
	}
	if out, err := r.run("vdirsyncer", "sync"); err == nil || !strings.Contains(out, "Gone") {
		t.Errorf("vdirsyncer at a renewed address: %v, %s", err, out)
	}
}
