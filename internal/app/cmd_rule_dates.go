package app

import (
	"fmt"
	"strconv"
	"strings"

	"pamong/internal/kit/calendar"
	"pamong/internal/kit/clock"
	"pamong/internal/kit/fault"
	"pamong/internal/regulation"
)

// RuleCalendarCmd dates the stages of a course.
type RuleCalendarCmd struct {
	Pack         string   `required:"" help:"rule_flag_pack_help" placeholder:"ID"`
	Mode         string   `help:"rule_flag_mode_help" placeholder:"blended|classical|distance"`
	Start        string   `required:"" help:"rule_flag_start_help" placeholder:"YYYY-MM-DD"`
	Stage        []string `help:"rule_flag_stage_help" sep:"none" placeholder:"KEY=DAYS"`
	Skip         []string `help:"rule_flag_skip_help" sep:"none" placeholder:"KEY=holidays,collective,saturday|none"`
	HolidaysAsOf string   `help:"rule_flag_as_of_help" placeholder:"YYYY-MM-DD"`
	Unit         string   `help:"rule_flag_unit_help" enum:"working,calendar," default:"" placeholder:"working|calendar"`
}

type stageData struct {
	Key   string     `json:"key"`
	Start clock.Date `json:"start"`
	End   clock.Date `json:"end"`
	Days  int        `json:"days"`
	JP    int        `json:"jp"`
}

// Run dates the stages. Warnings go to the error stream.
func (r *RuleCalendarCmd) Run(c *Command) error {
	if err := c.dates(dateFlag{"--start", r.Start}, dateFlag{"--holidays-as-of", r.HolidaysAsOf}); err != nil {
		return err
	}
	book, err := c.ruleBook()
	if err != nil {
		return err
	}
	rules, err := c.trainingOf(book, r.Pack)
	if err != nil {
		return err
	}
	mode, err := rules.Mode(r.Mode)
	if err != nil {
		return c.unusable(err)
	}
	changes, err := r.changes(mode)
	if err != nil {
		return c.unusable(err)
	}
	holidays := book.holidays
	if r.HolidaysAsOf != "" {
		holidays = holidays.AsOf(clock.Date(r.HolidaysAsOf))
	}
	stages, warnings, err := mode.StageDates(clock.Date(r.Start), holidays, changes)
	if err != nil {
		return c.unusable(err)
	}
	for _, w := range warnings {
		fmt.Fprintf(c.Err, "%s: %s\n", w.Code, c.T(w.Key(), w.Args...))
	}
	return r.print(c, stages)
}

func (r *RuleCalendarCmd) print(c *Command, stages []regulation.StageDate) error {
	list, rows := []stageData{}, [][]string{}
	for _, s := range stages {
		d := stageData{s.Stage.Key, s.Start, s.End, len(s.Days), s.Stage.JP.Value}
		list = append(list, d)
		rows = append(rows, []string{s.Stage.Title.In(c.Speaker.Lang), c.Speaker.LongDate(d.Start), c.Speaker.LongDate(d.End), fmt.Sprint(d.Days), fmt.Sprint(d.JP)})
	}
	if c.JSON {
		return c.PrintJSON(list)
	}
	return c.table(c.T("cmd.rule_calendar.heading"), rows)
}

// changes reads the flags that depart from the pack.
func (r *RuleCalendarCmd) changes(mode *regulation.Mode) (map[string]regulation.StageChange, error) {
	changes := map[string]regulation.StageChange{}
	var f fault.Fields
	for i := range mode.Stages {
		if r.Unit != "" {
			rule := mode.Stages[i].Rule()
			rule.Unit = calendar.Unit(r.Unit)
			changes[mode.Stages[i].Key] = regulation.StageChange{Rule: &rule}
		}
	}
	for _, text := range r.Stage {
		key, number, _ := strings.Cut(text, "=")
		days, err := strconv.Atoi(number)
		if err != nil {
			f.Add("--stage "+text, "cmd.rule_bad_stage")
			continue
		}
		change := changes[key]
		change.Days = &days
		changes[key] = change
	}
	for _, text := range r.Skip {
		key, names, _ := strings.Cut(text, "=")
		unit := calendar.Working
		if stage := mode.Stage(key); stage != nil {
			unit = stage.Unit.Value
		}
		if r.Unit != "" {
			unit = calendar.Unit(r.Unit)
		}
		rule, err := calendar.NewRule(unit, strings.Split(names, ","))
		if err != nil {
			f.Add("--skip "+text, "cmd.rule_bad_skip")
			continue
		}
		change := changes[key]
		change.Rule = &rule
		changes[key] = change
	}
	return changes, f.Err()
}

// RuleWindowCmd tells when the evaluation after the training is held.
type RuleWindowCmd struct {
	Ended string `required:"" help:"rule_flag_ended_help" placeholder:"YYYY-MM-DD"`
	Pack  string `help:"rule_flag_pack_help" placeholder:"ID"`
}

type windowData struct {
	Opens  clock.Date `json:"opens"`
	Closes clock.Date `json:"closes"`
}

// Run tells the window.
func (r *RuleWindowCmd) Run(c *Command) error {
	if !clock.Date(r.Ended).Valid() {
		return Usage("--ended: " + c.T("regulation.fault.date"))
	}
	rules, err := c.trainingPack(r.Pack)
	if err != nil {
		return err
	}
	opens, closes := rules.PostTraining.Window(clock.Date(r.Ended))
	if c.JSON {
		return c.PrintJSON(windowData{opens, closes})
	}
	c.Printf("%s\n", c.Speaker.Period(opens, closes))
	return nil
}

// RuleProbationCmd tells where in the probation a day lies.
type RuleProbationCmd struct {
	TMT   string `name:"tmt" required:"" help:"rule_flag_tmt_help" placeholder:"YYYY-MM-DD"`
	Today string `required:"" help:"rule_flag_today_help" placeholder:"YYYY-MM-DD"`
}

type termData struct {
	MonthsServed int                  `json:"months_served"`
	Ends         clock.Date           `json:"ends"`
	State        regulation.TermState `json:"state"`
}

// Run tells the months served, the end and the state.
func (r *RuleProbationCmd) Run(c *Command) error {
	if err := c.dates(dateFlag{"--tmt", r.TMT}, dateFlag{"--today", r.Today}); err != nil {
		return err
	}
	if r.TMT == "" || r.Today == "" {
		return Usage("--tmt, --today: " + c.T("regulation.fault.date"))
	}
	rules, err := c.probationRules()
	if err != nil {
		return err
	}
	term := rules.Term(clock.Date(r.TMT), clock.Date(r.Today))
	if c.JSON {
		return c.PrintJSON(termData{term.MonthsServed, term.Ends, term.State})
	}
	c.Printf("%s\n", c.T("cmd.rule_probation.term", "N", term.MonthsServed, "Ends", c.Speaker.Date(term.Ends), "State", c.T("regulation.term."+string(term.State))))
	return nil
}
