package document

import (
	"context"

	"pamong/internal/access"
	"pamong/internal/kit/clock"
	"pamong/internal/kit/db"
	"pamong/internal/kit/docx"
	"pamong/internal/kit/i18n"
	"pamong/internal/org"
)

// LetterKind is a kind of letter that the agency writes; a message
// "document.letter.…" says it.
type LetterKind string

// The kinds of letters, in the order in which they come in a year.
const (
	Summons          LetterKind = "summons"           // surat pemanggilan peserta
	Duty             LetterKind = "duty"              // surat tugas
	CommitteeDecree  LetterKind = "committee_decree"  // SK panitia with lampiran
	NameList         LetterKind = "name_list"         // daftar peserta
	AttendanceBlank  LetterKind = "attendance_blank"  // daftar hadir to be signed
	AttendanceFilled LetterKind = "attendance_filled" // daftar hadir as the roll says it
	GraduationRecord LetterKind = "graduation_record" // berita acara rapat kelulusan
	Release          LetterKind = "release"           // surat pembebasan tugas
	Statement        LetterKind = "statement"         // surat keterangan
	Receipt          LetterKind = "receipt"           // tanda terima
	HealthCover      LetterKind = "health_cover"      // surat pengantar pemeriksaan kesehatan
	Decree           LetterKind = "decree"            // SK kolektif PNS with lampiran
	Extract          LetterKind = "extract"           // petikan per person
	CertifiedCopy    LetterKind = "certified_copy"    // salinan
	SalaryLetter     LetterKind = "salary_letter"     // to BKAD, 80 to 100 %
	OathRecord       LetterKind = "oath_record"       // berita acara sumpah per person
	OathList         LetterKind = "oath_list"         // daftar peserta sumpah

	TrainerDuty LetterKind = "trainer_duty" // surat tugas of a trainer
	TrainerList LetterKind = "trainer_list" // daftar tenaga pelatihan of a batch
	RoomList    LetterKind = "room_list"    // daftar ruang of a batch
	Timetable   LetterKind = "timetable"    // jadwal of a batch
	SeminarList LetterKind = "seminar_list" // jadwal seminar of a batch
)

// Order is what a house is asked to write letters about. Whom it concerns is
// either named, or a batch, or, with neither, everybody whom letters of the
// kind are about now.
type Order struct {
	Agency    org.Agency
	Kind      LetterKind
	People    []string      // ids of persons, or of trainers where the kind is about them; nil for all
	Batch     string        // id of a batch, "" for none
	Programme string        // id of a programme whose batches it concerns, "" for none
	Session   string        // the one part of a batch that is wanted, "" for all
	Day       clock.Date    // the date of the letter
	Speak     *i18n.Speaker // Indonesian: the language of letters
}

// ByName begins the key of a trainer who is on no list and is known by name
// only; the name follows.
const ByName = "name:"

// Letter is one letter to be written: the facts that its template names.
type Letter struct {
	Person string // whom it is about, as the order names them; "" for a letter about a list
	Title  string // what it is about, as the register says it
	// Number is set where the letter has its number from elsewhere, as an
	// extract has that of its decree; else the register gives one.
	Number string
	Notes  []i18n.Line // what its maker should know; it does not stand in the letter
	Data   docx.Data
}

// Source gives the letters of an order: one for each person where the kind is
// written for each, else one with the people in the list "daftar", each with
// the fields of PersonData. What the agency and the signer are called is added
// by the Cabinet. It refuses, with a fault, an order that it cannot serve; it
// reads as many rows as it must, by few questions, and writes nothing. The
// actor has been let in to make letters of the whole agency.
type Source func(ctx context.Context, q db.Q, actor access.Actor, o Order) ([]Letter, error)
