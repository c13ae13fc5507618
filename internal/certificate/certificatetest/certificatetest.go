// Package certificatetest makes a batch whose results are locked and an
// institute that may issue STTP, quickly, for the tests of this house and of
// every later one. Its course ended two days before its clock stands.
package certificatetest

import (
	"bytes"
	"fmt"
	"io/fs"
	"log/slog"
	"strings"
	"testing"
	"time"

	"pamong/internal/access"
	"pamong/internal/attendance"
	"pamong/internal/certificate"
	"pamong/internal/evaluation"
	"pamong/internal/identity"
	"pamong/internal/kit/blob"
	"pamong/internal/kit/db"
	"pamong/internal/kit/i18n"
	"pamong/internal/kit/jobs"
	"pamong/internal/kit/pdf"
	"pamong/internal/notify"
	"pamong/internal/regulation"
	"pamong/internal/roster"
	"pamong/internal/schedule"
	"pamong/internal/trainer"
	"pamong/internal/training"
	"pamong/internal/training/trainingtest"
	"pamong/internal/venue"
)

// Schemas are the tables that a registry needs, in order.
func Schemas() []fs.FS {
	return append(trainingtest.Schemas(), trainer.Schema, venue.Schema, schedule.Schema, attendance.Schema, evaluation.Schema, certificate.Schema, jobs.Schema, identity.Schema, notify.Schema)
}

// Check is where the QR codes of the papers lead.
const Check = "https://pamong.example/c/"

// Desk is an agency whose batches can be locked and get their papers.
type Desk struct {
	*trainingtest.Desk
	Board     *evaluation.Board
	Registry  *certificate.Registry
	Committee access.Actor
}

// New makes an agency with so many people in batches of at most the cap, none
// of them locked, on an empty database.
func New(t testing.TB, d *db.DB, people, most int) (*Desk, []training.Batch) {
	t.Helper()
	if _, err := jobs.Migrate(t.Context(), d); err != nil {
		t.Fatal(err)
	}
	desk := &Desk{Desk: trainingtest.New(t, d)}
	desk.Committee = trainingtest.Holding(string(desk.Agency.ID), access.Committee, access.Whole)
	desk.Board = &evaluation.Board{DB: d, Clock: desk.Clock}
	texts, err := i18n.NewCatalogue(certificate.Messages, pdf.Messages, evaluation.Messages, "key,id,en,en_one\napp.government,Pemerintah {{.Name}},Government of {{.Name}}\n")
	if err != nil {
		t.Fatal(err)
	}
	log := slog.New(slog.NewTextHandler(t.Output(), nil))
	queue, err := jobs.New(d, desk.Clock, log)
	if err != nil {
		t.Fatal(err)
	}
	post := &notify.Post{DB: d, Clock: desk.Clock, Jobs: queue, Catalogue: texts, Address: func() string { return "https://pamong.example" }}
	desk.Registry = &certificate.Registry{Post: post, DB: d, Clock: desk.Clock, Rules: desk.Planner.Rules, Board: desk.Board, Files: blob.Folder(t.TempDir()), Jobs: queue, Log: log, Speak: texts.Speaker(i18n.Indonesian),
		Ink: func(int) string { return "#00664f" }, Check: func() string { return Check }}
	desk.People(t, 0, people)
	o := trainingtest.Order("Latsar 2025")
	o.Waves, o.Cap = 1, most
	batches := desk.Batches(t, desk.Programme(t, o))
	desk.Clock.Set(batches[0].End.Time().Add(2*24*time.Hour + 3*time.Hour))
	return desk, batches
}

// marks are those of somebody who passes with 82.20.
var marks = []evaluation.NewMark{
	{Component: "attitude", Marker: evaluation.Organiser, Value: 8800}, {Component: "mooc", Marker: evaluation.SystemMark, Value: 7000},
	{Component: "elearning", Marker: evaluation.Organiser, Value: 7500}, {Component: "design", Marker: evaluation.ExaminerM, Value: 8200},
	{Component: "achievement", Marker: evaluation.ExaminerM, Value: 8400}, {Component: "benefit", Marker: evaluation.ExaminerM, Value: 8400},
	{Component: "communication", Marker: evaluation.ExaminerM, Value: 8400}, {Component: "pktbt", Marker: evaluation.HomeAgency, Value: 8600},
}

// Lock marks everybody of a batch, holds the meeting, and fixes the results:
// all pass but the first so many, who are deferred.
func (d *Desk) Lock(t testing.TB, batch training.BatchID, deferred int) []training.Seat {
	t.Helper()
	ctx, seats := t.Context(), d.Seats(t, batch)
	var list []evaluation.NewMark
	for _, s := range seats {
		for _, m := range marks {
			m.Seat = s.ID
			list = append(list, m)
		}
	}
	if _, err := d.Board.Enter(ctx, d.Committee, d.Agency, batch, list, ""); err != nil {
		t.Fatal(err)
	}
	meeting := evaluation.Meeting{Batch: batch, HeldOn: d.Agency.Today(d.Clock.Now()), Chair: "Drs. Bambang Hermansyah, M.Si.", Present: []evaluation.Attendee{{Name: "Sri Mulyani Astuti, S.E., M.M."}}}
	if err := d.Board.Prepare(ctx, d.Committee, d.Agency, meeting); err != nil {
		t.Fatal(err)
	}
	for _, s := range seats[:deferred] {
		if err := d.Board.Decide(ctx, d.Committee, d.Agency, batch, s.Chain, regulation.Deferred, "Laporan menyusul"); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := d.Board.ConfirmAll(ctx, d.Committee, d.Agency, batch); err != nil {
		t.Fatal(err)
	}
	if err := d.Board.Lock(ctx, d.Committee, d.Agency, batch, true); err != nil {
		t.Fatal(err)
	}
	return seats
}

// Basis is an accreditation that holds for the years of the story.
func Basis() certificate.Accreditation {
	return certificate.Accreditation{On: true, Institute: "BKPSDM Kota Pontianak", Number: "123/K.1/PDP.09/2024", Dated: "2024-03-04", Until: "2027-03-04", Signer: "Drs. Bambang Hermansyah, M.Si.", SignerNIP: "197411202000031902",
		Position: "Kepala BKPSDM Kota Pontianak", Place: "Pontianak", Form: "{nomor:8}/LATSAR CPNS/{golongan}/{instansi}/{tahun}"}
}

// Accredit switches the own issue of STTP on.
func (d *Desk) Accredit(t testing.TB) {
	t.Helper()
	if err := d.Registry.Accredit(t.Context(), d.Actor, d.Agency, Basis()); err != nil {
		t.Fatal(err)
	}
}

// Issue issues transcripts and STTP of a batch.
func (d *Desk) Issue(t testing.TB, batch training.BatchID) (certificate.Plan, certificate.Printed) {
	t.Helper()
	plan, out, err := d.Registry.Issue(t.Context(), d.Committee, d.Agency, batch, []certificate.Kind{certificate.Transcript, certificate.Own}, nil)
	if err != nil {
		t.Fatal(err)
	}
	return plan, out
}

// Preview reads a list that LAN would send for some people.
func (d *Desk) Preview(t testing.TB, people ...roster.Person) *certificate.Preview {
	t.Helper()
	var text bytes.Buffer
	text.WriteString("NIP;Nama;Nomor STTP;Tanggal STTP;Nilai Akhir\n")
	for i, p := range people {
		fmt.Fprintf(&text, "%s;%s;LAN-%04d;2025-10-20;85,00\n", p.NIP, p.Name, i+1)
	}
	content := strings.NewReader(text.String())
	preview, err := d.Registry.Read(t.Context(), d.Actor, d.Agency.ID, roster.File{ReaderAt: content, Size: int64(text.Len()), Name: "sttp.csv"})
	if err != nil {
		t.Fatal(err)
	}
	return preview
}
