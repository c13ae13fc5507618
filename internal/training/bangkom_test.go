package training

import (
	"bytes"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"pamong/internal/kit/sheet"
	"pamong/internal/roster"
)

func TestTheUploadHasSixteenTextColumnsAndNamesWhatIsMissing(t *testing.T) {
	ranks, err := roster.RankNames()
	if err != nil {
		t.Fatal(err)
	}
	full := Entrant{Member: Member{Person: roster.Person{NIP: "199601012025042901", Name: "Sari, S.H.", Sex: "P", Born: "1996-01-02", Email: "sari@contoh.id", Phone: "0812"}}, Religion: "Islam", BirthPlace: "Pontianak"}
	full.Person.Golongan, full.Person.Position = "III/a", "Analis Hukum"
	bare := full
	bare.Person.NIP, bare.Person.Email, bare.BirthPlace = "199601012025042902", "", " "
	u := Upload{Agency: "Kota Pontianak", Address: "Jalan Rahadi Usman", Mode: "Blended", Budget: "APBD", Ranks: ranks, People: []Entrant{full, bare}}
	want := "Sari, S.H.|199601012025042901|P|Islam|Pontianak|02-01-1996|sari@contoh.id|0812|CPNS|III/a|Penata Muda|Analis Hukum|Blended|APBD|Kota Pontianak|Jalan Rahadi Usman"
	if diff := cmp.Diff(want, strings.Join(u.Row(full), "|")); diff != "" {
		t.Error(diff)
	}
	var lacks []string
	for _, l := range u.Lacks() {
		lacks = append(lacks, l.Member.Person.NIP+" "+l.Column)
	}
	if diff := cmp.Diff([]string{"199601012025042902 tempat_lahir", "199601012025042902 email"}, lacks); diff != "" {
		t.Error(diff)
	}
	var file bytes.Buffer
	if err := sheet.Write(&file, u.List("XI")); err != nil {
		t.Fatal(err)
	}
	book, err := sheet.Open(bytes.NewReader(file.Bytes()), int64(file.Len()), "x.xlsx", sheet.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for row, err := range book.Sheets[0].Rows() {
		if err != nil {
			t.Fatal(err)
		}
		for i, c := range row.Cells {
			if c.Kind == sheet.Number || n == 0 && c.Text != BangkomColumns[i] {
				t.Errorf("row %d, column %s is %+v", n, BangkomColumns[i], c)
			}
		}
		n++
	}
	if n != 3 || len(BangkomColumns) != 16 {
		t.Errorf("%d rows of %d columns", n, len(BangkomColumns))
	}
}
