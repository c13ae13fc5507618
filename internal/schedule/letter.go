package schedule

import (
	"context"
	"maps"
	"slices"

	"pamong/internal/access"
	"pamong/internal/document"
	"pamong/internal/kit/clock"
	"pamong/internal/kit/db"
	"pamong/internal/kit/docx"
	"pamong/internal/kit/fault"
	"pamong/internal/kit/i18n"
	"pamong/internal/org"
	"pamong/internal/regulation"
	"pamong/internal/trainer"
	"pamong/internal/training"
	"pamong/internal/venue"
)

// LetterKinds are the kinds of letters whose facts the schedule gives.
var LetterKinds = []document.LetterKind{document.TrainerDuty, document.TrainerList, document.RoomList, document.Timetable}

// Task is what a trainer does in a batch beside sessions and bindings.
type Task struct {
	Trainer trainer.ID // "" for who is on no list
	Name    string
	Role    trainer.Role
	For     string // whom, in the language of letters
	People  int
	From    clock.Date
}

// Tasks returns the tasks of a batch that a later house knows and has published.
type Tasks func(ctx context.Context, q db.Q, b training.Batch, say *i18n.Speaker) ([]Task, error)

// Letters gives the facts of the letters of LetterKinds, of the batches that
// the order names; more, which may be nil, adds tasks of trainers. They hold what
// is published and nothing else: a batch that has no published schedule is
// refused, or left out of a programme with a note, and a draft that waits is
// noted.
func Letters(more Tasks) document.Source {
	return func(ctx context.Context, q db.Q, _ access.Actor, o document.Order) ([]document.Letter, error) {
		p, err := lettersOf(ctx, q, o)
		if err != nil {
			return nil, err
		}
		for i, c := range p.courses {
			if more == nil {
				break
			}
			if p.courses[i].tasks, err = more(ctx, q, c.batch, p.say); err != nil {
				return nil, err
			}
		}
		return p.letters()
	}
}

// letters writes the letters of the order.
func (p *pressed) letters() ([]document.Letter, error) {
	o := p.order
	if o.Kind == document.TrainerDuty {
		return p.duties()
	}
	var letters []document.Letter
	for _, c := range p.courses {
		d, notes := docx.Data{Text: maps.Clone(c.facts.Text), Lists: maps.Clone(c.facts.Lists)}, c.notes
		switch o.Kind {
		case document.TrainerList:
			p.list(c, d)
			notes = append(notes, leaderless(c)...)
		case document.RoomList:
			p.rooms(c, d)
			notes = append(notes, placeless(c)...)
		case document.Timetable:
			p.timetable(c, d)
		}
		title := o.Speak.T("training.letter_batch", "Letter", o.Speak.T("document.letter."+string(o.Kind)), "Programme", d.Text["program"], "Batch", c.batch.Label)
		letters = append(letters, document.Letter{Title: title, Notes: notes, Data: d})
	}
	letters[0].Notes = append(p.notes, letters[0].Notes...)
	return letters, nil
}

// pressed is what letters about published schedules are made of.
type pressed struct {
	order    document.Order
	say      *i18n.Speaker
	trainers []trainer.Trainer
	venues   []venue.Room
	tree     *org.Tree
	courses  []course // in the order of their labels
	notes    []i18n.Line
}

// course is a batch as its published schedule has it.
type course struct {
	batch    training.Batch
	version  Version
	facts    docx.Data // of the groups batch and published
	rules    *regulation.Training
	mode     *regulation.Mode
	sessions []Session
	bindings []trainer.Binding
	tasks    []Task
	members  []training.Member
	stages   []training.Stage
	groups   int
	notes    []i18n.Line
}

// lettersOf reads what the letters of an order want to know.
func lettersOf(ctx context.Context, q db.Q, o document.Order) (*pressed, error) {
	p := &pressed{order: o, say: o.Speak}
	batches, err := training.LetterBatches(ctx, q, o)
	if err != nil {
		return nil, err
	}
	for _, b := range batches {
		c, found, err := p.course(ctx, q, b)
		if err != nil {
			return nil, err
		}
		if found {
			p.courses = append(p.courses, c)
		} else {
			p.notes = append(p.notes, i18n.Say("schedule.letter.without", "Batch", b.Label))
		}
	}
	if len(p.courses) == 0 {
		return nil, fault.Beside("batch", unpublished(batches))
	}
	if p.trainers, err = trainer.All(ctx, q, o.Agency.ID); err != nil {
		return nil, err
	}
	if p.venues, err = venue.All(ctx, q, o.Agency.ID); err != nil {
		return nil, err
	}
	p.tree, err = org.TreeOf(ctx, q, o.Agency.ID)
	return p, err
}

// course reads one batch; not found while nothing of it is published.
func (p *pressed) course(ctx context.Context, q db.Q, b training.Batch) (course, bool, error) {
	c := course{batch: b}
	versions, err := Versions(ctx, q, b.ID)
	i := slices.IndexFunc(versions, func(v Version) bool { return v.State == Published })
	if err != nil || i < 0 {
		return c, false, err
	}
	c.version = versions[i]
	if versions[0].State == Draft {
		c.notes = append(c.notes, i18n.Say("schedule.letter.draft", "Batch", b.Label, "N", c.version.Number))
	}
	if c.sessions, err = SessionsOf(ctx, q, c.version); err != nil {
		return c, false, err
	}
	if c.facts, err = training.LetterBatch(ctx, q, b.Agency, b.ID, p.say); err != nil {
		return c, false, err
	}
	pack, err := training.PackOf(ctx, q, b.ID)
	if err != nil {
		return c, false, err
	}
	c.rules = pack.Training
	if c.mode, err = pack.Training.Mode(b.Mode); err != nil {
		return c, false, err
	}
	if c.bindings, err = trainer.Bindings(ctx, q, b.ID); err != nil {
		return c, false, err
	}
	if c.members, err = training.Members(ctx, q, b.Agency, b.ID); err != nil {
		return c, false, err
	}
	if c.stages, err = training.Stages(ctx, q, b.ID); err != nil {
		return c, false, err
	}
	groups, err := training.Groups(ctx, q, b.ID)
	c.groups = len(groups)
	c.facts.Text["versi"], c.facts.Text["terbit"], c.facts.Text["zona"] = p.say.Number(int64(c.version.Number)), p.published(c), string(p.order.Agency.Zone)
	return c, true, err
}

// published is the day on which the schedule of a batch was published.
func (p *pressed) published(c course) string {
	at, err := clock.ParseStamp(c.version.Published)
	if err != nil {
		return ""
	}
	return p.say.Date(p.order.Agency.Today(at))
}

// hours writes the time of a session.
func (p *pressed) hours(s Session) string {
	return p.say.HourMinute(s.Start) + "–" + p.say.HourMinute(s.End)
}

// subject names what a session of a batch is about.
func (p *pressed) subject(c course, s Session) string {
	return training.SubjectTitle(p.say, c.rules, s.Subject)
}

// audience says whom sessions that stand side by side are for.
func (p *pressed) audience(c course, groups ...int) string {
	if groups[0] == 0 || len(groups) > 1 && len(groups) == c.groups {
		return p.say.T("schedule.everyone")
	}
	text := p.say.T("training.group_n", "N", groups[0])
	for _, g := range groups[1:] {
		text += ", " + p.say.Number(int64(g))
	}
	return text
}

// where says in which room a session is held.
func (p *pressed) where(s Session) string {
	if s.Place == "" && s.Link != "" {
		return p.say.T("schedule.letter.online")
	}
	return s.Place
}

// row is a row of a list.
func row(text map[string]string) docx.Data { return docx.Data{Text: text} }

// unpublished refuses batches of which nothing is published.
func unpublished(batches []training.Batch) error {
	if len(batches) > 1 {
		return fault.Invalid("schedule.letter.none_published")
	}
	return fault.Invalid("schedule.letter.unpublished", "Batch", batches[0].Label)
}
