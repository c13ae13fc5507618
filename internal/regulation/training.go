package regulation

import (
	"pamong/internal/kit/calendar"
	"pamong/internal/kit/fault"
)

// Training is the part of a pack that rules a course.
type Training struct {
	Modes         []Mode        `yaml:"modes"` // the usual one first
	Hours         Hours         `yaml:"hours"`
	Curriculum    []Agenda      `yaml:"curriculum"`
	Actualization Actualization `yaml:"actualization"`
	Evaluation    Evaluation    `yaml:"evaluation"`
	Attendance    Attendance    `yaml:"attendance"`
	Batch         BatchRule     `yaml:"batch"`
	PostTraining  PostTraining  `yaml:"post_training"`
	Certificate   *Certificate  `yaml:"certificate,omitempty"`
}

// Mode is one way to hold the course, for instance blended.
type Mode struct {
	Key    string     `yaml:"key"`
	Title  Text       `yaml:"title"`
	JP     Value[int] `yaml:"jp"` // of the whole course; 0 while not known
	Stages []Stage    `yaml:"stages"`
}

// StageKind says where and how the people of a stage learn.
type StageKind string

// The kinds of stages.
const (
	StageSelfStudy StageKind = "self_study"
	StageOnline    StageKind = "online"
	StageWorkplace StageKind = "workplace"
	StageClass     StageKind = "class"
)

// Stage is one stretch of a course. Days and JP of 0 are not known: the
// organiser sets them.
type Stage struct {
	Key        string               `yaml:"key"`
	Title      Text                 `yaml:"title"`
	Kind       StageKind            `yaml:"kind"`
	Days       Value[int]           `yaml:"days"`
	JP         Value[int]           `yaml:"jp"`
	DailyMaxJP Value[int]           `yaml:"daily_max_jp"` // binds synchronous and classroom JP only
	Unit       Value[calendar.Unit] `yaml:"unit"`
	Skip       Value[[]string]      `yaml:"skip"`
	Template   []DayPattern         `yaml:"template,omitempty"`
}

// Rule returns how the days of the stage are counted unless a batch decides
// otherwise. Parse has made sure that it makes sense.
func (s *Stage) Rule() calendar.Rule {
	r, _ := calendar.NewRule(s.Unit.Value, s.Skip.Value)
	return r
}

// DayPattern says how many successive days of a stage look alike, and what
// each of them holds.
type DayPattern struct {
	Days     int              `yaml:"days"`
	Sessions []SessionPattern `yaml:"sessions"`
	Evidence `yaml:",inline"`
}

// SessionKind says how a session is held.
type SessionKind string

// The kinds of sessions.
const (
	Synchronous  SessionKind = "synchronous"
	Asynchronous SessionKind = "asynchronous"
	Classroom    SessionKind = "classroom"
	Workplace    SessionKind = "workplace"
	Ceremony     SessionKind = "ceremony"
)

// SessionPattern is one session of a day: its subject of the curriculum, how
// it is held, for whom (the whole batch or each group apart), who leads it,
// and its JP.
type SessionPattern struct {
	Subject  string      `yaml:"subject"`
	Kind     SessionKind `yaml:"kind"`
	Audience string      `yaml:"audience"` // batch or group
	Lead     string      `yaml:"lead"`     // tutor, coach, examiner, mentor, committee or none
	JP       int         `yaml:"jp"`
}

// Hours are the rules of the clock: minutes are lengths, times of day are
// minutes after midnight.
type Hours struct {
	MinutesPerJP   Value[int] `yaml:"minutes_per_jp"`
	DayStart       Value[int] `yaml:"day_start"`
	DayEnd         Value[int] `yaml:"day_end"`
	LunchStart     Value[int] `yaml:"lunch_start"`
	LunchMinutes   Value[int] `yaml:"lunch_minutes"`
	AfternoonBreak Value[int] `yaml:"afternoon_break_minutes"`
	FridayMinutes  Value[int] `yaml:"friday_break_minutes"`
	RamadanStart   Value[int] `yaml:"ramadan_start"`
	RamadanWeek    Value[int] `yaml:"ramadan_week_minutes"`
}

// Agenda is one chapter of the curriculum.
type Agenda struct {
	Key      string          `yaml:"key"`
	Title    Text            `yaml:"title"`
	Proof    Value[[]string] `yaml:"proof"` // what shows that it was learnt
	Subjects []Subject       `yaml:"subjects"`
}

// Subject is one subject; JP is absent where no source tells it.
type Subject struct {
	Key      string      `yaml:"key"`
	Title    Text        `yaml:"title"`
	JP       *Value[int] `yaml:"jp,omitempty"`
	Evidence `yaml:",inline"`
}

// Actualization rules the choice of the issue that a participant solves.
type Actualization struct {
	LeastIssues Value[int]    `yaml:"least_issues"`
	Methods     []IssueMethod `yaml:"methods"`
}

// IssueMethod is a way to score issues: each criterion from Least to Most.
type IssueMethod struct {
	Key      string   `yaml:"key"`
	Title    Text     `yaml:"title"`
	Criteria []string `yaml:"criteria"`
	Least    int      `yaml:"least"`
	Most     int      `yaml:"most"`
	Evidence `yaml:",inline"`
}

// Evaluation rules how marks become a final mark and a predicate.
type Evaluation struct {
	Components []Component   `yaml:"components"`
	Rounding   Value[string] `yaml:"rounding"` // of the final mark, to hundredths
	Bands      []Band        `yaml:"bands"`    // highest first
}

// RoundHalfUp is the only rounding that the formula knows.
const RoundHalfUp = "half_up"

// Component is one component of the final mark or a part of one. Its weight
// is in hundredths of a per cent of the final mark.
type Component struct {
	Key      string             `yaml:"key"`
	Title    Text               `yaml:"title"`
	Weight   Value[Hundredths]  `yaml:"weight"`
	Markers  Value[[]string]    `yaml:"markers"`
	PassMark *Value[Hundredths] `yaml:"pass_mark,omitempty"`
	Modes    *Value[[]string]   `yaml:"modes,omitempty"` // of a part: only in these modes
	Parts    []Component        `yaml:"parts,omitempty"`
}

// Outcome is what a final mark proposes to the graduation meeting.
type Outcome string

// The outcomes.
const (
	Passed   Outcome = "passed"
	Deferred Outcome = "deferred"
	Failed   Outcome = "failed"
)

// Band maps final marks From up to To, both included, to a predicate.
type Band struct {
	From      Hundredths `yaml:"from"`
	To        Hundredths `yaml:"to"`
	Predicate Text       `yaml:"predicate"`
	Outcome   Outcome    `yaml:"outcome"`
	Evidence  `yaml:",inline"`
}

// Attendance rules how much absence is too much. A breach opens a case; it
// fails nobody.
type Attendance struct {
	MaxSessions Value[int]        `yaml:"max_sessions"`
	MaxJP       Value[int]        `yaml:"max_jp"`
	MaxDays     Value[int]        `yaml:"max_days"`
	Deduction   Value[Hundredths] `yaml:"deduction"` // points per absence
}

// BatchRule rules the division of people.
type BatchRule struct {
	Cap           Value[int]       `yaml:"cap"`
	Groups        Value[int]       `yaml:"groups"`
	Numbering     Value[Numbering] `yaml:"numbering"`
	GolonganApart Value[bool]      `yaml:"golongan_apart"`
}

// PostTraining rules when the evaluation after the training is held, in
// calendar months after the end of the batch.
type PostTraining struct {
	OpensMonths  Value[int] `yaml:"opens_months"`
	ClosesMonths Value[int] `yaml:"closes_months"`
}

// Mode returns the mode with the key, the usual one for an empty key, and a
// NotFound fault when the pack has no such mode.
func (t *Training) Mode(key string) (*Mode, error) {
	for i := range t.Modes {
		if t.Modes[i].Key == key || key == "" {
			return &t.Modes[i], nil
		}
	}
	return nil, fault.NotFound("regulation.fault.no_mode", "Mode", key)
}

// Stage returns the stage with the key, nil if the mode has none.
func (m *Mode) Stage(key string) *Stage {
	for i := range m.Stages {
		if m.Stages[i].Key == key {
			return &m.Stages[i]
		}
	}
	return nil
}

// Days returns the days of all stages.
func (m *Mode) Days() int {
	n := 0
	for _, s := range m.Stages {
		n += s.Days.Value
	}
	return n
}

// Subject returns the subject with the key and its agenda, nil if the
// curriculum has none.
func (t *Training) Subject(key string) (*Subject, *Agenda) {
	for i := range t.Curriculum {
		for j := range t.Curriculum[i].Subjects {
			if s := &t.Curriculum[i].Subjects[j]; s.Key == key {
				return s, &t.Curriculum[i]
			}
		}
	}
	return nil, nil
}
