package app

import (
	"io"
	"os"
	"slices"
	"strings"

	"pamong/internal/org"
	"pamong/internal/probation"
	"pamong/internal/roster"
)

// OathCmd groups the commands of oaths.
type OathCmd struct {
	Plan   OathPlanCmd   `cmd:"" help:"oath_plan_help"`
	Attend OathAttendCmd `cmd:"" help:"oath_attend_help"`
	Hold   OathHoldCmd   `cmd:"" help:"oath_hold_help"`
	Print  OathPrintCmd  `cmd:"" help:"oath_print_help"`
}

// OathPlanCmd plans an oath and seats everybody who waits for one.
type OathPlanCmd struct {
	AgencyFlag
	On       string `required:"" help:"oath_on_help" placeholder:"DATE"`
	Starts   string `help:"oath_starts_help"`
	Place    string `required:"" help:"oath_place_help"`
	Official string `help:"oath_official_help"`
	Title    string `help:"oath_title_help"`
	PerRow   int    `help:"oath_row_help" default:"10"`
}

// Run plans the oath.
func (o *OathPlanCmd) Run(c *Command) error {
	return o.with(c, func(h *House, a org.Agency) error {
		on, err := c.day(o.On)
		if err != nil {
			return err
		}
		oath := probation.Oath{HeldOn: on, Starts: o.Starts, Place: o.Place, Official: o.Official, Title: o.Title, PerRow: o.PerRow}
		if oath.Official == "" {
			oath.Official, oath.Title = a.PPKName, a.PPKTitle
		}
		id, err := h.Probation.PlanOath(c.Ctx, atMachine, a, oath)
		if err != nil {
			return err
		}
		free, _, err := h.Probation.Unsworn(c.Ctx, atMachine, a)
		if err != nil {
			return err
		}
		var people []string
		for _, p := range free {
			people = append(people, string(p.ID))
		}
		if len(people) > 0 {
			if err := h.Probation.Seat(c.Ctx, atMachine, a, id, people); err != nil {
				return err
			}
		}
		if c.JSON {
			return c.PrintJSON(map[string]any{"oath": id, "people": len(people)})
		}
		c.Printf("%s %s\n", c.T("probation.oath.planned"), id)
		return nil
	})
}

// OathAttendCmd says who stands by at an oath.
type OathAttendCmd struct {
	AgencyFlag
	Oath     string            `arg:"" help:"oath_id_help"`
	Witness  []string          `help:"oath_witness_help" sep:"none" placeholder:"NAME;NIP;GOLONGAN;TITLE"`
	Cleric   map[string]string `help:"oath_cleric_help" mapsep:";" placeholder:"RELIGION=NAME"`
	Religion string            `help:"oath_religion_help"`
}

// Run names witnesses and clergymen and, with --religion, how those swear of
// whom it is not known.
func (o *OathAttendCmd) Run(c *Command) error {
	return o.with(c, func(h *House, a org.Agency) error {
		var list []probation.Helper
		for _, w := range o.Witness {
			part := append(strings.Split(w, ";"), "", "", "")
			list = append(list, probation.Helper{Kind: probation.Witness, Name: part[0], NIP: part[1], Golongan: part[2], Title: part[3]})
		}
		for religion, name := range o.Cleric {
			list = append(list, probation.Helper{Kind: probation.Cleric, Religion: religion, Name: name})
		}
		id := probation.OathID(o.Oath)
		if err := h.Probation.Attend(c.Ctx, atMachine, a, id, list); err != nil {
			return err
		}
		if o.Religion == "" {
			return nil
		}
		_, sitting, err := h.Probation.OathOf(c.Ctx, atMachine, a, id)
		if err != nil {
			return err
		}
		values := map[roster.PersonID]string{}
		for _, s := range sitting {
			if s.Religion == "" {
				values[s.ID] = o.Religion
			}
		}
		return h.Roster.KeepPrivate(c.Ctx, atMachine, a.ID, roster.FieldReligion, values)
	})
}

// OathHoldCmd enters the minutes of an oath.
type OathHoldCmd struct {
	AgencyFlag
	Oath   string   `arg:"" help:"oath_id_help"`
	Number string   `required:"" help:"letter_number_help"`
	On     string   `required:"" help:"letter_on_help" placeholder:"DATE"`
	Absent []string `help:"oath_absent_help" placeholder:"NIP"`
	Reason string   `help:"oath_absent_why_help"`
}

// Run enters the minutes.
func (o *OathHoldCmd) Run(c *Command) error {
	return o.with(c, func(h *House, a org.Agency) error {
		on, err := c.day(o.On)
		if err != nil {
			return err
		}
		id := probation.OathID(o.Oath)
		_, sitting, err := h.Probation.OathOf(c.Ctx, atMachine, a, id)
		if err != nil {
			return err
		}
		absent := map[string]string{}
		for _, s := range sitting {
			if slices.Contains(o.Absent, s.NIP) {
				absent[string(s.ID)] = o.Reason
			}
		}
		if err := h.Probation.Hold(c.Ctx, atMachine, a, id, o.Number, on, absent); err != nil {
			return err
		}
		if c.JSON {
			return c.PrintJSON(map[string]int{"sworn": len(sitting) - len(absent), "absent": len(absent)})
		}
		c.Printf("%s\n", c.T("probation.oath.held"))
		return nil
	})
}

// OathPrintCmd writes the minutes and the list of an oath as PDF.
type OathPrintCmd struct {
	AgencyFlag
	Oath    string `arg:"" help:"oath_id_help"`
	Minutes string `help:"oath_minutes_file_help" placeholder:"FILE"`
	List    string `help:"oath_list_file_help" placeholder:"FILE"`
}

// Run writes the papers.
func (o *OathPrintCmd) Run(c *Command) error {
	return o.with(c, func(h *House, a org.Agency) error {
		id := probation.OathID(o.Oath)
		if o.Minutes != "" {
			paper, err := h.Probation.OathMinutes(c.Ctx, atMachine, a, c.Speaker, id)
			if err == nil {
				err = os.WriteFile(o.Minutes, paper, 0o600)
			}
			if err != nil {
				return err
			}
		}
		if o.List == "" {
			return nil
		}
		paper, err := h.Probation.OathList(c.Ctx, atMachine, a, c.Speaker, id)
		if err != nil {
			return err
		}
		return os.WriteFile(o.List, paper, 0o600)
	})
}

// SiasnCmd writes a list for SIASN and notes it in the register.
type SiasnCmd struct {
	AgencyFlag
	Kind   string `arg:"" enum:"sttp,decree,performance" help:"siasn_kind_help"`
	File   string `arg:"" optional:"" type:"path" help:"siasn_file_help"`
	Period string `help:"period_help" placeholder:"2025|2026-Q1|2026-01"`
	Fresh  bool   `help:"siasn_fresh_help"`
}

type siasnData struct {
	Kind   string      `json:"kind"`
	People int         `json:"people"`
	Fresh  int         `json:"fresh"`
	Faults []siasnLack `json:"faults"`
	Export string      `json:"export,omitempty"`
}

type siasnLack struct {
	NIP  string   `json:"nip"`
	Name string   `json:"name"`
	Why  []string `json:"why"`
}

// Run says what is missing and, with a file, writes the list.
func (s *SiasnCmd) Run(c *Command) error {
	return s.with(c, func(h *House, a org.Agency) error {
		x, err := h.Probation.Exchange(c.Ctx, atMachine, a, probation.ExchangeKind(s.Kind), s.Period)
		if err != nil {
			return err
		}
		d := siasnData{Kind: s.Kind, People: len(x.Rows), Fresh: x.Fresh(), Faults: []siasnLack{}}
		for _, f := range x.Faults {
			lack := siasnLack{NIP: f.NIP, Name: f.Name}
			for _, w := range f.Why {
				lack.Why = append(lack.Why, w.Of(c.Speaker))
			}
			d.Faults = append(d.Faults, lack)
		}
		if s.File != "" {
			if d.Export, err = h.writeSiasn(c, a, x, s.Fresh, s.File); err != nil {
				return err
			}
		}
		if c.JSON {
			return c.PrintJSON(d)
		}
		for _, f := range d.Faults {
			c.Printf("%s %s: %s\n", f.NIP, f.Name, strings.Join(f.Why, "; "))
		}
		c.Printf("%s\n", c.T("probation.people", "N", d.People))
		return nil
	})
}

// writeSiasn writes a list of the register to a file.
func (h *House) writeSiasn(c *Command, a org.Agency, x probation.Exchange, fresh bool, file string) (string, error) {
	export, err := h.Probation.Export(c.Ctx, atMachine, a, x.Kind, x.Period, fresh)
	if err != nil {
		return "", err
	}
	_, in, err := h.Probation.OpenExport(c.Ctx, atMachine, a, export)
	if err != nil {
		return "", err
	}
	defer in.Close()
	out, err := os.Create(file)
	if err != nil {
		return "", err
	}
	if _, err := io.Copy(out, in); err != nil {
		out.Close()
		return "", err
	}
	return export, out.Close()
}

// RosterPurposeCmd begins or ends keeping private data for a purpose.
type RosterPurposeCmd struct {
	AgencyFlag
	Purpose string `arg:"" help:"purpose_help"`
	Off     bool   `help:"purpose_off_help"`
}

// Run switches the purpose.
func (p *RosterPurposeCmd) Run(c *Command) error {
	return p.with(c, func(h *House, a org.Agency) error {
		return h.Roster.SwitchPurpose(c.Ctx, atMachine, a.ID, roster.Purpose(p.Purpose), !p.Off)
	})
}
