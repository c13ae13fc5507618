package logistics

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"pamong/internal/access"
	"pamong/internal/audit"
	"pamong/internal/identity"
	"pamong/internal/kit/clock"
	"pamong/internal/kit/db"
	"pamong/internal/kit/fault"
	"pamong/internal/org"
	"pamong/internal/roster"
	"pamong/internal/training"
)

// clean brings a need into form and notes what is wrong beside its field.
func (n *Need) clean() error {
	var f fault.Fields
	n.Allergy, n.Help = identity.OneLine(n.Allergy), identity.OneLine(n.Help)
	n.Contact, n.Relation = identity.OneLine(n.Contact), identity.OneLine(n.Relation)
	for _, one := range []struct{ field, text string }{{"allergy", n.Allergy}, {"help", n.Help}, {"contact", n.Contact}, {"relation", n.Relation}} {
		if utf8.RuneCountInString(one.text) > mostText {
			f.Add(one.field, "schedule.mentor.too_long", "N", mostText)
		}
	}
	if !n.Diet.valid() {
		f.Add("diet", "logistics.fault.diet")
	}
	if n.Shirt = strings.ToUpper(n.Shirt); n.Shirt != "" && !slices.Contains(Sizes, n.Shirt) {
		f.Add("shirt", "logistics.fault.shirt")
	}
	if n.Trousers != 0 && (n.Trousers < leastTrousers || n.Trousers > mostTrousers) {
		f.Add("trousers", "training.fault.range", "Lo", leastTrousers, "Hi", mostTrousers)
	}
	if n.Shoe != 0 && (n.Shoe < leastShoe || n.Shoe > mostShoe) {
		f.Add("shoe", "training.fault.range", "Lo", leastShoe, "Hi", mostShoe)
	}
	n.Phone = strings.NewReplacer(" ", "", "-", "", ".", "", "+", "").Replace(n.Phone)
	if n.Phone != "" && (len(n.Phone) < 8 || len(n.Phone) > 15 || strings.Trim(n.Phone, "0123456789") != "") {
		f.Add("phone", "logistics.fault.phone")
	}
	return f.Err()
}

// needs reads the needs of some people.
func (d *Desk) needs(ctx context.Context, q db.Q, people []roster.PersonID) (map[roster.PersonID]Need, error) {
	all := map[roster.PersonID]Need{}
	for some := range slices.Chunk(people, 500) {
		in, args := db.In("person_id", some, 1)
		list, err := db.List(ctx, q, "list needs", func(row db.Row) (one [2]string, err error) {
			err = row.Scan(&one[0], &one[1])
			return one, err
		}, `SELECT person_id, sealed FROM logistics_need WHERE `+in, args...)
		if err != nil {
			return nil, err
		}
		for _, one := range list {
			text, err := d.Vault.Open(one[1])
			if err != nil {
				return nil, fmt.Errorf("read need of %s: %w", one[0], err)
			}
			var n Need
			if err := json.Unmarshal([]byte(text), &n); err != nil {
				return nil, fmt.Errorf("read need of %s: %w", one[0], err)
			}
			all[roster.PersonID(one[0])] = n
		}
	}
	return all, nil
}

// NeedOf returns what a participant said of themselves, and whether they did.
// Officers and the committee of the batch read it too; that is remembered. Who
// looks with the eyes of another is shown the sizes only.
func (d *Desk) NeedOf(ctx context.Context, actor access.Actor, a org.Agency, person roster.PersonID) (Need, bool, error) {
	if err := d.mayKeep(ctx, d.DB, actor, a, person); err != nil {
		return Need{}, false, err
	}
	all, err := d.needs(ctx, d.DB, []roster.PersonID{person})
	if err != nil {
		return Need{}, false, err
	}
	n, ok := all[person]
	if actor.IsLooking() {
		return n.plain(), ok, nil
	}
	if n.Private() {
		err = d.seen(ctx, actor, a, person)
	}
	return n, ok, err
}

// seen remembers that somebody read what another one needs.
func (d *Desk) seen(ctx context.Context, actor access.Actor, a org.Agency, person roster.PersonID) error {
	if isSelf(actor, a, person) {
		return nil
	}
	return audit.View(ctx, d.DB, actor.Ref(), string(person), a.Today(d.Clock.Now()), d.Clock.Now())
}

// isSelf reports whether the actor is the participant.
func isSelf(actor access.Actor, a org.Agency, person roster.PersonID) bool {
	return slices.ContainsFunc(actor.Grants(), func(g access.Grant) bool {
		return g.Agency == string(a.ID) && g.Role == access.Participant && g.Scope == access.PersonScope(string(person))
	})
}

// mayKeep refuses whoever is neither the participant nor keeps their batch.
func (d *Desk) mayKeep(ctx context.Context, q db.Q, actor access.Actor, a org.Agency, person roster.PersonID) error {
	if isSelf(actor, a, person) {
		return nil
	}
	seat, err := training.SeatNow(ctx, q, person)
	if fault.KindOf(err) == fault.KindNotFound {
		return access.RequirePerson(ctx, q, actor, string(a.ID), string(person), a.Today(d.Clock.Now()), keepers...)
	}
	if err != nil {
		return err
	}
	if seat.Agency != a.ID {
		return fault.NotFound("access.not_found")
	}
	return actor.RequireScope(string(a.ID), access.BatchScope(string(seat.Batch)), keepers...)
}

// Mark names what was said, so that whoever changes it later does not go over
// what somebody else has said since.
func (n Need) Mark() string {
	sum := sha256.Sum256(fmt.Appendf(nil, "%+v", n))
	return hex.EncodeToString(sum[:6])
}

// Say keeps what a participant needs, sealed. The trail says that it was said,
// never what.
func (d *Desk) Say(ctx context.Context, actor access.Actor, a org.Agency, person roster.PersonID, n Need) error {
	return d.SaySeen(ctx, actor, a, person, n, "")
}

// SaySeen does so for somebody who saw what was said before under its mark. It
// refuses when the participant or the committee has said something else since.
func (d *Desk) SaySeen(ctx context.Context, actor access.Actor, a org.Agency, person roster.PersonID, n Need, seen string) error {
	if err := d.mayKeep(ctx, d.DB, actor, a, person); err != nil {
		return err
	}
	if err := n.clean(); err != nil {
		return err
	}
	return d.DB.InTx(ctx, func(tx *db.Tx) error {
		before, err := d.needs(ctx, tx, []roster.PersonID{person})
		if err != nil {
			return err
		}
		if seen != "" && seen != before[person].Mark() {
			return fault.Conflict("logistics.fault.since")
		}
		return d.keep(ctx, tx, actor, a, person, n)
	})
}

func (d *Desk) keep(ctx context.Context, tx *db.Tx, actor access.Actor, a org.Agency, person roster.PersonID, n Need) error {
	if _, err := roster.ByID(ctx, tx, a.ID, person); err != nil {
		return err
	}
	text, err := json.Marshal(n)
	if err != nil {
		return err
	}
	sealed, err := d.Vault.Seal(string(text))
	if err != nil {
		return err
	}
	err = tx.Do(ctx, `INSERT INTO logistics_need (person_id, agency_id, sealed, entered_at, entered_by) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (person_id) DO UPDATE SET sealed = excluded.sealed, entered_at = excluded.entered_at, entered_by = excluded.entered_by`, string(person), string(a.ID), sealed, clock.Stamp(d.Clock.Now()), actor.Ref())
	if err != nil {
		return fmt.Errorf("keep need: %w", err)
	}
	return audit.Write(ctx, tx, audit.Entry{Agency: string(a.ID), At: d.Clock.Now(), Actor: actor.Ref(), Act: "logistics.say", Subject: "person:" + string(person), Person: string(person)})
}

// Guests returns the participants of a batch with what they need and where they
// sleep, by group and name. Whose health it tells of is remembered as read.
func (d *Desk) Guests(ctx context.Context, actor access.Actor, a org.Agency, batch training.BatchID) ([]Guest, error) {
	if err := actor.RequireScope(string(a.ID), access.BatchScope(string(batch)), keepers...); err != nil {
		return nil, err
	}
	guests, err := d.guests(ctx, d.DB, a.ID, batch)
	if err != nil {
		return nil, err
	}
	for i, g := range guests {
		if actor.IsLooking() {
			guests[i].Need = g.Need.plain()
			continue
		}
		if !g.Need.Private() {
			continue
		}
		if err := d.seen(ctx, actor, a, g.Person.ID); err != nil {
			return nil, err
		}
	}
	return guests, nil
}

func (d *Desk) guests(ctx context.Context, q db.Q, agency org.AgencyID, batch training.BatchID) ([]Guest, error) {
	members, err := training.Members(ctx, q, agency, batch)
	if err != nil {
		return nil, err
	}
	ids := make([]roster.PersonID, len(members))
	for i, m := range members {
		ids[i] = m.Person.ID
	}
	needs, err := d.needs(ctx, q, ids)
	if err != nil {
		return nil, err
	}
	beds, err := bedsOf(ctx, q, batch)
	if err != nil {
		return nil, err
	}
	guests := make([]Guest, len(members))
	for i, m := range members {
		guests[i] = Guest{Member: m, Bed: beds[m.Person.ID]}
		guests[i].Need, guests[i].Answered = needs[m.Person.ID]
	}
	return guests, nil
}
