-- +goose Up
CREATE TABLE probation_import (
  id TEXT NOT NULL PRIMARY KEY,
  agency_id TEXT NOT NULL,
  kind TEXT NOT NULL,
  file_name TEXT NOT NULL,
  file_hash TEXT NOT NULL,
  as_of TEXT NOT NULL,
  people INTEGER NOT NULL,
  added INTEGER NOT NULL,
  unchanged INTEGER NOT NULL,
  at TEXT NOT NULL,
  actor TEXT NOT NULL,
  undone_at TEXT NOT NULL
);
CREATE INDEX probation_import_agency ON probation_import (agency_id, kind, at);
CREATE TABLE probation_performance (
  id TEXT NOT NULL PRIMARY KEY,
  agency_id TEXT NOT NULL,
  person_id TEXT NOT NULL,
  period TEXT NOT NULL,
  results TEXT NOT NULL,
  behaviour TEXT NOT NULL,
  predicate TEXT NOT NULL,
  quadrant INTEGER NOT NULL,
  import_id TEXT NOT NULL,
  reason TEXT NOT NULL,
  added_at TEXT NOT NULL,
  added_by TEXT NOT NULL,
  replaced_by TEXT NOT NULL
);
CREATE INDEX probation_performance_agency ON probation_performance (agency_id, replaced_by, period);
CREATE INDEX probation_performance_person ON probation_performance (person_id);
CREATE TABLE probation_discipline (
  id TEXT NOT NULL PRIMARY KEY,
  agency_id TEXT NOT NULL,
  person_id TEXT NOT NULL,
  level TEXT NOT NULL,
  measure TEXT NOT NULL,
  number TEXT NOT NULL,
  issued_on TEXT NOT NULL,
  import_id TEXT NOT NULL,
  reason TEXT NOT NULL,
  added_at TEXT NOT NULL,
  added_by TEXT NOT NULL,
  revoked_reason TEXT NOT NULL,
  revoked_at TEXT NOT NULL
);
CREATE INDEX probation_discipline_agency ON probation_discipline (agency_id);
CREATE INDEX probation_discipline_person ON probation_discipline (person_id);

-- +goose Down
DROP TABLE probation_discipline;
DROP TABLE probation_performance;
DROP TABLE probation_import;
