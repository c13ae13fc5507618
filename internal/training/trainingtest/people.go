package trainingtest

import (
	"bytes"
	"encoding/csv"
	"testing"

	"pamong/internal/access"
	"pamong/internal/kit/sheet"
	"pamong/internal/roster"
)

// enter puts people on the roster by the import that officers use.
func (d *Desk) enter(t testing.TB, people []roster.Person, offices []string) []roster.PersonID {
	t.Helper()
	var text bytes.Buffer
	w := csv.NewWriter(&text)
	w.Write([]string{"NIP", "NAMA", "JENIS KELAMIN", "TANGGAL LAHIR", "GOLONGAN", "JABATAN", "UNIT KERJA", "PENDIDIKAN", "TMT CPNS"})
	for i, p := range people {
		w.Write([]string{p.NIP, p.Name, p.Sex, string(p.Born), p.Golongan, p.Position, offices[i], p.Education, string(p.TMT)})
	}
	w.Flush()
	book, err := sheet.Open(bytes.NewReader(text.Bytes()), int64(text.Len()), "peserta.csv", sheet.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	draft, err := roster.Read(book, nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	desk := &roster.Desk{DB: d.DB, Clock: d.Clock, Org: d.Org, Rules: d.Planner.Rules}
	if _, verdict, err := desk.Enter(t.Context(), access.System("test"), d.Agency.ID, draft, "2024", false); err != nil {
		t.Fatalf("enter people: %v, %+v", err, verdict)
	}
	all, err := roster.All(t.Context(), d.DB, d.Agency.ID)
	if err != nil {
		t.Fatal(err)
	}
	byNIP := map[string]roster.PersonID{}
	for _, p := range all {
		byNIP[p.NIP] = p.ID
	}
	ids := make([]roster.PersonID, len(people))
	for i, p := range people {
		if ids[i] = byNIP[p.NIP]; ids[i] == "" {
			t.Fatalf("%s is not on the roster", p.NIP)
		}
	}
	return ids
}
