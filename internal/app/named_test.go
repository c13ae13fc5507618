package app

import (
	"context"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"pamong/internal/access"
	"pamong/internal/document"
	"pamong/internal/kit/db"
	"pamong/internal/kit/db/dbtest"
	"pamong/internal/org"
	"pamong/internal/roster"
)

// scan stages one scan of a person.
func scan(t *testing.T, h *House, by access.Actor, a org.Agency, name, body string) document.BundleID {
	t.Helper()
	b, err := h.Papers.StageScans(t.Context(), by, a, []document.Sent{{Name: name, Size: int64(len(body)), Open: func() (document.SentFile, error) { return inMemory{strings.NewReader(body)}, nil }}}, "")
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// settle lets a file be stored two days ago.
func settle(t *testing.T, h *House, hash string) {
	t.Helper()
	f, err := h.Papers.Files.Open(hash)
	if err != nil {
		t.Fatal(err)
	}
	f.Close()
	before := time.Now().Add(-48 * time.Hour)
	if err := os.Chtimes(f.Name(), before, before); err != nil {
		t.Fatal(err)
	}
}

// naming enters a row that names a file; nothing else of it matters.
func naming(ctx context.Context, tx *db.Tx, table, column, hash string) error {
	columns, err := columnsOf(ctx, tx, table)
	if err != nil {
		return err
	}
	var places []string
	var values []any
	for i, c := range columns {
		places = append(places, fmt.Sprintf("$%d", i+1))
		if c == column {
			values = append(values, hash)
		} else {
			values = append(values, "1")
		}
	}
	return tx.Do(ctx, "INSERT INTO "+table+" ("+strings.Join(columns, ", ")+") VALUES ("+strings.Join(places, ", ")+")", values...)
}

// A scan of a paper that was issued here is the very file of that paper.
func TestAnIssuedPaperOutlivesItsScan(t *testing.T) {
	j := newJourney(t)
	ctx, h, body := t.Context(), j.h, "%PDF-1.7 an issued STTP"
	info, err := h.Certificates.Files.Put(ctx, strings.NewReader(body), 1<<20)
	if err != nil {
		t.Fatal(err)
	}
	err = h.DB.InTx(ctx, func(tx *db.Tx) error { return naming(ctx, tx, "certificate_paper", "blob_hash", info.Hash) })
	if err != nil {
		t.Fatal(err)
	}
	b := scan(t, h, j.officer, j.from, "STTP "+j.p.NIP+".pdf", body)
	settle(t, h, info.Hash)
	if err := h.Papers.DropScans(ctx, j.officer, j.from, b); err != nil {
		t.Fatal(err)
	}
	if err := h.Papers.Files.Check(info.Hash); err != nil {
		t.Errorf("the issued STTP: %v", err)
	}
}

func TestEveryHouseThatNamesFilesIsAsked(t *testing.T) {
	dbtest.Each(t, schemas(), func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		if err := d.InTx(ctx, func(tx *db.Tx) error {
			for i, at := range []string{"certificate_paper.blob_hash", "certificate_import.file_hash", "document_file.blob_hash", "document_scan.blob_hash", "document_letter.blob_hash", "document_letter.pdf_hash", "document_template.blob_hash", "probation_import.file_hash", "probation_export.file_hash", "schedule_mentor_import.file_hash", "trainer_import.file_hash", "venue_import.file_hash"} {
				table, column, _ := strings.Cut(at, ".")
				if err := tx.Do(ctx, "DELETE FROM "+table); err != nil {
					return err
				}
				hash := fmt.Sprintf("%064d", i)
				if err := naming(ctx, tx, table, column, hash); err != nil {
					return err
				}
				if named, err := namedFiles(ctx, tx); err != nil || !named[hash] {
					t.Errorf("%s is not asked: %v", at, err)
				}
			}
			return nil
		}); err != nil {
			t.Fatal(err)
		}
	})
}

// The record of who has left is handed over whole.
func TestTheFilesOfASealedRecordAreNamed(t *testing.T) {
	j := newJourney(t)
	ctx, h := t.Context(), j.h
	body := "%PDF-1.7 ijazah"
	paper := document.Paper{Agency: string(j.from.ID), Person: string(j.p.ID), Kind: document.Diploma}
	held, err := h.Papers.Upload(ctx, j.officer, paper, j.from.Today(h.Clock.Now()), "ijazah.pdf", strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	p, err := document.ByID(ctx, h.DB, string(j.from.ID), held)
	if err != nil {
		t.Fatal(err)
	}
	id, err := j.release("")
	if err != nil {
		t.Fatal(err)
	}
	if sealed, err := roster.SealedFiles(ctx, h.DB); err != nil || !slices.Contains(sealed, p.File.Hash) {
		t.Errorf("the record needs %v, %v", sealed, err)
	}
	if err := h.Roster.Recall(ctx, j.officer, j.from.ID, id); err != nil {
		t.Fatal(err)
	}
	if sealed, err := roster.SealedFiles(ctx, h.DB); err != nil || len(sealed) != 0 {
		t.Errorf("a record that was taken back needs %v, %v", sealed, err)
	}
}
