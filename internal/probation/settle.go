package probation

import (
	"context"
	"fmt"

	"pamong/internal/kit/clock"
	"pamong/internal/kit/db"
	"pamong/internal/kit/i18n"
	"pamong/internal/roster"
)

// Unsettled names what is open about a person on the road to PNS, for a release
// to another agency: what this agency alone can end. Judged are the states, not
// that a step was ever taken: a warning, or a decree followed by the oath, holds
// nobody.
func Unsettled(ctx context.Context, q db.Q, person roster.PersonID) ([]roster.Unsettled, error) {
	steps, err := listSteps(ctx, q, `WHERE person_id = $1 AND struck_at = ''`, string(person))
	if err != nil {
		return nil, err
	}
	oaths, err := plannedOaths(ctx, q, person)
	if err != nil {
		return nil, err
	}
	var way []Step
	for _, s := range steps {
		if s.Case == "" {
			way = append(way, s)
		}
	}
	list := Follow(StateActive, way).unsettled(person, len(oaths) > 0)
	for _, o := range oaths {
		list = append(list, roster.Unsettled{What: i18n.Say("probation.open.oath", "On", o.HeldOn), Path: "probation/oaths/" + string(o.ID), Act: i18n.Say("probation.open.to_oath")})
	}
	for _, c := range cases(steps) {
		switch c.State {
		case StateReported, StateExamined, StateAppealed:
			list = append(list, roster.Unsettled{What: i18n.Say("probation.open.case", "State", i18n.Say("probation.state."+string(c.State))), Path: roadPath(person), Act: i18n.Say("probation.open.to_road")})
		}
	}
	return list, nil
}

func roadPath(person roster.PersonID) string { return "people/" + string(person) + "/road" }

// unsettled names what is open on the way itself. Who sits at a planned oath
// waits for that, not for a place at one.
func (p Path) unsettled(person roster.PersonID, seated bool) []roster.Unsettled {
	one := func(u roster.Unsettled) []roster.Unsettled { return []roster.Unsettled{u} }
	switch {
	case p.State == StateProposed && p.Forum == ToBKN && !p.Recommended:
		return one(roster.Unsettled{What: i18n.Say("probation.open.proposed"), Path: "probation/proposals?stage=bkn", Act: i18n.Say("probation.open.to_proposals")})
	case p.State == StateProposed:
		return one(roster.Unsettled{What: i18n.Say("probation.open.proposed"), Path: "probation/proposals?stage=proposed", Act: i18n.Say("probation.open.to_proposals")})
	case p.State == StateDecided && !seated:
		return one(roster.Unsettled{What: i18n.Say("probation.open.decided"), Path: "probation/oaths", Act: i18n.Say("probation.open.to_oaths")})
	case p.State == StateSuspended:
		return one(roster.Unsettled{What: i18n.Say("probation.open.suspended"), Path: roadPath(person), Act: i18n.Say("probation.open.to_road")})
	case p.State == StateDismissed && p.Objection:
		return one(roster.Unsettled{What: i18n.Say("probation.open.objection"), Path: roadPath(person), Act: i18n.Say("probation.open.to_road")})
	}
	return nil
}

// seatedAt is an oath that is planned and at which somebody sits.
type seatedAt struct {
	ID     OathID
	HeldOn clock.Date
}

func plannedOaths(ctx context.Context, q db.Q, person roster.PersonID) ([]seatedAt, error) {
	return db.List(ctx, q, "list planned oaths of person", func(row db.Row) (o seatedAt, err error) {
		err = row.Scan(&o.ID, &o.HeldOn)
		return o, err
	}, `SELECT o.id, o.held_on FROM probation_oath_seat s JOIN probation_oath o ON o.id = s.oath_id WHERE s.person_id = $1 AND o.state = $2 ORDER BY o.held_on, o.id`, string(person), string(OathPlanned))
}

// Kept counts what an agency keeps of somebody who goes to another.
type Kept struct {
	Steps    int // of the way to the oath
	Cases    int // of discipline
	Measures int // by decree, in force
	Absences int // unexcused days
	Exams    int // places at health examinations
}

// KeptOf counts what this house keeps of a person.
func KeptOf(ctx context.Context, q db.Q, person roster.PersonID) (Kept, error) {
	var k Kept
	err := q.QueryRow(ctx, `SELECT (SELECT COUNT(*) FROM probation_step WHERE person_id = $1 AND case_id = '' AND struck_at = ''), (SELECT COUNT(*) FROM probation_step WHERE person_id = $1 AND case_id <> '' AND kind = $2 AND struck_at = ''),
  (SELECT COUNT(*) FROM probation_discipline WHERE person_id = $1 AND revoked_at = ''), (SELECT COUNT(*) FROM probation_absence WHERE person_id = $1 AND struck_at = ''), (SELECT COUNT(*) FROM probation_exam_seat WHERE person_id = $1)`, string(person), string(CaseOpened)).
		Scan(&k.Steps, &k.Cases, &k.Measures, &k.Absences, &k.Exams)
	if err != nil {
		return k, fmt.Errorf("count what probation keeps of %s: %w", person, err)
	}
	return k, nil
}
