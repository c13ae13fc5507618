package trainer_test

import (
	"slices"
	"testing"
	"time"

	"pamong/internal/access"
	"pamong/internal/org"
	"pamong/internal/trainer"
	"pamong/internal/training/trainingtest"
)

// enter takes a list in and returns its id.
func (d desk) enter(t *testing.T, rows ...string) string {
	t.Helper()
	l, err := d.trainers.ReadList(t.Context(), d.Actor, d.Agency, csv(append([]string{"Nama,NIP,Jenjang,Peran"}, rows...)...))
	if err != nil {
		t.Fatal(err)
	}
	imp, err := d.trainers.Enter(t.Context(), d.Actor, d.Agency, l, false)
	if err != nil {
		t.Fatal(err)
	}
	return imp
}

// imports returns the ids of the lists of which the page tells.
func (d desk) imports(t *testing.T, agency org.AgencyID) []string {
	t.Helper()
	list, err := trainer.Imports(t.Context(), d.DB, agency)
	if err != nil {
		t.Fatal(err)
	}
	var ids []string
	for _, i := range list {
		ids = append(ids, i.ID)
	}
	return ids
}

func TestTheNewestListsOfTrainersCanBeTakenBack(t *testing.T) {
	each(t, func(t *testing.T, d desk) {
		var entered []string
		for range 6 {
			entered = append(entered, d.enter(t, "Dr. Rahma Putri,,,coach", "Dr. Tamu,,,penguji"))
			d.Clock.Advance(time.Hour)
		}
		slices.Reverse(entered)
		if got := d.imports(t, d.Agency.ID); !slices.Equal(got, entered[:5]) {
			t.Errorf("the page tells of %v, want %v", got, entered[:5])
		}
		list, err := trainer.Imports(t.Context(), d.DB, d.Agency.ID)
		if err != nil || list[0].File != "pengajar.csv" || list[0].N != 2 || !list[0].At.Equal(d.Clock.Now().Add(-time.Hour)) {
			t.Errorf("imports %+v, %v", list, err)
		}
		if got := d.imports(t, "another"); len(got) != 0 {
			t.Errorf("another agency is told of %v", got)
		}
		refused(t, d.trainers.Undo(t.Context(), trainingtest.Holding(string(d.Agency.ID), access.Auditor, access.Whole), d.Agency, entered[0]), "access.forbidden")
		if err := d.trainers.Undo(t.Context(), d.Actor, d.Agency, entered[0]); err != nil {
			t.Fatal(err)
		}
		if got := d.imports(t, d.Agency.ID); !slices.Equal(got, entered[1:]) {
			t.Errorf("after an undo the page tells of %v, want %v", got, entered[1:])
		}
	})
}

func TestWhatAListFilledInOfAKnownTrainerStays(t *testing.T) {
	each(t, func(t *testing.T, d desk) {
		known, err := d.trainers.Keep(t.Context(), d.Actor, trainer.Trainer{Agency: d.Agency.ID, Name: "Dr. Rahma Putri"})
		if err != nil {
			t.Fatal(err)
		}
		imp := d.enter(t, "Dr. Rahma Putri,,Ahli Madya,coach")
		if err := d.trainers.Leave(t.Context(), d.Actor, d.Agency.ID, trainer.Absence{Trainer: known, From: "2025-08-04", Reason: "Cuti"}); err != nil {
			t.Fatal(err)
		}
		if err := d.trainers.Undo(t.Context(), d.Actor, d.Agency, imp); err != nil {
			t.Fatalf("who was known before the list is away: %v", err)
		}
		all, rights := everything(t.Context(), t, d)
		if len(all) != 1 || all[0].Level != trainer.Middle || len(rights) != 0 {
			t.Errorf("after the undo: %+v %+v", all, rights)
		}
	})
}
