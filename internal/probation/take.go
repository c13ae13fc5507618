package probation

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"pamong/internal/access"
	"pamong/internal/audit"
	"pamong/internal/kit/clock"
	"pamong/internal/kit/db"
	"pamong/internal/kit/fault"
	"pamong/internal/kit/id"
	"pamong/internal/org"
	"pamong/internal/regulation"
	"pamong/internal/roster"
)

// The longest texts of a step, in characters.
const (
	longestNumber = 200
	longestReason = 2000
)

// Forms of a dismissal (PP 11/2017 article 37) and of an appeal (PP 94/2021).
var (
	DismissalForms = []string{"hormat", "tidak_hormat"}
	AppealForms    = []string{"keberatan", "banding"}
)

// Take enters one documented step on the way of one person: a warning, a
// suspension, a dismissal, a step of a discipline case. The state must allow
// it; what many people take together (proposal, decree, oath) has acts of its
// own. It returns the id of the step.
func (o *Office) Take(ctx context.Context, actor access.Actor, a org.Agency, s Step) (StepID, error) {
	if err := actor.Require(string(a.ID), keepers...); err != nil {
		return "", err
	}
	m := MoveOf(s.Kind)
	if m == nil || m.Together {
		return "", fault.NotFound("probation.no_step")
	}
	pack, err := o.pack(ctx, a)
	if err != nil {
		return "", err
	}
	err = o.DB.InTx(ctx, func(tx *db.Tx) error {
		p, err := roster.ByID(ctx, tx, a.ID, roster.PersonID(s.Person))
		if err != nil {
			return err
		}
		path, err := pathOf(ctx, tx, s.Person, s.Case)
		if err != nil {
			return err
		}
		if s.Kind == CaseOpened {
			s.Case, path = "", Path{}
		}
		if !path.May(s.Kind) {
			return fault.Conflict("probation.not_now")
		}
		if err := s.clean(m, a.Today(o.Clock.Now()), p.TMT); err != nil {
			return err
		}
		if err := s.suits(pack, m, path); err != nil {
			return err
		}
		s.ID, s.Act = StepID(id.New()), id.New()
		if s.Kind == CaseOpened {
			s.Case = CaseID(s.ID)
		}
		if err := o.follow(ctx, tx, actor, a, s); err != nil {
			return err
		}
		return o.enterSteps(ctx, tx, actor, a, []Step{s})
	})
	if err != nil {
		return "", fmt.Errorf("take step %s of %s: %w", s.Kind, s.Person, err)
	}
	return s.ID, nil
}

// clean brings a step into form and notes what its document lacks.
func (s *Step) clean(m *Move, today, tmt clock.Date) error {
	var f fault.Fields
	s.Number, s.Reason = strings.TrimSpace(s.Number), strings.TrimSpace(s.Reason)
	if !m.NoteOnly {
		if s.Number == "" || utf8.RuneCountInString(s.Number) > longestNumber {
			f.Add("number", "probation.no_document")
		}
		switch {
		case !s.IssuedOn.Valid() || s.IssuedOn > today:
			f.Add("issued_on", "document.bad_issued")
		case s.IssuedOn < tmt:
			f.Add("issued_on", "probation.before_tmt", "On", tmt)
		}
	}
	if s.Reason == "" && (!m.Together || m.NoteOnly) {
		f.Add("reason", "probation.say_why")
	}
	if utf8.RuneCountInString(s.Reason) > longestReason {
		f.Add("reason", "probation.too_long", "N", longestReason)
	}
	switch {
	case m.Day == DayNone:
		s.Day = ""
	case !s.Day.Valid():
		f.Add("day", "web.bad_date")
	case m.Day == DayUntil && s.Day <= s.IssuedOn:
		f.Add("day", "probation.until_past")
	case m.Day == DayEvent && s.Day > today:
		f.Add("day", "probation.list.future")
	}
	return f.Err()
}

// suits notes what the rules want of a step beside its document.
func (s *Step) suits(pack *regulation.Probation, m *Move, path Path) error {
	var f fault.Fields
	switch {
	case m.Grounds:
		g := pack.Ground(s.Choice)
		if g == nil {
			f.Add("choice", "probation.no_ground")
		} else if g.Hearing.Value && !path.Heard {
			f.Add("choice", "probation.not_heard")
		}
		if !slices.Contains(DismissalForms, s.Form) {
			f.Add("form", "probation.no_form")
		}
	case m.Measure:
		if _, err := measureOf(s.Choice); err != nil {
			f.Add("choice", "probation.no_measure_code")
		}
	case m.Appeal:
		if !slices.Contains(AppealForms, s.Form) {
			f.Add("form", "probation.no_appeal")
		}
	}
	return f.Err()
}

// follow does what a step of a discipline case brings with it: the decree is a
// measure on record, its annulment takes the measure back.
func (o *Office) follow(ctx context.Context, tx *db.Tx, actor access.Actor, a org.Agency, s Step) error {
	switch s.Kind {
	case CaseDecided:
		measure, err := measureOf(s.Choice)
		if err != nil {
			return err
		}
		d := Discipline{ID: id.New(), Level: measure.Level, Measure: measure.Name, Number: s.Number, IssuedOn: s.IssuedOn}
		return o.enterDiscipline(ctx, tx, actor, a, s.Person, d, s.Case, measure.ID)
	case CaseAnnulled:
		return o.revokeCase(ctx, tx, actor, a, s.Case, s.Reason)
	}
	return nil
}

// enterSteps writes steps with their entries in the trail.
func (o *Office) enterSteps(ctx context.Context, tx *db.Tx, actor access.Actor, a org.Agency, steps []Step) error {
	at := o.Clock.Now()
	rows := make([]any, 0, len(steps)*stepWidth)
	entries := make([]audit.Entry, 0, len(steps))
	for _, s := range steps {
		if s.ID == "" {
			s.ID = StepID(id.New())
		}
		rows = append(rows, string(s.ID), string(a.ID), s.Person, s.Act, string(s.Case), string(s.Kind), s.Number, string(s.IssuedOn), string(s.Day), s.Choice, s.Form, s.Reason, clock.Stamp(at), actor.Ref(), "", "", "")
		entries = append(entries, audit.Entry{Agency: string(a.ID), At: at, Actor: actor.Ref(), Act: "probation.step", Subject: "step:" + string(s.ID), Person: s.Person, Reason: s.Reason,
			After: map[string]string{"kind": string(s.Kind), "number": s.Number, "issued_on": string(s.IssuedOn), "day": string(s.Day), "choice": s.Choice, "form": s.Form}})
	}
	if err := tx.InsertAll(ctx, `INSERT INTO probation_step (`+stepColumns+`) VALUES`, stepWidth, rows, ""); err != nil {
		return fmt.Errorf("enter steps: %w", err)
	}
	return audit.WriteAll(ctx, tx, entries)
}

// Strike takes back the last step of a way or a case, with the reason: an
// entry by mistake, a decree that was corrected. The row stays. What an oath
// has made is not taken back here.
func (o *Office) Strike(ctx context.Context, actor access.Actor, a org.Agency, step StepID, reason string) error {
	if err := actor.Require(string(a.ID), keepers...); err != nil {
		return err
	}
	var f fault.Fields
	if reason = strings.TrimSpace(reason); reason == "" || utf8.RuneCountInString(reason) > longestReason {
		f.Add("reason", "probation.say_why")
		return f.Err()
	}
	return o.DB.InTx(ctx, func(tx *db.Tx) error {
		s, err := stepByID(ctx, tx, a, step)
		if err != nil {
			return err
		}
		path, err := pathOf(ctx, tx, s.Person, s.Case)
		if err != nil {
			return err
		}
		if n := len(path.Steps); n == 0 || path.Steps[n-1].ID != step || s.Kind == Sworn {
			return fault.Conflict("probation.not_last")
		}
		if s.Kind == CaseDecided {
			if err := o.revokeCase(ctx, tx, actor, a, s.Case, reason); err != nil {
				return err
			}
		}
		at := o.Clock.Now()
		err = tx.Do(ctx, `UPDATE probation_step SET struck_at = $1, struck_by = $2, struck_reason = $3 WHERE id = $4`, clock.Stamp(at), actor.Ref(), reason, string(step))
		if err != nil {
			return fmt.Errorf("strike step %s: %w", step, err)
		}
		return audit.Write(ctx, tx, audit.Entry{Agency: string(a.ID), At: at, Actor: actor.Ref(), Act: "probation.strike", Subject: "step:" + string(step), Person: s.Person, Reason: reason,
			Before: map[string]string{"kind": string(s.Kind), "number": s.Number, "issued_on": string(s.IssuedOn)}})
	})
}
