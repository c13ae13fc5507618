package identity

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/mail"
	"strings"

	"pamong/internal/access"
	"pamong/internal/audit"
	"pamong/internal/kit/clock"
	"pamong/internal/kit/db"
	"pamong/internal/kit/fault"
	"pamong/internal/kit/id"
)

// keepers may invite people and give them roles.
var keepers = []access.Role{access.Admin, access.Operator}

// officerMay are the roles that a personnel officer may give too.
var officerMay = []access.Role{access.Participant, access.Mentor, access.Clerk, access.Coach, access.Examiner, access.Committee}

// Invitation is what an administrator knows of somebody who shall sign in.
type Invitation struct {
	Name   string
	Title  string
	Email  string
	NIP    string
	Phone  string
	Person string // id on a roster, "" if none
	Role   access.Role
	Scope  access.Scope // "" for the whole agency
}

func (v *Invitation) clean() error {
	var f fault.Fields
	v.Name, v.Title = OneLine(v.Name), OneLine(v.Title)
	v.Email, v.NIP = cleanLogin(v.Email), cleanLogin(v.NIP)
	if v.Name == "" || len(v.Name) > 200 {
		f.Add("name", "identity.bad_name")
	}
	if v.Email != "" {
		if a, err := mail.ParseAddress(v.Email); err != nil || a.Address != v.Email {
			f.Add("email", "identity.bad_email")
		}
	}
	if v.NIP != "" && (len(v.NIP) != 18 || strings.Trim(v.NIP, "0123456789") != "") {
		f.Add("nip", "identity.bad_nip", "N", len(v.NIP))
	}
	if v.Email == "" && v.NIP == "" {
		f.Add("email", "identity.no_login")
	}
	phone, ok := CleanPhone(v.Phone)
	if !ok {
		f.Add("phone", "identity.bad_phone")
	}
	v.Phone = phone
	if !known(v.Role) {
		f.Add("role", "identity.bad_role")
	}
	if v.Scope == "" {
		v.Scope = access.Whole
	}
	if key := v.misfit(); key != "" {
		f.Add("scope", key)
	}
	return f.Err()
}

// misfit returns the message that says why the role cannot be given over the
// scope, "" when it can: who guides some people does not see the whole agency.
func (v *Invitation) misfit() string {
	kind, _, _ := strings.Cut(string(v.Scope), ":")
	switch v.Role {
	case access.Participant:
		if kind != "person" || v.Person == "" {
			return "identity.bad_scope.person"
		}
	case access.Mentor:
		if kind != "unit" && kind != "person" {
			return "identity.bad_scope.unit"
		}
	case access.Clerk:
		if kind != "unit" {
			return "identity.bad_scope.unit_only"
		}
	case access.Coach, access.Examiner:
		if kind != "group" && kind != "batch" {
			return "identity.bad_scope.group"
		}
	case access.Committee:
		if v.Scope != access.Whole && kind != "batch" {
			return "identity.bad_scope.batch"
		}
	default:
		if v.Scope != access.Whole {
			return "identity.bad_scope.whole"
		}
	}
	return ""
}

// OneLine takes line breaks and doubled spaces out of what is written in mails
// and on papers as one line.
func OneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

func known(role access.Role) bool {
	for _, r := range access.AllRoles {
		if r == role {
			return true
		}
	}
	return false
}

// CleanPhone brings a telephone number into the form of wa.me: digits with
// the country code. An empty number stays empty; nonsense is not ok.
func CleanPhone(s string) (phone string, ok bool) {
	digits := strings.NewReplacer(" ", "", "-", "", ".", "", "(", "", ")", "", "+", "", "'", "").Replace(strings.TrimSpace(s))
	switch {
	case digits == "":
		return "", true
	case strings.HasPrefix(digits, "0"):
		digits = "62" + digits[1:]
	case strings.HasPrefix(digits, "8"):
		digits = "62" + digits
	}
	if len(digits) < 10 || len(digits) > 15 || strings.Trim(digits, "0123456789") != "" {
		return "", false
	}
	return digits, true
}

// mayGive refuses a role that the actor may not give in the agency.
func mayGive(actor access.Actor, agency string, role access.Role) error {
	if role == access.Operator {
		return actor.Require("", access.Operator)
	}
	roles := keepers
	for _, r := range officerMay {
		if r == role {
			roles = append([]access.Role{access.Officer}, keepers...)
		}
	}
	return actor.Require(agency, roles...)
}

// Invite gives somebody a role in an agency. An account of that NIP or e-mail
// address is taken as it is, otherwise one is made. The returned secret opens
// the activation page; it is "" when the account is active already.
func (d *Desk) Invite(ctx context.Context, actor access.Actor, agency string, v Invitation) (AccountID, string, error) {
	if err := mayGive(actor, agency, v.Role); err != nil {
		return "", "", err
	}
	if err := v.clean(); err != nil {
		return "", "", err
	}
	if v.Role == access.Operator {
		agency = ""
	}
	var account Account
	var secret string
	err := d.DB.InTx(ctx, func(tx *db.Tx) error {
		var err error
		account, secret, err = d.invite(ctx, tx, actor, agency, v)
		return err
	})
	if err != nil {
		return "", "", fmt.Errorf("invite: %w", err)
	}
	return account.ID, secret, nil
}

// invite does so for one invitation that was found sound.
func (d *Desk) invite(ctx context.Context, tx *db.Tx, actor access.Actor, agency string, v Invitation) (Account, string, error) {
	a, err := d.findOrMake(ctx, tx, v)
	if err != nil {
		return a, "", err
	}
	today := clock.FromTime(d.Clock.Now())
	if err := access.Give(ctx, tx, string(a.ID), access.Grant{Role: v.Role, Agency: agency, Scope: v.Scope}, today); err != nil {
		return a, "", err
	}
	secret := ""
	if a.State == Invited {
		if secret, err = d.link(ctx, tx, actor, a.ID); err != nil {
			return a, "", err
		}
		if d.Invited != nil {
			if err := d.Invited(ctx, tx, a, agency, secret); err != nil {
				return a, "", err
			}
		}
	}
	return a, secret, audit.Write(ctx, tx, audit.Entry{Agency: agency, At: d.Clock.Now(), Actor: actor.Ref(), Act: "identity.invite", Subject: "account:" + string(a.ID), Person: v.Person,
		After: map[string]string{"role": string(v.Role), "scope": string(v.Scope), "name": v.Name}})
}

func (d *Desk) findOrMake(ctx context.Context, tx *db.Tx, v Invitation) (Account, error) {
	a, err := scanAccount(tx.QueryRow(ctx, `SELECT `+accountColumns+` FROM identity_account a WHERE (a.email = $1 AND $1 <> '') OR (a.nip = $2 AND $2 <> '') ORDER BY a.nip = $2 DESC LIMIT 1`, v.Email, v.NIP))
	if err == nil && v.NIP != "" && a.NIP != "" && a.NIP != v.NIP {
		var f fault.Fields
		f.Add("email", "identity.email_taken")
		return a, f.Err()
	}
	if err == nil || fault.KindOf(err) != fault.KindNotFound {
		return a, err
	}
	a = Account{ID: AccountID(id.New()), Email: v.Email, NIP: v.NIP, Name: v.Name, Title: v.Title, Phone: v.Phone, Person: v.Person, State: Invited}
	err = tx.Do(ctx, `INSERT INTO identity_account (id, email, nip, name, title, phone, person_id, password_hash, state, failures, failed_at, created_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, '', $8, 0, '', $9)`, string(a.ID), a.Email, a.NIP, a.Name, a.Title, a.Phone, a.Person, string(a.State), clock.Stamp(d.Clock.Now()))
	if err != nil {
		return a, fmt.Errorf("make account: %w", err)
	}
	return a, nil
}

// link makes a new activation link and takes back older ones.
func (d *Desk) link(ctx context.Context, tx *db.Tx, actor access.Actor, account AccountID) (string, error) {
	now := d.Clock.Now()
	if err := tx.Do(ctx, `DELETE FROM identity_link WHERE account_id = $1 AND used_at = ''`, string(account)); err != nil {
		return "", fmt.Errorf("take back links: %w", err)
	}
	secret, hash := token()
	err := tx.Do(ctx, `INSERT INTO identity_link (token_hash, account_id, made_by, created_at, expires_at, used_at) VALUES ($1, $2, $3, $4, $5, '')`,
		hash, string(account), actor.Ref(), clock.Stamp(now), clock.Stamp(now.Add(linkFor)))
	if err != nil {
		return "", fmt.Errorf("make link: %w", err)
	}
	return secret, nil
}

// LinksMadeBy counts the activation links that an actor made and that nobody
// has used.
func LinksMadeBy(ctx context.Context, q db.Q, actor string) (int, error) {
	var n int
	if err := q.QueryRow(ctx, `SELECT COUNT(*) FROM identity_link WHERE made_by = $1 AND used_at = ''`, actor).Scan(&n); err != nil {
		return 0, fmt.Errorf("count links: %w", err)
	}
	return n, nil
}

// Renew makes a new activation link for an account of the agency, also for
// somebody who has forgotten the password. It ends the sessions of the
// account: a lost phone is locked out by the same act.
func (d *Desk) Renew(ctx context.Context, actor access.Actor, agency string, account AccountID) (string, error) {
	var secret string
	err := d.DB.InTx(ctx, func(tx *db.Tx) error {
		if err := d.overAccount(ctx, tx, actor, agency, account); err != nil {
			return err
		}
		var err error
		if secret, err = d.link(ctx, tx, actor, account); err != nil {
			return err
		}
		if err := tx.Do(ctx, `DELETE FROM identity_session WHERE account_id = $1`, string(account)); err != nil {
			return fmt.Errorf("end sessions: %w", err)
		}
		return audit.Write(ctx, tx, audit.Entry{Agency: agency, At: d.Clock.Now(), Actor: actor.Ref(), Act: "identity.renew", Subject: "account:" + string(account)})
	})
	return secret, err
}

// overAccount refuses an actor who may not keep the account: it must have a
// role in the agency, and every role of it must be one the actor may give.
func (d *Desk) overAccount(ctx context.Context, tx *db.Tx, actor access.Actor, agency string, account AccountID) error {
	grants, err := access.GrantsOf(ctx, tx, string(account))
	if err != nil {
		return err
	}
	here := false
	for _, g := range grants {
		here = here || g.Agency == agency
		if err := mayGive(actor, g.Agency, g.Role); err != nil {
			return err
		}
	}
	if !here {
		return fault.NotFound("identity.no_account")
	}
	return nil
}

// SetLocked locks an account out, for a reason, or lets it in again. Nobody
// locks out their own account.
func (d *Desk) SetLocked(ctx context.Context, actor access.Actor, agency string, account AccountID, locked bool, reason string) error {
	var f fault.Fields
	if locked && strings.TrimSpace(reason) == "" {
		f.Add("reason", "identity.no_reason")
	}
	if locked && actor.Account() == string(account) {
		f.Add("reason", "identity.not_self")
	}
	if err := f.Err(); err != nil {
		return err
	}
	return d.DB.InTx(ctx, func(tx *db.Tx) error {
		if err := d.overAccount(ctx, tx, actor, agency, account); err != nil {
			return err
		}
		state := Locked
		if !locked {
			state = Active
		}
		err := tx.Do(ctx, `UPDATE identity_account SET state = CASE WHEN $1 = 'active' AND password_hash = '' THEN 'invited' ELSE $1 END, failures = 0 WHERE id = $2`, string(state), string(account))
		if err != nil {
			return fmt.Errorf("lock account %s: %w", account, err)
		}
		if locked {
			if err := tx.Do(ctx, `DELETE FROM identity_session WHERE account_id = $1`, string(account)); err != nil {
				return fmt.Errorf("end sessions: %w", err)
			}
		}
		return audit.Write(ctx, tx, audit.Entry{Agency: agency, At: d.Clock.Now(), Actor: actor.Ref(), Act: "identity.lock", Subject: "account:" + string(account), After: string(state), Reason: reason})
	})
}

// TakeRole ends one role of an account in an agency.
func (d *Desk) TakeRole(ctx context.Context, actor access.Actor, agency string, account AccountID, g access.Grant) error {
	g.Agency = agency
	if err := mayGive(actor, agency, g.Role); err != nil {
		return err
	}
	return d.DB.InTx(ctx, func(tx *db.Tx) error {
		if err := access.Take(ctx, tx, string(account), g, clock.FromTime(d.Clock.Now())); err != nil {
			return err
		}
		return audit.Write(ctx, tx, audit.Entry{Agency: agency, At: d.Clock.Now(), Actor: actor.Ref(), Act: "identity.take", Subject: "account:" + string(account), Before: g})
	})
}

// Activation is what the page of an activation link shows.
type Activation struct {
	Account Account
	Renewal bool // the account had a password before
}

// OpenLink returns the account of an activation link; a fault says why a link
// opens nothing.
func (d *Desk) OpenLink(ctx context.Context, q db.Q, secret string) (Activation, error) {
	var expires, used, hash string
	a, err := scanAccount(q.QueryRow(ctx, `SELECT `+accountColumns+`, l.expires_at, l.used_at, a.password_hash FROM identity_link l JOIN identity_account a ON a.id = l.account_id WHERE l.token_hash = $1`, hashOf(secret)),
		&expires, &used, &hash)
	switch {
	case fault.KindOf(err) == fault.KindNotFound || errors.Is(err, sql.ErrNoRows):
		return Activation{}, fault.NotFound("identity.link_unknown")
	case err != nil:
		return Activation{}, err
	case used != "":
		return Activation{}, fault.NotFound("identity.link_used")
	case expires < clock.Stamp(d.Clock.Now()):
		return Activation{}, fault.NotFound("identity.link_old")
	case a.State == Locked:
		return Activation{}, fault.NotFound("identity.locked")
	}
	return Activation{Account: a, Renewal: hash != ""}, nil
}

// Activate sets the password of a link's account and signs the person in on
// this device. The link is used up.
func (d *Desk) Activate(ctx context.Context, secret, password, again, device string) (string, error) {
	opened, err := d.OpenLink(ctx, d.DB, secret)
	if err != nil {
		return "", err
	}
	if err := checkPassword(opened.Account, password, again); err != nil {
		return "", err
	}
	hash := hashPassword(password)
	var session string
	err = d.DB.InTx(ctx, func(tx *db.Tx) error {
		now := clock.Stamp(d.Clock.Now())
		n, err := tx.Exec(ctx, `UPDATE identity_link SET used_at = $1 WHERE token_hash = $2 AND used_at = ''`, now, hashOf(secret))
		if err != nil {
			return fmt.Errorf("use link: %w", err)
		}
		if n == 0 {
			return fault.NotFound("identity.link_used")
		}
		account := opened.Account.ID
		err = tx.Do(ctx, `UPDATE identity_account SET password_hash = $1, state = $2, failures = 0 WHERE id = $3`, hash, string(Active), string(account))
		if err != nil {
			return fmt.Errorf("activate account %s: %w", account, err)
		}
		if session, err = d.startSession(ctx, tx, account, device); err != nil {
			return err
		}
		return audit.Write(ctx, tx, audit.Entry{At: d.Clock.Now(), Actor: "account:" + string(account), Act: "identity.activate", Subject: "account:" + string(account)})
	})
	return session, err
}

// RolesToGive returns the roles that the actor may give in an agency, in the
// order of all roles; that of the operator is given by commands only.
func RolesToGive(actor access.Actor, agency string) []access.Role {
	var list []access.Role
	for _, role := range access.AllRoles {
		if role != access.Operator && mayGive(actor, agency, role) == nil {
			list = append(list, role)
		}
	}
	return list
}

// MayKeep reports whether the actor may renew and lock an account with these
// grants: every role of it must be one the actor may give.
func MayKeep(actor access.Actor, grants []access.Grant) bool {
	for _, g := range grants {
		if mayGive(actor, g.Agency, g.Role) != nil {
			return false
		}
	}
	return len(grants) > 0
}
