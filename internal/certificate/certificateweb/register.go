package certificateweb

import (
	"slices"
	"strings"

	"pamong/internal/access"
	"pamong/internal/certificate"
	"pamong/internal/identity"
	"pamong/internal/kit/i18n"
	"pamong/internal/kit/sheet"
	"pamong/internal/kit/web"
	"pamong/internal/kit/web/ui"
	"pamong/internal/org"
	"pamong/internal/roster"
	"pamong/internal/training"
)

// registerAt is how many numbers the page shows at once.
const registerAt = 50

// listing is the register as its page needs it.
type listing struct {
	agency  org.Agency
	query   ui.Query
	said    *i18n.Speaker
	kind    certificate.Kind
	all     []certificate.Paper // of the kind
	found   []certificate.Paper // of the filter, newest first
	people  map[roster.PersonID]roster.Person
	batches map[training.BatchID]training.Batch
	courses map[training.ProgrammeID]string
	names   map[string]string
	gaps    int
	basis   certificate.Accreditation
	holds   bool
	issues  bool
}

func (p *pages) find(r *web.Request) (listing, error) {
	ctx, a, actor := r.Ctx(), org.From(r.Ctx()), access.From(r.Ctx())
	l := listing{agency: a, query: ui.QueryOf(r.Request), said: i18n.From(ctx), kind: certificate.Own, holds: actor.HasWhole(string(a.ID), holders...), issues: actor.HasWhole(string(a.ID), issuers...),
		people: map[roster.PersonID]roster.Person{}, batches: map[training.BatchID]training.Batch{}, courses: map[training.ProgrammeID]string{}}
	if err := actor.Require(string(a.ID), readers...); err != nil {
		return l, err
	}
	q := p.registry.DB
	var err error
	if l.basis, err = certificate.AccreditationOf(ctx, q, a.ID); err != nil {
		return l, err
	}
	if kind := certificate.Kind(l.query.Get("kind")); kind == certificate.Transcript || kind == "" && !l.basis.On {
		l.kind = certificate.Transcript
	}
	if l.all, err = certificate.Register(ctx, q, a.ID, l.kind); err != nil {
		return l, err
	}
	if l.gaps, err = certificate.Gaps(ctx, q, a.ID, l.kind); err != nil {
		return l, err
	}
	people, err := roster.All(ctx, q, a.ID)
	if err != nil {
		return l, err
	}
	for _, person := range people {
		l.people[person.ID] = person
	}
	if err := l.readCourses(r, p); err != nil {
		return l, err
	}
	l.narrow()
	return l, nil
}

// readCourses reads the batches and programmes of the papers.
func (l *listing) readCourses(r *web.Request, p *pages) error {
	programmes, err := training.Programmes(r.Ctx(), p.registry.DB, l.agency.ID)
	if err != nil {
		return err
	}
	for _, c := range programmes {
		l.courses[c.ID] = c.Name
	}
	for _, c := range l.all {
		if _, known := l.batches[c.Batch]; known {
			continue
		}
		if l.batches[c.Batch], err = training.BatchByID(r.Ctx(), p.registry.DB, l.agency.ID, c.Batch); err != nil {
			return err
		}
	}
	return nil
}

// narrow keeps what the address asks for.
func (l *listing) narrow() {
	words, state := strings.Fields(org.Fold(l.query.Search())), certificate.PaperState(l.query.Get("state"))
	for _, c := range l.all {
		person := l.people[c.Person]
		text := org.Fold(c.Number + " " + person.Name + " " + person.NIP)
		if (state == "" || c.State == state) && !slices.ContainsFunc(words, func(w string) bool { return !strings.Contains(text, w) }) {
			l.found = append(l.found, c)
		}
	}
}

// name learns the names of those who made some papers.
func (l *listing) name(r *web.Request, p *pages, papers []certificate.Paper) error {
	var refs []string
	for _, c := range papers {
		if !slices.Contains(refs, c.MadeBy) {
			refs = append(refs, c.MadeBy)
		}
	}
	var err error
	l.names, err = identity.Names(r.Ctx(), p.registry.DB, refs)
	return err
}

// shown are the papers of the page that is seen.
func (l *listing) shown() []certificate.Paper {
	return ui.PageOf(l.query, registerAt, l.found)
}

func (p *pages) register(r *web.Request) (web.Answer, error) {
	l, err := p.find(r)
	if err != nil {
		return nil, err
	}
	if err := l.name(r, p, l.shown()); err != nil {
		return nil, err
	}
	return web.Page(registerPage(l)), nil
}

// course is the programme and batch of a paper in words.
func (l *listing) course(c certificate.Paper) string {
	b := l.batches[c.Batch]
	return l.courses[b.Programme] + ", " + l.said.T("evaluation.batch", "Batch", b.Label)
}

// actor says who did something: by name, or that a command at the machine did.
func actor(s *i18n.Speaker, names map[string]string, ref string) string {
	if name := names[ref]; name != "" {
		return name
	}
	return s.T("certificate.at_machine")
}

// export writes the register as it is filtered.
func (p *pages) export(r *web.Request) (web.Answer, error) {
	l, err := p.find(r)
	if err != nil {
		return nil, err
	}
	if err := l.name(r, p, l.found); err != nil {
		return nil, err
	}
	var columns []sheet.Heading
	for _, c := range []struct {
		key   string
		width float64
	}{{"number", 40}, {"nip", 21}, {"name", 40}, {"course", 36}, {"issued", 12}, {"state", 14}, {"why", 40}, {"hash", 66}, {"by", 30}} {
		columns = append(columns, sheet.Heading{Title: l.said.T("certificate.col." + c.key), Width: c.width, Kind: sheet.Text})
	}
	rows := func(yield func([]sheet.Cell, error) bool) {
		for _, c := range l.found {
			person := l.people[c.Person]
			cells := []sheet.Cell{sheet.TextCell(c.Number), sheet.TextCell(person.NIP), sheet.TextCell(person.Name), sheet.TextCell(l.course(c)), sheet.DateCell(c.IssuedOn),
				sheet.TextCell(l.said.T("certificate.state." + string(c.State))), sheet.TextCell(c.Reason), sheet.TextCell(c.Hash), sheet.TextCell(actor(l.said, l.names, c.MadeBy))}
			if !yield(cells, nil) {
				return
			}
		}
	}
	return web.Workbook("register-"+string(l.kind)+"-"+l.agency.Code+".xlsx", sheet.List{Name: l.said.T("certificate.kind." + string(l.kind)), Columns: columns, Rows: rows}), nil
}
