package trainerweb

import (
	"context"
	"maps"
	"net/url"
	"slices"
	"strconv"
	"time"

	"pamong/internal/access"
	"pamong/internal/kit/clock"
	"pamong/internal/kit/i18n"
	"pamong/internal/kit/sheet"
	"pamong/internal/kit/web"
	"pamong/internal/kit/web/ui"
	"pamong/internal/org"
	"pamong/internal/trainer"
	"pamong/internal/training"
)

// hoursView is the budget of hours of one month, or of a year.
type hoursView struct {
	agency     org.Agency
	query      ui.Query
	writes     bool
	month      clock.Date // first day
	year       bool       // the whole year of it
	programmes []training.Programme
	programme  training.ProgrammeID
	trainers   map[trainer.ID]trainer.Trainer
	batches    []training.Batch
	funds      map[training.BatchID]string
	hours      []trainer.Hours
	err        error
	typed      url.Values
}

func (p *pages) hoursOf(r *web.Request) (hoursView, error) {
	v := hoursView{query: ui.QueryOf(r.Request), trainers: map[trainer.ID]trainer.Trainer{}}
	var err error
	if v.agency, err = p.agency(r); err != nil {
		return v, err
	}
	v.writes = trainer.MayWrite(access.From(r.Ctx()), v.agency.ID)
	v.programme = training.ProgrammeID(v.query.Get("programme"))
	today := p.today(r)
	v.month = clock.NewDate(today.Year(), today.Time().Month(), 1)
	if m, err := time.Parse("2006-01", v.query.Get("month")); err == nil {
		v.month = clock.FromTime(m)
	}
	v.year = v.query.Get("whole") == "year"
	b, err := p.desk.Budget(r.Ctx(), access.From(r.Ctx()), v.agency.ID, v.from(), v.until(), v.programme)
	if err != nil {
		return v, err
	}
	v.hours, v.batches, v.funds = b.Hours, b.Batches, b.Funds
	for _, t := range b.Trainers {
		v.trainers[t.ID] = t
	}
	v.programmes, err = training.Programmes(r.Ctx(), p.db, v.agency.ID)
	return v, err
}

func (v hoursView) from() clock.Date {
	if v.year {
		return clock.NewDate(v.month.Year(), 1, 1)
	}
	return v.month
}

func (v hoursView) until() clock.Date {
	if v.year {
		return clock.NewDate(v.month.Year(), 12, 31)
	}
	return clock.NewDate(v.month.Year(), v.month.Time().Month()+1, 1).AddDays(-1)
}

func (p *pages) hours(r *web.Request) (web.Answer, error) {
	v, err := p.hoursOf(r)
	if err != nil {
		return nil, err
	}
	return web.Page(hoursPage(v)), nil
}

// setFund notes who pays a batch, and comes back to where it was asked.
func (p *pages) setFund(r *web.Request) (web.Answer, error) {
	a, err := p.writable(r)
	if err != nil {
		return nil, err
	}
	if err := p.desk.SetFund(r.Ctx(), access.From(r.Ctx()), a.ID, training.BatchID(r.V("batch")), r.V("fund")); err != nil {
		r.URL.RawQuery = url.Values{"month": {r.V("month")}, "whole": {r.V("whole")}, "programme": {r.V("programme")}}.Encode()
		v, failed := p.hoursOf(r)
		if failed != nil {
			return nil, failed
		}
		v.err, v.typed = err, r.PostForm
		return web.Refuse(err, hoursPage(v))
	}
	return web.Go(web.Link(a.Path("hours"), "month", r.V("month"), "whole", r.V("whole"), "programme", r.V("programme")), "trainer.fund.saved"), nil
}

// sum adds up some hours.
func sum(list []trainer.Hours) trainer.Hours {
	var t trainer.Hours
	for _, h := range list {
		t.JP, t.Duty, t.Sessions = t.JP+h.JP, t.Duty+h.Duty, t.Sessions+h.Sessions
	}
	return t
}

// byFund adds up the hours of each fund, by name.
func (v hoursView) byFund() []trainer.Hours {
	sums := map[string]trainer.Hours{}
	for _, h := range v.hours {
		s := sums[h.Fund]
		s.Fund, s.JP, s.Duty, s.Sessions = h.Fund, s.JP+h.JP, s.Duty+h.Duty, s.Sessions+h.Sessions
		sums[h.Fund] = s
	}
	var list []trainer.Hours
	for _, name := range slices.Sorted(maps.Keys(sums)) {
		list = append(list, sums[name])
	}
	return list
}

// taught are the batches that have hours in the view.
func (v hoursView) taught() []training.Batch {
	var list []training.Batch
	for _, b := range v.batches {
		if slices.ContainsFunc(v.hours, func(h trainer.Hours) bool { return h.Batch == b.ID }) {
			list = append(list, b)
		}
	}
	return list
}

func (v hoursView) label(b training.BatchID) string {
	for _, one := range v.batches {
		if one.ID == b {
			return one.Label
		}
	}
	return ""
}

func (v hoursView) period(ctx context.Context) string { return v.name(ctx, v.month) }

// name is how the view calls the month of a day, or its year.
func (v hoursView) name(ctx context.Context, day clock.Date) string {
	if v.year {
		return strconv.Itoa(day.Year())
	}
	return monthName(ctx, day)
}

func monthName(ctx context.Context, first clock.Date) string {
	return i18n.From(ctx).Month(first.Time().Month()) + " " + strconv.Itoa(first.Year())
}

// hoursFile downloads what the page shows.
func (p *pages) hoursFile(r *web.Request) (web.Answer, error) {
	v, err := p.hoursOf(r)
	if err != nil {
		return nil, err
	}
	s := i18n.From(r.Ctx())
	out := sheet.List{Name: s.T("trainer.hours")}
	for _, c := range []struct {
		key   string
		width float64
	}{{"trainer.month", 12}, {"trainer.field.name", 36}, {"trainer.nip", 21}, {"trainer.field.employer", 30}, {"trainer.batch", 12}, {"trainer.fund", 14}, {"trainer.sessions", 10}, {"trainer.planned", 12}, {"trainer.duty", 12}, {"trainer.paid", 12}} {
		out.Columns = append(out.Columns, sheet.Heading{Title: s.T(c.key), Width: c.width})
	}
	out.Rows = func(yield func([]sheet.Cell, error) bool) {
		for _, h := range v.hours {
			t := v.trainers[h.Trainer]
			row := []sheet.Cell{sheet.TextCell(h.Month), sheet.TextCell(t.Name), sheet.TextCell(t.NIP), sheet.TextCell(employerName(v.agency, t)), sheet.TextCell(v.label(h.Batch)), sheet.TextCell(h.Fund),
				sheet.IntCell(h.Sessions), sheet.IntCell(h.JP), sheet.IntCell(h.Duty), sheet.IntCell(h.Paid())}
			if !yield(row, nil) {
				return
			}
		}
	}
	return web.Workbook("jp-"+v.agency.Code+"-"+trainer.MonthOf(v.from())+".xlsx", out), nil
}
