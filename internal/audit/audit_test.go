package audit_test

import (
	"io/fs"
	"testing"
	"time"

	"pamong/internal/audit"
	"pamong/internal/kit/db"
	"pamong/internal/kit/db/dbtest"
)

func write(t *testing.T, d *db.DB, agency string, n int) {
	t.Helper()
	err := d.InTx(t.Context(), func(tx *db.Tx) error {
		for range n {
			err := audit.Write(t.Context(), tx, audit.Entry{Agency: agency, At: time.Unix(1, 0), Actor: "account:a", Act: "test.act", Subject: "thing:1", Person: "p", After: map[string]int{"mark": 80}, Reason: "because"})
			if err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestSealedChain(t *testing.T) {
	cases := map[string]struct {
		tamper string // statement run after sealing
		want   string // fault found, "" for none
	}{
		"an untouched chain holds":               {"", ""},
		"a changed state is found":               {`UPDATE audit_entry SET after_state = '{"mark":90}' WHERE id = (SELECT audit_id FROM audit_seal WHERE seq = 2 AND agency_id = 'one')`, "altered"},
		"a removed entry is found":               {`DELETE FROM audit_entry WHERE id = (SELECT audit_id FROM audit_seal WHERE seq = 2 AND agency_id = 'one')`, "removed"},
		"a removed link is found":                {`DELETE FROM audit_seal WHERE seq = 2 AND agency_id = 'one'`, "chain"},
		"a changed actor is found":               {`UPDATE audit_entry SET actor = 'account:b' WHERE id = (SELECT audit_id FROM audit_seal WHERE seq = 3 AND agency_id = 'one')`, "altered"},
		"an erased content keeps the chain":      {`UPDATE audit_entry SET salt = '', before_state = '', after_state = '', reason = '', person_id = ''`, ""},
		"a digest made to fit a lie does not":    {`UPDATE audit_entry SET digest = 'lie' WHERE id = (SELECT audit_id FROM audit_seal WHERE seq = 1 AND agency_id = 'one')`, "chain"},
		"another agency's fault is not this one": {`DELETE FROM audit_entry WHERE agency_id = 'two'`, ""},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			dbtest.Each(t, []fs.FS{audit.Schema}, func(t *testing.T, d *db.DB) {
				write(t, d, "one", 3)
				write(t, d, "two", 2)
				if n, err := audit.Seal(t.Context(), d); err != nil || n != 5 {
					t.Fatalf("sealed %d, %v; want 5", n, err)
				}
				write(t, d, "one", 1)
				if c.tamper != "" {
					if _, err := d.Pool().ExecContext(t.Context(), c.tamper); err != nil {
						t.Fatal(err)
					}
				}
				rep, err := audit.Verify(t.Context(), d, "one", "")
				if err != nil {
					t.Fatal(err)
				}
				got := ""
				if len(rep.Broken) > 0 {
					got = rep.Broken[0].What
				}
				if got != c.want {
					t.Errorf("found %q, want %q (%+v)", got, c.want, rep)
				}
				if rep.Unsealed != 1 {
					t.Errorf("unsealed tail of %d, want 1", rep.Unsealed)
				}
			})
		})
	}
}

func TestAPublishedHeadStaysInTheChain(t *testing.T) {
	dbtest.Each(t, []fs.FS{audit.Schema}, func(t *testing.T, d *db.DB) {
		write(t, d, "one", 1)
		if _, err := audit.Seal(t.Context(), d); err != nil {
			t.Fatal(err)
		}
		head, err := audit.HeadOf(t.Context(), d, "one")
		if err != nil {
			t.Fatal(err)
		}
		write(t, d, "one", 2)
		if _, err := audit.Seal(t.Context(), d); err != nil {
			t.Fatal(err)
		}
		for hash, want := range map[string]bool{head.Hash: true, "0000": false} {
			rep, err := audit.Verify(t.Context(), d, "one", hash)
			if err != nil || rep.HeadSeen != want {
				t.Errorf("head %q seen: %v, %v; want %v", hash, rep.HeadSeen, err, want)
			}
		}
	})
}

func TestReadingAPersonIsRememberedOnceADay(t *testing.T) {
	dbtest.Each(t, []fs.FS{audit.Schema}, func(t *testing.T, d *db.DB) {
		for range 3 {
			if err := audit.View(t.Context(), d, "account:a", "p", "2025-08-20", time.Unix(1, 0)); err != nil {
				t.Fatal(err)
			}
		}
		views, err := audit.Viewers(t.Context(), d, "p", 10)
		if err != nil || len(views) != 1 {
			t.Errorf("views = %v, %v; want one", views, err)
		}
	})
}
