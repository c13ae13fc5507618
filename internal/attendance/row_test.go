package attendance

import (
	"testing"

	"pamong/internal/kit/fault"
	"pamong/internal/org"
)

func TestAScannedRowLeadsToItsPerson(t *testing.T) {
	a := org.Agency{Code: "pontianak"}
	const session, row = "01a20480-71eb-7ecf-9ed2-dbde0de104cb", "01a20480-71f5-73f6-ad92-701501a888f5"
	path := RowPath(a, session, row)
	for name, tt := range map[string]struct {
		code, refused string
	}{
		"as the paper says it":             {"https://pamong.example" + path, ""},
		"with the Enter key of a scanner":  {"https://pamong.example" + path + "\r\n", ""},
		"typed in capitals":                {"HTTPS://PAMONG.EXAMPLE/A/PONTIANAK/ATTENDANCE/ROWS/" + session + "." + row, ""},
		"of another agency":                {"https://pamong.example/a/bontang/attendance/rows/" + session + "." + row, "attendance.scan.other"},
		"the QR code of a paper":           {"https://pamong.example/c/ABCDEFGH2345", "attendance.scan.unknown"},
		"a row and something after it":     {path + "/x", "attendance.scan.unknown"},
		"nothing but blanks":               {"  ", "attendance.scan.unknown"},
		"an address of script, not a code": {"javascript:alert(1)", "attendance.scan.unknown"},
	} {
		t.Run(name, func(t *testing.T) {
			s, r, err := ReadRow(a, tt.code)
			if tt.refused == "" && (err != nil || s != session || r != row) {
				t.Errorf("read as %s %s, %v", s, r, err)
			}
			if f := fault.Of(err); tt.refused != "" && (f == nil || len(f.Fields) != 1 || f.Fields[0].Name != "code" || f.Fields[0].Key != tt.refused) {
				t.Errorf("got %v, want %s", err, tt.refused)
			}
		})
	}
}
