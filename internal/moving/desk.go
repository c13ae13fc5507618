package moving

import (
	"archive/zip"
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"
	"time"

	"pamong/internal/access"
	"pamong/internal/audit"
	"pamong/internal/kit/clock"
	"pamong/internal/kit/db"
	"pamong/internal/kit/fault"
	"pamong/internal/kit/id"
	"pamong/internal/kit/sheet"
	"pamong/internal/org"
	"pamong/internal/roster"
)

// keepers may move an office in: the officer, whose lists they are.
var keepers = []access.Role{access.Officer}

const (
	mostFiles = 100                // of one move, those within a ZIP too
	mostBytes = 40 << 20           // of all files of a move together
	stagedFor = 7 * 24 * time.Hour // how long what files say is kept
)

// Begin reads files and keeps what they say apart. Files that cannot be read
// are kept by name with the reason. Nothing of it is entered yet.
func (d *Desk) Begin(ctx context.Context, actor access.Actor, agency org.AgencyID, files []roster.File) (ID, error) {
	if err := actor.Require(string(agency), keepers...); err != nil {
		return "", err
	}
	words, err := d.words(ctx, d.DB, agency)
	if err != nil {
		return "", err
	}
	m := Move{ID: ID(id.New()), Agency: agency, State: Staged, By: actor.Ref(), Begun: d.Clock.Now()}
	pages, err := readFiles(files, words)
	if err != nil {
		return "", err
	}
	err = d.DB.InTx(ctx, func(tx *db.Tx) error {
		answers, err := json.Marshal(m.Answers)
		if err != nil {
			return err
		}
		err = tx.Do(ctx, `INSERT INTO moving_move (id, agency_id, state, answers, result, by_actor, begun_at, entered_at, undone_at, task_id) VALUES ($1, $2, $3, $4, '{}', $5, $6, '', '', '')`,
			string(m.ID), string(agency), string(m.State), string(answers), m.By, clock.Stamp(m.Begun))
		if err != nil {
			return err
		}
		if err := storePages(ctx, tx, m.ID, 0, pages); err != nil {
			return err
		}
		return audit.Write(ctx, tx, audit.Entry{Agency: string(agency), At: m.Begun, Actor: m.By, Act: "moving.begin", Subject: "move:" + string(m.ID), After: map[string]int{"files": len(files), "sheets": len(pages)}})
	})
	if err != nil {
		return "", fmt.Errorf("begin move: %w", err)
	}
	return m.ID, nil
}

// Add reads further files into a move that waits.
func (d *Desk) Add(ctx context.Context, actor access.Actor, agency org.AgencyID, move ID, files []roster.File) error {
	words, err := d.words(ctx, d.DB, agency)
	if err != nil {
		return err
	}
	pages, err := readFiles(files, words)
	if err != nil {
		return err
	}
	return d.change(ctx, actor, agency, move, func(tx *db.Tx, m *Move) error {
		var last int
		if err := tx.QueryRow(ctx, `SELECT COALESCE(MAX(position), -1) FROM moving_page WHERE move_id = $1`, string(move)).Scan(&last); err != nil {
			return fmt.Errorf("count sheets of move: %w", err)
		}
		return storePages(ctx, tx, move, last+1, pages)
	})
}

// readFiles reads every file, those within a ZIP too.
func readFiles(files []roster.File, words *Words) ([]Page, error) {
	var pages []Page
	lines, bytesRead := 0, int64(0)
	for _, f := range files {
		if bytesRead += f.Size; bytesRead > mostBytes {
			return nil, refuse("file", "moving.too_large", "MB", mostBytes>>20)
		}
		list, err := unpack(f)
		if err != nil {
			return nil, err
		}
		for _, one := range list {
			some, err := readFile(one, words)
			if err != nil {
				return nil, err
			}
			for i := range some {
				lines += len(some[i].Lines)
			}
			if pages = append(pages, some...); lines > mostLines || len(pages) > mostFiles*10 {
				return nil, refuse("file", "moving.too_many_lines", "N", mostLines)
			}
		}
	}
	if len(pages) == 0 {
		return nil, refuse("file", "moving.no_files")
	}
	return pages, nil
}

func refuse(field, key string, args ...any) error {
	var f fault.Fields
	f.Add(field, key, args...)
	return f.Err()
}

// readFile reads one spreadsheet. What is wrong with it stands on its page.
func readFile(f roster.File, words *Words) ([]Page, error) {
	book, err := sheet.Open(f, f.Size, f.Name, sheet.Limits{})
	if err == nil {
		var pages []Page
		if pages, err = ReadBook(f.Name, book, words); err == nil {
			return pages, nil
		}
	}
	if one := fault.Of(err); one != nil {
		return []Page{{File: f.Name, Trouble: one.Key}}, nil
	}
	return nil, fmt.Errorf("read %s: %w", f.Name, err)
}

// unpack returns the spreadsheets of a ZIP, and any other file as it is. An
// xlsx file is a ZIP too; it is known by what lies in it.
func unpack(f roster.File) ([]roster.File, error) {
	if !strings.EqualFold(path.Ext(f.Name), ".zip") {
		return []roster.File{f}, nil
	}
	z, err := zip.NewReader(f, f.Size)
	if err != nil {
		return nil, refuse("file", "moving.bad_zip", "File", f.Name)
	}
	var list []roster.File
	unpacked := int64(0)
	for _, one := range z.File {
		name := path.Base(one.Name)
		ext := strings.ToLower(path.Ext(name))
		if one.FileInfo().IsDir() || strings.HasPrefix(name, ".") || strings.HasPrefix(name, "~") || !slices.Contains([]string{".xlsx", ".xls", ".ods", ".csv"}, ext) {
			continue
		}
		if len(list) == mostFiles {
			return nil, refuse("file", "moving.too_many_files", "N", mostFiles)
		}
		in, err := one.Open()
		if err != nil {
			return nil, refuse("file", "moving.bad_zip", "File", f.Name)
		}
		content, err := io.ReadAll(io.LimitReader(in, mostBytes-unpacked+1))
		in.Close()
		if err != nil {
			return nil, refuse("file", "moving.bad_zip", "File", f.Name)
		}
		if unpacked += int64(len(content)); unpacked > mostBytes {
			return nil, refuse("file", "moving.too_large", "MB", mostBytes>>20)
		}
		list = append(list, roster.File{ReaderAt: bytes.NewReader(content), Size: int64(len(content)), Name: name})
	}
	return list, nil
}

func storePages(ctx context.Context, tx *db.Tx, move ID, from int, pages []Page) error {
	for i := range pages {
		content, err := json.Marshal(&pages[i])
		if err != nil {
			return err
		}
		if err := tx.Do(ctx, `INSERT INTO moving_page (move_id, position, file_name, content, said) VALUES ($1, $2, $3, $4, '{}')`, string(move), from+i, pages[i].File, string(content)); err != nil {
			return fmt.Errorf("keep sheet %s: %w", pages[i].Sheet, err)
		}
	}
	return nil
}

// pages returns the sheets of a move and what a person has said of them.
func pages(ctx context.Context, q db.Q, move ID) ([]Page, []Said, error) {
	rows, err := q.Query(ctx, `SELECT content, said FROM moving_page WHERE move_id = $1 ORDER BY position`, string(move))
	if err != nil {
		return nil, nil, fmt.Errorf("read sheets of move: %w", err)
	}
	defer rows.Close()
	var list []Page
	var said []Said
	for rows.Next() {
		var content, text string
		if err := rows.Scan(&content, &text); err != nil {
			return nil, nil, fmt.Errorf("read sheets of move: %w", err)
		}
		var p Page
		var s Said
		if err := errors.Join(json.Unmarshal([]byte(content), &p), json.Unmarshal([]byte(text), &s)); err != nil {
			return nil, nil, fmt.Errorf("read sheets of move: %w", err)
		}
		list, said = append(list, p), append(said, s)
	}
	return list, said, rows.Err()
}

const moveColumns = `id, agency_id, state, answers, result, by_actor, begun_at, entered_at, undone_at, task_id`

func scanMove(row db.Row) (Move, error) {
	var m Move
	var answers, result, begun, entered, undone string
	if err := row.Scan(&m.ID, &m.Agency, &m.State, &answers, &result, &m.By, &begun, &entered, &undone, &m.Task); err != nil {
		return m, err
	}
	err := errors.Join(json.Unmarshal([]byte(answers), &m.Answers), json.Unmarshal([]byte(result), &m.Result))
	for _, stamp := range []struct {
		text string
		at   *time.Time
	}{{begun, &m.Begun}, {entered, &m.Entered}, {undone, &m.Undone}} {
		if stamp.text != "" && err == nil {
			*stamp.at, err = clock.ParseStamp(stamp.text)
		}
	}
	return m, err
}

// Moves returns the moves of an agency, newest first.
func Moves(ctx context.Context, q db.Q, agency org.AgencyID) ([]Move, error) {
	return db.List(ctx, q, "list moves", scanMove, `SELECT `+moveColumns+` FROM moving_move WHERE agency_id = $1 ORDER BY begun_at DESC, id DESC LIMIT 100`, string(agency))
}

// ByID returns a move of an agency.
func ByID(ctx context.Context, q db.Q, agency org.AgencyID, move ID) (Move, error) {
	m, err := scanMove(q.QueryRow(ctx, `SELECT `+moveColumns+` FROM moving_move WHERE id = $1 AND agency_id = $2`, string(move), string(agency)))
	if errors.Is(err, sql.ErrNoRows) {
		return m, fault.NotFound("moving.no_move")
	}
	if err != nil {
		return m, fmt.Errorf("read move: %w", err)
	}
	return m, nil
}

// change alters a move that waits.
func (d *Desk) change(ctx context.Context, actor access.Actor, agency org.AgencyID, move ID, do func(tx *db.Tx, m *Move) error) error {
	if err := actor.Require(string(agency), keepers...); err != nil {
		return err
	}
	return d.DB.InTx(ctx, func(tx *db.Tx) error {
		m, err := ByID(ctx, tx, agency, move)
		if err != nil {
			return err
		}
		if m.State != Staged {
			return fault.Conflict("moving.not_staged")
		}
		return do(tx, &m)
	})
}

// Answer says what a person has decided about a move: names, dates, who is
// meant, which value counts. What stands in more replaces what was said before;
// the rest stays.
func (d *Desk) Answer(ctx context.Context, actor access.Actor, agency org.AgencyID, move ID, more Answers) error {
	return d.change(ctx, actor, agency, move, func(tx *db.Tx, m *Move) error {
		m.Answers.take(more)
		text, err := json.Marshal(m.Answers)
		if err != nil {
			return err
		}
		if err := tx.Do(ctx, `UPDATE moving_move SET answers = $1 WHERE id = $2`, string(text), string(move)); err != nil {
			return fmt.Errorf("keep answers of move: %w", err)
		}
		return audit.Write(ctx, tx, audit.Entry{Agency: string(agency), At: d.Clock.Now(), Actor: actor.Ref(), Act: "moving.answer", Subject: "move:" + string(move), After: map[string]int{"matches": len(more.Matches), "choices": len(more.Choices)}})
	})
}

// take adds further answers.
func (a *Answers) take(more Answers) {
	for _, one := range []struct{ to, from *string }{{&a.Programme, &more.Programme}, {&a.Pack, &more.Pack}, {&a.Mode, &more.Mode}, {&a.Period, &more.Period}, {&a.Selection, &more.Selection}} {
		if *one.from != "" {
			*one.to = *one.from
		}
	}
	for _, one := range []struct{ to, from *map[string]string }{{&a.Starts, &more.Starts}, {&a.Matches, &more.Matches}, {&a.Choices, &more.Choices}} {
		for k, v := range *one.from {
			if *one.to == nil {
				*one.to = map[string]string{}
			}
			(*one.to)[k] = v
		}
	}
}

// Say says what one sheet is and what its columns mean. What a column means is
// remembered for the next files of the office.
func (d *Desk) Say(ctx context.Context, actor access.Actor, agency org.AgencyID, move ID, position int, s Said) error {
	return d.change(ctx, actor, agency, move, func(tx *db.Tx, m *Move) error {
		var content string
		err := tx.QueryRow(ctx, `SELECT content FROM moving_page WHERE move_id = $1 AND position = $2`, string(move), position).Scan(&content)
		if errors.Is(err, sql.ErrNoRows) {
			return fault.NotFound("moving.no_move")
		}
		var p Page
		if err == nil {
			err = json.Unmarshal([]byte(content), &p)
		}
		if err != nil {
			return fmt.Errorf("read sheet of move: %w", err)
		}
		if s.Kind != "" && !slices.Contains(Kinds, s.Kind) {
			return refuse("kind", "moving.bad_kind")
		}
		text, err := json.Marshal(s)
		if err != nil {
			return err
		}
		if err := tx.Do(ctx, `UPDATE moving_page SET said = $1 WHERE move_id = $2 AND position = $3`, string(text), string(move), position); err != nil {
			return fmt.Errorf("keep what a sheet is: %w", err)
		}
		for i, f := range s.Columns {
			if i < 0 || i >= len(p.Titles) || s.Kind == "" {
				continue
			}
			err := tx.Do(ctx, `INSERT INTO moving_title (agency_id, title, field) VALUES ($1, $2, $3) ON CONFLICT (agency_id, title) DO UPDATE SET field = excluded.field`, string(agency), string(s.Kind)+":"+org.Fold(p.Titles[i]), string(f))
			if err != nil {
				return fmt.Errorf("remember title: %w", err)
			}
		}
		return audit.Write(ctx, tx, audit.Entry{Agency: string(agency), At: d.Clock.Now(), Actor: actor.Ref(), Act: "moving.say", Subject: "move:" + string(move), After: map[string]any{"sheet": p.Sheet, "kind": s.Kind}})
	})
}

// Drop forgets a move that nobody has entered.
func (d *Desk) Drop(ctx context.Context, actor access.Actor, agency org.AgencyID, move ID) error {
	return d.change(ctx, actor, agency, move, func(tx *db.Tx, m *Move) error {
		for _, q := range []string{`DELETE FROM moving_page WHERE move_id = $1`, `DELETE FROM moving_step WHERE move_id = $1`, `DELETE FROM moving_move WHERE id = $1`} {
			if err := tx.Do(ctx, q, string(move)); err != nil {
				return fmt.Errorf("drop move: %w", err)
			}
		}
		return audit.Write(ctx, tx, audit.Entry{Agency: string(agency), At: d.Clock.Now(), Actor: actor.Ref(), Act: "moving.drop", Subject: "move:" + string(move)})
	})
}

// Expire forgets what the files of moves say, seven days after they were read,
// and the moves that nobody has entered.
func (d *Desk) Expire(ctx context.Context) error {
	before := clock.Stamp(d.Clock.Now().Add(-stagedFor))
	return d.DB.InTx(ctx, func(tx *db.Tx) error {
		for _, q := range []string{
			`DELETE FROM moving_page WHERE move_id IN (SELECT id FROM moving_move WHERE begun_at < $1 AND state <> 'entering')`,
			`DELETE FROM moving_step WHERE move_id IN (SELECT id FROM moving_move WHERE begun_at < $1 AND state = 'staged')`,
			`DELETE FROM moving_move WHERE begun_at < $1 AND state = 'staged'`,
		} {
			if err := tx.Do(ctx, q, before); err != nil {
				return fmt.Errorf("expire moves: %w", err)
			}
		}
		return nil
	})
}
