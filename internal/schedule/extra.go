package schedule

import (
	"context"
	"time"

	"pamong/internal/access"
	"pamong/internal/kit/clock"
	"pamong/internal/kit/i18n"
	"pamong/internal/org"
	"pamong/internal/training"

	ics "github.com/arran4/golang-ical"
)

// Extra is what somebody's calendar holds beside sessions, as a later house
// plans it: the own slot of a seminar.
type Extra struct {
	ID         string // stays through all changes
	Batch      training.BatchID
	Day        clock.Date
	Start, End int // minutes after midnight
	Title      i18n.Line
	About      []i18n.Line
	Place      string
	Link       string
	Path       string // of the page that shows it, below the agency
	Changes    int    // since it was first published
	Changed    time.Time
	Cancelled  bool
}

// Whose says for what or whom extras are asked: a batch, a room, or somebody.
type Whose struct {
	Agency  org.AgencyID
	Batch   training.BatchID
	Room    string // name of a place
	Account string // "" for who came by a link
	Grants  []access.Grant
}

// extras returns what a later house adds to a calendar.
func (d *Desk) extras(ctx context.Context, f Feed) ([]Extra, error) {
	if d.Extras == nil {
		return nil, nil
	}
	if f.Owner.Batch() != "" || f.Owner.Room() != "" {
		return d.Extras(ctx, d.DB, Whose{Agency: f.Agency, Batch: f.Owner.Batch(), Room: f.Owner.Room()})
	}
	grants, account, _, err := grantsOf(ctx, d.DB, f, d.Clock.Now())
	if err != nil {
		return nil, err
	}
	return d.Extras(ctx, d.DB, Whose{Agency: f.Agency, Account: account, Grants: grants})
}

// extra writes what is no session.
func (w *writer) extra(cal *ics.Calendar, x Extra) {
	e := cal.AddEvent(x.ID + "@" + w.agency.Code + ".pamong")
	e.SetDtStampTime(x.Changed)
	e.SetModifiedAt(x.Changed)
	e.SetSequence(x.Changes)
	e.SetStatus(ics.ObjectStatusConfirmed)
	if x.Cancelled {
		e.SetStatus(ics.ObjectStatusCancelled)
	}
	e.SetProperty(ics.ComponentPropertyDtStart, local(x.Day, x.Start), ics.WithTZID(w.zone.String()))
	e.SetProperty(ics.ComponentPropertyDtEnd, local(x.Day, x.End), ics.WithTZID(w.zone.String()))
	e.SetSummary(x.Title.Of(w.said))
	if x.Place != "" {
		e.SetLocation(x.Place)
	} else if x.Link != "" {
		e.SetLocation(x.Link)
	}
	if x.Link != "" {
		e.SetURL(x.Link)
	}
	text := ""
	for _, line := range x.About {
		text += line.Of(w.said) + "\n"
	}
	if w.d.Address != nil {
		text += w.d.Address() + w.agency.Path(x.Path)
	}
	e.SetDescription(text)
}
