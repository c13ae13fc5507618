package logistics

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"pamong/internal/access"
	"pamong/internal/kit/db"
	"pamong/internal/kit/fault"
	"pamong/internal/kit/i18n"
	"pamong/internal/kit/id"
	"pamong/internal/kit/pdf"
	"pamong/internal/org"
	"pamong/internal/roster"
	"pamong/internal/training"
)

// TagSize names the sizes of tags.
type TagSize string

// The sizes of tags.
const (
	CardTag TagSize = "card" // ten on a page
	A6Tag   TagSize = "a6"   // four on a page
)

// TagCode is what stands in the address to which the code of a tag leads.
func (d *Desk) TagCode(seat training.SeatID) (string, error) { return id.Sign(d.Key, string(seat)) }

// Tags prints the tags of a batch: name, batch and group, no number of the
// person. The code leads to a public page that says whether the tag is genuine.
func (d *Desk) Tags(ctx context.Context, actor access.Actor, a org.Agency, batch training.BatchID, size TagSize, s *i18n.Speaker) ([]byte, error) {
	if err := actor.RequireScope(string(a.ID), access.BatchScope(string(batch)), keepers...); err != nil {
		return nil, err
	}
	b, err := training.BatchByID(ctx, d.DB, a.ID, batch)
	if err != nil {
		return nil, err
	}
	p, err := training.ProgrammeByID(ctx, d.DB, a.ID, b.Programme)
	if err != nil {
		return nil, err
	}
	members, err := training.Members(ctx, d.DB, a.ID, batch)
	if err != nil {
		return nil, err
	}
	if len(members) == 0 {
		return nil, fault.NotFound("access.not_found")
	}
	var all []pdf.Badge
	for _, m := range members {
		code, err := d.TagCode(m.Seat.ID)
		if err != nil {
			return nil, err
		}
		one := pdf.Badge{Head: s.T("app.government", "Name", a.Name), Kind: s.T("logistics.tag.kind"), Name: m.Person.Name, Lines: []string{p.Name, s.T("training.batch", "Label", b.Label) + ", " + s.T("training.group_n", "N", m.Seat.GroupNumber), s.Period(b.Start, b.End)}, QR: d.Address() + "/t/" + code}
		if one.Photo, err = d.photo(ctx, m.Person.ID); err != nil {
			return nil, err
		}
		all = append(all, one)
	}
	doc := pdf.New(pdf.Options{Title: s.T("logistics.tags"), Author: a.Name, Created: d.Clock.Now(), Bare: true})
	shape := pdf.CardBadge
	if size == A6Tag {
		shape = pdf.A6Badge
	}
	doc.Badges(shape, all)
	return doc.Bytes()
}

// photo makes a photograph ready for print; one that cannot be read is left out.
func (d *Desk) photo(ctx context.Context, person roster.PersonID) (*pdf.Crest, error) {
	if d.Photo == nil {
		return nil, nil
	}
	content, err := d.Photo(ctx, person)
	if err != nil || content == nil {
		return nil, err
	}
	picture, err := pdf.ReadCrest(content)
	if err != nil {
		return nil, nil
	}
	return picture, nil
}

// Tag is what the public page says of a tag.
type Tag struct {
	Agency  org.Agency
	Name    string
	Batch   training.Batch
	Group   int
	InForce bool // the person is in the batch, and the course is not over
}

// TagBy returns the tag of a code; NotFound when this installation has not made
// it.
func (d *Desk) TagBy(ctx context.Context, q db.Q, code string) (Tag, error) {
	seat, ok := id.Signed(d.Key, code)
	if !ok {
		return Tag{}, fault.NotFound("access.not_found")
	}
	agencies, err := org.Agencies(ctx, q)
	if err != nil {
		return Tag{}, err
	}
	for _, a := range agencies {
		s, err := training.SeatByID(ctx, q, a.ID, training.SeatID(seat))
		if fault.KindOf(err) == fault.KindNotFound {
			continue
		}
		if err != nil {
			return Tag{}, err
		}
		b, err := training.BatchByID(ctx, q, a.ID, s.Batch)
		if err != nil {
			return Tag{}, err
		}
		p, err := roster.ByID(ctx, q, a.ID, s.Person)
		if err != nil {
			return Tag{}, err
		}
		today := a.Today(d.Clock.Now())
		return Tag{a, p.Name, b, s.GroupNumber, s.Until == "" && today <= b.End}, nil
	}
	return Tag{}, fault.NotFound("access.not_found")
}

// Doors prints one sheet for the door of each room in which somebody of the
// batch sleeps: names, groups, and nothing else.
func (d *Desk) Doors(ctx context.Context, actor access.Actor, a org.Agency, batch training.BatchID, s *i18n.Speaker, at time.Time) ([]byte, error) {
	st, err := d.StayOf(ctx, actor, a, batch)
	if err != nil {
		return nil, err
	}
	var doc *pdf.Doc
	for _, r := range st.Rooms {
		guests := st.In(r.ID)
		if len(guests) == 0 {
			continue
		}
		if doc == nil {
			if doc, err = org.Paper(ctx, d.DB, a, s.T("app.government", "Name", a.Name), pdf.Options{Title: s.T("logistics.doors"), Created: at, Speaker: s}); err != nil {
				return nil, err
			}
		} else {
			doc.Page()
		}
		doc.Title(r.Called(), s.T("training.batch", "Label", st.Batch.Label)+", "+s.Period(st.From, st.Until))
		table := pdf.Table{Size: 14, Cols: []pdf.Col{{Title: "No.", Width: 14, Align: pdf.Centre}, {Title: s.T("logistics.name")}, {Title: s.T("schedule.group"), Width: 30, Align: pdf.Centre}}}
		for i, g := range guests {
			table.Rows = append(table.Rows, []string{strconv.Itoa(i + 1), g.Person.Name, strconv.Itoa(g.Seat.GroupNumber)})
		}
		doc.Table(table)
	}
	if doc == nil {
		return nil, fault.NotFound("access.not_found")
	}
	return doc.Bytes()
}

// Meals are the figures of the kitchen.
type Meals struct {
	Guests int
	Diets  map[Diet]int
	Other  []Guest // whose meal must be another one: an allergy, or a diet in their words
}

// MealsOf counts how people eat.
func MealsOf(guests []Guest) Meals {
	m := Meals{Guests: len(guests), Diets: map[Diet]int{}}
	for _, g := range guests {
		m.Diets[g.Need.Diet]++
		if g.Need.Allergy != "" || g.Need.Diet != "" {
			m.Other = append(m.Other, g)
		}
	}
	return m
}

// Count is how many people wear one size.
type Count struct {
	Size       string
	Men, Women int
	number     int
}

// SizesOf sums sizes: shirts, trousers and shoes, each in order; Size "" counts
// who has said none.
func SizesOf(guests []Guest) (shirts, trousers, shoes []Count) {
	add := func(list *[]Count, size string, number int, sex string) {
		i := slices.IndexFunc(*list, func(c Count) bool { return c.Size == size })
		if i < 0 {
			*list = append(*list, Count{Size: size, number: number})
			i = len(*list) - 1
		}
		if sex == "L" {
			(*list)[i].Men++
		} else {
			(*list)[i].Women++
		}
	}
	figure := func(n int) (string, int) {
		if n == 0 {
			return "", 1 << 20
		}
		return strconv.Itoa(n), n
	}
	for _, g := range guests {
		at := slices.Index(Sizes, g.Need.Shirt)
		if at < 0 {
			at = 1 << 20
		}
		add(&shirts, g.Need.Shirt, at, g.Person.Sex)
		size, n := figure(g.Need.Trousers)
		add(&trousers, size, n, g.Person.Sex)
		size, n = figure(g.Need.Shoe)
		add(&shoes, size, n, g.Person.Sex)
	}
	for _, list := range [][]Count{shirts, trousers, shoes} {
		slices.SortFunc(list, func(a, b Count) int { return a.number - b.number })
	}
	return shirts, trousers, shoes
}

// Kitchen prints what the kitchen needs: figures for each day, and the names of
// those whose meal must be another one.
func (d *Desk) Kitchen(ctx context.Context, actor access.Actor, a org.Agency, batch training.BatchID, s *i18n.Speaker, at time.Time) ([]byte, error) {
	st, err := d.StayOf(ctx, actor, a, batch)
	if err != nil {
		return nil, err
	}
	doc, err := org.Paper(ctx, d.DB, a, s.T("app.government", "Name", a.Name), pdf.Options{Title: s.T("logistics.kitchen"), Created: at, Speaker: s})
	if err != nil {
		return nil, err
	}
	m := MealsOf(st.Guests)
	doc.Title(s.T("logistics.kitchen"), s.T("training.batch", "Label", st.Batch.Label), s.Period(st.From, st.Until))
	days := pdf.Table{Cols: []pdf.Col{{Title: s.T("schedule.date")}}}
	for _, meal := range DayMeals {
		days.Cols = append(days.Cols, pdf.Col{Title: s.T("logistics.meal." + meal), Width: 28, Align: pdf.Right})
	}
	for _, day := range st.Days {
		row := []string{s.LongDate(day)}
		for range DayMeals {
			row = append(row, strconv.Itoa(m.Guests))
		}
		days.Rows = append(days.Rows, row)
	}
	doc.Table(days)
	doc.Heading(s.T("logistics.diets"))
	diets := pdf.Table{Cols: []pdf.Col{{Title: s.T("logistics.diet")}, {Title: s.T("logistics.people"), Width: 28, Align: pdf.Right}}}
	for _, diet := range Diets {
		if n := m.Diets[diet]; n > 0 {
			diets.Rows = append(diets.Rows, []string{s.T(diet.Key()), strconv.Itoa(n)})
		}
	}
	doc.Table(diets)
	if len(m.Other) > 0 {
		doc.Heading(s.T("logistics.other_meals"))
		other := pdf.Table{Cols: []pdf.Col{{Title: s.T("logistics.name")}, {Title: s.T("logistics.diet"), Width: 40}, {Title: s.T("logistics.allergy"), Width: 60}}}
		for _, g := range m.Other {
			other.Rows = append(other.Rows, []string{g.Person.Name, s.T(g.Need.Diet.Key()), strings.TrimSpace(g.Need.Allergy)})
		}
		doc.Table(other)
	}
	return doc.Bytes()
}

// DayMeals are the meals of a day.
var DayMeals = []string{"breakfast", "snack", "lunch", "tea", "dinner"}
