package training

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"pamong/internal/kit/clock"
	"pamong/internal/kit/fault"
	"pamong/internal/roster"
)

// staffed gives people of crowd a unit and the end of their probation.
func staffed(people []Candidate, months ...int) []Candidate {
	for i := range people {
		people[i].Unit = people[i].Office
		people[i].Due = clock.NewDate(2026, 4, 1).AddMonths(months[i%len(months)])
	}
	return people
}

// places returns the wave and the number of the batch of everybody seated.
func places(d Division) map[roster.PersonID][3]int {
	at := map[roster.PersonID][3]int{}
	for _, w := range d.Waves {
		for _, b := range w.Batches {
			for g, members := range b.Groups {
				for _, c := range members {
					at[c.Person] = [3]int{w.Number, b.Number, g + 1}
				}
			}
		}
	}
	return at
}

func divided(t *testing.T, people []Candidate, w Wish) Division {
	t.Helper()
	d, err := Divide(people, w)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestWhoMustBeEarlyGoesEarly(t *testing.T) {
	people := staffed(crowd(0, 160), 0, -1, -3, -2)
	d := divided(t, people, wish())
	at := places(d)
	for _, c := range people {
		if want := 1 + []int{3, 2, 0, 1}[slices.Index([]clock.Date{"2026-04-01", "2026-03-01", "2026-01-01", "2026-02-01"}, c.Due)]; at[c.Person][0] != want {
			t.Errorf("%s, full on %s, is in wave %d, want %d", c.Name, c.Due, at[c.Person][0], want)
		}
	}
	// Golongan III goes before II when its probation ends first.
	people = append(staffed(crowd(40, 0), 0), staffed(crowd(0, 40), -2)...)
	for i := range people {
		people[i].Person = roster.PersonID(fmt.Sprint(i))
	}
	if d := divided(t, people, wish()); d.Waves[0].Batches[0].Class != ClassIII {
		t.Error("golongan II goes first although its probation ends later")
	}
}

func TestAUnitKeepsItsShare(t *testing.T) {
	people := staffed(crowd(0, 160), 0)
	for i := range people {
		people[i].Unit = fmt.Sprintf("Puskesmas %02d", i/5)
	}
	w := wish()
	w.Share = 40 // two of five
	d := divided(t, people, w)
	if len(d.Waiting) > 0 {
		t.Fatalf("%d wait: %+v", len(d.Waiting), d.Waiting[0])
	}
	for _, s := range d.Shares {
		if slices.Max(s.Away) > 2 || s.Limit != 2 || s.People != 5 {
			t.Errorf("%+v", s)
		}
	}
	w.Share = 20 // one of five: four waves take four of them
	d = divided(t, people, w)
	if len(d.Waiting) != 32 {
		t.Fatalf("%d wait, want one of each of 32 units", len(d.Waiting))
	}
	want := []Fact{{Key: factShare, Args: []any{"Unit", d.Waiting[0].Unit, "Limit", 1, "N", 5, "Share", 40}, Waves: []int{1, 2, 3, 4}}}
	if diff := cmp.Diff(want, d.Waiting[0].Facts); diff != "" || d.Waiting[0].Reason != "training.wait.share" {
		t.Error(d.Waiting[0].Reason, diff)
	}
}

func TestBarsHoldAndSayWhatStandsInTheWay(t *testing.T) {
	people := staffed(crowd(0, 80), 0)
	w := wish()
	w.Waves = 2
	w.Spans = []Span{{"2025-07-07", "2025-10-06"}, {"2025-08-04", "2025-11-03"}}
	born := people[3].Person
	w.Bars = []Bar{{Person: born, Kind: Pregnancy, From: "2025-07-01", Until: "2025-08-01"}}
	if at := places(divided(t, people, w)); at[born][0] != 2 {
		t.Errorf("she is in wave %d, want 2", at[born][0])
	}
	w.Bars[0].Until = "2025-08-04"
	d := divided(t, people, w)
	if len(d.Waiting) != 1 || d.Waiting[0].Reason != "training.wait.barred" || len(d.Waiting[0].Facts) != 1 || !slices.Equal(d.Waiting[0].Facts[0].Waves, []int{1, 2}) {
		t.Errorf("waiting: %+v", d.Waiting)
	}
	// A unit of one whose only colleague of the unit is locked to the other wave.
	w.Share = 50
	two := staffed(crowd(0, 80), 0)
	for i := range two {
		two[i].Unit = ""
	}
	two[3].Unit, two[4].Unit = "Puskesmas Bontang Lestari", "Puskesmas Bontang Lestari"
	w.Bars = []Bar{{Person: two[3].Person, Kind: OnDuty, Wave: 1}}
	w.Locks = []Lock{{Person: two[4].Person, Wave: 2}}
	d = divided(t, two, w)
	if len(d.Waiting) != 1 || d.Waiting[0].Reason != "training.wait.several" || len(d.Waiting[0].Facts) != 2 {
		t.Fatalf("waiting: %+v", d.Waiting)
	}
	if f := d.Waiting[0].Facts; f[0].Key != factBar || f[1].Key != factShare || !slices.Equal(f[1].Waves, []int{2}) {
		t.Errorf("the facts are %+v", f)
	}
}

func TestPairsAndFarPlaces(t *testing.T) {
	people := staffed(crowd(118, 220), 0, -1, -2)
	a, b, c := people[130], people[201], people[10]
	for i := range people {
		if i%50 == 7 {
			people[i].Far = "Pulau Terluar"
		}
	}
	w := wish()
	w.Pairs = []Pair{{A: a.Person, B: b.Person}, {A: b.Person, B: c.Person}, {A: people[140].Person, B: people[141].Person, Apart: true}}
	w.Locks = []Lock{{Person: people[140].Person, Wave: 3}}
	d := divided(t, people, w)
	at := places(d)
	if at[a.Person][1] != at[b.Person][1] {
		t.Errorf("the couple is in batches %d and %d", at[a.Person][1], at[b.Person][1])
	}
	if at[people[140].Person][0] != 3 || at[people[141].Person][0] == 3 {
		t.Errorf("the two nurses are in waves %v and %v", at[people[140].Person], at[people[141].Person])
	}
	var three []int
	for i := range people {
		if people[i].Far != "" && ClassOf(people[i].Golongan) == ClassIII {
			three = append(three, at[people[i].Person][1])
		}
	}
	if len(slices.Compact(three)) != 1 {
		t.Errorf("people of the far place are in batches %v", three)
	}
	// Golongan II has its batches in wave I only: a pair of both classes
	// cannot be together in another, and the division says so.
	if len(d.Broken) != 1 || d.Broken[0].Key != "training.broken.together" {
		t.Errorf("broken: %+v", d.Broken)
	}
}

func TestQuotaOwnersAndTheThreeAnswers(t *testing.T) {
	people := staffed(crowd(0, 120), 0, -1)
	w := wish()
	w.Quota = 80
	d := divided(t, people, w)
	if len(places(d)) != 80 || len(d.Waiting) != 40 {
		t.Fatalf("%d seated, %d wait", len(places(d)), len(d.Waiting))
	}
	for _, o := range d.Waiting {
		if o.Due == "2026-03-01" || o.Reason != "training.wait.quota" {
			t.Errorf("%s, full on %s, waits: %s", o.Name, o.Due, o.Reason)
		}
	}
	guests := staffed(crowd(0, 120), 0)
	for i := 80; i < 120; i++ {
		guests[i].Owner = "Kabupaten Kubu Raya"
	}
	_, err := Divide(guests, wish())
	if f := fault.Of(err); f == nil || f.Key != "training.fault.owners" {
		t.Errorf("two owners: %v", err)
	}
	w = wish()
	w.Owners = OwnersApart
	for _, b := range divided(t, guests, w).Batches() {
		for _, g := range b.Groups {
			for _, c := range g {
				if c.Owner != b.Owner {
					t.Errorf("batch %s of %q has people of %q", b.Label, b.Owner, c.Owner)
				}
			}
		}
	}
	w.Owners = OwnersJoined
	if n := len(divided(t, guests, w).Batches()); n != 3 {
		t.Errorf("%d batches", n)
	}
	few := crowd(6, 80)
	w = wish()
	w.Wait = []Kind{{Class: ClassII}}
	if d := divided(t, few, w); len(d.Waiting) != 6 || d.Waiting[0].Reason != "training.wait.class" || len(d.LeftOut) != 0 {
		t.Errorf("waiting: %+v", d.Waiting)
	}
	unknown := append(crowd(0, 40), Candidate{Person: "x", Name: "Tanpa golongan"})
	w.Wait = []Kind{{Class: Unranked}}
	if d := divided(t, unknown, w); len(d.Waiting) != 1 || d.Waiting[0].Reason != "training.wait.no_golongan" {
		t.Errorf("waiting: %+v", d.Waiting)
	}
}

func TestALockBeatsTheShareAndSaysSo(t *testing.T) {
	people := staffed(crowd(0, 160), 0)
	for i := range people {
		people[i].Unit = fmt.Sprintf("Puskesmas %02d", i/4)
	}
	w := wish()
	w.Share, w.Cap = 25, 45 // the other units still send one person into each wave
	for _, c := range people[:3] {
		w.Locks = append(w.Locks, Lock{Person: c.Person, Wave: 2, Group: 3})
	}
	d := divided(t, people, w)
	at := places(d)
	for _, c := range people[:3] {
		if at[c.Person][0] != 2 || at[c.Person][2] != 3 {
			t.Errorf("%s is at %v", c.Name, at[c.Person])
		}
	}
	if len(d.Broken) != 1 || d.Broken[0].Key != "training.broken.share" || len(d.Waiting) != 0 {
		t.Errorf("broken %+v, waiting %+v", d.Broken, d.Waiting)
	}
}

func TestSlipsOfTheFingerInWishes(t *testing.T) {
	cases := map[string]func(*Wish){
		"training.fault.range":         func(w *Wish) { w.Share = 101 },
		"training.fault.bar":           func(w *Wish) { w.Bars = []Bar{{Person: "p00001"}} },
		"training.fault.pair":          func(w *Wish) { w.Pairs = []Pair{{A: "p00001", B: "p00001"}} },
		"training.fault.lock":          func(w *Wish) { w.Locks = []Lock{{Person: "p00001", Wave: 5}} },
		"training.fault.lock_twice":    func(w *Wish) { w.Locks = []Lock{{Person: "p00001", Wave: 1}, {Person: "p00001", Wave: 2}} },
		"training.fault.owners_answer": func(w *Wish) { w.Owners = "x" },
	}
	for key, slip := range cases {
		t.Run(key, func(t *testing.T) {
			w := wish()
			slip(&w)
			_, err := Divide(crowd(0, 80), w)
			if f := fault.Of(err); f == nil || len(f.Fields) != 1 || f.Fields[0].Key != key {
				t.Errorf("got %v", err)
			}
		})
	}
}

func TestWhySomebodyIsInAWave(t *testing.T) {
	people := staffed(crowd(0, 160), 0, -1)
	w := wish()
	w.Bars = []Bar{{Person: people[0].Person, Kind: OnLeave, Wave: 1}, {Person: people[0].Person, Kind: OnLeave, Wave: 3}}
	why, err := Explain(people, w, people[0].Person)
	if err != nil || !why.Seated || len(why.Waves) != 4 {
		t.Fatalf("%v %+v", err, why)
	}
	for _, one := range why.Waves {
		switch one.Wave {
		case 1, 3:
			if len(one.Closed) == 0 || one.Closed[0].Key != factBar {
				t.Errorf("wave %d is open", one.Wave)
			}
		default:
			if one.Here != (one.Wave == why.Wave) || one.Here && one.Costs == nil {
				t.Errorf("wave %d: %+v", one.Wave, one)
			}
		}
	}
	if _, err := Explain(people, w, "nobody"); fault.KindOf(err) != fault.KindNotFound {
		t.Errorf("somebody who is not divided: %v", err)
	}
}

// drawn is a crowd with wishes of every sort.
func drawn(t *rapid.T) ([]Candidate, Wish) {
	n := rapid.IntRange(60, 150).Draw(t, "people")
	people := crowd(0, n)
	units, months := rapid.IntRange(1, 40).Draw(t, "units"), rapid.IntRange(1, 4).Draw(t, "months")
	for i := range people {
		people[i].Unit = fmt.Sprintf("Unit %02d", i*7%units)
		people[i].Due = clock.NewDate(2026, 4, 1).AddMonths(-(i * i % months))
		if i%11 == 0 {
			people[i].Far = fmt.Sprint("Jauh ", i%2)
		}
	}
	one := rapid.IntRange(0, n-1)
	w := wish()
	w.Least, w.Groups, w.Waves = 2, 2, rapid.IntRange(1, 4).Draw(t, "waves")
	w.Share = rapid.SampledFrom([]int{0, 25, 40, 60, 100}).Draw(t, "share")
	batches := min(w.Waves, (n+39)/40)
	for range rapid.IntRange(0, 12).Draw(t, "bars") {
		w.Bars = append(w.Bars, Bar{Person: people[one.Draw(t, "barred")].Person, Kind: OnDuty, Wave: rapid.IntRange(1, w.Waves).Draw(t, "wave")})
	}
	locked := map[int]bool{}
	for range rapid.IntRange(0, 8).Draw(t, "locks") {
		i := one.Draw(t, "locked")
		if !locked[i] {
			locked[i] = true
			w.Locks = append(w.Locks, Lock{Person: people[i].Person, Wave: rapid.IntRange(1, batches).Draw(t, "to"), Group: rapid.IntRange(0, 2).Draw(t, "group")})
		}
	}
	for range rapid.IntRange(0, 6).Draw(t, "pairs") {
		if a, b := one.Draw(t, "a"), one.Draw(t, "b"); a != b {
			w.Pairs = append(w.Pairs, Pair{people[a].Person, people[b].Person, rapid.Bool().Draw(t, "apart")})
		}
	}
	return people, w
}

func TestWhateverIsWishedBarsAndLocksAndSharesHold(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		people, w := drawn(t)
		d, err := Divide(people, w)
		if f := fault.Of(err); f != nil && f.Key == "training.fault.too_few_left" {
			return // a question, not a division
		} else if err != nil {
			t.Fatal(err)
		}
		at := places(d)
		if len(at)+len(d.Waiting) != len(people) {
			t.Fatalf("%d seated and %d waiting of %d", len(at), len(d.Waiting), len(people))
		}
		byHand := map[[2]any]int{}
		unit := map[roster.PersonID]string{}
		for _, c := range people {
			unit[c.Person] = c.Unit
		}
		for _, b := range w.Bars {
			if at[b.Person][0] == b.Wave {
				t.Fatalf("%s sits in wave %d, which is barred", b.Person, b.Wave)
			}
		}
		for _, l := range w.Locks {
			p, seated := at[l.Person]
			if seated && (p[0] != l.Wave || l.Group > 0 && p[2] != l.Group) {
				t.Fatalf("%s is locked to %+v and sits at %v", l.Person, l, p)
			}
			if seated {
				byHand[[2]any{unit[l.Person], l.Wave}]++
			}
		}
		for _, s := range d.Shares {
			for wave, n := range s.Away {
				if n > max(s.Limit, byHand[[2]any{s.Unit, wave + 1}]) {
					t.Fatalf("%s: %d away in wave %d, at most %d", s.Unit, n, wave+1, s.Limit)
				}
			}
		}
		holdFacts(t, d)
	})
}

// holdFacts holds that the facts of whoever waits close every wave, and that
// none of them is idle.
func holdFacts(t *rapid.T, d Division) {
	for _, o := range d.Waiting {
		for skip := -1; skip < len(o.Facts); skip++ {
			closed := map[int]bool{}
			for k, f := range o.Facts {
				for _, wave := range f.Waves {
					closed[wave] = closed[wave] || k != skip
				}
			}
			all := true
			for _, wave := range d.Waves {
				all = all && closed[wave.Number]
			}
			if all != (skip < 0) {
				t.Fatalf("%s waits for %+v", o.Name, o.Facts)
			}
		}
	}
}

func TestWishesDoNotDependOnTheOrderOfNames(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		people, w := drawn(t)
		want, wantErr := Divide(people, w)
		seed := rapid.Uint64().Draw(t, "seed")
		mix := rand.New(rand.NewPCG(seed, 1))
		mix.Shuffle(len(people), func(i, j int) { people[i], people[j] = people[j], people[i] })
		mix.Shuffle(len(w.Bars), func(i, j int) { w.Bars[i], w.Bars[j] = w.Bars[j], w.Bars[i] })
		mix.Shuffle(len(w.Locks), func(i, j int) { w.Locks[i], w.Locks[j] = w.Locks[j], w.Locks[i] })
		mix.Shuffle(len(w.Pairs), func(i, j int) { w.Pairs[i], w.Pairs[j] = w.Pairs[j], w.Pairs[i] })
		got, gotErr := Divide(people, w)
		if fmt.Sprint(wantErr) != fmt.Sprint(gotErr) {
			t.Fatalf("%v, then %v", wantErr, gotErr)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatal(diff)
		}
	})
}

func TestTheSumOfTheChangesIsTheChangeOfTheSum(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		people, w := drawn(t)
		if w.Clean() != nil {
			t.Fatal("not clean")
		}
		var d Division
		kinds, err := d.sort(people, &w)
		if err != nil {
			t.Fatal(err)
		}
		p, err := newPlacing(kinds, &w)
		if err != nil {
			t.Fatal(err)
		}
		p.seatLocked()
		p.deal()
		sum := func() int {
			n := 0
			for _, part := range Parts {
				n += w.Of(part) * p.units(part)
			}
			return n
		}
		for range 20 {
			i := rapid.IntRange(0, len(p.people)-1).Draw(t, "who")
			s := rapid.IntRange(0, len(p.slots)-1).Draw(t, "where")
			if p.at[i] < 0 {
				continue
			}
			before, change := sum(), p.delta(i, s)
			if p.put(i, s); sum()-before != change {
				t.Fatalf("the sum changed by %d, the person by %d", sum()-before, change)
			}
		}
		before := sum()
		if p.improve(); sum() > before {
			t.Fatalf("improving made %d of %d", sum(), before)
		}
	})
}

func BenchmarkDivideByWishes(b *testing.B) {
	for _, n := range []int{338, 10_000} {
		people := staffed(crowd(n*118/338, n-n*118/338), 0, -1, -2, -3)
		w := wish()
		w.Share, w.Waves = 30, max(4, n/1000)
		for i := range people {
			people[i].Unit = fmt.Sprintf("Unit %03d", i/12)
			if i%40 == 0 {
				people[i].Far = fmt.Sprint("Jauh ", i%7)
			}
			if i%60 == 0 {
				w.Bars = append(w.Bars, Bar{Person: people[i].Person, Kind: Pregnancy, Wave: 1 + i%4})
				w.Pairs = append(w.Pairs, Pair{A: people[i].Person, B: people[(i+77)%n].Person, Apart: i%2 == 0})
			}
		}
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			for b.Loop() {
				if _, err := Divide(people, w); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
