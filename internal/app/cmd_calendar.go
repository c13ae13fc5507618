package app

import (
	"os"

	"pamong/internal/org"
	"pamong/internal/schedule"
	"pamong/internal/schedule/scheduleweb"
	"pamong/internal/training"
)

// CalendarCmd groups the commands of calendars.
type CalendarCmd struct {
	Address CalendarAddressCmd `cmd:"" help:"calendar_address_help"`
	File    CalendarFileCmd    `cmd:"" help:"calendar_file_help"`
}

// calendarFlags name a calendar.
type calendarFlags struct {
	Agency    string `required:"" help:"agency_help" placeholder:"CODE"`
	Programme string `help:"programme_help" placeholder:"NAME"`
	Batch     string `help:"calendar_batch_help" placeholder:"II"`
	Room      string `help:"calendar_room_help" placeholder:"NAME"`
}

// with opens the house and finds whose calendar is meant.
func (f *calendarFlags) with(c *Command, do func(h *House, a org.Agency, owner schedule.FeedOwner) error) error {
	switch {
	case (f.Batch == "") == (f.Room == ""):
		return Usage(c.T("cmd.calendar.which"))
	case f.Batch != "":
		batch := BatchFlags{Agency: f.Agency, Programme: f.Programme, Batch: f.Batch}
		return batch.with(c, func(h *House, a org.Agency, b training.Batch) error { return do(h, a, schedule.BatchFeed(b.ID)) })
	}
	return c.inAgency(f.Agency, func(h *House, a org.Agency) error { return do(h, a, schedule.RoomFeed(f.Room)) })
}

// CalendarAddressCmd prints the address of a calendar.
type CalendarAddressCmd struct {
	calendarFlags
	Renew bool `help:"calendar_renew_help"`
}

// Run prints the address.
func (k *CalendarAddressCmd) Run(c *Command) error {
	return k.with(c, func(h *House, a org.Agency, owner schedule.FeedOwner) error {
		made, err := h.Schedule.Feeds(c.Ctx, atMachine, a.ID)
		if err != nil {
			return err
		}
		f, ok := made[owner]
		if !ok || k.Renew {
			if f, err = h.Schedule.MakeFeed(c.Ctx, atMachine, a.ID, owner); err != nil {
				return err
			}
		}
		secret, err := h.Schedule.FeedSecret(f)
		if err != nil {
			return err
		}
		address := h.publicURL() + scheduleweb.FeedPath(secret)
		if c.JSON {
			return c.PrintJSON(map[string]string{"owner": string(owner), "address": address})
		}
		c.Printf("%s\n", address)
		return nil
	})
}

// CalendarFileCmd writes a calendar to a file.
type CalendarFileCmd struct {
	calendarFlags
	Out string `arg:"" help:"out_help"`
}

// Run writes the file.
func (k *CalendarFileCmd) Run(c *Command) error {
	return k.with(c, func(h *House, a org.Agency, owner schedule.FeedOwner) error {
		calendar, err := h.Schedule.Calendar(c.Ctx, schedule.Feed{Agency: a.ID, Owner: owner}, h.Catalogue)
		if err != nil {
			return err
		}
		if err := os.WriteFile(k.Out, []byte(calendar.Body), 0o600); err != nil {
			return c.cannotWrite(k.Out, err)
		}
		return nil
	})
}
