package app

import (
	"slices"

	"pamong/internal/kit/clock"
	"pamong/internal/org"
	"pamong/internal/probation"
	"pamong/internal/roster"
)

// ProbationCmd groups the commands of the way from probation to oath.
type ProbationCmd struct {
	Forecast  ProbationForecastCmd  `cmd:"" help:"probation_forecast_help"`
	Propose   ProbationProposeCmd   `cmd:"" help:"probation_propose_help"`
	Return    ProbationReturnCmd    `cmd:"" help:"probation_return_help"`
	Recommend ProbationRecommendCmd `cmd:"" help:"probation_recommend_help"`
	Decide    ProbationDecideCmd    `cmd:"" help:"probation_decide_help"`
	Report    ProbationReportCmd    `cmd:"" help:"probation_report_help"`
	Step      ProbationStepCmd      `cmd:"" help:"probation_step_help"`
	Health    HealthCmd             `cmd:"" help:"health_help"`
	Oath      OathCmd               `cmd:"" help:"oath_help"`
	Siasn     SiasnCmd              `cmd:"" help:"siasn_help"`
	Absence   ProbationAbsenceCmd   `cmd:"" help:"probation_absence_help"`
	Remind    ProbationRemindCmd    `cmd:"" help:"probation_remind_help"`
}

// AgencyFlag names the agency of a command.
type AgencyFlag struct {
	Agency string `required:"" help:"agency_help" placeholder:"CODE"`
}

// with opens the house and the agency of the command.
func (f *AgencyFlag) with(c *Command, do func(h *House, a org.Agency) error) error {
	return c.inAgency(f.Agency, do)
}

// day reads a date of the command line; "" stays empty.
func (c *Command) day(text string) (clock.Date, error) {
	if text == "" {
		return "", nil
	}
	d, err := clock.ParseDate(text)
	if err != nil {
		return "", c.notADay(text)
	}
	return d, nil
}

// ProbationForecastCmd says who can be appointed by a day.
type ProbationForecastCmd struct {
	AgencyFlag
	By string `help:"forecast_by_help" placeholder:"DATE"`
}

type forecastData struct {
	By        clock.Date `json:"by"`
	People    int        `json:"people"`
	Ready     int        `json:"ready"`
	Later     int        `json:"later"`
	Waiting   int        `json:"waiting"`
	Suspended int        `json:"suspended"`
	Holds     []holdData `json:"holds"`
}

type holdData struct {
	Gate  string `json:"gate"`
	Title string `json:"title"`
	All   int    `json:"all"`
	Alone int    `json:"alone"`
}

// Run prints the forecast.
func (f *ProbationForecastCmd) Run(c *Command) error {
	return f.with(c, func(h *House, a org.Agency) error {
		by, err := c.day(f.By)
		if err == nil && by == "" {
			by, err = h.Probation.NextFull(c.Ctx, atMachine, a)
		}
		if err != nil {
			return err
		}
		o, err := h.Probation.Forecast(c.Ctx, atMachine, a, by)
		if err != nil {
			return err
		}
		d := forecastData{By: by, People: o.People, Ready: len(o.Ready), Later: o.Later, Waiting: len(o.Waits), Suspended: o.Halted, Holds: []holdData{}}
		for _, x := range o.Holds {
			d.Holds = append(d.Holds, holdData{x.Gate.Key, x.Gate.Title.In(c.Speaker.Lang), x.All, x.Alone})
		}
		if c.JSON {
			return c.PrintJSON(d)
		}
		c.Printf("%s\n", c.T("probation.forecast.lead", "N", d.Ready, "Of", d.People, "On", by))
		for _, x := range d.Holds {
			c.Printf("%5d %5d  %s\n", x.Alone, x.All, x.Title)
		}
		return nil
	})
}

// LetterFlags are the document of a step that many people take together, and
// who they are.
type LetterFlags struct {
	AgencyFlag
	NIP    []string `name:"nip" help:"letter_nip_help" placeholder:"NIP"`
	All    bool     `help:"letter_all_help"`
	Number string   `help:"letter_number_help"`
	On     string   `help:"letter_on_help" placeholder:"DATE"`
	Reason string   `help:"letter_reason_help"`
}

// take takes the step with those named, or with all whom the state allows it.
func (f *LetterFlags) take(c *Command, l probation.Letter) error {
	return f.with(c, func(h *House, a org.Agency) error {
		var err error
		if l.IssuedOn, err = c.day(f.On); err != nil {
			return err
		}
		l.Number, l.Reason = f.Number, f.Reason
		people, err := f.people(c, h, a, l)
		if err != nil {
			return err
		}
		act, err := h.Probation.Together(c.Ctx, atMachine, a, l, people)
		if err != nil {
			return err
		}
		if c.JSON {
			return c.PrintJSON(map[string]any{"act": act, "people": len(people)})
		}
		c.Printf("%s\n", c.T("probation.act_done", "N", len(people)))
		return nil
	})
}

func (f *LetterFlags) people(c *Command, h *House, a org.Agency, l probation.Letter) ([]string, error) {
	list, err := h.Probation.Candidates(c.Ctx, atMachine, a, l.Day(a.Today(h.Clock.Now())))
	if err != nil {
		return nil, err
	}
	var ids []string
	for _, p := range list {
		if slices.Contains(f.NIP, p.NIP) || f.All && l.Suits(p) {
			ids = append(ids, string(p.ID))
		}
	}
	return ids, nil
}

// ProbationProposeCmd sends dossiers to the PPK, or to BKN first.
type ProbationProposeCmd struct {
	LetterFlags
	To string `help:"propose_to_help" enum:"ppk,bkn" default:"ppk"`
}

// Run records the proposal.
func (p *ProbationProposeCmd) Run(c *Command) error {
	return p.take(c, probation.Letter{Kind: probation.Proposed, Forum: p.To})
}

// ProbationReturnCmd records that dossiers came back.
type ProbationReturnCmd struct{ LetterFlags }

// Run records the return.
func (p *ProbationReturnCmd) Run(c *Command) error {
	return p.take(c, probation.Letter{Kind: probation.Returned})
}

// ProbationRecommendCmd records the recommendation of BKN.
type ProbationRecommendCmd struct{ LetterFlags }

// Run records the recommendation.
func (p *ProbationRecommendCmd) Run(c *Command) error {
	return p.take(c, probation.Letter{Kind: probation.Recommended})
}

// ProbationDecideCmd records the SK PNS.
type ProbationDecideCmd struct {
	LetterFlags
	TMT string `name:"tmt" required:"" help:"decide_tmt_help" placeholder:"DATE"`
}

// Run records the decree.
func (p *ProbationDecideCmd) Run(c *Command) error {
	tmt, err := c.day(p.TMT)
	if err != nil {
		return err
	}
	return p.take(c, probation.Letter{Kind: probation.Decided, TMT: tmt})
}

// ProbationReportCmd records the report to BKN.
type ProbationReportCmd struct{ LetterFlags }

// Run records the report.
func (p *ProbationReportCmd) Run(c *Command) error {
	return p.take(c, probation.Letter{Kind: probation.Reported})
}

// ProbationStepCmd records one documented step of one person.
type ProbationStepCmd struct {
	AgencyFlag
	Kind   string `arg:"" help:"step_kind_help"`
	NIP    string `name:"nip" required:"" help:"step_nip_help"`
	Number string `help:"letter_number_help"`
	On     string `help:"letter_on_help" placeholder:"DATE"`
	Day    string `help:"step_day_help" placeholder:"DATE"`
	Choice string `help:"step_choice_help"`
	Form   string `help:"step_form_help"`
	Case   string `help:"step_case_help"`
	Reason string `help:"letter_reason_help"`
}

// Run records the step.
func (s *ProbationStepCmd) Run(c *Command) error {
	return s.with(c, func(h *House, a org.Agency) error {
		p, err := roster.ByNIP(c.Ctx, h.DB, a.ID, s.NIP)
		if err != nil {
			return err
		}
		step := probation.Step{Person: string(p.ID), Case: probation.CaseID(s.Case), Kind: probation.StepKind(s.Kind), Number: s.Number, Choice: s.Choice, Form: s.Form, Reason: s.Reason}
		if step.IssuedOn, err = c.day(s.On); err != nil {
			return err
		}
		if step.Day, err = c.day(s.Day); err != nil {
			return err
		}
		id, err := h.Probation.Take(c.Ctx, atMachine, a, step)
		if err != nil {
			return err
		}
		if c.JSON {
			return c.PrintJSON(map[string]string{"step": string(id)})
		}
		c.Printf("%s\n", c.T("probation.step_taken"))
		return nil
	})
}

// ProbationAbsenceCmd enters days without an excuse, or takes them back.
type ProbationAbsenceCmd struct {
	AgencyFlag
	NIP    string `name:"nip" required:"" help:"step_nip_help"`
	From   string `required:"" help:"absence_from_help" placeholder:"DATE"`
	Until  string `required:"" help:"absence_until_help" placeholder:"DATE"`
	Source string `required:"" help:"absence_source_help"`
	Excuse bool   `help:"absence_excuse_help"`
}

// Run enters the days.
func (s *ProbationAbsenceCmd) Run(c *Command) error {
	return s.with(c, func(h *House, a org.Agency) error {
		p, err := roster.ByNIP(c.Ctx, h.DB, a.ID, s.NIP)
		if err != nil {
			return err
		}
		from, err := c.day(s.From)
		if err != nil {
			return err
		}
		until, err := c.day(s.Until)
		if err != nil {
			return err
		}
		do := h.Probation.Absence
		if s.Excuse {
			do = h.Probation.Excuse
		}
		n, err := do(c.Ctx, atMachine, a, string(p.ID), from, until, s.Source)
		if err != nil {
			return err
		}
		if c.JSON {
			return c.PrintJSON(map[string]int{"days": n})
		}
		c.Printf("%s\n", c.T("probation.absence_saved", "N", n))
		return nil
	})
}

// ProbationRemindCmd does at once what the daily sweep does.
type ProbationRemindCmd struct{}

// Run reminds all agencies that were not reminded today.
func (s *ProbationRemindCmd) Run(c *Command) error {
	h, err := c.open()
	if err != nil {
		return err
	}
	defer h.Close()
	return h.Probation.Remind(c.Ctx)
}
