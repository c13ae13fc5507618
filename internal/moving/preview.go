package moving

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"pamong/internal/access"
	"pamong/internal/attendance"
	"pamong/internal/kit/calendar"
	"pamong/internal/kit/clock"
	"pamong/internal/kit/fault"
	"pamong/internal/kit/sheet"
	"pamong/internal/org"
	"pamong/internal/regulation"
	"pamong/internal/roster"
	"pamong/internal/training"
)

// Preview is what entering a move would do.
type Preview struct {
	Move    Move
	Plan    *Plan
	Sums    Sums
	Pack    *regulation.Pack // of the programme; nil while there are no batches
	Course  *regulation.Mode
	Name    string // of the programme
	Roster  roster.Totals
	verdict *roster.Verdict
	draft   *roster.Draft
	fits    map[int]fitted // by number of the batch
	taken   bool           // a programme has the name already
}

// Preview judges all files of a move together. It writes nothing.
func (d *Desk) Preview(ctx context.Context, actor access.Actor, a org.Agency, move ID) (*Preview, error) {
	if err := actor.Require(string(a.ID), keepers...); err != nil {
		return nil, err
	}
	m, err := ByID(ctx, d.DB, a.ID, move)
	if err != nil {
		return nil, err
	}
	return d.preview(ctx, actor, a, m)
}

func (d *Desk) preview(ctx context.Context, actor access.Actor, a org.Agency, m Move) (*Preview, error) {
	list, said, err := pages(ctx, d.DB, m.ID)
	if err != nil {
		return nil, err
	}
	words, err := d.words(ctx, d.DB, a.ID)
	if err != nil {
		return nil, err
	}
	known, err := roster.All(ctx, d.DB, a.ID)
	if err != nil {
		return nil, err
	}
	today := a.Today(d.Clock.Now())
	if m.Answers.Period == "" {
		m.Answers.Period = fmt.Sprint(today.Year() - 1)
	}
	p := &Preview{Move: m, Plan: Gather(list, said, words, known, &m.Answers), fits: map[int]fitted{}}
	if err := d.seated(ctx, a, m, p.Plan); err != nil {
		return nil, err
	}
	if err := d.judgePeople(ctx, actor, a, p); err != nil {
		return nil, err
	}
	if err := d.judgeDates(ctx, a, p, today); err != nil {
		return nil, err
	}
	p.Plan.judgeDays(today, p.fits)
	p.Plan.judgeMarks(p)
	p.Plan.judgePapers(today)
	p.Sums = p.Plan.Sums()
	return p, nil
}

// seated takes people out of the plan's batches who sit in one already, unless
// this move has seated them before it was interrupted.
func (d *Desk) seated(ctx context.Context, a org.Agency, m Move, plan *Plan) error {
	have, err := training.Seated(ctx, d.DB, a.ID)
	if err != nil {
		return err
	}
	for _, p := range plan.People {
		seat, sits := have[p.ID]
		if p.ID != "" && sits && p.Batch > 0 && seat.Programme != training.ProgrammeID(m.ID) {
			plan.wrong("moving.seated", p, []Source{p.Source})
			plan.unseat(p)
		}
	}
	return nil
}

// unseat takes a person out of their batch.
func (p *Plan) unseat(who *Person) {
	for _, b := range p.Batches {
		b.People = slices.DeleteFunc(b.People, func(o *Person) bool { return o == who })
	}
	p.Batches = slices.DeleteFunc(p.Batches, func(b *Batch) bool { return len(b.People) == 0 })
	who.Batch, who.Group = 0, 0
}

// listFields are the columns of the list that a move hands to the roster.
func listFields() []roster.Field { return slices.Concat(roster.Fields, extra) }

// list makes the list of people that the roster judges and enters.
func (p *Plan) list(m Move, name string) *roster.Draft {
	draft := &roster.Draft{File: name, Hash: m.source(), Format: sheet.XLSX}
	table := roster.Table{Sheet: name}
	for _, f := range listFields() {
		table.Columns = append(table.Columns, roster.Column{Title: string(f), Field: f})
	}
	draft.Tables = []roster.Table{table}
	for _, who := range p.People {
		if !who.Listed {
			continue
		}
		row := roster.Row{Number: len(draft.Rows) + 1, Line: who.Source.Row, Cells: make([]roster.Cell, len(table.Columns))}
		for i, c := range table.Columns {
			text := who.Fields[c.Field]
			switch c.Field {
			case roster.FieldNIP:
				text = who.NIP
			case roster.FieldName:
				text = who.Name
			}
			if text != "" {
				row.Cells[i] = roster.Cell{Text: text, Kind: sheet.Text}
			}
		}
		draft.Rows = append(draft.Rows, row)
	}
	return draft
}

// source names a move in the books of other houses.
func (m Move) source() string { return "move:" + string(m.ID) }

// judgePeople lets the roster judge the people, and brings its findings to the
// files where they stand.
func (d *Desk) judgePeople(ctx context.Context, actor access.Actor, a org.Agency, p *Preview) error {
	p.draft = p.Plan.list(p.Move, p.Move.title())
	if len(p.draft.Rows) == 0 {
		return nil
	}
	var err error
	if p.verdict, err = d.Roster.Preview(ctx, actor, a.ID, p.draft, p.Move.Answers.Selection); err != nil {
		return err
	}
	p.Roster = p.verdict.Totals
	at := 0
	for _, who := range p.Plan.People {
		if !who.Listed {
			continue
		}
		j := &p.verdict.Rows[at]
		at++
		for _, f := range j.Findings {
			if f.Code == roster.CodeUnitNew {
				continue // the first list of an office makes its units
			}
			one := Problem{Wrong: f.Severity == regulation.SeverityError, Message: f.Key(), Args: f.Args, Who: who.Name, NIP: who.NIP, Sources: []Source{who.Source}, finding: &f}
			p.Plan.Problems = append(p.Plan.Problems, one)
		}
		if j.Outcome == roster.Refused && who.ID == "" {
			who.refused = true
		}
	}
	return nil
}

// title names a move in the lists of imports.
func (m Move) title() string { return "Pindahan " + string(clock.FromTime(m.Begun)) }

// judgeDates finds the rule pack and dates every batch.
func (d *Desk) judgeDates(ctx context.Context, a org.Agency, p *Preview, today clock.Date) error {
	var dated []*Batch
	for _, b := range p.Plan.Batches {
		if b.Start != "" {
			dated = append(dated, b)
		}
	}
	if len(dated) == 0 {
		return nil
	}
	first := dated[0].Start
	for _, b := range dated {
		first = min(first, b.Start)
	}
	packs, err := d.Rules.Packs(ctx, d.DB, string(a.ID))
	if err != nil {
		return err
	}
	if p.Move.Answers.Pack != "" {
		p.Pack, err = packs.Find(p.Move.Answers.Pack)
	} else {
		p.Pack, err = packs.Newest(regulation.KindLatsar, first)
	}
	if err != nil {
		return err
	}
	if p.Course, err = p.Pack.Training.Mode(p.Move.Answers.Mode); err != nil {
		return err
	}
	if err := d.name(ctx, a, p, first); err != nil {
		return err
	}
	holidays, err := d.Rules.Holidays(ctx, d.DB, string(a.ID))
	if err != nil {
		return err
	}
	return p.Plan.fitAll(p, dated, holidays, today)
}

// name finds a name for the programme: what a person has said, or the usual
// one with a number where that exists. One that exists and was asked for is
// refused.
func (d *Desk) name(ctx context.Context, a org.Agency, p *Preview, first clock.Date) error {
	p.Name = p.Move.Answers.Programme
	asked := p.Name != ""
	for n := 1; ; n++ {
		if !asked {
			p.Name = fmt.Sprintf("Latsar CPNS %d", first.Year())
		}
		if !asked && n > 1 {
			p.Name += fmt.Sprintf(" (%d)", n)
		}
		have, err := training.ProgrammeByName(ctx, d.DB, a.ID, p.Name)
		switch {
		case err == nil && have.ID == training.ProgrammeID(p.Move.ID):
			return nil // made by this move before it was interrupted
		case fault.KindOf(err) == fault.KindNotFound:
			return nil
		case err != nil:
			return err
		case asked:
			p.taken = true
			p.Plan.wrong("moving.programme_exists", nil, nil, "Name", p.Name)
			return nil
		}
	}
}

func (p *Plan) fitAll(pre *Preview, dated []*Batch, holidays *calendar.List, today clock.Date) error {
	for _, b := range dated {
		f, err := fit(pre.Course, holidays, today, b)
		if err != nil {
			return err
		}
		pre.fits[b.Number] = f
		b.AsOf = f.asOf
		b.End = max(b.End, f.dates.End())
		if !f.exact && len(b.Stages) > 0 {
			p.doubt("moving.other_lengths", nil, []Source{b.Stages[0].Source}, "Batch", b.Number)
		}
		for _, s := range b.Stages {
			if s.Title != "" && stageOf(pre.Course, s.Title) == "" {
				p.doubt("moving.no_stage", nil, []Source{s.Source}, "Text", s.Title)
			}
		}
	}
	return nil
}

// repeated notes one problem of many lines once.
type repeated map[string]int

func (r repeated) add(p *Plan, key string, one Problem) {
	if i, ok := r[key]; ok {
		p.Problems[i].More++
		return
	}
	r[key] = len(p.Problems)
	p.Problems = append(p.Problems, one)
}

// judgeDays checks the attendance: its letters, and its days against those of
// the batch.
func (p *Plan) judgeDays(today clock.Date, fits map[int]fitted) {
	seen := repeated{}
	for _, who := range p.People {
		b := p.dated(who)
		kept := who.Days[:0]
		had := map[Field]string{}
		for _, one := range who.Days {
			day, _, _, _ := one.Slot.slot()
			state, known := attendance.ReadState(one.Text)
			problem := p.problem(true, "", who, []Source{one.Source}, nil)
			key := one.Source.File + "|" + one.Source.Sheet + "|" + string(one.Slot)
			switch before, twice := had[one.Slot]; {
			case !known:
				problem.Message, problem.Args = "moving.bad_state", []any{"Text", one.Text}
				key += one.Text
			case day > today:
				problem.Message, problem.Args = "moving.future", []any{"Day", string(day)}
			case b == nil:
				problem.Message, problem.Args = "moving.day_without_batch", nil
				key = "batch|" + who.NIP
			case day < b.Start || day > b.End:
				problem.Message, problem.Args = "moving.outside", []any{"Day", string(day), "Batch", b.Number, "Start", string(b.Start), "End", string(b.End)}
				key += itoa(b.Number)
			case !fits[b.Number].works(day):
				problem.Message, problem.Args = "moving.no_day", []any{"Day", string(day), "Batch", b.Number}
				key += itoa(b.Number)
			case twice && before != string(state):
				problem.Message, problem.Args = "moving.two_days", []any{"Day", string(day)}
				key += who.NIP
			case twice:
				continue
			default:
				had[one.Slot] = string(state)
				kept = append(kept, one)
				continue
			}
			seen.add(p, problem.Message+"|"+key, problem)
		}
		who.Days = kept
	}
}

// works reports whether a batch has a day of some stage.
func (f fitted) works(day clock.Date) bool {
	for _, s := range f.dates.Stages {
		if slices.Contains(s.Days, day) {
			return true
		}
	}
	return false
}

// dated returns the batch of a person that has dates, nil for none.
func (p *Plan) dated(who *Person) *Batch {
	for _, b := range p.Batches {
		if b.Number == who.Batch && b.Start != "" {
			return b
		}
	}
	return nil
}

// judgeMarks leaves marks of people without a batch out, and columns whose
// marker nobody has named.
func (p *Plan) judgeMarks(pre *Preview) {
	for i := range p.Pages {
		seen := &p.Pages[i]
		for k, f := range seen.Guess.Columns {
			if _, marker, ok := f.mark(); ok && marker == "" {
				p.wrong("moving.no_marker", nil, []Source{{File: seen.Page.File, Sheet: seen.Page.Sheet}}, "Title", seen.Page.Titles[k])
			}
		}
	}
	may := map[Field]bool{}
	if pre.Pack != nil {
		for _, c := range markColumns(pre.Pack, pre.Course.Key) {
			may[c] = true
		}
	}
	seen := repeated{}
	for _, who := range p.People {
		if len(who.Marks) == 0 {
			continue
		}
		if p.dated(who) == nil {
			seen.add(p, "mark|"+who.NIP, p.problem(true, "moving.mark_without_batch", who, []Source{who.Source}, nil))
			who.Marks = nil
			continue
		}
		for f := range who.Marks {
			if !may[f] {
				seen.add(p, string(f), p.problem(true, "moving.no_component", who, []Source{who.Source}, []any{"Title", p.titles[f]}))
				delete(who.Marks, f)
			}
		}
	}
}

// judgePapers checks days and words of certificates, papers and performance,
// as far as a line can say before its person is on the roster.
func (p *Plan) judgePapers(today clock.Date) {
	for _, who := range p.People {
		if c := who.STTP; c != nil {
			issued := clock.Date(c.Issued)
			switch {
			case c.Number == "":
				p.wrong("certificate.no_number", who, []Source{c.Source})
				who.STTP = nil
			case !issued.Valid():
				p.wrong("moving.bad_day", who, []Source{c.Source}, "Text", c.Issued)
				who.STTP = nil
			case issued > today:
				p.doubt("moving.future", who, []Source{c.Source}, "Day", c.Issued)
			}
		}
		who.Papers = slices.DeleteFunc(who.Papers, func(one Paper) bool {
			on := clock.Date(one.On)
			switch {
			case one.On != "" && !on.Valid():
				p.wrong("moving.bad_day", who, []Source{one.Source}, "Text", one.On)
			case on > today:
				p.wrong("moving.future", who, []Source{one.Source}, "Day", one.On)
			default:
				return false
			}
			return true
		})
		who.Ratings = slices.DeleteFunc(who.Ratings, func(one Rating) bool {
			if len(strings.TrimSpace(one.Period)) < 4 {
				p.wrong("moving.bad_period", who, []Source{one.Source}, "Text", one.Period)
				return true
			}
			return false
		})
	}
}
