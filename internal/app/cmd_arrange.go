package app

import (
	"fmt"
	"strings"

	"pamong/internal/kit/timetable"
	"pamong/internal/org"
	"pamong/internal/planning"
	"pamong/internal/regulation"
	"pamong/internal/training"
)

// ArrangeCmd places the sessions of a programme: hour, trainer, room. What it
// finds goes into the drafts.
type ArrangeCmd struct {
	Agency    string `required:"" help:"agency_help" placeholder:"CODE"`
	Programme string `help:"programme_help" placeholder:"NAME"`
	Mend      bool   `help:"arrange_mend_help"`
	Thorough  bool   `help:"arrange_thorough_help"`
	Moves     int    `help:"arrange_moves_help" placeholder:"800"`
	Seed      uint64 `help:"timetable_seed_help" default:"1"`
	Publish   string `help:"arrange_publish_help" placeholder:"REASON"`
}

// arrangedData is a run as the command prints it.
type arrangedData struct {
	Run      string          `json:"run"`
	Sessions int             `json:"sessions"`
	Changed  int             `json:"changed"`
	Bound    int             `json:"bound"`
	Moves    int             `json:"moves"`
	Costs    timetable.Costs `json:"costs"`
	Left     []leftoverData  `json:"left"`
	Batches  int             `json:"published"`
}

type leftoverData struct {
	Session string   `json:"session"`
	Needs   []string `json:"needs"` // said, as what stands in the way is
	Because []string `json:"because"`
	Frees   []string `json:"frees"`
}

// Run plans, prints what came out, and publishes when asked.
func (k *ArrangeCmd) Run(c *Command) error {
	return c.inAgency(k.Agency, func(h *House, a org.Agency) error {
		p, err := c.programmeOf(h, a, k.Programme)
		if err != nil {
			return err
		}
		rules, err := training.PackOfProgramme(c.Ctx, h.DB, p.ID)
		if err != nil {
			return err
		}
		o := planning.Order{Mend: k.Mend, Moves: planning.Quick, Seed: k.Seed}
		if k.Thorough {
			o.Moves = planning.Thorough
		}
		if k.Moves != 0 {
			o.Moves = k.Moves
		}
		run, err := h.Planning.Plan(c.Ctx, atMachine, a, p.ID, o, nil)
		if err != nil {
			return err
		}
		d := c.arranged(run, rules.Training)
		var refusal error
		if k.Publish != "" {
			d.Batches, refusal = k.publish(c, h, a, p.ID)
		}
		if c.JSON {
			err = c.PrintJSON(d)
		} else {
			c.printArranged(d)
		}
		if err != nil {
			return err
		}
		return refusal
	})
}

// programmeOf finds a programme by its name, "" for the newest one.
func (c *Command) programmeOf(h *House, a org.Agency, name string) (training.Programme, error) {
	if name == "" {
		all, err := training.Programmes(c.Ctx, h.DB, a.ID)
		if err != nil {
			return training.Programme{}, err
		}
		if len(all) > 0 {
			return all[0], nil
		}
	}
	return training.ProgrammeByName(c.Ctx, h.DB, a.ID, name)
}

// publish puts the drafts of the programme in force.
func (k *ArrangeCmd) publish(c *Command, h *House, a org.Agency, programme training.ProgrammeID) (int, error) {
	batches, err := training.Batches(c.Ctx, h.DB, programme)
	if err != nil {
		return 0, err
	}
	var ids []training.BatchID
	for _, b := range batches {
		if b.State == training.BatchOpen {
			ids = append(ids, b.ID)
		}
	}
	return h.Schedule.Publish(c.Ctx, atMachine, a.ID, ids, k.Publish)
}

func (c *Command) arranged(run planning.Run, rules *regulation.Training) arrangedData {
	r := run.Report
	d := arrangedData{Run: string(run.ID), Sessions: r.Sessions, Changed: r.Changed, Bound: r.Bound, Moves: r.Moves, Costs: r.Costs, Left: []leftoverData{}}
	for _, l := range r.Left {
		one := leftoverData{Session: planning.About(c.Speaker, rules, l.Session, l.Batch.Label), Needs: []string{}, Because: []string{}, Frees: []string{}}
		for _, need := range l.Needs {
			one.Needs = append(one.Needs, need.Say(c.Speaker))
		}
		for _, cause := range l.Causes {
			one.Because = append(one.Because, cause.Say(c.Speaker, rules))
		}
		for _, cause := range l.Frees {
			one.Frees = append(one.Frees, cause.Say(c.Speaker, rules))
		}
		d.Left = append(d.Left, one)
	}
	return d
}

func (c *Command) printArranged(d arrangedData) {
	c.Printf("%s\n", c.T("cmd.arrange.done", "N", d.Sessions, "Changed", d.Changed, "Bound", d.Bound, "Left", len(d.Left)))
	c.Printf("%s\n", c.T("cmd.arrange.costs", "Times", d.Costs.Times, "Same", d.Costs.Steady, "Share", d.Costs.Loads, "Changes", d.Costs.Choices, "Sum", d.Costs.Sum()))
	for _, l := range d.Left {
		c.Printf("! %s: %s\n", l.Session, strings.Join(l.Needs, ", "))
		c.Printf("    %s\n", strings.Join(l.Because, "; "))
		if len(l.Frees) > 0 {
			c.Printf("    %s\n", c.T("cmd.arrange.frees", "Facts", strings.Join(l.Frees, "; ")))
		}
	}
	if d.Batches > 0 {
		c.Printf("%s\n", c.T("cmd.arrange.published", "N", fmt.Sprint(d.Batches)))
	}
}
