package roster

import (
	"testing"
	"time"

	"pamong/internal/kit/blob"
	"pamong/internal/kit/clock"
	"pamong/internal/kit/db"
	"pamong/internal/kit/db/dbtest"
)

// Papers that were there when a record was sealed are not taken back under it;
// those that came later are no part of it.
func TestWhoseRecordHoldsTheirPapers(t *testing.T) {
	dbtest.Each(t, tables, func(t *testing.T, d *db.DB) {
		o, ctx := newOffice(t, d), t.Context()
		o.Files = blob.Folder(t.TempDir())
		other, their := o.neighbour(t)
		one, two := two(t, o)
		people, entered := []string{string(one), string(two)}, o.Clock.Now()
		sealed := func(since time.Time, who ...string) int {
			t.Helper()
			n, err := Sealed(ctx, d, o.agency, who, since)
			if err != nil {
				t.Fatal(err)
			}
			return n
		}
		on := func() { o.Clock.(*clock.Fixed).Advance(time.Hour) }
		if n := sealed(entered, people...); n != 0 {
			t.Errorf("nobody has gone, sealed are %d", n)
		}
		on()
		offer, err := o.Release(ctx, o.me, o.agency, one, 0, Release{To: "singkawang", Left: "2025-07-01", Number: "824/1", Reason: "mutasi"})
		if err != nil {
			t.Fatal(err)
		}
		gone, err := o.Release(ctx, o.me, o.agency, two, 0, Release{Name: "Kabupaten Contoh", Left: "2025-07-01", Number: "824/2", Reason: "mutasi"})
		if err != nil {
			t.Fatal(err)
		}
		on()
		if all, later, none := sealed(entered, people...), sealed(o.Clock.Now(), people...), sealed(entered, "another"); all != 2 || later != 1 || none != 0 {
			t.Errorf("offered and gone: %d; by papers that came later: %d; of others %d", all, later, none)
		}
		if err := o.Recall(ctx, o.me, o.agency, gone); err != nil {
			t.Fatal(err)
		}
		before := o.Clock.Now()
		on()
		if _, err := o.Accept(ctx, their, other, offer, ""); err != nil {
			t.Fatal(err)
		}
		on()
		if all, later := sealed(before, people...), sealed(o.Clock.Now(), people...); all != 1 || later != 0 {
			t.Errorf("accepted, and one back again: %d; by papers that came later: %d", all, later)
		}
	})
}
