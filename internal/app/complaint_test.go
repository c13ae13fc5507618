package app

import (
	"strings"
	"testing"
)

func TestAMisusedCommandIsToldInTheReadersLanguage(t *testing.T) {
	cases := map[string]struct{ line, id, en string }{
		"an option that is not there":    {"org create x --nmae y", "tidak ada pilihan --nmae", "there is no option --nmae"},
		"an option almost right":         {"rule batches --peopl 3", `mungkin maksudnya "--people"`, `perhaps "--people" is meant`},
		"a command almost right":         {"rosterr import", `rosterr tidak dikenal di sini; mungkin maksudnya "roster"`, `rosterr is not known here`},
		"too many words":                 {"org create a b c", "c tidak dikenal di sini", "c is not known here"},
		"a flag that is needed":          {"plan --agency x", "belum ada --programme=NAME", "--programme=NAME, --start=YYYY-MM-DD is missing"},
		"a word that is needed":          {"org create", "belum ada <code> <name>", "<code> <name> is missing"},
		"half a command":                 {"rule", `pilih salah satu dari "packs"`, `choose one of "packs"`},
		"a file that is not there":       {"roster import none.xlsx --agency x", "none.xlsx tidak ada atau bukan berkas", "none.xlsx does not exist or is none"},
		"a number that is none":          {"rule batches --people many", "--people harus angka, bukan “many”", "--people must be a number, not “many”"},
		"a number that is not there":     {"rule batches --people", "--people belum diisi", "--people has no value"},
		"a word of a list that is none":  {"rule performance --results foo --behaviour meets", `--results harus salah satu dari "above","meets","below"`, `--results must be one of "above","meets","below"`},
		"a day of the demo that is none": {"demo --today pontianak=x", "“x” bukan tanggal", "“x” is no date"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			for lang, want := range map[string]string{"id": c.id, "en": c.en} {
				var out, errs strings.Builder
				code := Run(t.Context(), append([]string{"--lang=" + lang}, strings.Fields(c.line)...), nil, strings.NewReader(""), &out, &errs)
				if code != 2 || !strings.Contains(errs.String(), want) {
					t.Errorf("in %s exits %d and says %q, want %q", lang, code, errs.String(), want)
				}
			}
		})
	}
}
