package training

import (
	"context"
	"maps"
	"slices"

	"pamong/internal/access"
	"pamong/internal/kit/db"
	"pamong/internal/kit/i18n"
	"pamong/internal/kit/id"
	"pamong/internal/notify"
	"pamong/internal/org"
)

// Circle is whom a batch concerns.
type Circle struct {
	People []string         // ids on the roster of those seated now
	Guides []string         // accounts of their coaches, examiners and mentors
	Near   map[int][]string // those of them who guide people of a group, by its number
	Whole  []string         // those of them who guide the whole batch
	Office []string         // accounts of officers and of the committee
}

// CircleOf returns whom a batch concerns now.
func CircleOf(ctx context.Context, q db.Q, b Batch) (Circle, error) {
	var c Circle
	seats, err := Seats(ctx, q, b.ID)
	if err != nil {
		return c, err
	}
	groups, err := Groups(ctx, q, b.ID)
	if err != nil {
		return c, err
	}
	batch := access.BatchScope(string(b.ID))
	near := map[int][]access.Scope{}
	for _, g := range groups {
		near[g.Number] = append(near[g.Number], access.GroupScope(string(g.ID)))
	}
	for _, s := range seats {
		c.People = append(c.People, string(s.Person))
		near[s.GroupNumber] = append(near[s.GroupNumber], access.PersonScope(string(s.Person)))
	}
	guiding := []access.Role{access.Coach, access.Examiner, access.Mentor}
	if c.Whole, err = access.HoldersOf(ctx, q, string(b.Agency), guiding, []access.Scope{batch}); err != nil {
		return c, err
	}
	c.Guides, c.Near = slices.Clone(c.Whole), map[int][]string{}
	for _, n := range slices.Sorted(maps.Keys(near)) {
		if c.Near[n], err = access.HoldersOf(ctx, q, string(b.Agency), guiding, near[n]); err != nil {
			return c, err
		}
		for _, account := range c.Near[n] {
			if !slices.Contains(c.Guides, account) {
				c.Guides = append(c.Guides, account)
			}
		}
	}
	c.Office, err = access.HoldersOf(ctx, q, string(b.Agency), []access.Role{access.Officer, access.Committee}, []access.Scope{access.Whole, batch})
	return c, err
}

// Called is the name of a batch within a message.
func (b Batch) Called() i18n.Line { return i18n.Say("training.batch", "Label", b.Label) }

// tellMoved tells those who plan and guide batches that a holiday has moved
// them: the office once, the guides of each batch of theirs. Participants are
// told when the schedule is published anew. Moved are the batches as they were.
func (p *Planner) tellMoved(ctx context.Context, tx *db.Tx, actor access.Actor, a org.Agency, moved []Batch) error {
	if p.Post == nil {
		return nil
	}
	var letters []notify.Letter
	office := notify.Letter{Text: i18n.Say("training.told.moved_n", "N", len(moved)), Href: a.Path("training/p/" + string(moved[0].Programme)), Office: true}
	for _, was := range moved {
		b, err := BatchByID(ctx, tx, a.ID, was.ID)
		if err != nil {
			return err
		}
		c, err := CircleOf(ctx, tx, b)
		if err != nil {
			return err
		}
		text := i18n.Say("training.told.moved", "Batch", b.Called(), "Was", i18n.Span{From: was.Start, To: was.End}, "Now", i18n.Span{From: b.Start, To: b.End})
		office.Accounts, office.More = append(office.Accounts, c.Office...), append(office.More, text)
		letters = append(letters, notify.Letter{Accounts: c.Guides, Text: text, Href: a.Path("training/b/" + string(b.ID))})
	}
	office.More = append(office.More, i18n.Say("training.told.publish"))
	key := "training.holidays:" + id.New() // each agreement is an event of its own, also the second of a day
	return p.Post.Send(ctx, tx, actor, notify.Event{Agency: string(a.ID), Key: key, Title: office.Text}, append([]notify.Letter{office}, letters...)...)
}
