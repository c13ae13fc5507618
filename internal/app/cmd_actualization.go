package app

import (
	"strconv"
	"strings"

	"pamong/internal/actualization"
	"pamong/internal/kit/clock"
	"pamong/internal/org"
	"pamong/internal/training"
)

// ActualizationCmd lists how far the weeks at work of a batch are: who has
// reported, and whose mentor is awaited.
type ActualizationCmd struct {
	BatchFlags
	State string `help:"actualization_state_help" enum:",due,sent,returned,approved" default:""`
}

// weekData is a week of somebody as the command prints it.
type weekData struct {
	Number  int                 `json:"number,omitempty"` // none for a week outside the stage
	From    clock.Date          `json:"from"`
	To      clock.Date          `json:"to"`
	State   actualization.State `json:"state"`
	Report  string              `json:"report,omitempty"`
	Note    string              `json:"note,omitempty"`
	Earlier int                 `json:"earlier,omitempty"`
}

// workData is a participant as the command prints it.
type workData struct {
	NIP    string     `json:"nip"`
	Name   string     `json:"name"`
	Mentor string     `json:"mentor,omitempty"`
	Weeks  []weekData `json:"weeks"`
}

// Run prints the weeks.
func (w *ActualizationCmd) Run(c *Command) error {
	return w.with(c, func(h *House, a org.Agency, b training.Batch) error {
		course, err := h.Actualization.Course(c.Ctx, atMachine, a, b.ID)
		if err != nil {
			return err
		}
		today := a.Today(h.Clock.Now())
		list := []workData{}
		for _, l := range course.Lines {
			if w.State != "" && l.Count(actualization.State(w.State), today) == 0 {
				continue
			}
			d := workData{NIP: l.Person.NIP, Name: l.Person.Name, Weeks: []weekData{}}
			if l.Mentor != nil {
				d.Mentor = l.Mentor.Name
			}
			for _, week := range l.Weeks {
				one := weekData{Number: week.Number, From: week.Days[0], To: week.Days[len(week.Days)-1], State: week.State(today), Earlier: len(week.Past)}
				if week.Report != nil {
					one.Report, one.Note = week.Report.Body, week.Report.Note
				}
				d.Weeks = append(d.Weeks, one)
			}
			list = append(list, d)
		}
		if c.JSON {
			return c.PrintJSON(list)
		}
		if len(list) == 0 {
			c.Printf("%s\n", c.T("actualization.cmd.none"))
		}
		for _, d := range list {
			var weeks []string
			for _, one := range d.Weeks {
				at := strconv.Itoa(one.Number)
				if one.Number == 0 {
					at = string(one.From)
				}
				weeks = append(weeks, c.T("actualization.cmd.week", "N", at, "State", c.T("actualization.state."+string(one.State))))
			}
			c.Printf("%-18s  %-36s  %-36s  %s\n", d.NIP, d.Name, d.Mentor, strings.Join(weeks, ", "))
		}
		return nil
	})
}
