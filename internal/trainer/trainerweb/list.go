package trainerweb

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"pamong/internal/access"
	"pamong/internal/kit/clock"
	"pamong/internal/kit/i18n"
	"pamong/internal/kit/sheet"
	"pamong/internal/kit/web"
	"pamong/internal/kit/web/ui"
	"pamong/internal/org"
	"pamong/internal/roster"
	"pamong/internal/roster/listweb"
	"pamong/internal/trainer"
)

// pageSize is how many trainers stand on one page.
const pageSize = 50

// line is one trainer as the list shows them.
type line struct {
	trainer.Trainer
	roles    []trainer.Role // in force today
	now, ago int            // JP of this month and the last
	away     *trainer.Absence
}

// listing is the list as the page needs it.
type listing struct {
	agency org.Agency
	query  ui.Query
	writes bool
	all    int
	counts map[string]int // by value of the filter "who"
	roles  map[trainer.Role]int
	shown  []line
	total  int
	today  clock.Date
	bounds trainer.Bounds

	lists   listweb.Kind
	imports []roster.ListImport // that can be taken back, for those who may
}

// The values of the filter "who".
const (
	own   = "own"
	guest = "guest"
	left  = "left"
)

func (p *pages) find(r *web.Request) (listing, []line, error) {
	l := listing{query: ui.QueryOf(r.Request), counts: map[string]int{}, roles: map[trainer.Role]int{}, today: p.today(r)}
	var err error
	if l.agency, err = p.agency(r); err != nil {
		return l, nil, err
	}
	l.writes = trainer.MayWrite(access.From(r.Ctx()), l.agency.ID)
	staff, err := trainer.StaffOf(r.Ctx(), p.db, l.agency.ID, l.today, l.today.AddDays(366))
	if err != nil {
		return l, nil, err
	}
	l.all, l.bounds = len(staff.Trainers), staff.Bounds
	load, err := p.load(r.Ctx(), l.agency, staff.Trainers, l.today.AddMonths(-1), l.today)
	if err != nil {
		return l, nil, err
	}
	this, last := trainer.MonthOf(l.today), trainer.MonthOf(monthBefore(l.today))
	var list []line
	for _, t := range staff.Trainers {
		one := line{Trainer: t, now: load.On(t.ID, this), ago: load.On(t.ID, last)}
		for _, role := range trainer.Roles {
			if slices.ContainsFunc(staff.Rights[t.ID], func(g trainer.Right) bool {
				return g.Role == role && (g.Until == "" || l.today < g.Until)
			}) {
				one.roles = append(one.roles, role)
			}
		}
		if away := staff.Absences[t.ID]; len(away) > 0 {
			one.away = &away[0]
		}
		list = append(list, one)
	}
	list = l.filter(list)
	l.order(list)
	l.total = len(list)
	return l, list, nil
}

func monthBefore(d clock.Date) clock.Date { return clock.NewDate(d.Year(), d.Time().Month()-1, 1) }

// load reads the JP of trainers over whole months.
func (p *pages) load(ctx context.Context, a org.Agency, trainers []trainer.Trainer, from, until clock.Date) (trainer.Load, error) {
	led, err := p.led(ctx, a, from, until)
	return trainer.LoadOf(trainers, led), err
}

// led reads what is led in the months from one day to another.
func (p *pages) led(ctx context.Context, a org.Agency, from, until clock.Date) ([]trainer.Led, error) {
	if p.desk.Led == nil {
		return nil, nil
	}
	first := clock.NewDate(from.Year(), from.Time().Month(), 1)
	last := clock.NewDate(until.Year(), until.Time().Month()+1, 1).AddDays(-1)
	return p.desk.Led(ctx, p.db, a.ID, first, last)
}

// who says under which value of the filter a trainer stands.
func (l *listing) who(t line) string {
	switch {
	case t.Until != "" && t.Until <= l.today:
		return left
	case t.Own():
		return own
	}
	return guest
}

// filter keeps what the address asks for, and counts for the filters.
func (l *listing) filter(list []line) []line {
	search, who, role := org.Fold(l.query.Search()), l.query.Get("who"), trainer.Role(l.query.Get("role"))
	list = slices.DeleteFunc(list, func(t line) bool {
		return !strings.Contains(org.Fold(t.Name)+" "+t.NIP+" "+org.Fold(t.Employer), search)
	})
	for _, t := range list {
		l.counts[l.who(t)]++
	}
	list = slices.DeleteFunc(list, func(t line) bool {
		if who == "" {
			return l.who(t) == left
		}
		return l.who(t) != who
	})
	for _, t := range list {
		for _, one := range t.roles {
			l.roles[one]++
		}
	}
	if role == "" {
		return list
	}
	return slices.DeleteFunc(list, func(t line) bool { return !slices.Contains(t.roles, role) })
}

func (l *listing) order(list []line) {
	column, descending := l.query.Sort()
	slices.SortStableFunc(list, func(a, b line) int {
		if descending {
			a, b = b, a
		}
		switch column {
		case "level":
			return cmp.Compare(slices.Index(trainer.Levels, a.Level), slices.Index(trainer.Levels, b.Level))
		case "now":
			return cmp.Compare(a.now, b.now)
		case "ago":
			return cmp.Compare(a.ago, b.ago)
		}
		return cmp.Compare(org.Fold(a.Name), org.Fold(b.Name))
	})
}

func (p *pages) list(r *web.Request) (web.Answer, error) {
	l, list, err := p.find(r)
	if err != nil {
		return nil, err
	}
	l.shown = ui.PageOf(l.query, pageSize, list)
	if l.lists = p.lists(); l.writes {
		if l.imports, err = trainer.Imports(r.Ctx(), p.db, l.agency.ID); err != nil {
			return nil, err
		}
	}
	return web.Page(listPage(l)), nil
}

// export writes the list as it stands, in columns in which it can be taken in
// again.
func (p *pages) export(r *web.Request) (web.Answer, error) {
	l, list, err := p.find(r)
	if err != nil {
		return nil, err
	}
	s := i18n.From(r.Ctx())
	out := sheet.List{Name: s.T("trainer.title")}
	for _, c := range []struct {
		title string
		width float64
	}{{"Nama", 36}, {"NIP", 21}, {"Jenjang", 18}, {"Instansi", 30}, {"Peran", 24}, {"Nomor WhatsApp", 18}, {"E-mail", 26}, {"JP Wajib", 10}, {s.T("trainer.jp_now"), 12}, {s.T("trainer.jp_ago"), 12}, {s.T("trainer.next_absence"), 26}} {
		out.Columns = append(out.Columns, sheet.Heading{Title: c.title, Width: c.width})
	}
	out.Rows = func(yield func([]sheet.Cell, error) bool) {
		for _, t := range list {
			row := []sheet.Cell{sheet.TextCell(t.Name), sheet.TextCell(t.NIP), sheet.TextCell(levelName(r.Ctx(), t.Level)), sheet.TextCell(t.Employer), sheet.TextCell(roleNames(r.Ctx(), t.roles)), sheet.TextCell(t.Phone), sheet.TextCell(t.Email),
				sheet.IntCell(t.DutyJP), sheet.IntCell(t.now), sheet.IntCell(t.ago), sheet.TextCell(awayText(r.Ctx(), t.away))}
			if !yield(row, nil) {
				return
			}
		}
	}
	return web.Workbook("pengajar-"+l.agency.Code+".xlsx", out), nil
}

func levelName(ctx context.Context, l trainer.Level) string {
	if l == trainer.NoLevel {
		return ""
	}
	return say(ctx, "trainer.level."+string(l))
}

func roleNames(ctx context.Context, roles []trainer.Role) string {
	names := make([]string, len(roles))
	for i, role := range roles {
		names[i] = say(ctx, "trainer.role."+string(role))
	}
	return strings.Join(names, ", ")
}

func awayText(ctx context.Context, a *trainer.Absence) string {
	if a == nil {
		return ""
	}
	return i18n.From(ctx).Period(a.From, a.Until)
}

// employerName says for whom a trainer works.
func employerName(a org.Agency, t trainer.Trainer) string {
	if t.Own() {
		return a.Name
	}
	return t.Employer
}
