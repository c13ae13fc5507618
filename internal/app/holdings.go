package app

import (
	"context"

	"pamong/internal/actualization"
	"pamong/internal/attendance"
	"pamong/internal/certificate"
	"pamong/internal/document"
	"pamong/internal/evaluation"
	"pamong/internal/kit/db"
	"pamong/internal/kit/i18n"
	"pamong/internal/org"
	"pamong/internal/probation"
	"pamong/internal/roster"
	"pamong/internal/training"
)

// holdings are what the houses after the roster keep of a person, for a record
// that turns out to hold two: each part can be given to the other person unless
// something decided rests on it.
func holdings() []roster.Holding {
	return []roster.Holding{
		{Kind: "paper", Of: paperParts, Give: func(ctx context.Context, tx *db.Tx, paper string, from, to roster.PersonID) error {
			return document.Hand(ctx, tx, document.PaperID(paper), string(from), string(to))
		}},
		{Kind: "letter", Of: letterParts},
		{Kind: "seat", Of: seatParts, Give: handSeat},
		{Kind: "sttp", Of: sttpParts},
		{Kind: "performance", Of: knowing(probation.PerformanceParts), Give: probation.HandPerformance},
		{Kind: "absence", Of: knowing(probation.AbsenceParts), Give: probation.HandAbsence},
		{Kind: "discipline", Of: knowing(probation.DisciplineParts)},
	}
}

// knowing lists parts that are known by the person alone.
func knowing(of func(context.Context, db.Q, roster.PersonID) ([]roster.Part, error)) func(context.Context, db.Q, org.AgencyID, roster.PersonID) ([]roster.Part, error) {
	return func(ctx context.Context, q db.Q, _ org.AgencyID, person roster.PersonID) ([]roster.Part, error) {
		return of(ctx, q, person)
	}
}

// paperParts are the papers of a person; those of somebody whose dossier has
// gone its way stay with it.
func paperParts(ctx context.Context, q db.Q, _ org.AgencyID, person roster.PersonID) ([]roster.Part, error) {
	papers, err := document.Of(ctx, q, string(person))
	if err != nil {
		return nil, err
	}
	stepped, err := probation.Stepped(ctx, q, person)
	parts := make([]roster.Part, len(papers))
	for i, p := range papers {
		parts[i] = roster.Part{Key: "paper:" + string(p.ID), Text: i18n.Say("app.part.paper", "Kind", i18n.Say("document.kind."+string(p.Kind)), "Number", p.Number, "On", p.IssuedOn)}
		if stepped {
			parts[i].Stays = "probation.part.stepped"
		}
	}
	return parts, err
}

// letterParts are letters that went out under the person's name.
func letterParts(ctx context.Context, q db.Q, _ org.AgencyID, person roster.PersonID) ([]roster.Part, error) {
	letters, err := document.LettersOf(ctx, q, string(person))
	parts := make([]roster.Part, len(letters))
	for i, l := range letters {
		parts[i] = roster.Part{Key: "letter:" + string(l.ID), Text: i18n.Say("app.part.letter", "Title", l.Title, "Number", l.Number), Stays: "app.part.letter_stays"}
	}
	return parts, err
}

// seatParts are the chains of seats of a person, each with its attendance and
// marks.
func seatParts(ctx context.Context, q db.Q, agency org.AgencyID, person roster.PersonID) ([]roster.Part, error) {
	seats, err := training.SeatsOf(ctx, q, person)
	if err != nil || len(seats) == 0 {
		return nil, err
	}
	locked, err := evaluation.LockedChains(ctx, q, person)
	if err != nil {
		return nil, err
	}
	var parts []roster.Part
	at := map[training.SeatID]int{}
	for _, s := range seats {
		b, err := training.BatchByID(ctx, q, agency, s.Batch)
		if err != nil {
			return nil, err
		}
		part := roster.Part{Key: "seat:" + string(s.Chain), Text: i18n.Say("app.part.seat", "Batch", b.Label, "From", s.From)}
		if locked[s.Chain] {
			part.Stays = "app.part.locked"
		}
		if i, again := at[s.Chain]; again {
			parts[i] = part
			continue
		}
		at[s.Chain] = len(parts)
		parts = append(parts, part)
	}
	return parts, nil
}

func handSeat(ctx context.Context, tx *db.Tx, chain string, from, to roster.PersonID) error {
	for _, hand := range []func(context.Context, *db.Tx, training.SeatID, roster.PersonID, roster.PersonID) error{training.HandChain, attendance.HandChain, actualization.HandChain, evaluation.HandChain} {
		if err := hand(ctx, tx, training.SeatID(chain), from, to); err != nil {
			return err
		}
	}
	return nil
}

// sttpParts are the STTP of a person, which name the person for good.
func sttpParts(ctx context.Context, q db.Q, _ org.AgencyID, person roster.PersonID) ([]roster.Part, error) {
	held, err := certificate.Of(ctx, q, string(person))
	if err != nil || held.Number == "" {
		return nil, err
	}
	return []roster.Part{{Key: "sttp:" + string(person), Text: i18n.Say("app.part.sttp", "Number", held.Number), Stays: "app.part.sttp_stays"}}, nil
}
