-- +goose Up
ALTER TABLE schedule_version ADD COLUMN repeats INTEGER NOT NULL DEFAULT 0; -- number of the version that came in force again, 0 for none

-- +goose Down
ALTER TABLE schedule_version DROP COLUMN repeats;
