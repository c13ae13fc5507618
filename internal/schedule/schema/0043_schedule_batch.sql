-- +goose Up
CREATE INDEX schedule_session_batch ON schedule_session (batch_id, day);

-- +goose Down
DROP INDEX schedule_session_batch;
