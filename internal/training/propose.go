package training

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"slices"
	"strings"

	"pamong/internal/access"
	"pamong/internal/kit/calendar"
	"pamong/internal/kit/clock"
	"pamong/internal/kit/db"
	"pamong/internal/kit/fault"
	"pamong/internal/org"
	"pamong/internal/regulation"
)

// writers may plan.
var writers = []access.Role{access.Officer, access.Committee}

// Order is what is asked for when a programme is opened. What is left open
// comes from the rule pack.
type Order struct {
	Name         string
	Pack         string // id; "" takes the newest
	Mode         string // key; "" takes the usual one
	Start        clock.Date
	WaveStarts   map[int]clock.Date // waves that start on another day
	Stages       map[string]regulation.StageChange
	RamadanFrom  clock.Date
	RamadanUntil clock.Date
	AsOf         clock.Date // the holiday list as known on that day; "" is today
	Wish
	Together bool   // mix golongan whatever the pack says
	Seen     string // the Mark of the proposal that was looked at; "" opens what comes out
}

// Proposal is a programme as it would be.
type Proposal struct {
	Order
	Rules    *regulation.Pack
	Course   *regulation.Mode
	Division Division
	Starts   []clock.Date // per wave
	Dates    []Dates      // per wave
	Warnings []Warning

	Everyone []Candidate // who was divided
	Excluded []Excluded  // who of the roster was not
	Waiting  int         // of those, people once deferred or withdrawn, who are taken in one by one
}

// People returns how many would be seated.
func (p Proposal) People() int {
	n := 0
	for _, b := range p.Division.Batches() {
		n += b.Size()
	}
	return n
}

// Mark names what a proposal says: who is where, and the dates of each wave.
// Two proposals of one mark are the same.
func (p Proposal) Mark() string {
	sum := sha256.New()
	for i, w := range p.Division.Waves {
		fmt.Fprintf(sum, "wave %d %s %s\n", w.Number, p.Starts[i], p.Dates[i].End())
		for _, b := range w.Batches {
			for g, members := range b.Groups {
				for _, c := range members {
					fmt.Fprintf(sum, "%d %d %s\n", b.Number, g+1, c.Person)
				}
			}
		}
	}
	return hex.EncodeToString(sum.Sum(nil)[:12])
}

// Propose divides the people of an agency who are in no batch and have not
// finished the training, and dates their waves. Nothing is stored. Officer
// and committee may.
func (p *Planner) Propose(ctx context.Context, q db.Q, actor access.Actor, agency org.AgencyID, o Order) (Proposal, error) {
	if err := actor.Require(string(agency), writers...); err != nil {
		return Proposal{}, err
	}
	a, err := org.AgencyByID(ctx, q, agency)
	if err != nil {
		return Proposal{}, err
	}
	prop := Proposal{Order: o}
	packs, err := p.Rules.Packs(ctx, q, string(agency))
	if err != nil {
		return prop, err
	}
	today := a.Today(p.Clock.Now())
	if err := prop.rules(packs, today); err != nil {
		return prop, err
	}
	if prop.AsOf.IsZero() {
		prop.AsOf = today
	}
	if err := prop.check(); err != nil {
		return prop, err
	}
	probation, err := packs.Newest(regulation.KindProbation, today)
	if err != nil {
		return prop, err
	}
	all, err := p.Rules.Holidays(ctx, q, string(agency))
	if err != nil {
		return prop, err
	}
	holidays := all.AsOf(prop.AsOf)
	if err := prop.gather(ctx, q, agency, probation.Probation); err != nil {
		return prop, err
	}
	if err := prop.spans(func(start clock.Date) (Dates, error) { return DatesOf(prop.Course, start, holidays, prop.Stages) }); err != nil {
		return prop, err
	}
	if prop.Division, err = Divide(prop.Everyone, prop.Wish); err != nil {
		return prop, err
	}
	return prop, prop.date(holidays, probation.Probation)
}

// gather reads who can be divided and what is known of them.
func (p *Proposal) gather(ctx context.Context, q db.Q, agency org.AgencyID, rule *regulation.Probation) error {
	s, err := seatable(ctx, q, agency, rule)
	if err != nil {
		return err
	}
	p.Everyone, p.Excluded, p.Waiting = s.people, s.excluded, s.interrupted
	known, err := KnownOf(ctx, q, agency)
	if err != nil {
		return err
	}
	p.Bars, p.Pairs, p.Locks = slices.Clone(p.Bars), slices.Clone(p.Pairs), slices.Clone(p.Locks)
	p.heed(known)
	return nil
}

// rules finds pack and mode and fills in what the order left open: the pack in
// force on the first day of the course, or today while that is not known.
func (p *Proposal) rules(packs regulation.Packs, today clock.Date) error {
	var err error
	if p.Pack == "" {
		on := p.Start
		if !on.Valid() {
			on = today
		}
		p.Rules, err = packs.Newest(regulation.KindLatsar, on)
	} else {
		p.Rules, err = packs.Find(p.Pack)
	}
	var f fault.Fields
	switch {
	case fault.KindOf(err) == fault.KindNotFound || err == nil && p.Rules.Training == nil:
		f.Add("pack", "training.fault.pack")
		return f.Err()
	case err != nil:
		return err
	}
	p.Pack = p.Rules.ID
	if p.Course, err = p.Rules.Training.Mode(p.Mode); err != nil {
		f.Add("mode", "training.fault.mode")
		return f.Err()
	}
	p.Mode = p.Course.Key
	rule := p.Rules.Training.Batch
	if p.Cap == 0 {
		p.Cap = rule.Cap.Value
	}
	if p.Groups == 0 {
		p.Groups = rule.Groups.Value
	}
	if p.Numbering == "" {
		p.Numbering = rule.Numbering.Value
	}
	if p.Waves == 0 {
		p.Waves = 1
	}
	p.Mixed = p.Mixed || p.Together || !rule.GolonganApart.Value
	return nil
}

// The first and the last day on which a programme is believed to begin.
const firstStart, lastStart clock.Date = "2000-01-01", "2099-12-31"

// check refuses names and dates that cannot be.
func (p *Proposal) check() error {
	var f fault.Fields
	p.Name = strings.TrimSpace(p.Name)
	if p.Name == "" || len(p.Name) > 120 {
		f.Add("name", "training.fault.name")
	}
	if !p.Start.Valid() {
		f.Add("start", "web.bad_date")
	} else if p.Start < firstStart || p.Start > lastStart {
		f.Add("start", "training.fault.far_day", "From", firstStart, "Until", lastStart)
	}
	if !p.AsOf.Valid() {
		f.Add("as_of", "web.bad_date")
	}
	for _, n := range slices.Sorted(maps.Keys(p.WaveStarts)) {
		if !p.WaveStarts[n].Valid() {
			f.Add(fmt.Sprintf("wave_start_%d", n), "web.bad_date")
		} else if p.Start.Valid() {
			near(&f, fmt.Sprintf("wave_start_%d", n), p.WaveStarts[n], p.Start)
		}
	}
	Ramadan{p.RamadanFrom, p.RamadanUntil}.judge(&f, p.Start)
	return f.Err()
}

// date gives every wave its start and its stages, and says what a person
// should know.
func (p *Proposal) date(holidays *calendar.List, probation *regulation.Probation) error {
	waves := p.Division.Waves
	var f fault.Fields
	for _, n := range slices.Sorted(maps.Keys(p.WaveStarts)) {
		if n < 1 || n > len(waves) {
			f.Add(fmt.Sprintf("wave_start_%d", n), "training.fault.no_wave", "N", n, "Waves", len(waves))
		}
	}
	if err := f.Err(); err != nil {
		return err
	}
	if len(waves) < p.Waves {
		p.Warnings = append(p.Warnings, Warning{Key: WarnFewerWaves, Args: []any{"N", len(waves), "Wanted", p.Waves}})
	}
	if n := len(p.Division.Unranked); n > 0 {
		p.Warnings = append(p.Warnings, Warning{Key: WarnNoRank, Args: []any{"N", n}})
	}
	if n := len(p.Division.LeftOut); n > 0 {
		p.Warnings = append(p.Warnings, Warning{Key: WarnLeftOut, Args: []any{"N", n, "Class", string(p.Without)}})
	}
	if n := len(p.Division.Waiting); n > 0 {
		p.Warnings = append(p.Warnings, Warning{Key: WarnWaiting, Args: []any{"N", n}})
	}
	for _, b := range p.Division.Broken {
		p.Warnings = append(p.Warnings, Warning{Key: b.Key, Args: b.Args})
	}
	for _, w := range waves {
		if err := p.dateWave(w, p.startOf(w.Number), holidays, probation); err != nil {
			return err
		}
	}
	return nil
}

func (p *Proposal) dateWave(w DividedWave, start clock.Date, holidays *calendar.List, probation *regulation.Probation) error {
	dates, err := DatesOf(p.Course, start, holidays, p.Stages)
	if err != nil {
		return err
	}
	if len(dates.Stages) == 0 {
		return fault.Conflict("training.fault.no_days", "Mode", p.Mode)
	}
	var people []Candidate
	for _, b := range w.Batches {
		people = append(people, slices.Concat(b.Groups...)...)
	}
	if late := Late(people, dates.End(), probation); len(late) > 0 {
		latest, err := latestStart(p.Course, start, holidays, p.Stages, late, dates.End(), probation)
		if err != nil {
			return err
		}
		dates.Warnings = append(dates.Warnings, lateWarning(late, dates.End(), latest))
	}
	for _, warning := range dates.Warnings {
		warning.Wave = w.Number
		p.Warnings = append(p.Warnings, warning)
	}
	p.Starts, p.Dates = append(p.Starts, start), append(p.Dates, dates)
	return nil
}
