package roster

import (
	"context"
	"fmt"
	"time"

	"pamong/internal/access"
	"pamong/internal/audit"
	"pamong/internal/kit/clock"
	"pamong/internal/kit/db"
	"pamong/internal/kit/id"
	"pamong/internal/org"
)

// fresh holds the table rows of new people, ready to be inserted.
type fresh struct {
	now  time.Time
	imp  ImportID
	n    int
	who  []any
	what []any
	at   []any

	private []any
	rows    []any
	cover   []access.Membership
	entries []audit.Entry
}

const (
	personHead      = `INSERT INTO roster_person (id, agency_id, nip, name, search_key, sort_key, sex, born, email, office_email, phone, siasn_id, state, merged_into, import_id, version, created_at) VALUES`
	personWidth     = 17
	appointmentHead = `INSERT INTO roster_appointment (id, person_id, sk_number, sk_date, tmt, golongan, position, position_kind, position_siasn, education, level, selection, status, standing, unit_siasn, pns_number, pns_date, pns_tmt, valid_from, reason, import_id, recorded_at, superseded_at) VALUES`
	appointWidth    = 23
	placementHead   = `INSERT INTO roster_placement (id, person_id, unit_id, from_date, until_date, reason, document, import_id, recorded_at) VALUES`
	placementWidth  = 9
	privateHead     = `INSERT INTO roster_private (person_id, field, sealed, recorded_at) VALUES`
	privateWidth    = 4
	privateTail     = `ON CONFLICT (person_id, field) DO UPDATE SET sealed = excluded.sealed, recorded_at = excluded.recorded_at`
)

// add takes a person with an id, from the day the facts hold.
func (f *fresh) add(p *Person, from clock.Date, office org.UnitID) {
	at := clock.Stamp(f.now)
	f.n++
	f.who = append(f.who, string(p.ID), string(p.Agency), p.NIP, p.Name, searchKey(p.Name, p.NIP), sortKey(p.Name), p.Sex, string(p.Born), p.Email, p.OfficeEmail, p.Phone, p.SIASN,
		string(p.State), "", string(f.imp), p.Version, at)
	f.what = append(f.what, appointmentRow(p.ID, &p.Appointment, from, "", f.imp, f.now)...)
	if p.Unit == "" {
		return
	}
	f.at = append(f.at, id.New(), string(p.ID), string(p.Unit), string(from), "", "", "", string(f.imp), at)
	f.cover = append(f.cover, access.Membership{Scope: access.UnitScope(string(p.Unit)), Person: string(p.ID), From: from})
	if office != p.Unit {
		f.cover = append(f.cover, access.Membership{Scope: access.UnitScope(string(office)), Person: string(p.ID), From: from})
	}
}

func appointmentRow(person PersonID, a *Appointment, from clock.Date, reason string, imp ImportID, now time.Time) []any {
	return []any{id.New(), string(person), a.SKNumber, string(a.SKDate), string(a.TMT), a.Golongan, a.Position, a.PositionKind, a.PositionSIASN, a.Education, a.Level, a.Selection, a.Status, a.Standing,
		a.UnitSIASN, a.PNSNumber, string(a.PNSDate), string(a.PNSTMT), string(from), reason, string(imp), clock.Stamp(now), ""}
}

func (f *fresh) insert(ctx context.Context, tx *db.Tx) error {
	for _, t := range []struct {
		head  string
		width int
		args  []any
		tail  string
	}{
		{personHead, personWidth, f.who, ""},
		{appointmentHead, appointWidth, f.what, ""},
		{placementHead, placementWidth, f.at, ""},
		{privateHead, privateWidth, f.private, privateTail},
		{importRowHead, importRowWidth, f.rows, importRowTail},
	} {
		if err := tx.InsertAll(ctx, t.head, t.width, t.args, t.tail); err != nil {
			return fmt.Errorf("write %d people: %w", f.n, err)
		}
	}
	if err := access.CoverAll(ctx, tx, f.cover); err != nil {
		return err
	}
	return audit.WriteAll(ctx, tx, f.entries)
}
