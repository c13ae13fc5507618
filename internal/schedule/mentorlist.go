package schedule

import (
	"context"
	"fmt"

	"pamong/internal/access"
	"pamong/internal/audit"
	"pamong/internal/identity"
	"pamong/internal/kit/clock"
	"pamong/internal/kit/db"
	"pamong/internal/kit/fault"
	"pamong/internal/kit/id"
	"pamong/internal/org"
	"pamong/internal/roster"
)

// mentorColumnsOfLists are the columns of a list of mentors as offices keep it:
// a row per participant, found by NIP.
var mentorColumnsOfLists = []roster.ListField{
	{Key: "mentor", Titles: []string{"Nama Mentor", "Mentor", "Nama Atasan", "Nama Atasan Langsung", "Mentor name"}, Needed: true},
	{Key: "mentor_nip", Titles: []string{"NIP Mentor", "NIP Atasan", "NIP Atasan Langsung"}},
	{Key: "title", Titles: []string{"Jabatan Mentor", "Jabatan Atasan", "Jabatan Atasan Langsung", "Mentor position"}},
	{Key: "unit", Titles: []string{"Unit Kerja Mentor", "Unit Mentor", "Instansi Mentor", "Unit Kerja Atasan"}},
	{Key: "phone", Titles: []string{"WhatsApp Mentor", "No WhatsApp Mentor", "Nomor WhatsApp Mentor", "No WA Mentor", "Nomor WA Mentor", "No HP Mentor", "Nomor HP Mentor", "No HP Atasan", "No WA Atasan"}},
	{Key: "email", Titles: []string{"Email Mentor", "E-mail Mentor", "Surel Mentor"}},
	{Key: "letter", Titles: []string{"Nomor Surat Penunjukan", "No Surat Penunjukan", "Nomor SK Mentor", "Surat Penunjukan", "Nomor Surat Penunjukan Mentor"}},
	{Key: "letter_on", Titles: []string{"Tanggal Surat Penunjukan", "Tgl Surat Penunjukan", "Tanggal SK Mentor"}},
}

// MentorList is what a list of mentors would do.
type MentorList struct {
	Rows                    []roster.ListRow
	New, Changed, Unchanged int
	File, Hash              string

	bindings []Mentoring
}

// ReadMentors reads a list of mentors and judges its rows, without entering
// anything. Who has another mentor now is a warning: the list replaces them.
func (d *Desk) ReadMentors(ctx context.Context, actor access.Actor, a org.Agency, file roster.File) (*MentorList, error) {
	if err := actor.Require(string(a.ID), binders...); err != nil {
		return nil, err
	}
	rows, err := roster.ReadList(ctx, d.DB, a.ID, file, mentorColumnsOfLists)
	if err != nil {
		return nil, err
	}
	l := &MentorList{Rows: rows, File: file.Name}
	if l.Hash, err = file.Hash(); err != nil {
		return nil, err
	}
	guided, err := d.Guided(ctx, actor, a)
	if err != nil {
		return nil, err
	}
	now := make(map[roster.PersonID]Guided, len(guided))
	for _, g := range guided {
		now[g.Person.ID] = g
	}
	today := a.Today(d.Clock.Now())
	for i := range l.Rows {
		row := &l.Rows[i]
		if row.Values["mentor"] == "" || !row.Sound() {
			continue
		}
		b := Mentoring{Person: row.Person, From: today, Letter: row.Values["letter"], LetterOn: row.Date("letter_on"),
			Mentor: Mentor{Agency: a.ID, NIP: row.Values["mentor_nip"], Name: row.Values["mentor"], Title: row.Values["title"], Unit: row.Values["unit"], Phone: row.Values["phone"], Email: row.Values["email"]}}
		b.judge(row, now, today)
		if !row.Sound() {
			continue
		}
		l.count(b, now[b.Person].Mentor)
	}
	return l, nil
}

// fieldsOfLists are the columns of lists that stand for a field of a mentor.
var fieldsOfLists = map[string]string{"name": "mentor", "nip": "mentor_nip"}

// judge notes what is wrong with a row beside its columns.
func (b *Mentoring) judge(row *roster.ListRow, now map[roster.PersonID]Guided, today clock.Date) {
	var f fault.Fields
	b.Mentor.clean(&f)
	b.clean(&f, today)
	if e := fault.Of(f.Err()); e != nil {
		for _, p := range e.Fields {
			name := p.Name
			if column := fieldsOfLists[name]; column != "" {
				name = column
			}
			row.Bad(name, p.Key, p.Args...)
		}
	}
	g, seated := now[b.Person]
	switch {
	case b.NIP != "" && b.NIP == row.NIP:
		row.Bad("mentor_nip", "schedule.mentor.self")
	case !seated:
		row.Bad("nip", "schedule.mentor.not_seated")
	case g.Mentor != nil && !same(g.Mentor.Mentor, b.Mentor):
		row.Doubt("mentor", "schedule.mentor.replaces", "Name", g.Mentor.Name)
	}
	if b.Phone == "" && b.Email == "" && row.Sound() {
		row.Doubt("phone", "schedule.mentor.no_reach")
	}
}

// same reports whether two entries mean one mentor.
func same(have, listed Mentor) bool {
	if have.NIP != "" && listed.NIP != "" {
		return have.NIP == listed.NIP
	}
	return org.Fold(have.Name) == org.Fold(listed.Name)
}

// count takes a sound row in.
func (l *MentorList) count(b Mentoring, have *Mentoring) {
	switch {
	case have == nil:
		l.New++
	case !same(have.Mentor, b.Mentor):
		l.Changed++
		b.Reason = l.File
	default:
		b.Mentor.ID = have.Mentor.ID
		if b.Letter == "" {
			b.Letter, b.LetterOn = have.Letter, have.LetterOn
		}
		merged := b.Mentor
		merged.keep(have.Mentor)
		if merged == have.Mentor && b.Letter == have.Letter && b.LetterOn == have.LetterOn {
			l.Unchanged++
			return
		}
		l.Changed++
	}
	l.bindings = append(l.bindings, b)
}

// EnterMentors enters the sound rows of a list and returns the id by which it
// can be undone. It refuses a list with faults unless skip is set.
func (d *Desk) EnterMentors(ctx context.Context, actor access.Actor, a org.Agency, l *MentorList, skip bool) (string, error) {
	if err := actor.Require(string(a.ID), binders...); err != nil {
		return "", err
	}
	if bad := len(l.Rows) - roster.Sound(l.Rows); bad > 0 && !skip {
		return "", fault.Conflict("schedule.mentor.rows_bad", "N", bad)
	}
	imp := id.New()
	err := d.DB.InTx(ctx, func(tx *db.Tx) error {
		now := d.Clock.Now()
		err := tx.Do(ctx, `INSERT INTO schedule_mentor_import (id, agency_id, file_name, file_hash, people, made_at, made_by, undone_at) VALUES ($1, $2, $3, $4, $5, $6, $7, '')`,
			imp, string(a.ID), l.File, l.Hash, len(l.bindings), clock.Stamp(now), actor.Ref())
		if err != nil {
			return fmt.Errorf("enter mentors: %w", err)
		}
		for _, b := range l.bindings {
			if err := access.RequirePerson(ctx, tx, actor, string(a.ID), string(b.Person), a.Today(now), binders...); err != nil {
				return err
			}
			if err := d.bind(ctx, tx, actor, b, imp); err != nil {
				return err
			}
		}
		return audit.Write(ctx, tx, audit.Entry{Agency: string(a.ID), At: now, Actor: actor.Ref(), Act: "schedule.mentor_import", Subject: "mentor_import:" + imp, After: map[string]any{"file": l.File, "people": len(l.bindings)}})
	})
	return imp, err
}

// MentorImports returns the newest five lists of an agency that were not taken back,
// the last one first, with the number of participants in each.
func MentorImports(ctx context.Context, q db.Q, agency org.AgencyID) ([]roster.ListImport, error) {
	return db.List(ctx, q, "list imports of mentors", roster.ScanListImport,
		`SELECT id, file_name, people, made_at FROM schedule_mentor_import WHERE agency_id = $1 AND undone_at = '' ORDER BY made_at DESC, id DESC LIMIT 5`, string(agency))
}

// TakenMentors refuses what is no import of mentors of the agency, or was undone.
func (d *Desk) TakenMentors(ctx context.Context, a org.Agency, imp string) error {
	return roster.TakenList(d.DB.QueryRow(ctx, `SELECT undone_at FROM schedule_mentor_import WHERE id = $1 AND agency_id = $2`, imp, string(a.ID)), "schedule.mentor.no_import")
}

// UndoMentors takes the bindings of an import back, and puts the mentors back
// whom it replaced, as long as nobody has opened a link or been replaced since.
func (d *Desk) UndoMentors(ctx context.Context, actor access.Actor, a org.Agency, imp string) error {
	if err := actor.Require(string(a.ID), binders...); err != nil {
		return err
	}
	return d.DB.InTx(ctx, func(tx *db.Tx) error {
		n, err := tx.Exec(ctx, `UPDATE schedule_mentor_import SET undone_at = $1 WHERE id = $2 AND agency_id = $3 AND undone_at = ''`, clock.Stamp(d.Clock.Now()), imp, string(a.ID))
		if err != nil {
			return fmt.Errorf("undo mentors: %w", err)
		}
		if n == 0 {
			return fault.NotFound("schedule.mentor.no_import")
		}
		made, err := mayUndo(ctx, tx, a, imp)
		if err != nil {
			return err
		}
		for _, b := range made {
			if err := d.unmake(ctx, tx, actor, a, b, imp); err != nil {
				return err
			}
		}
		return audit.Write(ctx, tx, audit.Entry{Agency: string(a.ID), At: d.Clock.Now(), Actor: actor.Ref(), Act: "schedule.mentor_undo", Subject: "mentor_import:" + imp})
	})
}

// MayUndoMentors refuses when somebody has built on an import of mentors: a link
// was opened, a mentor was replaced.
func MayUndoMentors(ctx context.Context, tx *db.Tx, a org.Agency, imp string) error {
	_, err := mayUndo(ctx, tx, a, imp)
	return err
}

// mayUndo does so and returns the bindings of the import.
func mayUndo(ctx context.Context, tx *db.Tx, a org.Agency, imp string) ([]Mentoring, error) {
	made, err := db.List(ctx, tx, "list bindings of import", scanMentoring, mentoringQuery+`WHERE b.agency_id = $1 AND b.import_id = $2 ORDER BY b.id`, string(a.ID), imp)
	if err != nil {
		return nil, err
	}
	passes, err := identity.Passes(ctx, tx, string(a.ID), access.Mentor)
	if err != nil {
		return nil, err
	}
	for _, b := range made {
		if p, ok := passes[b.Scope()]; ok && !p.Opened.IsZero() {
			return nil, fault.Conflict("schedule.mentor.built", "Name", b.Name)
		}
		if b.Until != "" {
			return nil, fault.Conflict("schedule.mentor.replaced_since", "Name", b.Name)
		}
	}
	return made, nil
}

// unmake takes one binding back as if it had never been. A mentor who guides
// others keeps the link that was sent to them.
func (d *Desk) unmake(ctx context.Context, tx *db.Tx, actor access.Actor, a org.Agency, b Mentoring, imp string) error {
	if err := access.RequirePerson(ctx, tx, actor, string(a.ID), string(b.Person), a.Today(d.Clock.Now()), binders...); err != nil {
		return err
	}
	if err := access.Forget(ctx, tx, b.Scope(), string(b.Person)); err != nil {
		return err
	}
	if err := tx.Do(ctx, `DELETE FROM schedule_mentoring WHERE person_id = $1 AND import_id = $2`, string(b.Person), imp); err != nil {
		return fmt.Errorf("undo mentor: %w", err)
	}
	if err := d.dismiss(ctx, tx, actor, b); err != nil {
		return err
	}
	before, err := MentorsOf(ctx, tx, a.ID, b.Person)
	if err != nil || len(before) == 0 || before[0].Until != b.From {
		return err
	}
	old := before[0]
	if err := tx.Do(ctx, `UPDATE schedule_mentoring SET until_date = '' WHERE person_id = $1 AND mentor_id = $2 AND until_date = $3`, string(b.Person), string(old.Mentor.ID), string(b.From)); err != nil {
		return fmt.Errorf("put mentor back: %w", err)
	}
	return access.Cover(ctx, tx, old.Scope(), string(b.Person), old.From)
}
