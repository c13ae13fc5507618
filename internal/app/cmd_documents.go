package app

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"pamong/internal/document"
	"pamong/internal/kit/clock"
	"pamong/internal/org"
	"pamong/internal/regulation"
)

// DocumentsDueCmd lists who owes which paper.
type DocumentsDueCmd struct {
	AgencyFlag
	Unit   string `help:"${due_unit_help}"`
	Kind   string `help:"${due_kind_help}"`
	State  string `help:"${due_state_help}" enum:",missing,rejected,expired,unfit,soon,waiting,unscanned,met" default:""`
	All    bool   `help:"${due_all_help}"`
	Within int    `help:"${due_within_help}" default:"-1" placeholder:"DAYS"`
	Search string `help:"${due_search_help}"`
}

// needData is one paper that is asked of somebody, as JSON.
type needData struct {
	NIP    string               `json:"nip"`
	Name   string               `json:"name"`
	Unit   string               `json:"unit"`
	Kind   document.Kind        `json:"kind"`
	Due    clock.Date           `json:"due"`
	State  document.NeedState   `json:"state"`
	Until  clock.Date           `json:"valid_until"`
	Note   string               `json:"note"`
	Serves []regulation.Purpose `json:"serves"`
}

type dueData struct {
	Day    clock.Date                 `json:"day"`
	States map[document.NeedState]int `json:"states"`
	Papers []needData                 `json:"papers"`
}

// Run prints the list, the soonest due first.
func (d *DocumentsDueCmd) Run(c *Command) error {
	return d.with(c, func(h *House, a org.Agency) error {
		tree, err := org.TreeOf(c.Ctx, h.DB, a.ID)
		if err != nil {
			return err
		}
		f := document.Narrowing{Kind: document.Kind(d.Kind), State: document.NeedState(d.State), All: d.All, Search: d.Search}
		today := a.Today(h.Clock.Now())
		if d.Within >= 0 {
			f.By = today.AddDays(d.Within)
		}
		if d.Kind != "" && !f.Kind.Valid() {
			return Usage(c.T("document.bad_kind"))
		}
		if d.Unit != "" {
			for _, u := range tree.Children("") {
				if org.Fold(u.Name) == org.Fold(d.Unit) {
					f.Office = u.ID
				}
			}
			if f.Office == "" {
				return Usage(c.T("document.due.no_unit", "Name", d.Unit))
			}
		}
		all, err := h.Papers.Needs(c.Ctx, atMachine, a)
		if err != nil {
			return err
		}
		list, states := f.Narrow(all, tree)
		out := dueData{Day: today, States: states, Papers: []needData{}}
		for _, n := range list {
			out.Papers = append(out.Papers, needData{n.NIP, n.Name, tree.Path(n.Unit), n.Kind, n.Due, n.State, n.Until, n.Note, n.Serves})
		}
		if c.JSON {
			return c.PrintJSON(out)
		}
		for _, n := range out.Papers {
			c.Printf("%-10s  %-18s  %-36s  %-28s  %s\n", n.Due, n.NIP, n.Name, c.T("document.kind."+string(n.Kind)), c.T("document.need."+string(n.State)))
		}
		c.Printf("%s\n", c.T("document.due.count", "N", len(list), "Of", len(all)))
		return nil
	})
}

// DocumentsScansCmd enters a folder or an archive of scans.
type DocumentsScansCmd struct {
	Path    string `arg:"" type:"path" help:"${scans_path_help}"`
	Agency  string `required:"" help:"${agency_help}" placeholder:"CODE"`
	Kind    string `help:"${scans_kind_help}"`
	Outcome string `help:"${scans_outcome_help}" enum:",fit,unfit" default:""`
	Commit  bool   `help:"${commit_help}"`
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
func (d *DocumentsScansCmd) Run(c *Command) error {
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
			out.Entered, err = h.Papers.EnterScans(c.Ctx, atMachine, a, bundle, func(done, total int) {
				if !c.JSON {
					fmt.Fprintf(c.Err, "\r%s", c.T("cmd.papers_progress", "Done", done, "Total", total))
				}
			})
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

// DocumentsUndoCmd takes a list of papers or a bundle of scans back.
type DocumentsUndoCmd struct{ UndoFlags }

// Run takes the import back.
func (d *DocumentsUndoCmd) Run(c *Command) error {
	return d.with(c, func(h *House, a org.Agency) error {
		bundle := document.BundleID(d.Import)
		if _, err := document.BundleByID(c.Ctx, h.DB, a.ID, bundle); err == nil {
			return h.Papers.UndoScans(c.Ctx, atMachine, a, bundle)
		}
		return h.Probation.Undo(c.Ctx, atMachine, a, d.Import)
	})
}
