package moving

import (
	"cmp"
	"slices"
	"strconv"

	"pamong/internal/kit/clock"
	"pamong/internal/roster"
	"pamong/internal/training"
)

// Plan is what all files of a move say together: people, batches, and what of
// it contradicts itself.
type Plan struct {
	Pages     []Seen
	People    []*Person // in the order in which the files name them
	Batches   []*Batch  // by number
	Problems  []Problem
	Proposals []Proposal

	byNIP  map[string]*Person
	titles map[Field]string // of columns of marks
}

// Seen is a page with what it was taken for and what came of its lines.
type Seen struct {
	Page  *Page
	Guess Guess
	Said  Said
	Used  int // lines that name a person, or a date
	Left  int // lines that were left out
}

// Person is one person of the files.
type Person struct {
	NIP, Name string
	ID        roster.PersonID // "" unless they are on the roster already
	Listed    bool            // a list of people names them
	Source    Source
	Fields    map[roster.Field]string
	Batch     int // 0 for none
	Group     int
	Guide     Guide
	Marks     map[Field]int // hundredths by column
	Days      []Attended
	STTP      *Certificate
	Papers    []Paper
	Ratings   []Rating

	rules   bool // a list of people names them, whatever the division says
	refused bool // the roster does not take them
}

// Guide is who guides a person.
type Guide struct {
	Coach, Mentor string
	Of            []string // of the mentor: NIP, position, unit, phone, e-mail, number and date of the letter
	Source        Source
}

// Attended is what a list of attendance says of one column.
type Attended struct {
	Slot   Field // "day:…"
	Text   string
	Reason string
	Source Source
}

// Certificate is what a list says of an STTP.
type Certificate struct {
	Number, Issued, Ended, Final, Predicate, Batch, Registration string
	Source                                                       Source
}

// Paper is what a list says of an SPMT or a health letter.
type Paper struct {
	Number, On, Examiner, Outcome string
	Health                        bool
	Source                        Source
}

// Rating is what a list says of the performance of one period.
type Rating struct {
	Period, Results, Behaviour, Predicate, Discipline string
	Source                                            Source
}

// Batch is one batch of the files.
type Batch struct {
	Number int
	Wave   int
	Start  clock.Date
	End    clock.Date // of what was dated
	Class  training.Class
	Groups int
	People []*Person
	Stages []Stretch // as the files date them
	AsOf   clock.Date
	Asked  bool // no file dates it
}

// Stretch is one dated stage of a batch.
type Stretch struct {
	Title      string
	Start, End clock.Date
	Source     Source
}

// Proposal is a line whose person is not certain: a person confirms it.
type Proposal struct {
	Key        string
	Name, NIP  string // as the line has them
	Source     Source
	More       int // further lines of the same name
	Candidates []Candidate
	Chosen     string // NIP, "-" for nobody, "" while nobody has said
}

// Candidate is who a line may mean.
type Candidate struct {
	NIP, Name string
	Same      bool // the name is the same but for titles
}

// batch returns the batch of a number.
func (p *Plan) batch(n int) *Batch {
	i, found := slices.BinarySearchFunc(p.Batches, n, func(b *Batch, n int) int { return cmp.Compare(b.Number, n) })
	if !found {
		p.Batches = slices.Insert(p.Batches, i, &Batch{Number: n})
	}
	return p.Batches[i]
}

// Wrong counts the problems that keep something out.
func (p *Plan) Wrong() int {
	n := 0
	for i := range p.Problems {
		if p.Problems[i].Wrong {
			n++
		}
	}
	return n
}

// Open counts the proposals that nobody has answered.
func (p *Plan) Open() int {
	n := 0
	for _, one := range p.Proposals {
		if one.Chosen == "" {
			n++
		}
	}
	return n
}

// Sums counts what a plan would enter.
type Sums struct {
	People, Seats, Batches, Attendance, Marks, STTP, Papers, Performance, Guides int
}

// Sums counts what the plan would enter.
func (p *Plan) Sums() Sums {
	s := Sums{Batches: len(p.Batches)}
	for _, one := range p.People {
		if one.refused {
			continue
		}
		if one.Listed {
			s.People++
		}
		if one.Batch > 0 {
			s.Seats++
		}
		s.Attendance += len(one.Days)
		s.Marks += len(one.Marks)
		s.Papers += len(one.Papers)
		s.Performance += len(one.Ratings)
		if one.STTP != nil {
			s.STTP++
		}
		if one.Guide.Coach != "" || one.Guide.Mentor != "" {
			s.Guides++
		}
	}
	return s
}

// doubt and wrong note something.
func (p *Plan) doubt(message string, who *Person, at []Source, args ...any) {
	p.Problems = append(p.Problems, p.problem(false, message, who, at, args))
}

func (p *Plan) wrong(message string, who *Person, at []Source, args ...any) {
	p.Problems = append(p.Problems, p.problem(true, message, who, at, args))
}

func (p *Plan) problem(wrong bool, message string, who *Person, at []Source, args []any) Problem {
	one := Problem{Wrong: wrong, Message: message, Args: args, Sources: at}
	if who != nil {
		one.Who, one.NIP = who.Name, who.NIP
	}
	return one
}

func itoa(n int) string { return strconv.Itoa(n) }
