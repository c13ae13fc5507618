package trainer

import (
	"unicode/utf8"
)

// mostText bounds names, letters and reasons, in characters.
const mostText = 200

func long(s string) bool { return utf8.RuneCountInString(s) > mostText }
