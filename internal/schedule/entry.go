package schedule

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"pamong/internal/access"
	"pamong/internal/identity"
	"pamong/internal/kit/clock"
	"pamong/internal/kit/db"
	"pamong/internal/kit/fault"
	"pamong/internal/org"
	"pamong/internal/regulation"
	"pamong/internal/roster"
	"pamong/internal/training"
)

// Entry is a session as calendars show it: how often it was changed since it
// was first published, when last, and whether it was taken out.
type Entry struct {
	Session
	Changes   int
	Changed   time.Time
	Cancelled bool
}

// entries returns every session that was ever published of a batch, as it
// stands, or stood last.
func entries(ctx context.Context, q db.Q, agency org.AgencyID, batch training.BatchID) ([]Entry, error) {
	merged, err := training.MergedOn(ctx, q, agency)
	if err != nil {
		return nil, err
	}
	versions, err := Versions(ctx, q, batch) // newest first
	if err != nil {
		return nil, err
	}
	at := map[SessionID]int{}
	var list []Entry
	for _, v := range slices.Backward(versions) {
		if v.State == Draft {
			continue
		}
		published, err := clock.ParseStamp(v.Published)
		if err != nil {
			return nil, fmt.Errorf("version %s: %w", v.ID, err)
		}
		sessions, err := SessionsOf(ctx, q, v)
		if err != nil {
			return nil, err
		}
		held := map[SessionID]bool{}
		for _, s := range sessions {
			held[s.ID] = true
			i, known := at[s.ID]
			if !known {
				at[s.ID] = len(list)
				list = append(list, Entry{Session: s, Changed: published})
				continue
			}
			if list[i].Session != s || list[i].Cancelled {
				list[i] = Entry{Session: s, Changes: list[i].Changes + 1, Changed: published}
			}
		}
		for i := range list {
			if !held[list[i].ID] && !list[i].Cancelled {
				list[i].Cancelled, list[i].Changed = true, published
				list[i].Changes++
			}
		}
	}
	for i := range list { // of a batch that was merged nobody comes any more
		if day, ended := merged[batch]; ended && list[i].Day >= day && !list[i].Cancelled {
			list[i].Cancelled = true
			list[i].Changes++
		}
	}
	return list, nil
}

// keep says which sessions of a batch belong in a calendar.
type keep func(Session) bool

// wanted says which sessions of which batches belong in somebody's calendar.
type wanted map[training.BatchID][]keep

func (w wanted) add(b training.BatchID, k keep) { w[b] = append(w[b], k) }

// has reports whether a session belongs in the calendar.
func (w wanted) has(s Session) bool {
	return slices.ContainsFunc(w[s.Batch], func(k keep) bool { return k(s) })
}

// wantedOf says what belongs in the calendar of somebody with these grants: what
// participants attend, what coaches, examiners and the committee lead, what
// mentors are needed for, and whatever names their account.
func wantedOf(ctx context.Context, q db.Q, agency org.AgencyID, account string, grants []access.Grant) (wanted, error) {
	w := wanted{}
	for _, g := range grants {
		if g.Agency != string(agency) {
			continue
		}
		var err error
		switch g.Role {
		case access.Participant:
			err = w.attends(ctx, q, roster.PersonID(g.Scope.Person()))
		case access.Mentor:
			err = w.guides(ctx, q, g.Scope)
		case access.Coach, access.Examiner, access.Committee:
			err = w.leads(ctx, q, agency, account, g)
		}
		if err != nil {
			return nil, err
		}
	}
	if account == "" {
		return w, nil
	}
	led, err := db.Column[training.BatchID](ctx, q, "list batches of trainer", `SELECT DISTINCT batch_id FROM schedule_session WHERE agency_id = $1 AND trainer_account = $2`, string(agency), account)
	for _, b := range led {
		w.add(b, func(s Session) bool { return s.Account == account })
	}
	return w, err
}

// attends adds what a participant attends: in each batch what fell into their
// time there, in the group in which they were.
func (w wanted) attends(ctx context.Context, q db.Q, person roster.PersonID) error {
	seats, err := training.SeatsOf(ctx, q, person)
	for _, seat := range seats {
		w.add(seat.Batch, func(s Session) bool {
			return s.Day >= seat.From && (seat.Until.IsZero() || s.Day < seat.Until) && (s.Group == 0 || s.Group == seat.GroupOn(s.Day))
		})
	}
	return err
}

// guides adds what mentors are needed for: the sessions of their participants
// with coach, examiner or mentor. The days at work are the participants'.
func (w wanted) guides(ctx context.Context, q db.Q, scope access.Scope) error {
	people := []string{scope.Person()}
	if scope.Person() == "" {
		var err error
		if people, err = access.PeopleOf(ctx, q, scope); err != nil {
			return err
		}
	}
	for _, p := range people {
		seat, err := training.SeatNow(ctx, q, roster.PersonID(p))
		if fault.KindOf(err) == fault.KindNotFound {
			continue
		}
		if err != nil {
			return err
		}
		w.add(seat.Batch, func(s Session) bool {
			return slices.Contains([]string{"mentor", "coach", "examiner"}, s.Lead) && s.Kind != regulation.Workplace && s.Kind != regulation.Asynchronous && (s.Group == 0 || s.Group == seat.GroupOn(s.Day))
		})
	}
	return nil
}

// leads adds what somebody leads by role: the sessions for the role in the
// batches or the group of the grant that name nobody else.
func (w wanted) leads(ctx context.Context, q db.Q, agency org.AgencyID, account string, g access.Grant) error {
	mine := func(s Session) bool { return s.Lead == string(g.Role) && (s.Account == "" || s.Account == account) }
	kind, name, _ := strings.Cut(string(g.Scope), ":")
	if kind == "group" {
		group, err := training.GroupByID(ctx, q, training.GroupID(name))
		if err == nil {
			w.add(group.Batch, func(s Session) bool { return mine(s) && (s.Group == 0 || s.Group == group.Number) })
		}
		return err
	}
	sight, err := training.SightOf(ctx, q, access.AccountActor(account, []access.Grant{g}), agency)
	if err != nil {
		return err
	}
	all, err := training.AllBatches(ctx, q, agency)
	for _, b := range sight.Filter(all) {
		w.add(b.ID, mine)
	}
	return err
}

// grantsOf returns what the owner of a feed may see now, and their account and
// language; NotFound for somebody who is locked or whose link has ended.
func grantsOf(ctx context.Context, q db.Q, f Feed, now time.Time) (grants []access.Grant, account, lang string, err error) {
	if name, ok := strings.CutPrefix(string(f.Owner), "account:"); ok {
		a, err := identity.ByID(ctx, q, identity.AccountID(name))
		if err != nil {
			return nil, "", "", err
		}
		if a.State == identity.Locked {
			return nil, "", "", fault.NotFound("access.not_found")
		}
		grants, err := access.GrantsOf(ctx, q, name)
		return grants, name, a.Lang, err
	}
	scope, ok := strings.CutPrefix(string(f.Owner), "link:")
	if !ok {
		return nil, "", "", fault.NotFound("access.not_found")
	}
	passes, err := identity.Passes(ctx, q, string(f.Agency), access.Mentor)
	if err != nil {
		return nil, "", "", err
	}
	if p, ok := passes[access.Scope(scope)]; !ok || !p.Expires.After(now) {
		return nil, "", "", fault.NotFound("access.not_found")
	}
	return []access.Grant{{Role: access.Mentor, Agency: string(f.Agency), Scope: access.Scope(scope)}}, "", "", nil
}
