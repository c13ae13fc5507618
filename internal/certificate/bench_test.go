package certificate_test

import (
	"archive/zip"
	"bytes"
	"io"
	"runtime"
	"testing"

	"pamong/internal/certificate"
	"pamong/internal/certificate/certificatetest"
	"pamong/internal/kit/db/dbtest"
	"pamong/internal/roster"
)

// BenchmarkSTTP issues 338 STTP with QR codes, after their transcripts, and
// packs them into one ZIP. The bar is three seconds for the STTP and the ZIP;
// MB is the most memory that the packing added.
func BenchmarkSTTP(b *testing.B) {
	for b.Loop() {
		b.StopTimer()
		d, batches := certificatetest.New(b, dbtest.SQLite(b, certificatetest.Schemas()...), 338, 338)
		d.Lock(b, batches[0].ID, 0)
		d.Accredit(b)
		if _, _, err := d.Registry.Issue(b.Context(), d.Committee, d.Agency, batches[0].ID, []certificate.Kind{certificate.Transcript}, nil); err != nil {
			b.Fatal(err)
		}
		b.StartTimer()
		if _, out, err := d.Registry.Issue(b.Context(), d.Committee, d.Agency, batches[0].ID, []certificate.Kind{certificate.Own}, nil); err != nil || out.All() != 338 {
			b.Fatalf("issued %d, %v", out.All(), err)
		}
		pack(b, d)
	}
}

func pack(b *testing.B, d *certificatetest.Desk) {
	b.Helper()
	list, err := certificate.Register(b.Context(), d.DB, d.Agency.ID, certificate.Own)
	if err != nil {
		b.Fatal(err)
	}
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	counted := &counter{}
	if err := d.Registry.Zip(counted, list, func(p certificate.Paper) roster.Person { return roster.Person{NIP: p.Number, Name: "Peserta"} }); err != nil {
		b.Fatal(err)
	}
	runtime.ReadMemStats(&after)
	b.ReportMetric(float64(after.TotalAlloc-before.TotalAlloc)/(1<<20), "MB")
	b.ReportMetric(float64(counted.n)/(1<<20), "MB-zip")
}

// counter counts what is written and keeps nothing.
type counter struct{ n int }

func (c *counter) Write(p []byte) (int, error) { c.n += len(p); return len(p), nil }

func TestTheArchiveIsNamedByPerson(t *testing.T) {
	each(t, 8, 8, func(t *testing.T, d desk) {
		d.Lock(t, d.batches[0].ID, 0)
		d.Accredit(t)
		d.Issue(t, d.batches[0].ID)
		list := d.register(t, certificate.Own)
		if err := d.Registry.Revoke(t.Context(), d.Committee, d.Agency, list[0].ID, "Terbit keliru"); err != nil {
			t.Fatal(err)
		}
		list = d.register(t, certificate.Own)
		var b bytes.Buffer
		if err := d.Registry.Zip(&b, list, func(p certificate.Paper) roster.Person {
			return roster.Person{NIP: "199707072025042901", Name: `dr. Ayu/Putri: "Ners"`}
		}); err != nil {
			t.Fatal(err)
		}
		z, err := zip.NewReader(bytes.NewReader(b.Bytes()), int64(b.Len()))
		if err != nil || len(z.File) != 7 {
			t.Fatalf("%d files, %v; want the 7 that stand", len(z.File), err)
		}
		if got, want := z.File[0].Name, "199707072025042901 dr. AyuPutri Ners - STTP.pdf"; got != want {
			t.Errorf("named %q, want %q", got, want)
		}
		in, err := z.File[0].Open()
		if err != nil {
			t.Fatal(err)
		}
		defer in.Close()
		if head, err := io.ReadAll(io.LimitReader(in, 5)); string(head) != "%PDF-" {
			t.Errorf("begins with %q, %v", head, err)
		}
	})
}
