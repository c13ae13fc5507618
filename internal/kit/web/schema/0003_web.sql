-- +goose Up
CREATE TABLE web_once (
  form_key TEXT NOT NULL PRIMARY KEY,
  at TEXT NOT NULL,
  outcome TEXT NOT NULL
);
CREATE INDEX web_once_at ON web_once (at);
-- +goose Down
DROP TABLE web_once;
