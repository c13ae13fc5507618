package trainer

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"pamong/internal/access"
	"pamong/internal/audit"
	"pamong/internal/identity"
	"pamong/internal/kit/clock"
	"pamong/internal/kit/db"
	"pamong/internal/kit/fault"
	"pamong/internal/kit/i18n"
	"pamong/internal/kit/id"
	"pamong/internal/org"
	"pamong/internal/training"
)

// Bind binds trainers of one batch to a group of it, to all of it, or to one
// participant, within the caller's transaction. Whoever was bound in that place
// is replaced from the day on, for a reason unless they teach no longer then; the
// same trainer again only gets the letter. Without a day it holds from the first day of the course, or from
// today where that is later and somebody is replaced. It refuses who has no
// right to the role on that day, and an examiner or coach who is the mentor of
// a participant, or works in their unit or above it. Officer and committee of
// the batch may. What hangs on it (the sessions of a draft) follows.
func (d *Desk) Bind(ctx context.Context, tx *db.Tx, actor access.Actor, list ...Binding) error {
	var c *Bench
	for _, b := range list {
		if err := actor.RequireScope(string(b.Agency), access.BatchScope(string(b.Batch)), writers...); err != nil {
			return err
		}
		if c == nil || c.Batch.ID != b.Batch {
			var err error
			if c, err = d.Bench(ctx, tx, b.Agency, b.Batch); err != nil {
				return err
			}
		}
		if err := d.bind(ctx, tx, actor, c, b); err != nil {
			return err
		}
	}
	return nil
}

func (d *Desk) bind(ctx context.Context, tx *db.Tx, actor access.Actor, c *Bench, b Binding) error {
	had := c.Now(b)
	if err := c.clean(&b, had); err != nil {
		return err
	}
	t, _ := c.ByID(b.Trainer)
	if had != nil && had.Trainer == b.Trainer {
		return d.reletter(ctx, tx, actor, *had, b)
	}
	if had != nil {
		if err := endBinding(ctx, tx, *had, b.From); err != nil {
			return err
		}
	}
	b.ID, b.Until = BindingID(id.New()), ""
	err := tx.Do(ctx, `INSERT INTO trainer_binding (id, agency_id, batch_id, group_number, person_id, role, trainer_id, from_date, until_date, document, reason, made_at, made_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, '', $9, $10, $11, $12)`,
		string(b.ID), string(b.Agency), string(b.Batch), b.Group, b.Person, string(b.Role), string(b.Trainer), string(b.From), b.Document, b.Reason, clock.Stamp(d.Clock.Now()), actor.Ref())
	if err != nil {
		return fmt.Errorf("bind trainer: %w", err)
	}
	if err := d.noteBinding(ctx, tx, actor, "trainer.bind", had, b); err != nil {
		return err
	}
	if had != nil {
		*had = b
	} else {
		c.Bindings = append(c.Bindings, b)
	}
	if d.Bound == nil || b.Person != "" {
		return nil
	}
	return d.Bound(ctx, tx, actor, b, t)
}

func endBinding(ctx context.Context, tx *db.Tx, b Binding, until clock.Date) error {
	if err := tx.Do(ctx, `UPDATE trainer_binding SET until_date = $1 WHERE id = $2`, string(until), string(b.ID)); err != nil {
		return fmt.Errorf("end binding: %w", err)
	}
	return nil
}

// reletter notes the letter of a binding that stands.
func (d *Desk) reletter(ctx context.Context, tx *db.Tx, actor access.Actor, had, b Binding) error {
	if b.Document == "" || b.Document == had.Document {
		return nil
	}
	if err := tx.Do(ctx, `UPDATE trainer_binding SET document = $1 WHERE id = $2`, b.Document, string(had.ID)); err != nil {
		return fmt.Errorf("note letter of binding: %w", err)
	}
	now := had
	now.Document = b.Document
	return d.noteBinding(ctx, tx, actor, "trainer.letter", &had, now)
}

// Release ends a binding from a day on without another trainer in its place,
// within the caller's transaction.
func (d *Desk) Release(ctx context.Context, tx *db.Tx, actor access.Actor, b Binding, until clock.Date, reason string) error {
	if err := actor.RequireScope(string(b.Agency), access.BatchScope(string(b.Batch)), writers...); err != nil {
		return err
	}
	c, err := d.Bench(ctx, tx, b.Agency, b.Batch)
	if err != nil {
		return err
	}
	had := c.Now(b)
	if had == nil {
		return fault.NotFound("access.not_found")
	}
	var f fault.Fields
	if reason = identity.OneLine(reason); reason == "" || long(reason) {
		f.Add("reason", "trainer.fault.reason")
	}
	if !until.Valid() || until < had.From {
		f.Add("from", "trainer.fault.before", "Day", had.From)
	}
	if err := f.Err(); err != nil {
		return err
	}
	if err := endBinding(ctx, tx, *had, until); err != nil {
		return err
	}
	now := *had
	now.Until, now.Reason = until, reason
	return d.noteBinding(ctx, tx, actor, "trainer.release", had, now)
}

func (d *Desk) noteBinding(ctx context.Context, tx *db.Tx, actor access.Actor, act string, before *Binding, after Binding) error {
	e := audit.Entry{Agency: string(after.Agency), At: d.Clock.Now(), Actor: actor.Ref(), Act: act, Subject: "batch:" + string(after.Batch), Person: after.Person, After: after, Reason: after.Reason}
	if before != nil {
		e.Before = *before
	}
	return audit.Write(ctx, tx, e)
}

// Bench is what one must know to bind trainers in a batch.
type Bench struct {
	Staff
	Batch    training.Batch
	Groups   int
	Members  []training.Member
	Bindings []Binding // those that last
	Today    clock.Date

	interests Interests
}

// Bench reads what binding in a batch needs. It judges nobody: the caller has
// asked who may see the batch.
func (d *Desk) Bench(ctx context.Context, q db.Q, agency org.AgencyID, batch training.BatchID) (*Bench, error) {
	c := &Bench{}
	a, err := org.AgencyByID(ctx, q, agency)
	if err != nil {
		return nil, err
	}
	c.Today = a.Today(d.Clock.Now())
	if c.Batch, err = training.BatchByID(ctx, q, agency, batch); err != nil {
		return nil, err
	}
	if c.Staff, err = StaffOf(ctx, q, agency, c.Batch.Start, c.Batch.End); err != nil {
		return nil, err
	}
	groups, err := training.Groups(ctx, q, batch)
	if err != nil {
		return nil, err
	}
	c.Groups = len(groups)
	if c.Members, err = training.Members(ctx, q, agency, batch); err != nil {
		return nil, err
	}
	if c.Bindings, err = Bindings(ctx, q, batch); err != nil {
		return nil, err
	}
	c.interests, err = d.InterestsOf(ctx, q, agency)
	return c, err
}

// Now returns who is bound in the place of a binding, nil when nobody is.
func (c *Bench) Now(b Binding) *Binding {
	if b.Person != "" {
		b.Group = 0
	}
	i := slices.IndexFunc(c.Bindings, func(o Binding) bool { return o.Group == b.Group && o.Person == b.Person && o.Role == b.Role })
	if i < 0 {
		return nil
	}
	return &c.Bindings[i]
}

// clean brings a binding into form and refuses what is wrong beside its field.
func (c *Bench) clean(b *Binding, had *Binding) error {
	var f fault.Fields
	b.Document, b.Reason = identity.OneLine(b.Document), identity.OneLine(b.Reason)
	if b.Person != "" {
		b.Group = 0
	}
	if c.Batch.State != training.BatchOpen {
		return fault.Conflict("training.fault.merged", "Label", c.Batch.Label)
	}
	if b.From == "" {
		b.From = c.Batch.Start
		if had != nil {
			b.From = max(b.From, had.From, c.Today)
		}
	}
	if !b.From.Valid() || b.From < "2000-01-01" || b.From > c.Batch.End {
		f.Add("from", "trainer.fault.from", "From", c.Batch.Start, "Until", c.Batch.End)
	}
	if had != nil && had.Trainer != b.Trainer {
		if b.Reason == "" && !c.left(had.Trainer, b.From) {
			f.Add("reason", "trainer.fault.reason")
		}
		if b.From < had.From {
			f.Add("from", "trainer.fault.before", "Day", had.From)
		}
	}
	for name, text := range map[string]string{"document": b.Document, "reason": b.Reason} {
		if long(text) {
			f.Add(name, "trainer.fault.long", "N", mostText)
		}
	}
	if !slices.Contains(Roles, b.Role) {
		f.Add("role", "trainer.fault.role")
	}
	if b.Group < 0 || b.Group > c.Groups {
		f.Add("group", "training.fault.no_group", "N", b.Group)
	}
	if b.Person != "" && !slices.ContainsFunc(c.Members, func(m training.Member) bool { return string(m.Person.ID) == b.Person }) {
		f.Add("person", "trainer.fault.person")
	}
	t, ok := c.ByID(b.Trainer)
	if !ok {
		f.Add("trainer", "trainer.fault.trainer")
	} else if bars := c.Refusals(t, *b); len(bars) > 0 {
		f.Add("trainer", bars[0].Key, bars[0].Args...)
	}
	slices.SortStableFunc(f, func(a, b fault.Field) int { return strings.Compare(a.Name, b.Name) })
	return f.Err()
}

// left reports whether somebody teaches no longer on a day.
func (c *Bench) left(trainer ID, day clock.Date) bool {
	t, known := c.ByID(trainer)
	return known && !t.Until.IsZero() && t.Until <= day
}

// Refusals says why a trainer cannot be bound: they may not do the role on that
// day, or as coach or examiner would judge their own staff. None if they can.
func (c *Bench) Refusals(t Trainer, b Binding) []i18n.Line {
	bars := c.Bars(t, Duty{Role: b.Role, Class: c.Batch.Class, Day: cmp.Or(b.From, c.Batch.Start)})
	return append(bars, c.Interests(t, b)...)
}

// Interests says which participants a coach or an examiner may not judge, being
// their mentor or working in their unit or above it. A binding that was right can
// come to have some: people move, and get another mentor.
func (c *Bench) Interests(t Trainer, b Binding) []i18n.Line {
	var bars []i18n.Line
	if b.Role == Tutor {
		return nil
	}
	for _, m := range c.under(b) {
		if why := c.interests.Between(t, m.Person); why != NoConflict {
			bars = append(bars, i18n.Say("trainer.bar."+string(why), "Name", m.Person.Name, "Unit", m.Unit))
		}
	}
	return bars
}

// Doubts says what one should know before binding a trainer: an examiner who
// coaches the same people.
func (c *Bench) Doubts(t Trainer, b Binding) []i18n.Line {
	other := Examiner
	if b.Role == Examiner {
		other = Coach
	}
	if b.Role == Tutor {
		return nil
	}
	for _, o := range c.Bindings {
		if o.Trainer == t.ID && o.Role == other && (o.Group == b.Group && o.Person == b.Person || o.Person == "" && b.Person == "" && (o.Group == 0 || b.Group == 0)) {
			return []i18n.Line{i18n.Say("trainer.doubt.both")}
		}
	}
	return nil
}

// under are the participants whom a binding concerns: those of the group who
// have no trainer of their own in the role.
func (c *Bench) under(b Binding) []training.Member {
	own := map[string]bool{}
	for _, o := range c.Bindings {
		own[o.Person] = own[o.Person] || o.Person != "" && o.Role == b.Role
	}
	var list []training.Member
	for _, m := range c.Members {
		person := string(m.Person.ID)
		if person == b.Person || b.Person == "" && !own[person] && (b.Group == 0 || b.Group == m.Seat.GroupNumber) {
			list = append(list, m)
		}
	}
	return list
}
