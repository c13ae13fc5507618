package org

import (
	"context"

	"pamong/internal/kit/db"
)

// Tree answers questions about the units of one agency in memory.
type Tree struct {
	byID     map[UnitID]Unit
	byName   map[UnitID]map[string]UnitID // parent, folded name
	byCode   map[string]UnitID
	children map[UnitID][]UnitID
}

// NewTree builds the tree of a list of units.
func NewTree(units []Unit) *Tree {
	t := &Tree{byID: map[UnitID]Unit{}, byName: map[UnitID]map[string]UnitID{}, byCode: map[string]UnitID{}, children: map[UnitID][]UnitID{}}
	for _, u := range units {
		t.add(u)
	}
	return t
}

// TreeOf reads the units of an agency as a tree.
func TreeOf(ctx context.Context, q db.Q, agency AgencyID) (*Tree, error) {
	units, err := Units(ctx, q, agency)
	if err != nil {
		return nil, err
	}
	return NewTree(units), nil
}

func (t *Tree) add(u Unit) {
	t.byID[u.ID] = u
	if t.byName[u.Parent] == nil {
		t.byName[u.Parent] = map[string]UnitID{}
	}
	t.byName[u.Parent][Fold(u.Name)] = u.ID
	if u.Code != "" {
		t.byCode[u.Code] = u.ID
	}
	t.children[u.Parent] = append(t.children[u.Parent], u.ID)
}

// find returns the unit of a code or an office's name; "" finds the top.
func (t *Tree) find(parent string) (UnitID, bool) {
	if parent == "" {
		return "", true
	}
	if u, ok := t.byCode[parent]; ok {
		return u, true
	}
	return t.Child("", parent)
}

// Len returns the number of units.
func (t *Tree) Len() int { return len(t.byID) }

// Unit returns a unit.
func (t *Tree) Unit(id UnitID) (Unit, bool) {
	u, ok := t.byID[id]
	return u, ok
}

// Child returns the unit of that name directly below parent; parent "" looks
// among the offices. Case, accents and punctuation do not matter.
func (t *Tree) Child(parent UnitID, name string) (UnitID, bool) {
	id, ok := t.byName[parent][Fold(name)]
	return id, ok
}

// Children returns the units directly below a unit, offices for "".
func (t *Tree) Children(parent UnitID) []Unit {
	list := make([]Unit, 0, len(t.children[parent]))
	for _, id := range t.children[parent] {
		list = append(list, t.byID[id])
	}
	return list
}

// Office returns the unit of the first level above a unit, or the unit itself.
func (t *Tree) Office(id UnitID) Unit {
	u := t.byID[id]
	for range mostDepth {
		up, ok := t.byID[u.Parent]
		if !ok {
			break
		}
		u = up
	}
	return u
}

// Path returns the names from a unit up to its office: "RSUD Taman Husada,
// Dinas Kesehatan".
func (t *Tree) Path(id UnitID) string {
	u, ok := t.byID[id]
	if !ok {
		return ""
	}
	text := u.Name
	for range mostDepth {
		up, ok := t.byID[u.Parent]
		if !ok {
			break
		}
		text += ", " + up.Name
		u = up
	}
	return text
}

// Depth returns how many units stand above a unit.
func (t *Tree) Depth(id UnitID) int {
	n := 0
	for u := t.byID[id]; u.Parent != "" && n < mostDepth; n++ {
		u = t.byID[u.Parent]
	}
	return n
}

// under reports whether unit lies below top or is top itself.
func (t *Tree) under(unit, top UnitID) bool {
	for range mostDepth + 1 {
		if unit == top {
			return true
		}
		u, ok := t.byID[unit]
		if !ok {
			return false
		}
		unit = u.Parent
	}
	return false
}

// Below returns a unit and everything under it.
func (t *Tree) Below(top UnitID) []UnitID {
	list := []UnitID{top}
	for i := 0; i < len(list); i++ {
		list = append(list, t.children[list[i]]...)
	}
	return list
}
