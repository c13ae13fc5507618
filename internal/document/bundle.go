package document

import (
	"context"
	"fmt"
	"time"

	"pamong/internal/kit/clock"
	"pamong/internal/kit/db"
	"pamong/internal/kit/fault"
	"pamong/internal/org"
)

// BundleID names a bundle.
type BundleID string

// BundleState is how far a bundle is; a message "document.bundle.…" says it.
type BundleState string

// The states of a bundle.
const (
	BundleStaged   BundleState = "staged"
	BundleEntering BundleState = "entering"
	BundleEntered  BundleState = "entered"
	BundleUndone   BundleState = "undone"
)

// Bundle is a folder or an archive of scans that came at once. Its files are
// kept, and its papers are entered when somebody has looked at them.
type Bundle struct {
	ID      BundleID
	Name    string
	State   BundleState
	AddedAt time.Time
	Entered time.Time // zero before
	Scans   int
	Papers  int // that it became
}

// ScanID names a scan of a bundle.
type ScanID string

// Scan is one file of a bundle, with whose and which paper it is.
type Scan struct {
	ID      ScanID
	Place   string // folders and name, for people to read
	NIP     string // found in the place, "" for none
	Person  string // "" while nobody is known
	Kind    Kind   // "" while it is not known
	Outcome Outcome
	File    File
	Flaw    Flaw // found when the file was read
	Skipped bool // somebody has put it aside
	Paper   PaperID

	Finding Flaw // why it is not entered, or what to look at; of a judged one
	Name    string
}

// Flaw is what is wrong with a scan, or to be looked at; a message
// "document.scan.…" says it.
type Flaw string

// What may be wrong with a scan. Those from FlawFormer on keep nothing out.
const (
	FlawDamaged   Flaw = "damaged"
	FlawEncrypted Flaw = "encrypted"
	FlawNested    Flaw = "nested"
	FlawLarge     Flaw = "large"
	FlawEmpty     Flaw = "empty"
	FlawTwo       Flaw = "two_numbers"
	FlawNoNumber  Flaw = "no_number"
	FlawUnknown   Flaw = "unknown"
	FlawNoKind    Flaw = "no_kind"
	FlawType      Flaw = "type"
	FlawOutcome   Flaw = "no_outcome"
	FlawTwice     Flaw = "twice"
	FlawSame      Flaw = "same"
	FlawThere     Flaw = "there"
	FlawFormer    Flaw = "former"
	FlawReplaces  Flaw = "replaces"
)

// Keeps reports whether the flaw keeps a scan out.
func (f Flaw) Keeps() bool { return f != "" && f != FlawFormer && f != FlawReplaces }

// needless reports whether a scan is left out without harm: what it says is
// there already.
func (f Flaw) needless() bool { return f == FlawSame || f == FlawThere }

// broken are the flaws of files that nobody can mend by pairing.
var broken = map[Flaw]bool{FlawDamaged: true, FlawEncrypted: true, FlawNested: true, FlawLarge: true, FlawEmpty: true}

// Broken reports whether the file itself is of no use.
func (s Scan) Broken() bool { return broken[s.Flaw] }

// Numbered is whom a personal number names.
type Numbered struct {
	Person, Name string
	Former       bool  // the number was replaced by another since
	SK           Brief // number and date of the SK CPNS, as the roster has them
}

// Numbers returns whom the personal numbers of an agency name, former ones
// too. This house knows ids only; who ties it knows the people.
type Numbers func(ctx context.Context, q db.Q, agency org.AgencyID) (map[string]Numbered, error)

const bundleColumns = `b.id, b.file_name, b.state, b.added_at, b.entered_at, (SELECT COUNT(*) FROM document_scan s WHERE s.bundle_id = b.id), (SELECT COUNT(*) FROM document_scan s WHERE s.bundle_id = b.id AND s.paper_id <> '')`

func readBundle(row db.Row) (Bundle, error) {
	var b Bundle
	var added, entered string
	if err := row.Scan(&b.ID, &b.Name, &b.State, &added, &entered, &b.Scans, &b.Papers); err != nil {
		return b, err
	}
	var err error
	if b.AddedAt, err = clock.ParseStamp(added); err == nil && entered != "" {
		b.Entered, err = clock.ParseStamp(entered)
	}
	return b, err
}

// Bundles returns the bundles of an agency, the newest first.
func Bundles(ctx context.Context, q db.Q, agency org.AgencyID) ([]Bundle, error) {
	return db.List(ctx, q, "list bundles", readBundle, `SELECT `+bundleColumns+` FROM document_bundle b WHERE b.agency_id = $1 ORDER BY b.id DESC`, string(agency))
}

// BundleByID returns a bundle of an agency.
func BundleByID(ctx context.Context, q db.Q, agency org.AgencyID, id BundleID) (Bundle, error) {
	list, err := db.List(ctx, q, "read bundle", readBundle, `SELECT `+bundleColumns+` FROM document_bundle b WHERE b.agency_id = $1 AND b.id = $2`, string(agency), string(id))
	if err == nil && len(list) == 0 {
		err = fault.NotFound("document.no_bundle")
	}
	if err != nil {
		return Bundle{}, err
	}
	return list[0], nil
}

// scansOf returns the scans of a bundle in the order of their places.
func scansOf(ctx context.Context, q db.Q, bundle BundleID) ([]Scan, error) {
	return db.List(ctx, q, "list scans", func(row db.Row) (s Scan, err error) {
		err = row.Scan(&s.ID, &s.Place, &s.NIP, &s.Person, &s.Kind, &s.Outcome, &s.File.Hash, &s.File.Size, &s.File.Type, &s.Flaw, &s.Skipped, &s.Paper)
		return s, err
	}, `SELECT id, place, nip, person_id, kind, outcome, blob_hash, file_size, media_type, flaw, skipped = 1, paper_id FROM document_scan WHERE bundle_id = $1 ORDER BY place, id`, string(bundle))
}

// setState moves a bundle on; a Conflict where somebody was faster.
func setState(ctx context.Context, tx *db.Tx, b Bundle, to BundleState, at string) error {
	n, err := tx.Exec(ctx, `UPDATE document_bundle SET state = $1, entered_at = $2 WHERE id = $3 AND state = $4`, string(to), at, string(b.ID), string(b.State))
	if err != nil {
		return fmt.Errorf("move bundle %s: %w", b.ID, err)
	}
	if n == 0 {
		return fault.Conflict("document.bundle_moved")
	}
	return nil
}
