//go:build linux

package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"time"
)

const (
	barLetters       = 5 * time.Second
	barLettersMemory = 200_000_000 // bytes: a batch of any size needs no more
)

// letters makes a letter for each of 338 and of 1,690 people of an empty
// database, by the command: five times the letters need no more memory.
func (w *works) letters(ctx context.Context, dir string) error {
	for _, people := range []int{338, 5 * 338} {
		file := filepath.Join(dir, fmt.Sprintf("letters-%d.csv", people))
		if err := writeCrowd(file, people, time.Date(1985, 1, 1, 0, 0, 0, 0, time.UTC)); err != nil {
			return err
		}
		place, err := os.MkdirTemp(dir, "letters-")
		if err != nil {
			return err
		}
		env := append(os.Environ(), "PAMONG_DB="+filepath.Join(place, "pamong.db"), "PAMONG_FILES="+filepath.Join(place, "files"), "PAMONG_SECRET_FILE="+filepath.Join(place, "pamong.secret"))
		for _, args := range [][]string{
			{"roster", "import", file, "--agency", "crowd", "--create-agency", "--zone", "WIB", "--commit", "--json"},
			{"documents", "letters", "signer", "Kepala Contoh, S.E.", "Kepala Badan", "--agency", "crowd"},
		} {
			if _, _, _, err := w.command(ctx, env, args...); err != nil {
				return err
			}
		}
		took, cpu, memory, err := w.command(ctx, env, "documents", "letters", "make", "statement", "--agency", "crowd", "--json")
		if err != nil {
			return err
		}
		bar := barLetters * time.Duration(people/338)
		w.table.add(row{work: fmt.Sprintf("%d letters as DOCX", people), ours: milliseconds(took), cpu: cpu, limit: fmt.Sprintf("%.0f MB", float64(memory)/1e6), bar: bar.String(), met: took <= bar && memory <= barLettersMemory})
	}
	return nil
}
