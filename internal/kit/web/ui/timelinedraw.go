package ui

import (
	"context"

	"github.com/a-h/templ"

	"pamong/internal/kit/clock"
)

// The measures of a timeline: where its line lies, and the narrowest width
// in pixels for which its labels are kept apart.
const (
	timeLine   = 62.0
	timeNarrow = 760.0
	timeEdge   = .8 // percent that the ends are kept from the edge
	timeLater  = 7.0
)

// place returns where along the width, in percent, each point stands. Dated
// points stand by their dates; those without share the end evenly.
func (t Timeline) place() (at func(clock.Date) float64, points []float64) {
	first, last, undated := t.Today, t.Today, 0
	for _, p := range t.Points {
		if p.At.IsZero() {
			undated++
			continue
		}
		first, last = min(first, p.At), max(last, p.At, p.Until)
	}
	days := float64(max(1, first.DaysUntil(last)))
	room := 100 - 2*timeEdge - timeLater*float64(undated)
	at = func(d clock.Date) float64 { return timeEdge + room*float64(first.DaysUntil(d))/days }
	later := timeEdge + room
	for _, p := range t.Points {
		if p.At.IsZero() {
			later += timeLater
			points = append(points, later)
		} else {
			points = append(points, at(p.At))
		}
	}
	return at, points
}

func (t Timeline) chart(ctx context.Context) templ.Component {
	d := &drawing{}
	at, places := t.place()
	today := at(t.Today)
	d.line("s-accent", pct(timeEdge), timeLine, pct(today), timeLine, `stroke-width="4" stroke-linecap="round"`)
	d.line("s-line", pct(today+.8), timeLine, pct(100-timeEdge), timeLine, `stroke-width="4" stroke-linecap="round" stroke-dasharray="1 9"`)
	l := &labels{d: d}
	told := false
	for i, p := range t.Points {
		if !told && (p.At.IsZero() || p.At > t.Today) {
			l.today(ctx, today, t.Today)
			told = true
		}
		l.point(ctx, p, places[i], at)
	}
	if !told {
		l.today(ctx, today, t.Today)
	}
	return d.show(116, t.Label)
}

// labels keeps words from running into each other: a label goes above the
// line where there is room, otherwise below.
type labels struct {
	d            *drawing
	above, below float64 // where the last label ends, in pixels of the narrowest width
}

func (l *labels) today(ctx context.Context, x float64, day clock.Date) {
	l.d.line("s-ink", pct(x), timeLine-22, pct(x), timeLine+22, `stroke-width="2"`)
	l.d.circle("f-ink", pct(x), timeLine, 6, "")
	l.write("tx", x, false, say(ctx, "ui.timeline.today"), Point{At: day}.when(ctx))
}

func (l *labels) point(ctx context.Context, p Point, x float64, at func(clock.Date) float64) {
	ink := "tx"
	switch p.Kind {
	case PointDone:
		l.d.circle("f-accent", pct(x), timeLine, 8, "")
	case PointSpan:
		l.d.rect("f-deep", pct(x), timeLine-9, pct(max(at(p.Until)-x, .5)), 18, 4)
	case PointOpen:
		l.d.circle("f-sheet s-open", pct(x), timeLine, 7, `stroke-width="2.5"`)
	case PointRisk:
		l.d.path("f-late", pct(x), timeLine-11, "M0 0l11 20h-22z")
		ink = "tx-late"
	}
	l.write(ink, x, p.Kind == PointSpan, p.Title, p.when(ctx))
}

// write puts title and date at x: in the middle of a point, from the start
// of a span, and never beyond the edges.
func (l *labels) write(ink string, x float64, span bool, title, when string) {
	wide := 6.9 * float64(max(len([]rune(title)), len([]rune(when))))
	centre, anchor, spot := x/100*timeNarrow, "middle", x
	left := centre - wide/2
	if span {
		anchor, left = "", centre
	}
	switch {
	case left < 0:
		anchor, spot, left = "", 0, 0
	case left+wide > timeNarrow:
		anchor, spot, left = "end", 100, timeNarrow-wide
	}
	y := 12.0
	if left < l.above+8 && l.above > 0 && l.below <= l.above {
		y = 97
		l.below = left + wide
	} else {
		l.above = left + wide
	}
	l.d.text(word{class: ink, size: 13, weight: 700, anchor: anchor}, pct(spot), y, title)
	l.d.text(word{class: "tx-3", size: 12, anchor: anchor}, pct(spot), y+16, when)
}
