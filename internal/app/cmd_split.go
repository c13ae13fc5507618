package app

import (
	"pamong/internal/kit/clock"
	"pamong/internal/kit/fault"
	"pamong/internal/kit/i18n"
	"pamong/internal/org"
	"pamong/internal/roster"
)

// RosterSplitCmd splits a record that holds two people. Without a reason it
// lists what could go to the second one.
type RosterSplitCmd struct {
	NIP      string   `arg:"" help:"split_nip_help"`
	Agency   string   `required:"" help:"agency_help" placeholder:"CODE"`
	Merged   string   `help:"split_merged_help" placeholder:"NIP"`
	Second   string   `help:"split_second_help" placeholder:"NIP"`
	Name     string   `help:"split_name_help"`
	Golongan string   `help:"split_golongan_help" placeholder:"III/a"`
	SK       string   `help:"split_sk_help" placeholder:"NUMBER"`
	SKDate   string   `help:"split_sk_date_help" placeholder:"YYYY-MM-DD"`
	Part     []string `help:"split_part_help" placeholder:"KEY"`
	Reason   string   `help:"split_reason_help"`
}

type recordPart struct {
	Key   string `json:"key"`
	Text  string `json:"text"`
	Stays string `json:"stays,omitempty"`
}

// Run splits the record, or lists its parts.
func (r *RosterSplitCmd) Run(c *Command) error {
	return c.inAgency(r.Agency, func(h *House, a org.Agency) error {
		p, err := roster.ByNIP(c.Ctx, h.DB, a.ID, r.NIP)
		if err != nil {
			return err
		}
		if r.Reason == "" {
			return r.list(c, h, a, p)
		}
		second, err := r.split(c, h, a, p)
		if err != nil {
			return err
		}
		if c.JSON {
			return c.PrintJSON(map[string]string{"first": string(p.ID), "second": string(second)})
		}
		c.Printf("%s\n", c.T("cmd.was_split", "Name", p.Name))
		return nil
	})
}

func (r *RosterSplitCmd) split(c *Command, h *House, a org.Agency, p roster.Person) (roster.PersonID, error) {
	if r.Merged == "" {
		second := roster.Person{NIP: r.Second, Name: r.Name, Appointment: roster.Appointment{Golongan: r.Golongan, SKNumber: r.SK, SKDate: clock.Date(r.SKDate)}}
		return h.Roster.Split(c.Ctx, atMachine, a.ID, p.ID, p.Version, second, "", r.Part, r.Reason)
	}
	merges, err := roster.MergingsOf(c.Ctx, h.DB, a.ID, p.ID)
	if err != nil {
		return "", err
	}
	for _, m := range merges {
		if m.NIP == r.Merged {
			return m.Gone, h.Roster.Unmerge(c.Ctx, atMachine, a.ID, p.ID, p.Version, m.Gone, r.Part, r.Reason)
		}
	}
	return "", fault.NotFound("roster.merge_unknown")
}

func (r *RosterSplitCmd) list(c *Command, h *House, a org.Agency, p roster.Person) error {
	parts, err := h.Roster.Parts(c.Ctx, h.DB, a.ID, p.ID)
	if err != nil {
		return err
	}
	s := i18n.From(c.Ctx)
	list := []recordPart{}
	for _, one := range parts {
		d := recordPart{Key: one.Key, Text: one.Text.Of(s)}
		if one.Stays != "" {
			d.Stays = s.T(one.Stays)
		}
		list = append(list, d)
	}
	if c.JSON {
		return c.PrintJSON(list)
	}
	for _, d := range list {
		c.Printf("%s  %s  %s\n", d.Key, d.Text, d.Stays)
	}
	return nil
}
