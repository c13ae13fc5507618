package probation

import (
	"context"
	"slices"

	"pamong/internal/access"
	"pamong/internal/document"
	"pamong/internal/kit/clock"
	"pamong/internal/kit/db"
	"pamong/internal/kit/docx"
	"pamong/internal/kit/fault"
	"pamong/internal/roster"
	"pamong/internal/training"
)

// LetterKinds are the kinds of letters whose facts the way to the oath gives.
var LetterKinds = []document.LetterKind{document.HealthCover, document.Decree, document.Extract, document.CertifiedCopy, document.SalaryLetter, document.OathRecord, document.OathList}

// Letters gives the facts of the letters of LetterKinds. Those about a decree
// are one for each decree and, of a decree that is still to be drafted, one for
// each TMT of those who were proposed; those about an oath one for each oath
// and religion, the latest oath of a person counting; those to the hospital one
// for each day of examination that is still to come.
func (o *Office) Letters(ctx context.Context, q db.Q, actor access.Actor, order document.Order) ([]document.Letter, error) {
	people, err := training.LetterPeople(ctx, q, order)
	if err != nil {
		return nil, err
	}
	if order.Kind == document.HealthCover {
		return examLetters(ctx, q, order, people)
	}
	pack, err := o.pack(ctx, order.Agency)
	if err != nil {
		return nil, err
	}
	all, err := o.gather(ctx, q, order.Agency)
	if err != nil {
		return nil, err
	}
	w := writer{order: order, people: map[string]training.Named{}}
	for _, n := range people {
		c := judged(pack, n.Person, all.of(n.Person), all.path(n.Person), order.Day)
		w.people[string(c.ID)] = n
		if w.concerns(c) {
			w.list = append(w.list, c)
		}
	}
	w.how, _ = document.MakeOf(order.Kind)
	var letters []document.Letter
	if order.Kind == document.OathRecord || order.Kind == document.OathList {
		letters, err = o.oathLetters(ctx, q, actor, w)
	} else {
		letters = w.decrees(all)
	}
	if err == nil && len(letters) == 0 {
		err = fault.Conflict("probation.no_letter." + map[bool]string{true: "oath", false: "decree"}[order.Kind == document.OathRecord || order.Kind == document.OathList])
	}
	return letters, err
}

// writer holds what the letters of one order are made of.
type writer struct {
	order  document.Order
	how    document.Make
	people map[string]training.Named
	list   []Candidate
}

// concerns reports whether letters of the kind are about somebody now: a
// decree is drafted for who was proposed, all else needs the decree.
func (w writer) concerns(c Candidate) bool {
	if w.order.Kind == document.Decree && c.Path.State == StateProposed {
		return true
	}
	return c.Decree != nil && (c.Path.State == StateDecided || c.Path.State == StateSworn)
}

// pns are the fields of the group pns.
func (w writer) pns(c Candidate) map[string]string {
	if c.Decree == nil {
		return map[string]string{"sk_nomor": "", "sk_tanggal": "", "tmt_pns": w.day(c.Term.Ends)}
	}
	return map[string]string{"sk_nomor": c.Decree.Number, "sk_tanggal": w.day(c.Decree.IssuedOn), "tmt_pns": w.day(c.Decree.Day)}
}

func (w writer) day(d clock.Date) string {
	if !d.Valid() {
		return ""
	}
	return w.order.Speak.Date(d)
}

// fulfilled are the fields of the group fulfilled.
func (w writer) fulfilled(c Candidate, all *everything) map[string]string {
	health, sttp := c.Papers[document.Health], all.sttp[string(c.ID)]
	return map[string]string{"sttp_nomor": c.Passed.Number, "sttp_tanggal": w.day(sttp.IssuedOn), "sehat_nomor": health.Number, "sehat_tanggal": w.day(health.IssuedOn), "sehat_penerbit": health.Issuer,
		"masa_kerja": w.order.Speak.T("probation.served_months", "N", c.Term.MonthsServed)}
}

// person are the fields of somebody with more of them.
func (w writer) person(c Candidate, more ...map[string]string) docx.Data {
	d := docx.Data{Text: map[string]string{}}
	for name, text := range w.people[string(c.ID)].Data.Text {
		d.Text[name] = text
	}
	for _, m := range more {
		for name, text := range m {
			d.Text[name] = text
		}
	}
	return d
}

// decrees writes the letters about decrees.
func (w writer) decrees(all *everything) []document.Letter {
	about := w.order.Speak.T("document.letter." + string(w.order.Kind))
	var letters []document.Letter
	if w.how.Each {
		for _, c := range w.list {
			letters = append(letters, document.Letter{Person: string(c.ID), Title: about + " " + c.Name, Number: c.Decree.Number, Data: w.person(c, w.pns(c), w.fulfilled(c, all))})
		}
		return letters
	}
	at := map[string]int{}
	for _, c := range w.list {
		key := string(c.Term.Ends)
		if c.Decree != nil {
			key = c.Decree.Act
		}
		i, ok := at[key]
		if !ok {
			i = len(letters)
			at[key] = i
			l := document.Letter{Title: about, Data: docx.Data{Text: w.pns(c), Lists: map[string][]docx.Data{}}}
			if c.Decree != nil && w.order.Kind != document.SalaryLetter {
				l.Number = c.Decree.Number
			}
			letters = append(letters, l)
		}
		row := w.person(c)
		if w.order.Kind != document.SalaryLetter {
			row = w.person(c, w.fulfilled(c, all))
		}
		letters[i].Data.Lists["daftar"] = append(letters[i].Data.Lists["daftar"], row)
	}
	return letters
}

// oathLetters writes the letters about oaths: the latest that is planned or
// was held of each person.
func (o *Office) oathLetters(ctx context.Context, q db.Q, _ access.Actor, w writer) ([]document.Letter, error) {
	oaths, err := db.List(ctx, q, "list oaths", scanOath, oathRead+`WHERE agency_id = $1 AND state <> 'cancelled' ORDER BY held_on DESC, id DESC`, string(w.order.Agency.ID))
	if err != nil {
		return nil, err
	}
	about := w.order.Speak.T("document.letter." + string(w.order.Kind))
	var letters []document.Letter
	done := map[roster.PersonID]bool{}
	for _, oath := range oaths {
		if oath, err = oathByID(ctx, q, w.order.Agency, oath.ID); err != nil {
			return nil, err
		}
		sitting, err := o.sittings(ctx, q, w.order.Agency, oath.ID)
		if err != nil {
			return nil, err
		}
		at := map[string]int{}
		for _, s := range sitting {
			wanted := slices.ContainsFunc(w.list, func(c Candidate) bool { return c.ID == s.ID })
			if !wanted || done[s.ID] || s.State == StayedAway {
				continue
			}
			done[s.ID] = true
			text := w.oath(oath, s)
			if w.how.Each {
				letters = append(letters, document.Letter{Person: string(s.ID), Title: about + " " + s.Name, Data: w.person(s.Candidate, w.pns(s.Candidate), text)})
				continue
			}
			i, ok := at[s.Religion]
			if !ok {
				i = len(letters)
				at[s.Religion] = i
				for name, value := range w.pns(s.Candidate) {
					text[name] = value
				}
				letters = append(letters, document.Letter{Title: about + " " + s.Religion, Data: docx.Data{Text: text, Lists: map[string][]docx.Data{}}})
			}
			letters[i].Data.Lists["daftar"] = append(letters[i].Data.Lists["daftar"], w.person(s.Candidate, map[string]string{"kursi": s.Row(oath.PerRow)}))
		}
	}
	return letters, nil
}

// oath are the fields of the group oath.
func (w writer) oath(oath Oath, s Sitting) map[string]string {
	text := map[string]string{"sumpah_hari": w.order.Speak.LongDate(oath.HeldOn), "sumpah_tempat": oath.Place, "pengambil_nama": oath.Official, "pengambil_jabatan": oath.Title, "rohaniwan": oath.Cleric(s.Religion), "agama": s.Religion}
	witnesses := append(oath.Of(Witness), Helper{}, Helper{})
	for i, prefix := range []string{"saksi_1_", "saksi_2_"} {
		text[prefix+"nama"], text[prefix+"nip"], text[prefix+"jabatan"] = witnesses[i].Name, witnesses[i].NIP, witnesses[i].Title
	}
	return text
}
