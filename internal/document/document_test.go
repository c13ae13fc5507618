package document_test

import (
	"io"
	"io/fs"
	"strings"
	"testing"
	"time"

	"pamong/internal/access"
	"pamong/internal/audit"
	"pamong/internal/document"
	"pamong/internal/kit/blob"
	"pamong/internal/kit/clock"
	"pamong/internal/kit/db"
	"pamong/internal/kit/db/dbtest"
	"pamong/internal/kit/fault"
	"pamong/internal/regulation"
)

var tables = []fs.FS{audit.Schema, access.Schema, document.Schema}

const today clock.Date = "2026-02-04"

var (
	officer = access.AccountActor("o", []access.Grant{{Role: access.Officer, Agency: "btg", Scope: access.Whole}})
	galih   = access.AccountActor("g", []access.Grant{{Role: access.Participant, Agency: "btg", Scope: access.PersonScope("galih")}})
)

func cabinet(t *testing.T, d *db.DB) *document.Cabinet {
	return &document.Cabinet{DB: d, Clock: clock.At(time.Date(2026, 2, 4, 1, 0, 0, 0, time.UTC)), Files: blob.Folder(t.TempDir())}
}

func rules(t *testing.T) *regulation.Probation {
	t.Helper()
	packs, err := regulation.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	p, err := packs.Newest(regulation.KindProbation, today)
	if err != nil {
		t.Fatal(err)
	}
	return p.Probation
}

func health(person string) document.Paper {
	return document.Paper{Agency: "btg", Person: person, Kind: document.Health, Number: "445/0001", IssuedOn: "2026-01-19", Issuer: "RSUD", Outcome: document.Fit}
}

func TestAPaperFromTheParticipantToTheOfficer(t *testing.T) {
	dbtest.Each(t, tables, func(t *testing.T, d *db.DB) {
		ctx, c := t.Context(), cabinet(t, d)
		first, err := c.Upload(ctx, galih, health("galih"), today, "surat.pdf", strings.NewReader("%PDF-1.7 a"))
		if err != nil {
			t.Fatal(err)
		}
		if in, _ := document.InForce(ctx, d, "galih"); in[document.Health].Counts(rules(t), today) {
			t.Error("a paper counts before anybody has looked at it")
		}
		if err := c.Judge(ctx, officer, "btg", first, false, "  "); fault.KindOf(err) != fault.KindInvalid {
			t.Errorf("rejected without a note: %v", err)
		}
		if err := c.Judge(ctx, galih, "btg", first, true, ""); fault.KindOf(err) != fault.KindForbidden {
			t.Errorf("a participant verifies: %v", err)
		}
		if err := c.Judge(ctx, officer, "btg", first, true, ""); err != nil {
			t.Fatal(err)
		}
		if err := c.Judge(ctx, officer, "btg", first, false, "kabur"); fault.KindOf(err) != fault.KindConflict {
			t.Errorf("judged twice: %v", err)
		}
		if _, err := c.Upload(ctx, galih, health("galih"), today, "baru.pdf", strings.NewReader("%PDF-1.7 b")); err != nil {
			t.Fatal(err)
		}
		if in, _ := document.InForce(ctx, d, "galih"); !in[document.Health].Counts(rules(t), today) {
			t.Error("a waiting paper pushed out the verified one")
		}
		p, f, err := c.Open(ctx, galih, "btg", first, today)
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		if text, _ := io.ReadAll(f); string(text) != "%PDF-1.7 a" || p.File.Name != "surat.pdf" {
			t.Errorf("read %q of %q", text, p.File.Name)
		}
	})
}

func TestUploadsThatAreRefused(t *testing.T) {
	dbtest.Each(t, tables, func(t *testing.T, d *db.DB) {
		c := cabinet(t, d)
		other := health("veronika")
		noOutcome, future := health("galih"), health("galih")
		noOutcome.Outcome, future.IssuedOn = "", "2026-02-05"
		for name, cs := range map[string]struct {
			paper   document.Paper
			content string
			want    fault.Kind
			field   string
		}{
			"a picture instead of a PDF":   {health("galih"), "\x89PNG\r\n\x1a\n", fault.KindInvalid, "file"},
			"a program named PDF":          {health("galih"), "MZ\x90\x00", fault.KindInvalid, "file"},
			"an empty file":                {health("galih"), "", fault.KindInvalid, "file"},
			"more than 5 MB":               {health("galih"), "%PDF-1.7" + strings.Repeat("x", 5<<20), fault.KindInvalid, "file"},
			"a health letter without word": {noOutcome, "%PDF-1.7", fault.KindInvalid, "outcome"},
			"a letter of tomorrow":         {future, "%PDF-1.7", fault.KindInvalid, "issued_on"},
			"somebody else's paper":        {other, "%PDF-1.7", fault.KindNotFound, ""},
		} {
			t.Run(name, func(t *testing.T) {
				_, err := c.Upload(t.Context(), galih, cs.paper, today, "x.pdf", strings.NewReader(cs.content))
				f := fault.Of(err)
				if fault.KindOf(err) != cs.want || cs.field != "" && (len(f.Fields) != 1 || f.Fields[0].Name != cs.field) {
					t.Errorf("got %v, want %s refused", err, cs.field)
				}
				if left, err := c.Files.Hashes(); err != nil || len(left) != 0 {
					t.Errorf("it left %v, %v", left, err)
				}
			})
		}
	})
}

func TestAListRecordedTwiceChangesNothingAndCanBeUndone(t *testing.T) {
	dbtest.Each(t, tables, func(t *testing.T, d *db.DB) {
		ctx, c := t.Context(), cabinet(t, d)
		for i, want := range []bool{true, false} {
			err := d.InTx(ctx, func(tx *db.Tx) error {
				p := health("galih")
				p.Source = "list-1"
				added, err := c.Record(ctx, tx, officer, p, today)
				if err == nil && added != want {
					t.Errorf("round %d added %v, want %v", i, added, want)
				}
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		all, err := document.AllInForce(ctx, d, "btg")
		if err != nil || !all["galih"][document.Health].Counts(rules(t), today) {
			t.Fatalf("in force: %v, %v", all, err)
		}
		if err := d.InTx(ctx, func(tx *db.Tx) error { _, err := c.Undo(ctx, tx, officer, "btg", "list-1"); return err }); err != nil {
			t.Fatal(err)
		}
		if all, _ := document.AllInForce(ctx, d, "btg"); len(all) != 0 {
			t.Errorf("after undo: %v", all)
		}
	})
}
