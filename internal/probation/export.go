package probation

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"time"

	"pamong/internal/access"
	"pamong/internal/audit"
	"pamong/internal/kit/clock"
	"pamong/internal/kit/db"
	"pamong/internal/kit/fault"
	"pamong/internal/kit/id"
	"pamong/internal/kit/sheet"
	"pamong/internal/org"
)

// mostExport is how large a list for SIASN may be.
const mostExport = 64 << 20

// Exchange makes a list for SIASN from what is known today, without writing
// it: what is missing first. The period counts for performance only.
func (o *Office) Exchange(ctx context.Context, actor access.Actor, a org.Agency, kind ExchangeKind, period string) (Exchange, error) {
	if err := actor.Require(string(a.ID), seers...); err != nil {
		return Exchange{}, err
	}
	if exchangeColumns[kind] == nil {
		return Exchange{}, fault.NotFound("probation.siasn.none")
	}
	if kind != ExchangePerformance {
		period = ""
	} else if !validPeriod(period) {
		var f fault.Fields
		f.Add("period", "probation.bad_period")
		return Exchange{}, f.Err()
	}
	pack, err := o.pack(ctx, a)
	if err != nil {
		return Exchange{}, err
	}
	list, err := o.Candidates(ctx, actor, a, a.Today(o.Clock.Now()))
	if err != nil {
		return Exchange{}, err
	}
	all, err := o.gather(ctx, o.DB, a)
	if err != nil {
		return Exchange{}, err
	}
	x := exchange(pack, kind, period, list, func(c Candidate) clock.Date { return all.sttp[string(c.ID)].IssuedOn })
	known, err := o.written(ctx, a, kind, period)
	if err != nil {
		return x, err
	}
	for i := range x.Rows {
		x.Rows[i].Known = known[x.Rows[i].Person] == x.Rows[i].digest()
	}
	return x, nil
}

// written returns what was last written of each person in a list of the kind.
func (o *Office) written(ctx context.Context, a org.Agency, kind ExchangeKind, period string) (map[string]string, error) {
	rows, err := o.DB.Query(ctx, `SELECT r.person_id, r.digest FROM probation_export_row r JOIN probation_export e ON e.id = r.export_id WHERE e.agency_id = $1 AND e.kind = $2 AND e.period = $3 ORDER BY e.id`, string(a.ID), string(kind), period)
	if err != nil {
		return nil, fmt.Errorf("list exported rows: %w", err)
	}
	defer rows.Close()
	m := map[string]string{}
	for rows.Next() {
		var person, digest string
		if err := rows.Scan(&person, &digest); err != nil {
			return nil, fmt.Errorf("list exported rows: %w", err)
		}
		m[person] = digest
	}
	return m, rows.Err()
}

// Export writes a list for SIASN and notes it in the register: what, when, by
// whom. People who lack something are left out; with fresh, also those of whom
// nothing new is said. It returns the id in the register.
func (o *Office) Export(ctx context.Context, actor access.Actor, a org.Agency, kind ExchangeKind, period string, fresh bool) (string, error) {
	if err := actor.Require(string(a.ID), keepers...); err != nil {
		return "", err
	}
	x, err := o.Exchange(ctx, actor, a, kind, period)
	if err != nil {
		return "", err
	}
	if fresh {
		var rows []ExchangeRow
		for _, r := range x.Rows {
			if !r.Known {
				rows = append(rows, r)
			}
		}
		x.Rows = rows
	}
	if len(x.Rows) == 0 {
		return "", fault.Conflict("probation.siasn.nobody")
	}
	var content bytes.Buffer
	if err := sheet.Write(&content, x.list()); err != nil {
		return "", fmt.Errorf("write list for SIASN: %w", err)
	}
	info, err := o.Papers.Files.Put(ctx, &content, mostExport)
	if err != nil {
		return "", err
	}
	export, at := id.New(), o.Clock.Now()
	name := fmt.Sprintf("siasn-%s-%s-%s.xlsx", kind, a.Code, a.Today(at))
	err = o.DB.InTx(ctx, func(tx *db.Tx) error {
		err := tx.Do(ctx, `INSERT INTO probation_export (id, agency_id, kind, period, people, left_out, file_hash, file_name, at, actor) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
			export, string(a.ID), string(kind), x.Period, len(x.Rows), len(x.Faults), info.Hash, name, clock.Stamp(at), actor.Ref())
		if err != nil {
			return fmt.Errorf("note export: %w", err)
		}
		rows := make([]any, 0, 3*len(x.Rows))
		for _, r := range x.Rows {
			rows = append(rows, export, r.Person, r.digest())
		}
		if err := tx.InsertAll(ctx, `INSERT INTO probation_export_row (export_id, person_id, digest) VALUES`, 3, rows, ""); err != nil {
			return fmt.Errorf("note export: %w", err)
		}
		return audit.Write(ctx, tx, audit.Entry{Agency: string(a.ID), At: at, Actor: actor.Ref(), Act: "probation.export", Subject: "export:" + export, After: map[string]any{"kind": kind, "period": x.Period, "people": len(x.Rows), "left_out": len(x.Faults), "hash": info.Hash}})
	})
	return export, err
}

// Exported is one list for SIASN that was written.
type Exported struct {
	ID      string
	Kind    ExchangeKind
	Period  string
	People  int
	LeftOut int
	File    string
	Hash    string
	At      time.Time
	By      string
}

const exportRead = `SELECT id, kind, period, people, left_out, file_name, file_hash, at, actor FROM probation_export WHERE agency_id = $1`

func scanExported(row db.Row) (Exported, error) {
	var e Exported
	var at string
	err := row.Scan(&e.ID, &e.Kind, &e.Period, &e.People, &e.LeftOut, &e.File, &e.Hash, &at, &e.By)
	if errors.Is(err, sql.ErrNoRows) {
		return e, fault.NotFound("probation.siasn.none")
	}
	if err != nil {
		return e, fmt.Errorf("read export: %w", err)
	}
	e.At, _ = clock.ParseStamp(at)
	return e, nil
}

// Exports returns the register of lists for SIASN, newest first.
func (o *Office) Exports(ctx context.Context, actor access.Actor, a org.Agency) ([]Exported, error) {
	if err := actor.Require(string(a.ID), seers...); err != nil {
		return nil, err
	}
	return db.List(ctx, o.DB, "list exports", scanExported, exportRead+` ORDER BY id DESC`, string(a.ID))
}

// OpenExport returns a list of the register with its file. The caller closes
// the file.
func (o *Office) OpenExport(ctx context.Context, actor access.Actor, a org.Agency, export string) (Exported, io.ReadCloser, error) {
	if err := actor.Require(string(a.ID), keepers...); err != nil {
		return Exported{}, nil, err
	}
	e, err := scanExported(o.DB.QueryRow(ctx, exportRead+` AND id = $2`, string(a.ID), export))
	if err != nil {
		return e, nil, err
	}
	f, err := o.Papers.Files.Open(e.Hash)
	return e, f, err
}
