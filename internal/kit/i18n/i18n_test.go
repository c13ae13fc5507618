package i18n_test

import (
	"testing"

	"pamong/internal/kit/clock"
	"pamong/internal/kit/i18n"
)

const words = `key,id,en,en_one
days,{{.N}} hari,{{.N}} days,{{.N}} day
mark,Nilai {{.Mark}} pada {{.On}},Mark {{.Mark}} on {{.On}}
plain,Halo,Hello
`

func speakers(t *testing.T) (id, en *i18n.Speaker) {
	t.Helper()
	c, err := i18n.NewCatalogue(words)
	if err != nil {
		t.Fatal(err)
	}
	return c.Speaker(i18n.Indonesian), c.Speaker(i18n.English)
}

func TestMessages(t *testing.T) {
	id, en := speakers(t)
	cases := map[string]struct{ got, want string }{
		"a number is written by the language":  {id.T("days", "N", 27000), "27.000 hari"},
		"English counts one":                   {en.T("days", "N", 1), "1 day"},
		"English counts many":                  {en.T("days", "N", 1200), "1,200 days"},
		"marks and dates speak Indonesian":     {id.T("mark", "Mark", i18n.Mark(8836), "On", clock.Date("2025-07-29")), "Nilai 88,36 pada 29 Juli 2025"},
		"marks and dates speak English":        {en.T("mark", "Mark", i18n.Mark(8836), "On", clock.Date("2025-07-29")), "Mark 88.36 on 29 July 2025"},
		"a missing message is said as its key": {id.T("nothing"), "nothing"},
		"a missing argument shows the key":     {id.T("mark", "Mark", 1), "mark"},
		"a plain message needs nothing":        {en.T("plain"), "Hello"},
		"a period within a month":              {id.Period("2025-10-02", "2025-10-06"), "2–6 Oktober 2025"},
		"a period over two months":             {id.Period("2025-07-18", "2025-08-15"), "18 Juli–15 Agustus 2025"},
		"a period over two years":              {id.Period("2025-12-18", "2026-01-15"), "18 Desember 2025–15 Januari 2026"},
		"a long date":                          {id.LongDate("2025-07-29"), "Selasa, 29 Juli 2025"},
		"no date is a dash":                    {id.Date(""), "–"},
		"a time of day":                        {id.HourMinute(615), "10.15"},
		"a percentage with one place":          {id.Percent(924, 1000), "92,4 %"},
		"a whole percentage":                   {id.Percent(112, 112), "100 %"},
		"a percentage of nobody":               {id.Percent(0, 0), "0 %"},
		"a mark below one keeps its sign":      {id.Hundredths(-5), "-0,05"},
		"a percentage is rounded half up":      {en.Percent(1, 16), "6.3 %"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			if c.got != c.want {
				t.Errorf("got %q, want %q", c.got, c.want)
			}
		})
	}
}

func TestFaultyMessageFilesAreRefused(t *testing.T) {
	for name, file := range map[string]string{
		"a key that stands twice": "key,id,en\na,x,y\na,x,y\n",
		"a missing English text":  "key,id,en\na,x,\n",
		"a broken placeholder":    "key,id,en\na,{{.N,y\n",
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := i18n.NewCatalogue(file); err == nil {
				t.Error("taken")
			}
		})
	}
}
