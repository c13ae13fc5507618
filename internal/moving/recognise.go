package moving

import (
	"slices"
	"strings"

	"pamong/internal/org"
	"pamong/internal/roster"
)

// Guess is what a page is taken for, with the reasons, and what it says of all
// its lines together.
type Guess struct {
	Kind    Kind
	Score   int
	Columns []Field  // by column; "" while nobody knows
	Reasons []string // titles that decided
	Twice   []string // titles that stand twice with one meaning
	Wave    int      // of every line, from the name of the sheet or the text above
	Batch   int
	Group   int
	Unit    string // where everybody serves, for a list of one office
	Year    string // that the texts name
}

// Said is what a person has said about a page. Columns are those that differ
// from the guess, by their place.
type Said struct {
	Kind    Kind          `json:"kind,omitempty"`
	Columns map[int]Field `json:"columns,omitempty"`
	Unit    string        `json:"unit,omitempty"` // "-" for none
	Batch   int           `json:"batch,omitempty"`
}

// weights say how much one recognised column speaks for a kind.
var weights = map[Kind]map[Field]int{
	People:      {Field(roster.FieldGolongan): 2, Field(roster.FieldTMT): 4, Field(roster.FieldPosition): 2, Field(roster.FieldSex): 2, Field(roster.FieldBorn): 2, Field(roster.FieldSKNumber): 4, Field(roster.FieldSKDate): 3, Field(roster.FieldEducation): 2, Field(roster.FieldPlace): 2, Field(roster.FieldOffice): 2, Field(roster.FieldPhone): 2, Field(roster.FieldEmail): 2, Field(roster.FieldSIASN): 4},
	Division:    {FieldBatch: 4, FieldGroup: 5, FieldWave: 3},
	Guides:      {FieldCoach: 7, FieldMentor: 7, FieldMentorNIP: 4, FieldMentorPosition: 4, FieldMentorPhone: 4, FieldCoachNIP: 4},
	Dates:       {FieldStart: 8, FieldEnd: 4, FieldStage: 6},
	Attendance:  {FieldDay: 5, FieldState: 8},
	STTP:        {FieldSTTP: 25, FieldIssued: 6, FieldFinal: 2, FieldPredicate: 2, FieldAlumni: 4},
	Papers:      {FieldSPMT: 12, FieldHealth: 12, FieldSPMTOn: 4, FieldHealthOn: 4, FieldExaminer: 2, FieldOutcome: 2},
	Performance: {FieldRating: 8, FieldResults: 10, FieldBehaviour: 10, FieldDiscipline: 4, FieldPeriod: 2},
}

// Recognise says what a page seems to be: the kind for which its columns speak
// loudest. Said goes before any guess.
func (w *Words) Recognise(p *Page, said Said) Guess {
	var best Guess
	for _, k := range Kinds {
		if said.Kind != "" && k != said.Kind {
			continue
		}
		g := w.as(p, k)
		if best.Kind == "" || g.Score > best.Score {
			best = g
		}
	}
	if said.Kind == "" && (best.Score <= 0 || p.Hidden) {
		best = w.as(p, Nothing)
	}
	for i, f := range said.Columns {
		if i >= 0 && i < len(best.Columns) {
			best.Columns[i] = f
		}
	}
	best.context(p)
	if said.Unit != "" {
		best.Unit = strings.TrimPrefix(said.Unit, "-")
	}
	if said.Batch > 0 {
		best.Batch = said.Batch
	}
	best.twice(p)
	return best
}

// as reads the titles of a page as those of one kind.
func (w *Words) as(p *Page, k Kind) Guess {
	g := Guess{Kind: k, Columns: make([]Field, len(p.Titles))}
	if k == Nothing {
		return g
	}
	seen := map[Field]bool{}
	for i, title := range p.Titles {
		f := w.fieldOf(k, title)
		g.Columns[i] = f
		if f == "" || seen[f] {
			continue
		}
		seen[f] = true
		weight := weights[k][f]
		if strings.HasPrefix(string(f), dayPrefix) || strings.HasPrefix(string(f), markPrefix) {
			weight = 7
		}
		if weight > 0 {
			g.Score += weight
			g.Reasons = append(g.Reasons, title)
		}
	}
	if k != Dates && !seen[FieldNIP] && !seen[FieldName] && !(k == Guides && seen[FieldCoach] && seen[FieldGroup]) {
		g.Score = 0
	}
	if k == Dates && (!seen[FieldStart] || seen[FieldNIP]) {
		g.Score = 0
	}
	if k == Attendance && seen[FieldState] != seen[FieldDay] && len(g.Reasons) < 2 {
		g.Score = 0
	}
	if k == Division && seen[FieldName] && numberIn(p.texts(), batchText) > 0 {
		g.Score += 5 // names under the name of a batch
	}
	return g
}

// texts joins what a page is called and what stands above its table.
func (p *Page) texts() string {
	return strings.Join(slices.Concat(p.Above, []string{p.Sheet, p.File}), " · ")
}

// context reads what holds for all lines of a page.
func (g *Guess) context(p *Page) {
	for _, text := range slices.Concat([]string{p.Sheet}, p.Above, []string{p.File}) {
		first := func(have *int, n int) {
			if *have == 0 {
				*have = n
			}
		}
		first(&g.Wave, numberIn(text, waveText))
		first(&g.Batch, numberIn(text, batchText))
		first(&g.Group, numberIn(text, groupText))
		if m := yearText.FindStringSubmatch(text); m != nil && g.Year == "" {
			g.Year = m[1]
		}
	}
	if g.Kind != People && g.Kind != Division {
		return
	}
	for _, f := range g.Columns {
		if f == Field(roster.FieldPlace) || f == Field(roster.FieldOffice) || f == Field(roster.FieldUnit) {
			return
		}
	}
	for _, text := range slices.Concat(p.Above, []string{p.Sheet, p.File}) {
		if unit := officeIn(text); unit != "" {
			g.Unit = unit
			return
		}
	}
}

// officeWords begin the names of the offices of a government.
var officeWords = []string{"dinas", "badan", "sekretariat", "inspektorat", "kecamatan", "kelurahan", "satuan polisi", "rumah sakit", "rsud", "puskesmas", "uptd", "bagian", "kantor"}

// officeIn returns the office that a text names, "" for none. The office that
// keeps the lists heads them all: BKPSDM and BKD are not taken.
func officeIn(text string) string {
	text = strings.TrimSpace(strings.ReplaceAll(text, "_", " "))
	for _, ending := range []string{".xlsx", ".xls", ".ods", ".csv"} {
		text = strings.TrimSuffix(text, ending)
	}
	_, after, found := strings.Cut(text, ":")
	if found {
		text = strings.TrimSpace(after)
	}
	folded := org.Fold(text)
	if strings.Contains(folded, "kepegawaian") || strings.Contains(folded, "sumber daya manusia") || len(folded) > 80 {
		return ""
	}
	for _, w := range officeWords {
		if strings.HasPrefix(folded, w+" ") || folded == w {
			return text
		}
	}
	return ""
}

// twice notes titles that stand twice with one meaning. Values of both are
// compared line by line.
func (g *Guess) twice(p *Page) {
	seen := map[Field]bool{}
	for i, f := range g.Columns {
		if f == "" || f == FieldIgnored {
			continue
		}
		if seen[f] {
			g.Twice = append(g.Twice, p.Titles[i])
		}
		seen[f] = true
	}
}

// value returns what a line says in a field: the first of doubled columns that
// says anything, and whether another of them says something else. Merged cells
// repeat for what lines share only.
func (g *Guess) value(l *Line, f Field) (c Cell, differs bool) {
	for i, of := range g.Columns {
		if of != f {
			continue
		}
		now := l.cell(i)
		if now.Text == "" || now.Merged && (f == FieldNIP || f == FieldName) {
			continue
		}
		if c.Text == "" {
			c = now
		} else if org.Fold(c.Text) != org.Fold(now.Text) {
			differs = true
		}
	}
	return c, differs
}

// text is value for fields where nobody asks for the kind of the cell.
func (g *Guess) text(l *Line, f Field) string {
	c, _ := g.value(l, f)
	return c.Text
}

// has reports whether a page has a column of a field.
func (g *Guess) has(f Field) bool { return slices.Contains(g.Columns, f) }

// Unknown returns the places of the columns that nobody knows.
func (g *Guess) Unknown() []int {
	var list []int
	for i, f := range g.Columns {
		if f == "" && g.Kind != Nothing {
			list = append(list, i)
		}
	}
	return list
}
