package evaluation

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"pamong/internal/access"
	"pamong/internal/audit"
	"pamong/internal/identity"
	"pamong/internal/kit/clock"
	"pamong/internal/kit/db"
	"pamong/internal/kit/fault"
	"pamong/internal/kit/id"
	"pamong/internal/org"
	"pamong/internal/regulation"
	"pamong/internal/roster"
	"pamong/internal/training"
)

// Return is what one office owes for its participants in one wave: the marks of
// the home agency, such as those of PKTBT.
type Return struct {
	Wave   Wave
	Unit   org.Unit // of the first level
	People []Owed
	Pass   *identity.Pass // link of the office, nil while none was made
	Sent   time.Time      // when the office sent its sheet in, zero while it has not
	By     string         // actor who sent it
	Note   string         // why it was given back the last time, "" for never

	sheet string // the sheet that was sent in and not given back, "" for none
}

// Wave is a wave of batches whose marks offices give, from its first day to its
// last.
type Wave struct {
	ID         training.WaveID
	Number     int
	Start, End clock.Date
}

// Owed is a participant with the marks that the office gives.
type Owed struct {
	Person  roster.Person
	Batch   training.Batch
	Seat    training.Seat
	Columns []*regulation.Component
	Marks   map[string]Mark // of the home agency, by component
}

// Complete reports whether every mark is there.
func (o Owed) Complete() bool { return len(o.Marks) == len(o.Columns) }

// Missing counts the participants whose marks are not all there.
func (r *Return) Missing() int {
	n := 0
	for _, o := range r.People {
		if !o.Complete() {
			n++
		}
	}
	return n
}

// ReturnState says in one word how far an office is.
type ReturnState string

// The states of a return, in the order in which they want attention.
const (
	ReturnAsked  ReturnState = "asked"  // the office asks for a new link
	ReturnNoLink ReturnState = "nolink" // nobody of the office was asked yet
	ReturnUnsent ReturnState = "unsent" // the link was not sent out
	ReturnUnread ReturnState = "unread" // sent out, not opened
	ReturnOpen   ReturnState = "open"   // opened, marks are missing
	ReturnFilled ReturnState = "filled" // all marks are there, not sent in
	ReturnSent   ReturnState = "sent"   // sent in
)

// ReturnStates lists them.
var ReturnStates = []ReturnState{ReturnAsked, ReturnNoLink, ReturnUnsent, ReturnUnread, ReturnOpen, ReturnFilled, ReturnSent}

// State returns how far the office is at an instant.
func (r *Return) State(now time.Time) ReturnState {
	switch {
	case !r.Sent.IsZero():
		return ReturnSent
	case r.Missing() == 0:
		return ReturnFilled
	case r.Pass == nil:
		return ReturnNoLink
	}
	switch r.Pass.State(now) {
	case identity.PassAsked:
		return ReturnAsked
	case identity.PassOver:
		return ReturnNoLink
	case identity.PassRead:
		return ReturnOpen
	case identity.PassSent:
		return ReturnUnread
	}
	return ReturnUnsent
}

// collectors ask offices for their sheets; fillers fill those in.
var (
	collectors = []access.Role{access.Officer, access.Committee}
	fillers    = []access.Role{access.Clerk, access.Officer, access.Committee}
)

// Returns lists what the offices of an agency owe for the waves that have begun,
// within the actor's reach, by wave and name of the office. Batches whose results
// are locked, and those in whose rules the home agency marks nothing, have none.
func (b *Board) Returns(ctx context.Context, actor access.Actor, a org.Agency) ([]Return, error) {
	reach, err := actor.Reach(string(a.ID), fillers...)
	if err != nil {
		return nil, err
	}
	people, err := roster.Within(ctx, b.DB, a.ID, reach, a.Today(b.Clock.Now()))
	if err != nil {
		return nil, err
	}
	batches, err := training.AllBatches(ctx, b.DB, a.ID)
	if err != nil {
		return nil, err
	}
	tree, err := org.TreeOf(ctx, b.DB, a.ID)
	if err != nil {
		return nil, err
	}
	sent, err := sheets(ctx, b.DB, a.ID)
	if err != nil {
		return nil, err
	}
	passes, err := identity.Passes(ctx, b.DB, string(a.ID), access.Clerk)
	if err != nil {
		return nil, err
	}
	c := collecting{people: map[roster.PersonID]roster.Person{}, tree: tree, sent: sent, passes: passes, owed: map[returnKey]*Return{}}
	for _, p := range people {
		c.people[p.ID] = p
	}
	today := a.Today(b.Clock.Now())
	for _, batch := range batches {
		if batch.Start > today {
			continue
		}
		if err := c.batch(ctx, b.DB, batch); err != nil {
			return nil, err
		}
	}
	return c.list(), nil
}

// collecting is what Returns needs to know of an agency.
type collecting struct {
	people map[roster.PersonID]roster.Person
	tree   *org.Tree
	sent   map[returnKey]sheetSent
	passes map[access.Scope]identity.Pass
	owed   map[returnKey]*Return
}

type returnKey struct {
	wave training.WaveID
	unit org.UnitID
}

// batch collects what offices owe for one batch.
func (c *collecting) batch(ctx context.Context, q db.Q, batch training.Batch) error {
	m, err := meeting(ctx, q, batch.ID)
	if err != nil || m != nil && m.Locked() {
		return err
	}
	pack, err := training.PackOf(ctx, q, batch.ID)
	if err != nil {
		return err
	}
	owed := columns(&pack.Training.Evaluation, batch.Mode)
	owed = slices.DeleteFunc(owed, func(k *regulation.Component) bool { return !mayMark(k, HomeAgency) })
	if len(owed) == 0 {
		return nil
	}
	seats, err := training.Seats(ctx, q, batch.ID)
	if err != nil {
		return err
	}
	marks, err := marksOf(ctx, q, seats)
	if err != nil {
		return err
	}
	for _, s := range seats {
		p, near := c.people[s.Person]
		if !near {
			continue
		}
		office := c.tree.Office(p.Unit)
		if office.ID == "" {
			continue
		}
		r := c.of(batch, office)
		o := Owed{Person: p, Batch: batch, Seat: s, Columns: owed, Marks: map[string]Mark{}}
		for _, mark := range marks[s.Chain] {
			if mark.Marker == HomeAgency {
				o.Marks[mark.Component] = mark
			}
		}
		r.People = append(r.People, o)
	}
	return nil
}

// list returns what was collected, by wave and name of the office.
func (c *collecting) list() []Return {
	var list []Return
	for _, r := range c.owed {
		slices.SortStableFunc(r.People, func(a, b Owed) int { return cmp.Compare(org.Fold(a.Person.Name), org.Fold(b.Person.Name)) })
		if r.Missing() > 0 { // somebody came after the sheet was sent in
			r.Sent, r.By = time.Time{}, ""
		}
		list = append(list, *r)
	}
	slices.SortFunc(list, func(a, b Return) int {
		return cmp.Or(cmp.Compare(a.Wave.Start, b.Wave.Start), cmp.Compare(a.Wave.ID, b.Wave.ID), cmp.Compare(a.Unit.Name, b.Unit.Name), cmp.Compare(a.Unit.ID, b.Unit.ID))
	})
	return list
}

// of returns what an office owes for the wave of a batch.
func (c *collecting) of(batch training.Batch, office org.Unit) *Return {
	key := returnKey{batch.Wave, office.ID}
	if r := c.owed[key]; r != nil {
		r.Wave.Start, r.Wave.End = min(r.Wave.Start, batch.Start), max(r.Wave.End, batch.End)
		return r
	}
	r := &Return{Wave: Wave{batch.Wave, batch.WaveNumber, batch.Start, batch.End}, Unit: office}
	c.owed[key] = r
	if s, ok := c.sent[key]; ok {
		r.Note = s.note
		if s.returned == "" {
			r.Sent, r.By, r.sheet = s.at, s.by, s.id
		}
	}
	if p, ok := c.passes[access.UnitScope(string(office.ID))]; ok {
		r.Pass = &p
	}
	return r
}

// sheetSent is the newest sheet of an office.
type sheetSent struct {
	id, by, returned, note string
	at                     time.Time
}

// sheets returns the newest sheet of each office for each wave.
func sheets(ctx context.Context, q db.Q, agency org.AgencyID) (map[returnKey]sheetSent, error) {
	type row struct {
		returnKey
		sheetSent
	}
	list, err := db.List(ctx, q, "list sheets of offices", func(found db.Row) (r row, err error) {
		var at string
		if err := found.Scan(&r.id, &r.wave, &r.unit, &at, &r.by, &r.returned, &r.note); err != nil {
			return r, err
		}
		r.at, err = clock.ParseStamp(at)
		return r, err
	}, `SELECT id, wave_id, unit_id, sent_at, sent_by, returned_at, note FROM evaluation_return WHERE agency_id = $1 ORDER BY id`, string(agency))
	if err != nil {
		return nil, err
	}
	newest := map[returnKey]sheetSent{}
	for _, r := range list {
		newest[r.returnKey] = r.sheetSent
	}
	return newest, nil
}

// ReturnOf returns what one office owes for one wave.
func (b *Board) ReturnOf(ctx context.Context, actor access.Actor, a org.Agency, wave training.WaveID, unit org.UnitID) (Return, error) {
	all, err := b.Returns(ctx, actor, a)
	if err != nil {
		return Return{}, err
	}
	for _, r := range all {
		if r.Wave.ID == wave && r.Unit.ID == unit {
			return r, nil
		}
	}
	return Return{}, fault.NotFound("access.not_found")
}

// FillIn enters marks that an office gives its participants, all or none. A sheet
// that was sent in is refused until it is given back.
func (b *Board) FillIn(ctx context.Context, actor access.Actor, a org.Agency, r Return, marks []NewMark) (int, error) {
	if !r.Sent.IsZero() {
		return 0, fault.Conflict("evaluation.return.is_sent")
	}
	batches, byBatch := map[training.SeatID]training.BatchID{}, map[training.BatchID][]NewMark{}
	for _, o := range r.People {
		batches[o.Seat.ID] = o.Batch.ID
	}
	for _, m := range marks {
		batch, ok := batches[m.Seat]
		if !ok {
			return 0, fault.NotFound("access.not_found")
		}
		m.Marker = HomeAgency
		byBatch[batch] = append(byBatch[batch], m)
	}
	return b.enterAll(ctx, actor, a, byBatch, "", func(tx *db.Tx) error { return r.stillOpen(ctx, tx, a) })
}

// stillOpen refuses when the sheet was sent in since it was read.
func (r *Return) stillOpen(ctx context.Context, tx *db.Tx, a org.Agency) error {
	sent, err := db.Column[string](ctx, tx, "ask for sheet", `SELECT id FROM evaluation_return WHERE agency_id = $1 AND wave_id = $2 AND unit_id = $3 AND returned_at = ''`, string(a.ID), string(r.Wave.ID), string(r.Unit.ID))
	if err == nil && len(sent) > 0 && sent[0] != r.sheet {
		err = fault.Conflict("evaluation.return.is_sent")
	}
	return err
}

// SendIn says that the sheet of an office is complete. It is refused while marks
// are missing.
func (b *Board) SendIn(ctx context.Context, actor access.Actor, a org.Agency, wave training.WaveID, unit org.UnitID) error {
	r, err := b.ReturnOf(ctx, actor, a, wave, unit)
	if err != nil {
		return err
	}
	switch {
	case !r.Sent.IsZero():
		return fault.Conflict("evaluation.return.is_sent")
	case r.Missing() > 0:
		return fault.Conflict("evaluation.return.missing", "N", r.Missing())
	}
	return b.DB.InTx(ctx, func(tx *db.Tx) error {
		now := b.Clock.Now()
		err := tx.Do(ctx, `UPDATE evaluation_return SET returned_at = $1, returned_by = $2 WHERE agency_id = $3 AND wave_id = $4 AND unit_id = $5 AND returned_at = ''`, clock.Stamp(now), actor.Ref(), string(a.ID), string(wave), string(unit))
		if err != nil {
			return fmt.Errorf("supersede sheet: %w", err)
		}
		_, err = tx.Exec(ctx, `INSERT INTO evaluation_return (id, agency_id, wave_id, unit_id, people, sent_at, sent_by, returned_at, returned_by, note) VALUES ($1, $2, $3, $4, $5, $6, $7, '', '', '')`,
			id.New(), string(a.ID), string(wave), string(unit), len(r.People), clock.Stamp(now), actor.Ref())
		if db.Unique(err) {
			return fault.Conflict("evaluation.return.is_sent")
		}
		if err != nil {
			return fmt.Errorf("send sheet in: %w", err)
		}
		return audit.Write(ctx, tx, audit.Entry{Agency: string(a.ID), At: now, Actor: actor.Ref(), Act: "evaluation.return_send", Subject: "unit:" + string(unit), After: map[string]any{"wave": r.Wave.Number, "people": len(r.People)}})
	})
}

// GiveBack opens the sheet of an office again, with a note of what to mend.
func (b *Board) GiveBack(ctx context.Context, actor access.Actor, a org.Agency, wave training.WaveID, unit org.UnitID, note string) error {
	if _, err := b.ReturnOf(ctx, actor, a, wave, unit); err != nil {
		return err
	}
	if err := actor.Require(string(a.ID), collectors...); err != nil {
		return err
	}
	var f fault.Fields
	if note = strings.TrimSpace(note); note == "" || utf8.RuneCountInString(note) > mostNote {
		f.Add("note", "evaluation.return.no_note")
		return f.Err()
	}
	return b.DB.InTx(ctx, func(tx *db.Tx) error {
		now := b.Clock.Now()
		n, err := tx.Exec(ctx, `UPDATE evaluation_return SET returned_at = $1, returned_by = $2, note = $3 WHERE agency_id = $4 AND wave_id = $5 AND unit_id = $6 AND returned_at = ''`,
			clock.Stamp(now), actor.Ref(), note, string(a.ID), string(wave), string(unit))
		if err != nil {
			return fmt.Errorf("give sheet back: %w", err)
		}
		if n == 0 {
			return fault.Conflict("evaluation.return.not_sent")
		}
		return audit.Write(ctx, tx, audit.Entry{Agency: string(a.ID), At: now, Actor: actor.Ref(), Act: "evaluation.return_back", Subject: "unit:" + string(unit), Reason: note})
	})
}

// mostNote bounds the note with which a sheet is given back, in characters.
const mostNote = 500
