package attendance

import (
	"regexp"
	"strings"

	"pamong/internal/kit/fault"
	"pamong/internal/org"
	"pamong/internal/schedule"
	"pamong/internal/training"
)

// RowPath is the page of one row of the list of a session: one person's mark.
func RowPath(a org.Agency, session schedule.SessionID, chain training.SeatID) string {
	return a.Path("attendance/rows/" + string(session) + "." + string(chain))
}

var rowCode = regexp.MustCompile(`/a/([a-z0-9-]+)/attendance/rows/([0-9a-f-]{36})\.([0-9a-f-]{36})$`)

// ReadRow reads what a scanner typed of a row of a list of the agency. Anything
// else is refused beside the field code.
func ReadRow(a org.Agency, code string) (schedule.SessionID, training.SeatID, error) {
	m := rowCode.FindStringSubmatch(strings.ToLower(strings.TrimSpace(code)))
	var f fault.Fields
	switch {
	case m == nil:
		f.Add("code", "attendance.scan.unknown")
	case m[1] != a.Code:
		f.Add("code", "attendance.scan.other")
	default:
		return schedule.SessionID(m[2]), training.SeatID(m[3]), nil
	}
	return "", "", f.Err()
}
