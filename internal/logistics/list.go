package logistics

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"pamong/internal/access"
	"pamong/internal/kit/db"
	"pamong/internal/kit/fault"
	"pamong/internal/org"
	"pamong/internal/roster"
	"pamong/internal/training"
)

// listColumns are the columns of a list of needs as offices keep it.
var listColumns = []roster.ListField{
	{Key: "shirt", Titles: []string{"Ukuran Baju", "Baju", "Size Baju", "Ukuran Kaos", "Shirt"}, Needed: true},
	{Key: "trousers", Titles: []string{"Ukuran Celana", "Celana", "Ukuran Celana/Rok", "Ukuran Rok", "Trousers"}},
	{Key: "shoe", Titles: []string{"Ukuran Sepatu", "Sepatu", "Nomor Sepatu", "No Sepatu", "Shoes"}},
	{Key: "allergy", Titles: []string{"Alergi", "Alergi Makanan", "Allergy"}},
	{Key: "contact", Titles: []string{"Kontak Darurat", "Nama Kontak Darurat", "Emergency contact"}},
	{Key: "relation", Titles: []string{"Hubungan", "Hubungan Kontak Darurat", "Relation"}},
	{Key: "phone", Titles: []string{"Nomor Kontak Darurat", "No HP Kontak Darurat", "Telepon Kontak Darurat", "Emergency phone"}},
}

// NeedList is what a list of needs would do.
type NeedList struct {
	Rows                    []roster.ListRow
	New, Changed, Unchanged int

	batch training.BatchID
	needs map[roster.PersonID]Need
}

// ReadList reads a list of needs of a batch and judges its rows, without entering
// anything. What a row leaves open stays as it was said.
func (d *Desk) ReadList(ctx context.Context, actor access.Actor, a org.Agency, batch training.BatchID, file roster.File) (*NeedList, error) {
	guests, err := d.Guests(ctx, actor, a, batch)
	if err != nil {
		return nil, err
	}
	rows, err := roster.ReadList(ctx, d.DB, a.ID, file, listColumns)
	if err != nil {
		return nil, err
	}
	l := &NeedList{Rows: rows, batch: batch, needs: map[roster.PersonID]Need{}}
	for i := range l.Rows {
		row := &l.Rows[i]
		at := slices.IndexFunc(guests, func(g Guest) bool { return g.Person.ID == row.Person })
		if at < 0 && row.Sound() {
			row.Bad("nip", "logistics.fault.not_here")
		}
		if !row.Sound() {
			continue
		}
		need := listed(row, guests[at].Need)
		if !row.Sound() {
			continue
		}
		switch {
		case !guests[at].Answered:
			l.New++
		case need == guests[at].Need:
			l.Unchanged++
			continue
		default:
			l.Changed++
		}
		l.needs[row.Person] = need
	}
	return l, nil
}

// listed puts what a row says over what was said before, and notes what is wrong
// beside its columns.
func listed(row *roster.ListRow, n Need) Need {
	text := func(key string, field *string) {
		if v := row.Values[key]; v != "" {
			*field = v
		}
	}
	number := func(key string, field *int) {
		v := strings.TrimSpace(row.Values[key])
		if v == "" {
			return
		}
		size, err := strconv.Atoi(v)
		if err != nil {
			row.Bad(key, "logistics.fault.number")
			return
		}
		*field = size
	}
	text("shirt", &n.Shirt)
	text("allergy", &n.Allergy)
	text("contact", &n.Contact)
	text("relation", &n.Relation)
	text("phone", &n.Phone)
	number("trousers", &n.Trousers)
	number("shoe", &n.Shoe)
	if e := fault.Of(n.clean()); e != nil {
		for _, f := range e.Fields {
			row.Bad(f.Name, f.Key, f.Args...)
		}
	}
	return n
}

// EnterList keeps the sound rows of a list, all or none. It refuses a list with
// faults unless skip is set.
func (d *Desk) EnterList(ctx context.Context, actor access.Actor, a org.Agency, l *NeedList, skip bool) error {
	if err := actor.RequireScope(string(a.ID), access.BatchScope(string(l.batch)), keepers...); err != nil {
		return err
	}
	if bad := len(l.Rows) - roster.Sound(l.Rows); bad > 0 && !skip {
		return fault.Conflict("schedule.mentor.rows_bad", "N", bad)
	}
	return d.DB.InTx(ctx, func(tx *db.Tx) error {
		for _, row := range l.Rows {
			need, ok := l.needs[row.Person]
			if !ok {
				continue
			}
			if err := d.keep(ctx, tx, actor, a, row.Person, need); err != nil {
				return err
			}
		}
		return nil
	})
}
