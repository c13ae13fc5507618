package walk

import (
	"os"
	"path/filepath"
	"testing"

	"pamong/internal/kit/db/dbtest"
)

// each walks through a system on an empty database of SQLite and, where make
// test has given a server, of PostgreSQL; there the pages run no script.
func each(t *testing.T, walk func(t *testing.T, s *System)) {
	t.Run("sqlite", func(t *testing.T) { walk(t, Start(t, filepath.Join(t.TempDir(), "pamong.db"))) })
	if os.Getenv("PAMONG_TEST_POSTGRES") == "" {
		return
	}
	t.Run("postgres", func(t *testing.T) {
		s := Start(t, dbtest.NewPostgres(t))
		s.plain = true
		walk(t, s)
	})
}

// activate opens an activation link and chooses a password.
func activate(w *Walker, link, password string) {
	w.t.Helper()
	w.Open(link)
	w.Fill("Kata sandi baru", password)
	w.Fill("Ulangi kata sandi", password)
	w.Click("Simpan dan masuk")
}

// signIn signs somebody in.
func signIn(w *Walker, login, password string) {
	w.t.Helper()
	w.Open("/sign-in")
	w.Fill("NIP atau e-mail", login)
	w.Fill("Kata sandi", password)
	w.Click("Masuk")
}

// chooses takes the other language and back, and then the dark.
func chooses(w *Walker) {
	w.t.Helper()
	w.Click("Akun")
	w.Click("English")
	w.See("1 device", "Password")
	w.Click("Account")
	w.Click("Bahasa Indonesia")
	w.See("1 perangkat")
	w.Click("Akun")
	w.Click("Terang atau gelap")
	w.Open("/account")
	theme := ""
	if w.eval(&theme, "document.documentElement.dataset.theme"); theme != "dark" {
		w.t.Errorf("the page is %q after choosing the dark", theme)
	}
	w.Shot("dark")
}

func TestAccount(t *testing.T) {
	t.Parallel()
	const login, password = "rani@contoh.example", "kapal layar di sungai"
	each(t, func(t *testing.T, s *System) {
		s.Command("org", "create", "muara", "Kota Muara", "--zone", "WITA")
		link := s.Invite(login, "Rani Wulandari, S.Sos.", "officer", "muara")

		mobile := s.Phone()
		mobile.Open(link)
		mobile.See("Selamat datang, Rani Wulandari")
		mobile.Fill("Kata sandi baru", "pendek")
		mobile.Fill("Ulangi kata sandi", "pendek")
		mobile.Click("Simpan dan masuk")
		mobile.See("Kata sandi paling sedikit 12 huruf")
		mobile.Shot("refused")
		activate(mobile, link, password)
		mobile.Open("/account")
		mobile.See("Rani Wulandari, S.Sos.", "1 perangkat", "Pengelola kepegawaian")
		mobile.Shot("account")
		chooses(mobile)

		desk := s.Desk()
		desk.Open("/account")
		desk.Click("English")
		desk.See("Password")
		desk.Click("Bahasa Indonesia")
		desk.See("Kata sandi")
		signIn(desk, login, "bukan kata sandinya")
		desk.See("tidak cocok", login)
		desk.Shot("wrong")
		signIn(desk, login, password)
		desk.Open("/account")
		desk.See("2 perangkat")
		desk.Shot("account")

		desk.Click("Keluarkan perangkat lain")
		desk.See("Semua perangkat lain sudah dikeluarkan", "1 perangkat")
		mobile.Open("/account")
		mobile.See("NIP atau e-mail")
		mobile.SeeNot("1 perangkat")

		desk.Click("Akun")
		desk.Click("Keluar")
		desk.See("Anda sudah keluar")
		desk.Open("/account")
		desk.See("NIP atau e-mail")
	})
}
