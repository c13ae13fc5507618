package moving

import (
	"slices"
	"strings"

	"pamong/internal/regulation"
	"pamong/internal/roster"
)

// settle takes one value for everything that was said. Where files contradict
// each other a person chooses; until then what was said first counts for the
// facts of a person, and nothing for what decides something.
func (g *gathering) settle() {
	for _, key := range g.order {
		options := g.said[key]
		if key.what == "group" {
			options = g.ofBatch(key.person, options)
		}
		value := g.choose(key, options)
		if value == "" {
			continue
		}
		g.put(key.person, key.what, value, options[0].at[0])
	}
}

// ofBatch returns the groups that stand beside the person's batch, none where
// somebody has yet to choose between two batches: a group belongs to its batch.
// Batch stands before group in what was said, so it is settled here.
func (g *gathering) ofBatch(p *Person, groups []option) []option {
	batches := g.said[saying{p, "batch"}]
	if len(batches) < 2 {
		return groups
	}
	i := slices.IndexFunc(batches, func(o option) bool { return Numeral(o.value) == p.Batch })
	if i < 0 {
		return nil
	}
	beside := func(at Source) bool {
		return slices.ContainsFunc(batches[i].at, func(b Source) bool { return b == at })
	}
	return slices.DeleteFunc(slices.Clone(groups), func(o option) bool { return !slices.ContainsFunc(o.at, beside) })
}

// choose returns the value that counts, "" while nobody has decided.
func (g *gathering) choose(key saying, options []option) string {
	if len(options) == 0 {
		return ""
	}
	ruling := options
	if slices.ContainsFunc(options, func(o option) bool { return o.first }) {
		ruling = slices.DeleteFunc(slices.Clone(options), func(o option) bool { return !o.first })
	}
	kind, _, _ := strings.Cut(key.what, ":")
	if kind == "batch" && len(ruling) == 1 && len(options) > 1 {
		g.plan.doubt("moving.other_batch", key.person, sources(options), "Batch", ruling[0].value)
	}
	if len(ruling) == 1 {
		return ruling[0].value
	}
	if kind == "name" && sameBut(ruling) {
		return longest(ruling)
	}
	one := g.plan.problem(false, "moving.two_"+kind, key.person, sources(ruling), nil)
	switch kind {
	case "field":
		one.Args = []any{"Field", strings.TrimPrefix(key.what, kind+":")}
	case "mark":
		one.Args = []any{"Title", g.plan.titles[Field(key.what)]}
	case "rating":
		one.Args = []any{"Period", strings.TrimPrefix(key.what, kind+":")}
	}
	one.Key, one.Chosen = key.person.NIP+":"+key.what, g.answers.Choices[key.person.NIP+":"+key.what]
	for _, o := range ruling {
		one.Options = append(one.Options, o.value)
	}
	chosen := slices.Contains(one.Options, one.Chosen)
	value := one.Chosen
	switch {
	case chosen:
	case kind == "name":
		value, one.Wrong = ruling[0].value, alike(ruling[0].value, ruling[1].value) == 0
	case kind == "field" || kind == "sk" || kind == "coach" || kind == "mentor" || kind == "wave":
		value = ruling[0].value
	default:
		value, one.Wrong = "", true
	}
	g.plan.Problems = append(g.plan.Problems, one)
	return value
}

// sameBut reports whether names differ by their titles only.
func sameBut(options []option) bool {
	return !slices.ContainsFunc(options, func(o option) bool { return alike(o.value, options[0].value) != 2 })
}

// longest returns the value that says most: a name with its titles.
func longest(options []option) string {
	return slices.MaxFunc(options, func(a, b option) int { return len(a.value) - len(b.value) }).value
}

// sources returns where options stand, the first place of each.
func sources(options []option) []Source {
	var list []Source
	for _, o := range options {
		list = append(list, o.at[0])
	}
	return list
}

// put writes a settled value to a person.
func (g *gathering) put(p *Person, what, value string, at Source) {
	kind, rest, _ := strings.Cut(what, ":")
	parts := append(strings.Split(value, "|"), make([]string, 8)...)
	switch kind {
	case "name":
		p.Name = value
	case "sk":
		p.Fields[roster.FieldSKNumber], p.Fields[roster.FieldSKDate] = parts[0], parts[1]
		if parts[2] != "" {
			p.Fields[roster.FieldTMT] = parts[2]
		}
	case "field":
		if f := roster.Field(rest); f != roster.FieldTMT || p.Fields[f] == "" {
			p.Fields[f] = value
		}
	case "batch":
		p.Batch = Numeral(value)
	case "group":
		p.Group = Numeral(value)
	case "wave":
		g.waveOf(p, Numeral(value), at)
	case "coach":
		p.Guide.Coach = value
	case "mentor":
		p.Guide.Mentor, p.Guide.Of, p.Guide.Source = parts[0], parts[1:8], at
	case "mark":
		n, err := regulation.ParseHundredths(value)
		if err != nil {
			return
		}
		if p.Marks == nil {
			p.Marks = map[Field]int{}
		}
		p.Marks[Field(what)] = int(n)
	case "sttp":
		p.STTP = &Certificate{parts[0], parts[1], parts[2], parts[3], parts[4], parts[5], parts[6], at}
	case "spmt":
		p.Papers = append(p.Papers, Paper{Number: parts[0], On: parts[1], Source: at})
	case "health":
		p.Papers = append(p.Papers, Paper{Number: parts[0], On: parts[1], Examiner: parts[2], Outcome: parts[3], Health: true, Source: at})
	case "rating":
		p.Ratings = append(p.Ratings, Rating{rest, parts[0], parts[1], parts[2], parts[3], at})
	}
}

// waveOf notes the wave of a person's batch. Batch stands before wave in what
// was said, so it is known here.
func (g *gathering) waveOf(p *Person, wave int, at Source) {
	if p.Batch == 0 {
		return
	}
	b := g.plan.batch(p.Batch)
	if b.Wave > 0 && b.Wave != wave {
		one := g.plan.problem(false, "moving.two_waves", p, []Source{at}, []any{"Batch", b.Number, "Wave", b.Wave, "Other", wave})
		g.once.add(g.plan, "waves "+itoa(b.Number)+" "+itoa(wave), one)
		return
	}
	b.Wave = wave
}

// numbers finds one STTP number with two people.
func (g *gathering) numbers() {
	first := map[string]*Person{}
	for _, p := range g.plan.People {
		if p.STTP == nil || p.STTP.Number == "" {
			continue
		}
		if other := first[p.STTP.Number]; other != nil {
			g.plan.wrong("moving.sttp_of_two", p, []Source{other.STTP.Source, p.STTP.Source}, "Number", p.STTP.Number, "Name", other.Name)
			p.STTP = nil
			continue
		}
		first[p.STTP.Number] = p
	}
}
