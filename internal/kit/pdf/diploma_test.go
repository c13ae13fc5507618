package pdf

import (
	"fmt"
	"strings"
	"testing"
)

func TestAnOutlineFitsItsHeight(t *testing.T) {
	for _, subjects := range []int{3, 10, 20} {
		t.Run(fmt.Sprintf("eight parts of %d lines", subjects), func(t *testing.T) {
			var o Outline
			for i := range 8 {
				p := OutlinePart{Title: fmt.Sprintf("Agenda %d", i+1), Amount: "10 JP"}
				for k := range subjects / 2 {
					p.Lines = append(p.Lines, [2]string{fmt.Sprintf("Mata pelatihan %d.%d", i+1, k+1), "1 JP"})
				}
				o = append(o, p)
			}
			d := New(Options{Created: created, Landscape: true, Bare: true})
			d.At(20)
			d.Outline(o, 10, 150, Colour{})
			if y := d.Y(); y > 171 {
				t.Errorf("it ends at %.1f mm, want at most 171", y)
			}
			text := tool(t, printed(t, d), "pdftotext", "FILE", "-")
			if last := fmt.Sprintf("Mata pelatihan 8.%d", subjects/2); !strings.Contains(text, last) {
				t.Errorf("no %q", last)
			}
		})
	}
}

func TestCertificateWords(t *testing.T) {
	d := New(Options{Created: created, Landscape: true, Bare: true})
	d.Frame(NewFrame(ParseColour("#00664f")))
	long := strings.TrimSpace(strings.Repeat("Désirée Łukasz ", 20))
	d.Middle(Face{Points: 20, Display: true, Apart: .5, Colour: ParseColour("#00664f")}, "SURAT TANDA TAMAT", 230)
	d.Fitted(Face{Points: 25, Display: true}, long, 230)
	d.MiddleFacts(9, 150, Fact{"Jabatan", long})
	d.Page()
	d.BackFrame(NewFrame(Colour{}))
	text := strings.Join(strings.Fields(tool(t, printed(t, d), "pdftotext", "FILE", "-")), " ")
	for _, want := range []string{"SURAT TANDA TAMAT", long, "Jabatan"} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in %q", want, text)
		}
	}
	if ParseColour("hijau") != (Colour{}) || ParseColour("#0a141e") != (Colour{10, 20, 30}) {
		t.Error("colours are read wrongly")
	}
}
