-- +goose Up
CREATE TABLE org_agency (
  id TEXT NOT NULL PRIMARY KEY,
  code TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  zone TEXT NOT NULL,
  hue INTEGER NOT NULL,
  address TEXT NOT NULL,
  contact TEXT NOT NULL,
  body_name TEXT NOT NULL,
  ppk_title TEXT NOT NULL,
  ppk_name TEXT NOT NULL,
  city TEXT NOT NULL,
  crest_hash TEXT NOT NULL,
  crest_kind TEXT NOT NULL,
  day_offset INTEGER NOT NULL,
  created_at TEXT NOT NULL
);
CREATE TABLE org_crest (
  hash TEXT NOT NULL PRIMARY KEY,
  kind TEXT NOT NULL,
  content TEXT NOT NULL
);
CREATE TABLE org_unit (
  id TEXT NOT NULL PRIMARY KEY,
  agency_id TEXT NOT NULL REFERENCES org_agency (id),
  parent_id TEXT NOT NULL,
  code TEXT NOT NULL,
  kind TEXT NOT NULL,
  name TEXT NOT NULL,
  search_key TEXT NOT NULL,
  from_date TEXT NOT NULL,
  until_date TEXT NOT NULL,
  origin TEXT NOT NULL
);
CREATE INDEX org_unit_agency ON org_unit (agency_id, search_key);
CREATE TABLE org_unit_history (
  id TEXT NOT NULL PRIMARY KEY,
  unit_id TEXT NOT NULL REFERENCES org_unit (id),
  name TEXT NOT NULL,
  parent_id TEXT NOT NULL,
  until_date TEXT NOT NULL
);
CREATE INDEX org_unit_history_unit ON org_unit_history (unit_id);
CREATE TABLE org_mark (
  name TEXT NOT NULL PRIMARY KEY,
  value TEXT NOT NULL
);

-- +goose Down
DROP TABLE org_mark;
DROP TABLE org_unit_history;
DROP TABLE org_unit;
DROP TABLE org_crest;
DROP TABLE org_agency;
