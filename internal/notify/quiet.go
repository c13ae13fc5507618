package notify

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"pamong/internal/access"
	"pamong/internal/audit"
	"pamong/internal/kit/clock"
	"pamong/internal/kit/db"
	"pamong/internal/kit/fault"
	"pamong/internal/org"
)

// Quiet is when an agency disturbs nobody: from a minute of the day until
// another, through midnight where the first is the later one. Two equal minutes
// mean never.
type Quiet struct{ From, Until int }

// usualQuiet holds where an agency has chosen nothing: from 20.00 until 06.00. No
// regulation says so; it is what people expect of an office.
var usualQuiet = Quiet{20 * 60, 6 * 60}

const day = 24 * 60 // minutes

// Over returns when the quiet ends in which an instant lies, the instant itself
// when it lies in none.
func (q Quiet) Over(at time.Time) time.Time {
	now := at.Hour()*60 + at.Minute()
	left := (q.Until - now + day) % day
	if length := (q.Until - q.From + day) % day; left == 0 || left > length {
		return at
	}
	return at.Truncate(time.Minute).Add(time.Duration(left) * time.Minute)
}

// QuietOf returns when an agency disturbs nobody.
func QuietOf(ctx context.Context, q db.Q, agency org.AgencyID) (Quiet, error) {
	var v Quiet
	err := q.QueryRow(ctx, `SELECT from_minute, until_minute FROM notify_quiet WHERE agency_id = $1`, string(agency)).Scan(&v.From, &v.Until)
	if errors.Is(err, sql.ErrNoRows) {
		return usualQuiet, nil
	}
	if err != nil {
		return v, fmt.Errorf("read quiet hours: %w", err)
	}
	return v, nil
}

// ParseQuiet reads two times of the day such as "20.00"; both empty mean never.
// What cannot be read is refused beside its field, from or until.
func ParseQuiet(from, until string) (Quiet, error) {
	if from == "" && until == "" {
		return Quiet{}, nil
	}
	var v Quiet
	var f fault.Fields
	for _, t := range []struct {
		field, text string
		into        *int
	}{{"from", from, &v.From}, {"until", until, &v.Until}} {
		var err error
		if *t.into, err = clock.ReadMinute(t.text); err != nil {
			f.Add(t.field, "notify.quiet.bad_time")
		}
	}
	return v, f.Err()
}

// Texts returns the two times as a field of a form holds them, "" for never.
func (q Quiet) Texts() (from, until string) {
	if q.From == q.Until {
		return "", ""
	}
	return clock.WriteMinute(q.From), clock.WriteMinute(q.Until)
}

// SetQuiet chooses when an agency disturbs nobody. E-mail that waits already
// goes out when it was to go.
func (p *Post) SetQuiet(ctx context.Context, actor access.Actor, agency org.AgencyID, v Quiet) error {
	if err := actor.Require(string(agency), tellers...); err != nil {
		return err
	}
	return p.DB.InTx(ctx, func(tx *db.Tx) error {
		before, err := QuietOf(ctx, tx, agency)
		if err != nil || before == v {
			return err
		}
		err = tx.Do(ctx, `INSERT INTO notify_quiet (agency_id, from_minute, until_minute) VALUES ($1, $2, $3) ON CONFLICT (agency_id) DO UPDATE SET from_minute = excluded.from_minute, until_minute = excluded.until_minute`,
			string(agency), v.From, v.Until)
		if err != nil {
			return fmt.Errorf("set quiet hours: %w", err)
		}
		return audit.Write(ctx, tx, audit.Entry{Agency: string(agency), At: p.Clock.Now(), Actor: actor.Ref(), Act: "notify.quiet", Subject: "agency:" + string(agency), Before: before, After: v})
	})
}

// QuietUntil returns when an agency may disturb people again; zero when it may
// now.
func (p *Post) QuietUntil(ctx context.Context, q db.Q, a org.Agency) (time.Time, error) {
	v, err := QuietOf(ctx, q, a.ID)
	if err != nil {
		return time.Time{}, err
	}
	now := p.Clock.Now().In(a.Zone.Location())
	if end := v.Over(now); end.After(now) {
		return end, nil
	}
	return time.Time{}, nil
}

// loud returns when an agency may disturb people from an instant on: that instant
// itself outside the quiet hours.
func (p *Post) loud(ctx context.Context, q db.Q, agency string, at time.Time) (time.Time, error) {
	a, err := org.AgencyByID(ctx, q, org.AgencyID(agency))
	if err != nil {
		return time.Time{}, err
	}
	v, err := QuietOf(ctx, q, a.ID)
	return v.Over(at.In(a.Zone.Location())), err
}

// notBefore is when an e-mail of now may go out, as it is stored: "" for at once.
func (p *Post) notBefore(ctx context.Context, q db.Q, agency string) (string, time.Time, error) {
	a, err := org.AgencyByID(ctx, q, org.AgencyID(agency))
	if err != nil {
		return "", time.Time{}, err
	}
	until, err := p.QuietUntil(ctx, q, a)
	if err != nil || until.IsZero() {
		return "", time.Time{}, err
	}
	return clock.Stamp(until), until, nil
}
