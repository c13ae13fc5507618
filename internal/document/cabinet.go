package document

import (
	"context"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"pamong/internal/access"
	"pamong/internal/audit"
	"pamong/internal/kit/blob"
	"pamong/internal/kit/clock"
	"pamong/internal/kit/db"
	"pamong/internal/kit/fault"
	"pamong/internal/kit/id"
)

var (
	judges  = []access.Role{access.Officer, access.Committee}
	readers = []access.Role{access.Officer, access.Committee, access.Auditor, access.Participant}
	keepers = []access.Role{access.Officer, access.Committee, access.Participant, access.Self}
)

// clean brings a paper into form and notes what is wrong beside its field.
func (p *Paper) clean(today clock.Date) error {
	var f fault.Fields
	p.Number, p.Issuer = strings.TrimSpace(p.Number), strings.TrimSpace(p.Issuer)
	if !p.Kind.Valid() {
		f.Add("kind", "document.bad_kind")
	}
	if utf8.RuneCountInString(p.Number) > mostText {
		f.Add("number", "document.too_long", "N", mostText)
	}
	if utf8.RuneCountInString(p.Issuer) > mostText {
		f.Add("issuer", "document.too_long", "N", mostText)
	}
	if p.IssuedOn != "" && (!p.IssuedOn.Valid() || p.IssuedOn > today || p.IssuedOn < "1950-01-01") {
		f.Add("issued_on", "document.bad_issued")
	}
	switch {
	case p.Kind == Health && p.Outcome != Fit && p.Outcome != Unfit:
		f.Add("outcome", "document.no_outcome")
	case p.Kind != Health:
		p.Outcome = NoOutcome
	}
	return f.Err()
}

// Upload stores a scan with what the person typed of it. What a participant
// hands in waits to be verified; what an officer or the committee adds is
// verified by that.
func (c *Cabinet) Upload(ctx context.Context, actor access.Actor, p Paper, today clock.Date, name string, content io.Reader) (PaperID, error) {
	if err := access.RequirePerson(ctx, c.DB, actor, p.Agency, p.Person, today, keepers...); err != nil {
		return "", err
	}
	if err := p.clean(today); err != nil {
		return "", err
	}
	kind, content, err := blob.TypeOf(content)
	if err != nil {
		return "", err
	}
	if kind != "" && !p.Kind.accepts(kind) {
		key := "document.bad_type"
		if p.Kind == Photograph {
			key = "document.bad_picture"
		}
		return "", refuse("file", key, "Type", kind)
	}
	info, err := c.Files.Put(ctx, content, MostBytes)
	if err != nil {
		return "", fault.Beside("file", err)
	}
	p.File = File{Hash: info.Hash, Name: shorten(name), Type: info.Type, Size: info.Size}
	p.State = Waiting
	if actor.HasWhole(p.Agency, judges...) {
		p.State = Verified
	}
	if err := c.DB.InTx(ctx, func(tx *db.Tx) error {
		var err error
		p.ID, err = c.add(ctx, tx, actor, p)
		return err
	}); err != nil {
		return "", fmt.Errorf("upload paper: %w", err)
	}
	return p.ID, nil
}

func refuse(field, key string, args ...any) error {
	var f fault.Fields
	f.Add(field, key, args...)
	return f.Err()
}

// shorten keeps the end of a long file name, where its kind stands.
func shorten(name string) string {
	if n := utf8.RuneCountInString(name); n > mostText {
		return string([]rune(name)[n-mostText:])
	}
	return name
}

// Record enters a verified paper from a list that the office keeps, within
// the caller's transaction. A paper that says the same as the one in force
// changes nothing; added tells.
func (c *Cabinet) Record(ctx context.Context, tx *db.Tx, actor access.Actor, p Paper, today clock.Date) (added bool, err error) {
	if err := actor.Require(p.Agency, judges...); err != nil {
		return false, err
	}
	if err := p.clean(today); err != nil {
		return false, err
	}
	have, err := InForce(ctx, tx, p.Person)
	if err != nil {
		return false, err
	}
	if old, ok := have[p.Kind]; ok && old.State == Verified && old.Number == p.Number && old.IssuedOn == p.IssuedOn && old.Outcome == p.Outcome && old.Issuer == p.Issuer {
		return false, nil
	}
	p.State = Verified
	_, err = c.add(ctx, tx, actor, p)
	return err == nil, err
}

func (c *Cabinet) add(ctx context.Context, tx *db.Tx, actor access.Actor, p Paper) (PaperID, error) {
	p.ID = PaperID(id.New())
	now := clock.Stamp(c.Clock.Now())
	judgedBy, judgedAt := "", ""
	if p.State == Verified {
		judgedBy, judgedAt = actor.Ref(), now
	}
	if err := replaceOthers(ctx, tx, p); err != nil {
		return "", err
	}
	err := tx.Do(ctx, `INSERT INTO document_file (id, agency_id, person_id, kind, number, issued_on, issuer, outcome, blob_hash, file_name, file_size, media_type, state, note, source, added_by, added_at, judged_by, judged_at, replaced_by)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, '', $14, $15, $16, $17, $18, '')`,
		string(p.ID), p.Agency, p.Person, string(p.Kind), p.Number, string(p.IssuedOn), p.Issuer, string(p.Outcome), p.File.Hash, p.File.Name, p.File.Size, p.File.Type,
		string(p.State), p.Source, actor.Ref(), now, judgedBy, judgedAt)
	if err != nil {
		return "", fmt.Errorf("add %s: %w", p.Kind, err)
	}
	return p.ID, audit.Write(ctx, tx, audit.Entry{Agency: p.Agency, At: c.Clock.Now(), Actor: actor.Ref(), Act: "document.add", Subject: "document:" + string(p.ID), Person: p.Person,
		After: map[string]string{"kind": string(p.Kind), "number": p.Number, "issued_on": string(p.IssuedOn), "state": string(p.State), "file": p.File.Hash}})
}

// replaceOthers lets a paper stand in the place of older ones of its kind. One
// that waits does not push out a verified one: only its verification does.
func replaceOthers(ctx context.Context, tx *db.Tx, p Paper) error {
	err := tx.Do(ctx, `UPDATE document_file SET replaced_by = $1 WHERE person_id = $2 AND kind = $3 AND replaced_by = '' AND id <> $1 AND ($4 = 1 OR state <> 'verified')`,
		string(p.ID), p.Person, string(p.Kind), db.Flag(p.State == Verified))
	if err != nil {
		return fmt.Errorf("replace %s: %w", p.Kind, err)
	}
	return nil
}

// Judge verifies a waiting paper, or rejects it with a note that says what to
// bring instead. A paper that was judged meanwhile is refused.
func (c *Cabinet) Judge(ctx context.Context, actor access.Actor, agency string, paper PaperID, ok bool, note string) error {
	if err := actor.Require(agency, judges...); err != nil {
		return err
	}
	note = strings.TrimSpace(note)
	if !ok && note == "" {
		return refuse("note", "document.no_note")
	}
	state, act := Verified, "document.verify"
	if !ok {
		state, act = Rejected, "document.reject"
	}
	return c.DB.InTx(ctx, func(tx *db.Tx) error {
		p, err := ByID(ctx, tx, agency, paper)
		if err != nil {
			return err
		}
		if p.State != Waiting {
			return fault.Conflict("document.judged")
		}
		err = tx.Do(ctx, `UPDATE document_file SET state = $1, note = $2, judged_by = $3, judged_at = $4 WHERE id = $5`, string(state), note, actor.Ref(), clock.Stamp(c.Clock.Now()), string(paper))
		if err != nil {
			return fmt.Errorf("judge paper %s: %w", paper, err)
		}
		if before := p.State; ok {
			p.State = Verified
			if err := replaceOthers(ctx, tx, p); err != nil {
				return err
			}
			p.State = before
		}
		if c.Judged != nil {
			judged := p
			judged.State, judged.Note = state, note
			if err := c.Judged(ctx, tx, actor, judged); err != nil {
				return err
			}
		}
		return audit.Write(ctx, tx, audit.Entry{Agency: agency, At: c.Clock.Now(), Actor: actor.Ref(), Act: act, Subject: "document:" + string(paper), Person: p.Person, Before: string(p.State), After: string(state), Reason: note})
	})
}

// Open returns a paper and its scan for whoever may read it. The caller
// closes the file.
func (c *Cabinet) Open(ctx context.Context, actor access.Actor, agency string, paper PaperID, today clock.Date) (Paper, io.ReadCloser, error) {
	p, err := ByID(ctx, c.DB, agency, paper)
	if err != nil {
		return p, nil, err
	}
	if err := access.RequirePerson(ctx, c.DB, actor, agency, p.Person, today, readers...); err != nil {
		return p, nil, err
	}
	if p.File.Hash == "" {
		return p, nil, fault.NotFound("blob.gone")
	}
	f, err := c.Files.Open(p.File.Hash)
	return p, f, err
}

// Undo takes back papers that were recorded from a list, within the caller's
// transaction: the papers they replaced stand again.
func (c *Cabinet) Undo(ctx context.Context, tx *db.Tx, actor access.Actor, agency, source string) (int64, error) {
	err := tx.Do(ctx, `UPDATE document_file SET replaced_by = '' WHERE agency_id = $1 AND replaced_by IN (SELECT id FROM document_file WHERE agency_id = $1 AND source = $2)`, agency, source)
	if err != nil {
		return 0, fmt.Errorf("undo papers of %s: %w", source, err)
	}
	n, err := tx.Exec(ctx, `DELETE FROM document_file WHERE agency_id = $1 AND source = $2`, agency, source)
	if err != nil {
		return 0, fmt.Errorf("undo papers of %s: %w", source, err)
	}
	return n, audit.Write(ctx, tx, audit.Entry{Agency: agency, At: c.Clock.Now(), Actor: actor.Ref(), Act: "document.undo", Subject: "import:" + source, After: n})
}

// Expire removes rejected scans and replaced ones that nobody needs after
// the day, and the files that nothing names any more. The rows stay: who
// handed in what and when is part of the trail.
func (c *Cabinet) Expire(ctx context.Context, before clock.Date) error {
	var hashes []string
	err := c.DB.InTx(ctx, func(tx *db.Tx) error {
		var err error
		hashes, err = texts(ctx, tx, `SELECT DISTINCT blob_hash FROM document_file WHERE blob_hash <> '' AND added_at < $1 AND (state = 'rejected' OR replaced_by <> '')
AND blob_hash NOT IN (SELECT blob_hash FROM document_file WHERE state <> 'rejected' AND replaced_by = '') AND blob_hash NOT IN (SELECT blob_hash FROM document_scan)`, string(before))
		if err != nil {
			return err
		}
		for _, h := range hashes {
			if err := tx.Do(ctx, `UPDATE document_file SET blob_hash = '' WHERE blob_hash = $1`, h); err != nil {
				return fmt.Errorf("expire papers: %w", err)
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	return c.release(ctx, hashes, keptFresh)
}
