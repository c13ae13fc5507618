package timetable

import (
	"encoding/json"
	"fmt"
	"io"
)

// File is a problem as it is kept in a file: everybody is called by name, names
// are unique, and days and slots are counted from 0.
type File struct {
	Days      int            `json:"days"`
	DaySlots  int            `json:"day_slots"`
	Resources []FileResource `json:"resources"`
	Events    []FileEvent    `json:"events"`
	Orders    []FileOrder    `json:"orders,omitempty"`
	Caps      []FileCap      `json:"caps,omitempty"`
	Spreads   []FileSpread   `json:"spreads,omitempty"`
	Steadies  []FileSteady   `json:"steadies,omitempty"`
}

// FileResource is a Resource in a file.
type FileResource struct {
	Name  string `json:"name"`
	Taken []Span `json:"taken,omitempty"`
	Alone int    `json:"alone,omitempty"`
	Gap   int    `json:"gap,omitempty"`
}

// FileEvent is an Event in a file.
type FileEvent struct {
	Name    string         `json:"name"`
	With    []string       `json:"with,omitempty"`
	Times   []FileTime     `json:"times"`
	Choices [][]FileChoice `json:"choices,omitempty"`
	Load    int            `json:"load,omitempty"`
	Margin  int            `json:"margin,omitempty"`
	Locked  bool           `json:"locked,omitempty"`
	Home    *FilePlace     `json:"home,omitempty"`
}

// FileTime is an Option in a file.
type FileTime struct {
	Span
	Cost int `json:"cost,omitempty"`
}

// FileChoice is a Choice in a file.
type FileChoice struct {
	Who  string `json:"who"`
	Cost int    `json:"cost,omitempty"`
}

// FilePlace is where an event lies: its time and who serves it, in the order of
// its choices. A place without Event is that of the event in which it stands.
type FilePlace struct {
	Event string `json:"event,omitempty"`
	Span
	Picks []string `json:"picks,omitempty"`
}

// FileOrder is an Order in a file.
type FileOrder struct {
	Before string `json:"before"`
	After  string `json:"after"`
}

// FileCap is a Cap in a file.
type FileCap struct {
	Who     string `json:"who"`
	FromDay int    `json:"from_day"`
	ToDay   int    `json:"to_day"`
	Most    int    `json:"most"`
	Cost    int    `json:"cost,omitempty"`
}

// FileSpread is a Spread in a file.
type FileSpread struct {
	Events []string `json:"events"`
	Days   int      `json:"days"`
	Cost   int      `json:"cost"`
}

// FileSteady is a Steady in a file.
type FileSteady struct {
	Events []string `json:"events"`
	Need   int      `json:"need"`
	Cost   int      `json:"cost"`
}

// ReadProblem reads a problem from a file. An error names what is unknown,
// double or missing.
func ReadProblem(r io.Reader) (*Problem, error) {
	var f File
	d := json.NewDecoder(r)
	d.DisallowUnknownFields()
	if err := d.Decode(&f); err != nil {
		return nil, err
	}
	if _, err := d.Token(); err != io.EOF {
		return nil, fmt.Errorf("something follows the problem")
	}
	return f.problem()
}

// index numbers names.
type index map[string]int

func (x index) add(what, name string) error {
	if _, twice := x[name]; twice || name == "" {
		return fmt.Errorf("%s %q has no name of its own", what, name)
	}
	x[name] = len(x)
	return nil
}

func (x index) all(what string, names []string) ([]int, error) {
	var list []int
	for _, name := range names {
		i, ok := x[name]
		if !ok {
			return nil, fmt.Errorf("no %s %q", what, name)
		}
		list = append(list, i)
	}
	return list, nil
}

func (f *File) problem() (*Problem, error) {
	p := &Problem{Days: f.Days, DaySlots: f.DaySlots}
	who, events := index{}, index{}
	for _, r := range f.Resources {
		if err := who.add("resource", r.Name); err != nil {
			return nil, err
		}
		p.Resources = append(p.Resources, Resource(r))
	}
	for _, one := range f.Events {
		if err := events.add("event", one.Name); err != nil {
			return nil, err
		}
		e, err := one.event(who)
		if err != nil {
			return nil, fmt.Errorf("event %s: %w", one.Name, err)
		}
		p.Events = append(p.Events, e)
	}
	if err := f.rules(p, who, events); err != nil {
		return nil, err
	}
	return p, p.Check()
}

func (one *FileEvent) event(who index) (Event, error) {
	e := Event{Name: one.Name, Load: one.Load, Margin: one.Margin, Locked: one.Locked}
	var err error
	if e.Fixed, err = who.all("resource", one.With); err != nil {
		return e, err
	}
	if len(one.Choices) > Needs {
		return e, fmt.Errorf("%d choices, at most %d", len(one.Choices), Needs)
	}
	for _, t := range one.Times {
		e.Options = append(e.Options, Option(t))
	}
	for need, list := range one.Choices {
		for _, c := range list {
			found, err := who.all("resource", []string{c.Who})
			if err != nil {
				return e, err
			}
			e.Choices[need] = append(e.Choices[need], Choice{found[0], c.Cost})
		}
	}
	if one.Home != nil {
		home, err := one.Home.place(&e, who)
		if err != nil {
			return e, err
		}
		e.Home = &home
	}
	return e, nil
}

// place finds a place among those that an event offers.
func (at *FilePlace) place(e *Event, who index) (Place, error) {
	p := Place{Option: none}
	for i, o := range e.Options {
		if o.Span == at.Span {
			p.Option = i
		}
	}
	if p.Option == none {
		return p, fmt.Errorf("it may not lie at %d to %d", at.Start, at.End)
	}
	picks, err := who.all("resource", at.Picks)
	if err != nil {
		return p, err
	}
	for need, list := range e.Choices {
		p.Picks[need] = none
		for i, c := range list {
			if need < len(picks) && c.Resource == picks[need] {
				p.Picks[need] = i
			}
		}
		if len(list) > 0 && p.Picks[need] == none {
			return p, fmt.Errorf("nobody who may serve is chosen")
		}
	}
	return p, nil
}

func (f *File) rules(p *Problem, who, events index) error {
	for _, o := range f.Orders {
		pair, err := events.all("event", []string{o.Before, o.After})
		if err != nil {
			return err
		}
		p.Orders = append(p.Orders, Order{pair[0], pair[1]})
	}
	for _, c := range f.Caps {
		one, err := who.all("resource", []string{c.Who})
		if err != nil {
			return err
		}
		p.Caps = append(p.Caps, Cap{one[0], c.FromDay, c.ToDay, c.Most, c.Cost})
	}
	for _, s := range f.Spreads {
		list, err := events.all("event", s.Events)
		if err != nil {
			return err
		}
		p.Spreads = append(p.Spreads, Spread{list, s.Days, s.Cost})
	}
	for _, s := range f.Steadies {
		list, err := events.all("event", s.Events)
		if err != nil {
			return err
		}
		p.Steadies = append(p.Steadies, Steady{list, s.Need, s.Cost})
	}
	return nil
}

// Named returns the places of a plan by name, without events that are left out.
func (p *Problem) Named(places []Place) []FilePlace {
	list := []FilePlace{}
	for e, at := range places {
		if at.Option < 0 {
			continue
		}
		one := &p.Events[e]
		named := FilePlace{Event: one.Name, Span: one.Options[at.Option].Span}
		for need, pick := range at.Picks {
			if pick >= 0 {
				named.Picks = append(named.Picks, p.Resources[one.Choices[need][pick].Resource].Name)
			}
		}
		list = append(list, named)
	}
	return list
}
