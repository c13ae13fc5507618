package roster

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"pamong/internal/access"
	"pamong/internal/kit/clock"
	"pamong/internal/kit/db"
	"pamong/internal/kit/fault"
	"pamong/internal/kit/i18n"
	"pamong/internal/kit/id"
	"pamong/internal/org"
)

// Part is one thing on a person's record that may belong to somebody else: an
// earlier state of the facts, an earlier number, a paper, a seat with its marks.
type Part struct {
	Key   string    // names it among all parts: "paper:ID"
	Text  i18n.Line // what it is
	Stays string    // key of the message that says why it cannot change hands, "" when it can
}

// Holding is what one kind of parts can do. Give hands one over; its key has
// been found among the parts and may change hands.
type Holding struct {
	Kind string // what stands before the colon of its keys
	Of   func(ctx context.Context, q db.Q, agency org.AgencyID, person PersonID) ([]Part, error)
	Give func(ctx context.Context, tx *db.Tx, id string, from, to PersonID) error
}

// Parts lists what stands on a person's record, the roster's own before what
// later houses hold.
func (d *Desk) Parts(ctx context.Context, q db.Q, agency org.AgencyID, person PersonID) ([]Part, error) {
	var list []Part
	for _, h := range d.holdings() {
		some, err := h.Of(ctx, q, agency, person)
		if err != nil {
			return nil, err
		}
		list = append(list, some...)
	}
	return list, nil
}

// holdings are the roster's own kinds of parts and those of later houses.
func (d *Desk) holdings() []Holding {
	return append([]Holding{
		{Kind: "facts", Of: factParts, Give: handing("roster_appointment")},
		{Kind: "place", Of: placeParts, Give: handing("roster_placement")},
		{Kind: "nip", Of: numberParts, Give: handing("roster_nip")},
	}, d.Holdings...)
}

// handing gives a row of a table of the roster to somebody else.
func handing(table string) func(ctx context.Context, tx *db.Tx, id string, from, to PersonID) error {
	return func(ctx context.Context, tx *db.Tx, id string, from, to PersonID) error {
		if err := tx.Do(ctx, `UPDATE `+table+` SET person_id = $1 WHERE id = $2 AND person_id = $3`, string(to), id, string(from)); err != nil {
			return fmt.Errorf("hand %s over: %w", table, err)
		}
		return nil
	}
}

func factParts(ctx context.Context, q db.Q, _ org.AgencyID, person PersonID) ([]Part, error) {
	return db.List(ctx, q, "list earlier facts", func(row db.Row) (Part, error) {
		var id, number, golongan, position string
		var issued, tmt clock.Date
		err := row.Scan(&id, &number, &issued, &tmt, &golongan, &position)
		return Part{Key: "facts:" + id, Text: i18n.Say("roster.part.facts", "Number", number, "On", issued, "TMT", tmt, "Golongan", golongan, "Position", position)}, err
	}, `SELECT id, sk_number, sk_date, tmt, golongan, position FROM roster_appointment WHERE person_id = $1 AND superseded_at <> '' ORDER BY recorded_at DESC, id DESC`, string(person))
}

func placeParts(ctx context.Context, q db.Q, agency org.AgencyID, person PersonID) ([]Part, error) {
	units, err := org.Units(ctx, q, agency)
	if err != nil {
		return nil, err
	}
	tree := org.NewTree(units)
	return db.List(ctx, q, "list earlier placements", func(row db.Row) (Part, error) {
		var id string
		var unit org.UnitID
		var from, until clock.Date
		err := row.Scan(&id, &unit, &from, &until)
		return Part{Key: "place:" + id, Text: i18n.Say("roster.part.place", "Unit", tree.Path(unit), "From", from, "Until", until)}, err
	}, `SELECT id, unit_id, from_date, until_date FROM roster_placement WHERE person_id = $1 AND until_date <> '' ORDER BY from_date DESC, id DESC`, string(person))
}

func numberParts(ctx context.Context, q db.Q, _ org.AgencyID, person PersonID) ([]Part, error) {
	return db.List(ctx, q, "list earlier numbers", func(row db.Row) (Part, error) {
		var id, nip string
		err := row.Scan(&id, &nip)
		return Part{Key: "nip:" + id, Text: i18n.Say("roster.part.nip", "NIP", nip)}, err
	}, `SELECT id, nip FROM roster_nip WHERE person_id = $1 ORDER BY replaced_at DESC, id DESC`, string(person))
}

// give hands the named parts of one person to another and returns their keys.
// It refuses a part that is not there any more and one on which something
// decided rests, naming why.
func (d *Desk) give(ctx context.Context, tx *db.Tx, from *Person, to PersonID, keys []string) ([]string, error) {
	all, err := d.Parts(ctx, tx, from.Agency, from.ID)
	if err != nil {
		return nil, err
	}
	for _, key := range keys {
		i := slices.IndexFunc(all, func(p Part) bool { return p.Key == key })
		if i < 0 {
			return nil, fault.Conflict("roster.part_gone")
		}
		if all[i].Stays != "" {
			return nil, fault.Conflict("roster.part_stays", "What", all[i].Text, "Why", i18n.Say(all[i].Stays))
		}
		kind, row, _ := strings.Cut(key, ":")
		for _, h := range d.holdings() {
			if h.Kind != kind {
				continue
			}
			if err := h.Give(ctx, tx, row, from.ID, to); err != nil {
				return nil, err
			}
		}
	}
	return keys, nil
}

// Split takes a second person out of a record that holds two. Second has the
// facts that the officer typed for them; parts names what of the record is
// theirs. An earlier number of the record may be the number of the second
// person. Version is the state of the record that the officer saw.
func (d *Desk) Split(ctx context.Context, actor access.Actor, agency org.AgencyID, person PersonID, version int, second Person, unit org.UnitID, parts []string, reason string) (PersonID, error) {
	if err := actor.Require(string(agency), keepers...); err != nil {
		return "", err
	}
	var f fault.Fields
	second.Agency, second.State, second.Version, second.Into = agency, Active, 1, ""
	if err := d.checkNIP(ctx, agency, &f, &second); err != nil {
		return "", err
	}
	if err := checkFields(&f, &second); err != nil {
		return "", err
	}
	checkReason(&f, reason)
	second.ID = PersonID(id.New())
	err := d.change(ctx, agency, person, version, func(tx *db.Tx, first *Person) error {
		return d.split(ctx, tx, actor, first, second, unit, parts, reason, slices.Clone(f))
	})
	if db.Unique(err) {
		return "", fault.Conflict("roster.nip_taken")
	}
	if err != nil {
		return "", err
	}
	return second.ID, nil
}

func (d *Desk) split(ctx context.Context, tx *db.Tx, actor access.Actor, first *Person, second Person, unit org.UnitID, parts []string, reason string, problems fault.Fields) error {
	if second.NIP == first.NIP {
		problems.Add(string(FieldNIP), "roster.split_same")
	}
	if err := notTaken(ctx, tx, first.Agency, second.NIP, first.ID, &problems); err != nil {
		return err
	}
	tree, err := unitTree(ctx, tx, first.Agency, unit, &problems)
	if err != nil {
		return err
	}
	if err := problems.Err(); err != nil {
		return err
	}
	at := d.Clock.Now()
	second.Unit = unit
	added := fresh{now: at}
	added.add(&second, second.TMT, tree.Office(unit).ID)
	if err := added.insert(ctx, tx); err != nil {
		return err
	}
	given, err := d.give(ctx, tx, first, second.ID, parts)
	if err != nil {
		return err
	}
	if err := tx.Do(ctx, `DELETE FROM roster_nip WHERE person_id IN ($1, $2) AND nip = $3`, string(first.ID), string(second.ID), second.NIP); err != nil {
		return fmt.Errorf("give number to %s: %w", second.ID, err)
	}
	if err := save(ctx, tx, first, first, "", reason, "", at); err != nil {
		return err
	}
	return d.wrote(ctx, tx, actor, "roster.split", "roster.split_off", first, second.ID, given, reason, at)
}
