// Package jobs runs work that need not be done while somebody waits: a mail, a
// ZIP of a whole batch.
//
// An act queues a job by name in its own transaction: what is rolled back
// never runs, what is committed runs even if the machine stops in between.
// serve and demo work the queue; commands only add to it. A job that fails is
// tried again after a growing pause, and one whose worker was killed is taken
// up again, so each function may run twice without harm. A job for which a
// person waits is a Task: it tells how far it is, and what came out of it.
//
// Behind this door stands River; nobody else imports it. Its tables are no
// house's: they belong to the machine and stay out of backups.
package jobs

import (
	"context"
	"database/sql"
	"embed"
	"encoding/json"
	"fmt"
	"log/slog"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver"
	"github.com/riverqueue/river/riverdriver/riverdatabasesql"
	"github.com/riverqueue/river/riverdriver/riversqlite"
	"github.com/riverqueue/river/rivermigrate"

	"pamong/internal/kit/clock"
	"pamong/internal/kit/db"
)

// Schema holds the table of tasks; River's own come with Migrate.
//
//go:embed schema/*.sql
var Schema embed.FS

// Messages holds the texts of this package.
//
//go:embed messages.csv
var Messages string

const (
	// pollEvery is how often the queue is asked for work. At one second an idle
	// server uses about one per cent of a core and syncs the disk about fifteen
	// times a minute on SQLite; see docs/decisions/0003-jobs.md.
	pollEvery = time.Second
	// longest is how long one run may take. Longer work is cut into jobs.
	longest = 2 * time.Minute
	// lostAfter is when a run is taken for killed: it must lie after longest.
	lostAfter = longest + 30*time.Second
	// hands is how many jobs one process works at once.
	hands = 4
	// patience is how long stopping waits for jobs under way.
	patience = 10 * time.Second
)

// Reaction is what runs under a name. A fault of kit/fault ends the job: a
// person has to mend it. Any other error has it tried again later.
type Reaction func(ctx context.Context, r *Run) error

// Queue is the door to the queue of one database.
type Queue struct {
	db     *db.DB
	clock  clock.Clock
	log    *slog.Logger
	client *river.Client[*sql.Tx] // adds only
}

// ticket is the one kind of job that River knows.
type ticket struct {
	Name string          `json:"name"`
	Args json.RawMessage `json:"args"`
	Task TaskID          `json:"task,omitempty"`
}

// Kind names the kind to River.
func (ticket) Kind() string { return "reaction" }

// New returns the door to the queue of a migrated database.
func New(d *db.DB, c clock.Clock, log *slog.Logger) (*Queue, error) {
	client, err := river.NewClient(driver(d), &river.Config{Logger: quiet(log)})
	if err != nil {
		return nil, fmt.Errorf("open queue of jobs: %w", err)
	}
	return &Queue{db: d, clock: c, log: log, client: client}, nil
}

// driver lets River work on the database's own pool: on SQLite there is one
// writer connection, and it stays the only one.
func driver(d *db.DB) riverdriver.Driver[*sql.Tx] {
	if d.Kind() == db.SQLite {
		return riversqlite.New(d.Pool())
	}
	return riverdatabasesql.New(d.Pool())
}

// Add queues a job in the transaction of the act that wants it. Args are
// written as JSON: ids and plain values, never what is secret or personal.
func (q *Queue) Add(ctx context.Context, tx *db.Tx, name string, args any) error {
	return q.add(ctx, tx, ticket{Name: name}, args, nil)
}

// AddAt is Add for work that begins at an instant; at once when it is zero.
func (q *Queue) AddAt(ctx context.Context, tx *db.Tx, name string, args any, at time.Time) error {
	return q.add(ctx, tx, ticket{Name: name}, args, &river.InsertOpts{ScheduledAt: at})
}

func (q *Queue) add(ctx context.Context, tx *db.Tx, t ticket, args any, opts *river.InsertOpts) error {
	var err error
	if t.Args, err = json.Marshal(args); err != nil {
		return fmt.Errorf("queue %s: %w", t.Name, err)
	}
	if _, err := q.client.InsertTx(ctx, tx.SQL(), t, opts); err != nil {
		return fmt.Errorf("queue %s: %w", t.Name, err)
	}
	return nil
}

// Migrate brings River's tables up to date and returns how many changes were
// applied. It stands beside db.Migrate, whose files are the same for both
// kinds of databases; River's are not.
func Migrate(ctx context.Context, d *db.DB) (int, error) {
	m, err := rivermigrate.New(driver(d), nil)
	if err != nil {
		return 0, fmt.Errorf("read migrations of the queue: %w", err)
	}
	res, err := m.Migrate(ctx, rivermigrate.DirectionUp, nil)
	if err != nil {
		return 0, fmt.Errorf("migrate queue: %w", err)
	}
	return len(res.Versions), nil
}

// Pending returns how many changes of River's tables wait to be applied.
func Pending(ctx context.Context, d *db.DB) (int, error) {
	m, err := rivermigrate.New(driver(d), nil)
	if err != nil {
		return 0, fmt.Errorf("read migrations of the queue: %w", err)
	}
	done, err := m.ExistingVersions(ctx)
	if err != nil {
		return 0, fmt.Errorf("read migration state of the queue: %w", err)
	}
	return len(m.AllVersions()) - len(done), nil
}

// OwnTable reports whether a table is River's, which backups leave out.
func OwnTable(name string) bool { return len(name) > 6 && name[:6] == "river_" }

// quiet keeps River's chatter out of the log: warnings and errors remain.
func quiet(log *slog.Logger) *slog.Logger { return slog.New(warnings{log.Handler()}) }

type warnings struct{ slog.Handler }

func (w warnings) Enabled(ctx context.Context, l slog.Level) bool {
	return l >= slog.LevelWarn && w.Handler.Enabled(ctx, l)
}

func (w warnings) WithAttrs(a []slog.Attr) slog.Handler { return warnings{w.Handler.WithAttrs(a)} }

func (w warnings) WithGroup(name string) slog.Handler { return warnings{w.Handler.WithGroup(name)} }
