package app

import (
	"regexp"
	"strings"

	"pamong/internal/kit/db"
	"pamong/internal/kit/fault"
	"pamong/internal/org"
)

// complaints are what the parser of the command line says, in English, and the
// messages that say the same in the reader's language. A group of a pattern is
// {{.A}}, the next {{.B}}.
var complaints = []struct {
	said *regexp.Regexp
	key  string
}{
	{regexp.MustCompile(`^unknown flag (\S+), did you mean (.+)\?$`), "cmd.complaint.flag_near"},
	{regexp.MustCompile(`^unknown flag (\S+)$`), "cmd.complaint.flag"},
	{regexp.MustCompile(`^unexpected argument (.+), did you mean (.+)\?$`), "cmd.complaint.argument_near"},
	{regexp.MustCompile(`^unexpected argument (.+)$`), "cmd.complaint.argument"},
	{regexp.MustCompile(`^missing flags: (.+)$`), "cmd.complaint.missing"},
	{regexp.MustCompile(`^missing positional arguments (.+)$`), "cmd.complaint.missing"},
	{regexp.MustCompile(`^expected one of (.+)$`), "cmd.complaint.choose"},
	{regexp.MustCompile(`^expected "(.+)"$`), "cmd.complaint.missing"},
	{regexp.MustCompile(`^(\S+): (?:stat|CreateFile|GetFileAttributesEx) (.+): .*$`), "cmd.complaint.no_file"},
	{regexp.MustCompile(`^(\S+): "(.+)" exists but is a directory$`), "cmd.complaint.no_file"},
	{regexp.MustCompile(`^(\S+): expected .* but got "EOL".*$`), "cmd.complaint.value"},
	{regexp.MustCompile(`^(\S+): expected (?:a valid \d+ bit u?int|an int|a float) but got "(.*)"(?: .*)?$`), "cmd.complaint.number"},
	{regexp.MustCompile(`^(\S+) must be one of (.+) but got "(.*)"$`), "cmd.complaint.one_of"},
	{regexp.MustCompile(`^(\S+): (?:expected \w+ value but got|missing value).*$`), "cmd.complaint.value"},
}

// misused makes the refusal of a command line that is not understood.
func (c *Command) misused(problem error) error {
	text := problem.Error()
	for _, known := range complaints {
		m := known.said.FindStringSubmatch(text)
		if m == nil {
			continue
		}
		var args []any
		for i, part := range m[1:] {
			args = append(args, string(rune('A'+i)), part)
		}
		text = c.T(known.key, args...)
		break
	}
	return Usage(c.T("cmd.usage", "Problem", text))
}

// notADay makes the refusal of a date that is none.
func (c *Command) notADay(text string) error {
	return Usage(c.T("cmd.usage", "Problem", c.T("cmd.complaint.day", "A", text)))
}

// mostCodes is how many agencies a refusal names.
const mostCodes = 10

// agencyOf returns the agency of a code, or refuses naming those that are there.
func (c *Command) agencyOf(q db.Q, code string) (org.Agency, error) {
	a, err := org.AgencyByCode(c.Ctx, q, code)
	if fault.KindOf(err) != fault.KindNotFound {
		return a, err
	}
	all, err := org.Agencies(c.Ctx, q)
	if err != nil {
		return a, err
	}
	if len(all) == 0 {
		return a, fault.NotFound("cmd.no_agencies", "Code", code)
	}
	var codes []string
	for _, there := range all[:min(len(all), mostCodes)] {
		codes = append(codes, there.Code)
	}
	return a, fault.NotFound("cmd.no_agency", "Code", code, "There", strings.Join(codes, ", "))
}

// cannotWrite makes the refusal of a file that cannot be written.
func (c *Command) cannotWrite(name string, err error) error {
	return Refused(c.T("cmd.cannot_write", "File", name, "Problem", err.Error()))
}
