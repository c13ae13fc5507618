package app

import (
	"cmp"
	"slices"

	"pamong/internal/kit/clock"
	"pamong/internal/org"
	"pamong/internal/probation"
	"pamong/internal/roster"
)

// HealthCmd groups the commands of the health examination.
type HealthCmd struct {
	Queue   HealthQueueCmd   `cmd:"" help:"health_queue_help"`
	Plan    HealthPlanCmd    `cmd:"" help:"health_plan_help"`
	Seat    HealthSeatCmd    `cmd:"" help:"health_seat_help"`
	List    HealthListCmd    `cmd:"" help:"health_list_help"`
	Move    HealthMoveCmd    `cmd:"" help:"health_move_help"`
	Result  HealthResultCmd  `cmd:"" help:"health_result_help"`
	Results HealthResultsCmd `cmd:"" help:"health_results_help"`
	Undo    ProbationUndoCmd `cmd:"" help:"list_undo_help"`
}

// HealthQueueCmd lists who needs a health letter and has no day yet.
type HealthQueueCmd struct{ AgencyFlag }

type waitingData struct {
	NIP       string     `json:"nip"`
	Name      string     `json:"name"`
	LastSafe  clock.Date `json:"last_safe"`
	NotBefore clock.Date `json:"not_before"`
	Absent    int        `json:"absent"`
}

// Run prints the queue.
func (q *HealthQueueCmd) Run(c *Command) error {
	return q.with(c, func(h *House, a org.Agency) error {
		list, _, err := h.Probation.HealthQueue(c.Ctx, atMachine, a)
		if err != nil {
			return err
		}
		out := []waitingData{}
		for _, w := range list {
			out = append(out, waitingData{w.NIP, w.Name, w.LastSafe, w.NotBefore, w.Absent})
		}
		if c.JSON {
			return c.PrintJSON(out)
		}
		for _, w := range out {
			c.Printf("%s  %-18s  %s\n", w.LastSafe, w.NIP, w.Name)
		}
		c.Printf("%s\n", c.T("probation.health.waiting", "N", len(out)))
		return nil
	})
}

// HealthPlanCmd plans an examination.
type HealthPlanCmd struct {
	AgencyFlag
	Hospital string `required:"" help:"health_hospital_help"`
	Place    string `help:"health_place_help"`
	From     string `required:"" help:"health_from_help" placeholder:"DATE"`
	Quota    int    `required:"" help:"health_quota_help"`
}

// Run plans it and prints its id.
func (p *HealthPlanCmd) Run(c *Command) error {
	return p.with(c, func(h *House, a org.Agency) error {
		from, err := c.day(p.From)
		if err != nil {
			return err
		}
		exam, err := h.Probation.PlanExam(c.Ctx, atMachine, a, probation.Exam{Hospital: p.Hospital, Place: p.Place, FirstDay: from, Quota: p.Quota})
		if err != nil {
			return err
		}
		if c.JSON {
			return c.PrintJSON(map[string]string{"exam": string(exam)})
		}
		c.Printf("%s\n", exam)
		return nil
	})
}

// HealthSeatCmd gives people of the queue their days.
type HealthSeatCmd struct {
	AgencyFlag
	Exam string   `arg:"" help:"health_exam_help"`
	NIP  []string `name:"nip" help:"health_nip_help" placeholder:"NIP"`
}

// Run gives the days.
func (s *HealthSeatCmd) Run(c *Command) error {
	return s.with(c, func(h *House, a org.Agency) error {
		var people []string
		for _, nip := range s.NIP {
			p, err := roster.ByNIP(c.Ctx, h.DB, a.ID, nip)
			if err != nil {
				return err
			}
			people = append(people, string(p.ID))
		}
		n, err := h.Probation.SeatExam(c.Ctx, atMachine, a, probation.ExamID(s.Exam), people)
		if err != nil {
			return err
		}
		if c.JSON {
			return c.PrintJSON(map[string]int{"people": n})
		}
		c.Printf("%s\n", c.T("cmd.health_seated", "N", n))
		return nil
	})
}

// HealthListCmd lists who comes when.
type HealthListCmd struct {
	AgencyFlag
	Day string `help:"health_day_help" placeholder:"DATE"`
}

type examData struct {
	Exam    probation.ExamID    `json:"exam"`
	Day     clock.Date          `json:"day"`
	NIP     string              `json:"nip"`
	Name    string              `json:"name"`
	State   probation.ExamState `json:"state"`
	AgainOn clock.Date          `json:"again_on"`
}

// Run prints the days in their order.
func (l *HealthListCmd) Run(c *Command) error {
	return l.with(c, func(h *House, a org.Agency) error {
		day, err := c.day(l.Day)
		if err != nil {
			return err
		}
		_, seats, err := h.Probation.HealthQueue(c.Ctx, atMachine, a)
		if err != nil {
			return err
		}
		people, err := roster.All(c.Ctx, h.DB, a.ID)
		if err != nil {
			return err
		}
		out := []examData{}
		for _, s := range seats {
			at := slices.IndexFunc(people, func(p roster.Person) bool { return string(p.ID) == s.Person })
			if at >= 0 && s.State != probation.ExamReleased && (day == "" || s.Day == day) {
				out = append(out, examData{s.Exam, s.Day, people[at].NIP, people[at].Name, s.State, s.AgainOn})
			}
		}
		slices.SortStableFunc(out, func(x, y examData) int { return cmp.Compare(x.Day, y.Day) })
		if c.JSON {
			return c.PrintJSON(out)
		}
		for _, s := range out {
			c.Printf("%s  %-18s  %-36s  %s\n", s.Day, s.NIP, s.Name, c.T("probation.health.state."+string(s.State)))
		}
		return nil
	})
}

// HealthResultCmd records what came of somebody's day.
type HealthResultCmd struct {
	AgencyFlag
	NIP    string `arg:"" name:"nip" help:"health_who_help"`
	State  string `arg:"" help:"health_state_help" enum:"fit,unfit,again,absent,released"`
	Number string `help:"health_number_help"`
	On     string `help:"health_on_help" placeholder:"DATE"`
	Again  string `help:"health_again_help" placeholder:"DATE"`
}

// Run records it for the day that the person has.
func (r *HealthResultCmd) Run(c *Command) error {
	return r.with(c, func(h *House, a org.Agency) error {
		res := probation.ExamResult{State: probation.ExamState(r.State), Number: r.Number}
		var err error
		if res.Seat, err = c.examSeat(h, a, r.NIP); err != nil {
			return err
		}
		if res.IssuedOn, err = c.day(r.On); err != nil {
			return err
		}
		if res.AgainOn, err = c.day(r.Again); err != nil {
			return err
		}
		if err := h.Probation.Examined(c.Ctx, atMachine, a, res); err != nil {
			return err
		}
		if c.JSON {
			return c.PrintJSON(map[string]string{"nip": r.NIP, "state": r.State})
		}
		c.Printf("%s\n", c.T("probation.health.kept"))
		return nil
	})
}

// examSeat returns the day that somebody has and that waits for its result, ""
// for none.
func (c *Command) examSeat(h *House, a org.Agency, nip string) (string, error) {
	p, err := roster.ByNIP(c.Ctx, h.DB, a.ID, nip)
	if err != nil {
		return "", err
	}
	_, seats, err := h.Probation.HealthQueue(c.Ctx, atMachine, a)
	if err != nil {
		return "", err
	}
	for _, s := range seats {
		if s.Person == string(p.ID) && s.State == probation.ExamPlanned {
			return s.ID, nil
		}
	}
	return "", nil
}

// HealthMoveCmd gives somebody another day.
type HealthMoveCmd struct {
	AgencyFlag
	NIP string `arg:"" name:"nip" help:"health_who_help"`
	Day string `arg:"" help:"health_move_day_help"`
}

// Run moves the person to the day.
func (m *HealthMoveCmd) Run(c *Command) error {
	return m.with(c, func(h *House, a org.Agency) error {
		day, err := c.day(m.Day)
		if err != nil {
			return err
		}
		seat, err := c.examSeat(h, a, m.NIP)
		if err != nil {
			return err
		}
		if err := h.Probation.MoveExam(c.Ctx, atMachine, a, seat, day); err != nil {
			return err
		}
		if c.JSON {
			return c.PrintJSON(map[string]string{"nip": m.NIP, "day": m.Day})
		}
		c.Printf("%s\n", c.T("probation.health.moved"))
		return nil
	})
}

// HealthResultsCmd enters the list of a day that the hospital has filled in.
type HealthResultsCmd struct{ ListFlags }

// Run reads the list and, with --commit, enters it.
func (s *HealthResultsCmd) Run(c *Command) error {
	return s.with(c, func(h *House, a org.Agency, file roster.File) error {
		p, err := h.Probation.ReadResults(c.Ctx, atMachine, a, file)
		if err != nil {
			return err
		}
		return s.finishProbation(c, h, a, p, "")
	})
}
