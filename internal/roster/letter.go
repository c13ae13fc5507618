package roster

import (
	"context"
	"encoding/json"
	"fmt"

	"pamong/internal/kit/clock"
	"pamong/internal/kit/db"
	"pamong/internal/kit/i18n"
	"pamong/internal/org"
	"pamong/internal/regulation"
)

// Scribe writes people as letters name them.
type Scribe struct {
	tree  *org.Tree
	ranks map[string]string
	speak *i18n.Speaker
}

// ScribeOf reads what is needed to write the people of an agency.
func ScribeOf(ctx context.Context, q db.Q, agency org.AgencyID, s *i18n.Speaker) (*Scribe, error) {
	tree, err := org.TreeOf(ctx, q, agency)
	if err != nil {
		return nil, err
	}
	ranks, err := RankNames()
	return &Scribe{tree, ranks, s}, err
}

// Fields returns the fields of a person in every kind of letter
// (document/fields.csv, group person).
func (w *Scribe) Fields(p Person) map[string]string {
	return map[string]string{
		"nama": p.Name, "nip": p.NIP, "golongan": p.Golongan, "pangkat": w.ranks[p.Golongan], "jabatan": p.Position,
		"unit": w.tree.Path(p.Unit), "perangkat_daerah": w.tree.Office(p.Unit).Name, "pendidikan": p.Education, "lahir": w.day(p.Born),
		"jenis_kelamin": w.sex(p.Sex), "tmt_cpns": w.day(p.TMT), "sk_cpns_nomor": p.SKNumber, "sk_cpns_tanggal": w.day(p.SKDate),
	}
}

// day writes a date; one that is not known leaves nothing.
func (w *Scribe) day(d clock.Date) string {
	if !d.Valid() {
		return ""
	}
	return w.speak.Date(d)
}

func (w *Scribe) sex(sex string) string {
	if sex == "" {
		return ""
	}
	return w.speak.T("roster.sex." + sex)
}

// RankNames returns the name of each golongan (III/a: Penata Muda) from
// SIASN's list.
func RankNames() (map[string]string, error) {
	codes, err := regulation.SIASNCodes("golonganPns")
	if err != nil {
		return nil, fmt.Errorf("read names of ranks: %w", err)
	}
	names := map[string]string{}
	for _, c := range codes {
		var extra struct {
			Rank string `json:"namaPangkat"`
		}
		if err := json.Unmarshal([]byte(c.Extra), &extra); err != nil {
			return nil, fmt.Errorf("read name of rank %s: %w", c.Name, err)
		}
		names[c.Name] = extra.Rank
	}
	return names, nil
}
