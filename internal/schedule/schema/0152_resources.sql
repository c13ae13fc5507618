-- +goose Up
ALTER TABLE schedule_session ADD COLUMN trainer_id TEXT NOT NULL DEFAULT '';
ALTER TABLE schedule_session ADD COLUMN room_id TEXT NOT NULL DEFAULT '';
ALTER TABLE schedule_session ADD COLUMN locked INTEGER NOT NULL DEFAULT 0;

-- +goose Down
ALTER TABLE schedule_session DROP COLUMN locked;
ALTER TABLE schedule_session DROP COLUMN room_id;
ALTER TABLE schedule_session DROP COLUMN trainer_id;
