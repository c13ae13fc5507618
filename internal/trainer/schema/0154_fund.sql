-- +goose Up
CREATE TABLE trainer_fund (
  batch_id TEXT NOT NULL PRIMARY KEY,
  agency_id TEXT NOT NULL,
  fund TEXT NOT NULL
);
CREATE INDEX trainer_fund_agency ON trainer_fund (agency_id);

-- +goose Down
DROP TABLE trainer_fund;
