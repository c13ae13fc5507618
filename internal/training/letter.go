package training

import (
	"cmp"
	"context"
	"slices"

	"pamong/internal/access"
	"pamong/internal/document"
	"pamong/internal/identity"
	"pamong/internal/kit/db"
	"pamong/internal/kit/docx"
	"pamong/internal/kit/fault"
	"pamong/internal/kit/i18n"
	"pamong/internal/org"
	"pamong/internal/regulation"
	"pamong/internal/roster"
)

// LetterKinds are the kinds of letters whose facts the course gives.
var LetterKinds = []document.LetterKind{document.Summons, document.Duty, document.CommitteeDecree, document.NameList, document.Release, document.Statement, document.Receipt}

// LetterBatch returns the facts of a batch as letters name them
// (document/fields.csv, group batch).
func LetterBatch(ctx context.Context, q db.Q, agency org.AgencyID, id BatchID, s *i18n.Speaker) (docx.Data, error) {
	d := docx.Data{Text: map[string]string{}, Lists: map[string][]docx.Data{}}
	b, err := BatchByID(ctx, q, agency, id)
	if err != nil {
		return d, err
	}
	p, err := ProgrammeByID(ctx, q, agency, b.Programme)
	if err != nil {
		return d, err
	}
	pack, err := PackOf(ctx, q, id)
	if err != nil {
		return d, err
	}
	mode, err := pack.Training.Mode(b.Mode)
	if err != nil {
		return d, err
	}
	stages, err := Stages(ctx, q, id)
	if err != nil {
		return d, err
	}
	d.Text = map[string]string{"program": p.Name, "gelombang": regulation.Roman.Label(b.WaveNumber), "angkatan": b.Label, "mulai": s.Date(b.Start), "selesai": s.Date(b.End), "periode": s.Period(b.Start, b.End)}
	for _, st := range stages {
		if len(st.Days) > 0 {
			d.Lists["tahap"] = append(d.Lists["tahap"], docx.Data{Text: map[string]string{"nama": StageTitle(s, mode, st.Key), "waktu": s.Period(st.Start, st.End)}})
		}
	}
	return d, nil
}

// LetterBatches returns the batches that an order names: one, or the open ones
// of a programme. It refuses an order that names neither.
func LetterBatches(ctx context.Context, q db.Q, o document.Order) ([]Batch, error) {
	if o.Batch != "" {
		b, err := BatchByID(ctx, q, o.Agency.ID, BatchID(o.Batch))
		return []Batch{b}, err
	}
	var batches []Batch
	if o.Programme != "" {
		p, err := ProgrammeByID(ctx, q, o.Agency.ID, ProgrammeID(o.Programme))
		if err != nil {
			return nil, err
		}
		if batches, err = Batches(ctx, q, p.ID); err != nil {
			return nil, err
		}
		batches = slices.DeleteFunc(batches, func(b Batch) bool { return b.State != BatchOpen })
	}
	if len(batches) == 0 {
		return nil, fault.Beside("batch", fault.Invalid("document.letters.no_batch"))
	}
	return batches, nil
}

// Named is a person with their seat, if any, as letters name them.
type Named struct {
	Person roster.Person
	Seat   Seat // zero for who has none
	Data   docx.Data
}

// LetterPeople returns whom an order of letters concerns, in the order of their
// names, with the fields of the groups person and seat.
func LetterPeople(ctx context.Context, q db.Q, o document.Order) ([]Named, error) {
	a := o.Agency.ID
	seats, err := Seated(ctx, q, a)
	if err != nil {
		return nil, err
	}
	people, err := roster.All(ctx, q, a)
	if err != nil {
		return nil, err
	}
	scribe, err := roster.ScribeOf(ctx, q, a, o.Speak)
	if err != nil {
		return nil, err
	}
	labels := map[BatchID]string{}
	batches, err := AllBatches(ctx, q, a)
	if err != nil {
		return nil, err
	}
	for _, b := range batches {
		labels[b.ID] = b.Label
	}
	if o.Batch != "" && labels[BatchID(o.Batch)] == "" {
		return nil, fault.NotFound("access.not_found")
	}
	wanted := map[string]bool{}
	for _, id := range o.People {
		wanted[id] = true
	}
	var list []Named
	for _, p := range people {
		s := seats[p.ID]
		if o.People != nil && !wanted[string(p.ID)] || o.Batch != "" && s.Batch != BatchID(o.Batch) {
			continue
		}
		d := docx.Data{Text: scribe.Fields(p)}
		d.Text["angkatan"], d.Text["kelompok"] = labels[s.Batch], ""
		if s.GroupNumber > 0 {
			d.Text["kelompok"] = o.Speak.Number(int64(s.GroupNumber))
		}
		list = append(list, Named{p, s, d})
	}
	return list, nil
}

// Letters gives the facts of the letters of LetterKinds: those about a course
// by batch, where the order names none, one for each batch of the people.
func Letters(ctx context.Context, q db.Q, _ access.Actor, o document.Order) ([]document.Letter, error) {
	people, err := LetterPeople(ctx, q, o)
	if err != nil {
		return nil, err
	}
	how, _ := document.MakeOf(o.Kind)
	if o.Kind == document.Statement || o.Kind == document.Receipt {
		return gather(how, o, people, docx.Data{Text: map[string]string{}}), nil
	}
	people = slices.DeleteFunc(people, func(n Named) bool { return n.Seat.Batch == "" })
	slices.SortStableFunc(people, func(a, b Named) int { return cmp.Compare(a.Seat.Batch, b.Seat.Batch) })
	var letters []document.Letter
	for len(people) > 0 {
		n := 1
		for n < len(people) && people[n].Seat.Batch == people[0].Seat.Batch {
			n++
		}
		course, err := LetterBatch(ctx, q, o.Agency.ID, people[0].Seat.Batch, o.Speak)
		if err != nil {
			return nil, err
		}
		if o.Kind == document.CommitteeDecree {
			if course.Lists["panitia"], err = committeeOf(ctx, q, o.Agency); err != nil {
				return nil, err
			}
		}
		letters, people = append(letters, gather(how, o, people[:n], course)...), people[n:]
	}
	return letters, nil
}

// gather makes one letter for each person, or one with all of them.
func gather(how document.Make, o document.Order, people []Named, course docx.Data) []document.Letter {
	about := o.Speak.T("document.letter." + string(o.Kind))
	if !how.Each {
		if len(people) == 0 {
			return nil
		}
		d := docx.Data{Text: course.Text, Lists: map[string][]docx.Data{"daftar": nil}}
		for list, rows := range course.Lists {
			d.Lists[list] = rows
		}
		for _, n := range people {
			d.Lists["daftar"] = append(d.Lists["daftar"], n.Data)
		}
		if batch := course.Text["angkatan"]; batch != "" {
			about = o.Speak.T("training.letter_batch", "Letter", about, "Programme", course.Text["program"], "Batch", batch)
		}
		return []document.Letter{{Title: about, Data: d}}
	}
	letters := make([]document.Letter, 0, len(people))
	for _, n := range people {
		d := docx.Data{Text: n.Data.Text, Lists: course.Lists}
		for name, text := range course.Text {
			d.Text[name] = text
		}
		letters = append(letters, document.Letter{Person: string(n.Person.ID), Title: about + " " + n.Person.Name, Data: d})
	}
	return letters
}

// committeeOf lists the committee of an agency: the accounts with that role.
func committeeOf(ctx context.Context, q db.Q, a org.Agency) ([]docx.Data, error) {
	members, err := identity.Members(ctx, q, string(a.ID), false)
	if err != nil {
		return nil, err
	}
	var list []docx.Data
	for _, m := range members {
		if slices.ContainsFunc(m.Grants, func(g access.Grant) bool { return g.Role == access.Committee }) {
			list = append(list, docx.Data{Text: map[string]string{"nama": m.Name, "kedudukan": m.Title}})
		}
	}
	return list, nil
}
