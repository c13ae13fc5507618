package timetable

import (
	"bufio"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
)

// Lecture is a lecture of a solution.
type Lecture struct {
	Course string
	Room   string
	Day    int
	Period int
}

// ContestCost is what a solution breaks and costs, by the rules of the
// competition.
type ContestCost struct {
	Lectures  int `json:"lectures"`  // that lie nowhere, or twice at once
	Conflicts int `json:"conflicts"` // pairs of a teacher or a curriculum at one time
	Closed    int `json:"closed"`    // lectures in periods that are closed to them
	Occupied  int `json:"occupied"`  // lectures beyond the first in a room at one time

	Capacity  int `json:"capacity"`
	MinDays   int `json:"min_days"`
	Alone     int `json:"compactness"`
	Stability int `json:"stability"`
}

// Hard returns how many hard rules are broken.
func (c ContestCost) Hard() int { return c.Lectures + c.Conflicts + c.Closed + c.Occupied }

// Soft returns the cost.
func (c ContestCost) Soft() int { return c.Capacity + c.MinDays + c.Alone + c.Stability }

// ReadLectures reads a solution in the format of the competition.
func ReadLectures(r io.Reader) ([]Lecture, error) {
	var list []Lecture
	lines := bufio.NewScanner(r)
	for number := 1; lines.Scan(); number++ {
		words := strings.Fields(lines.Text())
		if len(words) == 0 {
			continue
		}
		if len(words) != 4 {
			return nil, fmt.Errorf("line %d: %d words instead of course, room, day, period", number, len(words))
		}
		day, err := strconv.Atoi(words[2])
		if err != nil {
			return nil, fmt.Errorf("line %d: no day: %q", number, words[2])
		}
		period, err := strconv.Atoi(words[3])
		if err != nil {
			return nil, fmt.Errorf("line %d: no period: %q", number, words[3])
		}
		list = append(list, Lecture{words[0], words[1], day, period})
	}
	return list, lines.Err()
}

// cell is a course or a room at a time.
type cell struct {
	name string
	time int
}

// meet reports whether two courses stand in one curriculum.
func (c *Contest) meet(one, other string) bool {
	for _, g := range c.Groups {
		if slices.Contains(g.Courses, one) && slices.Contains(g.Courses, other) {
			return true
		}
	}
	return false
}

// held reports whether a curriculum has a lecture at a time that lies on the
// day of another time.
func (c *Contest) held(g Curriculum, t, of int, at map[cell]int) bool {
	if t < 0 || t/c.Periods != of/c.Periods {
		return false
	}
	return slices.ContainsFunc(g.Courses, func(name string) bool { return at[cell{name, t}] > 0 })
}

// Rate counts from the definition of the competition what a solution costs. It
// shares nothing with the search.
func (c *Contest) Rate(list []Lecture) (ContestCost, error) {
	var cost ContestCost
	courses, rooms := map[string]*Course{}, map[string]int{}
	for i := range c.Courses {
		courses[c.Courses[i].Name] = &c.Courses[i]
	}
	for _, r := range c.Rooms {
		rooms[r.Name] = r.Capacity
	}
	at, inRoom, closed := map[cell]int{}, map[cell]int{}, map[cell]bool{}
	for _, x := range c.Closed {
		closed[cell{x.Course, x.Day*c.Periods + x.Period}] = true
	}
	used, days, given := map[string]map[string]bool{}, map[string]map[int]bool{}, map[string]int{}
	for _, one := range list {
		course := courses[one.Course]
		capacity, ok := rooms[one.Room]
		if course == nil || !ok || one.Day < 0 || one.Day >= c.Days || one.Period < 0 || one.Period >= c.Periods {
			return cost, fmt.Errorf("no such lecture: %s %s %d %d", one.Course, one.Room, one.Day, one.Period)
		}
		time := one.Day*c.Periods + one.Period
		given[one.Course]++
		at[cell{one.Course, time}]++
		inRoom[cell{one.Room, time}]++
		if closed[cell{one.Course, time}] {
			cost.Closed++
		}
		cost.Capacity += max(0, course.Students-capacity)
		if used[one.Course] == nil {
			used[one.Course], days[one.Course] = map[string]bool{}, map[int]bool{}
		}
		used[one.Course][one.Room], days[one.Course][one.Day] = true, true
	}
	for i, one := range c.Courses {
		cost.Lectures += max(one.Lectures-given[one.Name], given[one.Name]-one.Lectures)
		cost.MinDays += costMinDays * max(0, one.MinDays-len(days[one.Name]))
		cost.Stability += costRoom * max(0, len(used[one.Name])-1)
		for t := range c.Days * c.Periods {
			n := at[cell{one.Name, t}]
			cost.Lectures += max(0, n-1)
			for _, other := range c.Courses[i+1:] {
				if n > 0 && at[cell{other.Name, t}] > 0 && (one.Teacher == other.Teacher || c.meet(one.Name, other.Name)) {
					cost.Conflicts++
				}
			}
		}
	}
	for _, n := range inRoom {
		cost.Occupied += n - 1
	}
	for _, g := range c.Groups {
		for t := range c.Days * c.Periods {
			here := 0
			for _, name := range g.Courses {
				here += at[cell{name, t}]
			}
			if here > 0 && !c.held(g, t-1, t, at) && !c.held(g, t+1, t, at) {
				cost.Alone += costAlone * here
			}
		}
	}
	return cost, nil
}

// LectureLines writes a solution in the format of the competition.
func LectureLines(list []Lecture) string {
	var text strings.Builder
	for _, l := range list {
		fmt.Fprintf(&text, "%s %s %d %d\n", l.Course, l.Room, l.Day, l.Period)
	}
	return text.String()
}
