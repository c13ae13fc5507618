//go:build linux

package main

import (
	"context"
	"fmt"
	"path/filepath"
	"time"
)

// The bars of growth: how much more CPU a page may take once many more people
// are in the same database.
const (
	grown       = 100_000
	barOwn      = 1.3
	barFiltered = 2.0
	barBoard    = 30 * time.Millisecond // of the board of 10,000 people
)

// growing is a page whose cost is compared before and after growth.
type growing struct {
	work, who, address string
	most               float64
	before             time.Duration
}

// growth enters a hundred thousand people beside the cities, and then as many
// into one of them, and asks after each what a page costs now.
func (w *works) growth(ctx context.Context, dir string) error {
	pages := []*growing{
		{work: "home, Peserta", who: "pontianak/Peserta", address: "/a/pontianak", most: barOwn},
		{work: "own page, Peserta", who: "pontianak/Peserta", address: "/a/pontianak/me", most: barOwn},
		{work: "home, Mentor", who: "pontianak/Mentor", address: "/a/pontianak", most: barOwn},
		{work: "people list, searched", who: "pontianak/Pengelola kepegawaian", address: "/a/pontianak/people?q=putri", most: barFiltered},
		{work: "people list, golongan II", who: "pontianak/Pengelola kepegawaian", address: "/a/pontianak/people?golongan=II", most: barFiltered},
	}
	for _, p := range pages {
		got, err := drive(ctx, w.process, 4, w.long, w.people[p.who], p.address)
		if err != nil {
			return err
		}
		p.before = got.cpu
	}
	for _, g := range []struct {
		where, agency, born string
		more                []string
	}{
		{"in another agency", "crowd", "1985-01-01", []string{"--create-agency", "--zone", "WIB"}},
		{"in the same agency", "pontianak", "1980-01-01", nil},
	} {
		if err := w.crowdInto(ctx, dir, g.agency, g.born, grown, g.more); err != nil {
			return err
		}
		for _, p := range pages {
			got, err := drive(ctx, w.process, 4, w.long, w.people[p.who], p.address)
			if err != nil {
				return err
			}
			times := float64(got.cpu) / float64(p.before)
			w.table.add(row{work: fmt.Sprintf("%s, %d more %s", p.work, grown, g.where), ours: perSecond(got), limit: milliseconds(p.before),
				ratio: fmt.Sprintf("%.2f", times), cpu: got.cpu, bar: fmt.Sprintf("%.1f times", p.most), met: times <= p.most})
		}
	}
	return w.page(ctx, fmt.Sprintf("board of an office of %d people", grown), w.people["pontianak/Pengelola kepegawaian"], barBoard, "30 ms CPU", "/a/pontianak/board")
}

// crowdInto enters many people, born from a day on, into an agency of the running
// system.
func (w *works) crowdInto(ctx context.Context, dir, agency, born string, people int, more []string) error {
	first, err := time.Parse(time.DateOnly, born)
	if err != nil {
		return err
	}
	file := filepath.Join(dir, "into-"+agency+".csv")
	if err := writeCrowd(file, people, first); err != nil {
		return err
	}
	args := append([]string{"roster", "import", file, "--agency", agency, "--commit", "--json"}, more...)
	if _, _, _, err := w.command(ctx, w.env, args...); err != nil {
		return err
	}
	return w.settle()
}

// settle waits until the server has nothing to do: the sealer has the trail to
// close.
func (w *works) settle() error {
	for time.Sleep(2 * time.Second); ; time.Sleep(time.Second) {
		before, err := w.cpu()
		if err != nil {
			return err
		}
		time.Sleep(time.Second)
		after, err := w.cpu()
		if err != nil || after-before < 100*time.Millisecond {
			return err
		}
	}
}
