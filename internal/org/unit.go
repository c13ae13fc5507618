package org

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"

	"pamong/internal/access"
	"pamong/internal/audit"
	"pamong/internal/kit/clock"
	"pamong/internal/kit/db"
	"pamong/internal/kit/fault"
	"pamong/internal/kit/id"
)

// unitKeepers may change the tree of units.
var unitKeepers = []access.Role{access.Officer, access.Admin}

// mostDepth bounds the tree: an office and five levels below it.
const mostDepth = 6

// NewUnit is one line of a unit list: Parent is the code or the name of the
// unit above, "" for an office.
type NewUnit struct {
	Code, Parent, Kind, Name string
}

// AddUnits adds a list of units, parents before or after their children, from
// a day on. Units that exist already under the same parent are left alone. It
// returns how many are new, and refuses the whole list when a line is wrong.
func (d *Desk) AddUnits(ctx context.Context, actor access.Actor, agency AgencyID, list []NewUnit, from clock.Date) (int, error) {
	if err := actor.Require(string(agency), unitKeepers...); err != nil {
		return 0, err
	}
	added := 0
	err := d.DB.InTx(ctx, func(tx *db.Tx) error {
		var err error
		added, err = d.addUnits(ctx, tx, actor, agency, list, from)
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("add units: %w", err)
	}
	return added, nil
}

func (d *Desk) addUnits(ctx context.Context, tx *db.Tx, actor access.Actor, agency AgencyID, list []NewUnit, from clock.Date) (int, error) {
	have, err := Units(ctx, tx, agency)
	if err != nil {
		return 0, err
	}
	tree := NewTree(have)
	added, waiting := 0, slices.Clone(list)
	for len(waiting) > 0 {
		var left []NewUnit
		for _, u := range waiting {
			parent, known := tree.find(u.Parent)
			if !known {
				left = append(left, u)
				continue
			}
			if u.Name = strings.TrimSpace(u.Name); u.Name == "" {
				return 0, fault.Invalid("org.unit_no_name", "Code", u.Code)
			}
			if _, exists := tree.Child(parent, u.Name); exists {
				continue
			}
			unit, err := d.addUnit(ctx, tx, actor, Unit{Agency: agency, Parent: parent, Code: u.Code, Kind: u.Kind, Name: u.Name, From: from}, "list")
			if err != nil {
				return 0, err
			}
			tree.add(unit)
			added++
		}
		if len(left) == len(waiting) {
			return 0, fault.Invalid("org.unit_no_parent", "Name", left[0].Name, "Parent", left[0].Parent)
		}
		waiting = left
	}
	return added, nil
}

func (d *Desk) addUnit(ctx context.Context, tx *db.Tx, actor access.Actor, u Unit, origin string) (Unit, error) {
	u.ID = UnitID(id.New())
	err := tx.Do(ctx, `INSERT INTO org_unit (id, agency_id, parent_id, code, kind, name, search_key, from_date, until_date, origin) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, '', $9)`,
		string(u.ID), string(u.Agency), string(u.Parent), u.Code, u.Kind, u.Name, Fold(u.Name), string(u.From), origin)
	if err != nil {
		return u, fmt.Errorf("add unit %s: %w", u.Name, err)
	}
	return u, audit.Write(ctx, tx, audit.Entry{Agency: string(u.Agency), At: d.Clock.Now(), Actor: actor.Ref(), Act: "org.unit.add", Subject: "unit:" + string(u.ID), After: u})
}

// EnsureUnit returns the unit of that name below parent, and makes it when it
// is missing. An import of a roster calls it in its own transaction, having
// judged who may.
func (d *Desk) EnsureUnit(ctx context.Context, tx *db.Tx, actor access.Actor, tree *Tree, agency AgencyID, parent UnitID, name string, from clock.Date) (UnitID, error) {
	if have, ok := tree.Child(parent, name); ok {
		return have, nil
	}
	u, err := d.addUnit(ctx, tx, actor, Unit{Agency: agency, Parent: parent, Name: name, From: from}, "roster")
	if err != nil {
		return "", err
	}
	tree.add(u)
	return u.ID, nil
}

// ChangeUnit renames or moves a unit from a day on; what it was before stays
// in its history. Parent must be of the same agency and not below the unit.
func (d *Desk) ChangeUnit(ctx context.Context, actor access.Actor, agency AgencyID, unit UnitID, name string, parent UnitID, from clock.Date) error {
	if err := actor.Require(string(agency), unitKeepers...); err != nil {
		return err
	}
	var f fault.Fields
	if name = strings.TrimSpace(name); name == "" || len(name) > 200 {
		f.Add("name", "org.bad_name")
	}
	if !from.Valid() {
		f.Add("from", "web.bad_date")
	}
	if err := f.Err(); err != nil {
		return err
	}
	return d.DB.InTx(ctx, func(tx *db.Tx) error {
		all, err := Units(ctx, tx, agency)
		if err != nil {
			return err
		}
		tree := NewTree(all)
		before, ok := tree.byID[unit]
		if !ok {
			return fault.NotFound("org.no_unit")
		}
		if _, ok := tree.byID[parent]; parent != "" && (!ok || tree.under(parent, unit)) {
			f.Add("parent", "org.bad_parent")
			return f.Err()
		}
		if same, taken := tree.Child(parent, name); taken && same != unit {
			f.Add("name", "org.unit_taken")
			return f.Err()
		}
		return d.saveUnit(ctx, tx, actor, before, name, parent, from)
	})
}

func (d *Desk) saveUnit(ctx context.Context, tx *db.Tx, actor access.Actor, before Unit, name string, parent UnitID, from clock.Date) error {
	err := tx.Do(ctx, `INSERT INTO org_unit_history (id, unit_id, name, parent_id, until_date) VALUES ($1, $2, $3, $4, $5)`, id.New(), string(before.ID), before.Name, string(before.Parent), string(from))
	if err != nil {
		return fmt.Errorf("keep history of unit %s: %w", before.ID, err)
	}
	err = tx.Do(ctx, `UPDATE org_unit SET name = $1, search_key = $2, parent_id = $3 WHERE id = $4`, name, Fold(name), string(parent), string(before.ID))
	if err != nil {
		return fmt.Errorf("change unit %s: %w", before.ID, err)
	}
	return audit.Write(ctx, tx, audit.Entry{Agency: string(before.Agency), At: d.Clock.Now(), Actor: actor.Ref(), Act: "org.unit.change", Subject: "unit:" + string(before.ID),
		Before: map[string]string{"name": before.Name, "parent": string(before.Parent)}, After: map[string]string{"name": name, "parent": string(parent), "from": string(from)}})
}

// CloseUnit ends a unit on a day. A unit with open units below it is refused.
func (d *Desk) CloseUnit(ctx context.Context, actor access.Actor, agency AgencyID, unit UnitID, until clock.Date) error {
	if err := actor.Require(string(agency), unitKeepers...); err != nil {
		return err
	}
	if err := dated(until); err != nil {
		return err
	}
	return d.DB.InTx(ctx, func(tx *db.Tx) error {
		var below int
		if err := tx.QueryRow(ctx, `SELECT COUNT(*) FROM org_unit WHERE parent_id = $1 AND until_date = ''`, string(unit)).Scan(&below); err != nil {
			return fmt.Errorf("close unit %s: %w", unit, err)
		}
		if below > 0 {
			return fault.Conflict("org.unit_has_children", "N", below)
		}
		n, err := tx.Exec(ctx, `UPDATE org_unit SET until_date = $1 WHERE id = $2 AND agency_id = $3 AND until_date = ''`, string(until), string(unit), string(agency))
		if err != nil {
			return fmt.Errorf("close unit %s: %w", unit, err)
		}
		if n == 0 {
			return fault.NotFound("org.no_unit")
		}
		return audit.Write(ctx, tx, audit.Entry{Agency: string(agency), At: d.Clock.Now(), Actor: actor.Ref(), Act: "org.unit.close", Subject: "unit:" + string(unit), After: map[string]string{"until": string(until)}})
	})
}

// RemoveMadeUnit removes a unit that an import made and that nothing points
// at any more; the caller, who undoes the import, knows that.
func (d *Desk) RemoveMadeUnit(ctx context.Context, tx *db.Tx, actor access.Actor, agency AgencyID, unit UnitID) error {
	n, err := tx.Exec(ctx, `DELETE FROM org_unit WHERE id = $1 AND agency_id = $2 AND origin = 'roster'
AND NOT EXISTS (SELECT 1 FROM org_unit c WHERE c.parent_id = $1) AND NOT EXISTS (SELECT 1 FROM org_unit_history h WHERE h.unit_id = $1)`, string(unit), string(agency))
	if err != nil {
		return fmt.Errorf("remove unit %s: %w", unit, err)
	}
	if n == 0 {
		return nil
	}
	return audit.Write(ctx, tx, audit.Entry{Agency: string(agency), At: d.Clock.Now(), Actor: actor.Ref(), Act: "org.unit.remove", Subject: "unit:" + string(unit)})
}

// Units returns the open units of an agency by name.
func Units(ctx context.Context, q db.Q, agency AgencyID) ([]Unit, error) {
	return db.List(ctx, q, "list units", func(row db.Row) (u Unit, err error) {
		err = row.Scan(&u.ID, &u.Agency, &u.Parent, &u.Code, &u.Kind, &u.Name, &u.From, &u.Until)
		return u, err
	}, `SELECT id, agency_id, parent_id, code, kind, name, from_date, until_date FROM org_unit WHERE agency_id = $1 AND until_date = '' ORDER BY search_key, id`, string(agency))
}

// UnitByID returns a unit of an agency, closed ones included.
func UnitByID(ctx context.Context, q db.Q, agency AgencyID, unit UnitID) (Unit, error) {
	var u Unit
	err := q.QueryRow(ctx, `SELECT id, agency_id, parent_id, code, kind, name, from_date, until_date FROM org_unit WHERE id = $1 AND agency_id = $2`, string(unit), string(agency)).
		Scan(&u.ID, &u.Agency, &u.Parent, &u.Code, &u.Kind, &u.Name, &u.From, &u.Until)
	if errors.Is(err, sql.ErrNoRows) {
		return u, fault.NotFound("org.no_unit")
	}
	if err != nil {
		return u, fmt.Errorf("read unit %s: %w", unit, err)
	}
	return u, nil
}

// Past is one earlier form of a unit.
type Past struct {
	Name   string
	Parent UnitID
	Until  clock.Date
}

// History returns the earlier names and places of a unit, newest first.
func History(ctx context.Context, q db.Q, unit UnitID) ([]Past, error) {
	return db.List(ctx, q, "read history of unit "+string(unit), func(row db.Row) (p Past, err error) {
		err = row.Scan(&p.Name, &p.Parent, &p.Until)
		return p, err
	}, `SELECT name, parent_id, until_date FROM org_unit_history WHERE unit_id = $1 ORDER BY until_date DESC, id DESC`, string(unit))
}
