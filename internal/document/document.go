// Package document keeps the papers of people: SK CPNS, SPMT, health letter
// and the rest, each with its number, date, file and status.
//
// A participant hands a file in; it waits until an officer verifies it or
// rejects it with a note. An officer may also record a paper from a list that
// the office keeps, without a file: then number and date are what is known. A
// newer paper of the same kind replaces the older one, which stays. One paper
// serves training and appointment alike. Of a health letter only fit or not
// fit, number, date and issuer are kept, never a medical detail.
package document

import (
	"context"
	"embed"
	"log/slog"
	"slices"
	"time"

	"pamong/internal/access"
	"pamong/internal/audit"
	"pamong/internal/kit/blob"
	"pamong/internal/kit/clock"
	"pamong/internal/kit/db"
	"pamong/internal/kit/docx"
	"pamong/internal/kit/i18n"
	"pamong/internal/kit/jobs"
	"pamong/internal/kit/upload"
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

// PaperID names a paper.
type PaperID string

// Kind is the kind of a paper; a message "document.kind.…" says it.
type Kind string

// The kinds of papers.
const (
	SKCPNS      Kind = "sk_cpns"
	SPMT        Kind = "spmt"
	Health      Kind = "health_letter"
	STTP        Kind = "sttp"
	Performance Kind = "performance"
	Assignment  Kind = "assignment"
	Willingness Kind = "willingness"
	Diploma     Kind = "diploma"
	Photograph  Kind = "photograph"
	SKPNS       Kind = "sk_pns"
	SKDiscipl   Kind = "sk_discipline"
	DelayLetter Kind = "delay_letter"
)

// Kinds lists the kinds in the order in which they come in a career.
var Kinds = []Kind{SKCPNS, SPMT, Health, Assignment, Willingness, Diploma, Photograph, STTP, Performance, DelayLetter, SKDiscipl, SKPNS}

// siasnCodes are the ids by which SIASN knows the papers
// (personnel-rules: dossier).
var siasnCodes = map[Kind]string{SKCPNS: "889", SPMT: "888", STTP: "874", Performance: "890", SKPNS: "887", SKDiscipl: "882"}

// SIASN returns the id of the kind in SIASN, "" where it has none.
func (k Kind) SIASN() string { return siasnCodes[k] }

// Valid reports whether the kind is known.
func (k Kind) Valid() bool { return slices.Contains(Kinds, k) }

// Limits of a file. Offices ask for PDF of at most 5 MB (LAN participants'
// guide, grade D).
const (
	MostBytes = 5 << 20
	mostText  = 200 // characters of number, issuer and names
)

// accepts reports whether a file of the media type may stand for the kind.
func (k Kind) accepts(mediaType string) bool {
	if k == Photograph {
		return mediaType == "image/jpeg" || mediaType == "image/png"
	}
	return mediaType == "application/pdf"
}

// State is the state of a paper.
type State string

// The states of a paper.
const (
	Waiting  State = "waiting"
	Verified State = "verified"
	Rejected State = "rejected"
)

// Outcome is what a health letter says.
type Outcome string

// The outcomes of a health letter; other papers have none.
const (
	NoOutcome Outcome = ""
	Fit       Outcome = "fit"
	Unfit     Outcome = "unfit"
)

// Paper is one paper of one person.
type Paper struct {
	ID       PaperID
	Agency   string
	Person   string
	Kind     Kind
	Number   string
	IssuedOn clock.Date
	Issuer   string
	Outcome  Outcome
	File     File // zero when only number and date are known
	State    State
	Note     string // why it was rejected
	Source   string // list from which it was recorded, "" for an upload
	AddedBy  string
	AddedAt  time.Time
	JudgedBy string
	JudgedAt time.Time
	Replaced bool // a newer paper of the kind stands in its place
}

// File is the scan of a paper.
type File struct {
	Hash, Name, Type string
	Size             int64
}

// Counts reports whether the paper may be relied on on a day: verified, in
// force, not expired by the rules, and, for a health letter, fit.
func (p Paper) Counts(rules *regulation.Probation, on clock.Date) bool {
	return !p.Replaced && Brief{Kind: p.Kind, IssuedOn: p.IssuedOn, Outcome: p.Outcome, State: p.State}.Counts(rules, on)
}

// Cabinet is where papers are kept.
type Cabinet struct {
	// Judged is told of each verdict on a paper that somebody handed in, within
	// its transaction; nil tells nobody.
	Judged func(ctx context.Context, tx *db.Tx, actor access.Actor, p Paper) error

	DB    *db.DB
	Clock clock.Clock
	Files *blob.Store
	Parts *upload.Shelf // files that come in slices
	Named Named         // which files any house names; nil keeps all

	// What papers are asked of whom: the packs, and the people of later houses.
	Rules   *regulation.Library
	Holders Holders
	needs   audit.Shelf[basis, []Need] // of whole agencies

	// What bundles of scans need: whom numbers name, and what rests on papers:
	// steps of the road, and records that left the agency.
	Numbers Numbers
	Relied  Rests
	Sealed  Rests

	// What letters need. Sources gives the facts of each kind; a kind without
	// one is not offered.
	Sources map[LetterKind]Source
	Jobs    *jobs.Queue
	Log     *slog.Logger
	Speak   *i18n.Speaker // Indonesian: the language of letters
	Office  docx.Office   // makes PDF; zero where LibreOffice is not installed
}
