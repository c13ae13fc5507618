package app

import (
	"fmt"
	"runtime/debug"
	"strings"

	"pamong/internal/audit"
	"pamong/internal/kit/db"
	"pamong/internal/org"
)

// VersionCmd prints what is running.
type VersionCmd struct{}

type versionData struct {
	Version  string `json:"version"`
	Go       string `json:"go"`
	Revision string `json:"revision"`
}

func (v versionData) String() string {
	return strings.TrimSpace(fmt.Sprintf("pamong %s (%s) %s", v.Version, v.Go, v.Revision))
}

// running says what is running, as far as the build knows.
func running() versionData {
	data := versionData{Version: "dev"}
	if info, ok := debug.ReadBuildInfo(); ok {
		data.Go = info.GoVersion
		if info.Main.Version != "" && info.Main.Version != "(devel)" {
			data.Version = info.Main.Version
		}
		for _, s := range info.Settings {
			if s.Key == "vcs.revision" {
				data.Revision = s.Value
			}
		}
	}
	return data
}

// Run prints the version of the program and of Go.
func (v *VersionCmd) Run(c *Command) error {
	data := running()
	if c.JSON {
		return c.PrintJSON(data)
	}
	c.Printf("%s\n", data)
	return nil
}

// MigrateCmd brings the tables up to date.
type MigrateCmd struct{}

// Run applies the migrations that wait.
func (m *MigrateCmd) Run(c *Command) error {
	d, err := db.Open(c.Ctx, c.Config.Database)
	if err != nil {
		return err
	}
	defer d.Close()
	n, err := migrate(c.Ctx, d)
	if err != nil {
		return err
	}
	if c.JSON {
		return c.PrintJSON(map[string]int{"applied": n})
	}
	c.Printf("%s\n", c.T("cmd.migrated", "N", n))
	return nil
}

// AuditCmd groups the commands of the audit trail.
type AuditCmd struct {
	Verify AuditVerifyCmd `cmd:"" help:"audit_verify_help"`
}

// AuditVerifyCmd proves that nothing was altered.
type AuditVerifyCmd struct {
	Agency string `help:"agency_help" placeholder:"CODE"`
	Head   string `help:"audit_head_help" placeholder:"HASH"`
}

// Run verifies the chains of one agency, or of all; it refuses when a chain
// is broken or a published head is missing from it.
func (a *AuditVerifyCmd) Run(c *Command) error {
	h, err := c.open()
	if err != nil {
		return err
	}
	defer h.Close()
	if _, err := audit.Seal(c.Ctx, h.DB); err != nil {
		return err
	}
	chains := []string{""}
	if a.Agency != "" {
		agency, err := c.agencyOf(h.DB, a.Agency)
		if err != nil {
			return err
		}
		chains = []string{string(agency.ID)}
	} else if all, err := org.Agencies(c.Ctx, h.DB); err != nil {
		return err
	} else {
		for _, agency := range all {
			chains = append(chains, string(agency.ID))
		}
	}
	return a.verify(c, h, chains)
}

func (a *AuditVerifyCmd) verify(c *Command, h *House, chains []string) error {
	reports, sound, seen := []audit.Report{}, true, false
	for _, chain := range chains {
		rep, err := audit.Verify(c.Ctx, h.DB, chain, a.Head)
		if err != nil {
			return err
		}
		reports = append(reports, rep)
		sound = sound && len(rep.Broken) == 0
		seen = seen || rep.HeadSeen
	}
	if c.JSON {
		if err := c.PrintJSON(reports); err != nil {
			return err
		}
	} else {
		for _, rep := range reports {
			c.Printf("%s\n", c.T("cmd.audit_line", "Agency", rep.Agency, "Sealed", rep.Sealed, "Unsealed", rep.Unsealed, "Broken", len(rep.Broken), "Head", rep.Head))
			for _, b := range rep.Broken {
				c.Printf("  %d %s %s\n", b.Seq, b.What, b.Entry)
			}
		}
	}
	switch {
	case !sound:
		return Refused(c.T("cmd.audit_broken"))
	case !seen:
		return Refused(c.T("cmd.audit_head_unknown"))
	}
	return nil
}
