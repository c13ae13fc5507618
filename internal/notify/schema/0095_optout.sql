-- +goose Up
CREATE TABLE notify_optout (
  account_id TEXT NOT NULL,
  person_id TEXT NOT NULL,
  agency_id TEXT NOT NULL, -- whose office noted it, '' for one's own choice
  since TEXT NOT NULL,
  PRIMARY KEY (account_id, person_id, agency_id)
);

-- +goose Down
DROP TABLE notify_optout;
