package app

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"

	"pamong/internal/kit/fault"
	"pamong/internal/kit/i18n"
	"pamong/internal/moving"
	"pamong/internal/org"
	"pamong/internal/roster"
)

// MovingCmd groups the commands by which an office moves in with its files.
type MovingCmd struct {
	Preview MovingPreviewCmd `cmd:"" help:"moving_preview_help"`
	Enter   MovingEnterCmd   `cmd:"" help:"moving_enter_help"`
	Undo    MovingUndoCmd    `cmd:"" help:"moving_undo_help"`
}

// MovingFlags name the files of a move and what is said about them.
type MovingFlags struct {
	Files        []string `arg:"" name:"file" type:"existingfile" help:"moving_files_help"`
	Agency       string   `required:"" help:"agency_help" placeholder:"CODE"`
	CreateAgency bool     `help:"create_agency_help"`
	Name         string   `help:"agency_name_help"`
	Zone         string   `help:"zone_help" default:"WIB" placeholder:"WIB|WITA|WIT"`
	Answers      string   `type:"existingfile" help:"moving_answers_help" placeholder:"FILE"`
}

// moveData is a move as JSON.
type moveData struct {
	Move      string         `json:"move,omitempty"` // once it is in
	Programme string         `json:"programme,omitempty"`
	Sheets    []moveSheet    `json:"sheets"`
	Sums      moving.Sums    `json:"sums"`
	Batches   []moveBatch    `json:"batches"`
	Proposals []moveProposal `json:"proposals"`
	Problems  []moveProblem  `json:"problems"`
	Result    *moving.Result `json:"result,omitempty"`
}

type moveSheet struct {
	File    string       `json:"file"`
	Sheet   string       `json:"sheet"`
	Kind    string       `json:"kind"`
	Score   int          `json:"score"`
	Reasons []string     `json:"reasons"`
	Lines   int          `json:"lines"`
	Left    int          `json:"left"`
	Trouble string       `json:"trouble,omitempty"`
	Columns []moveColumn `json:"columns"`
}

type moveColumn struct {
	Title string `json:"title"`
	Means string `json:"means"`
}

type moveBatch struct {
	Number int    `json:"number"`
	Wave   int    `json:"wave"`
	Start  string `json:"start"`
	End    string `json:"end"`
	People int    `json:"people"`
	Groups int    `json:"groups"`
}

type moveProposal struct {
	Key        string             `json:"key"`
	Name       string             `json:"name"`
	NIP        string             `json:"nip"`
	Source     moving.Source      `json:"source"`
	Candidates []moving.Candidate `json:"candidates"`
	Chosen     string             `json:"chosen,omitempty"`
}

type moveProblem struct {
	Wrong   bool            `json:"wrong"`
	Code    string          `json:"code"`
	Text    string          `json:"text"`
	Who     string          `json:"who,omitempty"`
	NIP     string          `json:"nip,omitempty"`
	Sources []moving.Source `json:"sources"`
	Key     string          `json:"key,omitempty"`
	Options []string        `json:"options,omitempty"`
	More    int             `json:"more,omitempty"`
}

func (c *Command) moveData(p *moving.Preview) moveData {
	d := moveData{Programme: p.Name, Sums: p.Sums, Sheets: []moveSheet{}, Batches: []moveBatch{}, Proposals: []moveProposal{}, Problems: []moveProblem{}}
	for _, s := range p.Plan.Pages {
		one := moveSheet{File: s.Page.File, Sheet: s.Page.Sheet, Kind: string(s.Guess.Kind), Score: s.Guess.Score, Reasons: s.Guess.Reasons, Lines: s.Used, Left: s.Left, Columns: []moveColumn{}}
		if s.Page.Trouble != "" {
			one.Trouble = c.T(s.Page.Trouble)
		}
		for i, title := range s.Page.Titles {
			one.Columns = append(one.Columns, moveColumn{title, string(s.Guess.Columns[i])})
		}
		d.Sheets = append(d.Sheets, one)
	}
	for _, b := range p.Plan.Batches {
		d.Batches = append(d.Batches, moveBatch{b.Number, b.Wave, string(b.Start), string(b.End), len(b.People), b.Groups})
	}
	for _, q := range p.Plan.Proposals {
		d.Proposals = append(d.Proposals, moveProposal{q.Key, q.Name, q.NIP, q.Source, q.Candidates, q.Chosen})
	}
	say := c.Speaker
	for i := range p.Plan.Problems {
		q := &p.Plan.Problems[i]
		d.Problems = append(d.Problems, moveProblem{q.Wrong, q.Message, q.Say(say), q.Who, q.NIP, q.Sources, q.Key, q.Options, q.More})
	}
	return d
}

// begin reads the files into a move that waits.
func (f *MovingFlags) begin(c *Command, do func(h *House, a org.Agency, move moving.ID) error) error {
	h, err := c.open()
	if err != nil {
		return err
	}
	defer h.Close()
	a, err := c.agencyOf(h.DB, f.Agency)
	if fault.KindOf(err) == fault.KindNotFound && f.CreateAgency {
		r := RosterImportCmd{ListFlags: ListFlags{Agency: f.Agency}, Name: f.Name, Zone: f.Zone}
		if _, err = h.Org.CreateAgency(c.Ctx, atMachine, r.agency()); err == nil {
			a, err = c.agencyOf(h.DB, f.Agency)
		}
	}
	if err != nil {
		return err
	}
	files, err := f.open()
	if err != nil {
		return err
	}
	list := make([]roster.File, len(files))
	for i, one := range files {
		defer one.Close()
		info, err := one.Stat()
		if err != nil {
			return err
		}
		list[i] = roster.File{ReaderAt: one, Size: info.Size(), Name: filepath.Base(f.Files[i])}
	}
	move, err := h.Moving.Begin(c.Ctx, atMachine, a.ID, list)
	if err != nil {
		return err
	}
	if err := f.answer(c, h, a, move); err != nil {
		return errors.Join(err, h.Moving.Drop(c.Ctx, atMachine, a.ID, move))
	}
	return do(h, a, move)
}

func (f *MovingFlags) open() ([]*os.File, error) {
	var files []*os.File
	for _, name := range f.Files {
		one, err := os.Open(name)
		if err != nil {
			for _, o := range files {
				o.Close()
			}
			return nil, Refused(err.Error())
		}
		files = append(files, one)
	}
	return files, nil
}

// answer takes what a file of answers says: names, dates, who is meant.
func (f *MovingFlags) answer(c *Command, h *House, a org.Agency, move moving.ID) error {
	if f.Answers == "" {
		return nil
	}
	text, err := os.ReadFile(f.Answers)
	if err != nil {
		return Refused(err.Error())
	}
	var said moving.Answers
	if err := json.Unmarshal(text, &said); err != nil {
		return Refused(c.T("cmd.moving_bad_answers", "Problem", err.Error()))
	}
	return h.Moving.Answer(c.Ctx, atMachine, a.ID, move, said)
}

// MovingPreviewCmd says what files would enter.
type MovingPreviewCmd struct{ MovingFlags }

// Run reads and judges the files and keeps nothing of them.
func (m *MovingPreviewCmd) Run(c *Command) error {
	return m.begin(c, func(h *House, a org.Agency, move moving.ID) error {
		p, err := h.Moving.Preview(c.Ctx, atMachine, a, move)
		if err := errors.Join(err, h.Moving.Drop(c.Ctx, atMachine, a.ID, move)); err != nil {
			return err
		}
		return c.printMove(c.moveData(p))
	})
}

// MovingEnterCmd enters files.
type MovingEnterCmd struct {
	MovingFlags
	SkipErrors bool `help:"skip_errors_help"`
}

// Run reads the files and enters them, all in one step. When something is
// wrong nothing is entered, unless it is to be skipped.
func (m *MovingEnterCmd) Run(c *Command) error {
	return m.begin(c, func(h *House, a org.Agency, move moving.ID) error {
		p, err := h.Moving.Preview(c.Ctx, atMachine, a, move)
		if err != nil {
			return err
		}
		d := c.moveData(p)
		r, err := h.Moving.Enter(c.Ctx, atMachine, a, move, m.SkipErrors)
		if err != nil {
			if f := fault.Of(err); f != nil && f.Kind == fault.KindConflict {
				if printed := c.printMove(d); printed != nil {
					return printed
				}
				err = Refused(i18n.Say(f.Key, f.Args...).Of(c.Speaker))
			}
			return errors.Join(err, h.Moving.Drop(c.Ctx, atMachine, a.ID, move))
		}
		d.Move, d.Result = string(move), &r
		return c.printMove(d)
	})
}

// printMove prints a move: one line a sheet, the figures, what is wrong.
func (c *Command) printMove(d moveData) error {
	if c.JSON {
		return c.PrintJSON(d)
	}
	for _, s := range d.Sheets {
		c.Printf("%-12s %5d  %s\n", c.T("moving.kind."+s.Kind), s.Lines, strings.TrimSuffix(s.File+" › "+s.Sheet, " › "))
	}
	for _, p := range d.Problems {
		at := ""
		if len(p.Sources) > 0 {
			at = p.Sources[0].File + " " + p.Sources[0].Sheet
		}
		c.Printf("%-8s %s: %s (%s)\n", map[bool]string{true: "error", false: "warning"}[p.Wrong], p.Who, p.Text, strings.TrimSpace(at))
	}
	s := d.Sums
	c.Printf("%s\n", c.T("moving.enter.changes", "People", s.People, "Batches", s.Batches, "Attendance", s.Attendance, "Marks", s.Marks, "Papers", s.STTP+s.Papers+s.Performance))
	if d.Move != "" {
		c.Printf("%s\n", c.T("cmd.list_entered", "ID", d.Move))
	} else {
		c.Printf("%s\n", c.T("cmd.moving_unkept"))
	}
	return nil
}

// MovingUndoCmd takes a move back.
type MovingUndoCmd struct {
	Move   string `arg:"" help:"import_id_help"`
	Agency string `required:"" help:"agency_help" placeholder:"CODE"`
}

// Run takes the move back, all of it or nothing.
func (m *MovingUndoCmd) Run(c *Command) error {
	u := UndoFlags{Import: m.Move, Agency: m.Agency}
	return u.with(c, func(h *House, a org.Agency) error { return h.Moving.Undo(c.Ctx, atMachine, a, moving.ID(m.Move)) })
}
