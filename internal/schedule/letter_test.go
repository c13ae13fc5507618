package schedule_test

import (
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"pamong/internal/document"
	"pamong/internal/kit/docx"
	"pamong/internal/kit/i18n"
	"pamong/internal/schedule"
	"pamong/internal/schedule/scheduletest"
	"pamong/internal/trainer"
	"pamong/internal/training"
	"pamong/internal/training/trainingtest"
	"pamong/internal/venue"
)

// order asks for letters of a kind about a batch.
func order(t *testing.T, d *scheduletest.Desk, kind document.LetterKind, batch training.BatchID) document.Order {
	t.Helper()
	words, err := i18n.NewCatalogue(document.Messages, training.Messages, trainer.Messages, schedule.Messages)
	if err != nil {
		t.Fatal(err)
	}
	return document.Order{Agency: d.Agency, Kind: kind, Batch: string(batch), Day: "2025-07-01", Speak: words.Speaker(i18n.Indonesian)}
}

// written returns the letters of an order.
func written(t *testing.T, d *scheduletest.Desk, o document.Order) []document.Letter {
	t.Helper()
	list, err := schedule.Letters(nil)(t.Context(), d.DB, d.Actor, o)
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// notes are the messages of what letters do not hold.
func notes(list []document.Letter) []string {
	var keys []string
	for _, l := range list {
		for _, n := range l.Notes {
			keys = append(keys, n.Key)
		}
	}
	return keys
}

// column returns one field of the rows of a list.
func column(rows []docx.Data, name string) []string {
	var list []string
	for _, r := range rows {
		list = append(list, r.Text[name])
	}
	return list
}

func edit(t *testing.T, d *scheduletest.Desk, b training.BatchID, s schedule.Session, change func(*schedule.Edit)) {
	t.Helper()
	e := schedule.EditOf(s)
	change(&e)
	if err := d.Schedule.Change(t.Context(), d.Actor, d.Agency.ID, b, s.ID, e); err != nil {
		t.Fatal(err)
	}
}

func TestTheLetterOfATrainerSaysWhatIsPublished(t *testing.T) {
	each(t, func(t *testing.T, d *scheduletest.Desk) {
		batch := d.Batch(t, 40)
		coach := teacher(t, d, trainer.Trainer{Name: "Dr. Rahma Putri", NIP: "197003121995032901", Level: trainer.Middle}, trainer.Coach)
		teacher(t, d, trainer.Trainer{Name: "Zainal Idle"}, trainer.Coach)
		if err := bind(t, d, trainer.Binding{Batch: batch.ID, Group: 2, Role: trainer.Coach, Trainer: coach, Document: "800/1"}); err != nil {
			t.Fatal(err)
		}
		guest := lesson(t, d.Sessions(t, batch.ID))
		edit(t, d, batch.ID, guest, func(e *schedule.Edit) { e.Trainer, e.Link = "Kol. Tamu", "https://rapat.example/1" })
		o := order(t, d, document.TrainerDuty, batch.ID)
		if list := written(t, d, o); len(list) != 1 || len(list[0].Data.Lists["sesi"]) != 0 || !slices.Contains(notes(list), "schedule.letter.draft") {
			t.Fatalf("before publishing %d letters, notes %v", len(list), notes(list))
		}
		d.Publish(t, "Pengajar ditetapkan", batch.ID)
		list := written(t, d, o)
		if len(list) != 2 || list[0].Person != string(coach) || list[1].Person != "name:kol tamu" || slices.Contains(notes(list), "schedule.letter.draft") || !slices.Contains(notes(list), "schedule.letter.leaderless") {
			t.Fatalf("letters: %+v", list)
		}
		o.People = []string{document.ByName + "Kol. Tamu"}
		if one := written(t, d, o); len(one) != 1 || one[0].Person != list[1].Person {
			t.Errorf("the guest by name: %+v", one)
		}
		o.People = []string{document.ByName + "Entah Siapa"}
		_, err := schedule.Letters(nil)(t.Context(), d.DB, d.Actor, o)
		refused(t, err, "document.letters.no_trainer")
		jp, want := 0, 0
		for _, s := range d.Sessions(t, batch.ID) {
			if s.TrainerID == coach && s.Meets() {
				want += s.JP
			}
		}
		for _, n := range column(list[0].Data.Lists["sesi"], "jp") {
			one, err := strconv.Atoi(n)
			if err != nil {
				t.Fatal(err)
			}
			jp += one
		}
		if jp == 0 || jp != want || list[0].Data.Text["jp"] != strconv.Itoa(want) {
			t.Errorf("%d JP in the rows, %s in the letter, want %d", jp, list[0].Data.Text["jp"], want)
		}
		text := list[0].Data.Text
		got := []string{text["nip"], text["jenjang"], text["asal"], text["peran"], text["zona"]}
		if diff := cmp.Diff([]string{"197003121995032901", "Widyaiswara Ahli Madya", d.Agency.Name, "Coach", string(d.Agency.Zone)}, got); diff != "" {
			t.Error(diff)
		}
		charge := list[0].Data.Lists["tugas"]
		people := 0
		for _, s := range d.Seats(t, batch.ID) {
			if s.GroupNumber == 2 {
				people++
			}
		}
		if len(charge) != 1 || charge[0].Text["untuk"] != "Kelompok 2" || charge[0].Text["surat"] != "800/1" || charge[0].Text["peserta"] != strconv.Itoa(people) {
			t.Errorf("bound to %+v, want %d people", charge, people)
		}
		row := list[1].Data.Lists["sesi"]
		if list[1].Data.Text["nip"]+list[1].Data.Text["asal"]+list[1].Data.Text["jenjang"] != "" || len(row) != 1 || row[0].Text["tempat"] != "Daring" || row[0].Text["tautan"] != "https://rapat.example/1" || row[0].Text["untuk"] != "Kelompok 1" || row[0].Text["sebagai"] != "Pengampu" {
			t.Errorf("the guest: %+v %+v", list[1].Data.Text, row)
		}
	})
}

func TestLettersAreMadeForChosenTrainersAndPublishedBatches(t *testing.T) {
	each(t, func(t *testing.T, d *scheduletest.Desk) {
		ctx := t.Context()
		d.People(t, 0, 80)
		o := trainingtest.Order("Latsar 2025")
		programme := d.Programme(t, o)
		batches := d.Batches(t, programme)
		if len(batches) < 2 {
			t.Fatalf("%d batches", len(batches))
		}
		duty := order(t, d, document.TrainerDuty, batches[0].ID)
		_, err := schedule.Letters(nil)(ctx, d.DB, d.Actor, duty)
		refused(t, err, "schedule.letter.unpublished")
		duty.Batch, duty.Programme = "", string(programme)
		_, err = schedule.Letters(nil)(ctx, d.DB, d.Actor, duty)
		refused(t, err, "schedule.letter.none_published")
		duty.Programme = ""
		_, err = schedule.Letters(nil)(ctx, d.DB, d.Actor, duty)
		refused(t, err, "document.letters.no_batch")
		first := teacher(t, d, trainer.Trainer{Name: "Ani"}, trainer.Coach)
		second := teacher(t, d, trainer.Trainer{Name: "Budi", Employer: "BPSDM Contoh"}, trainer.Coach)
		idle := teacher(t, d, trainer.Trainer{Name: "Citra"}, trainer.Coach)
		for group, who := range map[int]trainer.ID{1: first, 2: second} {
			if err := bind(t, d, trainer.Binding{Batch: batches[0].ID, Group: group, Role: trainer.Coach, Trainer: who}); err != nil {
				t.Fatal(err)
			}
		}
		d.Publish(t, "", batches[0].ID)
		duty.Programme = string(programme)
		list := written(t, d, duty)
		if len(list) != 2 || list[1].Data.Text["asal"] != "BPSDM Contoh" || !slices.Contains(notes(list), "schedule.letter.without") {
			t.Errorf("of the programme: %d letters, %v", len(list), notes(list))
		}
		duty.People = []string{string(second)}
		if list := written(t, d, duty); len(list) != 1 || list[0].Person != string(second) || !strings.Contains(list[0].Title, "Budi") {
			t.Errorf("the chosen one: %+v", list)
		}
		duty.People = []string{string(first), string(idle)}
		_, err = schedule.Letters(nil)(ctx, d.DB, d.Actor, duty)
		refused(t, err, "schedule.letter.idle")
		lists := order(t, d, document.TrainerList, batches[0].ID)
		if got := written(t, d, lists); len(got) != 1 || !slices.Equal(column(got[0].Data.Lists["daftar"], "nama"), []string{"Ani", "Budi"}) || got[0].Data.Text["versi"] != "1" {
			t.Errorf("list of trainers: %+v", got)
		}
	})
}

func TestTheListOfRoomsAndTheTimetable(t *testing.T) {
	each(t, func(t *testing.T, d *scheduletest.Desk) {
		ctx := t.Context()
		batch := d.Batch(t, 40)
		venues := &venue.Desk{DB: d.DB, Clock: d.Clock}
		hall, err := venues.Keep(ctx, d.Actor, venue.Room{Agency: d.Agency.ID, Name: "Kelas A", Kind: venue.Hall, Site: "Gedung Utara", Seats: 45})
		if err != nil {
			t.Fatal(err)
		}
		var first, second, third schedule.Session
		for _, s := range d.Sessions(t, batch.ID) {
			if s.Stage == "classical" && s.Meets() {
				first, second, third = s, first, second
			}
		}
		edit(t, d, batch.ID, first, func(e *schedule.Edit) { e.RoomID = hall })
		edit(t, d, batch.ID, second, func(e *schedule.Edit) { e.Place = "Aula lama" })
		edit(t, d, batch.ID, third, func(e *schedule.Edit) { e.Link = "https://rapat.example/2" })
		edit(t, d, batch.ID, lesson(t, d.Sessions(t, batch.ID)), func(e *schedule.Edit) { e.Trainer = "Dr. Rahma Putri" })
		d.Publish(t, "Ruang", batch.ID)
		list := written(t, d, order(t, d, document.RoomList, batch.ID))
		rooms := list[0].Data.Lists["ruang"]
		if diff := cmp.Diff([]string{"Aula lama", "Kelas A", "Daring"}, column(rooms, "nama")); diff != "" {
			t.Fatal(diff)
		}
		if diff := cmp.Diff([]string{"", "Gedung Utara", ""}, column(rooms, "alamat")); diff != "" {
			t.Error(diff)
		}
		if rooms[1].Text["kursi"] != "45" || rooms[2].Text["jenis"] != "Tautan daring" || rooms[2].Text["tautan"] == "" || len(list[0].Data.Lists["pemakaian"]) != 3 || !slices.Contains(notes(list), "schedule.letter.placeless") {
			t.Errorf("rooms: %+v, notes %v", rooms, notes(list))
		}
		table := written(t, d, order(t, d, document.Timetable, batch.ID))[0].Data
		total := look(t, d, batch.ID).Ledger.Total()
		if table.Text["jp_total"] != strconv.Itoa(total.JP) || table.Text["hari_total"] != strconv.Itoa(total.Days) {
			t.Errorf("%s JP on %s days, want %d on %d", table.Text["jp_total"], table.Text["hari_total"], total.JP, total.Days)
		}
		rows := table.Lists["sesi"]
		days := 0
		for i, r := range rows {
			if (r.Text["hari_baru"] != "") != (i == 0 || rows[i-1].Text["hari"] != r.Text["hari"]) {
				t.Errorf("row %d of %s begins a day: %q", i, r.Text["hari"], r.Text["hari_baru"])
			}
			if r.Text["hari_baru"] != "" {
				days++
			}
		}
		if days != total.Days || rows[len(rows)-1].Text["hari_ke"] != strconv.Itoa(total.Days) {
			t.Errorf("%d days in the rows, the last is %s", days, rows[len(rows)-1].Text["hari_ke"])
		}
		if all := d.Sessions(t, batch.ID); len(rows) >= len(all) || !slices.Contains(column(rows, "untuk"), "Kelompok 1") || !slices.Contains(column(rows, "untuk"), "Kelompok 2, 3, 4") || !slices.Contains(column(rows, "untuk"), "Semua") {
			t.Errorf("%d rows for %d sessions", len(rows), len(all))
		}
	})
}
