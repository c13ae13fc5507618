package actualization

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"pamong/internal/access"
	"pamong/internal/attendance"
	"pamong/internal/audit"
	"pamong/internal/kit/clock"
	"pamong/internal/kit/db"
	"pamong/internal/kit/fault"
	"pamong/internal/kit/id"
	"pamong/internal/org"
	"pamong/internal/roster"
	"pamong/internal/training"
)

// The most letters of a report and of a note.
const (
	longestBody = 4000
	longestNote = 1000
)

// Report sends what the participant who acts has written of a week, named by
// its Monday, and returns which report that is. It replaces one that was sent
// before and not approved.
func (d *Desk) Report(ctx context.Context, actor access.Actor, a org.Agency, monday clock.Date, body string) (ReportID, error) {
	person, err := self(actor, a)
	if err != nil {
		return "", err
	}
	body = clean(body)
	var f fault.Fields
	switch n := utf8.RuneCountInString(body); {
	case n == 0:
		f.Add("body", "actualization.no_body")
	case n > longestBody:
		f.Add("body", "actualization.long_body", "N", n, "Most", longestBody)
	}
	if err := f.Err(); err != nil {
		return "", err
	}
	report := ReportID(id.New())
	err = d.DB.InTx(ctx, func(tx *db.Tx) error {
		l, err := weeksNow(ctx, tx, person)
		if err != nil {
			return err
		}
		at := slices.IndexFunc(l.Weeks, func(w Week) bool { return w.Monday == monday && !w.Closed })
		if at < 0 {
			return fault.NotFound("actualization.no_week")
		}
		w := l.Weeks[at]
		if !w.Takes(a.Today(d.Clock.Now())) {
			return fault.Conflict("actualization.refused." + string(w.State(a.Today(d.Clock.Now()))))
		}
		r := Report{ID: report, Batch: l.Seat.Batch, Chain: l.Seat.Chain, Person: person, Monday: monday, Body: body, State: Sent, SentAt: d.Clock.Now()}
		if w.Report != nil {
			n, err := tx.Exec(ctx, `UPDATE actualization_report SET replaced_by = $1 WHERE id = $2 AND replaced_by = '' AND state = $3`, string(r.ID), string(w.Report.ID), string(w.Report.State))
			if err != nil {
				return err
			}
			if n == 0 {
				return fault.Conflict("actualization.refused.approved")
			}
		}
		_, err = tx.Exec(ctx, `INSERT INTO actualization_report (`+columns+`, sent_by, agency_id, replaced_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, '', '', '', $9, $10, '')`,
			string(r.ID), string(r.Batch), string(r.Chain), string(r.Person), string(r.Monday), r.Body, string(r.State), clock.Stamp(r.SentAt), actor.Ref(), string(a.ID))
		if err != nil {
			return err
		}
		return errors.Join(d.tellSent(ctx, tx, actor, a, r, w.Number), d.note(ctx, tx, actor, a, r, "actualization.report", map[string]any{"week": w.Number}, ""))
	})
	if db.Unique(err) {
		err = fault.Conflict("actualization.refused.twice")
	}
	if err != nil {
		return "", fmt.Errorf("report week of %s: %w", monday, err)
	}
	return report, nil
}

// clean returns a typed text with line breaks of one letter, as the field counts
// them, and without surrounding space.
func clean(text string) string { return strings.TrimSpace(strings.ReplaceAll(text, "\r\n", "\n")) }

// Decision is what a mentor says of a report.
type Decision struct {
	Approve bool
	Note    string // needed to return a report
}

// act names the decision in the trail.
func (by Decision) act() string {
	if by.Approve {
		return "actualization.approve"
	}
	return "actualization.return"
}

// Decide approves or returns a report. Only a mentor of the person may, and
// only while it waits; an approval can be taken back by returning the report.
func (d *Desk) Decide(ctx context.Context, actor access.Actor, a org.Agency, report ReportID, by Decision) error {
	by.Note = clean(by.Note)
	var f fault.Fields
	if !by.Approve && by.Note == "" {
		f.Add("note", "actualization.no_note")
	}
	if n := utf8.RuneCountInString(by.Note); n > longestNote {
		f.Add("note", "actualization.long_body", "N", n, "Most", longestNote)
	}
	err := d.DB.InTx(ctx, func(tx *db.Tx) error {
		now := d.Clock.Now()
		r, inForce, err := byID(ctx, tx, a.ID, report)
		if err != nil {
			return err
		}
		if err := access.RequirePerson(ctx, tx, actor, string(a.ID), string(r.Person), a.Today(now), access.Mentor); err != nil {
			return err
		}
		if err := f.Err(); err != nil {
			return err
		}
		switch {
		case !inForce:
			return fault.Conflict("actualization.newer")
		case r.State == Returned, r.State == Approved && by.Approve:
			return fault.Conflict("actualization.decided")
		}
		was := r.State
		r.State, r.Note, r.Decided, r.By = Returned, by.Note, now, actor.Ref()
		if by.Approve {
			r.State = Approved
		}
		n, err := tx.Exec(ctx, `UPDATE actualization_report SET state = $1, note = $2, decided_at = $3, decided_by = $4 WHERE id = $5 AND state = $6 AND replaced_by = ''`,
			string(r.State), r.Note, clock.Stamp(now), r.By, string(r.ID), string(was))
		if err != nil {
			return err
		}
		if n == 0 {
			return fault.Conflict("actualization.newer")
		}
		return errors.Join(d.tellDecided(ctx, tx, actor, a, r), d.note(ctx, tx, actor, a, r, by.act(), nil, r.Note))
	})
	if err != nil {
		return fmt.Errorf("decide report %s: %w", report, err)
	}
	return nil
}

func (d *Desk) note(ctx context.Context, tx *db.Tx, actor access.Actor, a org.Agency, r Report, act string, after any, reason string) error {
	return audit.Write(ctx, tx, audit.Entry{Agency: string(a.ID), At: d.Clock.Now(), Actor: actor.Ref(), Act: act, Subject: "report:" + string(r.ID), Person: string(r.Person), After: after, Reason: reason})
}

// self returns the participant who acts.
func self(actor access.Actor, a org.Agency) (roster.PersonID, error) {
	if person := attendance.PersonOf(actor, a); person != "" {
		return person, nil
	}
	if err := actor.Require(string(a.ID), access.Participant); err != nil {
		return "", err
	}
	return "", fault.NotFound("access.not_found")
}

// weeksNow returns the seat of a person, the last one of who has left, and the
// weeks at work with what was reported.
func weeksNow(ctx context.Context, q db.Q, person roster.PersonID) (Line, error) {
	var l Line
	seats, err := training.SeatsOf(ctx, q, person)
	if err != nil {
		return l, err
	}
	if len(seats) == 0 {
		return l, fault.NotFound("access.not_found")
	}
	l.Seat = seats[len(seats)-1]
	l.Left = !l.Seat.Until.IsZero()
	stages, err := training.StagesOf(ctx, q, []training.BatchID{l.Seat.Batch})
	if err != nil {
		return l, err
	}
	list, err := reports(ctx, q, `person_id = $1`, string(person))
	if err != nil {
		return l, err
	}
	l.Weeks = filled(weeksOf(stages[l.Seat.Batch]), l.Seat.Chain, list)
	if l.Left {
		l.Weeks = closed(l.Weeks)
	}
	return l, nil
}
