package app

import (
	"errors"
	"os"

	"pamong/internal/kit/clock"
	"pamong/internal/org"
	"pamong/internal/roster"
)

// RosterReleaseCmd releases somebody to another agency.
type RosterReleaseCmd struct {
	NIP    string `arg:"" help:"release_nip_help"`
	Agency string `required:"" help:"agency_help" placeholder:"CODE"`
	To     string `help:"release_to_help" placeholder:"CODE"`
	Name   string `help:"release_name_help"`
	Left   string `help:"release_left_help" placeholder:"YYYY-MM-DD"`
	Number string `help:"release_number_help"`
	Reason string `help:"handover_reason_help"`
	File   string `help:"release_file_help" placeholder:"FILE.zip"`
	Check  bool   `help:"release_check_help"`
}

// releaseData is what a release did, or would do.
type releaseData struct {
	Transfer string   `json:"transfer,omitempty"`
	State    string   `json:"state,omitempty"`
	Code     string   `json:"code,omitempty"`
	Open     []string `json:"open"`  // what is settled here first
	Goes     []string `json:"goes"`  // along
	Stays    []string `json:"stays"` // here
}

// Run releases the person and writes the sealed record, or says what that would
// bring.
func (r *RosterReleaseCmd) Run(c *Command) error {
	return c.inAgency(r.Agency, func(h *House, a org.Agency) error {
		p, err := roster.ByNIP(c.Ctx, h.DB, a.ID, r.NIP)
		if err != nil {
			return err
		}
		data, err := r.look(c, h, a, p)
		if err != nil {
			return err
		}
		if !r.Check {
			if err := r.release(c, h, a, p, &data); err != nil {
				return err
			}
		}
		if c.JSON {
			return c.PrintJSON(data)
		}
		for _, part := range []struct {
			title string
			lines []string
		}{{"roster.open_title", data.Open}, {"roster.goes.title", data.Goes}, {"roster.stays.title", data.Stays}} {
			if len(part.lines) > 0 {
				c.Printf("%s\n", c.T(part.title))
			}
			for _, line := range part.lines {
				c.Printf("  %s\n", line)
			}
		}
		return nil
	})
}

// look says what a release would bring.
func (r *RosterReleaseCmd) look(c *Command, h *House, a org.Agency, p roster.Person) (releaseData, error) {
	data := releaseData{Open: []string{}, Goes: []string{}, Stays: []string{}}
	seat, err := seatNow(c.Ctx, h.DB, p.ID)
	if err != nil {
		return data, err
	}
	if seat != "" {
		data.Open = append(data.Open, c.T("roster.release_seated", "Name", p.Name))
	}
	open, err := h.Roster.Open(c.Ctx, h.DB, atMachine, &p)
	if err != nil {
		return data, err
	}
	for _, u := range open {
		data.Open = append(data.Open, u.What.Of(c.Speaker))
	}
	l, err := h.Roster.Luggage(c.Ctx, atMachine, a, &p)
	for _, line := range l.Goes {
		data.Goes = append(data.Goes, line.Of(c.Speaker))
	}
	for _, line := range l.Stays {
		data.Stays = append(data.Stays, line.Of(c.Speaker))
	}
	return data, err
}

// release lets the person go.
func (r *RosterReleaseCmd) release(c *Command, h *House, a org.Agency, p roster.Person, data *releaseData) error {
	left := clock.Date(r.Left)
	if left == "" {
		left = a.Today(h.Clock.Now())
	}
	id, err := h.Roster.Release(c.Ctx, atMachine, a.ID, p.ID, p.Version, roster.Release{To: r.To, Name: r.Name, Left: left, Number: r.Number, Reason: r.Reason})
	if err != nil {
		return err
	}
	t, err := roster.TransferOf(c.Ctx, h.DB, a.ID, id)
	if err != nil {
		return err
	}
	if r.File != "" && t.State == roster.GoneOut {
		if err := r.write(c, h, a, t); err != nil {
			return err
		}
	}
	data.Transfer, data.State, data.Code = string(t.ID), string(t.State), t.Code()
	if !c.JSON {
		c.Printf("%s\n", c.T("cmd.was_released", "Name", p.Name, "To", t.ToName, "Code", t.Code()))
	}
	return nil
}

func (r *RosterReleaseCmd) write(c *Command, h *House, a org.Agency, t roster.Transfer) error {
	f, err := os.OpenFile(r.File, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return c.cannotWrite(r.File, err)
	}
	return errors.Join(h.Roster.File(c.Ctx, atMachine, a.ID, t.ID, f), f.Close())
}

// RosterAcceptCmd accepts somebody who was offered.
type RosterAcceptCmd struct {
	Transfer string `arg:"" help:"accept_transfer_help"`
	Agency   string `required:"" help:"agency_help" placeholder:"CODE"`
	Unit     string `help:"user_unit_help" placeholder:"NAME"`
}

// Run accepts the person.
func (r *RosterAcceptCmd) Run(c *Command) error {
	return c.inAgency(r.Agency, func(h *House, a org.Agency) error {
		unit, err := c.unitNamed(h, a, r.Unit)
		if err != nil {
			return err
		}
		person, err := h.Roster.Accept(c.Ctx, atMachine, a.ID, roster.TransferID(r.Transfer), unit)
		if err != nil {
			return err
		}
		return c.sayReceived(h, a, person)
	})
}

// unitNamed is the unit of a name or code, "" for no name.
func (c *Command) unitNamed(h *House, a org.Agency, name string) (org.UnitID, error) {
	if name == "" {
		return "", nil
	}
	u, err := c.unitOf(h, a, name)
	return u.ID, err
}

func (c *Command) sayReceived(h *House, a org.Agency, person roster.PersonID) error {
	p, err := roster.ByID(c.Ctx, h.DB, a.ID, person)
	if err != nil {
		return err
	}
	if c.JSON {
		return c.PrintJSON(map[string]string{"person": string(p.ID), "nip": p.NIP})
	}
	c.Printf("%s\n", c.T("cmd.was_received", "Name", p.Name))
	return nil
}

// RosterReceiveCmd takes somebody in by the sealed record of another
// installation.
type RosterReceiveCmd struct {
	File   string `arg:"" type:"existingfile" help:"release_file_help"`
	Agency string `required:"" help:"agency_help" placeholder:"CODE"`
	Code   string `required:"" help:"receive_code_help"`
	Unit   string `help:"user_unit_help" placeholder:"NAME"`
}

// Run takes the person in.
func (r *RosterReceiveCmd) Run(c *Command) error {
	return c.inAgency(r.Agency, func(h *House, a org.Agency) error {
		unit, err := c.unitNamed(h, a, r.Unit)
		if err != nil {
			return err
		}
		f, err := os.Open(r.File)
		if err != nil {
			return err
		}
		defer f.Close()
		info, err := f.Stat()
		if err != nil {
			return err
		}
		person, err := h.Roster.Receive(c.Ctx, atMachine, a.ID, f, info.Size(), r.Code, unit)
		if err != nil {
			return err
		}
		return c.sayReceived(h, a, person)
	})
}

// RosterTransfersCmd lists who goes and who comes.
type RosterTransfersCmd struct{ AgencyFlag }

type transferData struct {
	ID     string `json:"id"`
	NIP    string `json:"nip"`
	Name   string `json:"name"`
	From   string `json:"from"`
	To     string `json:"to"`
	Left   string `json:"left"`
	Number string `json:"number"`
	State  string `json:"state"`
}

// Run lists the transfers, newest first.
func (r *RosterTransfersCmd) Run(c *Command) error {
	return r.with(c, func(h *House, a org.Agency) error {
		all, err := roster.Transfers(c.Ctx, h.DB, a.ID)
		if err != nil {
			return err
		}
		list := []transferData{}
		for _, t := range all {
			list = append(list, transferData{string(t.ID), t.NIP, t.Name, t.FromName, t.ToName, string(t.Left), t.Number, string(t.State)})
		}
		if c.JSON {
			return c.PrintJSON(list)
		}
		for _, t := range list {
			c.Printf("%s  %s  %-40s %s → %s  %s\n", t.ID, t.NIP, t.Name, t.From, t.To, t.State)
		}
		return nil
	})
}
