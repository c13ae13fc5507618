-- +goose Up
CREATE TABLE identity_pass (
  id TEXT NOT NULL PRIMARY KEY,
  agency_id TEXT NOT NULL,
  role TEXT NOT NULL,
  scope TEXT NOT NULL,
  holder TEXT NOT NULL,
  title TEXT NOT NULL,
  phone TEXT NOT NULL,
  made_by TEXT NOT NULL,
  made_at TEXT NOT NULL,
  expires_at TEXT NOT NULL,
  sent_at TEXT NOT NULL,
  sent_how TEXT NOT NULL,
  opened_at TEXT NOT NULL,
  device TEXT NOT NULL,
  session_hash TEXT NOT NULL,
  seen_at TEXT NOT NULL,
  asked_at TEXT NOT NULL,
  withdrawn_at TEXT NOT NULL
);
CREATE INDEX identity_pass_scope ON identity_pass (scope);
CREATE UNIQUE INDEX identity_pass_valid ON identity_pass (agency_id, role, scope) WHERE withdrawn_at = '';
CREATE UNIQUE INDEX identity_pass_session ON identity_pass (session_hash) WHERE session_hash <> '';

-- +goose Down
DROP TABLE identity_pass;
