-- +goose Up
CREATE TABLE training_wish (
  id TEXT NOT NULL PRIMARY KEY,
  agency_id TEXT NOT NULL,
  kind TEXT NOT NULL,
  person_id TEXT NOT NULL,
  other_id TEXT NOT NULL,
  wave INTEGER NOT NULL,
  from_date TEXT NOT NULL,
  until_date TEXT NOT NULL,
  reason TEXT NOT NULL,
  document TEXT NOT NULL,
  entered_at TEXT NOT NULL,
  entered_by TEXT NOT NULL,
  UNIQUE (agency_id, kind, person_id, other_id, wave, from_date)
);
CREATE INDEX training_wish_person ON training_wish (person_id);

CREATE TABLE training_far (
  agency_id TEXT NOT NULL,
  unit_id TEXT NOT NULL,
  minutes INTEGER NOT NULL,
  entered_at TEXT NOT NULL,
  PRIMARY KEY (agency_id, unit_id)
);

CREATE TABLE training_waiting (
  programme_id TEXT NOT NULL REFERENCES training_programme (id),
  agency_id TEXT NOT NULL,
  person_id TEXT NOT NULL,
  reason TEXT NOT NULL,
  args_json TEXT NOT NULL,
  since TEXT NOT NULL,
  PRIMARY KEY (programme_id, person_id)
);
CREATE INDEX training_waiting_agency ON training_waiting (agency_id);

ALTER TABLE training_seat ADD COLUMN begin_authority TEXT NOT NULL DEFAULT '';
ALTER TABLE training_seat ADD COLUMN end_authority TEXT NOT NULL DEFAULT '';
ALTER TABLE training_programme ADD COLUMN share INTEGER NOT NULL DEFAULT 0;

-- +goose Down
ALTER TABLE training_programme DROP COLUMN share;
ALTER TABLE training_seat DROP COLUMN end_authority;
ALTER TABLE training_seat DROP COLUMN begin_authority;
DROP TABLE training_waiting;
DROP TABLE training_far;
DROP TABLE training_wish;
