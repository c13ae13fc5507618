package ui

import (
	"context"
	"fmt"
	"io"
)

// Ribbon draws the days of a course as threads, in stages: days past full,
// today in ink and longer, days to come pale. The words "Hari ke-17 dari 64"
// (Words) always stand beside it.
type Ribbon struct {
	Stages []RibbonStage
	Day    int // today, from 1; 0 before the first day, more than all days after the last
}

// RibbonStage is one stage of a course.
type RibbonStage struct {
	Label string // short: "Daring I"; left out where it does not fit
	Days  int
}

// Total returns the number of days.
func (r Ribbon) Total() int {
	n := 0
	for _, s := range r.Stages {
		n += s.Days
	}
	return n
}

// Words says where the course stands.
func (r Ribbon) Words(ctx context.Context) string {
	switch {
	case r.Day <= 0:
		return say(ctx, "ui.ribbon.before", "Total", r.Total())
	case r.Day > r.Total():
		return say(ctx, "ui.ribbon.after", "Total", r.Total())
	}
	return say(ctx, "ui.ribbon", "Day", r.Day, "Total", r.Total())
}

// The measures of a ribbon: the gap between stages in days, and the width
// of the narrowest phone for which labels must fit.
const (
	ribbonGap    = 1.5
	ribbonNarrow = 294.0
)

// Render writes the ribbon.
func (r Ribbon) Render(ctx context.Context, w io.Writer) error {
	d := &drawing{}
	slots := float64(r.Total()) + ribbonGap*float64(max(0, len(r.Stages)-1))
	if slots == 0 {
		return nil
	}
	step := 100 / slots
	at, day := 0.0, 0
	for i, s := range r.Stages {
		if i > 0 {
			at += ribbonGap
		}
		r.label(d, i, at*step, day, (float64(s.Days)+ribbonGap)*step)
		for range s.Days {
			day++
			r.thread(d, day, at*step, step)
			at++
		}
	}
	return d.show(58, r.Words(ctx)).Render(ctx, w)
}

func (r Ribbon) thread(d *drawing, day int, x, step float64) {
	switch {
	case day == r.Day:
		d.rect("f-ink", pct(x), 8, pct(.84*step), 30, 1)
		d.path("f-ink", pct(x+.42*step), 0, "M-5 0h10l-5 6z")
	case day < r.Day:
		d.rect("f-accent", pct(x), 14, pct(.84*step), 24, 1)
	default:
		d.rect("f-aline", pct(x), 14, pct(.84*step), 24, 1)
	}
}

// label writes the name of stage i, which begins at x and is wide percent
// broad, where it fits; the last stage is written from the right edge.
func (r Ribbon) label(d *drawing, i int, x float64, before int, wide float64) {
	s := r.Stages[i]
	now := r.Day > before && r.Day <= before+s.Days
	last := i == len(r.Stages)-1
	need := 5.8 * float64(len([]rune(s.Label)))
	if s.Label == "" || !now && !last && need > wide/100*ribbonNarrow {
		return
	}
	k := word{class: "tx-3", size: 12}
	if now {
		k = word{class: "tx", size: 12, weight: 700}
	}
	switch {
	case last:
		k.anchor, x = "end", 100
	case x > 70 && now:
		k.anchor, x = "end", x+wide
	}
	d.text(k, pct(min(x, 100)), 55, s.Label)
}

// meter draws one bar: full of whole, both in the scale of most, so that
// bars under each other compare.
func meter(full, whole, most float64, height float64, class, meaning string) *meterBar {
	return &meterBar{full, whole, most, height, class, meaning}
}

type meterBar struct {
	full, whole, most, height float64
	class, meaning            string
}

// Render writes the bar.
func (m *meterBar) Render(ctx context.Context, w io.Writer) error {
	d := &drawing{}
	d.rect("f-sunken", "0", 0, pct(share(m.whole, m.most)), m.height, 2)
	if m.full > 0 {
		d.rect(m.class, "0", 0, pct(share(m.full, m.most)), m.height, 2)
	}
	return d.show(m.height, m.meaning).Render(ctx, w)
}

// hours writes lesson hours or a dash for none.
func hours(n int) string {
	if n == 0 {
		return "–"
	}
	return fmt.Sprint(n)
}
