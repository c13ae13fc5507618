package roster

import (
	"context"
	"encoding/json"
	"fmt"

	"pamong/internal/access"
	"pamong/internal/kit/i18n"
	"pamong/internal/org"
)

// Luggage says of one person what goes along to another agency and what does
// not, each a line with its count.
type Luggage struct{ Goes, Stays []i18n.Line }

// Luggage counts what a release of the person would take along and leave here.
func (d *Desk) Luggage(ctx context.Context, actor access.Actor, a org.Agency, p *Person) (Luggage, error) {
	var l Luggage
	if err := actor.Require(string(a.ID), keepers...); err != nil {
		return l, err
	}
	b, err := d.bundle(ctx, d.DB, p, Transfer{FromName: a.Name})
	if err != nil {
		return l, err
	}
	l.Goes = []i18n.Line{i18n.Say("roster.goes.self")}
	add := func(list *[]i18n.Line, key string, n int) {
		if n > 0 {
			*list = append(*list, i18n.Say(key, "N", n))
		}
	}
	add(&l.Goes, "roster.goes.past", len(b.Past))
	add(&l.Goes, "roster.goes.places", len(b.Places))
	add(&l.Goes, "roster.goes.nips", len(b.NIPs))
	for _, c := range d.Carriers {
		if b.Carried[c.Kind] == nil {
			continue
		}
		lines, err := c.Say(b.Carried[c.Kind])
		if err != nil {
			return l, err
		}
		add(&l.Goes, c.Counted, len(lines))
	}
	var sealed int
	if err := d.DB.QueryRow(ctx, `SELECT COUNT(*) FROM roster_private WHERE person_id = $1`, string(p.ID)).Scan(&sealed); err != nil {
		return l, fmt.Errorf("count private data of %s: %w", p.ID, err)
	}
	add(&l.Stays, "roster.stays.private", sealed)
	if d.Staying != nil {
		some, err := d.Staying(ctx, d.DB, actor, a, *p)
		if err != nil {
			return l, err
		}
		l.Stays = append(l.Stays, some...)
	}
	return l, nil
}

// pack freezes a bundle as it is handed over.
func pack(b Bundle) (string, error) {
	record, err := json.Marshal(b)
	if err != nil {
		return "", fmt.Errorf("pack record of %s: %w", b.NIP, err)
	}
	return string(record), nil
}
