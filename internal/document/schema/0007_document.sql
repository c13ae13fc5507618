-- +goose Up
CREATE TABLE document_file (
  id TEXT NOT NULL PRIMARY KEY,
  agency_id TEXT NOT NULL,
  person_id TEXT NOT NULL,
  kind TEXT NOT NULL,
  number TEXT NOT NULL,
  issued_on TEXT NOT NULL,
  issuer TEXT NOT NULL,
  outcome TEXT NOT NULL,
  blob_hash TEXT NOT NULL,
  file_name TEXT NOT NULL,
  file_size BIGINT NOT NULL,
  media_type TEXT NOT NULL,
  state TEXT NOT NULL,
  note TEXT NOT NULL,
  source TEXT NOT NULL,
  added_by TEXT NOT NULL,
  added_at TEXT NOT NULL,
  judged_by TEXT NOT NULL,
  judged_at TEXT NOT NULL,
  replaced_by TEXT NOT NULL
);
CREATE INDEX document_file_person ON document_file (person_id, kind);
CREATE INDEX document_file_agency ON document_file (agency_id, state, added_at);
CREATE INDEX document_file_blob ON document_file (blob_hash);

-- +goose Down
DROP TABLE document_file;
