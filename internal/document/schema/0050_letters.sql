-- +goose Up
CREATE TABLE document_template (
  id TEXT NOT NULL PRIMARY KEY,
  agency_id TEXT NOT NULL,
  kind TEXT NOT NULL,
  version BIGINT NOT NULL,
  blob_hash TEXT NOT NULL,
  file_name TEXT NOT NULL,
  file_size BIGINT NOT NULL,
  in_force BIGINT NOT NULL,
  added_by TEXT NOT NULL,
  added_at TEXT NOT NULL
);
CREATE UNIQUE INDEX document_template_version ON document_template (agency_id, kind, version);
CREATE TABLE document_pattern (
  agency_id TEXT NOT NULL,
  kind TEXT NOT NULL,
  pattern TEXT NOT NULL,
  PRIMARY KEY (agency_id, kind)
);
CREATE TABLE document_signer (
  id TEXT NOT NULL PRIMARY KEY,
  agency_id TEXT NOT NULL,
  name TEXT NOT NULL,
  nip TEXT NOT NULL,
  rank_name TEXT NOT NULL,
  title TEXT NOT NULL,
  behalf TEXT NOT NULL,
  added_by TEXT NOT NULL,
  added_at TEXT NOT NULL,
  ended_at TEXT NOT NULL
);
CREATE INDEX document_signer_agency ON document_signer (agency_id);
CREATE TABLE document_counter (
  agency_id TEXT NOT NULL,
  kind TEXT NOT NULL,
  year BIGINT NOT NULL,
  last_number BIGINT NOT NULL,
  PRIMARY KEY (agency_id, kind, year)
);
CREATE TABLE document_run (
  id TEXT NOT NULL PRIMARY KEY,
  agency_id TEXT NOT NULL,
  kind TEXT NOT NULL,
  day TEXT NOT NULL,
  template_id TEXT NOT NULL,
  template_hash TEXT NOT NULL,
  pdf BIGINT NOT NULL,
  total BIGINT NOT NULL,
  wish TEXT NOT NULL,
  begun_by TEXT NOT NULL,
  begun_at TEXT NOT NULL
);
CREATE INDEX document_run_agency ON document_run (agency_id, begun_at);
CREATE TABLE document_letter (
  id TEXT NOT NULL PRIMARY KEY,
  agency_id TEXT NOT NULL,
  run_id TEXT NOT NULL,
  kind TEXT NOT NULL,
  person_id TEXT NOT NULL,
  title TEXT NOT NULL,
  file_name TEXT NOT NULL,
  search_key TEXT NOT NULL,
  number TEXT NOT NULL,
  year BIGINT NOT NULL,
  running BIGINT NOT NULL,
  print_no BIGINT NOT NULL,
  day TEXT NOT NULL,
  data TEXT NOT NULL,
  data_hash TEXT NOT NULL,
  blob_hash TEXT NOT NULL,
  file_size BIGINT NOT NULL,
  pdf_hash TEXT NOT NULL,
  trouble TEXT NOT NULL,
  trouble_args TEXT NOT NULL,
  voided_at TEXT NOT NULL,
  voided_by TEXT NOT NULL,
  reason TEXT NOT NULL,
  made_by TEXT NOT NULL,
  made_at TEXT NOT NULL
);
CREATE UNIQUE INDEX document_letter_number ON document_letter (agency_id, kind, year, running, print_no) WHERE running > 0;
CREATE INDEX document_letter_register ON document_letter (agency_id, year, id);
CREATE INDEX document_letter_run ON document_letter (run_id, id);
CREATE INDEX document_letter_person ON document_letter (person_id);

-- +goose Down
DROP TABLE document_letter;
DROP TABLE document_run;
DROP TABLE document_counter;
DROP TABLE document_signer;
DROP TABLE document_pattern;
DROP TABLE document_template;
