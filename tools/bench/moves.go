//go:build linux

package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// The office that moves in, and what its move may cost.
const (
	movers       = 1000
	moveMemory   = 200_000_000
	mostPreview  = 10 * time.Second
	mostEntering = 10 * time.Second
	mostUndoing  = 5 * time.Second
)

// moves lets a year of an office move in from twelve files, by the command,
// and takes it back.
func (w *works) moves(ctx context.Context, dir string) error {
	place, err := os.MkdirTemp(dir, "move-")
	if err != nil {
		return err
	}
	files, err := writeOffice(place)
	if err != nil {
		return err
	}
	env := append(os.Environ(), "PAMONG_DB="+filepath.Join(place, "pamong.db"), "PAMONG_FILES="+filepath.Join(place, "files"), "PAMONG_SECRET_FILE="+filepath.Join(place, "pamong.secret"))
	add := func(work string, took, cpu, most time.Duration, memory int64) {
		w.table.add(row{work: work, ours: milliseconds(took), cpu: cpu, limit: fmt.Sprintf("%.0f MB", float64(memory)/1e6), bar: most.String(), met: took <= most && memory <= moveMemory})
	}
	preview := append(append([]string{"moving", "preview"}, files...), "--agency", "movers", "--create-agency", "--json")
	took, cpu, memory, err := w.command(ctx, env, preview...)
	if err != nil {
		return err
	}
	add(fmt.Sprintf("preview of a move of %d people", movers), took, cpu, mostPreview, memory)
	enter := append(append([]string{"moving", "enter"}, files...), "--agency", "movers", "--skip-errors", "--json")
	took, cpu, memory, answer, err := w.answered(ctx, env, enter...)
	if err != nil {
		return err
	}
	add(fmt.Sprintf("entering a move of %d people", movers), took, cpu, mostEntering, memory)
	move, err := lastMove(answer)
	if err != nil {
		return err
	}
	took, cpu, memory, err = w.command(ctx, env, "moving", "undo", move, "--agency", "movers", "--json")
	if err != nil {
		return err
	}
	add(fmt.Sprintf("undoing a move of %d people", movers), took, cpu, mostUndoing, memory)
	return nil
}

// lastMove returns the id of the move that a command says it has entered.
func lastMove(answer []byte) (string, error) {
	var d struct{ Move string }
	if err := json.Unmarshal(answer, &d); err != nil {
		return "", fmt.Errorf("read the answer of a move: %w", err)
	}
	return d.Move, nil
}

// writeOffice writes twelve files of an office: people of four offices, the
// division, the dates, attendance of two months, marks, mentors, STTP, papers
// and performance.
func writeOffice(dir string) ([]string, error) {
	var names []string
	write := func(name, head string, line func(i int) string) error {
		file := filepath.Join(dir, name)
		names = append(names, file)
		f, err := os.Create(file)
		if err != nil {
			return err
		}
		defer f.Close()
		out := bufio.NewWriter(f)
		fmt.Fprintln(out, head)
		for i := range movers {
			if text := line(i); text != "" {
				fmt.Fprintln(out, text)
			}
		}
		return out.Flush()
	}
	nip := func(i int) string {
		return fmt.Sprintf("%s202505%d%d", time.Date(1985, 1, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, i/50).Format("20060102"), 1+i/50%2, 901+i%50)
	}
	who := func(i int) string { return nip(i) + ";" + name(i) }
	for k, office := range []string{"Dinas Kesehatan", "Dinas Pendidikan", "Dinas Perhubungan", "Dinas Sosial"} {
		err := write("data "+office+".csv", "NIP;Nama;Golongan;Jabatan;TMT CPNS;Jenis Kelamin", func(i int) string {
			if i%4 != k {
				return ""
			}
			return who(i) + ";III/a;Penelaah Teknis Kebijakan;01/05/2025;" + "LP"[i/50%2:i/50%2+1]
		})
		if err != nil {
			return nil, err
		}
	}
	days := workDays(time.Date(2025, 7, 18, 0, 0, 0, 0, time.UTC), 20)
	for _, one := range []struct {
		name, head string
		line       func(i int) string
	}{
		{"pembagian.csv", "NIP;Nama;Gelombang;Angkatan;Kelompok", func(i int) string { return fmt.Sprintf("%s;%d;%d;%d", who(i), i/240+1, i/40+1, i%4+1) }},
		{"jadwal.csv", "Angkatan;Mulai;Selesai", func(i int) string {
			if i%40 > 0 {
				return ""
			}
			return fmt.Sprintf("%d;07/07/2025;06/10/2025", i/40+1)
		}},
		{"hadir.csv", "NIP;Nama;" + strings.Join(days, ";"), func(i int) string { return who(i) + strings.Repeat(";H", len(days)) }},
		{"nilai.csv", "NIP;Nama;Tes pembelajaran mandiri;Tes e-learning;Sikap perilaku (penyelenggara)", func(i int) string { return fmt.Sprintf("%s;%d;%d;%d", who(i), 70+i%30, 71+i%29, 80+i%20) }},
		{"mentor.csv", "NIP;Nama;Nama Mentor;No WA Mentor;Jabatan Mentor", func(i int) string {
			return fmt.Sprintf("%s;Atasan %s;08120000%04d;Kepala Bidang", who(i), name(i/5), i/5)
		}},
		{"sttp.csv", "NIP;Nama;Nomor STTP;Tanggal STTP;Nilai Akhir", func(i int) string { return fmt.Sprintf("%s;%08d/LATSAR/2025;14/11/2025;%d,25", who(i), i+1, 80+i%19) }},
		{"berkas.csv", "NIP;Nama;Nomor SPMT;Tanggal SPMT;Nomor Surat Sehat;Tanggal Surat Sehat;Hasil", func(i int) string {
			return fmt.Sprintf("%s;800/%d;02/06/2025;445/%d;03/06/2025;Memenuhi Syarat", who(i), i, i)
		}},
		{"kinerja 2025.csv", "NIP;Nama;Predikat Kinerja;Periode", func(i int) string { return who(i) + ";Baik;2025" }},
	} {
		if err := write(one.name, one.head, one.line); err != nil {
			return nil, err
		}
	}
	return names, nil
}

// name is an invented name without figures.
func name(i int) string {
	const letters = "abcdefghij"
	text := make([]byte, 3)
	for k := range text {
		text[k] = letters[i%10]
		i /= 10
	}
	return "Contoh " + strings.ToUpper(string(text[:1])) + string(text[1:]) + "an Rekaan"
}

// workDays returns days from Monday to Friday as a list of attendance names
// them.
func workDays(from time.Time, n int) []string {
	var list []string
	for d := from; len(list) < n; d = d.AddDate(0, 0, 1) {
		if d.Weekday() != time.Saturday && d.Weekday() != time.Sunday && d.Format("02-01") != "18-08" {
			list = append(list, d.Format("02/01/2006"))
		}
	}
	return list
}
