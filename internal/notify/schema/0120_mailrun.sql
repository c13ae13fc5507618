-- +goose Up
CREATE INDEX notify_mail_open ON notify_mail (attempts, id) WHERE ended_at = '';

-- +goose Down
DROP INDEX notify_mail_open;
