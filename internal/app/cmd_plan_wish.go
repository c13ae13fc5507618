package app

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"pamong/internal/kit/db"
	"pamong/internal/kit/fault"
	"pamong/internal/org"
	"pamong/internal/regulation"
	"pamong/internal/roster"
	"pamong/internal/training"
)

// PlanWish is what is wished of a division, and how to look at it first.
type PlanWish struct {
	Lock     []string `help:"plan_lock_help" sep:"none" placeholder:"NIP=BATCH|wave:N"`
	Share    int      `help:"plan_share_help" placeholder:"PERCENT"`
	Bar      []string `help:"plan_bar_help" sep:"none" placeholder:"NIP=N"`
	Together []string `help:"plan_together_help" sep:"none" placeholder:"NIP,NIP"`
	Apart    []string `help:"plan_apart_help" sep:"none" placeholder:"NIP,NIP"`
	Quota    int      `help:"plan_quota_help" placeholder:"N"`
	Wait     []string `help:"plan_wait_help" sep:"none" placeholder:"II|III|?"`
	Owners   string   `help:"plan_owners_help" placeholder:"together|apart"`
	DryRun   bool     `help:"plan_dry_run_help"`
	Explain  string   `help:"plan_explain_help" placeholder:"NIP"`
}

// wishes reads the flags that name people into an order.
func (p *PlanWish) wishes(c *Command, q db.Q, agency org.AgencyID, o *training.Order) error {
	o.Share, o.Quota, o.Owners = p.Share, p.Quota, training.Owners(p.Owners)
	for _, class := range p.Wait {
		o.Wait = append(o.Wait, training.Kind{Class: training.Class(strings.ToUpper(class))})
	}
	person := func(flag, nip string) (roster.PersonID, error) {
		found, err := roster.ByNIP(c.Ctx, q, agency, strings.TrimSpace(nip))
		if fault.KindOf(err) == fault.KindNotFound {
			return "", Refused(flag + ": " + c.T("training.fault.nip", "NIP", nip))
		}
		return found.ID, err
	}
	for _, text := range p.Lock {
		nip, place, _ := strings.Cut(text, "=")
		lock, ok := lockOf(place)
		if !ok {
			return Usage("--lock " + text + ": " + c.T("cmd.plan.bad_lock"))
		}
		var err error
		if lock.Person, err = person("--lock", nip); err != nil {
			return err
		}
		o.Locks = append(o.Locks, lock)
	}
	for _, text := range p.Bar {
		nip, number, _ := strings.Cut(text, "=")
		wave, err := strconv.Atoi(number)
		if err != nil || wave < 1 {
			return Usage("--bar " + text + ": " + c.T("cmd.plan.bad_bar"))
		}
		who, err := person("--bar", nip)
		if err != nil {
			return err
		}
		o.Bars = append(o.Bars, training.Bar{Person: who, Kind: training.OnDuty, Wave: wave})
	}
	for _, pairs := range []struct {
		flag  string
		texts []string
	}{{"--together", p.Together}, {"--apart", p.Apart}} {
		for _, text := range pairs.texts {
			one, other, ok := strings.Cut(text, ",")
			if !ok {
				return Usage(pairs.flag + " " + text + ": " + c.T("cmd.plan.bad_pair"))
			}
			a, err := person(pairs.flag, one)
			if err != nil {
				return err
			}
			b, err := person(pairs.flag, other)
			if err != nil {
				return err
			}
			o.Pairs = append(o.Pairs, training.Pair{A: a, B: b, Apart: pairs.flag == "--apart"})
		}
	}
	return nil
}

// lockOf reads a place: "wave:2", "III", "3", "III/2" for group 2 of it.
func lockOf(text string) (training.Lock, bool) {
	place, group, grouped := strings.Cut(text, "/")
	var l training.Lock
	var err error
	if grouped {
		if l.Group, err = strconv.Atoi(group); err != nil || l.Group < 1 {
			return l, false
		}
	}
	if wave, ok := strings.CutPrefix(place, "wave:"); ok {
		l.Wave, err = strconv.Atoi(wave)
		return l, err == nil && l.Wave > 0
	}
	if l.Batch, err = strconv.Atoi(place); err == nil {
		return l, l.Batch > 0
	}
	for n := 1; n < 4000; n++ {
		if strings.EqualFold(regulation.Roman.Label(n), place) {
			l.Batch = n
			return l, true
		}
	}
	return l, false
}

// show prints a proposal, or why somebody is where it puts them; nothing is
// stored.
func (p *PlanWish) show(c *Command, h *House, agency org.AgencyID, o training.Order) error {
	proposal, err := h.Training.Propose(c.Ctx, h.DB, atMachine, agency, o)
	if p.Explain != "" && slices.ContainsFunc(proposal.Excluded, func(e training.Excluded) bool { return e.NIP == p.Explain }) {
		return c.explainPerson(proposal, p.Explain)
	}
	if err != nil {
		return err
	}
	if p.Explain != "" {
		return c.explainPerson(proposal, p.Explain)
	}
	data := c.proposalData(proposal)
	if c.JSON {
		return c.PrintJSON(data)
	}
	c.Printf("%s\n", c.T("cmd.plan.proposed", "Name", data.Programme, "People", data.People, "Waves", len(data.Waves), "Batches", len(batchRows(c, data)), "Pack", data.Pack))
	if err := c.table(c.T("cmd.plan.batches"), batchRows(c, data)); err != nil {
		return err
	}
	for _, w := range data.Warnings {
		c.Printf("! %s\n", w.Text)
	}
	c.printWaiting(data)
	for _, cost := range data.Costs {
		c.Printf("%s: %d × %d = %d\n", c.T("training.part."+cost.Part), cost.Units, cost.Weight, cost.Units*cost.Weight)
	}
	return nil
}

type planWaiting struct {
	NIP    string   `json:"nip"`
	Name   string   `json:"name"`
	Reason string   `json:"reason"`
	Facts  []string `json:"facts"`
}

type planCost struct {
	Part   string `json:"part"`
	Units  int    `json:"units"`
	Weight int    `json:"weight"`
}

// wished adds what a proposal says beyond its batches.
func (d *planData) wished(c *Command, p training.Proposal) {
	d.Excluded, d.WaitingList, d.Costs = len(p.Excluded), []planWaiting{}, []planCost{}
	for _, w := range p.Division.Waiting {
		one := planWaiting{NIP: w.NIP, Name: w.Name, Reason: w.Say(c.Speaker), Facts: []string{}}
		for _, f := range w.Facts {
			fact, free := f.Say(c.Speaker)
			one.Facts = append(one.Facts, fact+" "+free)
		}
		d.WaitingList = append(d.WaitingList, one)
	}
	for _, cost := range p.Division.Costs {
		d.Costs = append(d.Costs, planCost{string(cost.Part), cost.Units, cost.Weight})
	}
}

// proposalData is a plan that is not stored.
func (c *Command) proposalData(p training.Proposal) planData {
	d := planData{Programme: p.Name, Pack: p.Pack, Mode: p.Mode, People: p.People(), Waves: []planWave{}, Warnings: []planWarning{}, LeftOut: len(p.Division.LeftOut), Waiting: p.Waiting}
	d.wished(c, p)
	for i, w := range p.Division.Waves {
		wave := planWave{Number: w.Number, Start: p.Starts[i], End: p.Dates[i].End(), Stages: []stageData{}, Batches: []planBatch{}}
		for _, s := range p.Dates[i].Stages {
			wave.Stages = append(wave.Stages, stageData{s.Stage.Key, s.Start, s.End, len(s.Days), s.Stage.JP.Value})
		}
		for _, b := range w.Batches {
			one := planBatch{Number: b.Number, Label: b.Label, Golongan: string(b.Class), Size: b.Size(), Uneven: b.Balance.Worst()}
			for _, g := range b.Groups {
				one.Groups = append(one.Groups, len(g))
			}
			wave.Batches = append(wave.Batches, one)
		}
		d.Waves = append(d.Waves, wave)
	}
	for _, w := range p.Warnings {
		d.Warnings = append(d.Warnings, planWarning{w.Key, w.Wave, w.Say(c.Speaker, p.Course)})
	}
	return d
}

func (c *Command) printWaiting(d planData) {
	for _, w := range d.WaitingList {
		c.Printf("… %s %s: %s\n", w.NIP, w.Name, w.Reason)
		for _, fact := range w.Facts {
			c.Printf("    %s\n", fact)
		}
	}
}

type explainData struct {
	NIP    string        `json:"nip"`
	Name   string        `json:"name"`
	Wave   int           `json:"wave"`
	Batch  string        `json:"batch"`
	Reason string        `json:"reason"`
	Waves  []explainWave `json:"waves"`
}

type explainWave struct {
	Wave   int        `json:"wave"`
	Here   bool       `json:"here"`
	Closed []string   `json:"closed"`
	Costs  []planCost `json:"costs"`
	Points int        `json:"points"`
}

// explainPerson says why somebody is in their wave, waits, or is not taken in.
func (c *Command) explainPerson(p training.Proposal, nip string) error {
	d := explainData{NIP: nip, Waves: []explainWave{}}
	if i := slices.IndexFunc(p.Excluded, func(e training.Excluded) bool { return e.NIP == nip }); i >= 0 {
		d.Name, d.Reason = p.Excluded[i].Name, p.Excluded[i].Say(c.Speaker)
		return c.printWhy(d)
	}
	i := slices.IndexFunc(p.Everyone, func(o training.Candidate) bool { return o.NIP == nip })
	if i < 0 {
		return Refused(c.T("training.fault.nip", "NIP", nip))
	}
	why, err := training.Explain(p.Everyone, p.Wish, p.Everyone[i].Person)
	if err != nil {
		return err
	}
	d.Name, d.Wave, d.Batch = why.Person.Name, why.Wave, why.Label
	if !why.Seated {
		d.Reason = why.Waiter.Say(c.Speaker)
	}
	for _, w := range why.Waves {
		one := explainWave{Wave: w.Wave, Here: w.Here, Closed: []string{}, Costs: []planCost{}, Points: w.Points()}
		for _, f := range w.Closed {
			fact, _ := f.Say(c.Speaker)
			one.Closed = append(one.Closed, fact)
		}
		for _, cost := range w.Costs {
			one.Costs = append(one.Costs, planCost{string(cost.Part), cost.Units, cost.Weight})
		}
		d.Waves = append(d.Waves, one)
	}
	return c.printWhy(d)
}

func (c *Command) printWhy(d explainData) error {
	if c.JSON {
		return c.PrintJSON(d)
	}
	if d.Reason != "" {
		c.Printf("%s: %s\n", d.Name, d.Reason)
	} else {
		c.Printf("%s\n", c.T("cmd.plan.why", "Name", d.Name, "Wave", d.Wave, "Batch", d.Batch))
	}
	for _, w := range d.Waves {
		if len(w.Closed) > 0 {
			c.Printf("  %s: %s\n", c.T("cmd.plan.wave", "N", w.Wave), strings.Join(w.Closed, " "))
			continue
		}
		var parts []string
		for _, cost := range w.Costs {
			if cost.Units*cost.Weight > 0 {
				parts = append(parts, fmt.Sprintf("%s %d", c.T("training.part."+cost.Part), cost.Units*cost.Weight))
			}
		}
		here := " "
		if w.Here {
			here = "→"
		}
		c.Printf("%s %s: %s\n", here, c.T("cmd.plan.wave", "N", w.Wave), strings.TrimSuffix(c.T("cmd.plan.points", "N", w.Points)+" ("+strings.Join(parts, ", ")+")", " ()"))
	}
	return nil
}
