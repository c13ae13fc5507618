package sheet

import (
	"path"
	"strconv"
	"strings"
)

const (
	maxStrings     = 3_000_000
	maxStringBytes = 64 << 20
	maxStyles      = 70_000
)

// workbook is what all sheets of an xlsx file share.
type workbook struct {
	*archive
	from1904 bool
	styles   []style // by the s attribute of a cell
	strings  stringTable
	targets  map[string]string
	tables   map[string]string // part of strings and styles by kind
}

// stringTable holds texts by number, in pieces, so that growing never copies.
type stringTable struct {
	pieces [][]string
	count  int
}

const tablePiece = 4096

func (t *stringTable) add(s string) {
	if t.count%tablePiece == 0 {
		t.pieces = append(t.pieces, make([]string, 0, tablePiece))
	}
	last := &t.pieces[len(t.pieces)-1]
	*last = append(*last, s)
	t.count++
}

func (t *stringTable) get(i int) string { return t.pieces[i/tablePiece][i%tablePiece] }

// openXLSX lists the sheets and reads the shared texts and styles.
func openXLSX(a *archive) (*Book, error) {
	w := &workbook{archive: a, targets: map[string]string{}, tables: map[string]string{}}
	main, err := w.mainPart()
	if err != nil {
		return nil, err
	}
	rels := path.Join(path.Dir(main), "_rels", path.Base(main)+".rels")
	if err := w.relations(rels, path.Dir(main)); err != nil {
		return nil, err
	}
	book := &Book{Format: XLSX}
	if err := w.listSheets(main, book); err != nil {
		return nil, err
	}
	if len(book.Sheets) == 0 {
		return nil, refuse("sheet.none")
	}
	if err := w.readStyles(); err != nil {
		return nil, err
	}
	return book, w.readStrings()
}

// mainPart returns the part that holds the list of sheets.
func (w *workbook) mainPart() (string, error) {
	main := "xl/workbook.xml"
	if w.parts["_rels/.rels"] == nil {
		return main, nil
	}
	err := w.scan("_rels/.rels", func(s *scanner, t token) (bool, error) {
		if t == tokenStart && strings.HasSuffix(s.attr("Type"), "/officeDocument") {
			main = strings.TrimPrefix(path.Clean(s.attr("Target")), "/")
		}
		return true, nil
	})
	if err == nil && w.parts[main] == nil {
		return "", refuse("sheet.document")
	}
	return main, err
}

// relations notes which part each id of the workbook names.
func (w *workbook) relations(name, dir string) error {
	return w.scan(name, func(s *scanner, t token) (bool, error) {
		if t != tokenStart || string(s.name) != "Relationship" || s.attr("TargetMode") == "External" {
			return true, nil
		}
		target := s.attr("Target")
		if strings.HasPrefix(target, "/") {
			target = target[1:]
		} else {
			target = path.Join(dir, target)
		}
		kind := path.Base(s.attr("Type"))
		switch kind {
		case "worksheet":
			w.targets[s.attr("Id")] = target
		case "sharedStrings", "styles":
			w.tables[kind] = target
		}
		return true, nil
	})
}

func (w *workbook) listSheets(main string, book *Book) error {
	return w.scan(main, func(s *scanner, t token) (bool, error) {
		if t != tokenStart {
			return true, nil
		}
		switch string(s.name) {
		case "workbookPr":
			w.from1904 = isTrue(s.attr("date1904"))
		case "sheet":
			target := w.targets[s.relation()]
			if target == "" {
				return true, nil // a chart has a tab but no rows
			}
			if w.parts[target] == nil {
				return false, damaged(errEnd)
			}
			if len(book.Sheets) == w.limits.Sheets {
				return false, refuse("sheet.sheets", "N", w.limits.Sheets)
			}
			x := &worksheet{book: w, part: target}
			state := s.attr("state")
			book.Sheets = append(book.Sheets, &Sheet{
				Name: s.attr("name"), Hidden: state == "hidden" || state == "veryHidden",
				limits: w.limits, read: x.read,
			})
		}
		return true, nil
	})
}

// relation returns the id attribute that carries a prefix, r:id as a rule.
func (s *scanner) relation() string {
	for _, a := range s.attrs {
		if strings.HasSuffix(string(a.name), ":id") {
			return string(a.value)
		}
	}
	return ""
}

// readStyles finds out which cell formats show dates and times.
func (w *workbook) readStyles() error {
	if w.parts[w.tables["styles"]] == nil {
		return nil
	}
	codes := map[int]string{}
	inside := false
	return w.scan(w.tables["styles"], func(s *scanner, t token) (bool, error) {
		switch name := string(s.name); {
		case name == "cellXfs":
			inside = t == tokenStart
			return t != tokenEnd, nil
		case t == tokenStart && name == "numFmt" && len(codes) < maxStyles:
			id, _ := strconv.Atoi(s.attr("numFmtId"))
			codes[id] = s.attr("formatCode")
		case t == tokenStart && name == "xf" && inside && len(w.styles) < maxStyles:
			id, _ := strconv.Atoi(s.attr("numFmtId"))
			w.styles = append(w.styles, styleOf(id, codes[id]))
		}
		return true, nil
	})
}

// readStrings reads the shared texts. They are cut from a few large strings.
func (w *workbook) readStrings() error {
	if w.parts[w.tables["sharedStrings"]] == nil {
		return nil
	}
	var arena []byte
	var ends []int
	total := 0
	flush := func() {
		all, from := string(arena), 0
		for _, end := range ends {
			w.strings.add(all[from:end])
			from = end
		}
		arena, ends = arena[:0], ends[:0]
	}
	item, skip, inText := 0, false, false
	err := w.scan(w.tables["sharedStrings"], func(s *scanner, t token) (bool, error) {
		if t == tokenText {
			if inText && !skip {
				arena = append(arena, s.text...)
				if total += len(s.text); total > maxStringBytes || len(arena)-item > maxText {
					return false, refuse("sheet.unpacked", "N", w.limits.Unpacked>>20)
				}
			}
			return true, nil
		}
		switch string(s.name) {
		case "t":
			inText = t == tokenStart
		case "rPh":
			skip = t == tokenStart
		case "si":
			if t == tokenStart {
				item = len(arena)
				break
			}
			arena = arena[:item+len(unescapeCodes(arena[item:]))]
			if ends = append(ends, len(arena)); w.strings.count+len(ends) > maxStrings {
				return false, refuse("sheet.unpacked", "N", w.limits.Unpacked>>20)
			}
			if len(arena) > 64<<10 || len(ends) > 4096 {
				flush()
			}
		}
		return true, nil
	})
	flush()
	return err
}

func isTrue(s string) bool { return s == "1" || s == "true" || s == "on" }
