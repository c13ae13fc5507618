package attendance

import (
	"context"
	"fmt"
	"io"
	"iter"
	"strings"

	"pamong/internal/access"
	"pamong/internal/kit/db"
	"pamong/internal/kit/fault"
	"pamong/internal/kit/i18n"
	"pamong/internal/kit/sheet"
	"pamong/internal/org"
	"pamong/internal/roster"
	"pamong/internal/schedule"
	"pamong/internal/training"
)

// reasonKey is the column of an attendance sheet that gives reasons.
const reasonKey = "reason"

// letters are the states as attendance sheets write them in every language:
// the letters of the paper that people sign.
var letters = map[string]State{"H": Present, "T": Late, "S": Sick, "I": Leave, "D": Duty, "DL": Duty, "TK": Absent}

// letterOf is the letter of each state in a template.
var letterOf = map[State]string{Present: "H", Late: "T", Sick: "S", Leave: "I", Duty: "D", Absent: "TK"}

// Slot is one column of a sheet: a session of everybody, or those that the
// groups have side by side.
type Slot []schedule.Session

// Key names the column.
func (s Slot) Key() string { return string(s[0].ID) }

// of returns the session of a slot that expects a seat.
func (s Slot) of(seat training.Seat) (schedule.Session, bool) {
	for _, one := range s {
		if expects(one.Outline(), seat) {
			return one, true
		}
	}
	return schedule.Session{}, false
}

// Slots returns the sessions with a roll, those of groups side by side.
func (b *Book) Slots() []Slot {
	var list []Slot
	at := map[string]int{}
	for _, s := range b.Sessions {
		key := fmt.Sprint(s.Day, s.Start, s.End, s.Subject, s.Group == 0)
		if i, ok := at[key]; ok && s.Group > 0 {
			list[i] = append(list[i], s)
			continue
		}
		at[key] = len(list)
		list = append(list, Slot{s})
	}
	return list
}

// title heads the column of a slot: day, time and subject.
func (b *Book) title(s *i18n.Speaker, slot Slot) string {
	return fmt.Sprintf("%s %s %s %s", s.ShortDay(slot[0].Day), slot[0].Day, s.HourMinute(slot[0].Start), training.SubjectTitle(s, b.Rules.Training, slot[0].Subject))
}

// Sheet writes the attendance of a batch: one row a participant, one column a
// session, with the letters H, T, S, I, D and TK; it is the template of an
// import too.
func (b *Book) Sheet(w io.Writer, s *i18n.Speaker) error {
	heads := []sheet.Heading{{Title: "NIP", Width: 22}, {Title: s.T("attendance.name"), Width: 36}}
	slots := b.Slots()
	for _, slot := range slots {
		heads = append(heads, sheet.Heading{Title: b.title(s, slot), Width: 14, Kind: sheet.Text})
	}
	heads = append(heads, sheet.Heading{Title: s.T("attendance.reason_column"), Width: 40})
	rows := func(yield func([]sheet.Cell, error) bool) {
		for _, l := range b.Lines {
			cells := []sheet.Cell{sheet.TextCell(l.Person.NIP), sheet.TextCell(l.Person.Name)}
			for _, slot := range slots {
				one, _ := slot.of(l.Seat)
				cells = append(cells, sheet.TextCell(letterOf[l.Marks[one.ID].State]))
			}
			if !yield(cells, nil) {
				return
			}
		}
	}
	return sheet.Write(w, sheet.List{Name: s.T("attendance.sheet", "Batch", b.Batch.Label), Columns: heads, Rows: iter.Seq2[[]sheet.Cell, error](rows)})
}

// Preview is what a filled sheet would do.
type Preview struct {
	Rows                    []roster.ListRow
	New, Changed, Unchanged int // marks
	File                    string

	book    *Book
	entries map[schedule.SessionID][]Entry
}

// Title is the heading of a column in which a problem lies, "" for those that
// every list has.
func (p *Preview) Title(s *i18n.Speaker, field string) string {
	if field == reasonKey {
		return s.T("attendance.reason_column")
	}
	for _, slot := range p.book.Slots() {
		if slot.Key() == field {
			return p.book.title(s, slot)
		}
	}
	return ""
}

// Read reads a filled sheet of a batch and judges its rows, without writing
// anything. Headings are known in the languages of the speakers. An excused
// absence without a reason takes the file for its document; a changed mark
// needs the column of reasons.
func (d *Desk) Read(ctx context.Context, actor access.Actor, a org.Agency, batch training.BatchID, file roster.File, speakers ...*i18n.Speaker) (*Preview, error) {
	b, err := d.Book(ctx, actor, a, batch)
	if err != nil {
		return nil, err
	}
	slots := b.Slots()
	fields := []roster.ListField{{Key: reasonKey}}
	for _, s := range speakers {
		fields[0].Titles = append(fields[0].Titles, s.T("attendance.reason_column"))
	}
	for _, slot := range slots {
		f := roster.ListField{Key: slot.Key()}
		for _, s := range speakers {
			f.Titles = append(f.Titles, b.title(s, slot))
		}
		fields = append(fields, f)
	}
	rows, err := roster.ReadList(ctx, d.DB, a.ID, file, fields)
	if err != nil {
		return nil, err
	}
	p := &Preview{Rows: rows, File: file.Name, book: b, entries: map[schedule.SessionID][]Entry{}}
	lines := map[roster.PersonID]Line{}
	for _, l := range b.Lines {
		lines[l.Person.ID] = l
	}
	today := a.Today(d.Clock.Now())
	for i := range rows {
		l, ok := lines[rows[i].Person]
		if ok && MayCall(actor, a, l.Seat) {
			p.judge(&rows[i], l, slots, func(s schedule.Session) bool { return s.Day > today })
		} else if rows[i].Sound() {
			rows[i].Bad("nip", "attendance.list.other_batch")
		}
	}
	return p, nil
}

// judge reads the marks of one row.
func (p *Preview) judge(row *roster.ListRow, l Line, slots []Slot, future func(schedule.Session) bool) {
	fresh, changed, same := 0, 0, 0
	found := map[schedule.SessionID]Entry{}
	for _, slot := range slots {
		text := strings.ToUpper(strings.TrimSpace(row.Values[slot.Key()]))
		if text == "" {
			continue
		}
		state, known := letters[text]
		s, expected := slot.of(l.Seat)
		old := l.Marks[s.ID]
		switch {
		case !known:
			row.Bad(slot.Key(), "attendance.list.bad_letter", "Text", text)
			continue
		case !expected:
			row.Bad(slot.Key(), "attendance.not_expected")
			continue
		case future(s):
			row.Bad(slot.Key(), "attendance.future")
			continue
		case old.State == state:
			same++
			continue
		case old.State == Open:
			fresh++
		default:
			changed++
			if row.Values[reasonKey] == "" {
				row.Bad(reasonKey, "attendance.change_reason")
			}
		}
		e := Entry{Chain: l.Seat.Chain, State: state}
		if old.State != Open || state.Excused() {
			e.Reason = row.Values[reasonKey]
		}
		if state.Excused() && e.Reason == "" {
			e.Document = p.File
		}
		found[s.ID] = e
	}
	if !row.Sound() {
		return
	}
	for s, e := range found {
		p.entries[s] = append(p.entries[s], e)
	}
	p.New, p.Changed, p.Unchanged = p.New+fresh, p.Changed+changed, p.Unchanged+same
}

// Enter writes what a preview found, all sessions or none. Faulty rows refuse
// it unless they are skipped. It returns how many marks are new or changed.
func (d *Desk) Enter(ctx context.Context, actor access.Actor, a org.Agency, p *Preview, skip bool) (int, error) {
	if bad := len(p.Rows) - roster.Sound(p.Rows); bad > 0 && !skip {
		return 0, fault.Conflict("attendance.rows_bad", "N", bad)
	}
	n := 0
	err := d.DB.InTx(ctx, func(tx *db.Tx) error {
		c, err := d.calling(ctx, tx, actor, a, p.book.Batch.ID, p.File)
		if err != nil {
			return err
		}
		for _, s := range p.book.Sessions {
			if entries := p.entries[s.ID]; len(entries) > 0 {
				if err := c.session(ctx, s, entries); err != nil {
					return err
				}
			}
		}
		n = c.written
		return c.finish(ctx)
	})
	if err != nil {
		return 0, fmt.Errorf("enter attendance: %w", err)
	}
	return n, nil
}
