package document

import (
	"context"
	"fmt"
	"slices"

	"pamong/internal/access"
	"pamong/internal/audit"
	"pamong/internal/kit/clock"
	"pamong/internal/kit/db"
	"pamong/internal/kit/fault"
	"pamong/internal/kit/id"
	"pamong/internal/org"
)

// StageScans takes a folder or an archive of scans in and says whose each
// seems to be. Kind stands for those whose name says none; nothing is entered.
func (c *Cabinet) StageScans(ctx context.Context, actor access.Actor, a org.Agency, sent []Sent, kind Kind) (BundleID, error) {
	if err := actor.Require(string(a.ID), judges...); err != nil {
		return "", err
	}
	if kind != "" && !kind.Valid() {
		return "", refuse("kind", "document.bad_kind")
	}
	scans, err := c.take(ctx, sent)
	if err != nil {
		return "", err
	}
	bundle := BundleID(id.New())
	err = c.DB.InTx(ctx, func(tx *db.Tx) error {
		numbers, err := c.Numbers(ctx, tx, a.ID)
		if err != nil {
			return err
		}
		rows := make([]any, 0, len(scans)*scanWidth)
		for _, s := range scans {
			if s.Flaw != FlawTwo {
				s.Person = numbers[s.NIP].Person
			}
			if s.Kind == "" {
				s.Kind = kind
			}
			rows = append(rows, string(s.ID), string(a.ID), string(bundle), s.Place, s.NIP, s.Person, string(s.Kind), "", s.File.Hash, s.File.Size, s.File.Type, string(s.Flaw), 0, "")
		}
		name := shorten(sent[0].Name)
		if len(sent) > 1 {
			name = fmt.Sprintf("%s + %d", name, len(sent)-1)
		}
		if err := tx.Do(ctx, `INSERT INTO document_bundle (id, agency_id, file_name, state, added_by, added_at, entered_at) VALUES ($1, $2, $3, $4, $5, $6, '')`,
			string(bundle), string(a.ID), name, string(BundleStaged), actor.Ref(), clock.Stamp(c.Clock.Now())); err != nil {
			return err
		}
		if err := tx.InsertAll(ctx, `INSERT INTO document_scan (id, agency_id, bundle_id, place, nip, person_id, kind, outcome, blob_hash, file_size, media_type, flaw, skipped, paper_id) VALUES`, scanWidth, rows, ""); err != nil {
			return err
		}
		return c.note(ctx, tx, actor, a, bundle, "document.scans_take", map[string]any{"file": name, "scans": len(scans)})
	})
	if err != nil {
		return "", fmt.Errorf("stage scans: %w", err)
	}
	return bundle, nil
}

// scanWidth is how many columns a scan has.
const scanWidth = 14

func (c *Cabinet) note(ctx context.Context, tx *db.Tx, actor access.Actor, a org.Agency, b BundleID, act string, after any) error {
	return audit.Write(ctx, tx, audit.Entry{Agency: string(a.ID), At: c.Clock.Now(), Actor: actor.Ref(), Act: act, Subject: "bundle:" + string(b), After: after})
}

// Scans returns a bundle with its judged scans.
func (c *Cabinet) Scans(ctx context.Context, actor access.Actor, a org.Agency, bundle BundleID) (Bundle, []Scan, error) {
	if err := actor.Require(string(a.ID), judges...); err != nil {
		return Bundle{}, nil, err
	}
	b, scans, _, err := c.judged(ctx, c.DB, a, bundle)
	return b, scans, err
}

// judged reads a bundle and judges it against what is known now.
func (c *Cabinet) judged(ctx context.Context, q db.Q, a org.Agency, bundle BundleID) (Bundle, []Scan, around, error) {
	var with around
	b, err := BundleByID(ctx, q, a.ID, bundle)
	if err != nil {
		return b, nil, with, err
	}
	scans, err := scansOf(ctx, q, bundle)
	if err != nil {
		return b, nil, with, err
	}
	if with.numbers, err = c.Numbers(ctx, q, a.ID); err != nil {
		return b, nil, with, err
	}
	with.people = make(map[string]Numbered, len(with.numbers))
	for _, n := range with.numbers {
		with.people[n.Person] = n
	}
	if with.papers, err = inForce(ctx, q, `agency_id = $1 AND person_id IN (SELECT person_id FROM document_scan WHERE bundle_id = $2)`, string(a.ID), string(bundle)); err != nil {
		return b, nil, with, err
	}
	judgeScans(scans, with)
	return b, scans, with, nil
}

// ForAll says once which kind of paper the scans are whose names say none, and
// what the health letters found of which nobody has said it.
func (c *Cabinet) ForAll(ctx context.Context, actor access.Actor, a org.Agency, bundle BundleID, kind Kind, outcome Outcome) error {
	if kind != "" && !kind.Valid() {
		return refuse("kind", "document.bad_kind")
	}
	if outcome != NoOutcome && outcome != Fit && outcome != Unfit {
		return refuse("outcome", "document.no_outcome")
	}
	return c.change(ctx, actor, a, bundle, func(tx *db.Tx, scans []Scan, _ around) error {
		for _, s := range scans {
			if s.Finding == FlawNoKind && kind != "" {
				if err := tx.Do(ctx, `UPDATE document_scan SET kind = $1 WHERE id = $2`, string(kind), string(s.ID)); err != nil {
					return err
				}
				s.Kind = kind
			}
			if outcome != NoOutcome && (s.Finding == FlawOutcome || s.Finding == FlawNoKind && s.Kind == Health) {
				if err := tx.Do(ctx, `UPDATE document_scan SET outcome = $1 WHERE id = $2`, string(outcome), string(s.ID)); err != nil {
					return err
				}
			}
		}
		return nil
	})
}

// Pairing is what somebody says of one scan by hand.
type Pairing struct {
	NIP     string
	Kind    Kind
	Outcome Outcome
	Skip    bool // leave it aside
}

// Pair says by hand whose and which paper a scan is, or leaves it aside.
func (c *Cabinet) Pair(ctx context.Context, actor access.Actor, a org.Agency, bundle BundleID, scan ScanID, by Pairing) error {
	return c.change(ctx, actor, a, bundle, func(tx *db.Tx, scans []Scan, with around) error {
		at := slices.IndexFunc(scans, func(s Scan) bool { return s.ID == scan })
		switch {
		case at < 0:
			return fault.NotFound("document.no_scan")
		case by.Skip:
			return tx.Do(ctx, `UPDATE document_scan SET skipped = 1 WHERE id = $1`, string(scan))
		case scans[at].Broken():
			return fault.Conflict("document.scan_broken")
		}
		nip := digits(by.NIP)
		who, ok := with.numbers[nip]
		if !ok {
			return refuse("nip", "document.scan.unknown_typed")
		}
		if !by.Kind.Valid() {
			return refuse("kind", "document.bad_kind")
		}
		if by.Kind != Health {
			by.Outcome = NoOutcome
		}
		return tx.Do(ctx, `UPDATE document_scan SET nip = $1, person_id = $2, kind = $3, outcome = $4, skipped = 0 WHERE id = $5`, nip, who.Person, string(by.Kind), string(by.Outcome), string(scan))
	})
}

// change lets somebody work on a bundle that is not entered yet.
func (c *Cabinet) change(ctx context.Context, actor access.Actor, a org.Agency, bundle BundleID, do func(tx *db.Tx, scans []Scan, with around) error) error {
	if err := actor.Require(string(a.ID), judges...); err != nil {
		return err
	}
	return c.DB.InTx(ctx, func(tx *db.Tx) error {
		b, scans, with, err := c.judged(ctx, tx, a, bundle)
		if err != nil {
			return err
		}
		if b.State != BundleStaged {
			return fault.Conflict("document.bundle_moved")
		}
		return do(tx, scans, with)
	})
}

// DropScans throws a bundle away that was not entered, or of which nothing is in
// and nothing enters more.
func (c *Cabinet) DropScans(ctx context.Context, actor access.Actor, a org.Agency, bundle BundleID) error {
	if err := actor.Require(string(a.ID), judges...); err != nil {
		return err
	}
	var hashes []string
	err := c.DB.InTx(ctx, func(tx *db.Tx) error {
		b, err := BundleByID(ctx, tx, a.ID, bundle)
		if err != nil {
			return err
		}
		if b.begun() {
			return fault.Conflict("document.bundle_moved")
		}
		if hashes, err = drop(ctx, tx, bundle); err != nil {
			return err
		}
		return c.note(ctx, tx, actor, a, bundle, "document.scans_drop", b.Scans)
	})
	if err != nil {
		return fmt.Errorf("drop bundle %s: %w", bundle, err)
	}
	return c.release(ctx, hashes, keptFresh)
}
