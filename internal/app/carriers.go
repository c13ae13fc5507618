package app

import (
	"context"
	"encoding/json"
	"slices"

	"pamong/internal/access"
	"pamong/internal/certificate"
	"pamong/internal/document"
	"pamong/internal/kit/db"
	"pamong/internal/kit/fault"
	"pamong/internal/kit/i18n"
	"pamong/internal/org"
	"pamong/internal/probation"
	"pamong/internal/roster"
	"pamong/internal/training"
)

// carriers are what goes along with somebody to another agency: their papers,
// the result of the training, and their performance. What names others, such as
// batches, marks of one meeting, letters and cases, stays where it happened.
func (h *House) carriers() []roster.Carrier {
	return []roster.Carrier{
		{Kind: "papers", Counted: "app.goes.papers", Pack: packPapers, Unpack: h.unpackPapers, Say: sayPapers},
		{Kind: "sttp", Counted: "app.goes.sttp", Pack: packSTTP, Unpack: h.unpackSTTP, Say: saySTTP},
		{Kind: "performance", Counted: "app.goes.performance", Pack: packPerformance, Unpack: h.unpackPerformance, Say: sayPerformance},
	}
}

// decode reads what a carrier has packed; a file from elsewhere may hold
// anything.
func decode[T any](data []byte) (v T, err error) {
	if err := json.Unmarshal(data, &v); err != nil {
		return v, fault.Invalid("roster.bundle_bad").Because(err)
	}
	return v, nil
}

func packPapers(ctx context.Context, q db.Q, _ org.AgencyID, person roster.PersonID) (any, []string, error) {
	papers, err := document.Of(ctx, q, string(person))
	if err != nil {
		return nil, nil, err
	}
	var list []document.Paper
	var files []string
	for _, p := range papers {
		if p.Replaced || p.State == document.Rejected {
			continue
		}
		if p.File.Hash != "" && !slices.Contains(files, p.File.Hash) {
			files = append(files, p.File.Hash)
		}
		p.ID, p.Agency, p.Person, p.AddedBy, p.JudgedBy = "", "", "", "", ""
		list = append(list, p)
	}
	if len(list) == 0 {
		return nil, nil, nil
	}
	slices.Reverse(list) // the oldest first, so that the newest ends in force
	return list, files, nil
}

func (h *House) unpackPapers(ctx context.Context, tx *db.Tx, actor access.Actor, a org.Agency, person roster.PersonID, data []byte, b roster.Bundle) error {
	list, err := decode[[]document.Paper](data)
	if err != nil {
		return err
	}
	for _, p := range list {
		if p.File.Hash != "" && !slices.Contains(b.Files, p.File.Hash) {
			return fault.Invalid("roster.bundle_bad")
		}
		p.Agency, p.Person, p.Source = string(a.ID), string(person), ""
		if err := h.Papers.Receive(ctx, tx, actor, p, max(a.Today(h.Clock.Now()), b.Left)); err != nil {
			return err
		}
	}
	return nil
}

func sayPapers(data []byte) ([]i18n.Line, error) {
	list, err := decode[[]document.Paper](data)
	lines := make([]i18n.Line, len(list))
	for i, p := range list {
		lines[i] = i18n.Say("app.part.paper", "Kind", i18n.Say("document.kind."+string(p.Kind)), "Number", p.Number, "On", p.IssuedOn)
	}
	return lines, err
}

func packSTTP(ctx context.Context, q db.Q, _ org.AgencyID, person roster.PersonID) (any, []string, error) {
	held, err := certificate.Of(ctx, q, string(person))
	if err != nil || held.Number == "" {
		return nil, nil, err
	}
	held.ID, held.Person, held.Paper = "", "", ""
	return held, nil, nil
}

func (h *House) unpackSTTP(ctx context.Context, tx *db.Tx, actor access.Actor, a org.Agency, person roster.PersonID, data []byte, _ roster.Bundle) error {
	held, err := decode[certificate.STTP](data)
	if err != nil {
		return err
	}
	held.Person = string(person)
	return h.Certificates.Receive(ctx, tx, actor, a.ID, held)
}

func saySTTP(data []byte) ([]i18n.Line, error) {
	held, err := decode[certificate.STTP](data)
	return []i18n.Line{i18n.Say("app.part.sttp", "Number", held.Number)}, err
}

func packPerformance(ctx context.Context, q db.Q, _ org.AgencyID, person roster.PersonID) (any, []string, error) {
	list, err := probation.PerformanceOf(ctx, q, person)
	if err != nil || len(list) == 0 {
		return nil, nil, err
	}
	return list, nil, nil
}

func (h *House) unpackPerformance(ctx context.Context, tx *db.Tx, actor access.Actor, a org.Agency, person roster.PersonID, data []byte, _ roster.Bundle) error {
	list, err := decode[[]probation.Performance](data)
	if err != nil {
		return err
	}
	return h.Probation.Receive(ctx, tx, actor, a, person, list)
}

func sayPerformance(data []byte) ([]i18n.Line, error) {
	list, err := decode[[]probation.Performance](data)
	lines := make([]i18n.Line, len(list))
	for i, p := range list {
		lines[i] = i18n.Say("probation.part.performance", "Period", p.Period, "Predicate", p.Predicate)
	}
	return lines, err
}

// seatNow returns the seat that somebody has in a batch that is not over.
func seatNow(ctx context.Context, q db.Q, person roster.PersonID) (string, error) {
	s, err := training.SeatNow(ctx, q, person)
	if fault.KindOf(err) == fault.KindNotFound {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	outcomes, err := training.Outcomes(ctx, q, s.Agency)
	if _, over := outcomes[person]; over || err != nil {
		return "", err
	}
	return string(s.ID), nil
}

// followed lets the account of a participant go along.
func (h *House) followed(ctx context.Context, tx *db.Tx, t roster.Transfer, now roster.PersonID) error {
	return h.Identity.Follow(ctx, tx, string(t.Agency), string(t.Person), string(t.To), string(now), t.Left)
}
