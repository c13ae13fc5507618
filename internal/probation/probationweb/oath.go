package probationweb

import (
	"io"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"pamong/internal/access"
	"pamong/internal/kit/clock"
	"pamong/internal/kit/fault"
	"pamong/internal/kit/i18n"
	"pamong/internal/kit/web"
	"pamong/internal/org"
	"pamong/internal/probation"
	"pamong/internal/regulation"
	"pamong/internal/roster"
)

// usualRow is how many chairs stand in a row unless said otherwise.
const usualRow = 10

// planner is the page of all oaths.
type planner struct {
	agency  org.Agency
	oaths   []probation.Oath
	seats   map[probation.OathID]int
	waiting int
	enter   bool
	refused error
	typed   url.Values
}

func (p *pages) planner(r *web.Request) (planner, error) {
	a, actor := org.From(r.Ctx()), access.From(r.Ctx())
	v := planner{agency: a, enter: actor.HasWhole(string(a.ID), mayEnter...)}
	var err error
	if v.oaths, v.seats, err = p.office.Oaths(r.Ctx(), actor, a); err != nil {
		return v, err
	}
	free, _, err := p.office.Unsworn(r.Ctx(), actor, a)
	v.waiting = len(free)
	return v, err
}

func (p *pages) oaths(r *web.Request) (web.Answer, error) {
	v, err := p.planner(r)
	if err != nil {
		return nil, err
	}
	return web.Page(oathsPage(v)), nil
}

// typedOath reads an oath from its form.
func typedOath(r *web.Request, f *fault.Fields) probation.Oath {
	return probation.Oath{HeldOn: r.Date("held_on", f), Starts: r.V("starts"), Place: r.V("place"), Official: r.V("official"), Title: r.V("title"), PerRow: r.Int("per_row", 1, 50, f)}
}

func (p *pages) planOath(r *web.Request) (web.Answer, error) {
	v, err := p.planner(r)
	if err != nil {
		return nil, err
	}
	var f fault.Fields
	oath, id := typedOath(r, &f), probation.OathID("")
	if err = f.Err(); err == nil {
		id, err = p.office.PlanOath(r.Ctx(), access.From(r.Ctx()), v.agency, oath)
	}
	if err != nil {
		v.refused, v.typed = err, r.PostForm
		return web.Refuse(err, oathsPage(v))
	}
	return web.Go(v.agency.Path("probation/oaths/"+string(id)), "probation.oath.planned"), nil
}

// ceremony is the page of one oath.
type ceremony struct {
	probation.Oath
	agency  org.Agency
	today   clock.Date
	tree    *org.Tree
	pack    *regulation.Probation
	list    []probation.Sitting
	free    []probation.Candidate
	missed  map[string]clock.Date
	keeps   bool // the agency may keep religions
	enter   bool
	part    string // the form that was refused
	refused error
	typed   url.Values
}

func (p *pages) ceremony(r *web.Request) (ceremony, error) {
	a, actor := org.From(r.Ctx()), access.From(r.Ctx())
	v := ceremony{agency: a, today: a.Today(p.office.Clock.Now()), enter: actor.HasWhole(string(a.ID), mayEnter...)}
	var err error
	if v.Oath, v.list, err = p.office.OathOf(r.Ctx(), actor, a, probation.OathID(r.PathValue("oath"))); err != nil {
		return v, err
	}
	if v.free, v.missed, err = p.office.Unsworn(r.Ctx(), actor, a); err != nil {
		return v, err
	}
	if v.pack, err = p.office.Pack(r.Ctx(), a); err != nil {
		return v, err
	}
	kept, err := roster.Kept(r.Ctx(), p.office.DB, a.ID)
	if err != nil {
		return v, err
	}
	v.keeps = slices.Contains(kept, roster.FieldReligion)
	v.tree, err = org.TreeOf(r.Ctx(), p.office.DB, a.ID)
	return v, err
}

func (p *pages) oath(r *web.Request) (web.Answer, error) {
	v, err := p.ceremony(r)
	if err != nil {
		return nil, err
	}
	return web.Page(oathPage(v)), nil
}

// change runs an act about one oath and shows its page again when it is
// refused.
func (p *pages) change(r *web.Request, part, toast string, do func(v ceremony, actor access.Actor) error) (web.Answer, error) {
	v, err := p.ceremony(r)
	if err != nil {
		return nil, err
	}
	if err := do(v, access.From(r.Ctx())); err != nil {
		v.part, v.refused, v.typed = part, err, r.PostForm
		return web.Refuse(err, oathPage(v))
	}
	return web.Go(v.path(""), toast), nil
}

func (v ceremony) path(rest string) string {
	return v.agency.Path("probation/oaths/" + string(v.ID) + rest)
}

func (p *pages) changeOath(r *web.Request) (web.Answer, error) {
	return p.change(r, "facts", "probation.oath.saved", func(v ceremony, actor access.Actor) error {
		var f fault.Fields
		oath := typedOath(r, &f)
		if err := f.Err(); err != nil {
			return err
		}
		oath.ID = v.ID
		_, err := p.office.PlanOath(r.Ctx(), actor, v.agency, oath)
		return err
	})
}

func (p *pages) seat(r *web.Request) (web.Answer, error) {
	return p.change(r, "seats", "probation.oath.saved", func(v ceremony, actor access.Actor) error {
		people := r.Vs("people")
		if r.V("all") != "" {
			people = nil
			for _, c := range v.free {
				people = append(people, string(c.ID))
			}
		}
		return p.office.Seat(r.Ctx(), actor, v.agency, v.ID, people)
	})
}

func (p *pages) unseat(r *web.Request) (web.Answer, error) {
	return p.change(r, "seats", "probation.oath.saved", func(v ceremony, actor access.Actor) error {
		return p.office.Unseat(r.Ctx(), actor, v.agency, v.ID, r.Vs("person"))
	})
}

// religions keeps what was typed for those of whom it is not known.
func (p *pages) religions(r *web.Request) (web.Answer, error) {
	return p.change(r, "religions", "probation.oath.saved", func(v ceremony, actor access.Actor) error {
		values := map[roster.PersonID]string{}
		for _, s := range v.list {
			if said := r.V("religion." + string(s.ID)); said != "" {
				values[s.ID] = said
			}
		}
		return p.office.People.KeepPrivate(r.Ctx(), actor, v.agency.ID, roster.FieldReligion, values)
	})
}

// groups are the religions of those who sit, in the order of the chairs.
func (v ceremony) groups() []string {
	var list []string
	for _, s := range v.list {
		if s.Religion != "" && !slices.Contains(list, s.Religion) {
			list = append(list, s.Religion)
		}
	}
	return list
}

func (p *pages) helpers(r *web.Request) (web.Answer, error) {
	return p.change(r, "helpers", "probation.oath.saved", func(v ceremony, actor access.Actor) error {
		var list []probation.Helper
		for i := range v.pack.OathWitnesses.Value {
			n := strconv.Itoa(i + 1)
			list = append(list, probation.Helper{Kind: probation.Witness, Name: r.V("witness_" + n), NIP: r.V("witness_nip_" + n), Golongan: r.V("witness_rank_" + n), Title: r.V("witness_title_" + n)})
		}
		for i, religion := range v.groups() {
			list = append(list, probation.Helper{Kind: probation.Cleric, Religion: religion, Name: r.V("cleric_" + strconv.Itoa(i+1))})
		}
		return beside(p.office.Attend(r.Ctx(), actor, v.agency, v.ID, list), map[string]string{"witnesses": "witness_1"})
	})
}

// hold enters the minutes; who was ticked as absent waits for a later oath.
func (p *pages) hold(r *web.Request) (web.Answer, error) {
	return p.change(r, "minutes", "probation.oath.held", func(v ceremony, actor access.Actor) error {
		var f fault.Fields
		on := r.Date("minutes_on", &f)
		if err := f.Err(); err != nil {
			return err
		}
		absent := map[string]string{}
		for _, person := range r.Vs("absent") {
			absent[person] = r.V("absent_reason")
		}
		return beside(p.office.Hold(r.Ctx(), actor, v.agency, v.ID, r.V("minutes"), on, absent), map[string]string{"people": "absent", "witnesses": "minutes", "clerics": "minutes", "official": "minutes"})
	})
}

func (p *pages) cancelForm(r *web.Request) (web.Answer, error) {
	v, err := p.ceremony(r)
	if err != nil {
		return nil, err
	}
	if err := access.From(r.Ctx()).Require(string(v.agency.ID), mayEnter...); err != nil {
		return nil, err
	}
	return web.Page(cancelPage(v, nil)), nil
}

func (p *pages) cancelOath(r *web.Request) (web.Answer, error) {
	v, err := p.ceremony(r)
	if err != nil {
		return nil, err
	}
	if err := p.office.CancelOath(r.Ctx(), access.From(r.Ctx()), v.agency, v.ID, r.V("reason")); err != nil {
		return web.Refuse(err, cancelPage(v, err))
	}
	return web.Go(v.agency.Path("probation/oaths"), "probation.oath.cancelled"), nil
}

func (p *pages) oathXLSX(r *web.Request) (web.Answer, error) {
	a := org.From(r.Ctx())
	oath, lists, err := p.office.OathSheets(r.Ctx(), access.From(r.Ctx()), a, i18n.From(r.Ctx()), probation.OathID(r.PathValue("oath")))
	if err != nil {
		return nil, err
	}
	return web.Workbook("sumpah-"+a.Code+"-"+string(oath.HeldOn)+".xlsx", lists...), nil
}

func (p *pages) oathPDF(r *web.Request) (web.Answer, error) {
	content, err := p.office.OathList(r.Ctx(), access.From(r.Ctx()), org.From(r.Ctx()), i18n.From(r.Ctx()), probation.OathID(r.PathValue("oath")))
	return printed("daftar-sumpah", content, err)
}

func (p *pages) minutesPDF(r *web.Request) (web.Answer, error) {
	content, err := p.office.OathMinutes(r.Ctx(), access.From(r.Ctx()), org.From(r.Ctx()), i18n.From(r.Ctx()), probation.OathID(r.PathValue("oath")))
	return printed("berita-acara-sumpah", content, err)
}

func printed(name string, content []byte, err error) (web.Answer, error) {
	if err != nil {
		return nil, err
	}
	return web.File(name+".pdf", "application/pdf", true, func(w io.Writer) error {
		_, err := w.Write(content)
		return err
	}), nil
}

// beside puts the problems of an act beside the fields of the form it came
// from.
func beside(err error, fields map[string]string) error {
	f := fault.Of(err)
	if f == nil {
		return err
	}
	var moved fault.Fields
	for _, one := range f.Fields {
		if to, ok := fields[one.Name]; ok {
			one.Name = to
		}
		moved.Add(one.Name, one.Key, one.Args...)
	}
	if len(moved) == 0 {
		return err
	}
	return moved.Err()
}

// unknown are those of whom it is not known how they swear.
func (v ceremony) unknown() []probation.Sitting {
	return slices.DeleteFunc(slices.Clone(v.list), func(s probation.Sitting) bool { return s.Religion != "" || s.State != probation.Seated })
}

// err is the refusal of one of the forms of the page.
func (v ceremony) err(part string) error {
	if v.part == part {
		return v.refused
	}
	return nil
}

// kept is what was typed into a refused form.
func (v ceremony) kept(part string) url.Values {
	if v.part == part {
		return v.typed
	}
	return nil
}

// lowered begins a word in the middle of a sentence.
func lowered(text string) string {
	if text == "" || strings.ToUpper(text) == text {
		return text
	}
	return strings.ToLower(text[:1]) + text[1:]
}
