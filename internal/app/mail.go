package app

import (
	"pamong/internal/kit/jobs"
	"pamong/internal/notify"
)

// SMTP is the mail server of the installation. Without a host no mail is sent.
type SMTP struct {
	Host         string `help:"smtp_host_help" env:"PAMONG_SMTP_HOST" placeholder:"HOST"`
	Port         int    `help:"smtp_port_help" env:"PAMONG_SMTP_PORT" default:"587"`
	User         string `help:"smtp_user_help" env:"PAMONG_SMTP_USER" placeholder:"NAME"`
	Password     string `help:"smtp_password_help" env:"PAMONG_SMTP_PASSWORD" hidden:""`
	PasswordFile string `help:"smtp_password_file_help" env:"PAMONG_SMTP_PASSWORD_FILE" placeholder:"FILE"`
	From         string `help:"smtp_from_help" env:"PAMONG_SMTP_FROM" placeholder:"ADDRESS"`
	TLS          string `name:"tls" help:"smtp_tls_help" env:"PAMONG_SMTP_TLS" default:"starttls" placeholder:"starttls|tls|none"`
}

// mailer returns the mail server, nil when there is none.
func (c Config) mailer() *notify.Mailer {
	s := c.SMTP
	if s.Host == "" {
		return nil
	}
	return &notify.Mailer{Host: s.Host, Port: s.Port, User: s.User, Password: s.Password, PasswordFile: s.PasswordFile, From: s.From, TLS: s.TLS}
}

// newPost is the desk from which messages go out.
func (h *House) newPost(key []byte, queue *jobs.Queue) (*notify.Post, error) {
	letters, err := vault(key, "notify")
	if err != nil {
		return nil, err
	}
	return &notify.Post{DB: h.DB, Clock: h.Clock, Jobs: queue, Mailer: h.Config.mailer(), Vault: notify.Vault(letters), Catalogue: h.Catalogue, Address: h.publicURL}, nil
}
