-- +goose Up
CREATE TABLE roster_person (
  id TEXT NOT NULL PRIMARY KEY,
  agency_id TEXT NOT NULL REFERENCES org_agency (id),
  nip TEXT NOT NULL,
  name TEXT NOT NULL,
  search_key TEXT NOT NULL,
  sort_key TEXT NOT NULL,
  sex TEXT NOT NULL,
  born TEXT NOT NULL,
  email TEXT NOT NULL,
  office_email TEXT NOT NULL,
  phone TEXT NOT NULL,
  siasn_id TEXT NOT NULL,
  state TEXT NOT NULL,
  merged_into TEXT NOT NULL,
  import_id TEXT NOT NULL,
  version INTEGER NOT NULL,
  created_at TEXT NOT NULL
);
CREATE UNIQUE INDEX roster_person_nip ON roster_person (agency_id, nip) WHERE state IN ('active', 'withdrawn');
CREATE INDEX roster_person_list ON roster_person (agency_id, state, sort_key, id);
CREATE INDEX roster_person_import ON roster_person (import_id, state);

CREATE TABLE roster_nip (
  id TEXT NOT NULL PRIMARY KEY,
  person_id TEXT NOT NULL REFERENCES roster_person (id),
  nip TEXT NOT NULL,
  reason TEXT NOT NULL,
  replaced_at TEXT NOT NULL
);
CREATE INDEX roster_nip_person ON roster_nip (person_id);
CREATE INDEX roster_nip_number ON roster_nip (nip);

CREATE TABLE roster_appointment (
  id TEXT NOT NULL PRIMARY KEY,
  person_id TEXT NOT NULL REFERENCES roster_person (id),
  sk_number TEXT NOT NULL,
  sk_date TEXT NOT NULL,
  tmt TEXT NOT NULL,
  golongan TEXT NOT NULL,
  position TEXT NOT NULL,
  position_kind TEXT NOT NULL,
  position_siasn TEXT NOT NULL,
  education TEXT NOT NULL,
  level TEXT NOT NULL,
  selection TEXT NOT NULL,
  status TEXT NOT NULL,
  standing TEXT NOT NULL,
  unit_siasn TEXT NOT NULL,
  pns_number TEXT NOT NULL,
  pns_date TEXT NOT NULL,
  pns_tmt TEXT NOT NULL,
  valid_from TEXT NOT NULL,
  reason TEXT NOT NULL,
  import_id TEXT NOT NULL,
  recorded_at TEXT NOT NULL,
  superseded_at TEXT NOT NULL
);
CREATE INDEX roster_appointment_person ON roster_appointment (person_id, superseded_at);

CREATE TABLE roster_placement (
  id TEXT NOT NULL PRIMARY KEY,
  person_id TEXT NOT NULL REFERENCES roster_person (id),
  unit_id TEXT NOT NULL,
  from_date TEXT NOT NULL,
  until_date TEXT NOT NULL,
  reason TEXT NOT NULL,
  document TEXT NOT NULL,
  import_id TEXT NOT NULL,
  recorded_at TEXT NOT NULL
);
CREATE INDEX roster_placement_person ON roster_placement (person_id, until_date);
CREATE INDEX roster_placement_unit ON roster_placement (unit_id);

CREATE TABLE roster_purpose (
  agency_id TEXT NOT NULL,
  purpose TEXT NOT NULL,
  since TEXT NOT NULL,
  PRIMARY KEY (agency_id, purpose)
);
CREATE TABLE roster_private (
  person_id TEXT NOT NULL REFERENCES roster_person (id),
  field TEXT NOT NULL,
  sealed TEXT NOT NULL,
  recorded_at TEXT NOT NULL,
  PRIMARY KEY (person_id, field)
);

CREATE TABLE roster_import (
  id TEXT NOT NULL PRIMARY KEY,
  agency_id TEXT NOT NULL REFERENCES org_agency (id),
  file_name TEXT NOT NULL,
  file_hash TEXT NOT NULL,
  head TEXT NOT NULL,
  selection TEXT NOT NULL,
  state TEXT NOT NULL,
  total INTEGER NOT NULL,
  clean INTEGER NOT NULL,
  warnings INTEGER NOT NULL,
  errors INTEGER NOT NULL,
  added INTEGER NOT NULL,
  changed INTEGER NOT NULL,
  unchanged INTEGER NOT NULL,
  units TEXT NOT NULL,
  by_actor TEXT NOT NULL,
  staged_at TEXT NOT NULL,
  beat_at TEXT NOT NULL,
  committed_at TEXT NOT NULL,
  undone_at TEXT NOT NULL
);
CREATE INDEX roster_import_agency ON roster_import (agency_id, staged_at);

CREATE TABLE roster_import_row (
  import_id TEXT NOT NULL REFERENCES roster_import (id),
  row_no INTEGER NOT NULL,
  record TEXT NOT NULL,
  person_id TEXT NOT NULL,
  outcome TEXT NOT NULL,
  before_state TEXT NOT NULL,
  PRIMARY KEY (import_id, row_no)
);
CREATE INDEX roster_import_row_person ON roster_import_row (person_id);

CREATE TABLE roster_mapping (
  agency_id TEXT NOT NULL,
  header TEXT NOT NULL,
  field TEXT NOT NULL,
  PRIMARY KEY (agency_id, header)
);

-- +goose Down
DROP TABLE roster_mapping;
DROP TABLE roster_import_row;
DROP TABLE roster_import;
DROP TABLE roster_private;
DROP TABLE roster_purpose;
DROP TABLE roster_placement;
DROP TABLE roster_appointment;
DROP TABLE roster_nip;
DROP TABLE roster_person;
