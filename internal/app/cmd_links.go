package app

import (
	"strings"

	"pamong/internal/org"
	"pamong/internal/roster"
)

// RosterLinksCmd prints who lacks what, and how far the link of each has come.
type RosterLinksCmd struct {
	AgencyFlag
	Make bool `help:"make_links_help"`
}

// wantingData is somebody of whom something is lacking as JSON.
type wantingData struct {
	NIP   string        `json:"nip"`
	Name  string        `json:"name"`
	Wants []roster.Want `json:"wants"`
	State string        `json:"state"`
	Link  string        `json:"link,omitempty"` // with --make, while it was not opened
}

// Run prints them and, with --make, makes the links that are missing.
func (r *RosterLinksCmd) Run(c *Command) error {
	return r.with(c, func(h *House, a org.Agency) error {
		if r.Make {
			if _, err := h.Roster.LinkMany(c.Ctx, atMachine, a, nil); err != nil {
				return err
			}
		}
		all, err := h.Roster.Wanting(c.Ctx, atMachine, a)
		if err != nil {
			return err
		}
		list := []wantingData{}
		for _, w := range all {
			d := wantingData{NIP: w.NIP, Name: w.Name, Wants: w.Wants, State: "no_link"}
			if w.Pass != nil {
				d.State = string(w.Pass.State(h.Clock.Now()))
			}
			if r.Make && w.Pass != nil && w.Pass.Opens(h.Clock.Now()) {
				secret, err := h.Identity.PassSecret(w.Pass.ID)
				if err != nil {
					return err
				}
				d.Link = h.passURL(secret)
			}
			list = append(list, d)
		}
		if c.JSON {
			return c.PrintJSON(list)
		}
		for _, d := range list {
			var wants []string
			for _, w := range d.Wants {
				wants = append(wants, c.T(w.Key()))
			}
			c.Printf("%-18s  %-36s  %-16s  %s  %s\n", d.NIP, d.Name, c.T("identity.pass_state."+d.State), strings.Join(wants, ", "), d.Link)
		}
		return nil
	})
}
