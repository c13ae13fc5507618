package notifyweb

import (
	"fmt"
	"strings"
	"testing"

	"pamong/internal/kit/i18n"
	"pamong/internal/notify"
)

func TestATextForWhatsAppFitsIntoAnAddress(t *testing.T) {
	words, err := i18n.NewCatalogue("key,id,en\nx.text,Jadwal {{.N}} berubah.,Schedule {{.N}} changed.\nx.more,{{.Words}},{{.Words}}\n", notify.Messages)
	if err != nil {
		t.Fatal(err)
	}
	told := func(n, lines, length int) []notify.Item {
		var list []notify.Item
		for i := range n {
			item := notify.Item{Told: notify.Told{Text: i18n.Say("x.text", "N", fmt.Sprintf("%03d", i+1))}}
			for range lines {
				item.More = append(item.More, i18n.Say("x.more", "Words", strings.Repeat("é", length)))
			}
			list = append(list, item)
		}
		return list
	}
	lacks := func(text string, n int) bool { return !strings.Contains(text, fmt.Sprintf("Jadwal %03d berubah.", n)) }
	for name, c := range map[string]struct {
		items       []notify.Item
		more        bool // each message with all its lines
		first, last int  // of the messages that are named
		left        string
	}{
		"one message is said with all its lines":      {told(1, 3, 50), true, 1, 1, ""},
		"what fits is said with all its lines":        {told(40, 1, 40), true, 1, 40, ""},
		"one message of too many lines":               {told(1, 100, 50), false, 1, 1, ""},
		"too many lines are left out of all messages": {told(60, 10, 50), false, 1, 60, ""},
		"too many messages name the newest":           {told(400, 5, 50), false, 262, 400, "Dan 261 kabar sebelumnya."},
	} {
		t.Run(name, func(t *testing.T) {
			text := together(words.Speaker(i18n.Indonesian), "Kota Pontianak", "Siti Aminah", c.items)
			if n := len([]rune(text)); n > mostText {
				t.Errorf("%d characters", n)
			}
			if strings.Contains(text, "é") != c.more || !strings.Contains(text, c.left) || (c.left == "") == strings.Contains(text, "kabar sebelumnya") {
				t.Errorf("said\n%s", text)
			}
			if lacks(text, c.first) || lacks(text, c.last) || !lacks(text, c.first-1) {
				t.Errorf("messages %d to %d are not those named in\n%s", c.first, c.last, text)
			}
			if !strings.HasPrefix(text, "Yth. Bapak/Ibu Siti Aminah,") || !strings.HasSuffix(text, "Kota Pontianak") {
				t.Errorf("begins or ends otherwise:\n%s", text)
			}
		})
	}
	if text := together(words.Speaker(i18n.English), "Kota Pontianak", "Siti", told(400, 0, 0)); !strings.Contains(text, "earlier messages.") {
		t.Errorf("in English:\n%s", text)
	}
}
