-- +goose Up
CREATE TABLE identity_handover (
  id TEXT NOT NULL PRIMARY KEY,
  agency_id TEXT NOT NULL,
  from_id TEXT NOT NULL,
  to_id TEXT NOT NULL,
  on_date TEXT NOT NULL,
  reason TEXT NOT NULL,
  made_by TEXT NOT NULL,
  made_at TEXT NOT NULL,
  done_at TEXT NOT NULL,
  withdrawn_at TEXT NOT NULL
);
CREATE UNIQUE INDEX identity_handover_waits ON identity_handover (agency_id, from_id) WHERE done_at = '' AND withdrawn_at = '';
CREATE INDEX identity_handover_day ON identity_handover (on_date) WHERE done_at = '' AND withdrawn_at = '';

-- +goose Down
DROP TABLE identity_handover;
