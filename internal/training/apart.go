package training

import (
	"context"

	"pamong/internal/kit/db"
	"pamong/internal/kit/fault"
	"pamong/internal/roster"
)

// apart refuses to put somebody into a batch of the other golongan, unless the
// note says that this is meant. A mixed batch takes everybody, and nobody is
// refused whose golongan is not known.
func (n Note) apart(ctx context.Context, q db.Q, person roster.PersonID, to Batch) error {
	if n.Across || to.Class == Mixed {
		return nil
	}
	p, err := roster.ByID(ctx, q, to.Agency, person)
	if err != nil {
		return err
	}
	return across(ClassOf(p.Golongan), to)
}

// across is the fault of people of a class that a batch does not have.
func across(class Class, to Batch) error {
	if class == Mixed || class == to.Class {
		return nil
	}
	var f fault.Fields
	f.Add("across", "training.fault.across", "Label", to.Label, "Class", string(to.Class), "Own", string(class))
	return f.Err()
}
