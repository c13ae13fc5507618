package scheduleweb

import (
	"context"
	"strconv"
	"strings"

	"pamong/internal/kit/clock"
	"pamong/internal/kit/i18n"
	"pamong/internal/kit/sheet"
	"pamong/internal/kit/web"
	"pamong/internal/kit/web/ui"
	"pamong/internal/org"
	"pamong/internal/training"
	"pamong/internal/training/trainingweb"
)

// batchView is the page of a batch: its course, its ledger and its people.
type batchView struct {
	seen
	members []training.Member // all
	shown   []training.Member // those that search and group leave
	left    []training.Member
	groups  []int // people per group
	query   ui.Query
	waiting int // people who may come back
}

func (p *pages) batchOf(r *web.Request) (batchView, error) {
	v := batchView{query: ui.QueryOf(r.Request)}
	var err error
	if v.seen, err = p.see(r); err != nil {
		return v, err
	}
	if v.members, err = training.Members(r.Ctx(), p.db, v.agency.ID, v.Batch.ID); err != nil {
		return v, err
	}
	v.groups = make([]int, v.Programme.Groups)
	want, wantGroup := org.Fold(v.query.Search()), v.query.Get("group")
	for _, m := range v.members {
		if n := m.Seat.GroupNumber; n >= 1 && n <= len(v.groups) {
			v.groups[n-1]++
		}
		text := org.Fold(m.Person.Name + " " + m.Unit)
		if v.sight.Staff {
			text += " " + m.Person.NIP
		}
		if strings.Contains(text, want) && (wantGroup == "" || wantGroup == strconv.Itoa(m.Seat.GroupNumber)) {
			v.shown = append(v.shown, m)
		}
	}
	if !v.sight.Staff {
		return v, nil
	}
	if v.left, err = training.Left(r.Ctx(), p.db, v.agency.ID, v.Batch.ID); err != nil {
		return v, err
	}
	back, err := training.Interrupted(r.Ctx(), p.db, v.agency.ID)
	v.waiting = len(back)
	return v, err
}

func (p *pages) batch(r *web.Request) (web.Answer, error) {
	v, err := p.batchOf(r)
	if err != nil {
		return nil, err
	}
	return web.Page(batchPage(v)), nil
}

// peopleFile downloads the people that the page shows.
func (p *pages) peopleFile(r *web.Request) (web.Answer, error) {
	v, err := p.batchOf(r)
	if err != nil {
		return nil, err
	}
	s := i18n.From(r.Ctx())
	return web.Workbook("angkatan-"+v.Batch.Label+".xlsx", peopleList(s, v)), nil
}

func peopleList(s *i18n.Speaker, v batchView) sheet.List {
	l := sheet.List{Name: s.T("training.batch", "Label", v.Batch.Label)}
	heads := []struct {
		key   string
		width float64
	}{{"schedule.no", 5}, {"training.person", 36}, {"schedule.unit", 40}, {"schedule.group", 10}}
	if v.sight.Staff {
		heads = append(heads, []struct {
			key   string
			width float64
		}{{"schedule.nip", 22}, {"schedule.sex", 6}, {"training.golongan", 8}, {"schedule.position", 30}, {"schedule.phone", 18}, {"schedule.email", 28}}...)
	}
	for _, h := range heads {
		l.Columns = append(l.Columns, sheet.Heading{Title: s.T(h.key), Width: h.width, Kind: sheet.Text})
	}
	l.Rows = func(yield func([]sheet.Cell, error) bool) {
		for i, m := range v.shown {
			cells := []sheet.Cell{sheet.IntCell(i + 1), sheet.TextCell(m.Person.Name), sheet.TextCell(m.Unit), sheet.IntCell(m.Seat.GroupNumber)}
			if v.sight.Staff {
				for _, text := range []string{m.Person.NIP, m.Person.Sex, m.Person.Golongan, m.Person.Position, m.Person.Phone, m.Person.Email} {
					cells = append(cells, sheet.TextCell(text))
				}
			}
			if !yield(cells, nil) {
				return
			}
		}
	}
	return l
}

// counted reports whether there is a schedule to be counted: those who do not plan
// see none before it is published.
func (s seen) counted() bool { return s.writes || s.Published != nil }

// withdrawn says when and why what was published was taken back.
func (s seen) withdrawn(ctx context.Context) string {
	at, _ := clock.ParseStamp(s.Withdrawn.Published)
	return say(ctx, "schedule.withdrawn", "At", i18n.From(ctx).Moment(at, s.agency.Zone.Location()), "Reason", s.Withdrawn.Reason)
}

// ribbon draws the days of the course.
func (s seen) ribbon(ctx context.Context) ui.Ribbon {
	var r ui.Ribbon
	for i, stage := range s.Stages {
		if len(stage.Days) > 0 {
			r.Stages = append(r.Stages, ui.RibbonStage{Label: stageName(ctx, s.Stages, i), Days: len(stage.Days)})
		}
	}
	day, total := dayOf(s.Stages, s.today)
	if s.today > s.Batch.End {
		day = total + 1
	}
	r.Day = day
	return r
}

// message is the list of the people as text for WhatsApp.
func (v batchView) message(ctx context.Context) string {
	s := i18n.From(ctx)
	var b strings.Builder
	b.WriteString("*" + v.Programme.Name + ", " + trainingweb.BatchName(ctx, v.Batch) + "*\n" + s.Period(v.Batch.Start, v.Batch.End) + "\n")
	group := 0
	n := 0
	for _, m := range v.shown {
		if m.Seat.GroupNumber != group {
			group, n = m.Seat.GroupNumber, 0
			b.WriteString("\n*" + say(ctx, "training.group_n", "N", group) + "*\n")
		}
		n++
		b.WriteString(strconv.Itoa(n) + ". " + m.Person.Name + "\n")
	}
	return b.String()
}
