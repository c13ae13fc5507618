package trainer

import (
	"context"

	"pamong/internal/kit/db"
	"pamong/internal/org"
	"pamong/internal/roster"
)

// Conflict is why somebody does not coach or examine a participant; the message
// "trainer.bar." + Conflict says it.
type Conflict string

// The conflicts of interest.
const (
	NoConflict     Conflict = ""
	ConflictSelf   Conflict = "self"   // they are the participant
	ConflictMentor Conflict = "mentor" // they guide the participant at work
	ConflictUnit   Conflict = "unit"   // they work in the participant's unit or above it
)

// Interests are what conflicts of interest are judged by.
type Interests struct {
	tree    *org.Tree
	mentors map[roster.PersonID]string // NIP of who guides a participant
}

// InterestsOf reads the interests of an agency.
func (d *Desk) InterestsOf(ctx context.Context, q db.Q, agency org.AgencyID) (Interests, error) {
	var i Interests
	var err error
	if i.tree, err = org.TreeOf(ctx, q, agency); err != nil || d.Guides == nil {
		return i, err
	}
	i.mentors, err = d.Guides(ctx, q, agency)
	return i, err
}

// Between says what keeps a trainer from coaching or examining a participant.
func (i Interests) Between(t Trainer, p roster.Person) Conflict {
	switch {
	case t.NIP != "" && t.NIP == p.NIP:
		return ConflictSelf
	case t.NIP != "" && t.NIP == i.mentors[p.ID]:
		return ConflictMentor
	}
	for unit := p.Unit; t.Unit != "" && unit != ""; {
		if unit == t.Unit {
			return ConflictUnit
		}
		u, _ := i.tree.Unit(unit)
		unit = u.Parent
	}
	return NoConflict
}
