package probation

import (
	"cmp"
	"context"
	"slices"

	"pamong/internal/document"
	"pamong/internal/kit/clock"
	"pamong/internal/kit/db"
	"pamong/internal/kit/docx"
	"pamong/internal/kit/fault"
	"pamong/internal/training"
)

// examLetters writes the letters that go with people to the hospital: one for
// each examination and day, from the date of the letter on, with those who
// have that day.
func examLetters(ctx context.Context, q db.Q, order document.Order, people []training.Named) ([]document.Letter, error) {
	exams, err := Exams(ctx, q, order.Agency.ID)
	if err != nil {
		return nil, err
	}
	seats, err := examSeats(ctx, q, order.Agency.ID)
	if err != nil {
		return nil, err
	}
	planned := map[string]ExamSeat{}
	for _, s := range seats {
		if s.State == ExamPlanned && s.Day >= order.Day {
			planned[s.Person] = s
		}
	}
	type visit struct {
		day  clock.Date
		exam ExamID
	}
	who := map[visit][]docx.Data{}
	var visits []visit
	for _, n := range people { // in the order of their names
		s, ok := planned[string(n.Person.ID)]
		if !ok {
			continue
		}
		v := visit{s.Day, s.Exam}
		if who[v] == nil {
			visits = append(visits, v)
		}
		who[v] = append(who[v], n.Data)
	}
	if len(visits) == 0 {
		return nil, fault.Conflict("probation.no_letter.exam")
	}
	slices.SortFunc(visits, func(a, b visit) int { return cmp.Or(cmp.Compare(a.day, b.day), cmp.Compare(a.exam, b.exam)) })
	var letters []document.Letter
	for _, v := range visits {
		at := slices.IndexFunc(exams, func(e Exam) bool { return e.ID == v.exam })
		e, day := exams[at], order.Speak.LongDate(v.day)
		text := map[string]string{"periksa_oleh": e.Hospital, "periksa_tempat": e.Place, "periksa_hari": day}
		letters = append(letters, document.Letter{Title: order.Speak.T("document.letter."+string(order.Kind)) + " " + e.Hospital + ", " + day, Data: docx.Data{Text: text, Lists: map[string][]docx.Data{"daftar": who[v]}}})
	}
	return letters, nil
}
