-- +goose Up
CREATE TABLE training_pack (
  hash TEXT NOT NULL PRIMARY KEY,
  pack_id TEXT NOT NULL,
  content TEXT NOT NULL,
  decoded TEXT NOT NULL
);

CREATE TABLE training_programme (
  id TEXT NOT NULL PRIMARY KEY,
  agency_id TEXT NOT NULL REFERENCES org_agency (id),
  name TEXT NOT NULL,
  search_key TEXT NOT NULL,
  pack_hash TEXT NOT NULL REFERENCES training_pack (hash),
  pack_id TEXT NOT NULL,
  mode TEXT NOT NULL,
  start_date TEXT NOT NULL,
  cap INTEGER NOT NULL,
  group_count INTEGER NOT NULL,
  mixed INTEGER NOT NULL,
  numbering TEXT NOT NULL,
  ramadan_from TEXT NOT NULL,
  ramadan_until TEXT NOT NULL,
  created_at TEXT NOT NULL,
  UNIQUE (agency_id, search_key)
);

CREATE TABLE training_wave (
  id TEXT NOT NULL PRIMARY KEY,
  programme_id TEXT NOT NULL REFERENCES training_programme (id),
  number INTEGER NOT NULL,
  start_date TEXT NOT NULL,
  UNIQUE (programme_id, number)
);

CREATE TABLE training_batch (
  id TEXT NOT NULL PRIMARY KEY,
  agency_id TEXT NOT NULL,
  programme_id TEXT NOT NULL REFERENCES training_programme (id),
  wave_id TEXT NOT NULL REFERENCES training_wave (id),
  number INTEGER NOT NULL,
  label TEXT NOT NULL,
  class TEXT NOT NULL,
  pack_hash TEXT NOT NULL REFERENCES training_pack (hash),
  mode TEXT NOT NULL,
  start_date TEXT NOT NULL,
  end_date TEXT NOT NULL,
  holidays_as_of TEXT NOT NULL,
  state TEXT NOT NULL,
  UNIQUE (programme_id, number)
);
CREATE INDEX training_batch_agency ON training_batch (agency_id, start_date);
CREATE INDEX training_batch_wave ON training_batch (wave_id);

CREATE TABLE training_stage (
  batch_id TEXT NOT NULL REFERENCES training_batch (id),
  position INTEGER NOT NULL,
  key TEXT NOT NULL,
  kind TEXT NOT NULL,
  start_date TEXT NOT NULL,
  end_date TEXT NOT NULL,
  days TEXT NOT NULL,
  change_json TEXT NOT NULL,
  PRIMARY KEY (batch_id, position)
);

CREATE TABLE training_group (
  id TEXT NOT NULL PRIMARY KEY,
  batch_id TEXT NOT NULL REFERENCES training_batch (id),
  number INTEGER NOT NULL,
  UNIQUE (batch_id, number)
);

CREATE TABLE training_seat (
  id TEXT NOT NULL PRIMARY KEY,
  agency_id TEXT NOT NULL,
  programme_id TEXT NOT NULL REFERENCES training_programme (id),
  batch_id TEXT NOT NULL REFERENCES training_batch (id),
  person_id TEXT NOT NULL,
  attempt INTEGER NOT NULL,
  chain_id TEXT NOT NULL,
  from_date TEXT NOT NULL,
  until_date TEXT NOT NULL,
  begin_event TEXT NOT NULL,
  begin_reason TEXT NOT NULL,
  begin_document TEXT NOT NULL,
  begin_by TEXT NOT NULL,
  end_event TEXT NOT NULL,
  end_reason TEXT NOT NULL,
  end_document TEXT NOT NULL,
  end_by TEXT NOT NULL
);
CREATE UNIQUE INDEX training_seat_now ON training_seat (person_id) WHERE until_date = '';
CREATE INDEX training_seat_batch ON training_seat (batch_id, until_date);
CREATE INDEX training_seat_person ON training_seat (person_id);
CREATE INDEX training_seat_agency ON training_seat (agency_id, until_date);

CREATE TABLE training_group_seat (
  id TEXT NOT NULL PRIMARY KEY,
  seat_id TEXT NOT NULL REFERENCES training_seat (id),
  group_id TEXT NOT NULL REFERENCES training_group (id),
  from_date TEXT NOT NULL,
  until_date TEXT NOT NULL,
  reason TEXT NOT NULL
);
CREATE UNIQUE INDEX training_group_seat_now ON training_group_seat (seat_id) WHERE until_date = '';
CREATE INDEX training_group_seat_group ON training_group_seat (group_id);
CREATE INDEX training_group_seat_seat ON training_group_seat (seat_id);

CREATE TABLE training_outcome (
  id TEXT NOT NULL PRIMARY KEY,
  agency_id TEXT NOT NULL,
  person_id TEXT NOT NULL,
  outcome TEXT NOT NULL,
  on_date TEXT NOT NULL,
  source TEXT NOT NULL,
  recorded_at TEXT NOT NULL,
  withdrawn_at TEXT NOT NULL
);
CREATE UNIQUE INDEX training_outcome_now ON training_outcome (person_id) WHERE withdrawn_at = '';
CREATE INDEX training_outcome_agency ON training_outcome (agency_id, withdrawn_at);

-- +goose Down
DROP TABLE training_outcome;
DROP TABLE training_group_seat;
DROP TABLE training_seat;
DROP TABLE training_group;
DROP TABLE training_stage;
DROP TABLE training_batch;
DROP TABLE training_wave;
DROP TABLE training_programme;
DROP TABLE training_pack;
