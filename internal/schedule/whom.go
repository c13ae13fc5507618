package schedule

import (
	"context"
	"slices"

	"pamong/internal/access"
	"pamong/internal/kit/db"
	"pamong/internal/notify"
	"pamong/internal/org"
	"pamong/internal/trainer"
	"pamong/internal/training"
)

// Whom is who would be told if some drafts were published now.
type Whom struct {
	Batches []WhomBatch
	People  int      // participants, each once
	Guides  int      // trainers, coaches, examiners and mentors, each once
	Silent  []string // trainers whose sessions are new or change, and whom no message reaches
}

// WhomBatch is the part of one batch.
type WhomBatch struct {
	Batch    training.BatchID
	People   int
	Sessions int // with others that change; all of them in a first schedule
}

// WhomOf counts who would be told if the drafts of some batches were published.
// The actor is not counted: nobody is told of their own act.
func (d *Desk) WhomOf(ctx context.Context, q db.Q, actor access.Actor, a org.Agency, drafts []View) (Whom, error) {
	var w Whom
	people, guides := map[string]bool{}, map[notify.Recipient]bool{{Account: actor.Account()}: true}
	reached, err := d.reachable(ctx, q, a.ID)
	if err != nil {
		return w, err
	}
	for _, v := range drafts {
		one, err := v.telling(ctx, q, a, "")
		if err != nil {
			return w, err
		}
		b := WhomBatch{Batch: v.Batch.ID}
		own := map[string]bool{}
		for _, l := range one.letters {
			for _, p := range l.People {
				own[p], people[p] = true, true
			}
			for _, r := range l.leaders() {
				if r.Account != "" || reached[trainer.ID(r.Person)] {
					guides[r] = true
				}
			}
		}
		b.People = len(own)
		changes, err := v.sinceLast(ctx, q)
		if err != nil {
			return w, err
		}
		for _, c := range changes {
			b.Sessions++
			w.silence(c, reached)
		}
		w.Batches = append(w.Batches, b)
	}
	w.People, w.Guides = len(people), len(guides)-1
	slices.Sort(w.Silent)
	return w, nil
}

// Changed counts the sessions with others that are not as published.
func (v View) Changed(ctx context.Context, q db.Q) (int, error) {
	list, err := v.sinceLast(ctx, q)
	return len(list), err
}

// sinceLast are the sessions with others that are not as published.
func (v View) sinceLast(ctx context.Context, q db.Q) ([]Difference, error) {
	var before []Session
	if v.Published != nil {
		var err error
		if before, err = SessionsOf(ctx, q, *v.Published); err != nil {
			return nil, err
		}
	}
	return slices.DeleteFunc(Diff(before, v.Sessions), func(d Difference) bool { return !d.Together() }), nil
}

// reachable returns the trainers of an agency whom a message reaches who have no
// account: by e-mail where it goes out, or by WhatsApp where they want that.
func (d *Desk) reachable(ctx context.Context, q db.Q, agency org.AgencyID) (map[trainer.ID]bool, error) {
	all, err := trainer.All(ctx, q, agency)
	if err != nil {
		return nil, err
	}
	var wishes map[notify.Recipient]notify.Choice
	if d.Post != nil {
		wishes, err = notify.Choices(ctx, q, string(agency))
	}
	found := map[trainer.ID]bool{}
	for _, t := range all {
		found[t.ID] = t.Phone != "" && !wishes[t.Recipient()].Out || t.Email != "" && d.Post.Mails()
	}
	return found, err
}

// silence notes who leads a session, or led it, without an account, and is on no list
// or cannot be reached.
func (w *Whom) silence(d Difference, reached map[trainer.ID]bool) {
	for _, s := range []*Session{d.Before, d.After} {
		if s != nil && s.Trainer != "" && s.Account == "" && !reached[s.TrainerID] && !slices.Contains(w.Silent, s.Trainer) {
			w.Silent = append(w.Silent, s.Trainer)
		}
	}
}
