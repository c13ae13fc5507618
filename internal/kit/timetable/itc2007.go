package timetable

import (
	"bufio"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// Contest is an instance of the International Timetabling Competition 2007,
// track 3: lectures of courses, each in a period and a room.
type Contest struct {
	Name    string
	Days    int
	Periods int // of a day
	Courses []Course
	Rooms   []Room
	Groups  []Curriculum
	Closed  []Closed
}

// Course is a course of a contest.
type Course struct {
	Name     string
	Teacher  string
	Lectures int
	MinDays  int // over which its lectures are spread
	Students int
}

// Room is a room of a contest.
type Room struct {
	Name     string
	Capacity int
}

// Curriculum names courses with students in common.
type Curriculum struct {
	Name    string
	Courses []string
}

// Closed is a period in which a course has no lecture.
type Closed struct {
	Course      string
	Day, Period int
}

// The costs of the competition, as its rules of 2007 have them.
const (
	costMinDays = 5
	costAlone   = 2
	costRoom    = 1
)

// ReadContest reads an instance in the format of the competition.
func ReadContest(r io.Reader) (*Contest, error) {
	c := &Contest{}
	lines := bufio.NewScanner(r)
	section, number := "", 0
	for lines.Scan() {
		number++
		words := strings.Fields(lines.Text())
		if len(words) == 0 {
			continue
		}
		if len(words) == 1 && (strings.HasSuffix(words[0], ":") || words[0] == "END.") {
			section = strings.TrimSuffix(words[0], ":")
			continue
		}
		if err := c.readLine(section, words); err != nil {
			return nil, fmt.Errorf("line %d: %w", number, err)
		}
	}
	if err := lines.Err(); err != nil {
		return nil, err
	}
	if c.Days < 1 || c.Periods < 1 || len(c.Courses) == 0 || len(c.Rooms) == 0 {
		return nil, fmt.Errorf("no instance: %d days of %d periods, %d courses, %d rooms", c.Days, c.Periods, len(c.Courses), len(c.Rooms))
	}
	return c, nil
}

func (c *Contest) readLine(section string, words []string) error {
	var bad error
	text := func(i int) string {
		if i < len(words) {
			return words[i]
		}
		bad = fmt.Errorf("%d words are too few", len(words))
		return ""
	}
	number := func(i int) int {
		n, err := strconv.Atoi(text(i))
		if err != nil && bad == nil {
			bad = fmt.Errorf("no number: %q", words[i])
		}
		return n
	}
	switch section {
	case "":
		switch text(0) {
		case "Name:":
			c.Name = text(1)
		case "Days:":
			c.Days = number(1)
		case "Periods_per_day:":
			c.Periods = number(1)
		}
	case "COURSES":
		c.Courses = append(c.Courses, Course{text(0), text(1), number(2), number(3), number(4)})
	case "ROOMS":
		c.Rooms = append(c.Rooms, Room{text(0), number(1)})
	case "CURRICULA":
		if n := number(1); bad == nil && len(words) == n+2 {
			c.Groups = append(c.Groups, Curriculum{text(0), words[2:]})
		} else if bad == nil {
			bad = fmt.Errorf("%d courses instead of %d", len(words)-2, n)
		}
	case "UNAVAILABILITY_CONSTRAINTS":
		c.Closed = append(c.Closed, Closed{text(0), number(1), number(2)})
	default:
		bad = fmt.Errorf("no part %q", section)
	}
	return bad
}

// Problem describes a contest as a problem: an event for each lecture, a
// resource for each teacher, curriculum and room.
func (c *Contest) Problem() (*Problem, error) {
	p := &Problem{Days: c.Days, DaySlots: c.Periods}
	lectures := 0
	for _, one := range c.Courses {
		if one.Lectures < 0 || one.Lectures > mostEvents {
			return nil, fmt.Errorf("course %s: %d lectures", one.Name, one.Lectures)
		}
		lectures += one.Lectures
	}
	if err := p.checkSize(2*len(c.Courses)+len(c.Groups)+len(c.Rooms), lectures); err != nil {
		return nil, err
	}
	index, teachers, fixed := map[string]int{}, map[string]int{}, make([][]int, len(c.Courses))
	for i, one := range c.Courses {
		if _, ok := index[one.Name]; ok {
			return nil, fmt.Errorf("course %s stands twice", one.Name)
		}
		index[one.Name] = i
		if _, ok := teachers[one.Teacher]; !ok {
			teachers[one.Teacher] = len(p.Resources)
			p.Resources = append(p.Resources, Resource{Name: one.Teacher})
		}
		fixed[i] = []int{teachers[one.Teacher]}
	}
	for _, g := range c.Groups {
		for _, name := range g.Courses {
			i, ok := index[name]
			if !ok {
				return nil, fmt.Errorf("curriculum %s: no course %s", g.Name, name)
			}
			fixed[i] = append(fixed[i], len(p.Resources))
		}
		p.Resources = append(p.Resources, Resource{Name: g.Name, Alone: costAlone})
	}
	closed := map[[2]int]bool{}
	for _, x := range c.Closed {
		i, ok := index[x.Course]
		if !ok {
			return nil, fmt.Errorf("no course %s", x.Course)
		}
		if x.Day < 0 || x.Day >= c.Days || x.Period < 0 || x.Period >= c.Periods {
			return nil, fmt.Errorf("course %s: no period %d of day %d", x.Course, x.Period, x.Day)
		}
		closed[[2]int{i, x.Day*c.Periods + x.Period}] = true
	}
	rooms := len(p.Resources)
	for _, r := range c.Rooms {
		p.Resources = append(p.Resources, Resource{Name: r.Name})
	}
	for i, one := range c.Courses {
		var options []Option
		for t := range p.Slots() {
			if !closed[[2]int{i, t}] {
				options = append(options, Option{Span: Span{t, t + 1}})
			}
		}
		var choices []Choice
		for k, r := range c.Rooms {
			choices = append(choices, Choice{rooms + k, max(0, one.Students-r.Capacity)})
		}
		var events []int
		for range one.Lectures {
			events = append(events, len(p.Events))
			p.Events = append(p.Events, Event{Name: one.Name, Fixed: fixed[i], Options: options, Choices: [Needs][]Choice{choices}})
		}
		p.Spreads = append(p.Spreads, Spread{events, one.MinDays, costMinDays})
		p.Steadies = append(p.Steadies, Steady{events, 0, costRoom})
	}
	return p, p.Check()
}

// Lectures returns a plan of the problem of a contest as a solution of the
// competition. Lectures that are left out are missing.
func (c *Contest) Lectures(p *Problem, places []Place) []Lecture {
	var list []Lecture
	for e, at := range places {
		if at.Option < 0 {
			continue
		}
		one := &p.Events[e]
		t := one.Options[at.Option].Start
		list = append(list, Lecture{one.Name, p.Resources[one.Choices[0][at.Picks[0]].Resource].Name, t / c.Periods, t % c.Periods})
	}
	return list
}
