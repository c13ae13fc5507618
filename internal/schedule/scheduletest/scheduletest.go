// Package scheduletest makes a batch with a published schedule, quickly, for
// the tests of this house and of every later one.
package scheduletest

import (
	"io/fs"
	"testing"

	"pamong/internal/identity"
	"pamong/internal/kit/db"
	"pamong/internal/schedule"
	"pamong/internal/trainer"
	"pamong/internal/training"
	"pamong/internal/training/trainingtest"
	"pamong/internal/venue"
)

// Schemas are the tables that a schedule needs, in order.
func Schemas() []fs.FS {
	return append(trainingtest.Schemas(), identity.Schema, trainer.Schema, venue.Schema, schedule.Schema)
}

// Desk is an agency with its planner and its schedules.
type Desk struct {
	*trainingtest.Desk
	Schedule *schedule.Desk
}

// New makes an agency whose planner lays out sessions, on an empty database.
func New(t testing.TB, d *db.DB) *Desk {
	t.Helper()
	desk := &Desk{Desk: trainingtest.New(t, d)}
	desk.Schedule = &schedule.Desk{DB: d, Clock: desk.Clock, Links: &identity.Desk{DB: d, Clock: desk.Clock, Key: []byte("a key of an installation")}}
	desk.Planner.Dated, desk.Planner.Rehoured = desk.Schedule.Follow, desk.Schedule.FollowRamadan
	return desk
}

// Batch makes a programme with one published batch of so many people of
// golongan III and returns it.
func (d *Desk) Batch(t testing.TB, people int) training.Batch {
	t.Helper()
	d.People(t, 0, people)
	o := trainingtest.Order("Latsar 2025")
	o.Waves = 1
	batch := d.Batches(t, d.Programme(t, o))[0]
	d.Publish(t, "", batch.ID)
	return batch
}

// Publish publishes batches.
func (d *Desk) Publish(t testing.TB, reason string, batches ...training.BatchID) {
	t.Helper()
	if _, err := d.Schedule.Publish(t.Context(), d.Actor, d.Agency.ID, batches, reason); err != nil {
		t.Fatal(err)
	}
}

// Sessions returns the published sessions of a batch.
func (d *Desk) Sessions(t testing.TB, b training.BatchID) []schedule.Session {
	t.Helper()
	list, err := schedule.Sessions(t.Context(), d.DB, b)
	if err != nil {
		t.Fatal(err)
	}
	return list
}
