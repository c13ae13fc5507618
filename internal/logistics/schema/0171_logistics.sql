-- +goose Up
CREATE TABLE logistics_need (
  person_id TEXT NOT NULL PRIMARY KEY,
  agency_id TEXT NOT NULL,
  sealed TEXT NOT NULL,
  entered_at TEXT NOT NULL,
  entered_by TEXT NOT NULL
);
CREATE INDEX logistics_need_agency ON logistics_need (agency_id);

CREATE TABLE logistics_room (
  id TEXT NOT NULL PRIMARY KEY,
  agency_id TEXT NOT NULL,
  building TEXT NOT NULL,
  name TEXT NOT NULL,
  search_key TEXT NOT NULL,
  floor INTEGER NOT NULL,
  beds INTEGER NOT NULL,
  sex TEXT NOT NULL,
  accessible INTEGER NOT NULL,
  until_date TEXT NOT NULL
);
CREATE UNIQUE INDEX logistics_room_name ON logistics_room (agency_id, search_key) WHERE until_date = '';

CREATE TABLE logistics_bed (
  batch_id TEXT NOT NULL,
  person_id TEXT NOT NULL,
  agency_id TEXT NOT NULL,
  room_id TEXT NOT NULL REFERENCES logistics_room (id),
  from_date TEXT NOT NULL,
  until_date TEXT NOT NULL,
  locked INTEGER NOT NULL,
  PRIMARY KEY (batch_id, person_id)
);
CREATE INDEX logistics_bed_agency ON logistics_bed (agency_id, from_date);

CREATE TABLE logistics_setting (
  agency_id TEXT NOT NULL PRIMARY KEY,
  keep_days INTEGER NOT NULL,
  swept_on TEXT NOT NULL
);

-- +goose Down
DROP TABLE logistics_setting;
DROP TABLE logistics_bed;
DROP TABLE logistics_room;
DROP TABLE logistics_need;
