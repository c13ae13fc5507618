package app

import _ "embed"

// ownMessages are the texts of the command line and of the frame.
//
//go:embed messages.csv
var ownMessages string
