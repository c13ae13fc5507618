package regulation

// Certificate rules the paper (STTP) by which an institute says that somebody
// has passed. Packs that were frozen before this part existed have none.
type Certificate struct {
	Title     Text          `yaml:"title"`
	Number    Value[string] `yaml:"number"`    // form of the numbers, with placeholders such as {nomor:8} and {tahun}
	Predicate Value[bool]   `yaml:"predicate"` // whether the predicate is printed
}

func (c *checker) certificate(p *Certificate) {
	if p != nil {
		c.must(p.Number.Value != "", "training.certificate.number", "regulation.fault.none")
	}
}

// SubjectJP returns how many JP each subject has in the mode, by its key: the
// sum of the sessions of the stages' templates. A subject that stands in no
// session has the JP that the curriculum names for it, and is absent where
// that names none.
func (t *Training) SubjectJP(m *Mode) map[string]int {
	jp := map[string]int{}
	for i := range m.Stages {
		for _, d := range m.Stages[i].Template {
			for _, s := range d.Sessions {
				jp[s.Subject] += d.Days * s.JP
			}
		}
	}
	for _, a := range t.Curriculum {
		for _, s := range a.Subjects {
			if jp[s.Key] == 0 && s.JP != nil {
				jp[s.Key] = s.JP.Value
			}
		}
	}
	return jp
}
