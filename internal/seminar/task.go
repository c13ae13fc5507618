package seminar

import (
	"context"
	"slices"
	"strconv"

	"pamong/internal/kit/db"
	"pamong/internal/kit/i18n"
	"pamong/internal/schedule"
	"pamong/internal/trainer"
	"pamong/internal/training"
)

// Tasks returns who examines in the published seminars of a batch without being
// bound to the group or leading its session: those who stand in, of whom the
// letters of trainers would know nothing else.
func Tasks(ctx context.Context, q db.Q, b training.Batch, say *i18n.Speaker) ([]schedule.Task, error) {
	bindings, err := trainer.Bindings(ctx, q, b.ID)
	if err != nil {
		return nil, err
	}
	sessions, err := schedule.Sessions(ctx, q, b.ID)
	if err != nil {
		return nil, err
	}
	pack, err := training.PackOf(ctx, q, b.ID)
	if err != nil {
		return nil, err
	}
	known := func(s Slot) bool {
		return slices.ContainsFunc(bindings, func(o trainer.Binding) bool {
			return o.Role == trainer.Examiner && o.Trainer == s.ExaminerID && (o.Person == string(s.Person) || o.Person == "" && (o.Group == 0 || o.Group == s.Group))
		}) || slices.ContainsFunc(sessions, func(o schedule.Session) bool {
			return o.ID == s.Session && trainerKey(o.TrainerID, o.Trainer) == trainerKey(s.ExaminerID, s.Examiner)
		})
	}
	var tasks []schedule.Task
	for _, subject := range Subjects {
		plans, err := versions(ctx, q, b.ID, subject)
		if err != nil {
			return nil, err
		}
		i := slices.IndexFunc(plans, func(p Plan) bool { return p.State == Published })
		if i < 0 {
			continue
		}
		title := training.SubjectTitle(say, pack.Training, string(subject))
		tasks = append(tasks, standIns(say, title, plans[i].Slots, known)...)
	}
	return tasks, nil
}

// standIns adds up the slots of each examiner of a group and day who is not
// known otherwise, in order of time.
func standIns(say *i18n.Speaker, title string, slots []Slot, known func(Slot) bool) []schedule.Task {
	at := map[string]int{}
	var tasks []schedule.Task
	for _, s := range slots {
		who := trainerKey(s.ExaminerID, s.Examiner)
		if !s.Placed() || who == "" || known(s) {
			continue
		}
		key := who + "/" + strconv.Itoa(s.Group) + "/" + string(s.Day)
		i, seen := at[key]
		if !seen {
			i = len(tasks)
			at[key] = i
			tasks = append(tasks, schedule.Task{Trainer: s.ExaminerID, Name: s.Examiner, Role: trainer.Examiner, From: s.Day,
				For: say.T("seminar.letter.task", "Seminar", title, "Group", s.Group, "Day", s.Day)})
		}
		tasks[i].People++
	}
	return tasks
}
