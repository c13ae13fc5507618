-- +goose Up
CREATE TABLE upload_part (
  id TEXT NOT NULL PRIMARY KEY,
  actor TEXT NOT NULL,
  name TEXT NOT NULL,
  mark TEXT NOT NULL,
  size INTEGER NOT NULL,
  have INTEGER NOT NULL,
  made_at TEXT NOT NULL,
  UNIQUE (actor, mark, size)
);
CREATE INDEX upload_part_made ON upload_part (made_at);

-- +goose Down
DROP TABLE upload_part;
