-- +goose Up
CREATE TABLE schedule_version (
  id TEXT NOT NULL PRIMARY KEY,
  agency_id TEXT NOT NULL,
  batch_id TEXT NOT NULL,
  number INTEGER NOT NULL,
  state TEXT NOT NULL,
  reason TEXT NOT NULL,
  created_at TEXT NOT NULL,
  published_at TEXT NOT NULL,
  published_by TEXT NOT NULL,
  UNIQUE (batch_id, number)
);
CREATE UNIQUE INDEX schedule_version_draft ON schedule_version (batch_id) WHERE state = 'draft';
CREATE UNIQUE INDEX schedule_version_published ON schedule_version (batch_id) WHERE state = 'published';

CREATE TABLE schedule_session (
  version_id TEXT NOT NULL REFERENCES schedule_version (id),
  id TEXT NOT NULL,
  agency_id TEXT NOT NULL,
  batch_id TEXT NOT NULL,
  stage TEXT NOT NULL,
  day TEXT NOT NULL,
  day_number INTEGER NOT NULL,
  start_minute INTEGER NOT NULL,
  end_minute INTEGER NOT NULL,
  jp INTEGER NOT NULL,
  subject TEXT NOT NULL,
  agenda TEXT NOT NULL,
  kind TEXT NOT NULL,
  lead TEXT NOT NULL,
  group_number INTEGER NOT NULL,
  place TEXT NOT NULL,
  link TEXT NOT NULL,
  trainer TEXT NOT NULL,
  trainer_account TEXT NOT NULL,
  PRIMARY KEY (version_id, id)
);
CREATE INDEX schedule_session_day ON schedule_session (agency_id, day);
CREATE INDEX schedule_session_id ON schedule_session (id);
CREATE INDEX schedule_session_trainer ON schedule_session (agency_id, day) WHERE trainer <> '';

-- +goose Down
DROP TABLE schedule_session;
DROP TABLE schedule_version;
