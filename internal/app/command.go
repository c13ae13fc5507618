package app

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"strings"

	"github.com/alecthomas/kong"
	"github.com/goccy/go-yaml"

	"pamong/internal/access"
	"pamong/internal/kit/i18n"
)

// Command is what a command runs with. Kong gives it to each Run method.
type Command struct {
	Ctx     context.Context
	In      io.Reader
	Out     io.Writer
	Err     io.Writer
	JSON    bool // print data as JSON
	Speaker *i18n.Speaker
	Config  Config

	env       map[string]string
	catalogue *i18n.Catalogue
	agency    string // whose rules the calculator goes by; "" for all
}

// atMachine is whoever runs a command: they own the machine and the database.
var atMachine = access.System("command")

// exitError ends a command with a code and, when text is not empty, a line on
// the error stream.
type exitError struct {
	code int
	text string
}

func (e *exitError) Error() string { return e.text }

// Refused ends a command with exit code 1. The reasons are text, or have been
// printed already when it is empty.
func Refused(text string) error { return &exitError{exitRefused, text} }

// Usage ends a command with exit code 2.
func Usage(text string) error { return &exitError{exitUsage, text} }

// PrintJSON prints a value as indented JSON.
func (c *Command) PrintJSON(v any) error { return writeJSON(c.Out, v) }

func writeJSON(w io.Writer, v any) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(v)
}

// PrintJSONRows prints what PrintJSON prints of a head whose last field is an
// empty list, with rows in that list: one after the other, since a list of
// 100,000 people weighs more as text than as people.
func (c *Command) PrintJSONRows(head any, rows iter.Seq[any]) error {
	var text bytes.Buffer
	e := json.NewEncoder(&text)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(head); err != nil {
		return err
	}
	const empty = "]\n}\n"
	out := bufio.NewWriter(c.Out)
	out.Write(bytes.TrimSuffix(text.Bytes(), []byte(empty)))
	e.SetIndent("    ", "  ")
	between, end := "\n    ", empty
	for row := range rows {
		text.Reset()
		if err := e.Encode(row); err != nil {
			return err
		}
		out.WriteString(between)
		out.Write(bytes.TrimSuffix(text.Bytes(), []byte("\n")))
		between, end = ",\n    ", "\n  "+empty
	}
	out.WriteString(end)
	return out.Flush()
}

// T says a message in the language of the command line.
func (c *Command) T(key string, args ...any) string { return c.Speaker.T(key, args...) }

// Printf prints a line of text.
func (c *Command) Printf(format string, args ...any) { fmt.Fprintf(c.Out, format, args...) }

// line is the whole command line. Global flags stand before or after the
// command.
type line struct {
	Config
	Lang string `help:"lang_help" enum:"id,en," default:"" placeholder:"id|en"`
	JSON bool   `name:"json" help:"json_help"`

	Serve         ServeCmd         `cmd:"" help:"serve_help"`
	Demo          DemoCmd          `cmd:"" help:"demo_help"`
	Migrate       MigrateCmd       `cmd:"" help:"migrate_help"`
	User          UserCmd          `cmd:"" help:"user_help"`
	Org           OrgCmd           `cmd:"" help:"org_help"`
	Roster        RosterCmd        `cmd:"" help:"roster_help"`
	Moving        MovingCmd        `cmd:"" aliases:"move" help:"moving_help"`
	Plan          PlanCmd          `cmd:"" help:"plan_help"`
	Rule          RuleCmd          `cmd:"" help:"rule_help"`
	Mentors       MentorsCmd       `cmd:"" help:"mentors_help"`
	Trainers      TrainersCmd      `cmd:"" help:"trainers_help"`
	Rooms         RoomsCmd         `cmd:"" help:"rooms_help"`
	Hours         HoursCmd         `cmd:"" help:"hours_help"`
	Seminar       SeminarCmd       `cmd:"" help:"seminar_help"`
	Messages      MessagesCmd      `cmd:"" help:"messages_help"`
	Calendar      CalendarCmd      `cmd:"" help:"calendar_help"`
	Arrange       ArrangeCmd       `cmd:"" help:"arrange_help"`
	Timetable     TimetableCmd     `cmd:"" help:"timetable_help"`
	Attendance    AttendanceCmd    `cmd:"" help:"attendance_help"`
	Actualization ActualizationCmd `cmd:"" help:"actualization_help"`
	Marks         MarksCmd         `cmd:"" help:"marks_help"`
	Returns       ReturnsCmd       `cmd:"" help:"returns_help"`
	Meeting       MeetingCmd       `cmd:"" help:"meeting_help"`
	Certificate   CertificateCmd   `cmd:"" help:"certificate_help"`
	Sttp          SttpCmd          `cmd:"" help:"sttp_help"`
	Documents     DocumentsCmd     `cmd:"" help:"documents_help"`
	Performance   PerformanceCmd   `cmd:"" help:"performance_help"`
	Probation     ProbationCmd     `cmd:"" help:"probation_help"`
	Report        ReportCmd        `cmd:"" help:"report_help"`
	Audit         AuditCmd         `cmd:"" help:"audit_help"`
	Backup        BackupCmd        `cmd:"" help:"backup_help"`
	Restore       RestoreCmd       `cmd:"" help:"restore_help"`
	Doctor        DoctorCmd        `cmd:"" help:"doctor_help"`
	Version       VersionCmd       `cmd:"" help:"version_help"`
}

// helpShown stops parsing after --help was answered.
var errHelpShown = errors.New("help shown")

// runLine parses the arguments and runs the command they name.
func runLine(c *Command, args []string) (err error) {
	var cli line
	var page bytes.Buffer
	parser, err := c.parser(&cli, &page, args)
	if err != nil {
		return fmt.Errorf("build command line: %w", err)
	}
	defer func() {
		if p := recover(); p != nil {
			if p != any(errHelpShown) {
				panic(p)
			}
			err = nil
			io.WriteString(c.Out, c.translateHelp(page.String()))
		}
	}()
	restore := c.useEnvironment()
	parsed, err := parser.Parse(args)
	restore()
	if err != nil {
		return c.misused(err)
	}
	c.JSON, c.Config = cli.JSON, cli.Config
	return parsed.Run(c)
}

// parser understands the command line and writes help to a page.
func (c *Command) parser(cli *line, page io.Writer, args []string) (*kong.Kong, error) {
	p, err := kong.New(cli, kong.Name("pamong"), kong.Description(c.T("cmd.pamong")), kong.Bind(c),
		kong.Writers(page, c.Err), kong.ConfigureHelp(kong.HelpOptions{Compact: true, NoExpandSubcommands: len(args) < 2}),
		kong.Exit(func(int) { panic(errHelpShown) }), kong.Resolvers(c.fileSettings(args)), kong.UsageOnError(), kong.WithHyphenPrefixedParameters(true))
	if err == nil {
		sayHelp(p.Model.Node, c.helpTexts())
	}
	return p, err
}

// helpTexts gives every message "cmd.x" the name by which a help tag calls it,
// x_help.
func (c *Command) helpTexts() map[string]string {
	texts := map[string]string{}
	for _, key := range c.catalogue.Keys() {
		if name, ok := strings.CutPrefix(key, "cmd."); ok {
			texts[strings.ReplaceAll(name, ".", "_")+"_help"] = c.T(key)
		}
	}
	return texts
}

// sayHelp puts the texts where their names stand. The parser's own variables
// would do that too, but take half a second over some hundred texts.
func sayHelp(n *kong.Node, texts map[string]string) {
	say := func(help *string) {
		if text, ok := texts[*help]; ok {
			*help = text
		}
	}
	say(&n.Help)
	for _, f := range n.Flags {
		say(&f.Help)
	}
	for _, one := range n.Positional {
		say(&one.Help)
	}
	for _, child := range n.Children {
		sayHelp(child, texts)
	}
}

// translateHelp puts the fixed words of the help into the person's language.
func (c *Command) translateHelp(text string) string {
	if c.Speaker.Lang == i18n.English {
		return text
	}
	return strings.NewReplacer("Usage:", "Cara pakai:", "Commands:", "Perintah:", "Flags:", "Pilihan:", "Arguments:", "Isian:",
		"[flags]", "[pilihan]", "<command>", "<perintah>", "Show context-sensitive help.", "Tampilkan bantuan ini.",
		`Run "`, `Jalankan "`, `" for more information on a command.`, `" untuk keterangan tiap perintah.`, " or ", " atau ").Replace(text)
}

// useEnvironment lets the parser see the command's own environment and
// returns how to take it back.
func (c *Command) useEnvironment() func() {
	var undo []func()
	for name, value := range c.env {
		if !strings.HasPrefix(name, "PAMONG_") {
			continue
		}
		old, had := os.LookupEnv(name)
		os.Setenv(name, value)
		undo = append(undo, func() {
			if had {
				os.Setenv(name, old)
			} else {
				os.Unsetenv(name)
			}
		})
	}
	return func() {
		for _, f := range undo {
			f()
		}
	}
}

// defaultConfigFile is read when it exists and no other is named.
const defaultConfigFile = "pamong.yaml"

// fileSettings reads the configuration file. A setting of the environment
// comes before it, a flag before both.
func (c *Command) fileSettings(args []string) kong.Resolver {
	name := c.env["PAMONG_CONFIG"]
	for i, a := range args {
		if v, ok := strings.CutPrefix(a, "--config="); ok {
			name = v
		} else if a == "--config" && i+1 < len(args) {
			name = args[i+1]
		}
	}
	asked := name != ""
	if !asked {
		name = defaultConfigFile
	}
	settings := map[string]any{}
	text, err := os.ReadFile(name)
	if err == nil {
		err = yaml.Unmarshal(text, &settings)
	} else if !asked && errors.Is(err, os.ErrNotExist) {
		err = nil
	}
	return kong.ResolverFunc(func(_ *kong.Context, _ *kong.Path, flag *kong.Flag) (any, error) {
		if err != nil {
			return nil, fmt.Errorf("read configuration %s: %w", name, err)
		}
		for _, variable := range flag.Envs {
			if c.env[variable] != "" {
				return nil, nil
			}
		}
		value, ok := settings[flag.Name]
		if !ok {
			return nil, nil
		}
		return fmt.Sprint(value), nil
	})
}
