-- +goose Up
CREATE TABLE certificate_accreditation (
  id TEXT NOT NULL PRIMARY KEY,
  agency_id TEXT NOT NULL,
  switched_on INTEGER NOT NULL,
  institute TEXT NOT NULL,
  number TEXT NOT NULL,
  dated TEXT NOT NULL,
  until_date TEXT NOT NULL,
  signer TEXT NOT NULL,
  signer_nip TEXT NOT NULL,
  signer_position TEXT NOT NULL,
  place TEXT NOT NULL,
  number_form TEXT NOT NULL,
  reason TEXT NOT NULL,
  set_by TEXT NOT NULL,
  set_at TEXT NOT NULL,
  replaced_by TEXT NOT NULL
);
CREATE UNIQUE INDEX certificate_accreditation_present ON certificate_accreditation (agency_id) WHERE replaced_by = '';
CREATE TABLE certificate_sttp_register (
  agency_id TEXT NOT NULL,
  year INTEGER NOT NULL,
  last_number INTEGER NOT NULL,
  PRIMARY KEY (agency_id, year)
);
CREATE TABLE certificate_end (
  paper_id TEXT NOT NULL PRIMARY KEY,
  how TEXT NOT NULL,
  successor TEXT NOT NULL,
  reason TEXT NOT NULL,
  at TEXT NOT NULL,
  actor TEXT NOT NULL
);
INSERT INTO certificate_end (paper_id, how, successor, reason, at, actor) SELECT id, state, replaced_by, reason, made_at, made_by FROM certificate_paper WHERE state IN ('revoked', 'replaced');
DROP INDEX certificate_paper_batch;
ALTER TABLE certificate_paper ADD COLUMN kind TEXT NOT NULL DEFAULT 'transcript';
ALTER TABLE certificate_paper ADD COLUMN year INTEGER NOT NULL DEFAULT 0;
ALTER TABLE certificate_paper ADD COLUMN running INTEGER NOT NULL DEFAULT 0;
ALTER TABLE certificate_paper ADD COLUMN replaces TEXT NOT NULL DEFAULT '';
ALTER TABLE certificate_paper ADD COLUMN trouble TEXT NOT NULL DEFAULT '';
ALTER TABLE certificate_paper ADD COLUMN trouble_args TEXT NOT NULL DEFAULT '';
UPDATE certificate_paper SET year = CAST(substr(issued_on, 1, 4) AS INTEGER), running = CAST(substr(number, 1, 5) AS INTEGER), reason = '';
ALTER TABLE certificate_paper DROP COLUMN state;
ALTER TABLE certificate_paper DROP COLUMN replaced_by;
CREATE INDEX certificate_paper_batch ON certificate_paper (batch_id, kind);
CREATE UNIQUE INDEX certificate_paper_series ON certificate_paper (agency_id, kind, year, running);
ALTER TABLE certificate_sttp ADD COLUMN paper_id TEXT NOT NULL DEFAULT '';
ALTER TABLE certificate_sttp ADD COLUMN revoked_at TEXT NOT NULL DEFAULT '';
CREATE UNIQUE INDEX certificate_sttp_stands ON certificate_sttp (person_id) WHERE replaced_by = '' AND revoked_at = '';

-- +goose Down
DROP INDEX certificate_sttp_stands;
ALTER TABLE certificate_sttp DROP COLUMN revoked_at;
ALTER TABLE certificate_sttp DROP COLUMN paper_id;
DROP INDEX certificate_paper_series;
DROP INDEX certificate_paper_batch;
ALTER TABLE certificate_paper ADD COLUMN replaced_by TEXT NOT NULL DEFAULT '';
ALTER TABLE certificate_paper ADD COLUMN state TEXT NOT NULL DEFAULT 'valid';
UPDATE certificate_paper SET state = 'making' WHERE blob_hash = '';
UPDATE certificate_paper SET state = e.how, replaced_by = e.successor, reason = e.reason FROM certificate_end e WHERE e.paper_id = certificate_paper.id;
DELETE FROM certificate_paper WHERE kind <> 'transcript';
ALTER TABLE certificate_paper DROP COLUMN trouble_args;
ALTER TABLE certificate_paper DROP COLUMN trouble;
ALTER TABLE certificate_paper DROP COLUMN replaces;
ALTER TABLE certificate_paper DROP COLUMN running;
ALTER TABLE certificate_paper DROP COLUMN year;
ALTER TABLE certificate_paper DROP COLUMN kind;
CREATE INDEX certificate_paper_batch ON certificate_paper (batch_id, state);
DROP TABLE certificate_end;
DROP TABLE certificate_sttp_register;
DROP TABLE certificate_accreditation;
