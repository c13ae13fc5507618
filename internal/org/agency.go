package org

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"regexp"
	"strings"

	"pamong/internal/access"
	"pamong/internal/audit"
	"pamong/internal/kit/clock"
	"pamong/internal/kit/db"
	"pamong/internal/kit/fault"
	"pamong/internal/kit/id"
)

var agencyCode = regexp.MustCompile(`^[a-z][a-z0-9-]{1,30}$`)

// Hues that belong to states of people and may not become an agency's colour.
func reservedHue(h int) bool { return h >= 0 && h <= 60 || h >= 130 && h <= 155 }

// DefaultHue is the hue of an agency that chose none.
const DefaultHue = 220

func (a *Agency) clean() error {
	var f fault.Fields
	a.Code, a.Name = strings.ToLower(strings.TrimSpace(a.Code)), strings.TrimSpace(a.Name)
	if a.Hue == 0 {
		a.Hue = DefaultHue
	}
	if !agencyCode.MatchString(a.Code) {
		f.Add("code", "org.bad_code")
	}
	if a.Name == "" || len(a.Name) > 200 {
		f.Add("name", "org.bad_name")
	}
	if !a.Zone.Valid() {
		f.Add("zone", "org.bad_zone")
	}
	if a.Hue < 0 || a.Hue > 359 || reservedHue(a.Hue) {
		f.Add("hue", "org.bad_hue")
	}
	for name, v := range map[string]string{"address": a.Address, "contact": a.Contact, "body_name": a.BodyName, "ppk_title": a.PPKTitle, "ppk_name": a.PPKName, "city": a.City} {
		if len(v) > 300 {
			f.Add(name, "org.too_long")
		}
	}
	return f.Err()
}

// CreateAgency makes an agency. Only the operator and commands at the machine
// may. It refuses a code that is taken.
func (d *Desk) CreateAgency(ctx context.Context, actor access.Actor, a Agency) (AgencyID, error) {
	if err := a.clean(); err != nil {
		return "", err
	}
	if err := actor.Require("", access.Operator); err != nil {
		return "", err
	}
	a.ID = AgencyID(id.New())
	now := d.Clock.Now()
	err := d.DB.InTx(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, `INSERT INTO org_agency (id, code, name, zone, hue, address, contact, body_name, ppk_title, ppk_name, city, crest_hash, crest_kind, day_offset, created_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, '', '', 0, $12)`,
			string(a.ID), a.Code, a.Name, string(a.Zone), a.Hue, a.Address, a.Contact, a.BodyName, a.PPKTitle, a.PPKName, a.City, clock.Stamp(now))
		if db.Unique(err) {
			var f fault.Fields
			f.Add("code", "org.code_taken")
			return f.Err()
		}
		if err != nil {
			return err
		}
		return audit.Write(ctx, tx, audit.Entry{Agency: string(a.ID), At: now, Actor: actor.Ref(), Act: "org.create", Subject: "agency:" + string(a.ID), After: a})
	})
	if err != nil {
		return "", fmt.Errorf("create agency %s: %w", a.Code, err)
	}
	return a.ID, nil
}

// ChangeAgency changes names, zone, colour and letterhead. The agency's
// administrator and the operator may.
func (d *Desk) ChangeAgency(ctx context.Context, actor access.Actor, a Agency) error {
	if err := actor.Require(string(a.ID), access.Admin, access.Operator); err != nil {
		return err
	}
	if err := a.clean(); err != nil {
		return err
	}
	now := d.Clock.Now()
	return d.DB.InTx(ctx, func(tx *db.Tx) error {
		before, err := AgencyByID(ctx, tx, a.ID)
		if err != nil {
			return err
		}
		err = tx.Do(ctx, `UPDATE org_agency SET name = $1, zone = $2, hue = $3, address = $4, contact = $5, body_name = $6, ppk_title = $7, ppk_name = $8, city = $9 WHERE id = $10`,
			a.Name, string(a.Zone), a.Hue, a.Address, a.Contact, a.BodyName, a.PPKTitle, a.PPKName, a.City, string(a.ID))
		if err != nil {
			return fmt.Errorf("change agency %s: %w", a.ID, err)
		}
		return audit.Write(ctx, tx, audit.Entry{Agency: string(a.ID), At: now, Actor: actor.Ref(), Act: "org.change", Subject: "agency:" + string(a.ID), Before: before, After: a})
	})
}

// mostCrest is the largest coat of arms in bytes.
const mostCrest = 300 << 10

// SetCrest stores the coat of arms: a PNG or JPEG picture of at most 300 KB,
// which pages and printed papers can both show. SVG is refused, because it can
// carry script.
func (d *Desk) SetCrest(ctx context.Context, actor access.Actor, agency AgencyID, kind string, content []byte) error {
	if err := actor.Require(string(agency), access.Admin, access.Operator); err != nil {
		return err
	}
	var f fault.Fields
	switch {
	case len(content) == 0 || len(content) > mostCrest:
		f.Add("crest", "org.crest_size")
	case kind != "image/png" && kind != "image/jpeg":
		f.Add("crest", "org.crest_kind")
	}
	if err := f.Err(); err != nil {
		return err
	}
	sum := sha256.Sum256(content)
	hash := hex.EncodeToString(sum[:])
	now := d.Clock.Now()
	return d.DB.InTx(ctx, func(tx *db.Tx) error {
		before, err := AgencyByID(ctx, tx, agency)
		if err != nil {
			return err
		}
		err = tx.Do(ctx, `INSERT INTO org_crest (hash, kind, content) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING`, hash, kind, base64.StdEncoding.EncodeToString(content))
		if err != nil {
			return fmt.Errorf("store crest: %w", err)
		}
		if err := tx.Do(ctx, `UPDATE org_agency SET crest_hash = $1, crest_kind = $2 WHERE id = $3`, hash, kind, string(agency)); err != nil {
			return fmt.Errorf("store crest: %w", err)
		}
		return audit.Write(ctx, tx, audit.Entry{Agency: string(agency), At: now, Actor: actor.Ref(), Act: "org.crest", Subject: "agency:" + string(agency), Before: before.Crest, After: hash})
	})
}

// Crest returns a coat of arms by its hash.
func Crest(ctx context.Context, q db.Q, hash string) (kind string, content []byte, err error) {
	var text string
	err = q.QueryRow(ctx, `SELECT kind, content FROM org_crest WHERE hash = $1`, hash).Scan(&kind, &text)
	if errors.Is(err, sql.ErrNoRows) {
		return "", nil, fault.NotFound("org.no_agency")
	}
	if err != nil {
		return "", nil, fmt.Errorf("read crest: %w", err)
	}
	content, err = base64.StdEncoding.DecodeString(text)
	return kind, content, err
}

// SetToday moves an agency's calendar so that its date is now day. Only the
// demo and tests of stories may; the database must carry the demo mark.
func (d *Desk) SetToday(ctx context.Context, agency AgencyID, day clock.Date) error {
	return d.DB.InTx(ctx, func(tx *db.Tx) error {
		if marked, err := IsDemo(ctx, tx); err != nil || !marked {
			return errors.Join(err, fault.Conflict("org.not_demo"))
		}
		a, err := AgencyByID(ctx, tx, agency)
		if err != nil {
			return err
		}
		a.Offset = 0
		err = tx.Do(ctx, `UPDATE org_agency SET day_offset = $1 WHERE id = $2`, a.Today(d.Clock.Now()).DaysUntil(day), string(agency))
		return err
	})
}

// MarkDemo marks a database as a demo, for good.
func MarkDemo(ctx context.Context, tx *db.Tx) error {
	err := tx.Do(ctx, `INSERT INTO org_mark (name, value) VALUES ('demo', 'yes') ON CONFLICT DO NOTHING`)
	return err
}

// IsDemo reports whether the database carries the demo mark.
func IsDemo(ctx context.Context, q db.Q) (bool, error) {
	var n int
	err := q.QueryRow(ctx, `SELECT COUNT(*) FROM org_mark WHERE name = 'demo'`).Scan(&n)
	return n > 0, err
}

const agencyColumns = `id, code, name, zone, hue, address, contact, body_name, ppk_title, ppk_name, city, crest_hash, day_offset`

func scanAgency(row db.Row) (Agency, error) {
	var a Agency
	err := row.Scan(&a.ID, &a.Code, &a.Name, &a.Zone, &a.Hue, &a.Address, &a.Contact, &a.BodyName, &a.PPKTitle, &a.PPKName, &a.City, &a.Crest, &a.Offset)
	if errors.Is(err, sql.ErrNoRows) {
		return a, fault.NotFound("org.no_agency")
	}
	if err != nil {
		return a, fmt.Errorf("read agency: %w", err)
	}
	return a, nil
}

// AgencyByID returns an agency.
func AgencyByID(ctx context.Context, q db.Q, agency AgencyID) (Agency, error) {
	return scanAgency(q.QueryRow(ctx, `SELECT `+agencyColumns+` FROM org_agency WHERE id = $1`, string(agency)))
}

// AgencyByCode returns an agency by the code that stands in addresses.
func AgencyByCode(ctx context.Context, q db.Q, code string) (Agency, error) {
	return scanAgency(q.QueryRow(ctx, `SELECT `+agencyColumns+` FROM org_agency WHERE code = $1`, strings.ToLower(code)))
}

// Agencies returns all agencies by name.
func Agencies(ctx context.Context, q db.Q) ([]Agency, error) {
	return db.List(ctx, q, "list agencies", scanAgency, `SELECT `+agencyColumns+` FROM org_agency ORDER BY name`)
}
