package schedule

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/mail"
	"strings"
	"unicode/utf8"

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

// MentorID names a mentor, the direct superior of participants.
type MentorID string

// Mentor is a direct superior who guides participants at their work, as the
// office keeps them: without an account, reached by WhatsApp.
type Mentor struct {
	ID     MentorID
	Agency org.AgencyID
	NIP    string // 18 digits, "" if not known
	Name   string // with titles
	Title  string // position held
	Unit   string
	Phone  string // digits with country code, "" if none
	Email  string
}

// Scope is the set of participants whom the mentor guides.
func (m Mentor) Scope() access.Scope { return access.MentorScope(string(m.ID)) }

// Mentoring says who guides a participant from when on, by which letter of
// appointment.
type Mentoring struct {
	Mentor
	Person   roster.PersonID
	From     clock.Date
	Until    clock.Date // "" while it lasts; the day before was the last
	Letter   string     // number of the letter of appointment, "" if none yet
	LetterOn clock.Date
	Reason   string // why this mentor follows another
}

// binders give participants their mentor: those who keep the agency, or the
// committee of the batch.
var binders = []access.Role{access.Officer, access.Committee}

const mostText = 200 // characters of names, positions and numbers of letters

// keep takes over from an older entry what this one leaves open.
func (m *Mentor) keep(old Mentor) {
	m.NIP, m.Title, m.Unit = cmp.Or(m.NIP, old.NIP), cmp.Or(m.Title, old.Title), cmp.Or(m.Unit, old.Unit)
	m.Phone, m.Email = cmp.Or(m.Phone, old.Phone), cmp.Or(m.Email, old.Email)
}

// clean brings a mentor into form and notes what is wrong beside its field.
func (m *Mentor) clean(f *fault.Fields) {
	m.Name, m.Title, m.Unit = identity.OneLine(m.Name), identity.OneLine(m.Title), identity.OneLine(m.Unit)
	m.NIP = strings.NewReplacer(" ", "", ".", "", "'", "").Replace(m.NIP)
	m.Email = strings.ToLower(strings.TrimSpace(m.Email))
	if m.Name == "" {
		f.Add("name", "schedule.mentor.no_name")
	}
	for _, one := range []struct{ field, text string }{{"name", m.Name}, {"title", m.Title}, {"unit", m.Unit}} {
		if utf8.RuneCountInString(one.text) > mostText {
			f.Add(one.field, "schedule.mentor.too_long", "N", mostText)
		}
	}
	if m.NIP != "" && (len(m.NIP) != 18 || strings.Trim(m.NIP, "0123456789") != "") {
		f.Add("nip", "schedule.mentor.bad_nip", "N", len(m.NIP))
	}
	if a, err := mail.ParseAddress(m.Email); m.Email != "" && (err != nil || a.Address != m.Email) {
		f.Add("email", "schedule.mentor.bad_email")
	}
	phone, ok := identity.CleanPhone(m.Phone)
	if !ok {
		f.Add("phone", "schedule.mentor.bad_phone")
		return
	}
	m.Phone = phone
}

// clean notes what is wrong with the dates and words of a binding.
func (b *Mentoring) clean(f *fault.Fields, today clock.Date) {
	b.Letter, b.Reason = identity.OneLine(b.Letter), identity.OneLine(b.Reason)
	if b.From == "" {
		b.From = today
	}
	if !b.From.Valid() || b.From < "2000-01-01" || b.From > today.AddDays(366) {
		f.Add("from", "schedule.mentor.bad_from")
	}
	if b.LetterOn != "" && (!b.LetterOn.Valid() || b.LetterOn > today) {
		f.Add("letter_on", "schedule.mentor.bad_letter_on")
	}
	for _, one := range []struct{ field, text string }{{"letter", b.Letter}, {"reason", b.Reason}} {
		if utf8.RuneCountInString(one.text) > mostText {
			f.Add(one.field, "schedule.mentor.too_long", "N", mostText)
		}
	}
}

// Bind gives a participant a mentor from a date on. A mentor whose NIP is known
// is taken as they are, with what is new of them; one without an NIP is known by
// the id. Who has a mentor gets another only with a reason, and the binding
// before ends on that date. A correction of the same mentor's letter needs none.
func (d *Desk) Bind(ctx context.Context, actor access.Actor, a org.Agency, b Mentoring) error {
	today := a.Today(d.Clock.Now())
	if err := access.RequirePerson(ctx, d.DB, actor, string(a.ID), string(b.Person), today, binders...); err != nil {
		return err
	}
	var f fault.Fields
	b.Agency = a.ID
	b.Mentor.clean(&f)
	b.clean(&f, today)
	if err := f.Err(); err != nil {
		return err
	}
	return d.DB.InTx(ctx, func(tx *db.Tx) error { return d.bind(ctx, tx, actor, b, "") })
}

// bind does so for a binding that was found sound, typed or of an import.
func (d *Desk) bind(ctx context.Context, tx *db.Tx, actor access.Actor, b Mentoring, imp string) error {
	var f fault.Fields
	p, err := roster.ByID(ctx, tx, b.Agency, b.Person)
	if err != nil {
		return err
	}
	if b.NIP != "" && b.NIP == p.NIP {
		f.Add("nip", "schedule.mentor.self")
		return f.Err()
	}
	if err := d.keepMentor(ctx, tx, actor, &b.Mentor); err != nil {
		return err
	}
	now, err := mentoringOf(ctx, tx, b.Person)
	if err != nil {
		return err
	}
	if now != nil && now.Mentor.ID == b.Mentor.ID {
		return d.reletter(ctx, tx, actor, *now, b)
	}
	if now != nil {
		if b.Reason == "" {
			f.Add("reason", "schedule.mentor.no_reason", "Name", now.Name)
		}
		if b.From < now.From {
			f.Add("from", "schedule.mentor.before", "On", now.From)
		}
		if err := f.Err(); err != nil {
			return err
		}
		if err := d.unbind(ctx, tx, actor, *now, b.From, b.Reason); err != nil {
			return err
		}
	}
	err = tx.Do(ctx, `INSERT INTO schedule_mentoring (id, agency_id, mentor_id, person_id, from_date, until_date, letter, letter_on, reason, import_id, made_at, made_by) VALUES ($1, $2, $3, $4, $5, '', $6, $7, $8, $9, $10, $11)`,
		id.New(), string(b.Agency), string(b.Mentor.ID), string(b.Person), string(b.From), b.Letter, string(b.LetterOn), b.Reason, imp, clock.Stamp(d.Clock.Now()), actor.Ref())
	if err != nil {
		return fmt.Errorf("bind mentor: %w", err)
	}
	if err := access.Cover(ctx, tx, b.Scope(), string(b.Person), b.From); err != nil {
		return err
	}
	return d.mentorAudit(ctx, tx, actor, "schedule.mentor_bind", b)
}

// reletter notes the letter of appointment of a binding that stands.
func (d *Desk) reletter(ctx context.Context, tx *db.Tx, actor access.Actor, now, b Mentoring) error {
	if b.Letter == "" || now.Letter == b.Letter && now.LetterOn == b.LetterOn {
		return nil
	}
	err := tx.Do(ctx, `UPDATE schedule_mentoring SET letter = $1, letter_on = $2 WHERE person_id = $3 AND until_date = ''`, b.Letter, string(b.LetterOn), string(b.Person))
	if err != nil {
		return fmt.Errorf("note letter of mentor: %w", err)
	}
	return d.mentorAudit(ctx, tx, actor, "schedule.mentor_letter", b)
}

// unbind ends a binding. Who guides nobody any more loses the link at once.
func (d *Desk) unbind(ctx context.Context, tx *db.Tx, actor access.Actor, now Mentoring, until clock.Date, reason string) error {
	if err := tx.Do(ctx, `UPDATE schedule_mentoring SET until_date = $1 WHERE person_id = $2 AND until_date = ''`, string(until), string(now.Person)); err != nil {
		return fmt.Errorf("release mentor: %w", err)
	}
	if err := access.Uncover(ctx, tx, now.Scope(), string(now.Person), until); err != nil {
		return err
	}
	if err := d.dismiss(ctx, tx, actor, now); err != nil {
		return err
	}
	now.Until, now.Reason = until, reason
	return d.mentorAudit(ctx, tx, actor, "schedule.mentor_release", now)
}

// dismiss ends the link of a mentor who guides nobody any more.
func (d *Desk) dismiss(ctx context.Context, tx *db.Tx, actor access.Actor, b Mentoring) error {
	var left int
	if err := tx.QueryRow(ctx, `SELECT COUNT(*) FROM schedule_mentoring WHERE mentor_id = $1 AND until_date = ''`, string(b.Mentor.ID)).Scan(&left); err != nil {
		return fmt.Errorf("count people of mentor: %w", err)
	}
	if left > 0 {
		return nil
	}
	_, err := d.Links.WithdrawPass(ctx, tx, actor, string(b.Agency), access.Mentor, b.Scope())
	return err
}

// Release ends the binding of a participant on a date, with the reason.
func (d *Desk) Release(ctx context.Context, actor access.Actor, a org.Agency, person roster.PersonID, until clock.Date, reason string) error {
	today := a.Today(d.Clock.Now())
	if err := access.RequirePerson(ctx, d.DB, actor, string(a.ID), string(person), today, binders...); err != nil {
		return err
	}
	return d.DB.InTx(ctx, func(tx *db.Tx) error {
		now, err := mentoringOf(ctx, tx, person)
		if err != nil {
			return err
		}
		if now == nil || now.Agency != a.ID {
			return fault.Conflict("schedule.mentor.none")
		}
		var f fault.Fields
		if until == "" {
			until = today
		}
		if !until.Valid() || until < now.From || until > today.AddDays(366) {
			f.Add("until", "schedule.mentor.before", "On", now.From)
		}
		if reason = identity.OneLine(reason); reason == "" || utf8.RuneCountInString(reason) > mostText {
			f.Add("reason", "schedule.mentor.no_reason", "Name", now.Name)
		}
		if err := f.Err(); err != nil {
			return err
		}
		return d.unbind(ctx, tx, actor, *now, until, reason)
	})
}

// keepMentor finds the mentor by id or NIP, or by name where there is no NIP, takes over what is new of them, or
// writes them anew.
func (d *Desk) keepMentor(ctx context.Context, tx *db.Tx, actor access.Actor, m *Mentor) error {
	old, err := scanMentor(tx.QueryRow(ctx, `SELECT `+mentorColumns+` FROM schedule_mentor m WHERE m.agency_id = $1 AND (m.id = $2 OR (m.nip = $3 AND $3 <> '') OR ($2 = '' AND $3 = '' AND m.nip = '' AND m.name = $4)) ORDER BY m.id = $2 DESC LIMIT 1`, string(m.Agency), string(m.ID), m.NIP, m.Name))
	if errors.Is(err, sql.ErrNoRows) && m.ID != "" {
		return fault.NotFound("schedule.mentor.unknown")
	}
	if errors.Is(err, sql.ErrNoRows) {
		m.ID = MentorID(id.New())
		err = tx.Do(ctx, `INSERT INTO schedule_mentor (id, agency_id, nip, name, title, unit, phone, email, made_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
			string(m.ID), string(m.Agency), m.NIP, m.Name, m.Title, m.Unit, m.Phone, m.Email, clock.Stamp(d.Clock.Now()))
		if err != nil {
			return fmt.Errorf("write mentor: %w", err)
		}
		return nil
	}
	if err != nil {
		return fmt.Errorf("find mentor: %w", err)
	}
	m.ID = old.ID
	m.keep(old)
	if *m == old {
		return nil
	}
	n, err := tx.Exec(ctx, `UPDATE schedule_mentor SET nip = $1, name = $2, title = $3, unit = $4, phone = $5, email = $6 WHERE id = $7`, m.NIP, m.Name, m.Title, m.Unit, m.Phone, m.Email, string(m.ID))
	if db.Unique(err) {
		var f fault.Fields
		f.Add("nip", "schedule.mentor.nip_taken")
		return f.Err()
	}
	if err != nil || n == 0 {
		return fmt.Errorf("change mentor: %w", err)
	}
	return audit.Write(ctx, tx, audit.Entry{Agency: string(m.Agency), At: d.Clock.Now(), Actor: actor.Ref(), Act: "schedule.mentor_change", Subject: "mentor:" + string(m.ID), Before: old, After: *m})
}

func (d *Desk) mentorAudit(ctx context.Context, tx *db.Tx, actor access.Actor, act string, b Mentoring) error {
	return audit.Write(ctx, tx, audit.Entry{Agency: string(b.Agency), At: d.Clock.Now(), Actor: actor.Ref(), Act: act, Subject: "mentor:" + string(b.Mentor.ID), Person: string(b.Person),
		After: map[string]string{"mentor": b.Name, "from": string(b.From), "until": string(b.Until), "letter": b.Letter, "letter_on": string(b.LetterOn)}, Reason: b.Reason})
}
