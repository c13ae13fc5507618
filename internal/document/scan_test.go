package document_test

import (
	"archive/zip"
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"pamong/internal/document"
	"pamong/internal/kit/db"
	"pamong/internal/kit/db/dbtest"
	"pamong/internal/kit/fault"
	"pamong/internal/org"
)

var bontang = org.Agency{ID: "btg", Code: "bontang", Zone: org.WITA}

// numberOf is the personal number of the n-th invented person.
func numberOf(n int) string {
	return fmt.Sprintf("19%02d0415202504%d%03d", 70+n/198%30, 1+n%2, 901+n/2%99)
}

// roomy is a cabinet that knows so many people, one of them by an old number.
func roomy(t *testing.T, d *db.DB, people int) *document.Cabinet {
	c := cabinet(t, d)
	c.Numbers = func(context.Context, db.Q, org.AgencyID) (map[string]document.Numbered, error) {
		numbers := map[string]document.Numbered{"199001012025041999": {Person: "p0", Name: "Orang 0", Former: true}}
		for n := range people {
			numbers[numberOf(n)] = document.Numbered{Person: fmt.Sprintf("p%d", n), Name: fmt.Sprintf("Orang %d", n)}
		}
		return numbers, nil
	}
	c.Relied, c.Sealed = nobody, nobody
	c.Named = named()
	return c
}

// nobody says that nothing rests on anybody's papers.
func nobody(context.Context, db.Q, org.AgencyID, []string, time.Time) (int, error) { return 0, nil }

// opened is a file in memory.
type opened struct{ *bytes.Reader }

func (opened) Close() error { return nil }

func sent(name string, body []byte) document.Sent {
	return document.Sent{Name: name, Size: int64(len(body)), Open: func() (document.SentFile, error) { return opened{bytes.NewReader(body)}, nil }}
}

type entry struct{ name, body string }

func archive(t *testing.T, entries ...entry) document.Sent {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, e := range entries {
		w, err := z.Create(e.name)
		if err == nil {
			_, err = io.WriteString(w, e.body)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return sent("pindaian.zip", b.Bytes())
}

func pdf(n int) string { return fmt.Sprintf("%%PDF-1.7 scan %d", n) }

// findings returns what was found of each place.
func findings(t *testing.T, c *document.Cabinet, b document.BundleID) map[string]document.Flaw {
	t.Helper()
	_, scans, err := c.Scans(t.Context(), officer, bontang, b)
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]document.Flaw{}
	for _, s := range scans {
		found[s.Place] = s.Finding
	}
	return found
}

// The archive of the issue: 338 scans, five that nobody can match, two for one
// person, entered as one and taken back as one.
func TestAnArchiveOf338Scans(t *testing.T) {
	dbtest.Each(t, tables, func(t *testing.T, d *db.DB) {
		ctx, c := t.Context(), roomy(t, d, 338)
		var entries []entry
		for n := range 332 {
			name := []string{"SPMT_%s.pdf", "%s - SPMT.PDF", "scan/SPMT/%s.pdf"}[n%3]
			entries = append(entries, entry{fmt.Sprintf(name, numberOf(n)), pdf(n)})
		}
		for n, name := range []string{"SPMT tanpa nomor.pdf", "SPMT_1990.pdf", "SPMT_200001012025041990.pdf", "SPMT " + numberOf(335) + " dan " + numberOf(336) + ".pdf", "dokumen.pdf"} {
			entries = append(entries, entry{name, pdf(1000 + n)})
		}
		entries = append(entries, entry{"lagi/SPMT_" + numberOf(331) + ".pdf", pdf(2000)}, entry{"__MACOSX/._SPMT.pdf", "x"}, entry{"Thumbs.db", "x"})
		bundle, err := c.StageScans(ctx, officer, bontang, []document.Sent{archive(t, entries...)}, "")
		if err != nil {
			t.Fatal(err)
		}
		_, scans, err := c.Scans(ctx, officer, bontang, bundle)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(document.Sum{Ready: 331, Wrong: 7, NoKind: 0}, document.SumOf(scans)); diff != "" || len(scans) != 338 {
			t.Fatalf("%d scans: %s", len(scans), diff)
		}
		found := findings(t, c, bundle)
		want := map[string]document.Flaw{"SPMT tanpa nomor.pdf": document.FlawNoNumber, "SPMT_1990.pdf": document.FlawNoNumber, "SPMT_200001012025041990.pdf": document.FlawUnknown, "dokumen.pdf": document.FlawNoNumber,
			"SPMT " + numberOf(335) + " dan " + numberOf(336) + ".pdf": document.FlawTwo, "lagi/SPMT_" + numberOf(331) + ".pdf": document.FlawTwice}
		for place, flaw := range want {
			if found[place] != flaw {
				t.Errorf("%s: %q, want %q", place, found[place], flaw)
			}
		}
		for _, s := range scans {
			switch s.Place {
			case "lagi/SPMT_" + numberOf(331) + ".pdf":
				err = c.Pair(ctx, officer, bontang, bundle, s.ID, document.Pairing{Skip: true})
			case "SPMT tanpa nomor.pdf":
				err = c.Pair(ctx, officer, bontang, bundle, s.ID, document.Pairing{NIP: numberOf(337), Kind: document.SPMT})
			}
			if err != nil {
				t.Fatal(err)
			}
		}
		told := 0
		n, err := c.EnterScans(ctx, officer, bontang, bundle, func(done, total int) { told = total })
		if err != nil || n != 333 || told != 333 {
			t.Fatalf("entered %d of %d: %v", n, told, err)
		}
		states, err := document.CountStates(ctx, d, "btg")
		if err != nil || states[document.Verified] != 333 {
			t.Errorf("papers %v, %v", states, err)
		}
		if _, err := c.EnterScans(ctx, officer, bontang, bundle, nil); fault.KindOf(err) != fault.KindConflict {
			t.Errorf("entered twice: %v", err)
		}
		if err := c.UndoScans(ctx, galih, bontang, bundle); fault.KindOf(err) != fault.KindForbidden {
			t.Errorf("a participant takes it back: %v", err)
		}
		settle(t, c)
		if err := c.UndoScans(ctx, officer, bontang, bundle); err != nil {
			t.Fatal(err)
		}
		states, _ = document.CountStates(ctx, d, "btg")
		if left, _ := c.Files.Hashes(); states[document.Verified] != 0 || len(left) != 0 {
			t.Errorf("after taking back: papers %v, %d files", states, len(left))
		}
	})
}

func TestNamesOfScans(t *testing.T) {
	const nip = "199704152025041901"
	cases := map[string]struct {
		kind document.Kind
		flaw document.Flaw
	}{
		"SPMT_199704152025041901.pdf":                {document.SPMT, ""},
		"19970415 202504 1 901 - Ijazah.PDF":         {document.Diploma, ""},
		"scan/SK CPNS/199704152025041901.pdf":        {document.SKCPNS, ""},
		"SK_PNS_199704152025041901.pdf":              {document.SKPNS, ""},
		"Surat Tugas 199704152025041901.pdf":         {document.Assignment, ""},
		"Ijazah/199704152025041901/SPMT.pdf":         {document.SPMT, ""},
		`C:\scan\SPMT\199704152025041901.pdf`:        {document.SPMT, ""},
		"../../etc/199704152025041901 kesediaan.pdf": {document.Willingness, ""},
		"surat sehat 199704152025041901.pdf":         {document.Health, document.FlawOutcome},
		"199704152025041901.pdf":                     {"", document.FlawNoKind},
		"foto 199704152025041901.pdf":                {document.Photograph, document.FlawType},
		"SPMT 199001012025041999.pdf":                {document.SPMT, document.FlawFormer},
		"SPMT 9199704152025041901.pdf":               {document.SPMT, document.FlawNoNumber},
		"SPMT 2025 199704152025041901.pdf":           {document.SPMT, ""},
		"SPMT 199704152025041901 (1).zip.exe":        {document.SPMT, ""},
	}
	dbtest.Each(t, tables, func(t *testing.T, d *db.DB) {
		for name, want := range cases {
			t.Run(strings.ReplaceAll(name, "/", "|"), func(t *testing.T) {
				c := cabinet(t, d)
				c.Numbers = func(context.Context, db.Q, org.AgencyID) (map[string]document.Numbered, error) {
					return map[string]document.Numbered{nip: {Person: "galih", Name: "Galih"}, "199001012025041999": {Person: "galih", Name: "Galih", Former: true}}, nil
				}
				b, err := c.StageScans(t.Context(), officer, bontang, []document.Sent{archive(t, entry{name, pdf(1)})}, "")
				if err != nil {
					t.Fatal(err)
				}
				_, scans, err := c.Scans(t.Context(), officer, bontang, b)
				if err != nil || len(scans) != 1 {
					t.Fatalf("%v, %v", scans, err)
				}
				if s := scans[0]; s.Kind != want.kind || s.Finding != want.flaw || strings.Contains(s.Place, "..") {
					t.Errorf("%s is %q with %q", s.Place, s.Kind, s.Finding)
				}
			})
		}
	})
}

// sealedArchive is an archive whose only file says that it is encrypted.
func sealedArchive(t *testing.T) document.Sent {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	w, err := z.CreateRaw(&zip.FileHeader{Name: "SPMT_" + numberOf(0) + ".pdf", Flags: 1, CompressedSize64: 4, UncompressedSize64: 4})
	if err == nil {
		_, err = io.WriteString(w, "abcd")
	}
	if err != nil || z.Close() != nil {
		t.Fatal(err)
	}
	return sent("sandi.zip", b.Bytes())
}

func TestHostileArchives(t *testing.T) {
	inner := archive(t, entry{"SPMT.pdf", pdf(1)})
	f, _ := inner.Open()
	nested, _ := io.ReadAll(f)
	whole := archive(t, entry{"SPMT_" + numberOf(1) + ".pdf", strings.Repeat("%PDF-1.7 ", 400)})
	f, _ = whole.Open()
	cut, _ := io.ReadAll(f)
	copy(cut[60:], bytes.Repeat([]byte{0xff}, 20))
	one := map[string]struct {
		sent document.Sent
		want document.Flaw
	}{
		"encrypted":                      {sealedArchive(t), document.FlawEncrypted},
		"an archive within":              {archive(t, entry{"SPMT_" + numberOf(0) + ".zip", string(nested)}), document.FlawNested},
		"damaged":                        {sent("rusak.zip", cut), document.FlawDamaged},
		"larger than a paper may be":     {archive(t, entry{"SPMT_" + numberOf(0) + ".pdf", "%PDF-1.7 " + strings.Repeat("0", document.MostBytes)}), document.FlawLarge},
		"empty":                          {archive(t, entry{"SPMT_" + numberOf(0) + ".pdf", ""}), document.FlawEmpty},
		"a program with the name of one": {archive(t, entry{"SPMT_" + numberOf(0) + ".pdf", "MZ\x90\x00"}), document.FlawType},
		"a page with the name of one":    {archive(t, entry{"SPMT_" + numberOf(0) + ".pdf", "<html><script>alert(1)</script>"}), document.FlawType},
	}
	dbtest.Each(t, tables, func(t *testing.T, d *db.DB) {
		for name, c := range one {
			t.Run(name, func(t *testing.T) {
				cabinet := roomy(t, d, 2)
				b, err := cabinet.StageScans(t.Context(), officer, bontang, []document.Sent{c.sent}, "")
				if err != nil {
					t.Fatal(err)
				}
				for place, flaw := range findings(t, cabinet, b) {
					if flaw != c.want {
						t.Errorf("%s: %q", place, flaw)
					}
				}
				if _, err := cabinet.EnterScans(t.Context(), officer, bontang, b, nil); fault.KindOf(err) != fault.KindConflict {
					t.Errorf("nothing to enter, yet %v", err)
				}
				settle(t, cabinet)
				if err := cabinet.DropScans(t.Context(), officer, bontang, b); err != nil {
					t.Fatal(err)
				}
				if left, _ := cabinet.Files.Hashes(); len(left) != 0 {
					t.Errorf("%d files stay", len(left))
				}
			})
		}
		whole := map[string]struct {
			sent document.Sent
			key  string
		}{
			"no archive at all":             {sent("scan.zip", []byte("hello")), "document.bundle_bad"},
			"nothing in it":                 {archive(t, entry{".DS_Store", "x"}), "document.bundle_empty"},
			"more files than anybody scans": {crowd(t, 5001), "document.bundle_many"},
			"a list that fills the memory":  {crowd(t, 60_000), "document.bundle_many"},
		}
		for name, c := range whole {
			t.Run(name, func(t *testing.T) {
				cabinet := roomy(t, d, 2)
				_, err := cabinet.StageScans(t.Context(), officer, bontang, []document.Sent{c.sent}, "")
				f := fault.Of(err)
				if f == nil || len(f.Fields) != 1 || f.Fields[0].Key != c.key {
					t.Errorf("refused with %v", err)
				}
				if left, _ := cabinet.Files.Hashes(); len(left) != 0 {
					t.Errorf("%d files stay", len(left))
				}
			})
		}
	})
}

// crowd is an archive of so many empty files.
func crowd(t *testing.T, n int) document.Sent {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for i := range n {
		if _, err := z.CreateRaw(&zip.FileHeader{Name: fmt.Sprintf("berkas/%050d.pdf", i)}); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return sent("banyak.zip", b.Bytes())
}

// A scan of a paper that is known by its number takes number and date over; of
// one that is there already nothing new is made; a newer one replaces it, and
// then the older bundle is not taken back.
func TestScansJoinThePapersThatAreKnown(t *testing.T) {
	dbtest.Each(t, tables, func(t *testing.T, d *db.DB) {
		ctx, c := t.Context(), roomy(t, d, 3)
		err := d.InTx(ctx, func(tx *db.Tx) error {
			_, err := c.Record(ctx, tx, officer, health("p0"), today)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		enter := func(content string) (document.BundleID, error) {
			b, err := c.StageScans(ctx, officer, bontang, []document.Sent{sent("surat sehat "+numberOf(0)+".pdf", []byte(content))}, "")
			if err != nil {
				t.Fatal(err)
			}
			_, err = c.EnterScans(ctx, officer, bontang, b, nil)
			return b, err
		}
		first, err := enter(pdf(1))
		if err != nil {
			t.Fatal(err)
		}
		in, err := document.InForce(ctx, d, "p0")
		if err != nil {
			t.Fatal(err)
		}
		if p := in[document.Health]; p.Number != "445/0001" || p.IssuedOn != "2026-01-19" || p.Outcome != document.Fit || p.File.Hash == "" || !p.Counts(rules(t), today) {
			t.Errorf("the scan became %+v", p)
		}
		if _, err := enter(pdf(1)); fault.KindOf(err) != fault.KindConflict {
			t.Errorf("the same scan again: %v", err)
		}
		second, err := c.StageScans(ctx, officer, bontang, []document.Sent{sent("surat sehat "+numberOf(0)+".pdf", []byte(pdf(2)))}, "")
		if err != nil {
			t.Fatal(err)
		}
		if err := c.ForAll(ctx, officer, bontang, second, "", document.Fit); err != nil {
			t.Fatal(err)
		}
		if found := findings(t, c, second); found["surat sehat "+numberOf(0)+".pdf"] != document.FlawReplaces {
			t.Errorf("found %v", found)
		}
		if _, err := c.EnterScans(ctx, officer, bontang, second, nil); err != nil {
			t.Fatal(err)
		}
		if err := c.UndoScans(ctx, officer, bontang, first); fault.KindOf(err) != fault.KindConflict {
			t.Errorf("taken back under a newer one: %v", err)
		}
		c.Relied = func(context.Context, db.Q, org.AgencyID, []string, time.Time) (int, error) { return 1, nil }
		if err := c.UndoScans(ctx, officer, bontang, second); fault.KindOf(err) != fault.KindConflict {
			t.Errorf("taken back under a proposal: %v", err)
		}
		c.Relied = nobody
		c.Sealed = func(_ context.Context, _ db.Q, _ org.AgencyID, people []string, since time.Time) (int, error) {
			if len(people) != 1 || people[0] != "p0" || since.After(c.Clock.Now()) {
				t.Errorf("asked about %v since %s", people, since)
			}
			return 1, nil
		}
		if err := c.UndoScans(ctx, officer, bontang, second); fault.KindOf(err) != fault.KindConflict {
			t.Errorf("taken back under a record that was handed over: %v", err)
		}
		c.Sealed = nobody
		if err := c.UndoScans(ctx, officer, bontang, second); err != nil {
			t.Errorf("taken back when nothing rests on it: %v", err)
		}
	})
}

// An archive of many large scans costs no memory.
func TestManyLargeScansCostNoMemory(t *testing.T) {
	name := t.TempDir() + "/besar.zip"
	out, err := os.Create(name)
	if err != nil {
		t.Fatal(err)
	}
	z := zip.NewWriter(out)
	body := []byte("%PDF-1.7 " + strings.Repeat("isi pindaian ", 300_000))
	for n := range 60 { // 3.9 MB each
		w, err := z.Create("SPMT_" + numberOf(n) + ".pdf")
		if err == nil {
			_, err = w.Write(append(body, byte(n)))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	out.Close()
	info, err := os.Stat(name)
	if err != nil {
		t.Fatal(err)
	}
	dbtest.Each(t, tables, func(t *testing.T, d *db.DB) {
		c := roomy(t, d, 60)
		var before, after runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&before)
		_, err := c.StageScans(t.Context(), officer, bontang, []document.Sent{{Name: "besar.zip", Size: info.Size(), Open: func() (document.SentFile, error) { return os.Open(name) }}}, "")
		if err != nil {
			t.Fatal(err)
		}
		runtime.ReadMemStats(&after)
		if grown := (after.TotalAlloc - before.TotalAlloc) >> 20; grown > 40 {
			t.Errorf("234 MB of scans took %d MB of memory", grown)
		}
	})
}
