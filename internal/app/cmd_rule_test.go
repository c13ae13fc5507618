package app

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// runRule runs a command line without environment and input.
func runRule(t *testing.T, args ...string) (code int, out, errs string) {
	t.Helper()
	var o, e bytes.Buffer
	code = Run(t.Context(), append([]string{"rule"}, args...), nil, strings.NewReader(""), &o, &e)
	return code, o.String(), e.String()
}

func TestTheCalculatorKeepsItsContract(t *testing.T) {
	cases := map[string]struct {
		args string
		want string
		code int
		errs string // what the error stream contains
	}{
		"a good NIP": {args: "nip 199704152025041901 --born 1997-04-15 --tmt 2025-04-01 --sex L",
			want: `{"nip":"199704152025041901","born":"1997-04-15","tmt":"2025-04-01","sex":"L","findings":[]}`},
		"a warning about an NIP exits 0": {args: "nip 199704152025041901 --sex P --lang en",
			want: `{"nip":"199704152025041901","born":"1997-04-15","tmt":"2025-04-01","sex":"L","findings":[{"severity":"warning","code":"sex_differs","text":"The sex differs: L by the NIP, P as written."}]}`},
		"an error in an NIP exits 1": {args: "nip 19970415202504190", code: 1,
			want: `{"nip":"19970415202504190","born":"","tmt":"","sex":"","findings":[{"severity":"error","code":"length","text":"Tertulis 17 digit; NIP selalu 18 digit."}]}`},
		"batches from number 88": {args: "batches --people 81 --first 88",
			want: `[{"number":88,"label":"LXXXVIII","size":27},{"number":89,"label":"LXXXIX","size":27},{"number":90,"label":"XC","size":27}]`},
		"batches in Arabic figures": {args: "batches --people 5 --cap 4 --numbering arabic",
			want: `[{"number":1,"label":"1","size":3},{"number":2,"label":"2","size":2}]`},
		"no people make no batch": {args: "batches --people 0", want: `[]`},
		"the calendar of Pontianak": {args: "calendar --pack latsar-2024 --start 2025-07-07",
			want: `[{"key":"self_study","start":"2025-07-07","end":"2025-07-17","days":9,"jp":48},
				{"key":"elearning_1","start":"2025-07-18","end":"2025-08-15","days":21,"jp":231},
				{"key":"actualization","start":"2025-08-19","end":"2025-09-30","days":30,"jp":320},
				{"key":"elearning_2","start":"2025-10-01","end":"2025-10-01","days":1,"jp":12},
				{"key":"classical","start":"2025-10-02","end":"2025-10-06","days":3,"jp":36}]`},
		"stages, skips and holidays as they were": {args: "calendar --pack latsar-2024 --start 2025-07-07 --stage elearning_2=0 --stage self_study=10 --skip classical=saturday --skip actualization=none --holidays-as-of 2025-08-06", errs: "days_differ",
			want: `[{"key":"self_study","start":"2025-07-07","end":"2025-07-18","days":10,"jp":48},
				{"key":"elearning_1","start":"2025-07-21","end":"2025-08-18","days":21,"jp":231},
				{"key":"actualization","start":"2025-08-19","end":"2025-09-22","days":30,"jp":320},
				{"key":"classical","start":"2025-09-23","end":"2025-09-25","days":3,"jp":36}]`},
		"beyond the holiday list": {args: "calendar --pack latsar-2018 --start 2030-01-07 --stage actualization=0", errs: "holidays_unknown",
			want: `[{"key":"classroom","start":"2030-01-07","end":"2030-02-04","days":21,"jp":191}]`},
		"a final mark": {args: "score --pack latsar-2024 --marks attitude=88,mooc=70,elearning=75,design=82,implementation=84,pktbt=86",
			want: `{"final":"82.20","predicate":"Memuaskan","outcome":"passed","parts":[
				{"key":"attitude","weight":15,"mark":"88.00","points":"13.20","grade":"D","source":"Pedoman 2024 menurut dokumen penyelenggara"},
				{"key":"mooc","weight":10,"mark":"70.00","points":"7.00","grade":"A","source":"PerLAN 1/2021"},
				{"key":"elearning","weight":10,"mark":"75.00","points":"7.50","grade":"A","source":"PerLAN 1/2021"},
				{"key":"design","weight":20,"mark":"82.00","points":"16.40","grade":"D","source":"Pedoman 2024 menurut dokumen penyelenggara"},
				{"key":"implementation","weight":30,"mark":"84.00","points":"25.20","grade":"B","source":"Halaman LAN tentang penilaian pelaksanaan aktualisasi"},
				{"key":"pktbt","weight":15,"mark":"86.00","points":"12.90","grade":"D","source":"Pedoman 2024 menurut dokumen penyelenggara"}]}`},
		"the actualization": {args: "implementation --pack latsar-2024 --achievement 90 --benefit 85 --communication 88",
			want: `{"mark":"86.33","points":"25.90"}`},
		"an absence above a limit": {args: "absence --pack latsar-2024 --sessions 7 --jp 18 --days 2",
			want: `{"breach":true,"over":["sessions"],"limits":{"sessions":6,"jp":18,"days":2}}`},
		"no absence": {args: "absence --pack latsar-2024", want: `{"breach":false,"over":[],"limits":{"sessions":6,"jp":18,"days":2}}`},
		"ranks with a tie": {args: "rank --method usg --scores 3,3,3;5,5,5;4,3,2;1,1,1",
			want: `[{"index":1,"total":9,"rank":2},{"index":2,"total":15,"rank":1},{"index":3,"total":9,"rank":2},{"index":4,"total":3,"rank":4}]`},
		"performance":       {args: "performance --results above --behaviour below", want: `{"predicate":"Kurang","siasn_quadrant":4}`},
		"the window":        {args: "window --ended 2025-10-06", want: `{"opens":"2026-04-06","closes":"2026-10-06"}`},
		"ten months served": {args: "probation --tmt 2025-04-01 --today 2026-02-04", want: `{"months_served":10,"ends":"2026-04-01","state":"active"}`},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			code, out, errs := runRule(t, append(strings.Fields(c.args), "--json")...)
			if code != c.code || !strings.Contains(errs, c.errs) || c.errs == "" && errs != "" {
				t.Errorf("exit %d, error stream %q", code, errs)
			}
			var got, want any
			if err := json.Unmarshal([]byte(out), &got); err != nil {
				t.Fatalf("%v in %s", err, out)
			}
			if err := json.Unmarshal([]byte(c.want), &want); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestTheCalculatorListsItsPacks(t *testing.T) {
	code, out, errs := runRule(t, "packs", "--json")
	var packs []packData
	if err := json.Unmarshal([]byte(out), &packs); err != nil || code != 0 || errs != "" {
		t.Fatalf("exit %d, %v, %s", code, err, errs)
	}
	var ids []string
	for _, p := range packs {
		ids = append(ids, p.ID)
		if p.Title == "" || !p.EffectiveFrom.Valid() {
			t.Errorf("%+v", p)
		}
	}
	if diff := cmp.Diff([]string{"latsar-2018", "latsar-2022", "latsar-2024", "probation-2020"}, ids); diff != "" {
		t.Error(diff)
	}
}

func TestTheCalculatorSaysWhatItCannotRead(t *testing.T) {
	cases := map[string]struct{ args, errs string }{
		"an unknown pack":              {"score --pack latsar-1999 --marks design=1", "latsar-1999"},
		"a pack without a course":      {"calendar --pack probation-2020 --start 2025-07-07", "probation-2020"},
		"an unknown mode":              {"calendar --pack latsar-2018 --mode blended --start 2025-07-07", "blended"},
		"marks that are missing":       {"score --pack latsar-2018 --marks attitude=90", "pktbt"},
		"a mark that is no number":     {"score --pack latsar-2018 --marks attitude=good", "good"},
		"a mark given twice":           {"score --pack latsar-2018 --marks attitude=1,attitude=2", "attitude=2"},
		"a mark above 100":             {"implementation --pack latsar-2024 --achievement 101 --benefit 1 --communication 1", "achievement"},
		"a date that does not exist":   {"window --ended 2025-02-30", "--ended"},
		"a start that does not exist":  {"calendar --pack latsar-2024 --start 2025-02-30", "--start"},
		"a stage nobody knows":         {"calendar --pack latsar-2024 --start 2025-07-07 --stage boarding=3", "boarding"},
		"a stage without days":         {"calendar --pack latsar-2024 --start 2025-07-07 --stage classical", "classical"},
		"a skip that is not known":     {"calendar --pack latsar-2024 --start 2025-07-07 --skip classical=friday", "friday"},
		"a cap of nothing":             {"batches --people 3 --cap 0", "cap"},
		"a first number below 1":       {"batches --people 3 --first 0", "1"},
		"absences below 0":             {"absence --pack latsar-2024 --sessions -1", "negatif"},
		"a method nobody knows":        {"rank --method swot --scores 1,2", "swot"},
		"scores that are no numbers":   {"rank --method usg --scores a,b,c", "5,4,4,5"},
		"too few criteria":             {"rank --method apkl --scores 1,2,3", "4"},
		"a rating that does not exist": {"performance --results great --behaviour above", "great"},
		"a flag that is missing":       {"probation --tmt 2025-04-01", "today"},
		"a flag that is empty":         {"probation --tmt 2025-04-01 --today=", "--today"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			code, out, errs := runRule(t, strings.Fields(c.args)...)
			if code != exitUsage || !strings.Contains(errs, c.errs) || strings.Contains(errs, "cmd.") || strings.Contains(errs, "regulation.") {
				t.Errorf("exit %d, error stream %q, out %q", code, errs, out)
			}
		})
	}
}

func TestTheCalculatorSpeaksToPeople(t *testing.T) {
	cases := map[string]struct{ args, want string }{
		"packs":          {"packs", "Latsar CPNS 2024 (blended 64 hari)"},
		"an NIP":         {"nip 199704152025041901 --lang en", "born 15 April 1997"},
		"a bad NIP":      {"nip 199704152025211901", "kesalahan: Ini nomor PPPK"},
		"batches":        {"batches --people 338", "IX"},
		"the calendar":   {"calendar --pack latsar-2024 --start 2025-07-07", "Senin, 6 Oktober 2025"},
		"a final mark":   {"score --pack latsar-2018 --marks attitude=90,academic=60,design=60,implementation=60,pktbt=60", "Nilai akhir 63,00: Ditunda kelulusannya (Ditunda)."},
		"the execution":  {"implementation --pack latsar-2022 --achievement 90 --benefit 85 --communication 88", "Nilai 86,33, menyumbang 25,90 dari 30."},
		"an absence":     {"absence --pack latsar-2024 --days 3", "Melewati batas hari"},
		"no absence":     {"absence --pack latsar-2024", "Masih dalam batas"},
		"ranks":          {"rank --method apkl --scores 5,4,4,5;4,4,3,5 --lang en", "Rank"},
		"performance":    {"performance --results above --behaviour above", "Sangat Baik"},
		"the window":     {"window --ended 2025-10-06", "6 April–6 Oktober 2026"},
		"the probation":  {"probation --tmt 2025-04-01 --today 2026-04-02", "perlu rekomendasi BKN"},
		"the help":       {"calendar --help", "--holidays-as-of"},
		"the other help": {"--help --lang en", "List the rule packs."},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			_, out, errs := runRule(t, strings.Fields(c.args)...)
			if !strings.Contains(out, c.want) || errs != "" || strings.Contains(out, "cmd.") || strings.Contains(out, "regulation.") {
				t.Errorf("out %q, error stream %q", out, errs)
			}
		})
	}
}
