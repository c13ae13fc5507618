// Package regulation holds the rules of the training and of the probation as
// data, and the pure functions that apply them.
//
// Everyone who counts, dates, marks or judges uses it: a batch takes a rule
// pack when it is created and keeps that copy for life, the probation desk
// takes the newest probation pack. The package owns the embedded packs, the
// packs that administrators copy and edit, the versions of the lists of days
// off, the reference lists (codes, values) and the shape of each formula. The copies that batches freeze
// are kept by the later house, as the text that Pack.YAML writes and Parse
// reads; so a pack that a programme has taken is never edited again.
//
// It refuses a pack in which anything is unknown, missing or contradictory:
// weights that do not add up to 100, bands with a gap, a session template
// whose JP differ from its stage, a value without source and grade. No number
// of a regulation stands in this package's Go code; the numbers stand in
// packs, each with the source it came from and a grade that says how sure we
// are.
package regulation

import (
	"embed"
	"fmt"
	"path"
	"slices"
	"strings"

	"pamong/internal/kit/clock"
	"pamong/internal/kit/fault"
	"pamong/internal/kit/i18n"
)

// Schema holds the tables of this house.
//
//go:embed schema/*.sql
var Schema embed.FS

//go:embed packs/*.yaml
var packFiles embed.FS

// Kind says what a pack rules.
type Kind string

// The kinds of packs.
const (
	KindLatsar    Kind = "latsar"
	KindProbation Kind = "probation"
)

// Pack is one version of the rules. Exactly one of Training and Probation is
// set, as Kind says.
type Pack struct {
	ID            string            `yaml:"id"`
	Kind          Kind              `yaml:"kind"`
	Title         Text              `yaml:"title"`
	EffectiveFrom Value[clock.Date] `yaml:"effective_from"`
	Citations     []Citation        `yaml:"citations"`
	Edition       *Edition          `yaml:"edition,omitempty"`
	Training      *Training         `yaml:"training,omitempty"`
	Probation     *Probation        `yaml:"probation,omitempty"`
}

// Edition names who changed a copy of a pack, when, and on which legal basis.
type Edition struct {
	From   string     `yaml:"from"` // id of the pack that was copied
	Author string     `yaml:"author"`
	Date   clock.Date `yaml:"date"`
	Basis  Instrument `yaml:"basis"`
}

// Instrument is the regulation or decree that orders something: its number,
// its date and what it is about.
type Instrument struct {
	Number string     `yaml:"number"`
	Date   clock.Date `yaml:"date"`
	About  string     `yaml:"about"`
}

// String names the instrument as letters do, in Indonesian.
func (b Instrument) String() string {
	return b.Number + " tanggal " + (&i18n.Speaker{Lang: i18n.Indonesian}).Date(b.Date) + " tentang " + b.About
}

// Citation names one instrument on which a pack rests.
type Citation struct {
	Text     string `yaml:"text"`
	Evidence `yaml:",inline"`
}

// Text is a wording in both languages of the product.
type Text struct {
	ID string `yaml:"id"`
	EN string `yaml:"en"`
}

// In returns the wording in the language.
func (t Text) In(l i18n.Lang) string {
	if l == i18n.English {
		return t.EN
	}
	return t.ID
}

// Grade says how sure we are of a value.
type Grade string

// The grades, surest first.
const (
	GradeText       Grade = "A" // text of the regulation
	GradeOfficial   Grade = "B" // page, slide or guide of an organiser or of LAN
	GradePress      Grade = "C" // press report
	GradeDocument   Grade = "D" // document made by an organiser or participant
	GradeUnverified Grade = "U" // not verified; a verdict resting on it is confirmed by a person
)

// Evidence says where a value comes from.
type Evidence struct {
	Grade  Grade  `yaml:"grade"`
	Source string `yaml:"source"`
}

// Verified reports whether the value was found in a source at all.
func (e Evidence) Verified() bool { return e.Grade != GradeUnverified }

// complete reports whether both a known grade and a source are given.
func (e Evidence) complete() bool {
	grades := []Grade{GradeText, GradeOfficial, GradePress, GradeDocument, GradeUnverified}
	return slices.Contains(grades, e.Grade) && strings.TrimSpace(e.Source) != ""
}

// Value is one value of a rule with its evidence.
type Value[T any] struct {
	Value    T `yaml:"value"`
	Evidence `yaml:",inline"`
}

// UnmarshalYAML reads value, grade and source. A value that is absent leaves
// the evidence empty too, so that Parse can name the place.
func (v *Value[T]) UnmarshalYAML(decode func(any) error) error {
	var raw struct {
		Value    *T `yaml:"value"`
		Evidence `yaml:",inline"`
	}
	if err := decode(&raw); err != nil {
		return err
	}
	if raw.Value != nil {
		v.Value, v.Evidence = *raw.Value, raw.Evidence
	}
	return nil
}

// Packs are the packs that a decision can choose from, oldest first.
type Packs []*Pack

// Embedded returns the packs that come with the program. They are read anew
// at each call, so the caller may change its copy; an error means that the
// program was built wrongly.
func Embedded() (Packs, error) {
	entries, err := packFiles.ReadDir("packs")
	if err != nil {
		return nil, fmt.Errorf("list packs: %w", err)
	}
	var packs Packs
	for _, entry := range entries {
		text, err := packFiles.ReadFile(path.Join("packs", entry.Name()))
		if err != nil {
			return nil, fmt.Errorf("read pack %s: %w", entry.Name(), err)
		}
		pack, err := Parse(text)
		if err != nil {
			return nil, fmt.Errorf("read pack %s: %w", entry.Name(), err)
		}
		packs = append(packs, pack)
	}
	slices.SortStableFunc(packs, func(a, b *Pack) int { // probation after the training that it judges
		if a.Kind != b.Kind {
			return strings.Compare(string(a.Kind), string(b.Kind))
		}
		return strings.Compare(string(a.EffectiveFrom.Value), string(b.EffectiveFrom.Value))
	})
	return packs, nil
}

// Find returns the pack with the id, a NotFound fault if there is none.
func (p Packs) Find(id string) (*Pack, error) {
	for _, pack := range p {
		if pack.ID == id {
			return pack, nil
		}
	}
	return nil, fault.NotFound("regulation.fault.no_pack", "ID", id)
}

// Newest returns the pack of the kind that took effect last on or before the
// day, the oldest one for a day before all of them, and a NotFound fault if
// there is none of that kind. Of two from the same day the later one holds.
func (p Packs) Newest(kind Kind, on clock.Date) (*Pack, error) {
	var newest *Pack
	for _, pack := range p {
		if pack.Kind != kind {
			continue
		}
		from := pack.EffectiveFrom.Value
		switch {
		case newest == nil, newest.EffectiveFrom.Value > on && from < newest.EffectiveFrom.Value,
			from <= on && (from >= newest.EffectiveFrom.Value || newest.EffectiveFrom.Value > on):
			newest = pack
		}
	}
	if newest == nil {
		return nil, fault.NotFound("regulation.fault.no_pack", "ID", string(kind))
	}
	return newest, nil
}

// Modes returns the keys of the pack's modes of training, the usual one
// first; none for a probation pack.
func (p *Pack) Modes() []string {
	keys := []string{}
	if p.Training != nil {
		for _, m := range p.Training.Modes {
			keys = append(keys, m.Key)
		}
	}
	return keys
}
