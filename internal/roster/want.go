package roster

import (
	"context"
	"slices"
	"strings"

	"pamong/internal/document"
	"pamong/internal/kit/db"
	"pamong/internal/org"
)

// Want is something that the office lacks of a person and that the person can
// give: a fact, or a paper of some kind.
type Want string

// The facts that may be wanted. Of papers, PaperWant makes one for each kind.
const (
	WantBirthPlace Want = "birth_place"
	WantPhone      Want = "phone"
	WantEmail      Want = "email"
)

const paperWant = "paper."

// PaperWant is a paper that is wanted.
func PaperWant(kind document.Kind) Want { return Want(paperWant + string(kind)) }

// Paper returns the kind of the paper that is wanted, "" for a fact.
func (w Want) Paper() document.Kind {
	kind, ok := strings.CutPrefix(string(w), paperWant)
	if !ok {
		return ""
	}
	return document.Kind(kind)
}

// Key is the message that says what is wanted.
func (w Want) Key() string {
	if kind := w.Paper(); kind != "" {
		return "document.kind." + string(kind)
	}
	return "roster.want." + string(w)
}

// Wants returns what the office lacks of people of an agency: a way to reach
// them, a birth place where a purpose of the agency needs it, and the papers that
// are asked of them by now. Who lacks nothing has no entry.
func (d *Desk) Wants(ctx context.Context, a org.Agency, people []Person) (map[PersonID][]Want, error) {
	keep, err := Kept(ctx, d.DB, a.ID)
	if err != nil {
		return nil, err
	}
	born := map[PersonID]bool{}
	places := slices.Contains(keep, FieldBirthPlace)
	if places {
		if born, err = haveBirthPlace(ctx, d.DB, a.ID); err != nil {
			return nil, err
		}
	}
	owed, err := d.Owed(ctx, a, people)
	if err != nil {
		return nil, err
	}
	wants := map[PersonID][]Want{}
	for _, p := range people {
		var list []Want
		if places && !born[p.ID] {
			list = append(list, WantBirthPlace)
		}
		if p.Phone == "" {
			list = append(list, WantPhone)
		}
		if p.Email == "" {
			list = append(list, WantEmail)
		}
		for _, kind := range owed[p.ID] {
			list = append(list, PaperWant(kind))
		}
		if len(list) > 0 {
			wants[p.ID] = list
		}
	}
	return wants, nil
}

func haveBirthPlace(ctx context.Context, q db.Q, agency org.AgencyID) (map[PersonID]bool, error) {
	have, err := db.Column[PersonID](ctx, q, "list birth places", `SELECT v.person_id FROM roster_private v JOIN roster_person p ON p.id = v.person_id WHERE p.agency_id = $1 AND v.field = $2`, string(agency), string(FieldBirthPlace))
	if err != nil {
		return nil, err
	}
	found := make(map[PersonID]bool, len(have))
	for _, id := range have {
		found[id] = true
	}
	return found, nil
}
