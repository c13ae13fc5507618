package app

import (
	"context"

	"pamong/internal/access"
	"pamong/internal/document"
	"pamong/internal/identity"
	"pamong/internal/kit/db"
	"pamong/internal/kit/i18n"
	"pamong/internal/org"
	"pamong/internal/probation"
	"pamong/internal/roster"
	"pamong/internal/schedule"
)

// staying counts what an agency keeps of somebody who goes to another: what the
// carriers leave behind, and the roles that nobody ends by letting go. What
// concerns discipline is told to officers only.
func staying(ctx context.Context, q db.Q, actor access.Actor, a org.Agency, p roster.Person) ([]i18n.Line, error) {
	var list []i18n.Line
	add := func(n int, key string) {
		if n > 0 {
			list = append(list, i18n.Say(key, "N", n))
		}
	}
	papers, err := document.Of(ctx, q, string(p.ID))
	if err != nil {
		return nil, err
	}
	old := 0
	for _, d := range papers {
		if d.Replaced || d.State == document.Rejected {
			old++
		}
	}
	add(old, "app.stays.papers")
	seats, err := seatParts(ctx, q, a.ID, p.ID)
	if err != nil {
		return nil, err
	}
	add(len(seats), "app.stays.seats")
	letters, err := document.LettersOf(ctx, q, string(p.ID))
	if err != nil {
		return nil, err
	}
	add(len(letters), "app.stays.letters")
	kept, err := probation.KeptOf(ctx, q, p.ID)
	if err != nil {
		return nil, err
	}
	add(kept.Steps, "app.stays.steps")
	add(kept.Exams, "app.stays.exams")
	if actor.HasWhole(string(a.ID), access.Officer) {
		add(kept.Absences, "app.stays.absences")
		add(kept.Measures, "app.stays.measures")
		add(kept.Cases, "app.stays.cases")
	}
	roles, err := rolesStaying(ctx, q, a, p)
	return append(list, roles...), err
}

// rolesStaying are what else the person is here: a role of their account, and
// the guiding of others.
func rolesStaying(ctx context.Context, q db.Q, a org.Agency, p roster.Person) ([]i18n.Line, error) {
	accounts, err := identity.OfPerson(ctx, q, string(p.ID), p.NIP)
	if err != nil {
		return nil, err
	}
	var list []i18n.Line
	for _, account := range accounts {
		grants, err := access.GrantsOf(ctx, q, string(account.ID))
		if err != nil {
			return nil, err
		}
		for _, g := range grants {
			if g.Agency == string(a.ID) && g.Role != access.Participant {
				list = append(list, i18n.Say("app.stays.role", "Role", i18n.Say("access.role."+string(g.Role))))
			}
		}
	}
	if len(accounts) > 0 {
		list = append(list, i18n.Say("app.stays.account"))
	}
	guided, err := schedule.GuidedBy(ctx, q, a.ID, p.NIP)
	if err == nil && guided > 0 {
		list = append(list, i18n.Say("app.stays.mentor", "N", guided))
	}
	return list, err
}
