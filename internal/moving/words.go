package moving

import (
	"context"
	"fmt"
	"strings"

	"pamong/internal/evaluation"
	"pamong/internal/kit/db"
	"pamong/internal/org"
	"pamong/internal/regulation"
)

// Words returns what sheets of an agency are recognised by, for a page that
// asks what a column means.
func (d *Desk) Words(ctx context.Context, agency org.AgencyID) (*Words, error) {
	return d.words(ctx, d.DB, agency)
}

// words returns what sheets of an agency are recognised by.
func (d *Desk) words(ctx context.Context, q db.Q, agency org.AgencyID) (*Words, error) {
	w := &Words{Own: map[string]Field{}, titles: map[string]Field{}, asked: map[string]bool{}}
	rows, err := q.Query(ctx, `SELECT title, field FROM moving_title WHERE agency_id = $1`, string(agency))
	if err != nil {
		return nil, fmt.Errorf("read titles: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var title, field string
		if err := rows.Scan(&title, &field); err != nil {
			return nil, fmt.Errorf("read titles: %w", err)
		}
		w.Own[title] = Field(field)
	}
	if err := rows.Err(); err != nil {
		return nil, err
	}
	packs, err := d.Rules.Packs(ctx, q, string(agency))
	if err != nil {
		return nil, err
	}
	seen, first := map[Field]int{}, map[string]Field{}
	for _, pack := range packs {
		if pack.Training == nil {
			continue
		}
		for i := range pack.Training.Modes {
			w.components(pack, pack.Training.Modes[i].Key, seen, first, d.markers)
		}
	}
	w.short(first, d.markers)
	for _, c := range w.Components {
		for _, title := range c.Titles {
			if _, taken := w.titles[title]; !taken {
				w.titles[title] = c.Key
			}
		}
	}
	return w, nil
}

// markers names a marker in every language, folded.
func (d *Desk) markers(m evaluation.Marker) []string {
	list := []string{org.Fold(string(m))}
	for _, s := range d.Speakers {
		list = append(list, org.Fold(s.T("evaluation.marker."+string(m))))
	}
	return list
}

// components adds the marks of one mode of a pack under the titles that sheets
// give them: with the marker, and without it. Where several may mark, a title
// without the marker leaves it open.
func (w *Words) components(pack *regulation.Pack, mode string, seen map[Field]int, first map[string]Field, markers func(evaluation.Marker) []string) {
	columns := evaluation.MarkColumns(pack, mode)
	many := map[string]int{}
	for _, c := range columns {
		many[c.Component.Key]++
	}
	add := func(key Field, c evaluation.MarkColumn, titles ...string) {
		i, ok := seen[key]
		if !ok {
			i = len(w.Components)
			seen[key] = i
			one := Component{Key: key, Title: c.Component.Title}
			if _, marker, _ := key.mark(); marker != "" {
				one.Marker = c.Marker
			}
			w.Components = append(w.Components, one)
		}
		w.Components[i].Titles = append(w.Components[i].Titles, titles...)
	}
	for _, c := range columns {
		key := Field(markPrefix + c.Component.Key + "." + string(c.Marker))
		alone := key
		if many[c.Component.Key] > 1 {
			alone = Field(markPrefix + c.Component.Key)
		}
		for _, title := range []string{org.Fold(c.Component.Title.ID), org.Fold(c.Component.Title.EN)} {
			add(alone, c, title, "nilai "+title)
			word, _, _ := strings.Cut(title, " ")
			if have, known := first[word]; known && have != alone {
				first[word] = ""
			} else {
				first[word] = alone
			}
			for _, m := range markers(c.Marker) {
				add(key, c, title+" "+m, m+" "+title, "nilai "+title+" "+m)
			}
		}
	}
}

// short lets the first word of a component stand for it where no other begins
// with that word.
func (w *Words) short(first map[string]Field, markers func(evaluation.Marker) []string) {
	for word, key := range first {
		for i, c := range w.Components {
			if key != "" && c.Key == key && len(word) > 4 {
				w.Components[i].Titles = append(w.Components[i].Titles, word, "nilai "+word)
			}
			if base, _, _ := strings.Cut(string(c.Key), "."); key != "" && Field(base) == key && c.Marker != "" && len(word) > 4 {
				for _, m := range markers(c.Marker) {
					w.Components[i].Titles = append(w.Components[i].Titles, word+" "+m, "nilai "+word+" "+m)
				}
			}
		}
	}
}

// markColumns lists what a mode of a pack has marked, as columns.
func markColumns(pack *regulation.Pack, mode string) []Field {
	var list []Field
	for _, c := range evaluation.MarkColumns(pack, mode) {
		list = append(list, Field(markPrefix+c.Component.Key+"."+string(c.Marker)))
	}
	return list
}
