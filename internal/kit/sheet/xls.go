package sheet

import (
	"encoding/binary"
	"errors"
)

// Records of BIFF8, the language of xls files.
const (
	recordBOF        = 0x0809
	recordEOF        = 0x000A
	recordFilePass   = 0x002F
	recordDateMode   = 0x0022
	recordBoundSheet = 0x0085
	recordSST        = 0x00FC
	recordContinue   = 0x003C
	recordXF         = 0x00E0
	recordFormat     = 0x041E
	recordSupBook    = 0x01AE
	recordRow        = 0x0208
	recordMerged     = 0x00E5
	recordLabelSST   = 0x00FD
	recordLabel      = 0x0204
	recordRString    = 0x00D6
	recordNumber     = 0x0203
	recordRK         = 0x027E
	recordMulRK      = 0x00BD
	recordFormula    = 0x0006
	recordString     = 0x0207
	recordBoolErr    = 0x0205
)

var errRecord = errors.New("xls: broken record")

// xlsBook is what all sheets of an xls file share.
type xlsBook struct {
	data     []byte
	limits   Limits
	from1904 bool
	styles   []style
	strings  []string
}

// openXLS lists the sheets of an Excel 97-2003 file.
func openXLS(src source) (*Book, error) {
	data, err := src.all()
	if err != nil {
		return nil, err
	}
	c, err := openCompound(data)
	if err != nil {
		return nil, damaged(err)
	}
	if key := unwelcomeCompound(c); key != "" {
		return nil, refuse(key)
	}
	stream, err := c.stream("Workbook")
	if err != nil {
		return nil, damaged(err)
	}
	w := &xlsBook{data: stream, limits: src.limits}
	book := &Book{Format: XLS}
	if err := w.globals(book); err != nil {
		return nil, asFault(err)
	}
	if len(book.Sheets) == 0 {
		return nil, refuse("sheet.none")
	}
	return book, nil
}

func unwelcomeCompound(c *compound) string {
	switch {
	case c.has("EncryptedPackage"):
		return "sheet.password"
	case c.has("_VBA_PROJECT_CUR"), c.has("_VBA_PROJECT"):
		return "sheet.macro"
	case c.has("Workbook"):
		return ""
	case c.has("Book"):
		return "sheet.old"
	case c.has("WordDocument"), c.has("PowerPoint Document"):
		return "sheet.document"
	}
	return "sheet.unknown"
}

// record returns the record at i and where the next begins.
func (w *xlsBook) record(i int) (kind int, body []byte, next int, err error) {
	if i < 0 || i+4 > len(w.data) {
		return 0, nil, 0, errRecord
	}
	kind = int(binary.LittleEndian.Uint16(w.data[i:]))
	next = i + 4 + int(binary.LittleEndian.Uint16(w.data[i+2:]))
	if next > len(w.data) {
		return 0, nil, 0, errRecord
	}
	return kind, w.data[i+4 : next], next, nil
}

// globals reads what stands before the sheets.
func (w *xlsBook) globals(book *Book) error {
	formats := map[int]string{}
	for i, kind := 0, 0; kind != recordEOF; {
		var body []byte
		var err error
		at := i
		if kind, body, i, err = w.record(i); err != nil {
			return err
		}
		switch {
		case at == 0 && kind != recordBOF:
			return errRecord
		case kind == recordBOF && len(body) >= 2 && binary.LittleEndian.Uint16(body) != 0x0600:
			return refuse("sheet.old")
		case kind == recordFilePass:
			return refuse("sheet.password")
		case kind == recordSST:
			i, err = w.shared(at)
		case kind == recordBoundSheet:
			err = w.addSheet(book, body)
		default:
			err = w.setting(kind, body, formats)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// setting reads the short records of the globals.
func (w *xlsBook) setting(kind int, body []byte, formats map[int]string) error {
	if len(body) < 4 {
		if kind == recordDateMode && len(body) == 2 {
			w.from1904 = body[0] == 1
		}
		return nil
	}
	switch kind {
	case recordSupBook:
		if mark := binary.LittleEndian.Uint16(body[2:]); mark != 0x0401 && mark != 0x3A01 {
			return refuse("sheet.links")
		}
	case recordFormat:
		code, err := shortText(body[2:], 2)
		formats[int(binary.LittleEndian.Uint16(body))] = code
		return err
	case recordXF:
		id := int(binary.LittleEndian.Uint16(body[2:]))
		w.styles = append(w.styles, styleOf(id, formats[id]))
	}
	return nil
}

func (w *xlsBook) addSheet(book *Book, body []byte) error {
	if len(body) < 8 {
		return errRecord
	}
	switch body[5] {
	case 1, 6: // sheets of Excel 4 macros and of Visual Basic
		return refuse("sheet.macro")
	case 2: // a chart
		return nil
	}
	if len(book.Sheets) == w.limits.Sheets {
		return refuse("sheet.sheets", "N", w.limits.Sheets)
	}
	name, err := shortText(body[6:], 1)
	if err != nil {
		return err
	}
	s := &xlsSheet{book: w, start: int(binary.LittleEndian.Uint32(body))}
	book.Sheets = append(book.Sheets, &Sheet{
		Name: name, Hidden: body[4]&3 != 0, limits: w.limits,
		read: func(yield func(Row) bool) error {
			if err := s.read(yield); err != nil {
				return asFault(err)
			}
			return nil
		},
	})
	return nil
}
