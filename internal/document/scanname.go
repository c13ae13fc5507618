package document

import (
	"path"
	"regexp"
	"slices"
	"strings"
	"unicode"
)

// Personal numbers as offices write them into names of files: in one piece, or
// in the groups of the card.
var (
	wholeNumber   = regexp.MustCompile(`(?:^|\D)(\d{18})(?:\D|$)`)
	groupedNumber = regexp.MustCompile(`(?:^|\D)(\d{8}[ ._-]\d{6}[ ._-]\d[ ._-]\d{3})(?:\D|$)`)
)

// digitsIn returns the personal numbers in a text, each once.
func digitsIn(text string) []string {
	var list []string
	for _, form := range []*regexp.Regexp{wholeNumber, groupedNumber} {
		for at := 0; at < len(text); {
			m := form.FindStringSubmatchIndex(text[at:])
			if m == nil {
				break
			}
			number := digits(text[at+m[2] : at+m[3]])
			if !slices.Contains(list, number) {
				list = append(list, number)
			}
			at += m[3]
		}
	}
	return list
}

// digits leaves everything out of a text but its digits.
func digits(text string) string {
	return strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, text)
}

// kindWords are how offices call the kinds of papers in names of files.
var kindWords = map[Kind][]string{
	SKCPNS:      {"sk cpns", "skcpns"},
	SPMT:        {"spmt"},
	Health:      {"surat sehat", "suket sehat", "keterangan sehat", "sehat", "kesehatan", "skbs"},
	Assignment:  {"surat tugas", "spt"},
	Willingness: {"surat kesediaan", "pernyataan kesediaan", "kesediaan", "surat pernyataan"},
	Diploma:     {"ijazah", "ijasah"},
	Photograph:  {"pasfoto", "pas foto", "foto"},
	STTP:        {"sttp", "sttpl"},
	Performance: {"skp", "evaluasi kinerja", "kinerja"},
	SKPNS:       {"sk pns", "skpns"},
	SKDiscipl:   {"hukdis", "hukuman disiplin"},
	DelayLetter: {"alasan keterlambatan"},
}

// kindIn returns the kind that a text names, "" for none or for two: the
// longest words count, so that "SK CPNS" is not "SK PNS".
func kindIn(text string) Kind {
	words := " " + strings.Join(strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return !unicode.IsLetter(r) }), " ") + " "
	best, length := Kind(""), 0
	for _, k := range Kinds {
		for _, w := range kindWords[k] {
			switch {
			case !strings.Contains(words, " "+w+" "):
			case len(w) > length:
				best, length = k, len(w)
			case len(w) == length && k != best:
				best = ""
			}
		}
	}
	return best
}

// tidyPlace brings the place of a file in an archive into form. It is shown
// and read, and never used as a path.
func tidyPlace(name string) string {
	name = strings.ToValidUTF8(strings.ReplaceAll(name, `\`, "/"), "?")
	name = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return -1
		}
		return r
	}, name)
	return shorten(strings.TrimPrefix(path.Clean("/"+name), "/"))
}

// litter reports whether a file is one that computers leave in archives.
func litter(place string) bool {
	base := path.Base(place)
	return strings.HasPrefix(base, ".") || strings.HasPrefix(place, "__MACOSX/") || strings.EqualFold(base, "thumbs.db") || strings.EqualFold(base, "desktop.ini")
}

// readPlace returns whose paper the place of a file names, and which: the name
// of the file says more than the folders around it, the nearest of these more
// than the others. two is set where it names two people.
func readPlace(place string) (nip string, kind Kind, two bool) {
	parts := strings.Split(place, "/")
	last := len(parts) - 1
	parts[last] = strings.TrimSuffix(parts[last], path.Ext(parts[last]))
	for _, part := range slices.Backward(parts) {
		if found := digitsIn(part); nip == "" && len(found) > 0 {
			nip, two = found[0], len(found) > 1
		}
		if kind == "" {
			kind = kindIn(part)
		}
	}
	return nip, kind, two
}
