-- +goose Up
ALTER TABLE trainer_trainer ADD COLUMN import_id TEXT NOT NULL DEFAULT '';
ALTER TABLE trainer_right ADD COLUMN import_id TEXT NOT NULL DEFAULT '';
CREATE TABLE trainer_import (
  id TEXT NOT NULL PRIMARY KEY,
  agency_id TEXT NOT NULL,
  file_name TEXT NOT NULL,
  file_hash TEXT NOT NULL,
  trainers INTEGER NOT NULL,
  made_at TEXT NOT NULL,
  made_by TEXT NOT NULL,
  undone_at TEXT NOT NULL
);

-- +goose Down
DROP TABLE trainer_import;
ALTER TABLE trainer_right DROP COLUMN import_id;
ALTER TABLE trainer_trainer DROP COLUMN import_id;
