package docx

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/png"
	"io"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"pamong/internal/kit/fault"
	"pamong/internal/kit/i18n"
)

// file makes a document of some parts; body is what stands in w:body.
func file(t testing.TB, body string, more map[string]string) []byte {
	t.Helper()
	const w = `xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"`
	parts := map[string]string{
		typesName:           `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/></Types>`,
		"word/document.xml": `<w:document ` + w + `><w:body>` + body + `</w:body></w:document>`,
	}
	for name, text := range more {
		if strings.HasPrefix(name, "word/header") {
			text = `<w:hdr ` + w + `>` + text + `</w:hdr>`
		}
		parts[name] = text
	}
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, name := range []string{typesName, "word/document.xml", "word/header1.xml", "word/_rels/document.xml.rels", "word/vbaProject.bin", "word/embeddings/oleObject1.bin", "word/media/image1.png"} {
		text, ok := parts[name]
		if !ok {
			continue
		}
		out, err := z.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		io.WriteString(out, text)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func p(runs ...string) string {
	text := "<w:p>"
	for _, r := range runs {
		text += `<w:r><w:t xml:space="preserve">` + r + `</w:t></w:r>`
	}
	return text + "</w:p>"
}

func row(cells ...string) string {
	text := "<w:tr>"
	for _, c := range cells {
		text += "<w:tc>" + p(c) + "</w:tc>"
	}
	return text + "</w:tr>"
}

// textOf says a part as a reader sees it: paragraphs end with ¶, cells with |.
func textOf(t testing.TB, content []byte, name string) string {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(content), int64(len(content)))
	if err != nil {
		t.Fatal(err)
	}
	f, err := z.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	root, err := parse(f)
	if err != nil {
		t.Fatalf("%s is no XML: %v", name, err)
	}
	var b strings.Builder
	var say func(n *node)
	say = func(n *node) {
		b.WriteString(n.text)
		for _, k := range n.kids {
			say(k)
		}
		switch n.name {
		case "w:p":
			b.WriteString("¶")
		case "w:tc":
			b.WriteString("|")
		case "w:br":
			b.WriteString("↵")
		case "w:drawing":
			b.WriteString("▣")
		}
	}
	say(root)
	return b.String()
}

func people(names ...string) Data {
	d := Data{Text: map[string]string{"judul": "Daftar", "kosong": "", "ada": "ya"}, Lists: map[string][]Data{"daftar": nil}}
	for i, n := range names {
		d.Lists["daftar"] = append(d.Lists["daftar"], Data{Text: map[string]string{"nama": n, "lulus": map[bool]string{true: "ya"}[i%2 == 0]}})
	}
	return d
}

func TestFill(t *testing.T) {
	two, none := people("Ani & Budi", "Citra"), people()
	for name, c := range map[string]struct {
		body string
		data Data
		want string
	}{
		"a field in its line":                      {p("Judul {{judul}}."), two, "Judul Daftar.¶"},
		"capitals and spaces do not matter":        {p("{{ JUDUL }}"), two, "Daftar¶"},
		"a tag cut into three runs":                {p("a {{ju", "du", "l}} b"), two, "a Daftar b¶"},
		"two tags cut in the same run":             {p("{", "{judul}}{{a", "da}}!"), two, "Daftarya!¶"},
		"a list within a line":                     {p("{{#daftar}}{{no}}. {{nama}}; {{/daftar}}habis"), two, "1. Ani & Budi; 2. Citra; habis¶"},
		"a list of paragraphs":                     {p("{{#daftar}}") + p("{{nama}}") + p("-") + p("{{/}}") + p("z"), two, "Ani & Budi¶-¶Citra¶-¶z¶"},
		"a list that begins in a line with words":  {p("{{#daftar}}{{no}}) {{nama}}") + p("{{judul}}{{/}}"), two, "1) Ani & Budi¶Daftar¶2) Citra¶Daftar¶"},
		"a list of rows":                           {"<w:tbl>" + row("No", "Nama") + row("{{#daftar}}{{no}}", "{{nama}}{{/daftar}}") + "</w:tbl>", two, "No¶|Nama¶|1¶|Ani & Budi¶|2¶|Citra¶|"},
		"a list of two rows between rows of tags":  {"<w:tbl>" + row("{{#daftar}}", "") + row("{{nama}}") + row("-") + row("", "{{/}}") + "</w:tbl>", two, "Ani & Budi¶|-¶|Citra¶|-¶|"},
		"a table without rows is no table":         {"<w:tbl>" + row("{{#daftar}}", "{{/}}") + "</w:tbl>" + p("z"), none, "¶z¶"},
		"an empty list leaves nothing":             {p("a") + p("{{#daftar}}") + p("{{nama}}") + p("{{/}}") + p("z"), none, "a¶z¶"},
		"a cell keeps a paragraph":                 {"<w:tbl>" + row("{{?kosong}}x{{/}}", "b") + "</w:tbl>", two, "¶|b¶|"},
		"a condition that holds":                   {p("{{?ada}}ada{{:}}tidak{{/}}"), two, "ada¶"},
		"a condition that does not":                {p("{{?kosong}}ada{{:}}tidak{{/}}"), two, "tidak¶"},
		"a condition over paragraphs":              {p("{{?kosong}}") + p("a") + p("{{:}}") + p("b") + p("{{/kosong}}") + p("z"), two, "b¶z¶"},
		"a condition on a list":                    {p("{{?daftar}}ada{{:}}nihil{{/}}"), none, "nihil¶"},
		"a condition on a row":                     {"<w:tbl>" + row("{{?kosong}}a", "b{{/}}") + row("c", "d") + "</w:tbl>", two, "c¶|d¶|"},
		"a condition in a list":                    {p("{{#daftar}}{{nama}}{{?lulus}} lulus{{/}}, {{/}}"), two, "Ani & Budi lulus, Citra, ¶"},
		"one list in another, opened in one line":  {p("{{?ada}}{{#daftar}}") + p("{{nama}}") + p("{{/}}{{/}}"), two, "Ani & Budi¶Citra¶"},
		"a line of an empty field is left out":     {p("a") + p("{{kosong}}") + p("b"), two, "a¶b¶"},
		"a line with words stays":                  {p("a: {{kosong}}"), two, "a: ¶"},
		"lines in a text":                          {p("{{judul}}"), Data{Text: map[string]string{"judul": "a\nb"}}, "a↵b¶"},
		"a QR code":                                {p("{{@qr 20}}"), Data{Pictures: map[string]Picture{"qr": {QR: "x"}}}, "▣¶"},
		"a picture that is not there leaves space": {p("x{{@qr}}"), Data{Pictures: map[string]Picture{"qr": {}}}, "x¶"},
		"a text that looks like a tag stays":       {p("{{judul}}"), Data{Text: map[string]string{"judul": "{{nip}} <b>"}}, "{{nip}} <b>¶"},
	} {
		t.Run(name, func(t *testing.T) {
			tpl, err := Open(file(t, c.body, nil))
			if err != nil {
				t.Fatal(said(t, err))
			}
			var out bytes.Buffer
			if err := tpl.Fill(&out, c.data); err != nil {
				t.Fatal(err)
			}
			if got := textOf(t, out.Bytes(), "word/document.xml"); got != c.want {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
			if c.data.Pictures["qr"].QR != "" {
				textOf(t, out.Bytes(), "word/_rels/document.xml.rels")
			}
		})
	}
}

func TestTheLookOfATagIsThatOfItsFirstRun(t *testing.T) {
	body := `<w:p><w:r><w:rPr><w:b/></w:rPr><w:t>{{na</w:t></w:r><w:proofErr w:type="spellStart"/><w:r><w:rPr><w:i/></w:rPr><w:t>ma}} tebal</w:t></w:r></w:p>`
	tpl, err := Open(file(t, body, nil))
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := tpl.Fill(&out, Data{Text: map[string]string{"nama": "Ani"}}); err != nil {
		t.Fatal(err)
	}
	got := raw(t, out.Bytes(), "word/document.xml")
	for _, want := range []string{`<w:b/></w:rPr><w:t xml:space="preserve">Ani</w:t>`, `<w:i/></w:rPr><w:t xml:space="preserve"> tebal</w:t>`} {
		if !strings.Contains(got, want) {
			t.Errorf("lacks %s in %s", want, got)
		}
	}
}

func raw(t *testing.T, content []byte, name string) string {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(content), int64(len(content)))
	if err != nil {
		t.Fatal(err)
	}
	f, err := z.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(f)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestHeadersAndTextBoxes(t *testing.T) {
	box := `<w:p><w:r><w:pict><v:textbox><w:txbxContent>` + p("{{#daftar}}{{nama}} {{/}}") + `</w:txbxContent></v:textbox></w:pict></w:r></w:p>`
	tpl, err := Open(file(t, box, map[string]string{"word/header1.xml": p("{{@lambang 20}}{{judul}}")}))
	if err != nil {
		t.Fatal(said(t, err))
	}
	var crest bytes.Buffer
	if err := png.Encode(&crest, image.NewGray(image.Rect(0, 0, 10, 20))); err != nil {
		t.Fatal(err)
	}
	d := people("Ani", "Budi")
	d.Pictures = map[string]Picture{"lambang": {Name: "a", Read: func() ([]byte, error) { return crest.Bytes(), nil }}}
	var out bytes.Buffer
	if err := tpl.Fill(&out, d); err != nil {
		t.Fatal(err)
	}
	if got := textOf(t, out.Bytes(), "word/document.xml"); got != "Ani Budi ¶¶" {
		t.Errorf("text box: %s", got)
	}
	if got := textOf(t, out.Bytes(), "word/header1.xml"); got != "▣Daftar¶" {
		t.Errorf("header: %s", got)
	}
	if got := raw(t, out.Bytes(), "word/header1.xml"); !strings.Contains(got, `cx="360000" cy="720000"`) {
		t.Errorf("the picture is not 10 by 20 mm: %s", got)
	}
	if got := raw(t, out.Bytes(), "word/_rels/header1.xml.rels"); !strings.Contains(got, `Target="media/isi1.png"`) {
		t.Errorf("relations: %s", got)
	}
}

// said says a refusal in Indonesian, with all its fields.
func said(t testing.TB, err error) string {
	t.Helper()
	c, e := i18n.NewCatalogue(Messages)
	if e != nil {
		t.Fatal(e)
	}
	f := fault.Of(err)
	if f == nil {
		return fmt.Sprint(err)
	}
	s := c.Speaker(i18n.Indonesian)
	if len(f.Fields) == 0 {
		return s.T(f.Key, f.Args...)
	}
	var all []string
	for _, one := range f.Fields {
		all = append(all, s.T(one.Key, one.Args...))
	}
	return strings.Join(all, "\n")
}

func TestBrokenTagsAreNamedWithTheirPlace(t *testing.T) {
	for name, c := range map[string]struct{ body, want string }{
		"not closed":             {p("a") + p("{{nama"), "Tanda {{nama di paragraf 2 tidak lengkap"},
		"one bracket short":      {p("{{nama} lalu {{nip}}"), "Tanda {{nama} lalu {{nip}} di paragraf 1 tidak lengkap"},
		"closed without opening": {p("nama}}"), "Tanda nama}} di paragraf 1 tidak lengkap"},
		"no name":                {p("{{}}"), "Tanda {{}} di paragraf 1 tidak kami kenal"},
		"a strange letter":       {"<w:tbl>" + row("a") + row("b", "c", "{{nama*}}") + "</w:tbl>", "{{nama*}} di tabel 1 baris 2 kolom 3 tidak kami kenal"},
		"a list never closed":    {p("{{#daftar}}") + p("{{nama}}"), "{{#daftar}} di paragraf 1 belum ditutup"},
		"closed twice":           {p("{{#daftar}}x{{/}}{{/}}"), "{{/}} di paragraf 1 tidak punya pembuka"},
		"closed crosswise":       {p("{{#daftar}}{{?ada}}x{{/daftar}}{{/ada}}"), "{{/daftar}} di paragraf 1 menutup {{?ada}}"},
		"out of a table":         {"<w:tbl>" + row("{{#daftar}}") + "</w:tbl>" + p("{{/daftar}}"), "tidak boleh satu di dalam tabel"},
		"else without if":        {p("{{:}}"), "tidak berada di dalam syarat"},
		"else in a row":          {"<w:tbl>" + row("{{?ada}}a", "{{:}}b{{/}}") + "</w:tbl>", "dalam satu baris, atau masing-masing"},
		"one ends where the next begins, in a line of its own": {p("{{#daftar}}") + p("a") + p("{{/}}{{?ada}}") + p("b") + p("{{/}}"), "masing-masing dalam paragrafnya"},
		"a picture of 9 metres":                                {p("{{@qr 9000}}"), "tidak kami kenal"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Open(file(t, c.body, nil))
			if fault.KindOf(err) != fault.KindInvalid || !strings.Contains(said(t, err), c.want) {
				t.Errorf("got %s, want %s", said(t, err), c.want)
			}
		})
	}
}

func TestUnknownFieldsAreAllNamed(t *testing.T) {
	body := p("{{judul}} {{nip_atasan}}") + "<w:tbl>" + row("a") + row("{{#daftar}}{{no}}", "{{nama}}", "{{pangkat}}{{/}}") + "</w:tbl>" + p("{{nama}}") + p("{{#judul}}x{{/}}")
	tpl, err := Open(file(t, body, map[string]string{"word/header1.xml": p("{{kop}}")}))
	if err != nil {
		t.Fatal(said(t, err))
	}
	got := strings.Split(said(t, tpl.Check(people("Ani"))), "\n")
	for _, want := range []string{"Isian {{nip_atasan}} di paragraf 1", "Isian {{pangkat}} di tabel 1 baris 2 kolom 3", "Isian {{nama}} di paragraf 2", "{{#judul}} di paragraf 3: isian ini bukan daftar", "Isian {{kop}} di kepala halaman, paragraf 1"} {
		found := false
		for _, line := range got {
			found = found || strings.HasPrefix(line, want)
		}
		if !found {
			t.Errorf("nobody says %q in %q", want, got)
		}
	}
	if len(got) != 5 {
		t.Errorf("%d faults, want 5: %q", len(got), got)
	}
}

func TestDocumentsThatAreRefused(t *testing.T) {
	external := `<Relationships xmlns="x"><Relationship Id="a" Type="http://x/attachedTemplate" Target="https://contoh.id/x.dotm" TargetMode="External"/></Relationships>`
	link := `<Relationships xmlns="x"><Relationship Id="a" Type="http://x/hyperlink" Target="https://contoh.id" TargetMode="External"/></Relationships>`
	for name, c := range map[string]struct {
		content []byte
		want    string // key, "" where it is taken
	}{
		"a plain document":        {file(t, p("a"), nil), ""},
		"a link to press":         {file(t, p("a"), map[string]string{"word/_rels/document.xml.rels": link}), ""},
		"no package":              {[]byte("Yth. Bapak"), "docx.not_word"},
		"nothing":                 {nil, "docx.not_word"},
		"the old format":          {[]byte("\xd0\xcf\x11\xe0\xa1\xb1"), "docx.not_word"},
		"a macro":                 {file(t, p("a"), map[string]string{"word/vbaProject.bin": "x"}), "docx.macro"},
		"another program":         {file(t, p("a"), map[string]string{"word/embeddings/oleObject1.bin": "x"}), "docx.embedded"},
		"a template from outside": {file(t, p("a"), map[string]string{"word/_rels/document.xml.rels": external}), "docx.external"},
		"a field that fetches":    {file(t, `<w:p><w:r><w:instrText> INCLUDETEXT "c:\\x" </w:instrText></w:r></w:p>`, nil), "docx.external"},
		"a picture of 30 MB":      {file(t, p("a"), map[string]string{"word/media/image1.png": strings.Repeat("x", 30<<20)}), "docx.picture_large"},
		"a text of 30 MB":         {file(t, p(strings.Repeat("x", 30<<20)), nil), "docx.too_large"},
		"text that is no XML":     {file(t, "<w:p>", nil), "docx.damaged"},
		"a document type":         {file(t, "<!DOCTYPE x>", nil), "docx.damaged"},
		"nested without end":      {file(t, strings.Repeat("<w:sdt>", 1000)+strings.Repeat("</w:sdt>", 1000), nil), "docx.damaged"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Open(c.content)
			got := ""
			if f := fault.Of(err); f != nil {
				got = f.Key
			}
			if got != c.want || c.want == "" && err != nil {
				t.Errorf("got %v, want %q", err, c.want)
			}
		})
	}
}

func TestPicturesThatAreRefused(t *testing.T) {
	tpl, err := Open(file(t, p("{{@foto}}"), nil))
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		read func() ([]byte, error)
		want string
	}{
		"no picture":     {func() ([]byte, error) { return []byte("GIF89a"), nil }, "docx.bad_picture"},
		"more than 4 MB": {func() ([]byte, error) { return make([]byte, 5<<20), nil }, "docx.picture_large"},
		"a lost file":    {func() ([]byte, error) { return nil, os.ErrNotExist }, ""},
	} {
		err := tpl.Fill(io.Discard, Data{Pictures: map[string]Picture{"foto": {Name: "x", Read: c.read}}})
		f := fault.Of(err)
		if c.want != "" && (f == nil || f.Key != c.want) || c.want == "" && !errors.Is(err, os.ErrNotExist) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestATextCutAnywhereIsFilledAlike(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := "Yth. {{nama}}, {{?ada}}ya {{nip}}{{:}}tidak{{/}} {{#daftar}}{{no}}{{nama}} {{/daftar}}."
		var runs []string
		for rest := text; rest != ""; {
			n := rapid.IntRange(1, len(rest)).Draw(t, "cut")
			runs, rest = append(runs, rest[:n]), rest[n:]
		}
		tpl, err := Open(file(quiet{}, p(runs...), nil))
		if err != nil {
			t.Fatal(err)
		}
		var out bytes.Buffer
		d := Data{Text: map[string]string{"nama": "Ani", "ada": "x", "nip": "19"}, Lists: map[string][]Data{"daftar": {{Text: map[string]string{"nama": "a"}}, {}}}}
		if err := tpl.Fill(&out, d); err != nil {
			t.Fatal(err)
		}
		z, err := zip.NewReader(bytes.NewReader(out.Bytes()), int64(out.Len()))
		if err != nil {
			t.Fatal(err)
		}
		f, err := z.Open("word/document.xml")
		if err != nil {
			t.Fatal(err)
		}
		root, err := parse(f)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff("Yth. Ani, ya 19 1a 2Ani .", root.words()); diff != "" {
			t.Fatal(diff)
		}
	})
}

// quiet is the test of a helper within a property, which cannot fail.
type quiet struct{ testing.TB }

func (quiet) Helper() {}

func FuzzTags(f *testing.F) {
	for _, s := range []string{"", "{{nama}}", "{{", "}}{{", "a {{#daftar}} b {{/}} {{:}}", "{{@foto 30}}", "{{{nama}}}", "{{\u00a0nama\n}}", "\xff{{a}}"} {
		f.Add(s)
	}
	name := regexp.MustCompile(`^[a-z][a-z0-9_]*$`)
	f.Fuzz(func(t *testing.T, text string) {
		list, bad := pieces(text)
		if bad != nil {
			return
		}
		var b strings.Builder
		for _, one := range list {
			if one.tag != nil {
				b.WriteString(one.tag.raw)
				if one.tag.name != "" && !name.MatchString(one.tag.name) {
					t.Errorf("name %q of %q", one.tag.name, text)
				}
				continue
			}
			b.WriteString(one.words)
		}
		if b.String() != text {
			t.Errorf("pieces of %q make %q", text, b.String())
		}
	})
}

// A batch of 338 letters of two pages, each with a table of ten rows and a QR
// code.
func BenchmarkLetters(b *testing.B) {
	body := ""
	for range 60 {
		body += p("Yang bertanda tangan di bawah ini menerangkan bahwa {{na", "ma}} NIP {{nip}} adalah CPNS pada {{unit}}.")
	}
	body += "<w:tbl>" + row("{{#daftar}}{{no}}", "{{nama}}{{/}}") + "</w:tbl>" + p("{{@qr 20}}")
	tpl, err := Open(file(b, body, nil))
	if err != nil {
		b.Fatal(err)
	}
	list := make([]Data, 10)
	for b.Loop() {
		for i := range 338 {
			d := Data{Text: map[string]string{"nama": "Rania", "nip": fmt.Sprint(i), "unit": "Dinas"}, Lists: map[string][]Data{"daftar": list}, Pictures: map[string]Picture{"qr": {QR: fmt.Sprint("SURAT ", i)}}}
			if err := tpl.Fill(io.Discard, d); err != nil {
				b.Fatal(err)
			}
		}
	}
}
