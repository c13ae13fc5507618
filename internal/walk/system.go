package walk

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"pamong/internal/access"
	"pamong/internal/kit/clock"
	"pamong/internal/kit/db"
	"pamong/internal/org"
)

// binaryVariable names the program to walk through; make test builds it once.
const binaryVariable = "PAMONG_TEST_BINARY"

// System is the program running on a database of its own.
type System struct {
	URL string

	t      testing.TB
	dsn    string
	binary string
	env    []string
	chrome *chrome
	plain  bool // pages run no script
}

// Start serves an empty database on a free port until the test ends. More
// arguments go to the command, which is serve unless they name another.
func Start(t testing.TB, dsn string, args ...string) *System {
	t.Helper()
	return prepare(t, dsn).start(args...)
}

// StartOn serves an empty database in which a new agency stands on a day. It is
// marked as a demo, since dates of others are not moved.
func StartOn(t testing.TB, dsn string, a org.Agency, day clock.Date) *System {
	t.Helper()
	s := prepare(t, dsn)
	s.Command("migrate")
	s.behind(func(ctx context.Context, desk *org.Desk) error {
		err := desk.DB.InTx(ctx, func(tx *db.Tx) error { return org.MarkDemo(ctx, tx) })
		if err == nil {
			_, err = desk.CreateAgency(ctx, access.System("walk"), a)
		}
		return err
	})
	s.On(a.Code, day)
	return s.start("demo")
}

// On lets time pass until an agency stands on a day.
func (s *System) On(agency string, day clock.Date) {
	s.t.Helper()
	s.behind(func(ctx context.Context, desk *org.Desk) error {
		a, err := org.AgencyByCode(ctx, desk.DB, agency)
		if err != nil {
			return err
		}
		return desk.SetToday(ctx, a.ID, day)
	})
}

// behind does something in the database behind the program's back.
func (s *System) behind(do func(ctx context.Context, desk *org.Desk) error) {
	s.t.Helper()
	d, err := db.Open(s.t.Context(), s.dsn)
	if err != nil {
		s.t.Fatal(err)
	}
	if err := errors.Join(do(s.t.Context(), &org.Desk{DB: d, Clock: clock.System{}}), d.Close()); err != nil {
		s.t.Fatal(err)
	}
}

// prepare returns the program with a database and files of its own.
func prepare(t testing.TB, dsn string) *System {
	t.Helper()
	dir := t.TempDir()
	return &System{t: t, dsn: dsn, binary: program(t), env: append(os.Environ(), "PAMONG_DB="+dsn, "PAMONG_LANG=id",
		"PAMONG_FILES="+filepath.Join(dir, "files"), "PAMONG_SECRET_FILE="+filepath.Join(dir, "pamong.secret"))}
}

// start serves until the test ends.
func (s *System) start(args ...string) *System {
	s.t.Helper()
	if len(args) == 0 {
		args = []string{"serve"}
	}
	s.serve(append(args, "--addr", "127.0.0.1:0"))
	s.env = append(s.env, "PAMONG_URL="+s.URL)
	s.chrome = newChrome(s.t)
	return s
}

// program returns the built program.
func program(t testing.TB) string {
	t.Helper()
	if built := os.Getenv(binaryVariable); built != "" {
		return built
	}
	binary := filepath.Join(t.TempDir(), "pamong")
	if text, err := exec.Command("go", "build", "-o", binary, "pamong/cmd/pamong").CombinedOutput(); err != nil {
		t.Fatalf("build pamong: %v\n%s", err, text)
	}
	return binary
}

// serve starts the program and waits for the address it prints.
func (s *System) serve(args []string) {
	s.t.Helper()
	cmd := exec.Command(s.binary, args...)
	cmd.Env, cmd.Dir = s.env, s.t.TempDir()
	var trouble bytes.Buffer
	cmd.Stderr = &trouble
	out, err := cmd.StdoutPipe()
	if err != nil {
		s.t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		s.t.Fatal(err)
	}
	address := make(chan string, 1)
	go func() {
		find := regexp.MustCompile(`http://127\.0\.0\.1:\d+`)
		for lines := bufio.NewScanner(out); lines.Scan(); {
			if url := find.FindString(lines.Text()); url != "" {
				address <- url
			}
		}
	}()
	s.t.Cleanup(func() {
		if err := stop(cmd); err != nil {
			s.t.Errorf("the program did not end well: %v\n%s", err, trouble.String())
		}
		if strings.Contains(trouble.String(), "level=ERROR") {
			s.t.Errorf("the program complained:\n%s", trouble.String())
		}
	})
	select {
	case s.URL = <-address:
	case <-time.After(patience):
		s.t.Fatalf("the program does not serve:\n%s", trouble.String())
	}
}

// stop interrupts the program, as Ctrl-C does, and waits for its end.
func stop(cmd *exec.Cmd) error {
	if err := cmd.Process.Signal(os.Interrupt); err != nil {
		return err
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	select {
	case err := <-ended:
		return err
	case <-time.After(patience):
		return fmt.Errorf("it does not stop: %w", cmd.Process.Kill())
	}
}

// Command runs another command of the program on the same database and
// returns what it printed.
func (s *System) Command(args ...string) string {
	s.t.Helper()
	cmd := exec.Command(s.binary, args...)
	cmd.Env, cmd.Dir = s.env, s.t.TempDir()
	var out, trouble bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &trouble
	if err := cmd.Run(); err != nil {
		s.t.Fatalf("pamong %s: %v\n%s%s", strings.Join(args, " "), err, out.String(), trouble.String())
	}
	return out.String()
}

// Invite makes an account with a role in an agency and returns its activation
// link.
func (s *System) Invite(login, name, role, agency string) string {
	s.t.Helper()
	printed := s.Command("user", "create", login, "--name", name, "--role", role, "--agency", agency)
	link := regexp.MustCompile(regexp.QuoteMeta(s.URL) + `/activate/\S+`).FindString(printed)
	if link == "" {
		s.t.Fatalf("no activation link in:\n%s", printed)
	}
	return link
}
