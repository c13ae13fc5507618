package certificate

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"pamong/internal/evaluation"
	"pamong/internal/kit/i18n"
	"pamong/internal/kit/pdf"
	"pamong/internal/org"
	"pamong/internal/regulation"
	"pamong/internal/roster"
	"pamong/internal/training"
)

// shield is a coat of arms of plain shapes.
const shield = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 36 42"><path d="M2 2h32v20c0 10-8 15-16 18C10 37 2 32 2 22z" fill="#00664f"/></svg>`

func newTestPress(t *testing.T, pack string) *press {
	t.Helper()
	texts, err := i18n.NewCatalogue(Messages, pdf.Messages, "key,id,en,en_one\napp.government,Pemerintah {{.Name}},Government of {{.Name}}\n")
	if err != nil {
		t.Fatal(err)
	}
	packs, err := regulation.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	rules, err := packs.Find(pack)
	if err != nil {
		t.Fatal(err)
	}
	batch := training.Batch{Label: "IV", Class: training.ClassIII, Start: "2025-07-07", End: "2025-10-06"}
	l := &press{agency: org.Agency{Code: "pontianak", Name: "Kota Pontianak", Hue: 170}, speak: texts.Speaker(i18n.Indonesian), check: "https://pamong.example/c/", accent: pdf.ParseColour("#00664f"), tree: org.NewTree(nil),
		table:    &evaluation.Table{Pack: rules, Mode: rules.Modes()[0], Batch: batch},
		basis:    Accreditation{Institute: "Badan Kepegawaian dan Pengembangan Sumber Daya Manusia Kota Pontianak", Number: "123/K.1/PDP.09/2024", Dated: "2024-03-04", Signer: "Drs. Bambang Hermansyah, M.Si.", SignerNIP: "197411202000031902", Position: "Kepala Badan Kepegawaian dan Pengembangan Sumber Daya Manusia Kota Pontianak", Place: "Pontianak"},
		replaced: map[string]string{"old": "00000012/LATSAR CPNS/III/PONTIANAK/2025"}}
	l.frame = pdf.NewFrame(l.accent)
	if l.crest, err = pdf.ReadCrest([]byte(shield)); err != nil {
		t.Fatal(err)
	}
	if l.ranks, err = ranks(); err != nil {
		t.Fatal(err)
	}
	if l.outline, err = l.subjects(); err != nil {
		t.Fatal(err)
	}
	return l
}

// printed prints an STTP and returns the text of both pages and what the QR
// code on its front says.
func printed(t *testing.T, l *press, row *evaluation.Row, p Paper) (front, back, code string) {
	t.Helper()
	body, err := l.certificate(row, p)
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "sttp.pdf")
	if err := os.WriteFile(file, body, 0o600); err != nil {
		t.Fatal(err)
	}
	page := strings.TrimSuffix(file, ".pdf")
	tool(t, "pdftoppm", "-r", "150", "-png", "-singlefile", file, page)
	pages := strings.Split(tool(t, "pdftotext", "-layout", file, "-"), "\f")
	if len(pages) != 3 || pages[2] != "" {
		t.Fatalf("the STTP has %d pages, want 2", len(pages)-1)
	}
	return pages[0], pages[1], strings.TrimSpace(tool(t, "zbarimg", "-q", "--raw", page+".png"))
}

func tool(t *testing.T, name string, args ...string) string {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), name, args...).Output()
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return string(out)
}

func TestTheSTTPOnPaper(t *testing.T) {
	plain := roster.Person{ID: "p", NIP: "199707072025042901", Born: "1997-07-07", Name: "Rania Kusumawardhani, S.Kep., Ners", Appointment: roster.Appointment{Golongan: "III/a", Position: "Perawat Ahli Pertama"}}
	long := plain
	long.Name = "Prof. Dr. Ir. Raden Ajeng Désirée Müller-Łukasz Kusumaningtyas Widyaningrum Prabandari, S.Si., M.Sc., Ph.D., Apt."
	long.Position = "Penelaah Teknis Kebijakan pada Subbagian Perencanaan, Evaluasi, Pelaporan, dan Kerja Sama Antarlembaga di Lingkungan Sekretariat Daerah"
	cases := map[string]struct {
		person   roster.Person
		replaces string
		change   func(l *press)
		want     []string
	}{
		"a short name": {plain, "", func(*press) {}, []string{"SURAT TANDA TAMAT PELATIHAN", "Nomor 00000013/LATSAR CPNS/III/PONTIANAK/2025", "Rania Kusumawardhani, S.Kep., Ners", "19970707 202504 2 901", "Penata Muda, III/a", "LULUS",
			"Sangat Memuaskan", "Golongan III Angkatan IV Tahun 2025", "7 Juli 2025 sampai dengan 6 Oktober 2025", "64 hari atau 647 jam pelajaran", "Pontianak, 8 Oktober 2025", "Drs. Bambang Hermansyah, M.Si.", "ABCD · 2345 · WXYZ"}},
		"a long name with accents, a long position and a place of two lines": {long, "old", func(l *press) {
			l.basis.Place = "Balai Pendidikan dan Pelatihan Kecamatan Pontianak Tenggara, Kota Pontianak, Provinsi Kalimantan Barat"
		}, []string{"Désirée Müller-Łukasz", "Widyaningrum Prabandari, S.Si., M.Sc., Ph.D., Apt.", "Lembar ini menggantikan lembar bernomor", "Provinsi Kalimantan Barat", "Drs. Bambang Hermansyah, M.Si."}},
		"a birth place that is kept for the STTP": {plain, "", func(l *press) { l.places = map[roster.PersonID]string{plain.ID: "Singkawang"} }, []string{"Tempat, tanggal lahir", "Singkawang, 7 Juli 1997"}},
		"no coat of arms and no NIP of who signs": {plain, "", func(l *press) { l.crest, l.basis.SignerNIP = nil, "" }, []string{"Rania Kusumawardhani", "Drs. Bambang Hermansyah, M.Si."}},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			l := newTestPress(t, "latsar-2024")
			c.change(l)
			row := &evaluation.Row{Person: c.person, Verdict: &evaluation.Verdict{Predicate: "Sangat Memuaskan"}}
			front, back, code := printed(t, l, row, Paper{Number: "00000013/LATSAR CPNS/III/PONTIANAK/2025", Code: "ABCD2345WXYZ", IssuedOn: "2025-10-08", Days: 64, JP: 647, Replaces: c.replaces})
			text := strings.Join(strings.Fields(front), " ")
			for _, w := range c.want {
				if !strings.Contains(text, w) {
					t.Errorf("the front lacks %q:\n%s", w, front)
				}
			}
			if code != "https://pamong.example/c/ABCD2345WXYZ" {
				t.Errorf("the QR code says %q", code)
			}
			for _, w := range []string{"Aktualisasi di tempat kerja", "320 JP", "Jumlah 647 jam pelajaran"} {
				if !strings.Contains(strings.Join(strings.Fields(back), " "), w) {
					t.Errorf("the back lacks %q:\n%s", w, back)
				}
			}
		})
	}
}

func TestTheBackAddsUpForEveryPack(t *testing.T) {
	for _, pack := range []string{"latsar-2018", "latsar-2022", "latsar-2024"} {
		t.Run(pack, func(t *testing.T) {
			l := newTestPress(t, pack)
			total := 0
			for _, part := range l.outline {
				total += amount(t, part.Amount)
				lines := 0
				for _, line := range part.Lines {
					lines += amount(t, line[1])
				}
				if lines != 0 && lines != amount(t, part.Amount) {
					t.Errorf("%s: lines of %d JP under %s", part.Title, lines, part.Amount)
				}
			}
			if _, jp, err := course(l.table); err != nil || total != jp && jp > 0 {
				t.Errorf("the parts have %d JP, the course %d", total, jp)
			}
		})
	}
}

func amount(t *testing.T, text string) int {
	t.Helper()
	n := 0
	for _, c := range strings.TrimSuffix(text, " JP") {
		n = n*10 + int(c-'0')
	}
	return n
}

func TestFormsOfNumbers(t *testing.T) {
	cases := map[string]struct {
		form Form
		want string // "" for one that is refused
	}{
		"running number and year":          {"{nomor:8}/LATSAR/{tahun}", "00000007/LATSAR/2025"},
		"everything that is known":         {"{nomor}/{golongan}/{angkatan}/{instansi}/{bulan}-{bulan_romawi}/{tahun}", "7/III/IV/PONTIANAK/10-X/2025"},
		"a number longer than its digits":  {"{nomor:0}.{tahun}", "7.2025"},
		"without the year it is refused":   {"{nomor:8}/LATSAR", ""},
		"without the number it is refused": {"LATSAR/{tahun}", ""},
		"an unknown word is refused":       {"{nomor}/{tahun}/{nik}", ""},
		"an open brace is refused":         {"{nomor}/{tahun}/{golongan", ""},
		"too many digits are refused":      {"{nomor:99}/{tahun}", ""},
		"nothing is refused":               {"", ""},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			if err := c.form.Check(); (err == nil) != (c.want != "") {
				t.Fatalf("checked: %v", err)
			}
			if got := c.form.write(occasion{running: 7, day: "2025-10-08", agency: "pontianak", class: "III", batch: "IV"}); c.want != "" && got != c.want {
				t.Errorf("wrote %q, want %q", got, c.want)
			}
		})
	}
}
