package app

import (
	"encoding/csv"
	"fmt"
	"io"
	"os"
	"runtime/debug"
	"strings"

	"pamong/internal/access"
	"pamong/internal/kit/fault"
	"pamong/internal/kit/i18n"
	"pamong/internal/kit/sheet"
	"pamong/internal/org"
	"pamong/internal/roster"
)

// RosterCmd groups the commands for people.
type RosterCmd struct {
	Import  RosterImportCmd  `cmd:"" help:"roster_import_help"`
	Undo    RosterUndoCmd    `cmd:"" help:"list_undo_help"`
	Imports RosterImportsCmd `cmd:"" help:"roster_imports_help"`
	List    RosterListCmd    `cmd:"" help:"roster_list_help"`
	Purpose RosterPurposeCmd `cmd:"" help:"roster_purpose_help"`
	Split   RosterSplitCmd   `cmd:"" help:"roster_split_help"`

	Release   RosterReleaseCmd   `cmd:"" help:"roster_release_help"`
	Accept    RosterAcceptCmd    `cmd:"" help:"roster_accept_help"`
	Receive   RosterReceiveCmd   `cmd:"" help:"roster_receive_help"`
	Transfers RosterTransfersCmd `cmd:"" help:"roster_transfers_help"`
	Links     RosterLinksCmd     `cmd:"" help:"roster_links_help"`
}

// RosterImportCmd puts the people of a list on the roster.
type RosterImportCmd struct {
	ListFlags
	CreateAgency bool   `help:"create_agency_help"`
	Name         string `help:"agency_name_help"`
	Zone         string `help:"zone_help" default:"WIB" placeholder:"WIB|WITA|WIT"`
	Map          string `type:"existingfile" help:"map_help" placeholder:"FILE"`
	Selection    string `help:"selection_help" placeholder:"YEAR"`
}

// largestFile bounds a list given at the machine, in bytes.
const largestFile = 100 << 20

// personRow is one line of a list as JSON: row counts the people of the list,
// line is the row of the sheet.
type personRow struct {
	listRow
	Sheet string `json:"sheet"`
	Line  int    `json:"line"`
}

type personData struct {
	listData
	Rows []personRow `json:"rows"`
}

// importMemory is how many bytes of its own the command takes before it clears
// away more often.
const importMemory = 180 << 20

// Run reads and judges the list and, with --commit, enters it.
func (r *RosterImportCmd) Run(c *Command) error {
	debug.SetMemoryLimit(importMemory)
	h, err := c.open()
	if err != nil {
		return err
	}
	defer h.Close()
	a, err := c.agencyOf(h.DB, r.Agency)
	missing := fault.KindOf(err) == fault.KindNotFound && r.CreateAgency
	if err != nil && !missing {
		return err
	}
	draft, err := r.read(c, h, a.ID)
	if err != nil {
		return err
	}
	v, err := h.Roster.Preview(c.Ctx, atMachine, a.ID, draft, r.Selection)
	if err != nil {
		return err
	}
	enter := r.Commit && (v.Totals.Error == 0 || r.SkipErrors)
	imported := ""
	if enter {
		if missing {
			if a.ID, err = h.Org.CreateAgency(c.Ctx, atMachine, r.agency()); err != nil {
				return err
			}
		}
		draft.Rows = nil // judged; a list of 100,000 people weighs
		id, err := h.Roster.EnterJudged(c.Ctx, atMachine, a.ID, draft, v, r.SkipErrors)
		if err != nil {
			return err
		}
		imported = string(id)
	}
	if err := c.printPeople(v, imported, draft); err != nil {
		return err
	}
	if r.Commit && !enter {
		return Refused(c.T("cmd.list_refused", "N", v.Totals.Error))
	}
	return nil
}

// agency is the one to be made; its name is the code with a capital unless
// one is given.
func (r *RosterImportCmd) agency() org.Agency {
	a := org.Agency{Code: r.Agency, Name: r.Name, Zone: org.Zone(strings.ToUpper(r.Zone))}
	if a.Name == "" && r.Agency != "" {
		a.Name = strings.ToUpper(r.Agency[:1]) + r.Agency[1:]
	}
	return a
}

func (r *RosterImportCmd) read(c *Command, h *House, agency org.AgencyID) (*roster.Draft, error) {
	own, err := roster.Headers(c.Ctx, h.DB, agency)
	if err != nil {
		return nil, err
	}
	keep, err := roster.Kept(c.Ctx, h.DB, agency)
	if err != nil {
		return nil, err
	}
	if r.Map != "" {
		if err := readMap(r.Map, own); err != nil {
			return nil, err
		}
	}
	in, err := os.Open(r.File)
	if err != nil {
		return nil, Refused(err.Error())
	}
	defer in.Close()
	info, err := in.Stat()
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", r.File, err)
	}
	return roster.ReadFile(roster.File{ReaderAt: in, Size: info.Size(), Name: info.Name()}, sheet.Limits{Bytes: largestFile, Unpacked: 10 * largestFile}, own, keep)
}

// readMap reads a csv file with the columns header and field.
func readMap(name string, own map[string]roster.Field) error {
	f, err := os.Open(name)
	if err != nil {
		return Refused(err.Error())
	}
	defer f.Close()
	in := csv.NewReader(f)
	in.FieldsPerRecord = 2
	for i := 0; ; i++ {
		row, err := in.Read()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return fault.Invalid("cmd.bad_csv", "Problem", err.Error())
		}
		field := roster.Field(strings.TrimSpace(row[1]))
		if i == 0 && row[0] == "header" && field == "field" {
			continue
		}
		if !field.Known() {
			return fault.Invalid("roster.no_field", "Field", string(field))
		}
		own[org.Fold(row[0])] = field
	}
}

// printPeople prints a judged list.
func (c *Command) printPeople(v *roster.Verdict, imported string, draft *roster.Draft) error {
	t := v.Totals
	d := personData{listData: listData{Import: imported, Total: t.Total, OK: t.OK, Warning: t.Warning, Error: t.Error, Diff: listCounts{t.New, t.Changed, t.Unchanged}}, Rows: []personRow{}}
	if c.JSON {
		return c.PrintJSONRows(d, func(yield func(any) bool) {
			for i := range v.Rows {
				if !yield(c.personRow(&v.Rows[i])) {
					return
				}
			}
		})
	}
	for i := range v.Rows {
		if j := &v.Rows[i]; len(j.Findings) > 0 {
			d.listData.Rows = append(d.listData.Rows, c.personRow(j).listRow)
		}
	}
	c.printList(d.listData)
	for _, s := range draft.Skipped {
		c.Printf("%s\n", c.T("cmd.roster_skipped", "Line", s.Line, "Text", s.Text))
	}
	for _, name := range draft.Unread {
		c.Printf("%s\n", c.T("cmd.roster_unread", "Sheet", name))
	}
	return nil
}

func (c *Command) personRow(j *roster.Judged) personRow {
	r := personRow{listRow: listRow{Row: j.Row, Severity: string(j.Severity()), Name: j.Name, Messages: []listMessage{}}, Sheet: j.Sheet, Line: j.Line}
	if r.Severity == "" {
		r.Severity = "ok"
	}
	for _, f := range j.Findings {
		r.Messages = append(r.Messages, listMessage{Code: f.Code, Field: string(f.Field), Text: f.Say(i18n.From(c.Ctx))})
	}
	return r
}

// RosterUndoCmd takes an import of people back.
type RosterUndoCmd struct{ UndoFlags }

// Run takes the import back.
func (r *RosterUndoCmd) Run(c *Command) error {
	return r.with(c, func(h *House, a org.Agency) error {
		return h.Roster.Undo(c.Ctx, atMachine, a.ID, roster.ImportID(r.Import))
	})
}

// RosterImportsCmd lists the imports of an agency.
type RosterImportsCmd struct {
	Agency string `required:"" help:"agency_help" placeholder:"CODE"`
}

type importData struct {
	ID    string     `json:"id"`
	File  string     `json:"file"`
	At    string     `json:"at"`
	State string     `json:"state"`
	Total int        `json:"total"`
	Error int        `json:"error"`
	Diff  listCounts `json:"diff"`
}

// Run lists the imports, newest first.
func (r *RosterImportsCmd) Run(c *Command) error {
	h, err := c.open()
	if err != nil {
		return err
	}
	defer h.Close()
	a, err := c.agencyOf(h.DB, r.Agency)
	if err != nil {
		return err
	}
	all, err := roster.Imports(c.Ctx, h.DB, a.ID)
	if err != nil {
		return err
	}
	list := []importData{}
	for _, m := range all {
		list = append(list, importData{string(m.ID), m.File, m.Staged.Format("2006-01-02T15:04:05Z"), string(m.State), m.Totals.Total, m.Totals.Error, listCounts{m.Totals.New, m.Totals.Changed, m.Totals.Unchanged}})
	}
	if c.JSON {
		return c.PrintJSON(list)
	}
	for _, m := range list {
		c.Printf("%s  %s  %-9s %5d  %s\n", m.ID, m.At, c.T("roster.import."+m.State), m.Total, m.File)
	}
	return nil
}

// RosterListCmd lists the people of an agency.
type RosterListCmd struct {
	Agency string `required:"" help:"agency_help" placeholder:"CODE"`
	Search string `help:"search_help"`
}

type personEntry struct {
	ID       string `json:"id"`
	NIP      string `json:"nip"`
	Name     string `json:"name"`
	Golongan string `json:"golongan"`
	Position string `json:"position"`
	Unit     string `json:"unit"`
	TMT      string `json:"tmt"`
}

// Run lists the people in the order of their names.
func (r *RosterListCmd) Run(c *Command) error {
	h, err := c.open()
	if err != nil {
		return err
	}
	defer h.Close()
	a, err := c.agencyOf(h.DB, r.Agency)
	if err != nil {
		return err
	}
	reach, err := atMachine.Reach(string(a.ID), access.Officer)
	if err != nil {
		return err
	}
	people, _, err := h.Roster.People(c.Ctx, a.ID, roster.Filter{Search: r.Search, Reach: reach}, 0)
	if err != nil {
		return err
	}
	tree, err := org.TreeOf(c.Ctx, h.DB, a.ID)
	if err != nil {
		return err
	}
	list := []personEntry{}
	for _, p := range people {
		list = append(list, personEntry{string(p.ID), p.NIP, p.Name, p.Golongan, p.Position, tree.Path(p.Unit), string(p.TMT)})
	}
	if c.JSON {
		return c.PrintJSON(list)
	}
	for _, p := range list {
		c.Printf("%s  %-5s  %-45s %s\n", p.NIP, p.Golongan, p.Name, p.Unit)
	}
	return nil
}
