//go:build linux

package main

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"time"
)

const (
	large     = 10_000       // people of a large office
	largeBorn = "1970-01-01" // the first of them
)

// largeLists makes an office of ten thousand people, each of whom owes papers and
// was told something, and drives the lists that its officer works through.
func (w *works) largeLists(ctx context.Context, dir string) error {
	if err := w.crowdInto(ctx, dir, "bontang", largeBorn, large, nil); err != nil {
		return err
	}
	file := filepath.Join(dir, "sttp.csv")
	if err := writeSTTP(file, large); err != nil {
		return err
	}
	if _, _, _, err := w.command(ctx, w.env, "sttp", "import", file, "--agency", "bontang", "--commit", "--json"); err != nil {
		return err
	}
	if err := w.settle(); err != nil {
		return err
	}
	cookie := w.people["bontang/Pengelola kepegawaian"]
	for _, page := range []struct{ work, address string }{
		{"papers that are due", "documents/due"},
		{"papers that are due, searched", "documents/due?q=ke+77"},
		{"people to reach", "reach"},
		{"people to reach, searched", "reach?q=ke+77"},
		{"placements", "placements"},
	} {
		if err := w.page(ctx, fmt.Sprintf("%s, %d people", page.work, large), cookie, barBoard, "30 ms CPU", "/a/bontang/"+page.address); err != nil {
			return err
		}
	}
	return nil
}

// writeSTTP writes the STTP of a crowd as LAN lists them.
func writeSTTP(file string, people int) error {
	first, err := time.Parse(time.DateOnly, largeBorn)
	if err != nil {
		return err
	}
	f, err := os.Create(file)
	if err != nil {
		return err
	}
	defer f.Close()
	out := bufio.NewWriter(f)
	fmt.Fprintln(out, "NIP;Nama;Nomor STTP;Tanggal STTP;Nilai Akhir")
	for i := range people {
		fmt.Fprintf(out, "%s;ORANG KE %d CONTOH, S.E.;9%07d/LATSAR/2025;14/11/2025;%d,25\n", crowdNIP(first, i), i, i, 80+i%19)
	}
	if err := out.Flush(); err != nil {
		return err
	}
	return f.Close()
}
