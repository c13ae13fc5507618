package regulation

import (
	"testing"

	"pamong/internal/kit/fault"
)

// local is the layout of the usual mode in which a subject of the region takes
// three JP of self-study of the first online day.
func local(t *testing.T, p *Pack) Layout {
	t.Helper()
	l, err := p.Training.Layout("")
	if err != nil {
		t.Fatal(err)
	}
	key := l.NewKey("Kearifan Lokal: Pontianak")
	if key != "kearifan_lokal_pontianak" || l.NewKey("Policy") == "policy" || l.NewKey("…") != "" {
		t.Fatalf("keys %q, %q, %q", key, l.NewKey("Policy"), l.NewKey("…"))
	}
	last := l.Subjects[len(l.Subjects)-1]
	l.Subjects = append(l.Subjects, LaidSubject{Agenda: last.Agenda, Key: key, Title: Text{"Kearifan Lokal", "Local wisdom"}, JP: 3})
	for i, s := range l.Stages {
		if s.Key != "elearning_1" {
			continue
		}
		day := &l.Stages[i].Template[0]
		x := &day.Sessions[len(day.Sessions)-1]
		if x.JP != 3 || x.Kind != Asynchronous {
			t.Fatalf("the last session of the first day is %+v", x)
		}
		x.Subject = key
	}
	return l
}

func TestARegionLaysOutItsOwnCourse(t *testing.T) {
	p, err := embedded(t).Find("latsar-2024")
	if err != nil {
		t.Fatal(err)
	}
	proof := Evidence{GradeDocument, "SK Wali Kota"}
	l := local(t, p)
	laid, err := p.Lay(l, decree, proof)
	if err != nil {
		t.Fatal(err)
	}
	subject, agenda := laid.Training.Subject("kearifan_lokal_pontianak")
	if subject == nil || agenda.Key != l.Subjects[len(l.Subjects)-1].Agenda || subject.JP.Value != 3 || subject.Evidence != proof {
		t.Errorf("the new subject is %+v", subject)
	}
	m, _ := laid.Training.Mode("")
	if m.Days() != 64 || m.JP.Value != 647 {
		t.Errorf("%d days, %d JP", m.Days(), m.JP.Value)
	}
	stage := m.Stage("elearning_1")
	if stage.Template[0].Evidence != proof || stage.Template[1].Evidence == proof {
		t.Error("only the day that differs rests on the new decree")
	}
	if known, _ := p.Training.Subject("kearifan_lokal_pontianak"); known != nil {
		t.Error("the pack itself has changed")
	}
}

func TestALayoutThatDoesNotAddUpIsNamedByPlace(t *testing.T) {
	p, err := embedded(t).Find("latsar-2024")
	if err != nil {
		t.Fatal(err)
	}
	at := "training.modes[blended]"
	for name, one := range map[string]struct {
		spoil func(l *Layout)
		place string
	}{
		"a subject has other JP than fixed": {func(l *Layout) { l.Subjects[len(l.Subjects)-1].JP = 4 }, at + ".stages"},
		"stages make more than the course":  {func(l *Layout) { l.JP = 640 }, at + ".jp"},
		"a day is missing":                  {func(l *Layout) { l.Stages[1].Template = l.Stages[1].Template[1:] }, at + ".stages[elearning_1].template"},
		"nobody knows the subject":          {func(l *Layout) { l.Stages[1].Template[0].Sessions[0].Subject = "" }, at + ".stages[elearning_1].template[1].sessions[1].subject"},
	} {
		l := local(t, p)
		if l.Stages[1].Key != "elearning_1" {
			t.Fatalf("the second stage is %s", l.Stages[1].Key)
		}
		one.spoil(&l)
		_, err := p.Lay(l, decree, Evidence{GradeDocument, "SK"})
		f := fault.Of(err)
		if f == nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		found := false
		for _, b := range f.Fields {
			found = found || b.Name == one.place
		}
		if !found {
			t.Errorf("%s: %+v, want %s", name, f.Fields, one.place)
		}
	}
}

func TestALayoutIsKeptWithItsTrail(t *testing.T) {
	eachShelf(t, func(t *testing.T, s *shelf) {
		ctx := t.Context()
		s.must(t, s.Copy(ctx, s.admin, "ptk", order("kami")))
		own := s.own(t, "ptk", "kami")
		l := local(t, own.Pack)
		s.must(t, s.Lay(ctx, s.admin, "ptk", "kami", own.Version, decree, GradeDocument, l))
		conflicts(t, s.Lay(ctx, s.admin, "ptk", "kami", own.Version, decree, GradeDocument, l), "regulation.fault.changed_meanwhile")
		now := s.own(t, "ptk", "kami")
		if subject, _ := now.Training.Subject("kearifan_lokal_pontianak"); subject == nil || subject.Source == "" {
			t.Errorf("the kept subject is %+v", subject)
		}
		events, err := History(ctx, s.DB, "kami")
		s.must(t, err)
		if events[0].Act != actChange || len(events[0].Changes) == 0 {
			t.Errorf("the history begins with %+v", events[0])
		}
	})
}
