package document

import (
	"bytes"
	"context"
	"embed"
	"fmt"
	"io"
	"time"

	"pamong/internal/access"
	"pamong/internal/audit"
	"pamong/internal/kit/clock"
	"pamong/internal/kit/db"
	"pamong/internal/kit/docx"
	"pamong/internal/kit/fault"
	"pamong/internal/kit/id"
	"pamong/internal/org"
)

// shippedFiles are the templates that come with the product.
//
//go:embed letters/*.docx
var shippedFiles embed.FS

// makers make letters; tailors keep templates, signers and numbers.
var (
	makers  = []access.Role{access.Officer, access.Committee}
	tailors = []access.Role{access.Officer}
	// onlookers see the register and the letters made.
	onlookers = []access.Role{access.Officer, access.Committee, access.Auditor}
)

// MostTemplate is the largest file that is read as a template, in bytes: more
// than is taken, so that a picture that is too large can be named.
const MostTemplate = 40 << 20

// TemplateID names a version of an agency's template.
type TemplateID string

// Template is one version of an agency's own template of a kind. Versions are
// never changed; one of them, or the shipped one, is in force.
type Template struct {
	ID      TemplateID // "" for the shipped one
	Kind    LetterKind
	Version int // from 1, 0 for the shipped one
	Hash    string
	Name    string // of the file
	Size    int64
	InForce bool
	By      string
	At      time.Time
}

func scanTemplate(row db.Row) (Template, error) {
	var t Template
	var force int
	var at string
	err := row.Scan(&t.ID, &t.Kind, &t.Version, &t.Hash, &t.Name, &t.Size, &force, &t.By, &at)
	t.InForce = force == 1
	t.At, _ = clock.ParseStamp(at)
	return t, err
}

// Templates returns the versions of an agency's template of a kind, newest
// first and the shipped one last.
func Templates(ctx context.Context, q db.Q, agency org.AgencyID, kind LetterKind) ([]Template, error) {
	list, err := db.List(ctx, q, "list templates", scanTemplate, `SELECT id, kind, version, blob_hash, file_name, file_size, in_force, added_by, added_at FROM document_template WHERE agency_id = $1 AND kind = $2 ORDER BY version DESC`, string(agency), string(kind))
	if err != nil {
		return nil, err
	}
	shipped := Template{Kind: kind, Name: string(kind) + ".docx", InForce: true}
	for _, t := range list {
		shipped.InForce = shipped.InForce && !t.InForce
	}
	return append(list, shipped), nil
}

// InUse returns the version of a kind that is in force.
func InUse(ctx context.Context, q db.Q, agency org.AgencyID, kind LetterKind) (Template, error) {
	list, err := Templates(ctx, q, agency, kind)
	for _, t := range list {
		if t.InForce {
			return t, err
		}
	}
	return Template{}, err
}

// OwnTemplates returns for each kind the version of the agency's own that is in
// force.
func OwnTemplates(ctx context.Context, q db.Q, agency org.AgencyID) (map[LetterKind]Template, error) {
	list, err := db.List(ctx, q, "list templates", scanTemplate, `SELECT id, kind, version, blob_hash, file_name, file_size, in_force, added_by, added_at FROM document_template WHERE agency_id = $1 AND in_force = 1`, string(agency))
	m := map[LetterKind]Template{}
	for _, t := range list {
		m[t.Kind] = t
	}
	return m, err
}

// content reads the file of a template.
func (c *Cabinet) content(t Template) ([]byte, error) {
	if t.ID == "" {
		body, err := shippedFiles.ReadFile("letters/" + string(t.Kind) + ".docx")
		if err != nil {
			return nil, fault.NotFound("access.not_found").Because(err)
		}
		return body, nil
	}
	f, err := c.Files.Open(t.Hash)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(f)
}

// TemplateFile returns a version of a template and its file, for whoever may
// keep templates. An empty id is the shipped one.
func (c *Cabinet) TemplateFile(ctx context.Context, actor access.Actor, a org.Agency, kind LetterKind, version TemplateID) (Template, []byte, error) {
	if err := actor.Require(string(a.ID), makers...); err != nil {
		return Template{}, nil, err
	}
	list, err := Templates(ctx, c.DB, a.ID, kind)
	if err != nil {
		return Template{}, nil, err
	}
	for _, t := range list {
		if t.ID == version {
			body, err := c.content(t)
			return t, body, err
		}
	}
	return Template{}, nil, fault.NotFound("access.not_found")
}

// ReadTemplate opens a file as a template of a kind and compares its tags with
// the fields of the kind. What is wrong stands beside the field "file", each
// fault with its place.
func ReadTemplate(kind LetterKind, content []byte) (*docx.Template, error) {
	m, ok := MakeOf(kind)
	if !ok {
		return nil, fault.NotFound("access.not_found")
	}
	example, err := m.Example()
	if err != nil {
		return nil, err
	}
	t, err := docx.Open(content)
	if err == nil {
		err = t.Check(example)
	}
	return t, fault.Beside("file", err)
}

// AddTemplate takes an agency's own template of a kind; it is in force from
// now. A file with faults is refused and changes nothing.
func (c *Cabinet) AddTemplate(ctx context.Context, actor access.Actor, a org.Agency, kind LetterKind, name string, file io.Reader) (Template, error) {
	t := Template{ID: TemplateID(id.New()), Kind: kind, Name: shorten(name), InForce: true, By: actor.Ref(), At: c.Clock.Now()}
	if err := actor.Require(string(a.ID), tailors...); err != nil {
		return t, err
	}
	content, err := io.ReadAll(io.LimitReader(file, MostTemplate+1))
	if err != nil {
		return t, fmt.Errorf("read template: %w", err)
	}
	if len(content) > MostTemplate {
		return t, refuse("file", "blob.too_large", "MB", MostTemplate>>20)
	}
	if _, err := ReadTemplate(kind, content); err != nil {
		return t, err
	}
	info, err := c.Files.Put(ctx, bytes.NewReader(content), MostTemplate)
	if err != nil {
		return t, err
	}
	t.Hash, t.Size = info.Hash, info.Size
	err = c.DB.InTx(ctx, func(tx *db.Tx) error {
		if err := tx.Lock(ctx, "document.template:"+string(a.ID)); err != nil {
			return err
		}
		if err := tx.QueryRow(ctx, `SELECT COALESCE(MAX(version), 0) + 1 FROM document_template WHERE agency_id = $1 AND kind = $2`, string(a.ID), string(kind)).Scan(&t.Version); err != nil {
			return fmt.Errorf("number template: %w", err)
		}
		if err := force(ctx, tx, a.ID, kind, ""); err != nil {
			return err
		}
		err := tx.Do(ctx, `INSERT INTO document_template (id, agency_id, kind, version, blob_hash, file_name, file_size, in_force, added_by, added_at) VALUES ($1, $2, $3, $4, $5, $6, $7, 1, $8, $9)`,
			string(t.ID), string(a.ID), string(kind), t.Version, t.Hash, t.Name, t.Size, t.By, clock.Stamp(t.At))
		if err != nil {
			return fmt.Errorf("add template: %w", err)
		}
		return audit.Write(ctx, tx, audit.Entry{Agency: string(a.ID), At: t.At, Actor: t.By, Act: "document.template", Subject: "letter:" + string(kind), After: map[string]any{"version": t.Version, "file": t.Hash, "name": t.Name}})
	})
	return t, err
}

// force puts one version in force, "" none of the agency's own.
func force(ctx context.Context, tx *db.Tx, agency org.AgencyID, kind LetterKind, version TemplateID) error {
	err := tx.Do(ctx, `UPDATE document_template SET in_force = CASE WHEN id = $3 THEN 1 ELSE 0 END WHERE agency_id = $1 AND kind = $2`, string(agency), string(kind), string(version))
	if err != nil {
		return fmt.Errorf("choose template: %w", err)
	}
	return nil
}

// UseTemplate puts an earlier version, or with an empty id the shipped
// template, in force again.
func (c *Cabinet) UseTemplate(ctx context.Context, actor access.Actor, a org.Agency, kind LetterKind, version TemplateID) error {
	if err := actor.Require(string(a.ID), tailors...); err != nil {
		return err
	}
	return c.DB.InTx(ctx, func(tx *db.Tx) error {
		list, err := Templates(ctx, tx, a.ID, kind)
		if err != nil {
			return err
		}
		before, after := -1, -1
		for _, t := range list {
			if t.ID == version {
				after = t.Version
			}
			if t.InForce {
				before = t.Version
			}
		}
		if after < 0 {
			return fault.NotFound("access.not_found")
		}
		if err := force(ctx, tx, a.ID, kind, version); err != nil {
			return err
		}
		return audit.Write(ctx, tx, audit.Entry{Agency: string(a.ID), At: c.Clock.Now(), Actor: actor.Ref(), Act: "document.template_use", Subject: "letter:" + string(kind), Before: before, After: after})
	})
}
