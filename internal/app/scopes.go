package app

import (
	"context"
	"fmt"

	"pamong/internal/access"
	"pamong/internal/identity"
	"pamong/internal/kit/db"
	"pamong/internal/kit/i18n"
	"pamong/internal/kit/web/ui"
	"pamong/internal/org"
	"pamong/internal/roster"
	"pamong/internal/training"
)

// courseScopes lists the batches and groups of an agency, for the pages on
// which somebody gets a role over one of them.
func courseScopes(ctx context.Context, q db.Q, agency org.AgencyID) ([]ui.Option, error) {
	batches, err := training.AllBatches(ctx, q, agency)
	if err != nil {
		return nil, err
	}
	var list []ui.Option
	for _, b := range batches {
		name := i18n.T(ctx, "app.scope.batch", "Batch", b.Label, "Wave", b.WaveNumber)
		list = append(list, ui.Option{Value: string(access.BatchScope(string(b.ID))), Label: name})
		groups, err := training.Groups(ctx, q, b.ID)
		if err != nil {
			return nil, err
		}
		for _, g := range groups {
			list = append(list, ui.Option{Value: string(access.GroupScope(string(g.ID))), Label: i18n.T(ctx, "app.scope.group", "Batch", name, "Group", g.Number)})
		}
	}
	return list, nil
}

// participantsOf returns the people of an agency's roster, of a batch or of a
// group as participants to be invited, in the order of their names.
func participantsOf(ctx context.Context, q db.Q, a org.Agency, scope access.Scope) ([]identity.Invitation, error) {
	people, err := roster.All(ctx, q, a.ID)
	if err != nil {
		return nil, err
	}
	seats, err := training.Seated(ctx, q, a.ID)
	if err != nil {
		return nil, err
	}
	var list []identity.Invitation
	for _, p := range people {
		seat, seated := seats[p.ID]
		if scope != "" && (!seated || scope != access.BatchScope(string(seat.Batch)) && scope != access.GroupScope(string(seat.Group))) {
			continue
		}
		list = append(list, identity.Invitation{Name: p.Name, Title: p.Position, Email: p.Email, NIP: p.NIP, Phone: p.Phone, Person: string(p.ID), Role: access.Participant, Scope: access.PersonScope(string(p.ID))})
	}
	return list, nil
}

// personOfNIP returns the person of an NIP on an agency's roster.
func personOfNIP(ctx context.Context, q db.Q, agency org.AgencyID, nip string) (id, name, phone string, err error) {
	p, err := roster.ByNIP(ctx, q, agency, nip)
	if err != nil {
		return "", "", "", fmt.Errorf("find person of NIP: %w", err)
	}
	return string(p.ID), p.Name, p.Phone, nil
}

// peopleByUnit counts who serves in each unit of an agency.
func peopleByUnit(ctx context.Context, q db.Q, agency org.AgencyID) (map[org.UnitID]int, error) {
	people, err := roster.All(ctx, q, agency)
	if err != nil {
		return nil, err
	}
	counts := map[org.UnitID]int{}
	for _, p := range people {
		if p.State != roster.Withdrawn {
			counts[p.Unit]++
		}
	}
	return counts, nil
}
