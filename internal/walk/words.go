package walk

import (
	"encoding/csv"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// words are the messages of all houses, as a page may say them wrongly.
type words struct {
	keys  map[string]bool
	only  map[string]string // Indonesian text, by letters; its key. English says something else
	parts []part
}

// part is the longest fixed piece of an Indonesian message with placeholders.
type part struct{ text, key string }

// longEnough is how many letters of a piece say its language for certain.
const longEnough = 12

// shortest is the length of letters that stand for a word or count batches.
const shortest = 3

// recorded are words that somebody's list said and that are kept as they were.
var recorded = map[string]bool{
	"Aktif":     true, // the state of an employee in the export of SIASN
	"Memuaskan": true, // a predicate of LAN
	"Kurang":    true, // a predicate of performance
}

var (
	hole  = regexp.MustCompile(`\{\{[^}]*\}\}`)
	token = regexp.MustCompile(`[a-z0-9_]+(?:\.[a-z0-9_]+)+`)
)

// readWords reads every messages.csv of the tree.
func readWords(t testing.TB) *words {
	t.Helper()
	w := &words{keys: map[string]bool{}, only: map[string]string{}}
	english := map[string]bool{}
	err := filepath.WalkDir("..", func(path string, _ fs.DirEntry, err error) error {
		if err != nil || filepath.Base(path) != "messages.csv" {
			return err
		}
		content, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		r := csv.NewReader(strings.NewReader(string(content)))
		r.FieldsPerRecord = -1
		rows, err := r.ReadAll()
		if err != nil {
			return err
		}
		for _, row := range rows[1:] {
			w.add(row)
			english[row[2]] = true
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for text := range english { // a word of both languages
		delete(w.only, text)
	}
	return w
}

// add takes one message in.
func (w *words) add(row []string) {
	key, id, en := row[0], row[1], row[2]
	w.keys[key] = true
	if id == en {
		return
	}
	pieces := hole.Split(id, -1)
	if len(pieces) == 1 {
		w.only[id] = key
		return
	}
	best := ""
	for _, p := range pieces {
		if p = strings.TrimSpace(p); len(p) > len(best) {
			best = p
		}
	}
	if len(best) >= longEnough && !strings.Contains(en, best) {
		w.parts = append(w.parts, part{best, key})
	}
}

// faults lists what is wrong with the texts of a page in a language.
func (w *words) faults(lang string, texts []string) []string {
	var faults []string
	for _, text := range texts {
		for _, key := range token.FindAllString(text, -1) {
			if w.keys[key] {
				faults = append(faults, "the key "+key+" instead of its message: “"+text+"”")
			}
		}
		// {{nama}} is a tag of letters, which a page may explain; {{.N}} is a hole.
		if strings.Contains(text, "{{.") || strings.Contains(text, "{{if") || strings.Contains(text, "%!") || strings.Contains(text, "<no value>") {
			faults = append(faults, "a placeholder that nobody filled: “"+text+"”")
		}
		if lang == "en" {
			if key := w.indonesian(text); key != "" {
				faults = append(faults, "Indonesian on an English page: “"+text+"” ("+key+")")
			}
		}
	}
	return faults
}

// indonesian returns the message that a text is in Indonesian, "" for none.
func (w *words) indonesian(text string) string {
	if recorded[text] || len(text) <= shortest {
		return ""
	}
	if key := w.only[text]; key != "" {
		return key
	}
	for _, p := range w.parts {
		if strings.Contains(text, p.text) {
			return p.key
		}
	}
	return ""
}
