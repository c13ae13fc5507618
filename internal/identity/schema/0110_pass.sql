-- +goose Up
DROP INDEX identity_pass_session;
CREATE INDEX identity_pass_session ON identity_pass (session_hash) WHERE session_hash <> '';
ALTER TABLE identity_pass ADD COLUMN turn INTEGER NOT NULL DEFAULT 0;

-- +goose Down
ALTER TABLE identity_pass DROP COLUMN turn;
DROP INDEX identity_pass_session;
CREATE UNIQUE INDEX identity_pass_session ON identity_pass (session_hash) WHERE session_hash <> '';
