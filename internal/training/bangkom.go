package training

import (
	"strings"

	"pamong/internal/kit/sheet"
)

// BangkomColumns are the columns of the participants' upload of SMARTBANGKOM,
// in its order and in its spelling.
var BangkomColumns = []string{"nama", "no_identitas", "jenis_kelamin", "agama", "tempat_lahir", "tgl_lahir", "email", "no_hp", "jenis_peserta", "gol", "pangkat", "jabatan",
	"pola_penyelenggaraan", "sumber_anggaran", "Instansi", "Alamat Instansi"}

// The places of the columns that are spoken of.
const (
	bangkomName = iota
	bangkomNumber
	bangkomSex
	bangkomReligion
	bangkomBirthPlace
	bangkomBorn
	bangkomEmail
	bangkomPhone
	bangkomKind
	bangkomRank
	bangkomRankName
	bangkomPosition
	bangkomMode
	bangkomBudget
	bangkomAgency
	bangkomAddress
)

// Entrant is a person as SMARTBANGKOM wants to know them, beyond what their
// membership says.
type Entrant struct {
	Member
	Religion   string
	BirthPlace string
}

// Upload is the upload of one batch.
type Upload struct {
	Agency  string // name
	Address string
	Mode    string // title of the mode
	Budget  string // source of the money
	Ranks   map[string]string
	People  []Entrant
}

// Lack is what one row of the upload lacks.
type Lack struct {
	Member Member
	Column string
}

// Row returns the cells of a person.
func (u Upload) Row(e Entrant) []string {
	row := make([]string, len(BangkomColumns))
	row[bangkomName], row[bangkomNumber] = e.Person.Name, e.Person.NIP
	row[bangkomSex], row[bangkomReligion], row[bangkomBirthPlace] = e.Person.Sex, e.Religion, e.BirthPlace
	if e.Person.Born.Valid() {
		row[bangkomBorn] = e.Person.Born.Time().Format("02-01-2006")
	}
	row[bangkomEmail], row[bangkomPhone] = e.Person.Email, e.Person.Phone
	row[bangkomKind] = "CPNS"
	row[bangkomRank], row[bangkomRankName], row[bangkomPosition] = e.Person.Golongan, u.Ranks[e.Person.Golongan], e.Person.Position
	row[bangkomMode], row[bangkomBudget], row[bangkomAgency], row[bangkomAddress] = u.Mode, u.Budget, u.Agency, u.Address
	return row
}

// Lacks returns every cell that is empty and must not be, person by person.
func (u Upload) Lacks() []Lack {
	var lacks []Lack
	for _, e := range u.People {
		for i, cell := range u.Row(e) {
			if strings.TrimSpace(cell) == "" {
				lacks = append(lacks, Lack{e.Member, BangkomColumns[i]})
			}
		}
	}
	return lacks
}

// List returns the upload as a sheet in which every cell is text, so that
// numbers keep their digits.
func (u Upload) List(name string) sheet.List {
	l := sheet.List{Name: name}
	for _, title := range BangkomColumns {
		l.Columns = append(l.Columns, sheet.Heading{Title: title, Kind: sheet.Text, Width: float64(max(12, len(title)+2))})
	}
	l.Rows = func(yield func([]sheet.Cell, error) bool) {
		for _, e := range u.People {
			var cells []sheet.Cell
			for _, text := range u.Row(e) {
				cells = append(cells, sheet.TextCell(text))
			}
			if !yield(cells, nil) {
				return
			}
		}
	}
	return l
}
