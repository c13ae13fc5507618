package moving

import (
	"regexp"
	"slices"
	"strings"

	"pamong/internal/kit/clock"
	"pamong/internal/kit/sheet"
	"pamong/internal/roster"
	"pamong/internal/training"
)

// dating is one dated line of a file: of one batch, of some, of a wave, or of
// all.
type dating struct {
	batches []int
	wave    int
	stretch Stretch
}

var separators = regexp.MustCompile(`\s*(?:,|;|/|&|\bdan\b|\band\b)\s*`)

// numerals reads "II", "1, 2 dan 3" or "I - III".
func numerals(text string) []int {
	var list []int
	for _, part := range separators.Split(text, -1) {
		from, to, isRange := strings.Cut(strings.NewReplacer("–", "-", "s.d.", "-", "s/d", "-").Replace(part), "-")
		a := or(Numeral(from), numberIn(from, batchText))
		if a == 0 {
			continue
		}
		b := or(Numeral(to), a)
		for n := a; isRange && n < b && n < a+100; n++ {
			list = append(list, n)
		}
		list = append(list, b)
	}
	return list
}

// stretches takes the lines of a page of dates.
func (g *gathering) stretches(seen *Seen) {
	guess := &seen.Guess
	for i := range seen.Page.Lines {
		l := &seen.Page.Lines[i]
		if guess.text(l, FieldStart) == "" {
			continue
		}
		at := seen.at(l)
		start, ok := sheet.ReadDay(guess.text(l, FieldStart))
		end, okEnd := sheet.ReadDay(guess.text(l, FieldEnd))
		switch {
		case !ok:
			g.plan.wrong("moving.bad_day", nil, []Source{at}, "Text", guess.text(l, FieldStart))
			continue
		case guess.text(l, FieldEnd) != "" && !okEnd:
			g.plan.wrong("moving.bad_day", nil, []Source{at}, "Text", guess.text(l, FieldEnd))
		case okEnd && end < start:
			g.plan.wrong("moving.ends_before", nil, []Source{at}, "Start", string(start), "End", string(end))
			continue
		}
		d := dating{batches: numerals(guess.text(l, FieldBatch)), wave: guess.Wave, stretch: Stretch{guess.text(l, FieldStage), start, end, at}}
		if len(d.batches) == 0 && guess.Batch > 0 {
			d.batches = []int{guess.Batch}
		}
		if t := guess.text(l, FieldWave); t != "" {
			d.wave = or(Numeral(t), numberIn(t, waveText))
		}
		seen.Used++
		g.dates = append(g.dates, d)
	}
}

// date gives the batches their waves and their days.
func (g *gathering) date() {
	for _, p := range g.plan.People {
		if p.Batch > 0 {
			g.plan.batch(p.Batch)
		}
	}
	for _, d := range g.dates {
		for _, n := range d.batches {
			if b := g.plan.batch(n); d.wave > 0 && b.Wave == 0 {
				b.Wave = d.wave
			}
		}
	}
	for _, d := range g.dates {
		for _, b := range g.plan.Batches {
			if slices.Contains(d.batches, b.Number) || len(d.batches) == 0 && (d.wave == 0 || d.wave == b.Wave) {
				g.stretch(b, d.stretch)
			}
		}
	}
	for _, b := range g.plan.Batches {
		g.start(b)
	}
	g.waves()
}

func (g *gathering) stretch(b *Batch, s Stretch) {
	for _, have := range b.Stages {
		if strings.EqualFold(have.Title, s.Title) {
			if have.Start != s.Start || have.End != s.End {
				g.plan.wrong("moving.two_dates", nil, []Source{have.Source, s.Source}, "Batch", b.Number, "Stage", s.Title, "Start", string(have.Start), "Other", string(s.Start))
			}
			return
		}
	}
	b.Stages = append(b.Stages, s)
}

// start finds the first day of a batch: in its dates, in what a person has
// said, or in those of another batch of its wave.
func (g *gathering) start(b *Batch) {
	for _, s := range b.Stages {
		if b.Start == "" || s.Start < b.Start {
			b.Start = s.Start
		}
		b.End = max(b.End, s.End)
	}
	if d, ok := sheet.ReadDay(g.answers.Starts[itoa(b.Number)]); ok {
		b.Start, b.Asked = d, len(b.Stages) == 0
	}
	for _, other := range g.plan.Batches {
		if b.Start == "" && b.Wave > 0 && other.Wave == b.Wave && other.Start != "" {
			b.Start, b.Asked = other.Start, true
			g.plan.doubt("moving.start_of_wave", nil, nil, "Batch", b.Number, "Wave", b.Wave, "Start", string(b.Start))
		}
	}
	if b.Start == "" {
		b.Asked = true
		g.plan.wrong("moving.no_start", nil, nil, "Batch", b.Number)
	}
}

// waves numbers the waves of batches that no file puts in one: batches that
// begin on one day are one wave.
func (g *gathering) waves() {
	byStart, last := map[clock.Date]int{}, 0
	for _, b := range g.plan.Batches {
		if b.Wave > 0 {
			byStart[b.Start] = b.Wave
			last = max(last, b.Wave)
		}
	}
	var rest []*Batch
	for _, b := range g.plan.Batches {
		if b.Wave == 0 && b.Start != "" {
			rest = append(rest, b)
		}
	}
	slices.SortStableFunc(rest, func(a, b *Batch) int { return strings.Compare(string(a.Start), string(b.Start)) })
	for _, b := range rest {
		if byStart[b.Start] == 0 {
			last++
			byStart[b.Start] = last
		}
		b.Wave = byStart[b.Start]
	}
}

// seats puts the people into their batches. Whoever has no group is in the
// first.
func (g *gathering) seats() {
	for _, p := range g.plan.People {
		if p.Batch == 0 {
			continue
		}
		b := g.plan.batch(p.Batch)
		b.People = append(b.People, p)
		if p.Group > 26 {
			g.plan.wrong("moving.bad_group", p, []Source{p.Source}, "Group", p.Group)
			p.Group = 0
		}
		b.Groups = max(b.Groups, p.Group, 1)
	}
	for _, b := range g.plan.Batches {
		lacking := 0
		classes := map[training.Class]int{}
		for _, p := range b.People {
			if p.Group == 0 {
				lacking++
			}
			classes[training.ClassOf(p.Fields[roster.FieldGolongan])]++
		}
		if lacking > 0 && lacking < len(b.People) {
			g.plan.doubt("moving.no_group", nil, nil, "Batch", b.Number, "N", lacking)
		}
		for class, n := range classes {
			if n == len(b.People) {
				b.Class = class
			}
		}
	}
	g.plan.Batches = slices.DeleteFunc(g.plan.Batches, func(b *Batch) bool {
		if len(b.People) == 0 {
			g.plan.doubt("moving.empty_batch", nil, nil, "Batch", b.Number)
		}
		return len(b.People) == 0
	})
}
