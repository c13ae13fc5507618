package notify

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"

	"pamong/internal/access"
	"pamong/internal/audit"
	"pamong/internal/identity"
	"pamong/internal/kit/clock"
	"pamong/internal/kit/db"
	"pamong/internal/kit/fault"
	"pamong/internal/kit/i18n"
	"pamong/internal/kit/id"
	"pamong/internal/org"
)

// PassMail is how the e-mail with a signed link stands.
type PassMail struct {
	State  MailState
	Reason i18n.Line // why it failed, or waits after a failure
}

// Mails reports whether a mail server is configured.
func (p *Post) Mails() bool { return p != nil && p.Mailer != nil }

// MailPass queues the e-mail that brings a signed link to an address, within the
// caller's transaction. The link is sealed until it is sent; neither trail nor
// log sees it. A link whose e-mail waits already is not queued twice; queued
// tells. The house that calls it has judged whether the actor may.
func (p *Post) MailPass(ctx context.Context, tx *db.Tx, actor access.Actor, links *identity.Desk, pass identity.Pass, email string) (queued bool, err error) {
	switch {
	case !p.Mails():
		return false, fault.Conflict("notify.mail_off")
	case email == "":
		return false, fault.Conflict("notify.pass.no_address")
	}
	if err := links.Shut(pass); err != nil {
		return false, err
	}
	waiting, err := db.Column[string](ctx, tx, "ask for mail of link", `SELECT id FROM notify_mail WHERE pass_id = $1 AND state IN ('waiting', 'sending')`, pass.ID)
	if err != nil || len(waiting) > 0 {
		return false, err
	}
	secret, err := links.PassSecret(pass.ID)
	if err != nil {
		return false, err
	}
	sealed, err := p.Vault.Seal(p.Address() + identity.PassPath(secret))
	if err != nil {
		return false, fmt.Errorf("seal link: %w", err)
	}
	if err := identity.AddressPass(ctx, tx, pass.ID, email); err != nil {
		return false, err
	}
	stamp, until, err := p.notBefore(ctx, tx, pass.Agency)
	if err != nil {
		return false, err
	}
	now := p.Clock.Now()
	if err := insertMail(ctx, tx, []any{id.New(), pass.Agency, "", "", "", sealed, string(MailWaiting), 0, "", clock.Stamp(now), "", "", stamp, pass.ID}); err != nil {
		return false, err
	}
	if err := p.wake(ctx, tx, until); err != nil {
		return false, err
	}
	return true, audit.Write(ctx, tx, audit.Entry{Agency: pass.Agency, At: now, Actor: actor.Ref(), Act: "identity.pass_mail", Subject: string(pass.Scope), Person: pass.Scope.Person()})
}

// PassLetter is a signed link and the address to which it would go by e-mail, ""
// for none.
type PassLetter struct {
	Pass  identity.Pass
	Email string
}

// MailPasses queues the e-mails of signed links, within the caller's transaction:
// of those that have an address, were not opened, and whose e-mail neither waits
// nor went out. It returns how many, and is refused when that is none. The house
// that calls it has judged whether the actor may.
func (p *Post) MailPasses(ctx context.Context, tx *db.Tx, actor access.Actor, links *identity.Desk, agency string, list []PassLetter) (int, error) {
	if !p.Mails() {
		return 0, fault.Conflict("notify.mail_off")
	}
	mailed, err := MailedPasses(ctx, tx, agency)
	if err != nil {
		return 0, err
	}
	n := 0
	for _, l := range list {
		if mailed[l.Pass.ID] || !l.Pass.Mailable(l.Email, p.Clock.Now()) {
			continue
		}
		if _, err := p.MailPass(ctx, tx, actor, links, l.Pass, l.Email); err != nil {
			return 0, err
		}
		n++
	}
	if n == 0 {
		return 0, fault.Conflict("notify.pass.nobody")
	}
	return n, nil
}

// MailedPasses returns the signed links of an agency whose e-mail waits or went
// out. The caller has judged whether the actor may see them.
func MailedPasses(ctx context.Context, q db.Q, agency string) (map[string]bool, error) {
	list, err := db.Column[string](ctx, q, "list mailed links", `SELECT DISTINCT pass_id FROM notify_mail WHERE agency_id = $1 AND pass_id <> '' AND state <> 'failed'`, agency)
	mailed := make(map[string]bool, len(list))
	for _, pass := range list {
		mailed[pass] = true
	}
	return mailed, err
}

// PassMailOf returns how the newest e-mail with a link stands, nil when none was
// queued. The caller has judged whether the actor may see the link.
func PassMailOf(ctx context.Context, q db.Q, pass string) (*PassMail, error) {
	var m PassMail
	var why string
	err := q.QueryRow(ctx, `SELECT state, reason FROM notify_mail WHERE pass_id = $1 AND pass_id <> '' ORDER BY id DESC LIMIT 1`, pass).Scan(&m.State, &why)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read mail of link: %w", err)
	}
	if key, words, _ := strings.Cut(why, " "); key != "" {
		m.Reason = i18n.Say(key, "Words", words)
	}
	return &m, nil
}

// errPassEnded says that a link opens nothing any more.
var errPassEnded = errors.New("link opens nothing any more")

// passLetter writes the e-mail with a signed link. A link that was opened,
// withdrawn or renewed meanwhile is not sent.
func (p *Post) passLetter(ctx context.Context, c claimed) (letter, error) {
	pass, err := identity.PassByID(ctx, p.DB, c.pass)
	if err != nil {
		return letter{}, permanent{"notify.reason.pass", err}
	}
	if !pass.Opens(p.Clock.Now()) {
		return letter{}, permanent{"notify.reason.pass", errPassEnded}
	}
	a, err := org.AgencyByID(ctx, p.DB, org.AgencyID(c.agency))
	if err != nil {
		return letter{}, err
	}
	link, err := p.Vault.Open(c.sealed)
	if err != nil {
		return letter{}, permanent{"notify.reason.pass", err}
	}
	s := p.Catalogue.Speaker(i18n.Indonesian)
	l := letter{id: c.id, to: pass.Email, name: pass.Holder, office: a.Name, subject: s.T("notify.mail.pass", "Agency", a.Name)}
	l.text = paragraphs(s.T("notify.mail.greeting", "Name", pass.Holder), s.T("notify.mail.pass_text."+string(pass.Role), "Agency", a.Name), link, s.T("notify.mail.pass_note"), s.T("notify.mail.foot", "Office", officeOf(a)))
	return l, nil
}
