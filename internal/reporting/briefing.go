package reporting

import (
	"cmp"
	"context"
	"math"
	"slices"

	"pamong/internal/access"
	"pamong/internal/kit/clock"
	"pamong/internal/org"
	"pamong/internal/probation"
)

// Count is a name with how many people stand behind it.
type Count struct {
	Name   string `json:"name"`
	People int    `json:"people"`
	Key    string `json:"-"` // what a list of these people is filtered by
}

// Briefing is the state of an agency's candidates on one day.
type Briefing struct {
	AsOf       clock.Date
	People     int
	Offices    []Count // units of the first level with people, most first
	Positions  []Count // most first
	BornFrom   int
	BornTo     int
	GenZ       int      // people born in 1997 or later
	Selections []string // years of selection that are known
	SKDates    []clock.Date
	TMTs       []clock.Date
	MonthsFrom int // complete months served by the latest appointed
	MonthsTo   int // and by the earliest
	Passed     int
	Ended      clock.Date // last day of the training of whoever ended last
	Predicates []Count    // of the newest yearly evaluation, best first
	Period     string     // of that evaluation
	Evaluated  int
	Measures   int        // discipline measures on record
	Checked    clock.Date // day of the newest list that would name one, "" for none
	Readiness  map[probation.Readiness]int
	Full       clock.Date // day on which most have served the year
	FullSoon   int        // people who will be ready on that day if nothing changes
	RiskBy     clock.Date // earliest last safe date among those at risk
	Risks      []Count    // gates behind the risks, most first
	Sources    []probation.Source
}

// Briefing draws up the briefing of an agency on a day. It is the first page
// of everybody who leads the agency, so it is kept until the next act.
func (d *Desk) Briefing(ctx context.Context, actor access.Actor, a org.Agency, day clock.Date) (Briefing, error) {
	if err := actor.Require(string(a.ID), access.Officer, access.Leader, access.Auditor); err != nil {
		return Briefing{}, err
	}
	basis, err := d.Probation.Basis(ctx, a, day)
	if err != nil {
		return Briefing{}, err
	}
	return d.briefings.Get(ctx, d.DB, string(a.ID), basis, func() (Briefing, error) { return d.brief(ctx, actor, a, day) })
}

func (d *Desk) brief(ctx context.Context, actor access.Actor, a org.Agency, day clock.Date) (Briefing, error) {
	people, err := d.Probation.Candidates(ctx, actor, a, day)
	if err != nil {
		return Briefing{}, err
	}
	tree, err := org.TreeOf(ctx, d.DB, a.ID)
	if err != nil {
		return Briefing{}, err
	}
	sources, err := probation.Sources(ctx, d.DB, string(a.ID))
	if err != nil {
		return Briefing{}, err
	}
	order, err := d.Probation.Predicates(ctx, a)
	if err != nil {
		return Briefing{}, err
	}
	b := summarise(people, tree, order, day)
	b.Sources = sources
	return b, nil
}

// summarise counts people; order names the predicates from best to worst.
// Values in, values out.
func summarise(people []probation.Candidate, tree *org.Tree, order []string, day clock.Date) Briefing {
	b := Briefing{AsOf: day, Readiness: map[probation.Readiness]int{}}
	offices, positions, predicates, risks, full := tally{}, tally{}, tally{}, tally{}, map[clock.Date]int{}
	for _, p := range people {
		if p.TMT > day {
			continue
		}
		b.People++
		if p.Unit != "" {
			office := tree.Office(p.Unit)
			offices.add(string(office.ID), office.Name)
		}
		positions.add(p.Position, p.Position)
		b.born(p.Born.Year())
		b.Selections = insert(b.Selections, p.Selection)
		b.SKDates, b.TMTs = insert(b.SKDates, p.SKDate), insert(b.TMTs, p.TMT)
		b.served(p.Term.MonthsServed)
		full[p.Term.Ends]++
		b.trained(p)
		b.evaluated(p, predicates)
		b.Measures += len(p.Discipline)
		b.Checked = max(b.Checked, p.Checked)
		b.Readiness[p.Word]++
		if p.Word == probation.AtRisk {
			risks.add(p.Reason.Gate.Key, p.Reason.Gate.Key)
			if b.RiskBy == "" || p.Reason.LastSafe < b.RiskBy {
				b.RiskBy = p.Reason.LastSafe
			}
		}
	}
	b.Offices, b.Positions, b.Risks, b.Predicates = offices.list(), positions.list(), risks.list(), predicates.list()
	slices.SortStableFunc(b.Predicates, func(x, y Count) int {
		return cmp.Compare(slices.Index(order, x.Key), slices.Index(order, y.Key))
	})
	for end, n := range full {
		if n > full[b.Full] || n == full[b.Full] && (b.Full == "" || end < b.Full) {
			b.Full = end
		}
	}
	b.FullSoon = b.Readiness[probation.Ready] + b.Readiness[probation.OnCourse]
	return b
}

func (b *Briefing) born(year int) {
	if year == 0 {
		return
	}
	if b.BornFrom == 0 || year < b.BornFrom {
		b.BornFrom = year
	}
	b.BornTo = max(b.BornTo, year)
	if year >= probation.GenerationZ {
		b.GenZ++
	}
}

func (b *Briefing) served(months int) {
	if b.People == 1 || months < b.MonthsFrom {
		b.MonthsFrom = months
	}
	b.MonthsTo = max(b.MonthsTo, months)
}

func (b *Briefing) trained(p probation.Candidate) {
	if p.Passed.Number == "" && !p.Passed.Verdict {
		return
	}
	b.Passed++
	b.Ended = max(b.Ended, p.Passed.EndedOn)
}

// evaluated counts the predicate of the newest whole year; a newer year found
// starts the count again.
func (b *Briefing) evaluated(p probation.Candidate, predicates tally) {
	for _, e := range slices.Backward(p.Performance) {
		if len(e.Period) != 4 || e.Period < b.Period {
			continue
		}
		if e.Period > b.Period {
			clear(predicates)
			b.Period, b.Evaluated = e.Period, 0
		}
		predicates.add(e.Predicate, e.Predicate)
		b.Evaluated++
		return
	}
}

// GenZShare returns the share born in 1997 or later, from 0 to 1 with three
// places.
func (b *Briefing) GenZShare() float64 {
	if b.People == 0 {
		return 0
	}
	return math.Round(float64(b.GenZ)*1000/float64(b.People)) / 1000
}

// insert puts a value into an ordered list without doubles, leaving out the
// empty one.
func insert[T ~string](list []T, v T) []T {
	at, found := slices.BinarySearch(list, v)
	if v == "" || found {
		return list
	}
	return slices.Insert(list, at, v)
}

// tally counts people by key.
type tally map[string]*Count

func (t tally) add(key, name string) {
	if key == "" {
		return
	}
	if t[key] == nil {
		t[key] = &Count{Name: name, Key: key}
	}
	t[key].People++
}

// list returns the counts, most people first, then by name.
func (t tally) list() []Count {
	list := make([]Count, 0, len(t))
	for _, c := range t {
		list = append(list, *c)
	}
	slices.SortFunc(list, func(a, b Count) int {
		return cmp.Or(cmp.Compare(b.People, a.People), cmp.Compare(a.Name, b.Name))
	})
	return list
}
