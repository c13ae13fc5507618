-- +goose Up
CREATE TABLE venue_room (
  id TEXT NOT NULL PRIMARY KEY,
  agency_id TEXT NOT NULL,
  name TEXT NOT NULL,
  search_key TEXT NOT NULL,
  kind TEXT NOT NULL,
  site TEXT NOT NULL,
  seats INTEGER NOT NULL,
  link TEXT NOT NULL,
  until_date TEXT NOT NULL,
  made_at TEXT NOT NULL
);
CREATE UNIQUE INDEX venue_room_name ON venue_room (agency_id, search_key) WHERE until_date = '';
CREATE INDEX venue_room_agency ON venue_room (agency_id, search_key);

CREATE TABLE venue_closure (
  id TEXT NOT NULL PRIMARY KEY,
  room_id TEXT NOT NULL REFERENCES venue_room (id),
  from_date TEXT NOT NULL,
  until_date TEXT NOT NULL,
  start_minute INTEGER NOT NULL,
  end_minute INTEGER NOT NULL,
  reason TEXT NOT NULL
);
CREATE INDEX venue_closure_room ON venue_closure (room_id, from_date);

CREATE TABLE venue_trip (
  agency_id TEXT NOT NULL,
  site TEXT NOT NULL,
  other TEXT NOT NULL,
  minutes INTEGER NOT NULL,
  PRIMARY KEY (agency_id, site, other)
);

-- +goose Down
DROP TABLE venue_trip;
DROP TABLE venue_closure;
DROP TABLE venue_room;
