package probation

import (
	"testing"

	"pgregory.net/rapid"
)

func TestTheWayFromProbationToOath(t *testing.T) {
	cases := map[string]struct {
		steps []StepKind
		want  State
		may   StepKind
		not   StepKind
	}{
		"nobody has done anything":                     {nil, StateActive, Proposed, Decided},
		"a proposal can be decided or come back":       {[]StepKind{Proposed}, StateProposed, Decided, Sworn},
		"one that came back is sent again":             {[]StepKind{Proposed, Returned}, StateActive, Proposed, Decided},
		"a decree makes nobody a PNS":                  {[]StepKind{Proposed, Decided}, StateDecided, Sworn, Proposed},
		"the oath does, and the report may follow":     {[]StepKind{Proposed, Decided, Sworn}, StateSworn, Reported, Dismissed},
		"a decree is reported once":                    {[]StepKind{Proposed, Decided, Reported}, StateDecided, Sworn, Reported},
		"a suspension holds up the proposal":           {[]StepKind{Proposed, Suspended}, StateSuspended, Resumed, Decided},
		"who comes back is proposed again":             {[]StepKind{Proposed, Suspended, Resumed}, StateActive, Proposed, Decided},
		"a dismissal may be objected to":               {[]StepKind{Heard, Dismissed}, StateDismissed, Objected, Annulled},
		"an objection waits for its result":            {[]StepKind{Heard, Dismissed, Objected}, StateDismissed, Annulled, Objected},
		"an annulled dismissal brings the person back": {[]StepKind{Heard, Dismissed, Objected, Annulled}, StateActive, Proposed, Upheld},
		"a death ends all":                             {[]StepKind{Died}, StateDeceased, "", Proposed},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			var steps []Step
			for _, k := range c.steps {
				if p := Follow(StateActive, steps); !p.May(k) {
					t.Fatalf("%s may not follow %s", k, p.State)
				}
				steps = append(steps, Step{Kind: k})
			}
			p := Follow(StateActive, steps)
			if p.State != c.want {
				t.Errorf("state %s, want %s", p.State, c.want)
			}
			if c.may != "" && !p.May(c.may) {
				t.Errorf("%s may not follow", c.may)
			}
			if p.May(c.not) {
				t.Errorf("%s may follow", c.not)
			}
		})
	}
}

// However the steps fall, nobody is sworn without a decree and nothing but an
// annulment leads out of an end; a struck step is as if it had not been.
func TestNobodyIsSwornWithoutADecree(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var steps []Step
		for range rapid.IntRange(0, 12).Draw(t, "steps") {
			path := Follow(StateActive, steps)
			m := rapid.SampledFrom(moves).Draw(t, "move")
			if !path.May(m.Kind) {
				continue
			}
			if path.Ended() && m.To != "" && m.Kind != Annulled {
				t.Fatalf("%s follows %s", m.Kind, path.State)
			}
			steps = append(steps, Step{Kind: m.Kind, Struck: rapid.SampledFrom([]string{"", "", "", "keliru"}).Draw(t, "struck")})
		}
		p := Follow(StateActive, steps)
		if p.State == StateSworn && p.Decree == nil {
			t.Fatal("sworn without a decree")
		}
		stand := steps[:0:0]
		for _, s := range steps {
			if s.Struck == "" {
				stand = append(stand, s)
			}
		}
		if again := Follow(StateActive, stand); again.State != p.State {
			t.Fatalf("struck steps count: %s and %s", again.State, p.State)
		}
	})
}
