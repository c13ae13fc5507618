package walk

import (
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
	officer, committee := o.invite("officer", "muara"), o.invite("committee", "muara")
	o.issue(committee)
	return append(all, officer, committee)
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
	return guest{role + " of " + agency, session}
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

// acts lets people of the demo do what makes the last pages reachable.
func (o *stroll) acts(people map[string]guest) {
	o.s.t.Helper()
	officer, committee, admin := people["Pengelola kepegawaian /a/pontianak"], people["Panitia /a/pontianak"], people["Administrator instansi /a/pontianak"]
	programme := o.find(committee, "/a/pontianak/training", `href="(/a/pontianak/training/p/[0-9a-f-]+)"`)
	batch := o.find(committee, programme, `href="(/a/pontianak/training/b/[0-9a-f-]+)"`)
	seat := o.find(committee, batch, `href="(/a/pontianak/training/s/[0-9a-f-]+)/defer"`)
	o.post(committee, seat+"/defer", "date", "2025-08-19", "reason", "Rawat inap", "document", "12/SKS/2025")
	session := o.find(committee, batch+"/days?stage=classical", `href="(/a/pontianak/training/b/[0-9a-f-]+/sessions/[0-9a-f-]+)"`)
	o.post(committee, session+"/remove")
	person := o.find(officer, "/a/pontianak/people", `href="(/a/pontianak/people/[0-9a-f]{8}-[0-9a-f-]+)"`)
	o.post(officer, person+"/discipline", "level", "ringan", "measure", "teguran lisan", "number", "7/SK/2025", "issued_on", "2025-08-01")
	own := "/a/pontianak/rules/packs/latsar-2027-pontianak"
	o.post(admin, "/a/pontianak/rules/packs/latsar-2024/copy", "id", "latsar-2027-pontianak", "title", "Latsar CPNS 2027", "effective_from", "2027-01-01",
		"basis_number", "1/2026", "basis_date", "2026-01-02", "basis_about", "pelatihan dasar")
	o.post(admin, own+"/release", "version", o.find(admin, own+"/release", `name="version" value="(\d+)"`))
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

// post presses a button and returns where it leads, and the session it gives.
func (o *stroll) post(g guest, address string, values ...string) (to, session string) {
	o.s.t.Helper()
	form := url.Values{}
	for i := 0; i+1 < len(values); i += 2 {
		form.Set(values[i], values[i+1])
	}
	r, err := http.NewRequest(http.MethodPost, o.s.URL+address, strings.NewReader(form.Encode()))
	if err != nil {
		o.s.t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.AddCookie(&http.Cookie{Name: "pamong_session", Value: g.secret})
	answer, err := quick.Do(r)
	if err != nil {
		o.s.t.Fatal(err)
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusSeeOther {
		o.s.t.Fatalf("%s: the button %s with %v answers %d", g.name, address, form, answer.StatusCode)
	}
	for _, c := range answer.Cookies() {
		if c.Name == "pamong_session" {
			session = c.Value
		}
	}
	return answer.Header.Get("Location"), session
}
