package certificate

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"

	"pamong/internal/access"
	"pamong/internal/audit"
	"pamong/internal/kit/clock"
	"pamong/internal/kit/db"
	"pamong/internal/kit/fault"
	"pamong/internal/kit/id"
	"pamong/internal/org"
	"pamong/internal/regulation"
)

// Accreditation is the basis on which an agency issues STTP itself. Without
// one that is on, LAN or another institute issues them and the office imports
// the list.
type Accreditation struct {
	ID        string
	On        bool
	Institute string     // whose name stands on the STTP
	Number    string     // of the accreditation
	Dated     clock.Date // day of the accreditation
	Until     clock.Date // last day on which STTP may be issued
	Signer    string
	SignerNIP string // "" where the signing official has none
	Position  string // of the signing official
	Place     string // where the course is held and the STTP signed
	Form      Form   // of the numbers
	Reason    string // why it was changed or switched off
	SetBy     string
	SetAt     string
}

// holders may switch the own issue on and off.
var holders = []access.Role{access.Admin, access.Officer}

// longest bounds each text of an accreditation.
const longest = 200

// Accredit switches the own issue on, changes what it rests on, or switches it
// off. What held before stays readable; a change of it needs a reason.
func (r *Registry) Accredit(ctx context.Context, actor access.Actor, a org.Agency, n Accreditation) error {
	if err := actor.Require(string(a.ID), holders...); err != nil {
		return err
	}
	return r.DB.InTx(ctx, func(tx *db.Tx) error {
		if err := lockRegister(ctx, tx, a.ID); err != nil {
			return err
		}
		old, err := AccreditationOf(ctx, tx, a.ID)
		if err != nil {
			return err
		}
		if !n.On && !old.On {
			return fault.Conflict("certificate.accreditation.off")
		}
		if !n.On { // what it rested on stays as it was
			reason := n.Reason
			n, n.On, n.Reason = old, false, reason
		}
		if err := n.clean(old, a.Today(r.Clock.Now())); err != nil {
			return err
		}
		n.ID = id.New()
		now := r.Clock.Now()
		if old.ID != "" {
			if err := tx.Do(ctx, `UPDATE certificate_accreditation SET replaced_by = $1 WHERE id = $2`, n.ID, old.ID); err != nil {
				return fmt.Errorf("supersede accreditation: %w", err)
			}
		}
		err = tx.Do(ctx, `INSERT INTO certificate_accreditation (id, agency_id, switched_on, institute, number, dated, until_date, signer, signer_nip, signer_position, place, number_form, reason, set_by, set_at, replaced_by)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, '')`,
			n.ID, string(a.ID), db.Flag(n.On), n.Institute, n.Number, string(n.Dated), string(n.Until), n.Signer, n.SignerNIP, n.Position, n.Place, string(n.Form), n.Reason, actor.Ref(), clock.Stamp(now))
		if err != nil {
			return fmt.Errorf("enter accreditation: %w", err)
		}
		return audit.Write(ctx, tx, audit.Entry{Agency: string(a.ID), At: now, Actor: actor.Ref(), Act: "certificate.accredit", Subject: "agency:" + string(a.ID), Before: old.said(), After: n.said(), Reason: n.Reason})
	})
}

// said is what the trail keeps of it.
func (n Accreditation) said() any {
	if n.ID == "" {
		return nil
	}
	return map[string]any{"on": n.On, "institute": n.Institute, "number": n.Number, "dated": n.Dated, "until": n.Until, "signer": n.Signer, "position": n.Position, "place": n.Place, "form": n.Form}
}

// clean trims the texts and refuses what an STTP could not rest on.
func (n *Accreditation) clean(old Accreditation, today clock.Date) error {
	var f fault.Fields
	for _, field := range []struct {
		name string
		text *string
	}{{"institute", &n.Institute}, {"number", &n.Number}, {"place", &n.Place}, {"signer", &n.Signer}, {"position", &n.Position}} {
		switch *field.text = strings.TrimSpace(*field.text); {
		case n.On && *field.text == "":
			f.Add(field.name, "certificate.accreditation.empty")
		case len(*field.text) > longest:
			f.Add(field.name, "certificate.accreditation.long")
		}
	}
	n.SignerNIP, n.Reason = strings.TrimSpace(n.SignerNIP), strings.TrimSpace(n.Reason)
	if n.SignerNIP != "" && (len(n.SignerNIP) != 18 || strings.Trim(n.SignerNIP, "0123456789") != "") {
		f.Add("signer_nip", "certificate.accreditation.nip")
	}
	if old.ID != "" && n.Reason == "" {
		f.Add("reason", "certificate.accreditation.why")
	}
	if tooLong(n.Reason) {
		f.Add("reason", "certificate.reason_long", "N", longestReason)
	}
	if n.On {
		n.checkDays(&f, today)
		if err := fault.Of(n.Form.Check()); err != nil {
			f.Add("form", err.Key, err.Args...)
		}
	}
	return f.Err()
}

func (n *Accreditation) checkDays(f *fault.Fields, today clock.Date) {
	switch {
	case !n.Dated.Valid():
		f.Add("dated", "certificate.accreditation.empty")
	case n.Dated > today:
		f.Add("dated", "certificate.accreditation.future")
	}
	switch {
	case !n.Until.Valid():
		f.Add("until", "certificate.accreditation.empty")
	case n.Until < today:
		f.Add("until", "certificate.accreditation.past")
	}
}

// refuse says why no STTP may be issued on a day, nil when one may.
func (n Accreditation) refuse(day clock.Date) error {
	switch {
	case !n.On:
		return fault.Conflict("certificate.accreditation.off")
	case day > n.Until:
		return fault.Conflict("certificate.accreditation.over", "On", n.Until)
	}
	return nil
}

// AccreditationOf returns what holds for an agency, the zero one if its own
// issue was never switched on.
func AccreditationOf(ctx context.Context, q db.Q, agency org.AgencyID) (Accreditation, error) {
	var n Accreditation
	var on int
	err := q.QueryRow(ctx, `SELECT id, switched_on, institute, number, dated, until_date, signer, signer_nip, signer_position, place, number_form, reason, set_by, set_at FROM certificate_accreditation WHERE agency_id = $1 AND replaced_by = ''`, string(agency)).
		Scan(&n.ID, &on, &n.Institute, &n.Number, &n.Dated, &n.Until, &n.Signer, &n.SignerNIP, &n.Position, &n.Place, &n.Form, &n.Reason, &n.SetBy, &n.SetAt)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return Accreditation{}, fmt.Errorf("read accreditation: %w", err)
	}
	n.On = on == 1
	return n, nil
}

// UsualForm returns the form of STTP numbers that the newest rule pack of an
// agency knows, with its evidence, for an institute that has not written its
// own; the zero value where the pack knows none.
func (r *Registry) UsualForm(ctx context.Context, a org.Agency) (regulation.Value[string], error) {
	pack, err := r.Rules.Newest(ctx, r.DB, string(a.ID), regulation.KindLatsar, a.Today(r.Clock.Now()))
	if err != nil || pack.Training.Certificate == nil {
		return regulation.Value[string]{}, err
	}
	return pack.Training.Certificate.Number, nil
}
