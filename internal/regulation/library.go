package regulation

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"slices"
	"sync"

	"pamong/internal/kit/calendar"
	"pamong/internal/kit/clock"
	"pamong/internal/kit/db"
	"pamong/internal/kit/fault"
)

// Library is the desk that keeps the rules: the packs and holidays that come
// with the program, and those that people have copied, edited or entered. The
// houses that plan, mark and judge ask it; nobody else says what is in force.
type Library struct {
	DB    *db.DB
	Clock clock.Clock

	// Using names who has taken a pack; later houses know. A pack that
	// somebody has taken is never edited again.
	Using func(ctx context.Context, q db.Q, pack string) ([]Use, error)

	packs Packs
	lists []DayList // of the program
}

// Use is one programme that took a pack, with its own frozen copy of it.
type Use struct {
	Agency  string // id
	ID      string
	Name    string
	Batches int
}

// builtIn reads the packs of the program once for all libraries of a process.
var builtIn = sync.OnceValues(Embedded)

// NewLibrary returns the library over a database. An error means that the
// program was built wrongly.
func NewLibrary(d *db.DB, c clock.Clock) (*Library, error) {
	packs, err := builtIn()
	if err != nil {
		return nil, err
	}
	days, err := Holidays()
	if err != nil {
		return nil, err
	}
	return &Library{DB: d, Clock: c, packs: packs, lists: versionsOf(days)}, nil
}

// BuiltIn returns the packs that come with the program, oldest first. Callers
// share them and change nothing.
func (l *Library) BuiltIn() Packs { return l.packs }

// Packs returns the packs that an agency can choose from, oldest first: those
// that come with the program, those of the installation in force, and its own
// in force.
func (l *Library) Packs(ctx context.Context, q db.Q, agency string) (Packs, error) {
	own, err := readPacks(ctx, q, `SELECT decoded FROM regulation_pack WHERE state = 'in_force' AND agency_id IN ('', $1) ORDER BY effective_from, id`, agency)
	if err != nil {
		return nil, err
	}
	return l.with(own), nil
}

// AllPacks returns the packs that come with the program and all that are in
// force in any agency. It is for whoever owns the machine.
func (l *Library) AllPacks(ctx context.Context, q db.Q) (Packs, error) {
	own, err := readPacks(ctx, q, `SELECT decoded FROM regulation_pack WHERE state = 'in_force' ORDER BY effective_from, id`)
	if err != nil {
		return nil, err
	}
	return l.with(own), nil
}

// with returns the built-in packs and own ones in one order. The program's own
// comes first where an upgrade brings an id that was taken.
func (l *Library) with(own Packs) Packs {
	if len(own) == 0 {
		return l.packs
	}
	all := append(slices.Clone(l.packs), own...)
	slices.SortStableFunc(all, func(a, b *Pack) int {
		return cmp.Or(cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.EffectiveFrom.Value, b.EffectiveFrom.Value))
	})
	return all
}

// readPacks reads packs that nobody changes. Each is decoded once as long as it
// says the same: pages of every person ask for the rules.
func readPacks(ctx context.Context, q db.Q, query string, args ...any) (Packs, error) {
	return db.List(ctx, q, "read packs", func(row db.Row) (*Pack, error) {
		var text string
		if err := row.Scan(&text); err != nil {
			return nil, err
		}
		return db.Kept(q, fmt.Sprintf("regulation.pack:%x", sha256.Sum256([]byte(text))), func() (*Pack, error) {
			return decoded(text)
		})
	}, query, args...)
}

// decoded reads an own pack as the database keeps it.
func decoded(text string) (*Pack, error) {
	shipped, err := builtIn()
	if err != nil {
		return nil, err
	}
	p := &Pack{}
	err = json.Unmarshal([]byte(text), p)
	p.inherit(shipped)
	return p, err
}

// Newest returns the pack of a kind that rules an agency on a day.
func (l *Library) Newest(ctx context.Context, q db.Q, agency string, kind Kind, on clock.Date) (*Pack, error) {
	packs, err := l.Packs(ctx, q, agency)
	if err != nil {
		return nil, err
	}
	return packs.Newest(kind, on)
}

// Find returns a pack that an agency may read, whatever its state: a built-in
// one, one of the installation, or its own.
func (l *Library) Find(ctx context.Context, q db.Q, agency, id string) (*Pack, *Own, error) {
	for _, p := range l.packs {
		if p.ID == id {
			return p, nil, nil
		}
	}
	own, err := loadOwn(ctx, q, agency, id)
	if err != nil {
		return nil, nil, err
	}
	return own.Pack, own, nil
}

// uses asks who has taken a pack.
func (l *Library) uses(ctx context.Context, q db.Q, id string) ([]Use, error) {
	if l.Using == nil {
		return nil, nil
	}
	return l.Using(ctx, q, id)
}

// BuiltInHolidays returns the days off that come with the program.
func (l *Library) BuiltInHolidays() *calendar.List { return calendar.NewList(holidaysOf(l.lists)) }

// Holidays returns the days off that an agency plans with, each with the day
// on which it became known: the versions that come with the program, those of
// the installation and its own.
func (l *Library) Holidays(ctx context.Context, q db.Q, agency string) (*calendar.List, error) {
	lists, err := l.DayLists(ctx, q, agency)
	if err != nil {
		return nil, err
	}
	return calendar.NewList(holidaysOf(slices.DeleteFunc(lists, func(d DayList) bool { return d.State == Draft }))), nil
}

// missing says that there is no such pack within reach.
func missing(id string) error { return fault.NotFound("regulation.fault.no_pack", "ID", id) }
