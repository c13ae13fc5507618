package roster

import (
	"context"

	"pamong/internal/access"
	"pamong/internal/kit/db"
	"pamong/internal/kit/fault"
	"pamong/internal/kit/i18n"
)

// Unsettled is something about a person that is open in their agency and is
// settled there before they go to another: nobody else could end it.
type Unsettled struct {
	What i18n.Line
	Path string // where it is settled, below the agency
	Act  i18n.Line
}

// Open returns what is open about a person on the road to PNS. To somebody who
// keeps people but does not handle that road, it says only that something is.
func (d *Desk) Open(ctx context.Context, q db.Q, actor access.Actor, p *Person) ([]Unsettled, error) {
	if d.Unsettled == nil {
		return nil, nil
	}
	list, err := d.Unsettled(ctx, q, p.ID)
	if err != nil || len(list) == 0 || actor.HasWhole(string(p.Agency), access.Officer) {
		return list, err
	}
	return []Unsettled{{What: i18n.Say("roster.open_hidden")}}, nil
}

// settled refuses somebody who sits in a running batch or about whom something
// is open. Who asks from the receiving agency is told no more than that.
func (d *Desk) settled(ctx context.Context, tx *db.Tx, actor access.Actor, p *Person, t *Transfer) error {
	if d.Seat != nil {
		seat, err := d.Seat(ctx, tx, p.ID)
		if err != nil {
			return err
		}
		if seat != "" {
			return fault.Conflict("roster.release_seated", "Name", p.Name)
		}
	}
	list, err := d.Open(ctx, tx, actor, p)
	if err != nil || len(list) == 0 {
		return err
	}
	if !actor.Within(string(p.Agency)) {
		return fault.Conflict("roster.accept_open", "Name", p.Name, "From", t.FromName)
	}
	what := list[0].What
	for _, u := range list[1:] {
		what = i18n.Say("roster.open_and", "One", what, "Other", u.What)
	}
	return fault.Conflict("roster.release_open", "Name", p.Name, "What", what)
}
