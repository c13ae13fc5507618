package training

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"pamong/internal/access"
	"pamong/internal/audit"
	"pamong/internal/kit/clock"
	"pamong/internal/kit/db"
	"pamong/internal/kit/fault"
	"pamong/internal/kit/id"
	"pamong/internal/org"
	"pamong/internal/roster"
)

// WishID names something known of somebody that a division must heed.
type WishID string

// KnownKind says what is known of somebody: one of the kinds of bars, a pair,
// or a wave chosen by hand.
type KnownKind string

// The kinds beside those of bars.
const (
	KnownTogether KnownKind = "together"
	KnownApart    KnownKind = "apart"
	KnownWave     KnownKind = "wave" // goes in wave Wave
)

// KnownKinds are all kinds, in the order of forms.
var KnownKinds = []KnownKind{KnownKind(Pregnancy), KnownKind(OnLeave), KnownKind(OnDuty), KnownTogether, KnownApart, KnownWave}

// Known is what is known of somebody that every division heeds, until it is
// taken back or the training of the person is over. A bar has dates, a pair
// the Other, a wave its number. A bar has no Reason: why somebody is pregnant
// or on leave is nobody's business.
type Known struct {
	ID          WishID
	Kind        KnownKind
	Person      roster.PersonID
	Other       roster.PersonID
	Wave        int
	From, Until clock.Date
	Reason      string
	Document    string // number of the letter, "" if none
	EnteredBy   string
}

// IsBar reports whether it keeps its person out of waves.
func (k Known) IsBar() bool { return slices.Contains(BarKinds, BarKind(k.Kind)) }

// IsPair reports whether it binds two people.
func (k Known) IsPair() bool { return k.Kind == KnownTogether || k.Kind == KnownApart }

// clean refuses what says nothing, and drops what its kind does not keep.
func (k *Known) clean(f *fault.Fields) {
	k.Reason, k.Document = strings.TrimSpace(k.Reason), strings.TrimSpace(k.Document)
	if !slices.Contains(KnownKinds, k.Kind) {
		f.Add("kind", "training.fault.kind")
	}
	if k.Person == "" {
		f.Add("person", "training.fault.no_person")
	}
	if k.IsBar() {
		k.Reason, k.Wave, k.Other = "", 0, ""
		if !k.From.Valid() {
			f.Add("from", "web.bad_date")
		}
		if k.Until != "" && (!k.Until.Valid() || k.Until < k.From) {
			f.Add("until", "training.fault.bar")
		}
		return
	}
	k.From, k.Until = "", ""
	if k.IsPair() {
		if k.Wave = 0; k.Other == "" || k.Other == k.Person {
			f.Add("other", "training.fault.pair")
		}
		if k.Other < k.Person {
			k.Person, k.Other = k.Other, k.Person
		}
	} else if k.Other = ""; k.Wave < 1 || k.Wave > 100 {
		f.Add("wave", "training.fault.range", "Lo", 1, "Hi", 100)
	}
	if len(k.Reason) > 500 {
		f.Add("reason", "training.fault.reason")
	}
	if len(k.Document) > 200 {
		f.Add("document", "training.fault.document")
	}
}

// Know enters what is known of people, all or nothing; what is known already
// stays as it is. It returns how many are new. Officer and committee may.
func (p *Planner) Know(ctx context.Context, actor access.Actor, agency org.AgencyID, all []Known) (int, error) {
	if err := actor.Require(string(agency), writers...); err != nil {
		return 0, err
	}
	var f fault.Fields
	all = slices.Clone(all)
	for i := range all {
		all[i].clean(&f)
	}
	if err := f.Err(); err != nil {
		return 0, err
	}
	added := 0
	err := p.DB.InTx(ctx, func(tx *db.Tx) error {
		added = 0
		people, err := roster.ByIDs(ctx, tx, agency, peopleKnown(all))
		if err != nil {
			return err
		}
		for _, k := range all {
			_, here := people[k.Person]
			if _, other := people[k.Other]; !here || k.IsPair() && !other {
				return fault.NotFound("access.not_found")
			}
			if k.Kind == KnownKind(Pregnancy) && people[k.Person].Sex == "L" {
				f.Add("kind", "training.fault.no_pregnancy", "Name", people[k.Person].Name)
				return f.Err()
			}
			n, err := p.insertKnown(ctx, tx, actor, agency, k)
			if err != nil {
				return err
			}
			added += n
		}
		return nil
	})
	return added, err
}

func (p *Planner) insertKnown(ctx context.Context, tx *db.Tx, actor access.Actor, agency org.AgencyID, k Known) (int, error) {
	now := p.Clock.Now()
	n, err := tx.Exec(ctx, `INSERT INTO training_wish (id, agency_id, kind, person_id, other_id, wave, from_date, until_date, reason, document, entered_at, entered_by)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) ON CONFLICT DO NOTHING`,
		id.New(), string(agency), string(k.Kind), string(k.Person), string(k.Other), k.Wave, string(k.From), string(k.Until), k.Reason, k.Document, clock.Stamp(now), actor.Ref())
	if err != nil || n == 0 {
		return 0, err
	}
	return 1, audit.Write(ctx, tx, audit.Entry{Agency: string(agency), At: now, Actor: actor.Ref(), Act: "training.know", Subject: "person:" + string(k.Person), Person: string(k.Person), After: k.state(), Reason: k.Reason})
}

// state is what the trail keeps: that there is a bar, but not of what kind.
func (k Known) state() map[string]any {
	if k.IsBar() {
		return map[string]any{"kind": "bar", "from": k.From, "until": k.Until, "document": k.Document}
	}
	return map[string]any{"kind": k.Kind, "other": k.Other, "wave": k.Wave, "document": k.Document}
}

// Unknow takes back what was known of somebody. Officer and committee may.
func (p *Planner) Unknow(ctx context.Context, actor access.Actor, agency org.AgencyID, wish WishID) error {
	if err := actor.Require(string(agency), writers...); err != nil {
		return err
	}
	return p.DB.InTx(ctx, func(tx *db.Tx) error {
		k, err := scanKnown(tx.QueryRow(ctx, knownQuery+`WHERE agency_id = $1 AND id = $2`, string(agency), string(wish)))
		if err := missing(err, "wish"); err != nil {
			return err
		}
		if err := tx.Do(ctx, `DELETE FROM training_wish WHERE id = $1`, string(wish)); err != nil {
			return fmt.Errorf("take wish %s back: %w", wish, err)
		}
		return audit.Write(ctx, tx, audit.Entry{Agency: string(agency), At: p.Clock.Now(), Actor: actor.Ref(), Act: "training.unknow", Subject: "person:" + string(k.Person), Person: string(k.Person), Before: k.state()})
	})
}

const knownQuery = `SELECT id, kind, person_id, other_id, wave, from_date, until_date, reason, document, entered_by FROM training_wish `

func scanKnown(row db.Row) (Known, error) {
	var k Known
	err := row.Scan(&k.ID, &k.Kind, &k.Person, &k.Other, &k.Wave, &k.From, &k.Until, &k.Reason, &k.Document, &k.EnteredBy)
	return k, err
}

// KnownOf returns what is known of the people of an agency, the newest first.
func KnownOf(ctx context.Context, q db.Q, agency org.AgencyID) ([]Known, error) {
	return db.List(ctx, q, "list wishes", scanKnown, knownQuery+`WHERE agency_id = $1 ORDER BY id DESC`, string(agency))
}

func peopleKnown(all []Known) []roster.PersonID {
	var ids []roster.PersonID
	for _, k := range all {
		if ids = append(ids, k.Person); k.Other != "" {
			ids = append(ids, k.Other)
		}
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}

// heed adds what is known to a wish. A lock given with the wish beats one that
// is known.
func (w *Wish) heed(all []Known) {
	for _, k := range all {
		switch {
		case k.IsBar():
			w.Bars = append(w.Bars, Bar{Person: k.Person, Kind: BarKind(k.Kind), From: k.From, Until: k.Until})
		case k.IsPair():
			w.Pairs = append(w.Pairs, Pair{A: k.Person, B: k.Other, Apart: k.Kind == KnownApart})
		case !slices.ContainsFunc(w.Locks, func(l Lock) bool { return l.Person == k.Person }):
			w.Locks = append(w.Locks, Lock{Person: k.Person, Wave: k.Wave})
		}
	}
}

// knownKept is how long a bar is kept after its last day.
const knownKept = 30 * 24 * time.Hour

// expired is the condition on wishes that are forgotten.
const expired = `until_date <> '' AND until_date < $1 OR EXISTS (SELECT 1 FROM training_outcome o WHERE o.withdrawn_at = '' AND (o.person_id = training_wish.person_id OR o.person_id = training_wish.other_id))`

// Expire forgets what was known of people whose training is over, and bars that
// ended a month ago. The trail remembers that something was known.
func (p *Planner) Expire(ctx context.Context) error {
	now := p.Clock.Now()
	until := string(clock.FromTime(now.Add(-knownKept)))
	return p.DB.InTx(ctx, func(tx *db.Tx) error {
		trail, err := db.List(ctx, tx, "list expired wishes", func(row db.Row) (audit.Entry, error) {
			var k Known
			e := audit.Entry{At: now, Actor: access.System("expiry").Ref(), Act: "training.unknow"}
			err := row.Scan(&e.Agency, &k.Kind, &k.Person, &k.Other, &k.Wave, &k.From, &k.Until, &k.Document)
			e.Subject, e.Person, e.Before = "person:"+string(k.Person), string(k.Person), k.state()
			return e, err
		}, `SELECT agency_id, kind, person_id, other_id, wave, from_date, until_date, document FROM training_wish WHERE `+expired, until)
		if err != nil {
			return err
		}
		if err := tx.Do(ctx, `DELETE FROM training_wish WHERE `+expired, until); err != nil {
			return fmt.Errorf("expire wishes: %w", err)
		}
		if err := tx.Do(ctx, `DELETE FROM training_waiting WHERE EXISTS (SELECT 1 FROM training_seat s WHERE s.person_id = training_waiting.person_id AND s.from_date >= training_waiting.since)`); err != nil {
			return fmt.Errorf("expire waiting list: %w", err)
		}
		return audit.WriteAll(ctx, tx, trail)
	})
}
