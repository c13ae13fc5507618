// Package certificate keeps the STTP, by which LAN or an accredited institute
// says that somebody has passed the basic training.
//
// The usual way is that LAN issues the e-STTP and the office imports the list
// it receives: each row is matched with a person by NIP and checked against
// name, dates and the table of predicates before it is entered. An STTP that
// says something else than the one before replaces it; the older one stays.
package certificate

import (
	"embed"

	"pamong/internal/evaluation"
	"pamong/internal/kit/blob"
	"pamong/internal/kit/clock"
	"pamong/internal/kit/db"
	"pamong/internal/regulation"
)

// Schema holds the tables of this house.
//
//go:embed schema/*.sql
var Schema embed.FS

// Messages holds the texts of this house.
//
//go:embed messages.csv
var Messages string

// STTP is one certificate of passing the training.
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
}

// Registry is where STTP are kept and transcripts issued.
type Registry struct {
	DB    *db.DB
	Clock clock.Clock
	Rules *regulation.Library
	Board *evaluation.Board
	Files *blob.Store
}
