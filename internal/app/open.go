package app

import (
	"context"

	"pamong/internal/identity"
	"pamong/internal/identity/identityweb"
	"pamong/internal/kit/db"
	"pamong/internal/kit/i18n"
	"pamong/internal/kit/jobs"
	"pamong/internal/moving"
	"pamong/internal/notify"
	"pamong/internal/org"
	"pamong/internal/roster"
)

// openOf lists what somebody has begun in an agency and not finished, for the
// handover to a successor.
func openOf(ctx context.Context, q db.Q, a org.Agency, account identity.Account) ([]identityweb.Open, error) {
	ref, n := "account:"+string(account.ID), map[string]int{}
	imports, err := roster.Imports(ctx, q, a.ID)
	if err != nil {
		return nil, err
	}
	for _, m := range imports {
		if m.By == ref && m.State == roster.Staged {
			n["import"]++
		}
	}
	moves, err := moving.Moves(ctx, q, a.ID)
	if err != nil {
		return nil, err
	}
	for _, m := range moves {
		if m.By == ref && (m.State == moving.Staged || m.State == moving.Entering) {
			n["move"]++
		}
	}
	if n["task"], err = jobs.RunningOf(ctx, q, string(a.ID), ref); err != nil {
		return nil, err
	}
	if n["note"], err = notify.Unread(ctx, q, notify.Reader{Account: string(account.ID)}); err != nil {
		return nil, err
	}
	if n["link"], err = identity.LinksMadeBy(ctx, q, ref); err != nil {
		return nil, err
	}
	var list []identityweb.Open
	for _, kind := range []struct{ name, href string }{{"import", a.Path("people/import")}, {"move", a.Path("moving")}, {"task", ""}, {"note", ""}, {"link", a.Path("members?state=invited")}} {
		if n[kind.name] > 0 {
			list = append(list, identityweb.Open{Text: i18n.Say("app.open."+kind.name, "N", n[kind.name]), Href: kind.href})
		}
	}
	return list, nil
}
