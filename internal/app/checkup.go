package app

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"strings"

	"pamong/internal/audit"
	"pamong/internal/kit/db"
	"pamong/internal/kit/i18n"
	"pamong/internal/org"
)

// checkup looks at an installation: what is wrong and how to mend it. The
// command doctor and the operator's page show what it finds.
type checkup struct {
	ctx    context.Context
	config Config
	words  *i18n.Speaker
}

// finding is one thing that was looked at.
type finding struct {
	Check string `json:"check"`
	OK    bool   `json:"ok"`
	Text  string `json:"text"`
}

// quick looks at what costs no time, for a page of a server whose database is
// open.
func (c checkup) quick() []finding {
	return []finding{c.secretHealth(), c.filesHealth(), c.urlHealth()}
}

// all looks at everything: it calls the mail server, follows every seal of the
// trail and reads every stored file.
func (c checkup) all() []finding {
	return append(append(c.quick(), c.mailHealth()), c.databaseHealth()...)
}

// say makes a finding: the message of the check with a suffix of how it is.
func (c checkup) say(check, how string, ok bool, args ...any) finding {
	return finding{Check: check, OK: ok, Text: c.words.T("cmd.doctor."+check+"."+how, args...)}
}

// privateMode are the permission bits that nobody but the owner may have.
const privateMode = 0o077

func (c checkup) secretHealth() finding {
	name := c.config.secretFile()
	info, err := os.Stat(name)
	switch {
	case os.IsNotExist(err):
		return c.say("secret", "missing", true, "File", name)
	case err != nil:
		return c.say("secret", "unreadable", false, "File", name, "Problem", err.Error())
	case runtime.GOOS != "windows" && info.Mode().Perm()&privateMode != 0:
		return c.say("secret", "open", false, "File", name)
	}
	if _, err := c.config.secret(); err != nil {
		return c.say("secret", "unreadable", false, "File", name, "Problem", err.Error())
	}
	return c.say("secret", "good", true, "File", name)
}

func (c checkup) filesHealth() finding {
	dir := c.config.filesDir()
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return c.say("files", "unwritable", false, "Dir", dir, "Problem", err.Error())
	}
	probe := filepath.Join(dir, ".doctor")
	if err := os.WriteFile(probe, []byte("x"), 0o600); err != nil {
		return c.say("files", "unwritable", false, "Dir", dir, "Problem", err.Error())
	}
	os.Remove(probe)
	return c.say("files", "good", true, "Dir", dir)
}

func (c checkup) urlHealth() finding {
	if c.config.URL == "" {
		return c.say("url", "missing", true)
	}
	u, err := url.Parse(c.config.URL)
	if err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" {
		return c.say("url", "bad", false, "URL", c.config.URL)
	}
	if u.Scheme == "http" && !strings.HasPrefix(u.Host, "127.") && !strings.HasPrefix(u.Host, "localhost") {
		return c.say("url", "plain", false, "URL", c.config.URL)
	}
	return c.say("url", "good", true, "URL", c.config.URL)
}

// mailHealth connects to the mail server as sending would.
func (c checkup) mailHealth() finding {
	m := c.config.mailer()
	if m == nil {
		return c.say("mail", "off", true)
	}
	at := fmt.Sprintf("%s:%d", m.Host, m.Port)
	if key, err := m.Check(c.ctx); err != nil {
		return finding{Check: "mail", Text: c.words.T("cmd.doctor.mail.bad", "At", at, "Advice", c.words.T(key), "Problem", err.Error())}
	}
	return c.say("mail", "good", true, "At", at)
}

// databaseHealth looks at the database only if it is there: the doctor makes
// nothing.
func (c checkup) databaseHealth() []finding {
	if !strings.Contains(c.config.Database, "://") {
		if _, err := os.Stat(c.config.Database); os.IsNotExist(err) {
			return []finding{c.say("database", "missing", true, "DSN", c.config.Database)}
		}
	}
	d, err := db.Open(c.ctx, c.config.Database)
	if err != nil {
		return []finding{c.say("database", "closed", false, "Problem", err.Error())}
	}
	defer d.Close()
	n, err := d.Pending(c.ctx, schemas()...)
	if err != nil {
		return []finding{c.say("database", "closed", false, "Problem", err.Error())}
	}
	if n > 0 {
		return []finding{c.say("database", "outdated", false, "N", n)}
	}
	return []finding{c.say("database", "good", true, "Kind", string(d.Kind())), c.trailHealth(d), c.storeHealth()}
}

// trailHealth verifies every chain of the audit trail.
func (c checkup) trailHealth(d *db.DB) finding {
	agencies, err := org.Agencies(c.ctx, d)
	if err != nil {
		return c.say("trail", "unreadable", false, "Problem", err.Error())
	}
	sealed := int64(0)
	for _, a := range agencies {
		rep, err := audit.Verify(c.ctx, d, string(a.ID), "")
		if err != nil {
			return c.say("trail", "unreadable", false, "Problem", err.Error())
		}
		if len(rep.Broken) > 0 {
			return c.say("trail", "broken", false, "Agency", a.Name, "N", len(rep.Broken))
		}
		sealed += rep.Sealed
	}
	return c.say("trail", "good", true, "N", sealed)
}

// storeHealth reads every stored file and checks it against its hash.
func (c checkup) storeHealth() finding {
	store := c.config.store()
	hashes, err := store.Hashes()
	if err != nil {
		return c.say("store", "broken", false, "Problem", err.Error())
	}
	for _, h := range hashes {
		if err := store.Check(h); err != nil {
			return c.say("store", "broken", false, "Problem", err.Error())
		}
	}
	return c.say("store", "good", true, "N", len(hashes))
}
