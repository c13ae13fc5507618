-- +goose Up
CREATE TABLE notify_quiet (
  agency_id TEXT NOT NULL PRIMARY KEY,
  from_minute INTEGER NOT NULL,
  until_minute INTEGER NOT NULL
);
ALTER TABLE notify_mail ADD COLUMN not_before TEXT NOT NULL DEFAULT '';
CREATE INDEX notify_mail_note ON notify_mail (note_id);

-- +goose Down
DROP INDEX notify_mail_note;
ALTER TABLE notify_mail DROP COLUMN not_before;
DROP TABLE notify_quiet;
