package sheet

import (
	"math"
	"strconv"
	"strings"
	"time"
)

// isShortInteger reports whether a stored number is plain already.
func isShortInteger(s string) bool {
	if s == "" || len(s) > 15 || s[0] == '0' && len(s) > 1 {
		return false
	}
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return true
}

// formatNumber writes f in plain decimals with the 15 significant digits that
// spreadsheet programs keep: 1.98001E+17 becomes 198001000000000000 and
// 0.30000000000000004 becomes 0.3. Numbers beyond 10^30 or below 10^-30 keep
// their exponent.
func formatNumber(f float64) string {
	short := strconv.FormatFloat(f, 'e', 14, 64)
	f, _ = strconv.ParseFloat(short, 64)
	if a := math.Abs(f); a != 0 && (a >= 1e30 || a < 1e-30) {
		return strconv.FormatFloat(f, 'g', 15, 64)
	}
	mantissa, exp, _ := strings.Cut(short, "e")
	power, _ := strconv.Atoi(exp)
	sign := ""
	if mantissa[0] == '-' {
		sign, mantissa = "-", mantissa[1:]
	}
	digits := strings.TrimRight(mantissa[:1]+mantissa[2:], "0")
	switch {
	case digits == "":
		return "0"
	case power < 0:
		return sign + "0." + strings.Repeat("0", -power-1) + digits
	case len(digits) <= power+1:
		return sign + digits + strings.Repeat("0", power+1-len(digits))
	}
	return sign + digits[:power+1] + "." + digits[power+1:]
}

// style says how a number is shown.
type style uint8

const (
	styleNumber style = iota
	styleDate
	styleTime
)

// styleOf returns the style of a number format by its number and code, as xlsx
// and xls have them. The code counts only for formats of the file's own.
func styleOf(id int, code string) style {
	switch {
	case code != "":
		return styleOfCode(code)
	case id >= 14 && id <= 17, id == 22, id >= 27 && id <= 31, id == 36, id >= 50 && id <= 58:
		return styleDate
	case id >= 18 && id <= 21, id >= 32 && id <= 35, id >= 45 && id <= 47:
		return styleTime
	}
	return styleNumber
}

// styleOfCode reads a format code such as [$-421]dd mmmm yyyy;@ and leaves out
// what stands quoted, escaped or in brackets.
func styleOfCode(code string) style {
	day, hour, month := false, false, false
	for i := 0; i < len(code); i++ {
		switch code[i] {
		case '"':
			end := strings.IndexByte(code[i+1:], '"')
			if end < 0 {
				end = len(code)
			}
			i += end + 1
		case '\\', '_', '*':
			i++
		case '[':
			end := strings.IndexByte(code[i:], ']')
			if end < 0 {
				end = len(code) - i
			}
			inside := strings.ToLower(strings.Trim(code[i:min(i+end, len(code))], "["))
			hour = hour || strings.Trim(inside, "h") == "" || strings.Trim(inside, "s") == "" || strings.Trim(inside, "m") == ""
			i += end
		case ';':
			i = len(code)
		case 'G', 'g':
			if len(code) >= i+7 && strings.EqualFold(code[i:i+7], "general") {
				i += 6
			}
		case 'd', 'D', 'y', 'Y':
			day = true
		case 'h', 'H', 's', 'S':
			hour = true
		case 'm', 'M':
			month = true
		}
	}
	switch {
	case day, month && !hour:
		return styleDate
	case hour:
		return styleTime
	}
	return styleNumber
}

// serialCell turns a stored number into a cell by its style. Serial days count
// from 1900 (with its false 29 February) or from 1904.
func serialCell(raw string, st style, from1904 bool) (string, Kind) {
	f, err := strconv.ParseFloat(raw, 64)
	if err != nil || math.IsInf(f, 0) || math.IsNaN(f) {
		return raw, Text
	}
	return floatCell(f, st, from1904)
}

// floatCell does the same with a number at hand.
func floatCell(f float64, st style, from1904 bool) (string, Kind) {
	if st != styleNumber {
		if text, kind, ok := serial(f, st, from1904); ok {
			return text, kind
		}
	}
	return formatNumber(f), Number
}

// serial writes a serial day; false when it lies outside 1900 to 9999.
func serial(f float64, st style, from1904 bool) (string, Kind, bool) {
	if math.IsNaN(f) || f < 0 || f >= 2_958_466 {
		return "", Empty, false
	}
	seconds := int64(math.Round(f * 86_400))
	days := seconds / 86_400
	start := time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)
	switch {
	case from1904:
		start = time.Date(1904, 1, 1, 0, 0, 0, 0, time.UTC)
	case days < 60:
		start = start.AddDate(0, 0, 1) // before the false leap day
	}
	t := start.AddDate(0, 0, int(days)).Add(time.Duration(seconds%86_400) * time.Second)
	switch {
	case days == 0 && (st == styleTime || seconds > 0):
		return t.Format(time.TimeOnly), Time, true
	case days == 0 && !from1904:
		return "", Empty, false // a blank date computed as 0
	case t.Year() > 9999:
		return "", Empty, false
	case seconds%86_400 == 0 && st == styleDate:
		return t.Format(time.DateOnly), Date, true
	case st == styleTime:
		return "", Empty, false // a duration beyond one day stays a number
	}
	return t.Format(time.DateTime), Date, true
}
