package regulationweb

import (
	"slices"
	"strconv"

	"pamong/internal/access"
	"pamong/internal/kit/calendar"
	"pamong/internal/kit/fault"
	"pamong/internal/kit/web"
	"pamong/internal/kit/web/ui"
)

// dayList is the holidays of one year.
type dayList struct {
	place Place
	query ui.Query
	year  int
	years []int
	days  []calendar.Holiday
}

func (p *pages) days(r *web.Request) (web.Answer, error) {
	l := dayList{place: p.Place(r.Ctx()), query: ui.QueryOf(r.Request)}
	if !access.From(r.Ctx()).Within(l.place.ID) {
		return nil, fault.NotFound("access.not_found")
	}
	holidays, err := p.library.Holidays(r.Ctx(), p.library.DB, l.place.ID)
	if err != nil {
		return nil, err
	}
	all := holidays.Between("0001-01-01", "9999-12-31")
	for _, h := range all {
		if !slices.Contains(l.years, h.Date.Year()) {
			l.years = append(l.years, h.Date.Year())
		}
	}
	if len(l.years) > 0 {
		l.year = l.years[len(l.years)-1]
	}
	if year, err := strconv.Atoi(l.query.Get("year")); err == nil {
		l.year = year
	}
	for _, h := range all {
		if h.Date.Year() == l.year {
			l.days = append(l.days, h)
		}
	}
	return web.Page(daysPage(l)), nil
}
