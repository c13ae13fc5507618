package roster

import (
	"maps"
	"slices"

	"pamong/internal/kit/clock"
	"pamong/internal/kit/sheet"
	"pamong/internal/org"
	"pamong/internal/regulation"
)

// Known is what the roster knows before an import.
type Known struct {
	Tree     *org.Tree
	Listed   bool                // the agency keeps its own list of units
	People   map[string]Person   // by NIP, withdrawn ones too
	Replaced map[string]PersonID // numbers that were corrected or merged, and who has them
	Left     map[string]Transfer // by NIP: who has gone to another agency, and how
	byID     map[PersonID]Person
	private  map[PersonID][]Field // what is kept of them already
}

// Outcome is what becomes of one line.
type Outcome string

// The outcomes.
const (
	New       Outcome = "new"
	Changed   Outcome = "changed"
	Unchanged Outcome = "unchanged"
	Refused   Outcome = "refused" // it has an error and stays out
)

// Judged is one line with what was found and what would become of it.
type Judged struct {
	Row      int // from 1, over all sheets
	Line     int // row of the sheet, as the office sees it
	Sheet    string
	Name     string // as the list writes it
	NIP      string // as the list writes it
	Person   Person // as the person would be afterwards
	Place    Place
	Suggest  Place            // for a doubtful unit: what it probably is
	Private  map[Field]string // that is not kept yet
	Findings []Finding
	Outcome  Outcome
	Changes  []Change
	Moves    bool // the place differs from the present one
}

// Severity returns the worst finding, "" for a line without any.
func (j *Judged) Severity() regulation.Severity { return severityOf(j.Findings) }

// Totals counts lines.
type Totals struct {
	Total, OK, Warning, Error int
	New, Changed, Unchanged   int
}

// Verdict is a whole list judged.
type Verdict struct {
	Rows   []Judged
	Totals Totals
}

// Judge reads every line of a draft, checks it by the rules and compares it
// with what is known. It writes nothing. Selection is the year of the
// selection for lists that have no column for it.
func Judge(rules *regulation.Probation, draft *Draft, known *Known, selection string) (*Verdict, error) {
	ranks, err := newRanks()
	if err != nil {
		return nil, err
	}
	standings, err := namesByID("kedudukanHukum")
	if err != nil {
		return nil, err
	}
	kinds, err := namesByID("jenisJabatan")
	if err != nil {
		return nil, err
	}
	j := judge{rules: rules, draft: draft, known: known, selection: selection, ranks: ranks, standings: standings, kinds: kinds,
		first: map[string]int{}, found: newFinder(known.Tree), columns: make([]map[Field]int, len(draft.Tables))}
	for i := range draft.Tables {
		j.columns[i] = draft.Tables[i].columnsByField()
	}
	v := &Verdict{Rows: make([]Judged, len(draft.Rows))}
	j.places(v)
	for i := range v.Rows {
		j.row(&draft.Rows[i], &v.Rows[i])
		v.Totals.add(&v.Rows[i])
	}
	return v, nil
}

func namesByID(list string) (map[string]string, error) {
	codes, err := regulation.SIASNCodes(list)
	if err != nil {
		return nil, err
	}
	names := map[string]string{}
	for _, c := range codes {
		names[c.ID] = c.Name
	}
	return names, nil
}

func (t *Totals) add(j *Judged) {
	t.Total++
	switch j.Severity() {
	case regulation.SeverityError:
		t.Error++
	case regulation.SeverityWarning:
		t.Warning++
	default:
		t.OK++
	}
	switch j.Outcome {
	case New:
		t.New++
	case Changed:
		t.Changed++
	case Unchanged:
		t.Unchanged++
	}
}

// judge is what judging one list needs.
type judge struct {
	rules     *regulation.Probation
	draft     *Draft
	known     *Known
	selection string
	ranks     *ranks
	standings map[string]string
	kinds     map[string]string
	columns   []map[Field]int
	first     map[string]int // NIP, number of the line where it stands first
	found     *finder

	offices map[string]string            // doubtful office, folded: what it probably is
	units   map[string]map[string]string // the same below each office
}

func (j *judge) lineOf(r *Row) *line { return &line{row: r, at: j.columns[r.Table]} }

// places reads where everybody serves and finds the doubtful names.
func (j *judge) places(v *Verdict) {
	var texts []string
	seen := map[string]bool{}
	for i := range j.draft.Rows {
		if t := j.lineOf(&j.draft.Rows[i]).text(FieldPlace); t != "" && !seen[t] {
			seen[t] = true
			texts = append(texts, t)
		}
	}
	read := newPlaces(j.known.Tree, texts)
	offices, below := newTally(), map[string]*tally{}
	j.sure(offices, below)
	for i := range j.draft.Rows {
		out := &v.Rows[i]
		out.Place = read.read(j.lineOf(&j.draft.Rows[i]))
		office := org.Fold(out.Place.Office)
		offices.add(office, out.Place.Office, 1, false)
		if out.Place.Unit != "" {
			if below[office] == nil {
				below[office] = newTally()
			}
			below[office].add(org.Fold(out.Place.Unit), out.Place.Unit, 1, false)
		}
	}
	j.offices, j.units = offices.doubtful(), map[string]map[string]string{}
	for office, t := range below {
		j.units[office] = t.doubtful()
	}
}

// sure counts the units of the agency's own list.
func (j *judge) sure(offices *tally, below map[string]*tally) {
	for _, o := range j.known.Tree.Children("") {
		key := org.Fold(o.Name)
		offices.add(key, o.Name, 0, true)
		t := newTally()
		for _, u := range j.known.Tree.Below(o.ID)[1:] {
			if unit, ok := j.known.Tree.Unit(u); ok {
				t.add(org.Fold(unit.Name), unit.Name, 0, true)
			}
		}
		below[key] = t
	}
}

// row judges one line whose place is read.
func (j *judge) row(r *Row, out *Judged) {
	l := j.lineOf(r)
	out.Row, out.Line, out.Sheet, out.Name, out.NIP = r.Number, r.Line, j.draft.Tables[r.Table].Sheet, l.text(FieldName), l.text(FieldNIP)
	p := Person{Sex: string(l.sex()), Born: l.date(FieldBorn)}
	p.TMT = l.date(FieldTMT)
	p.NIP = j.nip(l, &p)
	j.fill(l, &p)
	j.place(l, out)
	if r.Hidden {
		l.warn(CodeRowHidden, FieldNumber)
	}
	j.private(l, out, p.Born)
	out.Findings = l.findings
	j.compare(out, &p, l)
}

// nip checks the number and follows it where the list says something else.
func (j *judge) nip(l *line, p *Person) string {
	cell := l.cell(FieldNIP)
	n, found := j.rules.CheckNIP(cell.Text, regulation.Expect{Born: p.Born, TMT: p.TMT, Sex: regulation.Sex(p.Sex), Numeric: cell.Kind == sheet.Number})
	for _, f := range found {
		own := nipCodes[f.Code]
		l.findings = append(l.findings, Finding{f.Severity, own.code, own.field, f.Args})
	}
	if n.Sex != "" {
		p.Sex = string(n.Sex)
	}
	if n.Born != "" {
		p.Born = n.Born
	}
	if n.TMT != "" && (p.TMT == "" || p.TMT[:len("2006-01")] != n.TMT[:len("2006-01")]) {
		p.TMT = n.TMT
	}
	if len(found) > 0 && severityOf(l.findings) == regulation.SeverityError {
		return n.Text
	}
	if first, twice := j.first[n.Text]; twice {
		l.fail(CodeNIPDuplicate, FieldNIP, "Row", first)
	} else {
		j.first[n.Text] = l.row.Number
	}
	return n.Text
}

func (j *judge) fill(l *line, p *Person) {
	p.Name = l.name()
	p.Email, p.OfficeEmail, p.Phone, p.SIASN = l.email(FieldEmail), l.email(FieldOfficeEmail), l.phone(), l.text(FieldSIASN)
	p.SKNumber, p.SKDate, p.Golongan = l.text(FieldSKNumber), l.date(FieldSKDate), l.golongan(j.ranks)
	p.Position, p.PositionKind, p.PositionSIASN = l.text(FieldPosition), readable(l.text(FieldPositionKind)), l.text(FieldPositionSIASN)
	if p.PositionKind == "" {
		p.PositionKind = j.kinds[l.text(FieldKindID)]
	}
	p.Education, p.Level = l.text(FieldEducation), l.text(FieldLevel)
	p.Status, p.Standing, p.UnitSIASN = l.text(FieldStatus), l.text(FieldStanding), l.text(FieldUnitSIASN)
	if p.Standing == "" {
		p.Standing = j.standings[l.text(FieldStandingID)]
	}
	p.PNSNumber, p.PNSDate, p.PNSTMT = l.text(FieldPNSNumber), l.date(FieldPNSDate), l.date(FieldPNSTMT)
	if p.Selection = l.text(FieldSelection); p.Selection == "" {
		p.Selection = j.selection
	}
}

// place warns of units that are doubtful, new or missing.
func (j *judge) place(l *line, out *Judged) {
	p := out.Place
	if p.Office == "" {
		l.warn(CodeUnitMissing, FieldPlace)
		return
	}
	office := org.Fold(p.Office)
	if other := j.offices[office]; other != "" {
		out.Suggest = Place{other, p.Unit}
		l.warn(CodeUnitNear, FieldPlace, "Text", p.Office, "Suggestion", other)
		return
	}
	if other := j.units[office][org.Fold(p.Unit)]; p.Unit != "" && other != "" {
		out.Suggest = Place{p.Office, other}
		l.warn(CodeUnitNear, FieldPlace, "Text", p.Unit, "Suggestion", other)
		return
	}
	if j.known.Listed && j.found.unit(p) == "" {
		l.warn(CodeUnitNew, FieldPlace, "Text", p.String())
	}
}

// finder remembers which unit each place is.
type finder struct {
	tree *org.Tree
	seen map[Place]org.UnitID
}

func newFinder(tree *org.Tree) *finder { return &finder{tree, map[Place]org.UnitID{}} }

// unit returns the unit of a place, "" when there is none.
func (f *finder) unit(p Place) org.UnitID {
	if p.Office == "" {
		return ""
	}
	id := f.seen[p]
	if id == "" {
		id = findPlace(f.tree, p)
		f.seen[p] = id
	}
	return id
}

// findPlace returns the unit of a place, "" when there is none. A unit may
// stand at any depth below its office.
func findPlace(tree *org.Tree, p Place) org.UnitID {
	office, ok := tree.Child("", p.Office)
	if !ok || p.Unit == "" {
		return office
	}
	key := org.Fold(p.Unit)
	for _, id := range tree.Below(office)[1:] {
		if u, ok := tree.Unit(id); ok && org.Fold(u.Name) == key {
			return id
		}
	}
	return ""
}

// compare finds the person whom the line means and what would change.
func (j *judge) compare(out *Judged, p *Person, l *line) {
	have, known := j.known.People[p.NIP]
	if now, replaced := j.known.Replaced[p.NIP]; replaced && !known {
		if have, known = j.known.byID[now]; known {
			p.NIP = have.NIP
			out.Findings = append(out.Findings, Finding{regulation.SeverityWarning, CodeNIPReplaced, FieldNIP, []any{"NIP", have.NIP}})
			if first, twice := j.first[have.NIP]; twice {
				out.Findings = append(out.Findings, Finding{regulation.SeverityError, CodeNIPDuplicate, FieldNIP, []any{"Row", first}})
			}
			j.first[have.NIP] = out.Row
		}
	}
	if known && have.State == Withdrawn {
		out.Findings = append(out.Findings, Finding{regulation.SeverityError, CodeWithdrawn, FieldNIP, nil})
	}
	if t, left := j.known.Left[p.NIP]; left && !known {
		out.Findings = append(out.Findings, t.gone())
	}
	out.Person = *p
	switch {
	case out.Severity() == regulation.SeverityError:
		out.Outcome = Refused
		return
	case !known:
		out.Outcome = New
		return
	}
	said := *p
	for f, value := range map[Field]*string{FieldSex: &said.Sex, FieldBorn: (*string)(&said.Born), FieldTMT: (*string)(&said.TMT)} {
		if l.text(f) == "" {
			*value = "" // only derived from the number, so it changes nothing that is known
		}
	}
	out.Person = have.filledBy(&said)
	out.Changes = changes(&have, &out.Person)
	out.Moves = out.Place.Office != "" && (have.Unit == "" || j.found.unit(out.Place) != have.Unit)
	maps.DeleteFunc(out.Private, func(f Field, _ string) bool { return slices.Contains(j.known.private[have.ID], f) })
	if out.Outcome = Unchanged; len(out.Changes) > 0 || out.Moves || len(out.Private) > 0 {
		out.Outcome = Changed
	}
}

// private takes what a purpose allows to be kept, and checks an NIK.
func (j *judge) private(l *line, out *Judged, born clock.Date) {
	for _, f := range privateFields {
		if text := l.text(f); text != "" {
			if out.Private == nil {
				out.Private = map[Field]string{}
			}
			out.Private[f] = text
		}
	}
	if nik := out.Private[FieldNIK]; nik != "" {
		checkNIK(l, nik, born)
	}
}

// The shape of an NIK: province and district in six digits, day (plus 40 for
// women), month and year of birth in two each, four of sequence.
const (
	nikDigits      = 16
	nikBirth       = 6
	nikFemale      = 40
	nikFixtureArea = "00" // no province; invented numbers begin so
)

func checkNIK(l *line, nik string, born clock.Date) {
	if len(nik) != nikDigits || digitsIn(nik) != nikDigits {
		l.warn(CodeNIKLength, FieldNIK, "N", digitsIn(nik), "Digits", nikDigits)
		return
	}
	if nik[:2] == nikFixtureArea || born == "" {
		return
	}
	day := int(nik[nikBirth]-'0')*10 + int(nik[nikBirth+1]-'0')
	if day > nikFemale {
		day -= nikFemale
	}
	t := born.Time()
	if day != t.Day() || nik[nikBirth+2:nikBirth+6] != t.Format("0106") {
		l.warn(CodeNIKDiffers, FieldNIK)
	}
}
