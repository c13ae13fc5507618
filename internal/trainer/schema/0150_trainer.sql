-- +goose Up
CREATE TABLE trainer_trainer (
  id TEXT NOT NULL PRIMARY KEY,
  agency_id TEXT NOT NULL,
  nip TEXT NOT NULL,
  name TEXT NOT NULL,
  search_key TEXT NOT NULL,
  level TEXT NOT NULL,
  employer TEXT NOT NULL,
  unit_id TEXT NOT NULL,
  account_id TEXT NOT NULL,
  phone TEXT NOT NULL,
  email TEXT NOT NULL,
  day_jp INTEGER NOT NULL,
  month_jp INTEGER NOT NULL,
  duty_jp INTEGER NOT NULL,
  until_date TEXT NOT NULL,
  made_at TEXT NOT NULL
);
CREATE INDEX trainer_trainer_agency ON trainer_trainer (agency_id, search_key);
CREATE UNIQUE INDEX trainer_trainer_nip ON trainer_trainer (agency_id, nip) WHERE nip <> '';

CREATE TABLE trainer_right (
  id TEXT NOT NULL PRIMARY KEY,
  trainer_id TEXT NOT NULL REFERENCES trainer_trainer (id),
  role TEXT NOT NULL,
  agenda TEXT NOT NULL,
  class TEXT NOT NULL,
  certificate TEXT NOT NULL,
  from_date TEXT NOT NULL,
  until_date TEXT NOT NULL
);
CREATE INDEX trainer_right_trainer ON trainer_right (trainer_id);

CREATE TABLE trainer_absence (
  id TEXT NOT NULL PRIMARY KEY,
  trainer_id TEXT NOT NULL REFERENCES trainer_trainer (id),
  from_date TEXT NOT NULL,
  until_date TEXT NOT NULL,
  start_minute INTEGER NOT NULL,
  end_minute INTEGER NOT NULL,
  reason TEXT NOT NULL
);
CREATE INDEX trainer_absence_trainer ON trainer_absence (trainer_id, from_date);

CREATE TABLE trainer_binding (
  id TEXT NOT NULL PRIMARY KEY,
  agency_id TEXT NOT NULL,
  batch_id TEXT NOT NULL,
  group_number INTEGER NOT NULL,
  person_id TEXT NOT NULL,
  role TEXT NOT NULL,
  trainer_id TEXT NOT NULL REFERENCES trainer_trainer (id),
  from_date TEXT NOT NULL,
  until_date TEXT NOT NULL,
  document TEXT NOT NULL,
  reason TEXT NOT NULL,
  made_at TEXT NOT NULL,
  made_by TEXT NOT NULL
);
CREATE UNIQUE INDEX trainer_binding_now ON trainer_binding (batch_id, group_number, person_id, role) WHERE until_date = '';
CREATE INDEX trainer_binding_trainer ON trainer_binding (trainer_id, until_date);

CREATE TABLE trainer_bound (
  agency_id TEXT NOT NULL PRIMARY KEY,
  day_jp INTEGER NOT NULL,
  month_jp INTEGER NOT NULL,
  level_2 TEXT NOT NULL,
  level_3 TEXT NOT NULL
);

-- +goose Down
DROP TABLE trainer_bound;
DROP TABLE trainer_binding;
DROP TABLE trainer_absence;
DROP TABLE trainer_right;
DROP TABLE trainer_trainer;
