package document

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"pamong/internal/access"
	"pamong/internal/audit"
	"pamong/internal/kit/clock"
	"pamong/internal/kit/db"
	"pamong/internal/kit/fault"
	"pamong/internal/kit/i18n"
	"pamong/internal/kit/id"
	"pamong/internal/org"
)

// LetterID names a letter that was made.
type LetterID string

// LetterState says how a letter stands.
type LetterState string

// The states of letters.
const (
	Underway LetterState = "making"
	Standing LetterState = "standing"
	Voided   LetterState = "void"
	Troubled LetterState = "troubled" // it could not be made
)

// Entry is a letter as the register has it.
type Entry struct {
	ID       LetterID
	Run      string
	Kind     LetterKind
	Person   string
	Title    string
	Name     string // of its file, without the ending
	Number   string // "" for one whose number is written by hand
	Year     int
	Running  int // 0 where the number is not the register's
	Print    int // 0 for the first print, then 1, 2 …
	Day      clock.Date
	Hash     string // of the DOCX, "" while it is being made
	PDFHash  string
	Trouble  i18n.Line
	Reason   string // why it is void, or was printed again
	VoidedBy string
	MadeBy   string
	MadeAt   time.Time
	State    LetterState
}

const entryColumns = `id, run_id, kind, person_id, title, file_name, number, year, running, print_no, day, blob_hash, pdf_hash, trouble, trouble_args, voided_at, voided_by, reason, made_by, made_at`

func scanEntry(row db.Row) (Entry, error) {
	var e Entry
	var args, voided, at string
	err := row.Scan(&e.ID, &e.Run, &e.Kind, &e.Person, &e.Title, &e.Name, &e.Number, &e.Year, &e.Running, &e.Print, &e.Day, &e.Hash, &e.PDFHash, &e.Trouble.Key, &args, &voided, &e.VoidedBy, &e.Reason, &e.MadeBy, &at)
	if errors.Is(err, sql.ErrNoRows) {
		return e, fault.NotFound("document.no_letter")
	}
	if err != nil {
		return e, fmt.Errorf("read letter: %w", err)
	}
	if e.Trouble, err = i18n.Unpack(e.Trouble.Key, args); err != nil {
		return e, err
	}
	e.MadeAt, _ = clock.ParseStamp(at)
	switch {
	case voided != "":
		e.State = Voided
	case e.Trouble.Key != "":
		e.State = Troubled
	case e.Hash == "":
		e.State = Underway
	default:
		e.State = Standing
	}
	return e, nil
}

// stateSQL is the condition of each state.
var stateSQL = map[LetterState]string{
	"":       `1 = 1`,
	Voided:   `voided_at <> ''`,
	Troubled: `voided_at = '' AND trouble <> ''`,
	Underway: `voided_at = '' AND trouble = '' AND blob_hash = ''`,
	Standing: `voided_at = '' AND trouble = '' AND blob_hash <> ''`,
}

// LetterByID returns a letter of an agency.
func LetterByID(ctx context.Context, q db.Q, agency org.AgencyID, letter LetterID) (Entry, error) {
	return scanEntry(q.QueryRow(ctx, `SELECT `+entryColumns+` FROM document_letter WHERE id = $1 AND agency_id = $2`, string(letter), string(agency)))
}

// LettersOf returns the letters about a person, newest first.
func LettersOf(ctx context.Context, q db.Q, person string) ([]Entry, error) {
	return db.List(ctx, q, "list letters", scanEntry, `SELECT `+entryColumns+` FROM document_letter WHERE person_id = $1 ORDER BY id DESC`, person)
}

// Narrow narrows the register; empty fields narrow nothing.
type Narrow struct {
	Kind   LetterKind
	Year   int
	State  LetterState
	Run    string
	Search string // in the number and the title
	Page   int    // from 1; 0 for all
}

// Register returns letters of an agency, newest first, and how many there are
// in all.
func (c *Cabinet) Register(ctx context.Context, actor access.Actor, a org.Agency, n Narrow) ([]Entry, int, error) {
	if err := actor.Require(string(a.ID), onlookers...); err != nil {
		return nil, 0, err
	}
	state, known := stateSQL[n.State]
	if !known {
		state = stateSQL[""]
	}
	where := ` FROM document_letter WHERE agency_id = $1 AND (CAST($2 AS TEXT) = '' OR kind = $2) AND (CAST($3 AS BIGINT) = 0 OR year = $3) AND (CAST($4 AS TEXT) = '' OR run_id = $4) AND ` + state
	args := []any{string(a.ID), string(n.Kind), n.Year, n.Run}
	for _, word := range strings.Fields(org.Fold(n.Search)) {
		args = append(args, "%"+word+"%")
		where += fmt.Sprintf(` AND search_key LIKE $%d`, len(args))
	}
	var total int
	if err := c.DB.QueryRow(ctx, `SELECT COUNT(*)`+where, args...).Scan(&total); err != nil {
		return nil, 0, fmt.Errorf("count letters: %w", err)
	}
	page := ""
	if n.Page > 0 {
		page = fmt.Sprintf(` LIMIT %d OFFSET %d`, PageSize, PageSize*(n.Page-1))
	}
	list, err := db.List(ctx, c.DB, "list letters", scanEntry, `SELECT `+entryColumns+where+` ORDER BY day DESC, id DESC`+page, args...)
	return list, total, err
}

// Years returns the years in which an agency made letters, newest first.
func Years(ctx context.Context, q db.Q, agency org.AgencyID) ([]int, error) {
	return db.Column[int](ctx, q, "list years", `SELECT DISTINCT year FROM document_letter WHERE agency_id = $1 ORDER BY year DESC`, string(agency))
}

// LetterFile opens the file of a letter, as DOCX or as PDF. The caller closes
// it.
func (c *Cabinet) LetterFile(ctx context.Context, actor access.Actor, a org.Agency, letter LetterID, pdf bool) (Entry, io.ReadCloser, error) {
	if err := actor.Require(string(a.ID), onlookers...); err != nil {
		return Entry{}, nil, err
	}
	e, err := LetterByID(ctx, c.DB, a.ID, letter)
	if err != nil {
		return e, nil, err
	}
	hash := e.Hash
	if pdf {
		hash = e.PDFHash
	}
	if hash == "" {
		return e, nil, fault.Conflict("document.not_made")
	}
	f, err := c.Files.Open(hash)
	return e, f, err
}

// Run is one making of letters.
type Run struct {
	ID       string
	Kind     LetterKind
	Day      clock.Date
	Template TemplateID // "" for the shipped one
	Hash     string     // of the template
	PDF      bool
	Total    int
	By       string
	At       time.Time
	Wish     Making
}

// RunByID returns a making of an agency.
func RunByID(ctx context.Context, q db.Q, agency org.AgencyID, run string) (Run, error) {
	r := Run{ID: run}
	var pdf int
	var wish, at string
	err := q.QueryRow(ctx, `SELECT kind, day, template_id, template_hash, pdf, total, wish, begun_by, begun_at FROM document_run WHERE id = $1 AND agency_id = $2`, run, string(agency)).
		Scan(&r.Kind, &r.Day, &r.Template, &r.Hash, &pdf, &r.Total, &wish, &r.By, &at)
	if errors.Is(err, sql.ErrNoRows) {
		return r, fault.NotFound("document.no_letter")
	}
	if err == nil {
		err = json.Unmarshal([]byte(wish), &r.Wish)
	}
	if err != nil {
		return r, fmt.Errorf("read run of letters: %w", err)
	}
	r.PDF, r.Wish.Kind, r.Wish.Day = pdf == 1, r.Kind, r.Day
	r.At, err = clock.ParseStamp(at)
	return r, err
}

// sameLetter finds the letter that one of the register was among those that
// would be made now: that of the person, or with that title, or the only one.
func sameLetter(letters []Letter, old Entry) (Letter, bool) {
	if len(letters) == 1 {
		return letters[0], true
	}
	i := slices.IndexFunc(letters, func(l Letter) bool { return l.Person == old.Person && (l.Person != "" || l.Title == old.Title) })
	if i < 0 {
		return Letter{}, false
	}
	return letters[i], true
}

// Reprint makes a letter again, with the facts and the template of now, under
// its number and with a note; the one before is void.
func (c *Cabinet) Reprint(ctx context.Context, actor access.Actor, a org.Agency, letter LetterID, note string) (LetterID, error) {
	if err := actor.Require(string(a.ID), makers...); err != nil {
		return "", err
	}
	if note = strings.TrimSpace(note); note == "" {
		return "", refuse("reason", "document.reprint_why")
	}
	old, err := LetterByID(ctx, c.DB, a.ID, letter)
	if err != nil {
		return "", err
	}
	run, err := RunByID(ctx, c.DB, a.ID, old.Run)
	if err != nil {
		return "", err
	}
	wish := run.Wish
	if old.Person != "" {
		wish.People = []string{old.Person}
	}
	p, err := c.prepare(ctx, actor, a, wish, false)
	if err != nil {
		return "", err
	}
	if err := c.freeze(ctx, p); err != nil {
		return "", err
	}
	again, ok := sameLetter(p.letters, old)
	if !ok {
		return "", fault.Conflict("document.reprint_gone")
	}
	now := c.Clock.Now()
	fresh := Entry{ID: LetterID(id.New()), Run: id.New(), Kind: old.Kind, Person: old.Person, Title: again.Title, Number: old.Number, Year: old.Year, Running: old.Running, Day: old.Day, Reason: note}
	err = c.DB.InTx(ctx, func(tx *db.Tx) error {
		if err := tx.Lock(ctx, registerLock(a.ID)); err != nil {
			return err
		}
		if now, err := LetterByID(ctx, tx, a.ID, letter); err != nil || now.State == Voided {
			return errors.Join(err, fault.Conflict("document.void_already"))
		}
		if err := tx.QueryRow(ctx, `SELECT COALESCE(MAX(print_no), 0) + 1 FROM document_letter WHERE agency_id = $1 AND kind = $2 AND year = $3 AND number = $4`, string(a.ID), string(old.Kind), old.Year, old.Number).Scan(&fresh.Print); err != nil {
			return fmt.Errorf("print again: %w", err)
		}
		err := tx.Do(ctx, `UPDATE document_letter SET voided_at = $1, voided_by = $2, reason = $3 WHERE id = $4`, clock.Stamp(now), actor.Ref(), note, string(letter))
		if err != nil {
			return fmt.Errorf("print again: %w", err)
		}
		row, err := c.row(p, again, fresh, actor, clock.Stamp(now))
		if err != nil {
			return err
		}
		if err := tx.InsertAll(ctx, insertLetter, letterColumns, row, ""); err != nil {
			return fmt.Errorf("print again: %w", err)
		}
		wished, err := json.Marshal(wish)
		if err != nil {
			return err
		}
		err = tx.Do(ctx, `INSERT INTO document_run (id, agency_id, kind, day, template_id, template_hash, pdf, total, wish, begun_by, begun_at) VALUES ($1, $2, $3, $4, $5, $6, $7, 1, $8, $9, $10)`,
			fresh.Run, string(a.ID), string(p.Kind), string(p.Day), string(p.template.ID), p.template.Hash, db.Flag(old.PDFHash != ""), string(wished), actor.Ref(), clock.Stamp(now))
		if err != nil {
			return fmt.Errorf("print again: %w", err)
		}
		return audit.Write(ctx, tx, audit.Entry{Agency: string(a.ID), At: now, Actor: actor.Ref(), Act: "document.reprint", Subject: "letter:" + string(fresh.ID), Person: p.how.participant(old.Person), Before: string(old.ID), After: old.Number, Reason: note})
	})
	if err != nil {
		return "", err
	}
	return fresh.ID, c.finish(ctx, a, fresh.Run, nil)
}
