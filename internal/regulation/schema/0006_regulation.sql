-- +goose Up
CREATE TABLE regulation_pack (
  id TEXT NOT NULL PRIMARY KEY,
  agency_id TEXT NOT NULL,
  kind TEXT NOT NULL,
  state TEXT NOT NULL,
  version INTEGER NOT NULL,
  effective_from TEXT NOT NULL,
  content TEXT NOT NULL,
  decoded TEXT NOT NULL
);
CREATE INDEX regulation_pack_agency ON regulation_pack (agency_id, state, kind);

CREATE TABLE regulation_pack_event (
  pack_id TEXT NOT NULL,
  version INTEGER NOT NULL,
  act TEXT NOT NULL,
  made_by TEXT NOT NULL,
  made_at TEXT NOT NULL,
  reason TEXT NOT NULL,
  changes TEXT NOT NULL,
  PRIMARY KEY (pack_id, version)
);

-- +goose Down
DROP TABLE regulation_pack_event;
DROP TABLE regulation_pack;
