-- +goose Up
CREATE TABLE identity_account (
  id TEXT NOT NULL PRIMARY KEY,
  email TEXT NOT NULL,
  nip TEXT NOT NULL,
  name TEXT NOT NULL,
  title TEXT NOT NULL,
  phone TEXT NOT NULL,
  person_id TEXT NOT NULL,
  password_hash TEXT NOT NULL,
  state TEXT NOT NULL,
  failures INTEGER NOT NULL,
  failed_at TEXT NOT NULL,
  created_at TEXT NOT NULL
);
CREATE UNIQUE INDEX identity_account_email ON identity_account (email) WHERE email <> '';
CREATE UNIQUE INDEX identity_account_nip ON identity_account (nip) WHERE nip <> '';
CREATE INDEX identity_account_person ON identity_account (person_id);
CREATE TABLE identity_session (
  token_hash TEXT NOT NULL PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  account_id TEXT NOT NULL REFERENCES identity_account (id),
  device TEXT NOT NULL,
  created_at TEXT NOT NULL,
  seen_at TEXT NOT NULL,
  expires_at TEXT NOT NULL
);
CREATE INDEX identity_session_account ON identity_session (account_id);
CREATE TABLE identity_link (
  token_hash TEXT NOT NULL PRIMARY KEY,
  account_id TEXT NOT NULL REFERENCES identity_account (id),
  made_by TEXT NOT NULL,
  created_at TEXT NOT NULL,
  expires_at TEXT NOT NULL,
  used_at TEXT NOT NULL
);
CREATE INDEX identity_link_account ON identity_link (account_id);

-- +goose Down
DROP TABLE identity_link;
DROP TABLE identity_session;
DROP TABLE identity_account;
