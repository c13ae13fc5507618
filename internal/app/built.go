package app

import (
	"context"

	"pamong/internal/certificate"
	"pamong/internal/document"
	"pamong/internal/kit/db"
	"pamong/internal/probation"
	"pamong/internal/roster"
	"pamong/internal/training"
)

// built lists who may have built on a person: an import or an entry of the
// roster is not taken back while one of them has.
func built() []func(context.Context, *db.Tx, roster.PersonID) (string, error) {
	return []func(context.Context, *db.Tx, roster.PersonID) (string, error){hasPapers, training.Built, certificate.Built, probation.Built}
}

// hasPapers asks the cabinet, which is older than the roster and does not know
// it.
func hasPapers(ctx context.Context, tx *db.Tx, person roster.PersonID) (string, error) {
	papers, err := document.Of(ctx, tx, string(person))
	if err != nil || len(papers) > 0 {
		return "document.built", err
	}
	letters, err := document.LettersOf(ctx, tx, string(person))
	if err != nil || len(letters) == 0 {
		return "", err
	}
	return "document.built_letters", nil
}
