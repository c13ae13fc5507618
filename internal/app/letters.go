package app

import (
	"context"

	"pamong/internal/attendance"
	"pamong/internal/document"
	"pamong/internal/document/letterweb"
	"pamong/internal/kit/db"
	"pamong/internal/kit/i18n"
	"pamong/internal/kit/web/ui"
	"pamong/internal/org"
	"pamong/internal/probation"
	"pamong/internal/roster"
	"pamong/internal/schedule"
	"pamong/internal/seminar"
	"pamong/internal/trainer"
	"pamong/internal/training"
)

// letters ties each kind of letter to the house that knows its facts. A kind
// that is not here is not offered.
func (h *House) letters() map[document.LetterKind]document.Source {
	all := map[document.LetterKind]document.Source{
		document.AttendanceBlank:  h.Attendance.Letters,
		document.AttendanceFilled: h.Attendance.Letters,
		document.GraduationRecord: h.Evaluation.Letters,
		document.SeminarList:      seminar.Letters,
	}
	for _, kind := range training.LetterKinds {
		all[kind] = training.Letters
	}
	for _, kind := range schedule.LetterKinds {
		all[kind] = schedule.Letters(seminar.Tasks)
	}
	for _, kind := range probation.LetterKinds {
		all[kind] = h.Probation.Letters
	}
	return all
}

// letterNeighbours tell the pages of letters what later houses know.
func letterNeighbours() letterweb.Neighbours {
	return letterweb.Neighbours{Task: taskPath, People: letterPeople, Batches: letterBatches, Programmes: letterProgrammes, Sessions: letterSessions}
}

func letterPeople(ctx context.Context, q db.Q, agency org.AgencyID, about document.About) ([]letterweb.Person, error) {
	if about == document.Trainers {
		all, err := trainer.All(ctx, q, agency)
		list := make([]letterweb.Person, 0, len(all))
		for _, t := range all {
			list = append(list, letterweb.Person{ID: string(t.ID), NIP: t.NIP, Name: t.Name})
		}
		return list, err
	}
	all, err := roster.All(ctx, q, agency)
	list := make([]letterweb.Person, 0, len(all))
	for _, p := range all {
		list = append(list, letterweb.Person{ID: string(p.ID), NIP: p.NIP, Name: p.Name})
	}
	return list, err
}

// letterBatches lists the batches of an agency, the newest programme first.
func letterBatches(ctx context.Context, q db.Q, a org.Agency) ([]ui.Option, error) {
	programmes, err := training.Programmes(ctx, q, a.ID)
	if err != nil {
		return nil, err
	}
	var list []ui.Option
	for _, p := range programmes {
		batches, err := training.Batches(ctx, q, p.ID)
		if err != nil {
			return nil, err
		}
		for _, b := range batches {
			list = append(list, ui.Option{Value: string(b.ID), Label: p.Name + ", " + i18n.T(ctx, "evaluation.batch", "Batch", b.Label)})
		}
	}
	return list, nil
}

// letterProgrammes lists the programmes of an agency, the newest first.
func letterProgrammes(ctx context.Context, q db.Q, a org.Agency) ([]ui.Option, error) {
	programmes, err := training.Programmes(ctx, q, a.ID)
	var list []ui.Option
	for _, p := range programmes {
		list = append(list, ui.Option{Value: string(p.ID), Label: p.Name})
	}
	return list, err
}

// letterSessions lists the sessions of a batch that have a roll, or its
// seminars where the kind of letter is about those.
func letterSessions(ctx context.Context, q db.Q, a org.Agency, kind document.LetterKind, batch string) ([]ui.Option, error) {
	b, err := training.BatchByID(ctx, q, a.ID, training.BatchID(batch))
	if err != nil {
		return nil, err
	}
	rules, err := training.PackOf(ctx, q, b.ID)
	if err != nil {
		return nil, err
	}
	s := i18n.From(ctx)
	var list []ui.Option
	if kind == document.SeminarList {
		for _, one := range seminar.Subjects {
			list = append(list, ui.Option{Value: string(one), Label: training.SubjectTitle(s, rules.Training, string(one))})
		}
		return list, nil
	}
	all, err := schedule.Sessions(ctx, q, b.ID)
	if err != nil {
		return nil, err
	}
	for _, one := range all {
		if attendance.Called(one.Kind) {
			list = append(list, ui.Option{Value: string(one.ID), Label: s.ShortDate(one.Day) + " " + s.HourMinute(one.Start) + " " + training.SubjectTitle(s, rules.Training, one.Subject)})
		}
	}
	return list, nil
}
