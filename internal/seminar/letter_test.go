package seminar_test

import (
	"slices"
	"testing"

	"pamong/internal/document"
	"pamong/internal/kit/db"
	"pamong/internal/kit/fault"
	"pamong/internal/kit/i18n"
	"pamong/internal/schedule"
	"pamong/internal/seminar"
	"pamong/internal/trainer"
	"pamong/internal/training"
)

func TestTheSeminarOnPaperIsWhatIsPublished(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		words, err := i18n.NewCatalogue(document.Messages, training.Messages, schedule.Messages, seminar.Messages)
		if err != nil {
			t.Fatal(err)
		}
		order := document.Order{Agency: o.Agency, Kind: document.SeminarList, Batch: string(o.batch.ID), Day: "2025-07-01", Speak: words.Speaker(i18n.Indonesian)}
		o.propose(t, seminar.Design)
		_, err = seminar.Letters(t.Context(), o.DB, o.Actor, order)
		if f := fault.Of(err); f == nil || len(f.Fields) != 1 || f.Fields[0].Name != "batch" || f.Fields[0].Key != "seminar.letter.unpublished" {
			t.Fatalf("a draft on paper: %v", err)
		}
		o.publish(t, "")
		list, err := seminar.Letters(t.Context(), o.DB, o.Actor, order)
		if err != nil || len(list) != 1 {
			t.Fatal(len(list), err)
		}
		rows := list[0].Data.Lists["daftar"]
		placed, group := 0, ""
		for _, s := range o.look(t, seminar.Design).Plan.Slots {
			if s.Placed() {
				placed++
			}
		}
		for _, r := range rows {
			if (r.Text["hari_baru"] != "") != (r.Text["kelompok"] != group) || r.Text["nip"] == "" || r.Text["waktu"] == "" {
				t.Errorf("group %s after %s: %v", r.Text["kelompok"], group, r.Text)
			}
			group = r.Text["kelompok"]
		}
		if len(rows) != placed || placed == 0 || group != "4" {
			t.Errorf("%d rows, %d slots, the last of group %s", len(rows), placed, group)
		}
		order.Session = string(seminar.Final)
		if _, err := seminar.Letters(t.Context(), o.DB, o.Actor, order); fault.Of(err) == nil {
			t.Errorf("the other seminar: %v", err)
		}
		order.Session = string(seminar.Design)
		o.propose(t, seminar.Design)
		list, err = seminar.Letters(t.Context(), o.DB, o.Actor, order)
		if err != nil || len(list) != 1 || !slices.ContainsFunc(list[0].Notes, func(l i18n.Line) bool { return l.Key == "seminar.letter.draft" }) || list[0].Data.Text["versi"] != "1" {
			t.Errorf("a draft after what is published: %+v, %v", list, err)
		}
	})
}

func TestWhoStandsInForAnExaminerHasATask(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		ctx := t.Context()
		words, err := i18n.NewCatalogue(training.Messages, schedule.Messages, seminar.Messages)
		if err != nil {
			t.Fatal(err)
		}
		desk := &trainer.Desk{DB: o.DB, Clock: o.Clock}
		who, err := desk.Keep(ctx, o.Actor, trainer.Trainer{Agency: o.Agency.ID, Name: "Dr. Penguji"})
		if err != nil {
			t.Fatal(err)
		}
		if err := desk.Grant(ctx, o.Actor, o.Agency.ID, trainer.Right{Trainer: who, Role: trainer.Examiner, Class: training.Mixed}); err != nil {
			t.Fatal(err)
		}
		s := o.look(t, seminar.Design).Settings
		s.Examiners = true
		if err := o.seminars.Propose(ctx, o.Actor, o.at(t, seminar.Design), s, false); err != nil {
			t.Fatal(err)
		}
		tasks := func() (people int, groups []string) {
			t.Helper()
			list, err := seminar.Tasks(ctx, o.DB, o.batch, words.Speaker(i18n.Indonesian))
			if err != nil {
				t.Fatal(err)
			}
			for _, one := range list {
				if one.Trainer != who || one.Role != trainer.Examiner || one.From == "" {
					t.Errorf("task %+v", one)
				}
				people, groups = people+one.People, append(groups, one.For)
			}
			return people, groups
		}
		if n, _ := tasks(); n != 0 {
			t.Errorf("a draft gives %d people to examine", n)
		}
		o.publish(t, "")
		examined := map[int]int{}
		all := 0
		for _, one := range o.look(t, seminar.Design).Plan.Slots {
			if one.Placed() && one.ExaminerID == who {
				examined[one.Group], all = examined[one.Group]+1, all+1
			}
		}
		n, groups := tasks()
		if n != all || all == 0 || len(groups) != len(examined) {
			t.Fatalf("%d people in %v, want %d in %d groups", n, groups, all, len(examined))
		}
		for group := range examined {
			if err := o.DB.InTx(ctx, func(tx *db.Tx) error {
				return desk.Bind(ctx, tx, o.Actor, trainer.Binding{Agency: o.Agency.ID, Batch: o.batch.ID, Group: group, Role: trainer.Examiner, Trainer: who})
			}); err != nil {
				t.Fatal(err)
			}
			if n, _ := tasks(); n != all-examined[group] {
				t.Errorf("bound to group %d there are %d people, want %d", group, n, all-examined[group])
			}
			break
		}
	})
}
