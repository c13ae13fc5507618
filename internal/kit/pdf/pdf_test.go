package pdf

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/pdfcpu/pdfcpu/pkg/api"

	"pamong/internal/kit/i18n"
)

var created = time.Date(2025, 10, 8, 2, 0, 0, 0, time.UTC)

const shield = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 36 42"><path fill="#00664f" d="M2 3h32v20c0 9-7 14-16 17C9 37 2 32 2 23z"/><path class="f-sheet" d="M5 6h26v17c0 7-5.5 11-13 13.7C10.5 34 5 30 5 23z"/><circle cx="18" cy="18" r="6"/><path class="s-accent" stroke-width="2" d="M7 25.5c2.8-2 5-2 7.3 0s4.5 2 7.4 0 4.5-2 7.3 0"/></svg>`

func speaker(t testing.TB) *i18n.Speaker {
	t.Helper()
	c, err := i18n.NewCatalogue(Messages)
	if err != nil {
		t.Fatal(err)
	}
	return c.Speaker(i18n.Indonesian)
}

func office(t testing.TB) Letterhead {
	t.Helper()
	crest, err := ReadCrest([]byte(shield))
	if err != nil {
		t.Fatal(err)
	}
	return Letterhead{Crest: crest, Government: "Pemerintah Kota Pontianak", Office: "Badan Kepegawaian dan Pengembangan Sumber Daya Manusia", Address: "Jalan Contoh Nomor 1, Pontianak 78000 · Telepon (0561) 000000"}
}

// roster is an attendance list of n invented people.
func roster(t testing.TB, n int) *Doc {
	t.Helper()
	d := New(Options{Title: "Daftar hadir", Number: "Dokumen A2-2907-0412", Foot: "dicetak 29 Juli 2025", Created: created, Speaker: speaker(t), FootQR: "https://pamong.example/d/A2-2907-0412"})
	d.Letterhead(office(t))
	d.Title("Daftar hadir peserta pelatihan dasar CPNS", "Nomor 00173/LATSAR/CONTOH/2025")
	d.Facts(2, Fact{"Hari, tanggal", "Selasa, 29 Juli 2025"}, Fact{"Angkatan", "II (Gelombang I)"}, Fact{"Pengampu", "Dr. Hj. Nurhayati Ramadhani, S.H., M.Si."}, Fact{"Waktu", "10.15–11.45 WIB, 2 JP"})
	table := Table{Signed: true, Cols: []Col{{"No.", 9, Centre}, {"Nama dan NIP", 60, Left}, {"Gol.", 12, Centre}, {"Unit kerja", 0, Left}, {"Tanda tangan", 24, Left}, {"", 24, Left}}}
	for i := range n {
		table.Rows = append(table.Rows, []string{fmt.Sprint(i + 1), fmt.Sprintf("Peserta ke-%d Siti Nurhaliza Ramadhani, A.Md.Keb.\n19971226 202505 2 920", i+1), "II/c", "Dinas Pengendalian Penduduk, Keluarga Berencana, Pemberdayaan Perempuan dan Perlindungan Anak"})
	}
	d.Table(table)
	d.Signatures(Signature{Place: "Mengetahui,", Role: "Ketua Panitia", Name: "Drs. Bambang Hermansyah, M.Si.", NIP: "19700315 199503 1 901"},
		Signature{Place: "Pontianak, 29 Juli 2025", Role: "Pengampu Materi", Name: "Dr. Hj. Nurhayati Ramadhani, S.H., M.Si.", NIP: "19741120 200003 2 902"})
	return d
}

func certificate(t testing.TB, i int) []byte {
	t.Helper()
	d := New(Options{Title: "STTP", Number: fmt.Sprintf("%05d/LATSAR/CONTOH/2025", i), Created: created})
	d.Letterhead(office(t))
	d.Gap(8)
	d.Words("Surat Tanda Tamat Pelatihan", 20, true)
	d.Words(fmt.Sprintf("Nomor %05d/LATSAR/CONTOH/2025", i), 10, false)
	d.Gap(10)
	d.Words("Hasanah Indah Kurniawan, S.Kep., Ners", 18, true)
	d.Words("telah mengikuti Pelatihan Dasar CPNS selama 64 hari, 647 JP", 11, false)
	d.QR(fmt.Sprintf("https://pamong.example/s/%05d", i), marginLeft, 230, 28)
	d.Signatures(Signature{Place: "Pontianak, 8 Oktober 2025", Role: "Kepala BKPSDM", Name: "Drs. Syamsul Wijaya, M.Si.", NIP: "19700315 199503 1 901"})
	return printed(t, d)
}

func printed(t testing.TB, d *Doc) []byte {
	t.Helper()
	body, err := d.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	return body
}

// tool runs a program of the machine on a document; it fails where the
// program is missing, because without it nothing is proven.
func tool(t *testing.T, body []byte, name string, args ...string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "x.pdf")
	if err := os.WriteFile(file, body, 0o600); err != nil {
		t.Fatal(err)
	}
	for i, a := range args {
		args[i] = strings.ReplaceAll(a, "FILE", file)
	}
	out, err := exec.Command(name, args...).CombinedOutput()
	if err != nil {
		t.Fatalf("%s: %v\n%s", name, err, out)
	}
	return string(out)
}

func TestALongListRepeatsItsHeadAndCountsItsPages(t *testing.T) {
	d := roster(t, 338)
	body := printed(t, d)
	if err := api.Validate(bytes.NewReader(body), nil); err != nil {
		t.Errorf("not a valid document: %v", err)
	}
	text := tool(t, body, "pdftotext", "-layout", "FILE", "-")
	pages := strings.Split(strings.TrimRight(text, "\f"), "\f")
	if len(pages) != d.Pages() || len(pages) < 10 {
		t.Fatalf("%d pages in the text, %d in the document", len(pages), d.Pages())
	}
	for i, page := range pages[:len(pages)-1] {
		if !strings.Contains(page, "Nama dan NIP") {
			t.Errorf("page %d has no head", i+1)
		}
	}
	for i, page := range pages {
		if want := fmt.Sprintf("Halaman %d dari %d", i+1, len(pages)); !strings.Contains(page, want) {
			t.Errorf("page %d does not say %q", i+1, want)
		}
	}
	for _, want := range []string{"Peserta ke-1 ", "Peserta ke-338 ", "Drs. Bambang Hermansyah, M.Si.", "NIP 19741120 200003 2 902"} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q", want)
		}
	}
}

func TestNamesAreWrittenAsTheyAre(t *testing.T) {
	cases := map[string]struct{ name, want string }{
		"dashes and quotation marks":                     {"Hari ke-17 – “Adaptif” — Ma’ruf", "Hari ke-17 – “Adaptif” — Ma’ruf"},
		"accents of one code point":                      {"Désirée Müller-Łukasz Ḥasan", "Désirée Müller-Łukasz Ḥasan"},
		"both faces in one paragraph":                    {"Łukasz – Ma’ruf dan Abdul", "Łukasz – Ma’ruf dan Abdul"},
		"accents of two code points become one":          {"De\u0301sire\u0301e", "Désirée"},
		"an accent that the font lacks loses its accent": {"Nguyễn", "Nguyen"},
		"other writing is marked":                        {"山 Abdul", "? Abdul"},
		"hidden characters are left out":                 {"Abd\u200bul\u0007", "Abdul"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			d := New(Options{Created: created})
			d.Text(c.name)
			if text := tool(t, printed(t, d), "pdftotext", "FILE", "-"); !strings.Contains(text, c.want) {
				t.Errorf("got %q, want %q", text, c.want)
			}
		})
	}
}

func TestTheCodeOnPaperCanBeScanned(t *testing.T) {
	body := certificate(t, 173)
	dir := t.TempDir()
	tool(t, body, "pdftoppm", "-r", "150", "-png", "-singlefile", "FILE", filepath.Join(dir, "page"))
	out, err := exec.Command("zbarimg", "-q", "--raw", filepath.Join(dir, "page.png")).Output()
	if err != nil || strings.TrimSpace(string(out)) != "https://pamong.example/s/00173" {
		t.Errorf("scanned %q: %v", out, err)
	}
}

func TestTheSameContentIsTheSameBytes(t *testing.T) {
	if !bytes.Equal(certificate(t, 7), certificate(t, 7)) {
		t.Error("two prints of one certificate differ")
	}
	if bytes.Equal(certificate(t, 7), certificate(t, 8)) {
		t.Error("two certificates are alike")
	}
}

func TestCoatsOfArms(t *testing.T) {
	var picture bytes.Buffer
	img := image.NewRGBA(image.Rect(0, 0, 36, 42))
	img.Set(3, 3, color.RGBA{200, 0, 0, 255})
	if err := png.Encode(&picture, img); err != nil {
		t.Fatal(err)
	}
	var large bytes.Buffer
	if err := png.Encode(&large, image.NewNRGBA(image.Rect(0, 0, 900, 1400))); err != nil {
		t.Fatal(err)
	}
	cases := map[string]struct {
		body []byte
		good bool
	}{
		"a PNG is printed":                   {picture.Bytes(), true},
		"an SVG of plain shapes is printed":  {[]byte(shield), true},
		"a large transparent PNG is printed": {large.Bytes(), true},
		"a transform is refused":             {[]byte(`<svg viewBox="0 0 9 9"><g transform="scale(2)"><path d="M0 0h9v9z"/></g></svg>`), false},
		"a gradient is refused":              {[]byte(`<svg viewBox="0 0 9 9"><linearGradient/><path d="M0 0h9v9z"/></svg>`), false},
		"an arc is refused":                  {[]byte(`<svg viewBox="0 0 9 9"><path d="M0 0a5 5 0 0 1 9 9z"/></svg>`), false},
		"a broken path is refused":           {[]byte(`<svg viewBox="0 0 9 9"><path d="M0 0L9"/></svg>`), false},
		"an SVG without shapes is refused":   {[]byte(`<svg viewBox="0 0 9 9"></svg>`), false},
		"a GIF is refused":                   {[]byte("GIF89a\x01\x00\x01\x00"), false},
		"a broken PNG is refused":            {picture.Bytes()[:30], false},
		"words are refused":                  {[]byte("lambang"), false},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			crest, err := ReadCrest(c.body)
			if (err == nil) != c.good {
				t.Fatalf("got %v", err)
			}
			if c.good {
				d := New(Options{Created: created})
				d.Letterhead(Letterhead{Crest: crest, Government: "Pemerintah Kota Bontang"})
				printed(t, d)
			}
		})
	}
}

func TestSmoothCurvesAndCompactFigures(t *testing.T) {
	moves, err := readPath("m1 1h2v2l-1-1.5.5c0 0 1 1 2 0s1-1 2 0q1 1 2 0t2 0z")
	if err == nil {
		t.Fatalf("a part of a point was taken: %v", moves)
	}
	moves, err = readPath("m1 1h2v2l-1-1.5c0 0 1 1 2 0s1-1 2 0q1 1 2 0t2 0z")
	if err != nil || len(moves) != 9 {
		t.Fatalf("%d moves: %v", len(moves), err)
	}
	if s := moves[5]; s.c1 != (point{5, .5}) {
		t.Errorf("the smooth curve begins towards %v", s.c1)
	}
}

func TestLongWordsAreBroken(t *testing.T) {
	d := New(Options{})
	d.font("", 10)
	lines := d.wrap(strings.Repeat("x", 200)+" akhir", 40)
	if strings.Join(lines, "") != strings.Repeat("x", 200)+"akhir" && !strings.HasSuffix(lines[len(lines)-1], "akhir") {
		t.Errorf("text is lost: %v", lines)
	}
	for _, l := range lines {
		if w := d.measure(l); w > 40 {
			t.Errorf("%q is %.1f mm wide", l, w)
		}
	}
}

func TestABatchComesInOrderAndStopsAtAnError(t *testing.T) {
	var got []int
	work := func(i int) ([]byte, error) {
		time.Sleep(time.Duration(i%3) * time.Millisecond)
		return []byte{byte(i)}, nil
	}
	err := Batch(t.Context(), 50, work, func(i int, body []byte) error {
		if int(body[0]) != i {
			t.Errorf("document %d came as number %d", body[0], i)
		}
		got = append(got, i)
		return nil
	})
	if err != nil || len(got) != 50 {
		t.Fatalf("%d of 50 came: %v", len(got), err)
	}
	broken := errors.New("broken")
	cases := map[string]struct {
		work func(int) ([]byte, error)
		use  func(int, []byte) error
		want error
	}{
		"a document that cannot be made ends it": {func(i int) ([]byte, error) { return nil, broken }, func(int, []byte) error { return nil }, broken},
		"a document that cannot be kept ends it": {work, func(int, []byte) error { return broken }, broken},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			if err := Batch(t.Context(), 50, c.work, c.use); !errors.Is(err, c.want) {
				t.Errorf("got %v", err)
			}
		})
	}
	t.Run("a cancelled context ends it", func(t *testing.T) {
		ctx, stop := context.WithCancel(t.Context())
		err := Batch(ctx, 50, work, func(int, []byte) error { stop(); return nil })
		if !errors.Is(err, context.Canceled) {
			t.Errorf("got %v", err)
		}
	})
}

func BenchmarkCertificates(b *testing.B) {
	for b.Loop() {
		err := Batch(b.Context(), 338, func(i int) ([]byte, error) { return certificate(b, i), nil }, func(int, []byte) error { return nil })
		if err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkRoster(b *testing.B) {
	for b.Loop() {
		printed(b, roster(b, 338))
	}
}
