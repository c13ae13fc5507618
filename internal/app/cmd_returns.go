package app

import (
	"slices"

	"pamong/internal/evaluation"
	"pamong/internal/kit/fault"
	"pamong/internal/org"
	"pamong/internal/regulation"
)

// ReturnsCmd groups the commands of the sheets that units send in.
type ReturnsCmd struct {
	List ReturnsListCmd `cmd:"" help:"returns_list_help"`
	Mail ReturnsMailCmd `cmd:"" help:"returns_mail_help"`
}

// ReturnsFlags narrow the list of units.
type ReturnsFlags struct {
	AgencyFlag
	Wave  int    `help:"returns_wave_help" placeholder:"N"`
	State string `help:"returns_state_help" enum:",asked,nolink,unsent,unread,open,filled,sent" default:""`
	Unit  string `help:"returns_unit_help"`
}

// find returns the sheets that the flags name.
func (f *ReturnsFlags) find(c *Command, h *House, a org.Agency) ([]evaluation.Return, error) {
	list, err := h.Evaluation.Returns(c.Ctx, atMachine, a)
	if err != nil {
		return nil, err
	}
	var unit org.Unit
	if f.Unit != "" {
		if unit, err = c.unitOf(h, a, f.Unit); err != nil {
			return nil, err
		}
	}
	return slices.DeleteFunc(list, func(r evaluation.Return) bool {
		return f.Wave != 0 && r.Wave.Number != f.Wave || unit.ID != "" && r.Unit.ID != unit.ID || f.State != "" && string(r.State(h.Clock.Now())) != f.State
	}), nil
}

// ReturnsListCmd prints which unit has sent its sheet in.
type ReturnsListCmd struct{ ReturnsFlags }

// returnData is what one unit owes for one wave, as JSON.
type returnData struct {
	Unit    string                 `json:"unit"`
	Wave    string                 `json:"wave"`
	People  int                    `json:"people"`
	Missing int                    `json:"missing"`
	State   evaluation.ReturnState `json:"state"`
	Contact string                 `json:"contact,omitempty"`
	Phone   string                 `json:"phone,omitempty"`
	Email   string                 `json:"email,omitempty"`
}

// Run prints the list.
func (r *ReturnsListCmd) Run(c *Command) error {
	return r.with(c, func(h *House, a org.Agency) error {
		all, err := r.find(c, h, a)
		if err != nil {
			return err
		}
		list := []returnData{}
		for i := range all {
			one := &all[i]
			d := returnData{Unit: one.Unit.Name, Wave: regulation.Roman.Label(one.Wave.Number), People: len(one.People), Missing: one.Missing(), State: one.State(h.Clock.Now())}
			if one.Pass != nil {
				d.Contact, d.Phone, d.Email = one.Pass.Holder, one.Pass.Phone, one.Pass.Email
			}
			list = append(list, d)
		}
		if c.JSON {
			return c.PrintJSON(list)
		}
		for _, d := range list {
			c.Printf("%-44s  %-5s  %3d/%-3d  %-24s  %-30s  %s\n", d.Unit, d.Wave, d.People-d.Missing, d.People, c.T("evaluation.return.state."+string(d.State)), d.Contact, d.Email)
		}
		return nil
	})
}

// ReturnsMailCmd sends the links of units by e-mail.
type ReturnsMailCmd struct{ ReturnsFlags }

// mailedData is what was queued, as JSON.
type mailedData struct {
	Queued    int      `json:"queued"`
	NoAddress []string `json:"no_address"`
}

// Run queues the e-mails and names the units without an address.
func (r *ReturnsMailCmd) Run(c *Command) error {
	return r.with(c, func(h *House, a org.Agency) error {
		all, err := r.find(c, h, a)
		if err != nil {
			return err
		}
		letters, err := h.Evaluation.LettersOf(c.Ctx, a, all)
		if err != nil {
			return err
		}
		d := mailedData{NoAddress: append([]string{}, letters.Bare...)}
		d.Queued, err = h.Evaluation.MailUnits(c.Ctx, atMachine, a, letters.Units)
		if err != nil && (fault.Of(err).Key != "notify.pass.nobody" || len(d.NoAddress) == 0) {
			return err
		}
		if c.JSON {
			return c.PrintJSON(d)
		}
		c.Printf("%s\n", c.T("notify.pass.queued", "N", d.Queued))
		for _, name := range d.NoAddress {
			c.Printf("%s\n", c.T("app.returns.no_address", "Unit", name))
		}
		return nil
	})
}
