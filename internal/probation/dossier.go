package probation

import (
	"archive/zip"
	"context"
	"fmt"
	"io"
	"strings"

	"pamong/internal/access"
	"pamong/internal/certificate"
	"pamong/internal/document"
	"pamong/internal/kit/clock"
	"pamong/internal/kit/db"
	"pamong/internal/kit/fault"
	"pamong/internal/kit/i18n"
	"pamong/internal/org"
	"pamong/internal/regulation"
)

// Scan is one file of a dossier.
type Scan struct {
	Gate *regulation.Gate
	Hash string // "" while there is no file
	Type string
}

// paperOf says which paper stands for a gate of the dossier; a gate of an
// agency's own is the paper of its key.
var paperOf = map[string]document.Kind{"performance_year": document.Performance}

// scans returns the files of a person's dossier on a day, in the order of the
// pack; those that nobody has handed in, or that have expired, are without a
// hash.
func scans(ctx context.Context, q db.Q, pack *regulation.Probation, c Candidate, today clock.Date) ([]Scan, error) {
	papers, err := document.InForce(ctx, q, string(c.ID))
	if err != nil {
		return nil, err
	}
	issued, err := certificate.PapersOf(ctx, q, c.ID)
	if err != nil {
		return nil, err
	}
	var list []Scan
	for _, g := range c.Gates {
		if g.Gate.Kind != regulation.GateDossier || g.Gate.Key == delayGate {
			continue
		}
		kind, ok := paperOf[g.Gate.Key]
		if !ok {
			kind = document.Kind(g.Gate.Key)
		}
		s := Scan{Gate: g.Gate}
		if p, ok := papers[kind]; ok && p.Counts(pack, c.relyOn(today)) {
			s.Hash, s.Type = p.File.Hash, p.File.Type
		}
		for _, p := range issued {
			if s.Hash == "" && kind == document.STTP && p.Kind == certificate.Own && p.State == certificate.Valid {
				s.Hash, s.Type = p.Hash, "application/pdf"
			}
		}
		list = append(list, s)
	}
	return list, nil
}

// Dossiers writes the files of people as one archive, a folder a person, each
// file named by the id that SIASN has for it. It refuses, before the first
// byte, with everything that nobody has handed in yet.
func (o *Office) Dossiers(ctx context.Context, actor access.Actor, a org.Agency, list []Candidate) (func(w io.Writer) error, error) {
	if err := actor.Require(string(a.ID), keepers...); err != nil {
		return nil, err
	}
	pack, err := o.pack(ctx, a)
	if err != nil {
		return nil, err
	}
	today := a.Today(o.Clock.Now())
	var f fault.Fields
	all := make([][]Scan, len(list))
	for i, c := range list {
		files, err := scans(ctx, o.DB, pack, c, today)
		if err != nil {
			return nil, err
		}
		for _, s := range files {
			if s.Hash == "" {
				f.Add("people", "probation.no_scan", "Name", c.Name, "What", i18n.Both(s.Gate.Title))
			}
		}
		all[i] = files
	}
	if err := f.Err(); err != nil {
		return nil, err
	}
	return func(w io.Writer) error {
		z := zip.NewWriter(w)
		for i, c := range list {
			for _, s := range all[i] {
				if err := o.zipScan(z, c, s); err != nil {
					return err
				}
			}
		}
		return z.Close()
	}, nil
}

func (o *Office) zipScan(z *zip.Writer, c Candidate, s Scan) error {
	in, err := o.Papers.Files.Open(s.Hash)
	if err != nil {
		return fmt.Errorf("open %s of %s: %w", s.Gate.Key, c.ID, err)
	}
	defer in.Close()
	out, err := z.CreateHeader(&zip.FileHeader{Name: c.NIP + "/" + scanName(c, s), Method: zip.Store})
	if err != nil {
		return fmt.Errorf("add %s to archive: %w", s.Gate.Key, err)
	}
	if _, err := io.Copy(out, in); err != nil {
		return fmt.Errorf("add %s to archive: %w", s.Gate.Key, err)
	}
	return nil
}

// scanName is the name of a file of a dossier: SIASN's id of the paper where
// it has one, what it is, whose.
func scanName(c Candidate, s Scan) string {
	parts := append([]string{}, s.Gate.Documents...)
	parts = append(parts, strings.ToUpper(s.Gate.Key), c.NIP)
	ending := ".pdf"
	if s.Type != "application/pdf" {
		ending = ".jpg"
	}
	return strings.Join(parts, "_") + ending
}
