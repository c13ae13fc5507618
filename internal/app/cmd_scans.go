package app

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"pamong/internal/document"
	"pamong/internal/org"
)

// DocumentsScansCmd groups the commands of scans that come at once. A path
// alone enters it.
type DocumentsScansCmd struct {
	Enter    ScansEnterCmd    `cmd:"" default:"withargs" help:"scans_enter_help"`
	List     ScansListCmd     `cmd:"" help:"scans_list_help"`
	Continue ScansContinueCmd `cmd:"" help:"scans_continue_help"`
	Drop     ScansDropCmd     `cmd:"" help:"scans_drop_help"`
}

// BundleFlags name a folder or an archive that was sent.
type BundleFlags struct {
	Bundle string `arg:"" help:"scans_bundle_help"`
	Agency string `required:"" help:"agency_help" placeholder:"CODE"`
}

// ScansListCmd lists what was sent and how far each is.
type ScansListCmd struct{ AgencyFlag }

// bundleData is one bundle as JSON.
type bundleData struct {
	Bundle document.BundleID    `json:"bundle"`
	File   string               `json:"file"`
	State  document.BundleState `json:"state"`
	Scans  int                  `json:"scans"`
	Papers int                  `json:"papers"`
	Why    string               `json:"why"`
	Log    string               `json:"log"`
}

// Run prints the bundles, the newest first.
func (l *ScansListCmd) Run(c *Command) error {
	return l.with(c, func(h *House, a org.Agency) error {
		list, err := document.Bundles(c.Ctx, h.DB, a.ID)
		if err != nil {
			return err
		}
		out := []bundleData{}
		for _, b := range list {
			out = append(out, bundleData{b.ID, b.Name, b.State, b.Scans, b.Papers, b.Why.Of(c.Speaker), b.Reference})
		}
		if c.JSON {
			return c.PrintJSON(out)
		}
		for _, b := range out {
			c.Printf("%s  %-18s  %4d / %4d  %s  %s %s\n", b.Bundle, c.T("document.bundle."+string(b.State)), b.Papers, b.Scans, b.File, b.Why, b.Log)
		}
		return nil
	})
}

// ScansContinueCmd enters the rest of a bundle that has stopped half way.
type ScansContinueCmd struct{ BundleFlags }

// Run enters the rest and says how many papers there are now.
func (s *ScansContinueCmd) Run(c *Command) error {
	return c.inAgency(s.Agency, func(h *House, a org.Agency) error {
		n, err := c.enterScans(h, a, document.BundleID(s.Bundle))
		if err != nil {
			return err
		}
		if c.JSON {
			return c.PrintJSON(map[string]any{"import": s.Bundle, "entered": n})
		}
		c.Printf("%s\n", c.T("cmd.scans_entered", "N", n, "Import", s.Bundle))
		return nil
	})
}

// ScansDropCmd throws away a bundle of which nothing is in.
type ScansDropCmd struct{ BundleFlags }

// Run throws it away.
func (s *ScansDropCmd) Run(c *Command) error {
	return c.inAgency(s.Agency, func(h *House, a org.Agency) error {
		if err := h.Papers.DropScans(c.Ctx, atMachine, a, document.BundleID(s.Bundle)); err != nil {
			return err
		}
		if c.JSON {
			return c.PrintJSON(map[string]string{"dropped": s.Bundle})
		}
		c.Printf("%s\n", c.T("cmd.scans_dropped"))
		return nil
	})
}

// enterScans enters a bundle and shows how far it is.
func (c *Command) enterScans(h *House, a org.Agency, bundle document.BundleID) (int, error) {
	n, err := h.Papers.EnterScans(c.Ctx, atMachine, a, bundle, func(done, total int) {
		if !c.JSON {
			fmt.Fprintf(c.Err, "\r%s", c.T("cmd.papers_progress", "Done", done, "Total", total))
		}
	})
	if err != nil && n > 0 {
		fmt.Fprintf(c.Err, "%s\n", c.T("cmd.scans_stopped", "N", n, "Import", string(bundle)))
	}
	return n, err
}

// ScansEnterCmd enters a folder or an archive of scans.
type ScansEnterCmd struct {
	Path    string `arg:"" type:"path" help:"scans_path_help"`
	Agency  string `required:"" help:"agency_help" placeholder:"CODE"`
	Kind    string `help:"scans_kind_help"`
	Outcome string `help:"scans_outcome_help" enum:",fit,unfit" default:""`
	Commit  bool   `help:"commit_help"`
}

// scanData is one scan as JSON.
type scanData struct {
	File    string        `json:"file"`
	NIP     string        `json:"nip"`
	Name    string        `json:"name"`
	Kind    document.Kind `json:"kind"`
	Finding document.Flaw `json:"finding"`
	Enters  bool          `json:"enters"`
}

type scansData struct {
	Import  string     `json:"import,omitempty"`
	Scans   int        `json:"scans"`
	Ready   int        `json:"ready"`
	Look    int        `json:"look"`
	Wrong   int        `json:"wrong"`
	Skipped int        `json:"skipped"`
	Entered int        `json:"entered"`
	Files   []scanData `json:"files"`
}

// Run says whose each scan is and, with --commit, enters those that are sound.
func (d *ScansEnterCmd) Run(c *Command) error {
	sent, err := sentFrom(d.Path)
	if err != nil {
		return Usage(err.Error())
	}
	return c.inAgency(d.Agency, func(h *House, a org.Agency) error {
		bundle, err := h.Papers.StageScans(c.Ctx, atMachine, a, sent, document.Kind(d.Kind))
		if err == nil && d.Outcome != "" {
			err = h.Papers.ForAll(c.Ctx, atMachine, a, bundle, "", document.Outcome(d.Outcome))
		}
		if err != nil {
			return err
		}
		_, scans, err := h.Papers.Scans(c.Ctx, atMachine, a, bundle)
		if err != nil {
			return err
		}
		out := dataOf(scans)
		if d.Commit && out.Ready+out.Look > 0 {
			out.Import = string(bundle)
			out.Entered, err = c.enterScans(h, a, bundle)
		} else {
			err = h.Papers.DropScans(c.Ctx, atMachine, a, bundle)
		}
		if err != nil {
			return err
		}
		return c.printScans(out, d.Commit)
	})
}

func dataOf(scans []document.Scan) scansData {
	sum := document.SumOf(scans)
	out := scansData{Scans: len(scans), Ready: sum.Ready, Look: sum.Look, Wrong: sum.Wrong, Skipped: sum.Skipped, Files: []scanData{}}
	for _, s := range scans {
		out.Files = append(out.Files, scanData{s.Place, s.NIP, s.Name, s.Kind, s.Finding, s.Enters()})
	}
	return out
}

func (c *Command) printScans(out scansData, commit bool) error {
	if c.JSON {
		return c.PrintJSON(out)
	}
	for _, s := range out.Files {
		if s.Finding != "" {
			c.Printf("%-48s  %s\n", s.File, c.T("document.scan."+string(s.Finding)))
		}
	}
	c.Printf("%s\n", c.T("cmd.scans_sum", "N", out.Scans, "Ready", out.Ready+out.Look, "Wrong", out.Wrong, "Skipped", out.Skipped))
	if commit && out.Import != "" {
		c.Printf("%s\n", c.T("cmd.scans_entered", "N", out.Entered, "Import", out.Import))
	}
	return nil
}

// sentFrom lists a file, or the files of a folder and those below it.
func sentFrom(name string) ([]document.Sent, error) {
	var list []document.Sent
	err := filepath.WalkDir(name, func(file string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() || !e.Type().IsRegular() {
			return err
		}
		info, err := e.Info()
		if err != nil {
			return err
		}
		place, err := filepath.Rel(name, file)
		if place == "." {
			place = filepath.Base(file)
		}
		list = append(list, document.Sent{Name: filepath.ToSlash(place), Size: info.Size(), Open: func() (document.SentFile, error) { return os.Open(file) }})
		return err
	})
	return list, err
}
