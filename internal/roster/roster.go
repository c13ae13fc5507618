// Package roster knows the people: who was appointed as a candidate (CPNS),
// by which SK, from which day (TMT), in which rank and position, and in which
// unit they serve.
//
// Officers fill it from the spreadsheets they have, the SIASN export or the
// participants' list of the office, after a preview that says what is wrong
// with which row; they add and correct single people. Every later house
// starts from a person here. Facts of an appointment and placements have
// dates and are superseded with a reason, never changed in place. The house
// refuses a number (NIP) that cannot be one, two people with one number, and a
// correction made over somebody else's fresh one. NIK, religion, birth place
// and address are dropped at the door unless the agency has switched on the
// purpose that needs them; then they are kept encrypted.
package roster

import (
	"context"
	"embed"

	"pamong/internal/access"
	"pamong/internal/audit"
	"pamong/internal/document"
	"pamong/internal/identity"
	"pamong/internal/kit/blob"
	"pamong/internal/kit/clock"
	"pamong/internal/kit/db"
	"pamong/internal/kit/i18n"
	"pamong/internal/kit/jobs"
	"pamong/internal/notify"
	"pamong/internal/org"
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

// PersonID names a person, ImportID an import.
type (
	PersonID string
	ImportID string
)

// PersonState says whether a person counts.
type PersonState string

// The states of people.
const (
	Active    PersonState = "active"
	Arriving  PersonState = "arriving"  // being written by an import that is not done
	Withdrawn PersonState = "withdrawn" // taken out: resigned before serving, entered by mistake
	Left      PersonState = "left"      // gone to another agency; the transfer says which
	Merged    PersonState = "merged"    // entered twice; Into names the one that stays
)

// Person is a person with the facts that hold now.
type Person struct {
	ID          PersonID
	Agency      org.AgencyID
	NIP         string // 18 digits
	Name        string // with titles, as it is printed
	Sex         string // "L" or "P"
	Born        clock.Date
	Email       string
	OfficeEmail string
	Phone       string
	SIASN       string // id of the person at BKN, "" when unknown
	State       PersonState
	Into        PersonID // for Merged
	Version     int      // grows with every change; a correction names the one it saw
	Appointment
	Unit org.UnitID // where the person serves now, "" while nowhere
}

// Appointment holds the facts of an SK CPNS and what came after it.
type Appointment struct {
	SKNumber      string
	SKDate        clock.Date
	TMT           clock.Date // TMT CPNS: the first day as a candidate
	Golongan      string     // "III/a"
	Position      string
	PositionKind  string // as SIASN names it: Pelaksana, Fungsional …
	PositionSIASN string
	Education     string // "S-1 Ilmu Hukum"
	Level         string // level of education as SIASN names it
	Selection     string // year of the selection or formation: "2024"
	Status        string // "C" or "P" as SIASN marks candidates and PNS
	Standing      string // kedudukan hukum
	UnitSIASN     string // id of the unit at BKN
	PNSNumber     string // SK PNS, once there is one
	PNSDate       clock.Date
	PNSTMT        clock.Date
}

// Desk is where people are entered, corrected and placed.
type Desk struct {
	DB    *db.DB
	Clock clock.Clock
	Org   *org.Desk
	Rules *regulation.Library
	Vault Vault
	Jobs  *jobs.Queue // enters long lists
	Links *identity.Desk
	Post  *notify.Post // sends links by e-mail

	// Owed asks which papers people owe by now; the rules of papers and what
	// they are counted from belong to later houses.
	Owed func(ctx context.Context, a org.Agency, people []Person) (map[PersonID][]document.Kind, error)

	// Built asks the later houses whether something was built on a person:
	// each returns the key of a message that names it, "" for nothing.
	Built []func(ctx context.Context, tx *db.Tx, person PersonID) (string, error)

	// Holdings are what later houses keep of people, for a record that holds two.
	Holdings []Holding

	// Carriers are what later houses send along with somebody who goes to
	// another agency; Files holds the files of it.
	Carriers []Carrier
	Files    *blob.Store
	// Seat returns the seat in a running batch of a person, "" for none.
	Seat func(ctx context.Context, q db.Q, person PersonID) (string, error)
	// Unsettled names what is open about a person on the road to PNS.
	Unsettled func(ctx context.Context, q db.Q, person PersonID) ([]Unsettled, error)
	// Staying counts what later houses keep of a person who goes to another
	// agency, as far as the actor may know.
	Staying func(ctx context.Context, q db.Q, actor access.Actor, a org.Agency, p Person) ([]i18n.Line, error)
	// Collided is told that two officers corrected a person at once; it tells
	// the one whose correction stands.
	Collided func(ctx context.Context, second access.Actor, agency org.AgencyID, person PersonID) error
	// Followed is told that a person is now one of another agency.
	Followed func(ctx context.Context, tx *db.Tx, t Transfer, now PersonID) error

	registers audit.Shelf[struct{}, *register] // of whole agencies
}

// Vault encrypts what is kept for a purpose. The key comes from the secret of
// the installation.
type Vault struct {
	Seal func(plain string) (string, error)
	Open func(sealed string) (string, error)
}
