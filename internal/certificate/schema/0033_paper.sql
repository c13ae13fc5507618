-- +goose Up
CREATE TABLE certificate_register (
  agency_id TEXT NOT NULL,
  year INTEGER NOT NULL,
  last_number INTEGER NOT NULL,
  PRIMARY KEY (agency_id, year)
);
CREATE TABLE certificate_paper (
  id TEXT NOT NULL PRIMARY KEY,
  agency_id TEXT NOT NULL,
  batch_id TEXT NOT NULL,
  person_id TEXT NOT NULL,
  verdict_id TEXT NOT NULL,
  number TEXT NOT NULL,
  code TEXT NOT NULL UNIQUE,
  issued_on TEXT NOT NULL,
  days INTEGER NOT NULL,
  jp INTEGER NOT NULL,
  blob_hash TEXT NOT NULL,
  file_size BIGINT NOT NULL,
  state TEXT NOT NULL,
  reason TEXT NOT NULL,
  made_by TEXT NOT NULL,
  made_at TEXT NOT NULL,
  replaced_by TEXT NOT NULL,
  UNIQUE (agency_id, number)
);
CREATE INDEX certificate_paper_batch ON certificate_paper (batch_id, state);
CREATE INDEX certificate_paper_person ON certificate_paper (person_id);

-- +goose Down
DROP TABLE certificate_paper;
DROP TABLE certificate_register;
