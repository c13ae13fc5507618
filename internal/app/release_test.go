package app

import (
	"io"
	"net/http"
	"strings"
	"testing"

	"pamong/internal/access"
	"pamong/internal/audit"
	"pamong/internal/identity"
	"pamong/internal/kit/fault"
	"pamong/internal/org"
	"pamong/internal/probation"
)

// keeps gives the person of a journey what an agency keeps: unexcused days, a
// decree of discipline, and a role of their account; and opens a case.
func (j *journey) keeps() probation.CaseID {
	j.t.Helper()
	ctx, person := j.t.Context(), string(j.p.ID)
	today := j.from.Today(j.h.Clock.Now())
	if _, err := j.h.Probation.Absence(ctx, j.officer, j.from, person, today.AddDays(-7), today.AddDays(-1), "rekap kehadiran"); err != nil {
		j.t.Fatal(err)
	}
	invite := identity.Invitation{Name: j.p.Name, NIP: j.p.NIP, Person: person, Role: access.Auditor, Scope: access.Whole}
	if _, _, err := j.h.Identity.Invite(ctx, access.System("test"), string(j.from.ID), invite); err != nil {
		j.t.Fatal(err)
	}
	return j.takes(probation.CaseOpened, "")
}

// takes enters a step of a discipline case.
func (j *journey) takes(kind probation.StepKind, c probation.CaseID) probation.CaseID {
	j.t.Helper()
	id, err := j.h.Probation.Take(j.t.Context(), j.officer, j.from, probation.Step{Person: string(j.p.ID), Case: c, Kind: kind, Number: "860/1", IssuedOn: j.from.Today(j.h.Clock.Now()), Reason: "menurut laporan"})
	if err != nil {
		j.t.Fatal(err)
	}
	return probation.CaseID(id)
}

// The road to PNS holds who is on it: the page says so before anybody types,
// the offer, the file and an acceptance are refused, and the other office learns
// nothing of the matter.
func TestWhoIsOnTheRoadStaysUntilItIsSettled(t *testing.T) {
	j := newJourney(t)
	ctx := t.Context()
	officer := seatOf(t, j.e, access.Officer, "bontang")
	form := "/a/bontang/people/" + string(j.p.ID) + "/release"
	c := j.keeps()
	page := j.e.read(officer, form)
	for _, want := range []string{"perkara disiplinnya masih terbuka", "/people/" + string(j.p.ID) + "/road", "hari tidak masuk tanpa alasan", "perkara disiplin", "peran penjamin", "sttp latsar", "data diri dan kepegawaian"} {
		if !strings.Contains(strings.ToLower(page), want) {
			t.Errorf("the page of the release does not say %q", want)
		}
	}
	for _, code := range []string{"pontianak", ""} {
		if _, err := j.release(code); fault.KindOf(err) != fault.KindConflict || fault.Of(err).Key != "roster.release_open" {
			t.Errorf("to %q somebody with an open case may leave: %v", code, err)
		}
	}
	j.takes(probation.CaseDropped, c)
	if page := j.e.read(officer, form); strings.Contains(page, "Masih ada yang harus selesai") {
		t.Error("what is settled still stands in the way")
	}
	id, err := j.release("pontianak")
	if err != nil {
		t.Fatal(err)
	}
	again := j.takes(probation.CaseOpened, "")
	if _, err := j.h.Roster.Accept(ctx, j.other, j.to.ID, id, ""); fault.KindOf(err) != fault.KindConflict || fault.Of(err).Key != "roster.accept_open" {
		t.Errorf("an offer made before the case is accepted: %v", err)
	}
	their := j.e.seat(access.Officer)
	code, body := j.e.press(their, "/a/pontianak/transfers/"+string(id)+"/accept", nil)
	if code != http.StatusConflict || strings.Contains(strings.ToLower(body), "disiplin") || !strings.Contains(body, "harus diselesaikan Kota Bontang dulu") {
		t.Errorf("the other office is answered %d", code)
	}
	if page := j.e.read(officer, "/a/bontang/transfers/"+string(id)); !strings.Contains(page, "Perkara disiplinnya masih terbuka") {
		t.Error("the own office does not see what holds its offer")
	}
	j.takes(probation.CaseDropped, again)
	if code, _ := j.e.press(their, "/a/pontianak/transfers/"+string(id)+"/accept", nil); code != http.StatusSeeOther {
		t.Errorf("what is settled is accepted with %d", code)
	}
	j.told(their, "Kota Bontang melepas "+j.p.Name)
	j.told(officer, "Kota Pontianak sudah menerima "+j.p.Name)
}

// told expects a message in somebody's inbox.
func (j *journey) told(s seat, text string) {
	j.t.Helper()
	if page := j.e.read(s, "/inbox"); strings.Count(page, text) != 1 {
		j.t.Errorf("%s is told %d times: %s", s, strings.Count(page, text), text)
	}
}

// seatOf returns who has a role in a city.
func seatOf(t *testing.T, e *exercise, role access.Role, city string) seat {
	t.Helper()
	for _, s := range e.seats {
		if s.role == role && s.city == city {
			return s
		}
	}
	t.Fatalf("nobody is %s of %s", role, city)
	return seat{}
}

// A download of the sealed record stands in the trail, by page.
func TestADownloadedRecordStandsInTheTrail(t *testing.T) {
	e := newExercise(t)
	officer := e.seat(access.Officer)
	a, err := org.AgencyByCode(t.Context(), e.house.DB, "pontianak")
	if err != nil {
		t.Fatal(err)
	}
	var at string
	for _, known := range e.known["GET /a/{agency}/transfers/{transfer}"] {
		at = known
	}
	answer := e.send(officer, http.MethodGet, at+"/record.zip", "")
	if body, err := io.ReadAll(answer.Body); err != nil || answer.StatusCode != http.StatusOK || !strings.HasPrefix(string(body), "PK") {
		t.Fatalf("the record answers %d, %v", answer.StatusCode, err)
	}
	rows, err := audit.List(t.Context(), e.house.DB, audit.Filter{Agency: string(a.ID), Act: "roster.record", Limit: 5})
	if err != nil || len(rows) != 1 || rows[0].Actor != "account:"+officer.account {
		t.Errorf("the trail says %+v, %v", rows, err)
	}
	if page := e.read(officer, "/a/pontianak/audit?act=roster.record"); !strings.Contains(page, "mengunduh berkas pindah") {
		t.Error("the page of the trail does not name the download")
	}
}
