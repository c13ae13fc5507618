package roster

import (
	"context"

	"pamong/internal/access"
	"pamong/internal/audit"
	"pamong/internal/kit/clock"
	"pamong/internal/kit/db"
	"pamong/internal/org"
)

// Decree is an SK PNS.
type Decree struct {
	Number string
	Date   clock.Date
	TMT    clock.Date
}

// statusPNS is how SIASN marks a person who is no candidate any more.
const statusPNS = "P"

// Appoint notes that somebody has become a PNS by a decree, within the
// transaction of the act that makes it so: the minutes of the oath. The facts
// of the candidate are superseded and stay in the history.
func (d *Desk) Appoint(ctx context.Context, tx *db.Tx, actor access.Actor, agency org.AgencyID, person PersonID, decree Decree, reason string) error {
	if err := actor.Require(string(agency), keepers...); err != nil {
		return err
	}
	before, err := ByID(ctx, tx, agency, person)
	if err != nil {
		return err
	}
	after, at := before, d.Clock.Now()
	after.Status, after.PNSNumber, after.PNSDate, after.PNSTMT = statusPNS, decree.Number, decree.Date, decree.TMT
	if err := save(ctx, tx, &before, &after, decree.TMT, reason, "", at); err != nil {
		return err
	}
	list := changes(&before, &after)
	return audit.Write(ctx, tx, audit.Entry{Agency: string(agency), At: at, Actor: actor.Ref(), Act: "roster.appoint", Subject: "person:" + string(person), Person: string(person),
		Before: changed(list, false), After: changed(list, true), Reason: reason})
}
