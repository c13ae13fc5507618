-- +goose Up
CREATE TABLE attendance_mark (
  id TEXT NOT NULL PRIMARY KEY,
  agency_id TEXT NOT NULL,
  batch_id TEXT NOT NULL,
  session_id TEXT NOT NULL,
  chain_id TEXT NOT NULL,
  person_id TEXT NOT NULL,
  state TEXT NOT NULL,
  reason TEXT NOT NULL,
  document TEXT NOT NULL,
  source TEXT NOT NULL,
  marked_at TEXT NOT NULL,
  marked_by TEXT NOT NULL,
  replaced_by TEXT NOT NULL
);
CREATE UNIQUE INDEX attendance_mark_in_force ON attendance_mark (session_id, chain_id) WHERE replaced_by = '';
CREATE INDEX attendance_mark_batch ON attendance_mark (batch_id) WHERE replaced_by = '';
CREATE INDEX attendance_mark_chain ON attendance_mark (chain_id) WHERE replaced_by = '';

CREATE TABLE attendance_session (
  session_id TEXT NOT NULL PRIMARY KEY,
  agency_id TEXT NOT NULL,
  batch_id TEXT NOT NULL,
  closed_at TEXT NOT NULL,
  closed_by TEXT NOT NULL
);

CREATE TABLE attendance_case (
  batch_id TEXT NOT NULL,
  chain_id TEXT NOT NULL,
  agency_id TEXT NOT NULL,
  person_id TEXT NOT NULL,
  opened_at TEXT NOT NULL,
  closed_at TEXT NOT NULL,
  PRIMARY KEY (batch_id, chain_id)
);

-- +goose Down
DROP TABLE attendance_case;
DROP TABLE attendance_session;
DROP TABLE attendance_mark;
