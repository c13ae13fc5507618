package certificate_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"strings"
	"sync"
	"testing"

	"pamong/internal/access"
	"pamong/internal/certificate"
	"pamong/internal/certificate/certificatetest"
	"pamong/internal/kit/db"
	"pamong/internal/kit/db/dbtest"
	"pamong/internal/kit/fault"
	"pamong/internal/kit/jobs"
	"pamong/internal/notify"
	"pamong/internal/regulation"
	"pamong/internal/roster"
	"pamong/internal/training"
	"pamong/internal/training/trainingtest"
)

// desk is an agency with batches.
type desk struct {
	*certificatetest.Desk
	batches []training.Batch
	people  []roster.Person
}

func each(t *testing.T, people, most int, f func(t *testing.T, d desk)) {
	t.Helper()
	dbtest.Each(t, certificatetest.Schemas(), func(t *testing.T, q *db.DB) {
		d, batches := certificatetest.New(t, q, people, most)
		all, err := roster.All(t.Context(), q, d.Agency.ID)
		if err != nil {
			t.Fatal(err)
		}
		f(t, desk{d, batches, all})
	})
}

func (d desk) person(t *testing.T, id roster.PersonID) roster.Person {
	t.Helper()
	for _, p := range d.people {
		if p.ID == id {
			return p
		}
	}
	t.Fatalf("no person %s", id)
	return roster.Person{}
}

func (d desk) register(t *testing.T, kind certificate.Kind) []certificate.Paper {
	t.Helper()
	list, err := certificate.Register(t.Context(), d.DB, d.Agency.ID, kind)
	if err != nil {
		t.Fatal(err)
	}
	if gaps, err := certificate.Gaps(t.Context(), d.DB, d.Agency.ID, kind); err != nil || gaps != 0 {
		t.Errorf("%d gaps in the register, %v", gaps, err)
	}
	return list
}

func (d desk) inForce(t *testing.T) map[string]certificate.STTP {
	t.Helper()
	m, err := certificate.All(t.Context(), d.DB, string(d.Agency.ID))
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// refused expects an error of a kind and with a key.
func refused(t *testing.T, what string, err error, kind fault.Kind, key string) {
	t.Helper()
	f := fault.Of(err)
	if f == nil || f.Kind != kind || f.Key != key {
		t.Errorf("%s: got %v, want %s", what, err, key)
	}
}

func TestWhoMayHaveAnSTTP(t *testing.T) {
	each(t, 8, 8, func(t *testing.T, d desk) {
		ctx, batch := t.Context(), d.batches[0].ID
		both := []certificate.Kind{certificate.Transcript, certificate.Own}
		_, _, err := d.Registry.Issue(ctx, d.Committee, d.Agency, batch, both, nil)
		refused(t, "issued before the meeting", err, fault.KindConflict, "certificate.not_locked")
		seats := d.Lock(t, batch, 1)
		_, _, err = d.Registry.Issue(ctx, d.Committee, d.Agency, batch, both, nil)
		refused(t, "issued without an accreditation", err, fault.KindConflict, "certificate.accreditation.off")
		d.Accredit(t)
		imported := d.Preview(t, d.person(t, seats[1].Person))
		if _, err := d.Registry.Import(ctx, d.Actor, d.Agency.ID, imported, false); err != nil {
			t.Fatal(err)
		}
		_, _, err = d.Registry.Issue(ctx, trainingtest.Holding(string(d.Agency.ID), access.Leader, access.Whole), d.Agency, batch, both, nil)
		refused(t, "issued by a leader", err, fault.KindForbidden, "access.forbidden")

		plan, out := d.Issue(t, batch)
		if out.Done[certificate.Transcript] != 8 || out.Done[certificate.Own] != 6 || len(out.Failed) != 0 {
			t.Fatalf("issued %v, failed %v", out.Done, out.Failed)
		}
		why := map[roster.PersonID]string{}
		for _, l := range plan.Left {
			why[l.Person.ID] = l.Key
		}
		if why[seats[0].Person] != "certificate.left.deferred" || why[seats[1].Person] != "certificate.left.imported" || len(why) != 2 {
			t.Errorf("left out: %v", why)
		}
		if again, out := d.Issue(t, batch); len(again.Todo) != 0 || out.All() != 0 {
			t.Errorf("issued again: %v", again.Todo)
		}
		all := d.inForce(t)
		if s := all[string(seats[2].Person)]; s.Paper == "" || s.Final != 8220 || s.Predicate != "Memuaskan" || s.EndedOn != d.batches[0].End {
			t.Errorf("the STTP of our own is %+v", s)
		}
		if s := all[string(seats[1].Person)]; s.Number != "LAN-0001" || len(all) != 7 {
			t.Errorf("%d STTP, the imported one %+v", len(all), s)
		}
		_, err = d.Registry.Import(ctx, d.Actor, d.Agency.ID, d.Preview(t, d.person(t, seats[2].Person)), false)
		refused(t, "imported over one of our own", err, fault.KindConflict, "certificate.rows_bad")
	})
}

func TestAPaperIsFrozen(t *testing.T) {
	each(t, 8, 8, func(t *testing.T, d desk) {
		d.Lock(t, d.batches[0].ID, 0)
		d.Accredit(t)
		d.Issue(t, d.batches[0].ID)
		for _, kind := range []certificate.Kind{certificate.Transcript, certificate.Own} {
			for i, p := range d.register(t, kind) {
				f, err := d.Registry.Files.Open(p.Hash)
				if err != nil {
					t.Fatal(err)
				}
				sum := sha256.New()
				if _, err := io.Copy(sum, f); err != nil {
					t.Fatal(err)
				}
				f.Close()
				if got := hex.EncodeToString(sum.Sum(nil)); got != p.Hash {
					t.Errorf("the file of %s has the hash %s, the register says %s", p.Number, got, p.Hash)
				}
				if found, err := certificate.ByCode(t.Context(), d.DB, p.Code); err != nil || found.ID != p.ID || p.Running != 8-i {
					t.Errorf("%s by its code: %s, %v", p.Number, found.Number, err)
				}
			}
		}
	})
}

func TestOfficersAtOnceTakeEachNumberOnce(t *testing.T) {
	each(t, 36, 12, func(t *testing.T, d desk) {
		if len(d.batches) != 3 {
			t.Fatalf("%d batches, want 3", len(d.batches))
		}
		for _, b := range d.batches {
			d.Lock(t, b.ID, 0)
		}
		d.Accredit(t)
		var all sync.WaitGroup
		for i := range 6 { // each batch twice
			all.Go(func() {
				_, out, err := d.Registry.Issue(t.Context(), d.Committee, d.Agency, d.batches[i%3].ID, []certificate.Kind{certificate.Transcript, certificate.Own}, nil)
				if err != nil || len(out.Failed) > 0 {
					t.Errorf("officer %d: %v %v", i, out.Failed, err)
				}
			})
		}
		all.Wait()
		for _, kind := range []certificate.Kind{certificate.Transcript, certificate.Own} {
			seen, people := map[int]bool{}, map[roster.PersonID]bool{}
			for _, p := range d.register(t, kind) {
				if seen[p.Running] || p.State != certificate.Valid || people[p.Person] {
					t.Errorf("%s is %s, taken before: %v", p.Number, p.State, seen[p.Running])
				}
				seen[p.Running], people[p.Person] = true, true
			}
			for n := range 36 {
				if !seen[n+1] {
					t.Errorf("%s: the number %d is missing", kind, n+1)
				}
			}
		}
		if n := len(d.inForce(t)); n != 36 {
			t.Errorf("%d STTP in force, want 36", n)
		}
	})
}

func TestRevokedAndReplaced(t *testing.T) {
	each(t, 8, 8, func(t *testing.T, d desk) {
		ctx, batch := t.Context(), d.batches[0].ID
		d.Lock(t, batch, 0)
		d.Accredit(t)
		d.Issue(t, batch)
		first, second := d.register(t, certificate.Own)[7], d.register(t, certificate.Own)[6]
		_, err := d.Registry.Replace(ctx, d.Committee, d.Agency, first.ID, " ")
		refused(t, "replaced without a reason", err, fault.KindInvalid, "fault.fields")
		for _, end := range []func(reason string) error{
			func(reason string) error { return d.Registry.Revoke(ctx, d.Committee, d.Agency, first.ID, reason) },
			func(reason string) error {
				_, err := d.Registry.Replace(ctx, d.Committee, d.Agency, first.ID, reason)
				return err
			},
		} {
			refused(t, "ended with a novel", end(strings.Repeat("é", 301)), fault.KindInvalid, "fault.fields")
		}
		next, err := d.Registry.Replace(ctx, d.Committee, d.Agency, first.ID, "Gelar salah")
		if err != nil || next.Running != 9 || next.Replaces != first.ID || next.State != certificate.Valid {
			t.Fatalf("replaced by %+v, %v", next, err)
		}
		old, err := certificate.ByID(ctx, d.DB, d.Agency.ID, first.ID)
		if err != nil || old.State != certificate.Replaced || old.Successor != next.ID || old.Reason != "Gelar salah" || old.Hash != first.Hash {
			t.Errorf("the old one is %+v, %v", old, err)
		}
		if chain, err := certificate.Chain(ctx, d.DB, old); err != nil || len(chain) != 1 || chain[0].ID != next.ID {
			t.Errorf("chain %v, %v", chain, err)
		}
		if s := d.inForce(t)[string(first.Person)]; s.Paper != next.ID || len(d.inForce(t)) != 8 {
			t.Errorf("in force is %+v", s)
		}
		_, err = d.Registry.Replace(ctx, d.Committee, d.Agency, first.ID, "Sekali lagi")
		refused(t, "replaced twice", err, fault.KindConflict, "certificate.not_valid")

		if err := d.Registry.Revoke(ctx, d.Committee, d.Agency, second.ID, "Terbit keliru"); err != nil {
			t.Fatal(err)
		}
		refused(t, "revoked twice", d.Registry.Revoke(ctx, d.Committee, d.Agency, second.ID, "Lagi"), fault.KindConflict, "certificate.not_valid")
		if _, has := d.inForce(t)[string(second.Person)]; has {
			t.Error("a revoked STTP is in force")
		}
		if _, err := d.Registry.Import(ctx, d.Actor, d.Agency.ID, d.Preview(t, d.person(t, second.Person)), false); err != nil {
			t.Errorf("import after the revocation: %v", err)
		}
		if plan, _ := d.Issue(t, batch); len(plan.Todo) != 0 {
			t.Errorf("one of our own beside the imported one: %v", plan.Todo)
		}
	})
}

func TestACorrectedResult(t *testing.T) {
	each(t, 8, 8, func(t *testing.T, d desk) {
		ctx, batch := t.Context(), d.batches[0].ID
		seats := d.Lock(t, batch, 0)
		d.Accredit(t)
		d.Issue(t, batch)
		table, err := d.Board.Table(ctx, d.Committee, d.Agency, batch)
		if err != nil {
			t.Fatal(err)
		}
		verdict := table.Rows[0].Verdict.ID
		if err := d.Board.Correct(ctx, d.Committee, d.Agency, verdict, map[string]regulation.Hundredths{"design": 9500}, regulation.Passed, "Nilai tertukar"); err != nil {
			t.Fatal(err)
		}
		plan, out := d.Issue(t, batch)
		if out.Done[certificate.Transcript] != 1 || out.Done[certificate.Own] != 0 {
			t.Errorf("issued %v, want one transcript", out.Done)
		}
		if left := plan.Waiting(certificate.Own); len(left) != 1 || left[0].Key != "certificate.left.corrected" {
			t.Errorf("left %v", left)
		}
		var own certificate.Paper
		for _, p := range d.register(t, certificate.Own) {
			if p.Person == seats[0].Person {
				own = p
			}
		}
		next, err := d.Registry.Replace(ctx, d.Committee, d.Agency, own.ID, "Nilai tertukar")
		if err != nil {
			t.Fatal(err)
		}
		if s := d.inForce(t)[string(seats[0].Person)]; s.Paper != next.ID || s.Final != 8480 {
			t.Errorf("in force is %+v", s)
		}
	})
}

// number takes the numbers of a batch and prints nothing, as an issue does
// that is killed in between.
func (d desk) number(t *testing.T, batch training.BatchID) certificate.Plan {
	t.Helper()
	table, err := d.Board.Table(t.Context(), d.Committee, d.Agency, batch)
	if err != nil {
		t.Fatal(err)
	}
	var plan certificate.Plan
	err = d.DB.InTx(t.Context(), func(tx *db.Tx) error {
		plan, err = d.Registry.Number(t.Context(), tx, d.Committee, d.Agency, table, certificate.Transcript, certificate.Own)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return plan
}

func TestOneWhoFailsStopsNobody(t *testing.T) {
	each(t, 8, 8, func(t *testing.T, d desk) {
		ctx, batch := t.Context(), d.batches[0].ID
		seats := d.Lock(t, batch, 0)
		d.Accredit(t)
		d.number(t, batch)
		// Between number and print LAN's list comes for one of them.
		imp, err := d.Registry.Import(ctx, d.Actor, d.Agency.ID, d.Preview(t, d.person(t, seats[2].Person)), false)
		if err != nil {
			t.Fatal(err)
		}
		out, err := d.Registry.Print(ctx, d.Committee, d.Agency, batch, nil)
		if err != nil || out.Done[certificate.Own] != 7 || out.Done[certificate.Transcript] != 8 || len(out.Failed) != 1 || out.Failed[0].Person.ID != seats[2].Person {
			t.Fatalf("printed %+v, %v", out, err)
		}
		p, err := certificate.ByID(ctx, d.DB, d.Agency.ID, out.Failed[0].Paper.ID)
		if err != nil || p.State != certificate.Making || p.Trouble.Key != "certificate.left.imported" {
			t.Errorf("the one that failed is %+v, %v", p, err)
		}
		if err := d.Registry.Undo(ctx, d.Actor, d.Agency.ID, imp); err != nil {
			t.Fatal(err)
		}
		d.Issue(t, batch)
		if p, err = certificate.ByID(ctx, d.DB, d.Agency.ID, p.ID); err != nil || p.State != certificate.Valid || p.Trouble.Key != "" {
			t.Errorf("after the list was undone it is %+v, %v", p, err)
		}
	})
}

func TestANumberWhoseGroundFellAwayIsVoid(t *testing.T) {
	each(t, 8, 8, func(t *testing.T, d desk) {
		ctx, batch := t.Context(), d.batches[0].ID
		seats := d.Lock(t, batch, 0)
		d.Accredit(t)
		d.number(t, batch)
		if _, err := d.Registry.Import(ctx, d.Actor, d.Agency.ID, d.Preview(t, d.person(t, seats[1].Person)), false); err != nil {
			t.Fatal(err)
		}
		d.Issue(t, batch)
		for _, p := range d.register(t, certificate.Own) {
			want := certificate.Valid
			if p.Person == seats[1].Person {
				want = certificate.Void
			}
			if p.State != want {
				t.Errorf("%s is %s, want %s", p.Number, p.State, want)
			}
			if _, err := certificate.ByCode(ctx, d.DB, p.Code); (err == nil) != (want == certificate.Valid) {
				t.Errorf("%s by its code: %v", p.Number, err)
			}
		}
	})
}

func TestASuccessorOfARevokedPaperHoldsNobodyBack(t *testing.T) {
	each(t, 8, 8, func(t *testing.T, d desk) {
		ctx, batch := t.Context(), d.batches[0].ID
		d.Lock(t, batch, 0)
		d.Accredit(t)
		d.Issue(t, batch)
		table, err := d.Board.Table(ctx, d.Committee, d.Agency, batch)
		if err != nil {
			t.Fatal(err)
		}
		row := table.Rows[0]
		if err := d.Board.Correct(ctx, d.Committee, d.Agency, row.Verdict.ID, map[string]regulation.Hundredths{"design": 9500}, regulation.Passed, "Nilai tertukar"); err != nil {
			t.Fatal(err)
		}
		d.number(t, batch) // the successor waits to be printed
		for _, p := range d.register(t, certificate.Transcript) {
			if p.Person == row.Person.ID && p.State == certificate.Valid {
				if err := d.Registry.Revoke(ctx, d.Committee, d.Agency, p.ID, "Terbit keliru"); err != nil {
					t.Fatal(err)
				}
			}
		}
		if _, out := d.Issue(t, batch); out.Done[certificate.Transcript] != 1 || len(out.Failed) != 0 {
			t.Errorf("printed %v, failed %v", out.Done, out.Failed)
		}
		if plan, _ := d.Issue(t, batch); len(plan.Todo) != 0 {
			t.Errorf("still to be printed: %v", plan.Todo)
		}
	})
}

func TestNothingIsPrintedAfterItWasSwitchedOff(t *testing.T) {
	each(t, 8, 8, func(t *testing.T, d desk) {
		ctx, batch := t.Context(), d.batches[0].ID
		d.Lock(t, batch, 0)
		d.Accredit(t)
		d.number(t, batch)
		if err := d.Registry.Accredit(ctx, d.Actor, d.Agency, certificate.Accreditation{Reason: "Akreditasi dibekukan"}); err != nil {
			t.Fatal(err)
		}
		out, err := d.Registry.Print(ctx, d.Committee, d.Agency, batch, nil)
		if err != nil || out.Done[certificate.Transcript] != 8 || out.Done[certificate.Own] != 0 || len(out.Failed) != 8 {
			t.Fatalf("printed %v, %d failed, %v", out.Done, len(out.Failed), err)
		}
		refused(t, "printed while it is off", out.Failed[0].Err, fault.KindConflict, "certificate.accreditation.off")
		n := certificatetest.Basis()
		n.Reason = "Dibuka kembali"
		if err := d.Registry.Accredit(ctx, d.Actor, d.Agency, n); err != nil {
			t.Fatal(err)
		}
		if _, out := d.Issue(t, batch); out.Done[certificate.Own] != 8 || len(d.register(t, certificate.Own)) != 8 {
			t.Errorf("after it was switched on again: %v", out.Done)
		}
	})
}

func TestAKilledPrintingGoesOnWhereItStopped(t *testing.T) {
	each(t, 12, 12, func(t *testing.T, d desk) {
		batch := d.batches[0].ID
		d.Lock(t, batch, 0)
		d.Accredit(t)
		d.number(t, batch)
		ctx, kill := context.WithCancel(t.Context())
		first, err := d.Registry.Print(ctx, d.Committee, d.Agency, batch, func(done, _ int) {
			if done >= 5 {
				kill()
			}
		})
		if err == nil || first.All() < 5 || first.All() > 23 {
			t.Fatalf("killed after %d, %v", first.All(), err)
		}
		before := d.register(t, certificate.Own)
		second, err := d.Registry.Print(t.Context(), d.Committee, d.Agency, batch, nil)
		if err != nil || first.All()+second.All() != 24 {
			t.Fatalf("printed %d and %d, want 24 in all; %v", first.All(), second.All(), err)
		}
		for i, p := range d.register(t, certificate.Own) {
			if p.Number != before[i].Number || p.State != certificate.Valid || before[i].Hash != "" && before[i].Hash != p.Hash {
				t.Errorf("%s became %+v", before[i].Number, p)
			}
		}
	})
}

func TestTheQueueIssuesAWholeBatch(t *testing.T) {
	each(t, 8, 8, func(t *testing.T, d desk) {
		batch := d.batches[0].ID
		d.Lock(t, batch, 0)
		d.Accredit(t)
		task, plan, err := d.Registry.Begin(t.Context(), d.Committee, d.Agency, batch, certificate.Transcript, certificate.Own)
		if err != nil || task == "" || len(plan.Todo) != 16 {
			t.Fatalf("queued %q for %d papers, %v", task, len(plan.Todo), err)
		}
		ctx, stop := context.WithCancel(t.Context())
		ended := make(chan error, 1)
		go func() {
			ended <- d.Registry.Jobs.Work(ctx, map[string]jobs.Reaction{certificate.PrintJob: d.Registry.PrintQueued})
		}()
		var now jobs.Task
		for now.State != jobs.Done && now.State != jobs.Failed && t.Context().Err() == nil {
			if now, err = jobs.Find(t.Context(), d.DB, string(d.Agency.ID), task); err != nil {
				t.Fatal(err)
			}
		}
		stop()
		if err := <-ended; err != nil {
			t.Error(err)
		}
		if now.State != jobs.Done || now.Total != 16 || now.Outcome.Key != "certificate.job.all" || fmt.Sprint(now.Outcome.Args) != "[N 16]" {
			t.Errorf("the task ended as %+v", now)
		}
		notes, n, err := notify.Inbox(t.Context(), d.DB, notify.Reader{Person: string(plan.Todo[0].Person)}, false, 1)
		if err != nil || n != 1 || notes[0].Text.Key != "certificate.told.both" {
			t.Errorf("told %+v, %v", notes, err)
		}
		if n := len(d.inForce(t)); n != 8 {
			t.Errorf("%d STTP in force, want 8", n)
		}
		if task, _, err = d.Registry.Begin(t.Context(), d.Committee, d.Agency, batch, certificate.Transcript, certificate.Own); err != nil || task != "" {
			t.Errorf("queued again: %q, %v", task, err)
		}
	})
}
