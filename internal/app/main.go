// Package app is the only place that knows every house.
//
// It reads the configuration, opens the database, gives each desk what it
// needs, orders the routes, maps the names of reactions to functions, and
// turns the command line into acts. Whoever wants to know how the parts meet
// reads this package; no house imports it.
package app

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime"
	"strings"
	"syscall"

	"pamong/internal/kit/fault"
	"pamong/internal/kit/i18n"
)

// Exit codes of every command.
const (
	exitDone    = 0
	exitRefused = 1 // refused with reasons, or failed
	exitUsage   = 2 // the command line cannot be understood
)

// Main runs one command line and returns its exit code. Interrupts end it.
func Main(ctx context.Context, args, environ []string) int {
	ctx, stop := signal.NotifyContext(ctx, os.Interrupt, syscall.SIGTERM)
	defer stop()
	start := started(runtime.GOOS, args)
	code := Run(ctx, start, environ, os.Stdin, os.Stdout, os.Stderr)
	if code != exitDone && len(start) != len(args) {
		// The window of a double click closes with the program: leave time to
		// read why.
		_, _ = bufio.NewReader(os.Stdin).ReadString('\n')
	}
	return code
}

// Run runs one command line with its own environment and streams and returns
// its exit code.
func Run(ctx context.Context, args, environ []string, in io.Reader, out, errs io.Writer) int {
	env := environment(environ)
	catalogue, err := Messages()
	if err != nil {
		fmt.Fprintln(errs, err)
		return exitRefused
	}
	speaker := catalogue.Speaker(language(args, env))
	ctx = i18n.With(ctx, speaker)
	c := &Command{Ctx: ctx, In: in, Out: out, Err: errs, Speaker: speaker, env: env, catalogue: catalogue}
	return c.exit(runLine(c, args))
}

// exit says an error on the error stream and returns its code.
func (c *Command) exit(err error) int {
	var own *exitError
	switch {
	case err == nil:
		return exitDone
	case errors.As(err, &own):
		if own.text != "" {
			fmt.Fprintln(c.Err, own.text)
		}
		return own.code
	}
	if f := fault.Of(err); f != nil {
		fmt.Fprintln(c.Err, c.explain(f))
		return exitRefused
	}
	fmt.Fprintln(c.Err, "pamong:", err)
	return exitRefused
}

// explain says a fault with the problems beside its fields.
func (c *Command) explain(f *fault.Error) string {
	lines := []string{c.Speaker.T(f.Key, f.Args...)}
	if len(f.Fields) > 0 && f.Key == "fault.fields" {
		lines = nil
	}
	for _, field := range f.Fields {
		lines = append(lines, field.Name+": "+c.Speaker.T(field.Key, field.Args...))
	}
	return strings.Join(lines, "\n")
}

func environment(environ []string) map[string]string {
	env := map[string]string{}
	for _, pair := range environ {
		name, value, _ := strings.Cut(pair, "=")
		env[name] = value
	}
	return env
}

// language returns the language of a command line: --lang, PAMONG_LANG, or
// Indonesian.
func language(args []string, env map[string]string) i18n.Lang {
	for i, a := range args {
		if v, ok := strings.CutPrefix(a, "--lang="); ok {
			return i18n.ParseLang(v)
		}
		if a == "--lang" && i+1 < len(args) {
			return i18n.ParseLang(args[i+1])
		}
	}
	return i18n.ParseLang(env["PAMONG_LANG"])
}
