-- +goose Up
CREATE TABLE evaluation_mark (
  id TEXT NOT NULL PRIMARY KEY,
  agency_id TEXT NOT NULL,
  batch_id TEXT NOT NULL,
  chain_id TEXT NOT NULL,
  person_id TEXT NOT NULL,
  component TEXT NOT NULL,
  marker TEXT NOT NULL,
  assessor TEXT NOT NULL,
  mark INTEGER NOT NULL,
  raw_mark INTEGER NOT NULL,
  reason TEXT NOT NULL,
  source TEXT NOT NULL,
  entered_by TEXT NOT NULL,
  entered_at TEXT NOT NULL,
  replaced_by TEXT NOT NULL
);
CREATE INDEX evaluation_mark_chain ON evaluation_mark (chain_id);
CREATE INDEX evaluation_mark_batch ON evaluation_mark (batch_id);
CREATE UNIQUE INDEX evaluation_mark_force ON evaluation_mark (chain_id, component, marker, assessor) WHERE replaced_by = '';

CREATE TABLE evaluation_meeting (
  batch_id TEXT NOT NULL PRIMARY KEY,
  agency_id TEXT NOT NULL,
  held_on TEXT NOT NULL,
  place TEXT NOT NULL,
  chair TEXT NOT NULL,
  chair_nip TEXT NOT NULL,
  present TEXT NOT NULL,
  notes TEXT NOT NULL,
  state TEXT NOT NULL,
  locked_at TEXT NOT NULL,
  locked_by TEXT NOT NULL,
  unverified_by TEXT NOT NULL
);

CREATE TABLE evaluation_decision (
  id TEXT NOT NULL PRIMARY KEY,
  batch_id TEXT NOT NULL,
  chain_id TEXT NOT NULL,
  person_id TEXT NOT NULL,
  proposed TEXT NOT NULL,
  decided TEXT NOT NULL,
  reason TEXT NOT NULL,
  decided_by TEXT NOT NULL,
  decided_at TEXT NOT NULL,
  replaced_by TEXT NOT NULL
);
CREATE INDEX evaluation_decision_batch ON evaluation_decision (batch_id, replaced_by);

CREATE TABLE evaluation_verdict (
  id TEXT NOT NULL PRIMARY KEY,
  agency_id TEXT NOT NULL,
  batch_id TEXT NOT NULL,
  chain_id TEXT NOT NULL,
  person_id TEXT NOT NULL,
  final INTEGER NOT NULL,
  predicate TEXT NOT NULL,
  outcome TEXT NOT NULL,
  snapshot TEXT NOT NULL,
  reason TEXT NOT NULL,
  made_by TEXT NOT NULL,
  made_at TEXT NOT NULL,
  replaced_by TEXT NOT NULL
);
CREATE INDEX evaluation_verdict_agency ON evaluation_verdict (agency_id, replaced_by);
CREATE INDEX evaluation_verdict_batch ON evaluation_verdict (batch_id, replaced_by);
CREATE INDEX evaluation_verdict_person ON evaluation_verdict (person_id);

-- +goose Down
DROP TABLE evaluation_verdict;
DROP TABLE evaluation_decision;
DROP TABLE evaluation_meeting;
DROP TABLE evaluation_mark;
