package evaluation

import (
	"context"
	"strconv"

	"pamong/internal/access"
	"pamong/internal/document"
	"pamong/internal/kit/db"
	"pamong/internal/kit/docx"
	"pamong/internal/kit/fault"
	"pamong/internal/regulation"
	"pamong/internal/roster"
	"pamong/internal/training"
)

// Letters gives the facts of the minutes of a graduation meeting (berita acara
// rapat kelulusan) as it was locked.
func (b *Board) Letters(ctx context.Context, q db.Q, actor access.Actor, o document.Order) ([]document.Letter, error) {
	if o.Batch == "" {
		var f fault.Fields
		f.Add("batch", "evaluation.letter_batch")
		return nil, f.Err()
	}
	t, err := b.Table(ctx, actor, o.Agency, training.BatchID(o.Batch))
	if err != nil {
		return nil, err
	}
	if !t.Meeting.Locked() {
		return nil, fault.Conflict("evaluation.letter_open")
	}
	scribe, err := roster.ScribeOf(ctx, q, o.Agency.ID, o.Speak)
	if err != nil {
		return nil, err
	}
	d, err := training.LetterBatch(ctx, q, o.Agency.ID, t.Batch.ID, o.Speak)
	if err != nil {
		return nil, err
	}
	m, say := t.Meeting, o.Speak
	for name, text := range map[string]string{"rapat_hari": say.LongDate(m.HeldOn), "rapat_tempat": m.Place, "ketua": m.Chair, "ketua_nip": m.ChairNIP, "catatan": m.Notes,
		"lulus": strconv.Itoa(t.count(regulation.Passed)), "ditunda": strconv.Itoa(t.count(regulation.Deferred)), "tidak_lulus": strconv.Itoa(t.count(regulation.Failed))} {
		d.Text[name] = text
	}
	for i := range t.Rows {
		r := &t.Rows[i]
		row := docx.Data{Text: scribe.Fields(r.Person)}
		row.Text["angkatan"], row.Text["kelompok"] = t.Batch.Label, strconv.Itoa(r.Seat.GroupNumber)
		row.Text["nilai"], row.Text["predikat"], row.Text["keputusan"] = "", "", ""
		if v := r.Verdict; v != nil {
			row.Text["nilai"], row.Text["predikat"], row.Text["keputusan"] = say.Hundredths(int(v.Final)), v.Predicate, say.T("evaluation.outcome."+string(v.Outcome))
		}
		d.Lists["daftar"] = append(d.Lists["daftar"], row)
	}
	for _, p := range m.Present {
		d.Lists["hadir"] = append(d.Lists["hadir"], docx.Data{Text: map[string]string{"nama": p.Name, "sebagai": p.As}})
	}
	return []document.Letter{{Title: say.T("training.letter_batch", "Letter", say.T("document.letter."+string(o.Kind)), "Programme", d.Text["program"], "Batch", t.Batch.Label), Data: d}}, nil
}
