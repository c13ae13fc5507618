package trainingweb

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"pamong/internal/kit/fault"
	"pamong/internal/kit/web"
	"pamong/internal/kit/web/ui"
	"pamong/internal/org"
	"pamong/internal/roster"
	"pamong/internal/training"
)

// The presses of the form for a new programme that change what is asked; what
// they are about stands behind a colon.
const (
	pressMix     = "mix"
	pressWithout = "without"
	pressWait    = "wait"
	pressOwners  = "owners"
	pressLock    = "lock"
	pressPin     = "pin"
	pressUnlock  = "unlock"
	pressShow    = "show"
	pressWhy     = "why"
)

// press puts what a button says into the form, as if it had been typed.
func (p *pages) press(r *web.Request) error {
	verb, about, _ := strings.Cut(r.V("do"), ":")
	switch verb {
	case pressMix:
		r.PostForm.Set("mixed", "1")
	case pressWithout:
		r.PostForm.Set("without", about)
	case pressWait:
		if !slices.Contains(r.PostForm["wait"], about) {
			r.PostForm.Add("wait", about)
		}
	case pressOwners:
		r.PostForm.Set("owners", about)
	case pressPin:
		nip, batch, _ := strings.Cut(about, ":")
		person, err := roster.ByNIP(r.Ctx(), p.db, org.From(r.Ctx()).ID, nip)
		if err != nil {
			return err
		}
		n, _ := strconv.Atoi(batch)
		lock(r, training.Lock{Person: person.ID, Batch: n})
	case pressUnlock:
		r.PostForm["lock"] = slices.DeleteFunc(r.PostForm["lock"], func(text string) bool { return strings.HasPrefix(text, about+":") })
	case pressLock:
		return p.lockTyped(r)
	}
	return nil
}

// lockTyped locks the person whose NIP or name was typed to the place chosen.
func (p *pages) lockTyped(r *web.Request) error {
	var f fault.Fields
	person, err := p.personTyped(r, r.V("lock_person"))
	if err != nil {
		return err
	}
	if person == "" {
		f.Add("lock_person", "training.fault.which_person")
		return f.Err()
	}
	l, ok := readLock(string(person) + ":" + r.V("lock_place"))
	if !ok {
		f.Add("lock_place", "training.fault.which_place")
		return f.Err()
	}
	lock(r, l)
	r.PostForm.Del("lock_person")
	r.PostForm.Del("lock_place")
	return nil
}

// personTyped finds the one active person with the NIP, or whose name holds
// what was typed; "" for nobody or several.
func (p *pages) personTyped(r *web.Request, text string) (roster.PersonID, error) {
	text = strings.TrimSpace(text)
	if isNIP(text) {
		person, err := roster.ByNIP(r.Ctx(), p.db, org.From(r.Ctx()).ID, text)
		if fault.KindOf(err) == fault.KindNotFound {
			return "", nil
		}
		return person.ID, err
	}
	key := org.Fold(text)
	if key == "" {
		return "", nil
	}
	all, err := roster.All(r.Ctx(), p.db, org.From(r.Ctx()).ID)
	if err != nil {
		return "", err
	}
	var found []roster.PersonID
	for _, one := range all {
		if strings.Contains(org.Fold(one.Name), key) {
			found = append(found, one.ID)
		}
	}
	if len(found) != 1 {
		return "", nil
	}
	return found[0], nil
}

// isNIP reports whether a text has the form of a NIP.
func isNIP(text string) bool {
	return len(text) == 18 && strings.Trim(text, "0123456789") == ""
}

// lock puts a lock into the form instead of one that the person had.
func lock(r *web.Request, l training.Lock) {
	r.PostForm["lock"] = slices.DeleteFunc(r.PostForm["lock"], func(text string) bool { return strings.HasPrefix(text, string(l.Person)+":") })
	r.PostForm.Add("lock", writeLock(l))
}

// writeLock writes a lock as forms carry it: person, wave, batch and group.
func writeLock(l training.Lock) string {
	return fmt.Sprintf("%s:%d:%d:%d", l.Person, l.Wave, l.Batch, l.Group)
}

func readLock(text string) (training.Lock, bool) {
	parts := strings.Split(text, ":")
	if len(parts) != 4 {
		return training.Lock{}, false
	}
	var n [3]int
	for i := range n {
		var err error
		if n[i], err = strconv.Atoi(parts[i+1]); err != nil || n[i] < 0 {
			return training.Lock{}, false
		}
	}
	return training.Lock{Person: roster.PersonID(parts[0]), Wave: n[0], Batch: n[1], Group: n[2]}, n != [3]int{}
}

// nameLocked reads the names of those who are locked.
func (p *pages) nameLocked(r *web.Request, f *newForm) error {
	var ids []roster.PersonID
	for _, text := range r.PostForm["lock"] {
		if l, ok := readLock(text); ok {
			ids = append(ids, l.Person)
		}
	}
	var err error
	f.names, err = roster.ByIDs(r.Ctx(), p.db, f.agency.ID, ids)
	return err
}

// look opens what somebody wants to see of a proposal: a batch, or why a
// person is where they are.
func (f *newForm) look(do string) error {
	verb, about, _ := strings.Cut(do, ":")
	switch verb {
	case pressShow:
		f.show, _ = strconv.Atoi(about)
	case pressPin:
		_, batch, _ := strings.Cut(about, ":")
		f.show, _ = strconv.Atoi(batch)
	case pressWhy:
		i := slices.IndexFunc(f.preview.Everyone, func(c training.Candidate) bool { return c.NIP == about })
		if i < 0 {
			return nil
		}
		why, err := training.Explain(f.preview.Everyone, f.preview.Wish, f.preview.Everyone[i].Person)
		if err != nil {
			return err
		}
		f.why, f.show = &why, why.Batch
	}
	return nil
}

// shown returns the batch whose people are shown, nil for none.
func (f newForm) shown() *training.DividedBatch {
	if f.preview == nil || f.show == 0 {
		return nil
	}
	all := f.preview.Division.Batches()
	for i := range all {
		if all[i].Number == f.show {
			return &all[i]
		}
	}
	return nil
}

// locks are the places chosen by hand, as the form carries them.
func (f newForm) locks() []training.Lock {
	var all []training.Lock
	for _, text := range f.typed["lock"] {
		if l, ok := readLock(text); ok {
			all = append(all, l)
		}
	}
	return all
}

// carried are the answers and locks that the form carries on.
func (f newForm) carried() []ui.Hidden {
	var all []ui.Hidden
	for _, name := range []string{"lock", "wait"} {
		for _, value := range f.typed[name] {
			all = append(all, ui.Hidden{Name: name, Value: value})
		}
	}
	if f.preview != nil {
		all = append(all, ui.Hidden{Name: "seen", Value: f.preview.Mark()})
	}
	return all
}

// mostPlaces is up to how many batches the groups of each are offered.
const mostPlaces = 40

// places are where somebody can be locked to.
func (f newForm) places(ctx context.Context) []ui.Option {
	options := []ui.Option{{Label: say(ctx, "training.choose")}}
	for _, w := range f.preview.Division.Waves {
		options = append(options, ui.Option{Value: fmt.Sprintf("%d:0:0", w.Number), Label: say(ctx, "training.wave_n", "N", w.Number)})
		for _, b := range w.Batches {
			options = append(options, ui.Option{Value: fmt.Sprintf("0:%d:0", b.Number), Label: say(ctx, "training.place_batch", "Label", b.Label, "Class", ClassName(ctx, b.Class))})
			if len(f.preview.Division.Batches()) > mostPlaces {
				continue // the command locks to a group
			}
			for g := range b.Groups {
				options = append(options, ui.Option{Value: fmt.Sprintf("0:%d:%d", b.Number, g+1), Label: say(ctx, "training.place_group", "Label", b.Label, "N", g+1)})
			}
		}
	}
	return options
}

// placeOf says where somebody is locked to.
func (f newForm) placeOf(ctx context.Context, l training.Lock) string {
	switch label := f.order.Numbering.Label(l.Batch); {
	case l.Batch > 0 && l.Group > 0:
		return say(ctx, "training.place_group", "Label", f.label(l.Batch, label), "N", l.Group)
	case l.Batch > 0:
		return say(ctx, "training.batch", "Label", f.label(l.Batch, label))
	}
	return say(ctx, "training.wave_n", "N", l.Wave)
}

// label is the number of a batch as the proposal writes it.
func (f newForm) label(batch int, otherwise string) string {
	if f.preview == nil {
		return otherwise
	}
	return f.preview.Numbering.Label(batch)
}

// answersTo offers the answers to a question that a division asks.
func answersTo(ctx context.Context, err error) []ui.Button {
	f := fault.Of(err)
	if f == nil {
		return nil
	}
	class := ""
	for i := 0; i+1 < len(f.Args); i += 2 {
		if f.Args[i] == "Class" {
			class = fmt.Sprint(f.Args[i+1])
		}
	}
	answer := func(label, icon, do string) ui.Button {
		return ui.Button{Label: label, Icon: icon, Name: "do", Value: do, Form: formID}
	}
	switch f.Key {
	case "training.fault.too_few_of_class":
		return []ui.Button{answer(say(ctx, "training.answer_mix"), "users", pressMix),
			answer(say(ctx, "training.answer_without", "Class", class), "send", pressWithout+":"+class),
			answer(say(ctx, "training.answer_wait", "Class", class), "clock", pressWait+":"+class)}
	case "training.fault.no_golongan":
		return []ui.Button{answer(say(ctx, "training.answer_mix"), "users", pressMix),
			answer(say(ctx, "training.answer_wait_unknown"), "clock", pressWait+":"+string(training.Unranked))}
	case "training.fault.owners", "training.fault.too_few_of_owner":
		return []ui.Button{answer(say(ctx, "training.answer_together"), "users", pressOwners+":"+string(training.OwnersJoined)),
			answer(say(ctx, "training.answer_apart"), "network", pressOwners+":"+string(training.OwnersApart))}
	}
	return nil
}

// formID is the id of the form, for the buttons that stand outside it.
const formID = "programme"

// problem is what the form says is wrong; a question stands above it.
func (f newForm) problem() error {
	if len(f.answers) > 0 {
		return nil
	}
	return f.refused
}
