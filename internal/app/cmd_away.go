package app

import (
	"pamong/internal/kit/clock"
	"pamong/internal/kit/db"
	"pamong/internal/kit/fault"
	"pamong/internal/org"
	"pamong/internal/regulation"
	"pamong/internal/trainer"
	"pamong/internal/venue"
)

// AwayFlags say from when to when something cannot be, and why.
type AwayFlags struct {
	AgencyFlag
	From   string `required:"" help:"away_from_help" placeholder:"YYYY-MM-DD"`
	Until  string `help:"away_until_help" placeholder:"YYYY-MM-DD"`
	Reason string `required:"" help:"away_reason_help"`
}

// TrainersAwayCmd notes when a trainer is away.
type TrainersAwayCmd struct {
	AwayFlags
	Who string `arg:"" help:"trainer_who_help"`
}

// Run notes it.
func (t *TrainersAwayCmd) Run(c *Command) error {
	return t.with(c, func(h *House, a org.Agency) error {
		who, err := trainerCalled(c, h.DB, a, t.Who)
		if err != nil {
			return err
		}
		err = h.Trainers.Leave(c.Ctx, atMachine, a.ID, trainer.Absence{Trainer: who.ID, From: clock.Date(t.From), Until: clock.Date(t.Until), Reason: t.Reason})
		if err != nil {
			return err
		}
		c.Printf("%s\n", c.T("cmd.away.noted", "Name", who.Name))
		return nil
	})
}

// TrainersStopCmd ends the teaching of a trainer from a day on.
type TrainersStopCmd struct {
	AgencyFlag
	From   string `required:"" help:"stop_from_help" placeholder:"YYYY-MM-DD"`
	Reason string `required:"" help:"away_reason_help"`
	Who    string `arg:"" help:"trainer_who_help"`
}

// Run ends it.
func (t *TrainersStopCmd) Run(c *Command) error {
	return t.with(c, func(h *House, a org.Agency) error {
		who, err := trainerCalled(c, h.DB, a, t.Who)
		if err != nil {
			return err
		}
		if err := h.Trainers.Stop(c.Ctx, atMachine, a.ID, who.ID, clock.Date(t.From), t.Reason); err != nil {
			return err
		}
		c.Printf("%s\n", c.T("cmd.away.stopped", "Name", who.Name, "From", clock.Date(t.From)))
		return nil
	})
}

// RoomsCloseCmd closes a room for some days.
type RoomsCloseCmd struct {
	AwayFlags
	Room string `arg:"" help:"room_which_help"`
}

// Run closes it.
func (r *RoomsCloseCmd) Run(c *Command) error {
	return r.with(c, func(h *House, a org.Agency) error {
		rooms, err := venue.All(c.Ctx, h.DB, a.ID)
		if err != nil {
			return err
		}
		for _, one := range rooms {
			if org.Fold(one.Name) != org.Fold(r.Room) {
				continue
			}
			if err := h.Venues.Close(c.Ctx, atMachine, a.ID, venue.Closure{Room: one.ID, From: clock.Date(r.From), Until: clock.Date(r.Until), Reason: r.Reason}); err != nil {
				return err
			}
			c.Printf("%s\n", c.T("cmd.away.closed", "Name", one.Name))
			return nil
		}
		return fault.NotFound("cmd.no_room", "Name", r.Room)
	})
}

// trainerCalled finds a trainer of an agency by NIP or by name.
func trainerCalled(c *Command, q db.Q, a org.Agency, who string) (trainer.Trainer, error) {
	all, err := trainer.All(c.Ctx, q, a.ID)
	if err != nil {
		return trainer.Trainer{}, err
	}
	return called(all, who)
}

// called finds the one of some trainers who has an NIP or exactly a name. It refuses
// a name that two of them have.
func called(list []trainer.Trainer, who string) (trainer.Trainer, error) {
	nip, name := regulation.CleanNIP(who), org.Fold(who)
	var found []trainer.Trainer
	for _, t := range list {
		if t.NIP != "" && t.NIP == nip {
			return t, nil
		}
		if name != "" && org.Fold(t.Name) == name {
			found = append(found, t)
		}
	}
	switch len(found) {
	case 0:
		return trainer.Trainer{}, fault.NotFound("cmd.no_trainer", "Name", who)
	case 1:
		return found[0], nil
	}
	return trainer.Trainer{}, fault.Conflict("cmd.two_trainers", "Name", who)
}
