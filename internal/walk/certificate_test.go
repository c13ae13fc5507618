package walk

import (
	"archive/zip"
	"encoding/csv"
	"encoding/json"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// passed brings a city to the day after the graduation meeting of batch II, by
// commands: everybody in it has passed.
func passed(t *testing.T, s *System, agency, name string) {
	t.Helper()
	s.Command("org", "create", agency, name)
	roster, err := filepath.Abs(lists + "pontianak-daftar-peserta.xlsx")
	if err != nil {
		t.Fatal(err)
	}
	s.Command("roster", "import", roster, "--agency", agency, "--commit")
	s.Command("plan", "--agency", agency, "--programme", "Latsar CPNS 2025", "--start", "2025-07-07", "--publish")
	batch := []string{"--agency", agency, "--batch", "II"}
	file := markSheet(t, s, agency)
	s.Command(append([]string{"marks", "import", file, "--commit"}, batch...)...)
	s.Command(append([]string{"meeting", "prepare", "--held-on", "2025-10-07", "--chair", "Drs. Bambang Hermansyah, M.Si.", "--present", "Sri Mulyani Astuti, S.E., M.M."}, batch...)...)
	s.Command(append([]string{"meeting", "decide", "--all"}, batch...)...)
	s.Command(append([]string{"meeting", "lock", "--confirm-unverified"}, batch...)...)
}

// markSheet is the filled mark sheet of batch II. Those who are marked already
// have no mark for attitude in it.
func markSheet(t *testing.T, s *System, agency string, marked ...string) string {
	t.Helper()
	var people []struct{ NIP, Name string }
	if err := json.Unmarshal([]byte(s.Command("marks", "show", "--json", "--agency", agency, "--batch", "II")), &people); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "nilai.csv")
	out, err := os.Create(file)
	if err != nil {
		t.Fatal(err)
	}
	w := csv.NewWriter(out)
	w.Write([]string{"NIP", "Nama", "Sikap perilaku (penyelenggara)", "Tes pembelajaran mandiri (sistem)", "Tes e-learning (penyelenggara)", "Rancangan aktualisasi (penguji)", "Capaian (penguji)", "Manfaat (penguji)", "Komunikasi (penguji)", "PKTBT (instansi asal)"})
	for _, p := range people {
		attitude := "88"
		if slices.ContainsFunc(marked, func(name string) bool { return strings.HasPrefix(p.Name, name) }) {
			attitude = ""
		}
		w.Write([]string{p.NIP, p.Name, attitude, "70", "75", "82", "84", "84", "84", "86"})
	}
	w.Flush()
	if err := out.Close(); err != nil {
		t.Fatal(err)
	}
	return file
}

// unpack takes the one file out of an archive whose name contains a text.
func unpack(t *testing.T, archive, name string) string {
	t.Helper()
	z, err := zip.OpenReader(archive)
	if err != nil {
		t.Fatal(err)
	}
	defer z.Close()
	for _, f := range z.File {
		if !strings.Contains(f.Name, name) {
			continue
		}
		in, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		defer in.Close()
		content, err := io.ReadAll(in)
		if err != nil {
			t.Fatal(err)
		}
		paper := filepath.Join(t.TempDir(), "sttp.pdf")
		if err := os.WriteFile(paper, content, 0o600); err != nil {
			t.Fatal(err)
		}
		return paper
	}
	t.Fatalf("the archive has nothing of %s", name)
	return ""
}

// scan returns what the QR code on the first page of a paper says.
func scan(t *testing.T, paper string) string {
	t.Helper()
	picture := strings.TrimSuffix(paper, ".pdf")
	if out, err := exec.CommandContext(t.Context(), "pdftoppm", "-r", "150", "-png", "-singlefile", paper, picture).CombinedOutput(); err != nil {
		t.Fatalf("pdftoppm: %v\n%s", err, out)
	}
	code, err := exec.CommandContext(t.Context(), "zbarimg", "-q", "--raw", picture+".png").Output()
	if err != nil {
		t.Fatalf("zbarimg: %v", err)
	}
	return strings.TrimSpace(string(code))
}

func TestAnInstituteIssuesItsOwnSTTP(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *System) {
		passed(t, s, "pontianak", "Kota Pontianak")
		committee := s.Desk()
		activate(committee, s.Invite("sri@contoh.example", "Sri Mulyani Astuti, S.E., M.M.", "committee", "pontianak"), secret)
		committee.Open("/a/pontianak/evaluation")
		committee.Click("Angkatan II")
		committee.Click("Transkrip")
		committee.See("STTP datang dari LAN", "Terbitkan transkrip untuk seangkatan (39)")
		committee.SeeNot("Terbitkan untuk seangkatan")

		admin := s.Phone()
		activate(admin, s.Invite("tono@contoh.example", "Tono Kurniawan, S.Kom.", "admin", "pontianak"), secret)
		admin.Open("/a/pontianak/certificates/settings")
		admin.Shot("settings-off")
		admin.Fill("Nama lembaga", "Balai Pendidikan dan Pelatihan Kota Pontianak")
		admin.Fill("Nomor keputusan akreditasi", "123/K.1/PDP.09/2024")
		admin.Fill("Tanggal keputusan", "2024-03-04")
		admin.Fill("Berlaku sampai", "2020-03-04")
		admin.Fill("Tempat pelatihan", "Pontianak")
		admin.Fill("Penanda tangan", "Drs. Bambang Hermansyah, M.Si.")
		admin.Fill("Jabatan penanda tangan", "Kepala Balai Pendidikan dan Pelatihan")
		admin.Click("Nyalakan terbitan STTP sendiri")
		admin.See("Tanggal ini sudah lewat", "Balai Pendidikan dan Pelatihan Kota Pontianak")
		admin.Shot("settings-refused")
		admin.Fill("Berlaku sampai", "2099-03-04")
		admin.Click("Nyalakan terbitan STTP sendiri")
		admin.See("Menyala", "belum terverifikasi")
		admin.Shot("settings-on")

		committee.Open(committee.At())
		committee.See("STTP terbit di sini")
		committee.Shot("before")
		committee.Click("Terbitkan untuk seangkatan (78 lembar)")
		committee.See("Menerbitkan transkrip dan STTP angkatan II")
		committee.Shot("working")
		committee.See("78 lembar terbit")
		committee.Shot("done")
		committee.Click("Buka hasilnya")
		committee.See("39 transkrip berlaku", "39 STTP berlaku")
		committee.Shot("issued")
		checkAndReplace(t, s, committee)
	})
}

// checkAndReplace scans one STTP, checks it on a phone of nobody, replaces it
// and checks it again.
func checkAndReplace(t *testing.T, s *System, committee *Walker) {
	t.Helper()
	archive := filepath.Join(t.TempDir(), "sttp.zip")
	s.Command("sttp", "issue", "--agency", "pontianak", "--batch", "II", "--zip", archive)
	paper := unpack(t, archive, "Dian Rina Baharuddin")
	link := scan(t, paper)
	if !strings.HasPrefix(link, s.URL+"/c/") {
		t.Fatalf("the QR code says %q", link)
	}
	public := s.Phone()
	public.Open(link)
	public.See("Dokumen ini tercatat", "647 JP")
	public.SeeNot("Dian Rina")
	public.Upload("Berkas PDF yang Anda pegang", paper)
	public.Click("Bandingkan berkas")
	public.See("Berkas Anda sama")
	public.Shot("check")

	committee.Open("/a/pontianak/certificates?q=Dian+Rina")
	committee.See("tidak ada nomor yang terlewat")
	committee.Shot("register")
	committee.Click("00000002/LATSAR")
	committee.Fill("Alasan penggantian", "Gelar belum tertulis")
	committee.Click("Ganti dengan lembar baru")
	committee.See("00000040/LATSAR", "Menggantikan")
	committee.Shot("successor")

	public.Open(link)
	public.See("sudah diganti", "Gelar belum tertulis", "Diganti oleh", "00000040/LATSAR")
	public.Shot("replaced")
	public.Click("00000040/LATSAR")
	public.See("Dokumen ini tercatat")

	committee.Fill("Alasan pencabutan", "Terbit keliru")
	committee.Click("Cabut lembar ini")
	committee.See("Dicabut", "Terbit keliru")
	public.Open(public.At())
	public.See("Dokumen ini dicabut", "Terbit keliru")
	committee.Open("/a/pontianak/people?q=Dian+Rina")
	committee.Click("Dian Rina Baharuddin")
	committee.See("Transkrip nilai 00002", "STTP 00000040", "Menggantikan")
	committee.Shot("person")
}
