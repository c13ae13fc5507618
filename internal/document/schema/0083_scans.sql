-- +goose Up
CREATE TABLE document_bundle (
  id TEXT NOT NULL PRIMARY KEY,
  agency_id TEXT NOT NULL,
  file_name TEXT NOT NULL,
  state TEXT NOT NULL,
  added_by TEXT NOT NULL,
  added_at TEXT NOT NULL,
  entered_at TEXT NOT NULL
);
CREATE INDEX document_bundle_agency ON document_bundle (agency_id, added_at);
CREATE TABLE document_scan (
  id TEXT NOT NULL PRIMARY KEY,
  agency_id TEXT NOT NULL,
  bundle_id TEXT NOT NULL,
  place TEXT NOT NULL,
  nip TEXT NOT NULL,
  person_id TEXT NOT NULL,
  kind TEXT NOT NULL,
  outcome TEXT NOT NULL,
  blob_hash TEXT NOT NULL,
  file_size BIGINT NOT NULL,
  media_type TEXT NOT NULL,
  flaw TEXT NOT NULL,
  skipped BIGINT NOT NULL,
  paper_id TEXT NOT NULL
);
CREATE INDEX document_scan_bundle ON document_scan (bundle_id, id);
CREATE INDEX document_scan_blob ON document_scan (blob_hash);

-- +goose Down
DROP TABLE document_scan;
DROP TABLE document_bundle;
