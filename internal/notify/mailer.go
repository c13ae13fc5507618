package notify

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"strings"
	"time"

	"github.com/wneessen/go-mail"
)

// How the connection to a mail server is protected.
const (
	StartTLS = "starttls" // begins open, goes on encrypted; the usual, port 587
	TLS      = "tls"      // encrypted from the first byte, port 465
	NoTLS    = "none"     // only for a server on the same machine or network
)

// Mailer is the mail server of the installation.
type Mailer struct {
	Host     string
	Port     int
	User     string // "" for a server that asks nobody
	Password string
	From     string // "BKPSDM Kota Bontang <kepegawaian@…>"
	TLS      string // StartTLS, TLS or NoTLS

	// PasswordFile holds the password instead, "" if none does. It is read for
	// each connection: a new password counts without a new start, and commands
	// that send nothing do not need the file.
	PasswordFile string
}

// errPassword says that the file with the password cannot be read.
var errPassword = errors.New("password file of the mail server cannot be read")

// password returns the password to sign in with.
func (m *Mailer) password() (string, error) {
	if m.PasswordFile == "" {
		return m.Password, nil
	}
	text, err := os.ReadFile(m.PasswordFile)
	var path *fs.PathError
	if errors.As(err, &path) {
		return "", fmt.Errorf("%w: %w", errPassword, path.Err) // the path is nobody's but the administrator's
	}
	return strings.TrimRight(string(text), "\r\n"), err
}

// mailTimeout bounds connecting and each answer of the server.
const mailTimeout = 20 * time.Second

// mostReason bounds what is kept of a server's answer, in bytes.
const mostReason = 300

// letter is an e-mail ready to go.
type letter struct {
	id       string
	to, name string
	office   string
	subject  string
	text     string
}

// client prepares the connection; it dials nobody yet.
func (m *Mailer) client() (*mail.Client, error) {
	options := []mail.Option{mail.WithPort(m.Port), mail.WithTimeout(mailTimeout)}
	switch m.TLS {
	case TLS:
		options = append(options, mail.WithSSL())
	case NoTLS:
		options = append(options, mail.WithTLSPolicy(mail.NoTLS))
	default:
		options = append(options, mail.WithTLSPolicy(mail.TLSMandatory))
	}
	if m.User != "" {
		kind := mail.SMTPAuthAutoDiscover
		if m.TLS == NoTLS {
			kind = mail.SMTPAuthPlainNoEnc // whoever chose no protection means it
		}
		password, err := m.password()
		if err != nil {
			return nil, err
		}
		options = append(options, mail.WithSMTPAuth(kind), mail.WithUsername(m.User), mail.WithPassword(password))
	}
	return mail.NewClient(m.Host, options...)
}

// message is the e-mail as plain text.
func (e letter) message(from string) (*mail.Msg, error) {
	m := mail.NewMsg()
	if err := m.From(from); err != nil {
		return nil, permanent{"notify.reason.from", err}
	}
	if err := m.To(e.to); err != nil {
		return nil, permanent{"notify.reason.address", err}
	}
	m.SetMessageIDWithValue(e.id + "@pamong")
	m.SetDate()
	m.SetUserAgent("Pamong")
	m.SetGenHeader("Auto-Submitted", "auto-generated")
	m.Subject(clip(e.subject, 150))
	m.SetBodyString(mail.TypeTextPlain, e.text)
	return m, nil
}

// clip shortens a text to so many bytes, at a rune.
func clip(s string, most int) string {
	s = strings.Join(strings.Fields(s), " ")
	for i := range s {
		if i > most {
			return s[:i] + "…"
		}
	}
	return s
}

// Check connects to the server as sending would, without sending, and returns
// the key of a message that says what is wrong and how to mend it; "" when all
// is well.
func (m *Mailer) Check(ctx context.Context) (key string, err error) {
	probe := mail.NewMsg()
	if err := probe.From(m.From); err != nil {
		return "notify.check.from", err
	}
	switch m.TLS {
	case StartTLS, TLS, NoTLS:
	default:
		return "notify.check.tls_word", fmt.Errorf("unknown protection %q", m.TLS)
	}
	l := &line{mailer: m}
	if err = l.dial(ctx); err == nil {
		return "", l.client.Close()
	}
	var dial *net.OpError
	var name *net.DNSError
	text := strings.ToLower(err.Error())
	switch {
	case errors.Is(err, errPassword):
		return "notify.check.password", err
	case errors.As(err, &name):
		return "notify.check.name", err
	case errors.As(err, &dial) && dial.Op == "dial", errors.Is(err, context.DeadlineExceeded):
		return "notify.check.reach", err
	case strings.Contains(text, "auth"), strings.Contains(text, "535"):
		return "notify.check.auth", err
	case strings.Contains(text, "tls"), strings.Contains(text, "certificate"), strings.Contains(text, "x509"):
		return "notify.check.tls", err
	}
	return "notify.check.other", err
}
