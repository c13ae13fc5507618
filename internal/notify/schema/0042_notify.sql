-- +goose Up
CREATE TABLE notify_event (
  id TEXT NOT NULL PRIMARY KEY,
  agency_id TEXT NOT NULL,
  once_key TEXT NOT NULL,
  batch_id TEXT NOT NULL,
  wide INTEGER NOT NULL,
  title_key TEXT NOT NULL,
  title_args TEXT NOT NULL,
  made_by TEXT NOT NULL,
  made_at TEXT NOT NULL,
  day TEXT NOT NULL,
  UNIQUE (agency_id, once_key)
);
CREATE INDEX notify_event_agency ON notify_event (agency_id, id);
CREATE TABLE notify_note (
  id TEXT NOT NULL PRIMARY KEY,
  event_id TEXT NOT NULL REFERENCES notify_event (id),
  account_id TEXT NOT NULL,
  person_id TEXT NOT NULL,
  text_key TEXT NOT NULL,
  text_args TEXT NOT NULL,
  more TEXT NOT NULL,
  href TEXT NOT NULL,
  private INTEGER NOT NULL,
  office INTEGER NOT NULL,
  read_at TEXT NOT NULL,
  opened_at TEXT NOT NULL,
  told_at TEXT NOT NULL,
  told_by TEXT NOT NULL,
  UNIQUE (event_id, account_id, person_id)
);
CREATE INDEX notify_note_account ON notify_note (account_id, read_at) WHERE account_id <> '';
CREATE INDEX notify_note_person ON notify_note (person_id, read_at) WHERE person_id <> '';
CREATE TABLE notify_mail (
  id TEXT NOT NULL PRIMARY KEY,
  agency_id TEXT NOT NULL,
  event_id TEXT NOT NULL,
  note_id TEXT NOT NULL,
  account_id TEXT NOT NULL,
  sealed TEXT NOT NULL,
  state TEXT NOT NULL,
  attempts INTEGER NOT NULL,
  reason TEXT NOT NULL,
  queued_at TEXT NOT NULL,
  claimed_at TEXT NOT NULL,
  ended_at TEXT NOT NULL
);
CREATE INDEX notify_mail_event ON notify_mail (event_id, state);
CREATE INDEX notify_mail_agency ON notify_mail (agency_id, state, id);

-- +goose Down
DROP TABLE notify_mail;
DROP TABLE notify_note;
DROP TABLE notify_event;
