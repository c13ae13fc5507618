package document

import (
	"context"
	"fmt"
	"regexp"
	"strings"
	"unicode/utf8"

	"pamong/internal/access"
	"pamong/internal/audit"
	"pamong/internal/kit/clock"
	"pamong/internal/kit/db"
	"pamong/internal/kit/fault"
	"pamong/internal/kit/id"
	"pamong/internal/org"
)

// SignerID names a signer.
type SignerID string

// PPK is the id of the signer who stands in the settings of the agency: who
// decides on appointments.
const PPK SignerID = "ppk"

// Signer is an official who signs letters.
type Signer struct {
	ID     SignerID
	Name   string // with titles
	NIP    string // "" for who has none, as a mayor
	Rank   string // "Pembina Utama Muda"
	Title  string // "Kepala Badan Kepegawaian dan Pengembangan SDM"
	Behalf string // "a.n. Wali Kota Pontianak", "" for one's own office
}

var nipForm = regexp.MustCompile(`^[0-9]{18}$`)

func (s *Signer) clean() error {
	var f fault.Fields
	for field, text := range map[string]*string{"name": &s.Name, "nip": &s.NIP, "rank": &s.Rank, "title": &s.Title, "behalf": &s.Behalf} {
		*text = strings.TrimSpace(*text)
		if utf8.RuneCountInString(*text) > mostText {
			f.Add(field, "document.too_long", "N", mostText)
		}
	}
	s.NIP = strings.ReplaceAll(s.NIP, " ", "")
	if s.Name == "" {
		f.Add("name", "document.signer_name")
	}
	if s.Title == "" {
		f.Add("title", "document.signer_title")
	}
	if s.NIP != "" && !nipForm.MatchString(s.NIP) {
		f.Add("nip", "document.signer_nip")
	}
	return f.Err()
}

// Signers returns who signs for an agency now: those entered, then the PPK.
func Signers(ctx context.Context, q db.Q, a org.Agency) ([]Signer, error) {
	list, err := db.List(ctx, q, "list signers", func(row db.Row) (s Signer, err error) {
		err = row.Scan(&s.ID, &s.Name, &s.NIP, &s.Rank, &s.Title, &s.Behalf)
		return s, err
	}, `SELECT id, name, nip, rank_name, title, behalf FROM document_signer WHERE agency_id = $1 AND ended_at = '' ORDER BY id`, string(a.ID))
	if err == nil && a.PPKTitle != "" {
		list = append(list, Signer{ID: PPK, Name: a.PPKName, Title: a.PPKTitle})
	}
	return list, err
}

// signer returns one signer of an agency.
func signer(ctx context.Context, q db.Q, a org.Agency, id SignerID) (Signer, error) {
	list, err := Signers(ctx, q, a)
	if err != nil {
		return Signer{}, err
	}
	for _, s := range list {
		if s.ID == id || id == "" {
			return s, nil
		}
	}
	return Signer{}, refuse("signer", "document.no_signer")
}

// AddSigner enters an official who signs letters from now.
func (c *Cabinet) AddSigner(ctx context.Context, actor access.Actor, a org.Agency, s Signer) (SignerID, error) {
	if err := actor.Require(string(a.ID), tailors...); err != nil {
		return "", err
	}
	if err := s.clean(); err != nil {
		return "", err
	}
	s.ID = SignerID(id.New())
	now := c.Clock.Now()
	return s.ID, c.DB.InTx(ctx, func(tx *db.Tx) error {
		err := tx.Do(ctx, `INSERT INTO document_signer (id, agency_id, name, nip, rank_name, title, behalf, added_by, added_at, ended_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, '')`,
			string(s.ID), string(a.ID), s.Name, s.NIP, s.Rank, s.Title, s.Behalf, actor.Ref(), clock.Stamp(now))
		if err != nil {
			return fmt.Errorf("add signer: %w", err)
		}
		return audit.Write(ctx, tx, audit.Entry{Agency: string(a.ID), At: now, Actor: actor.Ref(), Act: "document.signer", Subject: "signer:" + string(s.ID), After: s})
	})
}

// EndSigner takes an official from the list of those who sign; letters made
// keep the name.
func (c *Cabinet) EndSigner(ctx context.Context, actor access.Actor, a org.Agency, s SignerID) error {
	if err := actor.Require(string(a.ID), tailors...); err != nil {
		return err
	}
	now := c.Clock.Now()
	return c.DB.InTx(ctx, func(tx *db.Tx) error {
		n, err := tx.Exec(ctx, `UPDATE document_signer SET ended_at = $1 WHERE id = $2 AND agency_id = $3 AND ended_at = ''`, clock.Stamp(now), string(s), string(a.ID))
		if err != nil {
			return fmt.Errorf("end signer: %w", err)
		}
		if n == 0 {
			return fault.NotFound("access.not_found")
		}
		return audit.Write(ctx, tx, audit.Entry{Agency: string(a.ID), At: now, Actor: actor.Ref(), Act: "document.signer_end", Subject: "signer:" + string(s)})
	})
}
