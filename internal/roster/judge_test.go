package roster

import (
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"pamong/internal/kit/i18n"
	"pamong/internal/kit/sheet"
	"pamong/internal/org"
	"pamong/internal/regulation"
)

// data is where the invented cities keep their lists.
const data = "../demo/data"

func readFile(t *testing.T, name string, keep ...Field) *Draft {
	t.Helper()
	f, err := os.Open(filepath.Join(data, name))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	info, err := f.Stat()
	if err != nil {
		t.Fatal(err)
	}
	book, err := sheet.Open(f, info.Size(), name, sheet.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	d, err := Read(book, nil, keep)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// packs are read once for all tests; none changes them.
var packs = sync.OnceValues(regulation.Embedded)

func judged(t *testing.T, d *Draft, k *Known) *Verdict {
	t.Helper()
	packs, err := packs()
	if err != nil {
		t.Fatal(err)
	}
	pack, err := packs.Newest(regulation.KindProbation, "2025-07-01")
	if err != nil {
		t.Fatal(err)
	}
	if k == nil {
		k = &Known{Tree: org.NewTree(nil)}
	}
	v, err := Judge(pack.Probation, d, k, "")
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func TestTheFilesOfTheTwoCities(t *testing.T) {
	cases := map[string]struct {
		totals   Totals
		offices  int
		office   string
		people   int
		golongan map[string]int
	}{
		"pontianak-daftar-peserta.xlsx": {Totals{Total: 338, OK: 338, New: 338}, 28, "Dinas Kesehatan", 96, map[string]int{"II": 118, "III": 220}},
		"bontang-siasn-export.xlsx":     {Totals{Total: 112, OK: 112, New: 112}, 30, "Dinas Kesehatan", 31, map[string]int{"II": 45, "III": 67}},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			v := judged(t, readFile(t, name), nil)
			if diff := cmp.Diff(c.totals, v.Totals); diff != "" {
				t.Error(diff)
			}
			offices, golongan := map[string]int{}, map[string]int{}
			for _, r := range v.Rows {
				offices[r.Place.Office]++
				group, _, _ := strings.Cut(r.Person.Golongan, "/")
				golongan[group]++
			}
			if len(offices) != c.offices || offices[c.office] != c.people {
				t.Errorf("%d offices, %d people in %s", len(offices), offices[c.office], c.office)
			}
			if diff := cmp.Diff(c.golongan, golongan); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestEveryFaultIsFoundOnce(t *testing.T) {
	d := readFile(t, "roster-with-faults.xlsx")
	v := judged(t, d, nil)
	if diff := cmp.Diff(Totals{Total: 15, OK: 3, Warning: 5, Error: 7, New: 8}, v.Totals); diff != "" {
		t.Error(diff)
	}
	want := map[int]string{4: "error nip_number_cell", 5: "error nip_length", 6: "error nip_birth", 7: "error nip_pppk", 8: "error nip_duplicate", 9: "warning sex_differs",
		10: "warning born_differs", 11: "warning unit_near", 12: "warning email", 13: "error name_missing", 14: "error golongan_unknown", 15: "warning name_formula"}
	got := map[int]string{}
	for _, r := range v.Rows {
		for _, f := range r.Findings {
			got[r.Row] += string(f.Severity) + " " + f.Code
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if len(d.Skipped) != 1 || d.Skipped[0].Text != "Jumlah 15" {
		t.Errorf("skipped %v", d.Skipped)
	}
	if s := v.Rows[10].Suggest; s.Office != "Dinas Kesehatan" {
		t.Errorf("suggested %q", s)
	}
	if p := v.Rows[8].Person; p.Sex != "P" {
		t.Errorf("sex %s, want what the NIP says", p.Sex)
	}
}

func TestFindingsSpeakToAnOfficer(t *testing.T) {
	catalogue, err := i18n.NewCatalogue(Messages)
	if err != nil {
		t.Fatal(err)
	}
	said := map[i18n.Lang]map[int]string{i18n.Indonesian: {}, i18n.English: {}}
	for _, r := range judged(t, readFile(t, "roster-with-faults.xlsx"), nil).Rows {
		for _, f := range r.Findings {
			for lang, texts := range said {
				texts[r.Row] = f.Say(catalogue.Speaker(lang))
			}
		}
	}
	want := map[int]string{5: "Baru 17 digit; NIP selalu 18 digit.", 8: "NIP ini sudah ada di baris 1.", 9: "Kolom berisi L, NIP menyebut perempuan. Kami ikuti NIP.",
		10: "Kolom berisi 25 Juni 1991, NIP menyebut 22 Juni 1991. Kami ikuti NIP.", 11: "Mungkin “Dinas Kesehatan”."}
	for row, text := range want {
		if said[i18n.Indonesian][row] != text {
			t.Errorf("row %d says %q, want %q", row, said[i18n.Indonesian][row], text)
		}
	}
	for row, text := range said[i18n.English] {
		if text == "" || strings.Contains(text, "roster.finding") || strings.Contains(text, "{{") {
			t.Errorf("row %d says %q in English", row, text)
		}
	}
}

func TestPrivateColumnsAreDroppedAtTheDoor(t *testing.T) {
	for _, r := range judged(t, readFile(t, "bontang-siasn-export.xlsx"), nil).Rows {
		if len(r.Private) > 0 {
			t.Fatalf("row %d keeps %v without a purpose", r.Row, r.Private)
		}
	}
	kept := judged(t, readFile(t, "bontang-siasn-export.xlsx", FieldNIK), nil)
	if kept.Rows[0].Private[FieldNIK] != "0000001402000001" || kept.Totals.OK != 112 {
		t.Errorf("NIK %v, %v", kept.Rows[0].Private, kept.Totals)
	}
}

func TestTheSameListAgainChangesNothing(t *testing.T) {
	for _, name := range []string{"pontianak-daftar-peserta.xlsx", "bontang-siasn-export.xlsx"} {
		t.Run(name, func(t *testing.T) {
			d := readFile(t, name)
			k := arrived(judged(t, d, nil))
			if got := judged(t, d, k).Totals; got.Unchanged != got.Total || got.OK != got.Total {
				t.Errorf("second time: %+v", got)
			}
		})
	}
}

// arrived is what is known once everybody of a list has come in.
func arrived(v *Verdict) *Known {
	k := &Known{People: map[string]Person{}, byID: map[PersonID]Person{}}
	units := []org.Unit{}
	ids := map[string]org.UnitID{}
	for _, r := range v.Rows {
		for _, p := range []Place{{Office: r.Place.Office}, r.Place} {
			if ids[p.String()] == "" {
				ids[p.String()] = org.UnitID(p.String())
				u := org.Unit{ID: org.UnitID(p.String()), Name: p.Office}
				if p.Unit != "" {
					u.Name, u.Parent = p.Unit, ids[p.Office]
				}
				units = append(units, u)
			}
		}
		p := r.Person
		p.ID, p.State, p.Unit = PersonID(p.NIP), Active, ids[r.Place.String()]
		k.People[p.NIP], k.byID[p.ID] = p, p
	}
	k.Tree = org.NewTree(units)
	return k
}

func TestWhatALineChanges(t *testing.T) {
	d := readFile(t, "pontianak-daftar-peserta.xlsx")
	k := arrived(judged(t, d, nil))
	change := func(row int, f func(p *Person)) {
		nip := judged(t, d, nil).Rows[row-1].Person.NIP
		p := k.People[nip]
		f(&p)
		k.People[nip], k.byID[p.ID] = p, p
	}
	change(1, func(p *Person) { p.Position = "Bidan" })
	change(2, func(p *Person) { p.TMT = "2025-04-01" }) // only derived from the NIP: stays
	change(3, func(p *Person) { p.SKNumber = "813/1" }) // the list has no such column: stays
	change(4, func(p *Person) { p.Unit = "elsewhere" }) // moves
	change(5, func(p *Person) { p.State = Withdrawn })  // must be brought back first
	change(6, func(p *Person) { p.Name = "EKO AGUNG NASUTION, S.I.P." })
	v := judged(t, d, k)
	if diff := cmp.Diff(Totals{Total: 338, OK: 337, Error: 1, Changed: 2, Unchanged: 335}, v.Totals); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]Change{{FieldPosition, "Bidan", "Bidan Ahli Pertama"}}, v.Rows[0].Changes); diff != "" {
		t.Error(diff)
	}
	if !v.Rows[3].Moves || v.Rows[4].Outcome != Refused {
		t.Errorf("row 4 moves %t, row 5 is %s", v.Rows[3].Moves, v.Rows[4].Outcome)
	}
}

func TestALineAboutSomebodyWhoLeftIsRefused(t *testing.T) {
	d := readFile(t, "pontianak-daftar-peserta.xlsx")
	k := arrived(judged(t, d, nil))
	nip := judged(t, d, nil).Rows[0].Person.NIP
	delete(k.People, nip)
	k.Left = map[string]Transfer{nip: {ToName: "Kota Singkawang", Left: "2025-07-01"}}
	r := judged(t, d, k).Rows[0]
	if r.Outcome != Refused || len(r.Findings) != 1 || r.Findings[0].Code != CodeLeft {
		t.Errorf("%s %+v", r.Outcome, r.Findings)
	}
}

func TestACorrectedNumberIsKnownByItsOldOne(t *testing.T) {
	d := readFile(t, "pontianak-daftar-peserta.xlsx")
	k := arrived(judged(t, d, nil))
	old := judged(t, d, nil).Rows[0].Person.NIP
	p := k.People[old]
	delete(k.People, old)
	p.NIP = "199904272025052999"
	k.People[p.NIP], k.byID[p.ID] = p, p
	k.Replaced = map[string]PersonID{old: p.ID}
	r := judged(t, d, k).Rows[0]
	if r.Outcome != Unchanged || len(r.Findings) != 1 || r.Findings[0].Code != CodeNIPReplaced || r.Person.NIP != p.NIP {
		t.Errorf("outcome %s, findings %v, NIP %s", r.Outcome, r.Findings, r.Person.NIP)
	}
}

func TestNamesAsTheyArePrinted(t *testing.T) {
	cases := map[string]struct{ front, name, back, want, key string }{
		"capitals become readable":                    {"", "RINA FITRI", "S.Kep., Ners", "Rina Fitri, S.Kep., Ners", "rina fitri"},
		"titles before the name stay and do not sort": {"", "dr. ANNISA NADIA, Sp.A.", "", "dr. Annisa Nadia, Sp.A.", "annisa nadia"},
		"a title column stands before the name":       {"drg.", "BUDI", "-", "drg. Budi", "budi"},
		"small letters stay as they are":              {"", "Siti de Wijaya", "", "Siti de Wijaya", "siti de wijaya"},
		"hyphens begin anew, apostrophes do not":      {"", "NUR'AINI AL-FATIH", "", "Nur'aini Al-Fatih", "nur aini al fatih"},
		"initials keep their dots":                    {"", "M. RIZKY A.B. PUTRA", "", "M. Rizky A.B. Putra", "m rizky a b putra"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			got := PrintName(c.front, c.name, c.back)
			if got != c.want || sortKey(got) != c.key {
				t.Errorf("%q sorted by %q, want %q by %q", got, sortKey(got), c.want, c.key)
			}
		})
	}
}

func TestNearNames(t *testing.T) {
	cases := map[string]struct {
		a, b string
		want bool
	}{
		"a lost letter is near":                {"dinas kesehatn", "dinas kesehatan", true},
		"two exchanged letters are near":       {"dinas kesehaatn", "dinas kesehatan", true},
		"another number is another place":      {"smp negeri 8 bontang", "smp negeri 9 bontang", false},
		"another Roman numeral is as well":     {"puskesmas bontang utara i", "puskesmas bontang utara ii", false},
		"a numeral that is missing is too":     {"puskesmas perumnas ii", "puskesmas perumnas", false},
		"a lost blank is near":                 {"dinas kesehatan kota", "dinas kesehatankota", true},
		"three letters are another name":       {"dinas sosial", "dinas social x", false},
		"Pontianak Barat is not Timur":         {"kecamatan pontianak barat", "kecamatan pontianak timur", false},
		"the same name is no near miss":        {"dinas sosial", "dinas sosial", false},
		"single letters number things as well": {"sub bagian a", "sub bagian b", false},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			if got := Near(c.a, c.b); got != c.want {
				t.Errorf("near(%q, %q) = %t", c.a, c.b, got)
			}
		})
	}
}

func TestNearIsMutualAndNeverBeyondTwoEdits(t *testing.T) {
	word := rapid.StringMatching(`[a-e]{2,6}( [a-e]{2,6}){0,2}`)
	rapid.Check(t, func(t *rapid.T) {
		a, b := word.Draw(t, "a"), word.Draw(t, "b")
		if Near(a, b) != Near(b, a) {
			t.Fatalf("near(%q, %q) is not mutual", a, b)
		}
		if d := len(a) - len(b); Near(a, b) && (d > mostEdits || d < -mostEdits) {
			t.Fatalf("near(%q, %q)", a, b)
		}
	})
}

func TestPhonesAndAddresses(t *testing.T) {
	for text, want := range map[string]string{"0812-1128-2878": "081211282878", "+62 812 1128 2878": "081211282878", "81211282878": "081211282878", "(0541) 123456": "0541123456", "tidak ada": "", "0812": ""} {
		if got, ok := CleanPhone(text); got != want || ok != (want != "") {
			t.Errorf("%q is %q, %t", text, got, ok)
		}
	}
	for text, want := range map[string]string{"Budi@Contoh.Example": "budi@contoh.example", "bukan-email": "", "budi@contoh": "", "Budi <b@c.example>": ""} {
		if got, ok := CleanEmail(text); got != want || ok != (want != "") {
			t.Errorf("%q is %q, %t", text, got, ok)
		}
	}
}

func TestUnitsOutsideTheAgencysListAreRemarked(t *testing.T) {
	cases := map[string]struct {
		known  Known
		office string
		want   string
	}{
		"a unit in the list is fine":                                {Known{Listed: true}, "Dinas Sosial", ""},
		"one that is not is remarked":                               {Known{Listed: true}, "Inspektorat Daerah", CodeUnitNew},
		"one that is almost there is doubtful, however often it is": {Known{Listed: true}, "Dinas Sosal", CodeUnitNear},
		"without a list units come from the file":                   {Known{}, "Inspektorat Daerah", ""},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			d, err := Read(open(t, []byte("NIP;Nama;Gol;OPD\n199904272025052901;Ani;III/a;"+c.office+"\n199904282025052901;Budi;III/a;"+c.office+"\n"), "a.csv"), nil, nil)
			if err != nil {
				t.Fatal(err)
			}
			c.known.Tree = org.NewTree([]org.Unit{{ID: "1", Name: "Dinas Sosial"}})
			got := ""
			for _, f := range judged(t, d, &c.known).Rows[0].Findings {
				got += f.Code
			}
			if got != c.want {
				t.Errorf("found %q, want %q", got, c.want)
			}
		})
	}
}
