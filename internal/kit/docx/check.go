package docx

import "pamong/internal/kit/fault"

// Check compares the tags with an example of the data: each name must be
// there, in the list in which it stands, and be of the kind that the tag asks
// for. All faults are told together, each with its place.
func (t *Template) Check(example Data) error {
	var found fault.Fields
	for _, p := range t.parts {
		check(p.steps, []Data{example}, false, &found)
	}
	return found.Err()
}

func check(steps []step, scope []Data, inList bool, found *fault.Fields) {
	for _, s := range steps {
		if s.tag != nil {
			if key := wrong(s.tag, scope, inList); key != "" {
				found.Add("file", key, "Tag", s.tag.raw, "At", s.tag.at.Line())
			}
		}
		inner, list := scope, inList
		if s.kind == stepSpan && s.tag.verb == verbList {
			list = true
			if rows, ok := lookup(scope, s.tag.name, func(d Data) []Data { return d.Lists[s.tag.name] }); ok && len(rows) > 0 {
				inner = append(scope[:len(scope):len(scope)], rows[0])
			}
		}
		check(s.body, inner, list, found)
		check(s.rest, scope, inList, found)
	}
}

// wrong returns the message of what is wrong with the name of a tag.
func wrong(t *tag, scope []Data, inList bool) string {
	text, list, picture := false, false, false
	for _, d := range scope {
		_, isText := d.Text[t.name]
		_, isList := d.Lists[t.name]
		_, isPicture := d.Pictures[t.name]
		text, list, picture = text || isText, list || isList, picture || isPicture
	}
	text = text || t.name == counterName && inList
	switch {
	case !text && !list && !picture:
		return "docx.unknown"
	case t.verb == verbList && !list:
		return "docx.not_list"
	case t.verb == verbText && !text:
		return "docx.not_text"
	case t.verb == verbPicture && !picture:
		return "docx.not_picture"
	}
	return ""
}

// Names returns the tags of the template as they were typed, each once, in
// order.
func (t *Template) Names() []string {
	var names []string
	seen := map[string]bool{}
	var walk func([]step)
	walk = func(steps []step) {
		for _, s := range steps {
			if s.tag != nil && !seen[s.tag.raw] {
				seen[s.tag.raw] = true
				names = append(names, s.tag.raw)
			}
			walk(s.body)
			walk(s.rest)
		}
	}
	for _, p := range t.parts {
		walk(p.steps)
	}
	return names
}
