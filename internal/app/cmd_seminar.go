package app

import (
	"pamong/internal/kit/clock"
	"pamong/internal/org"
	"pamong/internal/roster"
	"pamong/internal/schedule"
	"pamong/internal/seminar"
	"pamong/internal/training"
)

// SeminarCmd groups the commands of seminars.
type SeminarCmd struct {
	Plan SeminarPlanCmd `cmd:"" help:"seminar_plan_help"`
	Show SeminarShowCmd `cmd:"" help:"seminar_show_help"`
}

// seminarFlags name a seminar of a batch.
type seminarFlags struct {
	BatchFlags
	Seminar string `enum:"design,final" default:"design" help:"seminar_which_help" placeholder:"design|final"`
}

func (f seminarFlags) at(a org.Agency, b training.Batch) seminar.At {
	return seminar.At{Agency: a.ID, Batch: b.ID, Subject: seminar.SubjectAt(f.Seminar)}
}

// SeminarPlanCmd makes a plan of a seminar in a draft.
type SeminarPlanCmd struct {
	seminarFlags
	Minutes int    `help:"seminar_minutes_help"`
	Break   int    `default:"-1" help:"seminar_break_help"`
	Order   string `enum:"name,unit,drawn,hand," default:"" help:"seminar_order_help" placeholder:"name|unit|drawn|hand"`
	Seed    int    `default:"-1" help:"seminar_seed_help"`
	Keep    bool   `help:"seminar_keep_help"`
}

// Run plans and prints the slots.
func (s *SeminarPlanCmd) Run(c *Command) error {
	return s.with(c, func(h *House, a org.Agency, b training.Batch) error {
		at := s.at(a, b)
		v, err := seminar.Look(c.Ctx, h.DB, a.ID, b.ID, at.Subject)
		if err != nil {
			return err
		}
		settings := v.Settings
		if s.Minutes != 0 {
			settings.Minutes = s.Minutes
		}
		if s.Break != -1 {
			settings.Break = s.Break
		}
		if s.Order != "" {
			settings.Order = seminar.Order(s.Order)
		}
		if s.Seed != -1 {
			settings.Seed = s.Seed
		}
		at.Mark = v.Mark()
		if err := h.Seminars.Propose(c.Ctx, atMachine, at, settings, s.Keep); err != nil {
			return err
		}
		return c.printSeminar(h, a, at)
	})
}

// SeminarShowCmd prints the slots of a seminar.
type SeminarShowCmd struct{ seminarFlags }

// Run prints them.
func (s *SeminarShowCmd) Run(c *Command) error {
	return s.with(c, func(h *House, a org.Agency, b training.Batch) error { return c.printSeminar(h, a, s.at(a, b)) })
}

// seminarData is a plan as JSON.
type seminarData struct {
	State    string         `json:"state"`
	Version  int            `json:"version"`
	Slots    []slotData     `json:"slots"`
	Left     []slotlessData `json:"left"`
	Problems []string       `json:"problems"` // that forbid publishing
	Wishes   []unmetData    `json:"wishes"`
}

type slotData struct {
	Person   roster.PersonID    `json:"person"`
	Name     string             `json:"name"`
	Group    int                `json:"group"`
	Session  schedule.SessionID `json:"session"`
	Day      clock.Date         `json:"day"`
	From     string             `json:"from"`
	Until    string             `json:"until"`
	Place    string             `json:"place,omitempty"`
	Link     string             `json:"link,omitempty"`
	Examiner string             `json:"examiner,omitempty"`
	Coach    string             `json:"coach,omitempty"`
	Mentor   string             `json:"mentor,omitempty"`
	Locked   bool               `json:"locked,omitempty"`
}

type slotlessData struct {
	Name    string           `json:"name"`
	Group   int              `json:"group"`
	Reasons []seminar.Reason `json:"reasons"`
}

type unmetData struct {
	Wish   string `json:"wish"`
	Weight int    `json:"weight"`
	Unmet  int    `json:"unmet"`
}

func (c *Command) printSeminar(h *House, a org.Agency, at seminar.At) error {
	v, err := seminar.Look(c.Ctx, h.DB, a.ID, at.Batch, at.Subject)
	if err != nil {
		return err
	}
	if v.Plan == nil {
		return Refused(c.T("seminar.not_planned"))
	}
	d := seminarData{State: string(v.Plan.State), Version: v.Plan.Number, Slots: []slotData{}, Left: []slotlessData{}, Problems: []string{}}
	for _, s := range v.Plan.Slots {
		if s.Placed() {
			d.Slots = append(d.Slots, slotData{s.Person, v.Person(s.Person).Name, s.Group, s.Session, s.Day, c.Speaker.HourMinute(s.Start), c.Speaker.HourMinute(s.End), s.Place, s.Link, s.Examiner, s.Coach, s.Mentor, s.Locked})
		}
	}
	for _, s := range v.Left() {
		d.Left = append(d.Left, slotlessData{v.Person(s.Person).Name, s.Group, s.Reasons})
	}
	for _, p := range v.Hard() {
		d.Problems = append(d.Problems, p.Text.Of(c.Speaker))
	}
	for _, w := range v.Wishes {
		d.Wishes = append(d.Wishes, unmetData{c.T(w.Key), w.Weight, w.Unmet})
	}
	if c.JSON {
		return c.PrintJSON(d)
	}
	for _, s := range d.Slots {
		c.Printf("%d  %s  %s–%s  %-36s  %-24s  %s\n", s.Group, s.Day, s.From, s.Until, s.Name, s.Place, s.Examiner)
	}
	c.Printf("%s\n", c.T("seminar.placed", "N", len(d.Slots), "Of", len(v.People)))
	for _, p := range d.Problems {
		c.Printf("! %s\n", p)
	}
	for _, s := range v.Left() {
		c.Printf("- %s: %s\n", v.Person(s.Person).Name, s.Why().Of(c.Speaker))
	}
	return nil
}
