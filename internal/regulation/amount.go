package regulation

import (
	"fmt"
	"strconv"
	"strings"

	"pamong/internal/kit/fault"
)

// Hundredths is a mark, a weight or points as typed: 8825 is 88.25.
type Hundredths int

// Full is the highest mark, and the sum of all weights.
const Full Hundredths = 100_00

// ParseHundredths reads a decimal with at most two places, written with a
// point or a comma. It refuses signs, exponents and further places rather
// than rounding what somebody typed.
func ParseHundredths(s string) (Hundredths, error) {
	whole, places, found := strings.Cut(strings.Replace(strings.TrimSpace(s), ",", ".", 1), ".")
	if len(places) > 2 || found && places == "" || len(whole) > 6 || !digits(whole) || found && !digits(places) {
		return 0, fault.Invalid("regulation.fault.decimal", "Text", s)
	}
	n, _ := strconv.Atoi(whole + (places + "00")[:2])
	return Hundredths(n), nil
}

// digits reports whether s has only ASCII digits and at least one.
func digits(s string) bool {
	return s != "" && strings.Trim(s, "0123456789") == ""
}

// String writes the number with two places and a point: "88.25".
func (h Hundredths) String() string {
	sign := ""
	if h < 0 {
		sign, h = "-", -h
	}
	return fmt.Sprintf("%s%d.%02d", sign, h/100, h%100)
}

// Short writes the number without needless places: "15", "12.5".
func (h Hundredths) Short() string {
	return strings.TrimSuffix(strings.TrimRight(h.String(), "0"), ".")
}

// UnmarshalYAML reads a decimal from its digits, so that a third place is
// refused instead of rounded.
func (h *Hundredths) UnmarshalYAML(decode func(any) error) error {
	var text string
	if err := decode(&text); err != nil {
		return err
	}
	n, err := ParseHundredths(text)
	if err != nil {
		return err
	}
	*h = n
	return nil
}

// MarshalYAML writes the shortest decimal.
func (h Hundredths) MarshalYAML() ([]byte, error) { return []byte(h.Short()), nil }

// Exact is a fraction of hundredths, Num / Den with Den above 0: a mean of
// marks that must not be rounded before the final.
type Exact struct{ Num, Den int64 }

// Whole returns the number itself as a fraction.
func Whole(h Hundredths) Exact { return Exact{int64(h), 1} }

// Round returns the fraction rounded half up to whole hundredths. Marks and
// points are never negative.
func (e Exact) Round() Hundredths { return Hundredths((2*e.Num + e.Den) / (2 * e.Den)) }

// String shows the fraction with two places, rounded half up for the eye.
func (e Exact) String() string { return e.Round().String() }

// IsWhole reports whether String shows the fraction exactly.
func (e Exact) IsWhole() bool { return e.Num%e.Den == 0 }

// reduced returns the fraction in lowest terms.
func (e Exact) reduced() Exact {
	if g := gcd(e.Num, e.Den); g > 1 {
		return Exact{e.Num / g, e.Den / g}
	}
	return e
}

func gcd(a, b int64) int64 {
	for b != 0 {
		a, b = b, a%b
	}
	return a
}

// Weighed is a mark with the weight it has among others.
type Weighed struct {
	Weight Hundredths
	Mark   Exact
}

// largestDenominator is far above what marks by a few assessors need and far
// below what 64 bits can carry: sums stay under 2e8 times it.
const largestDenominator = 1_000_000_000

// WeightedMean returns the exact mean of the marks, sum(weight x mark) /
// sum(weight). It refuses marks whose weights add up to nothing, and
// fractions finer than any number of assessors makes them.
func WeightedMean(marks ...Weighed) (Exact, error) {
	den, weights := int64(1), int64(0)
	for _, m := range marks {
		var err error
		if den, err = common(den, m.Mark.Den); err != nil {
			return Exact{}, err
		}
		weights += int64(m.Weight)
	}
	if weights <= 0 {
		return Exact{}, fault.Invalid("regulation.fault.no_weight")
	}
	sum := int64(0)
	for _, m := range marks {
		sum += int64(m.Weight) * m.Mark.Num * (den / m.Mark.Den)
	}
	return Exact{sum, den * weights}.reduced(), nil
}

// common returns the least common multiple of two denominators.
func common(a, b int64) (int64, error) {
	if b > largestDenominator {
		return 0, fault.Invalid("regulation.fault.too_fine")
	}
	if a = a / gcd(a, b) * b; a > largestDenominator {
		return 0, fault.Invalid("regulation.fault.too_fine")
	}
	return a, nil
}
