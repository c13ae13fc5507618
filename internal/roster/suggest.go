package roster

import (
	"context"
	"fmt"

	"pamong/internal/access"
	"pamong/internal/audit"
	"pamong/internal/kit/db"
	"pamong/internal/kit/fault"
	"pamong/internal/kit/sheet"
	"pamong/internal/org"
)

// UseSuggestion replaces the doubtful name of a unit in a staged row by the
// suggested one, in all rows that carry the same name.
func (d *Desk) UseSuggestion(ctx context.Context, actor access.Actor, agency org.AgencyID, imp ImportID, row int) error {
	if err := actor.Require(string(agency), keepers...); err != nil {
		return err
	}
	return d.DB.InTx(ctx, func(tx *db.Tx) error {
		draft, m, err := d.Draft(ctx, tx, agency, imp)
		if err != nil {
			return err
		}
		if m.State != Staged {
			return fault.Conflict("roster.not_staged")
		}
		v, err := d.judge(ctx, tx, agency, draft, m.Selection)
		if err != nil {
			return err
		}
		var doubt *Judged
		for i := range v.Rows {
			if v.Rows[i].Row == row && v.Rows[i].Suggest.Office != "" {
				doubt = &v.Rows[i]
			}
		}
		if doubt == nil {
			return fault.NotFound("roster.no_suggestion")
		}
		mended := 0
		for i := range v.Rows {
			r := &v.Rows[i]
			if !sameDoubt(r, doubt) {
				continue
			}
			draft.setPlace(&draft.Rows[i], r.Suggest)
			text, err := d.pack(draft, &draft.Rows[i])
			if err != nil {
				return err
			}
			if err := tx.Do(ctx, `UPDATE roster_import_row SET record = $1 WHERE import_id = $2 AND row_no = $3`, text, string(imp), r.Row); err != nil {
				return fmt.Errorf("mend row %d: %w", r.Row, err)
			}
			mended++
		}
		return audit.Write(ctx, tx, audit.Entry{Agency: string(agency), At: d.Clock.Now(), Actor: actor.Ref(), Act: "roster.suggest", Subject: "import:" + string(imp),
			Before: doubt.Place.String(), After: map[string]any{"place": doubt.Suggest.String(), "rows": mended}})
	})
}

// sameDoubt reports whether two rows carry the same doubtful name: of an
// office, or of a unit in one office.
func sameDoubt(a, b *Judged) bool {
	if a.Suggest.Office == "" || org.Fold(a.Place.Office) != org.Fold(b.Place.Office) || a.Suggest.Office != b.Suggest.Office {
		return false
	}
	if a.Suggest.Office != a.Place.Office {
		return true
	}
	return org.Fold(a.Place.Unit) == org.Fold(b.Place.Unit)
}

// setPlace writes a place into the columns that a table has for it.
func (d *Draft) setPlace(r *Row, p Place) {
	t := &d.Tables[r.Table]
	write := func(f Field, text string) bool {
		i := t.column(f)
		if i >= 0 {
			r.Cells[i] = Cell{Text: text, Kind: sheet.Text}
		}
		return i >= 0
	}
	if t.column(FieldOffice) < 0 {
		if write(FieldPlace, p.String()) {
			write(FieldUnit, "")
		} else {
			write(FieldUnit, p.Office)
		}
		return
	}
	write(FieldOffice, p.Office)
	if !write(FieldUnit, p.Unit) {
		write(FieldPlace, p.Unit)
	}
}
