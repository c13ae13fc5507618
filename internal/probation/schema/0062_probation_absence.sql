-- +goose Up
CREATE TABLE probation_absence (
  id TEXT NOT NULL PRIMARY KEY,
  agency_id TEXT NOT NULL,
  person_id TEXT NOT NULL,
  day TEXT NOT NULL,
  source TEXT NOT NULL,
  added_at TEXT NOT NULL,
  added_by TEXT NOT NULL,
  struck_at TEXT NOT NULL,
  struck_by TEXT NOT NULL,
  struck_reason TEXT NOT NULL
);
CREATE UNIQUE INDEX probation_absence_day ON probation_absence (person_id, day) WHERE struck_at = '';
CREATE INDEX probation_absence_agency ON probation_absence (agency_id, day);

-- +goose Down
DROP TABLE probation_absence;
