package probation_test

import (
	"archive/zip"
	"bytes"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"pamong/internal/document"
	"pamong/internal/kit/blob"
	"pamong/internal/probation"
)

func TestADossierHasTheScansUnderTheIdsOfSIASN(t *testing.T) {
	each(t, func(t *testing.T, b bureau) {
		ctx, one := t.Context(), string(b.people[0])
		b.office.Papers.Files = blob.Folder(t.TempDir())
		b.mend(t, one)
		list := func() []probation.Candidate {
			c, err := b.office.Of(ctx, b.Actor, b.Agency, b.people[0], "2026-02-04")
			if err != nil {
				t.Fatal(err)
			}
			return []probation.Candidate{c}
		}
		_, err := b.office.Dossiers(ctx, b.Actor, b.Agency, list())
		if why := refusal(t, err); strings.Count(why, "the scan of") != 5 {
			t.Errorf("refused with\n%s", why)
		}
		for _, kind := range []document.Kind{document.SKCPNS, document.SPMT, document.STTP, document.Health, document.Performance} {
			p := document.Paper{Agency: string(b.Agency.ID), Person: one, Kind: kind, Number: "1", IssuedOn: "2026-01-19"}
			if kind == document.Health {
				p.Outcome = document.Fit
			}
			if _, err := b.office.Papers.Upload(ctx, b.Actor, p, "2026-02-04", "scan.pdf", strings.NewReader("%PDF-1.4\n%"+string(kind)+"\n%%EOF\n")); err != nil {
				t.Fatal(err)
			}
		}
		write, err := b.office.Dossiers(ctx, b.Actor, b.Agency, list())
		if err != nil {
			t.Fatal(refusal(t, err))
		}
		var out bytes.Buffer
		if err := write(&out); err != nil {
			t.Fatal(err)
		}
		z, err := zip.NewReader(bytes.NewReader(out.Bytes()), int64(out.Len()))
		if err != nil {
			t.Fatal(err)
		}
		var names []string
		for _, f := range z.File {
			names = append(names, f.Name)
		}
		slices.Sort(names)
		nip := list()[0].NIP
		want := []string{nip + "/874_STTP_" + nip + ".pdf", nip + "/888_SPMT_" + nip + ".pdf", nip + "/889_SK_CPNS_" + nip + ".pdf", nip + "/890_PERFORMANCE_YEAR_" + nip + ".pdf", nip + "/HEALTH_LETTER_" + nip + ".pdf"}
		if diff := cmp.Diff(want, names); diff != "" {
			t.Errorf("files (-want +got):\n%s", diff)
		}
	})
}
