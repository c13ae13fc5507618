package app

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"pamong/internal/kit/clock"
	"pamong/internal/kit/fault"
	"pamong/internal/regulation"
)

// RuleCmd groups the calculator: the same pure functions as the pages, on
// values from the command line. It needs no database; one that is named adds
// its own packs and holidays. It exits 0 whatever the verdict, except that nip
// and check exit 1 on an error, and 2 when it cannot compute.
type RuleCmd struct {
	Agency string `help:"rule_flag_agency_help" placeholder:"CODE"`

	Packs          RulePacksCmd          `cmd:"" help:"rule_packs_help"`
	Check          RuleCheckCmd          `cmd:"" help:"rule_check_help"`
	NIP            RuleNIPCmd            `cmd:"" name:"nip" help:"rule_nip_help"`
	Batches        RuleBatchesCmd        `cmd:"" help:"rule_batches_help"`
	Calendar       RuleCalendarCmd       `cmd:"" help:"rule_calendar_help"`
	Score          RuleScoreCmd          `cmd:"" help:"rule_score_help"`
	Implementation RuleImplementationCmd `cmd:"" help:"rule_implementation_help"`
	Absence        RuleAbsenceCmd        `cmd:"" help:"rule_absence_help"`
	Rank           RuleRankCmd           `cmd:"" help:"rule_rank_help"`
	Performance    RulePerformanceCmd    `cmd:"" help:"rule_performance_help"`
	Window         RuleWindowCmd         `cmd:"" help:"rule_window_help"`
	Probation      RuleProbationCmd      `cmd:"" help:"rule_probation_help"`
}

// AfterApply tells the calculator whose rules it goes by.
func (r *RuleCmd) AfterApply(c *Command) error {
	c.agency = r.Agency
	return nil
}

// unusable turns a fault in what was typed into a usage error.
func (c *Command) unusable(err error) error {
	if f := fault.Of(err); f != nil {
		return Usage(c.explain(f))
	}
	return err
}

// dateFlag is a date with the flag that it was given by.
type dateFlag struct{ flag, text string }

// dates checks dates; empty ones are allowed.
func (c *Command) dates(given ...dateFlag) error {
	var f fault.Fields
	for _, d := range given {
		if d.text != "" && !clock.Date(d.text).Valid() {
			f.Add(d.flag, "regulation.fault.date")
		}
	}
	return c.unusable(f.Err())
}

// table prints rows in columns under a heading.
func (c *Command) table(heading string, rows [][]string) error {
	w := tabwriter.NewWriter(c.Out, 0, 0, 2, ' ', 0)
	io.WriteString(w, strings.Join(strings.Split(heading, ","), "\t")+"\n")
	for _, r := range rows {
		io.WriteString(w, strings.Join(r, "\t")+"\n")
	}
	return w.Flush()
}

// RuleNIPCmd takes an NIP apart and checks it.
type RuleNIPCmd struct {
	NIP  string `arg:"" name:"nip" help:"rule_flag_nip_help"`
	Born string `help:"rule_flag_born_help" placeholder:"YYYY-MM-DD"`
	TMT  string `name:"tmt" help:"rule_flag_tmt_help" placeholder:"YYYY-MM-DD"`
	Sex  string `help:"rule_flag_sex_help" enum:"L,P," default:"" placeholder:"L|P"`
}

type nipData struct {
	NIP      string         `json:"nip"`
	Born     clock.Date     `json:"born"`
	TMT      clock.Date     `json:"tmt"`
	Sex      regulation.Sex `json:"sex"`
	Findings []findingData  `json:"findings"`
}

type findingData struct {
	Severity regulation.Severity `json:"severity"`
	Code     string              `json:"code"`
	Text     string              `json:"text"`
}

// Run checks the number; it is refused on a finding that is an error.
func (r *RuleNIPCmd) Run(c *Command) error {
	if err := c.dates(dateFlag{"--born", r.Born}, dateFlag{"--tmt", r.TMT}); err != nil {
		return err
	}
	rules, err := c.probationRules()
	if err != nil {
		return err
	}
	nip, findings := rules.CheckNIP(r.NIP, regulation.Expect{Born: clock.Date(r.Born), TMT: clock.Date(r.TMT), Sex: regulation.Sex(r.Sex)})
	data := nipData{nip.Text, nip.Born, nip.TMT, nip.Sex, []findingData{}}
	var refused error
	for _, f := range findings {
		data.Findings = append(data.Findings, findingData{f.Severity, f.Code, c.T(f.Key(), f.Args...)})
		if f.Severity == regulation.SeverityError {
			refused = Refused("")
		}
	}
	if c.JSON {
		return errors.Join(c.PrintJSON(data), refused)
	}
	c.Printf("%s\n", c.T("cmd.rule_nip.read", "NIP", data.NIP, "Born", c.Speaker.Date(data.Born), "TMT", c.Speaker.Date(data.TMT), "Sex", orDash(string(data.Sex))))
	for _, f := range data.Findings {
		c.Printf("%s: %s\n", c.T("regulation.severity."+string(f.Severity)), f.Text)
	}
	return refused
}

// orDash says a dash where there is nothing to say.
func orDash(s string) string {
	if s == "" {
		return "–"
	}
	return s
}

// RuleBatchesCmd divides people into batches.
type RuleBatchesCmd struct {
	People    int    `required:"" help:"rule_flag_people_help" placeholder:"N"`
	Cap       *int   `help:"rule_flag_cap_help" placeholder:"N"`
	First     int    `help:"rule_flag_first_help" default:"1"`
	Numbering string `help:"rule_flag_numbering_help" enum:"roman,arabic," default:"" placeholder:"roman|arabic"`
}

type batchData struct {
	Number int    `json:"number"`
	Label  string `json:"label"`
	Size   int    `json:"size"`
}

// Run divides the people.
func (r *RuleBatchesCmd) Run(c *Command) error {
	rules, err := c.trainingPack("")
	if err != nil {
		return err
	}
	limit, numbering := rules.Batch.Cap.Value, rules.Batch.Numbering.Value
	if r.Cap != nil {
		limit = *r.Cap
	}
	if r.Numbering != "" {
		numbering = regulation.Numbering(r.Numbering)
	}
	if r.First < 1 {
		return Usage(c.T("cmd.rule_first"))
	}
	sizes, err := regulation.Batches(r.People, limit)
	if err != nil {
		return c.unusable(err)
	}
	list, rows := []batchData{}, [][]string{}
	for i, size := range sizes {
		b := batchData{r.First + i, numbering.Label(r.First + i), size}
		list = append(list, b)
		rows = append(rows, []string{b.Label, fmt.Sprint(size)})
	}
	if c.JSON {
		return c.PrintJSON(list)
	}
	return c.table(c.T("cmd.rule_batches.heading"), rows)
}
