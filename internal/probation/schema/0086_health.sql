-- +goose Up
CREATE TABLE probation_exam (
  id TEXT NOT NULL PRIMARY KEY,
  agency_id TEXT NOT NULL,
  hospital TEXT NOT NULL,
  place TEXT NOT NULL,
  first_day TEXT NOT NULL,
  quota BIGINT NOT NULL,
  added_at TEXT NOT NULL,
  added_by TEXT NOT NULL
);
CREATE INDEX probation_exam_agency ON probation_exam (agency_id, first_day);
CREATE TABLE probation_exam_seat (
  id TEXT NOT NULL PRIMARY KEY,
  agency_id TEXT NOT NULL,
  exam_id TEXT NOT NULL,
  person_id TEXT NOT NULL,
  day TEXT NOT NULL,
  state TEXT NOT NULL,
  again_on TEXT NOT NULL,
  changed_at TEXT NOT NULL,
  changed_by TEXT NOT NULL
);
CREATE INDEX probation_exam_seat_exam ON probation_exam_seat (exam_id, day);
CREATE INDEX probation_exam_seat_person ON probation_exam_seat (person_id);
CREATE UNIQUE INDEX probation_exam_seat_planned ON probation_exam_seat (person_id) WHERE state = 'planned';

-- +goose Down
DROP TABLE probation_exam_seat;
DROP TABLE probation_exam;
