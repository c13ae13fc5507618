package regulation

import (
	"context"
	"fmt"
	"strings"

	"pamong/internal/access"
	"pamong/internal/kit/clock"
	"pamong/internal/kit/db"
	"pamong/internal/kit/fault"
)

// CopyOrder is what is asked for when a pack is copied.
type CopyOrder struct {
	From          string // id of the pack to copy
	Shared        bool   // for the whole installation, not only the agency
	ID            string
	Title         Text // without an English title the Indonesian one stands for both
	EffectiveFrom clock.Date
	By            Edition
}

// mostText is the longest id, title or word of a basis, in bytes.
const mostText = 300

// Copy makes a draft from any pack that the agency may read. The
// administrator may; for the whole installation its administrator.
func (l *Library) Copy(ctx context.Context, actor access.Actor, agency string, o CopyOrder) error {
	owner := agency
	if o.Shared {
		owner = ""
	}
	if err := keeper(actor, owner); err != nil {
		return err
	}
	o.tidy()
	return l.DB.InTx(ctx, func(tx *db.Tx) error {
		from, _, err := l.Find(ctx, tx, agency, o.From)
		if err != nil {
			return err
		}
		var taken int
		if err := tx.QueryRow(ctx, `SELECT COUNT(*) FROM regulation_pack WHERE id = $1`, o.ID).Scan(&taken); err != nil {
			return fmt.Errorf("copy pack %s: %w", o.From, err)
		}
		f := o.faults()
		if _, err := l.packs.Find(o.ID); err == nil || taken > 0 {
			f.Add("id", "regulation.fault.id_taken", "ID", o.ID)
		}
		if err := f.Err(); err != nil {
			return err
		}
		o.By.From = from.ID
		pack, err := from.Edit(o.ID, o.By, []Row{
			{Path: "title.id", Value: o.Title.ID}, {Path: "title.en", Value: o.Title.EN},
			{Path: "effective_from", Value: string(o.EffectiveFrom), Evidence: Evidence{GradeText, o.By.Basis.String()}},
		})
		if err != nil {
			return err
		}
		return l.write(ctx, tx, actor, &Own{Pack: pack, Agency: owner, State: Draft}, actCopy, o.From, nil)
	})
}

func (o *CopyOrder) tidy() {
	for _, text := range []*string{&o.ID, &o.Title.ID, &o.Title.EN} {
		*text = strings.TrimSpace(*text)
	}
	if o.Title.EN == "" {
		o.Title.EN = o.Title.ID
	}
	o.By.Basis.tidy()
}

func (o *CopyOrder) faults() fault.Fields {
	f := o.By.Basis.faults()
	if !isID(o.ID) || len(o.ID) > mostText {
		f.Add("id", "regulation.fault.id")
	}
	if o.Title.ID == "" || len(o.Title.ID) > mostText || len(o.Title.EN) > mostText {
		f.Add("title", "regulation.fault.title")
	}
	if !o.EffectiveFrom.Valid() {
		f.Add("effective_from", "regulation.fault.date")
	}
	return f
}

func (b *Instrument) tidy() {
	b.Number, b.About = strings.TrimSpace(b.Number), strings.TrimSpace(b.About)
}

// faults names what is missing of a legal basis, beside the fields of a form.
func (b Instrument) faults() fault.Fields {
	var f fault.Fields
	if b.Number == "" || len(b.Number) > mostText {
		f.Add("basis_number", "regulation.fault.basis_number")
	}
	if !b.Date.Valid() {
		f.Add("basis_date", "regulation.fault.date")
	}
	if b.About == "" || len(b.About) > mostText {
		f.Add("basis_about", "regulation.fault.basis_about")
	}
	return f
}

// editable refuses a pack whose values stand for good: one that a programme
// has taken, one that was withdrawn, and rules of probation in force, by which
// everybody of the agency is judged.
func (l *Library) editable(ctx context.Context, q db.Q, o *Own) error {
	uses, err := l.uses(ctx, q, o.ID)
	switch {
	case err != nil:
		return err
	case len(uses) > 0:
		return fault.Conflict("regulation.fault.in_use", "N", len(uses))
	case o.State == Withdrawn:
		return fault.Conflict("regulation.fault.withdrawn")
	case o.State == InForce && o.Kind == KindProbation:
		return fault.Conflict("regulation.fault.judging")
	}
	return nil
}

// Editable reports whether an own pack may still be edited, nil when it may.
func (l *Library) Editable(ctx context.Context, q db.Q, o *Own) error { return l.editable(ctx, q, o) }

// Change gives values of an own pack other values, grades or sources. The
// version is the one that the person saw; if somebody has acted since, it is a
// conflict. Every fault stands beside its place, and nothing is stored then.
func (l *Library) Change(ctx context.Context, actor access.Actor, agency, id string, version int, by Edition, rows []Row) error {
	by.Basis.tidy()
	return l.DB.InTx(ctx, func(tx *db.Tx) error {
		o, err := l.open(ctx, tx, actor, agency, id, version)
		if err != nil {
			return err
		}
		by.From = o.Edition.From
		f := by.Basis.faults()
		pack, err := o.Edit(o.ID, by, rows)
		if err = together(f, err); err != nil {
			return err
		}
		return l.keep(ctx, tx, actor, o, pack, actChange)
	})
}

// together joins faults of a legal basis, which stand beside their fields,
// with those of the pack.
func together(f fault.Fields, err error) error {
	if more := fault.Of(err); more != nil && more.Kind == fault.KindInvalid && len(more.Fields) > 0 {
		for _, one := range more.Fields {
			if one.Name != "edition" || len(f) == 0 {
				f = append(f, one)
			}
		}
		return f.Err()
	}
	if err != nil {
		return err
	}
	return f.Err()
}

// Replace takes the values of a file for a draft: what cannot be said value by
// value, such as another stage. Id, owner and edition stay those of the draft.
func (l *Library) Replace(ctx context.Context, actor access.Actor, agency, id string, version int, by Edition, text []byte) error {
	given, err := Parse(text)
	if err != nil {
		return err
	}
	return l.DB.InTx(ctx, func(tx *db.Tx) error {
		o, err := l.open(ctx, tx, actor, agency, id, version)
		if err != nil {
			return err
		}
		if given.Kind != o.Kind {
			return fault.Invalid("regulation.fault.other_kind")
		}
		by.From, by.Basis = o.Edition.From, o.Edition.Basis
		pack, err := given.Edit(o.ID, by, nil)
		if err != nil {
			return err
		}
		return l.keep(ctx, tx, actor, o, pack, actReplace)
	})
}

// open loads an own pack that the actor may edit now.
func (l *Library) open(ctx context.Context, tx *db.Tx, actor access.Actor, agency, id string, version int) (*Own, error) {
	o, err := begin(ctx, tx, actor, agency, id, version)
	if err != nil {
		return nil, err
	}
	return o, l.editable(ctx, tx, o)
}

// keep stores an own pack with other values; without a difference it does
// nothing.
func (l *Library) keep(ctx context.Context, tx *db.Tx, actor access.Actor, o *Own, pack *Pack, act string) error {
	changes := valuesOnly(Diff(o.Pack, pack))
	if len(changes) == 0 {
		return fault.Invalid("regulation.fault.no_change")
	}
	o.Pack = pack
	return l.write(ctx, tx, actor, o, act, "", changes)
}

// valuesOnly leaves out who edited when: every act has that of its own.
func valuesOnly(changes []Difference) []Difference {
	var kept []Difference
	for _, d := range changes {
		if d.Path != "edition.author" && d.Path != "edition.date" {
			kept = append(kept, d)
		}
	}
	return kept
}
