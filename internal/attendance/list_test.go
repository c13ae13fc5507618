package attendance

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"pamong/internal/access"
	"pamong/internal/kit/blob"
	"pamong/internal/kit/db"
	"pamong/internal/kit/db/dbtest"
	"pamong/internal/kit/i18n"
	"pamong/internal/kit/sheet"
	"pamong/internal/kit/web"
	"pamong/internal/kit/web/ui"
	"pamong/internal/regulation"
	"pamong/internal/roster"
	"pamong/internal/schedule"
	"pamong/internal/schedule/scheduletest"
	"pamong/internal/training"
)

func TestAFilledSheetIsReadJudgedAndEntered(t *testing.T) {
	catalogue, err := i18n.NewCatalogue(blob.Messages, sheet.Messages, web.Messages, ui.Messages, regulation.Messages, roster.Messages, training.Messages, schedule.Messages, Messages)
	if err != nil {
		t.Fatal(err)
	}
	s := catalogue.Speaker(i18n.Indonesian)
	dbtest.Each(t, append(scheduletest.Schemas(), Schema), func(t *testing.T, d *db.DB) {
		ctx, by, desk := t.Context(), access.System("test"), scheduletest.New(t, d)
		batch := desk.Batch(t, 24)
		desk.Clock.Set(time.Date(2025, 8, 20, 3, 0, 0, 0, time.UTC))
		a := &Desk{DB: d, Clock: desk.Clock}
		b, err := a.Book(ctx, by, desk.Agency, batch.ID)
		if err != nil {
			t.Fatal(err)
		}
		var template bytes.Buffer
		if err := b.Sheet(&template, s); err != nil || template.Len() == 0 {
			t.Fatalf("template of %d bytes, %v", template.Len(), err)
		}
		slots, lines := b.Slots(), b.Lines
		text := "NIP;Nama;" + b.title(s, slots[0]) + ";" + b.title(s, slots[1]) + "\n"
		for i, letters := range []string{"H;H", "S;TK", "H;X"} {
			text += lines[i].Person.NIP + ";" + lines[i].Person.Name + ";" + letters + "\n"
		}
		read := func() *Preview {
			t.Helper()
			p, err := a.Read(ctx, by, desk.Agency, batch.ID, roster.File{ReaderAt: strings.NewReader(text), Size: int64(len(text)), Name: "hadir.csv"}, s)
			if err != nil {
				t.Fatal(err)
			}
			return p
		}
		p := read()
		if p.New != 4 || p.Changed != 0 || p.Rows[2].Sound() {
			t.Fatalf("%d new, %d changed, rows %+v", p.New, p.Changed, p.Rows)
		}
		if _, err := a.Enter(ctx, by, desk.Agency, p, false); err == nil {
			t.Error("a faulty row was entered")
		}
		if n, err := a.Enter(ctx, by, desk.Agency, p, true); err != nil || n != 4 {
			t.Fatalf("entered %d, %v", n, err)
		}
		if p = read(); p.New != 0 || p.Unchanged != 4 {
			t.Errorf("read again: %d new, %d unchanged", p.New, p.Unchanged)
		}
	})
}
