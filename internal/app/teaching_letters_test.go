package app

import (
	"slices"
	"strings"
	"testing"

	"pamong/internal/document"
	"pamong/internal/org"
	"pamong/internal/schedule"
	"pamong/internal/seminar"
	"pamong/internal/training"
	"pamong/internal/venue"
)

// Every kind about who teaches gives every field that its page of fields names,
// and its shipped template says what is published.
func TestEveryLetterOfTeachingHasItsFields(t *testing.T) {
	h := newExercise(t).house
	ctx := t.Context()
	a, err := org.AgencyByCode(ctx, h.DB, "pontianak")
	if err != nil {
		t.Fatal(err)
	}
	batches, err := training.AllBatches(ctx, h.DB, a.ID)
	if err != nil || len(batches) == 0 {
		t.Fatal(err)
	}
	batch := batches[0].ID
	room := roomFor(t, h, a, batch)
	says := map[document.LetterKind]func(document.Letter) []string{
		document.TrainerDuty: func(l document.Letter) []string { return []string{l.Data.Text["nama"], l.Data.Text["nip"]} },
		document.TrainerList: func(l document.Letter) []string { return []string{l.Data.Lists["daftar"][0].Text["nama"]} },
		document.RoomList:    func(document.Letter) []string { return []string{room.Name, room.Site} },
		document.Timetable:   func(document.Letter) []string { return []string{"64 hari, 647 JP", room.Name} },
		document.SeminarList: func(l document.Letter) []string { return []string{l.Data.Lists["daftar"][0].Text["nip"]} },
	}
	for kind, words := range says {
		t.Run(string(kind), func(t *testing.T) {
			m, ok := document.MakeOf(kind)
			if !ok {
				t.Fatal("no such kind")
			}
			wish := document.Making{Kind: kind, Batch: string(batch)}
			letters, err := h.Papers.Look(ctx, atMachine, a, wish)
			if err != nil {
				t.Fatal(err)
			}
			example, err := m.Example()
			if err != nil {
				t.Fatal(err)
			}
			busy := slices.IndexFunc(letters, func(l document.Letter) bool {
				return kind != document.TrainerDuty || len(l.Data.Lists["sesi"]) > 0 && len(l.Data.Lists["tugas"]) > 0
			})
			if busy < 0 {
				t.Fatal("nobody leads sessions and is bound")
			}
			if kind == document.TrainerDuty {
				wish.People = []string{letters[busy].Person}
			}
			compareFields(t, example, letters[busy].Data, m)
			name, body, err := h.Papers.Preview(ctx, atMachine, a, wish, nil)
			if err != nil || name == "" {
				t.Fatal(name, err)
			}
			text := textOfLetter(t, body)
			for _, want := range words(letters[busy]) {
				if want == "" || !strings.Contains(text, want) {
					t.Errorf("%s lacks %q", name, want)
				}
			}
			if strings.Contains(text, "{{") {
				t.Error("a tag was left over")
			}
		})
	}
}

// roomFor gives one session of a batch a room and publishes it, and the order
// of its first seminar where it is not out yet.
func roomFor(t *testing.T, h *House, a org.Agency, batch training.BatchID) venue.Room {
	t.Helper()
	ctx := t.Context()
	rooms, err := venue.All(ctx, h.DB, a.ID)
	if err != nil {
		t.Fatal(err)
	}
	room := rooms[slices.IndexFunc(rooms, func(r venue.Room) bool { return r.Kind == venue.Hall && r.Site != "" })]
	sessions, err := schedule.Sessions(ctx, h.DB, batch)
	if err != nil {
		t.Fatal(err)
	}
	s := sessions[slices.IndexFunc(sessions, func(s schedule.Session) bool { return s.Meets() && s.Group == 1 })]
	e := schedule.EditOf(s)
	e.RoomID = room.ID
	if err := h.Schedule.Change(ctx, atMachine, a.ID, batch, s.ID, e); err != nil {
		t.Fatal(err)
	}
	if _, err := h.Schedule.Publish(ctx, atMachine, a.ID, []training.BatchID{batch}, "Ruang"); err != nil {
		t.Fatal(err)
	}
	v, err := seminar.Look(ctx, h.DB, a.ID, batch, seminar.Design)
	if err != nil {
		t.Fatal(err)
	}
	if v.Before != nil {
		return room
	}
	at := seminar.At{Agency: a.ID, Batch: batch, Subject: seminar.Design, Mark: v.Mark()}
	if err := h.Seminars.Propose(ctx, atMachine, at, v.Settings, false); err != nil {
		t.Fatal(err)
	}
	if v, err = seminar.Look(ctx, h.DB, a.ID, batch, seminar.Design); err != nil {
		t.Fatal(err)
	}
	at.Mark = v.Mark()
	if err := h.Seminars.Publish(ctx, atMachine, at, ""); err != nil {
		t.Fatal(err)
	}
	return room
}
