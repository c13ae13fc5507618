package document_test

import (
	"archive/zip"
	"bytes"
	"context"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"pamong/internal/access"
	"pamong/internal/audit"
	"pamong/internal/document"
	"pamong/internal/kit/blob"
	"pamong/internal/kit/clock"
	"pamong/internal/kit/db"
	"pamong/internal/kit/db/dbtest"
	"pamong/internal/kit/docx"
	"pamong/internal/kit/fault"
	"pamong/internal/kit/i18n"
	"pamong/internal/kit/jobs"
	"pamong/internal/org"
)

var letterTables = []fs.FS{jobs.Schema, audit.Schema, access.Schema, org.Schema, document.Schema}

var btg = org.Agency{ID: "btg", Code: "bontang", Name: "Kota Bontang", Zone: org.WITA, BodyName: "BKPSDM", City: "Bontang", PPKTitle: "Wali Kota Bontang", PPKName: "Dr. Contoh"}

// office is a cabinet whose facts are those of two people.
func office(t *testing.T, d *db.DB) *document.Cabinet {
	t.Helper()
	words, err := i18n.NewCatalogue(document.Messages, docx.Messages)
	if err != nil {
		t.Fatal(err)
	}
	at := clock.At(time.Date(2026, 2, 4, 1, 0, 0, 0, time.UTC))
	log := slog.New(slog.NewTextHandler(t.Output(), nil))
	if _, err := jobs.Migrate(t.Context(), d); err != nil {
		t.Fatal(err)
	}
	queue, err := jobs.New(d, at, log)
	if err != nil {
		t.Fatal(err)
	}
	c := &document.Cabinet{DB: d, Clock: at, Files: blob.Folder(t.TempDir()), Jobs: queue, Log: log, Speak: words.Speaker(i18n.Indonesian)}
	c.Sources = map[document.LetterKind]document.Source{document.Statement: facts, document.Receipt: facts, document.TrainerDuty: facts, document.Timetable: batches("I", "III")}
	return c
}

// facts tells of Ani and Budi whatever their letters want to know.
func facts(_ context.Context, _ db.Q, _ access.Actor, o document.Order) ([]document.Letter, error) {
	how, _ := document.MakeOf(o.Kind)
	example, err := how.Example()
	if err != nil {
		return nil, err
	}
	if !how.Each {
		return []document.Letter{{Title: "Tanda terima", Data: example}}, nil
	}
	var list []document.Letter
	for _, name := range []string{"Ani", "Budi"} {
		if o.People != nil && !slices.Contains(o.People, strings.ToLower(name)) {
			continue
		}
		text := map[string]string{}
		for k, v := range example.Text {
			text[k] = v
		}
		text["nama"], text["nip"] = name, "19900101202504290"+fmt.Sprint(len(name))
		list = append(list, document.Letter{Person: strings.ToLower(name), Title: "Surat keterangan " + name, Data: docx.Data{Text: text}})
	}
	return list, nil
}

// batches tells of batches of a programme, for letters of whichever kind.
func batches(labels ...string) document.Source {
	return func(_ context.Context, _ db.Q, _ access.Actor, o document.Order) ([]document.Letter, error) {
		how, _ := document.MakeOf(o.Kind)
		example, err := how.Example()
		var list []document.Letter
		for _, label := range labels {
			list = append(list, document.Letter{Title: "Jadwal pelatihan Angkatan " + label, Data: example})
		}
		return list, err
	}
}

func TestOneOfManyLettersIsPrintedAgain(t *testing.T) {
	dbtest.Each(t, letterTables, func(t *testing.T, d *db.DB) {
		ctx, c := t.Context(), office(t, d)
		made := func(m document.Making) []document.Entry {
			t.Helper()
			run, err := c.Make(ctx, officer, btg, m, nil)
			if err != nil {
				t.Fatal(err)
			}
			list, _, err := c.Register(ctx, officer, btg, document.Narrow{Run: run})
			if err != nil || len(list) != 2 {
				t.Fatal(list, err)
			}
			return list
		}
		again := func(e document.Entry) (document.Entry, error) {
			t.Helper()
			id, err := c.Reprint(ctx, officer, btg, e.ID, "tinta luntur")
			if err != nil {
				return e, err
			}
			return document.LetterByID(ctx, d, "btg", id)
		}
		for _, e := range made(document.Making{Kind: document.TrainerDuty, Programme: "p"}) {
			if got, err := again(e); err != nil || got.Person != e.Person || got.Title != e.Title || got.Number != e.Number {
				t.Errorf("%+v printed again: %+v, %v", e, got, err)
			}
		}
		lists := made(document.Making{Kind: document.Timetable, Programme: "p"})
		if lists[0].Name == lists[1].Name || !strings.Contains(lists[0].Name+lists[1].Name, "Angkatan III") {
			t.Errorf("files without a number are called %q and %q", lists[0].Name, lists[1].Name)
		}
		for _, e := range lists {
			if got, err := again(e); err != nil || got.Title != e.Title {
				t.Errorf("%s printed again: %+v, %v", e.Title, got, err)
			}
		}
		c.Sources[document.Timetable] = batches("I", "II")
		standing, _, err := c.Register(ctx, officer, btg, document.Narrow{Kind: document.Timetable, State: document.Standing})
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range standing {
			if _, err := again(e); (err == nil) == strings.HasSuffix(e.Title, "III") {
				t.Errorf("%s printed again after its batch was merged: %v", e.Title, err)
			}
		}
		trail, err := audit.List(ctx, d, audit.Filter{Agency: "btg", Limit: 100})
		if err != nil || len(trail) < 4 {
			t.Fatal(len(trail), err)
		}
		for _, e := range trail {
			if e.Person != "" {
				t.Errorf("the trail of %s is about the person %q", e.Subject, e.Person)
			}
		}
	})
}

func TestLettersFromTheWishToTheArchive(t *testing.T) {
	dbtest.Each(t, letterTables, func(t *testing.T, d *db.DB) {
		ctx, c := t.Context(), office(t, d)
		if _, err := c.Make(ctx, galih, btg, document.Making{Kind: document.Statement}, nil); fault.KindOf(err) != fault.KindForbidden {
			t.Errorf("a participant makes letters: %v", err)
		}
		if _, err := c.Make(ctx, officer, btg, document.Making{Kind: document.Decree}, nil); fault.KindOf(err) != fault.KindNotFound {
			t.Errorf("a kind without facts: %v", err)
		}
		last := 0
		run, err := c.Make(ctx, officer, btg, document.Making{Kind: document.Statement}, func(done, total int) { last = done*100 + total })
		if err != nil {
			t.Fatal(err)
		}
		if last != 202 {
			t.Errorf("progress ended with %d", last)
		}
		list, total, err := c.Register(ctx, officer, btg, document.Narrow{Run: run, Page: 1})
		if err != nil || total != 2 {
			t.Fatalf("%d letters, %v", total, err)
		}
		numbers := []string{list[1].Number, list[0].Number}
		if diff := cmp.Diff([]string{"800.1/1/KET/2026", "800.1/2/KET/2026"}, numbers); diff != "" {
			t.Error(diff)
		}
		e, f, err := c.LetterFile(ctx, officer, btg, list[1].ID, false)
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		body, err := io.ReadAll(f)
		if err != nil {
			t.Fatal(err)
		}
		for _, want := range []string{"Ani", "800.1/1/KET/2026", "Dr. Contoh", "Wali Kota Bontang", "4 Februari 2026"} {
			if text := wordsOf(t, body); !strings.Contains(text, want) {
				t.Errorf("%s lacks %q: %s", e.Name, want, text)
			}
		}
		var archive bytes.Buffer
		if err := c.Zip(&archive, list); err != nil {
			t.Fatal(err)
		}
		z, err := zip.NewReader(bytes.NewReader(archive.Bytes()), int64(archive.Len()))
		if err != nil || len(z.File) != 2 || !strings.Contains(z.File[1].Name, "Surat keterangan 199001012025042903 Ani.docx") {
			t.Errorf("archive: %v %v", z.File, err)
		}
	})
}

// wordsOf is the text of a document.
func wordsOf(t *testing.T, content []byte) string {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(content), int64(len(content)))
	if err != nil {
		t.Fatal(err)
	}
	f, err := z.Open("word/document.xml")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	text, err := io.ReadAll(f)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestANumberIsNeverGivenTwice(t *testing.T) {
	dbtest.Each(t, letterTables, func(t *testing.T, d *db.DB) {
		ctx, c := t.Context(), office(t, d)
		var wait sync.WaitGroup
		for range 6 {
			wait.Go(func() {
				if _, err := c.Make(ctx, officer, btg, document.Making{Kind: document.Statement}, nil); err != nil {
					t.Error(err)
				}
			})
		}
		wait.Wait()
		list, _, err := c.Register(ctx, officer, btg, document.Narrow{Kind: document.Statement, Year: 2026})
		if err != nil {
			t.Fatal(err)
		}
		seen := map[int]bool{}
		for _, e := range list {
			seen[e.Running] = true
		}
		if len(list) != 12 || len(seen) != 12 || !seen[1] || !seen[12] {
			t.Errorf("%d letters with %d numbers", len(list), len(seen))
		}
		if err := c.SetPattern(ctx, officer, btg, document.Statement, "B-{{nomor:3}}/{{bulan_romawi}}/{{tahun}}"); err != nil {
			t.Fatal(err)
		}
		if err := c.SetPattern(ctx, officer, btg, document.Release, "B-{{nomor:3}}/{{bulan_romawi}}/{{tahun}}"); fault.KindOf(err) != fault.KindInvalid {
			t.Errorf("two kinds written alike: %v", err)
		}
		run, err := c.Make(ctx, officer, btg, document.Making{Kind: document.Statement, People: []string{"budi"}}, nil)
		if err != nil {
			t.Fatal(err)
		}
		list, _, err = c.Register(ctx, officer, btg, document.Narrow{Run: run})
		if err != nil || len(list) != 1 || list[0].Number != "B-013/II/2026" {
			t.Errorf("after the change: %v, %v", list, err)
		}
	})
}

func TestVoidAndPrintedAgain(t *testing.T) {
	dbtest.Each(t, letterTables, func(t *testing.T, d *db.DB) {
		ctx, c := t.Context(), office(t, d)
		run, err := c.Make(ctx, officer, btg, document.Making{Kind: document.Statement}, nil)
		if err != nil {
			t.Fatal(err)
		}
		list, _, err := c.Register(ctx, officer, btg, document.Narrow{Run: run})
		if err != nil || len(list) != 2 {
			t.Fatal(list, err)
		}
		if err := c.Void(ctx, officer, btg, list[0].ID, " "); fault.KindOf(err) != fault.KindInvalid {
			t.Errorf("void without a reason: %v", err)
		}
		if err := c.Void(ctx, officer, btg, list[0].ID, "salah orang"); err != nil {
			t.Fatal(err)
		}
		if err := c.Void(ctx, officer, btg, list[0].ID, "lagi"); fault.KindOf(err) != fault.KindConflict {
			t.Errorf("void twice: %v", err)
		}
		if _, err := c.Reprint(ctx, officer, btg, list[0].ID, "x"); fault.KindOf(err) != fault.KindConflict {
			t.Errorf("a void letter printed again: %v", err)
		}
		again, err := c.Reprint(ctx, officer, btg, list[1].ID, "tinta luntur")
		if err != nil {
			t.Fatal(err)
		}
		e, err := document.LetterByID(ctx, d, "btg", again)
		if err != nil || e.Number != list[1].Number || e.Print != 1 || e.State != document.Standing || e.Reason != "tinta luntur" {
			t.Errorf("printed again: %+v, %v", e, err)
		}
		void, n, err := c.Register(ctx, officer, btg, document.Narrow{State: document.Voided, Page: 1})
		if err != nil || n != 2 {
			t.Errorf("%d void letters: %v, %v", n, void, err)
		}
		found, _, err := c.Register(ctx, officer, btg, document.Narrow{Search: "ani ket 1"})
		if err != nil || len(found) != 2 {
			t.Errorf("found %d, %v", len(found), err)
		}
	})
}

func TestTemplatesOfAnAgency(t *testing.T) {
	dbtest.Each(t, letterTables, func(t *testing.T, d *db.DB) {
		ctx, c := t.Context(), office(t, d)
		_, shipped, err := c.TemplateFile(ctx, officer, btg, document.Statement, "")
		if err != nil {
			t.Fatal(err)
		}
		for _, text := range []string{"{{nama}", "{{nip_atasan}}"} {
			if _, err := c.AddTemplate(ctx, officer, btg, document.Statement, "a.docx", bytes.NewReader(replaced(t, shipped, "{{nama}}", text))); fault.KindOf(err) != fault.KindInvalid {
				t.Errorf("a template with %s: %v", text, err)
			}
		}
		own, err := c.AddTemplate(ctx, officer, btg, document.Statement, "a.docx", bytes.NewReader(replaced(t, shipped, "menerangkan bahwa", "menyatakan bahwa")))
		if err != nil || own.Version != 1 {
			t.Fatal(own, err)
		}
		preview := func() string {
			_, body, err := c.Preview(ctx, officer, btg, document.Making{Kind: document.Statement}, nil)
			if err != nil {
				t.Fatal(err)
			}
			return wordsOf(t, body)
		}
		if text := preview(); !strings.Contains(text, "menyatakan bahwa") || !strings.Contains(text, "Ani") {
			t.Errorf("the agency's own: %s", text)
		}
		if err := c.UseTemplate(ctx, officer, btg, document.Statement, ""); err != nil {
			t.Fatal(err)
		}
		if text := preview(); !strings.Contains(text, "menerangkan bahwa") {
			t.Errorf("back to the shipped one: %s", text)
		}
		if err := c.UseTemplate(ctx, officer, btg, document.Statement, own.ID); err != nil {
			t.Fatal(err)
		}
		if list, err := document.Templates(ctx, d, "btg", document.Statement); err != nil || len(list) != 2 || !list[0].InForce || list[1].InForce {
			t.Errorf("versions: %+v, %v", list, err)
		}
		if _, body, err := c.Sample(ctx, officer, btg, document.RoomList, nil); err != nil || !strings.Contains(wordsOf(t, body), "Gedung BKPSDM") || !strings.Contains(wordsOf(t, body), "Wali Kota Bontang") {
			t.Errorf("a sample of a kind without facts: %v", err)
		}
		if _, _, err := c.Sample(ctx, officer, btg, document.RoomList, shipped); fault.KindOf(err) != fault.KindInvalid {
			t.Errorf("a sample of the template of another kind: %v", err)
		}
		if _, _, err := c.Sample(ctx, galih, btg, document.RoomList, nil); fault.KindOf(err) != fault.KindForbidden {
			t.Errorf("a participant takes a sample: %v", err)
		}
		if n, err := document.LettersOf(ctx, d, "ani"); err != nil || len(n) != 0 {
			t.Errorf("a preview left %d letters, %v", len(n), err)
		}
	})
}

// replaced changes words of a document.
func replaced(t *testing.T, content []byte, old, now string) []byte {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(content), int64(len(content)))
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	out := zip.NewWriter(&b)
	for _, f := range z.File {
		if f.Name != "word/document.xml" {
			if err := out.Copy(f); err != nil {
				t.Fatal(err)
			}
			continue
		}
		w, err := out.Create(f.Name)
		if err != nil {
			t.Fatal(err)
		}
		io.WriteString(w, strings.ReplaceAll(wordsOf(t, content), old, now))
	}
	if err := out.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestSigners(t *testing.T) {
	dbtest.Each(t, letterTables, func(t *testing.T, d *db.DB) {
		ctx, c := t.Context(), office(t, d)
		_, err := c.AddSigner(ctx, officer, btg, document.Signer{NIP: "123"})
		if f := fault.Of(err); f == nil || len(f.Fields) != 3 {
			t.Errorf("no name, no title and a short NIP: %v", err)
		}
		head, err := c.AddSigner(ctx, officer, btg, document.Signer{Name: "Drs. Kepala", NIP: "19700101 199503 1 901", Title: "Kepala BKPSDM", Behalf: "a.n. Wali Kota Bontang"})
		if err != nil {
			t.Fatal(err)
		}
		list, err := document.Signers(ctx, d, btg)
		if err != nil || len(list) != 2 || list[0].NIP != "197001011995031901" || list[1].ID != document.PPK {
			t.Fatalf("signers: %+v, %v", list, err)
		}
		_, body, err := c.Preview(ctx, officer, btg, document.Making{Kind: document.Receipt, Signer: head}, nil)
		if err != nil || !strings.Contains(wordsOf(t, body), "Drs. Kepala") || !strings.Contains(wordsOf(t, body), "a.n. Wali Kota Bontang") {
			t.Errorf("the head does not sign: %v", err)
		}
		if err := c.EndSigner(ctx, officer, btg, head); err != nil {
			t.Fatal(err)
		}
		if _, _, err := c.Preview(ctx, officer, btg, document.Making{Kind: document.Receipt, Signer: head}, nil); fault.KindOf(err) != fault.KindInvalid {
			t.Errorf("who has left still signs: %v", err)
		}
	})
}

func TestPatterns(t *testing.T) {
	for pattern, want := range map[document.Pattern]string{
		"800/{{nomor}}/BKPSDM/{{tahun}}":                                  "800/7/BKPSDM/2026",
		"{{nomor:4}}/{{ bulan_romawi }}/{{bulan}}/{{tahun}}":              "0007/II/02/2026",
		"800/BKPSDM/{{tahun}}":                                            "",
		"800/{{nomor}}":                                                   "",
		"{{nomor}}/{{instansi}}/{{tahun}}":                                "",
		"{nomor}/{{nomor}}/{{tahun}}":                                     "",
		"{{nomor:99}}/{{tahun}}":                                          "",
		document.Pattern(strings.Repeat("x", 100)) + "{{nomor}}{{tahun}}": "",
	} {
		err := pattern.Check()
		if (err == nil) != (want != "") {
			t.Errorf("%s: %v", pattern, err)
		}
		if want != "" && pattern.Write(7, "2026-02-04") != want {
			t.Errorf("%s writes %s", pattern, pattern.Write(7, "2026-02-04"))
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		a, b := rapid.IntRange(1, 99999).Draw(t, "a"), rapid.IntRange(1, 99999).Draw(t, "b")
		p := document.Pattern("{{nomor:3}}/X/{{tahun}}")
		if (a == b) != (p.Write(a, "2026-02-04") == p.Write(b, "2026-02-04")) {
			t.Fatalf("%d and %d have one number", a, b)
		}
	})
}

func TestEveryShippedTemplateNamesOnlyFieldsOfItsKind(t *testing.T) {
	for _, m := range document.Makes {
		body, err := os.ReadFile(filepath.Join("letters", string(m.Kind)+".docx"))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := document.ReadTemplate(m.Kind, body); err != nil {
			f := fault.Of(err)
			for _, one := range f.Fields {
				t.Errorf("%s: %s %v", m.Kind, one.Key, one.Args)
			}
		}
	}
}
