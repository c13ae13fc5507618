package seminar_test

import (
	"slices"
	"testing"

	"pamong/internal/document"
	"pamong/internal/kit/fault"
	"pamong/internal/kit/i18n"
	"pamong/internal/schedule"
	"pamong/internal/seminar"
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
