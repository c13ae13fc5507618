package seminar

import (
	"cmp"
	"context"
	"maps"
	"slices"

	"pamong/internal/access"
	"pamong/internal/document"
	"pamong/internal/kit/clock"
	"pamong/internal/kit/db"
	"pamong/internal/kit/docx"
	"pamong/internal/kit/fault"
	"pamong/internal/kit/i18n"
	"pamong/internal/training"
)

// Letters gives the facts of the printed order of speakers of the batches of an
// order: of each seminar whose plan is published, or of the one that the order
// names as its session. A batch without a published plan is refused, or left out
// of a programme with a note.
func Letters(ctx context.Context, q db.Q, _ access.Actor, o document.Order) ([]document.Letter, error) {
	batches, err := training.LetterBatches(ctx, q, o)
	if err != nil {
		return nil, err
	}
	everybody := o
	everybody.Batch, everybody.Session = "", ""
	people, err := training.LetterPeople(ctx, q, everybody)
	if err != nil {
		return nil, err
	}
	var letters []document.Letter
	var notes []i18n.Line
	for _, b := range batches {
		members := slices.DeleteFunc(slices.Clone(people), func(n training.Named) bool { return n.Seat.Batch != b.ID })
		found := len(letters)
		for _, s := range Subjects {
			if o.Session != "" && Subject(o.Session) != s {
				continue
			}
			plans, err := versions(ctx, q, b.ID, s)
			if err != nil {
				return nil, err
			}
			i := slices.IndexFunc(plans, func(p Plan) bool { return p.State == Published })
			if i < 0 {
				continue
			}
			l, err := letterOf(ctx, q, o, plans[i], members)
			if err != nil {
				return nil, err
			}
			if plans[0].State == Draft {
				l.Notes = append(l.Notes, i18n.Say("seminar.letter.draft", "N", plans[i].Number))
			}
			letters = append(letters, l)
		}
		if len(letters) == found {
			notes = append(notes, i18n.Say("seminar.letter.without", "Batch", b.Label))
		}
	}
	if len(letters) == 0 {
		return nil, fault.Beside("batch", unpublished(batches))
	}
	letters[0].Notes = append(notes, letters[0].Notes...)
	return letters, nil
}

// letterOf writes the slots of a published plan, group by group.
func letterOf(ctx context.Context, q db.Q, o document.Order, p Plan, members []training.Named) (document.Letter, error) {
	facts, err := training.LetterBatch(ctx, q, o.Agency.ID, p.Batch, o.Speak)
	if err != nil {
		return document.Letter{}, err
	}
	pack, err := training.PackOf(ctx, q, p.Batch)
	if err != nil {
		return document.Letter{}, err
	}
	at, err := clock.ParseStamp(p.Published)
	if err != nil {
		return document.Letter{}, err
	}
	title := training.SubjectTitle(o.Speak, pack.Training, string(p.Subject))
	facts.Text["seminar"], facts.Text["zona"] = title, string(o.Agency.Zone)
	facts.Text["versi"], facts.Text["terbit"] = o.Speak.Number(int64(p.Number)), o.Speak.Date(o.Agency.Today(at))
	l := document.Letter{Title: o.Speak.T("seminar.letter.title", "Seminar", title, "Programme", facts.Text["program"], "Batch", facts.Text["angkatan"]), Data: facts}
	slots := slices.Clone(p.Slots)
	slices.SortStableFunc(slots, func(a, b Slot) int {
		return cmp.Or(cmp.Compare(a.Group, b.Group), cmp.Compare(a.Day, b.Day), cmp.Compare(a.Start, b.Start))
	})
	rows := slotRows(o.Speak, slots, members)
	facts.Lists["daftar"] = rows
	if left := len(members) - len(rows); left > 0 {
		l.Notes = append(l.Notes, i18n.Say("seminar.letter.left", "N", left))
	}
	return l, nil
}

// slotRows are the rows of those who have a time and are still in the batch.
func slotRows(say *i18n.Speaker, slots []Slot, members []training.Named) []docx.Data {
	var rows []docx.Data
	var day clock.Date
	group := 0
	for _, s := range slots {
		i := slices.IndexFunc(members, func(n training.Named) bool { return n.Person.ID == s.Person })
		if i < 0 || !s.Placed() {
			continue
		}
		text := maps.Clone(members[i].Data.Text)
		place := s.Place
		if place == "" && s.Link != "" {
			place = say.T("seminar.online")
		}
		for name, value := range map[string]string{"hari": say.LongDate(s.Day), "hari_baru": "", "waktu": say.HourMinute(s.Start) + "–" + say.HourMinute(s.End), "tempat": place, "tautan": s.Link, "penguji": s.Examiner, "coach": s.Coach, "mentor": s.Mentor} {
			text[name] = value
		}
		if s.Day != day || s.Group != group {
			text["hari_baru"] = text["hari"]
		}
		day, group = s.Day, s.Group
		rows = append(rows, docx.Data{Text: text})
	}
	return rows
}

// unpublished refuses batches of which nothing is published.
func unpublished(batches []training.Batch) error {
	if len(batches) > 1 {
		return fault.Invalid("seminar.letter.none_published")
	}
	return fault.Invalid("seminar.letter.unpublished", "Batch", batches[0].Label)
}
