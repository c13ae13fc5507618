package roster

import (
	"fmt"
	"testing"
	"time"

	"pamong/internal/kit/db/dbtest"
	"pamong/internal/kit/sheet"
)

// crowd is a list of n invented people in 30 offices with 300 units.
func crowd(n int) *Draft {
	d := &Draft{File: "crowd.xlsx", Tables: []Table{{Sheet: "1"}}}
	for _, f := range []Field{FieldName, FieldNIP, FieldGolongan, FieldPosition, FieldPlace, FieldSex, FieldEducation, FieldPhone, FieldEmail} {
		d.Tables[0].Columns = append(d.Tables[0].Columns, Column{Title: string(f), Field: f})
	}
	first := time.Date(1985, 1, 1, 0, 0, 0, 0, time.UTC)
	for i := range n {
		born := first.AddDate(0, 0, i/100).Format("20060102")
		nip := fmt.Sprintf("%s202505%d%d", born, 1+i/50%2, 901+i%50)
		place := fmt.Sprintf("UPT Nomor %d, Dinas %s", i%300, [...]string{"Kesehatan", "Pendidikan", "Perhubungan", "Sosial", "Lingkungan Hidup"}[i%5]+fmt.Sprint(i%30))
		row := Row{Number: i + 1, Line: i + 2}
		for _, text := range []string{fmt.Sprintf("ORANG KE %d CONTOH, S.E.", i), nip, "III/a", "Penelaah Teknis Kebijakan", place, "LP"[i/50%2 : i/50%2+1], "S-1/D-IV", fmt.Sprintf("08121%07d", i), fmt.Sprintf("o%d@contoh.example", i)} {
			row.Cells = append(row.Cells, Cell{Text: text, Kind: sheet.Text})
		}
		d.Rows = append(d.Rows, row)
	}
	return d
}

func BenchmarkEnter(b *testing.B) {
	for _, n := range []int{338, 10_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			for b.Loop() {
				b.StopTimer()
				o := newOffice(b, dbtest.SQLite(b, tables...))
				draft := crowd(n)
				b.StartTimer()
				if _, v, err := o.Enter(b.Context(), o.me, o.agency, draft, "", false); err != nil || v.Totals.New != n {
					b.Fatalf("%+v, %v", v, err)
				}
			}
		})
	}
}
