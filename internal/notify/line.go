package notify

import (
	"context"
	"errors"
	"regexp"
	"strings"

	"github.com/wneessen/go-mail"
)

// line is the connection over which a run sends. It dials when the first e-mail
// goes out, and again after the connection broke.
type line struct {
	mailer *Mailer
	client *mail.Client // nil while there is no connection
}

// dial connects, greets, encrypts and signs in.
func (l *line) dial(ctx context.Context) error {
	c, err := l.mailer.client()
	if err != nil {
		return err
	}
	if err := c.DialWithContext(ctx); err != nil {
		return err
	}
	l.client = c
	return nil
}

// hangUp says goodbye to the server. What it answers matters to nobody any more.
func (l *line) hangUp() {
	if l.client != nil {
		_ = l.client.Close()
		l.client = nil
	}
}

// unreachable says that there is no connection to be had.
type unreachable struct{ error }

// Unwrap returns why.
func (u unreachable) Unwrap() error { return u.error }

// send sends one e-mail. A connection that the server has closed since the last
// e-mail is made anew, once; one that broke in the middle is dropped, and whether
// the server took the e-mail nobody knows.
func (l *line) send(ctx context.Context, e letter) error {
	m, err := e.message(l.mailer.From)
	if err != nil {
		return err
	}
	used := l.client != nil
	for {
		if l.client == nil {
			if err := l.dial(ctx); err != nil {
				return unreachable{err}
			}
		}
		err = l.client.Send(m)
		if err == nil {
			return nil
		}
		var refused *mail.SendError
		if !errors.As(err, &refused) || refused.ErrorCode() == 0 || refused.ErrorCode() == 421 || l.client.Reset() != nil {
			l.hangUp() // the next e-mail must not inherit what this one began
		}
		if m.IsDelivered() {
			return nil // only what came after it failed
		}
		if !used || refused == nil || refused.Reason != mail.ErrConnCheck {
			return err
		}
		used = false // nothing was said of this e-mail yet
	}
}

// permanent is a refusal that no further attempt mends.
type permanent struct {
	key string // message that says it to the officer
	err error
}

func (p permanent) Error() string { return p.key + ": " + p.err.Error() }

// forGood reports whether trying again is of no use: the server refused the
// message itself, not the moment.
func forGood(err error) bool {
	var own permanent
	if errors.As(err, &own) {
		return true
	}
	var refused *mail.SendError
	return errors.As(err, &refused) && !refused.IsTemp() && refused.ErrorCode() >= 500
}

// reasonOf returns what is kept of a refusal: the key of a message that says it,
// and after a space the words of the server.
func reasonOf(err error) string {
	var own permanent
	var refused *mail.SendError
	key := "notify.reason.unreachable"
	switch {
	case errors.As(err, &own):
		return own.key
	case errors.As(err, &refused) && refused.IsTemp():
		key = "notify.reason.later"
	case errors.As(err, &refused) && refused.Reason == mail.ErrSMTPRcptTo:
		key = "notify.reason.recipient"
	case errors.As(err, &refused):
		key = "notify.reason.refused"
	}
	words, _, _ := strings.Cut(err.Error(), ", affected recipient")
	if _, answer, ok := strings.Cut(words, "command: "); ok {
		words = answer
	}
	return key + " " + clip(words, mostReason)
}

// ofAddress finds that an answer speaks of the address or its mailbox, by the
// enhanced code of RFC 3463, and not of the server.
var ofAddress = regexp.MustCompile(`\b4\.[12]\.\d{1,3}\b`)

// wantsRest reports whether a refusal is that of a server which cannot be reached
// or asks for patience, so that no other e-mail would fare better now: 421, and
// 450, 451 and the like unless they speak of one address.
func wantsRest(err error) bool {
	var away unreachable
	if errors.As(err, &away) {
		return true
	}
	var refused *mail.SendError
	if !errors.As(err, &refused) || refused.ErrorCode() < 400 || refused.ErrorCode() >= 500 {
		return false
	}
	words, _, _ := strings.Cut(err.Error(), ", affected recipient")
	return refused.ErrorCode() == 421 || !ofAddress.MatchString(words)
}
