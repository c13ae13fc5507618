package trainingweb

import (
	"context"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"pamong/internal/access"
	"pamong/internal/kit/fault"
	"pamong/internal/kit/i18n"
	"pamong/internal/kit/sheet"
	"pamong/internal/kit/web"
	"pamong/internal/kit/web/ui"
	"pamong/internal/org"
	"pamong/internal/roster"
	"pamong/internal/training"
)

// wishesPerPage is how many lines a page of what is known has.
const wishesPerPage = 50

// wishView is what is known of people, and the forms that enter more.
type wishView struct {
	agency org.Agency
	query  ui.Query
	all    []training.Known
	rows   []training.Known
	counts map[training.KnownKind]int
	people map[roster.PersonID]roster.Person
	about  roster.Person // whom the form is about, if the address names somebody
	tree   *org.Tree
	far    map[org.UnitID]int
}

func (p *pages) wishesOf(r *web.Request) (wishView, error) {
	v := wishView{agency: org.From(r.Ctx()), query: ui.QueryOf(r.Request), counts: map[training.KnownKind]int{}}
	if err := p.planners(r); err != nil {
		return v, err
	}
	all, err := training.KnownOf(r.Ctx(), p.db, v.agency.ID)
	if err != nil {
		return v, err
	}
	var ids []roster.PersonID
	for _, k := range all {
		ids = append(ids, k.Person, k.Other)
	}
	about := roster.PersonID(v.query.Get("person"))
	if v.people, err = roster.ByIDs(r.Ctx(), p.db, v.agency.ID, append(ids, about)); err != nil {
		return v, err
	}
	v.about = v.people[about]
	looking := access.From(r.Ctx()).IsLooking()
	for _, k := range all {
		if looking && k.IsBar() { // health is not for who looks with another's eyes
			continue
		}
		if v.about.ID != "" && k.Person != v.about.ID && k.Other != v.about.ID {
			continue
		}
		if find := org.Fold(v.query.Search()); find != "" && !strings.Contains(org.Fold(v.people[k.Person].Name+" "+v.people[k.Other].Name+" "+v.people[k.Person].NIP), find) {
			continue
		}
		v.counts[k.Kind]++
		if kind := training.KnownKind(v.query.Get("kind")); kind == "" || kind == k.Kind {
			v.all = append(v.all, k)
		}
	}
	v.rows = ui.PageOf(v.query, wishesPerPage, v.all)
	if v.tree, err = org.TreeOf(r.Ctx(), p.db, v.agency.ID); err != nil {
		return v, err
	}
	v.far, err = training.FarUnits(r.Ctx(), p.db, v.agency.ID)
	return v, err
}

func (p *pages) wishes(r *web.Request) (web.Answer, error) {
	v, err := p.wishesOf(r)
	if err != nil {
		return nil, err
	}
	return web.Page(wishPage(v, nil, nil)), nil
}

// addWish enters one thing known, or a pasted list of them.
func (p *pages) addWish(r *web.Request) (web.Answer, error) {
	v, err := p.wishesOf(r)
	if err != nil {
		return nil, err
	}
	var known []training.Known
	if r.V("do") == "list" {
		known, err = p.pasted(r)
	} else {
		known, err = p.oneKnown(r)
	}
	n := 0
	if err == nil {
		n, err = p.planner.Know(r.Ctx(), access.From(r.Ctx()), v.agency.ID, known)
	}
	if err != nil {
		return web.Refuse(err, wishPage(v, err, r.PostForm))
	}
	return web.Go(wishPath(v), "training.done_know", "N", n), nil
}

// wishPath is the page of what is known, of one person where the address
// names one.
func wishPath(v wishView) string {
	if v.about.ID != "" {
		return Path(v.agency, "wishes?person="+string(v.about.ID))
	}
	return Path(v.agency, "wishes")
}

// oneKnown reads the form for one person.
func (p *pages) oneKnown(r *web.Request) ([]training.Known, error) {
	var f fault.Fields
	k := training.Known{Kind: training.KnownKind(r.V("kind")), From: r.Date("from", &f), Until: r.Date("until", &f), Reason: r.V("reason"), Document: r.V("document")}
	var err error
	if k.Person, err = p.personTyped(r, r.V("person")); err != nil {
		return nil, err
	}
	if k.Person == "" {
		f.Add("person", "training.fault.which_person")
	}
	if k.IsPair() {
		if k.Other, err = p.personTyped(r, r.V("other")); err != nil {
			return nil, err
		}
		if k.Other == "" {
			f.Add("other", "training.fault.which_person")
		}
	}
	if k.Kind == training.KnownWave {
		k.Wave = r.Int("wave", 1, 100, &f)
	}
	return []training.Known{k}, f.Err()
}

// pasted reads lines as they are copied from a sheet: NIP, kind, then from and
// until, the other NIP, or the number of the wave, and the number of a letter.
func (p *pages) pasted(r *web.Request) ([]training.Known, error) {
	var known []training.Known
	var f fault.Fields
	speaker := speakerOf(r)
	for n, line := range strings.Split(r.V("list"), "\n") {
		if strings.TrimSpace(line) == "" {
			continue
		}
		k, key, err := p.pastedLine(r, speaker, line)
		if err != nil {
			return nil, err
		}
		if key != "" {
			f.Add("list", "training.fault.line", "N", n+1, "What", speaker.T(key, "NIP", strings.TrimSpace(line)))
			continue
		}
		known = append(known, k)
	}
	if len(known) == 0 && len(f) == 0 {
		f.Add("list", "training.fault.no_person")
	}
	return known, f.Err()
}

func (p *pages) pastedLine(r *web.Request, s *i18n.Speaker, line string) (k training.Known, fault string, err error) {
	cells := strings.FieldsFunc(line, func(c rune) bool { return c == '\t' || c == ';' })
	for i := range cells {
		cells[i] = strings.TrimSpace(cells[i])
	}
	cells = append(cells, "", "", "", "", "")
	if k.Person, err = p.personTyped(r, cells[0]); err != nil || k.Person == "" {
		return k, "training.fault.which_person", err
	}
	for _, kind := range training.KnownKinds {
		if strings.EqualFold(cells[1], s.T("training.kind."+string(kind))) || strings.EqualFold(cells[1], string(kind)) {
			k.Kind = kind
		}
	}
	switch {
	case k.IsBar():
		var ok bool
		if k.From, ok = sheet.ReadDay(cells[2]); !ok {
			return k, "training.fault.bar", nil
		}
		if k.Until, ok = sheet.ReadDay(cells[3]); !ok && cells[3] != "" {
			return k, "training.fault.bar", nil
		}
		k.Document = cells[4]
	case k.IsPair():
		if k.Other, err = p.personTyped(r, cells[2]); err != nil || k.Other == "" {
			return k, "training.fault.which_person", err
		}
		k.Reason, k.Document = cells[3], cells[4]
	case k.Kind == training.KnownWave:
		k.Wave, _ = strconv.Atoi(cells[2])
		k.Reason, k.Document = cells[3], cells[4]
	default:
		return k, "training.fault.kind", nil
	}
	return k, "", nil
}

func (p *pages) dropWish(r *web.Request) (web.Answer, error) {
	a := org.From(r.Ctx())
	if err := p.planner.Unknow(r.Ctx(), access.From(r.Ctx()), a.ID, training.WishID(r.PathValue("wish"))); err != nil {
		return nil, err
	}
	return web.Go(Path(a, "wishes"), "training.done_unknow"), nil
}

// setFar marks how far a unit is.
func (p *pages) setFar(r *web.Request) (web.Answer, error) {
	v, err := p.wishesOf(r)
	if err != nil {
		return nil, err
	}
	var f fault.Fields
	minutes := r.Int("minutes", 0, 3*24*60, &f)
	if r.V("unit") == "" {
		f.Add("unit", "training.fault.no_unit")
	}
	if err = f.Err(); err == nil {
		err = p.planner.SetFar(r.Ctx(), access.From(r.Ctx()), v.agency.ID, org.UnitID(r.V("unit")), minutes)
	}
	if err != nil {
		return web.Refuse(err, wishPage(v, err, r.PostForm))
	}
	return web.Go(Path(v.agency, "wishes")+"#jauh", "training.done_far"), nil
}

// when says when a bar holds, or where a lock leads.
func (v wishView) when(ctx context.Context, k training.Known) string {
	switch {
	case k.IsPair():
		return v.people[k.Other].Name
	case k.Kind == training.KnownWave:
		return say(ctx, "training.wave_n", "N", k.Wave)
	case k.Until == "":
		return say(ctx, "training.since", "Day", i18n.From(ctx).Date(k.From))
	}
	return i18n.From(ctx).Period(k.From, k.Until)
}

// pills are the kinds with their counts.
func (v wishView) pills(ctx context.Context) ui.Filters {
	total := 0
	for _, n := range v.counts {
		total += n
	}
	pills := ui.Filters{{Label: say(ctx, "training.all_kinds"), Count: total, Href: v.query.With("kind", ""), Current: v.query.Get("kind") == ""}}
	for _, k := range training.KnownKinds {
		if v.counts[k] > 0 {
			pills = append(pills, ui.Filter{Label: say(ctx, "training.kind."+string(k)), Count: v.counts[k], Href: v.query.With("kind", string(k)), Current: v.query.Get("kind") == string(k)})
		}
	}
	return pills
}

func kindOptions(ctx context.Context) []ui.Option {
	options := []ui.Option{{Label: say(ctx, "training.choose")}}
	for _, k := range training.KnownKinds {
		options = append(options, ui.Option{Value: string(k), Label: say(ctx, "training.kind."+string(k))})
	}
	return options
}

// unitOptions offers every unit, those far first.
func (v wishView) unitOptions(ctx context.Context) []ui.Option {
	options := []ui.Option{{Label: say(ctx, "training.choose")}}
	var add func(parent org.UnitID)
	add = func(parent org.UnitID) {
		for _, u := range v.tree.Children(parent) {
			options = append(options, ui.Option{Value: string(u.ID), Label: v.tree.Path(u.ID)})
			add(u.ID)
		}
	}
	add("")
	return options
}

// farRows are the far units by name.
func (v wishView) farRows() []org.UnitID {
	var units []org.UnitID
	for u := range v.far {
		units = append(units, u)
	}
	slices.SortFunc(units, func(a, b org.UnitID) int { return strings.Compare(v.tree.Path(a), v.tree.Path(b)) })
	return units
}

// travel says how long a way is: "2 jam 30 menit".
func travel(ctx context.Context, minutes int) string {
	if minutes < 60 {
		return say(ctx, "training.minutes", "N", minutes)
	}
	if minutes%60 == 0 {
		return say(ctx, "training.hours", "N", minutes/60)
	}
	return fmt.Sprintf("%s %s", say(ctx, "training.hours", "N", minutes/60), say(ctx, "training.minutes", "N", minutes%60))
}

func wishFacts(ctx context.Context, v wishView) []string {
	if v.about.ID != "" {
		return []string{v.about.Name, v.tree.Path(v.about.Unit)}
	}
	return []string{say(ctx, "training.wishes_hint")}
}

// refusedFor is the refusal of the form that was sent, nil for the others.
func refusedFor(err error, typed url.Values, do string) error {
	if typed.Get("do") != do {
		return nil
	}
	return err
}

// typedFor is what was typed into the form that was sent, nil for the others.
func typedFor(typed url.Values, do string) url.Values {
	if typed.Get("do") != do {
		return nil
	}
	return typed
}
