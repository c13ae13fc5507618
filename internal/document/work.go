package document

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"

	"pamong/internal/kit/blob"
	"pamong/internal/kit/db"
	"pamong/internal/kit/docx"
	"pamong/internal/kit/fault"
	"pamong/internal/kit/i18n"
	"pamong/internal/kit/id"
	"pamong/internal/kit/jobs"
	"pamong/internal/org"
)

const (
	// together is how many letters are frozen in one transaction.
	together = 25
	// pdfTogether is how many letters one run of LibreOffice turns into PDF.
	pdfTogether = 20
	// pdfTime is how long one job makes PDF; the rest is made by its next run.
	pdfTime = 75 * time.Second
	// mostLetter is the largest letter, in bytes.
	mostLetter = 60 << 20
)

// errMore says that PDF are still to be made.
var errMore = errors.New("letters wait for their PDF")

// MakeQueued makes what Begin has entered. A run that was killed is taken up
// where it stopped: what is frozen is not made again.
func (c *Cabinet) MakeQueued(ctx context.Context, run *jobs.Run) error {
	var q queued
	if err := run.Read(&q); err != nil {
		return err
	}
	a, err := org.AgencyByID(ctx, c.DB, org.AgencyID(q.Agency))
	if err != nil {
		return err
	}
	err = c.work(ctx, a, q.Run, func(done, total int) { run.Progress(ctx, done, total) })
	if err != nil && (!errors.Is(err, errMore) || !run.Last) {
		return err
	}
	made, left, err := c.countRun(ctx, q.Run)
	if err != nil {
		return err
	}
	href := a.Path("letters/runs/" + q.Run)
	if left > 0 {
		run.Outcome(href, i18n.Say("document.job_some", "N", made, "Left", left))
	} else {
		run.Outcome(href, i18n.Say("document.job_all", "N", made))
	}
	return nil
}

// countRun returns how many letters of a run were made, and how many were not.
func (c *Cabinet) countRun(ctx context.Context, run string) (made, left int, err error) {
	err = c.DB.QueryRow(ctx, `SELECT COALESCE(SUM(CASE WHEN blob_hash <> '' THEN 1 ELSE 0 END), 0), COALESCE(SUM(CASE WHEN blob_hash = '' AND voided_at = '' THEN 1 ELSE 0 END), 0) FROM document_letter WHERE run_id = $1`, run).Scan(&made, &left)
	if err != nil {
		return 0, 0, fmt.Errorf("count letters: %w", err)
	}
	return made, left, nil
}

// work makes the letters of a run that are not made yet, and their PDF where
// they were asked for and LibreOffice is there.
func (c *Cabinet) work(ctx context.Context, a org.Agency, run string, progress func(done, total int)) error {
	r, err := RunByID(ctx, c.DB, a.ID, run)
	if err != nil {
		return err
	}
	content, err := c.scanned(r.Hash)
	if err != nil {
		return err
	}
	t, err := ReadTemplate(r.Kind, content)
	if err != nil {
		return err
	}
	crests := map[string][]byte{}
	for {
		todo, err := c.waiting(ctx, run, `blob_hash = ''`, together)
		if err != nil || len(todo) == 0 {
			return errors.Join(err, c.print(ctx, r, err))
		}
		for i := range todo {
			c.fill(ctx, t, &todo[i], crests)
		}
		if err := c.settle(ctx, todo); err != nil {
			return err
		}
		if progress != nil {
			made, left, err := c.countRun(ctx, run)
			if err != nil {
				return err
			}
			progress(made, made+left)
		}
	}
}

// finish makes a run to its end while the caller waits, however long its PDF
// take.
func (c *Cabinet) finish(ctx context.Context, a org.Agency, run string, progress func(done, total int)) error {
	err := c.work(ctx, a, run, progress)
	for errors.Is(err, errMore) {
		err = c.work(ctx, a, run, progress)
	}
	return err
}

// scanned reads a stored file.
func (c *Cabinet) scanned(hash string) ([]byte, error) {
	f, err := c.Files.Open(hash)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(f)
}

// sheet is a letter on its way.
type sheet struct {
	id   LetterID
	data string
	hash string
	info blob.Info
	err  error
}

// waiting returns some letters of a run that still lack something.
func (c *Cabinet) waiting(ctx context.Context, run, lack string, most int) ([]sheet, error) {
	return db.List(ctx, c.DB, "list letters", func(row db.Row) (s sheet, err error) {
		err = row.Scan(&s.id, &s.data, &s.hash)
		return s, err
	}, `SELECT id, data, blob_hash FROM document_letter WHERE run_id = $1 AND voided_at = '' AND trouble = '' AND `+lack+fmt.Sprintf(` ORDER BY id LIMIT %d`, most), run)
}

// fill writes one letter into the store of files.
func (c *Cabinet) fill(ctx context.Context, t *docx.Template, s *sheet, crests map[string][]byte) {
	var d docx.Data
	if s.err = json.Unmarshal([]byte(s.data), &d); s.err != nil {
		return
	}
	var out bytes.Buffer
	if s.err = t.Fill(&out, c.pictures(ctx, c.DB, d, crests)); s.err == nil {
		s.info, s.err = c.Files.Put(ctx, &out, mostLetter)
	}
}

// settle writes the hashes of the letters made, and why others could not be.
func (c *Cabinet) settle(ctx context.Context, list []sheet) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	return c.DB.InTx(ctx, func(tx *db.Tx) error {
		for _, s := range list {
			if s.err == nil {
				if err := tx.Do(ctx, `UPDATE document_letter SET blob_hash = $1, file_size = $2 WHERE id = $3 AND blob_hash = ''`, s.info.Hash, s.info.Size, string(s.id)); err != nil {
					return fmt.Errorf("freeze letter: %w", err)
				}
				continue
			}
			line := c.why(s)
			args, err := line.Pack()
			if err != nil {
				return err
			}
			if err := tx.Do(ctx, `UPDATE document_letter SET trouble = $1, trouble_args = $2 WHERE id = $3`, line.Key, args, string(s.id)); err != nil {
				return fmt.Errorf("note trouble: %w", err)
			}
		}
		return nil
	})
}

// why is the reason for which a letter was not made: that of a fault, or a
// number under which the log has the rest.
func (c *Cabinet) why(s sheet) i18n.Line {
	if f := fault.Of(s.err); f != nil {
		return i18n.Line{Key: f.Key, Args: f.Args}
	}
	reference := "S-" + id.New()[:13]
	c.Log.Error("make letter", "reference", reference, "letter", s.id, "error", s.err)
	return i18n.Say("document.letter_trouble", "Reference", reference)
}

// print makes the PDF of a run's letters. Without LibreOffice, or where it
// fails, the letters stay DOCX.
func (c *Cabinet) print(ctx context.Context, r Run, before error) error {
	if before != nil || !r.PDF || !c.Office.There() {
		return nil
	}
	until := time.Now().Add(pdfTime)
	for {
		todo, err := c.waiting(ctx, r.ID, `blob_hash <> '' AND pdf_hash = ''`, pdfTogether)
		if err != nil || len(todo) == 0 {
			return err
		}
		if time.Now().After(until) {
			return errMore
		}
		var files [][]byte
		for _, s := range todo {
			body, err := c.scanned(s.hash)
			if err != nil {
				return err
			}
			files = append(files, body)
		}
		pdf, err := c.Office.PDF(ctx, files...)
		if err != nil {
			c.Log.Warn("make PDF", "run", r.ID, "error", err)
			return ctx.Err()
		}
		for i := range todo {
			if todo[i].info, err = c.Files.Put(ctx, bytes.NewReader(pdf[i]), mostLetter); err != nil {
				return err
			}
		}
		err = c.DB.InTx(ctx, func(tx *db.Tx) error {
			for _, s := range todo {
				if err := tx.Do(ctx, `UPDATE document_letter SET pdf_hash = $1 WHERE id = $2`, s.info.Hash, string(s.id)); err != nil {
					return fmt.Errorf("freeze PDF: %w", err)
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
}

// Zip writes the standing ones of some letters as one archive, as PDF where
// that was made. Files stream: memory does not grow with their number.
func (c *Cabinet) Zip(w io.Writer, list []Entry) error {
	z := zip.NewWriter(w)
	taken := map[string]int{}
	for _, e := range list {
		if e.State != Standing {
			continue
		}
		name := e.Name
		if taken[name]++; taken[name] > 1 {
			name = fmt.Sprintf("%s (%d)", name, taken[name])
		}
		for ending, hash := range map[string]string{".docx": e.Hash, ".pdf": e.PDFHash} {
			if hash == "" || ending == ".docx" && e.PDFHash != "" {
				continue
			}
			if err := c.zipOne(z, e, name+ending, hash); err != nil {
				return fmt.Errorf("add %s to archive: %w", e.ID, err)
			}
		}
	}
	return z.Close()
}

func (c *Cabinet) zipOne(z *zip.Writer, e Entry, name, hash string) error {
	f, err := c.Files.Open(hash)
	if err != nil {
		return err
	}
	defer f.Close()
	out, err := z.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Store, Modified: e.Day.Time()})
	if err == nil {
		_, err = io.Copy(out, f)
	}
	return err
}
