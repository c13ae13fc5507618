-- +goose Up
CREATE TABLE seminar_plan (
  id TEXT NOT NULL PRIMARY KEY,
  agency_id TEXT NOT NULL,
  batch_id TEXT NOT NULL,
  subject TEXT NOT NULL,
  number INTEGER NOT NULL,
  revision INTEGER NOT NULL,
  state TEXT NOT NULL,
  settings_json TEXT NOT NULL,
  reason TEXT NOT NULL,
  made_at TEXT NOT NULL,
  published_at TEXT NOT NULL,
  published_by TEXT NOT NULL
);
CREATE UNIQUE INDEX seminar_plan_number ON seminar_plan (batch_id, subject, number);
CREATE UNIQUE INDEX seminar_plan_draft ON seminar_plan (batch_id, subject) WHERE state = 'draft';
CREATE UNIQUE INDEX seminar_plan_published ON seminar_plan (batch_id, subject) WHERE state = 'published';
CREATE INDEX seminar_plan_agency ON seminar_plan (agency_id, state);

CREATE TABLE seminar_slot (
  plan_id TEXT NOT NULL REFERENCES seminar_plan (id),
  id TEXT NOT NULL,
  person_id TEXT NOT NULL,
  session_id TEXT NOT NULL,
  group_number INTEGER NOT NULL,
  day TEXT NOT NULL,
  start_minute INTEGER NOT NULL,
  end_minute INTEGER NOT NULL,
  room_id TEXT NOT NULL,
  place TEXT NOT NULL,
  link TEXT NOT NULL,
  coach_id TEXT NOT NULL,
  coach TEXT NOT NULL,
  examiner_id TEXT NOT NULL,
  examiner TEXT NOT NULL,
  mentor_id TEXT NOT NULL,
  mentor TEXT NOT NULL,
  locked INTEGER NOT NULL,
  reasons_json TEXT NOT NULL,
  PRIMARY KEY (plan_id, id)
);
CREATE UNIQUE INDEX seminar_slot_person ON seminar_slot (plan_id, person_id);
CREATE INDEX seminar_slot_of ON seminar_slot (person_id);

-- +goose Down
DROP TABLE seminar_slot;
DROP TABLE seminar_plan;
