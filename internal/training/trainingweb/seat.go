package trainingweb

import (
	"strconv"

	"pamong/internal/access"
	"pamong/internal/kit/fault"
	"pamong/internal/kit/web"
	"pamong/internal/org"
	"pamong/internal/roster"
	"pamong/internal/training"
)

// The changes of a seat, as they stand in addresses.
const (
	changeMove     = "move"
	changeGroup    = "group"
	changeDefer    = "defer"
	changeWithdraw = "withdraw"
)

// seatView is what a form about one seat shows.
type seatView struct {
	agency  org.Agency
	change  string
	seat    training.Seat
	batch   training.Batch
	person  roster.Person
	batches []training.Batch
	groups  int
}

func (p *pages) seat(r *web.Request) (seatView, error) {
	v := seatView{agency: org.From(r.Ctx()), change: r.PathValue("change")}
	switch v.change {
	case changeMove, changeGroup, changeDefer, changeWithdraw:
	default:
		return v, fault.NotFound("web.no_page")
	}
	var err error
	if v.seat, err = training.SeatByID(r.Ctx(), p.db, v.agency.ID, training.SeatID(r.PathValue("seat"))); err != nil {
		return v, err
	}
	if err := access.From(r.Ctx()).RequireScope(string(v.agency.ID), access.BatchScope(string(v.seat.Batch)), access.Officer, access.Committee); err != nil {
		return v, err
	}
	if v.batch, err = training.BatchByID(r.Ctx(), p.db, v.agency.ID, v.seat.Batch); err != nil {
		return v, err
	}
	if v.person, err = roster.ByID(r.Ctx(), p.db, v.agency.ID, v.seat.Person); err != nil {
		return v, err
	}
	if v.batches, err = training.Batches(r.Ctx(), p.db, v.seat.Programme); err != nil {
		return v, err
	}
	groups, err := training.Groups(r.Ctx(), p.db, v.seat.Batch)
	v.groups = len(groups)
	return v, err
}

func (p *pages) seatForm(r *web.Request) (web.Answer, error) {
	v, err := p.seat(r)
	if err != nil {
		return nil, err
	}
	return web.Page(seatPage(v, p.today(r), nil, nil)), nil
}

// noteOf reads date, reason and letter.
func noteOf(r *web.Request) (training.Note, error) {
	var f fault.Fields
	n := training.Note{Date: r.Date("date", &f), Reason: r.V("reason"), Document: r.V("document"), Authority: r.V("authority"), Across: r.V("across") == "1"}
	return n, f.Err()
}

func groupOf(r *web.Request) int {
	n, err := strconv.Atoi(r.V("group"))
	if err != nil {
		return 0
	}
	return n
}

func (p *pages) changeSeat(r *web.Request) (web.Answer, error) {
	v, err := p.seat(r)
	if err != nil {
		return nil, err
	}
	actor := access.From(r.Ctx())
	n, err := noteOf(r)
	if err == nil {
		switch v.change {
		case changeMove:
			err = p.planner.MoveSeat(r.Ctx(), actor, v.agency.ID, v.seat.ID, training.BatchID(r.V("batch")), groupOf(r), n)
		case changeGroup:
			err = p.planner.AssignGroup(r.Ctx(), actor, v.agency.ID, v.seat.ID, groupOf(r), n)
		case changeDefer:
			err = p.planner.Defer(r.Ctx(), actor, v.agency.ID, v.seat.ID, n)
		default:
			err = p.planner.Withdraw(r.Ctx(), actor, v.agency.ID, v.seat.ID, n)
		}
	}
	if fault.KindOf(err) == fault.KindNotFound {
		// The batch named in the form is none that this person may fill.
		var f fault.Fields
		f.Add("batch", "training.fault.same_batch")
		err = f.Err()
	}
	if err != nil {
		return web.Refuse(err, seatPage(v, p.today(r), err, r.PostForm))
	}
	return web.Go(BatchPath(v.agency, v.batch.ID, ""), "training.done_"+v.change, "Name", v.person.Name), nil
}
