package app

import (
	"bytes"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"pamong/internal/access"
	"pamong/internal/certificate"
	"pamong/internal/document"
	"pamong/internal/identity"
	"pamong/internal/kit/blob"
	"pamong/internal/kit/fault"
	"pamong/internal/org"
	"pamong/internal/probation"
	"pamong/internal/roster"
)

// journey is somebody of Bontang who has an STTP, papers and performance and
// moves to Pontianak.
type journey struct {
	t              *testing.T
	e              *exercise
	h              *House
	from, to       org.Agency
	officer, other access.Actor
	p              roster.Person
}

func newJourney(t *testing.T) *journey {
	t.Helper()
	e := newExercise(t)
	j := &journey{t: t, e: e, h: e.house}
	var err error
	if j.from, err = org.AgencyByCode(t.Context(), j.h.DB, "bontang"); err != nil {
		t.Fatal(err)
	}
	if j.to, err = org.AgencyByCode(t.Context(), j.h.DB, "pontianak"); err != nil {
		t.Fatal(err)
	}
	over := func(a org.Agency) access.Actor {
		return access.AccountActor("o"+a.Code, []access.Grant{{Role: access.Officer, Agency: string(a.ID), Scope: access.Whole}})
	}
	j.officer, j.other = over(j.from), over(j.to)
	people, err := roster.All(t.Context(), j.h.DB, j.from.ID)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range people {
		seat, err := seatNow(t.Context(), j.h.DB, p.ID)
		if err != nil {
			t.Fatal(err)
		}
		if held, err := certificate.Of(t.Context(), j.h.DB, string(p.ID)); err == nil && held.Number != "" && seat == "" {
			j.p = p
			break
		}
	}
	if j.p.ID == "" {
		t.Fatal("nobody in Bontang has an STTP and no seat")
	}
	return j
}

// release lets the person go; code "" is an agency that is not here.
func (j *journey) release(code string) (roster.TransferID, error) {
	j.t.Helper()
	p, err := roster.ByID(j.t.Context(), j.h.DB, j.from.ID, j.p.ID)
	if err != nil {
		j.t.Fatal(err)
	}
	return j.h.Roster.Release(j.t.Context(), j.officer, j.from.ID, p.ID, p.Version,
		roster.Release{To: code, Name: "Kabupaten Contoh", Left: j.from.Today(j.h.Clock.Now()), Number: "824/7/BKPSDM/2026", Reason: "mengikuti suami"})
}

// known is what two agencies know of one person.
func (j *journey) known(person roster.PersonID) map[string]any {
	j.t.Helper()
	held, err := certificate.Of(j.t.Context(), j.h.DB, string(person))
	if err != nil {
		j.t.Fatal(err)
	}
	papers, err := document.InForce(j.t.Context(), j.h.DB, string(person))
	if err != nil {
		j.t.Fatal(err)
	}
	var numbers []string
	for kind, p := range papers {
		numbers = append(numbers, string(kind)+" "+p.Number+" "+string(p.State)+" "+p.File.Hash)
	}
	slices.Sort(numbers)
	rated, err := probation.PerformanceOf(j.t.Context(), j.h.DB, person)
	if err != nil {
		j.t.Fatal(err)
	}
	return map[string]any{"sttp": held.Number, "papers": numbers, "performance": rated}
}

func TestSomebodyGoesToAnotherAgencyHere(t *testing.T) {
	j := newJourney(t)
	ctx, before := t.Context(), j.known(j.p.ID)
	account, _, err := j.h.Identity.Invite(ctx, access.System("test"), string(j.from.ID), identity.Invitation{Name: j.p.Name, NIP: j.p.NIP, Person: string(j.p.ID), Role: access.Participant, Scope: access.PersonScope(string(j.p.ID))})
	if err != nil {
		t.Fatal(err)
	}
	id, err := j.release("pontianak")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := j.release("pontianak"); fault.KindOf(err) != fault.KindConflict {
		t.Errorf("released twice: %v", err)
	}
	if err := j.h.Roster.Recall(ctx, j.other, j.to.ID, id); fault.KindOf(err) != fault.KindConflict {
		t.Errorf("the receiver takes the offer back: %v", err)
	}
	if err := j.h.Roster.Recall(ctx, j.officer, j.from.ID, id); err != nil {
		t.Fatal(err)
	}
	if _, err := roster.TransferOf(ctx, j.h.DB, j.to.ID, id); fault.KindOf(err) != fault.KindNotFound {
		t.Errorf("an offer that was taken back is still seen: %v", err)
	}
	if id, err = j.release("pontianak"); err != nil {
		t.Fatal(err)
	}
	page := j.e.read(j.e.seat(access.Officer), "/a/pontianak/transfers/"+string(id))
	if !strings.Contains(page, j.p.NIP) || !strings.Contains(page, "824/7/BKPSDM/2026") {
		t.Error("the receiving office does not see what it is offered")
	}
	now, err := j.h.Roster.Accept(ctx, j.other, j.to.ID, id, "")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(before, j.known(now)); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(before, j.known(j.p.ID)); diff != "" {
		t.Errorf("the history at home changed: %s", diff)
	}
	here, err := roster.ByID(ctx, j.h.DB, j.to.ID, now)
	was, failed := roster.ByID(ctx, j.h.DB, j.from.ID, j.p.ID)
	if err != nil || failed != nil || here.Appointment != j.p.Appointment || here.Name != j.p.Name || was.State != roster.Left || was.Unit != "" {
		t.Errorf("here %+v, was %+v, %v %v", here, was, err, failed)
	}
	grants, err := access.GrantsOf(ctx, j.h.DB, string(account))
	if want := (access.Grant{Role: access.Participant, Agency: string(j.to.ID), Scope: access.PersonScope(string(now))}); err != nil || len(grants) != 1 || grants[0] != want {
		t.Errorf("the account has %v, %v", grants, err)
	}
	if _, err := j.h.Roster.Accept(ctx, j.other, j.to.ID, id, ""); fault.KindOf(err) != fault.KindConflict {
		t.Errorf("accepted twice: %v", err)
	}
	refuseWhoSits(t, j)
}

// refuseWhoSits holds that nobody leaves from a running batch.
func refuseWhoSits(t *testing.T, j *journey) {
	t.Helper()
	people, err := roster.All(t.Context(), j.h.DB, j.to.ID)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range people {
		if seat, err := seatNow(t.Context(), j.h.DB, p.ID); err != nil || seat == "" {
			continue
		}
		_, err := j.h.Roster.Release(t.Context(), j.other, j.to.ID, p.ID, p.Version, roster.Release{To: "bontang", Left: j.to.Today(j.h.Clock.Now()), Number: "1", Reason: "pindah"})
		if fault.KindOf(err) != fault.KindConflict || fault.Of(err).Key != "roster.release_seated" {
			t.Errorf("who sits in a batch may leave: %v", err)
		}
		if page := j.e.read(j.e.seat(access.Officer), "/a/pontianak/people/"+string(p.ID)+"/release"); !strings.Contains(page, "/defer") {
			t.Error("the page offers no deferral")
		}
		return
	}
	t.Fatal("nobody sits in a batch of Pontianak")
}

func TestSomebodyComesByASealedFile(t *testing.T) {
	j, ctx := newJourney(t), t.Context()
	diploma := document.Paper{Agency: string(j.from.ID), Person: string(j.p.ID), Kind: document.Diploma}
	if _, err := j.h.Papers.Upload(ctx, j.officer, diploma, j.from.Today(j.h.Clock.Now()), "ijazah.pdf", strings.NewReader("%PDF-1.7 ijazah")); err != nil {
		t.Fatal(err)
	}
	before := j.known(j.p.ID)
	id, err := j.release("")
	if err != nil {
		t.Fatal(err)
	}
	if err := j.h.Roster.Recall(ctx, j.officer, j.from.ID, id); err != nil {
		t.Fatal(err)
	}
	back, err := roster.ByID(ctx, j.h.DB, j.from.ID, j.p.ID)
	if back.Version = j.p.Version; err != nil || back != j.p {
		t.Errorf("after the recall %+v, want %+v, %v", back, j.p, err)
	}
	if id, err = j.release(""); err != nil {
		t.Fatal(err)
	}
	transfer, err := roster.TransferOf(ctx, j.h.DB, j.from.ID, id)
	if err != nil {
		t.Fatal(err)
	}
	var file bytes.Buffer
	if err := j.h.Roster.File(ctx, j.officer, j.from.ID, id, &file); err != nil {
		t.Fatal(err)
	}
	receive := func(content []byte, code string) (roster.PersonID, error) {
		return j.h.Roster.Receive(ctx, j.other, j.to.ID, bytes.NewReader(content), int64(len(content)), code, "")
	}
	for name, try := range map[string]struct {
		content []byte
		code    string
	}{
		"a wrong code":    {file.Bytes(), "0000-0000-0000-0000"},
		"half a file":     {file.Bytes()[:file.Len()/2], transfer.Code()},
		"no file at all":  {nil, transfer.Code()},
		"an altered file": {bytes.Replace(file.Bytes(), []byte("record.json"), []byte("r3cord.json"), -1), transfer.Code()},
	} {
		if _, err := receive(try.content, try.code); fault.KindOf(err) != fault.KindInvalid {
			t.Errorf("%s: %v", name, err)
		}
	}
	now, err := receive(file.Bytes(), strings.ToLower(transfer.Code()))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(before, j.known(now)); diff != "" {
		t.Error(diff)
	}
	kept := j.h.Roster.Files
	j.h.Roster.Files = blob.Folder(t.TempDir())
	if _, err := receive(file.Bytes(), transfer.Code()); fault.KindOf(err) != fault.KindInvalid || !bytes.Contains(file.Bytes(), []byte("files/")) {
		t.Errorf("taken in twice: %v", err)
	}
	if left, err := j.h.Roster.Files.Hashes(); err != nil || len(left) != 0 {
		t.Errorf("the refused record left files: %v, %v", left, err)
	}
	j.h.Roster.Files = kept
	answer := j.e.send(j.e.seat(access.Officer), http.MethodGet, "/a/pontianak/transfers/"+string(id)+"/record.zip", "")
	if body, err := io.ReadAll(answer.Body); err != nil || answer.StatusCode != http.StatusNotFound || bytes.Contains(body, []byte("PK")) {
		t.Errorf("the file of another office answers %d, %v", answer.StatusCode, err)
	}
	if n := j.e.rows()["roster_transfer"]; n != 4 {
		t.Errorf("%d transfers, want that of the exercise, the one taken back, the one released and the one received", n)
	}
}

// leave lets somebody of Pontianak who has no seat go to an agency elsewhere.
func (e *exercise) leave(h *House, agencies []org.Agency) {
	e.t.Helper()
	for _, a := range agencies {
		if a.Code != "pontianak" {
			continue
		}
		id, err := h.Roster.Add(e.t.Context(), access.System("exercise"), a.ID, roster.Person{NIP: "199603032025051903", Name: "Citra Anggraini", Appointment: roster.Appointment{Golongan: "III/a"}}, "")
		if err != nil {
			e.t.Fatal(err)
		}
		transfer, err := h.Roster.Release(e.t.Context(), access.System("exercise"), a.ID, id, 1, roster.Release{Name: "Kabupaten Contoh", Left: a.Today(h.Clock.Now()), Number: "824/1/2025", Reason: "mengikuti orang tua"})
		if err != nil {
			e.t.Fatal(err)
		}
		e.learn(http.MethodGet, a.Path("transfers/"+string(transfer)))
	}
}
