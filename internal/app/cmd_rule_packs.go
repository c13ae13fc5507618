package app

import (
	"errors"
	"io/fs"
	"os"
	"strings"

	"pamong/internal/kit/calendar"
	"pamong/internal/kit/clock"
	"pamong/internal/kit/db"
	"pamong/internal/kit/fault"
	"pamong/internal/org"
	"pamong/internal/regulation"
)

// ruleBook is what the calculator goes by.
type ruleBook struct {
	packs    regulation.Packs
	holidays *calendar.List
}

// ruleBook returns the packs and holidays that come with the program. When a
// database is named, by flag, environment or file, it adds what is in force
// there: of the agency if one is named, of all otherwise. A database that is
// merely lying in the folder changes no result.
func (c *Command) ruleBook() (book ruleBook, err error) {
	if c.Config.Database == defaultDatabase {
		l, err := regulation.NewLibrary(nil, clock.System{})
		if err != nil {
			return book, err
		}
		book.packs, book.holidays = l.BuiltIn(), l.BuiltInHolidays()
		return book, nil
	}
	if _, err := os.Stat(c.Config.Database); !strings.Contains(c.Config.Database, "://") && errors.Is(err, fs.ErrNotExist) {
		return book, Usage(c.T("cmd.rule_no_db", "Name", c.Config.Database))
	}
	d, err := db.Open(c.Ctx, c.Config.Database)
	if err != nil {
		return book, err
	}
	defer d.Close()
	if err := c.ready(d); err != nil {
		return book, err
	}
	l, err := regulation.NewLibrary(d, clock.System{})
	if err != nil {
		return book, err
	}
	agency := ""
	if c.agency == "" {
		book.packs, err = l.AllPacks(c.Ctx, d)
	} else {
		a, missing := org.AgencyByCode(c.Ctx, d, c.agency)
		if missing != nil {
			return book, c.unusable(missing)
		}
		agency = string(a.ID)
		book.packs, err = l.Packs(c.Ctx, d, agency)
	}
	if err != nil {
		return book, err
	}
	book.holidays, err = l.Holidays(c.Ctx, d, agency)
	return book, err
}

// today is the day of the machine: the calculator knows no agency's zone.
func today() clock.Date { return clock.FromTime(clock.System{}.Now()) }

// trainingPack returns the training rules of the pack with the id, of the
// newest pack for an empty id.
func (c *Command) trainingPack(id string) (*regulation.Training, error) {
	book, err := c.ruleBook()
	if err != nil {
		return nil, err
	}
	return c.trainingOf(book, id)
}

func (c *Command) trainingOf(book ruleBook, id string) (*regulation.Training, error) {
	pack, err := book.packs.Newest(regulation.KindLatsar, today())
	if id != "" {
		pack, err = book.packs.Find(id)
	}
	if err != nil {
		return nil, c.unusable(err)
	}
	if pack.Training == nil {
		return nil, Usage(c.T("cmd.rule_no_training", "ID", pack.ID))
	}
	return pack.Training, nil
}

// probationRules returns the newest rules of the probation.
func (c *Command) probationRules() (*regulation.Probation, error) {
	book, err := c.ruleBook()
	if err != nil {
		return nil, err
	}
	pack, err := book.packs.Newest(regulation.KindProbation, today())
	if err != nil {
		return nil, err
	}
	return pack.Probation, nil
}

// RulePacksCmd lists the rule packs.
type RulePacksCmd struct{}

type packData struct {
	ID            string     `json:"id"`
	Title         string     `json:"title"`
	EffectiveFrom clock.Date `json:"effective_from"`
	Modes         []string   `json:"modes"`
}

// Run lists the packs, oldest first.
func (r *RulePacksCmd) Run(c *Command) error {
	book, err := c.ruleBook()
	if err != nil {
		return err
	}
	list, rows := []packData{}, [][]string{}
	for _, p := range book.packs {
		d := packData{p.ID, p.Title.In(c.Speaker.Lang), p.EffectiveFrom.Value, p.Modes()}
		list = append(list, d)
		rows = append(rows, []string{d.ID, d.Title, c.Speaker.Date(d.EffectiveFrom), strings.Join(d.Modes, ", ")})
	}
	if c.JSON {
		return c.PrintJSON(list)
	}
	return c.table(c.T("cmd.rule_packs.heading"), rows)
}

// RuleCheckCmd reads a pack from a file as strictly as the product does.
type RuleCheckCmd struct {
	File string `arg:"" type:"existingfile" help:"rule_flag_file_help"`
}

type checkData struct {
	ID     string      `json:"id,omitempty"`
	Values int         `json:"values"`
	Faults []placeData `json:"faults"`
}

type placeData struct {
	Place string `json:"place"`
	Text  string `json:"text"`
}

// Run says how many values the pack has, or is refused with every fault and
// its place.
func (r *RuleCheckCmd) Run(c *Command) error {
	text, err := os.ReadFile(r.File)
	if err != nil {
		return Refused(err.Error())
	}
	data := checkData{Faults: []placeData{}}
	pack, err := regulation.Parse(text)
	f := fault.Of(err)
	switch {
	case err == nil:
		data.ID, data.Values = pack.ID, len(pack.Rows())
	case f == nil:
		return err
	case len(f.Fields) == 0:
		data.Faults = append(data.Faults, placeData{"", c.T(f.Key, f.Args...)})
	}
	if f != nil {
		for _, one := range f.Fields {
			data.Faults = append(data.Faults, placeData{one.Name, c.T(one.Key, one.Args...)})
		}
	}
	var refused error
	if len(data.Faults) > 0 {
		refused = Refused("")
	}
	if c.JSON {
		return errors.Join(c.PrintJSON(data), refused)
	}
	for _, one := range data.Faults {
		c.Printf("%s: %s\n", orDash(one.Place), one.Text)
	}
	if refused == nil {
		c.Printf("%s\n", c.T("cmd.rule_check.sound", "ID", data.ID, "N", data.Values))
	}
	return refused
}
