-- +goose Up
CREATE TABLE certificate_import (
  id TEXT NOT NULL PRIMARY KEY,
  agency_id TEXT NOT NULL,
  file_name TEXT NOT NULL,
  file_hash TEXT NOT NULL,
  added INTEGER NOT NULL,
  changed INTEGER NOT NULL,
  unchanged INTEGER NOT NULL,
  at TEXT NOT NULL,
  actor TEXT NOT NULL,
  undone_at TEXT NOT NULL
);
CREATE TABLE certificate_sttp (
  id TEXT NOT NULL PRIMARY KEY,
  agency_id TEXT NOT NULL,
  person_id TEXT NOT NULL,
  number TEXT NOT NULL,
  registration TEXT NOT NULL,
  issued_on TEXT NOT NULL,
  ended_on TEXT NOT NULL,
  batch_label TEXT NOT NULL,
  final INTEGER NOT NULL,
  predicate TEXT NOT NULL,
  import_id TEXT NOT NULL,
  added_at TEXT NOT NULL,
  added_by TEXT NOT NULL,
  replaced_by TEXT NOT NULL
);
CREATE INDEX certificate_sttp_agency ON certificate_sttp (agency_id, replaced_by);
CREATE INDEX certificate_sttp_person ON certificate_sttp (person_id);
CREATE UNIQUE INDEX certificate_sttp_number ON certificate_sttp (agency_id, number) WHERE replaced_by = '' AND number <> '';

-- +goose Down
DROP TABLE certificate_sttp;
DROP TABLE certificate_import;
