// Package blob keeps files by the hash of their content.
//
// A file is written beside its place, flushed and then renamed, so that a
// stored hash always names a whole file. The same content is kept once. Files
// are never changed; what is no longer wanted is removed by its hash.
package blob

import (
	"bytes"
	"context"
	"crypto/sha256"
	_ "embed"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"time"

	"github.com/gabriel-vasile/mimetype"

	"pamong/internal/kit/fault"
)

// Messages holds the texts of this package.
//
//go:embed messages.csv
var Messages string

// Store keeps files in a folder.
type Store struct {
	dir string
}

// Folder returns the store of a folder, which is made when it is missing.
func Folder(dir string) *Store { return &Store{dir: dir} }

// Info is what is known of a stored file.
type Info struct {
	Hash string // SHA-256 of the content, 64 hexadecimal digits
	Size int64  // bytes
	Type string // media type found in the content
}

var hashForm = regexp.MustCompile(`^[0-9a-f]{64}$`)

// head is how many bytes the media type is found from.
const head = 3072

// Put stores what r gives, at most limit bytes; a larger file is refused and
// leaves nothing.
func (s *Store) Put(ctx context.Context, r io.Reader, limit int64) (Info, error) {
	if err := os.MkdirAll(s.dir, 0o700); err != nil {
		return Info{}, fmt.Errorf("store file: %w", err)
	}
	tmp, err := os.CreateTemp(s.dir, ".in-*")
	if err != nil {
		return Info{}, fmt.Errorf("store file: %w", err)
	}
	defer os.Remove(tmp.Name())
	defer tmp.Close()
	sum := sha256.New()
	var first bytes.Buffer
	size, err := io.Copy(io.MultiWriter(tmp, sum, &prefix{&first}), io.LimitReader(r, limit+1))
	switch {
	case err != nil:
		return Info{}, fmt.Errorf("store file: %w", err)
	case ctx.Err() != nil:
		return Info{}, ctx.Err()
	case size > limit:
		return Info{}, fault.Invalid("blob.too_large", "MB", int(limit>>20))
	case size == 0:
		return Info{}, fault.Invalid("blob.empty")
	}
	info := Info{Hash: hex.EncodeToString(sum.Sum(nil)), Size: size, Type: mimetype.Detect(first.Bytes()).String()}
	if err := errors.Join(tmp.Sync(), tmp.Close()); err != nil {
		return Info{}, fmt.Errorf("store file: %w", err)
	}
	place := s.place(info.Hash)
	if err := os.MkdirAll(filepath.Dir(place), 0o700); err != nil {
		return Info{}, fmt.Errorf("store file: %w", err)
	}
	if err := os.Rename(tmp.Name(), place); err != nil {
		return Info{}, fmt.Errorf("store file: %w", err)
	}
	return info, nil
}

// TypeOf returns the media type found in the content of r, "" where it is
// empty, and a reader of the whole content: a file is judged before it is stored.
func TypeOf(r io.Reader) (string, io.Reader, error) {
	first, err := io.ReadAll(io.LimitReader(r, head))
	if err != nil {
		return "", nil, fmt.Errorf("read file: %w", err)
	}
	if len(first) == 0 {
		return "", r, nil
	}
	return mimetype.Detect(first).String(), io.MultiReader(bytes.NewReader(first), r), nil
}

// prefix keeps the first bytes written to it.
type prefix struct{ b *bytes.Buffer }

func (p *prefix) Write(data []byte) (int, error) {
	if room := head - p.b.Len(); room > 0 {
		p.b.Write(data[:min(room, len(data))])
	}
	return len(data), nil
}

// Open opens a stored file. The caller closes it.
func (s *Store) Open(hash string) (*os.File, error) {
	if !hashForm.MatchString(hash) {
		return nil, fault.NotFound("blob.gone")
	}
	f, err := os.Open(s.place(hash))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fault.NotFound("blob.gone").Because(err)
	}
	if err != nil {
		return nil, fmt.Errorf("open file %s: %w", hash, err)
	}
	return f, nil
}

// Check reads a stored file to its end and reports whether its content still
// has its hash.
func (s *Store) Check(hash string) error {
	f, err := s.Open(hash)
	if err != nil {
		return err
	}
	defer f.Close()
	sum := sha256.New()
	if _, err := io.Copy(sum, f); err != nil {
		return fmt.Errorf("check file %s: %w", hash, err)
	}
	if got := hex.EncodeToString(sum.Sum(nil)); got != hash {
		return fmt.Errorf("file %s holds content of hash %s", hash, got)
	}
	return nil
}

// Remove removes a file; one that is gone already is no error.
func (s *Store) Remove(hash string) error {
	if !hashForm.MatchString(hash) {
		return nil
	}
	if err := os.Remove(s.place(hash)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("remove file %s: %w", hash, err)
	}
	return nil
}

// RemoveSettled removes a file that was stored longer than age ago; one that is
// younger stays: whoever has just stored it may be about to name it.
func (s *Store) RemoveSettled(hash string, age time.Duration) error {
	if !hashForm.MatchString(hash) {
		return nil
	}
	info, err := os.Stat(s.place(hash))
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return fmt.Errorf("remove file %s: %w", hash, err)
	case time.Since(info.ModTime()) < age: // the time of the machine, as its files have it
		return nil
	}
	return s.Remove(hash)
}

// Hashes lists all stored files.
func (s *Store) Hashes() ([]string, error) {
	var list []string
	err := filepath.WalkDir(s.dir, func(_ string, e fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		if err == nil && hashForm.MatchString(e.Name()) {
			list = append(list, e.Name())
		}
		return err
	})
	return list, err
}

func (s *Store) place(hash string) string { return filepath.Join(s.dir, hash[:2], hash) }
