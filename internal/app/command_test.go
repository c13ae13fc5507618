package app

import (
	"bytes"
	"testing"
)

func TestRowsOneByOneReadAsTheyDoAtOnce(t *testing.T) {
	type data struct {
		Total int         `json:"total"`
		Rows  []personRow `json:"rows"`
	}
	row := personRow{listRow: listRow{Row: 1, Severity: "ok", Name: "Siti <Aminah> & Co", Messages: []listMessage{{Code: "x", Text: "y"}}}, Line: 2}
	for name, rows := range map[string][]personRow{"no row": {}, "one row": {row}, "three rows": {row, {listRow: listRow{Messages: []listMessage{}}}, row}} {
		t.Run(name, func(t *testing.T) {
			var atOnce, oneByOne bytes.Buffer
			if err := (&Command{Out: &atOnce}).PrintJSON(data{len(rows), rows}); err != nil {
				t.Fatal(err)
			}
			err := (&Command{Out: &oneByOne}).PrintJSONRows(data{len(rows), []personRow{}}, func(yield func(any) bool) {
				for _, r := range rows {
					if !yield(r) {
						return
					}
				}
			})
			if err != nil || oneByOne.String() != atOnce.String() {
				t.Errorf("%v\n%s\nwant\n%s", err, oneByOne.String(), atOnce.String())
			}
		})
	}
}
