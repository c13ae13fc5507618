-- +goose Up
CREATE TABLE evaluation_return (
  id TEXT NOT NULL PRIMARY KEY,
  agency_id TEXT NOT NULL,
  wave_id TEXT NOT NULL,
  unit_id TEXT NOT NULL,
  people INTEGER NOT NULL,
  sent_at TEXT NOT NULL,
  sent_by TEXT NOT NULL,
  returned_at TEXT NOT NULL,
  returned_by TEXT NOT NULL,
  note TEXT NOT NULL
);
CREATE INDEX evaluation_return_agency ON evaluation_return (agency_id, wave_id, unit_id);
CREATE UNIQUE INDEX evaluation_return_sent ON evaluation_return (wave_id, unit_id) WHERE returned_at = '';

-- +goose Down
DROP TABLE evaluation_return;
