package desk_test

import (
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"pamong/internal/access"
	"pamong/internal/actualization"
	"pamong/internal/attendance"
	"pamong/internal/certificate"
	"pamong/internal/desk"
	"pamong/internal/document"
	"pamong/internal/evaluation"
	"pamong/internal/kit/blob"
	"pamong/internal/kit/db"
	"pamong/internal/kit/db/dbtest"
	"pamong/internal/kit/fault"
	"pamong/internal/probation"
	"pamong/internal/regulation"
	"pamong/internal/reporting"
	"pamong/internal/roster"
	"pamong/internal/schedule/scheduletest"
	"pamong/internal/seminar"
	"pamong/internal/training"
	"pamong/internal/training/trainingtest"
)

// morning is an agency on the first Monday of its course, with two processes
// that serve it from one database.
type morning struct {
	*scheduletest.Desk
	batch       training.Batch
	here, there process
}

// process is what one process draws first pages with.
type process struct {
	desks   *desk.Reader
	reports *reporting.Desk
	office  *probation.Office
}

func newProcess(t *testing.T, m *scheduletest.Desk, d *db.DB) process {
	t.Helper()
	rules, err := regulation.NewLibrary(d, m.Clock)
	if err != nil {
		t.Fatal(err)
	}
	office := &probation.Office{DB: d, Clock: m.Clock, Rules: rules}
	papers := &document.Cabinet{DB: d, Clock: m.Clock, Rules: rules, Holders: office.Holders}
	return process{&desk.Reader{DB: d, Clock: m.Clock, Papers: papers, Roster: &roster.Desk{DB: d, Clock: m.Clock}, Probation: office, Evaluation: &evaluation.Board{DB: d, Clock: m.Clock}, Schedule: m.Schedule}, &reporting.Desk{DB: d, Clock: m.Clock, Probation: office}, office}
}

func each(t *testing.T, f func(t *testing.T, m *morning)) {
	t.Helper()
	tables := append(scheduletest.Schemas(), seminar.Schema, document.Schema, attendance.Schema, actualization.Schema, evaluation.Schema, certificate.Schema, probation.Schema)
	dbtest.Twice(t, tables, func(t *testing.T, d, other *db.DB) {
		m := &morning{Desk: scheduletest.New(t, d)}
		m.batch = m.Batch(t, 30)
		m.Clock.Set(time.Date(2025, 7, 7, 2, 0, 0, 0, time.UTC))
		m.here, m.there = newProcess(t, m.Desk, d), newProcess(t, m.Desk, other)
		f(t, m)
	})
}

// pages are the first pages of those who see the whole agency.
type pages struct {
	Desk  desk.Desk
	Brief reporting.Briefing
	Board desk.Board
}

func (m *morning) draw(t *testing.T, p process) pages {
	t.Helper()
	d, err := p.desks.Draw(t.Context(), m.Actor, m.Agency)
	if err != nil {
		t.Fatal(err)
	}
	b, err := p.reports.Briefing(t.Context(), m.Actor, m.Agency, m.Agency.Today(m.Clock.Now()))
	if err != nil {
		t.Fatal(err)
	}
	board, err := p.desks.Board(t.Context(), m.Actor, m.Agency)
	if err != nil {
		t.Fatal(err)
	}
	return pages{d, b, board}
}

// anew draws the pages by a process that has kept nothing.
func (m *morning) anew(t *testing.T) pages {
	t.Helper()
	return m.draw(t, newProcess(t, m.Desk, m.DB))
}

func TestFirstPagesShowEveryActAtOnceInEveryProcess(t *testing.T) {
	each(t, func(t *testing.T, m *morning) {
		before := m.draw(t, m.here)
		for _, a := range m.acts(t) {
			if a.act != nil {
				if err := a.act(); err != nil {
					t.Fatalf("%s: %v", a.name, err)
				}
			}
			now := m.anew(t)
			if same := reflect.DeepEqual(before, now); same != (a.act == nil) {
				t.Errorf("%s: the pages are the same: %v", a.name, same)
			}
			for name, p := range map[string]process{"the process that acted": m.here, "another process": m.there} {
				if diff := cmp.Diff(now, m.draw(t, p), cmpopts.EquateEmpty()); diff != "" {
					t.Errorf("%s, in %s: %s", a.name, name, diff)
				}
			}
			before = now
		}
	})
}

// act changes what first pages show; nothing happens in one without a deed.
type act struct {
	name string
	act  func() error
}

func (m *morning) acts(t *testing.T) []act {
	ctx, seats, files := t.Context(), m.Seats(t, m.batch.ID), blob.Folder(t.TempDir())
	owner := trainingtest.Holding(string(m.Agency.ID), access.Participant, access.PersonScope(string(seats[0].Person)))
	order := regulation.CopyOrder{From: "probation-2020", Shared: true, ID: "lama", Title: regulation.Text{ID: "Masa lain"}, EffectiveFrom: "2025-01-01",
		By: regulation.Edition{Author: "Yoga Prasetyo", Date: "2025-01-01", Basis: regulation.Instrument{Number: "SK 800/1/2025", Date: "2025-01-01", About: "masa percobaan"}}}
	operator := access.AccountActor("operator", []access.Grant{{Role: access.Operator, Scope: access.Whole}})
	return []act{
		{"nothing", nil},
		{"people are entered", func() error { m.People(t, 0, 2); return nil }},
		{"somebody is deferred", func() error {
			return m.Planner.Defer(ctx, m.Actor, m.Agency.ID, seats[1].ID, training.Note{Date: "2025-07-07", Reason: "sakit", Document: "1"})
		}},
		{"a participant hands in a paper", func() error {
			_, err := (&document.Cabinet{DB: m.DB, Clock: m.Clock, Files: files}).Upload(ctx, owner, document.Paper{Agency: string(m.Agency.ID), Person: string(seats[0].Person), Kind: document.Health, Outcome: document.Fit, Number: "1", IssuedOn: "2025-07-01"}, "2025-07-07", "sehat.pdf", strings.NewReader("%PDF-1.4\n%%EOF"))
			return err
		}},
		{"a decree is entered", func() error {
			_, err := m.here.office.Discipline(ctx, m.Actor, m.Agency, string(seats[2].Person), probation.Discipline{Level: "berat", Measure: "Penurunan jabatan", Number: "862/1/2025", IssuedOn: "2025-07-01"})
			return err
		}},
		{"a wave moves", func() error {
			return m.Planner.SetWaveStart(ctx, m.Actor, m.Agency.ID, m.batch.Wave, "2025-07-14", "ruang belum siap")
		}},
		{"the operator releases other rules for all agencies", func() error {
			rules := m.here.office.Rules
			if err := rules.Copy(ctx, operator, string(m.Agency.ID), order); err != nil {
				return err
			}
			if err := rules.Change(ctx, operator, string(m.Agency.ID), "lama", 1, order.By, []regulation.Row{{Path: "probation.months", Value: "9", Evidence: regulation.Evidence{Grade: regulation.GradeText, Source: order.By.Basis.Number}}}); err != nil {
				return err
			}
			return rules.Release(ctx, operator, string(m.Agency.ID), "lama", 2)
		}},
		{"a day passes", func() error { m.Clock.Advance(24 * time.Hour); return nil }},
	}
}

func TestEverybodySeesTheirOwnDay(t *testing.T) {
	each(t, func(t *testing.T, m *morning) {
		seats := m.Seats(t, m.batch.ID)
		last := seats[len(seats)-1]
		id := string(m.Agency.ID)
		all := m.draw(t, m.here).Desk
		cases := map[string]struct {
			role     access.Role
			scope    access.Scope
			batches  int
			group    int
			sessions bool
		}{
			"a participant sees the sessions of the own group": {access.Participant, access.PersonScope(string(last.Person)), 1, last.GroupNumber, true},
			"a mentor sees the batch of the own people":        {access.Mentor, access.PersonScope(string(last.Person)), 1, 0, true},
			"a coach sees the batch of the own group":          {access.Coach, access.GroupScope(string(last.Group)), 1, 0, true},
			"a committee of a batch sees it":                   {access.Committee, access.BatchScope(string(m.batch.ID)), 1, 0, true},
			"a mentor of nobody here sees nothing":             {access.Mentor, access.PersonScope("nobody"), 0, 0, false},
			"an auditor sees every batch":                      {access.Auditor, access.Whole, 1, 0, true},
		}
		for name, c := range cases {
			t.Run(name, func(t *testing.T) {
				d, err := m.here.desks.Draw(t.Context(), trainingtest.Holding(id, c.role, c.scope), m.Agency)
				if err != nil {
					t.Fatal(err)
				}
				if len(d.Running) != c.batches || d.Group != c.group || (len(d.Sessions) > 0) != c.sessions {
					t.Errorf("%d batches, group %d, %d sessions", len(d.Running), d.Group, len(d.Sessions))
				}
				if c.batches > 0 {
					if diff := cmp.Diff(all.Running[0], d.Running[0], cmpopts.IgnoreFields(desk.Running{}, "Counts")); diff != "" {
						t.Error(diff)
					}
				}
				for _, s := range d.Sessions {
					if c.group > 0 && s.Group > 0 && s.Group != c.group {
						t.Errorf("a session of group %d", s.Group)
					}
				}
				if d.Waiting != 0 || d.People != 0 || len(d.Ended) != 0 {
					t.Errorf("figures of the whole agency: %+v", d)
				}
			})
		}
		if _, err := m.here.desks.Draw(t.Context(), trainingtest.Holding("another", access.Officer, access.Whole), m.Agency); fault.KindOf(err) != fault.KindNotFound {
			t.Errorf("an officer of another agency: %v", err)
		}
		if all.People != 30 || len(all.Running) != 1 || all.Running[0].Day != 1 || all.Running[0].Days < all.Running[0].Day {
			t.Errorf("the officer's desk: %+v", all)
		}
	})
}
