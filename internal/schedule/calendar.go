package schedule

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"pamong/internal/kit/clock"
	"pamong/internal/kit/db"
	"pamong/internal/kit/i18n"
	"pamong/internal/org"
	"pamong/internal/regulation"
	"pamong/internal/training"

	ics "github.com/arran4/golang-ical"
)

// refresh is how often programs should read a calendar again.
const refresh = "PT1H"

// Calendar is what a program reads under the address of a feed.
type Calendar struct {
	Name string
	Body string // in the form of RFC 5545
}

// Calendar draws up the calendar of a feed that is in force. Times are those of
// the agency's zone. A session keeps its UID through all versions; a change
// raises its SEQUENCE, and one that was taken out stays as CANCELLED. It is
// NotFound once the owner may see nothing any more.
func (d *Desk) Calendar(ctx context.Context, f Feed, catalogue *i18n.Catalogue) (Calendar, error) {
	var c Calendar
	a, err := org.AgencyByID(ctx, d.DB, f.Agency)
	if err != nil {
		return c, err
	}
	list, lang, err := d.entriesOf(ctx, f)
	if err != nil {
		return c, err
	}
	w := writer{d: d, agency: a, said: catalogue.Speaker(i18n.Lang(lang)), zone: a.Zone.Location(), batches: map[training.BatchID]named{}}
	if lang == "" {
		w.said = catalogue.Speaker(i18n.Indonesian)
	}
	if c.Name, err = w.name(ctx, f.Owner); err != nil {
		return c, err
	}
	cal := ics.NewCalendarFor("Pamong")
	cal.SetMethod(ics.MethodPublish)
	cal.SetName(c.Name)
	cal.SetXWRCalName(c.Name)
	cal.SetXWRTimezone(w.zone.String())
	cal.SetRefreshInterval(refresh)
	cal.SetXPublishedTTL(refresh)
	w.timezone(cal)
	for _, e := range list {
		if err := w.event(ctx, cal, e); err != nil {
			return c, err
		}
	}
	more, err := d.extras(ctx, f)
	if err != nil {
		return c, err
	}
	for _, x := range more {
		w.extra(cal, x)
	}
	c.Body = cal.Serialize()
	return c, nil
}

// entriesOf returns the sessions of a feed by time, and the language of its
// owner, "" for none.
func (d *Desk) entriesOf(ctx context.Context, f Feed) ([]Entry, string, error) {
	has := func(Session) bool { return true }
	var batches []training.BatchID
	lang := ""
	switch {
	case f.Owner.Batch() != "":
		batches = []training.BatchID{f.Owner.Batch()}
	case f.Owner.Room() != "":
		place := f.Owner.Room()
		has = func(s Session) bool { return s.Place == place }
		var err error
		batches, err = db.Column[training.BatchID](ctx, d.DB, "list batches of room", `SELECT DISTINCT batch_id FROM schedule_session WHERE agency_id = $1 AND place = $2`, string(f.Agency), place)
		if err != nil {
			return nil, "", err
		}
	default:
		grants, account, spoken, err := grantsOf(ctx, d.DB, f, d.Clock.Now())
		if err != nil {
			return nil, "", err
		}
		w, err := wantedOf(ctx, d.DB, f.Agency, account, grants)
		if err != nil {
			return nil, "", err
		}
		for b := range w {
			batches = append(batches, b)
		}
		has, lang = w.has, spoken
	}
	slices.Sort(batches)
	var all []Entry
	for _, b := range batches {
		list, err := entries(ctx, d.DB, f.Agency, b)
		if err != nil {
			return nil, "", err
		}
		all = append(all, slices.DeleteFunc(list, func(e Entry) bool { return !has(e.Session) })...)
	}
	slices.SortStableFunc(all, func(x, y Entry) int { return cmp.Or(cmp.Compare(x.Day, y.Day), x.Start-y.Start) })
	return all, lang, nil
}

// named is a batch with the rules that name its subjects.
type named struct {
	batch training.Batch
	rules *regulation.Training
}

// writer puts sessions into a calendar.
type writer struct {
	d       *Desk
	agency  org.Agency
	said    *i18n.Speaker
	zone    *time.Location
	batches map[training.BatchID]named
}

func (w *writer) batch(ctx context.Context, b training.BatchID) (named, error) {
	if n, ok := w.batches[b]; ok {
		return n, nil
	}
	batch, err := training.BatchByID(ctx, w.d.DB, w.agency.ID, b)
	if err != nil {
		return named{}, err
	}
	pack, err := training.PackOf(ctx, w.d.DB, b)
	if err != nil {
		return named{}, err
	}
	w.batches[b] = named{batch, pack.Training}
	return w.batches[b], nil
}

func (w *writer) name(ctx context.Context, owner FeedOwner) (string, error) {
	switch b := owner.Batch(); {
	case b != "":
		n, err := w.batch(ctx, b)
		return w.said.T("schedule.feed.of_batch", "Batch", n.batch.Label, "Agency", w.agency.Name), err
	case owner.Room() != "":
		return w.said.T("schedule.feed.of_room", "Room", owner.Room(), "Agency", w.agency.Name), nil
	}
	return w.said.T("schedule.feed.own", "Agency", w.agency.Name), nil
}

// timezone describes the zone of the agency, which knows no summer time.
func (w *writer) timezone(cal *ics.Calendar) {
	_, offset := w.d.Clock.Now().In(w.zone).Zone()
	text := fmt.Sprintf("+%02d%02d", offset/3600, offset/60%60)
	standard := cal.AddTimezone(w.zone.String()).AddStandard()
	standard.SetProperty(ics.ComponentPropertyDtStart, "19700101T000000")
	standard.SetProperty(ics.ComponentProperty(ics.PropertyTzoffsetfrom), text)
	standard.SetProperty(ics.ComponentProperty(ics.PropertyTzoffsetto), text)
	standard.SetProperty(ics.ComponentProperty(ics.PropertyTzname), string(w.agency.Zone))
}

// event writes a session.
func (w *writer) event(ctx context.Context, cal *ics.Calendar, s Entry) error {
	n, err := w.batch(ctx, s.Batch)
	if err != nil {
		return err
	}
	e := cal.AddEvent(string(s.ID) + "@" + w.agency.Code + ".pamong")
	e.SetDtStampTime(s.Changed)
	e.SetModifiedAt(s.Changed)
	e.SetSequence(s.Changes)
	e.SetStatus(ics.ObjectStatusConfirmed)
	if s.Cancelled {
		e.SetStatus(ics.ObjectStatusCancelled)
	}
	e.SetProperty(ics.ComponentPropertyDtStart, local(s.Day, s.Start), ics.WithTZID(w.zone.String()))
	e.SetProperty(ics.ComponentPropertyDtEnd, local(s.Day, s.End), ics.WithTZID(w.zone.String()))
	subject := training.SubjectTitle(w.said, n.rules, s.Subject)
	key := "schedule.feed.summary"
	if s.Group > 0 {
		key = "schedule.feed.summary_group"
	}
	e.SetSummary(w.said.T(key, "Subject", subject, "Batch", n.batch.Label, "Group", s.Group))
	if s.Place != "" {
		e.SetLocation(s.Place)
	} else if s.Link != "" {
		e.SetLocation(s.Link)
	}
	if s.Link != "" {
		e.SetURL(s.Link)
	}
	e.SetDescription(w.about(s))
	if s.Kind == regulation.Asynchronous || s.Kind == regulation.Workplace {
		e.SetTimeTransparency(ics.TransparencyTransparent)
	}
	return nil
}

// about says what there is to know of a session: kind, JP, who leads it, the
// link, and where its batch is shown.
func (w *writer) about(s Entry) string {
	lines := []string{w.said.T("schedule.held_"+string(s.Kind)) + " · " + strconv.Itoa(s.JP) + " JP"}
	if s.Trainer != "" {
		lines = append(lines, s.Trainer)
	}
	if s.Link != "" {
		lines = append(lines, s.Link)
	}
	if w.d.Address != nil {
		lines = append(lines, w.d.Address()+w.agency.Path("training/b/"+string(s.Batch)))
	}
	return strings.Join(lines, "\n")
}

// local is a time of a day as RFC 5545 writes it.
func local(day clock.Date, minutes int) string {
	if minutes == midnight { // the first minute of the next day
		day, minutes = day.AddDays(1), 0
	}
	return strings.ReplaceAll(string(day), "-", "") + fmt.Sprintf("T%02d%02d00", minutes/60, minutes%60)
}
