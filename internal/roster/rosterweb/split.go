package rosterweb

import (
	"pamong/internal/kit/web"
	"pamong/internal/kit/web/ui"
	"pamong/internal/org"
	"pamong/internal/roster"
)

// splitting is the form by which a record that holds two people becomes two.
type splitting struct {
	form
	merges []roster.Merging
	parts  []roster.Part
}

// someoneNew is the choice of a second person who was never merged.
const someoneNew = "new"

// splitFields are what the office types of a second person.
var splitFields = []roster.Field{roster.FieldNIP, roster.FieldName, roster.FieldGolongan, roster.FieldPosition, roster.FieldEducation, roster.FieldSKNumber, roster.FieldSKDate, roster.FieldSelection}

func (p *pages) splitting(r *web.Request) (splitting, error) {
	f, err := p.formOf(r)
	s := splitting{form: f}
	if err != nil {
		return s, err
	}
	if s.merges, err = roster.MergingsOf(r.Ctx(), p.desk.DB, f.agency.ID, f.ID); err != nil {
		return s, err
	}
	s.parts, err = p.desk.Parts(r.Ctx(), p.desk.DB, f.agency.ID, f.ID)
	return s, err
}

func (p *pages) splitForm(r *web.Request) (web.Answer, error) {
	s, err := p.splitting(r)
	if err != nil {
		return nil, err
	}
	return web.Page(splitPage(s)), nil
}

func (p *pages) split(r *web.Request) (web.Answer, error) {
	s, err := p.splitting(r)
	if err != nil {
		return nil, err
	}
	second := roster.PersonID(r.V("merge"))
	if second != "" && second != someoneNew {
		err = p.desk.Unmerge(r.Ctx(), s.actor, s.agency.ID, s.ID, version(r), second, r.Vs("part"), r.V("reason"))
	} else {
		var typed roster.Person
		for _, f := range splitFields {
			typed.Put(f, r.V(string(f)))
		}
		second, err = p.desk.Split(r.Ctx(), s.actor, s.agency.ID, s.ID, version(r), typed, org.UnitID(r.V("unit")), r.Vs("part"), r.V("reason"))
	}
	if err != nil {
		s.form = s.refuse(r, err)
		return web.Refuse(err, splitPage(s))
	}
	return web.Go(s.of(second, "facts"), "roster.was_split"), nil
}

// blank is the field of a second person, empty.
func (s splitting) blank(f roster.Field) ui.Field {
	field := form{known: known{where: s.where}}.input(f)
	must := f == roster.FieldNIP || f == roster.FieldName || f == roster.FieldGolongan
	field.Optional = !must || len(s.merges) > 0
	return field
}

// wholes are the choices of where the second person comes from.
func (s splitting) wholes() []ui.Option {
	var list []ui.Option
	for _, m := range s.merges {
		list = append(list, ui.Option{Value: string(m.Gone), Label: s.said.T("roster.split.back", "Name", m.Name, "NIP", m.NIP), Hint: s.said.T("roster.split.back_hint", "At", s.moment(m.At), "Reason", m.Reason)})
	}
	return append(list, ui.Option{Value: someoneNew, Label: s.said.T("roster.split.new"), Hint: s.said.T("roster.split.new_hint")})
}

// free are the parts that may go to the second person; fixed are the others,
// each with what stands in the way.
func (s splitting) free() []ui.Option {
	var list []ui.Option
	for _, p := range s.parts {
		if p.Stays == "" {
			list = append(list, ui.Option{Value: p.Key, Label: p.Text.Of(s.said)})
		}
	}
	return list
}

func (s splitting) fixed() []ui.Fact {
	var list []ui.Fact
	for _, p := range s.parts {
		if p.Stays != "" {
			list = append(list, ui.Fact{Term: p.Text.Of(s.said), Text: s.said.T(p.Stays)})
		}
	}
	return list
}
