-- +goose Up
CREATE TABLE actualization_report (
  id TEXT NOT NULL PRIMARY KEY,
  agency_id TEXT NOT NULL,
  batch_id TEXT NOT NULL,
  chain_id TEXT NOT NULL,
  person_id TEXT NOT NULL,
  monday TEXT NOT NULL,
  body TEXT NOT NULL,
  state TEXT NOT NULL,
  sent_at TEXT NOT NULL,
  sent_by TEXT NOT NULL,
  decided_at TEXT NOT NULL,
  decided_by TEXT NOT NULL,
  note TEXT NOT NULL,
  replaced_by TEXT NOT NULL
);
CREATE UNIQUE INDEX actualization_report_in_force ON actualization_report (chain_id, monday) WHERE replaced_by = '';
CREATE INDEX actualization_report_batch ON actualization_report (batch_id) WHERE replaced_by = '';
CREATE INDEX actualization_report_person ON actualization_report (person_id);

-- +goose Down
DROP TABLE actualization_report;
