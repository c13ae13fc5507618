package document_test

import (
	"context"
	"os"
	"strings"
	"testing"
	"time"

	"pamong/internal/document"
	"pamong/internal/kit/db"
	"pamong/internal/kit/db/dbtest"
)

// named says which files are named: those of this house, and those of others.
func named(others ...string) document.Named {
	return func(ctx context.Context, q db.Q) (map[string]bool, error) {
		hashes, err := db.Column[string](ctx, q, "named", `SELECT blob_hash FROM document_file UNION SELECT blob_hash FROM document_scan`)
		all := map[string]bool{}
		for _, h := range append(hashes, others...) {
			all[h] = true
		}
		return all, err
	}
}

// settle lets all files of a cabinet be stored two days ago.
func settle(t *testing.T, c *document.Cabinet) {
	t.Helper()
	all, err := c.Files.Hashes()
	if err != nil {
		t.Fatal(err)
	}
	for _, hash := range all {
		f, err := c.Files.Open(hash)
		if err != nil {
			t.Fatal(err)
		}
		f.Close()
		before := time.Now().Add(-48 * time.Hour)
		if err := os.Chtimes(f.Name(), before, before); err != nil {
			t.Fatal(err)
		}
	}
}

func stored(c *document.Cabinet, hash string) bool {
	f, err := c.Files.Open(hash)
	if err == nil {
		f.Close()
	}
	return err == nil
}

// Files of one content are one file: what is thrown away here may be an issued
// paper there.
func TestFilesThatSomebodyNamesOutliveScans(t *testing.T) {
	for name, away := range map[string]func(*testing.T, *document.Cabinet, document.BundleID) error{
		"scans that are thrown away": func(t *testing.T, c *document.Cabinet, b document.BundleID) error {
			return c.DropScans(t.Context(), officer, bontang, b)
		},
		"scans that are taken back": func(t *testing.T, c *document.Cabinet, b document.BundleID) error {
			if _, err := c.EnterScans(t.Context(), officer, bontang, b, nil); err != nil {
				return err
			}
			return c.UndoScans(t.Context(), officer, bontang, b)
		},
		"a replaced paper that expires": func(t *testing.T, c *document.Cabinet, b document.BundleID) error {
			if _, err := c.EnterScans(t.Context(), officer, bontang, b, nil); err != nil {
				return err
			}
			newer := document.Paper{Agency: "btg", Person: "p0", Kind: document.SPMT}
			if _, err := c.Upload(t.Context(), officer, newer, today, "baru.pdf", strings.NewReader(pdf(9))); err != nil {
				return err
			}
			if err := c.DB.InTx(t.Context(), func(tx *db.Tx) error { return tx.Do(t.Context(), `DELETE FROM document_scan`) }); err != nil {
				return err
			}
			return c.Expire(t.Context(), "2026-02-05")
		},
	} {
		t.Run(name, func(t *testing.T) {
			dbtest.Each(t, tables, func(t *testing.T, d *db.DB) {
				for _, issued := range []bool{true, false} {
					c := roomy(t, d, 1)
					b, err := c.StageScans(t.Context(), officer, bontang, []document.Sent{sent("SPMT "+numberOf(0)+".pdf", []byte(pdf(1)))}, "")
					if err != nil {
						t.Fatal(err)
					}
					all, err := c.Files.Hashes()
					if err != nil || len(all) != 1 {
						t.Fatalf("%v, %v", all, err)
					}
					if issued {
						c.Named = named(all...)
					}
					settle(t, c)
					if err := away(t, c, b); err != nil {
						t.Fatal(err)
					}
					if got := stored(c, all[0]); got != issued {
						t.Errorf("named elsewhere: %v; still there: %v", issued, got)
					}
					if err := d.InTx(t.Context(), func(tx *db.Tx) error { return tx.Do(t.Context(), `DELETE FROM document_file`) }); err != nil {
						t.Fatal(err)
					}
				}
			})
		})
	}
}

// Somebody may be storing the same content at this moment and name it next.
func TestFreshFilesStayWhenScansAreThrownAway(t *testing.T) {
	dbtest.Each(t, tables, func(t *testing.T, d *db.DB) {
		c := roomy(t, d, 1)
		b, err := c.StageScans(t.Context(), officer, bontang, []document.Sent{sent("SPMT "+numberOf(0)+".pdf", []byte(pdf(1)))}, "")
		if err != nil {
			t.Fatal(err)
		}
		settle(t, c)
		info, err := c.Files.Put(t.Context(), strings.NewReader(pdf(1)), document.MostBytes) // what an upload does before it names it
		if err != nil {
			t.Fatal(err)
		}
		if err := c.DropScans(t.Context(), officer, bontang, b); err != nil {
			t.Fatal(err)
		}
		if !stored(c, info.Hash) {
			t.Error("the file of the upload is gone")
		}
	})
}
