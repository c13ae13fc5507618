package probation

import (
	"context"
	"fmt"
	"slices"

	"pamong/internal/access"
	"pamong/internal/audit"
	"pamong/internal/document"
	"pamong/internal/kit/clock"
	"pamong/internal/kit/db"
	"pamong/internal/kit/fault"
	"pamong/internal/kit/i18n"
	"pamong/internal/org"
	"pamong/internal/roster"
)

// resultColumns are what a hospital fills in. A person may stand again with
// another day. What is not here, notes too, is not read.
var resultColumns = []roster.ListField{
	{Key: "day", Titles: []string{"Hari", "Hari Pemeriksaan", "Tanggal Pemeriksaan", "Tgl Pemeriksaan", "Tanggal Periksa", "Day", "Day of Examination", "Examination Day"}, Again: true},
	{Key: "outcome", Titles: []string{"Hasil", "Hasil Pemeriksaan", "Kesimpulan", "Result", "Outcome"}, Needed: true},
	{Key: "letter", Titles: []string{"Nomor Surat", "No Surat", "Nomor Surat Sehat", "No Surat Sehat", "Nomor Surat Keterangan Sehat", "Letter Number", "Number of the Letter", "Number of the Health Letter"}},
	{Key: "letter_on", Titles: []string{"Tanggal Surat", "Tgl Surat", "Tanggal Surat Sehat", "Tgl Surat Sehat", "Letter Date", "Date of the Letter", "Date of the Health Letter"}},
	{Key: "again_on", Titles: []string{"Diperiksa Lagi Mulai", "Diperiksa Lagi", "Periksa Lagi Mulai", "Periksa Lagi", "Periksa Ulang", "Tanggal Periksa Ulang", "Tgl Periksa Ulang", "To Be Examined Again From", "Second Examination", "Second Examination On", "Examine Again On"}},
}

// examWords are the words in which lists say what an examination found. A day
// that is still planned has no result.
var examWords = map[string]ExamState{
	"memenuhi syarat": ExamFit, "ms": ExamFit, "sehat": ExamFit, "layak": ExamFit, "fit": ExamFit, "healthy": ExamFit,
	"tidak memenuhi syarat": ExamUnfit, "tms": ExamUnfit, "tidak sehat": ExamUnfit, "tidak layak": ExamUnfit, "unfit": ExamUnfit, "not fit": ExamUnfit,
	"periksa lagi": ExamAgain, "periksa ulang": ExamAgain, "diperiksa lagi": ExamAgain, "pemeriksaan ulang": ExamAgain, "again": ExamAgain, "examine again": ExamAgain, "second examination": ExamAgain,
	"tidak hadir": ExamAbsent, "tidak datang": ExamAbsent, "mangkir": ExamAbsent, "absent": ExamAbsent, "did not come": ExamAbsent,
	"lepas harinya": ExamReleased, "dilepas": ExamReleased, "batal": ExamReleased, "released": ExamReleased, "give up the day": ExamReleased,
	"": ExamPlanned, "terjadwal": ExamPlanned, "planned": ExamPlanned,
}

// ReadResults reads the list of an examination that a hospital has filled in and
// judges its rows against the days that people have, without entering anything.
func (o *Office) ReadResults(ctx context.Context, actor access.Actor, a org.Agency, file roster.File) (*Preview, error) {
	p, err := o.read(ctx, actor, a, file, HealthList, resultColumns)
	if err != nil {
		return nil, err
	}
	seats, err := examSeats(ctx, o.DB, a.ID)
	if err != nil {
		return nil, err
	}
	letters, err := document.AllInForce(ctx, o.DB, string(a.ID))
	if err != nil {
		return nil, err
	}
	own := map[string][]ExamSeat{}
	for _, s := range seats {
		own[s.Person] = append(own[s.Person], s)
	}
	taken := map[string]int{}
	for i := range p.Rows {
		row := &p.Rows[i]
		r, seat := readResult(row, own[string(row.Person)])
		if !row.Sound() || seat.ID == "" {
			continue
		}
		if first := taken[seat.ID]; first > 0 {
			row.Bad("nip", "roster.list.twice", "Row", first)
			continue
		}
		taken[seat.ID] = row.Row
		switch {
		case seat.State != ExamPlanned && r.said(seat, letters[seat.Person][document.Health]):
			row.Becomes = i18n.Say("probation.health.list.same")
			p.Unchanged++
		case seat.State != ExamPlanned:
			row.Bad("outcome", "probation.health.list.recorded", "State", i18n.Say("probation.health.state."+string(seat.State)))
		case judgeResult(row, &r, seat, p.AsOf):
			p.results = append(p.results, r)
			p.New++
		}
	}
	return p, nil
}

// readResult reads a row and finds the day that it is about among those that the
// person has, the oldest first: the one it names, else the one that is planned.
// A row without a result is about none.
func readResult(row *roster.ListRow, own []ExamSeat) (ExamResult, ExamSeat) {
	state, known := examWords[org.Fold(row.Values["outcome"])]
	r := ExamResult{State: state, Number: row.Values["letter"], IssuedOn: row.Date("letter_on"), AgainOn: row.Date("again_on")}
	day := row.Date("day")
	switch {
	case !known:
		row.Bad("outcome", "probation.health.list.bad_result", "Text", row.Values["outcome"])
	case !row.Sound():
	case state == ExamPlanned && (r.Number != "" || r.IssuedOn != "" || r.AgainOn != ""):
		row.Bad("outcome", "probation.health.no_result")
	case state == ExamPlanned:
		row.Doubt("outcome", "probation.health.list.empty")
	case len(own) == 0:
		row.Bad("nip", "probation.health.list.no_day")
	default:
		return r, seatOf(row, own, day)
	}
	return r, ExamSeat{}
}

// seatOf is the day of which a row speaks.
func seatOf(row *roster.ListRow, own []ExamSeat, day clock.Date) ExamSeat {
	planned := slices.IndexFunc(own, func(s ExamSeat) bool { return s.State == ExamPlanned })
	has := own[len(own)-1]
	if planned >= 0 {
		has = own[planned]
	}
	if day == "" || has.Day == day {
		return has
	}
	for _, s := range slices.Backward(own) {
		if s.Day == day {
			return s
		}
	}
	row.Bad("day", "probation.health.list.other_day", "On", has.Day)
	return ExamSeat{}
}

// said reports whether a result says of a day what is recorded of it already.
func (r ExamResult) said(s ExamSeat, letter document.Brief) bool {
	switch {
	case r.State != s.State:
		return false
	case r.State == ExamFit || r.State == ExamUnfit:
		return r.Number == "" || r.Number == letter.Number
	case r.State == ExamAgain:
		return r.AgainOn == "" || r.AgainOn == s.AgainOn
	}
	return true
}

// judgeResult notes beside the fields of a row what is wrong with its result, or
// what it becomes, and reports whether it is entered.
func judgeResult(row *roster.ListRow, r *ExamResult, s ExamSeat, today clock.Date) bool {
	lettered := r.State == ExamFit || r.State == ExamUnfit
	if !lettered && (r.Number != "" || r.IssuedOn != "") {
		row.Doubt("letter", "probation.health.list.no_letter")
		r.Number, r.IssuedOn = "", ""
	}
	r.Seat = s.ID
	if f := fault.Of(r.clean(s, today)); f != nil {
		column := map[string]string{"number": "letter", "issued_on": "letter_on", "again_on": "again_on", "state": "outcome"}
		for _, one := range f.Fields {
			row.Bad(column[one.Name], one.Key, one.Args...)
		}
		return false
	}
	if r.State == ExamUnfit {
		row.Doubt("outcome", "probation.list.unfit")
	}
	row.Becomes = i18n.Say("probation.health.becomes."+string(r.State), "Number", r.Number, "On", r.IssuedOn)
	if r.State == ExamAgain {
		row.Becomes = i18n.Say("probation.health.becomes.again", "On", r.AgainOn)
	}
	return true
}

// undoResults lets the days of an import wait for their result again. It is
// refused once somebody has another day because of it.
func (o *Office) undoResults(ctx context.Context, tx *db.Tx, actor access.Actor, a org.Agency, imp string) error {
	if err := lockExams(ctx, tx, a.ID); err != nil {
		return err
	}
	seats, err := db.List(ctx, tx, "list results of an import", func(row db.Row) (s ExamSeat, err error) {
		err = row.Scan(&s.ID, &s.Exam, &s.Person, &s.State)
		return s, err
	}, `SELECT id, exam_id, person_id, state FROM probation_exam_seat WHERE agency_id = $1 AND import_id = $2`, string(a.ID), imp)
	if err != nil || len(seats) == 0 {
		return err
	}
	var again int
	err = tx.QueryRow(ctx, `SELECT COUNT(DISTINCT s.person_id) FROM probation_exam_seat s JOIN probation_exam_seat later ON later.person_id = s.person_id AND later.id > s.id WHERE s.agency_id = $1 AND s.import_id = $2`, string(a.ID), imp).Scan(&again)
	switch {
	case err != nil:
		return fmt.Errorf("ask for later days of examination: %w", err)
	case again > 0:
		return fault.Conflict("probation.health.list.seated", "N", again)
	}
	at := o.Clock.Now()
	if err := tx.Do(ctx, `UPDATE probation_exam_seat SET state = $1, again_on = '', import_id = '', changed_at = $2, changed_by = $3 WHERE agency_id = $4 AND import_id = $5`, string(ExamPlanned), clock.Stamp(at), actor.Ref(), string(a.ID), imp); err != nil {
		return err
	}
	entries := make([]audit.Entry, len(seats))
	for i, s := range seats {
		entries[i] = audit.Entry{Agency: string(a.ID), At: at, Actor: actor.Ref(), Act: "probation.exam_undo", Subject: "exam:" + string(s.Exam), Person: s.Person, Before: string(s.State), After: string(ExamPlanned)}
	}
	return audit.WriteAll(ctx, tx, entries)
}
