package probation

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"pamong/internal/kit/clock"
	"pamong/internal/kit/fault"
	"pamong/internal/regulation"
)

// OathID names an oath.
type OathID string

// OathState says how far an oath is.
type OathState string

// The states of an oath.
const (
	OathPlanned   OathState = "planned"
	OathHeld      OathState = "held" // the minutes are in
	OathCancelled OathState = "cancelled"
)

// Oath is one ceremony: when and where, before whom, with whom.
type Oath struct {
	ID        OathID
	HeldOn    clock.Date
	Starts    string // "09.00"
	Place     string
	Official  string // who takes the oath
	Title     string // as what
	PerRow    int    // chairs in a row
	State     OathState
	Minutes   string // number of the minutes
	MinutesOn clock.Date
	Reason    string // of a cancelled one
	Helpers   []Helper
}

// Helper stands by at an oath: a witness, or the clergyman of a religion.
type Helper struct {
	Kind     string // witness, cleric
	Religion string // of a cleric
	Name     string
	NIP      string // of a witness
	Golongan string
	Title    string
}

// Kinds of helpers.
const (
	Witness = "witness"
	Cleric  = "cleric"
)

// Of returns the helpers of a kind.
func (o Oath) Of(kind string) []Helper {
	var list []Helper
	for _, h := range o.Helpers {
		if h.Kind == kind {
			list = append(list, h)
		}
	}
	return list
}

// Cleric returns the name of the clergyman of a religion, "" for none.
func (o Oath) Cleric(religion string) string {
	for _, h := range o.Of(Cleric) {
		if strings.EqualFold(h.Religion, religion) {
			return h.Name
		}
	}
	return ""
}

// Sitting is one person at an oath.
type Sitting struct {
	Candidate
	Religion string // "" while nobody has said it
	Number   int    // of the chair, from 1
	State    string // seated, sworn, absent
	Reason   string // of who was absent
}

// States of a sitting.
const (
	Seated     = "seated"
	TookOath   = "sworn"
	StayedAway = "absent"
)

// Row returns the row of the chair as a letter, and its place in the row.
func (s Sitting) Row(perRow int) string {
	if s.Number == 0 || perRow <= 0 {
		return ""
	}
	row, place := (s.Number-1)/perRow, (s.Number-1)%perRow+1
	letter := string(rune('A' + row%26))
	if row >= 26 {
		letter = string(rune('A'+row/26-1)) + letter
	}
	return letter + "-" + strconv.Itoa(place)
}

// Religions returns the religions that SIASN knows, in its order.
func Religions() ([]string, error) {
	codes, err := regulation.SIASNCodes("agama")
	if err != nil {
		return nil, err
	}
	list := make([]string, 0, len(codes))
	for _, c := range codes {
		list = append(list, c.Name)
	}
	return list, nil
}

// religion brings a spelling into SIASN's; what it does not know stays.
func religion(known []string, text string) string {
	spelt := strings.ToLower(strings.TrimSpace(text))
	for _, k := range known {
		if strings.HasPrefix(strings.ToLower(k), spelt) && spelt != "" || spelt == strings.ToLower(strings.ReplaceAll(k, "th", "t")) || spelt == strings.ToLower(k)+"ha" || spelt == "buddha" && k == "Budha" {
			return k
		}
	}
	return strings.TrimSpace(text)
}

// seat gives chairs: those of one religion beside each other, in SIASN's order
// of religions, by name. Those of whom it is not known come last. Values in,
// values out.
func seat(known []string, list []Sitting) {
	place := func(s Sitting) int {
		if i := slices.Index(known, s.Religion); i >= 0 {
			return i
		}
		if s.Religion == "" {
			return len(known) + 1
		}
		return len(known)
	}
	slices.SortStableFunc(list, func(x, y Sitting) int {
		return cmp.Or(cmp.Compare(place(x), place(y)), cmp.Compare(x.Religion, y.Religion))
	})
	for i := range list {
		if list[i].Number == 0 {
			list[i].Number = i + 1
		}
	}
}

// rankOf returns the place of a golongan among all, 0 for none.
func rankOf(golongan string) (int, error) {
	codes, err := regulation.SIASNCodes("golonganPns")
	if err != nil {
		return 0, err
	}
	for i, c := range codes {
		if strings.EqualFold(strings.ReplaceAll(golongan, " ", ""), c.Name) {
			return i + 1, nil
		}
	}
	return 0, nil
}

// lacks notes what an oath still needs before it may be held with those who
// are present: who takes it, witnesses enough and of rank enough, a clergyman
// for each religion, the religion of each person.
func (o Oath) lacks(pack *regulation.Probation, present []Sitting) (fault.Fields, error) {
	var f fault.Fields
	if o.Official == "" {
		f.Add("official", "probation.oath.no_official")
	}
	if len(present) == 0 {
		f.Add("people", "probation.nobody")
	}
	highest, golongan := 0, ""
	asked := map[string]bool{}
	for _, s := range present {
		rank, err := rankOf(s.Golongan)
		if err != nil {
			return nil, err
		}
		if rank > highest {
			highest, golongan = rank, s.Golongan
		}
		switch {
		case s.Religion == "":
			f.Add("people", "probation.oath.no_religion", "Name", s.Name)
		case o.Cleric(s.Religion) == "" && !asked[s.Religion]:
			asked[s.Religion] = true
			f.Add("clerics", "probation.oath.no_cleric", "Religion", s.Religion)
		}
	}
	witnesses := o.Of(Witness)
	if len(witnesses) < pack.OathWitnesses.Value {
		f.Add("witnesses", "probation.oath.few_witnesses", "N", pack.OathWitnesses.Value)
	}
	for _, w := range witnesses {
		rank, err := rankOf(w.Golongan)
		if err != nil {
			return nil, err
		}
		if rank < highest {
			f.Add("witnesses", "probation.oath.low_witness", "Name", w.Name, "Has", w.Golongan, "Least", golongan)
		}
	}
	return f, nil
}
