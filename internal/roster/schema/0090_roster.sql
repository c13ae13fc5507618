-- +goose Up
CREATE TABLE roster_merge (
  id TEXT NOT NULL PRIMARY KEY,
  agency_id TEXT NOT NULL,
  keep_id TEXT NOT NULL,
  gone_id TEXT NOT NULL,
  placement_id TEXT NOT NULL,
  filled TEXT NOT NULL,
  reason TEXT NOT NULL,
  merged_at TEXT NOT NULL,
  undone_at TEXT NOT NULL
);
CREATE INDEX roster_merge_keep ON roster_merge (keep_id);
CREATE UNIQUE INDEX roster_merge_gone ON roster_merge (gone_id) WHERE undone_at = '';

-- +goose Down
DROP TABLE roster_merge;
