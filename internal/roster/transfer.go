package roster

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"pamong/internal/access"
	"pamong/internal/audit"
	"pamong/internal/kit/clock"
	"pamong/internal/kit/db"
	"pamong/internal/kit/fault"
	"pamong/internal/kit/id"
	"pamong/internal/org"
	"pamong/internal/regulation"
)

// TransferID names a transfer to another agency.
type TransferID string

// TransferState says how far a transfer is.
type TransferState string

// The states of transfers.
const (
	Offered  TransferState = "offered"   // to an agency here, which has not accepted
	GoneOut  TransferState = "left"      // to an agency that is not here
	Accepted TransferState = "accepted"  // the other agency has the person
	Received TransferState = "received"  // from an agency that is not here, by its file
	Recalled TransferState = "withdrawn" // taken back
)

// Transfer is a person going to another agency.
type Transfer struct {
	ID       TransferID
	Agency   org.AgencyID // that releases, "" for one that is not here
	FromName string
	To       org.AgencyID // that receives, "" for one that is not here
	ToName   string
	Person   PersonID // in the agency that releases
	Received PersonID // in the one that receives
	Name     string
	NIP      string
	Left     clock.Date // first day on which the person is not there any more
	Number   string     // of the document
	Reason   string
	State    TransferState
	Made     time.Time

	placement string
	record    string // sealed; read by TransferOf alone
}

// Release is what the agency that a person leaves says.
type Release struct {
	To     string     // code of an agency here, "" for another
	Name   string     // of an agency that is not here
	Left   clock.Date // first day on which the person does not serve here
	Number string     // of the document
	Reason string
}

// Release lets a person go to another agency. One that is on this installation
// is offered the record and sees nothing of it before; the person stays until
// it accepts. For one that is not, the person leaves at once and File gives the
// sealed record to hand over. It is refused while the person sits in a running
// batch, or while something on the road to PNS is open: both are ended by acts of
// their own houses.
func (d *Desk) Release(ctx context.Context, actor access.Actor, agency org.AgencyID, person PersonID, version int, r Release) (TransferID, error) {
	if err := actor.Require(string(agency), keepers...); err != nil {
		return "", err
	}
	r.Name, r.Number = strings.TrimSpace(r.Name), strings.TrimSpace(r.Number)
	var f fault.Fields
	checkReason(&f, r.Reason)
	if r.Number == "" || len(r.Number) > longestText {
		f.Add("number", "roster.release_number")
	}
	if r.To == "" && (r.Name == "" || len(r.Name) > longestText) {
		f.Add("name", "roster.release_name")
	}
	t := Transfer{ID: TransferID(id.New()), Agency: agency, ToName: r.Name, Person: person, Left: r.Left, Number: r.Number, Reason: r.Reason, State: GoneOut, Made: d.Clock.Now()}
	err := d.change(ctx, agency, person, version, func(tx *db.Tx, p *Person) error {
		problems := append(fault.Fields(nil), f...)
		if err := d.mayLeave(ctx, tx, actor, p, &t, r.To, &problems); err != nil {
			return err
		}
		if err := problems.Err(); err != nil {
			return err
		}
		if t.State == Offered {
			if err := save(ctx, tx, p, p, "", "", "", t.Made); err != nil {
				return err
			}
			if err := d.tellOffered(ctx, tx, actor, t); err != nil {
				return err
			}
		} else if err := d.leave(ctx, tx, actor, p, &t); err != nil {
			return err
		}
		if err := t.insert(ctx, tx, actor.Ref()); err != nil {
			return err
		}
		return audit.Write(ctx, tx, audit.Entry{Agency: string(agency), At: t.Made, Actor: actor.Ref(), Act: "roster.release", Subject: "transfer:" + string(t.ID), Person: string(person),
			After: map[string]any{"to": t.ToName, "left": t.Left, "number": t.Number, "state": t.State}, Reason: r.Reason})
	})
	if db.Unique(err) {
		return "", fault.Conflict("roster.release_twice")
	}
	return t.ID, err
}

// mayLeave notes what stands in the way of a release and fills in where it goes.
func (d *Desk) mayLeave(ctx context.Context, tx *db.Tx, actor access.Actor, p *Person, t *Transfer, to string, problems *fault.Fields) error {
	if p.State != Active {
		return fault.Conflict("roster.release_inactive")
	}
	a, err := org.AgencyByID(ctx, tx, p.Agency)
	if err != nil {
		return err
	}
	t.FromName, t.Name, t.NIP = a.Name, p.Name, p.NIP
	_, since, err := placedNow(ctx, tx, p.ID)
	if err != nil {
		return err
	}
	switch {
	case !t.Left.Valid():
		problems.Add("left", "web.bad_date")
	case t.Left <= since:
		problems.Add("left", "roster.place_before")
	case t.Left > a.Today(d.Clock.Now()):
		problems.Add("left", "roster.place_future")
	}
	if to != "" {
		other, err := org.AgencyByCode(ctx, tx, to)
		if fault.KindOf(err) == fault.KindNotFound || err == nil && other.ID == p.Agency {
			problems.Add("to", "roster.release_to")
			return nil
		}
		if err != nil {
			return err
		}
		t.To, t.ToName, t.State = other.ID, other.Name, Offered
	}
	return d.settled(ctx, tx, actor, p, t)
}

// leave takes the person out of the agency on the day, ends the link by which
// they corrected their own data there, and freezes the record.
func (d *Desk) leave(ctx context.Context, tx *db.Tx, actor access.Actor, p *Person, t *Transfer) error {
	b, err := d.bundle(ctx, tx, p, *t)
	if err != nil {
		return err
	}
	if t.record, err = pack(b); err != nil {
		return err
	}
	if t.placement, _, err = placedNow(ctx, tx, p.ID); err != nil {
		return err
	}
	tree, err := org.TreeOf(ctx, tx, p.Agency)
	if err != nil {
		return err
	}
	if d.Links != nil {
		if _, err := d.Links.WithdrawPass(ctx, tx, actor, string(p.Agency), access.Self, access.PersonScope(string(p.ID))); err != nil {
			return err
		}
	}
	now := d.Clock.Now()
	if err := move(ctx, tx, tree, p.ID, p.Unit, "", t.Left, t.Reason, t.Number, "", now); err != nil {
		return err
	}
	gone := *p
	gone.State = Left
	return save(ctx, tx, p, &gone, "", t.Reason, "", now)
}

// Recall takes a transfer back that nobody has accepted: an offer is void, and
// who was said to have left is here again.
func (d *Desk) Recall(ctx context.Context, actor access.Actor, agency org.AgencyID, transfer TransferID) error {
	if err := actor.Require(string(agency), keepers...); err != nil {
		return err
	}
	return d.DB.InTx(ctx, func(tx *db.Tx) error {
		t, err := TransferOf(ctx, tx, agency, transfer)
		if err != nil {
			return err
		}
		if t.Agency != agency || t.State != Offered && t.State != GoneOut {
			return fault.Conflict("roster.release_over")
		}
		if t.State == GoneOut {
			p, err := ByID(ctx, tx, agency, t.Person)
			if err != nil {
				return err
			}
			back := p
			back.State = Active
			if err := save(ctx, tx, &p, &back, "", t.Reason, "", d.Clock.Now()); err != nil {
				return err
			}
			if err := placeAgain(ctx, tx, &p, t.placement); err != nil {
				return err
			}
		}
		if t.State == Offered {
			if err := d.tellRecalled(ctx, tx, actor, t); err != nil {
				return err
			}
		}
		t.State = Recalled
		if err := d.endTransfer(ctx, tx, actor, t); err != nil {
			return err
		}
		return audit.Write(ctx, tx, audit.Entry{Agency: string(agency), At: d.Clock.Now(), Actor: actor.Ref(), Act: "roster.recall", Subject: "transfer:" + string(t.ID), Person: string(t.Person)})
	})
}

// endTransfer writes how a transfer that waited has ended.
func (d *Desk) endTransfer(ctx context.Context, tx *db.Tx, actor access.Actor, t Transfer) error {
	err := tx.Do(ctx, `UPDATE roster_transfer SET state = $1, received_id = $2, placement_id = $3, record = $4, ended_by = $5, ended_at = $6 WHERE id = $7`,
		string(t.State), string(t.Received), t.placement, t.record, actor.Ref(), clock.Stamp(d.Clock.Now()), string(t.ID))
	if err != nil {
		return fmt.Errorf("end transfer %s: %w", t.ID, err)
	}
	return nil
}

func (t Transfer) insert(ctx context.Context, tx *db.Tx, by string) error {
	_, err := tx.Exec(ctx, `INSERT INTO roster_transfer (`+transferColumns+`, placement_id, record, made_by, made_at, ended_by, ended_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, '', '')`,
		string(t.ID), string(t.Agency), t.FromName, string(t.To), t.ToName, string(t.Person), string(t.Received), t.Name, t.NIP, string(t.Left), t.Number, t.Reason, string(t.State), t.placement, t.record, by, clock.Stamp(t.Made))
	if err != nil {
		return fmt.Errorf("keep transfer: %w", err)
	}
	return nil
}

const transferColumns = `id, agency_id, from_name, to_agency, to_name, person_id, received_id, name, nip, left_on, number, reason, state`

func transfers(ctx context.Context, q db.Q, where string, args ...any) ([]Transfer, error) {
	return db.List(ctx, q, "list transfers", func(row db.Row) (t Transfer, err error) {
		var made string
		if err = row.Scan(&t.ID, &t.Agency, &t.FromName, &t.To, &t.ToName, &t.Person, &t.Received, &t.Name, &t.NIP, &t.Left, &t.Number, &t.Reason, &t.State, &t.placement, &made); err != nil {
			return t, err
		}
		t.Made, _ = clock.ParseStamp(made)
		return t, nil
	}, `SELECT `+transferColumns+`, placement_id, made_at FROM roster_transfer WHERE `+where+` ORDER BY made_at DESC, id DESC`, args...)
}

// Transfers returns who leaves an agency and who is offered to it or came,
// newest first. An offer that was taken back is nothing to the other agency.
func Transfers(ctx context.Context, q db.Q, agency org.AgencyID) ([]Transfer, error) {
	return transfers(ctx, q, `(agency_id = $1 OR to_agency = $1 AND state <> 'withdrawn')`, string(agency))
}

// departed returns by which transfer people have left an agency and are not
// back, by each number that they had there; former are the replaced ones.
func departed(ctx context.Context, q db.Q, agency org.AgencyID, former map[string]PersonID) (map[string]Transfer, error) {
	list, err := transfers(ctx, q, `agency_id = $1 AND state IN ('left', 'accepted') AND NOT EXISTS (SELECT 1 FROM roster_person p WHERE p.agency_id = $1 AND p.nip = roster_transfer.nip AND p.state IN ('active', 'withdrawn'))`, string(agency))
	if err != nil {
		return nil, err
	}
	gone, byPerson := map[string]Transfer{}, map[PersonID]Transfer{}
	for _, t := range slices.Backward(list) { // of somebody who left twice, the last counts
		gone[t.NIP], byPerson[t.Person] = t, t
	}
	for nip, person := range former {
		if t, ok := byPerson[person]; ok {
			gone[nip] = t
		}
	}
	return gone, nil
}

// gone is the finding about somebody who has left.
func (t Transfer) gone() Finding {
	return Finding{regulation.SeverityError, CodeLeft, FieldNIP, []any{"To", t.ToName, "On", t.Left}}
}

// TransferOf returns a transfer that concerns an agency, with its sealed record.
func TransferOf(ctx context.Context, q db.Q, agency org.AgencyID, transfer TransferID) (Transfer, error) {
	list, err := transfers(ctx, q, `id = $2 AND (agency_id = $1 OR to_agency = $1 AND state <> 'withdrawn')`, string(agency), string(transfer))
	if err != nil {
		return Transfer{}, err
	}
	if len(list) == 0 {
		return Transfer{}, fault.NotFound("access.not_found")
	}
	t := list[0]
	if err := q.QueryRow(ctx, `SELECT record FROM roster_transfer WHERE id = $1`, string(transfer)).Scan(&t.record); err != nil {
		return Transfer{}, fmt.Errorf("read record of transfer %s: %w", transfer, err)
	}
	return t, nil
}
