// Package demo fills an empty database with the two cities of the stories, so
// that a newcomer sees a living office at once: Pontianak in the middle of its
// course and Bontang ten months into probation. Everything is done by the
// real acts, by named accounts, from the files that offices keep; a seeded
// generator makes the same life each time. All people are invented.
//
// The database is marked as a demo before anything else is written: only a
// marked one lets dates be moved and lets people sign in with one click, and
// the server for real work refuses it.
package demo

import (
	"bytes"
	"context"
	"embed"
	"errors"
	"fmt"
	"math/rand/v2"

	"pamong/internal/access"
	"pamong/internal/actualization"
	"pamong/internal/attendance"
	"pamong/internal/certificate"
	"pamong/internal/document"
	"pamong/internal/evaluation"
	"pamong/internal/identity"
	"pamong/internal/kit/clock"
	"pamong/internal/kit/db"
	"pamong/internal/kit/fault"
	"pamong/internal/kit/sheet"
	"pamong/internal/logistics"
	"pamong/internal/notify"
	"pamong/internal/org"
	"pamong/internal/probation"
	"pamong/internal/roster"
	"pamong/internal/schedule"
	"pamong/internal/seminar"
	"pamong/internal/trainer"
	"pamong/internal/training"
	"pamong/internal/venue"
)

// Messages holds the texts of this house.
//
//go:embed messages.csv
var Messages string

//go:embed data/*.xlsx
var data embed.FS

// seed makes every demo the same.
const seed = 647

// Today are the dates on which the two stories stand unless told otherwise.
var Today = map[string]clock.Date{"pontianak": "2025-08-20", "bontang": "2026-02-04"}

// Office is the whole product, as the demo uses it.
type Office struct {
	DB            *db.DB
	Clock         clock.Clock
	Org           *org.Desk
	Identity      *identity.Desk
	Papers        *document.Cabinet
	Post          *notify.Post
	Roster        *roster.Desk
	Training      *training.Planner
	Trainers      *trainer.Desk
	Venues        *venue.Desk
	Logistics     *logistics.Desk
	Schedule      *schedule.Desk
	Seminars      *seminar.Desk
	Attendance    *attendance.Desk
	Actualization *actualization.Desk
	Evaluation    *evaluation.Board
	Certificates  *certificate.Registry
	Probation     *probation.Office
}

// itself is the actor of what nobody in the story does: founding the agencies
// and inviting the first people.
func itself() access.Actor { return access.System("demo") }

// Fill fills an empty database with both cities, which then stand on the days
// given, or on those of the stories. It refuses a database that holds an
// agency already.
func (o *Office) Fill(ctx context.Context, days map[string]clock.Date) error {
	have, err := org.Agencies(ctx, o.DB)
	if err != nil {
		return err
	}
	if len(have) > 0 {
		return fault.Conflict("demo.not_empty")
	}
	if err := o.DB.InTx(ctx, func(tx *db.Tx) error { return org.MarkDemo(ctx, tx) }); err != nil {
		return fmt.Errorf("mark demo: %w", err)
	}
	for code := range days {
		if _, known := Today[code]; !known {
			return fault.Invalid("demo.unknown_city", "Code", code)
		}
	}
	if err := o.pontianak(ctx, dayOf(days, "pontianak")); err != nil {
		return fmt.Errorf("fill Pontianak: %w", err)
	}
	if err := o.bontang(ctx, dayOf(days, "bontang")); err != nil {
		return fmt.Errorf("fill Bontang: %w", err)
	}
	operator := identity.Invitation{Role: access.Operator, Scope: access.Whole, Name: "Yudi Prasetyo, S.Kom.", Title: "Pranata komputer", Email: "operator@contoh.pamong.example"}
	if _, _, err := o.Identity.Invite(ctx, itself(), "", operator); err != nil {
		return fmt.Errorf("invite the operator: %w", err)
	}
	return nil
}

func dayOf(days map[string]clock.Date, code string) clock.Date {
	if d, ok := days[code]; ok {
		return d
	}
	return Today[code]
}

// city is one agency being filled.
type city struct {
	*Office
	agency org.Agency
	random *rand.Rand
	actors map[access.Role]access.Actor // who does what in the story
}

// found makes the agency and the people of its office.
func (o *Office) found(ctx context.Context, a org.Agency, begins clock.Date, staff []identity.Invitation) (*city, error) {
	id, err := o.Org.CreateAgency(ctx, itself(), a)
	if err != nil {
		return nil, err
	}
	c := &city{Office: o, random: rand.New(rand.NewPCG(seed, uint64(len(a.Code)))), actors: map[access.Role]access.Actor{}}
	a.ID = id
	c.agency = a
	if err := c.on(ctx, begins); err != nil {
		return nil, err
	}
	for _, v := range staff {
		actor, err := c.hire(ctx, v)
		if err != nil {
			return nil, err
		}
		if _, ok := c.actors[v.Role]; !ok {
			c.actors[v.Role] = actor
		}
	}
	return c, nil
}

// on moves the agency to a day of its story.
func (c *city) on(ctx context.Context, day clock.Date) error {
	if err := c.Org.SetToday(ctx, c.agency.ID, day); err != nil {
		return err
	}
	var err error
	c.agency, err = org.AgencyByID(ctx, c.DB, c.agency.ID)
	return err
}

// hire invites somebody and returns the actor that the account is.
func (c *city) hire(ctx context.Context, v identity.Invitation) (access.Actor, error) {
	account, _, err := c.Identity.Invite(ctx, itself(), string(c.agency.ID), v)
	if err != nil {
		return access.Actor{}, err
	}
	grants, err := access.GrantsOf(ctx, c.DB, string(account))
	if err != nil {
		return access.Actor{}, err
	}
	return access.AccountActor(string(account), grants), nil
}

// file returns one of the lists that the cities keep.
func file(name string) (roster.File, error) {
	content, err := data.ReadFile("data/" + name)
	if err != nil {
		return roster.File{}, fmt.Errorf("read %s: %w", name, err)
	}
	return roster.File{ReaderAt: bytes.NewReader(content), Size: int64(len(content)), Name: name}, nil
}

// enrol puts the people of a list on the roster.
func (c *city) enrol(ctx context.Context, name, selection string) error {
	f, err := file(name)
	if err != nil {
		return err
	}
	book, err := sheet.Open(f, f.Size, f.Name, sheet.Limits{})
	if err != nil {
		return err
	}
	draft, err := roster.Read(book, nil, nil)
	if err != nil {
		return err
	}
	hash, err := f.Hash()
	if err != nil {
		return err
	}
	draft.File, draft.Hash = f.Name, hash
	_, _, err = c.Roster.Enter(ctx, c.actors[access.Officer], c.agency.ID, draft, selection, false)
	return err
}

// errMissing says that the story has no such person: a mistake in this house.
var errMissing = errors.New("the story lacks a person")
