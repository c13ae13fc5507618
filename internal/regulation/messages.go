package regulation

import _ "embed" // for the messages

// Messages are the texts of this house in both languages.
//
//go:embed messages.csv
var Messages string
