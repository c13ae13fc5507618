package app

import (
	"fmt"
	"os"
	"strings"

	"pamong/internal/evaluation"
	"pamong/internal/kit/clock"
	"pamong/internal/kit/fault"
	"pamong/internal/kit/i18n"
	"pamong/internal/org"
	"pamong/internal/regulation"
	"pamong/internal/roster"
	"pamong/internal/training"
)

// BatchFlags name one batch of an agency.
type BatchFlags struct {
	Agency    string `required:"" help:"agency_help" placeholder:"CODE"`
	Programme string `help:"programme_help" placeholder:"NAME"`
	Batch     string `required:"" help:"batch_help" placeholder:"II"`
}

// with opens the house and finds the batch: of the named programme, or of the
// newest one.
func (f *BatchFlags) with(c *Command, do func(h *House, a org.Agency, b training.Batch) error) error {
	return c.inAgency(f.Agency, func(h *House, a org.Agency) error {
		b, err := c.batchOf(h, a, f.Programme, f.Batch)
		if err != nil {
			return err
		}
		return do(h, a, b)
	})
}

// batchOf finds a batch by its label or number in the named programme, "" for
// the newest one.
func (c *Command) batchOf(h *House, a org.Agency, programme, label string) (training.Batch, error) {
	all, err := training.Programmes(c.Ctx, h.DB, a.ID)
	if err != nil {
		return training.Batch{}, err
	}
	for _, p := range all {
		if programme != "" && org.Fold(p.Name) != org.Fold(programme) {
			continue
		}
		batches, err := training.Batches(c.Ctx, h.DB, p.ID)
		if err != nil {
			return training.Batch{}, err
		}
		for _, b := range batches {
			if strings.EqualFold(b.Label, label) || fmt.Sprint(b.Number) == label {
				return b, nil
			}
		}
		break
	}
	return training.Batch{}, fault.NotFound("cmd.no_batch", "Batch", label)
}

// MarksCmd groups the commands of marks.
type MarksCmd struct {
	Template MarksTemplateCmd `cmd:"" help:"marks_template_help"`
	Import   MarksImportCmd   `cmd:"" help:"marks_import_help"`
	Show     MarksShowCmd     `cmd:"" help:"marks_show_help"`
}

// MarksTemplateCmd writes the mark sheet of a batch.
type MarksTemplateCmd struct {
	BatchFlags
	Out string `arg:"" help:"out_help"`
}

// Run writes the sheet.
func (m *MarksTemplateCmd) Run(c *Command) error {
	return m.with(c, func(h *House, a org.Agency, b training.Batch) error {
		t, err := h.Evaluation.Table(c.Ctx, atMachine, a, b.ID)
		if err != nil {
			return err
		}
		f, err := os.Create(m.Out)
		if err != nil {
			return c.cannotWrite(m.Out, err)
		}
		if err := t.Template(f, c.Speaker, t.SheetColumns(atMachine, a)); err != nil {
			f.Close()
			return err
		}
		return f.Close()
	})
}

// MarksImportCmd enters a filled mark sheet.
type MarksImportCmd struct {
	File string `arg:"" type:"existingfile" help:"list_file_help"`
	BatchFlags
	Commit     bool `help:"commit_help"`
	SkipErrors bool `help:"skip_errors_help"`
}

// Run reads the sheet and, with --commit, enters it.
func (m *MarksImportCmd) Run(c *Command) error {
	return m.with(c, func(h *House, a org.Agency, b training.Batch) error {
		f, err := os.Open(m.File)
		if err != nil {
			return Refused(err.Error())
		}
		defer f.Close()
		info, err := f.Stat()
		if err != nil {
			return err
		}
		p, err := h.Evaluation.ReadMarks(c.Ctx, atMachine, a, b.ID, roster.File{ReaderAt: f, Size: info.Size(), Name: info.Name()}, c.catalogue.Speaker(i18n.Indonesian), c.catalogue.Speaker(i18n.English))
		if err != nil {
			return err
		}
		list := ListFlags{Commit: m.Commit, SkipErrors: m.SkipErrors}
		return list.finish(c, c.listData(p.Rows, listCounts{p.New, p.Changed, p.Unchanged}), func() (string, error) {
			n, err := h.Evaluation.EnterSheet(c.Ctx, atMachine, a, b.ID, p, m.SkipErrors)
			return fmt.Sprint(n), err
		})
	})
}

// MarksShowCmd shows the results of a batch so far.
type MarksShowCmd struct{ BatchFlags }

type resultData struct {
	NIP       string   `json:"nip"`
	Name      string   `json:"name"`
	Final     string   `json:"final"`
	Predicate string   `json:"predicate"`
	Outcome   string   `json:"outcome"`
	Missing   []string `json:"missing"`
	Fixed     bool     `json:"fixed"`
}

// Run prints the results.
func (m *MarksShowCmd) Run(c *Command) error {
	return m.with(c, func(h *House, a org.Agency, b training.Batch) error {
		t, err := h.Evaluation.Table(c.Ctx, atMachine, a, b.ID)
		if err != nil {
			return err
		}
		list := []resultData{}
		for i := range t.Rows {
			list = append(list, resultOf(&t.Rows[i]))
		}
		if c.JSON {
			return c.PrintJSON(list)
		}
		for _, r := range list {
			c.Printf("%s  %-42s %6s  %-22s %s\n", r.NIP, r.Name, r.Final, r.Predicate, strings.Join(r.Missing, ", "))
		}
		return nil
	})
}

func resultOf(r *evaluation.Row) resultData {
	d := resultData{NIP: r.Person.NIP, Name: r.Person.Name, Missing: append([]string{}, r.Missing...)}
	switch {
	case r.Verdict != nil:
		d.Final, d.Predicate, d.Outcome, d.Fixed = r.Verdict.Final.String(), r.Verdict.Predicate, string(r.Verdict.Outcome), true
	case r.Result != nil:
		d.Final, d.Predicate, d.Outcome = r.Result.Final.String(), r.Result.Band.Predicate.ID, string(r.Proposal())
	}
	return d
}

// MeetingCmd groups the commands of the graduation meeting.
type MeetingCmd struct {
	Prepare MeetingPrepareCmd `cmd:"" help:"meeting_prepare_help"`
	Decide  MeetingDecideCmd  `cmd:"" help:"meeting_decide_help"`
	Lock    MeetingLockCmd    `cmd:"" help:"meeting_lock_help"`
	Minutes MeetingMinutesCmd `cmd:"" help:"meeting_minutes_help"`
}

// MeetingPrepareCmd writes day, chair and attendance.
type MeetingPrepareCmd struct {
	BatchFlags
	HeldOn  string   `required:"" help:"held_on_help" placeholder:"DATE"`
	Chair   string   `required:"" help:"chair_help"`
	Place   string   `help:"place_help"`
	Present []string `required:"" help:"present_help" sep:"none"`
}

// Run writes the meeting.
func (m *MeetingPrepareCmd) Run(c *Command) error {
	return m.with(c, func(h *House, a org.Agency, b training.Batch) error {
		meeting := evaluation.Meeting{Batch: b.ID, HeldOn: clock.Date(m.HeldOn), Chair: m.Chair, Place: m.Place}
		for _, name := range m.Present {
			meeting.Present = append(meeting.Present, evaluation.Attendee{Name: name})
		}
		return h.Evaluation.Prepare(c.Ctx, atMachine, a, meeting)
	})
}

// MeetingDecideCmd notes decisions: of one participant, or the proposals of
// everybody.
type MeetingDecideCmd struct {
	BatchFlags
	All     bool   `help:"decide_all_help"`
	NIP     string `name:"nip" help:"decide_nip_help"`
	Outcome string `help:"outcome_help" placeholder:"passed|deferred|failed"`
	Reason  string `help:"reason_help"`
}

// Run notes the decisions.
func (m *MeetingDecideCmd) Run(c *Command) error {
	return m.with(c, func(h *House, a org.Agency, b training.Batch) error {
		if m.All {
			n, err := h.Evaluation.ConfirmAll(c.Ctx, atMachine, a, b.ID)
			if err == nil {
				c.Printf("%s\n", c.T("evaluation.confirmed", "N", n))
			}
			return err
		}
		t, err := h.Evaluation.Table(c.Ctx, atMachine, a, b.ID)
		if err != nil {
			return err
		}
		for _, r := range t.Rows {
			if r.Person.NIP == m.NIP {
				return h.Evaluation.Decide(c.Ctx, atMachine, a, b.ID, r.Seat.Chain, regulation.Outcome(m.Outcome), m.Reason)
			}
		}
		return fault.NotFound("access.not_found")
	})
}

// MeetingLockCmd fixes the results of a batch.
type MeetingLockCmd struct {
	BatchFlags
	ConfirmUnverified bool `help:"confirm_unverified_help"`
}

// Run fixes the results.
func (m *MeetingLockCmd) Run(c *Command) error {
	return m.with(c, func(h *House, a org.Agency, b training.Batch) error {
		return h.Evaluation.Lock(c.Ctx, atMachine, a, b.ID, m.ConfirmUnverified)
	})
}

// MeetingMinutesCmd writes the minutes as PDF.
type MeetingMinutesCmd struct {
	BatchFlags
	Out string `arg:"" help:"out_help"`
}

// Run writes the minutes.
func (m *MeetingMinutesCmd) Run(c *Command) error {
	return m.with(c, func(h *House, a org.Agency, b training.Batch) error {
		t, err := h.Evaluation.Table(c.Ctx, atMachine, a, b.ID)
		if err != nil {
			return err
		}
		if t.Meeting == nil {
			return fault.Conflict("evaluation.not_prepared")
		}
		content, err := evaluation.Minutes(c.Ctx, h.DB, a, c.Speaker, t)
		if err != nil {
			return err
		}
		return os.WriteFile(m.Out, content, 0o644)
	})
}
