-- +goose Up
CREATE TABLE jobs_task (
  id TEXT NOT NULL PRIMARY KEY,
  agency_id TEXT NOT NULL,
  started_by TEXT NOT NULL,
  title_key TEXT NOT NULL,
  title_args TEXT NOT NULL,
  state TEXT NOT NULL,
  done INTEGER NOT NULL,
  total INTEGER NOT NULL,
  outcome_key TEXT NOT NULL,
  outcome_args TEXT NOT NULL,
  trouble_key TEXT NOT NULL,
  trouble_args TEXT NOT NULL,
  reference TEXT NOT NULL,
  href TEXT NOT NULL,
  begun_at TEXT NOT NULL,
  changed_at TEXT NOT NULL,
  ended_at TEXT NOT NULL
);
CREATE INDEX jobs_task_agency ON jobs_task (agency_id, begun_at);

-- +goose Down
DROP TABLE jobs_task;
