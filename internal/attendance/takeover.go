package attendance

import (
	"context"
	"fmt"
	"strings"

	"pamong/internal/access"
	"pamong/internal/audit"
	"pamong/internal/kit/db"
	"pamong/internal/kit/fault"
	"pamong/internal/org"
	"pamong/internal/schedule"
	"pamong/internal/training"
)

// takers take over what an office has when it moves in.
var takers = []access.Role{access.Officer, access.Committee}

// words are what lists write for a state beside the letters of the sheet.
var words = map[string]State{"HADIR": Present, "PRESENT": Present, "P": Present, "V": Present, "✓": Present, "√": Present, "1": Present, "TERLAMBAT": Late, "LATE": Late, "TL": Late,
	"SAKIT": Sick, "SICK": Sick, "IZIN": Leave, "IJIN": Leave, "LEAVE": Leave, "CUTI": Leave, "DINAS LUAR": Duty, "DINAS": Duty, "TUGAS": Duty, "DUTY": Duty,
	"A": Absent, "ALPA": Absent, "ALPHA": Absent, "ABSENT": Absent, "TANPA KETERANGAN": Absent, "TIDAK HADIR": Absent, "TH": Absent, "X": Absent}

// ReadState reads what a list writes in a cell; false for what nobody knows.
func ReadState(text string) (State, bool) {
	text = strings.ToUpper(strings.Join(strings.Fields(text), " "))
	if s, ok := letters[text]; ok {
		return s, true
	}
	s, ok := words[text]
	return s, ok
}

// TakeIn writes the marks of past sessions of a batch that an office brings
// from its lists when it moves in, within the caller's transaction. An excused
// state whose list gives no reason names the source as its paper. It returns
// how many marks were written.
func (d *Desk) TakeIn(ctx context.Context, tx *db.Tx, actor access.Actor, a org.Agency, batch training.BatchID, source string, rolls map[schedule.SessionID][]Entry) (int, error) {
	if err := actor.Require(string(a.ID), takers...); err != nil {
		return 0, err
	}
	c, err := d.calling(ctx, tx, actor, a, batch, source)
	if err != nil {
		return 0, err
	}
	c.taking = true
	sessions, err := schedule.Sessions(ctx, tx, batch)
	if err != nil {
		return 0, err
	}
	for _, s := range sessions {
		if entries := rolls[s.ID]; len(entries) > 0 {
			if err := c.session(ctx, s, entries); err != nil {
				return 0, err
			}
		}
	}
	return c.written, c.finish(ctx)
}

// Expects reports whether a session expects whoever holds the seat.
func Expects(s schedule.Session, seat training.Seat) bool { return expects(s.Outline(), seat) }

// MayTakeBack refuses when marks of a batch came from elsewhere than the
// source, or its sessions were closed.
func MayTakeBack(ctx context.Context, tx *db.Tx, batch training.BatchID, source string) error {
	var others int
	err := tx.QueryRow(ctx, `SELECT (SELECT COUNT(*) FROM attendance_mark WHERE batch_id = $1 AND source <> $2) + (SELECT COUNT(*) FROM attendance_session WHERE batch_id = $1)`, string(batch), source).Scan(&others)
	if err != nil {
		return fmt.Errorf("ask for attendance of batch %s: %w", batch, err)
	}
	if others > 0 {
		return fault.Conflict("attendance.back.marks", "N", others)
	}
	return nil
}

// TakeBack removes the marks that TakeIn wrote under a source, and the cases
// that they opened.
func (d *Desk) TakeBack(ctx context.Context, tx *db.Tx, actor access.Actor, a org.Agency, batch training.BatchID, source string) error {
	if err := actor.Require(string(a.ID), takers...); err != nil {
		return err
	}
	if err := MayTakeBack(ctx, tx, batch, source); err != nil {
		return err
	}
	n, err := tx.Exec(ctx, `DELETE FROM attendance_mark WHERE batch_id = $1 AND source = $2`, string(batch), source)
	if err != nil {
		return fmt.Errorf("take attendance of batch %s back: %w", batch, err)
	}
	if err := tx.Do(ctx, `DELETE FROM attendance_case WHERE batch_id = $1`, string(batch)); err != nil {
		return fmt.Errorf("take attendance of batch %s back: %w", batch, err)
	}
	return audit.Write(ctx, tx, audit.Entry{Agency: string(a.ID), At: d.Clock.Now(), Actor: actor.Ref(), Act: "attendance.take_back", Subject: "batch:" + string(batch), Before: map[string]int64{"marks": n}})
}
