package app

import (
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"pamong/internal/access"
	"pamong/internal/org"
	"pamong/internal/roster"
)

// TestTwoOfficersCorrectOnePersonAtOnce holds that both are told and that
// nothing typed is lost.
func TestTwoOfficersCorrectOnePersonAtOnce(t *testing.T) {
	e := newExercise(t)
	a, err := org.AgencyByCode(t.Context(), e.house.DB, "pontianak")
	if err != nil {
		t.Fatal(err)
	}
	people, err := roster.All(t.Context(), e.house.DB, a.ID)
	if err != nil {
		t.Fatal(err)
	}
	p := people[0]
	form := func(position string) string {
		v := url.Values{"version": {strconv.Itoa(p.Version)}, "name": {p.Name}, "sex": {p.Sex}, "born": {string(p.Born)}, "golongan": {p.Golongan}, "tmt": {string(p.TMT)}, "position": {position}, "from": {"2025-08-01"}, "reason": {"SK diperbaiki"}}
		return v.Encode()
	}
	address := "/a/pontianak/people/" + string(p.ID) + "/correct"
	first, second := e.seat(access.Officer), e.seat(access.Admin)
	if answer := e.send(first, http.MethodPost, address, form("Jabatan Pertama")); answer.StatusCode != http.StatusSeeOther {
		t.Fatalf("the first correction answers %d", answer.StatusCode)
	}
	answer := e.send(second, http.MethodPost, address, form("Jabatan Kedua"))
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	page := string(body)
	if answer.StatusCode != http.StatusConflict || !strings.Contains(page, "Jabatan Kedua") || !strings.Contains(page, "Jabatan Pertama") {
		t.Errorf("the second officer is answered %d without what both typed", answer.StatusCode)
	}
	if !strings.Contains(e.read(first, "/inbox"), "bersamaan dengan Anda") {
		t.Error("the first officer is not told")
	}
	now, err := roster.ByID(t.Context(), e.house.DB, a.ID, p.ID)
	if err != nil || now.Position != "Jabatan Pertama" {
		t.Errorf("the roster says %q, %v", now.Position, err)
	}
}
