package probation

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"pamong/internal/access"
	"pamong/internal/kit/clock"
	"pamong/internal/kit/db"
	"pamong/internal/kit/fault"
	"pamong/internal/org"
	"pamong/internal/roster"
)

const oathRead = `SELECT id, held_on, starts, place, official_name, official_title, per_row, state, minutes_number, minutes_on, reason FROM probation_oath `

func scanOath(row db.Row) (Oath, error) {
	var o Oath
	err := row.Scan(&o.ID, &o.HeldOn, &o.Starts, &o.Place, &o.Official, &o.Title, &o.PerRow, &o.State, &o.Minutes, &o.MinutesOn, &o.Reason)
	if errors.Is(err, sql.ErrNoRows) {
		return o, fault.NotFound("probation.oath.none")
	}
	if err != nil {
		return o, fmt.Errorf("read oath: %w", err)
	}
	return o, nil
}

func oathByID(ctx context.Context, q db.Q, a org.Agency, id OathID) (Oath, error) {
	o, err := scanOath(q.QueryRow(ctx, oathRead+`WHERE id = $1 AND agency_id = $2`, string(id), string(a.ID)))
	if err != nil {
		return o, err
	}
	o.Helpers, err = db.List(ctx, q, "list helpers", func(row db.Row) (h Helper, err error) {
		err = row.Scan(&h.Kind, &h.Religion, &h.Name, &h.NIP, &h.Golongan, &h.Title)
		return h, err
	}, `SELECT kind, religion, name, nip, golongan, title FROM probation_oath_helper WHERE oath_id = $1 ORDER BY kind, place`, string(id))
	return o, err
}

// Oaths returns the oaths of an agency, the latest first, with how many people
// sit at each.
func (o *Office) Oaths(ctx context.Context, actor access.Actor, a org.Agency) ([]Oath, map[OathID]int, error) {
	if err := actor.Require(string(a.ID), seers...); err != nil {
		return nil, nil, err
	}
	list, err := db.List(ctx, o.DB, "list oaths", scanOath, oathRead+`WHERE agency_id = $1 ORDER BY held_on DESC, id DESC`, string(a.ID))
	if err != nil {
		return nil, nil, err
	}
	n, err := db.Counts[OathID](ctx, o.DB, "count seats", `SELECT s.oath_id, COUNT(*) FROM probation_oath_seat s JOIN probation_oath o ON o.id = s.oath_id WHERE o.agency_id = $1 GROUP BY s.oath_id`, string(a.ID))
	return list, n, err
}

// OathOf returns an oath with those who sit at it. Their religion is told to
// officers only.
func (o *Office) OathOf(ctx context.Context, actor access.Actor, a org.Agency, id OathID) (Oath, []Sitting, error) {
	if err := actor.Require(string(a.ID), seers...); err != nil {
		return Oath{}, nil, err
	}
	oath, err := oathByID(ctx, o.DB, a, id)
	if err != nil {
		return oath, nil, err
	}
	list, err := o.sittings(ctx, o.DB, a, id)
	if err != nil {
		return oath, nil, err
	}
	if !actor.HasWhole(string(a.ID), keepers...) {
		for i := range list {
			list[i].Religion = ""
		}
	}
	return oath, list, nil
}

// sittings returns who sits at an oath, with chairs.
func (o *Office) sittings(ctx context.Context, q db.Q, a org.Agency, id OathID) ([]Sitting, error) {
	type row struct {
		person, state, reason string
		number                int
	}
	rows, err := db.List(ctx, q, "list seats", func(r db.Row) (x row, err error) {
		err = r.Scan(&x.person, &x.state, &x.number, &x.reason)
		return x, err
	}, `SELECT person_id, state, number, reason FROM probation_oath_seat WHERE oath_id = $1`, string(id))
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	at := map[string]row{}
	ids := make([]roster.PersonID, 0, len(rows))
	for _, r := range rows {
		at[r.person] = r
		ids = append(ids, roster.PersonID(r.person))
	}
	believes, err := o.People.PrivateOf(ctx, q, roster.FieldReligion, ids)
	if err != nil {
		return nil, err
	}
	known, err := Religions()
	if err != nil {
		return nil, err
	}
	pack, err := o.pack(ctx, a)
	if err != nil {
		return nil, err
	}
	everybody, err := roster.All(ctx, q, a.ID)
	if err != nil {
		return nil, err
	}
	all, err := o.gather(ctx, q, a)
	if err != nil {
		return nil, err
	}
	today := a.Today(o.Clock.Now())
	list := make([]Sitting, 0, len(rows))
	for _, p := range everybody {
		r, ok := at[string(p.ID)]
		if !ok {
			continue
		}
		list = append(list, Sitting{Candidate: judged(pack, p, all.of(p), all.path(p), today), Religion: religion(known, believes[p.ID]), Number: r.number, State: r.state, Reason: r.reason})
	}
	seat(known, list)
	return list, nil
}

// Unsworn returns those who have their decree and sit at no oath that is
// planned, in the order of their names, and when each was absent last.
func (o *Office) Unsworn(ctx context.Context, actor access.Actor, a org.Agency) ([]Candidate, map[string]clock.Date, error) {
	if err := actor.Require(string(a.ID), seers...); err != nil {
		return nil, nil, err
	}
	list, err := o.Candidates(ctx, actor, a, a.Today(o.Clock.Now()))
	if err != nil {
		return nil, nil, err
	}
	seated, missed, err := seatsOf(ctx, o.DB, a)
	if err != nil {
		return nil, nil, err
	}
	var free []Candidate
	for _, c := range list {
		if c.Path.State == StateDecided && !seated[string(c.ID)] {
			free = append(free, c)
		}
	}
	return free, missed, nil
}

// seatsOf returns who sits at a planned oath of an agency, and on which day
// somebody was absent from one that was held.
func seatsOf(ctx context.Context, q db.Q, a org.Agency) (map[string]bool, map[string]clock.Date, error) {
	rows, err := q.Query(ctx, `SELECT s.person_id, s.state, o.state, o.held_on FROM probation_oath_seat s JOIN probation_oath o ON o.id = s.oath_id WHERE o.agency_id = $1 ORDER BY o.held_on`, string(a.ID))
	if err != nil {
		return nil, nil, fmt.Errorf("list seats: %w", err)
	}
	defer rows.Close()
	seated, missed := map[string]bool{}, map[string]clock.Date{}
	for rows.Next() {
		var person, state string
		var oath OathState
		var day clock.Date
		if err := rows.Scan(&person, &state, &oath, &day); err != nil {
			return nil, nil, fmt.Errorf("list seats: %w", err)
		}
		switch {
		case oath == OathPlanned:
			seated[person] = true
		case oath == OathHeld && state == StayedAway:
			missed[person] = day
		}
	}
	return seated, missed, rows.Err()
}
