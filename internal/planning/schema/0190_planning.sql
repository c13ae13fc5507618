-- +goose Up
CREATE TABLE planning_weights (
  agency_id TEXT NOT NULL PRIMARY KEY,
  weights TEXT NOT NULL
);

CREATE TABLE planning_run (
  id TEXT NOT NULL PRIMARY KEY,
  agency_id TEXT NOT NULL,
  programme_id TEXT NOT NULL,
  task_id TEXT NOT NULL,
  state TEXT NOT NULL,
  mend INTEGER NOT NULL,
  seed INTEGER NOT NULL,
  moves INTEGER NOT NULL,
  weights TEXT NOT NULL,
  outcome TEXT NOT NULL,
  begun_at TEXT NOT NULL,
  begun_by TEXT NOT NULL,
  ended_at TEXT NOT NULL
);
CREATE INDEX planning_run_programme ON planning_run (programme_id, begun_at);

-- +goose Down
DROP TABLE planning_run;
DROP TABLE planning_weights;
