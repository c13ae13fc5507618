package app

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"

	"pamong/internal/kit/blob"
	"pamong/internal/kit/db"
	"pamong/internal/kit/jobs"
)

// Config is what an installation decides: by flag, environment or file, in
// that order.
type Config struct {
	ConfigFile string `name:"config" help:"config_help" env:"PAMONG_CONFIG" type:"path" placeholder:"FILE"`
	Database   string `name:"db" help:"db_help" env:"PAMONG_DB" default:"./pamong.db" placeholder:"DSN"`
	Files      string `name:"files" help:"files_help" env:"PAMONG_FILES" default:"" placeholder:"DIR"`
	Secret     string `name:"secret-file" help:"secret_help" env:"PAMONG_SECRET_FILE" default:"" placeholder:"FILE"`
	SMTP       SMTP   `embed:"" prefix:"smtp-" group:"SMTP"`
	URL        string `name:"url" help:"url_help" env:"PAMONG_URL" default:"" placeholder:"https://…"`
}

// defaultDatabase is used unless told otherwise.
const defaultDatabase = "./pamong.db"

// filesDir is where uploaded files and issued papers lie.
func (c Config) filesDir() string {
	if c.Files != "" {
		return c.Files
	}
	return beside(c.Database, "files")
}

// parts is where files lie that come in slices, until all of them has come.
func (c Config) parts() string { return filepath.Join(c.filesDir(), ".parts") }

// store is where the files lie.
func (c Config) store() *blob.Store { return blob.Folder(c.filesDir()) }

// secretFile holds the key of the installation.
func (c Config) secretFile() string {
	if c.Secret != "" {
		return c.Secret
	}
	return beside(c.Database, "pamong.secret")
}

// beside names a file in the folder of an SQLite database, in the working
// folder for PostgreSQL.
func beside(dsn, name string) string {
	if strings.Contains(dsn, "://") || dsn == ":memory:" {
		return name
	}
	return filepath.Join(filepath.Dir(dsn), name)
}

// secretBytes is the length of the key of the installation.
const secretBytes = 32

// secret reads the key of the installation, and makes it on first start.
func (c Config) secret() ([]byte, error) {
	name := c.secretFile()
	text, err := os.ReadFile(name)
	if errors.Is(err, os.ErrNotExist) {
		return makeSecret(name)
	}
	if err != nil {
		return nil, fmt.Errorf("read secret: %w", err)
	}
	key, err := hex.DecodeString(strings.TrimSpace(string(text)))
	if err != nil || len(key) != secretBytes {
		return nil, fmt.Errorf("secret file %s does not hold %d hexadecimal bytes", name, secretBytes)
	}
	return key, nil
}

func makeSecret(name string) ([]byte, error) {
	key := make([]byte, secretBytes)
	rand.Read(key)
	if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
		return nil, fmt.Errorf("make secret: %w", err)
	}
	f, err := os.OpenFile(name, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, fmt.Errorf("make secret: %w", err)
	}
	if _, err := f.WriteString(hex.EncodeToString(key) + "\n"); err != nil {
		f.Close()
		return nil, fmt.Errorf("make secret: %w", err)
	}
	return key, f.Close()
}

// open opens the database of the configuration with every desk around it. An
// empty database gets its tables at once; one with older tables is refused
// until "pamong migrate" was run.
func (c *Command) open() (*House, error) {
	return c.openAt(c.Config.Database)
}

func (c *Command) openAt(dsn string) (*House, error) {
	d, err := db.Open(c.Ctx, dsn)
	if err != nil {
		return nil, err
	}
	if err := c.ready(d); err != nil {
		d.Close()
		return nil, err
	}
	key, err := c.Config.secret()
	if err != nil {
		d.Close()
		return nil, err
	}
	log := slog.New(slog.NewTextHandler(c.Err, &slog.HandlerOptions{Level: slog.LevelWarn}))
	h, err := newHouse(d, c.Config, key, c.catalogue, log)
	if err != nil {
		d.Close()
		return nil, err
	}
	return h, nil
}

// ready migrates an empty database and refuses an outdated one.
func (c *Command) ready(d *db.DB) error {
	empty, err := isEmpty(c.Ctx, d)
	if err != nil {
		return err
	}
	if empty {
		_, err := migrate(c.Ctx, d)
		return err
	}
	n, err := d.Pending(c.Ctx, schemas()...)
	if err != nil {
		return err
	}
	queue, err := jobs.Pending(c.Ctx, d)
	if err != nil {
		return err
	}
	if n+queue > 0 {
		return Refused(c.T("cmd.outdated", "N", n+queue))
	}
	return nil
}

// migrate brings the tables of the houses and of the queue up to date and
// returns how many files of the houses were applied.
func migrate(ctx context.Context, d *db.DB) (int, error) {
	n, err := d.Migrate(ctx, schemas()...)
	if err != nil {
		return n, err
	}
	_, err = jobs.Migrate(ctx, d)
	return n, err
}

// isEmpty reports whether the database has no tables yet.
func isEmpty(ctx context.Context, d *db.DB) (bool, error) {
	query := `SELECT COUNT(*) FROM sqlite_master WHERE type = 'table'`
	if d.Kind() == db.Postgres {
		query = `SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = current_schema()`
	}
	var n int
	if err := d.QueryRow(ctx, query).Scan(&n); err != nil {
		return false, fmt.Errorf("look at database: %w", err)
	}
	return n == 0, nil
}
