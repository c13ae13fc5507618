-- +goose Up
CREATE TABLE notify_optout (
  account_id TEXT NOT NULL,
  person_id TEXT NOT NULL,
  since TEXT NOT NULL,
  PRIMARY KEY (account_id, person_id)
);

-- +goose Down
DROP TABLE notify_optout;
