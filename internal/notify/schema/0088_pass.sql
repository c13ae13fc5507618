-- +goose Up
ALTER TABLE notify_mail ADD COLUMN pass_id TEXT NOT NULL DEFAULT '';
CREATE INDEX notify_mail_pass ON notify_mail (pass_id) WHERE pass_id <> '';

-- +goose Down
DROP INDEX notify_mail_pass;
ALTER TABLE notify_mail DROP COLUMN pass_id;
