package rosterweb

import (
	"net/url"
	"strconv"

	"pamong/internal/access"
	"pamong/internal/kit/clock"
	"pamong/internal/kit/fault"
	"pamong/internal/kit/i18n"
	"pamong/internal/kit/web"
	"pamong/internal/kit/web/ui"
	"pamong/internal/org"
	"pamong/internal/roster"
)

// known is a person with everything that is and was known.
type known struct {
	where
	roster.Person
	tree   *org.Tree
	past   []roster.Facts
	served []roster.Placement
	nips   []roster.OldNIP
	nik    string // masked
}

func (p *pages) facts(r *web.Request) (web.Answer, error) {
	w := p.where(r)
	person, err := p.person(r, w, readers...)
	if err != nil {
		return nil, err
	}
	v := known{where: w, Person: person}
	if v.tree, err = p.tree(r, w); err != nil {
		return nil, err
	}
	if v.past, err = roster.FactsOf(r.Ctx(), p.desk.DB, person.ID); err != nil {
		return nil, err
	}
	if v.served, err = roster.PlacementsOf(r.Ctx(), p.desk.DB, person.ID); err != nil {
		return nil, err
	}
	if v.nips, err = roster.OldNIPs(r.Ctx(), p.desk.DB, person.ID); err != nil {
		return nil, err
	}
	if w.may {
		nik, err := p.desk.Private(r.Ctx(), p.desk.DB, person.ID, roster.FieldNIK)
		if err != nil {
			return nil, err
		}
		v.nik = roster.MaskNIK(nik)
	}
	if err := p.seen(r, w, person.ID); err != nil {
		return nil, err
	}
	return web.Page(factsPage(v)), nil
}

func (v known) headFacts() []string {
	list := []string{v.Name, "NIP " + v.NIP}
	if v.State != roster.Active {
		list = append(list, v.said.T("roster.state."+string(v.State)))
	}
	return list
}

func (v known) acts() []ui.Button {
	if !v.may || v.State != roster.Active {
		return nil
	}
	return []ui.Button{{Label: v.said.T("roster.correct.act"), Icon: "pencil", Kind: ui.Main, Href: v.of(v.ID, "correct")}, {Label: v.said.T("roster.move.act"), Icon: "arrow-right-left", Href: v.of(v.ID, "move")}}
}

// rarer are the acts that are seldom needed.
func (v known) rarer() ui.Doors {
	door := func(icon, key, path string) ui.Door {
		return ui.Door{Icon: icon, Title: v.said.T("roster." + key + ".act"), Text: v.said.T("roster." + key + ".about"), Href: v.of(v.ID, path)}
	}
	doors := ui.Doors{door("id-card", "nip", "nip"), door("smartphone", "contact", "contact"), door("users", "merge", "merge"), door("unlink", "split", "split"), door("log-out", "release", "release"), door("user-minus", "withdraw", "withdraw")}
	if v.actor.HasWhole(string(v.agency.ID), access.Officer, access.Committee) {
		doors = append(doors, ui.Door{Icon: "list-checks", Title: v.said.T("roster.wishes.act"), Text: v.said.T("roster.wishes.about"), Href: v.agency.Path("training/wishes?person=" + string(v.ID))})
	}
	return doors
}

func (v known) crumb() ui.Crumb { return ui.Crumb{Label: v.Name, Href: v.at(string(v.ID))} }

// says returns the facts of fields, leaving out what is unknown.
func (v known) says(a *roster.Person, fields ...roster.Field) []ui.Fact {
	var list []ui.Fact
	for _, f := range fields {
		if text := v.text(a, f); text != "" {
			list = append(list, ui.Fact{Term: v.said.T("roster.field." + string(f)), Text: text})
		}
	}
	return list
}

// text says one field as people write it.
func (v known) text(p *roster.Person, f roster.Field) string {
	text := p.Text(f)
	switch {
	case text == "":
		return ""
	case f == roster.FieldSex:
		return v.said.T("roster.sex." + text)
	case f == roster.FieldStatus:
		return map[string]string{"C": "CPNS", "P": "PNS"}[text]
	}
	if d, err := clock.ParseDate(text); err == nil {
		return v.said.Date(d)
	}
	return text
}

func (v known) self() []ui.Fact {
	list := v.says(&v.Person, roster.FieldNIP, roster.FieldSex, roster.FieldBorn, roster.FieldPhone, roster.FieldEmail, roster.FieldOfficeEmail)
	if v.nik != "" {
		list = append(list, ui.Fact{Term: "NIK", Text: v.nik})
	}
	return list
}

// appointmentShown are the fields of an appointment in the order of a page.
var appointmentShown = []roster.Field{roster.FieldSKNumber, roster.FieldSKDate, roster.FieldTMT, roster.FieldGolongan, roster.FieldPosition, roster.FieldPositionKind, roster.FieldEducation, roster.FieldLevel,
	roster.FieldSelection, roster.FieldStatus, roster.FieldStanding, roster.FieldPNSNumber, roster.FieldPNSDate, roster.FieldPNSTMT}

// differs says what a superseded state had that its successor has not.
func (v known) differs(i int) []ui.Fact {
	now, was := roster.Person{Appointment: v.past[i-1].Appointment}, roster.Person{Appointment: v.past[i].Appointment}
	var list []ui.Fact
	for _, f := range appointmentShown {
		if a, b := v.text(&was, f), v.text(&now, f); a != b {
			list = append(list, ui.Fact{Term: v.said.T("roster.field." + string(f)), Text: ui.Dash(a) + " → " + ui.Dash(b)})
		}
	}
	return list
}

// why says why facts were replaced.
func (v known) why(f roster.Facts) string {
	if f.Import != "" && f.Reason == "" {
		return v.said.T("roster.by_import")
	}
	return f.Reason
}

func (v known) span(p roster.Placement) string { return v.between(p.From, p.Until) }

// between says a time whose end, if it has one, is the day after the last.
func (v known) between(from, until clock.Date) string {
	if until == "" {
		return v.said.T("roster.since", "On", v.said.Date(from))
	}
	return v.said.Period(from, until.AddDays(-1))
}

// sheet is a form about one person: who, and what came back refused.
type form struct {
	known
	err   error
	typed url.Values
	now   []ui.Fact // what somebody else has written meanwhile
}

// formOf loads the person of a form for somebody who may change them.
func (p *pages) formOf(r *web.Request) (form, error) {
	f := form{known: known{where: p.where(r)}}
	if err := f.keeper(); err != nil {
		return f, err
	}
	var err error
	if f.Person, err = p.person(r, f.where, writers...); err != nil {
		return f, err
	}
	f.tree, err = p.tree(r, f.where)
	return f, err
}

// refuse keeps what was typed.
func (f form) refuse(r *web.Request, err error) form {
	f.err, f.typed = err, r.PostForm
	return f
}

func (f form) version() []ui.Hidden {
	return []ui.Hidden{{Name: "version", Value: strconv.Itoa(f.Version)}}
}

// restoring brings a withdrawn person back, nil for somebody who may not.
func (v known) restoring() *ui.Button {
	if !v.may {
		return nil
	}
	return &ui.Button{Label: v.said.T("roster.restore.act"), Icon: "undo-2", Small: true, Post: v.of(v.ID, "restore"), Hidden: form{known: v}.version()}
}

// version is the state of a person that the form was filled over.
func version(r *web.Request) int {
	n, err := strconv.Atoi(r.V("version"))
	if err != nil || n < 1 {
		return -1 // matches no state, so that the act is refused
	}
	return n
}

// typedPerson reads the fields of a person from a form.
func typedPerson(r *web.Request) roster.Person {
	var p roster.Person
	for _, f := range formFields {
		p.Put(f, r.V(string(f)))
	}
	return p
}

// formFields are the fields that the forms for one person have.
var formFields = []roster.Field{roster.FieldNIP, roster.FieldName, roster.FieldSex, roster.FieldBorn, roster.FieldGolongan, roster.FieldPosition, roster.FieldPositionKind, roster.FieldEducation,
	roster.FieldSKNumber, roster.FieldSKDate, roster.FieldTMT, roster.FieldSelection, roster.FieldPhone, roster.FieldEmail, roster.FieldOfficeEmail}

// input is the field of a form for one value of a person.
func (v known) input(f roster.Field) ui.Field {
	field := ui.Field{Name: string(f), Label: v.said.T("roster.field." + string(f)), Value: v.Text(f), Width: "m", MaxLength: 300}
	switch f {
	case roster.FieldNIP:
		field.InputMode, field.Hint = "numeric", v.said.T("roster.nip_hint")
	case roster.FieldName:
		field.Hint = v.said.T("roster.name_hint")
	case roster.FieldGolongan:
		field.Width, field.Placeholder = "s", "III/a"
	case roster.FieldTMT:
		field.Width = "s"
	case roster.FieldEmail, roster.FieldOfficeEmail:
		field.Type, field.Optional = "email", true
	case roster.FieldPhone:
		field.Type, field.Optional, field.Placeholder = "tel", true, "081234567890"
	case roster.FieldSelection:
		field.Width, field.InputMode, field.Optional = "s", "numeric", true
	case roster.FieldBorn, roster.FieldSKDate:
		field.Width, field.Optional = "s", true
	default:
		field.Optional = true
	}
	return field
}

func (p *pages) newForm(r *web.Request) (web.Answer, error) {
	f := form{known: known{where: p.where(r)}}
	if err := f.keeper(); err != nil {
		return nil, err
	}
	var err error
	if f.tree, err = p.tree(r, f.where); err != nil {
		return nil, err
	}
	return web.Page(newPage(f)), nil
}

func (p *pages) add(r *web.Request) (web.Answer, error) {
	w := p.where(r)
	id, err := p.desk.Add(r.Ctx(), w.actor, w.agency.ID, typedPerson(r), org.UnitID(r.V("unit")))
	if err != nil {
		f := form{known: known{where: w}}
		var failed error
		if f.tree, failed = p.tree(r, w); failed != nil {
			return nil, failed
		}
		return web.Refuse(err, newPage(f.refuse(r, err)))
	}
	return web.Go(w.of(id, "facts"), "roster.added"), nil
}

func (p *pages) correctForm(r *web.Request) (web.Answer, error) {
	f, err := p.formOf(r)
	if err != nil {
		return nil, err
	}
	return web.Page(correctPage(f)), nil
}

func (p *pages) correct(r *web.Request) (web.Answer, error) {
	f, err := p.formOf(r)
	if err != nil {
		return nil, err
	}
	now := f.Person
	typed := typedPerson(r)
	for _, field := range formFields {
		if field != roster.FieldNIP {
			now.Put(field, typed.Text(field))
		}
	}
	now.Version = version(r)
	from := clock.Date(r.V("from"))
	if err := p.desk.Correct(r.Ctx(), f.actor, f.agency.ID, now, from, r.V("reason")); err != nil {
		f = f.refuse(r, err)
		if fault.KindOf(err) == fault.KindConflict {
			f.now = f.disagrees(&typed)
		}
		return web.Refuse(err, correctPage(f))
	}
	return web.Go(f.of(f.ID, "facts"), "roster.corrected"), nil
}

// disagrees lists what the roster says now where something else was typed.
func (f form) disagrees(typed *roster.Person) []ui.Fact {
	var list []ui.Fact
	for _, field := range formFields {
		if field != roster.FieldNIP && f.Text(field) != typed.Text(field) {
			list = append(list, ui.Fact{Term: f.said.T("roster.field." + string(field)), Text: ui.Dash(f.text(&f.Person, field))})
		}
	}
	return list
}

func (p *pages) nipForm(r *web.Request) (web.Answer, error) {
	f, err := p.formOf(r)
	if err != nil {
		return nil, err
	}
	return web.Page(nipPage(f)), nil
}

func (p *pages) correctNIP(r *web.Request) (web.Answer, error) {
	f, err := p.formOf(r)
	if err != nil {
		return nil, err
	}
	if err := p.desk.CorrectNIP(r.Ctx(), f.actor, f.agency.ID, f.ID, version(r), r.V("nip"), r.V("reason")); err != nil {
		return web.Refuse(err, nipPage(f.refuse(r, err)))
	}
	return web.Go(f.of(f.ID, "facts"), "roster.nip_corrected"), nil
}

func (p *pages) moveForm(r *web.Request) (web.Answer, error) {
	f, err := p.formOf(r)
	if err != nil {
		return nil, err
	}
	return web.Page(movePage(f)), nil
}

func (p *pages) move(r *web.Request) (web.Answer, error) {
	f, err := p.formOf(r)
	if err != nil {
		return nil, err
	}
	err = p.desk.Move(r.Ctx(), f.actor, f.agency.ID, f.ID, version(r), org.UnitID(r.V("unit")), clock.Date(r.V("from")), r.V("reason"), r.V("document"))
	if err != nil {
		return web.Refuse(err, movePage(f.refuse(r, err)))
	}
	return web.Go(f.of(f.ID, "facts"), "roster.moved"), nil
}

func (p *pages) contactForm(r *web.Request) (web.Answer, error) {
	f, err := p.contactOf(r)
	if err != nil {
		return nil, err
	}
	return web.Page(contactPage(f)), nil
}

// contactOf loads a person whose contact the actor may change.
func (p *pages) contactOf(r *web.Request) (form, error) {
	f := form{known: known{where: p.where(r)}}
	var err error
	f.Person, err = p.person(r, f.where, append([]access.Role{access.Participant}, writers...)...)
	return f, err
}

func (p *pages) setContact(r *web.Request) (web.Answer, error) {
	f, err := p.contactOf(r)
	if err != nil {
		return nil, err
	}
	if err := p.desk.SetContact(r.Ctx(), f.actor, f.agency.ID, f.ID, r.V("phone"), r.V("email")); err != nil {
		return web.Refuse(err, contactPage(f.refuse(r, err)))
	}
	return web.Go(f.of(f.ID, "facts"), "roster.contact_set"), nil
}

func (p *pages) mergeForm(r *web.Request) (web.Answer, error) {
	f, err := p.formOf(r)
	if err != nil {
		return nil, err
	}
	return web.Page(mergePage(f)), nil
}

func (p *pages) merge(r *web.Request) (web.Answer, error) {
	f, err := p.formOf(r)
	if err != nil {
		return nil, err
	}
	other, err := roster.ByNIP(r.Ctx(), p.desk.DB, f.agency.ID, r.V("other"))
	if fault.KindOf(err) == fault.KindNotFound {
		var problems fault.Fields
		problems.Add("other", "roster.merge_unknown")
		err = problems.Err()
	}
	if err == nil {
		err = p.desk.Merge(r.Ctx(), f.actor, f.agency.ID, f.ID, other.ID, r.V("reason"))
	}
	if err != nil {
		return web.Refuse(err, mergePage(f.refuse(r, err)))
	}
	return web.Go(f.of(f.ID, "facts"), "roster.was_merged", "Name", other.Name), nil
}

func (p *pages) withdrawForm(r *web.Request) (web.Answer, error) {
	f, err := p.formOf(r)
	if err != nil {
		return nil, err
	}
	return web.Page(withdrawPage(f)), nil
}

func (p *pages) withdraw(r *web.Request) (web.Answer, error) {
	f, err := p.formOf(r)
	if err != nil {
		return nil, err
	}
	if err := p.desk.Withdraw(r.Ctx(), f.actor, f.agency.ID, f.ID, version(r), r.V("reason")); err != nil {
		return web.Refuse(err, withdrawPage(f.refuse(r, err)))
	}
	return web.Go(f.of(f.ID, "facts"), "roster.was_withdrawn"), nil
}

func (p *pages) restore(r *web.Request) (web.Answer, error) {
	f, err := p.formOf(r)
	if err != nil {
		return nil, err
	}
	if err := p.desk.Restore(r.Ctx(), f.actor, f.agency.ID, f.ID, version(r), i18n.T(r.Ctx(), "roster.restore.reason")); err != nil {
		return nil, err
	}
	return web.Go(f.of(f.ID, "facts"), "roster.was_restored"), nil
}
