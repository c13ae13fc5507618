package regulationweb

import (
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"pamong/internal/access"
	"pamong/internal/kit/calendar"
	"pamong/internal/kit/clock"
	"pamong/internal/kit/fault"
	"pamong/internal/kit/web"
	"pamong/internal/kit/web/ui"
	"pamong/internal/regulation"
)

// allDays is later than every list: the newest of each year.
const allDays = clock.Date("9999-12-31")

// Move is a batch whose dates the newest list would move, and where people
// agree to it.
type Move struct {
	Programme string
	Batch     string
	Href      string
	Stages    []MovedStage
}

// MovedStage is one stage of a batch before and after.
type MovedStage struct{ Name, Before, After string }

// dayPage is the holidays of one year and the versions of their lists.
type dayPage struct {
	place    Place
	query    ui.Query
	year     int
	years    []int
	asOf     clock.Date // "" for the newest
	days     []calendar.Holiday
	versions []version // the newest first
	moves    []Move
	keeps    bool
}

// version is a list beside what it changed.
type version struct {
	regulation.DayList
	added, gone []regulation.Day
}

func (p *pages) days(r *web.Request) (web.Answer, error) {
	l := dayPage{place: p.Place(r.Ctx()), query: ui.QueryOf(r.Request), asOf: clock.Date(r.Q("as_of"))}
	if !access.From(r.Ctx()).Within(l.place.ID) {
		return nil, fault.NotFound("access.not_found")
	}
	l.keeps = regulation.Keeps(access.From(r.Ctx()), l.place.ID)
	lists, err := p.library.DayLists(r.Ctx(), p.library.DB, l.place.ID)
	if err != nil {
		return nil, err
	}
	if !staff(access.From(r.Ctx()), l.place) {
		lists = slices.DeleteFunc(lists, func(d regulation.DayList) bool { return d.State == regulation.Draft })
	}
	for _, one := range lists {
		if !slices.Contains(l.years, one.Year) {
			l.years = append(l.years, one.Year)
		}
	}
	if len(l.years) > 0 {
		l.year = l.years[len(l.years)-1]
	}
	if slices.Contains(l.years, l.place.Today.Year()) {
		l.year = l.place.Today.Year()
	}
	if year, err := strconv.Atoi(l.query.Get("year")); err == nil {
		l.year = year
	}
	l.versions = versions(lists, l.year)
	holidays, err := p.library.Holidays(r.Ctx(), p.library.DB, l.place.ID)
	if err != nil {
		return nil, err
	}
	on := allDays
	if l.asOf.Valid() {
		on = l.asOf
	}
	first := clock.NewDate(l.year, 1, 1)
	l.days = holidays.AsOf(on).Between(first, first.AddMonths(12).AddDays(-1))
	l.moves, err = p.Moves(r.Ctx(), p.library.DB)
	return web.Page(daysPage(l)), err
}

// versions are the lists of a year, each beside what it changed in its layer.
func versions(lists []regulation.DayList, year int) []version {
	var found []version
	for _, l := range lists {
		if l.Year != year {
			continue
		}
		v := version{DayList: l}
		v.added, v.gone = l.Against(before(lists, l))
		found = append([]version{v}, found...)
	}
	return found
}

// before is the version in force that a list follows, or would follow.
func before(lists []regulation.DayList, list regulation.DayList) regulation.DayList {
	var found regulation.DayList
	for _, l := range lists {
		if l.State == regulation.InForce && l.Layer == list.Layer && l.Year == list.Year && (list.State == regulation.Draft || l.AsOf < list.AsOf) {
			found = l
		}
	}
	return found
}

// listForm is the form by which a new version of a year is begun.
type listForm struct {
	place   Place
	year    int
	shares  bool
	refused error
	typed   url.Values
	rows    []fileRow // of the file, when one of them is at fault
}

func (p *pages) listForm(r *web.Request) (listForm, error) {
	f := listForm{place: p.Place(r.Ctx()), year: p.Place(r.Ctx()).Today.Year()}
	actor := access.From(r.Ctx())
	if !actor.Within(f.place.ID) {
		return f, fault.NotFound("access.not_found")
	}
	if !regulation.Keeps(actor, f.place.ID) {
		return f, fault.Forbidden("access.forbidden")
	}
	f.shares = regulation.Keeps(actor, "")
	if year, err := strconv.Atoi(r.Q("year")); err == nil {
		f.year = year
	}
	return f, nil
}

func (p *pages) newList(r *web.Request) (web.Answer, error) {
	f, err := p.listForm(r)
	if err != nil {
		return nil, err
	}
	return web.Page(newListPage(f)), nil
}

// begin makes a draft, from the file if one was given, else from the list
// before.
func (p *pages) begin(r *web.Request) (web.Answer, error) {
	f, err := p.listForm(r)
	if err != nil {
		return nil, err
	}
	var problems fault.Fields
	o := regulation.ListOrder{Shared: f.shares && r.V("owner") == "all", Layer: regulation.Layer(r.V("layer")), Year: r.Int("year", 2000, 2100, &problems), Basis: basis(r)}
	if f.rows, err = readDays(r); err == nil {
		err = problems.Err()
	}
	if f.rows != nil {
		o.Days = []regulation.Day{}
	}
	for _, row := range f.rows {
		o.Days = append(o.Days, row.day)
	}
	var made string
	if err == nil {
		made, err = p.library.BeginDayList(r.Ctx(), access.From(r.Ctx()), f.place.ID, o)
	}
	if err != nil {
		f.refused, f.typed = f.blame(err), r.PostForm
		return web.Refuse(err, newListPage(f))
	}
	return web.Go(f.place.Path("holidays/"+made), "regulation.list_begun", "Year", fmt.Sprint(o.Year)), nil
}

// blame puts the faults of days beside the rows of the file, and leaves the
// others to the form.
func (f *listForm) blame(err error) error {
	found := fault.Of(err)
	if found == nil || len(found.Fields) == 0 || len(f.rows) == 0 {
		f.rows = nil
		return err
	}
	var rest fault.Fields
	wrong := 0
	for _, one := range found.Fields {
		_, number, _ := strings.Cut(one.Name, "_")
		if i, bad := strconv.Atoi(number); bad == nil && i < len(f.rows) {
			if f.rows[i].fault == nil {
				wrong++
			}
			f.rows[i].fault = &one
			continue
		}
		rest = append(rest, one)
	}
	if wrong > 0 {
		rest.Add("file", "regulation.fault.rows", "N", wrong)
	} else {
		f.rows = nil
	}
	return rest.Err()
}

// listView is the page of one version.
type listView struct {
	version
	place   Place
	keeps   bool
	names   map[string]string
	rows    []dayRow // of the form of a draft
	refused error
	typed   url.Values
	moves   []Move
}

// dayRow is one row of the form of a draft.
type dayRow struct {
	n    int
	date string
	kind string
	name string
}

// blankRows is how many empty rows the form of a draft ends with.
const blankRows = 3

func (p *pages) listView(r *web.Request) (listView, error) {
	v := listView{place: p.Place(r.Ctx())}
	actor := access.From(r.Ctx())
	if !actor.Within(v.place.ID) {
		return v, fault.NotFound("access.not_found")
	}
	lists, err := p.library.DayLists(r.Ctx(), p.library.DB, v.place.ID)
	if err != nil {
		return v, err
	}
	if v.DayList, err = p.library.DayListByID(r.Ctx(), p.library.DB, v.place.ID, r.PathValue("list")); err != nil {
		return v, err
	}
	if v.State == regulation.Draft && !staff(actor, v.place) {
		return v, fault.NotFound("regulation.fault.no_list")
	}
	v.added, v.gone = v.Against(before(lists, v.DayList))
	v.keeps = regulation.Keeps(actor, v.Agency)
	for _, d := range v.Days {
		v.rows = append(v.rows, dayRow{len(v.rows), string(d.Date), string(d.Kind), d.Name})
	}
	v.blank(blankRows)
	if v.names, err = p.Names(r.Ctx(), p.library.DB, []string{v.MadeBy, v.ReleasedBy}); err != nil {
		return v, err
	}
	if v.State != regulation.Draft {
		v.moves, err = p.Moves(r.Ctx(), p.library.DB)
	}
	return v, err
}

// blank adds empty rows to the form.
func (v *listView) blank(n int) {
	for range n {
		v.rows = append(v.rows, dayRow{n: len(v.rows)})
	}
}

func (p *pages) showList(r *web.Request) (web.Answer, error) {
	v, err := p.listView(r)
	if err != nil {
		return nil, err
	}
	return web.Page(listPage(v)), nil
}

// mayKeep finds a version for somebody who may change it.
func (p *pages) mayKeep(r *web.Request) (listView, error) {
	v, err := p.listView(r)
	if err == nil && !v.keeps {
		err = fault.Forbidden("access.forbidden")
	}
	return v, err
}

// saveList keeps the days of a draft, or adds empty rows and keeps nothing.
func (p *pages) saveList(r *web.Request) (web.Answer, error) {
	v, err := p.mayKeep(r)
	if err != nil {
		return nil, err
	}
	days, rows, kept := typedDays(r)
	v.typed = r.PostForm
	if r.V("more") != "" {
		v.rows = rows
		v.blank(blankRows)
		return web.Page(listPage(v)), nil
	}
	seen := versionSeen(r)
	err = p.library.ChangeDayList(r.Ctx(), access.From(r.Ctx()), v.place.ID, v.ID, seen, basis(r), days)
	if err != nil {
		v.rows, v.refused = rows, byRow(err, kept)
		return web.Refuse(err, listPage(v))
	}
	return web.Go(v.place.Path("holidays/"+v.ID), "regulation.list_saved", "N", len(days)), nil
}

// typedDays reads the rows of the form: the days that stay, all rows as they
// were typed, and the row of each day. Empty rows and those ticked off go.
func typedDays(r *web.Request) (days []regulation.Day, rows []dayRow, kept []int) {
	for n := range 500 {
		at := fmt.Sprintf("_%d", n)
		if !r.PostForm.Has("date" + at) {
			break
		}
		row := dayRow{n, r.V("date" + at), r.V("kind" + at), r.V("name" + at)}
		rows = append(rows, row)
		if row.date == "" && row.name == "" || r.V("drop"+at) != "" {
			continue
		}
		days, kept = append(days, regulation.Day{Date: clock.Date(row.date), Kind: calendar.Kind(row.kind), Name: row.name}), append(kept, n)
	}
	return days, rows, kept
}

// byRow puts the faults of days beside the rows that they were typed in.
func byRow(err error, kept []int) error {
	f := fault.Of(err)
	if f == nil {
		return err
	}
	fields := slices.Clone(f.Fields)
	for i := range fields {
		name, number, _ := strings.Cut(fields[i].Name, "_")
		if n, bad := strconv.Atoi(number); bad == nil && n < len(kept) {
			fields[i].Name = fmt.Sprintf("%s_%d", name, kept[n])
		}
	}
	moved := *f
	moved.Fields = fields
	return &moved
}

func (p *pages) releaseListForm(r *web.Request) (web.Answer, error) {
	v, err := p.mayKeep(r)
	if err != nil {
		return nil, err
	}
	return web.Page(askListPage(v, "release")), nil
}

func (p *pages) releaseList(r *web.Request) (web.Answer, error) {
	v, err := p.mayKeep(r)
	if err != nil {
		return nil, err
	}
	seen := versionSeen(r)
	err = p.library.ReleaseDayList(r.Ctx(), access.From(r.Ctx()), v.place.ID, v.ID, seen, clock.Date(r.V("as_of")), v.place.Today)
	if err != nil {
		v.refused, v.typed = err, r.PostForm
		return web.Refuse(err, askListPage(v, "release"))
	}
	return web.Go(v.place.Path("holidays/"+v.ID), "regulation.list_released", "Year", fmt.Sprint(v.Year)), nil
}

func (p *pages) deleteListForm(r *web.Request) (web.Answer, error) {
	v, err := p.mayKeep(r)
	if err != nil {
		return nil, err
	}
	return web.Page(askListPage(v, "delete")), nil
}

func (p *pages) deleteList(r *web.Request) (web.Answer, error) {
	v, err := p.mayKeep(r)
	if err != nil {
		return nil, err
	}
	seen := versionSeen(r)
	if err := p.library.DeleteDayList(r.Ctx(), access.From(r.Ctx()), v.place.ID, v.ID, seen); err != nil {
		v.refused = err
		return web.Refuse(err, askListPage(v, "delete"))
	}
	return web.Go(v.place.Path("holidays?year="+fmt.Sprint(v.Year)), "regulation.list_deleted", "Year", fmt.Sprint(v.Year)), nil
}
