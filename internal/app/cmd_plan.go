package app

import (
	"fmt"
	"strconv"
	"strings"

	"pamong/internal/kit/clock"
	"pamong/internal/kit/fault"
	"pamong/internal/org"
	"pamong/internal/regulation"
	"pamong/internal/schedule"
	"pamong/internal/training"
)

// PlanCmd opens a programme: it divides the people who wait into waves,
// batches and groups, dates their stages and, when asked, publishes the
// schedule.
type PlanCmd struct {
	Agency       string   `required:"" help:"agency_help" placeholder:"CODE"`
	Programme    string   `required:"" help:"plan_programme_help" placeholder:"NAME"`
	Start        string   `required:"" help:"plan_start_help" placeholder:"YYYY-MM-DD"`
	Waves        int      `help:"plan_waves_help" default:"4"`
	WaveStart    []string `help:"plan_wave_start_help" sep:"none" placeholder:"N=YYYY-MM-DD"`
	Cap          int      `help:"plan_cap_help" placeholder:"40"`
	Least        int      `help:"plan_least_help" placeholder:"20"`
	MixGolongan  bool     `help:"plan_mix_help"`
	Without      string   `help:"plan_without_help" placeholder:"II|III"`
	First        int      `help:"plan_first_help" placeholder:"1"`
	Numbering    string   `help:"plan_numbering_help" placeholder:"roman|arabic"`
	Pack         string   `help:"rule_flag_pack_help" placeholder:"ID"`
	Mode         string   `help:"rule_flag_mode_help" placeholder:"blended|classical|distance"`
	Stage        []string `help:"rule_flag_stage_help" sep:"none" placeholder:"KEY=DAYS"`
	HolidaysAsOf string   `help:"rule_flag_as_of_help" placeholder:"YYYY-MM-DD"`
	Ramadan      string   `help:"plan_ramadan_help" placeholder:"YYYY-MM-DD..YYYY-MM-DD"`
	Publish      bool     `help:"plan_publish_help"`

	PlanWish
}

// Run opens the programme and prints it.
func (p *PlanCmd) Run(c *Command) error {
	order, err := p.order(c)
	if err != nil {
		return err
	}
	h, err := c.open()
	if err != nil {
		return err
	}
	defer h.Close()
	agency, err := c.agencyOf(h.DB, p.Agency)
	if err != nil {
		return err
	}
	if err := p.wishes(c, h.DB, agency.ID, &order); err != nil {
		return err
	}
	if p.DryRun || p.Explain != "" {
		return p.show(c, h, agency.ID, order)
	}
	programme, proposal, err := h.Training.CreateProgramme(c.Ctx, atMachine, agency.ID, order)
	if err != nil {
		return err
	}
	var refusal error
	if p.Publish {
		refusal = p.publish(c, h, agency, programme)
	}
	review, err := h.Training.Review(c.Ctx, h.DB, agency, programme)
	if err != nil {
		return err
	}
	data := c.planData(review, proposal)
	data.Published = p.Publish && refusal == nil
	if c.JSON {
		err = c.PrintJSON(data)
	} else {
		err = c.printPlan(review, data)
	}
	if err != nil {
		return err
	}
	return refusal
}

// order reads the flags.
func (p *PlanCmd) order(c *Command) (training.Order, error) {
	o := training.Order{Name: p.Programme, Pack: p.Pack, Mode: p.Mode, Start: clock.Date(p.Start), AsOf: clock.Date(p.HolidaysAsOf),
		WaveStarts: map[int]clock.Date{}, Stages: map[string]regulation.StageChange{}, Together: p.MixGolongan,
		Wish: training.Wish{Cap: p.Cap, Least: p.Least, Waves: p.Waves, First: p.First, Numbering: regulation.Numbering(p.Numbering), Without: training.Class(strings.ToUpper(p.Without))}}
	if err := c.dates(dateFlag{"--start", p.Start}, dateFlag{"--holidays-as-of", p.HolidaysAsOf}); err != nil {
		return o, err
	}
	for _, text := range p.WaveStart {
		number, day, _ := strings.Cut(text, "=")
		n, err := strconv.Atoi(number)
		if err != nil || !clock.Date(day).Valid() {
			return o, Usage("--wave-start " + text + ": " + c.T("cmd.plan.bad_wave_start"))
		}
		o.WaveStarts[n] = clock.Date(day)
	}
	if p.Ramadan != "" {
		from, until, _ := strings.Cut(p.Ramadan, "..")
		if !clock.Date(from).Valid() || !clock.Date(until).Valid() {
			return o, Usage("--ramadan " + p.Ramadan + ": " + c.T("cmd.plan.bad_ramadan"))
		}
		o.RamadanFrom, o.RamadanUntil = clock.Date(from), clock.Date(until)
	}
	for _, text := range p.Stage {
		key, number, _ := strings.Cut(text, "=")
		days, err := strconv.Atoi(number)
		if err != nil {
			return o, Usage("--stage " + text + ": " + c.T("cmd.rule_bad_stage"))
		}
		o.Stages[key] = regulation.StageChange{Days: &days}
	}
	return o, nil
}

// publish publishes every batch, or says what stands in the way of each.
func (p *PlanCmd) publish(c *Command, h *House, agency org.Agency, programme training.ProgrammeID) error {
	batches, err := training.Batches(c.Ctx, h.DB, programme)
	if err != nil {
		return err
	}
	var ids []training.BatchID
	for _, b := range batches {
		ids = append(ids, b.ID)
	}
	_, err = h.Schedule.Publish(c.Ctx, atMachine, agency.ID, ids, "")
	if fault.KindOf(err) != fault.KindConflict {
		return err
	}
	for _, b := range batches {
		v, lookErr := schedule.Look(c.Ctx, h.DB, agency.ID, b.ID)
		if lookErr != nil {
			return lookErr
		}
		for _, problem := range v.Hard() {
			fmt.Fprintf(c.Err, "%s: %s\n", b.Label, problem.Say(c.Speaker, v.Rules.Training, v.Course))
		}
	}
	return Refused(c.explain(fault.Of(err)))
}

type planData struct {
	ID        string        `json:"id"`
	Programme string        `json:"programme"`
	Pack      string        `json:"pack"`
	Mode      string        `json:"mode"`
	People    int           `json:"people"`
	Waves     []planWave    `json:"waves"`
	Warnings  []planWarning `json:"warnings"`
	LeftOut   int           `json:"left_out"`
	Waiting   int           `json:"waiting"`
	Published bool          `json:"published"`

	WaitingList []planWaiting `json:"waiting_list"`
	Excluded    int           `json:"excluded"`
	Costs       []planCost    `json:"costs"`
}

type planWave struct {
	Number  int         `json:"number"`
	Start   clock.Date  `json:"start"`
	End     clock.Date  `json:"end"`
	Stages  []stageData `json:"stages"`
	Batches []planBatch `json:"batches"`
}

type planBatch struct {
	ID       string `json:"id"`
	Number   int    `json:"number"`
	Label    string `json:"label"`
	Golongan string `json:"golongan"`
	Size     int    `json:"size"`
	Groups   []int  `json:"groups"`
	Uneven   int    `json:"largest_difference"`
}

type planWarning struct {
	Code string `json:"code"`
	Wave int    `json:"wave"`
	Text string `json:"text"`
}

func (c *Command) planData(r training.Review, proposal training.Proposal) planData {
	d := planData{ID: string(r.Programme.ID), Programme: r.Programme.Name, Pack: r.Programme.Pack, Mode: r.Programme.Mode, People: r.People,
		Waves: []planWave{}, Warnings: []planWarning{}, LeftOut: len(proposal.Division.LeftOut), Waiting: proposal.Waiting}
	for _, w := range r.Waves {
		wave := planWave{Number: w.Wave.Number, Start: w.Wave.Start, Stages: []stageData{}, Batches: []planBatch{}}
		for i, b := range w.Batches {
			wave.End = max(wave.End, b.Batch.End)
			wave.Batches = append(wave.Batches, planBatch{string(b.Batch.ID), b.Batch.Number, b.Batch.Label, string(b.Batch.Class), b.Batch.Size, b.Groups, b.Balance.Worst()})
			for _, s := range b.Stages {
				if i == 0 && len(s.Days) > 0 {
					wave.Stages = append(wave.Stages, stageData{s.Key, s.Start, s.End, len(s.Days), r.Course.Stage(s.Key).JP.Value})
				}
			}
		}
		d.Waves = append(d.Waves, wave)
	}
	d.wished(c, proposal)
	for _, w := range proposal.Warnings {
		d.Warnings = append(d.Warnings, planWarning{w.Key, w.Wave, w.Say(c.Speaker, r.Course)})
	}
	return d
}

func (c *Command) printPlan(r training.Review, d planData) error {
	c.Printf("%s\n", c.T("cmd.plan.made", "Name", d.Programme, "People", d.People, "Waves", len(d.Waves), "Batches", len(batchRows(c, d)), "Pack", d.Pack))
	if err := c.table(c.T("cmd.plan.batches"), batchRows(c, d)); err != nil {
		return err
	}
	var stages [][]string
	for _, w := range d.Waves {
		for _, s := range w.Stages {
			stages = append(stages, []string{fmt.Sprint(w.Number), training.StageTitle(c.Speaker, r.Course, s.Key), c.Speaker.LongDate(s.Start), c.Speaker.LongDate(s.End), fmt.Sprint(s.Days), fmt.Sprint(s.JP)})
		}
	}
	c.Printf("\n")
	if err := c.table(c.T("cmd.plan.stages"), stages); err != nil {
		return err
	}
	for _, w := range d.Warnings {
		if w.Wave > 0 {
			c.Printf("! %s: %s\n", c.T("cmd.plan.wave", "N", w.Wave), w.Text)
		} else {
			c.Printf("! %s\n", w.Text)
		}
	}
	c.printWaiting(d)
	if d.Waiting > 0 {
		c.Printf("%s\n", c.T("cmd.plan.waiting", "N", d.Waiting))
	}
	if d.Published {
		c.Printf("%s\n", c.T("cmd.plan.published"))
	}
	return nil
}

func batchRows(c *Command, d planData) [][]string {
	var rows [][]string
	for _, w := range d.Waves {
		for _, b := range w.Batches {
			class := b.Golongan
			if class == "" {
				class = c.T("cmd.plan.mixed")
			}
			rows = append(rows, []string{fmt.Sprint(w.Number), b.Label, class, fmt.Sprint(b.Size), strings.Trim(fmt.Sprint(b.Groups), "[]"), fmt.Sprint(b.Uneven)})
		}
	}
	return rows
}
