package app

import (
	"strings"

	"pamong/internal/access"
	"pamong/internal/document"
	"pamong/internal/org"
	"pamong/internal/probation"
	"pamong/internal/roster"
)

// scans are waiting in Pontianak: one that nobody can match, one without a kind.
func (e *exercise) scans(h *House, agencies []org.Agency) {
	e.t.Helper()
	for _, a := range agencies {
		if a.Code != "pontianak" {
			continue
		}
		people, err := roster.All(e.t.Context(), h.DB, a.ID)
		if err != nil {
			e.t.Fatal(err)
		}
		var sent []document.Sent
		for _, name := range []string{"SPMT.pdf", people[0].NIP + ".pdf", "Ijazah_" + people[1].NIP + ".pdf", "surat sehat " + people[2].NIP + ".pdf"} {
			body := "%PDF-1.7 " + name
			sent = append(sent, document.Sent{Name: name, Size: int64(len(body)), Open: func() (document.SentFile, error) { return inMemory{strings.NewReader(body)}, nil }})
		}
		if _, err := h.Papers.StageScans(e.t.Context(), access.System("exercise"), a, sent, ""); err != nil {
			e.t.Fatal(err)
		}
	}
}

// examine plans a health examination in Pontianak and gives people their days.
func (e *exercise) examine(h *House, agencies []org.Agency) {
	e.t.Helper()
	ctx, desk := e.t.Context(), access.System("exercise")
	for _, a := range agencies {
		if a.Code != "pontianak" {
			continue
		}
		waiting, _, err := h.Probation.HealthQueue(ctx, desk, a)
		if err != nil || len(waiting) < 3 {
			e.t.Fatalf("%d people wait for a health examination: %v", len(waiting), err)
		}
		exam, err := h.Probation.PlanExam(ctx, desk, a, probation.Exam{Hospital: "RSUD Sultan Syarif", FirstDay: a.Today(h.Clock.Now()), Quota: 2})
		if err == nil {
			_, err = h.Probation.SeatExam(ctx, desk, a, exam, []string{string(waiting[0].ID), string(waiting[1].ID)})
		}
		if err != nil {
			e.t.Fatal(err)
		}
	}
}

// inMemory is a file that lies in memory.
type inMemory struct{ *strings.Reader }

// Close does nothing.
func (inMemory) Close() error { return nil }
