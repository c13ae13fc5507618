-- +goose Up
CREATE TABLE access_grant (
  id TEXT NOT NULL PRIMARY KEY,
  account_id TEXT NOT NULL,
  role TEXT NOT NULL,
  agency_id TEXT NOT NULL,
  scope TEXT NOT NULL,
  from_date TEXT NOT NULL,
  until_date TEXT NOT NULL
);
CREATE INDEX access_grant_account ON access_grant (account_id);
CREATE INDEX access_grant_agency ON access_grant (agency_id, role);

CREATE TABLE access_reach (
  scope TEXT NOT NULL,
  person_id TEXT NOT NULL,
  from_date TEXT NOT NULL,
  until_date TEXT NOT NULL,
  PRIMARY KEY (scope, person_id, from_date)
);
CREATE INDEX access_reach_person ON access_reach (person_id, scope);

-- +goose Down
DROP TABLE access_reach;
DROP TABLE access_grant;
