package document

import (
	"context"
	"fmt"
	"time"

	"pamong/internal/kit/clock"
	"pamong/internal/kit/db"
	"pamong/internal/kit/fault"
	"pamong/internal/kit/i18n"
	"pamong/internal/kit/jobs"
	"pamong/internal/org"
)

// BundleID names a bundle.
type BundleID string

// BundleState is how far a bundle is; a message "document.bundle.…" says it.
type BundleState string

// The states of a bundle. A stopped one is being entered, but no job leads to
// it any more: it was refused or given up, or its program was killed. That is
// not stored; it follows from how the job stands.
const (
	BundleStaged   BundleState = "staged"
	BundleEntering BundleState = "entering"
	BundleStopped  BundleState = "stopped"
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

	Why       i18n.Line // a stopped one was refused, empty where nothing says why
	Reference string    // number under which the log has the rest; "" for none

	agency org.AgencyID
	stored BundleState
	task   jobs.TaskID // that enters it, or did last; "" for a command
}

// follow finds out whether the job goes on that enters a bundle. A command has
// none: while it runs its bundle counts as stopped, and so it does when it is
// killed. Nothing is lost by that, for two who enter one bundle share its scans.
func (b *Bundle) follow(ctx context.Context, q db.Q) error {
	b.stored = b.State
	if b.State != BundleEntering {
		return nil
	}
	b.State = BundleStopped
	if b.task == "" {
		return nil
	}
	t, err := jobs.Find(ctx, q, string(b.agency), b.task)
	switch {
	case fault.KindOf(err) == fault.KindNotFound:
		return nil
	case err == nil && t.State == jobs.Running:
		b.State = BundleEntering
	}
	b.Why, b.Reference = t.Trouble, t.Reference
	return err
}

// begun reports whether a bundle has papers, or may have some soon.
func (b Bundle) begun() bool {
	return b.State != BundleStaged && (b.State != BundleStopped || b.Papers > 0)
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

const bundleColumns = `b.id, b.agency_id, b.file_name, b.state, b.task_id, b.added_at, b.entered_at, (SELECT COUNT(*) FROM document_scan s WHERE s.bundle_id = b.id), (SELECT COUNT(*) FROM document_scan s WHERE s.bundle_id = b.id AND s.paper_id <> '')`

func readBundle(row db.Row) (Bundle, error) {
	var b Bundle
	var added, entered string
	if err := row.Scan(&b.ID, &b.agency, &b.Name, &b.State, &b.task, &added, &entered, &b.Scans, &b.Papers); err != nil {
		return b, err
	}
	var err error
	if b.AddedAt, err = clock.ParseStamp(added); err == nil && entered != "" {
		b.Entered, err = clock.ParseStamp(entered)
	}
	return b, err
}

func bundles(ctx context.Context, q db.Q, where string, args ...any) ([]Bundle, error) {
	list, err := db.List(ctx, q, "list bundles", readBundle, `SELECT `+bundleColumns+` FROM document_bundle b WHERE `+where+` ORDER BY b.id DESC`, args...)
	for i := range list {
		if err == nil {
			err = list[i].follow(ctx, q)
		}
	}
	return list, err
}

// Bundles returns the bundles of an agency, the newest first.
func Bundles(ctx context.Context, q db.Q, agency org.AgencyID) ([]Bundle, error) {
	return bundles(ctx, q, `b.agency_id = $1`, string(agency))
}

// BundleByID returns a bundle of an agency.
func BundleByID(ctx context.Context, q db.Q, agency org.AgencyID, id BundleID) (Bundle, error) {
	list, err := bundles(ctx, q, `b.agency_id = $1 AND b.id = $2`, string(agency), string(id))
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

// setState moves a bundle on; a Conflict where somebody was faster. Task is the
// job that leads to it, "" for none.
func setState(ctx context.Context, tx *db.Tx, b Bundle, to BundleState, task jobs.TaskID, at string) error {
	n, err := tx.Exec(ctx, `UPDATE document_bundle SET state = $1, task_id = $2, entered_at = $3 WHERE id = $4 AND state = $5`, string(to), string(task), at, string(b.ID), string(b.stored))
	if err != nil {
		return fmt.Errorf("move bundle %s: %w", b.ID, err)
	}
	if n == 0 {
		return fault.Conflict("document.bundle_moved")
	}
	return nil
}
