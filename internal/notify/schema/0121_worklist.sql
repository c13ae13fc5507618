-- +goose Up
CREATE INDEX notify_note_reach ON notify_note (event_id, office, person_id, account_id, told_at, read_at, opened_at, id);

-- +goose Down
DROP INDEX notify_note_reach;
