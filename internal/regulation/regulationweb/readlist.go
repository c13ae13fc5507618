package regulationweb

import (
	"errors"
	"net/http"
	"strings"

	"pamong/internal/kit/calendar"
	"pamong/internal/kit/fault"
	"pamong/internal/kit/sheet"
	"pamong/internal/kit/web"
	"pamong/internal/regulation"
)

// mostList is the largest file of a list of days in bytes, with the form
// around it.
const mostList = 2 << 20

// mostRows is the most rows of such a file: a year with room to spare. Each
// faulty one is shown again.
const mostRows = 1000

// fileRow is one row of an uploaded list, as it stands there and as it was
// understood.
type fileRow struct {
	number           int // in the file, from 1
	date, kind, name string
	day              regulation.Day
	fault            *fault.Field
}

// listTitles are the columns of a list of days, as offices title them.
var listTitles = map[string]string{
	"tanggal": "date", "hari": "date", "date": "date",
	"jenis": "kind", "kind": "kind", "type": "kind", "jenis libur": "kind",
	"nama": "name", "keterangan": "name", "name": "name", "hari libur": "name", "uraian": "name", "peringatan": "name",
}

// listKinds are the kinds of days, as offices write them.
var listKinds = map[string]calendar.Kind{
	"libur nasional": calendar.National, "libur_nasional": calendar.National, "nasional": calendar.National, "national": calendar.National, "libur": calendar.National,
	"cuti bersama": calendar.Collective, "cuti_bersama": calendar.Collective, "collective": calendar.Collective,
	"libur daerah": calendar.Regional, "libur_daerah": calendar.Regional, "daerah": calendar.Regional, "regional": calendar.Regional,
}

// readDays reads the uploaded list of days, nil when no file was given. What
// cannot be understood is left empty, so that the check of the list names it.
func readDays(r *web.Request) ([]fileRow, error) {
	in, head, err := r.FormFile("file")
	if errors.Is(err, http.ErrMissingFile) || errors.Is(err, http.ErrNotMultipart) {
		return nil, nil
	}
	if err != nil {
		return nil, fault.Invalid("web.unreadable").Because(err)
	}
	defer in.Close()
	book, err := sheet.Open(in, head.Size, head.Filename, sheet.Limits{Rows: mostRows})
	if err != nil {
		return nil, err
	}
	table, err := sheet.FindTable(book.Sheets[0], func(text string) (string, bool) {
		key, ok := listTitles[strings.ToLower(text)]
		return key, ok
	})
	if err != nil {
		return nil, err
	}
	rows := []fileRow{}
	for line, err := range table.Lines() {
		if err != nil {
			return nil, err
		}
		row := fileRow{number: line.Number}
		for i, c := range table.Columns {
			row.take(c.Key, line.Cell(i))
		}
		if line.Mark == sheet.Plain && row.date+row.name != "" {
			rows = append(rows, row)
		}
	}
	if len(rows) == 0 {
		return nil, fault.Invalid("regulation.fault.empty_list")
	}
	return rows, nil
}

// take reads one cell of a row.
func (row *fileRow) take(column string, cell sheet.Cell) {
	text := strings.TrimSpace(cell.Text)
	switch column {
	case "date":
		row.date = text
		if d, ok := cell.Date(); ok {
			row.day.Date, row.date = d, string(d)
		} else {
			row.day.Date, _ = sheet.ParseDay(text)
		}
	case "kind":
		row.kind = text
		row.day.Kind = listKinds[strings.ToLower(text)]
	case "name":
		row.name, row.day.Name = text, text
	}
}
