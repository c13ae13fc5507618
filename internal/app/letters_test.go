package app

import (
	"archive/zip"
	"bytes"
	"io"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"pamong/internal/document"
	"pamong/internal/kit/docx"
	"pamong/internal/org"
	"pamong/internal/training"
)

// Every kind about a course that is offered gives every field that its page of fields names,
// and nothing else, and its shipped template says whom the database has.
func TestEveryLetterHasItsFieldsAndItsPeople(t *testing.T) {
	h := newExercise(t).house
	a, err := org.AgencyByCode(t.Context(), h.DB, "pontianak")
	if err != nil {
		t.Fatal(err)
	}
	batches, err := training.AllBatches(t.Context(), h.DB, a.ID)
	if err != nil || len(batches) == 0 {
		t.Fatal(err)
	}
	batch := batches[0].ID
	members, err := training.Members(t.Context(), h.DB, a.ID, batch)
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range document.Makes {
		if h.Papers.Sources[m.Kind] == nil || !slices.Contains(training.LetterKinds, m.Kind) && m.Kind != document.AttendanceBlank && m.Kind != document.AttendanceFilled {
			continue
		}
		t.Run(string(m.Kind), func(t *testing.T) {
			letters, err := h.Papers.Look(t.Context(), atMachine, a, document.Making{Kind: m.Kind, Batch: string(batch)})
			if err != nil {
				t.Fatal(err)
			}
			if m.Each && len(letters) != len(members) {
				t.Errorf("%d letters for %d people", len(letters), len(members))
			}
			example, err := m.Example()
			if err != nil {
				t.Fatal(err)
			}
			compareFields(t, example, letters[0].Data, m)
			name, body, err := h.Papers.Preview(t.Context(), atMachine, a, document.Making{Kind: m.Kind, Batch: string(batch)}, nil)
			if err != nil || name == "" {
				t.Fatal(name, err)
			}
			text := textOfLetter(t, body)
			for _, one := range members {
				named := strings.Contains(text, one.Person.NIP)
				if !m.Each && m.Kind != document.CommitteeDecree && !m.Session && !named {
					t.Errorf("the list lacks %s", one.Person.NIP)
				}
			}
			if strings.Contains(text, "{{") {
				t.Error("a tag was left over")
			}
		})
	}
}

// added are the fields that the cabinet gives.
var added = []string{"pemerintah", "instansi", "badan", "alamat", "kontak", "kota", "nomor", "tanggal", "tahun", "ppk_jabatan", "ppk_nama", "ttd_an", "ttd_jabatan", "ttd_nama", "ttd_pangkat", "ttd_nip", "jumlah", "jumlah_huruf"}

func compareFields(t *testing.T, want, got docx.Data, m document.Make) {
	t.Helper()
	for _, name := range added {
		delete(want.Text, name)
	}
	if diff := cmp.Diff(slices.Sorted(maps.Keys(want.Text)), slices.Sorted(maps.Keys(got.Text))); diff != "" {
		t.Errorf("fields (-want +got):\n%s", diff)
	}
	for list := range want.Lists {
		rows, wantRow := got.Lists[list], want.Lists[list][0]
		if len(rows) == 0 {
			if list == "daftar" && (m.Kind == document.CommitteeDecree || m.Each) {
				continue
			}
			t.Errorf("the list %s is empty", list)
			continue
		}
		if diff := cmp.Diff(slices.Sorted(maps.Keys(wantRow.Text)), slices.Sorted(maps.Keys(rows[0].Text))); diff != "" {
			t.Errorf("fields of %s (-want +got):\n%s", list, diff)
		}
		if diff := cmp.Diff(slices.Sorted(maps.Keys(wantRow.Pictures)), slices.Sorted(maps.Keys(rows[0].Pictures))); diff != "" && len(wantRow.Pictures)+len(rows[0].Pictures) > 0 {
			t.Errorf("pictures of %s (-want +got):\n%s", list, diff)
		}
	}
}

func textOfLetter(t *testing.T, content []byte) string {
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
