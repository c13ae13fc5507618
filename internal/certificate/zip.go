package certificate

import (
	"archive/zip"
	"fmt"
	"io"
	"strings"

	"pamong/internal/roster"
)

// Zip writes the standing ones of issued papers as one archive, each named by
// the NIP and name of its person, and what it is. Files stream: memory does
// not grow with their number.
func (r *Registry) Zip(w io.Writer, list []Paper, of func(Paper) roster.Person) error {
	z := zip.NewWriter(w)
	for _, p := range list {
		if p.State != Valid {
			continue
		}
		if err := r.zipOne(z, p, fileName(p, of(p))); err != nil {
			return err
		}
	}
	return z.Close()
}

// fileName names the file of a paper: what no system of files takes is left
// out.
func fileName(p Paper, person roster.Person) string {
	what := map[Kind]string{Transcript: "Transkrip", Own: "STTP"}[p.Kind]
	plain := strings.Map(func(c rune) rune {
		if c < ' ' || strings.ContainsRune(`/\:*?"<>|`, c) {
			return -1
		}
		return c
	}, person.NIP+" "+person.Name)
	return plain + " - " + what + ".pdf"
}

func (r *Registry) zipOne(z *zip.Writer, p Paper, name string) error {
	f, err := r.Files.Open(p.Hash)
	if err != nil {
		return err
	}
	defer f.Close()
	// PDF is compressed inside already.
	out, err := z.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Store, Modified: p.IssuedOn.Time()})
	if err != nil {
		return fmt.Errorf("add %s to archive: %w", p.Number, err)
	}
	if _, err := io.Copy(out, f); err != nil {
		return fmt.Errorf("add %s to archive: %w", p.Number, err)
	}
	return nil
}
