package walk

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"pamong/internal/kit/db/dbtest"
	"pamong/internal/org"
)

// pontianak is the agency of the afternoon, and planned the day of it.
var pontianak = org.Agency{Code: "pontianak", Name: "Kota Pontianak", Zone: org.WIB, Hue: 170, City: "Pontianak", BodyName: "Badan Kepegawaian dan Pengembangan Sumber Daya Manusia"}

const planned = "2025-06-16"

// TestAPlanningAfternoon plans a year for Pontianak, from the roster to publishing; then
// somebody falls ill, somebody leaves, and a holiday comes.
func TestAPlanningAfternoon(t *testing.T) {
	t.Parallel()
	t.Run("sqlite", func(t *testing.T) {
		t.Parallel()
		afternoon(t, StartOn(t, filepath.Join(t.TempDir(), "pamong.db"), pontianak, planned))
	})
	if os.Getenv("PAMONG_TEST_POSTGRES") == "" {
		return
	}
	t.Run("postgres", func(t *testing.T) {
		t.Parallel()
		s := StartOn(t, dbtest.NewPostgres(t), pontianak, planned)
		s.plain = true
		afternoon(t, s)
	})
}

func afternoon(t *testing.T, s *System) {
	w := s.Desk()
	activate(w, s.Invite("sri@contoh.example", "Sri Mulyani Astuti, S.E., M.M.", "committee", "pontianak"), secret)
	officer := s.Desk()
	activate(officer, s.Invite("ridwan@contoh.example", "H. Ridwan Syaputra, S.STP.", "officer", "pontianak"), secret)
	importRoster(officer, "pontianak", "pontianak-daftar-peserta.xlsx", "Masukkan 338 orang")
	divide(w)
	stock(w)
	plan(w)
	o := office{s, w, staff(s, w)}
	o.looks()
	o.publish("")
	o.moves()
	o.takesBack()
	o.falls()
	o.leaves()
	o.holiday()
	o.defers()
}

// office is the committee at its desk, with a trainer at their phone.
type office struct {
	s     *System
	w     *Walker
	phone *Walker
}

// staff gives a trainer an account and returns them at their phone.
func staff(s *System, w *Walker) *Walker {
	w.t.Helper()
	printed := s.Command("user", "create", "antonius@contoh.example", "--name", "Ir. Antonius Gunawan, M.T.", "--role", "coach", "--agency", "pontianak", "--batch", "I")
	phone := s.Phone()
	activate(phone, regexp.MustCompile(regexp.QuoteMeta(s.URL)+`/activate/\S+`).FindString(printed), secret)
	w.Open("/a/pontianak/trainers")
	w.Click("Ir. Antonius Gunawan")
	w.Shot("trainer")
	w.Click("Ubah data")
	w.Fill("Akun", "Ir. Antonius Gunawan, M.T.")
	w.Click("Simpan")
	w.See("Tersimpan")
	w.Shot("trainer-linked")
	return phone
}

// falls lets a trainer be ill for days: only what they would have led changes.
func (o office) falls() {
	o.w.t.Helper()
	o.w.Open("/a/pontianak/trainers")
	o.w.Click("Ir. Antonius Gunawan")
	o.w.Fill("Mulai tanggal", "2025-07-22")
	o.w.Fill("Sampai tanggal", "2025-07-28")
	o.w.Fill("Alasan", "Rawat inap")
	o.w.Click("Catat")
	o.w.See("sesi tidak dapat diampunya")
	o.w.Shot("ill")
	n := o.number(`(\d+) sesi tidak dapat diampunya`)
	o.w.Click("Betulkan jadwal")
	if changed := o.mend("ill"); changed != n {
		o.w.t.Errorf("%d sessions changed, %d had to", changed, n)
	}
	teaches, later := o.calendar("I", "II", "III"), o.calendar("IV")
	o.publish("Ir. Antonius Gunawan dirawat")
	raised := 0
	for uid, sequence := range o.calendar("I", "II", "III") {
		if sequence > teaches[uid] {
			raised++
		}
	}
	if raised < n {
		o.w.t.Errorf("%d events of calendars are newer, %d sessions changed", raised, n)
	}
	if diff := cmp.Diff(later, o.calendar("IV")); diff != "" {
		o.w.t.Errorf("the calendar of a batch that nothing concerns: %s", diff)
	}
	o.phone.Open("/inbox")
	o.phone.See("Jadwal 3 angkatan terbit atau berubah", "semula Ir. Antonius Gunawan")
	o.phone.Shot("ill-inbox")
}

// leaves lets a trainer go for good: their groups are passed to others.
func (o office) leaves() {
	o.w.t.Helper()
	o.w.Open("/a/pontianak/trainers")
	o.w.Click("Dra. Fransiska Lestari")
	o.w.Fill("Tidak mengajar lagi sejak", "2025-09-01")
	o.w.Fill("Alasan berhenti", "Pindah tugas ke provinsi")
	o.w.Click("Akhiri tugas mengajar")
	o.w.See("sesi tidak dapat diampunya")
	o.w.Shot("lost")
	n := o.number(`(\d+) sesi tidak dapat diampunya`)
	o.w.Click("Betulkan jadwal")
	if changed := o.mend("lost"); changed < n || changed > n+5 {
		o.w.t.Errorf("%d sessions changed, %d had to", changed, n)
	}
	o.publish("Dra. Fransiska Lestari pindah tugas")
	o.w.Open("/a/pontianak/trainers")
	o.w.Click("Dra. Fransiska Lestari")
	o.w.SeeNot("sesi tidak dapat diampunya")
	o.w.Shot("lost-done")
	o.w.Click("Riwayat kabar")
	o.w.Click("baris isi kabar")
	o.w.See("Dra. Fransiska Lestari pindah tugas", "semula Dra. Fransiska Lestari")
	o.w.Shot("lost-told")
}

// holiday adds a day to the list of holidays and follows it.
func (o office) holiday() {
	o.w.t.Helper()
	o.s.On("pontianak", "2025-08-08")
	admin := o.s.Desk()
	activate(admin, o.s.Invite("yoga@contoh.example", "Yoga Prasetyo, S.Kom.", "admin", "pontianak"), secret)
	admin.Open("/a/pontianak/rules/holidays/new?year=2025")
	admin.Fill("Dasar", "SKB 933/2025")
	admin.Fill("Tanggal dasar", "2025-08-08")
	admin.Fill("Tentang", "perubahan hari libur 2025")
	admin.Click("Buat rancangan daftar")
	admin.See("Hari libur 2025", "Masih rancangan")
	admin.Shot("holiday-draft")
	admin.Fill("Hari 29", "2025-08-20")
	admin.Fill("Nama 29", "Libur daerah")
	admin.Click("Simpan rancangan")
	admin.See("1 hari ditambah")
	admin.Click("Berlakukan daftar")
	admin.Click("Berlakukan daftar")
	admin.See("Daftar 2025 berlaku")
	admin.Shot("holiday-listed")
	programme(o.w)
	o.w.See("Libur baru")
	o.w.Shot("holiday-drift")
	o.w.Click("Lihat pergeseran")
	o.w.Shot("holiday-moves")
	o.w.Click("Sesuaikan tanggal")
	o.w.Shot("holiday-agreed")
	o.w.Click("Perencana jadwal")
	o.mend("holiday")
	o.publish("Libur baru pada 20 Agustus")
	o.w.SeeNot("ada perubahan")
}

// defers puts off a participant who has fallen ill, with the letter.
func (o office) defers() {
	o.w.t.Helper()
	programme(o.w)
	o.w.Click("Angkatan IX")
	o.w.Shot("batch")
	o.w.Click("Tunda")
	o.w.Fill("Alasan", "Rawat inap di RSUD")
	o.w.Fill("Nomor surat", "440/17/RSUD/2025")
	o.w.Shot("defer")
	o.w.Click("Tunda keikutsertaan")
	o.w.See("35 peserta")
	o.w.Shot("deferred")
}

// takesBack undoes the publication of the day for a batch.
func (o office) takesBack() {
	o.w.t.Helper()
	programme(o.w)
	o.w.Click("Angkatan I")
	o.w.Click("Perubahan")
	o.w.Click("Batalkan penerbitan hari ini")
	o.w.See("Versi sebelumnya berlaku lagi sebagai versi baru")
	o.w.Fill("Alasan", "Menunggu surat edaran")
	o.w.Shot("take-back")
	o.w.Click("Batalkan penerbitan hari ini")
	o.w.See("Penerbitan hari ini dibatalkan; yang dibatalkan tersimpan sebagai rancangan.")
	o.w.Shot("taken-back")
	o.w.Click("Buang rancangan")
	o.w.Click("Buang rancangan")
	o.w.See("Rancangan dibuang")
}

// number finds a number on the page.
func (o office) number(pattern string) int {
	o.w.t.Helper()
	m := regexp.MustCompile("(?i)" + pattern).FindStringSubmatch(o.w.Text())
	if m == nil {
		o.w.fail("no " + pattern)
	}
	n, err := strconv.Atoi(strings.ReplaceAll(m[1], ".", ""))
	if err != nil {
		o.w.t.Fatal(err)
	}
	return n
}

// mend goes to the planner, lets it mend and returns how many sessions changed.
func (o office) mend(name string) int {
	o.w.t.Helper()
	o.w.Shot(name + "-planner")
	o.w.Click("Susun jadwal")
	o.w.See("sesi mendapat tempat baru")
	o.w.Click("Buka hasilnya")
	o.w.See("tanpa bentrok", "Tidak ada bentrok di rancangan")
	o.w.Shot(name + "-mended")
	return o.number(`tanpa bentrok. (\d+) sesi berubah`)
}

// calendar returns how often each event of the calendars of some batches has
// changed.
func (o office) calendar(batches ...string) map[string]int {
	o.w.t.Helper()
	all := map[string]int{}
	for _, batch := range batches {
		file := filepath.Join(o.w.t.TempDir(), batch+".ics")
		o.s.Command("calendar", "file", "--agency", "pontianak", "--batch", batch, file)
		text, err := os.ReadFile(file)
		if err != nil {
			o.w.t.Fatal(err)
		}
		for _, event := range strings.Split(string(text), "BEGIN:VEVENT")[1:] {
			uid, sequence := regexp.MustCompile(`UID:(\S+)`).FindStringSubmatch(event), regexp.MustCompile(`SEQUENCE:(\d+)`).FindStringSubmatch(event)
			if uid == nil || sequence == nil {
				o.w.t.Fatalf("an event without identity: %s", event)
			}
			all[uid[1]], _ = strconv.Atoi(sequence[1])
		}
	}
	return all
}

// told counts the messages of each person on the roster, by NIP, and of each
// trainer without an account, by name.
func (o office) told() map[string]int {
	o.w.t.Helper()
	type reach struct {
		NIP, Name string
		Messages  map[string]int
	}
	var list struct{ People, Trainers []reach }
	if err := json.Unmarshal([]byte(o.s.Command("--json", "messages", "list", "--agency", "pontianak")), &list); err != nil {
		o.w.t.Fatal(err)
	}
	counts := map[string]int{}
	count := func(key string, one reach) {
		for _, n := range one.Messages {
			counts[key] += n
		}
	}
	for _, p := range list.People {
		count(p.NIP, p)
	}
	for _, t := range list.Trainers {
		count(t.Name, t)
	}
	return counts
}

// byNIP matches a participant among those who are told.
var byNIP = regexp.MustCompile(`^\d{18}$`)

// publish puts what waits in force: as many people as the page has said get one
// message each.
func (o office) publish(reason string) {
	o.w.t.Helper()
	before := o.told()
	programme(o.w)
	o.w.Click("Terbitkan")
	o.w.See("mendapat kabar")
	o.w.Shot("publish-" + strings.Fields(reason + " all")[0])
	n := o.number(`([\d.]+) peserta dan \d+ pengajar`)
	if reason != "" {
		o.w.Fill("Alasan", reason)
	}
	o.w.Click("Terbitkan jadwal")
	o.w.See("angkatan diterbitkan")
	o.w.Shot("published-" + strings.Fields(reason + " all")[0])
	reached := 0
	for who, after := range o.told() {
		switch after - before[who] {
		case 0:
		case 1:
			if byNIP.MatchString(who) {
				reached++
			}
		default:
			o.w.t.Errorf("%s has %d messages after %d", who, after, before[who])
		}
	}
	if reached != n || n == 0 {
		o.w.t.Errorf("%d people were told, the page said %d", reached, n)
	}
}

// programme opens the page of the programme.
func programme(w *Walker) {
	w.t.Helper()
	w.Open("/a/pontianak/training")
	w.Click("Latsar CPNS 2025")
}

// plan lets the planner place all sessions and looks what came out.
func plan(w *Walker) {
	w.t.Helper()
	programme(w)
	w.Shot("draft")
	w.Click("Perencana jadwal")
	w.Shot("planner-empty")
	w.Click("Susun jadwal")
	w.See("sesi mendapat tempat baru di rancangan")
	w.Shot("planned")
	w.Click("Buka hasilnya")
	w.See("Hasil terakhir")
	w.Shot("planner-result")
}

// looks turns from the board of a batch to one that begins later, whose week is
// empty, and from there to its first sessions.
func (o office) looks() {
	w := o.w
	w.t.Helper()
	programme(w)
	w.Click("Perencana jadwal")
	w.Click("Papan pekan")
	w.Fill("Papan siapa", "Angkatan IX")
	if o.s.plain {
		w.Click("Tampilkan")
	}
	w.See("Papan pekan: Angkatan IX", "Tidak ada sesi pekan ini")
	w.Click("Ke pekan 29 September 2025")
	w.SeeNot("Tidak ada sesi pekan ini")
	w.Shot("week-nearest")
	w.Fill("Pekan dari tanggal", "2025-10-15")
	w.Click("Tampilkan")
	w.See("13–19 Oktober 2025")
	programme(w)
}

// moves moves a session of a group to another time, by the keyboard or, where there
// is no script, by the form of its page; locks it there, lets the rest be mended,
// and publishes the change.
func (o office) moves() {
	w := o.w
	w.t.Helper()
	w.Click("Perencana jadwal")
	w.Click("Papan pekan")
	w.Click("Pekan berikutnya")
	w.Click("Pekan berikutnya")
	w.Shot("week")
	w.Click("Kelompok 2")
	w.Shot("week-group")
	if o.s.plain {
		var at string
		w.eval(&at, `document.querySelector(".wb-b[data-drag]:not(.wb-own) a").href`)
		w.Open(at)
		w.Click("Pindahkan")
		w.Fill("Mulai", "09:30")
		w.Click("Lihat akibatnya")
	} else {
		var there bool
		w.eval(&there, `(document.querySelector(".wb-b[data-drag]:not(.wb-own) a").focus(), true)`)
		for range 6 {
			w.Key("Alt+ArrowDown")
		}
		w.Shot("moving")
		w.Key("Enter")
	}
	w.See("Kunci di tempat baru", "Betulkan sisanya")
	w.Shot("move")
	w.Click("Pindahkan")
	w.See("sesi mendapat tempat baru")
	w.Shot("moved")
	w.Click("Buka hasilnya")
	w.See("tanpa bentrok")
	w.Shot("mended")
	o.publish("Jam dipakai rapat")
}

// divide says who goes when and opens the programme.
func divide(w *Walker) {
	w.t.Helper()
	w.Open("/a/pontianak/training")
	w.Shot("programmes-empty")
	w.Open("/a/pontianak/training/wishes")
	w.Shot("wishes-empty")
	w.Fill("Siapa", "200107112025052901")
	w.Fill("Jenis", "Hamil")
	w.Fill("Mulai", "2025-07-01")
	w.Fill("Sampai", "2025-08-31")
	w.Click("Simpan catatan")
	w.See("1 catatan disimpan", "Intan Rina Lestari")
	w.Fill("Tempel dari lembar kerja", "199805012025051901;Gelombang berbeda;199808272025052901")
	w.Click("Simpan daftar")
	w.See("1 catatan disimpan")
	w.Shot("wishes")
	w.Open("/a/pontianak/training/new")
	w.Fill("Nama program", "Latsar CPNS 2025")
	w.Fill("Hari pertama", "2025-07-07")
	w.Fill("Gelombang", "4")
	w.Fill("Paling banyak dari satu unit", "60")
	w.Click("Pengaturan lain")
	w.Fill("Awal gelombang 2", "2025-08-04")
	w.Fill("Awal gelombang 3", "2025-09-01")
	w.Fill("Awal gelombang 4", "2025-09-29")
	w.Shot("new")
	w.Click("Lihat usulan")
	w.See("338 orang")
	w.Shot("proposal")
	w.Click("Buka program untuk 338 orang")
	w.See("Latsar CPNS 2025")
	w.Shot("opened")
}

// stock takes in who teaches and where.
func stock(w *Walker) {
	w.t.Helper()
	w.Open("/a/pontianak/trainers")
	w.Shot("trainers-empty")
	importList(w, "/a/pontianak/trainers/import", "pontianak-pengajar.csv", "14")
	w.Shot("trainers-entered")
	w.Open("/a/pontianak/trainers")
	w.Shot("trainers")
	importList(w, "/a/pontianak/rooms/import", "pontianak-ruang.csv", "20")
	w.Shot("rooms-entered")
}
