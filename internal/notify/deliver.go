package notify

import (
	"context"
	"errors"
	"strings"

	"pamong/internal/identity"
	"pamong/internal/kit/db"
	"pamong/internal/kit/i18n"
	"pamong/internal/org"
)

// letter writes an e-mail in the language of its reader.
func (p *Post) letter(ctx context.Context, c claimed) (letter, error) {
	if c.pass != "" {
		return p.passLetter(ctx, c)
	}
	if c.account == "" {
		return p.guestLetter(ctx, c)
	}
	account, err := identity.ByID(ctx, p.DB, c.account)
	if err != nil {
		return letter{}, err
	}
	a, err := org.AgencyByID(ctx, p.DB, org.AgencyID(c.agency))
	if err != nil {
		return letter{}, err
	}
	s := p.Catalogue.Speaker(i18n.ParseLang(account.Lang))
	l := letter{id: c.id, to: account.Email, name: account.Name, office: a.Name}
	greeting, foot := s.T("notify.mail.greeting", "Name", account.Name), s.T("notify.mail.foot", "Office", officeOf(a))
	if c.note == "" {
		link, err := p.Vault.Open(c.sealed)
		if err != nil {
			return l, permanent{"notify.reason.link", err}
		}
		l.subject = s.T("notify.mail.activation", "Agency", a.Name)
		l.text = paragraphs(greeting, s.T("notify.mail.activation_text", "Agency", a.Name), link, s.T("notify.mail.activation_note"), foot)
		return l, nil
	}
	n, private, err := noteByID(ctx, p.DB, c.note)
	if err != nil {
		return l, err
	}
	var body string
	l.subject, body = n.mail(s, private)
	link := p.Address() + "/inbox"
	if n.Href != "" {
		link = p.Address() + "/inbox/" + string(n.ID)
	}
	l.text = paragraphs(greeting, body, s.T("notify.mail.open", "Link", link), foot)
	return l, nil
}

// mail is a message as an e-mail says it: in one sentence, and with all of it.
func (n Note) mail(s *i18n.Speaker, private bool) (subject, body string) {
	subject = n.Text.Of(s)
	if private {
		return subject, subject
	}
	return subject, n.Say(s)
}

// guestLetter writes an e-mail to a guest, who has no inbox to be led to, in
// Indonesian.
func (p *Post) guestLetter(ctx context.Context, c claimed) (letter, error) {
	g, err := p.guestOf(ctx, p.DB, c.agency, c.note)
	if err != nil {
		return letter{}, err
	}
	a, err := org.AgencyByID(ctx, p.DB, org.AgencyID(c.agency))
	if err != nil {
		return letter{}, err
	}
	l := letter{id: c.id, to: g.Email, name: g.Name, office: a.Name}
	if g.Email == "" {
		return l, permanent{"notify.reason.no_address", errors.New("no address")}
	}
	n, private, err := noteByID(ctx, p.DB, c.note)
	if err != nil {
		return l, err
	}
	s := p.Catalogue.Speaker(i18n.Indonesian)
	var body string
	l.subject, body = n.mail(s, private)
	l.text = paragraphs(s.T("notify.mail.greeting", "Name", g.Name), body, s.T("notify.mail.foot", "Office", officeOf(a)))
	return l, nil
}

// officeOf names who writes: the personnel body and its agency.
func officeOf(a org.Agency) string {
	if a.BodyName != "" {
		return a.BodyName + "\n" + a.Name
	}
	return a.Name
}

func paragraphs(parts ...string) string { return strings.Join(parts, "\n\n") + "\n" }

func noteByID(ctx context.Context, q db.Q, note NoteID) (Note, bool, error) {
	var private int
	row := q.QueryRow(ctx, `SELECT n.id, e.agency_id, n.text_key, n.text_args, n.more, n.href, e.day, e.made_at, n.read_at, n.private FROM notify_note n JOIN notify_event e ON e.id = n.event_id WHERE n.id = $1`, string(note))
	n, err := scanNote(scanMore{row, &private})
	return n, private == 1, err
}

// scanMore scans a column after those that a function knows.
type scanMore struct {
	row  db.Row
	more any
}

func (s scanMore) Scan(into ...any) error { return s.row.Scan(append(into, s.more)...) }
