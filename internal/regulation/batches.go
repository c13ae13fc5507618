package regulation

import (
	"strconv"
	"strings"

	"pamong/internal/kit/fault"
)

// Batches divides people into as few batches of at most limit people as
// possible, with sizes that differ by at most one, larger ones first. It
// refuses a limit below 1 and a negative number of people.
func Batches(people, limit int) ([]int, error) {
	var f fault.Fields
	if people < 0 || people > countLimit {
		f.Add("people", "regulation.fault.range", "Least", 0, "Most", countLimit)
	}
	if limit < 1 {
		f.Add("cap", "regulation.fault.range", "Least", 1, "Most", countLimit)
	}
	if err := f.Err(); err != nil {
		return nil, err
	}
	sizes := make([]int, (people+limit-1)/limit)
	for i := range sizes {
		sizes[i] = people / len(sizes)
		if i < people%len(sizes) {
			sizes[i]++
		}
	}
	return sizes, nil
}

// Numbering says how batches are numbered.
type Numbering string

// The numberings.
const (
	Roman  Numbering = "roman"
	Arabic Numbering = "arabic"
)

// Label writes the number of a batch. Roman numerals end at 3999; numbers
// beyond, and below 1, are written in Arabic figures.
func (n Numbering) Label(number int) string {
	if n != Roman || number < 1 || number > 3999 {
		return strconv.Itoa(number)
	}
	numerals := []struct {
		value int
		text  string
	}{
		{1000, "M"}, {900, "CM"}, {500, "D"}, {400, "CD"}, {100, "C"}, {90, "XC"},
		{50, "L"}, {40, "XL"}, {10, "X"}, {9, "IX"}, {5, "V"}, {4, "IV"}, {1, "I"},
	}
	var b strings.Builder
	for _, r := range numerals {
		for ; number >= r.value; number -= r.value {
			b.WriteString(r.text)
		}
	}
	return b.String()
}
