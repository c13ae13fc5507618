package ui

import (
	"context"
	"strconv"

	"github.com/a-h/templ"

	"pamong/internal/kit/clock"
	"pamong/internal/kit/i18n"
)

// The measures of a plan, in pixels of a drawing 1120 wide.
const (
	planWidth = 1120.0
	planLeft  = 151.0 // where time begins
	planTop   = 44.0
	planRow   = 30.0
	planGap   = 14.0 // between waves
)

func (p Plan) words(ctx context.Context) string {
	n := 0
	for _, w := range p.Waves {
		n += len(w.Batches)
	}
	return say(ctx, "ui.plan", "N", n, "From", i18n.From(ctx).Date(p.From), "To", i18n.From(ctx).Date(p.To))
}

// x returns where a day begins.
func (p Plan) x(d clock.Date) float64 {
	days := float64(max(1, p.From.DaysUntil(p.To)+1))
	at := min(max(float64(p.From.DaysUntil(d)), 0), days)
	return planLeft + (planWidth-planLeft)*at/days
}

func (p Plan) chart(ctx context.Context) templ.Component {
	bottom := planTop
	for i, w := range p.Waves {
		if i > 0 {
			bottom += planGap
		}
		bottom += planRow * float64(len(w.Batches))
	}
	d := &drawing{}
	p.months(ctx, d, bottom)
	y := planTop
	for i, w := range p.Waves {
		if i > 0 {
			y += planGap
			d.line("s-line", "0", y-planGap/2, "1120", y-planGap/2, "")
		}
		for j, b := range w.Batches {
			if j == 0 {
				d.text(word{class: "tx", size: 13, weight: 700}, "0", y+21, w.Name)
			}
			p.batch(d, b, y)
			y += planRow
		}
	}
	levels := p.holidays(d, bottom)
	p.now(ctx, d, bottom)
	return d.scaled(planWidth, bottom+10+14*float64(levels), "")
}

func (p Plan) months(ctx context.Context, d *drawing, bottom float64) {
	for day := p.From; day <= p.To; day = day.AddDays(1) {
		t := day.Time()
		if t.Day() == 1 || day == p.From {
			x := p.x(day)
			if t.Day() == 1 {
				d.line("s-line", px(x), 2, px(x), bottom+4, "")
			}
			if t.Day() < 22 && x < planWidth-60 {
				d.text(word{class: "tx-2", size: 12, weight: 600}, px(x+6), 14, i18n.From(ctx).Month(t.Month()))
			}
		}
		if t.Weekday() == 1 {
			d.text(word{class: "tx-3", size: 11}, px(p.x(day)), 32, strconv.Itoa(t.Day()))
		}
	}
}

func (p Plan) batch(d *drawing, b PlanBatch, y float64) {
	d.text(word{class: "tx", size: 12.5, weight: 600}, "56", y+21, b.Name)
	d.text(word{class: "tx-3", size: 11.5, anchor: "end"}, "142", y+21, b.Note)
	end := planLeft
	for _, bar := range b.Bars {
		x := p.x(bar.From)
		wide := max(p.x(bar.To.AddDays(1))-x-1.5, 3)
		d.rect(string(bar.Mode), px(x), y+4, px(wide), 24, 3)
		if 6.2*float64(len([]rune(bar.Label)))+12 <= wide {
			d.text(word{class: barInk(bar.Mode), size: 11.5, weight: 600}, px(x+7), y+20, bar.Label)
		}
		end = max(end, x+wide)
	}
	if b.After != "" && end+6*float64(len(b.After)) < planWidth {
		d.text(word{class: "tx-2", size: 11.5}, px(end+8), y+20, b.After)
	}
}

func barInk(m Mode) string {
	if m == ModeSelf || m == ModeWork {
		return "tx"
	}
	return "tx-on"
}

// holidays draws the days off and writes their names below, on as many lines
// as they need; it returns the number of lines.
func (p Plan) holidays(d *drawing, bottom float64) int {
	var ends []float64
	for _, h := range p.Holidays {
		if h.Day < p.From || h.Day > p.To {
			continue
		}
		x := p.x(h.Day)
		d.line("s-bad", px(x), 38, px(x), bottom+6, `stroke-dasharray="2 3"`)
		wide := 6.1 * float64(len([]rune(h.Name)))
		left := min(max(x-wide/2, 0), planWidth-wide)
		level := 0
		for level < len(ends) && ends[level] > left-8 {
			level++
		}
		if level == len(ends) {
			ends = append(ends, 0)
		}
		ends[level] = left + wide
		d.text(word{class: "tx-bad", size: 11.5, weight: 600}, px(left), bottom+18+14*float64(level), h.Name)
	}
	return len(ends)
}

func (p Plan) now(ctx context.Context, d *drawing, bottom float64) {
	if p.Today < p.From || p.Today > p.To {
		return
	}
	x := px(p.x(p.Today))
	d.line("s-ink", x, 38, x, bottom+4, `stroke-width="2"`)
	d.path("f-ink", x, 34, "M-5 0h10l-5 6z")
}
