package app

import (
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"strings"

	"pamong/internal/audit"
	"pamong/internal/kit/db"
	"pamong/internal/org"
)

// DoctorCmd explains what is wrong with an installation and how to mend it.
type DoctorCmd struct{}

// finding is one thing that the doctor looked at.
type finding struct {
	Check string `json:"check"`
	OK    bool   `json:"ok"`
	Text  string `json:"text"`
}

// Run looks at everything and refuses when something is wrong.
func (d *DoctorCmd) Run(c *Command) error {
	list := []finding{c.secretHealth(), c.filesHealth(), c.urlHealth(), c.mailHealth()}
	list = append(list, c.databaseHealth()...)
	sick := 0
	for _, f := range list {
		if !f.OK {
			sick++
		}
	}
	if c.JSON {
		if err := c.PrintJSON(list); err != nil {
			return err
		}
	} else {
		for _, f := range list {
			mark := "✓"
			if !f.OK {
				mark = "✗"
			}
			c.Printf("%s %-10s %s\n", mark, f.Check, f.Text)
		}
	}
	if sick > 0 {
		return Refused(c.T("cmd.doctor_sick", "N", sick))
	}
	return nil
}

// say makes a finding: the message of the check with a suffix of how it is.
func (c *Command) say(check, how string, ok bool, args ...any) finding {
	return finding{Check: check, OK: ok, Text: c.T("cmd.doctor."+check+"."+how, args...)}
}

// privateMode are the permission bits that nobody but the owner may have.
const privateMode = 0o077

func (c *Command) secretHealth() finding {
	name := c.Config.secretFile()
	info, err := os.Stat(name)
	switch {
	case os.IsNotExist(err):
		return c.say("secret", "missing", true, "File", name)
	case err != nil:
		return c.say("secret", "unreadable", false, "File", name, "Problem", err.Error())
	case runtime.GOOS != "windows" && info.Mode().Perm()&privateMode != 0:
		return c.say("secret", "open", false, "File", name)
	}
	if _, err := c.Config.secret(); err != nil {
		return c.say("secret", "unreadable", false, "File", name, "Problem", err.Error())
	}
	return c.say("secret", "good", true, "File", name)
}

func (c *Command) filesHealth() finding {
	dir := c.Config.filesDir()
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

func (c *Command) urlHealth() finding {
	if c.Config.URL == "" {
		return c.say("url", "missing", true)
	}
	u, err := url.Parse(c.Config.URL)
	if err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" {
		return c.say("url", "bad", false, "URL", c.Config.URL)
	}
	if u.Scheme == "http" && !strings.HasPrefix(u.Host, "127.") && !strings.HasPrefix(u.Host, "localhost") {
		return c.say("url", "plain", false, "URL", c.Config.URL)
	}
	return c.say("url", "good", true, "URL", c.Config.URL)
}

// databaseHealth looks at the database only if it is there: the doctor makes
// nothing.
func (c *Command) databaseHealth() []finding {
	if !strings.Contains(c.Config.Database, "://") {
		if _, err := os.Stat(c.Config.Database); os.IsNotExist(err) {
			return []finding{c.say("database", "missing", true, "DSN", c.Config.Database)}
		}
	}
	d, err := db.Open(c.Ctx, c.Config.Database)
	if err != nil {
		return []finding{c.say("database", "closed", false, "Problem", err.Error())}
	}
	defer d.Close()
	n, err := d.Pending(c.Ctx, schemas()...)
	if err != nil {
		return []finding{c.say("database", "closed", false, "Problem", err.Error())}
	}
	if n > 0 {
		return []finding{c.say("database", "outdated", false, "N", n)}
	}
	list := []finding{c.say("database", "good", true, "Kind", string(d.Kind()))}
	return append(list, c.trailHealth(d), c.storeHealth())
}

// trailHealth verifies every chain of the audit trail.
func (c *Command) trailHealth(d *db.DB) finding {
	agencies, err := org.Agencies(c.Ctx, d)
	if err != nil {
		return c.say("trail", "unreadable", false, "Problem", err.Error())
	}
	sealed := int64(0)
	for _, a := range agencies {
		rep, err := audit.Verify(c.Ctx, d, string(a.ID), "")
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
func (c *Command) storeHealth() finding {
	store := c.Config.store()
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
