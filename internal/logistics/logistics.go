// Package logistics looks after people while they stay at the course: the tag on
// their chest, the bed, the meals, the size of the shirt.
//
// Before the weeks in class a participant says on the phone what they need: how
// they eat, what they do not bear, whether stairs are hard for them, which sizes
// fit, whom to call. The committee may say it for them. From the rooms of the
// dormitory the house proposes a bed for each, by sex and by need; a person
// changes it by hand. The kitchen gets figures, and names only where a meal must
// be another one; whoever orders clothes gets a sum of sizes.
//
// These answers are kept sealed and are read by the committee of the batch, by
// officers, and by the person; each reading of somebody else's is remembered.
// They are deleted so many days after the course. The house refuses a bed that
// is taken, a room of the other sex, and a room upstairs for whom stairs are hard.
package logistics

import (
	"context"
	"embed"
	"slices"

	"pamong/internal/access"
	"pamong/internal/kit/clock"
	"pamong/internal/kit/db"
	"pamong/internal/org"
	"pamong/internal/roster"
	"pamong/internal/training"
)

// Schema holds the tables of this house.
//
//go:embed schema/*.sql
var Schema embed.FS

// Messages holds the texts of this house.
//
//go:embed messages.csv
var Messages string

// RoomID names a room of the dormitory.
type RoomID string

// Diet is how somebody eats.
type Diet string

// Diets are the choices, the usual one first.
var Diets = []Diet{"", "vegetarian", "no_beef", "no_seafood", "soft", "other"}

// Sizes of shirts, the smallest first.
var Sizes = []string{"XS", "S", "M", "L", "XL", "XXL", "3XL", "4XL", "5XL"}

// Need is what somebody says before they come. All of it is optional.
type Need struct {
	Diet       Diet   `json:"diet,omitempty"`
	Allergy    string `json:"allergy,omitempty"`    // of food, in their words
	Accessible bool   `json:"accessible,omitempty"` // a room without a step, with wide doors
	Ground     bool   `json:"ground,omitempty"`     // no stairs: pregnant, after an operation
	Help       string `json:"help,omitempty"`       // what helps, in their words
	Shirt      string `json:"shirt,omitempty"`
	Trousers   int    `json:"trousers,omitempty"` // 0 if not known
	Shoe       int    `json:"shoe,omitempty"`     // 0 if not known
	Contact    string `json:"contact,omitempty"`  // whom to call
	Relation   string `json:"relation,omitempty"`
	Phone      string `json:"phone,omitempty"`
}

// Private reports whether the need tells of somebody's health.
func (n Need) Private() bool { return n.Allergy != "" || n.Accessible || n.Ground || n.Help != "" }

// plain is what of a need tells of nobody's health, belief or family.
func (n Need) plain() Need { return Need{Shirt: n.Shirt, Trousers: n.Trousers, Shoe: n.Shoe} }

// Room is a room of the dormitory.
type Room struct {
	ID         RoomID
	Agency     org.AgencyID
	Building   string
	Name       string
	Floor      int // 1 is the ground
	Beds       int
	Sex        string // "L", "P", "" for whom it is given first
	Accessible bool
	Until      clock.Date // "" while it is used; the day before was the last
}

// Called is the building and the name of a room.
func (r Room) Called() string {
	if r.Building == "" {
		return r.Name
	}
	return r.Building + " " + r.Name
}

// Bed is where a participant of a batch sleeps while it is in class.
type Bed struct {
	Batch       training.BatchID
	Person      roster.PersonID
	Room        RoomID
	From, Until clock.Date // nights from the one to the other
	Locked      bool       // a person has set it; no proposal moves it
}

// Guest is a participant of a batch with what the house knows.
type Guest struct {
	training.Member
	Need     Need
	Answered bool // the need was said
	Bed      *Bed
}

// Desk is where the stay is looked after.
type Desk struct {
	DB    *db.DB
	Clock clock.Clock
	Vault roster.Vault // seals needs
	Key   []byte       // signs the codes of tags

	Address func() string // where the pages are reached, without a slash at the end
	// Photo returns the photograph of a participant, nil for none.
	Photo func(ctx context.Context, person roster.PersonID) ([]byte, error)
}

// keepers look after the stay of a batch.
var keepers = []access.Role{access.Officer, access.Committee}

// clothes that fit, as the form and the check know them.
const (
	leastTrousers, mostTrousers = 24, 56
	leastShoe, mostShoe         = 33, 50
	mostText                    = 200
)

// Key is the message that names the diet.
func (d Diet) Key() string {
	if d == "" {
		return "logistics.diet.usual"
	}
	return "logistics.diet." + string(d)
}

func (d Diet) valid() bool { return slices.Contains(Diets, d) }
