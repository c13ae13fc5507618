package regulation

import (
	"bytes"
	"embed"
	"encoding/csv"
	"fmt"

	"pamong/internal/kit/calendar"
	"pamong/internal/kit/clock"
)

//go:embed reference/*.csv
var referenceFiles embed.FS

// readTable returns the rows of an embedded list without its heading. The
// reader refuses rows of another width.
func readTable(name string) ([][]string, error) {
	text, err := referenceFiles.ReadFile("reference/" + name)
	if err != nil {
		return nil, fmt.Errorf("read list %s: %w", name, err)
	}
	rows, err := csv.NewReader(bytes.NewReader(text)).ReadAll()
	if err != nil {
		return nil, fmt.Errorf("read list %s: %w", name, err)
	}
	return rows[1:], nil
}

// Holidays returns the holidays and the collective leave that come with the
// program, with the day on which each became known and its decree.
func Holidays() ([]calendar.Holiday, error) {
	rows, err := readTable("holidays.csv")
	if err != nil {
		return nil, err
	}
	kinds := map[string]calendar.Kind{"libur_nasional": calendar.National, "cuti_bersama": calendar.Collective}
	holidays := make([]calendar.Holiday, len(rows))
	for i, r := range rows {
		h := calendar.Holiday{Date: clock.Date(r[0]), Kind: kinds[r[1]], Name: r[2], KnownFrom: clock.Date(r[3]), Basis: r[4]}
		if !h.Date.Valid() || !h.KnownFrom.Valid() || h.Kind == "" {
			return nil, fmt.Errorf("read list holidays.csv: row %d is no holiday", i+2)
		}
		holidays[i] = h
	}
	return holidays, nil
}

// Behaviour is one of the three behaviours of one of the seven BerAKHLAK
// values.
type Behaviour struct {
	Code       string // for instance BP1
	ValueCode  string // for instance BP
	Value      string
	Definition string
	Statement  string
}

// BerAKHLAK returns the 21 behaviours in their official order.
func BerAKHLAK() ([]Behaviour, error) {
	rows, err := readTable("berakhlak.csv")
	if err != nil {
		return nil, err
	}
	behaviours := make([]Behaviour, len(rows))
	for i, r := range rows {
		behaviours[i] = Behaviour{Code: r[0], ValueCode: r[1], Value: r[2], Definition: r[3], Statement: r[5]}
	}
	return behaviours, nil
}

// EntryRank is the golongan with which somebody of an education enters.
type EntryRank struct {
	EducationID string // SIASN id of the level of education
	Education   string
	Golongan    string // for instance III/a; empty where not known
	GolonganID  string // SIASN id
	Group       string // II or III: which Latsar it is
	Confidence  string // as the list says: high, medium or low
}

// EntryRanks returns the golongan on entry by level of education.
func EntryRanks() ([]EntryRank, error) {
	rows, err := readTable("education_rank.csv")
	if err != nil {
		return nil, err
	}
	ranks := make([]EntryRank, len(rows))
	for i, r := range rows {
		ranks[i] = EntryRank{EducationID: r[0], Education: r[1], Golongan: r[2], GolonganID: r[3], Group: r[4], Confidence: r[5]}
	}
	return ranks, nil
}

// Code is one entry of a reference list of SIASN.
type Code struct{ ID, Name, Extra string }

// SIASNCodes returns the entries of one of SIASN's lists, for instance
// "golonganPns", "dokumen" or "jenisHukuman"; none for an unknown list.
func SIASNCodes(list string) ([]Code, error) {
	rows, err := readTable("siasn_codes.csv")
	if err != nil {
		return nil, err
	}
	var codes []Code
	for _, r := range rows {
		if r[0] == list {
			codes = append(codes, Code{ID: r[1], Name: r[2], Extra: r[3]})
		}
	}
	return codes, nil
}

// Position is one position that a candidate may be appointed to.
type Position struct {
	Kind      string // for instance pelaksana
	Name      string
	Level     string // group or rung
	Education string
	Golongan  string // on entry
	Family    string // for instance teknis, kesehatan
	SIASNID   string
}

// Positions returns the positions that come with the program.
func Positions() ([]Position, error) {
	rows, err := readTable("positions.csv")
	if err != nil {
		return nil, err
	}
	positions := make([]Position, len(rows))
	for i, r := range rows {
		positions[i] = Position{Kind: r[0], Name: r[1], Level: r[2], Education: r[3], Golongan: r[4], Family: r[5], SIASNID: r[6]}
	}
	return positions, nil
}
