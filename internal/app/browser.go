package app

import (
	"context"
	"os/exec"
)

// openBrowser shows an address in the person's browser.
func openBrowser(ctx context.Context, system, url string) error {
	command := browserCommand(system)
	return exec.CommandContext(ctx, command[0], append(command[1:], url)...).Run()
}

// browserCommand is what opens an address on an operating system.
func browserCommand(system string) []string {
	switch system {
	case "windows":
		return []string{"rundll32", "url.dll,FileProtocolHandler"}
	case "darwin":
		return []string{"open"}
	}
	return []string{"xdg-open"}
}

// started returns the arguments of a start. On Windows a double click gives
// none: then the pages are served and the browser shows them. Elsewhere no
// arguments mean help.
func started(system string, args []string) []string {
	if system == "windows" && len(args) == 0 {
		return []string{"serve", "--open"}
	}
	return args
}
