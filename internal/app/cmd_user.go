package app

import (
	"pamong/internal/identity"
	"pamong/internal/kit/clock"
	"pamong/internal/org"
)

// UserViewsCmd lists who looked with the eyes of whom.
type UserViewsCmd struct{ AgencyFlag }

type viewData struct {
	Viewer string `json:"viewer"`
	Viewed string `json:"viewed"`
	Reason string `json:"reason"`
	Begun  string `json:"begun"`
	Until  string `json:"until"`
	Ended  string `json:"ended,omitempty"`
}

// mostViews bounds the list.
const mostViews = 1000

// Run lists the looks, newest first.
func (u *UserViewsCmd) Run(c *Command) error {
	return u.with(c, func(h *House, a org.Agency) error {
		views, err := identity.Views(c.Ctx, h.DB, string(a.ID), mostViews)
		if err != nil {
			return err
		}
		list := []viewData{}
		for _, v := range views {
			d := viewData{Viewer: v.Viewer.Name, Viewed: v.Viewed.Name, Reason: v.Reason, Begun: clock.Stamp(v.Begun), Until: clock.Stamp(v.Until)}
			if !v.Ended.IsZero() {
				d.Ended = clock.Stamp(v.Ended)
			}
			list = append(list, d)
		}
		if c.JSON {
			return c.PrintJSON(list)
		}
		for _, d := range list {
			c.Printf("%s  %s  %-30s %-30s %s\n", d.Begun, d.Until, d.Viewer, d.Viewed, d.Reason)
		}
		return nil
	})
}

// UserHandoverCmd hands the roles of an account to a successor.
type UserHandoverCmd struct {
	Login  string `arg:"" help:"login_help"`
	Agency string `required:"" help:"agency_help" placeholder:"CODE"`
	To     string `required:"" help:"handover_to_help"`
	Day    string `help:"handover_day_help" placeholder:"YYYY-MM-DD"`
	Reason string `required:"" help:"handover_reason_help"`
}

// Run hands over, or plans it.
func (u *UserHandoverCmd) Run(c *Command) error {
	return c.inAgency(u.Agency, func(h *House, a org.Agency) error {
		from, err := identity.ByLogin(c.Ctx, h.DB, u.Login)
		if err != nil {
			return err
		}
		to, err := identity.ByLogin(c.Ctx, h.DB, u.To)
		if err != nil {
			return err
		}
		day := clock.Date(u.Day)
		if day == "" {
			day = a.Today(h.Clock.Now())
		}
		done, err := h.Identity.HandOver(c.Ctx, atMachine, a, from.ID, to.ID, day, u.Reason)
		if err != nil {
			return err
		}
		if c.JSON {
			return c.PrintJSON(map[string]string{"from": string(from.ID), "to": string(to.ID), "day": string(done.Day)})
		}
		c.Printf("%s\n", c.T("cmd.handed_over", "Name", from.Name, "To", to.Name, "On", done.Day))
		return nil
	})
}
