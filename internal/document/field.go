package document

import (
	_ "embed"
	"encoding/csv"
	"fmt"
	"slices"
	"strings"
	"sync"

	"pamong/internal/kit/docx"
	"pamong/internal/kit/i18n"
)

// people is the list of people in the letters that are about many.
const people = "daftar"

// About says whom or what the letters of a kind are about.
type About int

// What letters are about.
const (
	Participants About = iota
	Trainers           // who teach, coach and examine
	Course             // a batch, whoever is in it
)

// Make says how letters of a kind are made.
type Make struct {
	Kind    LetterKind
	About   About
	Each    bool     // one for each person, else one with the list of people
	Session bool     // asks for a session too, or for another part of a batch
	Whole   bool     // may be made for all batches of a programme at once
	groups  []string // of fields beside those of all letters and of people
	Pattern Pattern  // how its numbers are written where the agency says nothing
	signed  bool     // the register gives a number
}

// Makes lists the kinds of letters with how they are made. The numbers in the
// patterns are classification codes as offices use them; each agency sets its
// own.
var Makes = []Make{
	{Kind: Summons, groups: []string{"batch"}, Pattern: "800.2/{{nomor}}/PANGGIL/{{tahun}}", signed: true},
	{Kind: Duty, groups: []string{"batch"}, Pattern: "800.1.11/{{nomor}}/TUGAS/{{tahun}}", signed: true},
	{Kind: CommitteeDecree, groups: []string{"batch"}, Pattern: "{{nomor}}/PANITIA/{{tahun}}", signed: true},
	{Kind: NameList, groups: []string{"batch"}},
	{Kind: TrainerDuty, About: Trainers, Each: true, Whole: true, Pattern: "800.1.11.1/{{nomor}}/PENGAJAR/{{tahun}}", signed: true},
	{Kind: TrainerList, About: Trainers, Whole: true, groups: []string{"batch", "published"}},
	{Kind: RoomList, About: Course, Whole: true, groups: []string{"batch", "published"}},
	{Kind: Timetable, About: Course, Whole: true, groups: []string{"batch", "published"}},
	{Kind: SeminarList, Session: true, Whole: true, groups: []string{"batch", "published"}},
	{Kind: AttendanceBlank, Session: true, groups: []string{"batch", "session"}},
	{Kind: AttendanceFilled, Session: true, groups: []string{"batch", "session"}},
	{Kind: GraduationRecord, groups: []string{"batch"}, Pattern: "{{nomor}}/BA-LATSAR/{{tahun}}", signed: true},
	{Kind: Release, Each: true, groups: []string{"batch"}, Pattern: "800.1.11/{{nomor}}/BEBAS/{{tahun}}", signed: true},
	{Kind: Statement, Each: true, Pattern: "800.1/{{nomor}}/KET/{{tahun}}", signed: true},
	{Kind: Receipt},
	{Kind: HealthCover, groups: []string{"exam"}, Pattern: "400.7/{{nomor}}/KES/{{tahun}}", signed: true},
	{Kind: Decree, groups: []string{"pns", "fulfilled"}, Pattern: "{{nomor}}/SK-PNS/{{tahun}}", signed: true},
	{Kind: Extract, Each: true, groups: []string{"pns", "fulfilled"}},
	{Kind: CertifiedCopy, groups: []string{"pns", "fulfilled"}},
	{Kind: SalaryLetter, groups: []string{"pns"}, Pattern: "900/{{nomor}}/GAJI/{{tahun}}", signed: true},
	{Kind: OathRecord, Each: true, groups: []string{"pns", "oath"}, Pattern: "{{nomor}}/BA-SUMPAH/{{tahun}}", signed: true},
	{Kind: OathList, groups: []string{"pns", "oath"}},
}

// MakeOf returns how letters of a kind are made.
func MakeOf(kind LetterKind) (Make, bool) {
	i := slices.IndexFunc(Makes, func(m Make) bool { return m.Kind == kind })
	if i < 0 {
		return Make{}, false
	}
	return Makes[i], true
}

// Numbered reports whether the register gives letters of the kind a number.
func (m Make) Numbered() bool { return m.signed }

// Course reports whether letters of the kind are about a batch of a course.
func (m Make) Course() bool { return m.About != Participants || slices.Contains(m.groups, "batch") }

// Listed reports whether a letter of the kind has the list of people.
func (m Make) Listed() bool { return !m.Each && m.About != Course }

// participant is who of a letter the trail is about: a trainer is nobody whose
// record it would be.
func (m Make) participant(person string) string {
	if m.About == Trainers {
		return ""
	}
	return person
}

// LetterField is a field that a template of a kind may name.
type LetterField struct {
	Tag     string // as it is typed: "{{nama}}", "{{@qr 20}}"
	List    string // the list in whose rows it stands, "" for none
	Meaning i18n.Both
	Example string

	group, name string
	picture     bool
}

//go:embed fields.csv
var fieldsFile string

// fieldRows reads the file of fields once.
var fieldRows = sync.OnceValues(func() ([]LetterField, error) {
	rows, err := csv.NewReader(strings.NewReader(fieldsFile)).ReadAll()
	if err != nil {
		return nil, fmt.Errorf("read fields of letters: %w", err)
	}
	var all []LetterField
	for _, row := range rows[1:] {
		f := LetterField{group: row[0], name: row[1], Meaning: i18n.Both{ID: row[2], EN: row[3]}, Example: row[4]}
		if list, name, ok := strings.Cut(f.name, "/"); ok {
			f.List, f.name = list, name
		}
		if f.name, f.picture = strings.CutPrefix(f.name, "@"); f.picture {
			f.Tag = "{{@" + f.name + " 20}}"
		} else {
			f.Tag = "{{" + f.name + "}}"
		}
		all = append(all, f)
	}
	return all, nil
})

// Fields lists what a template of the kind may name: what all letters have,
// then those of the kind, then those of the rows of its lists.
func (m Make) Fields() ([]LetterField, error) {
	all, err := fieldRows()
	if err != nil {
		return nil, err
	}
	var own, rows []LetterField
	for _, f := range all {
		mine := f.group == "all" || f.group == string(m.Kind) || slices.Contains(m.groups, f.group)
		ofPeople := m.About == Participants && (f.group == "person" || f.group == "seat" || f.group == "fulfilled" && slices.Contains(m.groups, "fulfilled")) || m.About == Trainers && f.group == "trainer"
		switch {
		case f.group == "list":
			if m.Listed() {
				own = append(own, f)
			}
		case ofPeople && !m.Each:
			f.List = people
			rows = append(rows, f)
		case ofPeople, mine && f.List == "":
			own = append(own, f)
		case mine:
			rows = append(rows, f)
		}
	}
	return append(own, rows...), nil
}

// Example fills every field of the kind with its example, the lists with two
// rows: what a template is checked against.
func (m Make) Example() (docx.Data, error) {
	fields, err := m.Fields()
	if err != nil {
		return docx.Data{}, err
	}
	d, rows := blank(), map[string]docx.Data{}
	for _, f := range fields {
		to := d
		if f.List != "" {
			if _, ok := rows[f.List]; !ok {
				rows[f.List] = blank()
			}
			to = rows[f.List]
		}
		if f.picture {
			to.Pictures[f.name] = docx.Picture{QR: f.name}
		} else {
			to.Text[f.name] = f.Example
		}
	}
	for list, row := range rows {
		d.Lists[list] = []docx.Data{row, row}
	}
	return d, nil
}

func blank() docx.Data {
	return docx.Data{Text: map[string]string{}, Lists: map[string][]docx.Data{}, Pictures: map[string]docx.Picture{}}
}
