package training

import (
	"context"
	"strings"

	"pamong/internal/kit/clock"
	"pamong/internal/kit/db"
	"pamong/internal/org"
	"pamong/internal/regulation"
	"pamong/internal/roster"
)

// Excluded is somebody of the roster whom a programme does not take in.
type Excluded struct {
	Candidate
	Reason string // key of a message
	Args   []any
}

// standing is who of an agency can be divided, and who cannot and why.
type standing struct {
	people      []Candidate
	excluded    []Excluded
	interrupted int
}

// seatable asks who of an agency is in no batch and has not finished.
func seatable(ctx context.Context, q db.Q, agency org.AgencyID, rule *regulation.Probation) (standing, error) {
	var s standing
	people, err := roster.All(ctx, q, agency)
	if err != nil {
		return s, err
	}
	seated, err := Seated(ctx, q, agency)
	if err != nil {
		return s, err
	}
	batches, err := AllBatches(ctx, q, agency)
	if err != nil {
		return s, err
	}
	label := make(map[BatchID]string, len(batches))
	for _, b := range batches {
		label[b.ID] = b.Label
	}
	outcomes, err := Outcomes(ctx, q, agency)
	if err != nil {
		return s, err
	}
	interrupted, err := Interrupted(ctx, q, agency)
	if err != nil {
		return s, err
	}
	once := make(map[roster.PersonID]Seat, len(interrupted))
	for _, seat := range interrupted {
		once[seat.Person] = seat
	}
	s.interrupted = len(interrupted)
	m, err := mapOf(ctx, q, agency)
	if err != nil {
		return s, err
	}
	for _, person := range people {
		c := m.candidate(person)
		if c.TMT.Valid() {
			c.Due = rule.Term(c.TMT, c.TMT).Ends
		}
		seat, sits := seated[person.ID]
		outcome, done := outcomes[person.ID]
		broke, had := once[person.ID]
		switch {
		case sits:
			s.excluded = append(s.excluded, Excluded{c, "training.out.seated", []any{"Label", label[seat.Batch]}})
		case done:
			s.excluded = append(s.excluded, Excluded{c, "training.out." + string(outcome.Result), []any{"Day", string(outcome.On)}})
		case person.PNSNumber != "":
			s.excluded = append(s.excluded, Excluded{c, "training.out.pns", nil})
		case had:
			s.excluded = append(s.excluded, Excluded{c, "training.out." + string(broke.Ended.Event), []any{"Day", string(broke.Until)}})
		default:
			s.people = append(s.people, c)
		}
	}
	return s, nil
}

// where is what the places of people are known by.
type where struct {
	tree *org.Tree
	far  map[org.UnitID]int
}

func mapOf(ctx context.Context, q db.Q, agency org.AgencyID) (where, error) {
	tree, err := org.TreeOf(ctx, q, agency)
	if err != nil {
		return where{}, err
	}
	far, err := FarUnits(ctx, q, agency)
	return where{tree, far}, err
}

// candidate is somebody of the roster as the division sees them.
func (m where) candidate(p roster.Person) Candidate {
	c := candidate(p, m.tree)
	c.Unit, c.Far, c.Owner = m.tree.Path(p.Unit), farPlace(m.tree, m.far, p.Unit), ownerOf(m.tree.Office(p.Unit))
	return c
}

func candidate(p roster.Person, tree *org.Tree) Candidate {
	return Candidate{Person: p.ID, NIP: p.NIP, Name: p.Name, Sex: p.Sex, Golongan: p.Golongan, Education: p.Education, Office: tree.Office(p.Unit).Name, TMT: p.TMT}
}

// ownerOf returns the agency that a unit of the first level stands for: one
// that is no office of the organiser, but another government that sends
// people. "" for an office of one's own.
func ownerOf(office org.Unit) string {
	kind, name := org.Fold(office.Kind), org.Fold(office.Name)
	if kind == "instansi" || kind == "pemerintah daerah" || strings.HasPrefix(name, "pemerintah kabupaten ") || strings.HasPrefix(name, "pemerintah kota ") || strings.HasPrefix(name, "pemerintah provinsi ") {
		return office.Name
	}
	return ""
}

// LastShare returns the share of units that the newest programme of an agency
// was divided by, 0 when there was none.
func LastShare(ctx context.Context, q db.Q, agency org.AgencyID) (int, error) {
	shares, err := db.Column[int](ctx, q, "read last share", `SELECT share FROM training_programme WHERE agency_id = $1 ORDER BY id DESC LIMIT 1`, string(agency))
	if err != nil || len(shares) == 0 {
		return 0, err
	}
	return shares[0], nil
}

// spans returns when the waves would be, as far as their start is known.
func (p *Proposal) spans(dates func(start clock.Date) (Dates, error)) error {
	for n := 1; n <= p.Waves; n++ {
		d, err := dates(p.startOf(n))
		if err != nil {
			return err
		}
		if len(d.Stages) == 0 {
			return nil
		}
		p.Spans = append(p.Spans, Span{d.Stages[0].Start, d.End()})
	}
	return nil
}

// startOf is the first day of a wave.
func (p *Proposal) startOf(wave int) clock.Date {
	if moved, ok := p.WaveStarts[wave]; ok {
		return moved
	}
	return p.Start
}
