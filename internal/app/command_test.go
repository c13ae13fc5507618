package app

import (
	"bytes"
	"io"
	"strings"
	"testing"

	"pamong/internal/kit/i18n"

	"github.com/alecthomas/kong"
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

func TestEveryCommandAndFlagIsExplained(t *testing.T) {
	texts, err := Messages()
	if err != nil {
		t.Fatal(err)
	}
	for _, lang := range []i18n.Lang{i18n.Indonesian, i18n.English} {
		c := &Command{Out: io.Discard, Err: io.Discard, catalogue: texts, Speaker: texts.Speaker(lang)}
		p, err := c.parser(&line{}, io.Discard, nil)
		if err != nil {
			t.Fatal(err)
		}
		n := 0
		explained := func(where, help string) {
			n++
			if help == "" || strings.HasSuffix(help, "_help") || strings.HasPrefix(help, "cmd.") {
				t.Errorf("%s: %s is explained by %q", lang, where, help)
			}
		}
		var visit func(n *kong.Node)
		visit = func(n *kong.Node) {
			explained(n.FullPath(), n.Help)
			for _, f := range n.Flags {
				explained(n.FullPath()+" --"+f.Name, f.Help)
			}
			for _, one := range n.Positional {
				explained(n.FullPath()+" "+one.Name, one.Help)
			}
			for _, child := range n.Children {
				visit(child)
			}
		}
		visit(p.Model.Node)
		if n < 400 {
			t.Errorf("%d commands and flags only", n)
		}
	}
}
