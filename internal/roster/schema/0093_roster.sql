-- +goose Up
CREATE TABLE roster_transfer (
  id TEXT NOT NULL PRIMARY KEY,
  agency_id TEXT NOT NULL,
  from_name TEXT NOT NULL,
  to_agency TEXT NOT NULL,
  to_name TEXT NOT NULL,
  person_id TEXT NOT NULL,
  received_id TEXT NOT NULL,
  name TEXT NOT NULL,
  nip TEXT NOT NULL,
  left_on TEXT NOT NULL,
  number TEXT NOT NULL,
  reason TEXT NOT NULL,
  state TEXT NOT NULL,
  placement_id TEXT NOT NULL,
  record TEXT NOT NULL,
  made_by TEXT NOT NULL,
  made_at TEXT NOT NULL,
  ended_by TEXT NOT NULL,
  ended_at TEXT NOT NULL
);
CREATE INDEX roster_transfer_agency ON roster_transfer (agency_id, made_at);
CREATE INDEX roster_transfer_to ON roster_transfer (to_agency, made_at);
CREATE UNIQUE INDEX roster_transfer_now ON roster_transfer (person_id) WHERE person_id <> '' AND state IN ('offered', 'left');

-- +goose Down
DROP TABLE roster_transfer;
