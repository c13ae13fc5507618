package app

import (
	"fmt"
	"strings"

	"pamong/internal/kit/clock"
	"pamong/internal/org"
	"pamong/internal/probation"
	"pamong/internal/reporting"
)

// ReportCmd groups the reports.
type ReportCmd struct {
	Briefing BriefingCmd `cmd:"" help:"briefing_help"`
}

// BriefingCmd says how the candidates of an agency stand.
type BriefingCmd struct {
	Agency string `required:"" help:"agency_help" placeholder:"CODE"`
	AsOf   string `help:"briefing_as_of_help" placeholder:"DATE"`
	Format string `help:"format_help" enum:"text,json,pdf" default:"text"`
}

type briefingData struct {
	AsOf       string                      `json:"as_of"`
	People     int                         `json:"people"`
	Offices    int                         `json:"offices"`
	Level      string                      `json:"offices_level"`
	Largest    *reporting.Count            `json:"largest_office"`
	Positions  []reporting.Count           `json:"positions"`
	Born       bornData                    `json:"born"`
	Selections []string                    `json:"selections"`
	SKDates    []clock.Date                `json:"sk_dates"`
	Passed     int                         `json:"passed"`
	Predicates map[string]int              `json:"predicates"`
	Period     string                      `json:"predicates_period"`
	Discipline disciplineData              `json:"discipline"`
	Months     int                         `json:"months_served"`
	Readiness  map[probation.Readiness]int `json:"readiness"`
	Sources    []sourceData                `json:"sources"`
}

type bornData struct {
	From  int     `json:"from"`
	To    int     `json:"to"`
	Share float64 `json:"generation_z_share"`
}

// disciplineData says what is on record and on what that rests: no record is
// not "no breach".
type disciplineData struct {
	Recorded int    `json:"recorded"`
	AsOf     string `json:"as_of"`
	Note     string `json:"note"`
}

type sourceData struct {
	Kind   string `json:"kind"`
	File   string `json:"file"`
	AsOf   string `json:"as_of"`
	People int    `json:"people"`
}

// Run prints the briefing.
func (b *BriefingCmd) Run(c *Command) error {
	h, err := c.open()
	if err != nil {
		return err
	}
	defer h.Close()
	a, err := c.agencyOf(h.DB, b.Agency)
	if err != nil {
		return err
	}
	day := a.Today(h.Clock.Now())
	if b.AsOf != "" {
		if day, err = clock.ParseDate(b.AsOf); err != nil {
			return c.notADay(b.AsOf)
		}
	}
	brief, err := h.Reports.Briefing(c.Ctx, atMachine, a, day)
	if err != nil {
		return err
	}
	if c.JSON || b.Format == "json" {
		return c.PrintJSON(briefingJSON(c, brief))
	}
	if b.Format == "pdf" {
		content, err := reporting.Paper(c.Ctx, h.DB, a, c.Speaker, brief)
		if err != nil {
			return err
		}
		_, err = c.Out.Write(content)
		return err
	}
	c.printBriefing(a, brief)
	return nil
}

func briefingJSON(c *Command, b reporting.Briefing) briefingData {
	d := briefingData{AsOf: string(b.AsOf), People: b.People, Offices: len(b.Offices), Level: "office", Positions: b.Positions[:min(5, len(b.Positions))],
		Born: bornData{b.BornFrom, b.BornTo, b.GenZShare()}, Selections: b.Selections, SKDates: b.SKDates, Passed: b.Passed, Predicates: map[string]int{}, Period: b.Period,
		Discipline: disciplineData{Recorded: b.Measures, AsOf: string(b.Checked), Note: c.T("cmd.discipline_note")}, Months: b.MonthsFrom, Readiness: map[probation.Readiness]int{}, Sources: []sourceData{}}
	if len(b.Offices) > 0 {
		d.Largest = &b.Offices[0]
	}
	for _, p := range b.Predicates {
		d.Predicates[p.Name] = p.People
	}
	for _, w := range probation.Words {
		d.Readiness[w] = b.Readiness[w]
	}
	for _, s := range b.Sources {
		d.Sources = append(d.Sources, sourceData{s.Kind, s.File, string(s.AsOf), s.People})
	}
	return d
}

func (c *Command) printBriefing(a org.Agency, b reporting.Briefing) {
	s := c.Speaker
	c.Printf("%s\n%s\n\n%s\n\n%s\n", a.Name, s.LongDate(b.AsOf), b.Lead(s), b.Plain(s))
	if len(b.Positions) > 0 {
		var top []string
		for _, p := range b.Positions[:min(3, len(b.Positions))] {
			top = append(top, fmt.Sprintf("%s (%s)", p.Name, s.Number(int64(p.People))))
		}
		c.Printf("\n%s\n", s.T("cmd.positions", "List", strings.Join(top, ", ")))
	}
	c.Printf("%s\n%s\n", s.T("cmd.office_level"), s.T("cmd.discipline_note"))
	for _, src := range b.Sources {
		c.Printf("%s\n", s.T("cmd.source", "File", src.File, "On", src.AsOf, "N", src.People))
	}
}
