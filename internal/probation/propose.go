package probation

import (
	"context"
	"fmt"
	"slices"

	"pamong/internal/access"
	"pamong/internal/document"
	"pamong/internal/kit/clock"
	"pamong/internal/kit/db"
	"pamong/internal/kit/fault"
	"pamong/internal/kit/i18n"
	"pamong/internal/kit/id"
	"pamong/internal/notify"
	"pamong/internal/org"
	"pamong/internal/regulation"
	"pamong/internal/roster"
)

// delayGate is the paper that a late proposal itself is.
const delayGate = "delay_letter"

// Lacks returns what a person still lacks for the dossier: the gates of law
// before the decision, and its papers. The letter to BKN is no paper of the
// person: the proposal is it.
func (c Candidate) Lacks() []GateState {
	var list []GateState
	for _, g := range c.Gates {
		if !g.Met && g.Gate.Kind != regulation.GatePractice && !g.Gate.AfterDecision && g.Gate.Key != delayGate {
			list = append(list, g)
		}
	}
	return list
}

// Forum returns where the dossier of somebody goes on a day: to the PPK within
// the year, to BKN first once it has passed.
func (c Candidate) Forum(day clock.Date) string {
	if day > c.Term.Ends {
		return ToBKN
	}
	return ToPPK
}

// Letter is the document of an act that many people take together.
type Letter struct {
	Kind     StepKind
	Number   string
	IssuedOn clock.Date
	TMT      clock.Date // of a decree
	Forum    string     // of a proposal
	Reason   string     // of a delay, or the note of a return
}

// Together takes one step with many people by one letter: a proposal, its
// return, the recommendation of BKN, the decree, the report. Nobody takes it
// unless all may: the refusal names each person with what stands in the way.
// It returns the id of the act.
func (o *Office) Together(ctx context.Context, actor access.Actor, a org.Agency, l Letter, people []string) (string, error) {
	if err := actor.Require(string(a.ID), keepers...); err != nil {
		return "", err
	}
	m := MoveOf(l.Kind)
	if m == nil || !m.Together || l.Kind == Sworn {
		return "", fault.Invalid("probation.no_step")
	}
	pack, err := o.pack(ctx, a)
	if err != nil {
		return "", err
	}
	act, today := id.New(), a.Today(o.Clock.Now())
	first := Step{Act: act, Kind: l.Kind, Number: l.Number, IssuedOn: l.IssuedOn, Day: l.TMT, Reason: l.Reason}
	if l.Kind == Proposed {
		first.Choice = l.Forum
	}
	if err := l.faults(&first, m, today, len(people)); err != nil {
		return "", err
	}
	err = o.DB.InTx(ctx, func(tx *db.Tx) error {
		list, err := o.candidates(ctx, tx, a, pack, people, l.Day(today))
		if err != nil {
			return err
		}
		var f fault.Fields
		steps := make([]Step, 0, len(list))
		for _, c := range list {
			l.refuse(&f, c)
			s := first
			s.Person = string(c.ID)
			steps = append(steps, s)
		}
		if err := f.Err(); err != nil {
			return err
		}
		if err := o.afterwards(ctx, tx, actor, a, first, list, today); err != nil {
			return err
		}
		return o.enterSteps(ctx, tx, actor, a, steps)
	})
	if err != nil {
		return "", fmt.Errorf("%s of %d people: %w", l.Kind, len(people), err)
	}
	return act, nil
}

// faults notes what the letter itself lacks.
func (l Letter) faults(s *Step, m *Move, today clock.Date, people int) error {
	var f fault.Fields
	if people == 0 {
		f.Add("people", "probation.nobody")
	}
	if l.Kind == Proposed && l.Forum != ToPPK && l.Forum != ToBKN {
		f.Add("forum", "probation.no_forum")
	}
	if e := fault.Of(s.clean(m, today, "")); e != nil {
		f = append(f, e.Fields...)
	}
	if l.Kind == Proposed && l.Forum == ToBKN && s.Reason == "" {
		f.Add("reason", "probation.say_delay")
	}
	return f.Err()
}

// Day is the day on which people are judged for the step: that of the letter, so
// that a paper which expired between the letter and its entry here counts; today
// for a letter without a day.
func (l Letter) Day(today clock.Date) clock.Date {
	if l.IssuedOn.Valid() && l.IssuedOn < today {
		return l.IssuedOn
	}
	return today
}

// Suits reports whether nothing stands in the way of a step by this letter for
// somebody.
func (l Letter) Suits(c Candidate) bool {
	var f fault.Fields
	l.refuse(&f, c)
	return len(f) == 0
}

// refuse notes what stands in the way of one person.
func (l Letter) refuse(f *fault.Fields, c Candidate) {
	say := func(key string, args ...any) { f.Add("people", key, append([]any{"Name", c.Name}, args...)...) }
	if !c.Path.May(l.Kind) {
		say("probation.cannot", "State", i18n.Say("probation.state."+string(c.Stage())))
		return
	}
	switch l.Kind {
	case Proposed:
		if c.Forum(l.IssuedOn) != l.Forum {
			say("probation.other_forum."+c.Forum(l.IssuedOn), "On", c.Term.Ends)
		}
		for _, g := range c.Lacks() {
			say("probation.lacks_for", "What", i18n.Both(g.Gate.Title), "Why", i18n.Say(g.Reason, g.Args...))
		}
	case Decided:
		if l.TMT < c.Term.Ends {
			say("probation.tmt_early", "On", c.Term.Ends)
		}
		if l.IssuedOn > c.Term.Ends && !c.Recommended {
			say("probation.no_recommendation", "On", c.Term.Ends)
		}
		for _, g := range c.Lacks() {
			if g.Gate.Kind == regulation.GateLaw {
				say("probation.lacks_for", "What", i18n.Both(g.Gate.Title), "Why", i18n.Say(g.Reason, g.Args...))
			}
		}
	}
}

// afterwards does what an act brings with it: a late proposal is the paper
// that names the delay; people are told of a decree and of what came back.
func (o *Office) afterwards(ctx context.Context, tx *db.Tx, actor access.Actor, a org.Agency, s Step, list []Candidate, today clock.Date) error {
	var people []string
	for _, c := range list {
		people = append(people, string(c.ID))
		if s.Kind == Proposed && s.Choice == ToBKN {
			paper := document.Paper{Agency: string(a.ID), Person: string(c.ID), Kind: document.DelayLetter, Number: s.Number, IssuedOn: s.IssuedOn}
			if _, err := o.Papers.Record(ctx, tx, actor, paper, today); err != nil {
				return err
			}
		}
		if s.Kind == Decided {
			paper := document.Paper{Agency: string(a.ID), Person: string(c.ID), Kind: document.SKPNS, Number: s.Number, IssuedOn: s.IssuedOn}
			if _, err := o.Papers.Record(ctx, tx, actor, paper, today); err != nil {
				return err
			}
		}
	}
	key := map[StepKind]string{Proposed: "probation.told.proposed", Returned: "probation.told.returned", Decided: "probation.told.decided"}[s.Kind]
	if key == "" || o.Post == nil {
		return nil
	}
	return o.Post.Send(ctx, tx, actor,
		notify.Event{Agency: string(a.ID), Key: "probation.act:" + s.Act, Wide: true, Title: i18n.Say("probation.told.title_"+string(s.Kind), "N", len(people))},
		notify.Letter{People: people, Text: i18n.Say(key), Href: a.Path("me")})
}

// candidates judges some people of an agency within a transaction, in the
// order in which they are named. Somebody who is not on its roster is not
// found.
func (o *Office) candidates(ctx context.Context, q db.Q, a org.Agency, pack *regulation.Probation, people []string, day clock.Date) ([]Candidate, error) {
	ids := make([]roster.PersonID, 0, len(people))
	for _, p := range people {
		if one := roster.PersonID(p); !slices.Contains(ids, one) {
			ids = append(ids, one)
		}
	}
	found, err := roster.ByIDs(ctx, q, a.ID, ids)
	if err != nil {
		return nil, err
	}
	all, err := o.gather(ctx, q, a)
	if err != nil {
		return nil, err
	}
	list := make([]Candidate, 0, len(ids))
	for _, id := range ids {
		p, ok := found[id]
		if !ok || p.State != roster.Active {
			return nil, fault.NotFound("access.not_found")
		}
		list = append(list, judged(pack, p, all.of(p), all.path(p), day))
	}
	return list, nil
}

// Act is one letter with which many people took a step.
type Act struct {
	ID       string
	Kind     StepKind
	Number   string
	IssuedOn clock.Date
	Forum    string
	People   int
}

// Acts returns the letters of an agency that stand, newest first.
func (o *Office) Acts(ctx context.Context, actor access.Actor, a org.Agency) ([]Act, error) {
	if err := actor.Require(string(a.ID), seers...); err != nil {
		return nil, err
	}
	return db.List(ctx, o.DB, "list letters", func(row db.Row) (x Act, err error) {
		err = row.Scan(&x.ID, &x.Kind, &x.Number, &x.IssuedOn, &x.Forum, &x.People)
		return x, err
	}, `SELECT act_id, kind, number, issued_on, choice, COUNT(*) FROM probation_step WHERE agency_id = $1 AND case_id = '' AND struck_at = '' AND kind IN ('proposed', 'returned', 'recommended', 'decided', 'reported')
GROUP BY act_id, kind, number, issued_on, choice ORDER BY act_id DESC`, string(a.ID))
}

// ActOf returns the letter of an act and how its people stand on a day, in the
// order of their names.
func (o *Office) ActOf(ctx context.Context, actor access.Actor, a org.Agency, act string, day clock.Date) (Step, []Candidate, error) {
	if err := actor.Require(string(a.ID), seers...); err != nil {
		return Step{}, nil, err
	}
	steps, err := listSteps(ctx, o.DB, `WHERE agency_id = $1 AND act_id = $2 AND struck_at = ''`, string(a.ID), act)
	if err != nil {
		return Step{}, nil, err
	}
	if len(steps) == 0 {
		return Step{}, nil, fault.NotFound("probation.no_act")
	}
	in := map[string]bool{}
	for _, s := range steps {
		in[s.Person] = true
	}
	all, err := o.Candidates(ctx, actor, a, day)
	if err != nil {
		return Step{}, nil, err
	}
	list := slices.DeleteFunc(all, func(c Candidate) bool { return !in[string(c.ID)] })
	return steps[0], list, nil
}
