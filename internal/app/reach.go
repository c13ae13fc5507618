package app

import (
	"fmt"

	"pamong/internal/access"
	"pamong/internal/identity"
	"pamong/internal/kit/fault"
	"pamong/internal/org"
	"pamong/internal/roster"
	"pamong/internal/training"
)

// reach says over whom the role of a new account is: the person of the NIP, a
// unit, a batch, a group; the whole agency when nothing is named.
func (u *UserCreateCmd) reach(c *Command, h *House, a org.Agency, v *identity.Invitation) error {
	var err error
	switch {
	case v.Role == access.Participant:
		var p roster.Person
		if p, err = roster.ByNIP(c.Ctx, h.DB, a.ID, v.NIP); fault.KindOf(err) == fault.KindNotFound {
			return fault.Invalid("identity.not_on_roster")
		}
		v.Person, v.Scope = string(p.ID), access.PersonScope(string(p.ID))
	case u.Group != 0 && u.Batch == "":
		return fault.Invalid("cmd.group_alone")
	case u.Unit != "":
		var unit org.Unit
		unit, err = c.unitOf(h, a, u.Unit)
		v.Scope = access.UnitScope(string(unit.ID))
	case u.Batch != "":
		v.Scope, err = c.batchScope(h, a, u.Batch, u.Group)
	}
	return err
}

// unitOf finds the unit of a name or code.
func (c *Command) unitOf(h *House, a org.Agency, name string) (org.Unit, error) {
	units, err := org.Units(c.Ctx, h.DB, a.ID)
	if err != nil {
		return org.Unit{}, err
	}
	for _, u := range units {
		if u.Code == name || org.Fold(u.Name) == org.Fold(name) {
			return u, nil
		}
	}
	return org.Unit{}, fault.NotFound("cmd.no_unit", "Unit", name)
}

// batchScope is a batch of the newest programme, or a group of it; 0 is the
// whole batch.
func (c *Command) batchScope(h *House, a org.Agency, label string, group int) (access.Scope, error) {
	b, err := c.batchOf(h, a, "", label)
	if err != nil || group == 0 {
		return access.BatchScope(string(b.ID)), err
	}
	groups, err := training.Groups(c.Ctx, h.DB, b.ID)
	if err != nil {
		return "", err
	}
	for _, g := range groups {
		if g.Number == group {
			return access.GroupScope(string(g.ID)), nil
		}
	}
	return "", fault.NotFound("cmd.no_group", "N", fmt.Sprint(group), "Batch", label)
}
