package document

import (
	"context"
	"strconv"
	"strings"

	"pamong/internal/kit/db"
	"pamong/internal/kit/docx"
	"pamong/internal/kit/fault"
	"pamong/internal/org"
)

// crestName begins the name of a picture that is a coat of arms.
const crestName = "crest:"

// complete adds to the facts of a letter what every letter has: the
// letterhead, the date, the signer, and how many people it is about.
func complete(d docx.Data, o Order, s Signer, government, number string) docx.Data {
	all := docx.Data{Text: map[string]string{}, Lists: d.Lists, Pictures: map[string]docx.Picture{}}
	for name, text := range d.Text {
		all.Text[name] = text
	}
	for name, p := range d.Pictures {
		all.Pictures[name] = p
	}
	a := o.Agency
	for name, text := range map[string]string{
		"pemerintah": government, "instansi": a.Name, "badan": a.BodyName, "alamat": a.Address, "kontak": a.Contact, "kota": a.City,
		"nomor": number, "tanggal": o.Speak.Date(o.Day), "tahun": strconv.Itoa(o.Day.Year()), "ppk_jabatan": a.PPKTitle, "ppk_nama": a.PPKName,
		"ttd_an": s.Behalf, "ttd_jabatan": s.Title, "ttd_nama": s.Name, "ttd_pangkat": s.Rank, "ttd_nip": s.NIP,
	} {
		all.Text[name] = text
	}
	if m, ok := MakeOf(o.Kind); ok && m.Listed() {
		n := len(d.Lists[people])
		all.Text["jumlah"], all.Text["jumlah_huruf"] = o.Speak.Number(int64(n)), inWords(n)
	}
	if a.Crest != "" {
		all.Pictures["lambang"] = docx.Picture{Name: crestName + a.Crest}
	}
	return all
}

// pictures gives the pictures of frozen data their content again: coats of
// arms from the agency, all others from the store of files.
func (c *Cabinet) pictures(ctx context.Context, q db.Q, d docx.Data, known map[string][]byte) docx.Data {
	for name, p := range d.Pictures {
		if p.QR != "" || p.Name == "" {
			continue
		}
		p.Read = func() ([]byte, error) { return c.picture(ctx, q, p.Name, known) }
		d.Pictures[name] = p
		if hash, ok := strings.CutPrefix(p.Name, crestName); ok && !drawable(ctx, q, hash) {
			delete(d.Pictures, name)
		}
	}
	for _, rows := range d.Lists {
		for i := range rows {
			rows[i] = c.pictures(ctx, q, rows[i], known)
		}
	}
	return d
}

// drawable reports whether a coat of arms is a picture that Word takes.
func drawable(ctx context.Context, q db.Q, hash string) bool {
	kind, _, err := org.Crest(ctx, q, hash)
	return err == nil && (kind == "image/png" || kind == "image/jpeg")
}

func (c *Cabinet) picture(ctx context.Context, q db.Q, name string, known map[string][]byte) ([]byte, error) {
	hash, crest := strings.CutPrefix(name, crestName)
	if !crest {
		return c.scanned(hash)
	}
	if body, ok := known[name]; ok {
		return body, nil
	}
	_, body, err := org.Crest(ctx, q, hash)
	if err == nil {
		known[name] = body
	}
	return body, err
}

// inWords writes a number with Indonesian words, as letters do beside figures.
func inWords(n int) string {
	small := []string{"nol", "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan", "sepuluh", "sebelas"}
	join := func(head string, rest int) string {
		if rest == 0 {
			return head
		}
		return head + " " + inWords(rest)
	}
	switch {
	case n < 0:
		return "minus " + inWords(-n)
	case n < 12:
		return small[n]
	case n < 20:
		return small[n-10] + " belas"
	case n < 100:
		return join(small[n/10]+" puluh", n%10)
	case n < 200:
		return join("seratus", n-100)
	case n < 1000:
		return join(small[n/100]+" ratus", n%100)
	case n < 2000:
		return join("seribu", n-1000)
	}
	return join(inWords(n/1000)+" ribu", n%1000)
}

// noSource says that nobody gives the facts of a kind yet.
func noSource() error { return fault.NotFound("document.no_source") }
