-- +goose Up
CREATE TABLE schedule_mentor (
  id TEXT NOT NULL PRIMARY KEY,
  agency_id TEXT NOT NULL,
  nip TEXT NOT NULL,
  name TEXT NOT NULL,
  title TEXT NOT NULL,
  unit TEXT NOT NULL,
  phone TEXT NOT NULL,
  email TEXT NOT NULL,
  made_at TEXT NOT NULL
);
CREATE UNIQUE INDEX schedule_mentor_nip ON schedule_mentor (agency_id, nip) WHERE nip <> '';
CREATE TABLE schedule_mentoring (
  id TEXT NOT NULL PRIMARY KEY,
  agency_id TEXT NOT NULL,
  mentor_id TEXT NOT NULL REFERENCES schedule_mentor (id),
  person_id TEXT NOT NULL,
  from_date TEXT NOT NULL,
  until_date TEXT NOT NULL,
  letter TEXT NOT NULL,
  letter_on TEXT NOT NULL,
  reason TEXT NOT NULL,
  import_id TEXT NOT NULL,
  made_at TEXT NOT NULL,
  made_by TEXT NOT NULL
);
CREATE UNIQUE INDEX schedule_mentoring_now ON schedule_mentoring (person_id) WHERE until_date = '';
CREATE INDEX schedule_mentoring_mentor ON schedule_mentoring (mentor_id);
CREATE INDEX schedule_mentoring_agency ON schedule_mentoring (agency_id, person_id);
CREATE INDEX schedule_mentoring_import ON schedule_mentoring (import_id) WHERE import_id <> '';
CREATE TABLE schedule_mentor_import (
  id TEXT NOT NULL PRIMARY KEY,
  agency_id TEXT NOT NULL,
  file_name TEXT NOT NULL,
  file_hash TEXT NOT NULL,
  people INTEGER NOT NULL,
  made_at TEXT NOT NULL,
  made_by TEXT NOT NULL,
  undone_at TEXT NOT NULL
);

-- +goose Down
DROP TABLE schedule_mentor_import;
DROP TABLE schedule_mentoring;
DROP TABLE schedule_mentor;
