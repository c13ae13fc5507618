-- +goose Up
CREATE TABLE probation_step (
  id TEXT NOT NULL PRIMARY KEY,
  agency_id TEXT NOT NULL,
  person_id TEXT NOT NULL,
  act_id TEXT NOT NULL,
  case_id TEXT NOT NULL,
  kind TEXT NOT NULL,
  number TEXT NOT NULL,
  issued_on TEXT NOT NULL,
  on_day TEXT NOT NULL,
  choice TEXT NOT NULL,
  form TEXT NOT NULL,
  reason TEXT NOT NULL,
  taken_at TEXT NOT NULL,
  taken_by TEXT NOT NULL,
  struck_at TEXT NOT NULL,
  struck_by TEXT NOT NULL,
  struck_reason TEXT NOT NULL
);
CREATE INDEX probation_step_agency ON probation_step (agency_id, case_id, struck_at);
CREATE INDEX probation_step_person ON probation_step (person_id);
CREATE INDEX probation_step_act ON probation_step (act_id);
ALTER TABLE probation_discipline ADD COLUMN case_id TEXT NOT NULL DEFAULT '';
ALTER TABLE probation_discipline ADD COLUMN siasn_id TEXT NOT NULL DEFAULT '';

-- +goose Down
ALTER TABLE probation_discipline DROP COLUMN siasn_id;
ALTER TABLE probation_discipline DROP COLUMN case_id;
DROP TABLE probation_step;
