// Package trainingtest makes an agency with people and a planned programme,
// quickly, for the tests of this house and of every later one. Its people are
// invented and have impossible numbers; its clock stands on 30 June 2025, a
// week before the first wave of Pontianak.
package trainingtest

import (
	"fmt"
	"io/fs"
	"testing"
	"time"

	"pamong/internal/access"
	"pamong/internal/audit"
	"pamong/internal/kit/clock"
	"pamong/internal/kit/db"
	"pamong/internal/org"
	"pamong/internal/regulation"
	"pamong/internal/roster"
	"pamong/internal/training"
)

// Schemas are the tables that a planner needs, in order.
func Schemas() []fs.FS {
	return []fs.FS{audit.Schema, access.Schema, regulation.Schema, org.Schema, roster.Schema, training.Schema}
}

// Desk is an agency with its planner.
type Desk struct {
	DB      *db.DB
	Clock   *clock.Fixed
	Org     *org.Desk
	Planner *training.Planner
	Agency  org.Agency
	Actor   access.Actor // an officer of the agency

	entered int // people so far
}

// New makes an agency with five offices and a planner on an empty database.
func New(t testing.TB, d *db.DB) *Desk {
	t.Helper()
	at := clock.At(time.Date(2025, 6, 30, 2, 0, 0, 0, time.UTC))
	desk := &Desk{DB: d, Clock: at, Org: &org.Desk{DB: d, Clock: at}}
	rules, err := regulation.NewLibrary(d, at)
	if err != nil {
		t.Fatal(err)
	}
	rules.Using = training.Using
	desk.Planner = &training.Planner{DB: d, Clock: at, Rules: rules}
	ctx, system := t.Context(), access.System("test")
	agency, err := desk.Org.CreateAgency(ctx, system, org.Agency{Code: "pontianak", Name: "Kota Pontianak", Zone: org.WIB, Hue: 170})
	if err != nil {
		t.Fatal(err)
	}
	var units []org.NewUnit
	for _, name := range []string{"Dinas Kesehatan", "Dinas Pendidikan", "BKPSDM", "Dinas Sosial", "Bappeda"} {
		units = append(units, org.NewUnit{Name: name})
	}
	if _, err := desk.Org.AddUnits(ctx, system, agency, units, "2025-04-01"); err != nil {
		t.Fatal(err)
	}
	if desk.Agency, err = org.AgencyByID(ctx, d, agency); err != nil {
		t.Fatal(err)
	}
	desk.Actor = Holding(string(agency), access.Officer, access.Whole)
	return desk
}

// Holding returns an account with one role.
func Holding(agency string, role access.Role, scope access.Scope) access.Actor {
	return access.AccountActor("acc-"+string(role), []access.Grant{{Role: role, Agency: agency, Scope: scope}})
}

// People enters so many more people of golongan II and of III, appointed from
// 1 April 2025, and returns their ids in that order.
func (d *Desk) People(t testing.TB, two, three int) []roster.PersonID {
	t.Helper()
	names := []string{"Dinas Kesehatan", "Dinas Pendidikan", "BKPSDM", "Dinas Sosial", "Bappeda"}
	var people []roster.Person
	var offices []string
	for i := range two + three {
		n := d.entered + i
		p := roster.Person{Name: fmt.Sprintf("Peserta Nomor %s", letters(n)), Sex: []string{"P", "L"}[n%2], Born: clock.NewDate(1990+n/12%12, time.Month(1+n%12), 1+n/144%28)}
		p.TMT, p.Golongan, p.Education, p.Position = "2025-04-01", "III/a", "S-1 Ilmu Hukum", "Analis Hukum"
		if i < two {
			p.Golongan, p.Education = "II/c", "D-III Kebidanan"
		}
		p.NIP = p.Born.Time().Format("20060102") + "202504" + []string{"2", "1"}[n%2] + fmt.Sprint(901+n%99)
		people, offices = append(people, p), append(offices, names[n%len(names)])
	}
	d.entered += two + three
	return d.enter(t, people, offices)
}

// letters writes a number in letters, so that names of people hold no digits.
func letters(n int) string {
	text := ""
	for range 4 {
		text = string(rune('a'+n%26)) + text
		n /= 26
	}
	return "A" + text
}

// Order is an ordinary order: the 64 days from 7 July 2025 in four waves.
func Order(name string) training.Order {
	return training.Order{Name: name, Start: "2025-07-07", Wish: training.Wish{Waves: 4}}
}

// Programme opens the programme of an order.
func (d *Desk) Programme(t testing.TB, o training.Order) training.ProgrammeID {
	t.Helper()
	made, _, err := d.Planner.CreateProgramme(t.Context(), d.Actor, d.Agency.ID, o)
	if err != nil {
		t.Fatal(err)
	}
	return made
}

// Batches returns the batches of a programme.
func (d *Desk) Batches(t testing.TB, p training.ProgrammeID) []training.Batch {
	t.Helper()
	batches, err := training.Batches(t.Context(), d.DB, p)
	if err != nil {
		t.Fatal(err)
	}
	return batches
}

// Seats returns the seats of a batch that last.
func (d *Desk) Seats(t testing.TB, b training.BatchID) []training.Seat {
	t.Helper()
	seats, err := training.Seats(t.Context(), d.DB, b)
	if err != nil {
		t.Fatal(err)
	}
	return seats
}
