package app

import (
	"archive/zip"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"time"

	"pamong/internal/audit"
	"pamong/internal/kit/clock"
	"pamong/internal/kit/db"
	"pamong/internal/kit/fault"
	"pamong/internal/kit/jobs"
	"pamong/internal/org"
)

// Backups are ZIP archives: manifest.json, tables/NAME.jsonl with one row a
// line as an object of texts and numbers, files/HASH. The rows of all tables
// come from one snapshot. The format is the same for both kinds of databases,
// so a backup is also the way to move from one to the other.

// manifest is the first thing a restore reads.
type manifest struct {
	Format int               `json:"format"`
	Made   string            `json:"made"`
	Schema int               `json:"schema"` // migrations that made the tables
	Tables []tableInfo       `json:"tables"`
	Files  []string          `json:"files"`
	Heads  []audit.Head      `json:"heads"` // ends of the audit chains
	Sums   map[string]string `json:"sums"`  // SHA-256 of each table
}

type tableInfo struct {
	Name string `json:"name"`
	Rows int    `json:"rows"`
}

const backupFormat = 1

// notBackedUp are tables that belong to the machine: the versions of
// migrations, which a restore makes itself, buttons pressed, and jobs, whose
// queue stays out as well.
var notBackedUp = []string{"goose_db_version", "web_once", "upload_part", "identity_session", "jobs_task"}

// Backup writes all tables of one snapshot and all files to w.
func (h *House) Backup(ctx context.Context, w io.Writer) (err error) {
	if _, err := audit.Seal(ctx, h.DB); err != nil {
		return err
	}
	z := zip.NewWriter(w)
	m := manifest{Format: backupFormat, Made: clock.Stamp(h.Clock.Now()), Sums: map[string]string{}}
	if err := h.DB.Snapshot(ctx, func(q db.Q) error { return h.backupTables(ctx, q, z, &m) }); err != nil {
		return fmt.Errorf("back up tables: %w", err)
	}
	if m.Files, err = h.Papers.Files.Hashes(); err != nil {
		return fmt.Errorf("back up files: %w", err)
	}
	for _, hash := range m.Files {
		if err := h.backupFile(z, hash); err != nil {
			return err
		}
	}
	out, err := z.Create("manifest.json")
	if err != nil {
		return err
	}
	if err := json.NewEncoder(out).Encode(m); err != nil {
		return err
	}
	return z.Close()
}

func (h *House) backupTables(ctx context.Context, q db.Q, z *zip.Writer, m *manifest) error {
	if err := q.QueryRow(ctx, `SELECT COUNT(*) FROM goose_db_version`).Scan(&m.Schema); err != nil {
		return err
	}
	names, err := db.Tables(ctx, q)
	if err != nil {
		return err
	}
	for _, name := range names {
		if slices.Contains(notBackedUp, name) || jobs.OwnTable(name) {
			continue
		}
		n, sum, err := backupTable(ctx, q, z, name)
		if err != nil {
			return fmt.Errorf("table %s: %w", name, err)
		}
		m.Tables, m.Sums[name] = append(m.Tables, tableInfo{name, n}), sum
	}
	agencies, err := org.Agencies(ctx, q)
	if err != nil {
		return err
	}
	for _, a := range agencies {
		head, err := audit.HeadOf(ctx, q, string(a.ID))
		if err != nil {
			return err
		}
		m.Heads = append(m.Heads, head)
	}
	return nil
}

// backupTable writes the rows of one table, one JSON array a line after a line
// with the names of the columns.
func backupTable(ctx context.Context, q db.Q, z *zip.Writer, name string) (int, string, error) {
	out, err := z.Create("tables/" + name + ".jsonl")
	if err != nil {
		return 0, "", err
	}
	sum := sha256.New()
	e := json.NewEncoder(io.MultiWriter(out, sum))
	e.SetEscapeHTML(false)
	rows, err := q.Query(ctx, `SELECT * FROM `+name)
	if err != nil {
		return 0, "", err
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		return 0, "", err
	}
	if err := e.Encode(columns); err != nil {
		return 0, "", err
	}
	values, into := make([]any, len(columns)), make([]any, len(columns))
	for i := range values {
		into[i] = &values[i]
	}
	n := 0
	for rows.Next() {
		if err := rows.Scan(into...); err != nil {
			return n, "", err
		}
		for i, v := range values {
			if b, ok := v.([]byte); ok {
				values[i] = string(b)
			}
		}
		if err := e.Encode(values); err != nil {
			return n, "", err
		}
		n++
	}
	return n, hex.EncodeToString(sum.Sum(nil)), rows.Err()
}

func (h *House) backupFile(z *zip.Writer, hash string) error {
	f, err := h.Papers.Files.Open(hash)
	if fault.KindOf(err) == fault.KindNotFound {
		return nil // removed since it was listed
	}
	if err != nil {
		return err
	}
	defer f.Close()
	out, err := z.CreateHeader(&zip.FileHeader{Name: "files/" + hash, Method: zip.Store})
	if err != nil {
		return err
	}
	_, err = io.Copy(out, f)
	return err
}

// Restore reads a backup into an empty database. Everything is checked by
// hash; a backup that does not hold together leaves the database empty.
func (c *Command) restore(name string) (manifest, error) {
	var m manifest
	z, err := zip.OpenReader(name)
	if err != nil {
		return m, Refused(c.T("cmd.restore_unreadable", "Problem", err.Error()))
	}
	defer z.Close()
	if err := readJSON(&z.Reader, "manifest.json", &m); err != nil || m.Format != backupFormat {
		return m, Refused(c.T("cmd.restore_unreadable", "Problem", "manifest.json"))
	}
	d, err := db.Open(c.Ctx, c.Config.Database)
	if err != nil {
		return m, err
	}
	defer d.Close()
	if empty, err := isEmpty(c.Ctx, d); err != nil || !empty {
		return m, errors.Join(err, Refused(c.T("cmd.restore_not_empty")))
	}
	applied, err := migrate(c.Ctx, d)
	if err != nil {
		return m, err
	}
	// goose keeps one row of its own beside those of the files.
	if m.Schema != applied+1 {
		return m, Refused(c.T("cmd.restore_schema"))
	}
	if err := d.InTx(c.Ctx, func(tx *db.Tx) error { return restoreTables(c.Ctx, tx, &z.Reader, m) }); err != nil {
		return m, fmt.Errorf("restore tables: %w", err)
	}
	return m, c.restoreFiles(&z.Reader, m)
}

func readJSON(z *zip.Reader, name string, into any) error {
	f, err := z.Open(name)
	if err != nil {
		return err
	}
	defer f.Close()
	return json.NewDecoder(f).Decode(into)
}

func restoreTables(ctx context.Context, tx *db.Tx, z *zip.Reader, m manifest) error {
	known, err := db.Tables(ctx, tx)
	if err != nil {
		return err
	}
	order, err := db.Dependent(ctx, tx, known)
	if err != nil {
		return err
	}
	byName := map[string]tableInfo{}
	for _, t := range m.Tables {
		byName[t.Name] = t
	}
	for _, name := range order {
		t, ok := byName[name]
		if !ok {
			continue
		}
		if err := restoreTable(ctx, tx, z, t, m.Sums[name]); err != nil {
			return fmt.Errorf("table %s: %w", name, err)
		}
	}
	return nil
}

// errSum says that a part of a backup does not have its hash.
var errSum = errors.New("the backup was altered: a hash does not match")

func restoreTable(ctx context.Context, tx *db.Tx, z *zip.Reader, t tableInfo, sum string) error {
	f, err := z.Open("tables/" + t.Name + ".jsonl")
	if err != nil {
		return err
	}
	defer f.Close()
	got := sha256.New()
	d := json.NewDecoder(io.TeeReader(f, got))
	d.UseNumber()
	var columns []string
	if err := d.Decode(&columns); err != nil {
		return err
	}
	places := make([]string, len(columns))
	for i, c := range columns {
		if strings.Trim(c, "abcdefghijklmnopqrstuvwxyz_0123456789") != "" {
			return fmt.Errorf("column %q: %w", c, errSum)
		}
		places[i] = fmt.Sprintf("$%d", i+1)
	}
	insert := `INSERT INTO ` + t.Name + ` (` + strings.Join(columns, ", ") + `) VALUES (` + strings.Join(places, ", ") + `)`
	for range t.Rows {
		var row []any
		if err := d.Decode(&row); err != nil {
			return err
		}
		for i, v := range row {
			if n, ok := v.(json.Number); ok {
				if row[i], err = n.Int64(); err != nil {
					return err
				}
			}
		}
		if err := tx.Do(ctx, insert, row...); err != nil {
			return err
		}
	}
	if _, err := io.Copy(io.Discard, io.MultiReader(d.Buffered(), f)); err != nil {
		return err
	}
	if hex.EncodeToString(got.Sum(nil)) != sum {
		return errSum
	}
	return nil
}

func (c *Command) restoreFiles(z *zip.Reader, m manifest) error {
	store := c.Config.store()
	for _, hash := range m.Files {
		f, err := z.Open("files/" + hash)
		if errors.Is(err, os.ErrNotExist) {
			continue // removed while the backup was made
		}
		if err != nil {
			return err
		}
		info, err := store.Put(c.Ctx, f, largestRestored)
		f.Close()
		if err != nil {
			return fmt.Errorf("restore file %s: %w", hash, err)
		}
		if info.Hash != hash {
			return fmt.Errorf("restore file %s: %w", hash, errSum)
		}
	}
	return nil
}

// largestRestored bounds one file of a backup, in bytes.
const largestRestored = 1 << 30

// BackupCmd writes a backup.
type BackupCmd struct {
	File string `arg:"" help:"backup_file_help"`
}

// Run writes the backup beside its name first, so that an interrupted one
// never looks whole.
func (b *BackupCmd) Run(c *Command) error {
	h, err := c.open()
	if err != nil {
		return err
	}
	defer h.Close()
	begun := time.Now()
	tmp := b.File + ".part"
	f, err := os.OpenFile(tmp, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return c.cannotWrite(b.File, err)
	}
	defer os.Remove(tmp)
	if err := errors.Join(h.Backup(c.Ctx, f), f.Sync(), f.Close()); err != nil {
		return err
	}
	if err := os.Rename(tmp, b.File); err != nil {
		return c.cannotWrite(b.File, err)
	}
	c.Printf("%s\n", c.T("cmd.backed_up", "File", b.File, "Seconds", fmt.Sprintf("%.1f", time.Since(begun).Seconds())))
	return nil
}

// RestoreCmd reads a backup into an empty database.
type RestoreCmd struct {
	File string `arg:"" type:"existingfile" help:"restore_file_help"`
}

// Run restores and then verifies the audit chains against the heads that the
// backup carries.
func (r *RestoreCmd) Run(c *Command) error {
	m, err := c.restore(r.File)
	if err != nil {
		return err
	}
	h, err := c.open()
	if err != nil {
		return err
	}
	defer h.Close()
	rows := 0
	for _, t := range m.Tables {
		rows += t.Rows
	}
	for _, head := range m.Heads {
		rep, err := audit.Verify(c.Ctx, h.DB, head.Agency, head.Hash)
		if err != nil {
			return err
		}
		if len(rep.Broken) > 0 || head.Hash != "" && !rep.HeadSeen {
			return Refused(c.T("cmd.audit_broken"))
		}
	}
	c.Printf("%s\n", c.T("cmd.restored", "Tables", len(m.Tables), "Rows", rows, "Files", len(m.Files)))
	return nil
}
