-- +goose Up
CREATE TABLE audit_entry (
  id TEXT NOT NULL PRIMARY KEY,
  agency_id TEXT NOT NULL,
  at TEXT NOT NULL,
  actor TEXT NOT NULL,
  act TEXT NOT NULL,
  subject TEXT NOT NULL,
  person_id TEXT NOT NULL,
  before_state TEXT NOT NULL,
  after_state TEXT NOT NULL,
  reason TEXT NOT NULL,
  salt TEXT NOT NULL,
  digest TEXT NOT NULL,
  sealed INTEGER NOT NULL
);
CREATE INDEX audit_entry_agency ON audit_entry (agency_id, id);
CREATE INDEX audit_entry_person ON audit_entry (person_id, id);
CREATE INDEX audit_entry_subject ON audit_entry (subject, id);
CREATE INDEX audit_entry_unsealed ON audit_entry (agency_id, id) WHERE sealed = 0;

CREATE TABLE audit_seal (
  agency_id TEXT NOT NULL,
  seq BIGINT NOT NULL,
  audit_id TEXT NOT NULL UNIQUE,
  prev TEXT NOT NULL,
  hash TEXT NOT NULL,
  PRIMARY KEY (agency_id, seq)
);

CREATE TABLE audit_view (
  person_id TEXT NOT NULL,
  viewer TEXT NOT NULL,
  day TEXT NOT NULL,
  at TEXT NOT NULL,
  PRIMARY KEY (person_id, day, viewer)
);

-- +goose Down
DROP TABLE audit_view;
DROP TABLE audit_seal;
DROP TABLE audit_entry;
