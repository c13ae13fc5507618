package scheduleweb

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"pamong/internal/kit/i18n"
	"pamong/internal/kit/web/ui"
	"pamong/internal/schedule"
	"pamong/internal/training"
	"pamong/internal/training/trainingweb"
)

func sortLoads(list []trainerLoad) {
	slices.SortFunc(list, func(a, b trainerLoad) int { return cmp.Or(cmp.Compare(b.jp, a.jp), cmp.Compare(a.name, b.name)) })
}

// checks are the lines below the chart: what holds, what breaks a rule, and
// what a person should know, each with its remedy.
func (v planView) checks(ctx context.Context) []ui.Todo {
	var lines []ui.Todo
	if len(v.views) > 0 {
		lines = append(lines, v.ledgerChecks(ctx)...)
	}
	lines = append(lines, v.hardChecks(ctx)...)
	for _, w := range v.Warnings {
		lines = append(lines, v.warningLine(ctx, w))
	}
	return lines
}

// ledgerChecks say whether days and JP of every batch are those of the pack.
func (v planView) ledgerChecks(ctx context.Context) []ui.Todo {
	var days, jp []string
	wantDays, wantJP, offDays, offJP := 0, v.Course.JP.Value, 0, 0
	for i := range v.Course.Stages {
		s := &v.Course.Stages[i]
		wantDays += s.Days.Value
		days, jp = append(days, fmt.Sprint(s.Days.Value)), append(jp, fmt.Sprint(s.JP.Value))
	}
	clash, unled := 0, 0
	for _, view := range v.views {
		total := view.Ledger.Total()
		if total.Days != wantDays {
			offDays++
		}
		if total.JP != wantJP {
			offJP++
		}
		unled += len(view.Unled())
		for _, p := range view.Problems {
			if p.Key == "schedule.problem.trainer" || p.Key == "schedule.problem.overlap" {
				clash++
			}
		}
	}
	lines := []ui.Todo{
		check(ctx, offDays, ui.Late, "schedule.check_days", wantDays, strings.Join(days, " + ")),
		check(ctx, offJP, ui.Wrong, "schedule.check_jp", wantJP, strings.Join(jp, " + ")),
	}
	if clash == 0 {
		meta := say(ctx, "schedule.check_clash_meta", "N", len(v.load))
		if len(v.load) == 0 {
			meta = say(ctx, "schedule.check_no_trainer")
		} else if unled > 0 {
			meta = say(ctx, "schedule.check_trainers", "N", len(v.load))
		}
		lines = append(lines, ui.Todo{Tone: ui.Ok, Who: say(ctx, "schedule.check_clash"), Meta: meta})
	}
	if unled > 0 {
		lines = append(lines, unledLine(ctx, unled, trainingweb.ProgrammePath(v.agency, v.Programme.ID)))
	}
	return append(lines, v.balanceLine(ctx))
}

// unledLine says how many sessions have nobody to lead them, and leads to the planner.
func unledLine(ctx context.Context, n int, programme string) ui.Todo {
	return ui.Todo{Tone: ui.Late, Who: say(ctx, "schedule.check_unled", "N", n), Meta: say(ctx, "schedule.check_unled_meta"),
		Link: ui.Crumb{Label: say(ctx, "schedule.planner"), Href: programme + "/planner"}}
}

func check(ctx context.Context, off int, tone ui.Tone, key string, n int, parts string) ui.Todo {
	if off == 0 {
		return ui.Todo{Tone: ui.Ok, Who: say(ctx, key, "N", n), Meta: parts}
	}
	icon := ""
	if tone == ui.Wrong {
		icon = "circle-alert"
	}
	return ui.Todo{Tone: tone, Icon: icon, Who: say(ctx, key+"_off", "N", off, "Want", n), Meta: parts}
}

// balanceLine says how even the groups are, and what is measured.
func (v planView) balanceLine(ctx context.Context) ui.Todo {
	worst := training.Balance{}
	for _, b := range v.batches() {
		worst.Sex, worst.Office = max(worst.Sex, b.Balance.Sex), max(worst.Office, b.Balance.Office)
		worst.Rank, worst.Education = max(worst.Rank, b.Balance.Rank), max(worst.Education, b.Balance.Education)
	}
	tone := ui.Ok
	if worst.Worst() > 2 {
		tone = ui.Late
	}
	return ui.Todo{Tone: tone, Who: say(ctx, "schedule.check_balance"), Meta: say(ctx, "training.unbalanced", "Sex", worst.Sex, "Office", worst.Office, "Rank", worst.Rank, "Education", worst.Education)}
}

// mostLines bounds how many broken rules the plan tells; the page of the batch
// tells all of its own.
const mostLines = 8

func (v planView) hardChecks(ctx context.Context) []ui.Todo {
	var lines []ui.Todo
	n := 0
	for _, b := range v.batches() {
		view := v.views[b.Batch.ID]
		for _, p := range view.Hard() {
			if n++; n > mostLines {
				continue
			}
			lines = append(lines, ui.Todo{Tone: ui.Wrong, Icon: "circle-alert", Who: trainingweb.BatchName(ctx, b.Batch) + ".", Text: p.Say(i18n.From(ctx), view.Rules.Training, view.Course),
				Link: ui.Crumb{Label: say(ctx, "schedule.mend"), Href: path(v.agency, b.Batch.ID, "days")}})
		}
	}
	if n > mostLines {
		lines = append(lines, ui.Todo{Text: say(ctx, "schedule.more_problems", "N", n-mostLines)})
	}
	return lines
}

func (v planView) warningLine(ctx context.Context, w training.Warning) ui.Todo {
	line := ui.Todo{Tone: ui.Late, Text: w.Say(i18n.From(ctx), v.Course)}
	if w.Wave > 0 {
		line.Who = say(ctx, "training.wave_n", "N", w.Wave) + "."
	}
	for _, wave := range v.Waves {
		if v.writes && wave.Wave.Number == w.Wave && (w.Key == training.WarnSplit || w.Late()) {
			line.Link = ui.Crumb{Label: say(ctx, "schedule.move_wave"), Href: trainingweb.Path(v.agency, "w/"+string(wave.Wave.ID)+"/start")}
		}
	}
	return line
}

// problemLines say the problems of one batch.
func problemLines(ctx context.Context, s seen) []ui.Todo {
	var lines []ui.Todo
	for _, p := range s.Problems {
		lines = append(lines, problemLine(ctx, s, p))
	}
	if n := len(s.Unled()); n > 0 && s.sight.Staff {
		line := unledLine(ctx, n, trainingweb.ProgrammePath(s.agency, s.Programme.ID))
		if !s.sight.Whole { // whoever sees one batch does not see the planner
			line.Link = ui.Crumb{}
		}
		lines = append(lines, line)
	}
	return lines
}

func problemLine(ctx context.Context, s seen, p schedule.Problem) ui.Todo {
	line := ui.Todo{Tone: ui.Late, Text: p.Say(i18n.From(ctx), s.Rules.Training, s.Course)}
	if p.Hard {
		line.Tone, line.Icon = ui.Wrong, "circle-alert"
	}
	if p.Session != "" && s.writes {
		line.Link = ui.Crumb{Label: say(ctx, "schedule.mend"), Href: path(s.agency, s.Batch.ID, "sessions/"+string(p.Session))}
	}
	return line
}
