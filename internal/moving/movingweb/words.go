package movingweb

import (
	"strconv"

	"pamong/internal/kit/web/ui"
	"pamong/internal/moving"
)

// brings lists what an office may bring, each with what is read of it.
func (s starting) brings() []ui.Fact {
	var list []ui.Fact
	for _, k := range moving.Kinds {
		if k != moving.Nothing {
			list = append(list, ui.Fact{Term: s.said.T("moving.kind." + string(k)), Text: s.said.T("moving.brings." + string(k))})
		}
	}
	return list
}

func (s staged) problemsLink() ui.Crumb {
	if len(s.Plan.Problems) == 0 {
		return ui.Crumb{}
	}
	return ui.Crumb{Label: s.said.T("moving.problems_n", "N", len(s.Plan.Problems)), Href: s.link("problems")}
}

// batchLabel writes the number of a batch as its rules do.
func (s staged) batchLabel(n int) string {
	if s.Pack == nil {
		return strconv.Itoa(n)
	}
	return s.Pack.Training.Batch.Numbering.Value.Label(n)
}

// meaning is the chosen field of a column; one that nobody knows is left out.
func meaning(f moving.Field) string {
	if f == "" {
		return string(moving.FieldIgnored)
	}
	return string(f)
}

func (m mapping) batch() string {
	if m.seen.Guess.Batch == 0 {
		return ""
	}
	return strconv.Itoa(m.seen.Guess.Batch)
}

// whoActs confirms all lines with just one person of the same name.
func (w whose) whoActs() []ui.Button {
	n := w.sure()
	if n == 0 {
		return nil
	}
	return []ui.Button{{Label: w.said.T("moving.who.all", "N", n), Icon: "check-check", Post: w.link("who"), Hidden: []ui.Hidden{{Name: "all", Value: "1"}}}}
}

// whoFacts says what else a line has: its number, how often it stands.
func whoFacts(w whose, p moving.Proposal) string {
	number := p.NIP
	if number == "" {
		number = w.said.T("moving.who.no_nip")
	}
	if p.More > 0 {
		number += " · " + w.said.T("moving.more_lines", "N", p.More)
	}
	return number
}

// fault is a problem at the end of its row.
func (l listing) fault(p *moving.Problem) ui.ImportFault {
	f := ui.ImportFault{Tone: ui.Late, Field: l.said.T("moving.look"), Text: p.Say(l.said)}
	if p.Wrong {
		f.Tone, f.Field = ui.Wrong, l.said.T("moving.stays_out")
	}
	if p.Key != "" {
		f.Fix = &ui.Button{Label: l.said.T("moving.choose_fix"), Small: true, Href: l.query.With("show", "choose")}
		if l.query.Get("show") == "choose" {
			f.Fix = nil
		}
	}
	return f
}

// enterChanges says in figures what goes in.
func (s staged) enterChanges() string {
	return s.said.T("moving.enter.changes", "People", s.Sums.People, "Batches", s.Sums.Batches, "Attendance", s.Sums.Attendance, "Marks", s.Sums.Marks, "Papers", s.Sums.STTP+s.Sums.Papers+s.Sums.Performance)
}

// enterStays says what stays out.
func (s staged) enterStays() string {
	if wrong, open := s.Plan.Wrong(), s.Plan.Open(); wrong+open > 0 {
		return s.said.T("moving.enter.out", "N", wrong, "Open", open)
	}
	return s.said.T("moving.enter.all")
}

func (d done) stats() ui.Stats {
	r := d.Result
	var list ui.Stats
	for _, one := range []struct {
		n         int
		key, path string
	}{{r.People, "people", "people"}, {r.Batches, "batches", "training"}, {r.Attendance, "attendance", "attendance"}, {r.Marks, "marks", "evaluation"}, {r.STTP + r.Papers + r.Performance, "papers", "probation"}} {
		list = append(list, ui.Stat{Figure: count(d.said, one.n), Word: d.said.T("moving.sum." + one.key), Caption: d.said.T("moving.sum." + one.key + "_in"), Href: d.agency.Path(one.path)})
	}
	return list
}

// left lists what a house did not take.
func (d done) left() ui.Todos {
	var list []ui.Todo
	for i := range d.Result.Left {
		p := &d.Result.Left[i]
		meta := ""
		if len(p.Sources) > 0 {
			meta = d.place(p.Sources[0])
		}
		if p.More > 0 {
			meta += " · " + d.said.T("moving.more_lines", "N", p.More)
		}
		list = append(list, ui.Todo{Tone: ui.Late, Who: p.Who, Text: p.Say(d.said), Meta: meta})
		if len(list) == listSize {
			break
		}
	}
	return ui.Todos{List: list}
}

// doors lead to what an office does next.
func (d done) doors() ui.Doors {
	var list ui.Doors
	for _, one := range []struct{ icon, key, path string }{{"users", "people", "people"}, {"calendar-range", "training", "training"}, {"hourglass", "probation", "probation"}, {"user-plus", "members", "members"}} {
		list = append(list, ui.Door{Icon: one.icon, Title: d.said.T("moving.next." + one.key), Text: d.said.T("moving.next." + one.key + "_text"), Href: d.agency.Path(one.path)})
	}
	return list
}

func (d done) undoChanges() string {
	r := d.Result
	return d.said.T("moving.undo.changes", "People", r.People, "Batches", r.Batches, "Attendance", r.Attendance, "Marks", r.Marks, "Papers", r.STTP+r.Papers+r.Performance)
}
