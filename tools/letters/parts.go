package main

import "fmt"

// rule is the double rule below a letterhead.
const rule = `<w:p><w:pPr><w:pBdr><w:bottom w:val="thickThinSmallGap" w:sz="18" w:space="1" w:color="auto"/></w:pBdr><w:spacing w:after="160" w:line="60" w:lineRule="exact"/></w:pPr></w:p>`

// head is the letterhead of the personnel body: the coat of arms at the left,
// the government, the body and its address in the middle.
func head() string {
	mid := func(l look) look { l.jc, l.after = "center", -1; return l }
	row := `<w:tr><w:tc><w:tcPr><w:tcW w:w="1500" w:type="dxa"/><w:vAlign w:val="center"/></w:tcPr>` + par(mid(look{}), "{{@lambang 24}}") +
		`</w:tc><w:tc><w:tcPr><w:tcW w:w="8136" w:type="dxa"/><w:vAlign w:val="center"/></w:tcPr>` +
		par(mid(look{caps: true, large: true}), "{{pemerintah}}") + par(mid(look{caps: true, bold: true, large: true}), "{{badan}}") +
		par(mid(look{small: true}), "{{alamat}}") + par(mid(look{small: true}), "{{kontak}}") + `</w:tc></w:tr>`
	return `<w:tbl><w:tblPr><w:tblW w:w="9636" w:type="dxa"/><w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid><w:gridCol w:w="1500"/><w:gridCol w:w="8136"/></w:tblGrid>` + row + `</w:tbl>` + rule
}

// crown is the head of a decree: the coat of arms above the office of who
// decides.
func crown(office string) string {
	mid := look{jc: "center", after: -1}
	return par(look{jc: "center", after: 80}, "{{@lambang 26}}") + par(look{jc: "center", bold: true, caps: true, large: true, after: 200}, office) + par(mid, "")
}

// title is what a letter is called, with its number.
func title(what string, number bool) string {
	s := par(look{jc: "center", bold: true, under: number, after: -1, before: 120}, what)
	if number {
		s += par(look{jc: "center", after: 240}, "Nomor {{nomor}}")
	} else {
		s += par(look{jc: "center", after: 160}, "")
	}
	return s
}

const half = column / 2

// sign is the block of the signature at the right.
func sign(dated bool) string {
	if dated {
		return signed("{{kota}}, {{tanggal}}")
	}
	return signed()
}

// attest is the block of a decree: where and when it was decided, and by whom.
func attest() string {
	return signed("Ditetapkan di {{kota}}", "pada tanggal {{tanggal}}")
}

// signed is the block of the signature below some lines. It is the cell of a row
// that no page tears: lines kept together are torn after a long table.
func signed(above ...string) string {
	l := look{after: -1}
	s := ""
	for _, line := range append(above, "{{ttd_an}}", "{{ttd_jabatan}},", "", "", "") {
		s += par(l, line)
	}
	s += par(look{after: -1, bold: true, under: true}, "{{ttd_nama}}") + par(l, "{{ttd_pangkat}}") + par(l, "{{?ttd_nip}}NIP {{ttd_nip}}{{/}}")
	cell := fmt.Sprintf(`<w:tc><w:tcPr><w:tcW w:w="%d" w:type="dxa"/></w:tcPr>`, half)
	return par(look{after: -1, keep: true}, "") +
		fmt.Sprintf(`<w:tbl><w:tblPr><w:tblW w:w="%d" w:type="dxa"/><w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid><w:gridCol w:w="%d"/><w:gridCol w:w="%d"/></w:tblGrid><w:tr><w:trPr><w:cantSplit/></w:trPr>`, 2*half, half, half) +
		cell + par(l, "") + `</w:tc>` + cell + s + `</w:tc></w:tr></w:tbl>` + thin
}

// thin is the paragraph that must follow a table, one point high.
const thin = `<w:p><w:pPr><w:spacing w:after="0" w:line="20" w:lineRule="exact"/></w:pPr></w:p>`

// annex is the head of a lampiran.
func annex(of string) string {
	l := look{in: half - 400, after: -1, small: true}
	return par(look{in: half - 400, after: -1, small: true, bold: true, page: true}, "LAMPIRAN") + par(l, of) + par(l, "Nomor\t: {{nomor}}") + par(look{in: half - 400, after: 200, small: true}, "Tanggal\t: {{tanggal}}")
}

// facts is a table without lines: a word, a colon, what it is.
func facts(pairs ...[2]string) string {
	var rows [][]cell
	for _, p := range pairs {
		l := look{after: 40}
		rows = append(rows, []cell{{2700, l, p[0]}, {250, l, ":"}, {column - 2950, l, p[1]}})
	}
	return table(false, nil, rows...) + par(look{after: -1, small: true}, "")
}

// persons is the table of the people, with more columns at its end.
func persons(more ...cell) string {
	return list("daftar", append([]cell{{520, look{}, "No\n{{no}}"}, {3300, look{}, "Nama / NIP\n{{nama}}\nNIP {{nip}}"}}, more...)...)
}

// list is a table with a row for each of a list. The first line of a cell's
// text heads its column, the rest is written for each.
func list(of string, cells ...cell) string {
	small := look{small: true, after: -1}
	var first, rows []cell
	sum := 0
	for _, c := range cells {
		sum += c.width
	}
	for i, c := range cells {
		w := c.width * column / sum
		title, line := cut(c.text)
		if i == 0 {
			line = "{{#" + of + "}}" + line
		}
		if i == len(cells)-1 {
			line += "{{/" + of + "}}"
		}
		first = append(first, cell{w, look{small: true, bold: true, jc: "center", after: -1}, title})
		l := small
		l.jc = c.look.jc
		rows = append(rows, cell{w, l, line})
	}
	return table(true, first, rows)
}

func cut(s string) (first, rest string) {
	for i := range s {
		if s[i] == '\n' {
			return s[:i], s[i+1:]
		}
	}
	return s, ""
}

// person is what a letter says of one person.
func person() string {
	return facts([2]string{"Nama", "{{nama}}"}, [2]string{"NIP", "{{nip}}"}, [2]string{"Pangkat, golongan", "{{?pangkat}}{{pangkat}}, {{/}}{{golongan}}"}, [2]string{"Jabatan", "{{jabatan}}"}, [2]string{"Unit kerja", "{{unit}}"})
}
