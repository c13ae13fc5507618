package org

import (
	"context"
	"fmt"
	"strings"

	"pamong/internal/access"
	"pamong/internal/kit/clock"
	"pamong/internal/kit/db"
	"pamong/internal/kit/fault"
)

// AddUnit adds one unit below another, or an office when parent is "", from
// a day on. It refuses a name that stands there already.
func (d *Desk) AddUnit(ctx context.Context, actor access.Actor, u Unit) (UnitID, error) {
	if err := actor.Require(string(u.Agency), unitKeepers...); err != nil {
		return "", err
	}
	var f fault.Fields
	if u.Name = strings.TrimSpace(u.Name); u.Name == "" || len(u.Name) > 200 {
		f.Add("name", "org.bad_name")
	}
	if !u.From.Valid() {
		f.Add("from", "web.bad_date")
	}
	if err := f.Err(); err != nil {
		return "", err
	}
	var made Unit
	err := d.DB.InTx(ctx, func(tx *db.Tx) error {
		var f fault.Fields
		all, err := Units(ctx, tx, u.Agency)
		if err != nil {
			return err
		}
		tree := NewTree(all)
		if _, ok := tree.Unit(u.Parent); u.Parent != "" && (!ok || tree.Depth(u.Parent)+1 >= mostDepth) {
			f.Add("parent", "org.bad_parent")
		}
		if _, taken := tree.Child(u.Parent, u.Name); taken {
			f.Add("name", "org.unit_taken")
		}
		if err := f.Err(); err != nil {
			return err
		}
		made, err = d.addUnit(ctx, tx, actor, u, "page")
		return err
	})
	if err != nil {
		return "", fmt.Errorf("add unit: %w", err)
	}
	return made.ID, nil
}

// KeepsUnits reports whether the actor may change the units of an agency.
func KeepsUnits(actor access.Actor, agency AgencyID) bool {
	return actor.HasWhole(string(agency), unitKeepers...)
}

// dated refuses a day that does not exist, before a unit is closed.
func dated(day clock.Date) error {
	var f fault.Fields
	if !day.Valid() {
		f.Add("until", "web.bad_date")
	}
	return f.Err()
}
