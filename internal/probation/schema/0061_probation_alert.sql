-- +goose Up
CREATE TABLE probation_alert (
  agency_id TEXT NOT NULL,
  person_id TEXT NOT NULL,
  due_key TEXT NOT NULL,
  due_on TEXT NOT NULL,
  line INTEGER NOT NULL,
  at TEXT NOT NULL,
  PRIMARY KEY (person_id, due_key, due_on, line)
);
CREATE INDEX probation_alert_agency ON probation_alert (agency_id);
CREATE TABLE probation_sweep (
  agency_id TEXT NOT NULL PRIMARY KEY,
  day TEXT NOT NULL
);

-- +goose Down
DROP TABLE probation_sweep;
DROP TABLE probation_alert;
