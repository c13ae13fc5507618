package schedule

import (
	"context"

	"pamong/internal/access"
	"pamong/internal/identity"
	"pamong/internal/kit/db"
	"pamong/internal/kit/fault"
	"pamong/internal/org"
)

// RequireMentor refuses an actor who may not look after the link of a mentor:
// everybody whom the mentor guides has to be within reach, because the link opens
// them all.
func (d *Desk) RequireMentor(ctx context.Context, q db.Q, actor access.Actor, a org.Agency, m Mentor) error {
	if actor.HasWhole(string(a.ID), binders...) {
		return nil
	}
	people, err := db.Column[string](ctx, q, "list people of mentor", `SELECT person_id FROM schedule_mentoring WHERE mentor_id = $1 AND until_date = ''`, string(m.ID))
	if err != nil {
		return err
	}
	if len(people) == 0 {
		return fault.NotFound("access.not_found")
	}
	for _, p := range people {
		if err := access.RequirePerson(ctx, q, actor, string(a.ID), p, a.Today(d.Clock.Now()), binders...); err != nil {
			return err
		}
	}
	return nil
}

// MayLink reports whether an actor may look after the link of a mentor, as
// RequireMentor judges: it is false where the link opens people of others too.
func (d *Desk) MayLink(ctx context.Context, q db.Q, actor access.Actor, a org.Agency, m Mentor) (bool, error) {
	err := d.RequireMentor(ctx, q, actor, a, m)
	if fault.KindOf(err) == fault.KindNotFound {
		return false, nil
	}
	return err == nil, err
}

// Link makes the link of a mentor, or renews it: the one before ends at once.
// Told names the pass of which the actor was told that it is open on a device.
func (d *Desk) Link(ctx context.Context, actor access.Actor, a org.Agency, mentor MentorID, told string) (identity.Pass, error) {
	var p identity.Pass
	err := d.DB.InTx(ctx, func(tx *db.Tx) error {
		m, err := MentorByID(ctx, tx, a.ID, mentor)
		if err != nil {
			return err
		}
		if err := d.RequireMentor(ctx, tx, actor, a, m); err != nil {
			return err
		}
		p, err = d.link(ctx, tx, actor, m, told)
		return err
	})
	return p, err
}

func (d *Desk) link(ctx context.Context, tx *db.Tx, actor access.Actor, m Mentor, told string) (identity.Pass, error) {
	return d.Links.MakePass(ctx, tx, actor, identity.NewPass{Agency: string(m.Agency), Role: access.Mentor, Scope: m.Scope(), Holder: m.Name, Title: m.Title, Phone: m.Phone, Email: m.Email, Told: told})
}

// LinkAll makes links for the mentors all of whose people the actor reaches and
// who have none that opens anything, and returns how many it made.
func (d *Desk) LinkAll(ctx context.Context, actor access.Actor, a org.Agency) (int, error) {
	all, err := d.Guided(ctx, actor, a)
	if err != nil {
		return 0, err
	}
	n := 0
	err = d.DB.InTx(ctx, func(tx *db.Tx) error {
		n = 0
		passes, err := identity.Passes(ctx, tx, string(a.ID), access.Mentor) // another officer may have made some since
		if err != nil {
			return err
		}
		done := map[MentorID]bool{}
		for _, g := range all {
			if g.Mentor == nil || done[g.Mentor.ID] {
				continue
			}
			if p, made := passes[g.Mentor.Scope()]; made && !p.Wanting(d.Clock.Now()) {
				continue
			}
			done[g.Mentor.ID] = true
			may, err := d.MayLink(ctx, tx, actor, a, g.Mentor.Mentor)
			if err != nil {
				return err
			}
			if !may {
				continue
			}
			if _, err := d.link(ctx, tx, actor, g.Mentor.Mentor, ""); err != nil {
				return err
			}
			n++
		}
		return nil
	})
	return n, err
}

// Withdraw ends the link of a mentor at once, with the page that it opened.
func (d *Desk) Withdraw(ctx context.Context, actor access.Actor, a org.Agency, mentor MentorID) error {
	return d.DB.InTx(ctx, func(tx *db.Tx) error {
		m, err := MentorByID(ctx, tx, a.ID, mentor)
		if err != nil {
			return err
		}
		if err := d.RequireMentor(ctx, tx, actor, a, m); err != nil {
			return err
		}
		had, err := d.Links.WithdrawPass(ctx, tx, actor, string(a.ID), access.Mentor, m.Scope())
		if err == nil && !had {
			return fault.Conflict("schedule.mentor.no_link")
		}
		return err
	})
}
