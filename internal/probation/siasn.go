package probation

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"

	"pamong/internal/document"
	"pamong/internal/kit/clock"
	"pamong/internal/kit/i18n"
	"pamong/internal/kit/sheet"
	"pamong/internal/regulation"
)

// ExchangeKind is a list for SIASN.
type ExchangeKind string

// The lists.
const (
	ExchangeSTTP        ExchangeKind = "sttp"        // results of the training
	ExchangeDecree      ExchangeKind = "decree"      // SK PNS of those who took the oath
	ExchangePerformance ExchangeKind = "performance" // evaluations of one period
)

// ExchangeKinds are the lists in the order of pages.
var ExchangeKinds = []ExchangeKind{ExchangeSTTP, ExchangeDecree, ExchangePerformance}

// exchangeColumns are the columns of each list: the names of the fields in
// SIASN's service (cpns/save, skp22/save, kinerjaperiodik/save).
var exchangeColumns = map[ExchangeKind][]string{
	ExchangeSTTP:        {"pns_orang_id", "nip", "nama", "nomor_sttpl", "tgl_sttpl"},
	ExchangeDecree:      {"pns_orang_id", "nip", "nama", "status_cpns_pns", "nomor_sk_cpns", "tgl_sk_cpns", "nomor_spmt", "nomor_sttpl", "tgl_sttpl", "nomor_dokter_pns", "tanggal_dokter_pns", "nomor_sk_pns", "tgl_sk_pns", "tmt_pns"},
	ExchangePerformance: {"pnsDinilaiOrang", "nip", "nama", "tahun", "bulanMulaiPenilaian", "bulanSelesaiPenilaian", "hasilKinerjaNilai", "perilakuKerjaNilai", "kuadranKinerjaNilai"},
}

// Exchange is a list for SIASN before it is written.
type Exchange struct {
	Kind   ExchangeKind
	Period string // of performance
	Rows   []ExchangeRow
	Faults []ExchangeFault // people who are left out, each with everything that is missing
}

// ExchangeRow is one sound row, in the order of the columns; all of it text.
type ExchangeRow struct {
	Person string
	Cells  []string
	Known  bool // the newest list of the kind that was written says the same
}

// ExchangeFault is what keeps somebody out of a list.
type ExchangeFault struct {
	Person, Name, NIP string
	Why               []i18n.Line
}

// Fresh returns how many rows say something that was not written yet.
func (x Exchange) Fresh() int {
	n := 0
	for _, r := range x.Rows {
		if !r.Known {
			n++
		}
	}
	return n
}

// digest is how a row is recognised again.
func (r ExchangeRow) digest() string {
	sum := sha256.Sum256([]byte(strings.Join(r.Cells, "\x1f")))
	return hex.EncodeToString(sum[:8])
}

// list is the file: a header and text cells, nothing else.
func (x Exchange) list() sheet.List {
	var heads []sheet.Heading
	for _, name := range exchangeColumns[x.Kind] {
		heads = append(heads, sheet.Heading{Title: name, Width: 22, Kind: sheet.Text})
	}
	return sheet.List{Name: string(x.Kind), Columns: heads, Rows: func(yield func([]sheet.Cell, error) bool) {
		for _, r := range x.Rows {
			cells := make([]sheet.Cell, len(r.Cells))
			for i, text := range r.Cells {
				cells[i] = sheet.TextCell(text)
			}
			if !yield(cells, nil) {
				return
			}
		}
	}}
}

// siasnDay writes a date as SIASN takes it: 31-12-2026.
func siasnDay(d clock.Date) string {
	if !d.Valid() {
		return ""
	}
	return string(d[8:10]) + "-" + string(d[5:7]) + "-" + string(d[:4])
}

// months are the first and last month of a period, as numbers.
func months(period string) (year, first, last string) {
	year = period[:4]
	switch {
	case len(period) == 4:
		return year, "1", "12"
	case period[5] == 'Q':
		q := int(period[6] - '0')
		return year, fmt.Sprint(q*3 - 2), fmt.Sprint(q * 3)
	}
	month := strings.TrimPrefix(period[5:], "0")
	return year, month, month
}

// exchange makes a list of people. Values in, values out.
func exchange(pack *regulation.Probation, kind ExchangeKind, period string, list []Candidate, sttp func(Candidate) clock.Date) Exchange {
	x := Exchange{Kind: kind, Period: period}
	for _, c := range list {
		row, concerned := rowOf(pack, kind, period, c, sttp(c))
		if !concerned {
			continue
		}
		if why := faultsOf(kind, row); len(why) > 0 {
			x.Faults = append(x.Faults, ExchangeFault{string(c.ID), c.Name, c.NIP, why})
			continue
		}
		x.Rows = append(x.Rows, ExchangeRow{Person: string(c.ID), Cells: row})
	}
	return x
}

// rowOf returns the cells of somebody, and whether the list is about them.
func rowOf(pack *regulation.Probation, kind ExchangeKind, period string, c Candidate, sttp clock.Date) ([]string, bool) {
	who := []string{c.SIASN, c.NIP, c.Name}
	switch kind {
	case ExchangeSTTP:
		return append(who, c.Passed.Number, siasnDay(sttp)), c.Passed.Number != ""
	case ExchangeDecree:
		if c.Path.State != StateSworn || c.Decree == nil {
			return nil, false
		}
		health := c.Papers[document.Health]
		return append(who, "P", c.SKNumber, siasnDay(c.SKDate), c.Papers[document.SPMT].Number, c.Passed.Number, siasnDay(sttp), health.Number, siasnDay(health.IssuedOn), c.Decree.Number, siasnDay(c.Decree.IssuedOn), siasnDay(c.Decree.Day)), true
	}
	for _, e := range c.Performance {
		if e.Period != period {
			continue
		}
		year, first, last := months(period)
		results, behaviour, quadrant := "", "", fmt.Sprint(rank(pack, e.Predicate))
		if cell, err := pack.Rate(e.Results, e.Behaviour); err == nil {
			results, behaviour, quadrant = fmt.Sprint(cell.SIASNResults), fmt.Sprint(cell.SIASNBehaviour), fmt.Sprint(cell.SIASNQuadrant)
		}
		return append(who, year, first, last, results, behaviour, quadrant), true
	}
	return nil, false
}

// faultsOf names the cells that a row may not leave empty and does.
func faultsOf(kind ExchangeKind, row []string) []i18n.Line {
	var why []i18n.Line
	for i, name := range exchangeColumns[kind] {
		if row[i] == "" {
			why = append(why, i18n.Say("probation.siasn.empty."+strings.ToLower(name)))
		}
	}
	return why
}
