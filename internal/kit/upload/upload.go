// Package upload takes a file in slices, so that a weak line that breaks costs a
// slice and not the file.
//
// A browser says name, size and mark of a file and is told how much of it has
// come already: nothing, or what an earlier visit sent of the same file. It adds
// slices where the last one ended; whoever is behind or ahead is told the true
// place. A whole file is then read once by the act that a form of one piece calls
// too. What is unfinished belongs to one actor, is bounded in number and size,
// and is thrown away after three days. Slices lie in a folder of this machine.
package upload

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"embed"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"time"

	"pamong/internal/kit/clock"
	"pamong/internal/kit/db"
	"pamong/internal/kit/fault"
	"pamong/internal/kit/id"
)

// Schema holds the table of unfinished uploads.
//
//go:embed schema/*.sql
var Schema embed.FS

// Messages holds the texts of this package.
//
//go:embed messages.csv
var Messages string

const (
	// MostSlice is the largest slice in bytes.
	MostSlice = 512 << 10
	// mostOpen is how many uploads one actor may leave unfinished.
	mostOpen = 10
	// kept is how long an unfinished upload waits to be gone on with.
	kept = 3 * 24 * time.Hour
	// mostMark bounds mark and name, in bytes.
	mostMark = 300
)

// Shelf is where unfinished uploads lie.
type Shelf struct {
	DB    *db.DB
	Clock clock.Clock
	Dir   string
}

// Part is an upload and how much of it has come.
type Part struct {
	ID   string
	Name string
	Size int64
	Have int64 // bytes from the beginning that have come

	mark string
}

// Whole reports whether all of it has come.
func (p Part) Whole() bool { return p.Have == p.Size }

// hashForm is a mark that is the SHA-256 of the content.
var hashForm = regexp.MustCompile(`^[0-9a-f]{64}$`)

// Begin returns the upload of a file of an actor: the unfinished one of the same
// mark and size, or a new one. Mark is the SHA-256 of the content in hexadecimal
// digits or, where a browser cannot tell it, anything that names the file. A file
// over most bytes is refused before any of it was sent.
func (s *Shelf) Begin(ctx context.Context, actor, name, mark string, size, most int64) (Part, error) {
	switch {
	case size <= 0 || mark == "" || len(mark) > mostMark:
		return Part{}, fault.Invalid("upload.bad_size")
	case size > most:
		return Part{}, fault.Invalid("blob.too_large", "MB", int(most>>20))
	}
	if len(name) > mostMark {
		name = name[len(name)-mostMark:]
	}
	var p Part
	err := s.DB.InTx(ctx, func(tx *db.Tx) error {
		var err error
		p, err = scan(tx.QueryRow(ctx, `SELECT id, name, size, have, mark FROM upload_part WHERE actor = $1 AND mark = $2 AND size = $3`, actor, mark, size))
		if fault.KindOf(err) != fault.KindNotFound {
			return err
		}
		var open int
		if err := tx.QueryRow(ctx, `SELECT COUNT(*) FROM upload_part WHERE actor = $1`, actor).Scan(&open); err != nil {
			return fmt.Errorf("count uploads: %w", err)
		}
		if open >= mostOpen {
			return fault.Conflict("upload.too_many")
		}
		p = Part{ID: id.New(), Name: name, Size: size, mark: mark}
		err = tx.Do(ctx, `INSERT INTO upload_part (id, actor, name, mark, size, have, made_at) VALUES ($1, $2, $3, $4, $5, 0, $6)`, p.ID, actor, name, mark, size, clock.Stamp(s.Clock.Now()))
		if err != nil {
			return fmt.Errorf("begin upload: %w", err)
		}
		return nil
	})
	return p, err
}

// Append adds a slice at a place and returns the upload as it stands. A slice for
// another place than the end of what has come is a conflict and changes nothing:
// the upload that is returned says the true place.
func (s *Shelf) Append(ctx context.Context, actor, upload string, at int64, slice []byte) (Part, error) {
	p, err := s.of(ctx, actor, upload)
	if err != nil {
		return p, err
	}
	if at != p.Have {
		return p, fault.Conflict("upload.elsewhere")
	}
	if at+int64(len(slice)) > p.Size || len(slice) > MostSlice {
		return p, fault.Invalid("upload.too_much")
	}
	if err := s.write(p, at, slice); err != nil {
		return p, err
	}
	var n int64
	err = s.DB.Coalesce(ctx, func(ctx context.Context, tx *db.Tx) error {
		var err error
		n, err = tx.Exec(ctx, `UPDATE upload_part SET have = $1 WHERE id = $2 AND have = $3`, at+int64(len(slice)), p.ID, at)
		return err
	})
	if err != nil {
		return p, fmt.Errorf("append slice: %w", err)
	}
	if n == 0 { // another tab was faster
		if p, err = s.of(ctx, actor, upload); err != nil {
			return p, err
		}
		return p, fault.Conflict("upload.elsewhere")
	}
	p.Have += int64(len(slice))
	return p, nil
}

// write puts a slice at its place in the file. A slice that is written twice is
// the same one: what counts is what the table says.
func (s *Shelf) write(p Part, at int64, slice []byte) error {
	if err := os.MkdirAll(s.Dir, 0o700); err != nil {
		return fmt.Errorf("keep slice: %w", err)
	}
	f, err := os.OpenFile(s.place(p.ID), os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return fmt.Errorf("keep slice: %w", err)
	}
	_, err = f.WriteAt(slice, at)
	if err := errors.Join(err, f.Sync(), f.Close()); err != nil {
		return fmt.Errorf("keep slice: %w", err)
	}
	return nil
}

// Open opens an upload of which all has come. It refuses one whose content is not
// what its mark says. The caller closes the file, and drops the upload once the
// act has taken it.
func (s *Shelf) Open(ctx context.Context, actor, upload string) (Part, *os.File, error) {
	p, err := s.of(ctx, actor, upload)
	if err != nil {
		return p, nil, err
	}
	if !p.Whole() {
		return p, nil, fault.Invalid("upload.unfinished")
	}
	f, err := os.Open(s.place(p.ID))
	if errors.Is(err, fs.ErrNotExist) { // slices lie on another machine, or were cleared away
		return p, nil, errors.Join(fault.Invalid("upload.gone"), s.Drop(ctx, actor, upload))
	}
	if err != nil {
		return p, nil, fmt.Errorf("open upload: %w", err)
	}
	sum := sha256.New()
	if _, err := io.Copy(sum, io.LimitReader(f, p.Size)); err != nil {
		return p, nil, errors.Join(fmt.Errorf("read upload: %w", err), f.Close())
	}
	if hashForm.MatchString(p.mark) && hex.EncodeToString(sum.Sum(nil)) != p.mark {
		return p, nil, errors.Join(fault.Invalid("upload.damaged"), f.Close(), s.Drop(ctx, actor, upload))
	}
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return p, nil, errors.Join(fmt.Errorf("read upload: %w", err), f.Close())
	}
	return p, f, nil
}

// Drop throws an upload of an actor away, finished or not.
func (s *Shelf) Drop(ctx context.Context, actor, upload string) error {
	err := s.DB.InTx(ctx, func(tx *db.Tx) error {
		return tx.Do(ctx, `DELETE FROM upload_part WHERE id = $1 AND actor = $2`, upload, actor)
	})
	if err != nil {
		return fmt.Errorf("drop upload: %w", err)
	}
	return s.clear([]string{upload})
}

// Expire throws away what was begun more than three days ago.
func (s *Shelf) Expire(ctx context.Context) error {
	var old []string
	err := s.DB.InTx(ctx, func(tx *db.Tx) error {
		before := clock.Stamp(s.Clock.Now().Add(-kept))
		var err error
		if old, err = db.Column[string](ctx, tx, "list old uploads", `SELECT id FROM upload_part WHERE made_at < $1`, before); err != nil || len(old) == 0 {
			return err
		}
		return tx.Do(ctx, `DELETE FROM upload_part WHERE made_at < $1`, before)
	})
	if err != nil {
		return fmt.Errorf("expire uploads: %w", err)
	}
	return s.clear(old)
}

// clear removes the slices of uploads.
func (s *Shelf) clear(uploads []string) error {
	for _, u := range uploads {
		if !id.Valid(u) {
			continue
		}
		if err := os.Remove(s.place(u)); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("clear upload: %w", err)
		}
	}
	return nil
}

// of returns an upload of an actor; nobody else's exists.
func (s *Shelf) of(ctx context.Context, actor, upload string) (Part, error) {
	return scan(s.DB.QueryRow(ctx, `SELECT id, name, size, have, mark FROM upload_part WHERE id = $1 AND actor = $2`, upload, actor))
}

func scan(row db.Row) (Part, error) {
	var p Part
	err := row.Scan(&p.ID, &p.Name, &p.Size, &p.Have, &p.mark)
	if errors.Is(err, sql.ErrNoRows) {
		return p, fault.NotFound("upload.gone")
	}
	if err != nil {
		return p, fmt.Errorf("read upload: %w", err)
	}
	return p, nil
}

func (s *Shelf) place(upload string) string { return filepath.Join(s.Dir, upload) }
