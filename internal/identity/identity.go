// Package identity knows accounts and how people sign in.
//
// An officer or administrator invites somebody; the invitation is a link, sent
// or printed as a slip with a QR code, by which the person chooses a password.
// No password is ever made or sent by the office. People sign in with NIP or
// e-mail; each device is a session that can be ended from any other, all at
// once when a phone is lost. Passwords are kept as argon2id hashes, sessions
// and links as hashes of random tokens. Ten failures in a row make an account
// wait, the longer the more there are; a network that fails too often waits
// too.
package identity

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"database/sql"
	"embed"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"pamong/internal/access"
	"pamong/internal/kit/clock"
	"pamong/internal/kit/db"
	"pamong/internal/kit/fault"
)

// Schema holds the tables of this house.
//
//go:embed schema/*.sql
var Schema embed.FS

// Messages holds the texts of this house.
//
//go:embed messages.csv
var Messages string

// AccountID names an account.
type AccountID string

// State is the state of an account.
type State string

// The states of an account.
const (
	Invited State = "invited" // no password chosen yet
	Active  State = "active"
	Locked  State = "locked" // by an administrator
)

// Account is somebody who can sign in.
type Account struct {
	ID     AccountID
	Email  string // lower case, "" if none
	NIP    string // 18 digits, "" if none
	Name   string
	Title  string // office held, as pages show it: "Kepala BKPSDM"
	Phone  string // for wa.me, digits with country code, "" if none
	Person string // id of the person on a roster, "" if none
	State  State
	Lang   string // language last chosen while signed in: id, en, "" for none yet
}

// Periods of sessions and links.
const (
	sessionFor = 30 * 24 * time.Hour // since last use
	linkFor    = 14 * 24 * time.Hour
	seenEvery  = 10 * time.Minute // how exactly the last use is kept
)

// Failures in a row after which an account waits, and how the wait grows.
const (
	freeFailures = 10
	waitStep     = time.Minute
	longestWait  = 30 * time.Minute
)

// Desk is where accounts are kept.
type Desk struct {
	DB    *db.DB
	Clock clock.Clock

	// Invited is told of each activation link for a new account, within the
	// transaction that makes it; nil tells nobody.
	Invited func(ctx context.Context, tx *db.Tx, account Account, agency, secret string) error

	// Viewed is told of each view, within the transaction that begins it, so
	// that it can be announced; nil tells nobody.
	Viewed func(ctx context.Context, tx *db.Tx, v View) error

	// HandedOver is told of each handover on its day, within the transaction;
	// nil tells nobody.
	HandedOver func(ctx context.Context, tx *db.Tx, h Handover) error

	// Stuck is told, at each sweep, of a handover whose day has come and whose
	// successor cannot take it, within the transaction; nil tells nobody.
	Stuck func(ctx context.Context, tx *db.Tx, h Handover) error

	Key   []byte                                             // signs the links of passes
	Asked func(ctx context.Context, tx *db.Tx, p Pass) error // told of a holder who asks for a new link; nil tells nobody
}

// token makes a secret to be given out and the hash to be kept.
func token() (secret, hash string) {
	var b [32]byte
	rand.Read(b[:])
	secret = base64.RawURLEncoding.EncodeToString(b[:])
	return secret, hashOf(secret)
}

func hashOf(secret string) string {
	sum := sha256.Sum256([]byte(secret))
	return hex.EncodeToString(sum[:])
}

const accountColumns = `a.id, a.email, a.nip, a.name, a.title, a.phone, a.person_id, a.state, a.lang`

func scanAccount(row db.Row, more ...any) (Account, error) {
	var a Account
	err := row.Scan(append([]any{&a.ID, &a.Email, &a.NIP, &a.Name, &a.Title, &a.Phone, &a.Person, &a.State, &a.Lang}, more...)...)
	if errors.Is(err, sql.ErrNoRows) {
		return a, fault.NotFound("identity.no_account")
	}
	if err != nil {
		return a, fmt.Errorf("read account: %w", err)
	}
	return a, nil
}

// ByID returns an account.
func ByID(ctx context.Context, q db.Q, account AccountID) (Account, error) {
	return scanAccount(q.QueryRow(ctx, `SELECT `+accountColumns+` FROM identity_account a WHERE a.id = $1`, string(account)))
}

// ByLogin returns the account of an e-mail address or NIP.
func ByLogin(ctx context.Context, q db.Q, login string) (Account, error) {
	login = cleanLogin(login)
	if login == "" {
		return Account{}, fault.NotFound("identity.no_account")
	}
	return scanAccount(q.QueryRow(ctx, `SELECT `+accountColumns+` FROM identity_account a WHERE a.email = $1 OR a.nip = $1 LIMIT 1`, login))
}

// mostAsked bounds how many ids one statement names.
const mostAsked = 400

// Mailable returns the active accounts with an e-mail address among those
// named, and those of the persons named.
func Mailable(ctx context.Context, q db.Q, accounts, people []string) ([]Account, error) {
	var list []Account
	for _, by := range []struct {
		column string
		ids    []string
	}{{"id", accounts}, {"person_id", people}} {
		for ids := range slices.Chunk(by.ids, mostAsked) {
			args, places := make([]any, len(ids)), make([]string, len(ids))
			for i, one := range ids {
				args[i], places[i] = one, fmt.Sprintf("$%d", i+1)
			}
			rows, err := q.Query(ctx, `SELECT `+accountColumns+` FROM identity_account a WHERE a.email <> '' AND a.state = 'active' AND a.`+by.column+` IN (`+strings.Join(places, ", ")+`)`, args...)
			if err != nil {
				return nil, fmt.Errorf("list addresses: %w", err)
			}
			some, err := scanAccounts(rows)
			if err != nil {
				return nil, err
			}
			list = append(list, some...)
		}
	}
	return list, nil
}

func scanAccounts(rows *sql.Rows) ([]Account, error) {
	defer rows.Close()
	var list []Account
	for rows.Next() {
		a, err := scanAccount(rows)
		if err != nil {
			return nil, err
		}
		list = append(list, a)
	}
	return list, rows.Err()
}

// SetLang remembers the language that somebody has chosen, for what is sent
// to them.
func (d *Desk) SetLang(ctx context.Context, actor access.Actor, lang string) error {
	if actor.Account() == "" {
		return nil
	}
	return d.DB.Coalesce(ctx, func(ctx context.Context, tx *db.Tx) error {
		err := tx.Do(ctx, `UPDATE identity_account SET lang = $1 WHERE id = $2 AND lang <> $1`, lang, actor.Account())
		return err
	})
}

// Names returns the names behind actor references of the audit trail; what is
// no account is left out.
func Names(ctx context.Context, q db.Q, refs []string) (map[string]string, error) {
	names := map[string]string{}
	for _, ref := range refs {
		if names[ref] != "" {
			continue
		}
		if scope, ok := strings.CutPrefix(ref, "link:"); ok {
			p, err := scanPass(q.QueryRow(ctx, `SELECT `+passColumns+` FROM identity_pass WHERE scope = $1 ORDER BY id DESC LIMIT 1`, scope))
			if err != nil && fault.KindOf(err) != fault.KindNotFound {
				return nil, err
			}
			if err == nil {
				names[ref] = p.Holder
			}
			continue
		}
		account, ok := strings.CutPrefix(ref, "account:")
		if !ok {
			continue
		}
		a, err := ByID(ctx, q, AccountID(account))
		if fault.KindOf(err) == fault.KindNotFound {
			continue
		}
		if err != nil {
			return nil, err
		}
		names[ref] = a.Name
	}
	return names, nil
}

// cleanLogin brings an e-mail address or NIP into the form in which it is kept.
func cleanLogin(s string) string {
	s = strings.ToLower(strings.TrimSpace(s))
	if strings.Contains(s, "@") {
		return s
	}
	return strings.NewReplacer(" ", "", ".", "", "'", "").Replace(s)
}

// Member is an account with its grants in one agency.
type Member struct {
	Account
	Grants []access.Grant
	LinkAt string // stamp of the newest unused link, "" if none
}

// Members returns everybody who has a role in an agency, participants left
// out unless asked for, by name.
func Members(ctx context.Context, q db.Q, agency string, participants bool) ([]Member, error) {
	rows, err := q.Query(ctx, `SELECT `+accountColumns+`, g.role, g.agency_id, g.scope,
  COALESCE((SELECT MAX(l.created_at) FROM identity_link l WHERE l.account_id = a.id AND l.used_at = ''), '')
FROM identity_account a JOIN access_grant g ON g.account_id = a.id
WHERE g.agency_id = $1 AND g.until_date = '' AND (g.role <> $2 OR $3 = 1) ORDER BY a.name, a.id, g.id`, agency, string(access.Participant), db.Flag(participants))
	if err != nil {
		return nil, fmt.Errorf("list members: %w", err)
	}
	defer rows.Close()
	var list []Member
	for rows.Next() {
		var g access.Grant
		var link string
		a, err := scanAccount(rows, &g.Role, &g.Agency, &g.Scope, &link)
		if err != nil {
			return nil, err
		}
		if n := len(list); n > 0 && list[n-1].ID == a.ID {
			list[n-1].Grants = append(list[n-1].Grants, g)
			continue
		}
		list = append(list, Member{Account: a, Grants: []access.Grant{g}, LinkAt: link})
	}
	return list, rows.Err()
}
