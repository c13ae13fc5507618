package certificate

import (
	"archive/zip"
	"fmt"
	"io"
	"strings"
)

// Zip writes the standing ones of issued papers as one archive, each named by
// its number and what name gives, such as the NIP. Files stream: memory does
// not grow with their number.
func (r *Registry) Zip(w io.Writer, list []Paper, name func(Paper) string) error {
	z := zip.NewWriter(w)
	for _, p := range list {
		if p.State != Valid {
			continue
		}
		if err := r.zipOne(z, p, name(p)); err != nil {
			return err
		}
	}
	return z.Close()
}

func (r *Registry) zipOne(z *zip.Writer, p Paper, name string) error {
	f, err := r.Files.Open(p.Hash)
	if err != nil {
		return err
	}
	defer f.Close()
	// PDF is compressed inside already.
	out, err := z.CreateHeader(&zip.FileHeader{Name: strings.ReplaceAll(p.Number, "/", "-") + "-" + name + ".pdf", Method: zip.Store, Modified: p.IssuedOn.Time()})
	if err != nil {
		return fmt.Errorf("add %s to archive: %w", p.Number, err)
	}
	if _, err := io.Copy(out, f); err != nil {
		return fmt.Errorf("add %s to archive: %w", p.Number, err)
	}
	return nil
}
