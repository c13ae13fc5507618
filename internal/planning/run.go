package planning

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"pamong/internal/kit/clock"
	"pamong/internal/kit/db"
	"pamong/internal/kit/fault"
	"pamong/internal/kit/jobs"
	"pamong/internal/kit/timetable"
	"pamong/internal/org"
	"pamong/internal/training"
)

// RunID names one search of a plan.
type RunID string

// State says how far a run is.
type State string

// The states of runs.
const (
	Running  State = "running"
	Stopping State = "stopping" // somebody has asked it to keep what it has
	Done     State = "done"
	Failed   State = "failed"
)

// Run is one search of a plan for a programme, with what it came to.
type Run struct {
	ID        RunID
	Agency    org.AgencyID
	Programme training.ProgrammeID
	Task      jobs.TaskID // "" for one at a command line
	State     State
	Order
	Weights Weights
	Report  Report
	Begun   time.Time
	By      string
	Ended   time.Time // zero while it runs
}

// Order says how a plan is searched.
type Order struct {
	Mend  bool // begin where everything lies, and move only what must move
	Moves int  // tried for each session
	Seed  uint64
}

// The moves for each session of an order that is quick, and of one that is
// thorough. On an ordinary machine the first plans a programme of 338 people in
// about a second, the second in about ten.
const (
	Quick    = 800
	Thorough = 8000
)

// mostMoves bounds the moves for each session that anybody may ask for.
const mostMoves = 10_000_000

// mostQuick bounds the moves of a quick search, so that a province has its first
// plan within a minute too.
const mostQuick = 8_000_000

// Report is what is kept of an outcome.
type Report struct {
	Sessions int             `json:"sessions"` // that a plan may move
	Changed  int             `json:"changed"`
	Bound    int             `json:"bound"` // coaches and examiners who were proposed
	Left     []Left          `json:"left"`
	Costs    timetable.Costs `json:"costs"`
	Moves    int             `json:"moves"`
	Again    int             `json:"again"` // how often it began anew because somebody changed sessions
}

// lost is after how long a run that has not ended counts as dead.
const lost = 15 * time.Minute

// Under reports whether a run is under way.
func (r Run) Under(now time.Time) bool {
	return (r.State == Running || r.State == Stopping) && now.Sub(r.Begun) < lost
}

// Runs returns the runs of a programme, newest first.
func Runs(ctx context.Context, q db.Q, programme training.ProgrammeID) ([]Run, error) {
	return db.List(ctx, q, "list runs", scanRun, `SELECT `+runColumns+` FROM planning_run WHERE programme_id = $1 ORDER BY begun_at DESC, id DESC`, string(programme))
}

// RunByID returns a run of an agency.
func RunByID(ctx context.Context, q db.Q, agency org.AgencyID, id RunID) (Run, error) {
	list, err := db.List(ctx, q, "read run", scanRun, `SELECT `+runColumns+` FROM planning_run WHERE agency_id = $1 AND id = $2`, string(agency), string(id))
	if err != nil {
		return Run{}, err
	}
	if len(list) == 0 {
		return Run{}, fault.NotFound("access.not_found")
	}
	return list[0], nil
}

const runColumns = `id, agency_id, programme_id, task_id, state, mend, seed, moves, weights, outcome, begun_at, begun_by, ended_at`

func scanRun(row db.Row) (r Run, err error) {
	var weights, report, begun, ended string
	var seed int64
	if err := row.Scan(&r.ID, &r.Agency, &r.Programme, &r.Task, &r.State, &r.Mend, &seed, &r.Moves, &weights, &report, &begun, &r.By, &ended); err != nil {
		return r, err
	}
	r.Seed = uint64(seed)
	if r.Begun, err = clock.ParseStamp(begun); err != nil {
		return r, err
	}
	if ended != "" {
		if r.Ended, err = clock.ParseStamp(ended); err != nil {
			return r, err
		}
	}
	if err := json.Unmarshal([]byte(weights), &r.Weights); err != nil {
		return r, fmt.Errorf("read weights of run %s: %w", r.ID, err)
	}
	if report == "" {
		return r, nil
	}
	if err := json.Unmarshal([]byte(report), &r.Report); err != nil {
		return r, fmt.Errorf("read report of run %s: %w", r.ID, err)
	}
	return r, nil
}

// WeightsOf returns what wishes count for an agency.
func WeightsOf(ctx context.Context, q db.Q, agency org.AgencyID) (Weights, error) {
	w := Usual()
	list, err := db.Column[string](ctx, q, "read weights", `SELECT weights FROM planning_weights WHERE agency_id = $1`, string(agency))
	if err != nil || len(list) == 0 {
		return w, err
	}
	if err := json.Unmarshal([]byte(list[0]), &w); err != nil {
		return w, fmt.Errorf("read weights: %w", err)
	}
	return w, nil
}

// How much of the time of a job a search leaves for what comes after it, and for how
// long a search that begins anew has to go on to be worth it. A job that takes longer
// than it may counts as lost, and would be begun a second time beside the first.
const (
	toWrite     = 40 * time.Second
	leastSearch = 20 * time.Second
)

// searchUntil is when a search has to end, so that what was found can be written
// before the time of the context is over: years ahead where it has no end.
func searchUntil(ctx context.Context) time.Time {
	if end, bounded := ctx.Deadline(); bounded {
		return end.Add(-toWrite)
	}
	return time.Now().AddDate(1, 0, 0)
}
