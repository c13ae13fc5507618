package roster

import (
	"context"
	"slices"

	"pamong/internal/access"
	"pamong/internal/identity"
	"pamong/internal/kit/db"
	"pamong/internal/kit/fault"
	"pamong/internal/org"
)

// Wanting is a person of whom the office lacks something, or who has a link.
type Wanting struct {
	Person
	Wants []Want         // none: all is there by now
	Pass  *identity.Pass // nil while none was made
}

// askers send people the links by which they fill in what is lacking.
var askers = []access.Role{access.Officer, access.Committee}

// Wanting lists the active people within the actor's reach of whom the office
// lacks something, or who have a link that is not withdrawn, by name.
func (d *Desk) Wanting(ctx context.Context, actor access.Actor, a org.Agency) ([]Wanting, error) {
	people, err := d.reached(ctx, actor, a)
	if err != nil {
		return nil, err
	}
	wants, err := d.Wants(ctx, a, people)
	if err != nil {
		return nil, err
	}
	passes, err := identity.Passes(ctx, d.DB, string(a.ID), access.Self)
	if err != nil {
		return nil, err
	}
	var list []Wanting
	for _, p := range people {
		w := Wanting{Person: p, Wants: wants[p.ID]}
		if pass, ok := passes[access.PersonScope(string(p.ID))]; ok {
			w.Pass = &pass
		}
		if len(w.Wants) > 0 || w.Pass != nil {
			list = append(list, w)
		}
	}
	return list, nil
}

// LinkCounts is how many links of people wait for the office.
type LinkCounts struct {
	Unsent int // made, something is lacking still, and not sent
	Over   int // has run out, and something is lacking still
	Asked  int // the holder asks for a new one
}

// CountLinks counts the links of people within the actor's reach that wait for
// the office, as the list of links does.
func (d *Desk) CountLinks(ctx context.Context, actor access.Actor, a org.Agency) (LinkCounts, error) {
	var n LinkCounts
	if _, err := actor.Reach(string(a.ID), askers...); err != nil {
		return n, err
	}
	passes, err := identity.Passes(ctx, d.DB, string(a.ID), access.Self)
	if err != nil {
		return n, err
	}
	states := map[PersonID]identity.PassState{}
	for _, p := range passes {
		switch s := p.State(d.Clock.Now()); s {
		case identity.PassUnsent, identity.PassOver, identity.PassAsked:
			states[PersonID(p.Scope.Person())] = s
		}
	}
	if len(states) == 0 {
		return n, nil
	}
	people, err := d.reached(ctx, actor, a)
	if err != nil {
		return n, err
	}
	people = slices.DeleteFunc(people, func(p Person) bool { return states[p.ID] == "" })
	wants, err := d.Wants(ctx, a, people)
	if err != nil {
		return n, err
	}
	for _, p := range people {
		switch s := states[p.ID]; {
		case s == identity.PassAsked:
			n.Asked++
		case len(wants[p.ID]) == 0:
		case s == identity.PassOver:
			n.Over++
		default:
			n.Unsent++
		}
	}
	return n, nil
}

// reached returns the active people within the actor's reach, by name.
func (d *Desk) reached(ctx context.Context, actor access.Actor, a org.Agency) ([]Person, error) {
	reach, err := actor.Reach(string(a.ID), askers...)
	if err != nil {
		return nil, err
	}
	return Within(ctx, d.DB, a.ID, reach, a.Today(d.Clock.Now()))
}

// among keeps the people who are chosen.
func among(people []Person, chosen []PersonID) []Person {
	in := make(map[PersonID]bool, len(chosen))
	for _, id := range chosen {
		in[id] = true
	}
	return slices.DeleteFunc(people, func(p Person) bool { return !in[p.ID] })
}

// WantingOf returns one person with what is lacking and the link, for who sends
// links.
func (d *Desk) WantingOf(ctx context.Context, actor access.Actor, a org.Agency, person PersonID) (Wanting, error) {
	if err := access.RequirePerson(ctx, d.DB, actor, string(a.ID), string(person), a.Today(d.Clock.Now()), askers...); err != nil {
		return Wanting{}, err
	}
	p, err := ByID(ctx, d.DB, a.ID, person)
	if err != nil {
		return Wanting{}, err
	}
	wants, err := d.Wants(ctx, a, []Person{p})
	if err != nil {
		return Wanting{}, err
	}
	pass, err := identity.PassAt(ctx, d.DB, string(a.ID), access.Self, access.PersonScope(string(person)))
	return Wanting{Person: p, Wants: wants[person], Pass: pass}, err
}

// Link makes the link by which a person fills in what is lacking, or renews it:
// the one before ends at once. Told names the one of which the actor was told
// that it is open on a device. Who lacks nothing needs none.
func (d *Desk) Link(ctx context.Context, actor access.Actor, a org.Agency, person PersonID, told string) (identity.Pass, error) {
	w, err := d.WantingOf(ctx, actor, a, person)
	if err != nil {
		return identity.Pass{}, err
	}
	switch {
	case w.State != Active:
		return identity.Pass{}, fault.Conflict("roster.link.not_active")
	case len(w.Wants) == 0:
		return identity.Pass{}, fault.Conflict("roster.link.complete")
	}
	var p identity.Pass
	err = d.DB.InTx(ctx, func(tx *db.Tx) error {
		p, err = d.link(ctx, tx, actor, w.Person, told)
		return err
	})
	return p, err
}

func (d *Desk) link(ctx context.Context, tx *db.Tx, actor access.Actor, p Person, told string) (identity.Pass, error) {
	return d.Links.MakePass(ctx, tx, actor, identity.NewPass{Agency: string(p.Agency), Role: access.Self, Scope: access.PersonScope(string(p.ID)), Holder: p.Name, Title: p.Position, Phone: p.Phone, Email: p.Email, Told: told})
}

// LinkMany makes links for those of the people who are within reach, lack
// something and have no link that opens or is open; nil stands for everybody. It
// returns how many it made.
func (d *Desk) LinkMany(ctx context.Context, actor access.Actor, a org.Agency, people []PersonID) (int, error) {
	list, err := d.reached(ctx, actor, a)
	if err != nil {
		return 0, err
	}
	if people != nil {
		list = among(list, people)
	}
	wants, err := d.Wants(ctx, a, list)
	if err != nil {
		return 0, err
	}
	n := 0
	err = d.DB.InTx(ctx, func(tx *db.Tx) error {
		n = 0
		passes, err := identity.Passes(ctx, tx, string(a.ID), access.Self) // another officer may have made some since
		if err != nil {
			return err
		}
		for _, p := range list {
			if len(wants[p.ID]) == 0 {
				continue
			}
			if pass, made := passes[access.PersonScope(string(p.ID))]; made && !pass.Wanting(d.Clock.Now()) {
				continue
			}
			if _, err := d.link(ctx, tx, actor, p, ""); err != nil {
				return err
			}
			n++
		}
		return nil
	})
	return n, err
}

// WithdrawLink ends the link of a person at once, with the page that it opened.
func (d *Desk) WithdrawLink(ctx context.Context, actor access.Actor, a org.Agency, person PersonID) error {
	return d.DB.InTx(ctx, func(tx *db.Tx) error {
		if err := access.RequirePerson(ctx, tx, actor, string(a.ID), string(person), a.Today(d.Clock.Now()), askers...); err != nil {
			return err
		}
		had, err := d.Links.WithdrawPass(ctx, tx, actor, string(a.ID), access.Self, access.PersonScope(string(person)))
		if err == nil && !had {
			return fault.Conflict("roster.link.none")
		}
		return err
	})
}
