package training

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"pamong/internal/access"
	"pamong/internal/audit"
	"pamong/internal/kit/clock"
	"pamong/internal/kit/db"
	"pamong/internal/kit/fault"
	"pamong/internal/kit/id"
	"pamong/internal/org"
	"pamong/internal/roster"
)

// clean trims a note and refuses one without date or reason. From is the
// first day on which the change can hold.
func (n *Note) clean(f *fault.Fields, from clock.Date) {
	n.Reason, n.Document, n.Authority = strings.TrimSpace(n.Reason), strings.TrimSpace(n.Document), strings.TrimSpace(n.Authority)
	switch {
	case !n.Date.Valid():
		f.Add("date", "web.bad_date")
	case n.Date < from:
		f.Add("date", "training.fault.before", "From", string(from))
	}
	if n.Reason == "" || len(n.Reason) > 500 {
		f.Add("reason", "training.fault.reason")
	}
	if len(n.Document) > 200 {
		f.Add("document", "training.fault.document")
	}
	if len(n.Authority) > 200 {
		f.Add("authority", "training.fault.document")
	}
}

// within notes a date that lies behind the last day of the course.
func (n Note) within(ctx context.Context, q db.Q, s Seat, f *fault.Fields) error {
	b, err := BatchByID(ctx, q, s.Agency, s.Batch)
	if err == nil && n.Date.Valid() && b.End.Valid() && n.Date > b.End {
		f.Add("date", "training.fault.after", "Until", string(b.End))
	}
	return err
}

// in adds letter and authority to what the trail keeps.
func (n Note) in(state map[string]any) map[string]any {
	state["document"], state["authority"] = n.Document, n.Authority
	return state
}

// turn is how a seat begins by the note.
func (n Note) turn(event SeatEvent, actor access.Actor) Turn {
	return Turn{Event: event, Reason: n.Reason, Document: n.Document, By: actor.Ref(), Who: n.Authority}
}

// seatFor loads a lasting seat that the actor may change.
func seatFor(ctx context.Context, tx *db.Tx, actor access.Actor, agency org.AgencyID, id SeatID) (Seat, error) {
	if !actor.Within(string(agency)) {
		return Seat{}, fault.NotFound("access.not_found")
	}
	s, err := SeatByID(ctx, tx, agency, id)
	if err != nil {
		return s, err
	}
	if err := actor.RequireScope(string(agency), access.BatchScope(string(s.Batch)), writers...); err != nil {
		return s, err
	}
	if !s.Until.IsZero() {
		return s, fault.Conflict("training.fault.ended")
	}
	return s, nil
}

// batchFor loads an open batch that the actor may change.
func batchFor(ctx context.Context, tx *db.Tx, actor access.Actor, agency org.AgencyID, batch BatchID) (Batch, error) {
	if err := actor.RequireScope(string(agency), access.BatchScope(string(batch)), writers...); err != nil {
		return Batch{}, err
	}
	b, err := BatchByID(ctx, tx, agency, batch)
	if err != nil {
		return b, err
	}
	if b.State != BatchOpen {
		return b, fault.Conflict("training.fault.merged", "Label", b.Label)
	}
	return b, nil
}

// MoveSeat moves a person to another batch from a date on; group 0 lets the
// group be chosen that the person makes most even. It refuses a full batch, and
// one of the other golongan unless the note says so.
func (p *Planner) MoveSeat(ctx context.Context, actor access.Actor, agency org.AgencyID, seat SeatID, to BatchID, group int, n Note) error {
	return p.DB.InTx(ctx, func(tx *db.Tx) error {
		s, err := seatFor(ctx, tx, actor, agency, seat)
		if err != nil {
			return err
		}
		n := n
		var f fault.Fields
		n.clean(&f, s.From)
		if to == s.Batch {
			f.Add("batch", "training.fault.same_batch")
		}
		if err := f.Err(); err != nil {
			return err
		}
		b, err := p.roomIn(ctx, tx, actor, agency, to, 1)
		if err != nil {
			return err
		}
		if n.Date > b.End {
			f.Add("date", "training.fault.after", "Until", string(b.End))
			return f.Err()
		}
		if err := n.apart(ctx, tx, s.Person, b); err != nil {
			return err
		}
		return p.move(ctx, tx, actor, s, b, group, n)
	})
}

// roomIn returns an open batch with room for so many more people.
func (p *Planner) roomIn(ctx context.Context, tx *db.Tx, actor access.Actor, agency org.AgencyID, batch BatchID, people int) (Batch, error) {
	if err := tx.Lock(ctx, "batch:"+string(batch)); err != nil {
		return Batch{}, err
	}
	b, err := batchFor(ctx, tx, actor, agency, batch)
	if err != nil {
		return b, err
	}
	programme, err := ProgrammeByID(ctx, tx, agency, b.Programme)
	if err != nil {
		return b, err
	}
	if b.Size+people > programme.Cap {
		return b, fault.Conflict("training.fault.full", "Label", b.Label, "N", b.Size, "Cap", programme.Cap)
	}
	return b, nil
}

// move ends the seat and begins the next one of the same attempt.
func (p *Planner) move(ctx context.Context, tx *db.Tx, actor access.Actor, s Seat, to Batch, group int, n Note) error {
	if err := p.rise(ctx, tx, actor, s, Moved, n, "training.leave"); err != nil {
		return err
	}
	next := Seat{ID: SeatID(id.New()), Agency: s.Agency, Programme: to.Programme, Batch: to.ID, Person: s.Person, Attempt: s.Attempt, Chain: s.Chain, From: n.Date,
		Began: n.turn(Moved, actor)}
	if err := p.place(ctx, tx, &next, group); err != nil {
		return err
	}
	return p.sit(ctx, tx, actor, next, "training.move")
}

// place gives a seat its group, the most fitting one for number 0.
func (p *Planner) place(ctx context.Context, tx *db.Tx, s *Seat, number int) error {
	groups, err := Groups(ctx, tx, s.Batch)
	if err != nil {
		return err
	}
	if number == 0 {
		if number, err = p.fittingGroup(ctx, tx, *s, groups); err != nil {
			return err
		}
	}
	i := slices.IndexFunc(groups, func(g Group) bool { return g.Number == number })
	if i < 0 {
		var f fault.Fields
		f.Add("group", "training.fault.no_group", "N", number)
		return f.Err()
	}
	s.Group, s.GroupNumber = groups[i].ID, number
	return nil
}

func (p *Planner) fittingGroup(ctx context.Context, tx *db.Tx, s Seat, groups []Group) (int, error) {
	members, err := membersOf(ctx, tx, s.Agency, s.Batch, len(groups))
	if err != nil {
		return 0, err
	}
	tree, err := org.TreeOf(ctx, tx, s.Agency)
	if err != nil {
		return 0, err
	}
	person, err := roster.ByID(ctx, tx, s.Agency, s.Person)
	if err != nil {
		return 0, err
	}
	return fit(members, candidate(person, tree)) + 1, nil
}

// membersOf returns the people of a batch by group.
func membersOf(ctx context.Context, q db.Q, agency org.AgencyID, batch BatchID, groups int) ([][]Candidate, error) {
	seats, err := Seats(ctx, q, batch)
	if err != nil {
		return nil, err
	}
	tree, err := org.TreeOf(ctx, q, agency)
	if err != nil {
		return nil, err
	}
	members := make([][]Candidate, groups)
	for _, s := range seats {
		person, err := roster.ByID(ctx, q, agency, s.Person)
		if err != nil {
			return nil, fmt.Errorf("read member of batch %s: %w", batch, err)
		}
		if s.GroupNumber >= 1 && s.GroupNumber <= groups {
			members[s.GroupNumber-1] = append(members[s.GroupNumber-1], candidate(person, tree))
		}
	}
	return members, nil
}

// AssignGroup puts a person into another group of the same batch from a date
// on.
func (p *Planner) AssignGroup(ctx context.Context, actor access.Actor, agency org.AgencyID, seat SeatID, group int, n Note) error {
	return p.DB.InTx(ctx, func(tx *db.Tx) error {
		s, err := seatFor(ctx, tx, actor, agency, seat)
		if err != nil {
			return err
		}
		n := n
		var f fault.Fields
		n.clean(&f, s.From)
		if err := n.within(ctx, tx, s, &f); err != nil {
			return err
		}
		if group == s.GroupNumber {
			f.Add("group", "training.fault.same_group")
		}
		if err := f.Err(); err != nil {
			return err
		}
		after := s
		if err := p.place(ctx, tx, &after, group); err != nil {
			return err
		}
		if err := leaveGroup(ctx, tx, s, n.Date); err != nil {
			return err
		}
		if err := joinGroup(ctx, tx, after, n.Date, n.Reason); err != nil {
			return err
		}
		return audit.Write(ctx, tx, audit.Entry{Agency: string(agency), At: p.Clock.Now(), Actor: actor.Ref(), Act: "training.group", Subject: "batch:" + string(s.Batch), Person: string(s.Person),
			Before: seatState(s), After: n.in(seatState(after)), Reason: n.Reason})
	})
}

// Defer takes a person out of their batch from a date on; they take part
// later.
func (p *Planner) Defer(ctx context.Context, actor access.Actor, agency org.AgencyID, seat SeatID, n Note) error {
	return p.leave(ctx, actor, agency, seat, Deferred, n, "training.defer")
}

// Withdraw takes a person out of their batch from a date on, for instance
// because they resigned.
func (p *Planner) Withdraw(ctx context.Context, actor access.Actor, agency org.AgencyID, seat SeatID, n Note) error {
	return p.leave(ctx, actor, agency, seat, Withdrawn, n, "training.withdraw")
}

func (p *Planner) leave(ctx context.Context, actor access.Actor, agency org.AgencyID, seat SeatID, event SeatEvent, n Note, act string) error {
	return p.DB.InTx(ctx, func(tx *db.Tx) error {
		s, err := seatFor(ctx, tx, actor, agency, seat)
		if err != nil {
			return err
		}
		n := n
		var f fault.Fields
		n.clean(&f, s.From)
		if err := n.within(ctx, tx, s, &f); err != nil {
			return err
		}
		if err := f.Err(); err != nil {
			return err
		}
		return p.rise(ctx, tx, actor, s, event, n, act)
	})
}

// Reenter takes a person in again who was deferred, in the same attempt, or
// withdrawn, as the next one. It refuses somebody whose training has ended: it is taken once.
func (p *Planner) Reenter(ctx context.Context, actor access.Actor, agency org.AgencyID, person roster.PersonID, batch BatchID, group int, n Note) error {
	return p.DB.InTx(ctx, func(tx *db.Tx) error {
		b, err := p.roomIn(ctx, tx, actor, agency, batch, 1)
		if err != nil {
			return err
		}
		waiting, err := Interrupted(ctx, tx, agency)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(waiting, func(s Seat) bool { return s.Person == person })
		if i < 0 {
			return fault.Conflict("training.fault.not_interrupted")
		}
		n := n
		var f fault.Fields
		n.clean(&f, waiting[i].Until)
		if n.Date.Valid() && n.Date > b.End {
			f.Add("date", "training.fault.after", "Until", string(b.End))
		}
		if err := f.Err(); err != nil {
			return err
		}
		if err := n.apart(ctx, tx, person, b); err != nil {
			return err
		}
		attempt := waiting[i].Attempt
		if waiting[i].Ended.Event != Deferred {
			attempt++
		}
		s := Seat{ID: SeatID(id.New()), Agency: agency, Programme: b.Programme, Batch: b.ID, Person: person, Attempt: attempt, From: n.Date,
			Began: n.turn(Reentered, actor)}
		s.Chain = s.ID
		if err := p.place(ctx, tx, &s, group); err != nil {
			return err
		}
		return p.sit(ctx, tx, actor, s, "training.reenter")
	})
}
