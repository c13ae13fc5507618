// Package certificate keeps the papers that end the basic training: the
// transcript (Transkrip Nilai) that everybody gets, and the STTP, by which LAN
// or an accredited institute says that somebody has passed.
//
// The usual way is that LAN issues the e-STTP and the office imports the list
// it receives: each row is matched with a person by NIP and checked against
// name, dates and the table of predicates before it is entered. An STTP that
// says something else than the one before replaces it; the older one stays. An
// institute that is accredited may switch its own issue on, with the decree,
// its last day and who signs; until then there is no button.
//
// Every paper of our own takes its number from a register that neither gives
// one twice nor leaves a gap unexplained, is printed once and frozen by the
// hash of its file; a QR code leads whoever holds a copy to a page that says
// whether it stands and names nobody. Nothing issued is changed: it is revoked
// or replaced by a paper with a number of its own, with the reason. Nobody has
// an imported STTP and one of our own in force together, and nobody gets one
// whose verdict is not locked as passed.
package certificate

import (
	"embed"
	"log/slog"

	"pamong/internal/evaluation"
	"pamong/internal/kit/blob"
	"pamong/internal/kit/clock"
	"pamong/internal/kit/db"
	"pamong/internal/kit/i18n"
	"pamong/internal/kit/jobs"
	"pamong/internal/notify"
	"pamong/internal/regulation"
	"pamong/internal/roster"
)

// Schema holds the tables of this house.
//
//go:embed schema/*.sql
var Schema embed.FS

// Messages holds the texts of this house.
//
//go:embed messages.csv
var Messages string

// STTP is one certificate of passing the training, whoever issued it.
type STTP struct {
	ID           string
	Person       string
	Number       string
	Registration string // alumni registration number, "" if the list has none
	IssuedOn     clock.Date
	EndedOn      clock.Date // last day of the training
	Batch        string     // as the list names it: "II"
	Final        int        // final mark in hundredths, 0 when the list has none
	Predicate    string
	Paper        string // the paper of our own that it is, "" for an imported one
}

// Registry is where STTP are kept and papers issued.
type Registry struct {
	DB    *db.DB
	Clock clock.Clock
	Rules *regulation.Library
	Board *evaluation.Board
	// People opens the birth place for the STTP, where the agency keeps it for
	// that purpose.
	People *roster.Desk
	Post   *notify.Post // nil tells nobody
	Files  *blob.Store
	Jobs   *jobs.Queue
	Log    *slog.Logger
	Speak  *i18n.Speaker        // the language of papers: Indonesian, whoever presses the button
	Ink    func(hue int) string // the colour of an agency's hue, as #rrggbb
	Check  func() string        // address to which QR codes lead, such as https://…/c/
}
