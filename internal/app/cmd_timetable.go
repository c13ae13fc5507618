package app

import (
	"errors"
	"io"
	"os"
	"os/signal"
	"strings"
	"time"

	"pamong/internal/kit/timetable"
)

// TimetableCmd groups the commands of the timetable engine, which works on
// files and needs no database.
type TimetableCmd struct {
	Solve TimetableSolveCmd `cmd:"" help:"timetable_solve_help"`
	Check TimetableCheckCmd `cmd:"" help:"timetable_check_help"`
}

// TimetableSolveCmd searches a plan for a problem in a file. Stopped in the
// middle it prints the best so far.
type TimetableSolveCmd struct {
	File       string `arg:"" type:"existingfile" help:"timetable_file_help"`
	Format     string `help:"timetable_format_help" enum:"pamong,itc2007" default:"pamong"`
	Seconds    int    `help:"timetable_seconds_help" default:"20"`
	Iterations int    `help:"timetable_iterations_help"`
	Seed       uint64 `help:"timetable_seed_help" default:"1"`
	Out        string `help:"timetable_out_help" placeholder:"FILE"`
}

// longestSearch is how many seconds a search may take: a week.
const longestSearch = 7 * 24 * 60 * 60

// solvedData is a plan as the command prints it.
type solvedData struct {
	Seed     uint64                 `json:"seed"`
	Moves    int                    `json:"moves"`
	Breaches int                    `json:"breaches"`
	Cost     int                    `json:"cost"`
	Costs    timetable.Costs        `json:"costs"`
	Left     []unplacedData         `json:"left"`
	Places   []timetable.FilePlace  `json:"places,omitempty"`
	Contest  *timetable.ContestCost `json:"contest,omitempty"`
}

// unplacedData is an event that is left out, with what stands in its way.
type unplacedData struct {
	Event string `json:"event"`
	Why   string `json:"why"`
}

// Run searches and prints the plan.
func (s *TimetableSolveCmd) Run(c *Command) error {
	if s.Seconds < 1 && s.Iterations < 1 {
		return Usage("--seconds: " + c.T("cmd.timetable.no_time"))
	}
	if s.Seconds > longestSearch {
		return Usage("--seconds: " + c.T("cmd.timetable.long_time", "N", longestSearch))
	}
	p, contest, err := s.read(c)
	if err != nil {
		return err
	}
	ctx, stop := signal.NotifyContext(c.Ctx, os.Interrupt)
	defer stop()
	plan, err := timetable.Solve(ctx, p, timetable.Options{Time: time.Duration(s.Seconds) * time.Second, Moves: s.Iterations, Seed: s.Seed})
	if err != nil {
		return Refused(err.Error())
	}
	verdict, err := timetable.Judge(p, plan.Places)
	if err != nil {
		return err
	}
	d := solvedData{Seed: s.Seed, Moves: plan.Moves, Breaches: len(verdict.Breaches), Cost: verdict.Costs.Sum(), Costs: verdict.Costs, Left: []unplacedData{}}
	for _, e := range plan.Left {
		d.Left = append(d.Left, unplacedData{p.Events[e].Name, c.whyNot(p, plan.Places, e)})
	}
	var lectures []timetable.Lecture
	if contest != nil {
		lectures = contest.Lectures(p, plan.Places)
		rated, err := contest.Rate(lectures)
		if err != nil {
			return err
		}
		d.Contest = &rated
	} else {
		d.Places = p.Named(plan.Places)
	}
	if s.Out != "" {
		if err := s.write(c, d, lectures); err != nil {
			return err
		}
	}
	if c.JSON {
		return c.PrintJSON(d)
	}
	c.printSolved(d, lectures, s.Out == "")
	return nil
}

func (s *TimetableSolveCmd) read(c *Command) (*timetable.Problem, *timetable.Contest, error) {
	f, err := os.Open(s.File)
	if err != nil {
		return nil, nil, Refused(err.Error())
	}
	defer f.Close()
	if s.Format != "itc2007" {
		p, err := timetable.ReadProblem(f)
		if err != nil {
			return nil, nil, Refused(c.T("cmd.timetable.unread", "File", s.File, "Why", err.Error()))
		}
		return p, nil, nil
	}
	contest, err := timetable.ReadContest(f)
	if err != nil {
		return nil, nil, Refused(c.T("cmd.timetable.unread", "File", s.File, "Why", err.Error()))
	}
	p, err := contest.Problem()
	if err != nil {
		return nil, nil, Refused(c.T("cmd.timetable.unread", "File", s.File, "Why", err.Error()))
	}
	return p, contest, nil
}

// write keeps the plan in a file: a solution of the competition, or JSON.
func (s *TimetableSolveCmd) write(c *Command, d solvedData, lectures []timetable.Lecture) error {
	f, err := os.Create(s.Out)
	if err != nil {
		return c.cannotWrite(s.Out, err)
	}
	if lectures != nil {
		_, err = io.WriteString(f, timetable.LectureLines(lectures))
	} else {
		err = writeJSON(f, d)
	}
	return errors.Join(err, f.Close())
}

// whyNot says what stands in the way of an event.
func (c *Command) whyNot(p *timetable.Problem, places []timetable.Place, e int) string {
	var list []string
	for _, r := range timetable.Why(p, places, e) {
		list = append(list, c.T("cmd.timetable.why."+string(r.Rule), "Name", r.Name, "N", r.Times, "Of", r.Of))
	}
	return strings.Join(list, "; ")
}

// printSolved prints a plan. A solution of the competition stands alone, as check
// reads it, and what is said of it beside it.
func (c *Command) printSolved(d solvedData, lectures []timetable.Lecture, whole bool) {
	if lectures != nil && whole {
		c.Printf("%s", timetable.LectureLines(lectures))
		beside := *c
		beside.Out = c.Err
		beside.printSolved(d, lectures, false)
		return
	}
	c.Printf("%s\n", c.T("cmd.timetable.solved", "Cost", d.Cost, "N", d.Breaches, "Left", len(d.Left), "Moves", d.Moves))
	if d.Contest != nil {
		c.printRated(*d.Contest)
	} else {
		c.Printf("%s\n", c.T("cmd.timetable.parts", "Times", d.Costs.Times, "Choices", d.Costs.Choices, "Alone", d.Costs.Alone, "Gaps", d.Costs.Gaps, "Loads", d.Costs.Loads, "Spreads", d.Costs.Spreads, "Steady", d.Costs.Steady))
	}
	for _, l := range d.Left {
		c.Printf("  %s: %s\n", l.Event, l.Why)
	}
	if !whole {
		return
	}
	for _, at := range d.Places {
		c.Printf("%-40s  %5d-%-5d  %s\n", at.Event, at.Start, at.End, strings.Join(at.Picks, ", "))
	}
}

func (c *Command) printRated(r timetable.ContestCost) {
	c.Printf("%s\n", c.T("cmd.timetable.rated", "Hard", r.Hard(), "Soft", r.Soft(), "Capacity", r.Capacity, "MinDays", r.MinDays, "Alone", r.Alone, "Stability", r.Stability))
}

// TimetableCheckCmd counts what a solution of the competition breaks and costs.
type TimetableCheckCmd struct {
	Format   string `help:"timetable_format_help" enum:"itc2007" default:"itc2007"`
	Instance string `arg:"" type:"existingfile" help:"timetable_file_help"`
	Solution string `arg:"" type:"existingfile" help:"timetable_solution_help"`
}

// Run counts; it fails where a hard rule is broken.
func (k *TimetableCheckCmd) Run(c *Command) error {
	in, err := os.Open(k.Instance)
	if err != nil {
		return Refused(err.Error())
	}
	defer in.Close()
	contest, err := timetable.ReadContest(in)
	if err != nil {
		return Refused(c.T("cmd.timetable.unread", "File", k.Instance, "Why", err.Error()))
	}
	out, err := os.Open(k.Solution)
	if err != nil {
		return Refused(err.Error())
	}
	defer out.Close()
	lectures, err := timetable.ReadLectures(out)
	if err != nil {
		return Refused(c.T("cmd.timetable.unread", "File", k.Solution, "Why", err.Error()))
	}
	rated, err := contest.Rate(lectures)
	if err != nil {
		return Refused(c.T("cmd.timetable.unread", "File", k.Solution, "Why", err.Error()))
	}
	if c.JSON {
		err = c.PrintJSON(rated)
	} else {
		c.printRated(rated)
	}
	if err == nil && rated.Hard() > 0 {
		err = Refused(c.T("cmd.timetable.broken", "N", rated.Hard()))
	}
	return err
}
