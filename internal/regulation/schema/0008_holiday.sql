-- +goose Up
CREATE TABLE regulation_day_list (
  id TEXT NOT NULL PRIMARY KEY,
  agency_id TEXT NOT NULL,
  layer TEXT NOT NULL,
  year INTEGER NOT NULL,
  state TEXT NOT NULL,
  version INTEGER NOT NULL,
  as_of TEXT NOT NULL,
  basis_number TEXT NOT NULL,
  basis_date TEXT NOT NULL,
  basis_about TEXT NOT NULL,
  made_by TEXT NOT NULL,
  made_at TEXT NOT NULL,
  released_by TEXT NOT NULL,
  released_at TEXT NOT NULL
);
CREATE UNIQUE INDEX regulation_day_list_draft ON regulation_day_list (agency_id, layer, year) WHERE state = 'draft';
CREATE INDEX regulation_day_list_state ON regulation_day_list (agency_id, state);

CREATE TABLE regulation_day (
  list_id TEXT NOT NULL REFERENCES regulation_day_list (id),
  day TEXT NOT NULL,
  kind TEXT NOT NULL,
  name TEXT NOT NULL,
  PRIMARY KEY (list_id, day, kind)
);

-- +goose Down
DROP TABLE regulation_day;
DROP TABLE regulation_day_list;
