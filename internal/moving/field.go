package moving

import (
	"maps"
	"regexp"
	"slices"
	"strings"

	"pamong/internal/evaluation"
	"pamong/internal/kit/clock"
	"pamong/internal/kit/i18n"
	"pamong/internal/kit/sheet"
	"pamong/internal/org"
	"pamong/internal/regulation"
	"pamong/internal/roster"
)

// Field is what a column means. Those of people are the fields of the roster
// by their own names; a day of attendance is "day:2025-07-14 08.00 Subject", a
// mark is "mark:component" or "mark:component.marker".
type Field string

// The fields beside those of the roster.
const (
	FieldNIP    = Field(roster.FieldNIP)
	FieldName   = Field(roster.FieldName)
	FieldFront  = Field(roster.FieldFront)
	FieldBack   = Field(roster.FieldBack)
	FieldReason = Field("reason")

	FieldWave  Field = "wave"
	FieldBatch Field = "batch"
	FieldGroup Field = "group"

	FieldCoach          Field = "coach"
	FieldCoachNIP       Field = "coach_nip"
	FieldCoachPhone     Field = "coach_phone"
	FieldMentor         Field = "mentor"
	FieldMentorNIP      Field = "mentor_nip"
	FieldMentorPosition Field = "mentor_position"
	FieldMentorPhone    Field = "mentor_phone"
	FieldMentorEmail    Field = "mentor_email"
	FieldMentorUnit     Field = "mentor_unit"
	FieldMentorLetter   Field = "mentor_letter"
	FieldMentorLetterOn Field = "mentor_letter_on"

	FieldStage Field = "stage"
	FieldStart Field = "start"
	FieldEnd   Field = "end"

	FieldDay   Field = "on_day"
	FieldState Field = "state"

	FieldSTTP      Field = "sttp"
	FieldIssued    Field = "sttp_issued"
	FieldEnded     Field = "sttp_ended"
	FieldAlumni    Field = "registration"
	FieldFinal     Field = "final"
	FieldPredicate Field = "predicate"

	FieldSPMT     Field = "spmt"
	FieldSPMTOn   Field = "spmt_on"
	FieldHealth   Field = "health"
	FieldHealthOn Field = "health_on"
	FieldExaminer Field = "examiner"
	FieldOutcome  Field = "outcome"

	FieldResults    Field = "results"
	FieldBehaviour  Field = "behaviour"
	FieldRating     Field = "rating"
	FieldPeriod     Field = "period"
	FieldDiscipline Field = "discipline"

	FieldIgnored = Field(roster.FieldIgnored)
)

const (
	dayPrefix  = "day:"
	markPrefix = "mark:"
)

// seatTitles name the columns that any list of participants may have.
var seatTitles = map[string]Field{
	"gelombang": FieldWave, "gel": FieldWave, "wave": FieldWave, "gelombang ke": FieldWave,
	"angkatan": FieldBatch, "akt": FieldBatch, "angk": FieldBatch, "angkatan ke": FieldBatch, "nomor angkatan": FieldBatch, "batch": FieldBatch, "class": FieldBatch, "kelas angkatan": FieldBatch,
	"kelompok": FieldGroup, "kel": FieldGroup, "klp": FieldGroup, "kelompok ke": FieldGroup, "nomor kelompok": FieldGroup, "group": FieldGroup,
}

// idTitles name numbers and names where the roster does not know the title.
var idTitles = map[string]Field{
	"nip peserta": FieldNIP, "nip nik": FieldNIP, "no induk pegawai": FieldNIP, "employee number": FieldNIP, "employee id": FieldNIP, "civil servant number": FieldNIP, "no nip": FieldNIP, "nomor nip": FieldNIP,
	"nama peserta latsar": FieldName, "nama cpns": FieldName, "full name": FieldName, "participant": FieldName, "participant name": FieldName, "employee name": FieldName, "nama peserta dan gelar": FieldName, "nama tanpa gelar": FieldName,
}

// peopleTitles name columns of people in English, and as the roster does not
// know them.
var peopleTitles = map[string]Field{
	"gender": Field(roster.FieldSex), "birth date": Field(roster.FieldBorn), "rank": Field(roster.FieldGolongan), "grade": Field(roster.FieldGolongan), "gol r": Field(roster.FieldGolongan), "golru": Field(roster.FieldGolongan),
	"position": Field(roster.FieldPosition), "office": Field(roster.FieldOffice), "work unit": Field(roster.FieldPlace), "agency unit": Field(roster.FieldPlace), "unit kerja asal": Field(roster.FieldPlace), "asal instansi": Field(roster.FieldPlace), "instansi": Field(roster.FieldPlace),
	"education": Field(roster.FieldEducation), "mobile": Field(roster.FieldPhone), "mobile phone": Field(roster.FieldPhone), "whatsapp": Field(roster.FieldPhone), "wa": Field(roster.FieldPhone), "email address": Field(roster.FieldEmail),
	"appointed from": Field(roster.FieldTMT), "appointment date": Field(roster.FieldTMT), "decree number": Field(roster.FieldSKNumber), "decree date": Field(roster.FieldSKDate), "nomor sk pengangkatan": Field(roster.FieldSKNumber), "tanggal sk pengangkatan": Field(roster.FieldSKDate),
}

// kindTitles name the columns of each kind of list.
var kindTitles = map[Kind]map[string]Field{
	Guides: {
		"coach": FieldCoach, "nama coach": FieldCoach, "pembimbing": FieldCoach, "coach pembimbing": FieldCoach, "widyaiswara": FieldCoach, "nip coach": FieldCoachNIP, "coach nip": FieldCoachNIP, "hp coach": FieldCoachPhone, "no hp coach": FieldCoachPhone, "no wa coach": FieldCoachPhone, "coach no wa": FieldCoachPhone,
		"mentor": FieldMentor, "nama mentor": FieldMentor, "atasan langsung": FieldMentor, "mentor nama": FieldMentor, "mentor name": FieldMentor, "nip mentor": FieldMentorNIP, "mentor nip": FieldMentorNIP, "jabatan mentor": FieldMentorPosition, "mentor jabatan": FieldMentorPosition, "mentor position": FieldMentorPosition,
		"hp mentor": FieldMentorPhone, "no hp mentor": FieldMentorPhone, "no wa mentor": FieldMentorPhone, "nomor wa mentor": FieldMentorPhone, "mentor no hp": FieldMentorPhone, "mentor phone": FieldMentorPhone, "whatsapp mentor": FieldMentorPhone, "nomor whatsapp mentor": FieldMentorPhone, "no whatsapp mentor": FieldMentorPhone,
		"email mentor": FieldMentorEmail, "e mail mentor": FieldMentorEmail, "unit kerja mentor": FieldMentorUnit, "unit mentor": FieldMentorUnit, "instansi mentor": FieldMentorUnit,
		"nomor surat penunjukan": FieldMentorLetter, "no surat penunjukan": FieldMentorLetter, "surat penunjukan": FieldMentorLetter, "tanggal surat penunjukan": FieldMentorLetterOn, "tgl surat penunjukan": FieldMentorLetterOn,
	},
	Dates: {
		"tahap": FieldStage, "tahapan": FieldStage, "kegiatan": FieldStage, "stage": FieldStage, "uraian kegiatan": FieldStage,
		"mulai": FieldStart, "tanggal mulai": FieldStart, "tgl mulai": FieldStart, "dari": FieldStart, "start": FieldStart, "start date": FieldStart, "awal": FieldStart, "from": FieldStart,
		"selesai": FieldEnd, "tanggal selesai": FieldEnd, "tgl selesai": FieldEnd, "sampai": FieldEnd, "end": FieldEnd, "end date": FieldEnd, "akhir": FieldEnd, "until": FieldEnd,
	},
	Attendance: {
		"tanggal": FieldDay, "tgl": FieldDay, "hari tanggal": FieldDay, "date": FieldDay, "kehadiran": FieldState, "status": FieldState, "status kehadiran": FieldState, "attendance": FieldState, "presensi": FieldState,
		"alasan": FieldReason, "keterangan": FieldReason, "reason": FieldReason, "alasan perubahan": FieldReason,
	},
	Marks: {"alasan": FieldReason, "alasan perubahan": FieldReason, "keterangan": FieldReason, "reason": FieldReason, "reason of change": FieldReason},
	STTP: {
		"nomor sttp": FieldSTTP, "no sttp": FieldSTTP, "nomor sertifikat": FieldSTTP, "no sertifikat": FieldSTTP, "nomor sttpl": FieldSTTP, "nomor e sttp": FieldSTTP, "certificate number": FieldSTTP, "sttp number": FieldSTTP, "sttp nomor": FieldSTTP,
		"tanggal sttp": FieldIssued, "tgl sttp": FieldIssued, "tanggal sertifikat": FieldIssued, "tanggal sttpl": FieldIssued, "tanggal terbit": FieldIssued, "certificate date": FieldIssued, "sttp date": FieldIssued, "sttp tanggal": FieldIssued,
		"tanggal selesai": FieldEnded, "tgl selesai": FieldEnded, "selesai": FieldEnded, "tanggal akhir": FieldEnded, "end date": FieldEnded, "training ended": FieldEnded,
		"nilai akhir": FieldFinal, "nilai": FieldFinal, "na": FieldFinal, "final mark": FieldFinal, "predikat kelulusan": FieldPredicate, "predikat": FieldPredicate, "kualifikasi": FieldPredicate, "predicate": FieldPredicate,
		"nomor registrasi alumni": FieldAlumni, "no registrasi": FieldAlumni, "nomor registrasi": FieldAlumni, "kode registrasi": FieldAlumni, "registration number": FieldAlumni,
	},
	Papers: {
		"nomor spmt": FieldSPMT, "no spmt": FieldSPMT, "spmt": FieldSPMT, "spmt nomor": FieldSPMT, "spmt number": FieldSPMT, "tanggal spmt": FieldSPMTOn, "tgl spmt": FieldSPMTOn, "spmt tanggal": FieldSPMTOn, "spmt date": FieldSPMTOn,
		"nomor surat sehat": FieldHealth, "no surat sehat": FieldHealth, "nomor surat keterangan sehat": FieldHealth, "surat sehat": FieldHealth, "surat sehat nomor": FieldHealth, "health letter": FieldHealth, "health letter number": FieldHealth,
		"tanggal surat sehat": FieldHealthOn, "tgl surat sehat": FieldHealthOn, "surat sehat tanggal": FieldHealthOn, "health letter date": FieldHealthOn,
		"dokter tim penguji": FieldExaminer, "dokter": FieldExaminer, "tim penguji": FieldExaminer, "penerbit": FieldExaminer, "dokter penguji": FieldExaminer, "doctor": FieldExaminer,
		"hasil": FieldOutcome, "hasil pemeriksaan": FieldOutcome, "kesimpulan": FieldOutcome, "result of examination": FieldOutcome, "outcome": FieldOutcome,
	},
	Performance: {
		"hasil kerja": FieldResults, "rating hasil kerja": FieldResults, "work results": FieldResults, "perilaku kerja": FieldBehaviour, "perilaku": FieldBehaviour, "rating perilaku kerja": FieldBehaviour, "work behaviour": FieldBehaviour,
		"predikat kinerja": FieldRating, "predikat": FieldRating, "predikat kinerja pegawai": FieldRating, "performance": FieldRating, "performance predicate": FieldRating, "periode": FieldPeriod, "tahun": FieldPeriod, "period": FieldPeriod, "year": FieldPeriod,
		"hukuman disiplin": FieldDiscipline, "hukdis": FieldDiscipline, "disiplin": FieldDiscipline, "discipline": FieldDiscipline,
	},
}

// Component is one mark that a rule pack knows: its key and the titles under
// which sheets have it.
type Component struct {
	Key    Field             // "mark:attitude.coach"
	Title  regulation.Text   // of the component
	Marker evaluation.Marker // "" where the title leaves it open
	Titles []string          // folded
}

// Say names a mark with who gives it.
func (c *Component) Say(s *i18n.Speaker) string {
	if c.Marker == "" {
		return c.Title.In(s.Lang)
	}
	return c.Title.In(s.Lang) + " (" + s.T("evaluation.marker."+string(c.Marker)) + ")"
}

// Words is what recognising a sheet goes by: the marks of the rule packs, and
// what the office has said before. One goroutine at a time uses it.
type Words struct {
	Components []Component
	Own        map[string]Field // by folded title

	titles map[string]Field // of marks
	asked  map[string]bool  // titles that were asked for: the search for a header asks often
}

// fieldOf returns what a column of that title means in a list of a kind, ""
// when nobody knows. FieldIgnored is known and of no use there.
func (w *Words) fieldOf(kind Kind, title string) Field {
	folded := together(org.Fold(title))
	if folded == "" {
		return ""
	}
	if f, ok := w.Own[string(kind)+":"+folded]; ok {
		return f
	}
	if f, ok := kindTitles[kind][folded]; ok {
		return f
	}
	switch kind {
	case Attendance:
		if f := dayField(title); f != "" {
			return f
		}
	case Marks:
		if f := w.component(folded); f != "" {
			return f
		}
	case People, Division: // lists of people often name their coach and mentor
		if f, ok := kindTitles[Guides][folded]; ok {
			return f
		}
	}
	if f, ok := seatTitles[folded]; ok {
		return f
	}
	if f, ok := idTitles[folded]; ok {
		return f
	}
	f, known := peopleTitles[folded]
	if own, ok := roster.FieldOf(folded, nil); ok && !known {
		f, known = Field(own), true
	}
	switch {
	case !known:
		return ""
	case f == FieldNIP, f == FieldName, f == FieldFront, f == FieldBack, kind == People, kind == Division:
		return f
	}
	return FieldIgnored
}

// together sets letters that stand apart as one word: "N I P" is NIP. "L/P"
// stays as it is.
func together(folded string) string {
	words := strings.Fields(folded)
	if len(words) < 3 || slices.ContainsFunc(words, func(w string) bool { return len(w) > 1 }) {
		return folded
	}
	return strings.Join(words, "")
}

// Fields lists what a column of a kind may mean, for a page that asks. Marks
// stand apart: see Components.
func Fields(k Kind) []Field {
	list := []Field{FieldNIP, FieldName}
	if k == Dates {
		list = nil
	}
	own := map[Field]bool{}
	for _, f := range kindTitles[k] {
		own[f] = true
	}
	if k == People || k == Division {
		for _, f := range kindTitles[Guides] {
			own[f] = true
		}
		for _, f := range roster.Fields {
			if f != roster.FieldNIP && f != roster.FieldName {
				list = append(list, Field(f))
			}
		}
	}
	list = append(list, FieldWave, FieldBatch, FieldGroup)
	for _, f := range slices.Sorted(maps.Keys(own)) {
		if !slices.Contains(list, f) {
			list = append(list, f)
		}
	}
	return list
}

func (w *Words) component(folded string) Field { return w.titles[folded] }

// known reports whether a title is known in any kind of list.
func (w *Words) known(title string) bool {
	if known, asked := w.asked[title]; asked {
		return known
	}
	known := slices.ContainsFunc(Kinds, func(k Kind) bool { return k != Nothing && w.fieldOf(k, title) != "" })
	w.asked[title] = known
	return known
}

var clockTime = regexp.MustCompile(`\b([01]?[0-9]|2[0-3])[.:]([0-5][0-9])\b`)

// dayField reads the title of a column of attendance: a day, perhaps with the
// time and the subject of a session. A month over the days, as two header rows
// have it ("Juli 2025" over "14"), is read too.
func dayField(title string) Field {
	words := strings.FieldsFunc(title, func(r rune) bool { return r == ' ' || r == ',' || r == '\n' })
	if len(words) > 1 && (sheet.IsWeekday(words[0]) || len(words[0]) <= 3 && digits(words[0]) == 0) {
		words = words[1:] // "Jm 2025-07-18", "Tgl 18/07/2025"
	}
	for n := 1; n <= min(3, len(words)); n++ {
		day, ok := sheet.ReadDay(strings.Join(words[:n], " "))
		if n == 3 && !ok {
			day, ok = sheet.ReadDay(words[2] + " " + words[0] + " " + words[1])
		}
		if !ok {
			continue
		}
		rest, time := strings.Join(words[n:], " "), ""
		if m := clockTime.FindStringSubmatch(rest); m != nil {
			time = strings.Repeat("0", 2-len(m[1])) + m[1] + "." + m[2]
			rest = strings.TrimSpace(strings.Replace(rest, m[0], "", 1))
		}
		return Field(strings.TrimRight(dayPrefix+string(day)+"|"+time+"|"+org.Fold(rest), "|"))
	}
	return ""
}

// slot is the day, time and folded subject of a column of attendance.
func (f Field) slot() (day clock.Date, time, subject string, ok bool) {
	text, ok := strings.CutPrefix(string(f), dayPrefix)
	parts := append(strings.Split(text, "|"), "", "")
	return clock.Date(parts[0]), parts[1], parts[2], ok
}

// mark is the component and the marker of a column of marks; the marker is ""
// where the title does not name it.
func (f Field) mark() (component, marker string, ok bool) {
	text, ok := strings.CutPrefix(string(f), markPrefix)
	component, marker, _ = strings.Cut(text, ".")
	return component, marker, ok
}

// dropped reports whether a column is left at the door under every kind.
func dropped(title string) bool {
	f, ok := roster.FieldOf(title, nil)
	if !ok {
		return false
	}
	switch f {
	case roster.FieldNIK, roster.FieldBirthPlace, roster.FieldReligion, roster.FieldAddress, roster.FieldWorkYears, roster.FieldWorkMonths, roster.FieldIgnored:
		return true
	}
	return false
}
