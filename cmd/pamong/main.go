// Command pamong takes civil-servant candidates from appointment to permanent
// status: one program that serves the pages, runs the acts from the shell and
// computes the rules.
package main

import (
	"context"
	"os"

	"pamong/internal/app"
)

func main() {
	os.Exit(app.Main(context.Background(), os.Args[1:], os.Environ()))
}
