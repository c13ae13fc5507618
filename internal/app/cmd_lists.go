package app

import (
	"fmt"
	"os"

	"pamong/internal/kit/clock"
	"pamong/internal/org"
	"pamong/internal/probation"
	"pamong/internal/roster"
)

// ListFlags are shared by the commands that enter a list of the office:
// without --commit they show a preview and write nothing.
type ListFlags struct {
	File       string `arg:"" type:"existingfile" help:"list_file_help"`
	Agency     string `required:"" help:"agency_help" placeholder:"CODE"`
	Commit     bool   `help:"commit_help"`
	SkipErrors bool   `help:"skip_errors_help"`
}

// listData is the answer of such a command as JSON.
type listData struct {
	Import  string     `json:"import,omitempty"`
	Total   int        `json:"total"`
	OK      int        `json:"ok"`
	Warning int        `json:"warning"`
	Error   int        `json:"error"`
	Rows    []listRow  `json:"rows"`
	Diff    listCounts `json:"diff"`
}

type listCounts struct {
	New       int `json:"new"`
	Changed   int `json:"changed"`
	Unchanged int `json:"unchanged"`
}

type listRow struct {
	Row      int           `json:"row"`
	Severity string        `json:"severity"`
	Name     string        `json:"name"`
	Becomes  string        `json:"becomes,omitempty"`
	Messages []listMessage `json:"messages"`
}

type listMessage struct {
	Code  string `json:"code"`
	Field string `json:"field"`
	Text  string `json:"text"`
}

func (c *Command) listData(rows []roster.ListRow, counts listCounts) listData {
	d := listData{Total: len(rows), Rows: []listRow{}, Diff: counts}
	for i := range rows {
		r := listRow{Row: rows[i].Row, Severity: rows[i].Severity(), Name: rows[i].Name, Messages: []listMessage{}}
		if rows[i].Sound() {
			r.Becomes = rows[i].Becomes.Of(c.Speaker)
		}
		switch r.Severity {
		case "ok":
			d.OK++
		case "warning":
			d.Warning++
		default:
			d.Error++
		}
		for _, p := range rows[i].Problems {
			r.Messages = append(r.Messages, listMessage{Code: p.Key, Field: p.Field, Text: c.T(p.Key, p.Args...)})
		}
		d.Rows = append(d.Rows, r)
	}
	return d
}

// finish prints the outcome and, with --commit, enters the list.
func (f *ListFlags) finish(c *Command, d listData, enter func() (string, error)) error {
	refused := f.Commit && d.Error > 0 && !f.SkipErrors
	if f.Commit && !refused {
		imp, err := enter()
		if err != nil {
			return err
		}
		d.Import = imp
	}
	if c.JSON {
		if err := c.PrintJSON(d); err != nil {
			return err
		}
	} else {
		c.printList(d)
	}
	if refused {
		return Refused(c.T("cmd.list_refused", "N", d.Error))
	}
	return nil
}

func (c *Command) printList(d listData) {
	c.Printf("%s\n", c.T("cmd.list_summary", "Total", d.Total, "OK", d.OK, "Warning", d.Warning, "Error", d.Error))
	for _, r := range d.Rows {
		if r.Becomes != "" {
			c.Printf("%5d  %-8s %s: %s\n", r.Row, "ok", r.Name, r.Becomes)
		}
		for _, m := range r.Messages {
			c.Printf("%5d  %-8s %s: %s\n", r.Row, r.Severity, r.Name, m.Text)
		}
	}
	c.Printf("%s\n", c.T("cmd.list_diff", "New", d.Diff.New, "Changed", d.Diff.Changed, "Unchanged", d.Diff.Unchanged))
	if d.Import != "" {
		c.Printf("%s\n", c.T("cmd.list_entered", "ID", d.Import))
	} else {
		c.Printf("%s\n", c.T("cmd.list_preview"))
	}
}

// with opens the house, the agency and the file of the command.
func (f *ListFlags) with(c *Command, do func(h *House, a org.Agency, file roster.File) error) error {
	return c.inAgency(f.Agency, func(h *House, a org.Agency) error {
		in, err := os.Open(f.File)
		if err != nil {
			return Refused(err.Error())
		}
		defer in.Close()
		info, err := in.Stat()
		if err != nil {
			return fmt.Errorf("read %s: %w", f.File, err)
		}
		return do(h, a, roster.File{ReaderAt: in, Size: info.Size(), Name: info.Name()})
	})
}

// SttpImportCmd enters a list of STTP.
type SttpImportCmd struct{ ListFlags }

// Run reads the list and, with --commit, enters it.
func (s *SttpImportCmd) Run(c *Command) error {
	return s.with(c, func(h *House, a org.Agency, file roster.File) error {
		p, err := h.Certificates.Read(c.Ctx, atMachine, a.ID, file)
		if err != nil {
			return err
		}
		d := c.listData(p.Rows, listCounts{p.New, p.Changed, p.Unchanged})
		return s.finish(c, d, func() (string, error) { return h.Certificates.Import(c.Ctx, atMachine, a.ID, p, s.SkipErrors) })
	})
}

// UndoFlags name an import that is taken back.
type UndoFlags struct {
	Import string `arg:"" help:"import_id_help"`
	Agency string `required:"" help:"agency_help" placeholder:"CODE"`
}

func (u *UndoFlags) with(c *Command, do func(h *House, a org.Agency) error) error {
	if err := c.inAgency(u.Agency, do); err != nil {
		return err
	}
	if c.JSON {
		return c.PrintJSON(map[string]string{"undone": u.Import})
	}
	c.Printf("%s\n", c.T("cmd.list_undone"))
	return nil
}

// SttpUndoCmd takes an import of STTP back.
type SttpUndoCmd struct{ UndoFlags }

// Run takes the import back.
func (s *SttpUndoCmd) Run(c *Command) error {
	return s.with(c, func(h *House, a org.Agency) error { return h.Certificates.Undo(c.Ctx, atMachine, a.ID, s.Import) })
}

// DocumentsCmd groups the commands of papers.
type DocumentsCmd struct {
	Import  DocumentsImportCmd `cmd:"" help:"documents_import_help"`
	Due     DocumentsDueCmd    `cmd:"" help:"documents_due_help"`
	Scans   DocumentsScansCmd  `cmd:"" help:"documents_scans_help"`
	Letters LettersCmd         `cmd:"" help:"letters_help"`
	Undo    DocumentsUndoCmd   `cmd:"" help:"list_undo_help"`
}

// DocumentsImportCmd enters a list of SPMT and health letters.
type DocumentsImportCmd struct {
	ListFlags
	AsOf string `help:"as_of_help" placeholder:"DATE"`
}

// Run reads the list and, with --commit, enters it.
func (s *DocumentsImportCmd) Run(c *Command) error {
	return s.with(c, func(h *House, a org.Agency, file roster.File) error {
		p, err := h.Probation.ReadPapers(c.Ctx, atMachine, a, file)
		if err != nil {
			return err
		}
		return s.finishProbation(c, h, a, p, s.AsOf)
	})
}

func (f *ListFlags) finishProbation(c *Command, h *House, a org.Agency, p *probation.Preview, asOf string) error {
	if asOf != "" {
		day, err := clock.ParseDate(asOf)
		if err != nil {
			return c.notADay(asOf)
		}
		p.AsOf = day
	}
	d := c.listData(p.Rows, listCounts{New: p.New, Unchanged: p.Unchanged})
	return f.finish(c, d, func() (string, error) { return h.Probation.Enter(c.Ctx, atMachine, a, p, f.SkipErrors) })
}

// PerformanceCmd groups the commands of performance.
type PerformanceCmd struct {
	Import PerformanceImportCmd `cmd:"" help:"performance_import_help"`
	Undo   ProbationUndoCmd     `cmd:"" help:"list_undo_help"`
}

// PerformanceImportCmd enters a list of evaluations.
type PerformanceImportCmd struct {
	ListFlags
	Period string `help:"period_help" placeholder:"2025|2026-Q1|2026-01"`
	AsOf   string `help:"as_of_help" placeholder:"DATE"`
}

// Run reads the list and, with --commit, enters it. Without --period it is the
// year before the agency's present one.
func (s *PerformanceImportCmd) Run(c *Command) error {
	return s.with(c, func(h *House, a org.Agency, file roster.File) error {
		period := s.Period
		if period == "" {
			period = fmt.Sprint(a.Today(h.Clock.Now()).Year() - 1)
		}
		p, err := h.Probation.ReadPerformance(c.Ctx, atMachine, a, file, period)
		if err != nil {
			return err
		}
		return s.finishProbation(c, h, a, p, s.AsOf)
	})
}

// ProbationUndoCmd takes an import of papers or performance back.
type ProbationUndoCmd struct{ UndoFlags }

// Run takes the import back.
func (s *ProbationUndoCmd) Run(c *Command) error {
	return s.with(c, func(h *House, a org.Agency) error { return h.Probation.Undo(c.Ctx, atMachine, a, s.Import) })
}
