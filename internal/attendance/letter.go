package attendance

import (
	"context"
	"strconv"
	"strings"

	"pamong/internal/access"
	"pamong/internal/document"
	"pamong/internal/kit/db"
	"pamong/internal/kit/docx"
	"pamong/internal/kit/fault"
	"pamong/internal/roster"
	"pamong/internal/schedule"
	"pamong/internal/training"
)

// Letters gives the facts of the lists of attendance (daftar hadir) of a batch,
// blank or as the roll says: of one session, or with none named of every
// session with a roll, the whole course in one go. The QR code of a row leads
// to the page of that row, so that a signed sheet is keyed in by a phone or a
// scanner.
func (d *Desk) Letters(ctx context.Context, q db.Q, actor access.Actor, o document.Order) ([]document.Letter, error) {
	if o.Batch == "" {
		return nil, needBatch()
	}
	b, err := d.Book(ctx, actor, o.Agency, training.BatchID(o.Batch))
	if err != nil {
		return nil, err
	}
	scribe, err := roster.ScribeOf(ctx, q, o.Agency.ID, o.Speak)
	if err != nil {
		return nil, err
	}
	course, err := training.LetterBatch(ctx, q, o.Agency.ID, b.Batch.ID, o.Speak)
	if err != nil {
		return nil, err
	}
	var letters []document.Letter
	for _, s := range b.Sessions {
		if o.Session == "" || s.ID == schedule.SessionID(o.Session) {
			letters = append(letters, b.letter(o, scribe, course, s, d.Address()))
		}
	}
	return letters, nil
}

func needBatch() error {
	var f fault.Fields
	f.Add("batch", "attendance.letter_batch")
	return f.Err()
}

// letter is the list of one session.
func (b *Book) letter(o document.Order, scribe *roster.Scribe, course docx.Data, s schedule.Session, address string) document.Letter {
	say := o.Speak
	subject := training.SubjectTitle(say, b.Rules.Training, s.Subject)
	d := docx.Data{Text: map[string]string{}, Lists: map[string][]docx.Data{"tahap": course.Lists["tahap"], "daftar": nil}}
	for name, text := range course.Text {
		d.Text[name] = text
	}
	for name, text := range map[string]string{"hari": say.LongDate(s.Day), "materi": subject, "waktu": say.HourMinute(s.Start) + "–" + say.HourMinute(s.End) + " " + string(o.Agency.Zone), "jp": strconv.Itoa(s.JP), "pengampu": s.Trainer, "tempat": s.Place} {
		d.Text[name] = text
	}
	for _, l := range b.Lines {
		if !l.Expects(s) {
			continue
		}
		row := docx.Data{Text: scribe.Fields(l.Person), Pictures: map[string]docx.Picture{"qr": {QR: address + RowPath(o.Agency, s.ID, l.Seat.Chain)}}}
		row.Text["angkatan"], row.Text["kelompok"] = b.Batch.Label, strconv.Itoa(l.Seat.GroupNumber)
		if o.Kind == document.AttendanceFilled {
			state, more, _ := strings.Cut(said(say, l.Marks[s.ID]), "\n")
			row.Text["kehadiran"], row.Text["keterangan"] = state, strings.ReplaceAll(more, "\n", ", ")
		}
		d.Lists["daftar"] = append(d.Lists["daftar"], row)
	}
	return document.Letter{Title: say.T("attendance.letter", "Day", s.Day, "At", say.HourMinute(s.Start), "Subject", subject, "Batch", b.Batch.Label), Data: d}
}
