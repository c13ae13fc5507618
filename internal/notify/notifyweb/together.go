package notifyweb

import (
	"strings"
	"unicode/utf8"

	"pamong/internal/kit/i18n"
	"pamong/internal/notify"
)

// mostText is how long a text for WhatsApp may be, in characters: it travels within
// an address, and phones cut long ones off.
const mostText = 3000

// together is what an office tells one person at once, oldest first. What would be
// too long says each message by its first sentence; if even that is, the newest of
// them, and how many are left out.
func together(s *i18n.Speaker, office, name string, items []notify.Item) string {
	var whole, short []string
	for _, i := range items {
		whole, short = append(whole, paragraphs(i.Say(s)...)), append(short, i.Text.Of(s))
	}
	write := func(texts ...string) string {
		return s.T("notify.wa.one", "Name", name, "Text", strings.Join(texts, "\n\n"), "Office", office)
	}
	text := write(whole...)
	if tooLong(text) {
		text = write(short...)
	}
	for left := 1; left < len(short) && tooLong(text); left++ {
		text = write(append(short[left:len(short):len(short)], s.T("notify.wa.more", "N", left))...)
	}
	return text
}

func tooLong(text string) bool { return utf8.RuneCountInString(text) > mostText }
