package document

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strings"

	"pamong/internal/access"
	"pamong/internal/audit"
	"pamong/internal/kit/clock"
	"pamong/internal/kit/db"
	"pamong/internal/kit/docx"
	"pamong/internal/kit/fault"
	"pamong/internal/kit/i18n"
	"pamong/internal/kit/id"
	"pamong/internal/kit/jobs"
	"pamong/internal/org"
)

// Making is what somebody asks for: letters of a kind about some people.
type Making struct {
	Kind      LetterKind `json:"-"`
	People    []string   `json:"people,omitempty"` // as in an Order; nil for all of the batch or agency
	Batch     string     `json:"batch,omitempty"`
	Programme string     `json:"programme,omitempty"` // for kinds of Whole
	Session   string     `json:"session,omitempty"`
	Signer    SignerID   `json:"signer"` // "" for the first
	Day       clock.Date `json:"-"`      // "" for today
	Unnumber  bool       `json:"unnumbered,omitempty"`
	PDF       bool       `json:"-"` // also as PDF, where LibreOffice is
}

// noNumber stands where a number is written by hand.
const noNumber = "……………………"

// prepared is a making whose facts were gathered.
type prepared struct {
	Making
	how      Make
	agency   org.Agency
	order    Order
	signer   Signer
	template Template
	content  []byte
	letters  []Letter
}

// prepare gathers the facts of a making. Nothing is written. A sample may lack
// a signer.
func (c *Cabinet) prepare(ctx context.Context, actor access.Actor, a org.Agency, m Making, sample bool) (*prepared, error) {
	if err := actor.Require(string(a.ID), makers...); err != nil {
		return nil, err
	}
	p := &prepared{Making: m, agency: a}
	var known bool
	if p.how, known = MakeOf(m.Kind); !known {
		return nil, fault.NotFound("access.not_found")
	}
	source := c.Sources[m.Kind]
	if source == nil {
		return nil, noSource()
	}
	today := a.Today(c.Clock.Now())
	if p.Day == "" {
		p.Day = today
	}
	if !p.Day.Valid() || p.Day > today.AddDays(mostAhead) || p.Day < today.AddDays(-mostBack) {
		return nil, refuse("day", "document.bad_day")
	}
	var err error
	if p.signer, err = signer(ctx, c.DB, a, m.Signer); err != nil && !(sample && m.Signer == "") {
		return nil, err
	}
	p.order = Order{Agency: a, Kind: m.Kind, People: m.People, Batch: m.Batch, Programme: m.Programme, Session: m.Session, Day: p.Day, Speak: c.Speak}
	if p.letters, err = source(ctx, c.DB, actor, p.order); err != nil {
		return nil, err
	}
	if len(p.letters) == 0 {
		return nil, refuse("who", "document.nobody")
	}
	if p.template, err = InUse(ctx, c.DB, a.ID, m.Kind); err != nil {
		return nil, err
	}
	p.content, err = c.content(p.template)
	return p, err
}

// Days that the date of a letter may lie from today.
const (
	mostAhead = 366
	mostBack  = 3660
)

// data is everything that stands in a letter.
func (p *prepared) data(l Letter, number string) docx.Data {
	return complete(l.Data, p.order, p.signer, p.order.Speak.T("document.government", "Name", p.agency.Name), number)
}

// Look says which letters a making would give, without taking a number.
func (c *Cabinet) Look(ctx context.Context, actor access.Actor, a org.Agency, m Making) ([]Letter, error) {
	p, err := c.prepare(ctx, actor, a, m, false)
	if err != nil {
		return nil, err
	}
	return p.letters, nil
}

// Preview fills a template with the facts of a real person: the one in force,
// or the given file, which may be one that is not yet kept. The number is left
// open. It returns the first letter of the making.
func (c *Cabinet) Preview(ctx context.Context, actor access.Actor, a org.Agency, m Making, content []byte) (name string, file []byte, err error) {
	p, err := c.prepare(ctx, actor, a, m, true)
	if err != nil {
		return "", nil, err
	}
	if content == nil {
		content = p.content
	}
	t, err := ReadTemplate(m.Kind, content)
	if err != nil {
		return "", nil, err
	}
	first := p.letters[0]
	number := first.Number
	if number == "" {
		number = noNumber
	}
	var out bytes.Buffer
	err = t.Fill(&out, c.pictures(ctx, c.DB, p.data(first, number), map[string][]byte{}))
	return c.nameOf(m.Kind, first, number), out.Bytes(), err
}

// Sample fills a template as Preview does, with the examples of the fields in
// place of real facts: for a kind of which nobody can be written about yet.
func (c *Cabinet) Sample(ctx context.Context, actor access.Actor, a org.Agency, kind LetterKind, content []byte) (name string, file []byte, err error) {
	if err := actor.Require(string(a.ID), makers...); err != nil {
		return "", nil, err
	}
	how, known := MakeOf(kind)
	if !known {
		return "", nil, fault.NotFound("access.not_found")
	}
	if content == nil {
		t, err := InUse(ctx, c.DB, a.ID, kind)
		if err != nil {
			return "", nil, err
		}
		if content, err = c.content(t); err != nil {
			return "", nil, err
		}
	}
	t, err := ReadTemplate(kind, content)
	if err != nil {
		return "", nil, err
	}
	example, err := how.Example()
	if err != nil {
		return "", nil, err
	}
	who, err := signer(ctx, c.DB, a, "")
	if fault.Of(err) == nil && err != nil {
		return "", nil, err
	}
	p := prepared{how: how, agency: a, signer: who, order: Order{Agency: a, Kind: kind, Day: a.Today(c.Clock.Now()), Speak: c.Speak}}
	var out bytes.Buffer
	err = t.Fill(&out, c.pictures(ctx, c.DB, p.data(Letter{Data: example}, noNumber), map[string][]byte{}))
	return c.nameOf(kind, Letter{}, ""), out.Bytes(), err
}

// nameOf names the file of a letter, without its ending, by its person, its
// number or its title: what no system of files takes is left out.
func (c *Cabinet) nameOf(kind LetterKind, l Letter, number string) string {
	who := strings.TrimSpace(l.Data.Text["nip"] + " " + l.Data.Text["nama"])
	if l.Person == "" || who == "" {
		who = strings.Trim(strings.ReplaceAll(number, "/", "-"), "….")
	}
	name := strings.TrimSpace(c.Speak.T("document.letter."+string(kind)) + " " + who)
	if who == "" && l.Title != "" {
		name = l.Title
	}
	name = strings.Map(func(r rune) rune {
		if r < ' ' || strings.ContainsRune(`/\:*?"<>|`, r) {
			return -1
		}
		return r
	}, name)
	return shorten(name)
}

// LettersJob is the name under which letters are made while nobody waits.
const LettersJob = "make-letters"

// queued is what a queued making needs to know.
type queued struct{ Agency, Run string }

// Begin takes the numbers of the letters, enters them with their data and
// queues their making, all in one transaction. It returns the task that tells
// how far it is, and the run under which they are found.
func (c *Cabinet) Begin(ctx context.Context, actor access.Actor, a org.Agency, m Making) (task jobs.TaskID, run string, err error) {
	p, err := c.prepare(ctx, actor, a, m, false)
	if err != nil {
		return "", "", err
	}
	if err := c.freeze(ctx, p); err != nil {
		return "", "", err
	}
	err = c.DB.InTx(ctx, func(tx *db.Tx) error {
		if run, err = c.enter(ctx, tx, actor, p); err != nil {
			return err
		}
		t := jobs.Task{Agency: string(a.ID), StartedBy: actor.Ref(), Title: i18n.Say("document.job", "Kind", i18n.Say("document.letter."+string(m.Kind)), "N", len(p.letters)), Total: len(p.letters)}
		task, err = c.Jobs.Begin(ctx, tx, t, LettersJob, queued{string(a.ID), run})
		return err
	})
	return task, run, err
}

// Make does the same while the caller waits. Progress, if not nil, hears how
// many are done.
func (c *Cabinet) Make(ctx context.Context, actor access.Actor, a org.Agency, m Making, progress func(done, total int)) (run string, err error) {
	p, err := c.prepare(ctx, actor, a, m, false)
	if err != nil {
		return "", err
	}
	if err := c.freeze(ctx, p); err != nil {
		return "", err
	}
	err = c.DB.InTx(ctx, func(tx *db.Tx) error {
		run, err = c.enter(ctx, tx, actor, p)
		return err
	})
	if err != nil {
		return "", err
	}
	return run, c.finish(ctx, a, run, progress)
}

// freeze checks the template once more and keeps the file of a shipped one, so
// that a letter's template stays what it was.
func (c *Cabinet) freeze(ctx context.Context, p *prepared) error {
	if _, err := ReadTemplate(p.Kind, p.content); err != nil {
		return err
	}
	if p.template.ID != "" {
		return nil
	}
	info, err := c.Files.Put(ctx, bytes.NewReader(p.content), MostTemplate)
	p.template.Hash = info.Hash
	return err
}

// enter writes the run and its letters, with their numbers.
func (c *Cabinet) enter(ctx context.Context, tx *db.Tx, actor access.Actor, p *prepared) (string, error) {
	pattern, year := Pattern(""), p.Day.Year()
	first, own := 0, 0
	for _, l := range p.letters {
		if p.how.Numbered() && !p.Unnumber && l.Number == "" {
			own++
		}
	}
	if own > 0 {
		all, err := Patterns(ctx, tx, p.agency.ID)
		if err != nil {
			return "", err
		}
		pattern = all[p.Kind]
		if first, err = take(ctx, tx, p.agency.ID, p.Kind, year, own); err != nil {
			return "", err
		}
	}
	run := id.New()
	wish, err := json.Marshal(p.Making)
	if err != nil {
		return "", fmt.Errorf("enter letters: %w", err)
	}
	now := c.Clock.Now()
	err = tx.Do(ctx, `INSERT INTO document_run (id, agency_id, kind, day, template_id, template_hash, pdf, total, wish, begun_by, begun_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
		run, string(p.agency.ID), string(p.Kind), string(p.Day), string(p.template.ID), p.template.Hash, db.Flag(p.PDF), len(p.letters), string(wish), actor.Ref(), clock.Stamp(now))
	if err != nil {
		return "", fmt.Errorf("enter letters: %w", err)
	}
	var rows []any
	var trail []audit.Entry
	for _, l := range p.letters {
		running := 0
		if own > 0 && l.Number == "" {
			running = first
			l.Number = pattern.Write(running, p.Day)
			first++
		}
		e := Entry{ID: LetterID(id.New()), Run: run, Kind: p.Kind, Person: l.Person, Title: l.Title, Number: l.Number, Year: year, Running: running, Day: p.Day}
		row, err := c.row(p, l, e, actor, clock.Stamp(now))
		if err != nil {
			return "", err
		}
		rows = append(rows, row...)
		trail = append(trail, audit.Entry{Agency: string(p.agency.ID), At: now, Actor: actor.Ref(), Act: "document.letter", Subject: "letter:" + string(e.ID), Person: p.how.participant(l.Person), After: map[string]string{"kind": string(p.Kind), "number": l.Number, "run": run}})
	}
	if err := tx.InsertAll(ctx, insertLetter, letterColumns, rows, ""); err != nil {
		return "", fmt.Errorf("enter letters: %w", err)
	}
	return run, audit.WriteAll(ctx, tx, trail)
}

const (
	insertLetter  = `INSERT INTO document_letter (id, agency_id, run_id, kind, person_id, title, file_name, search_key, number, year, running, print_no, day, data, data_hash, blob_hash, file_size, pdf_hash, trouble, trouble_args, voided_at, voided_by, reason, made_by, made_at) VALUES`
	letterColumns = 25
)

// row is the row of a new letter with its data.
func (c *Cabinet) row(p *prepared, l Letter, e Entry, actor access.Actor, now string) ([]any, error) {
	number := e.Number
	if number == "" {
		number = noNumber
	}
	data, err := json.Marshal(p.data(l, number))
	if err != nil {
		return nil, fmt.Errorf("enter letters: %w", err)
	}
	sum := sha256.Sum256(data)
	return []any{string(e.ID), string(p.agency.ID), e.Run, string(e.Kind), e.Person, e.Title, c.nameOf(e.Kind, l, e.Number), org.Fold(e.Number + " " + e.Title), e.Number, e.Year, e.Running, e.Print, string(e.Day),
		string(data), hex.EncodeToString(sum[:]), "", 0, "", "", "", "", "", e.Reason, actor.Ref(), now}, nil
}
