-- +goose Up
CREATE TABLE probation_oath (
  id TEXT NOT NULL PRIMARY KEY,
  agency_id TEXT NOT NULL,
  held_on TEXT NOT NULL,
  starts TEXT NOT NULL,
  place TEXT NOT NULL,
  official_name TEXT NOT NULL,
  official_title TEXT NOT NULL,
  per_row INTEGER NOT NULL,
  state TEXT NOT NULL,
  minutes_number TEXT NOT NULL,
  minutes_on TEXT NOT NULL,
  reason TEXT NOT NULL,
  changed_at TEXT NOT NULL,
  changed_by TEXT NOT NULL
);
CREATE INDEX probation_oath_agency ON probation_oath (agency_id, held_on);
CREATE TABLE probation_oath_seat (
  oath_id TEXT NOT NULL,
  person_id TEXT NOT NULL,
  state TEXT NOT NULL,
  number INTEGER NOT NULL,
  reason TEXT NOT NULL,
  PRIMARY KEY (oath_id, person_id)
);
CREATE INDEX probation_oath_seat_person ON probation_oath_seat (person_id);
CREATE TABLE probation_oath_helper (
  oath_id TEXT NOT NULL,
  place INTEGER NOT NULL,
  kind TEXT NOT NULL,
  religion TEXT NOT NULL,
  name TEXT NOT NULL,
  nip TEXT NOT NULL,
  golongan TEXT NOT NULL,
  title TEXT NOT NULL,
  PRIMARY KEY (oath_id, kind, place)
);

-- +goose Down
DROP TABLE probation_oath_helper;
DROP TABLE probation_oath_seat;
DROP TABLE probation_oath;
