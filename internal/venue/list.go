package venue

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"pamong/internal/access"
	"pamong/internal/audit"
	"pamong/internal/kit/clock"
	"pamong/internal/kit/db"
	"pamong/internal/kit/fault"
	"pamong/internal/kit/i18n"
	"pamong/internal/kit/id"
	"pamong/internal/org"
	"pamong/internal/roster"
)

// listColumns are the columns of a list of rooms as offices keep it.
var listColumns = []roster.ListField{
	{Key: "name", Titles: []string{"Nama Ruang", "Ruang", "Ruangan", "Nama", "Room"}, Needed: true},
	{Key: "site", Titles: []string{"Gedung", "Lokasi", "Kampus", "Tempat", "Site"}},
	{Key: "seats", Titles: []string{"Kapasitas", "Daya Tampung", "Jumlah Kursi", "Seats"}},
	{Key: "link", Titles: []string{"Tautan", "Link", "Link Zoom", "Alamat Tautan"}},
}

// List is what a list of rooms would do.
type List struct {
	Rows                    []roster.ListRow
	New, Changed, Unchanged int
	File, Hash              string

	rooms []Room
	known map[string]Room // rooms in use by folded name
	named map[string]bool // folded names of the rows
}

// ReadList reads a list of rooms and judges its rows, without entering
// anything. A row with a link is an online room; one of a known name gets what
// the list has of it.
func (d *Desk) ReadList(ctx context.Context, actor access.Actor, a org.Agency, file roster.File) (*List, error) {
	if err := actor.Require(string(a.ID), writers...); err != nil {
		return nil, err
	}
	rows, err := roster.ReadRows(file, listColumns)
	if err != nil {
		return nil, err
	}
	l := &List{Rows: rows, File: file.Name, known: map[string]Room{}, named: map[string]bool{}}
	if l.Hash, err = file.Hash(); err != nil {
		return nil, err
	}
	known, err := All(ctx, d.DB, a.ID)
	if err != nil {
		return nil, err
	}
	for _, r := range known {
		if r.Until == "" {
			l.known[org.Fold(r.Name)] = r
		}
	}
	for i := range l.Rows {
		l.take(&l.Rows[i], a)
	}
	return l, nil
}

func (l *List) take(row *roster.ListRow, a org.Agency) {
	r := Room{Agency: a.ID, Name: row.Name, Kind: Hall, Site: row.Values["site"], Link: row.Values["link"]}
	if r.Link != "" {
		r.Kind = Online
	}
	if text := strings.TrimSpace(row.Values["seats"]); text != "" {
		n, err := strconv.Atoi(strings.Fields(text)[0])
		if err != nil {
			row.Bad("seats", "venue.list.number", "Text", text)
		}
		r.Seats = n
	}
	var f fault.Fields
	r.clean(&f)
	for _, p := range f {
		row.Bad(p.Name, p.Key, p.Args...)
	}
	name := org.Fold(r.Name)
	if l.named[name] {
		row.Bad("name", "venue.fault.taken")
	}
	if !row.Sound() {
		return
	}
	l.named[name] = true
	known, ok := l.known[name]
	switch {
	case !ok:
		l.New++
		row.Becomes = i18n.Say("venue.list.new")
	default:
		r.over(known, strings.TrimSpace(row.Values["seats"]) != "")
		if r == known {
			l.Unchanged++
			row.Becomes = i18n.Say("venue.list.unchanged")
			return
		}
		l.Changed++
		row.Becomes = i18n.Say("venue.list.changed")
	}
	l.rooms = append(l.rooms, r)
}

// over makes the row of a list one about a room that is known: what the list
// leaves open stays as it is.
func (r *Room) over(known Room, seats bool) {
	r.ID, r.Until = known.ID, known.Until
	if !seats {
		r.Seats = known.Seats
	}
	switch {
	case r.Link == "" && r.Site == "":
		r.Kind, r.Site, r.Link = known.Kind, known.Site, known.Link
	case r.Kind == Hall && r.Site == "":
		r.Site = known.Site
	}
}

// Enter enters the sound rows of a list in one transaction and returns the id
// by which it can be undone. It refuses a list with faults unless skip is set.
func (d *Desk) Enter(ctx context.Context, actor access.Actor, a org.Agency, l *List, skip bool) (string, error) {
	if err := actor.Require(string(a.ID), writers...); err != nil {
		return "", err
	}
	if bad := len(l.Rows) - roster.Sound(l.Rows); bad > 0 && !skip {
		return "", fault.Conflict("venue.list.bad", "N", bad)
	}
	imp := id.New()
	err := d.DB.InTx(ctx, func(tx *db.Tx) error {
		now := d.Clock.Now()
		err := tx.Do(ctx, `INSERT INTO venue_import (id, agency_id, file_name, file_hash, rooms, made_at, made_by, undone_at) VALUES ($1, $2, $3, $4, $5, $6, $7, '')`,
			imp, string(a.ID), l.File, l.Hash, len(l.rooms), clock.Stamp(now), actor.Ref())
		if err != nil {
			return fmt.Errorf("enter rooms: %w", err)
		}
		for _, r := range l.rooms {
			before, err := d.keep(ctx, tx, actor, &r)
			if err == nil && before != r {
				err = entered{before, r}.store(ctx, tx, imp)
			}
			if err != nil {
				return err
			}
		}
		return audit.Write(ctx, tx, audit.Entry{Agency: string(a.ID), At: now, Actor: actor.Ref(), Act: "venue.import", Subject: "room_import:" + imp, After: map[string]any{"file": l.File, "rooms": len(l.rooms)}})
	})
	return imp, err
}
