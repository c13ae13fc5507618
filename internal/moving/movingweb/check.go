package movingweb

import (
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"pamong/internal/kit/fault"
	"pamong/internal/kit/web"
	"pamong/internal/kit/web/ui"
	"pamong/internal/moving"
	"pamong/internal/roster"
)

// refused shows the page of a move again with what was wrong.
func (p *pages) refused(r *web.Request, err error, page func(staged) templ.Component) (web.Answer, error) {
	s, failed := p.staged(r)
	if failed != nil {
		return nil, failed
	}
	s.err, s.typed = err, r.PostForm
	return web.Refuse(err, page(s))
}

// fileCount counts the files of a move.
func (s staged) fileCount() int {
	names := map[string]bool{}
	for i := range s.Plan.Pages {
		names[s.Plan.Pages[i].Page.File] = true
	}
	return len(names)
}

func (s staged) facts() []string {
	return []string{s.said.T("moving.read", "Files", s.fileCount(), "Sheets", len(s.Plan.Pages)), s.said.T("moving.unstored")}
}

func (s staged) acts() []ui.Button {
	acts := []ui.Button{{Label: s.said.T("moving.drop.act"), Icon: "trash-2", Href: s.link("drop"), Dialog: true}}
	if s.Sums != (moving.Sums{}) {
		acts = append(acts, ui.Button{Label: s.said.T("moving.enter.act", "N", s.Sums.People), Icon: "check", Kind: ui.Main, Href: s.link("enter"), Dialog: true})
	}
	return acts
}

// stats are the figures of what would go in.
func (s staged) stats() ui.Stats {
	var list ui.Stats
	for _, one := range []struct {
		n   int
		key string
	}{{s.Sums.People, "people"}, {s.Sums.Batches, "batches"}, {s.Sums.Attendance, "attendance"}, {s.Sums.Marks, "marks"}, {s.Sums.STTP + s.Sums.Papers + s.Sums.Performance, "papers"}} {
		list = append(list, ui.Stat{Figure: count(s.said, one.n), Word: s.said.T("moving.sum." + one.key), Caption: s.said.T("moving.sum." + one.key + "_of")})
	}
	return list
}

// todos are what a person should do before entering.
func (s staged) todos() ui.Todos {
	var list []ui.Todo
	add := func(n int, key, rest string) {
		if n > 0 {
			list = append(list, ui.Todo{Tone: ui.Late, Text: s.said.T("moving.todo."+key, "N", n), Meta: s.said.T("moving.todo." + key + "_why"), Act: &ui.Button{Label: s.said.T("moving.todo." + key + "_act"), Small: true, Href: rest}})
		}
	}
	unknown, unread, asked := 0, 0, 0
	for i := range s.Plan.Pages {
		one := &s.Plan.Pages[i]
		unknown += len(one.Guess.Unknown())
		if one.Guess.Kind == moving.Nothing && !one.Page.Hidden {
			unread++
		}
	}
	for _, b := range s.Plan.Batches {
		if b.Start == "" {
			asked++
		}
	}
	add(s.Plan.Open(), "who", s.link("who"))
	add(asked, "dates", s.link("")+"#programme")
	add(s.choices(), "choose", s.link("problems")+"?show=choose")
	add(s.Plan.Wrong()-s.wrongChoices(), "wrong", s.link("problems")+"?show=wrong")
	add(unknown, "columns", s.link("")+"#sheets")
	add(unread, "sheets", s.link("")+"#sheets")
	if len(list) == 0 {
		list = append(list, ui.Todo{Tone: ui.Ok, Text: s.said.T("moving.todo.none")})
	}
	return ui.Todos{List: list}
}

func (s staged) choices() int {
	n := 0
	for i := range s.Plan.Problems {
		if s.Plan.Problems[i].Key != "" && s.Plan.Problems[i].Chosen == "" {
			n++
		}
	}
	return n
}

func (s staged) wrongChoices() int {
	n := 0
	for i := range s.Plan.Problems {
		if s.Plan.Problems[i].Key != "" && s.Plan.Problems[i].Wrong {
			n++
		}
	}
	return n
}

// columnsOf says which columns of a page were understood, the first of them by
// name.
func (s staged) columnsOf(one *moving.Seen) string {
	var names []string
	for i, f := range one.Guess.Columns {
		if f != "" && f != moving.FieldIgnored {
			names = append(names, one.Page.Titles[i])
		}
	}
	const shown = 4
	if len(names) <= shown+1 {
		return strings.Join(names, ", ")
	}
	return s.said.T("moving.columns_more", "Names", strings.Join(names[:shown], ", "), "N", len(names)-shown)
}

func (s staged) sheetLink(i int) string { return web.Link(s.link("sheet"), "n", strconv.Itoa(i)) }

// sheetOf names a page: its file, and its sheet where it has a name.
func sheetOf(p *moving.Page) string {
	if p.Sheet == "" {
		return p.File
	}
	return p.File + " › " + p.Sheet
}

// mapping is the page that says what one sheet is.
type mapping struct {
	staged
	n     int
	seen  *moving.Seen
	words *moving.Words
}

func (p *pages) mapping(r *web.Request) (mapping, error) {
	s, err := p.staged(r)
	if err != nil {
		return mapping{}, err
	}
	m := mapping{staged: s, n: number(r.Q("n"))}
	if r.Method == "POST" {
		m.n = number(r.V("n"))
	}
	if m.n < 0 || m.n >= len(s.Plan.Pages) {
		return m, fault.NotFound("moving.no_move")
	}
	m.seen = &s.Plan.Pages[m.n]
	m.words, err = p.desk.Words(r.Ctx(), s.agency.ID)
	if k := moving.Kind(r.Q("kind")); slices.Contains(moving.Kinds, k) {
		m.seen.Guess = m.words.Recognise(m.seen.Page, moving.Said{Kind: k})
	}
	return m, err
}

func (p *pages) sheet(r *web.Request) (web.Answer, error) {
	m, err := p.mapping(r)
	if err != nil {
		return nil, err
	}
	return web.Page(sheetPage(m)), nil
}

func (m mapping) kinds() []ui.Option {
	var list []ui.Option
	for _, k := range moving.Kinds {
		list = append(list, ui.Option{Value: string(k), Label: m.said.T("moving.kind." + string(k))})
	}
	return list
}

// options are the meanings that a column can have.
func (m mapping) options() []ui.Option {
	list := []ui.Option{{Value: string(moving.FieldIgnored), Label: m.said.T("roster.field.ignored")}}
	if m.seen.Guess.Kind == moving.Marks {
		for i := range m.words.Components {
			c := &m.words.Components[i]
			if c.Marker != "" {
				list = append(list, ui.Option{Value: string(c.Key), Label: c.Say(m.said)})
			}
		}
	}
	for _, f := range moving.Fields(m.seen.Guess.Kind) {
		list = append(list, ui.Option{Value: string(f), Label: m.label(f)})
	}
	return list
}

// label names a field.
func (w where) label(f moving.Field) string {
	if slices.Contains(roster.Fields, roster.Field(f)) {
		return w.said.T("roster.field." + string(f))
	}
	return w.said.T("moving.field." + string(f))
}

// sample is the first value of a column.
func (m mapping) sample(column int) string {
	for i := range m.seen.Page.Lines {
		if c := m.seen.Page.Lines[i].Cells; column < len(c) && c[column].Text != "" {
			return cut(c[column].Text, 50)
		}
	}
	return ""
}

func columnName(i int) string { return "column-" + strconv.Itoa(i) }

// fixed reports whether the meaning of a column is not chosen: a day of
// attendance is what its title says.
func fixed(f moving.Field) bool { return strings.HasPrefix(string(f), "day:") }

func (p *pages) say(r *web.Request) (web.Answer, error) {
	m, err := p.mapping(r)
	if err != nil {
		return nil, err
	}
	said := moving.Said{Kind: moving.Kind(r.V("kind")), Unit: cut(r.V("unit"), 200), Batch: moving.Numeral(r.V("batch")), Columns: map[int]moving.Field{}}
	if said.Unit == "" && m.seen.Guess.Unit != "" {
		said.Unit = "-"
	}
	same := said.Kind == m.seen.Guess.Kind
	for i, f := range m.seen.Guess.Columns {
		if to := moving.Field(r.V(columnName(i))); same && to != "" && to != f && !(to == moving.FieldIgnored && f == "") {
			said.Columns[i] = to
		}
	}
	for i, f := range m.seen.Said.Columns {
		if _, changed := said.Columns[i]; same && !changed {
			said.Columns[i] = f
		}
	}
	var problems fault.Fields
	if r.V("batch") != "" && said.Batch == 0 {
		problems.Add("batch", "moving.bad_batch", "Text", cut(r.V("batch"), 20))
	}
	err = problems.Err()
	if err == nil {
		err = p.desk.Say(r.Ctx(), m.actor, m.agency.ID, m.Move.ID, m.n, said)
	}
	if err != nil {
		m.err, m.typed = err, r.PostForm
		return web.Refuse(err, sheetPage(m))
	}
	if !same {
		return web.Go(m.sheetLink(m.n), "moving.kind_changed"), nil
	}
	return web.Go(m.link(""), "moving.answered"), nil
}
