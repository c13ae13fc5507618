-- +goose Up
CREATE TABLE schedule_feed (
  id TEXT NOT NULL PRIMARY KEY,
  agency_id TEXT NOT NULL,
  owner TEXT NOT NULL,
  made_at TEXT NOT NULL,
  made_by TEXT NOT NULL,
  ended_at TEXT NOT NULL
);
CREATE UNIQUE INDEX schedule_feed_owner ON schedule_feed (agency_id, owner) WHERE ended_at = '';

-- +goose Down
DROP TABLE schedule_feed;
