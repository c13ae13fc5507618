-- +goose Up
CREATE TABLE venue_import (
  id TEXT NOT NULL PRIMARY KEY,
  agency_id TEXT NOT NULL,
  file_name TEXT NOT NULL,
  file_hash TEXT NOT NULL,
  rooms INTEGER NOT NULL,
  made_at TEXT NOT NULL,
  made_by TEXT NOT NULL,
  undone_at TEXT NOT NULL
);
CREATE INDEX venue_import_agency ON venue_import (agency_id, made_at);

CREATE TABLE venue_import_room (
  import_id TEXT NOT NULL REFERENCES venue_import (id),
  room_id TEXT NOT NULL,
  before_json TEXT NOT NULL,
  after_json TEXT NOT NULL,
  PRIMARY KEY (import_id, room_id)
);

-- +goose Down
DROP TABLE venue_import_room;
DROP TABLE venue_import;
