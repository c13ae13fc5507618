package roster

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"

	"pamong/internal/access"
	"pamong/internal/audit"
	"pamong/internal/kit/clock"
	"pamong/internal/kit/db"
	"pamong/internal/kit/fault"
	"pamong/internal/org"
)

// change writes what a line changes on a person who is there already, and
// returns the state before, for undoing.
func (e *entering) change(ctx context.Context, tx *db.Tx, j *Judged) (string, error) {
	before, err := ByID(ctx, tx, e.agency, j.Person.ID)
	if err != nil {
		return "", err
	}
	after := j.Person
	if before.Version != after.Version {
		return "", fault.Conflict("roster.changed_meanwhile")
	}
	if err := save(ctx, tx, &before, &after, e.today, "", e.imp, e.now); err != nil {
		return "", err
	}
	if unit := e.find.unit(j.Place); j.Moves && unit != "" {
		_, since, err := placedNow(ctx, tx, before.ID)
		if err != nil {
			return "", err
		}
		if err := move(ctx, tx, e.tree, before.ID, before.Unit, unit, max(e.today, since), "", "", e.imp, e.now); err != nil {
			return "", err
		}
		after.Unit = unit
	}
	private, err := e.seal(j)
	if err == nil {
		err = tx.InsertAll(ctx, privateHead, privateWidth, private, privateTail)
	}
	if err != nil {
		return "", fmt.Errorf("keep what is private of %s: %w", before.ID, err)
	}
	was, err := json.Marshal(before)
	if err != nil {
		return "", err
	}
	return string(was), audit.Write(ctx, tx, audit.Entry{Agency: string(e.agency), At: e.now, Actor: e.actor.Ref(), Act: "roster.update", Subject: "import:" + string(e.imp), Person: string(before.ID),
		Before: map[string]any{"unit": before.Unit}, After: map[string]any{"unit": after.Unit, "changes": j.Changes, "private": slices.Sorted(maps.Keys(j.Private))}})
}

// drop clears away an import that failed on its way and returns why it did.
func (e *entering) drop(ctx context.Context, cause error, staged bool) error {
	ctx = context.WithoutCancel(ctx)
	return errors.Join(fmt.Errorf("enter import %s: %w", e.imp, cause), e.d.clear(ctx, e.actor, e.agency, e.imp, e.made, staged))
}

// clearAbandoned clears imports whose process died while writing.
func (d *Desk) clearAbandoned(ctx context.Context, agency org.AgencyID) error {
	rows, err := d.DB.Query(ctx, `SELECT id, units FROM roster_import WHERE agency_id = $1 AND state = 'writing' AND beat_at < $2`, string(agency), clock.Stamp(d.Clock.Now().Add(-abandoned)))
	if err != nil {
		return fmt.Errorf("find abandoned imports: %w", err)
	}
	defer rows.Close()
	made := map[ImportID]string{}
	for rows.Next() {
		var imp ImportID
		var units string
		if err := rows.Scan(&imp, &units); err != nil {
			return fmt.Errorf("find abandoned imports: %w", err)
		}
		made[imp] = units
	}
	if err := rows.Err(); err != nil {
		return err
	}
	rows.Close()
	for imp, text := range made {
		var units []org.UnitID
		if text != "" {
			if err := json.Unmarshal([]byte(text), &units); err != nil {
				return fmt.Errorf("read units of import %s: %w", imp, err)
			}
		}
		var waiting int
		if err := d.DB.QueryRow(ctx, `SELECT COUNT(*) FROM roster_import_row WHERE import_id = $1 AND record <> ''`, string(imp)).Scan(&waiting); err != nil {
			return fmt.Errorf("read rows of import %s: %w", imp, err)
		}
		if err := d.clear(ctx, access.System("import"), agency, imp, units, waiting > 0); err != nil {
			return err
		}
	}
	return nil
}

// clear removes the people whom an import was writing, and its units. A list
// that was staged waits again; its rows that were written must be uploaded
// again with the file.
func (d *Desk) clear(ctx context.Context, actor access.Actor, agency org.AgencyID, imp ImportID, made []org.UnitID, staged bool) error {
	return d.DB.InTx(ctx, func(tx *db.Tx) error {
		people, err := arriving(ctx, tx, imp)
		if err != nil {
			return err
		}
		if err := d.erase(ctx, tx, agency, people, made, actor); err != nil {
			return err
		}
		state := Undone
		if staged && len(people) == 0 {
			state = Staged
		}
		if err := tx.Do(ctx, `UPDATE roster_import SET state = $1, undone_at = CASE WHEN $2 = 'undone' THEN $3 ELSE '' END WHERE id = $4`, string(state), string(state), clock.Stamp(d.Clock.Now()), string(imp)); err != nil {
			return fmt.Errorf("drop import %s: %w", imp, err)
		}
		return audit.Write(ctx, tx, audit.Entry{Agency: string(agency), At: d.Clock.Now(), Actor: actor.Ref(), Act: "roster.drop", Subject: "import:" + string(imp), After: map[string]int{"people": len(people)}})
	})
}

func arriving(ctx context.Context, tx *db.Tx, imp ImportID) ([]Person, error) {
	return queryPeople(ctx, tx, `SELECT `+personColumns+personFrom+`WHERE p.import_id = $1 AND p.state = 'arriving'`, string(imp))
}

// erase removes people as if they had never been entered.
func (d *Desk) erase(ctx context.Context, tx *db.Tx, agency org.AgencyID, people []Person, made []org.UnitID, actor access.Actor) error {
	all, err := org.Units(ctx, tx, agency)
	if err != nil {
		return err
	}
	tree := org.NewTree(all)
	for i := range people {
		p := &people[i]
		for _, s := range scopesOf(tree, p.Unit) {
			if err := access.Forget(ctx, tx, s, string(p.ID)); err != nil {
				return err
			}
		}
		for _, table := range []string{"roster_private", "roster_placement", "roster_appointment", "roster_nip"} {
			if err := tx.Do(ctx, `DELETE FROM `+table+` WHERE person_id = $1`, string(p.ID)); err != nil {
				return fmt.Errorf("remove person %s: %w", p.ID, err)
			}
		}
		if err := tx.Do(ctx, `DELETE FROM roster_person WHERE id = $1`, string(p.ID)); err != nil {
			return fmt.Errorf("remove person %s: %w", p.ID, err)
		}
	}
	for i := len(made) - 1; i >= 0; i-- { // units below an office were made after it
		var used int
		if err := tx.QueryRow(ctx, `SELECT COUNT(*) FROM roster_placement WHERE unit_id = $1`, string(made[i])).Scan(&used); err != nil {
			return fmt.Errorf("ask who is in unit %s: %w", made[i], err)
		}
		if used > 0 {
			continue
		}
		if err := d.Org.RemoveMadeUnit(ctx, tx, actor, agency, made[i]); err != nil {
			return err
		}
	}
	return nil
}

// outcome is one row of an entered import.
type outcome struct {
	row    int
	person PersonID
	what   Outcome
	before string
}

// Undo takes an entered import back: its new people go, the others become what
// they were. It is refused when anything was built on one of its people since,
// or when one of them was changed.
func (d *Desk) Undo(ctx context.Context, actor access.Actor, agency org.AgencyID, imp ImportID) error {
	if err := actor.Require(string(agency), keepers...); err != nil {
		return err
	}
	return d.DB.InTx(ctx, func(tx *db.Tx) error {
		m, err := ImportByID(ctx, tx, agency, imp)
		if err != nil {
			return err
		}
		if m.State != Committed {
			return fault.Conflict("roster.not_committed")
		}
		list, err := outcomes(ctx, tx, imp)
		if err != nil {
			return err
		}
		var gone []Person
		for _, o := range list {
			p, err := d.free(ctx, tx, agency, o)
			if err != nil {
				return err
			}
			if o.what == New {
				gone = append(gone, p)
			} else if err := d.restore(ctx, tx, agency, &p, o, m); err != nil {
				return err
			}
		}
		if err := d.undone(ctx, tx, agency, imp, gone, actor); err != nil {
			return err
		}
		entries := make([]audit.Entry, 0, len(list))
		for _, o := range list {
			entries = append(entries, audit.Entry{Agency: string(agency), At: d.Clock.Now(), Actor: actor.Ref(), Act: "roster.takeback", Subject: "import:" + string(imp), Person: string(o.person)})
		}
		if err := audit.WriteAll(ctx, tx, entries); err != nil {
			return err
		}
		return audit.Write(ctx, tx, audit.Entry{Agency: string(agency), At: d.Clock.Now(), Actor: actor.Ref(), Act: "roster.undo", Subject: "import:" + string(imp), After: map[string]int{"people": len(list)}})
	})
}

// outcomes returns the rows of an import that wrote something.
func outcomes(ctx context.Context, q db.Q, imp ImportID) ([]outcome, error) {
	return db.List(ctx, q, "read rows of import "+string(imp), func(row db.Row) (o outcome, err error) {
		err = row.Scan(&o.row, &o.person, &o.what, &o.before)
		return o, err
	}, `SELECT row_no, person_id, outcome, before_state FROM roster_import_row WHERE import_id = $1 AND outcome IN ('new', 'changed') ORDER BY row_no`, string(imp))
}

// free returns a person of an import, or refuses when something was built on
// them since.
func (d *Desk) free(ctx context.Context, tx *db.Tx, agency org.AgencyID, o outcome) (Person, error) {
	p, err := unchanged(ctx, tx, agency, o)
	if err != nil || o.what != New {
		return p, err
	}
	return p, d.unbuilt(ctx, tx, &p, "roster.undo_built")
}

// unchanged returns a person of an import, or refuses when they were changed
// since.
func unchanged(ctx context.Context, tx *db.Tx, agency org.AgencyID, o outcome) (Person, error) {
	p, err := ByID(ctx, tx, agency, o.person)
	if err != nil {
		return p, err
	}
	expected := 1
	if o.what == Changed {
		var before Person
		if err := json.Unmarshal([]byte(o.before), &before); err != nil {
			return p, fmt.Errorf("read state before import: %w", err)
		}
		expected = before.Version + 1
	}
	if p.Version != expected {
		return p, fault.Conflict("roster.undo_changed", "Name", p.Name)
	}
	return p, nil
}

// unbuilt refuses with the key when a later house has built on the person.
func (d *Desk) unbuilt(ctx context.Context, tx *db.Tx, p *Person, key string) error {
	for _, ask := range d.Built {
		what, err := ask(ctx, tx, p.ID)
		if err != nil {
			return err
		}
		if what != "" {
			return fault.Conflict(key, "Name", p.Name).Because(builtError(what))
		}
	}
	return nil
}

// builtError is the key of a message that says what was built on a person.
type builtError string

// Error returns the key.
func (e builtError) Error() string { return string(e) }

// BuiltOn returns the key of the message that says what was built on a person
// when an act was refused for that, "" for other errors.
func BuiltOn(err error) string {
	var what builtError
	if errors.As(err, &what) {
		return string(what)
	}
	return ""
}

// restore puts a changed person back.
func (d *Desk) restore(ctx context.Context, tx *db.Tx, agency org.AgencyID, p *Person, o outcome, m Import) error {
	var before Person
	if err := json.Unmarshal([]byte(o.before), &before); err != nil {
		return fmt.Errorf("read state before import: %w", err)
	}
	err := tx.Do(ctx, `UPDATE roster_person SET name = $1, search_key = $2, sort_key = $3, sex = $4, born = $5, email = $6, office_email = $7, phone = $8, siasn_id = $9, version = version + 1 WHERE id = $10`,
		before.Name, searchKey(before.Name, before.NIP), sortKey(before.Name), before.Sex, string(before.Born), before.Email, before.OfficeEmail, before.Phone, before.SIASN, string(p.ID))
	if err != nil {
		return fmt.Errorf("restore person %s: %w", p.ID, err)
	}
	for _, q := range []string{
		`DELETE FROM roster_appointment WHERE person_id = $1 AND import_id = $2`,
		`DELETE FROM roster_placement WHERE person_id = $1 AND import_id = $2`,
	} {
		if err := tx.Do(ctx, q, string(p.ID), string(m.ID)); err != nil {
			return fmt.Errorf("restore person %s: %w", p.ID, err)
		}
	}
	if err := tx.Do(ctx, `DELETE FROM roster_private WHERE person_id = $1 AND recorded_at = $2`, string(p.ID), clock.Stamp(m.Committed)); err != nil {
		return fmt.Errorf("restore what is private of %s: %w", p.ID, err)
	}
	if before.Appointment != p.Appointment {
		if err := tx.Do(ctx, `UPDATE roster_appointment SET superseded_at = '' WHERE person_id = $1 AND superseded_at = $2`, string(p.ID), clock.Stamp(m.Committed)); err != nil {
			return fmt.Errorf("restore facts of %s: %w", p.ID, err)
		}
	}
	if before.Unit == p.Unit {
		return nil
	}
	return d.replace(ctx, tx, agency, p, before.Unit)
}

// replace opens the placement before an import again, with its reach.
func (d *Desk) replace(ctx context.Context, tx *db.Tx, agency org.AgencyID, p *Person, back org.UnitID) error {
	all, err := org.Units(ctx, tx, agency)
	if err != nil {
		return err
	}
	tree := org.NewTree(all)
	for _, s := range scopesOf(tree, p.Unit) {
		if err := access.Forget(ctx, tx, s, string(p.ID)); err != nil {
			return err
		}
	}
	if back == "" {
		return nil
	}
	var row, from string
	err = tx.QueryRow(ctx, `SELECT id, from_date FROM roster_placement WHERE person_id = $1 AND unit_id = $2 ORDER BY recorded_at DESC, id DESC LIMIT 1`, string(p.ID), string(back)).Scan(&row, &from)
	if err != nil {
		return fmt.Errorf("restore placement of %s: %w", p.ID, err)
	}
	if err := tx.Do(ctx, `UPDATE roster_placement SET until_date = '' WHERE id = $1`, row); err != nil {
		return fmt.Errorf("restore placement of %s: %w", p.ID, err)
	}
	for _, s := range scopesOf(tree, back) {
		if err := access.Forget(ctx, tx, s, string(p.ID)); err != nil {
			return err
		}
		if err := access.Cover(ctx, tx, s, string(p.ID), clock.Date(from)); err != nil {
			return err
		}
	}
	return nil
}

func (d *Desk) undone(ctx context.Context, tx *db.Tx, agency org.AgencyID, imp ImportID, gone []Person, actor access.Actor) error {
	var text string
	if err := tx.QueryRow(ctx, `SELECT units FROM roster_import WHERE id = $1`, string(imp)).Scan(&text); err != nil {
		return fmt.Errorf("read units of import %s: %w", imp, err)
	}
	var made []org.UnitID
	if text != "" {
		if err := json.Unmarshal([]byte(text), &made); err != nil {
			return fmt.Errorf("read units of import %s: %w", imp, err)
		}
	}
	if err := d.erase(ctx, tx, agency, gone, made, actor); err != nil {
		return err
	}
	err := tx.Do(ctx, `UPDATE roster_import SET state = 'undone', undone_at = $1 WHERE id = $2`, clock.Stamp(d.Clock.Now()), string(imp))
	return err
}
