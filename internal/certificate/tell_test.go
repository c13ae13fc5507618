package certificate_test

import (
	"strings"
	"testing"

	"pamong/internal/certificate"
	"pamong/internal/certificate/certificatetest"
	"pamong/internal/evaluation"
	"pamong/internal/kit/db"
	"pamong/internal/kit/db/dbtest"
	"pamong/internal/kit/i18n"
	"pamong/internal/notify"
	"pamong/internal/roster"
	"pamong/internal/training"
)

func told(t *testing.T, d *db.DB, r notify.Reader) []string {
	t.Helper()
	texts, err := i18n.NewCatalogue(training.Messages, evaluation.Messages, certificate.Messages)
	if err != nil {
		t.Fatal(err)
	}
	list, _, err := notify.Inbox(t.Context(), d, r, false, 1)
	if err != nil {
		t.Fatal(err)
	}
	var said []string
	for _, n := range list {
		said = append(said, n.Say(texts.Speaker(i18n.Indonesian)))
	}
	return said
}

func TestEachParticipantIsToldOfResultAndPapers(t *testing.T) {
	dbtest.Each(t, certificatetest.Schemas(), func(t *testing.T, store *db.DB) {
		d, batches := certificatetest.New(t, store, 40, 40)
		post := &notify.Post{DB: store, Clock: d.Clock}
		d.Board.Post, d.Registry.Post = post, post
		seats := d.Lock(t, batches[0].ID, 0)
		person := notify.Reader{Person: string(seats[3].Person)}
		result := told(t, store, person)
		if len(result) != 1 || !strings.HasPrefix(result[0], "Hasil Anda di Angkatan") {
			t.Fatalf("after the meeting a participant is told %q", result)
		}
		if strings.ContainsAny(strings.TrimPrefix(result[0], "Hasil"), "0123456789") {
			t.Errorf("the message holds a figure: %q", result[0])
		}
		d.Accredit(t)
		d.Issue(t, batches[0].ID)
		d.Issue(t, batches[0].ID)
		if got := told(t, store, person); len(got) != 2 || !strings.Contains(strings.Join(got, "\n"), "Transkrip dan STTP Anda sudah terbit.") {
			t.Errorf("after the issue a participant is told %q", got)
		}
		papers, err := certificate.PapersOf(t.Context(), store, seats[3].Person)
		if err != nil || len(papers) != 2 {
			t.Fatalf("%d papers, %v", len(papers), err)
		}
		for _, p := range papers {
			if p.Kind != certificate.Own {
				continue
			}
			if err := d.Registry.Revoke(t.Context(), d.Committee, d.Agency, p.ID, "Gelar keliru"); err != nil {
				t.Fatal(err)
			}
			if got := told(t, store, person); len(got) != 3 || !strings.HasPrefix(got[0], "STTP Anda "+p.Number+" dicabut.\nAlasan: Gelar keliru\n") {
				t.Errorf("after the revocation a participant is told %q", got)
			}
		}
		_, total, err := notify.Events(t.Context(), store, d.Committee, string(d.Agency.ID), notify.Narrow{Batch: string(batches[0].ID)}, 1)
		if err != nil || total != 2 {
			t.Errorf("%d events, %v; want the meeting and the issue", total, err)
		}
	})
}

func TestAnImportThatIsUndoneWasNeverTold(t *testing.T) {
	dbtest.Each(t, certificatetest.Schemas(), func(t *testing.T, store *db.DB) {
		d, batches := certificatetest.New(t, store, 40, 40)
		d.Registry.Post = &notify.Post{DB: store, Clock: d.Clock}
		p, err := roster.ByID(t.Context(), store, d.Agency.ID, d.Seats(t, batches[0].ID)[0].Person)
		if err != nil {
			t.Fatal(err)
		}
		imp, err := d.Registry.Import(t.Context(), d.Actor, d.Agency.ID, d.Preview(t, p), false)
		if err != nil {
			t.Fatal(err)
		}
		person := notify.Reader{Person: string(p.ID)}
		if got := told(t, store, person); len(got) != 1 || got[0] != "STTP Anda dari LAN sudah tercatat." {
			t.Errorf("told %q", got)
		}
		if err := d.Registry.Undo(t.Context(), d.Actor, d.Agency.ID, imp); err != nil {
			t.Fatal(err)
		}
		if got := told(t, store, person); len(got) != 0 {
			t.Errorf("still told %q", got)
		}
	})
}
