package app

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"pamong/internal/kit/clock"
	"pamong/internal/org"
	"pamong/internal/roster"
	"pamong/internal/schedule"
	"pamong/internal/trainer"
	"pamong/internal/training"
	"pamong/internal/venue"
)

// TrainersCmd groups the commands of trainers.
type TrainersCmd struct {
	List   TrainersListCmd   `cmd:"" help:"trainers_list_help"`
	Import TrainersImportCmd `cmd:"" help:"trainers_import_help"`
	Undo   TrainersUndoCmd   `cmd:"" help:"list_undo_help"`
	Away   TrainersAwayCmd   `cmd:"" help:"trainers_away_help"`
	Stop   TrainersStopCmd   `cmd:"" help:"trainers_stop_help"`
}

// TrainersImportCmd enters a list of trainers.
type TrainersImportCmd struct{ ListFlags }

// Run reads the list and, with --commit, enters it.
func (t *TrainersImportCmd) Run(c *Command) error {
	return t.with(c, func(h *House, a org.Agency, file roster.File) error {
		l, err := h.Trainers.ReadList(c.Ctx, atMachine, a, file)
		if err != nil {
			return err
		}
		d := c.listData(l.Rows, listCounts{l.New, l.Changed, l.Unchanged})
		return t.finish(c, d, func() (string, error) { return h.Trainers.Enter(c.Ctx, atMachine, a, l, t.SkipErrors) })
	})
}

// TrainersUndoCmd takes a list of trainers back.
type TrainersUndoCmd struct{ UndoFlags }

// Run takes it back.
func (t *TrainersUndoCmd) Run(c *Command) error {
	return t.with(c, func(h *House, a org.Agency) error { return h.Trainers.Undo(c.Ctx, atMachine, a, t.Import) })
}

// trainerData is a trainer as JSON.
type trainerData struct {
	ID       string   `json:"id"`
	NIP      string   `json:"nip,omitempty"`
	Name     string   `json:"name"`
	Level    string   `json:"level,omitempty"`
	Employer string   `json:"employer,omitempty"`
	Roles    []string `json:"roles"`
	JP       int      `json:"jp_this_month"`
	Until    string   `json:"until,omitempty"`
}

// TrainersListCmd prints the trainers of an agency with their load.
type TrainersListCmd struct{ AgencyFlag }

// Run prints the list.
func (t *TrainersListCmd) Run(c *Command) error {
	return t.with(c, func(h *House, a org.Agency) error {
		today := a.Today(h.Clock.Now())
		staff, err := trainer.StaffOf(c.Ctx, h.DB, a.ID, today, today)
		if err != nil {
			return err
		}
		first := clock.NewDate(today.Year(), today.Time().Month(), 1)
		led, err := schedule.Led(c.Ctx, h.DB, a.ID, first, first.AddMonths(1).AddDays(-1))
		if err != nil {
			return err
		}
		load := trainer.LoadOf(staff.Trainers, led)
		list := []trainerData{}
		for _, one := range staff.Trainers {
			d := trainerData{ID: string(one.ID), NIP: one.NIP, Name: one.Name, Level: string(one.Level), Employer: one.Employer, Roles: []string{}, JP: load.On(one.ID, trainer.MonthOf(today)), Until: string(one.Until)}
			for _, role := range trainer.Roles {
				if slices.ContainsFunc(staff.Rights[one.ID], func(r trainer.Right) bool { return r.Role == role && (r.Until == "" || today < r.Until) }) {
					d.Roles = append(d.Roles, string(role))
				}
			}
			list = append(list, d)
		}
		if c.JSON {
			return c.PrintJSON(list)
		}
		for _, d := range list {
			roles := make([]string, len(d.Roles))
			for i, role := range d.Roles {
				roles[i] = c.T("trainer.role." + role)
			}
			c.Printf("%-18s  %-42s  %-30s  %4d JP  %s\n", d.NIP, d.Name, strings.Join(roles, ", "), d.JP, d.Employer)
		}
		return nil
	})
}

// RoomsCmd groups the commands of rooms.
type RoomsCmd struct {
	List   RoomsListCmd   `cmd:"" help:"rooms_list_help"`
	Import RoomsImportCmd `cmd:"" help:"rooms_import_help"`
	Undo   RoomsUndoCmd   `cmd:"" help:"list_undo_help"`
	Close  RoomsCloseCmd  `cmd:"" help:"rooms_close_help"`
}

// RoomsImportCmd enters a list of rooms.
type RoomsImportCmd struct{ ListFlags }

// Run reads the list and, with --commit, enters it.
func (r *RoomsImportCmd) Run(c *Command) error {
	return r.with(c, func(h *House, a org.Agency, file roster.File) error {
		l, err := h.Venues.ReadList(c.Ctx, atMachine, a, file)
		if err != nil {
			return err
		}
		d := c.listData(l.Rows, listCounts{l.New, l.Changed, l.Unchanged})
		return r.finish(c, d, func() (string, error) { return h.Venues.Enter(c.Ctx, atMachine, a, l, r.SkipErrors) })
	})
}

// RoomsUndoCmd takes a list of rooms back.
type RoomsUndoCmd struct{ UndoFlags }

// Run takes it back.
func (r *RoomsUndoCmd) Run(c *Command) error {
	return r.with(c, func(h *House, a org.Agency) error { return h.Venues.Undo(c.Ctx, atMachine, a, r.Import) })
}

// roomData is a room as JSON.
type roomData struct {
	ID    string `json:"id"`
	Name  string `json:"name"`
	Kind  string `json:"kind"`
	Site  string `json:"site,omitempty"`
	Seats int    `json:"seats"`
	Link  string `json:"link,omitempty"`
	Until string `json:"until,omitempty"`
}

// RoomsListCmd prints the rooms and links of an agency.
type RoomsListCmd struct{ AgencyFlag }

// Run prints the list.
func (r *RoomsListCmd) Run(c *Command) error {
	return r.with(c, func(h *House, a org.Agency) error {
		rooms, err := venue.All(c.Ctx, h.DB, a.ID)
		if err != nil {
			return err
		}
		list := []roomData{}
		for _, one := range rooms {
			list = append(list, roomData{string(one.ID), one.Name, string(one.Kind), one.Site, one.Seats, one.Link, string(one.Until)})
		}
		if c.JSON {
			return c.PrintJSON(list)
		}
		for _, d := range list {
			c.Printf("%-34s  %-14s  %5d  %s%s\n", d.Name, c.T("venue.kind."+d.Kind), d.Seats, d.Site, d.Link)
		}
		return nil
	})
}

// HoursCmd prints the planned hours of a month: by trainer and batch, the duty
// and what is paid.
type HoursCmd struct {
	AgencyFlag
	Month     string `help:"hours_month_help" placeholder:"2025-08"`
	Programme string `help:"hours_programme_help" placeholder:"NAME"`
}

// hoursData is one row of the budget of hours as JSON.
type hoursData struct {
	Month    string `json:"month"`
	Trainer  string `json:"trainer"`
	NIP      string `json:"nip,omitempty"`
	Batch    string `json:"batch"`
	Fund     string `json:"fund,omitempty"`
	Sessions int    `json:"sessions"`
	JP       int    `json:"jp"`
	Duty     int    `json:"duty"`
	Paid     int    `json:"paid"`
}

// Run prints the hours.
func (o *HoursCmd) Run(c *Command) error {
	return o.with(c, func(h *House, a org.Agency) error {
		if o.Month == "" {
			o.Month = trainer.MonthOf(a.Today(h.Clock.Now()))
		}
		at, err := time.Parse("2006-01", o.Month)
		if err != nil {
			return Refused(c.T("cmd.hours_bad_month", "Text", o.Month))
		}
		var programme training.ProgrammeID
		if o.Programme != "" {
			p, err := training.ProgrammeByName(c.Ctx, h.DB, a.ID, o.Programme)
			if err != nil {
				return err
			}
			programme = p.ID
		}
		first := clock.FromTime(at)
		b, err := h.Trainers.Budget(c.Ctx, atMachine, a.ID, first, first.AddMonths(1).AddDays(-1), programme)
		if err != nil {
			return err
		}
		return c.printHours(b)
	})
}

func (c *Command) printHours(b trainer.Budget) error {
	labels, trainers := map[training.BatchID]string{}, map[trainer.ID]trainer.Trainer{}
	for _, one := range b.Batches {
		labels[one.ID] = one.Label
	}
	for _, t := range b.Trainers {
		trainers[t.ID] = t
	}
	list := []hoursData{}
	sum := hoursData{}
	for _, h := range b.Hours {
		t := trainers[h.Trainer]
		list = append(list, hoursData{h.Month, t.Name, t.NIP, labels[h.Batch], h.Fund, h.Sessions, h.JP, h.Duty, h.Paid()})
		sum.JP, sum.Duty, sum.Paid = sum.JP+h.JP, sum.Duty+h.Duty, sum.Paid+h.Paid()
	}
	if c.JSON {
		return c.PrintJSON(list)
	}
	row := func(name, batch, fund string, jp, duty, paid any) {
		c.Printf("%-42s  %-6s  %-14s  %6v  %6v  %6v\n", name, batch, fund, jp, duty, paid)
	}
	row(c.T("trainer.field.name"), c.T("cmd.hours_batch"), c.T("trainer.fund"), "JP", c.T("cmd.hours_duty"), c.T("cmd.hours_paid"))
	for _, d := range list {
		row(d.Trainer, d.Batch, d.Fund, d.JP, d.Duty, d.Paid)
	}
	row(fmt.Sprintf("%d", len(list)), "", "", sum.JP, sum.Duty, sum.Paid)
	return nil
}
