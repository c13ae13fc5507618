package schedule

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"pamong/internal/access"
	"pamong/internal/identity"
	"pamong/internal/kit/db"
	"pamong/internal/kit/fault"
	"pamong/internal/org"
	"pamong/internal/roster"
	"pamong/internal/training"
)

const mentorColumns = `m.id, m.agency_id, m.nip, m.name, m.title, m.unit, m.phone, m.email`

func scanMentor(row db.Row) (Mentor, error) {
	var m Mentor
	err := row.Scan(&m.ID, &m.Agency, &m.NIP, &m.Name, &m.Title, &m.Unit, &m.Phone, &m.Email)
	return m, err
}

const mentoringQuery = `SELECT ` + mentorColumns + `, b.person_id, b.from_date, b.until_date, b.letter, b.letter_on, b.reason FROM schedule_mentoring b JOIN schedule_mentor m ON m.id = b.mentor_id `

func scanMentoring(row db.Row) (Mentoring, error) {
	var b Mentoring
	m := &b.Mentor
	err := row.Scan(&m.ID, &m.Agency, &m.NIP, &m.Name, &m.Title, &m.Unit, &m.Phone, &m.Email, &b.Person, &b.From, &b.Until, &b.Letter, &b.LetterOn, &b.Reason)
	return b, err
}

// mentoringOf returns who guides a person now, nil when nobody does.
func mentoringOf(ctx context.Context, q db.Q, person roster.PersonID) (*Mentoring, error) {
	b, err := scanMentoring(q.QueryRow(ctx, mentoringQuery+`WHERE b.person_id = $1 AND b.until_date = ''`, string(person)))
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read mentor of person: %w", err)
	}
	return &b, nil
}

// MentorsOf returns who guided a person, the newest first.
func MentorsOf(ctx context.Context, q db.Q, agency org.AgencyID, person roster.PersonID) ([]Mentoring, error) {
	return db.List(ctx, q, "list mentors of person", scanMentoring, mentoringQuery+`WHERE b.agency_id = $1 AND b.person_id = $2 ORDER BY b.from_date DESC, b.id DESC`, string(agency), string(person))
}

// Guides returns who guides whom in an agency now.
func Guides(ctx context.Context, q db.Q, agency org.AgencyID) (map[roster.PersonID]*Mentoring, error) {
	bound, err := db.List(ctx, q, "list mentors", scanMentoring, mentoringQuery+`WHERE b.agency_id = $1 AND b.until_date = ''`, string(agency))
	mentors := make(map[roster.PersonID]*Mentoring, len(bound))
	for i := range bound {
		mentors[bound[i].Person] = &bound[i]
	}
	return mentors, err
}

// Mentors returns the mentors of an agency by name.
func Mentors(ctx context.Context, q db.Q, agency org.AgencyID) ([]Mentor, error) {
	return db.List(ctx, q, "list mentors", scanMentor, `SELECT `+mentorColumns+` FROM schedule_mentor m WHERE m.agency_id = $1 ORDER BY m.name, m.id`, string(agency))
}

// GuidedBy counts whom the mentor of an NIP guides now in an agency.
func GuidedBy(ctx context.Context, q db.Q, agency org.AgencyID, nip string) (int, error) {
	var n int
	err := q.QueryRow(ctx, `SELECT COUNT(*) FROM schedule_mentoring b JOIN schedule_mentor m ON m.id = b.mentor_id WHERE m.agency_id = $1 AND m.nip = $2 AND m.nip <> '' AND b.until_date = ''`, string(agency), nip).Scan(&n)
	if err != nil {
		return 0, fmt.Errorf("count whom a mentor guides: %w", err)
	}
	return n, nil
}

// MentorByID returns a mentor of an agency.
func MentorByID(ctx context.Context, q db.Q, agency org.AgencyID, mentor MentorID) (Mentor, error) {
	m, err := scanMentor(q.QueryRow(ctx, `SELECT `+mentorColumns+` FROM schedule_mentor m WHERE m.agency_id = $1 AND m.id = $2`, string(agency), string(mentor)))
	if errors.Is(err, sql.ErrNoRows) {
		return m, fault.NotFound("schedule.mentor.unknown")
	}
	if err != nil {
		return m, fmt.Errorf("read mentor: %w", err)
	}
	return m, nil
}

// Guided is a participant with the mentor who guides them now.
type Guided struct {
	Person roster.Person
	Seat   training.Seat
	Mentor *Mentoring     // nil while there is none
	Pass   *identity.Pass // of the mentor, nil while none was made
}

// Guided returns the participants of an agency who are in a batch now and whom
// the actor may give mentors, with their mentors, by name.
func (d *Desk) Guided(ctx context.Context, actor access.Actor, a org.Agency) ([]Guided, error) {
	reach, err := actor.Reach(string(a.ID), binders...)
	if err != nil {
		return nil, err
	}
	people, err := roster.Within(ctx, d.DB, a.ID, reach, a.Today(d.Clock.Now()))
	if err != nil {
		return nil, err
	}
	seats, err := training.Seated(ctx, d.DB, a.ID)
	if err != nil {
		return nil, err
	}
	mentors, err := Guides(ctx, d.DB, a.ID)
	if err != nil {
		return nil, err
	}
	passes, err := identity.Passes(ctx, d.DB, string(a.ID), access.Mentor)
	if err != nil {
		return nil, err
	}
	var list []Guided
	for _, p := range people {
		seat, ok := seats[p.ID]
		if !ok {
			continue
		}
		g := Guided{Person: p, Seat: seat, Mentor: mentors[p.ID]}
		if g.Mentor != nil {
			if pass, ok := passes[g.Mentor.Scope()]; ok {
				g.Pass = &pass
			}
		}
		list = append(list, g)
	}
	return list, nil
}
