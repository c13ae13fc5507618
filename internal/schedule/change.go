package schedule

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"pamong/internal/access"
	"pamong/internal/audit"
	"pamong/internal/kit/clock"
	"pamong/internal/kit/db"
	"pamong/internal/kit/fault"
	"pamong/internal/kit/i18n"
	"pamong/internal/org"
	"pamong/internal/trainer"
	"pamong/internal/training"
	"pamong/internal/venue"
)

// writers may change schedules.
var writers = []access.Role{access.Officer, access.Committee}

// Edit is what may be decided about one session.
type Edit struct {
	Day        clock.Date
	Start, End int // minutes after midnight
	JP         int
	Place      string
	Link       string
	Trainer    string
	Account    string
	TrainerID  trainer.ID   // of the list, whose name and account count then
	RoomID     venue.RoomID // of the list, whose name and link count then
	Seen       string       // the mark of the session from which the edit was made, "" for any
}

// EditOf returns the edit that changes nothing.
func EditOf(s Session) Edit {
	return Edit{Day: s.Day, Start: s.Start, End: s.End, JP: s.JP, Place: s.Place, Link: s.Link, Trainer: s.Trainer, Account: s.Account, TrainerID: s.TrainerID, RoomID: s.RoomID}
}

// mostJP bounds the JP of one session by the length of a day.
const mostJP = 24

func (e *Edit) clean() error {
	e.Place, e.Link, e.Trainer = strings.TrimSpace(e.Place), strings.TrimSpace(e.Link), strings.TrimSpace(e.Trainer)
	var f fault.Fields
	if !e.Day.Valid() {
		f.Add("day", "web.bad_date")
	}
	if e.Start < 0 || e.Start >= midnight {
		f.Add("start", "schedule.fault.time")
	}
	if e.End <= e.Start || e.End > midnight {
		f.Add("end", "schedule.fault.end")
	}
	if e.JP < 0 || e.JP > mostJP {
		f.Add("jp", "training.fault.range", "Lo", 0, "Hi", mostJP)
	}
	if e.Link != "" && !strings.HasPrefix(e.Link, "https://") && !strings.HasPrefix(e.Link, "http://") || len(e.Link) > 500 {
		f.Add("link", "schedule.fault.link")
	}
	for name, text := range map[string]string{"place": e.Place, "trainer": e.Trainer} {
		if len(text) > 200 {
			f.Add(name, "schedule.fault.long")
		}
	}
	slices.SortFunc(f, func(a, b fault.Field) int { return strings.Compare(a.Name, b.Name) })
	return f.Err()
}

// Change changes one session in the draft of a batch; where the schedule is
// published, in a new draft that follows it. Officer and committee may.
func (d *Desk) Change(ctx context.Context, actor access.Actor, agency org.AgencyID, batch training.BatchID, session SessionID, e Edit) error {
	if err := e.clean(); err != nil {
		return err
	}
	return d.onDraft(ctx, actor, agency, batch, func(tx *db.Tx, f *frame, v Version, all []Session) error {
		i := slices.IndexFunc(all, func(s Session) bool { return s.ID == session })
		if i < 0 {
			return fault.NotFound("access.not_found")
		}
		if err := e.resolve(ctx, tx, agency); err != nil {
			return err
		}
		before := all[i]
		if e.Seen != "" && e.Seen != before.Mark() {
			return fault.Conflict("schedule.fault.since", "Day", before.Day, "Start", i18n.Hour(before.Start), "Trainer", before.Trainer, "Place", before.Place)
		}
		after := before
		after.Start, after.End, after.JP, after.Place, after.Link, after.Trainer, after.Account = e.Start, e.End, e.JP, e.Place, e.Link, e.Trainer, e.Account
		after.TrainerID, after.RoomID = e.TrainerID, e.RoomID
		if err := f.putOn(&after, e.Day); err != nil {
			return err
		}
		if before == after {
			return nil
		}
		if err := replaceOne(ctx, tx, v, after); err != nil {
			return err
		}
		return audit.Write(ctx, tx, audit.Entry{Agency: string(agency), At: d.Clock.Now(), Actor: actor.Ref(), Act: "schedule.change", Subject: "session:" + string(session), Before: before, After: after})
	})
}

// resolve takes name and account of a trainer, and name and link of a room,
// from the lists.
func (e *Edit) resolve(ctx context.Context, q db.Q, agency org.AgencyID) error {
	var f fault.Fields
	if e.TrainerID != "" {
		t, err := trainer.ByID(ctx, q, agency, e.TrainerID)
		switch {
		case fault.KindOf(err) == fault.KindNotFound:
			f.Add("trainer_id", "schedule.fault.trainer")
		case err != nil:
			return err
		}
		e.Trainer, e.Account = t.Name, t.Account
	}
	if e.RoomID != "" {
		r, err := venue.ByID(ctx, q, agency, e.RoomID)
		switch {
		case fault.KindOf(err) == fault.KindNotFound:
			f.Add("room_id", "schedule.fault.room")
		case err != nil:
			return err
		}
		e.Place = r.Name
		if r.Kind == venue.Online {
			e.Link = r.Link
		}
	}
	return f.Err()
}

// putOn gives a session its day, which must be one of its stage.
func (f *frame) putOn(s *Session, day clock.Date) error {
	i := slices.IndexFunc(f.stages, func(stage training.Stage) bool { return stage.Key == s.Stage })
	if i >= 0 {
		if n := slices.Index(f.stages[i].Days, day); n >= 0 {
			s.Day, s.DayNumber = day, n+1
			return nil
		}
	}
	var problems fault.Fields
	problems.Add("day", "schedule.fault.not_in_stage")
	return problems.Err()
}

// onDraft runs f on the draft of a batch, which it makes from the published
// version when there is none.
func (d *Desk) onDraft(ctx context.Context, actor access.Actor, agency org.AgencyID, batch training.BatchID, act func(tx *db.Tx, f *frame, v Version, all []Session) error) error {
	if err := actor.RequireScope(string(agency), access.BatchScope(string(batch)), writers...); err != nil {
		return err
	}
	return d.DB.InTx(ctx, func(tx *db.Tx) error { return d.inDraft(ctx, tx, agency, batch, act) })
}

// inDraft does so within a transaction; NotFound where nothing is laid out yet.
func (d *Desk) inDraft(ctx context.Context, tx *db.Tx, agency org.AgencyID, batch training.BatchID, act func(tx *db.Tx, f *frame, v Version, all []Session) error) error {
	var view View
	var err error
	if view.Batch, err = training.BatchByID(ctx, tx, agency, batch); err != nil {
		return err
	}
	if view.Batch.State != training.BatchOpen {
		return fault.Conflict("training.fault.merged", "Label", view.Batch.Label)
	}
	f, err := frameOf(ctx, tx, &view)
	if err != nil {
		return err
	}
	versions, err := Versions(ctx, tx, batch)
	if err != nil {
		return err
	}
	if len(versions) == 0 {
		return fault.NotFound("access.not_found")
	}
	all, err := SessionsOf(ctx, tx, versions[0])
	if err != nil {
		return err
	}
	draft := versions[0]
	if draft.State != Draft {
		if draft, err = d.storeVersion(ctx, tx, view.Batch, draft.Number+1, all); err != nil {
			return err
		}
	}
	return act(tx, f, draft, all)
}

// Add adds a session to the draft of a batch, for stages that have no
// template or hold more than it. Stage, day, times, JP, subject and kind must
// be given; the agenda follows from the subject.
func (d *Desk) Add(ctx context.Context, actor access.Actor, agency org.AgencyID, batch training.BatchID, s Session) error {
	e := EditOf(s)
	if err := e.clean(); err != nil {
		return err
	}
	return d.onDraft(ctx, actor, agency, batch, func(tx *db.Tx, f *frame, v Version, _ []Session) error {
		if err := e.resolve(ctx, tx, agency); err != nil {
			return err
		}
		var problems fault.Fields
		_, agenda := f.rules.Subject(s.Subject)
		if agenda == nil {
			problems.Add("subject", "schedule.fault.subject")
		}
		if s.Group < 0 || s.Group > f.groups {
			problems.Add("group", "training.fault.no_group", "N", s.Group)
		}
		if !slices.Contains(Kinds, s.Kind) {
			problems.Add("kind", "schedule.fault.kind")
		}
		if err := problems.Err(); err != nil {
			return err
		}
		made := s
		made.ID, made.Agenda = "", agenda.Key
		made.Place, made.Link, made.Trainer, made.Account, made.TrainerID, made.RoomID = e.Place, e.Link, e.Trainer, e.Account, e.TrainerID, e.RoomID
		if err := f.putOn(&made, s.Day); err != nil {
			return err
		}
		one := []Session{made}
		identify(training.Batch{ID: batch, Agency: agency}, one)
		if err := storeSessions(ctx, tx, v.ID, one); err != nil {
			return err
		}
		return audit.Write(ctx, tx, audit.Entry{Agency: string(agency), At: d.Clock.Now(), Actor: actor.Ref(), Act: "schedule.add", Subject: "session:" + string(one[0].ID), After: one[0]})
	})
}

// Remove takes a session out of the draft of a batch.
func (d *Desk) Remove(ctx context.Context, actor access.Actor, agency org.AgencyID, batch training.BatchID, session SessionID) error {
	return d.onDraft(ctx, actor, agency, batch, func(tx *db.Tx, _ *frame, v Version, all []Session) error {
		i := slices.IndexFunc(all, func(s Session) bool { return s.ID == session })
		if i < 0 {
			return fault.NotFound("access.not_found")
		}
		if err := tx.Do(ctx, `DELETE FROM schedule_session WHERE version_id = $1 AND id = $2`, string(v.ID), string(session)); err != nil {
			return fmt.Errorf("remove session %s: %w", session, err)
		}
		return audit.Write(ctx, tx, audit.Entry{Agency: string(agency), At: d.Clock.Now(), Actor: actor.Ref(), Act: "schedule.remove", Subject: "session:" + string(session), Before: all[i]})
	})
}

// Assignment names who leads the sessions of one kind of lead for a group, or
// for the whole batch with group 0.
type Assignment struct {
	Lead    string
	Group   int
	Trainer string
	Account string
}

// Assign gives all sessions of the draft with that lead and group their
// trainer: the coach of group 2 leads everything that a coach leads there. It
// returns how many sessions changed.
func (d *Desk) Assign(ctx context.Context, actor access.Actor, agency org.AgencyID, batch training.BatchID, a Assignment) (int, error) {
	a.Trainer = strings.TrimSpace(a.Trainer)
	var f fault.Fields
	if len(a.Trainer) > 200 {
		f.Add("trainer", "schedule.fault.long")
		return 0, f.Err()
	}
	changed := 0
	err := d.onDraft(ctx, actor, agency, batch, func(tx *db.Tx, _ *frame, v Version, all []Session) error {
		changed = 0
		for _, s := range all {
			if s.Lead == a.Lead && s.Group == a.Group && (s.Trainer != a.Trainer || s.Account != a.Account) {
				changed++
			}
		}
		if changed == 0 {
			return nil
		}
		err := tx.Do(ctx, `UPDATE schedule_session SET trainer = $1, trainer_account = $2, trainer_id = '' WHERE version_id = $3 AND lead = $4 AND group_number = $5`, a.Trainer, a.Account, string(v.ID), a.Lead, a.Group)
		if err != nil {
			return fmt.Errorf("assign trainer: %w", err)
		}
		return audit.Write(ctx, tx, audit.Entry{Agency: string(agency), At: d.Clock.Now(), Actor: actor.Ref(), Act: "schedule.assign", Subject: "batch:" + string(batch), After: map[string]any{"lead": a.Lead, "group": a.Group, "trainer": a.Trainer, "account": a.Account, "sessions": changed}})
	})
	return changed, err
}
