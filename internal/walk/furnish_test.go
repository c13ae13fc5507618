package walk

import (
	"bytes"
	"encoding/json"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
)

// furnish adds two agencies to the demo, one without anybody and one whose
// batch II has passed and may issue its own STTP, and returns the people of
// both.
func furnish(t *testing.T, s *System, o *stroll) []guest {
	t.Helper()
	passed(t, s, "muara", "Kota Muara")
	s.Command("sttp", "accredit", "--agency", "muara", "--institute", "Balai Pelatihan Kota Muara", "--number", "123/K.1/PDP.09/2024", "--dated", "2024-03-04",
		"--until", "2099-03-04", "--signer", "Drs. Bambang Hermansyah, M.Si.", "--position", "Kepala Balai", "--place", "Muara")
	s.Command("org", "create", "kosong", "Kota Kosong", "--zone", "WITA")
	var all []guest
	for _, role := range []string{"officer", "committee", "leader", "admin"} {
		all = append(all, o.invite(role, "kosong"))
	}
	s.Command("org", "create", "pindah", "Kota Pindah", "--zone", "WIB")
	mover := o.invite("officer", "pindah")
	o.moves(mover)
	all = append(all, mover)
	officer, committee := o.invite("officer", "muara"), o.invite("committee", "muara")
	o.issue(committee)
	o.scans(officer)
	return append(all, officer, committee, o.completes("muara"))
}

// scans lets an office enter one scan, and leaves another that nobody can match.
func (o *stroll) scans(officer guest) {
	o.s.t.Helper()
	person := o.find(officer, "/a/muara/people", `(?s)href="/a/muara/people/[0-9a-f]{8}-[0-9a-f-]+".*?(\d{18})`)
	const at, pdf = "/a/muara/documents/scans", "%PDF-1.7 scan"
	one := o.hand(officer, at, "file", map[string]string{"Ijazah_" + person + ".pdf": pdf})
	o.post(officer, one+"/enter")
	for body := ""; !strings.Contains(body, one+"/undo"); {
		_, body, _ = o.get(officer, one)
	}
	o.hand(officer, at, "file", map[string]string{"scan0001.pdf": pdf})
}

// completes makes links for the candidates of an agency and opens the first, on
// a phone.
func (o *stroll) completes(agency string) guest {
	o.s.t.Helper()
	var list []struct{ Link string }
	if err := json.Unmarshal([]byte(o.s.Command("--json", "roster", "links", "--make", "--agency", agency)), &list); err != nil || len(list) == 0 {
		o.s.t.Fatalf("%d links of candidates, %v", len(list), err)
	}
	to, session := o.post(guest{}, strings.TrimPrefix(list[0].Link, o.s.URL))
	return guest{"candidate of " + agency, session, to}
}

// invite makes an account and opens its activation link; the link of another
// one stays unused, for its page.
func (o *stroll) invite(role, agency string) guest {
	o.s.t.Helper()
	link := o.s.Invite(role+"."+agency+"@contoh.example", "Rani Wulandari, S.Sos.", role, agency)
	_, session := o.post(guest{}, strings.TrimPrefix(link, o.s.URL), "password", secret, "again", secret)
	if len(o.sights["GET /activate/{secret}"]) == 0 {
		link = o.s.Invite("lain@contoh.example", "Lia Permata, S.Sos.", role, agency)
		o.note(sight{route: "GET /activate/{secret}", address: strings.TrimPrefix(link, o.s.URL), size: 1})
	}
	return guest{name: role + " of " + agency, secret: session}
}

// issue lets a batch have its papers and waits until they are there.
func (o *stroll) issue(committee guest) {
	o.s.t.Helper()
	batch := o.find(committee, "/a/muara/evaluation", `href="/a/muara/evaluation/([0-9a-f-]+)"><b>Angkatan II<`)
	task, _ := o.post(committee, "/a/muara/certificates/b/"+batch)
	for body := ""; !strings.Contains(body, "Buka hasilnya"); {
		_, body, _ = o.get(committee, task)
	}
	o.walk(committee, task)
}

// moves lets an office move in: one move is entered, another waits with names that
// nobody has confirmed and with a person in two batches.
func (o *stroll) moves(officer guest) {
	o.s.t.Helper()
	const people = "No;Nama;NIP;Gol/Ruang;Jabatan;Unit Kerja;L/P;Tanggal Lahir\n1;Rahma Kusuma, S.Kep.;'199501012025042901;III/a;Perawat Ahli Pertama;Dinas Kesehatan;P;01/01/1995\n2;Bayu Lesmana, S.E.;'199402022025041902;III/a;Analis Keuangan;BKPSDM;L;02/02/1994\n"
	entered := o.hand(officer, "/a/pindah/moving", "file", map[string]string{"peserta.csv": people})
	o.post(officer, entered+"/enter")
	for body := ""; !strings.Contains(body, entered+"/undo"); {
		_, body, _ = o.get(officer, entered)
	}
	o.hand(officer, "/a/pindah/moving", "file", map[string]string{"peserta-lagi.csv": people,
		"angkatan-1.csv": "Nama;NIP;Angkatan;Kelompok\nRahma Kusuma;'199501012025042901;I;1\nBayu Lesmono;;I;2\n", "angkatan-2.csv": "Nama;NIP;Angkatan;Kelompok\nRahma Kusuma;'199501012025042901;II;1\n"})
}

// probation lets the officer of Bontang take steps with some of its people.
func (o *stroll) probation(officer guest) {
	o.s.t.Helper()
	person := o.find(officer, "/a/bontang/people", `href="(/a/bontang/people/[0-9a-f]{8}-[0-9a-f-]+)"`)
	o.post(officer, person+"/absence", "from", "2026-01-05", "until", "2026-01-09", "source", "Rekap presensi")
	o.post(officer, person+"/road/case_opened", "number", "1/BA/2026", "issued_on", "2026-01-20", "reason", "Laporan atasan langsung")
	const proposals = "/a/bontang/probation/proposals"
	one := o.find(officer, proposals+"?stage=ready", `name="people" value="([0-9a-f-]{36})"`)
	o.post(officer, proposals+"?stage=ready", "act", "proposed", "people", one, "number", "800/1/BKPSDM", "issued_on", "2026-02-03")
	o.post(officer, proposals+"?stage=proposed", "act", "decided", "people", one, "number", "821/1/BKPSDM", "issued_on", "2026-02-04", "day", "2026-04-01")
	oath, _ := o.post(officer, "/a/bontang/probation/oaths", "held_on", "2026-04-10", "starts", "09:00", "place", "Pendopo", "official", "Wali Kota", "title", "Wali Kota", "per_row", "10")
	o.post(officer, oath+"/seats", "people", one)
	o.post(officer, "/a/bontang/probation/siasn")
	exam, _ := o.post(officer, "/a/bontang/probation/health", "hospital", "RSUD Contoh", "first_day", "2026-02-09", "quota", "10")
	o.post(officer, exam+"/seats", "all", "1")
	results := o.hand(officer, "/a/bontang/probation/health/results/import", "file", map[string]string{"hasil.csv": "NIP,Hasil\n" + o.find(officer, exam, `<span class="sub num">(\d{18})</span>`) + ",batal\n"})
	o.post(officer, results)
}

// leave lets somebody of Bontang go to an agency that is not here, so that the
// sealed record waits.
func (o *stroll) leave(officer guest) {
	o.s.t.Helper()
	person := o.find(officer, "/a/bontang/people?page=2", `href="(/a/bontang/people/[0-9a-f]{8}-[0-9a-f-]+)"`)
	o.post(officer, person+"/release", "version", o.find(officer, person+"/release", `name="version" value="(\d+)"`), "name", "Kabupaten Contoh", "left", "2026-02-02", "number", "824/7/2026", "reason", "mengikuti suami")
}

// acts lets people of the demo do what makes the last pages reachable.
func (o *stroll) acts(people map[string]guest) {
	o.s.t.Helper()
	officer, committee, admin := people["Pengelola kepegawaian /a/pontianak"], people["Panitia /a/pontianak"], people["Administrator instansi /a/pontianak"]
	programme := o.find(committee, "/a/pontianak/training", `href="(/a/pontianak/training/p/[0-9a-f-]+)"`)
	batch := o.find(committee, programme, `href="(/a/pontianak/training/b/[0-9a-f-]+)"`)
	seat := o.find(committee, batch, `href="(/a/pontianak/training/s/[0-9a-f-]+)/defer"`)
	o.post(committee, seat+"/defer", "date", "2025-08-19", "reason", "Rawat inap", "document", "12/SKS/2025")
	o.post(committee, "/a/pontianak/calendar/make")
	session := o.find(committee, batch+"/days?stage=classical", `href="(/a/pontianak/training/b/[0-9a-f-]+/sessions/[0-9a-f-]+)"`)
	o.post(committee, session+"/remove")
	roll := o.find(committee, "/a/pontianak/attendance?day=2025-08-15", `href="/a/pontianak/attendance/sessions/([0-9a-f-]+)"`)
	row := "/a/pontianak/attendance/rows/" + roll + "." + o.find(committee, "/a/pontianak/attendance/sessions/"+roll, `name="s\.([0-9a-f-]{36})"`)
	_, body, _ := o.get(committee, row) // as a camera does
	o.note(sight{o.route(row), row, committee, len(body)})
	person := o.find(officer, "/a/pontianak/people", `href="(/a/pontianak/people/[0-9a-f]{8}-[0-9a-f-]+)"`)
	o.post(officer, person+"/discipline", "level", "ringan", "measure", "teguran lisan", "number", "7/SK/2025", "issued_on", "2025-08-01")
	o.probation(people["Pengelola kepegawaian /a/bontang"])
	o.leave(people["Pengelola kepegawaian /a/bontang"])
	own := "/a/pontianak/rules/packs/latsar-2027-pontianak"
	o.post(admin, "/a/pontianak/rules/packs/latsar-2024/copy", "id", "latsar-2027-pontianak", "title", "Latsar CPNS 2027", "effective_from", "2027-01-01",
		"basis_number", "1/2026", "basis_date", "2026-01-02", "basis_about", "pelatihan dasar")
	o.oath(people["Pengelola kepegawaian /a/bontang"], people["Administrator instansi /a/bontang"])
	o.post(admin, own+"/release", "version", o.find(admin, own+"/release", `name="version" value="(\d+)"`))
}

// oath lets the office of Bontang take some people from proposal to a planned
// oath, open a case, note an absence and write a list for SIASN.
func (o *stroll) oath(officer, admin guest) {
	o.s.t.Helper()
	const at, person = "/a/bontang/probation", `name="people"[^>]*value="([0-9a-f-]{36})"`
	o.post(admin, "/a/bontang/people/purposes", "purpose", "oath", "on", "1")
	for range 3 {
		one := o.find(officer, at+"/proposals?stage=ready", person)
		o.post(officer, at+"/proposals?stage=ready", "act", "proposed", "people", one, "number", "800/45/2026", "issued_on", "2026-02-04")
	}
	for range 2 {
		one := o.find(officer, at+"/proposals?stage=proposed", person)
		o.post(officer, at+"/proposals?stage=proposed", "act", "decided", "people", one, "number", "821.13/77/2026", "issued_on", "2026-02-04", "day", "2026-04-01")
	}
	oath, _ := o.post(officer, at+"/oaths", "held_on", "2026-04-08", "place", "Pendopo", "per_row", "10", "official", "dr. Contoh Wali", "title", "Wali Kota Bontang")
	o.post(officer, oath+"/seats", "people", o.find(officer, oath, person))
	waits := o.find(officer, at+"/proposals?stage=lacking", `href="(/a/bontang/people/[0-9a-f-]{36})/road"`)
	for _, kind := range []string{"warned", "case_opened"} {
		o.post(officer, waits+"/road/"+kind, "number", "800/5/2026", "issued_on", "2026-02-02", "reason", "Menurut laporan")
	}
	o.post(officer, waits+"/absence", "from", "2026-01-05", "until", "2026-01-07", "source", "Rekap Januari")
	o.post(officer, at+"/siasn?kind=sttp")
}

// find returns what a pattern finds on a page.
func (o *stroll) find(g guest, address, pattern string) string {
	o.s.t.Helper()
	_, body, _ := o.get(g, address)
	m := regexp.MustCompile(pattern).FindStringSubmatch(body)
	if m == nil {
		o.s.t.Fatalf("%s finds no %s on %s", g.name, pattern, address)
	}
	return m[1]
}

// hand gives files to a form and returns where it leads.
func (o *stroll) hand(g guest, address, field string, files map[string]string) string {
	o.s.t.Helper()
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	for name, text := range files {
		part, err := w.CreateFormFile(field, name)
		if err != nil {
			o.s.t.Fatal(err)
		}
		io.WriteString(part, text)
	}
	w.Close()
	to, _ := o.send(g, address, w.FormDataContentType(), &body)
	return to
}

// post presses a button and returns where it leads, and the session it gives.
func (o *stroll) post(g guest, address string, values ...string) (to, session string) {
	o.s.t.Helper()
	form := url.Values{}
	for i := 0; i+1 < len(values); i += 2 {
		form.Set(values[i], values[i+1])
	}
	return o.send(g, address, "application/x-www-form-urlencoded", strings.NewReader(form.Encode()))
}

// send sends a form and returns where it leads, and the session it gives.
func (o *stroll) send(g guest, address, kind string, form io.Reader) (to, session string) {
	o.s.t.Helper()
	r, err := http.NewRequest(http.MethodPost, o.s.URL+address, form)
	if err != nil {
		o.s.t.Fatal(err)
	}
	r.Header.Set("Content-Type", kind)
	r.AddCookie(&http.Cookie{Name: "pamong_session", Value: g.secret})
	answer, err := quick.Do(r)
	if err != nil {
		o.s.t.Fatal(err)
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusSeeOther {
		o.s.t.Fatalf("%s: the form on %s answers %d", g.name, address, answer.StatusCode)
	}
	for _, c := range answer.Cookies() {
		if c.Name == "pamong_session" {
			session = c.Value
		}
	}
	return answer.Header.Get("Location"), session
}
