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

// crowd is a list of so many invented people and how long it may take.
type crowd struct {
	people int
	most   time.Duration
	memory int64 // 0: no bar
}

func crowds() []crowd {
	return []crowd{{338, 500 * time.Millisecond, 0}, {10_000, 5 * time.Second, 0}, {100_000, 15 * time.Second, 300_000_000}}
}

// imports enters lists of growing size into empty databases, by the command.
func (w *works) imports(ctx context.Context, dir string) error {
	for _, c := range crowds() {
		file := filepath.Join(dir, fmt.Sprintf("crowd-%d.csv", c.people))
		if err := writeCrowd(file, c.people, time.Date(1985, 1, 1, 0, 0, 0, 0, time.UTC)); err != nil {
			return err
		}
		place, err := os.MkdirTemp(dir, "import-")
		if err != nil {
			return err
		}
		env := append(os.Environ(), "PAMONG_DB="+filepath.Join(place, "pamong.db"), "PAMONG_FILES="+filepath.Join(place, "files"), "PAMONG_SECRET_FILE="+filepath.Join(place, "pamong.secret"))
		took, cpu, memory, err := w.command(ctx, env, "roster", "import", file, "--agency", "crowd", "--create-agency", "--zone", "WIB", "--commit", "--json")
		if err != nil {
			return err
		}
		r := row{work: fmt.Sprintf("import of %d people", c.people), ours: milliseconds(took), cpu: cpu, limit: fmt.Sprintf("%.0f MB", float64(memory)/1e6), bar: c.most.String(), met: took <= c.most && (c.memory == 0 || memory <= c.memory)}
		w.table.add(r)
	}
	return nil
}

// writeCrowd writes an ordinary participants' list of people born from a day on.
func writeCrowd(file string, people int, first time.Time) error {
	f, err := os.Create(file)
	if err != nil {
		return err
	}
	defer f.Close()
	out := bufio.NewWriter(f)
	fmt.Fprintln(out, "Nama;NIP;Golongan;Jabatan;Unit Kerja;Jenis Kelamin;Pendidikan;Nomor HP;Email")
	offices := []string{"Kesehatan", "Pendidikan", "Perhubungan", "Sosial", "Lingkungan Hidup"}
	for i := range people {
		fmt.Fprintf(out, "ORANG KE %d CONTOH, S.E.;%s;III/a;Penelaah Teknis Kebijakan;Dinas %s;%s;S-1/D-IV;08121%07d;o%d@contoh.example\n",
			i, crowdNIP(first, i), offices[i%len(offices)], "LP"[i/50%2:i/50%2+1], i, i)
	}
	if err := out.Flush(); err != nil {
		return err
	}
	return f.Close()
}

// crowdNIP is the number of somebody of a crowd.
func crowdNIP(first time.Time, i int) string {
	return fmt.Sprintf("%s202505%d%d", first.AddDate(0, 0, i/100).Format("20060102"), 1+i/50%2, 901+i%50)
}
