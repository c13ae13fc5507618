-- +goose Up
CREATE TABLE identity_view (
  id TEXT NOT NULL PRIMARY KEY,
  agency_id TEXT NOT NULL,
  viewer_id TEXT NOT NULL,
  viewed_id TEXT NOT NULL,
  session_hash TEXT NOT NULL,
  reason TEXT NOT NULL,
  begun_at TEXT NOT NULL,
  until_at TEXT NOT NULL,
  ended_at TEXT NOT NULL
);
CREATE UNIQUE INDEX identity_view_session ON identity_view (session_hash) WHERE ended_at = '';
CREATE INDEX identity_view_agency ON identity_view (agency_id, begun_at);

-- +goose Down
DROP TABLE identity_view;
