// Package reporting says what the rows of all houses say together: the
// briefing that a leader reads aloud, and one page per person from SK to
// today. It only reads. Every figure names the people behind it.
package reporting

import (
	_ "embed"

	"pamong/internal/audit"
	"pamong/internal/kit/clock"
	"pamong/internal/kit/db"
	"pamong/internal/probation"
)

// Messages holds the texts of this house.
//
//go:embed messages.csv
var Messages string

// Desk is where reports are drawn up.
type Desk struct {
	DB        *db.DB
	Clock     clock.Clock
	Probation *probation.Office

	briefings audit.Shelf[probation.Basis, Briefing]
}
