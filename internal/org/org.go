// Package org knows the agencies and their units.
//
// An agency (instansi) is a city, regency, province or ministry: it has a
// zone, a colour, a coat of arms, a letterhead, and its own today. Its units
// (perangkat daerah and what lies below them) form a tree; an office is a unit
// of the first level. A unit that is renamed or moved keeps its past, because
// placements of people point at it. The administrator of the installation
// makes agencies; each agency's officer and administrator keep its units.
package org

import (
	"context"
	"embed"
	"strings"
	"time"
	_ "time/tzdata" // machines without a zone database
	"unicode"

	"golang.org/x/text/runes"
	"golang.org/x/text/transform"
	"golang.org/x/text/unicode/norm"

	"pamong/internal/kit/clock"
	"pamong/internal/kit/db"
)

// Schema holds the tables of this house.
//
//go:embed schema/*.sql
var Schema embed.FS

// Messages holds the texts of this house.
//
//go:embed messages.csv
var Messages string

// AgencyID names an agency, UnitID a unit.
type (
	AgencyID string
	UnitID   string
)

// Agency is an agency with what its pages and papers need.
type Agency struct {
	ID       AgencyID
	Code     string // short, in addresses: "pontianak"
	Name     string // "Kota Pontianak"
	Zone     Zone
	Hue      int    // hue of its accent colour, 0-359
	Address  string // second line of the letterhead
	Contact  string // third line of the letterhead
	BodyName string // the personnel body: "Badan Kepegawaian dan Pengembangan SDM"
	PPKTitle string // who decides: "Wali Kota Pontianak"
	PPKName  string
	City     string // place that stands before dates in letters
	Crest    string // hash of the coat of arms, "" while none was uploaded
	Offset   int    // days added to the real date; only the demo sets it
}

// Zone is one of the three zones of Indonesia.
type Zone string

// The zones.
const (
	WIB  Zone = "WIB"
	WITA Zone = "WITA"
	WIT  Zone = "WIT"
)

// zones holds the zones as the zone database has them, read once.
var zones = map[Zone]*time.Location{WIB: located("Asia/Jakarta"), WITA: located("Asia/Makassar"), WIT: located("Asia/Jayapura")}

func located(name string) *time.Location {
	loc, err := time.LoadLocation(name)
	if err != nil {
		return time.UTC // cannot happen: the zone database is built in
	}
	return loc
}

// Valid reports whether the zone is one of the three.
func (z Zone) Valid() bool { return zones[z] != nil }

// Location returns the zone for computing with instants, UTC for none.
func (z Zone) Location() *time.Location {
	if loc := zones[z]; loc != nil {
		return loc
	}
	return time.UTC
}

// Today returns the date in the agency at an instant.
func (a Agency) Today(now time.Time) clock.Date {
	return clock.FromTime(now.In(a.Zone.Location())).AddDays(a.Offset)
}

// Unit is one unit of an agency's tree.
type Unit struct {
	ID     UnitID
	Agency AgencyID
	Parent UnitID // "" for an office
	Code   string
	Kind   string // dinas, badan, kecamatan, puskesmas …, as the agency calls it
	Name   string
	From   clock.Date
	Until  clock.Date // "" while it exists
}

// Desk is where agencies and units are kept.
type Desk struct {
	DB    *db.DB
	Clock clock.Clock
}

// Fold turns a name into the form by which both databases find it: lower
// case, without accents, punctuation as single spaces.
func Fold(name string) string {
	plain := name
	if strings.ContainsFunc(name, func(r rune) bool { return r > unicode.MaxASCII }) {
		if text, _, err := transform.String(transform.Chain(norm.NFD, runes.Remove(runes.In(unicode.Mn)), norm.NFC), name); err == nil {
			plain = text
		}
	}
	words := strings.FieldsFunc(strings.ToLower(plain), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	return strings.Join(words, " ")
}

type agencyKey struct{}

// With returns a context in which pages stand in an agency.
func With(ctx context.Context, a Agency) context.Context {
	return context.WithValue(ctx, agencyKey{}, a)
}

// From returns the agency of the context, the zero Agency outside of any.
func From(ctx context.Context) Agency {
	a, _ := ctx.Value(agencyKey{}).(Agency)
	return a
}

// Path returns the address of a page of the agency: Path("people") is
// "/a/pontianak/people".
func (a Agency) Path(rest string) string {
	if rest == "" {
		return "/a/" + a.Code
	}
	return "/a/" + a.Code + "/" + rest
}
