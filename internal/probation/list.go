package probation

import (
	"context"
	"fmt"
	"strings"

	"pamong/internal/access"
	"pamong/internal/audit"
	"pamong/internal/document"
	"pamong/internal/kit/clock"
	"pamong/internal/kit/db"
	"pamong/internal/kit/fault"
	"pamong/internal/kit/id"
	"pamong/internal/org"
	"pamong/internal/regulation"
	"pamong/internal/roster"
)

// keepers enter lists and decrees; readers see how people stand.
var (
	keepers = []access.Role{access.Officer}
	readers = []access.Role{access.Officer, access.Leader, access.Auditor, access.Committee, access.Mentor, access.Participant}
)

// Kinds of lists.
const (
	PapersList      = "documents"
	PerformanceList = "performance"
	HealthList      = "health"
)

var paperColumns = []roster.ListField{
	{Key: "spmt", Titles: []string{"Nomor SPMT", "No SPMT", "SPMT"}},
	{Key: "spmt_on", Titles: []string{"Tanggal SPMT", "Tgl SPMT"}},
	{Key: "health", Titles: []string{"Nomor Surat Sehat", "No Surat Sehat", "Nomor Surat Keterangan Sehat", "Surat Sehat"}},
	{Key: "health_on", Titles: []string{"Tanggal Surat Sehat", "Tgl Surat Sehat"}},
	{Key: "examiner", Titles: []string{"Dokter / Tim Penguji", "Dokter", "Tim Penguji", "Penerbit", "Dokter Penguji"}},
	{Key: "outcome", Titles: []string{"Hasil", "Hasil Pemeriksaan", "Kesimpulan"}},
}

var performanceColumns = []roster.ListField{
	{Key: "results", Titles: []string{"Hasil Kerja", "Rating Hasil Kerja"}},
	{Key: "behaviour", Titles: []string{"Perilaku Kerja", "Perilaku", "Rating Perilaku Kerja"}},
	{Key: "predicate", Titles: []string{"Predikat Kinerja", "Predikat", "Predikat Kinerja Pegawai"}, Needed: true},
	{Key: "discipline", Titles: []string{"Hukuman Disiplin", "Hukdis", "Disiplin"}},
	{Key: "period", Titles: []string{"Periode", "Tahun"}},
}

// Preview is what an import would do. New counts the facts that are not known
// yet, Unchanged the sound rows that say nothing new.
type Preview struct {
	Kind           string
	Rows           []roster.ListRow
	New, Unchanged int
	File, Hash     string
	AsOf           clock.Date

	papers  []document.Paper
	rated   []rating
	results []ExamResult
}

// people counts those of whom the list says something.
func (p *Preview) people() int {
	if p.Kind == HealthList { // a row that is not filled in says nothing
		return p.New + p.Unchanged
	}
	return roster.Sound(p.Rows)
}

type rating struct {
	person string
	Performance
	quadrant int
}

// ReadPapers reads a list of SPMT and health letters and judges its rows,
// without entering anything.
func (o *Office) ReadPapers(ctx context.Context, actor access.Actor, a org.Agency, file roster.File) (*Preview, error) {
	p, err := o.read(ctx, actor, a, file, PapersList, paperColumns)
	if err != nil {
		return nil, err
	}
	have, err := document.AllInForce(ctx, o.DB, string(a.ID))
	if err != nil {
		return nil, err
	}
	for i := range p.Rows {
		row := &p.Rows[i]
		list := o.papersOf(row, string(a.ID), p.AsOf)
		if !row.Sound() {
			continue
		}
		fresh := 0
		for _, paper := range list {
			old, ok := have[paper.Person][paper.Kind]
			if !ok || old.State != document.Verified || old.Number != paper.Number || old.IssuedOn != paper.IssuedOn || old.Outcome != paper.Outcome {
				fresh++
			}
		}
		p.New += fresh
		if fresh == 0 {
			p.Unchanged++
		}
		p.papers = append(p.papers, list...)
	}
	return p, nil
}

func (o *Office) papersOf(row *roster.ListRow, agency string, asOf clock.Date) []document.Paper {
	var list []document.Paper
	spmt := document.Paper{Agency: agency, Person: string(row.Person), Kind: document.SPMT, Number: row.Values["spmt"], IssuedOn: row.Date("spmt_on")}
	if spmt.Number != "" {
		list = append(list, spmt)
	}
	health := document.Paper{Agency: agency, Person: string(row.Person), Kind: document.Health, Number: row.Values["health"], IssuedOn: row.Date("health_on"), Issuer: row.Values["examiner"]}
	for field, on := range map[string]clock.Date{"spmt_on": spmt.IssuedOn, "health_on": health.IssuedOn} {
		if on > asOf {
			row.Bad(field, "probation.list.future")
		}
	}
	if health.Number == "" {
		return list
	}
	switch examWords[org.Fold(row.Values["outcome"])] {
	case ExamFit:
		health.Outcome = document.Fit
	case ExamUnfit:
		health.Outcome = document.Unfit
		row.Doubt("outcome", "probation.list.unfit")
	default:
		row.Bad("outcome", "probation.list.bad_outcome", "Text", row.Values["outcome"])
	}
	return append(list, health)
}

// ReadPerformance reads a list of rated of one period and judges its
// rows against the matrix of results and behaviour.
func (o *Office) ReadPerformance(ctx context.Context, actor access.Actor, a org.Agency, file roster.File, period string) (*Preview, error) {
	pack, err := o.pack(ctx, a)
	if err != nil {
		return nil, err
	}
	p, err := o.read(ctx, actor, a, file, PerformanceList, performanceColumns)
	if err != nil {
		return nil, err
	}
	if !validPeriod(period) {
		var f fault.Fields
		f.Add("period", "probation.bad_period")
		return nil, f.Err()
	}
	have, err := allPerformance(ctx, o.DB, string(a.ID))
	if err != nil {
		return nil, err
	}
	for i := range p.Rows {
		row := &p.Rows[i]
		e, found := readEvaluation(pack, row, period)
		if !row.Sound() || !found {
			continue
		}
		if known(have[e.person], e.Performance) {
			p.Unchanged++
		} else {
			p.New++
		}
		p.rated = append(p.rated, e)
	}
	return p, nil
}

var ratings = map[string]regulation.Rating{
	"di atas ekspektasi": regulation.Above, "diatas ekspektasi": regulation.Above, "above": regulation.Above,
	"sesuai ekspektasi": regulation.Meets, "meets": regulation.Meets,
	"di bawah ekspektasi": regulation.Below, "dibawah ekspektasi": regulation.Below, "below": regulation.Below,
}

// readEvaluation judges one row. found is false where the row evaluates
// nobody: its cells are empty.
func readEvaluation(pack *regulation.Probation, row *roster.ListRow, period string) (e rating, found bool) {
	if text := org.Fold(row.Values["discipline"]); text != "" && text != "tidak ada" && text != "nihil" {
		row.Doubt("discipline", "probation.list.discipline", "Text", row.Values["discipline"])
	}
	e = rating{person: string(row.Person), Performance: Performance{Period: period, Predicate: row.Values["predicate"]}}
	if p := row.Values["period"]; p != "" && validPeriod(p) {
		e.Period = p
	}
	if row.Values["results"] == "" && row.Values["behaviour"] == "" {
		if e.Predicate == "" {
			row.Doubt("predicate", "probation.list.no_predicate")
			return e, false
		}
		if e.quadrant = rank(pack, e.Predicate); e.quadrant > len(pack.Performance) {
			row.Bad("predicate", "probation.list.bad_predicate", "Text", e.Predicate)
		}
		return e, true
	}
	for field, to := range map[string]*regulation.Rating{"results": &e.Results, "behaviour": &e.Behaviour} {
		rating, ok := ratings[org.Fold(row.Values[field])]
		if !ok {
			row.Bad(field, "probation.list.bad_rating", "Text", row.Values[field])
		}
		*to = rating
	}
	cell, err := pack.Rate(e.Results, e.Behaviour)
	if err != nil {
		return e, false
	}
	if e.Predicate != "" && !strings.EqualFold(e.Predicate, cell.Predicate) {
		row.Bad("predicate", "probation.list.other_predicate", "Text", e.Predicate, "Predicate", cell.Predicate)
	}
	e.Predicate, e.quadrant = cell.Predicate, cell.SIASNQuadrant
	return e, true
}

func known(have []Performance, e Performance) bool {
	for _, h := range have {
		if h == e {
			return true
		}
	}
	return false
}

func (o *Office) read(ctx context.Context, actor access.Actor, a org.Agency, file roster.File, kind string, columns []roster.ListField) (*Preview, error) {
	if err := actor.Require(string(a.ID), keepers...); err != nil {
		return nil, err
	}
	rows, err := roster.ReadList(ctx, o.DB, a.ID, file, columns)
	if err != nil {
		return nil, err
	}
	hash, err := file.Hash()
	if err != nil {
		return nil, err
	}
	return &Preview{Kind: kind, Rows: rows, File: file.Name, Hash: hash, AsOf: a.Today(o.Clock.Now())}, nil
}

// Enter enters the sound rows of a preview as of a day, not after today. It
// refuses a list with faults unless skip is set, and returns the id by which
// it can be undone.
func (o *Office) Enter(ctx context.Context, actor access.Actor, a org.Agency, p *Preview, skip bool) (string, error) {
	if err := actor.Require(string(a.ID), keepers...); err != nil {
		return "", err
	}
	if bad := len(p.Rows) - roster.Sound(p.Rows); bad > 0 && !skip {
		return "", fault.Conflict("probation.rows_bad", "N", bad)
	}
	today := a.Today(o.Clock.Now())
	if p.AsOf > today || !p.AsOf.Valid() {
		var f fault.Fields
		f.Add("as_of", "probation.list.future")
		return "", f.Err()
	}
	imp := id.New()
	err := o.DB.InTx(ctx, func(tx *db.Tx) error {
		added, err := o.enterRows(ctx, tx, actor, a, p, imp, today)
		if err != nil {
			return err
		}
		err = tx.Do(ctx, `INSERT INTO probation_import (id, agency_id, kind, file_name, file_hash, as_of, people, added, unchanged, at, actor, undone_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, '')`,
			imp, string(a.ID), p.Kind, p.File, p.Hash, string(p.AsOf), p.people(), added, p.Unchanged, clock.Stamp(o.Clock.Now()), actor.Ref())
		if err != nil {
			return fmt.Errorf("note import: %w", err)
		}
		return audit.Write(ctx, tx, audit.Entry{Agency: string(a.ID), At: o.Clock.Now(), Actor: actor.Ref(), Act: "probation.import", Subject: "probation-import:" + imp,
			After: map[string]any{"kind": p.Kind, "file": p.File, "hash": p.Hash, "as_of": string(p.AsOf), "added": added}})
	})
	if err != nil {
		return "", fmt.Errorf("enter %s: %w", p.Kind, err)
	}
	return imp, nil
}

func (o *Office) enterRows(ctx context.Context, tx *db.Tx, actor access.Actor, a org.Agency, p *Preview, imp string, today clock.Date) (int, error) {
	added := 0
	for _, paper := range p.papers {
		paper.Source = imp
		fresh, err := o.Papers.Record(ctx, tx, actor, paper, today)
		if err != nil {
			return 0, err
		}
		if fresh {
			added++
		}
	}
	have, err := allPerformance(ctx, tx, string(a.ID))
	if err != nil {
		return 0, err
	}
	for _, e := range p.rated {
		if known(have[e.person], e.Performance) {
			continue
		}
		if err := o.evaluate(ctx, tx, actor, string(a.ID), e, imp, ""); err != nil {
			return 0, err
		}
		added++
	}
	n, err := o.enterResults(ctx, tx, actor, a, p.results, imp)
	return added + n, err
}
