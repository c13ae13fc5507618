//go:build linux

package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// process is a server that the bench has started.
type process struct {
	cmd *exec.Cmd
	url string
}

// patience is how long a server may take to answer for the first time.
const patience = 60 * time.Second

var printedAddress = regexp.MustCompile(`http://127\.0\.0\.1:\d+`)

// launch starts a program and waits for the address that it prints.
func launch(ctx context.Context, env []string, program string, args ...string) (*process, error) {
	p := &process{cmd: exec.CommandContext(ctx, program, args...)}
	p.cmd.Env = env
	var trouble bytes.Buffer
	p.cmd.Stderr = &trouble
	out, err := p.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := p.cmd.Start(); err != nil {
		return nil, fmt.Errorf("start %s: %w", program, err)
	}
	address := make(chan string, 1)
	go func() {
		for lines := bufio.NewScanner(out); lines.Scan(); {
			if found := printedAddress.FindString(lines.Text()); found != "" {
				address <- found
			}
		}
	}()
	select {
	case p.url = <-address:
		return p, nil
	case <-time.After(patience):
		p.stop()
		return nil, fmt.Errorf("%s does not serve: %s", program, trouble.String())
	}
}

func (p *process) stop() {
	if p.cmd.Process.Signal(os.Interrupt) == nil {
		_ = p.cmd.Wait() // what it says when it is interrupted matters to nobody here
	}
}

// ticks are the units in which the kernel counts CPU time.
const ticks = 100

// cpu returns how much CPU time the process has used.
func (p *process) cpu() (time.Duration, error) {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", p.cmd.Process.Pid))
	if err != nil {
		return 0, err
	}
	fields := strings.Fields(string(text[bytes.LastIndexByte(text, ')')+1:]))
	user, err := strconv.Atoi(fields[11])
	if err != nil {
		return 0, err
	}
	system, err := strconv.Atoi(fields[12])
	return time.Duration(user+system) * time.Second / ticks, err
}

// memory returns the proportional set size of the process in bytes.
func (p *process) memory() (int64, error) {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/smaps_rollup", p.cmd.Process.Pid))
	if err != nil {
		return 0, err
	}
	for line := range strings.Lines(string(text)) {
		if rest, ok := strings.CutPrefix(line, "Pss:"); ok {
			n, err := strconv.ParseInt(strings.Fields(rest)[0], 10, 64)
			return n * 1024, err
		}
	}
	return 0, errors.New("the kernel tells no PSS")
}

// system is the filled product.
type system struct {
	*process
	program string
	env     []string
	people  map[string]string // "pontianak/Panitia" → cookie
	filled  time.Duration     // from the start of the process to its first answer, on a filled database
}

// start builds the program, fills the demo and starts it a second time, so
// that the figures are those of a server that found its data.
func start(ctx context.Context, dir, dsn string) (*system, error) {
	s := &system{program: filepath.Join(dir, "pamong"), people: map[string]string{}}
	build := exec.CommandContext(ctx, "go", "build", "-trimpath", "-o", s.program, "./cmd/pamong")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if text, err := build.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("build: %w\n%s", err, text)
	}
	if dsn == "" {
		dsn = filepath.Join(dir, "pamong.db")
	}
	s.env = append(os.Environ(), "PAMONG_DB="+dsn, "PAMONG_FILES="+filepath.Join(dir, "files"), "PAMONG_SECRET_FILE="+filepath.Join(dir, "pamong.secret"), "PAMONG_LANG=id")
	for range 2 {
		if s.process != nil {
			s.stop()
		}
		begin := time.Now()
		p, err := launch(ctx, s.env, s.program, "demo", "--addr", "127.0.0.1:0")
		if err != nil {
			return nil, err
		}
		s.process = p
		if _, err := fetch(ctx, http.DefaultClient, s.url+"/healthz", ""); err != nil {
			return nil, err
		}
		s.filled = time.Since(begin)
	}
	return s, s.enterAll(ctx)
}

var doorForm = regexp.MustCompile(`(?s)name="account" value="([^"]+)".*?<b>([^<]+)</b>`)

// enterAll signs in as every role of both cities.
func (s *system) enterAll(ctx context.Context) error {
	page, err := fetch(ctx, http.DefaultClient, s.url+"/", "")
	if err != nil {
		return err
	}
	sections := regexp.MustCompile(`data-agency="(\w+)"`).FindAllStringSubmatchIndex(string(page), -1)
	for i, at := range sections {
		end := len(page)
		if i+1 < len(sections) {
			end = sections[i+1][0]
		}
		city := string(page[at[2]:at[3]])
		for _, m := range doorForm.FindAllStringSubmatch(string(page[at[0]:end]), -1) {
			cookie, err := s.enter(ctx, m[1])
			if err != nil {
				return err
			}
			if _, known := s.people[city+"/"+m[2]]; !known {
				s.people[city+"/"+m[2]] = cookie
			}
		}
	}
	return nil
}

func (s *system) enter(ctx context.Context, account string) (string, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, s.url+"/demo/enter", strings.NewReader(url.Values{"account": {account}}.Encode()))
	if err != nil {
		return "", err
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	answer, err := http.DefaultTransport.RoundTrip(r)
	if err != nil {
		return "", err
	}
	defer answer.Body.Close()
	for _, c := range answer.Cookies() {
		if c.Name == "pamong_session" {
			return c.Name + "=" + c.Value, nil
		}
	}
	return "", fmt.Errorf("nobody was let in: %s", answer.Status)
}

// command runs another command of the program on the same database.
func (s *system) command(ctx context.Context, env []string, args ...string) (time.Duration, time.Duration, int64, error) {
	took, cpu, memory, _, err := s.answered(ctx, env, args...)
	return took, cpu, memory, err
}

// answered is command with what the program has written.
func (s *system) answered(ctx context.Context, env []string, args ...string) (time.Duration, time.Duration, int64, []byte, error) {
	cmd := exec.CommandContext(ctx, s.program, args...)
	cmd.Env = env
	begin := time.Now()
	text, err := cmd.CombinedOutput()
	if err != nil {
		return 0, 0, 0, nil, fmt.Errorf("pamong %s: %w\n%s", strings.Join(args, " "), err, text)
	}
	return time.Since(begin), cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime(), peak(cmd.ProcessState), text, nil
}

// fetch gets one page and refuses all answers but 200.
func fetch(ctx context.Context, c *http.Client, address, cookie string) ([]byte, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return nil, err
	}
	if cookie != "" {
		r.Header.Set("Cookie", cookie)
	}
	answer, err := c.Do(r)
	if err != nil {
		return nil, err
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err == nil && answer.StatusCode != http.StatusOK {
		err = fmt.Errorf("%s answers %s", address, answer.Status)
	}
	return body, err
}
