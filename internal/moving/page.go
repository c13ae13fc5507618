package moving

import (
	"encoding/json"
	"regexp"
	"strconv"
	"strings"

	"pamong/internal/kit/fault"
	"pamong/internal/kit/sheet"
	"pamong/internal/org"
)

// Page is one sheet of a file as it was read: what stands above its table, the
// titles of its columns and its lines, whatever they mean.
type Page struct {
	File    string   `json:"file"`
	Sheet   string   `json:"sheet"`
	Hidden  bool     `json:"hidden,omitempty"` // the sheet is hidden in the file
	Above   []string `json:"above,omitempty"`  // texts over the table
	Titles  []string `json:"titles"`
	Lines   []Line   `json:"lines"`
	Trouble string   `json:"trouble,omitempty"` // message key: why there is no table
}

// Line is one line of a page. Its cells stand under the titles.
type Line struct {
	Row    int    `json:"r"` // as the office sees it
	Hidden bool   `json:"h,omitempty"`
	Cells  []Cell `json:"c"`
}

// Cell is a kept cell. The first letter of its JSON says its kind.
type Cell struct {
	Text   string
	Number bool // a number cell: only 15 digits are true
	Merged bool // repeats the first of merged cells
}

// MarshalJSON writes a cell as its kind and its text.
func (c Cell) MarshalJSON() ([]byte, error) {
	letter := "t"
	switch {
	case c.Text == "":
		return []byte(`""`), nil
	case c.Merged:
		letter = "m"
	case c.Number:
		letter = "n"
	}
	return json.Marshal(letter + c.Text)
}

// UnmarshalJSON reads what MarshalJSON writes.
func (c *Cell) UnmarshalJSON(data []byte) error {
	var text string
	if err := json.Unmarshal(data, &text); err != nil || text == "" {
		return err
	}
	*c = Cell{Text: text[1:], Number: text[0] == 'n', Merged: text[0] == 'm'}
	return nil
}

// cell returns the cell of a column, an empty one where the line is shorter.
func (l *Line) cell(column int) Cell {
	if column < 0 || column >= len(l.Cells) {
		return Cell{}
	}
	return l.Cells[column]
}

// mostLines bounds the lines of all files of a move together.
const mostLines = 60_000

// ReadBook reads every sheet of a file. Columns that nobody may keep are
// dropped here.
func ReadBook(name string, book *sheet.Book, words *Words) ([]Page, error) {
	var pages []Page
	for _, s := range book.Sheets {
		p, err := readSheet(name, s, words)
		if err != nil {
			return nil, err
		}
		pages = append(pages, p)
	}
	return pages, nil
}

func readSheet(name string, s *sheet.Sheet, words *Words) (Page, error) {
	p := Page{File: name, Sheet: s.Name, Hidden: s.Hidden}
	t, err := findTable(s, words)
	if f := fault.Of(err); f != nil {
		p.Trouble = f.Key
		return p, nil
	}
	if err != nil {
		return p, err
	}
	if err := p.above(s, t.Top); err != nil {
		return p, err
	}
	var from []int
	for i, c := range t.Columns {
		title := c.Text
		if over, ok := strings.CutSuffix(c.Text, c.Key); ok && c.Key != "" && over != "" {
			title = c.Key // the upper row holds what stands over the table
			p.Above = append(p.Above, strings.TrimSpace(over))
		}
		if c.Key == "" {
			title = dayUnder(c.Text)
		}
		if title != "" && !dropped(title) {
			from, p.Titles = append(from, i), append(p.Titles, title)
		}
	}
	for line, err := range t.Lines() {
		if err != nil {
			return p, err
		}
		if line.Mark == sheet.Repeated || line.Mark == sheet.Trailing && !holdsNIP(line) || isAside(line) {
			continue
		}
		kept := Line{Row: line.Number, Hidden: line.Hidden, Cells: make([]Cell, len(from))}
		for i, column := range from {
			c := line.Cell(column)
			kept.Cells[i] = Cell{strings.TrimSpace(c.Text), c.Kind == sheet.Number, c.Merged}
			if len(kept.Cells[i].Text) == 16 && nik.MatchString(kept.Cells[i].Text) {
				kept.Cells[i] = Cell{} // an NIK under a title that nobody knows
			}
		}
		if p.Lines = append(p.Lines, kept); len(p.Lines) > mostLines {
			return p, fault.Invalid("moving.too_many_lines", "N", mostLines)
		}
	}
	return p, nil
}

// dayUnder returns the day at the end of a title over which the heading of the
// list stands, and any other title as it is.
func dayUnder(title string) string {
	words := strings.Fields(title)
	for i := range words {
		if rest := strings.Join(words[i:], " "); dayField(rest) != "" {
			return rest
		}
	}
	return title
}

var nik = regexp.MustCompile(`^[0-9]{16}$`)

// findTable seeks the header twice: days of attendance count as titles only
// where several of them stand side by side, since the lines of other lists
// hold days too.
func findTable(s *sheet.Sheet, words *Words) (*sheet.Table, error) {
	plain := func(title string) (string, bool) { return title, dayField(title) == "" && words.known(title) }
	all := func(title string) (string, bool) { return title, words.known(title) }
	found, err := sheet.FindTable(s, plain)
	if err != nil && fault.Of(err) == nil {
		return nil, err
	}
	with, second := sheet.FindTable(s, all)
	if second == nil && (found == nil || days(with) > days(found)) && days(with) >= 3 {
		return with, nil
	}
	return found, err
}

func days(t *sheet.Table) int {
	n := 0
	for _, c := range t.Columns {
		if dayField(c.Text) != "" {
			n++
		}
	}
	return n
}

// above keeps the texts over the table, where lists say what they are.
func (p *Page) above(s *sheet.Sheet, top int) error {
	for row, err := range s.Rows() {
		if err != nil {
			return err
		}
		if row.Number >= top || len(p.Above) >= 12 {
			break
		}
		for _, c := range row.Cells {
			if c.Text != "" && !c.Merged && len(c.Text) < 200 {
				p.Above = append(p.Above, strings.TrimSpace(c.Text))
			}
		}
	}
	return nil
}

// holdsNIP reports whether one cell of a line has the digits of an NIP.
func holdsNIP(l sheet.Line) bool {
	for _, c := range l.Cells {
		if n := digits(c.Text); n >= 15 && n <= 18 && !strings.HasPrefix(strings.ToLower(c.Text), "nip") {
			return true
		}
	}
	return false
}

func digits(s string) int {
	n := 0
	for _, r := range s {
		if r >= '0' && r <= '9' {
			n++
		}
	}
	return n
}

// isAside reports whether a line says nothing of anybody: one that sums others
// up, or the signature below a list.
func isAside(l sheet.Line) bool {
	filled, first := 0, ""
	for _, c := range l.Cells {
		if c.Kind == sheet.Empty || c.Merged {
			continue
		}
		if filled++; first == "" && c.Kind == sheet.Text {
			first = org.Fold(c.Text)
		}
	}
	sums := strings.HasPrefix(first, "jumlah") || strings.HasPrefix(first, "total") || strings.HasPrefix(first, "sub total")
	return sums && !holdsNIP(l) || filled == 1 && strings.HasPrefix(first, "nip ")
}

var (
	batchText = regexp.MustCompile(`(?i)\b(?:angkatan|angk|akt|batch)\b\.?\s*(?:ke)?[\s\-:]*([ivxlc]+|[0-9]{1,3})\b`)
	groupText = regexp.MustCompile(`(?i)\b(?:kelompok|klp|kel|group)\b\.?\s*(?:ke)?[\s\-:]*([ivxlc]+|[0-9]{1,2}|[a-h])\b`)
	waveText  = regexp.MustCompile(`(?i)\b(?:gelombang|gel|wave)\b\.?\s*(?:ke)?[\s\-:]*([ivxlc]+|[0-9]{1,2})\b`)
	yearText  = regexp.MustCompile(`\b(20[0-9]{2})\b`)
)

// numberIn reads the number of a batch, group or wave that a text names; 0 for
// none. A bare number or numeral counts as one.
func numberIn(text string, form *regexp.Regexp) int {
	text = strings.ReplaceAll(strings.TrimSpace(text), "_", " ")
	if m := form.FindStringSubmatch(text); m != nil {
		return Numeral(m[1])
	}
	return 0
}

// Numeral reads 7, 07, VII or, for groups, G; 0 for anything else.
func Numeral(text string) int {
	text = strings.ToUpper(strings.TrimSpace(text))
	whole, fraction, _ := strings.Cut(text, ".")
	if n, err := strconv.Atoi(whole); err == nil && n > 0 && n < 1000 && strings.Trim(fraction, "0") == "" {
		return n
	}
	if n := roman(text); n > 0 {
		return n
	}
	if len(text) == 1 && text >= "A" && text <= "H" {
		return int(text[0]-'A') + 1
	}
	return 0
}

func roman(text string) int {
	values := map[byte]int{'I': 1, 'V': 5, 'X': 10, 'L': 50, 'C': 100}
	n, last := 0, 0
	for i := len(text) - 1; i >= 0; i-- {
		v := values[text[i]]
		switch {
		case v == 0:
			return 0
		case v < last:
			n -= v
		default:
			n, last = n+v, v
		}
	}
	return n
}
