package certificate

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"pamong/internal/access"
	"pamong/internal/audit"
	"pamong/internal/kit/clock"
	"pamong/internal/kit/db"
	"pamong/internal/kit/fault"
	"pamong/internal/kit/id"
	"pamong/internal/org"
	"pamong/internal/regulation"
	"pamong/internal/roster"
	"pamong/internal/training"
)

var importers = []access.Role{access.Officer, access.Committee}

// columns of a list of STTP, under the titles that offices use.
var sttpColumns = []roster.ListField{
	{Key: "number", Titles: []string{"Nomor STTP", "No STTP", "No. STTP", "Nomor Sertifikat", "Nomor STTPL", "Nomor e-STTP"}, Needed: true},
	{Key: "issued", Titles: []string{"Tanggal STTP", "Tgl STTP", "Tanggal Sertifikat", "Tanggal STTPL", "Tanggal Terbit"}, Needed: true},
	{Key: "ended", Titles: []string{"Tanggal Selesai", "Tgl Selesai", "Selesai", "Tanggal Akhir"}},
	{Key: "final", Titles: []string{"Nilai Akhir", "Nilai", "NA"}},
	{Key: "predicate", Titles: []string{"Predikat Kelulusan", "Predikat", "Kualifikasi"}},
	{Key: "batch", Titles: []string{"Angkatan"}},
	{Key: "registration", Titles: []string{"Nomor Registrasi Alumni", "No Registrasi", "Nomor Registrasi", "Kode Registrasi"}},
}

// Preview is what an import would do: rows with their problems, and how many
// are new, changed and unchanged.
type Preview struct {
	Rows                    []roster.ListRow
	New, Changed, Unchanged int
	File, Hash              string

	sttp []STTP // of the sound rows, in their order
}

// Read reads a list of STTP and judges its rows, without entering anything.
func (r *Registry) Read(ctx context.Context, actor access.Actor, agency org.AgencyID, file roster.File) (*Preview, error) {
	if err := actor.Require(string(agency), importers...); err != nil {
		return nil, err
	}
	rows, err := roster.ReadList(ctx, r.DB, agency, file, sttpColumns)
	if err != nil {
		return nil, err
	}
	have, err := All(ctx, r.DB, string(agency))
	if err != nil {
		return nil, err
	}
	p := &Preview{Rows: rows, File: file.Name}
	if p.Hash, err = file.Hash(); err != nil {
		return nil, err
	}
	pack, err := r.Rules.Newest(ctx, r.DB, string(agency), regulation.KindLatsar, clock.FromTime(r.Clock.Now()))
	if err != nil {
		return nil, err
	}
	numbers := map[string]int{}
	for i := range rows {
		row := &rows[i]
		s := read(row, numbers, &pack.Training.Evaluation)
		if own := have[s.Person]; own.Paper != "" {
			row.Bad("nip", "certificate.own_stands", "Number", own.Number)
		}
		if !row.Sound() {
			continue
		}
		switch old, ok := have[s.Person]; {
		case !ok:
			p.New++
		case old.same(s):
			p.Unchanged++
		default:
			p.Changed++
		}
		p.sttp = append(p.sttp, s)
	}
	return p, nil
}

// read judges one row: number, dates, and whether mark and predicate agree.
func read(row *roster.ListRow, numbers map[string]int, eval *regulation.Evaluation) STTP {
	s := STTP{Person: string(row.Person), Number: row.Values["number"], Registration: row.Values["registration"], Batch: row.Values["batch"], Predicate: row.Values["predicate"],
		IssuedOn: row.Date("issued"), EndedOn: row.Date("ended")}
	switch {
	case s.Number == "":
		row.Bad("number", "certificate.no_number")
	case numbers[s.Number] > 0:
		row.Bad("number", "certificate.number_twice", "Row", numbers[s.Number])
	}
	numbers[s.Number] = row.Row
	if s.IssuedOn == "" && row.Values["issued"] == "" {
		row.Bad("issued", "certificate.no_date")
	}
	if s.EndedOn == "" {
		s.EndedOn = s.IssuedOn
	}
	if s.EndedOn > s.IssuedOn && s.IssuedOn != "" {
		row.Doubt("ended", "certificate.ends_after_issue")
	}
	if text := row.Values["final"]; text != "" {
		final, err := regulation.ParseHundredths(text)
		if err != nil || final > regulation.Full {
			row.Bad("final", "certificate.bad_mark", "Text", text)
			return s
		}
		s.Final = int(final)
		band := eval.Band(final)
		switch {
		case band == nil || band.Outcome != regulation.Passed:
			row.Bad("final", "certificate.not_passed", "Text", text)
		case s.Predicate != "" && !strings.EqualFold(s.Predicate, band.Predicate.ID):
			row.Doubt("predicate", "certificate.other_predicate", "Predicate", band.Predicate.ID)
		case s.Predicate == "":
			s.Predicate = band.Predicate.ID
		}
	}
	return s
}

func (s STTP) same(t STTP) bool {
	s.ID, t.ID = "", ""
	return s == t
}

// Import enters the sound rows of a preview. It refuses a list with faults
// unless skip is set, and returns the id by which it can be undone.
func (r *Registry) Import(ctx context.Context, actor access.Actor, agency org.AgencyID, p *Preview, skip bool) (string, error) {
	if err := actor.Require(string(agency), importers...); err != nil {
		return "", err
	}
	if bad := len(p.Rows) - roster.Sound(p.Rows); bad > 0 && !skip {
		return "", fault.Conflict("certificate.rows_bad", "N", bad)
	}
	imp := id.New()
	err := r.DB.InTx(ctx, func(tx *db.Tx) error {
		if err := lockRegister(ctx, tx, agency); err != nil {
			return err
		}
		have, err := All(ctx, tx, string(agency))
		if err != nil {
			return err
		}
		outcomes, err := training.Outcomes(ctx, tx, agency)
		if err != nil {
			return err
		}
		added, changed, unchanged := 0, 0, 0
		var told []string
		for _, s := range p.sttp {
			old, ok := have[s.Person]
			switch {
			case old.Paper != "":
				return fault.Conflict("certificate.own_stands", "Number", old.Number)
			case ok && old.same(s):
				unchanged++
				continue
			case ok:
				changed++
			default:
				added++
			}
			if err := r.enter(ctx, tx, actor, agency, s, old, imp); err != nil {
				return err
			}
			told = append(told, s.Person)
			person := roster.PersonID(s.Person)
			if _, known := outcomes[person]; known {
				continue
			}
			if err := training.Conclude(ctx, tx, agency, training.Outcome{Person: person, Result: regulation.Passed, On: s.EndedOn, Source: "sttp:" + imp}, r.Clock); err != nil {
				return err
			}
		}
		err = tx.Do(ctx, `INSERT INTO certificate_import (id, agency_id, file_name, file_hash, added, changed, unchanged, at, actor, undone_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, '')`,
			imp, string(agency), p.File, p.Hash, added, changed, unchanged, clock.Stamp(r.Clock.Now()), actor.Ref())
		if err != nil {
			return fmt.Errorf("note import: %w", err)
		}
		if err := r.tellImported(ctx, tx, actor, agency, imp, told); err != nil {
			return err
		}
		return audit.Write(ctx, tx, audit.Entry{Agency: string(agency), At: r.Clock.Now(), Actor: actor.Ref(), Act: "certificate.import", Subject: "sttp-import:" + imp,
			After: map[string]any{"file": p.File, "hash": p.Hash, "new": added, "changed": changed, "unchanged": unchanged}})
	})
	if err != nil {
		return "", fmt.Errorf("import STTP: %w", err)
	}
	return imp, nil
}

func (r *Registry) enter(ctx context.Context, tx *db.Tx, actor access.Actor, agency org.AgencyID, s, old STTP, imp string) error {
	s.ID = id.New()
	if old.ID != "" {
		if err := tx.Do(ctx, `UPDATE certificate_sttp SET replaced_by = $1 WHERE id = $2`, s.ID, old.ID); err != nil {
			return fmt.Errorf("replace STTP: %w", err)
		}
	}
	_, err := tx.Exec(ctx, `INSERT INTO certificate_sttp (id, agency_id, person_id, number, registration, issued_on, ended_on, batch_label, final, predicate, import_id, added_at, added_by, replaced_by, paper_id, revoked_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, '', $14, '')`,
		s.ID, string(agency), s.Person, s.Number, s.Registration, string(s.IssuedOn), string(s.EndedOn), s.Batch, s.Final, s.Predicate, imp, clock.Stamp(r.Clock.Now()), actor.Ref(), s.Paper)
	if db.Unique(err) {
		return fault.Conflict("certificate.number_taken", "Number", s.Number)
	}
	if err != nil {
		return fmt.Errorf("enter STTP: %w", err)
	}
	return audit.Write(ctx, tx, audit.Entry{Agency: string(agency), At: r.Clock.Now(), Actor: actor.Ref(), Act: "certificate.sttp", Subject: "sttp:" + s.ID, Person: s.Person, Before: stateOf(old), After: stateOf(s)})
}

func stateOf(s STTP) any {
	if s.ID == "" {
		return nil
	}
	return map[string]string{"number": s.Number, "issued_on": string(s.IssuedOn), "final": strconv.Itoa(s.Final), "predicate": s.Predicate}
}

// Taken refuses an id that is no import of the agency, or one that was taken
// back already.
func (r *Registry) Taken(ctx context.Context, a org.Agency, imp string) error {
	var n int
	if err := r.DB.QueryRow(ctx, `SELECT COUNT(*) FROM certificate_import WHERE id = $1 AND agency_id = $2 AND undone_at = ''`, imp, string(a.ID)).Scan(&n); err != nil {
		return fmt.Errorf("find import %s: %w", imp, err)
	}
	if n == 0 {
		return fault.NotFound("certificate.no_import")
	}
	return nil
}

// Undo takes an import back: what it replaced stands again.
func (r *Registry) Undo(ctx context.Context, actor access.Actor, agency org.AgencyID, imp string) error {
	if err := actor.Require(string(agency), importers...); err != nil {
		return err
	}
	return r.DB.InTx(ctx, func(tx *db.Tx) error {
		n, err := tx.Exec(ctx, `UPDATE certificate_import SET undone_at = $1 WHERE id = $2 AND agency_id = $3 AND undone_at = ''`, clock.Stamp(r.Clock.Now()), imp, string(agency))
		if err != nil {
			return fmt.Errorf("undo import %s: %w", imp, err)
		}
		if n == 0 {
			return fault.NotFound("certificate.no_import")
		}
		var later int
		err = tx.QueryRow(ctx, `SELECT COUNT(*) FROM certificate_sttp WHERE import_id = $1 AND replaced_by <> ''`, imp).Scan(&later)
		if err != nil {
			return fmt.Errorf("undo import %s: %w", imp, err)
		}
		if later > 0 {
			return fault.Conflict("certificate.built", "N", later)
		}
		// First the rows go, then what they replaced stands again: a number
		// may not stand twice in between.
		old, err := replacedBy(ctx, tx, imp)
		if err != nil {
			return err
		}
		if err := tx.Do(ctx, `DELETE FROM certificate_sttp WHERE import_id = $1`, imp); err != nil {
			return fmt.Errorf("undo import %s: %w", imp, err)
		}
		for _, s := range old {
			if err := tx.Do(ctx, `UPDATE certificate_sttp SET replaced_by = '' WHERE id = $1`, s); err != nil {
				return fmt.Errorf("undo import %s: %w", imp, err)
			}
		}
		if err := r.reopen(ctx, tx, agency, "sttp:"+imp); err != nil {
			return err
		}
		if err := r.Post.Withdraw(ctx, tx, string(agency), importKey(imp)); err != nil {
			return err
		}
		return audit.Write(ctx, tx, audit.Entry{Agency: string(agency), At: r.Clock.Now(), Actor: actor.Ref(), Act: "certificate.undo", Subject: "sttp-import:" + imp})
	})
}

// reopen takes back the outcomes that an import has concluded.
func (r *Registry) reopen(ctx context.Context, tx *db.Tx, agency org.AgencyID, source string) error {
	outcomes, err := training.Outcomes(ctx, tx, agency)
	if err != nil {
		return err
	}
	for person, o := range outcomes {
		if o.Source != source {
			continue
		}
		if err := training.Reopen(ctx, tx, person, r.Clock); err != nil {
			return err
		}
	}
	return nil
}

func replacedBy(ctx context.Context, q db.Q, imp string) ([]string, error) {
	return db.Column[string](ctx, q, "list replaced STTP", `SELECT o.id FROM certificate_sttp o JOIN certificate_sttp n ON n.id = o.replaced_by WHERE n.import_id = $1`, imp)
}

// Of returns the STTP in force of a person, a zero one while there is none.
func Of(ctx context.Context, q db.Q, person string) (STTP, error) {
	var s STTP
	err := q.QueryRow(ctx, `SELECT id, person_id, number, registration, issued_on, ended_on, batch_label, final, predicate, paper_id FROM certificate_sttp WHERE person_id = $1 AND replaced_by = '' AND revoked_at = ''`, person).
		Scan(&s.ID, &s.Person, &s.Number, &s.Registration, &s.IssuedOn, &s.EndedOn, &s.Batch, &s.Final, &s.Predicate, &s.Paper)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return STTP{}, fmt.Errorf("read STTP: %w", err)
	}
	return s, nil
}

// All returns the STTP in force of everybody in an agency, by person.
func All(ctx context.Context, q db.Q, agency string) (map[string]STTP, error) {
	rows, err := q.Query(ctx, `SELECT id, person_id, number, registration, issued_on, ended_on, batch_label, final, predicate, paper_id FROM certificate_sttp WHERE agency_id = $1 AND replaced_by = '' AND revoked_at = ''`, agency)
	if err != nil {
		return nil, fmt.Errorf("list STTP: %w", err)
	}
	defer rows.Close()
	m := map[string]STTP{}
	for rows.Next() {
		var s STTP
		if err := rows.Scan(&s.ID, &s.Person, &s.Number, &s.Registration, &s.IssuedOn, &s.EndedOn, &s.Batch, &s.Final, &s.Predicate, &s.Paper); err != nil {
			return nil, fmt.Errorf("list STTP: %w", err)
		}
		m[s.Person] = s
	}
	return m, rows.Err()
}
