package notifyweb

import (
	"context"
	"time"

	"pamong/internal/identity"
	"pamong/internal/kit/web"
	"pamong/internal/kit/web/ui"
	"pamong/internal/notify"
)

// Sending is how a signed link goes out, as the page of one link shows it. Without
// an address it shows what became of the link and no way to send it.
type Sending struct {
	Pass  identity.Pass
	Now   time.Time
	Zone  *time.Location
	Path  string // of the page; the acts of sending stand below it
	Name  string // of the holder
	Phone string // "" for none
	Email string // "" for none
	Link  string // address of the pass, "" for who may not see it
	Text  string // for WhatsApp and to copy
	mails bool   // a mail server is configured
	last  *notify.PassMail
}

// Read adds the address of the link and how its last e-mail stands, for who may
// see them.
func (s *Sending) Read(ctx context.Context, links *identity.Desk, post *notify.Post, address func(secret string) string) error {
	secret, err := links.PassSecret(s.Pass.ID)
	if err != nil {
		return err
	}
	s.Link, s.mails = address(secret), post.Mails()
	s.last, err = notify.PassMailOf(ctx, links.DB, s.Pass.ID)
	return err
}

// Goes reports whether the link can go out now: it opens, and its address may be
// seen.
func (s Sending) Goes() bool { return s.Link != "" && s.Pass.Opens(s.Now) }

// ToWhatsApp is the answer of an act that leads on to WhatsApp with a text for
// somebody.
func ToWhatsApp(phone, text string) web.Answer {
	to := ui.WhatsApp(phone, text)
	return web.Leave(to, ui.Leaving(to))
}
