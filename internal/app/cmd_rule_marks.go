package app

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"pamong/internal/kit/fault"
	"pamong/internal/regulation"
)

// RuleScoreCmd computes a final mark.
type RuleScoreCmd struct {
	Pack  string `required:"" help:"rule_flag_pack_help" placeholder:"ID"`
	Mode  string `help:"rule_flag_mode_help" placeholder:"blended|classical|distance"`
	Marks string `required:"" help:"rule_flag_marks_help" placeholder:"attitude=88,mooc=70,…"`
}

type scoreData struct {
	Final     string             `json:"final"`
	Predicate string             `json:"predicate"`
	Outcome   regulation.Outcome `json:"outcome"`
	Parts     []partData         `json:"parts"`
}

type partData struct {
	Key    string           `json:"key"`
	Weight json.Number      `json:"weight"`
	Mark   string           `json:"mark"`
	Points string           `json:"points"`
	Grade  regulation.Grade `json:"grade"`
	Source string           `json:"source"`
}

// Run computes the final mark and says how it comes about.
func (r *RuleScoreCmd) Run(c *Command) error {
	rules, err := c.trainingPack(r.Pack)
	if err != nil {
		return err
	}
	mode, err := rules.Mode(r.Mode)
	if err != nil {
		return c.unusable(err)
	}
	marks, err := readMarks(r.Marks)
	if err != nil {
		return c.unusable(err)
	}
	result, err := rules.Evaluation.Scorer(mode.Key).Score(marks)
	if err != nil {
		return c.unusable(err)
	}
	data := scoreData{Final: result.Final.String(), Predicate: result.Band.Predicate.In(c.Speaker.Lang), Outcome: result.Band.Outcome}
	var rows [][]string
	for _, p := range result.Parts {
		w := p.Component.Weight
		d := partData{p.Component.Key, json.Number(w.Value.Short()), p.Mark.String(), p.Points().String(), w.Grade, w.Source}
		data.Parts = append(data.Parts, d)
		rows = append(rows, []string{p.Component.Title.In(c.Speaker.Lang), c.Speaker.Decimal(w.Value.Short()), c.Speaker.Decimal(d.Mark), c.Speaker.Decimal(d.Points), string(d.Grade), d.Source})
	}
	if c.JSON {
		return c.PrintJSON(data)
	}
	if err := c.table(c.T("cmd.rule_score.heading"), rows); err != nil {
		return err
	}
	c.Printf("%s\n", c.T("cmd.rule_score.final", "Final", c.Speaker.Decimal(data.Final), "Predicate", data.Predicate, "Outcome", c.T("regulation.outcome."+string(data.Outcome))))
	return nil
}

// readMarks reads marks written key=mark,key=mark.
func readMarks(text string) (regulation.Marks, error) {
	marks := regulation.Marks{}
	var f fault.Fields
	for pair := range strings.SplitSeq(text, ",") {
		key, number, _ := strings.Cut(strings.TrimSpace(pair), "=")
		mark, err := regulation.ParseHundredths(number)
		switch {
		case err != nil:
			f.Add("--marks "+pair, "regulation.fault.decimal", "Text", number)
		case marks[key] != (regulation.Exact{}):
			f.Add("--marks "+pair, "cmd.rule_mark_again")
		}
		marks[key] = regulation.Whole(mark)
	}
	return marks, f.Err()
}

// RuleImplementationCmd computes the mark of the actualization from its parts.
type RuleImplementationCmd struct {
	Pack          string `required:"" help:"rule_flag_pack_help" placeholder:"ID"`
	Achievement   string `required:"" help:"rule_flag_achievement_help" placeholder:"MARK"`
	Benefit       string `required:"" help:"rule_flag_benefit_help" placeholder:"MARK"`
	Communication string `required:"" help:"rule_flag_communication_help" placeholder:"MARK"`
}

type implementationData struct {
	Mark   string `json:"mark"`
	Points string `json:"points"`
}

// Run computes the mark and the points it adds to the final mark.
func (r *RuleImplementationCmd) Run(c *Command) error {
	rules, err := c.trainingPack(r.Pack)
	if err != nil {
		return err
	}
	marks, err := readMarks("achievement=" + r.Achievement + ",benefit=" + r.Benefit + ",communication=" + r.Communication)
	if err != nil {
		return c.unusable(err)
	}
	part, err := rules.Evaluation.Implementation(marks)
	if err != nil {
		return c.unusable(err)
	}
	data := implementationData{part.Mark.String(), part.Points().String()}
	if c.JSON {
		return c.PrintJSON(data)
	}
	c.Printf("%s\n", c.T("cmd.rule_implementation.mark", "Mark", c.Speaker.Decimal(data.Mark), "Points", c.Speaker.Decimal(data.Points), "Weight", c.Speaker.Decimal(part.Component.Weight.Value.Short())))
	return nil
}

// RuleAbsenceCmd compares absences with their limits.
type RuleAbsenceCmd struct {
	Pack     string `required:"" help:"rule_flag_pack_help" placeholder:"ID"`
	Sessions int    `help:"rule_flag_sessions_help" placeholder:"N"`
	JP       int    `name:"jp" help:"rule_flag_jp_help" placeholder:"N"`
	Days     int    `help:"rule_flag_days_help" placeholder:"N"`
}

type absenceData struct {
	Breach bool       `json:"breach"`
	Over   []string   `json:"over"`
	Limits limitsData `json:"limits"`
}

type limitsData struct {
	Sessions int `json:"sessions"`
	JP       int `json:"jp"`
	Days     int `json:"days"`
}

// Run tells which counters are above their limit.
func (r *RuleAbsenceCmd) Run(c *Command) error {
	if min(r.Sessions, r.JP, r.Days) < 0 {
		return Usage(c.T("cmd.rule_negative"))
	}
	rules, err := c.trainingPack(r.Pack)
	if err != nil {
		return err
	}
	over := rules.Attendance.Over(regulation.Absences{Sessions: r.Sessions, JP: r.JP, Days: r.Days})
	limits := rules.Attendance.Limits()
	if c.JSON {
		return c.PrintJSON(absenceData{len(over) > 0, over, limitsData(limits)})
	}
	names := make([]string, len(over))
	for i, counter := range over {
		names[i] = c.T("regulation.counter." + counter)
	}
	key := "cmd.rule_absence.within"
	if len(over) > 0 {
		key = "cmd.rule_absence.over"
	}
	c.Printf("%s\n", c.T(key, "Over", strings.Join(names, ", "), "Sessions", limits.Sessions, "JP", limits.JP, "Days", limits.Days))
	return nil
}

// RuleRankCmd ranks issues.
type RuleRankCmd struct {
	Method string `required:"" help:"rule_flag_method_help" placeholder:"apkl|usg"`
	Scores string `required:"" help:"rule_flag_scores_help" placeholder:"5,4,4,5;4,4,3,5"`
	Pack   string `help:"rule_flag_pack_help" placeholder:"ID"`
}

type rankData struct {
	Index int `json:"index"`
	Total int `json:"total"`
	Rank  int `json:"rank"`
}

// Run ranks the issues and keeps their order.
func (r *RuleRankCmd) Run(c *Command) error {
	rules, err := c.trainingPack(r.Pack)
	if err != nil {
		return err
	}
	method, err := rules.Actualization.Method(r.Method)
	if err != nil {
		return c.unusable(err)
	}
	scores, ok := readScores(r.Scores)
	if !ok {
		return Usage(c.T("cmd.rule_bad_scores"))
	}
	ranked, err := method.Rank(scores)
	if err != nil {
		return c.unusable(err)
	}
	list, rows := []rankData{}, [][]string{}
	for _, x := range ranked {
		list = append(list, rankData(x))
		rows = append(rows, []string{fmt.Sprint(x.Index), fmt.Sprint(x.Total), fmt.Sprint(x.Rank)})
	}
	if c.JSON {
		return c.PrintJSON(list)
	}
	return c.table(c.T("cmd.rule_rank.heading"), rows)
}

// readScores reads issues parted by semicolons, scores parted by commas.
func readScores(text string) (scores [][]int, ok bool) {
	for issue := range strings.SplitSeq(strings.Trim(text, "; "), ";") {
		var row []int
		for number := range strings.SplitSeq(issue, ",") {
			n, err := strconv.Atoi(strings.TrimSpace(number))
			if err != nil {
				return nil, false
			}
			row = append(row, n)
		}
		scores = append(scores, row)
	}
	return scores, true
}

// RulePerformanceCmd reads the performance matrix.
type RulePerformanceCmd struct {
	Results   string `required:"" help:"rule_flag_results_help" enum:"above,meets,below" placeholder:"above|meets|below"`
	Behaviour string `required:"" help:"rule_flag_behaviour_help" enum:"above,meets,below" placeholder:"above|meets|below"`
}

type performanceData struct {
	Predicate string `json:"predicate"`
	Quadrant  int    `json:"siasn_quadrant"`
}

// Run tells the predicate and the quadrant of SIASN.
func (r *RulePerformanceCmd) Run(c *Command) error {
	rules, err := c.probationRules()
	if err != nil {
		return err
	}
	field, err := rules.Rate(regulation.Rating(r.Results), regulation.Rating(r.Behaviour))
	if err != nil {
		return c.unusable(err)
	}
	if c.JSON {
		return c.PrintJSON(performanceData{field.Predicate, field.SIASNQuadrant})
	}
	c.Printf("%s\n", c.T("cmd.rule_performance.field", "Predicate", field.Predicate, "Quadrant", field.SIASNQuadrant))
	return nil
}
