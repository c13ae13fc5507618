-- +goose Up
CREATE TABLE probation_export (
  id TEXT NOT NULL PRIMARY KEY,
  agency_id TEXT NOT NULL,
  kind TEXT NOT NULL,
  period TEXT NOT NULL,
  people INTEGER NOT NULL,
  left_out INTEGER NOT NULL,
  file_hash TEXT NOT NULL,
  file_name TEXT NOT NULL,
  at TEXT NOT NULL,
  actor TEXT NOT NULL
);
CREATE INDEX probation_export_agency ON probation_export (agency_id, at);
CREATE TABLE probation_export_row (
  export_id TEXT NOT NULL,
  person_id TEXT NOT NULL,
  digest TEXT NOT NULL,
  PRIMARY KEY (export_id, person_id)
);

-- +goose Down
DROP TABLE probation_export_row;
DROP TABLE probation_export;
