package moving

import (
	"slices"
	"strings"

	"pamong/internal/kit/sheet"
	"pamong/internal/org"
	"pamong/internal/regulation"
	"pamong/internal/roster"
)

// gathering is a plan on its way.
type gathering struct {
	plan    *Plan
	answers *Answers
	order   []saying // in the order in which something was said first
	said    map[saying][]option
	byName  map[string][]*Person
	asked   map[string]int // proposals by key, their place
	dates   []dating
	once    repeated
}

// saying is one thing that files say of a person: "batch", "sk", "sttp".
type saying struct {
	person *Person
	what   string
}

// option is one value that files have for it, and where.
type option struct {
	value string
	first bool // of a list that rules it: only others are checked against it
	at    []Source
}

// Gather puts the pages of a move together. Known are the people who are on
// the roster already. It writes nothing.
func Gather(pages []Page, said []Said, words *Words, known []roster.Person, answers *Answers) *Plan {
	g := &gathering{plan: &Plan{byNIP: map[string]*Person{}, titles: map[Field]string{}}, answers: answers, said: map[saying][]option{}, byName: map[string][]*Person{}, asked: map[string]int{}, once: repeated{}}
	for _, p := range known {
		one := &Person{NIP: p.NIP, Name: p.Name, ID: p.ID, Fields: map[roster.Field]string{}}
		g.plan.byNIP[p.NIP] = one
	}
	for i := range pages {
		var one Said
		if i < len(said) {
			one = said[i]
		}
		g.plan.Pages = append(g.plan.Pages, Seen{Page: &pages[i], Guess: words.Recognise(&pages[i], one), Said: one})
	}
	g.people()
	for _, p := range g.plan.byNIP {
		key := bareName(p.Name)
		g.byName[key] = append(g.byName[key], p)
	}
	for i := range g.plan.Pages {
		g.page(&g.plan.Pages[i])
	}
	for _, p := range known { // those the files say nothing of are no part of the plan
		if one := g.plan.byNIP[p.NIP]; one.Source.File != "" && !slices.Contains(g.plan.People, one) {
			g.plan.People = append(g.plan.People, one)
		}
	}
	g.settle()
	g.numbers()
	g.date()
	g.seats()
	return g.plan
}

// people makes the persons of the lists of people, and of divisions where no
// list of people names them.
func (g *gathering) people() {
	for _, kind := range []Kind{People, Division} {
		for i := range g.plan.Pages {
			seen := &g.plan.Pages[i]
			if seen.Guess.Kind != kind {
				continue
			}
			listed := len(g.plan.People) > 0
			for k := range seen.Page.Lines {
				l := &seen.Page.Lines[k]
				cell, _ := seen.Guess.value(l, FieldNIP)
				nip := regulation.CleanNIP(cell.Text)
				if len(nip) < 15 {
					continue
				}
				if cell.Number { // a spreadsheet program has lost its last digits
					g.plan.Problems = append(g.plan.Problems, Problem{Wrong: true, Message: "roster.list.number_cell", Who: fullName(&seen.Guess, l), NIP: nip, Sources: []Source{seen.at(l)}})
					continue
				}
				p := g.plan.byNIP[nip]
				if p == nil {
					p = &Person{NIP: nip, Source: seen.at(l), Fields: map[roster.Field]string{}}
					g.plan.byNIP[nip] = p
					g.plan.People = append(g.plan.People, p)
					p.Name = fullName(&seen.Guess, l)
					if kind == Division && listed {
						g.plan.doubt("moving.only_in_division", p, []Source{p.Source})
					}
				} else if p.Source.File == "" {
					p.Source = seen.at(l)
					g.plan.People = append(g.plan.People, p)
				}
				p.Listed = true
				p.rules = p.rules || kind == People
			}
		}
	}
}

// at is where a line stands.
func (s *Seen) at(l *Line) Source { return Source{File: s.Page.File, Sheet: s.Page.Sheet, Row: l.Row} }

func fullName(g *Guess, l *Line) string {
	return roster.PrintName(g.text(l, FieldFront), g.text(l, FieldName), g.text(l, FieldBack))
}

// say notes what a line says of a person. Values that differ in writing only
// are one.
func (g *gathering) say(p *Person, what, value string, rules bool, at Source) {
	if value == "" {
		return
	}
	key := saying{p, what}
	list, known := g.said[key]
	if !known {
		g.order = append(g.order, key)
	}
	for i := range list {
		if list[i].value == value || org.Fold(list[i].value) == org.Fold(value) {
			list[i].at = append(list[i].at, at)
			list[i].first = list[i].first || rules
			return
		}
	}
	g.said[key] = append(list, option{value, rules, []Source{at}})
}

// page takes the lines of one page.
func (g *gathering) page(seen *Seen) {
	if seen.Guess.Kind == Nothing {
		return
	}
	if seen.Guess.Kind == Dates {
		g.stretches(seen)
		return
	}
	wave, batch, group := seen.Guess.Wave, seen.Guess.Batch, seen.Guess.Group
	for i := range seen.Page.Lines {
		l := &seen.Page.Lines[i]
		if w, b, n, heads := seen.heading(l); heads { // "KELOMPOK 1" between the lines
			if b > 0 && b != batch {
				group = 0
			}
			wave, batch, group = or(w, wave), or(b, batch), or(n, group)
			continue
		}
		p := g.who(seen, l)
		if p == nil {
			continue
		}
		seen.Used++
		if p.Source.File == "" {
			p.Source = seen.at(l)
		}
		g.line(seen, l, p, placing{wave, batch, group})
	}
}

func or(n, otherwise int) int {
	if n > 0 {
		return n
	}
	return otherwise
}

// heading reads a line within a list that only names what follows.
func (s *Seen) heading(l *Line) (wave, batch, group int, ok bool) {
	text := ""
	for _, c := range l.Cells {
		if c.Text == "" || c.Text == text {
			continue
		}
		if text != "" {
			return 0, 0, 0, false
		}
		text = c.Text
	}
	if len(text) > 80 {
		return 0, 0, 0, false
	}
	wave, batch, group = numberIn(text, waveText), numberIn(text, batchText), numberIn(text, groupText)
	return wave, batch, group, wave > 0 || batch > 0 || group > 0
}

// placing is the batch under which lines stand.
type placing struct{ wave, batch, group int }

// line takes one line of a person.
func (g *gathering) line(seen *Seen, l *Line, p *Person, under placing) {
	at, guess := seen.at(l), &seen.Guess
	if l.Hidden {
		g.plan.doubt("moving.hidden_row", p, []Source{at})
	}
	for _, f := range guess.Columns {
		if len(guess.Twice) == 0 {
			break
		}
		if _, differs := guess.value(l, f); differs && f != FieldIgnored && f != "" {
			g.plan.doubt("moving.columns_differ", p, []Source{at}, "Field", string(f))
		}
	}
	g.place(guess, l, p, under, at)
	switch guess.Kind {
	case People, Division:
		g.facts(seen, l, p)
		g.guides(guess, l, p, at)
	case Guides:
		g.guides(guess, l, p, at)
	case Attendance:
		g.attendance(seen, l, p)
	case Marks:
		g.marks(seen, l, p)
	case STTP:
		c := []string{guess.text(l, FieldSTTP), dayText(guess.text(l, FieldIssued)), dayText(guess.text(l, FieldEnded)), guess.text(l, FieldFinal), guess.text(l, FieldPredicate), guess.text(l, FieldBatch), guess.text(l, FieldAlumni)}
		if c[0] != "" || c[1] != "" {
			g.say(p, "sttp", strings.Join(c, "|"), true, at)
		}
	case Papers:
		if n := guess.text(l, FieldSPMT); n != "" {
			g.say(p, "spmt", n+"|"+dayText(guess.text(l, FieldSPMTOn)), true, at)
		}
		if n := guess.text(l, FieldHealth); n != "" {
			g.say(p, "health", strings.Join([]string{n, dayText(guess.text(l, FieldHealthOn)), guess.text(l, FieldExaminer), guess.text(l, FieldOutcome)}, "|"), true, at)
		}
	case Performance:
		period := guess.text(l, FieldPeriod)
		if period == "" {
			period = or2(guess.Year, g.answers.Period)
		}
		r := []string{guess.text(l, FieldResults), guess.text(l, FieldBehaviour), guess.text(l, FieldRating), guess.text(l, FieldDiscipline)}
		if strings.Join(r[:3], "") != "" {
			g.say(p, "rating:"+period, strings.Join(r, "|"), true, at)
		}
	}
}

func or2(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

// dayText brings a day into one form; what is none stays as it is.
func dayText(text string) string {
	if d, ok := sheet.ReadDay(text); ok {
		return string(d)
	}
	return text
}

// place notes the batch and the group of a line. Lists of people and of the
// division rule them; attendance and marks are checked against those.
func (g *gathering) place(guess *Guess, l *Line, p *Person, under placing, at Source) {
	if guess.Kind == STTP || guess.Kind == Papers || guess.Kind == Performance {
		return
	}
	rules := guess.Kind == People || guess.Kind == Division
	batch, group, wave := under.batch, under.group, under.wave
	if t := guess.text(l, FieldBatch); t != "" {
		batch = or(Numeral(t), numberIn(t, batchText))
		if batch == 0 {
			g.plan.wrong("moving.bad_batch", p, []Source{at}, "Text", t)
		}
	}
	if t := guess.text(l, FieldGroup); t != "" {
		group = or(Numeral(t), numberIn(t, groupText))
	}
	if t := guess.text(l, FieldWave); t != "" {
		wave = or(Numeral(t), numberIn(t, waveText))
	}
	if batch == 0 {
		return
	}
	g.say(p, "batch", itoa(batch), rules, at)
	if group > 0 && rules {
		g.say(p, "group", itoa(group), true, at)
	}
	if wave > 0 && rules {
		g.say(p, "wave", itoa(wave), true, at)
	}
}

// facts takes what a list of people says of a person.
func (g *gathering) facts(seen *Seen, l *Line, p *Person) {
	at := seen.at(l)
	if seen.Guess.Kind == Division && p.rules {
		return // a list of people says it
	}
	if name := fullName(&seen.Guess, l); name != "" {
		g.say(p, "name", name, true, at)
	}
	value := func(f roster.Field) string { return seen.Guess.text(l, Field(f)) }
	if n := value(roster.FieldSKNumber); n != "" {
		g.say(p, "sk", strings.Join([]string{n, dayText(value(roster.FieldSKDate)), dayText(value(roster.FieldTMT))}, "|"), true, at)
	}
	for _, f := range seen.Guess.Columns {
		field := roster.Field(f)
		switch field {
		case roster.FieldNIP, roster.FieldName, roster.FieldFront, roster.FieldBack, roster.FieldSKNumber, roster.FieldSKDate, roster.FieldNumber:
			continue
		}
		if !isRoster(field) || field == roster.FieldTMT && value(roster.FieldSKNumber) != "" {
			continue
		}
		text := value(field)
		if field == roster.FieldTMT || field == roster.FieldBorn || field == roster.FieldPNSDate || field == roster.FieldPNSTMT {
			text = dayText(text)
		}
		if field == roster.FieldPhone {
			if clean, ok := roster.CleanPhone(text); ok {
				text = clean
			}
		}
		g.say(p, "field:"+string(field), text, seen.Guess.Kind == People, at)
	}
	if seen.Guess.Unit != "" {
		g.say(p, "field:"+string(roster.FieldPlace), seen.Guess.Unit, true, at)
	}
}

// extra are the fields of the roster that only the SIASN export has.
var extra = []roster.Field{roster.FieldGolonganID, roster.FieldKindID, roster.FieldPositionSIASN, roster.FieldUnitSIASN, roster.FieldStatus, roster.FieldStanding, roster.FieldStandingID, roster.FieldPNSNumber, roster.FieldPNSDate, roster.FieldPNSTMT, roster.FieldSIASN}

func isRoster(f roster.Field) bool {
	return f != roster.FieldIgnored && (slices.Contains(roster.Fields, f) || slices.Contains(extra, f))
}

func (g *gathering) guides(guess *Guess, l *Line, p *Person, at Source) {
	g.say(p, "coach", guess.text(l, FieldCoach), true, at)
	if m := guess.text(l, FieldMentor); m != "" {
		parts := []string{m, regulation.CleanNIP(guess.text(l, FieldMentorNIP))}
		for _, f := range []Field{FieldMentorPosition, FieldMentorUnit, FieldMentorPhone, FieldMentorEmail, FieldMentorLetter} {
			parts = append(parts, guess.text(l, f))
		}
		g.say(p, "mentor", strings.Join(append(parts, dayText(guess.text(l, FieldMentorLetterOn))), "|"), true, at)
	}
}

// attendance takes the marks of one line, or the one of a line a day.
func (g *gathering) attendance(seen *Seen, l *Line, p *Person) {
	guess, at := &seen.Guess, seen.at(l)
	reason := guess.text(l, FieldReason)
	for i, f := range guess.Columns {
		if _, _, _, ok := f.slot(); ok && l.cell(i).Text != "" {
			p.Days = append(p.Days, Attended{f, l.cell(i).Text, reason, at})
		}
	}
	if !guess.has(FieldDay) {
		return
	}
	day, state := guess.text(l, FieldDay), guess.text(l, FieldState)
	if f := dayField(day); f != "" && state != "" {
		p.Days = append(p.Days, Attended{f, state, reason, at})
	} else if state != "" {
		g.plan.wrong("moving.bad_day", p, []Source{at}, "Text", day)
	}
}

// marks takes the marks of one line.
func (g *gathering) marks(seen *Seen, l *Line, p *Person) {
	for i, f := range seen.Guess.Columns {
		_, marker, ok := f.mark()
		text := l.cell(i).Text
		if !ok || text == "" || marker == "" {
			continue
		}
		g.plan.titles[f] = seen.Page.Titles[i]
		value, err := regulation.ParseHundredths(text)
		if err != nil || value > regulation.Full {
			g.plan.wrong("moving.bad_mark", p, []Source{seen.at(l)}, "Text", text, "Title", seen.Page.Titles[i])
			continue
		}
		g.say(p, string(f), value.String(), true, seen.at(l))
	}
}
