-- +goose Up
ALTER TABLE probation_exam_seat ADD COLUMN import_id TEXT NOT NULL DEFAULT '';
CREATE INDEX probation_exam_seat_import ON probation_exam_seat (import_id) WHERE import_id <> '';

-- +goose Down
DROP INDEX probation_exam_seat_import;
ALTER TABLE probation_exam_seat DROP COLUMN import_id;
