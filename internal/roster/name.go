package roster

import (
	"slices"
	"strings"
	"unicode"

	"pamong/internal/org"
)

// frontTitles stand before a name; they do not count when names are ordered.
var frontTitles = []string{"dr.", "drg.", "drh.", "ir.", "dra.", "drs.", "prof.", "h.", "hj.", "apt.", "ns.", "kh.", "r.", "rr.", "pdt.", "ust."}

// PrintName joins a name with its titles as it is printed. A name written in
// capitals throughout becomes one that can be read.
func PrintName(front, name, back string) string {
	front, name, back = tidy(front), tidy(name), strings.Trim(tidy(back), ", ")
	bare, titles, _ := strings.Cut(name, ",")
	text := readable(bare)
	if front != "" && front != "-" {
		text = front + " " + text
	}
	for _, t := range []string{strings.TrimSpace(titles), back} {
		if t != "" && t != "-" {
			text += ", " + t
		}
	}
	return text
}

// tidy reduces blanks to single ones.
func tidy(s string) string { return strings.Join(strings.Fields(s), " ") }

// readable turns "RINA FITRI" into "Rina Fitri"; titles and names that have
// small letters already stay as they are.
func readable(bare string) string {
	words := strings.Fields(bare)
	for i, w := range words {
		if isTitle(w) || w != strings.ToUpper(w) || strings.ContainsFunc(bare, shout) {
			continue
		}
		words[i] = capitalised(w)
	}
	return strings.Join(words, " ")
}

// shout marks text that is no name, such as a formula.
func shout(r rune) bool { return strings.ContainsRune("=()<>{}@|\\/\"", r) }

func isTitle(word string) bool { return slices.Contains(frontTitles, strings.ToLower(word)) }

// capitalised writes each part of a word with one capital: AL-FATIH becomes
// Al-Fatih, NUR'AINI stays one word: Nur'aini.
func capitalised(word string) string {
	start := true
	return strings.Map(func(r rune) rune {
		defer func() { start = r == '-' || r == '.' }()
		if start {
			return unicode.ToUpper(r)
		}
		return unicode.ToLower(r)
	}, word)
}

// sortKey orders names without their titles, alike on both databases.
func sortKey(name string) string {
	bare, _, _ := strings.Cut(name, ",")
	words := strings.Fields(bare)
	for len(words) > 1 && isTitle(words[0]) {
		words = words[1:]
	}
	return org.Fold(strings.Join(words, " "))
}

// searchKey is what a search looks through.
func searchKey(name, nip string) string { return org.Fold(name) + " " + nip }
