package upload_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"io/fs"
	"os"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"pamong/internal/kit/clock"
	"pamong/internal/kit/db"
	"pamong/internal/kit/db/dbtest"
	"pamong/internal/kit/fault"
	"pamong/internal/kit/upload"
)

const most = 5 << 20

var content = bytes.Repeat([]byte("surat perintah melaksanakan tugas "), 4000) // 136 kB

// mark is the name of a content.
func mark(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

func each(t *testing.T, f func(t *testing.T, s *upload.Shelf, c *clock.Fixed)) {
	t.Helper()
	dbtest.Each(t, []fs.FS{upload.Schema}, func(t *testing.T, d *db.DB) {
		c := clock.At(time.Date(2025, 7, 7, 1, 0, 0, 0, time.UTC))
		f(t, &upload.Shelf{DB: d, Clock: c, Dir: t.TempDir()}, c)
	})
}

// send sends a file from where it stands, a slice at a time, at most so many.
func send(t *testing.T, s *upload.Shelf, p upload.Part, actor string, body []byte, slices int) upload.Part {
	t.Helper()
	const size = 50_000
	for range slices {
		if p.Whole() {
			break
		}
		var err error
		p, err = s.Append(t.Context(), actor, p.ID, p.Have, body[p.Have:min(p.Have+size, int64(len(body)))])
		if err != nil {
			t.Fatal(err)
		}
	}
	return p
}

func TestABrokenLineGoesOnWhereItStopped(t *testing.T) {
	each(t, func(t *testing.T, s *upload.Shelf, _ *clock.Fixed) {
		ctx := t.Context()
		p, err := s.Begin(ctx, "link:person:a", "spmt.pdf", mark(content), int64(len(content)), most)
		if err != nil {
			t.Fatal(err)
		}
		send(t, s, p, "link:person:a", content, 2)
		if _, _, err := s.Open(ctx, "link:person:a", p.ID); fault.Of(err).Key != "upload.unfinished" {
			t.Errorf("a file that has not all come: %v", err)
		}
		again, err := s.Begin(ctx, "link:person:a", "spmt.pdf", mark(content), int64(len(content)), most)
		if err != nil || again.ID != p.ID || again.Have != 100_000 {
			t.Fatalf("on a new visit it stands at %d of %+v, %v; want 100000", again.Have, again, err)
		}
		send(t, s, again, "link:person:a", content, 10)
		whole, f, err := s.Open(ctx, "link:person:a", p.ID)
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		got, err := io.ReadAll(f)
		if err != nil || !bytes.Equal(got, content) || whole.Name != "spmt.pdf" {
			t.Errorf("%d bytes of %s came, %v", len(got), whole.Name, err)
		}
		if err := s.Drop(ctx, "link:person:a", p.ID); err != nil {
			t.Fatal(err)
		}
		if left, err := os.ReadDir(s.Dir); err != nil || len(left) != 0 {
			t.Errorf("%d files are left, %v", len(left), err)
		}
	})
}

func TestTwoTabsSendOneFileTogether(t *testing.T) {
	each(t, func(t *testing.T, s *upload.Shelf, _ *clock.Fixed) {
		ctx := t.Context()
		var wg sync.WaitGroup
		var behind atomic.Int64
		for range 2 {
			wg.Go(func() {
				p, err := s.Begin(ctx, "a", "spmt.pdf", mark(content), int64(len(content)), most)
				for err == nil && !p.Whole() {
					p, err = s.Append(ctx, "a", p.ID, p.Have, content[p.Have:min(p.Have+5000, int64(len(content)))])
					if fault.KindOf(err) == fault.KindConflict { // told the true place
						behind.Add(1)
						err = nil
					}
				}
				if err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		p, err := s.Begin(ctx, "a", "spmt.pdf", mark(content), int64(len(content)), most)
		if err != nil || !p.Whole() {
			t.Fatalf("%+v after %d corrections, %v", p, behind.Load(), err)
		}
		_, f, err := s.Open(ctx, "a", p.ID)
		if err != nil {
			t.Fatal(err)
		}
		f.Close()
	})
}

func TestWhatASliceMayNotDo(t *testing.T) {
	each(t, func(t *testing.T, s *upload.Shelf, _ *clock.Fixed) {
		ctx := t.Context()
		p, err := s.Begin(ctx, "a", "spmt.pdf", mark(content), int64(len(content)), most)
		if err != nil {
			t.Fatal(err)
		}
		p = send(t, s, p, "a", content, 1)
		for name, c := range map[string]struct {
			actor, id string
			at        int64
			slice     []byte
			key       string
		}{
			"somebody else's upload":   {"b", p.ID, p.Have, content[:10], "upload.gone"},
			"an upload of nowhere":     {"a", "../../x", p.Have, content[:10], "upload.gone"},
			"a slice sent before":      {"a", p.ID, 0, content[:10], "upload.elsewhere"},
			"a slice from further on":  {"a", p.ID, p.Have + 1, content[:10], "upload.elsewhere"},
			"a place before the start": {"a", p.ID, -1, content[:10], "upload.elsewhere"},
			"more than was said":       {"a", p.ID, p.Have, bytes.Repeat([]byte("x"), len(content)), "upload.too_much"},
			"a slice of a megabyte":    {"a", p.ID, p.Have, make([]byte, 1<<20), "upload.too_much"},
		} {
			t.Run(name, func(t *testing.T) {
				now, err := s.Append(ctx, c.actor, c.id, c.at, c.slice)
				if f := fault.Of(err); f == nil || f.Key != c.key {
					t.Errorf("got %v, want %s", err, c.key)
				}
				if c.key == "upload.elsewhere" && now.Have != p.Have {
					t.Errorf("told to go on at %d, want %d", now.Have, p.Have)
				}
			})
		}
		if _, _, err := s.Open(ctx, "b", p.ID); fault.KindOf(err) != fault.KindNotFound {
			t.Errorf("somebody else opened it: %v", err)
		}
	})
}

func TestUploadsAreBoundedAndForgotten(t *testing.T) {
	each(t, func(t *testing.T, s *upload.Shelf, c *clock.Fixed) {
		ctx := t.Context()
		for name, b := range map[string]struct {
			size int64
			mark string
			key  string
		}{"larger than the form takes": {most + 1, "x", "blob.too_large"}, "nothing": {0, "x", "upload.bad_size"}, "without a mark": {10, "", "upload.bad_size"}} {
			if _, err := s.Begin(ctx, "a", "x", b.mark, b.size, most); fault.Of(err) == nil || fault.Of(err).Key != b.key {
				t.Errorf("%s: %v, want %s", name, err, b.key)
			}
		}
		for i := range 10 {
			if _, err := s.Begin(ctx, "a", "x", fmt.Sprint("file ", i), 100, most); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := s.Begin(ctx, "a", "x", "one more", 100, most); fault.Of(err).Key != "upload.too_many" {
			t.Errorf("an eleventh: %v", err)
		}
		if _, err := s.Begin(ctx, "b", "x", "one more", 100, most); err != nil {
			t.Errorf("somebody else's first: %v", err)
		}
		damaged, err := s.Begin(ctx, "c", "x", mark([]byte("something else")), 4, most)
		if err != nil {
			t.Fatal(err)
		}
		send(t, s, damaged, "c", []byte("text"), 1)
		if _, _, err := s.Open(ctx, "c", damaged.ID); fault.Of(err).Key != "upload.damaged" {
			t.Errorf("a content that is not the one named: %v", err)
		}
		c.Advance(4 * 24 * time.Hour)
		if err := s.Expire(ctx); err != nil {
			t.Fatal(err)
		}
		if left, err := os.ReadDir(s.Dir); err != nil || len(left) != 0 {
			t.Errorf("%d files are left after four days, %v", len(left), err)
		}
		if p, err := s.Begin(ctx, "a", "x", "file 0", 100, most); err != nil || p.Have != 0 {
			t.Errorf("after four days: %+v, %v", p, err)
		}
	})
}
