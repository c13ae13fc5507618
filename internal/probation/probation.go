// Package probation watches the year from SK CPNS to SK PNS.
//
// Each person's clock runs from their own TMT. The rule pack names the gates:
// what the law asks (training, health, no discipline measure), what the
// dossier needs, and what is mere habit of offices. The gates fill themselves
// from certificates, papers, performance and discipline; this house keeps only
// the last two. The result is said in one of four words: ready, on course, at
// risk, missing, each with its reasons and the last safe date. The house
// decides nothing: a named person does, and attaches the SK.
//
// That a list names no discipline case means "no record in this list"; it
// never means "no breach". Whoever shows it names the list and its date.
package probation

import (
	"embed"

	"pamong/internal/audit"
	"pamong/internal/document"
	"pamong/internal/kit/clock"
	"pamong/internal/kit/db"
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

// Readiness says in one word how somebody stands.
type Readiness string

// The four words (personnel-rules, section 1).
const (
	Ready    Readiness = "ready"     // all law gates met and the year served
	OnCourse Readiness = "on_course" // all law gates met, the year not yet served
	AtRisk   Readiness = "at_risk"   // a law gate missing whose last safe date is past or near
	Missing  Readiness = "missing"   // a law gate missing, with time left
	Settled  Readiness = "settled"   // the probation is over: sworn, dismissed, resigned or deceased
)

// Words lists the four of those who are in probation, in the order in which
// pages show them.
var Words = []Readiness{Ready, OnCourse, AtRisk, Missing}

// GenerationZ is the first year of birth of generation Z as demographers count
// it: the briefing counts from it, and the list opens the same people.
const GenerationZ = 1997

// Performance is the evaluation of one period.
type Performance struct {
	Period    string // "2025", "2026-Q1" or "2026-01"
	Results   regulation.Rating
	Behaviour regulation.Rating
	Predicate string
}

// Discipline is one measure by decree (SK hukuman disiplin).
type Discipline struct {
	ID       string
	Level    string // ringan, sedang, berat
	Measure  string
	Number   string
	IssuedOn clock.Date
}

// Source is a list that was imported: what a figure rests on.
type Source struct {
	ID     string
	Kind   string // documents, performance
	File   string
	AsOf   clock.Date // the day whose state the list shows
	At     string
	People int
}

// Office is where probation is watched.
type Office struct {
	DB     *db.DB
	Clock  clock.Clock
	Rules  *regulation.Library
	Papers *document.Cabinet
	People *roster.Desk // keeps what an oath makes of a person
	Post   *notify.Post

	counts audit.Shelf[Basis, Counts] // of whole agencies
	boards audit.Shelf[Basis, *Board] // of whole agencies
}
